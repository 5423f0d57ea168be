//! Category paths and tags: cleaned, and each only once.

use crate::model::entry::CategoryPath;
use crate::model::feed::NameKey;
use crate::model::parts::PlainText;
use crate::text::slug;

/// Cleans category paths: levels that name nothing are dropped, then empty paths, then paths that fold into an earlier one.
#[must_use]
pub fn paths<'a>(found: impl Iterator<Item = &'a Vec<String>>) -> Vec<CategoryPath> {
    let mut seen: Vec<Vec<NameKey>> = Vec::new();
    let mut out = Vec::new();
    for path in found {
        let levels: Vec<PlainText> =
            path.iter().map(|level| PlainText::new(level)).filter(names_something).collect();
        let keys: Vec<NameKey> = levels.iter().map(|level| slug::key(level.as_str())).collect();
        if !levels.is_empty() && !seen.contains(&keys) {
            seen.push(keys);
            out.push(CategoryPath(levels));
        }
    }
    out
}

/// Cleans tags: those that name nothing, and those that fold into an earlier one, are dropped.
#[must_use]
pub fn tags(found: &[String]) -> Vec<PlainText> {
    let mut seen: Vec<NameKey> = Vec::new();
    let mut out = Vec::new();
    for tag in found.iter().map(|tag| PlainText::new(tag)).filter(names_something) {
        let key = slug::key(tag.as_str());
        if !seen.contains(&key) {
            seen.push(key);
            out.push(tag);
        }
    }
    out
}

fn names_something(name: &PlainText) -> bool {
    !name.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(levels: &[&str]) -> Vec<String> {
        levels.iter().map(|level| (*level).to_owned()).collect()
    }

    #[test]
    fn a_path_that_folds_into_an_earlier_one_is_dropped() {
        let found = [path(&["Tech", "Linux"]), path(&["tech", " linux "]), path(&["Tech"])];
        let paths = paths(found.iter());
        assert_eq!(paths.len(), 2);
        assert_eq!(paths[0].0[1].as_str(), "Linux");
    }

    #[test]
    fn levels_and_tags_that_name_nothing_are_dropped() {
        assert_eq!(paths([path(&["", "a", "\u{1}"]), path(&[" "])].iter())[0].0.len(), 1);
        assert_eq!(tags(&path(&["", "a", "A", "b"])).len(), 2);
    }
}
