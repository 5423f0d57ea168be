//! Text that a terminal shows as it is.
//!
//! In: text from a file, a name or the network. Out: the same with every character escaped that would move the cursor, set a
//! colour, ring the bell or turn the reading direction.

use std::borrow::Cow;

/// True for characters that a terminal obeys instead of showing, or that change how the text around them reads.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// `text` with such characters written as `\n`, `\t` or `\u{1b}`.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unprintable(c) {
            out.extend(escaped(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// How [`printable`] writes an unprintable character.
pub fn escaped(c: char) -> impl Iterator<Item = char> {
    let short = matches!(c, '\n' | '\r' | '\t');
    let (default, unicode) =
        if short { (Some(c.escape_default()), None) } else { (None, Some(c.escape_unicode())) };
    default.into_iter().flatten().chain(unicode.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_a_terminal_obeys_and_leaves_the_rest() {
        for (text, expected) in [
            ("新媒体 é 🎉", "新媒体 é 🎉"),
            ("\u{1b}[31mred\u{7}", "\\u{1b}[31mred\\u{7}"),
            ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
            ("gnp.\u{202e}exe", "gnp.\\u{202e}exe"),
        ] {
            assert_eq!(printable(text), expected);
        }
        assert!(matches!(printable("plain"), Cow::Borrowed(_)));
    }
}
