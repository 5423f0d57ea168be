//! What a walk found.
//!
//! In: names and what they look like, folder by folder. Out: what each folder looks like, and the items of those that are asked for, by
//! key. Until then an item is a name among others: of a folder that looks as it did no more is needed.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::walk::{Kind, Outside};
use crate::model::looks::{Look, Looks};

/// A file, or a folder that is not entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Path below the folder, with `/`.
    pub(super) key: String,
    /// Bytes.
    pub(super) size: u64,
    /// Modification time, nanoseconds since 1970. 1 for what is held for what it is: it does not change.
    pub(super) modified: i64,
    /// What it is.
    pub(super) kind: Kind,
}

/// What one thread of a walk found.
#[derive(Debug, Default)]
pub(super) struct Pile {
    /// Names, one after the other.
    names: String,
    /// Of each of them, where it ends, and what it is.
    items: Vec<(usize, Outside)>,
    /// The folders that they are in; one that is large can be here in parts.
    parts: Vec<Part>,
    /// Keys of folders that could not be read, or only in part.
    pub(super) unread: Vec<String>,
}

/// Items of a folder.
#[derive(Debug)]
struct Part {
    /// What their keys begin with.
    folder: Arc<str>,
    look: Look,
    items: Range<usize>,
}

impl Pile {
    /// With room for so many items.
    pub(super) fn with_room(items: usize) -> Self {
        Self { items: Vec::with_capacity(items), ..Self::default() }
    }

    /// Has what is put here from now on be in this folder.
    pub(super) fn begin(&mut self, folder: &Arc<str>) {
        let at = self.items.len();
        self.parts.push(Part { folder: Arc::clone(folder), look: Look::default(), items: at..at });
    }

    /// Puts an item into the folder that was begun last.
    pub(super) fn put(&mut self, name: &str, outside: Outside) {
        let Some(part) = self.parts.last_mut() else { return };
        let (size, modified, _) = &outside;
        part.look.add(name, *size, *modified);
        self.names.push_str(name);
        self.items.push((self.names.len(), outside));
        part.items.end = self.items.len();
    }

    /// The items of a part: their names, and what they look like.
    fn items(&self, part: &Part) -> impl Iterator<Item = (&str, &Outside)> {
        let before = part.items.start.checked_sub(1).and_then(|at| self.items.get(at));
        let mut start = before.map_or(0, |(end, _)| *end);
        self.items.get(part.items.clone()).unwrap_or_default().iter().map(move |(end, outside)| {
            let name = self.names.get(start..*end).unwrap_or_default();
            start = *end;
            (name, outside)
        })
    }
}

/// Everything below a folder.
#[derive(Debug, Default)]
pub(super) struct Walked {
    piles: Vec<Pile>,
    looks: BTreeMap<Arc<str>, Look>,
    /// Keys of folders that could not be read, or only in part: what was in them is not known to be gone.
    pub(super) unread: Vec<String>,
}

impl Walked {
    /// Takes over what a thread found.
    pub(super) fn put(&mut self, mut pile: Pile) {
        self.unread.append(&mut pile.unread);
        for part in &pile.parts {
            self.looks.entry(Arc::clone(&part.folder)).or_default().join(part.look);
        }
        self.piles.push(pile);
    }

    /// The number of items.
    pub(super) fn len(&self) -> usize {
        self.piles.iter().map(|pile| pile.items.len()).sum()
    }

    /// What a folder looks like.
    pub(super) fn look(&self, folder: &str) -> Look {
        self.looks.get(folder).copied().unwrap_or_default()
    }

