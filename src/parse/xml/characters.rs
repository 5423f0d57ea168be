//! Characters that XML does not allow, and those that are another's by mistake. In: a text. Out: the text without them.

use std::borrow::Cow;

use crate::parse::defect::Defects;
use crate::text::html::windows_1252;

/// `text` without control characters (XML 1.0 §2.2). Form feeds and vertical tabs become spaces. Those from U+0080 to U+009F become
/// the characters that Windows-1252 has there: nobody means the others, and programs that take the one encoding for ISO-8859-1
/// write them.
#[must_use]
pub fn legible<'a>(text: Cow<'a, str>, defects: &mut Defects) -> Cow<'a, str> {
    let Some(first) = first_odd(text.as_bytes()) else {
        return text;
    };
    let what = "control characters";
    defects.add(first, what, "XML 1.0 §2.2", "left out, or read as those of Windows-1252");
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{B}' | '\u{C}' => out.push(' '),
            '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            '\u{80}'..='\u{9F}' => out.extend(char::from_u32(windows_1252(u32::from(c)))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Bytes before the first such character.
fn first_odd(bytes: &[u8]) -> Option<usize> {
    const CHUNK: usize = 256;
    let is_odd = |b: u8| (b < 0x20) && (b != b'\t') && (b != b'\n') && (b != b'\r') || (b == 0xC2);
    // Looked at in chunks, which lets the compiler take many bytes at once.
    for (number, chunk) in bytes.chunks(CHUNK).enumerate() {
        if chunk.iter().fold(0, |odd, b| odd | u8::from(is_odd(*b))) == 0 {
            continue;
        }
        for (at, byte) in chunk.iter().enumerate().filter(|(_, byte)| is_odd(**byte)) {
            let at = number * CHUNK + at;
            // 0xC2 begins U+0080 to U+00BF.
            if *byte != 0xC2 || bytes.get(at + 1).is_some_and(|next| *next < 0xA0) {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_those_of_windows_become_its_own() {
        let filler = "x".repeat(600);
        for (text, expected) in [
            ("a\0b\u{1}c\u{1F}", "abc"),
            ("a\u{C}b", "a b"),
            ("don\u{92}t", "don’t"),
            (&*format!("{filler}\u{8}"), &*filler),
        ] {
            let mut defects = Defects::default();
            assert_eq!(legible(text.into(), &mut defects), expected);
            assert!(!defects.is_empty());
        }
    }

    #[test]
    fn what_may_stand_in_xml_is_left_alone() {
        let mut defects = Defects::default();
        let text = "a\tb\r\n\u{A0}é \u{BF}媒\u{10FFFF}\u{7F}";
        assert!(matches!(legible(text.into(), &mut defects), Cow::Borrowed(same) if same == text));
        assert!(defects.is_empty());
    }
}
