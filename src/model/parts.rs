//! The small values that entries and feeds are made of.
//!
//! In: strings from anywhere. Out: values that every writer may copy into a document as they are. What these types
//! promise is promised once, here, so that no writer has to look again.

mod language;

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

pub use language::Language;

/// True for characters that may not stand in a feed: those that XML 1.0 §2.2 forbids, and what it allows and validators warn
/// of: the C1 controls U+007F–U+009F, and U+FFFD, which only says that something was lost before.
#[must_use]
pub fn is_forbidden(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFD}'..='\u{FFFF}')
}

/// True for text that holds [forbidden](is_forbidden) characters. Looks at bytes, several times as fast as at characters.
#[must_use]
pub fn has_forbidden(text: &str) -> bool {
    let bytes = text.as_bytes();
    // U+0080 to U+009F begin with 0xC2, U+FFFD to U+FFFF with 0xEF 0xBF.
    // Without an early end inside of a chunk, which lets the compiler look at many bytes at once.
    let is_control = |b: &u8| (*b < 0x20) && (*b != b'\t') && (*b != b'\n') && (*b != b'\r') || (*b == 0x7F);
    bytes.chunks(256).any(|chunk| chunk.iter().fold(false, |found, b| found | is_control(b)))
        || memchr::memchr_iter(0xC2, bytes).any(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xA0))
        || memchr::memmem::find_iter(bytes, b"\xEF\xBF")
            .any(|at| bytes.get(at + 2).is_some_and(|b| *b >= 0xBD))
}

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
        let mut out = String::with_capacity(text.len());
        let mut gap = false;
        for c in text.chars() {
            if c.is_whitespace() {
                gap = true;
            } else if !is_forbidden(c) && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                out.push(c);
            }
        }
        Self(out)
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

/// True where cleaning would change nothing, as far as that can be told by looking at each byte once: most texts pass.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let is_tidy = |(n, byte): (usize, &u8)| match byte {
        b' ' => at(n + 1) != b' ',
        0x00..=0x1F | 0x7F => false,
        // U+0080–U+00A0.
        0xC2 => at(n + 1) > 0xA0,
        // U+1680; U+2000–U+200A, U+2028–U+202F; U+205F, U+2066–U+2069; U+3000; U+FFFE and U+FFFF: spaces, overrides, no characters.
        0xE1 => at(n + 1) != 0x9A,
        0xE2 => match at(n + 1) {
            0x80 => matches!(at(n + 2), 0x8B..=0xA7 | 0xB0..=0xBF),
            0x81 => !matches!(at(n + 2), 0x9F | 0xA6..=0xA9),
            _ => true,
        },
        0xE3 => at(n + 1) != 0x80 || at(n + 2) != 0x80,
        0xEF => at(n + 1) != 0xBF,
        _ => true,
    };
    !text.starts_with(' ') && !text.ends_with(' ') && bytes.iter().enumerate().all(is_tidy)
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

/// An HTML fragment that is safe to publish: well nested, from an allow-list of elements and attributes, every URL
/// absolute, free of [forbidden](is_forbidden) characters. Made by `normalize::sanitize` alone. Where that was not told what
/// URLs are relative to, those that are relative stayed so; then it is for showing only.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Html(String);

impl Html {
    /// Takes over what a sanitizer has produced. The caller vouches for the promise of this type, except for forbidden
    /// characters, which are dropped here.
    #[must_use]
    pub fn from_sanitized(html: String) -> Self {
        if has_forbidden(&html) {
            return Self(html.chars().filter(|c| !is_forbidden(*c)).collect());
        }
        Self(html)
    }

    /// The fragment.
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

impl fmt::Debug for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A person. Atom `author`; RSS `author` (only with a mail address) and `dc:creator`; JSON Feed `authors[]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name to show. Never empty.
    pub name: PlainText,
    /// A mail address, published only where the format asks for one (RSS `author`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A home page. Atom `uri`; JSON Feed `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<Url>,
}

/// A picture that stands for an entry. `media:thumbnail` in RSS and Atom; JSON Feed `image`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Where it is, absolute.
    pub url: Url,
}

/// A file that comes with an entry. RSS `enclosure`; Atom `link rel="enclosure"`; JSON Feed `attachments[]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// Where it is, absolute.
    pub url: Url,
    /// Its size in bytes; `None` where nobody said (RSS then writes 0).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Its media type, such as `audio/mpeg`.
    pub media_type: String,
    /// Its playing time in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_seen_in_bytes_as_in_characters() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            assert_eq!(has_forbidden(c.encode_utf8(&mut [0; 4])), is_forbidden(c), "{c:?}");
        }
    }

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
    fn every_character_is_cleaned_as_without_the_short_cut() {
        for c in '\0'..=char::MAX {
            for text in [format!("a{c}b"), format!("{c}b"), format!("a {c} b")] {
                assert_eq!(PlainText::new(&text).as_str(), cleaned(&text), "{c:?}");
            }
        }
    }
}
