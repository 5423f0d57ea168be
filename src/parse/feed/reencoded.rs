//! Texts that were encoded twice: UTF-8 that some program took for ISO 8859-1 or Windows-1252 and wrote as UTF-8 again
//! (`Ã©` for `é`, `â€™` for `’`).
//!
//! In: a field's text. Out: the text as it was meant, where all of it was encoded twice. Nothing is done to a text of
//! which a part was not: it may be meant as it is.

use crate::text::html::windows_1252;

/// Undoes the second encoding. Each character stands for a byte, and the bytes have to be UTF-8, so that hardly any text
/// that is right is taken for one that is not: after a letter of `À` to `ß` a sign or a control character comes.
pub(super) fn undone(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    // The first characters beyond ASCII tell for nearly all texts, and cost nothing.
    let mut special = text.chars().filter(|c| !c.is_ascii());
    if !matches!(special.next(), Some('\u{C2}'..='\u{F4}'))
        || !special.next().and_then(byte).is_some_and(|byte| (0x80..=0xBF).contains(&byte))
    {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
    String::from_utf8(bytes?).ok()
}

/// The byte that a character was read from.
fn byte(c: char) -> Option<u8> {
    let code = u32::from(c);
    u8::try_from(code).ok().or_else(|| (0x80..=0x9F).find(|byte| windows_1252(u32::from(*byte)) == code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_encoded_twice_as_a_whole_is_undone() {
        for (text, meant) in [
            ("caf\u{C3}\u{A9} \u{E2}\u{80}\u{A6}", Some("café …")),
            ("café", None),
            ("cafe", None),
            ("caf\u{C3}\u{A9} …", None),
            ("caf\u{C3}\u{A9} é", None),
            ("Ã", None),
            ("It\u{E2}\u{20AC}\u{2122}s", Some("It’s")),
            ("\u{E2}\u{20AC}\u{2122}\u{160}", None),
            ("€ ’", None),
        ] {
            assert_eq!(undone(text).as_deref(), meant, "{text}");
        }
    }
}
