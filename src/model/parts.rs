//! The small values that entries and feeds are made of.
//!
//! In: strings from anywhere. Out: values that every writer may copy into a document as they are. What these types
//! promise is promised once, here, so that no writer has to look again.

pub mod carried;
pub mod episode;
mod language;
pub mod media;
mod plain;

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

pub use language::Language;
pub use plain::{PlainText, PlainTextBuilder, is_turning};

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
    let is_rare = |b: u8| (b < 0x20) && (b != b'\n') || (b == 0x7F);
    let is_control = |b: u8| is_rare(b) && b != b'\t' && b != b'\r';
    // The first look has no early end inside of a chunk, which lets the compiler look at many bytes at once.
    bytes.chunks(256).any(|chunk| {
        chunk.iter().fold(false, |found, b| found | is_rare(*b)) && chunk.iter().any(|b| is_control(*b))
    })
        // U+0080 to U+009F begin with 0xC2, U+FFFD to U+FFFF with 0xEF 0xBF.
        || memchr::memchr_iter(0xC2, bytes).any(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xA0))
        || memchr::memmem::find_iter(bytes, b"\xEF\xBF")
            .any(|at| bytes.get(at + 2).is_some_and(|b| *b >= 0xBD))
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

    /// The same for what was made of text without forbidden characters, and not by decoding references to such: the caller
    /// vouches for that, too.
    #[must_use]
    pub fn from_clean(html: String) -> Self {
        debug_assert!(!has_forbidden(&html), "forbidden characters in {html:?}");
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
}