    /// The folders.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.looks.keys().map(|folder| &**folder)
    }

    /// The folders that do not look as they are known to, in order. What is not known had no item.
    pub(super) fn unlike(&self, known: &Looks) -> Vec<String> {
        let mut unlike: Vec<String> = known
            .iter()
            .filter(|(folder, look)| **look != Some(self.look(folder)))
            .map(|(folder, _)| folder.clone())
            .collect();
        let is_new = |(folder, look): &(&Arc<str>, &Look)| {
            **look != Look::default() && !known.contains_key(&***folder)
        };
        unlike.extend(self.looks.iter().filter(is_new).map(|(folder, _)| folder.to_string()));
        unlike.sort_unstable();
        unlike
    }

    /// Takes out the items of these folders, which are in order, or of all; by key. The others are dropped, too.
    pub(super) fn take_items(&mut self, folders: Option<&[String]>) -> Vec<Seen> {
        let piles = std::mem::take(&mut self.piles);
        let is_asked = |part: &&Part| {
            folders.is_none_or(|folders| {
                folders.binary_search_by(|folder| folder.as_str().cmp(&part.folder)).is_ok()
            })
        };
        let parts = || piles.iter().flat_map(|pile| pile.parts.iter().map(move |part| (pile, part)));
        let count = parts().filter(|(_, part)| is_asked(part)).map(|(_, part)| part.items.len()).sum();
        let mut seen = Vec::with_capacity(count);
        for (pile, part) in parts().filter(|(_, part)| is_asked(part)) {
            seen.extend(pile.items(part).map(|(name, (size, modified, kind))| Seen {
                key: [&part.folder, name].concat(),
                size: *size,
                modified: *modified,
                kind: kind.clone(),
            }));
        }
        seen.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        // Two names may look the same once what is not UTF-8 in them is written out.
        seen.dedup_by(|a, b| a.key == b.key);
        seen
    }

    /// True where some file has a key like that.
    pub(super) fn has_file(&self, mut is_like: impl FnMut(&str) -> bool) -> bool {
        let mut parts = self.piles.iter().flat_map(|pile| pile.parts.iter().map(move |part| (pile, part)));
        parts.any(|(pile, part)| {
            let mut files = pile.items(part).filter(|(_, (.., kind))| *kind == Kind::File);
            files.any(|(name, _)| is_like(&[&part.folder, name].concat()))
        })
    }

    /// True where `key` is in a folder that could not be read.
    pub(super) fn is_in_unread(&self, key: &str) -> bool {
        self.unread
            .iter()
            .any(|folder| key.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder, and the names in it with their sizes.
    type Given<'a> = (&'a str, &'a [(&'a str, u64)]);

    fn walked(piles: &[&[Given<'_>]]) -> Walked {
        let mut walked = Walked::default();
        for folders in piles {
            let mut pile = Pile::with_room(1);
            for (folder, items) in *folders {
                pile.begin(&Arc::from(*folder));
                items.iter().for_each(|(name, size)| pile.put(name, (*size, 5, Kind::File)));
            }
            walked.put(pile);
        }
        walked
    }

    fn keys(mut walked: Walked, folders: Option<&[&str]>) -> Vec<String> {
        let folders: Option<Vec<String>> =
            folders.map(|folders| folders.iter().map(ToString::to_string).collect());
        walked.take_items(folders.as_deref()).into_iter().map(|seen| seen.key).collect()
    }

    #[test]
    fn items_are_given_by_key_whoever_found_them() {
        let given: [&[Given<'_>]; 2] =
            [&[("", &[("b", 1)]), ("x/", &[("é", 1), ("a", 2)])], &[("x/", &[("c", 3), ("a", 2)])]];
        let walked = || walked(&given);
        assert_eq!(walked().len(), 5);
        assert_eq!(keys(walked(), None), ["b", "x/a", "x/c", "x/é"]);
        assert_eq!(keys(walked(), Some(&["x/"])), ["x/a", "x/c", "x/é"]);
        assert_eq!(keys(walked(), Some(&[""])), ["b"]);
        assert!(walked().has_file(|key| key == "x/é") && !walked().has_file(|key| key == "é"));
    }

    #[test]
    fn folders_are_unlike_that_are_new_or_gone_or_differ_or_have_to_be_compared() {
        let before =
            walked(&[&[("", &[("a", 1)]), ("b/", &[("a", 1)]), ("c/", &[("a", 1)]), ("d/", &[("a", 1)])]]);
        let mut known: Looks =
            before.folders().map(|folder| (folder.to_owned(), Some(before.look(folder)))).collect();
        assert_eq!(before.unlike(&known), [""; 0]);
        known.insert("d/".to_owned(), None);
        known.insert("gone/".to_owned(), Some(before.look("b/")));
        let now = walked(&[
            &[("", &[("a", 1)]), ("b/", &[("a", 2)]), ("c/", &[]), ("new/", &[("a", 1)]), ("empty/", &[])],
            &[("d/", &[("a", 1)])],
        ]);
        assert_eq!(now.unlike(&known), ["b/", "c/", "d/", "gone/", "new/"]);
    }
}
