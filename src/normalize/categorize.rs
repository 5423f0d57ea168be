//! Category paths and tags: cleaned, and each only once.

use crate::model::draft::RawText;
use crate::model::entry::CategoryPath;
use crate::model::feed::NameKey;
use crate::model::parts::PlainText;
use crate::model::syndicated::DraftCategory;
use crate::text::{self, slug};

/// Paths of one entry at the most: each of their levels is a feed, with a folder and documents of its own.
const MAX_PATHS: usize = 64;
/// Levels of one path at the most, which also keeps the paths of documents shorter than any system's limit.
const MAX_LEVELS: usize = 16;
/// Tags of one entry at the most.
const MAX_TAGS: usize = 64;
/// Bytes of one name at the most.
const MAX_NAME: usize = 1024;

/// Cleans category paths: levels that name nothing are dropped, then empty paths, then paths that fold into an earlier one.
///
/// Of more than 64 paths or 16 levels the first count, and of a name its first KiB; that is reported.
#[must_use]
pub fn paths<'a>(
    found: impl Iterator<Item = &'a Vec<String>>,
    report: &mut dyn FnMut(String),
) -> Vec<CategoryPath> {
    let mut seen: Vec<Vec<NameKey>> = Vec::new();
    let mut out = Vec::new();
    for path in found {
        let mut levels: Vec<PlainText> = path
            .iter()
            .filter_map(|level| name(level, "category", report))
            // One more than there may be tells that there are more.
            .take(MAX_LEVELS + 1)
            .collect();
        if levels.len() > MAX_LEVELS {
            levels.truncate(MAX_LEVELS);
            let first = shown(levels.first());
            report(format!(
                "a category below `{first}` is more than {MAX_LEVELS} levels deep; the first {MAX_LEVELS} count"
            ));
        }
        let keys: Vec<NameKey> = levels.iter().map(|level| slug::key(level.as_str())).collect();
        if levels.is_empty() || seen.contains(&keys) {
            continue;
        }
        if out.len() == MAX_PATHS {
            report(format!("there are more than {MAX_PATHS} categories; the first {MAX_PATHS} count"));
            break;
        }
        seen.push(keys);
        out.push(CategoryPath(levels));
    }
    out
}

/// The categories of a feed's entry as paths of one level, by their names for people.
///
/// Of one vocabulary or of several: what tells two of one name apart is nothing that a reader of ours would see.
#[must_use]
pub fn syndicated(found: &[DraftCategory]) -> Vec<Vec<String>> {
    let name = |category: &DraftCategory| {
        let label = category.label.as_deref().filter(|label| !label.trim().is_empty());
        text::html::to_plain(&RawText::html(label.unwrap_or(&category.term))).as_str().to_owned()
    };
    found.iter().map(|category| vec![name(category)]).collect()
}

/// Cleans tags: those that name nothing, and those that fold into an earlier one, are dropped.
///
/// Of more than 64 tags the first count, and of a name its first KiB; that is reported.
#[must_use]
pub fn tags(found: &[String], report: &mut dyn FnMut(String)) -> Vec<PlainText> {
    let mut seen: Vec<NameKey> = Vec::new();
    let mut out = Vec::new();
    for tag in found {
        let Some(tag) = name(tag, "tag", report) else { continue };
        let key = slug::key(tag.as_str());
        if seen.contains(&key) {
            continue;
        }
        if out.len() == MAX_TAGS {
            report(format!("there are more than {MAX_TAGS} tags; the first {MAX_TAGS} count"));
            break;
        }
        seen.push(key);
        out.push(tag);
    }
    out
}

/// The name that is left of `found`; `None` where it names nothing.
fn name(found: &str, what: &str, report: &mut dyn FnMut(String)) -> Option<PlainText> {
    let name = PlainText::new(found);
    if name.as_str().len() <= MAX_NAME {
        return (!name.is_empty()).then_some(name);
    }
    report(format!(
        "the {what} `{}…` is longer than {MAX_NAME} bytes; the rest is cut off",
        shown(Some(&name))
    ));
    let end = name.as_str().floor_char_boundary(MAX_NAME);
    name.as_str().get(..end).map(PlainText::new)
}

/// The beginning of a name, for a message.
fn shown(name: Option<&PlainText>) -> String {
    name.map_or("", PlainText::as_str).chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(levels: &[&str]) -> Vec<String> {
        levels.iter().map(|level| (*level).to_owned()).collect()
    }

    fn silent(report: String) {
        drop(report);
    }

    #[test]
    fn a_path_that_folds_into_an_earlier_one_is_dropped() {
        let found = [path(&["Tech", "Linux"]), path(&["tech", " linux "]), path(&["Tech"])];
        let paths = paths(found.iter(), &mut silent);
        assert_eq!(paths.len(), 2);
        assert_eq!(paths[0].0[1].as_str(), "Linux");
    }

    #[test]
    fn levels_and_tags_that_name_nothing_are_dropped() {
        assert_eq!(paths([path(&["", "a", "\u{1}"]), path(&[" "])].iter(), &mut silent)[0].0.len(), 1);
        assert_eq!(tags(&path(&["", "a", "A", "b"]), &mut silent).len(), 2);
    }

    #[test]
    fn the_first_of_too_many_paths_levels_and_tags_count_and_that_is_told() {
        let numbers = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
        for (count, told) in [(64, 0), (65, 1), (5000, 1)] {
            let mut reports = Vec::new();
            let found: Vec<_> = numbers(count).into_iter().map(|name| vec![name]).collect();
            assert_eq!(paths(found.iter(), &mut |report| reports.push(report)).len(), 64);
            assert_eq!(reports.len(), told, "{reports:?}");
            assert_eq!(tags(&numbers(count), &mut |report| reports.push(report)).len(), 64);
            assert_eq!(reports.len(), 2 * told, "{reports:?}");
        }
        for (count, told) in [(16, 0), (17, 1), (5000, 1)] {
            let mut reports = Vec::new();
            let paths = paths([numbers(count)].iter(), &mut |report| reports.push(report));
            assert_eq!(paths[0].0.last().unwrap().as_str(), "15");
            assert_eq!(reports.len(), told, "{reports:?}");
        }
    }

    #[test]
    fn a_name_is_cut_at_a_character_and_only_where_it_is_longer_than_a_kilobyte() {
        for (found, len, told) in [
            ("n".repeat(1024), 1024, 0),
            ("n".repeat(1025), 1024, 1),
            ("分".repeat(300), 900, 0),
            ("分".repeat(400), 1023, 1),
        ] {
            let mut reports = Vec::new();
            let tags = tags(&[found], &mut |report| reports.push(report));
            assert_eq!((tags[0].as_str().len(), reports.len()), (len, told), "{reports:?}");
        }
    }

    #[test]
    fn repetitions_are_not_counted() {
        let found: Vec<_> = (0..500).map(|n| path(&[["a", "b"][n % 2]])).collect();
        assert_eq!(paths(found.iter(), &mut |report| panic!("{report}")).len(), 2);
    }
}
