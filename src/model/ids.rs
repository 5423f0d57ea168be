//! Names for things, kept apart by type so that none is taken for another.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident($held:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name($held);

        impl $name {
            /// Takes over a name.
            pub fn new(name: impl Into<$held>) -> Self {
                Self(name.into())
            }

            /// The name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// A source's `id` in the configuration. Much is known by it, of thousands of sources: all of that shares it.
    SourceId(Arc<str>)
}
name! {
    /// What a source calls an item: for articles, the path below the source's folder, with `/`.
    ItemKey(String)
}
name! {
    /// An entry's published id: an absolute URI, the same in RSS `guid`, Atom `id` and JSON Feed `id`, for ever.
    EntryId(String)
}

/// Makes the id of an entry that names none itself: `tag:<host>,<date>:<source>/<path>` (RFC 4151).
///
/// `date` is the entry's date of publication, and `2000-01-01` where it has none. The same facts give the same id on every
/// machine; the store keeps it through later changes of those facts.
#[must_use]
pub fn mint(host: &str, date: Option<NaiveDate>, source: &SourceId, path: &str) -> EntryId {
    let mut id = tag(host, date, source);
    if path.is_ascii() {
        id.extend(utf8_percent_encode(path, SPECIFIC));
    } else {
        let path: String = path.nfc().collect();
        id.extend(utf8_percent_encode(&path, SPECIFIC));
    }
    EntryId(id)
}

impl EntryId {
    /// True where the id has the form that [`mint`] gives the entries of a source, on whatever host.
    #[must_use]
    pub fn is_minted_for(&self, source: &SourceId) -> bool {
        let specific =
            self.0.strip_prefix("tag:").and_then(|rest| rest.split_once(':')).map(|(_, rest)| rest);
        let rest = specific.and_then(|rest| {
            utf8_percent_encode(source.as_str(), SPECIFIC)
                .try_fold(rest, |rest, part| rest.strip_prefix(part))
        });
        rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// True where the id says that it was minted on this host.
    #[must_use]
    pub fn is_minted_on(&self, host: &str) -> bool {
        let entity = self.0.strip_prefix("tag:").and_then(|rest| rest.split_once(','));
        entity.is_some_and(|(entity, _)| entity.chars().map(|c| c.to_ascii_lowercase()).eq(authority(host)))
    }
}

/// Makes the id of an entry whose own id is taken by another: the same form, with a digest of what it would have been.
#[must_use]
pub fn mint_digest(host: &str, source: &SourceId, key: &ItemKey, claimed: &EntryId) -> EntryId {
    // As one piece: a hasher that takes several has two kilobytes to be made first.
    let mut parts = Vec::with_capacity(256);
    for part in [source.as_str(), key.as_str(), claimed.as_str()] {
        parts.extend_from_slice(&(part.len() as u64).to_be_bytes());
        parts.extend_from_slice(part.as_bytes());
    }
    let mut id = tag(host, None, source);
    id.push_str(&blake3::hash(&parts).to_hex().as_str()[..32]);
    EntryId(id)
}

/// The `id` of a feed: fixed by its key, whatever becomes of its title, its path or the site's address.
#[must_use]
pub fn mint_feed(host: &str, kind: &str, segments: &[String]) -> String {
    let mut id = "tag:".to_owned();
    id.extend(authority(host));
    id.extend([",2000-01-01:feed/", kind]);
    for segment in segments {
        id.push('/');
        id.extend(utf8_percent_encode(segment, SPECIFIC));
    }
    id
}

/// True where the id is one that [`mint_feed`] gives on this host.
#[must_use]
pub fn is_feed_minted_on(id: &str, host: &str) -> bool {
    id.split_once(':')
        .and_then(|(_, rest)| rest.split_once(':'))
        .is_some_and(|(_, specific)| specific.starts_with("feed/") && EntryId::new(id).is_minted_on(host))
}

fn tag(host: &str, date: Option<NaiveDate>, source: &SourceId) -> String {
    let mut id = String::with_capacity(128);
    id.push_str("tag:");
    id.extend(authority(host));
    match date {
        Some(date) => drop(write!(id, ",{:04}-{:02}-{:02}:", date.year(), date.month(), date.day())),
        None => id.push_str(",2000-01-01:"),
    }
    id.extend(utf8_percent_encode(source.as_str(), SPECIFIC));
    id.push('/');
    id
}

/// RFC 4151 §2.1 wants a DNS name; an address in brackets is written with dashes.
fn authority(host: &str) -> impl Iterator<Item = char> {
    host.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' })
}

/// All but the characters of RFC 4151 §2.1 `specific` (and `?`, which readers take for a query).
const SPECIFIC: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');

/// A digest that tells whether bytes changed. 128 bits, not cryptographic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(pub [u8; 16]);

impl ContentHash {
    /// Digests `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(bytes).to_be_bytes())
    }

    /// Reads back what `Display` writes: 32 hexadecimal digits.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        (hex.len() == 32).then_some(())?;
        u128::from_str_radix(hex, 16).ok().map(|value| Self(value.to_be_bytes()))
    }
}

impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hex = <&str>::deserialize(deserializer)?;
        Self::from_hex(hex).ok_or_else(|| D::Error::custom("a digest has 32 hexadecimal digits"))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As one number: written byte by byte it takes ten times as long.
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// What a file looked like when it was last read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Bytes.
    pub size: u64,
    /// Modification time, nanoseconds since 1970. Zero: not to be believed, compare the content.
    pub modified: i64,
    /// Digest of the content.
    pub hash: ContentHash,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_was_minted_for_a_source_is_known_again() {
        let source = SourceId::new("my notes");
        let date = NaiveDate::from_ymd_opt(2020, 1, 2);
        assert!(mint("a.example", date, &source, "x.md").is_minted_for(&source));
        assert!(mint("other.example", None, &source, "x.md").is_minted_for(&source), "also on another host");
        for other in
            ["tag:a.example,2020-01-02:/x.html", "https://a.example/x", "tag:a.example,2020:my", "urn:x:1"]
        {
            assert!(!EntryId::new(other).is_minted_for(&source), "{other}");
        }
        assert!(!mint("a.example", date, &SourceId::new("my notes 2"), "x.md").is_minted_for(&source));
        for (host, is_it) in [("a.example", true), ("A.example", true), ("b.a.example", false), ("", false)] {
            assert_eq!(mint(host, date, &source, "x.md").is_minted_on("a.example"), is_it, "{host}");
        }
    }
}
