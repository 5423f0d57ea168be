//! Text without markup. In: any text, whole or piece by piece. Out: text that may stand in every document as it is.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::is_forbidden;

/// Text without markup: on one line, trimmed, free of [forbidden](is_forbidden) characters and of the bidirectional
/// overrides that could turn the text around it (U+202A–U+202E, U+2066–U+2069).
///
/// Atom `type="text"`; RSS character data; a JSON string. It is *not* escaped: `a < b` is those five characters.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct PlainText(String);

impl PlainText {
    /// Cleans `text`: drops what may not stand in a feed, turns runs of white space into one space, trims.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if is_tidy(text) {
            return Self(text.to_owned());
        }
        let mut cleaned =
            PlainTextBuilder { text: String::with_capacity(text.len()), ..PlainTextBuilder::default() };
        cleaned.push(text, usize::MAX);
        cleaned.finish()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True where there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A [`PlainText`] in the making. Each piece is cleaned as it is added, so that whoever needs only the beginning of a long text
/// need not look at the rest.
#[derive(Debug, Default)]
pub struct PlainTextBuilder {
    text: String,
    chars: usize,
    /// White space came last. It becomes a space when something follows.
    gap: bool,
}

impl PlainTextBuilder {
    /// Adds `text`, cleaned, until there are more than `max_chars` characters. Returns how many bytes of it that took.
    pub fn push(&mut self, text: &str, max_chars: usize) -> usize {
        let mut rest = text;
        loop {
            let piece = rest.get(..self.count_kept(rest, max_chars)).unwrap_or_default();
            if !piece.is_empty() {
                if std::mem::take(&mut self.gap) && !self.text.is_empty() {
                    self.text.push(' ');
                    self.chars += 1;
                }
                self.text.push_str(piece);
            }
            rest = rest.get(piece.len()..).unwrap_or_default();
            let mut after = rest.chars();
            let Some(c) = after.next().filter(|_| self.chars <= max_chars) else { break };
            self.gap |= c.is_whitespace();
            rest = after.as_str();
        }
        text.len() - rest.len()
    }

    /// How far `text` stays as it is, in bytes, until there are more than `max_chars` characters; counts them.
    fn count_kept(&mut self, text: &str, max_chars: usize) -> usize {
        let mut chars = self.chars;
        let mut kept = text.len();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            // One space between two words stays.
            let is_single =
                || c == ' ' && at > 0 && text.as_bytes().get(end).is_some_and(u8::is_ascii_graphic);
            if is_kept(c) {
                chars += 1;
                if chars > max_chars {
                    kept = end;
                    break;
                }
            } else if is_single() {
                chars += 1;
            } else {
                kept = at;
                break;
            }
        }
        self.chars = chars;
        kept
    }

    /// What there is, without the white space that came last.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Characters of [`as_str`](Self::as_str).
    #[must_use]
    pub fn chars(&self) -> usize {
        self.chars
    }

    /// Forgets the white space that came last: what follows joins what there is.
    pub fn join(&mut self) {
        self.gap = false;
    }

    /// The first `end` bytes, without white space at their end, and `sign_of_more` behind them.
    #[must_use]
    pub fn cut(mut self, end: usize, sign_of_more: &str) -> PlainText {
        self.text.truncate(self.text.floor_char_boundary(end));
        self.text.truncate(self.text.trim_end().len());
        self.gap = false;
        self.push(sign_of_more, usize::MAX);
        self.finish()
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> PlainText {
        PlainText(self.text)
    }
}

/// True for characters that are neither white space nor dropped. Letters of most scripts pass the first look.
fn is_kept(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{3001}'..='\u{FFFC}')
        || !(c.is_whitespace() || is_forbidden(c) || is_turning(c))
}

/// True for the characters that turn the direction of the text after them, past its end where nothing ends them (Unicode UAX #9
/// §2.1 to §2.5). Marks that say the direction of one place (U+200E, U+200F, U+061C) are none.
#[must_use]
pub fn is_turning(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// True where cleaning would change nothing: most texts pass.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !text.starts_with(' ')
        && !text.ends_with(' ')
        && !bytes.chunks(64).any(has_rare)
        && !has_rare_pair(bytes)
    {
        return true;
    }
    is_tidy_by_character(text)
}

