//! What tells that two items are one post, whatever they are called: digests of where they lead and what they say.
//!
//! Zero stands for what is not known, or says nothing. No digest here is cryptographic: whoever can make two of them equal could as well
//! have made their pages equal.

use std::fmt;

/// Evidence of one item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Digest of its link, canonical. Zero: it has none, or it leads to the front page of a site.
    pub link: u64,
    /// Digest of that link without its host. Zero: there is no path.
    pub path: u64,
    /// Digest of its title, folded.
    pub title: u64,
    /// Digest of its text.
    pub content: u64,
    /// Digest of the address of its first file, without its host. Zero: it has none, or that was not looked at when it was stored.
    pub file: u64,
    /// When it was published, or last changed, in seconds since 1970.
    pub date: i64,
    /// True: that is when it was last changed. When it was published is not known.
    pub is_change: bool,
    /// True: its title is one that many posts have.
    pub is_common_title: bool,
}

/// A digest that is fed part by part. Never zero.
#[derive(Default)]
pub struct Digest(xxhash_rust::xxh3::Xxh3);

impl Digest {
    /// Takes the next part. Where the parts are cut makes a difference.
    pub fn add(&mut self, part: &[u8]) {
        self.0.update(part);
        self.0.update(&[0xFF]);
    }

    /// The digest.
    #[must_use]
    pub fn finish(self) -> u64 {
        self.0.digest().max(1)
    }

    /// The digest of these parts. For a few short ones that is several times as fast as to feed it with them.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> u64 {
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
        for part in parts {
            bytes.extend_from_slice(part);
            bytes.push(0xFF);
        }
        xxhash_rust::xxh3::xxh3_64(&bytes).max(1)
    }
}

/// Bytes of the stored form.
pub const LENGTH: usize = 49;

/// Bytes of the form that earlier releases stored: nothing in it is about files, and dates are those of publication.
const LENGTH_WITHOUT_FILE: usize = 41;

/// Bits of the last byte.
const COMMON_TITLE: u8 = 1;
const CHANGE: u8 = 2;

impl Evidence {
    /// True where it says more than where the item leads: what is known of an article by its link alone is not kept.
    #[must_use]
    pub fn is_more_than_a_link(&self) -> bool {
        (self.title, self.content, self.date) != (0, 0, 0)
    }

    /// The stored form.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        let numbers = [self.link, self.path, self.title, self.content, self.date.cast_unsigned(), self.file];
        for (place, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            place.copy_from_slice(&number.to_be_bytes());
        }
        if let Some(last) = bytes.last_mut() {
            *last = (COMMON_TITLE * u8::from(self.is_common_title)) | (CHANGE * u8::from(self.is_change));
        }
        bytes
    }

    /// Reads the stored form; `None` where it is none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if !matches!(bytes.len(), LENGTH | LENGTH_WITHOUT_FILE) {
            return None;
        }
        let (numbers, [flags]) = bytes.split_last_chunk::<1>()?;
        let mut numbers = numbers.chunks_exact(8).map(|part| part.try_into().map(u64::from_be_bytes));
        let mut next = || numbers.next()?.ok();
        Some(Self {
            link: next()?,
            path: next()?,
            title: next()?,
            content: next()?,
            date: next()?.cast_signed(),
            file: next().unwrap_or_default(),
            is_common_title: flags & COMMON_TITLE != 0,
            is_change: flags & CHANGE != 0,
        })
    }
}

/// What told that an item under a new key is one that was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It leads to the same page.
    Link,
    /// It leads to the same path of another host, as most of the document's new items do.
    Path,
    /// It has the same title and the same text.
    Text,
    /// It has the same title and the same date.
    Date,
}

impl Likeness {
    /// All kinds, for reading their names back.
    const ALL: [Self; 4] = [Self::Link, Self::Path, Self::Text, Self::Date];

    /// The name, as `status` shows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Path => "path",
            Self::Text => "title-and-text",
            Self::Date => "title-and-date",
        }
    }

    /// Reads a [`name`](Self::name) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|likeness| likeness.name() == name)
    }
}

impl fmt::Display for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_of_parts_is_the_same_fed_one_by_one() {
        let long = "long ".repeat(1000);
        for parts in [&[][..], &["a.example"], &["a.example", "/x"], &["", &long, "分"]] {
            let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
            let mut fed = Digest::default();
            for part in &parts {
                fed.add(part);
            }
            assert_eq!(Digest::of(&parts), fed.finish(), "{}", parts.len());
        }
    }

    #[test]
    fn the_stored_form_is_read_back_and_nothing_else_is() {
        let evidence = Evidence {
            link: 1,
            path: u64::MAX,
            title: 3,
            content: 0,
            file: 6,
            date: -5,
            is_change: true,
            is_common_title: true,
        };
        for evidence in [evidence, Evidence { is_change: false, ..evidence }, Evidence::default()] {
            assert_eq!(Evidence::from_bytes(&evidence.to_bytes()), Some(evidence));
        }
        for wrong in [&[][..], &[0; 40], &[0; 42], &[0; 48], &[0; 50]] {
            assert_eq!(Evidence::from_bytes(wrong), None, "{}", wrong.len());
        }
    }

    #[test]
    fn what_an_earlier_release_stored_says_nothing_of_files() {
        let evidence = Evidence {
            link: 1,
            path: 2,
            title: 3,
            content: 4,
            date: 5,
            is_common_title: true,
            ..Evidence::default()
        };
        let mut bytes = evidence.to_bytes().to_vec();
        bytes.drain(40..48);
        assert_eq!((bytes.len(), Evidence::from_bytes(&bytes)), (41, Some(evidence)));
    }
}
