//! Looks: what the items of a folder look like from outside, as one digest.
//!
//! In: names, sizes and modification times, in any order. Out: a digest by which all of them are seen to be as they were, without a
//! list to compare them with. It does not say which of them differs.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

/// What the items of a folder look like. Without items it is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look(u128);

impl Look {
    /// Takes in an item: its name in the folder, its bytes, and its modification time in nanoseconds since 1970.
    pub fn add(&mut self, name: &str, size: u64, modified: i64) {
        let mut outside = [0; 16];
        outside[..8].copy_from_slice(&size.to_le_bytes());
        outside[8..].copy_from_slice(&modified.to_le_bytes());
        // A sum: folders are listed in any order, and by several threads.
        self.0 = self.0.wrapping_add(xxh3_128_with_seed(name.as_bytes(), xxh3_64(&outside)));
    }

    /// Takes in what another one did.
    pub fn join(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }

    /// As it is stored.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// Reads [`to_bytes`](Self::to_bytes) back.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

/// Looks by folder: that is what comes before the name in an item's key, with its `/`. `None`: its items have to be compared one by one.
pub type Looks = BTreeMap<String, Option<Look>>;

/// The folder of an item, by its key.
#[must_use]
pub fn folder(key: &str) -> &str {
    key.rfind('/').and_then(|at| key.get(..=at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(items: &[(&str, u64, i64)]) -> Look {
        items.iter().fold(Look::default(), |mut look, (name, size, modified)| {
            look.add(name, *size, *modified);
            look
        })
    }

    #[test]
    fn a_look_does_not_depend_on_the_order_and_on_nothing_else_not() {
        let usual = look(&[("a", 1, 2), ("b", 3, 4)]);
        assert_eq!(look(&[("b", 3, 4), ("a", 1, 2)]), usual);
        let others: [&[(&str, u64, i64)]; 6] = [
            &[("a", 1, 2)],
            &[("a", 1, 2), ("b", 3, 5)],
            &[("a", 1, 2), ("b", 4, 4)],
            &[("a", 1, 2), ("c", 3, 4)],
            &[("a", 3, 4), ("b", 1, 2)],
            &[("a", 2, 1), ("b", 4, 3)],
        ];
        for other in others {
            assert_ne!(look(other), usual, "{other:?}");
        }
    }

    #[test]
    fn looks_of_parts_make_the_look_of_the_whole() {
        let mut part = look(&[("a", 1, 2)]);
        part.join(look(&[("b", 3, 4)]));
        assert_eq!(part, look(&[("a", 1, 2), ("b", 3, 4)]));
        assert_eq!(Look::from_bytes(part.to_bytes()), part);
    }

    #[test]
    fn the_folder_of_a_key_ends_with_its_slash() {
        for (key, expected) in [("a.md", ""), ("a/b.md", "a/"), ("a/b/c.md", "a/b/"), ("", "")] {
            assert_eq!(folder(key), expected, "{key}");
        }
    }
}