/// True for bytes that may be part of a character that is not kept: control characters, and what begins U+0080–U+00BF,
/// U+1000–U+2FFF and U+F000–U+FFFF. There is no early end inside of a chunk, which lets the compiler look at many bytes at once.
fn has_rare(bytes: &[u8]) -> bool {
    let is_rare = |b: u8| b < 0x20 || b == 0x7F || b == 0xC2 || b == 0xE1 || b == 0xE2 || b == 0xEF;
    bytes.iter().fold(false, |found, b| found | is_rare(*b))
}

/// True for two spaces, and for what begins U+3000–U+303F.
fn has_rare_pair(bytes: &[u8]) -> bool {
    let is_rare = |one: u8, next: u8| one == b' ' && next == b' ' || one == 0xE3 && next == 0x80;
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    pairs.fold(false, |found, (one, next)| found | is_rare(*one, *next))
}

fn is_tidy_by_character(text: &str) -> bool {
    let mut after_space = true;
    for c in text.chars() {
        if !is_kept(c) && (c != ' ' || after_space) {
            return false;
        }
        after_space = c == ' ';
    }
    text.is_empty() || !after_space
}

impl From<String> for PlainText {
    fn from(text: String) -> Self {
        if is_tidy(&text) { Self(text) } else { Self::new(&text) }
    }
}

impl From<&str> for PlainText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for PlainText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PlainText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cleans without the short cut.
    fn cleaned(text: &str) -> String {
        let kept: String = text
            .chars()
            .filter(|c| !is_forbidden(*c) || c.is_whitespace())
            .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
            .collect();
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_are_seen_to_be_tidy_in_bytes_as_in_characters() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            for text in [format!("{c}"), format!("a{c}b"), format!("a {c}")] {
                assert_eq!(is_tidy(&text), is_tidy_by_character(&text), "{text:?}");
            }
        }
        for text in ["", " ", "a  b", " a", "a ", "a b c"] {
            assert_eq!(is_tidy(text), is_tidy_by_character(text), "{text:?}");
        }
    }

    #[test]
    fn every_character_is_cleaned_as_without_the_short_cut() {
        for c in '\0'..=char::MAX {
            for text in [format!("a{c}b"), format!("{c}b"), format!("a {c} b")] {
                assert_eq!(PlainText::new(&text).as_str(), cleaned(&text), "{c:?}");
            }
        }
    }

    #[test]
    fn a_text_is_the_same_in_one_piece_and_in_many() {
        let text = " a  b\tc \u{202E}d\u{3000}\u{1}分。 é & x ";
        let mut whole = PlainTextBuilder::default();
        assert_eq!(whole.push(text, usize::MAX), text.len());
        let mut pieces = PlainTextBuilder::default();
        for c in text.chars() {
            pieces.push(c.encode_utf8(&mut [0; 4]), usize::MAX);
        }
        assert_eq!(whole.as_str(), cleaned(text));
        assert_eq!(pieces.as_str(), cleaned(text));
        assert_eq!((whole.chars(), pieces.chars()), (16, 16));
    }

    #[test]
    fn a_text_of_limited_length_is_read_no_further_than_one_character_more() {
        for (text, max, taken, read) in [
            ("abc", 3, "abc", 3),
            ("abcd", 2, "abc", 3),
            ("a \n b", 1, "a b", 5),
            ("分分分", 1, "分分", 6),
            ("a", 0, "a", 1),
        ] {
            let mut builder = PlainTextBuilder::default();
            assert_eq!(builder.push(text, max), read, "{text:?}");
            assert_eq!(builder.as_str(), taken, "{text:?}");
        }
    }

    #[test]
    fn a_text_that_is_cut_is_as_clean_as_before() {
        for (text, end, sign, expected) in [
            ("a b c", 2, "…", "a…"),
            ("a b c", 3, " …", "a b …"),
            ("分b", 2, "…", "…"),
            ("a b", 0, " …", "…"),
            ("a", 9, "", "a"),
        ] {
            let mut builder = PlainTextBuilder::default();
            builder.push(text, usize::MAX);
            assert_eq!(builder.cut(end, sign).as_str(), expected, "{text:?}");
        }
    }
}
