//! Who has which path below the publishing folder. In: paths, and whose they are to be. Out: whether each is free, else a
//! sentence that names the two documents at odds: at one path, or one where the other needs a folder.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::feed::FeedKey;

/// Whose document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// One of a feed.
    Feed(&'a FeedKey),
    /// That of the site, by the name of its writer.
    Site(&'static str),
    /// One that no feed has any more.
    Past,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feed(feed) => write!(f, "the feed {feed}"),
            Self::Site(writer) => write!(f, "the site's {writer}"),
            Self::Past => f.write_str("a document that was published before"),
        }
    }
}

/// The paths that are taken.
#[derive(Debug, Default)]
pub struct Places<'a> {
    taken: BTreeMap<String, Owner<'a>>,
}

impl<'a> Places<'a> {
    /// Takes a path.
    ///
    /// # Errors
    /// A sentence, where it is taken, or one above or below it. It stays as it was then.
    pub fn take(&mut self, path: &str, owner: Owner<'a>) -> Result<(), String> {
        if let Some((other, of_other)) = self.clash(path) {
            return Err(refusal(other, of_other, path, owner));
        }
        self.taken.insert(path.to_owned(), owner);
        Ok(())
    }

    fn clash(&self, path: &str) -> Option<(&str, Owner<'a>)> {
        let here = self.taken.get_key_value(path);
        let above = || folders(path).find_map(|folder| self.taken.get_key_value(folder));
        let below = || {
            let folder = format!("{path}/");
            self.taken.range(folder.clone()..).next().filter(|(other, _)| other.starts_with(&folder))
        };
        here.or_else(above).or_else(below).map(|(other, owner)| (other.as_str(), *owner))
    }
}

/// The folders that a document needs: `a/b` and `a` for `a/b/c`.
pub fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').filter_map(|(end, _)| path.get(..end))
}

/// Says that two documents are at odds, and what to do about it.
#[must_use]
pub fn refusal(other: &str, of_other: Owner<'_>, path: &str, owner: Owner<'_>) -> String {
    const REMEDY: &str = "give one of them another place under [paths], [slugs] or [[alias]]";
    if other == path {
        return format!("{of_other} and {owner} would both be at {path}; {REMEDY}");
    }
    let file = if other.len() < path.len() { other } else { path };
    format!(
        "{of_other} would be at {other} and {owner} at {path}, but {file} cannot be a file and a folder; {REMEDY}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_documents_need_two_paths_of_which_none_is_the_folder_of_the_other() {
        for (first, second, clash) in [
            ("a", "a", true),
            ("a", "a/b/c", true),
            ("a/b/c", "a", true),
            ("a/b", "a/b/c", true),
            ("a/b", "a/c", false),
            ("a", "a-b/c", false),
            ("a-b/c", "a", false),
            ("a/b", "a/bc", false),
        ] {
            let mut places = Places::default();
            assert_eq!(places.take("a-a", Owner::Site("opml")), Ok(()));
            assert_eq!(places.take(first, Owner::Site("opml")), Ok(()));
            let taken = places.take(second, Owner::Past);
            assert_eq!(taken.is_err(), clash, "{first} {second}: {taken:?}");
        }
    }

    #[test]
    fn a_refusal_names_both_documents_and_the_path_that_they_want() {
        let (home, opml) = (FeedKey::home(), Owner::Site("opml"));
        let same = refusal("x", opml, "x", Owner::Feed(&home));
        assert!(same.starts_with("the site's opml and the feed home would both be at x; give"), "{same}");
        let above = refusal("x/y", opml, "x", Owner::Feed(&home));
        assert!(above.contains("opml would be at x/y and the feed home at x, but x cannot"), "{above}");
    }
}
