//! Rows that are there, and rows that a feed gives: into one list.
//!
//! In: the rows of `ids.tsv`, and what one feed says. Out: the rows to write, how many are new, and what they disagree in. What
//! stands there stays: somebody may have put it right by hand.

use std::collections::{BTreeMap, HashMap};

use super::table::Row;
use crate::model::adopted::KnownAs;
use crate::model::ids::SourceId;

/// A disagreement: in words that name both.
pub type Conflict = String;

/// Which path an article had when its row was written, where that is another: by its source and the path that it has now.
pub type Earlier = BTreeMap<(SourceId, String), String>;

/// Whose an id is: a path, by whether it is a `guid`, the source, and the id.
type Owners = HashMap<(bool, SourceId, String), String>;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// All rows.
    pub rows: Vec<Row>,
    /// Articles that had no row.
    pub added: usize,
    /// Rows that say more than before.
    pub filled: usize,
    /// What is not as the feed says.
    pub conflicts: Vec<Conflict>,
}

/// Merges `found` into `rows`. A row is for the article whose path it has, or had earlier.
#[must_use]
pub fn merge(rows: Vec<Row>, found: Vec<Row>, earlier: &Earlier) -> Merged {
    let mut merged = Merged { rows, ..Merged::default() };
    let mut places: HashMap<(SourceId, String), usize> = merged
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| ((row.source.clone(), row.path.clone()), at))
        .collect();
    let mut owners = Owners::new();
    merged.rows.iter().for_each(|row| own(&mut owners, row));
    for row in found {
        let key = (row.source.clone(), row.path.clone());
        let before = earlier.get(&key).map(|path| (row.source.clone(), path.clone()));
        let at = places.get(&key).or_else(|| places.get(before.as_ref()?)).copied();
        let is_own =
            |path: &str| path == row.path || before.as_ref().is_some_and(|(_, before)| path == before);
        if let Some(conflict) = taken(&owners, &row, is_own) {
            merged.conflicts.push(conflict);
            continue;
        }
        if let Some(old) = at.and_then(|at| merged.rows.get_mut(at)) {
            let is_moved = old.path != row.path;
            let is_filled = fill(old, &row, &mut merged.conflicts);
            if is_moved {
                (old.path, old.link) = (row.path, row.link);
            }
            merged.filled += usize::from(is_filled || is_moved);
            own(&mut owners, old);
        } else {
            own(&mut owners, &row);
            merged.added += usize::from(!row.is_pattern());
            places.insert(key, merged.rows.len());
            merged.rows.push(row);
        }
    }
    merged
}

/// Notes whose the ids of a row are.
fn own(owners: &mut Owners, row: &Row) {
    for (is_guid, id) in [(true, &row.known_as.guid), (false, &row.known_as.id)] {
        if !id.is_empty() && !row.is_pattern() {
            owners.entry((is_guid, row.source.clone(), id.clone())).or_insert_with(|| row.path.clone());
        }
    }
}

/// What to say where an id of the row is another article's.
fn taken(owners: &Owners, row: &Row, is_own: impl Fn(&str) -> bool) -> Option<Conflict> {
    let known = [(true, &row.known_as.guid), (false, &row.known_as.id)];
    known.into_iter().filter(|(_, id)| !id.is_empty() && !row.is_pattern()).find_map(|(is_guid, id)| {
        let owner = owners.get(&(is_guid, row.source.clone(), id.clone())).filter(|path| !is_own(path))?;
        Some(format!(
            "{}: the id `{id}` is in the row of {owner} already, and stays there; if that is wrong, remove that row and adopt again",
            row.path
        ))
    })
}

/// Fills what is empty; tells what differs. True where something was filled.
fn fill(old: &mut Row, new: &Row, conflicts: &mut Vec<Conflict>) -> bool {
    let place =
        if old.is_pattern() { format!("the pattern of source {}", old.source) } else { old.path.clone() };
    let KnownAs { guid, id } = &mut old.known_as;
    let mut filled = false;
    for (column, mine, theirs) in [("guid", guid, &new.known_as.guid), ("id", id, &new.known_as.id)] {
        if theirs.is_empty() || mine == theirs {
        } else if mine.is_empty() {
            mine.clone_from(theirs);
            filled = true;
        } else {
            conflicts.push(format!(
                "{place}: its row has the {column} `{mine}`, the feed says `{theirs}`; the row stays, and readers of this feed see the \
                 entry as new; if the feed is right, empty the cell and adopt again"
            ));
        }
    }
    if old.is_pattern() && new.instant() > old.instant() {
        old.date.clone_from(&new.date);
        filled = true;
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(path: &str, guid: &str, id: &str) -> Row {
        let known_as = KnownAs { guid: guid.to_owned(), id: id.to_owned() };
        Row { source: SourceId::new("notes"), path: path.to_owned(), known_as, ..Row::default() }
    }

    #[test]
    fn two_feeds_of_one_site_fill_one_row() {
        let merged = merge(
            vec![row("a.md", "1", "")],
            vec![row("a.md", "", "urn:x:1"), row("b.md", "", "urn:x:2")],
            &Earlier::new(),
        );
        assert_eq!(merged.rows, [row("a.md", "1", "urn:x:1"), row("b.md", "", "urn:x:2")]);
        assert_eq!((merged.added, merged.filled, merged.conflicts.len()), (1, 1, 0));
    }

    #[test]
    fn what_stands_there_stays_and_is_told() {
        let before = vec![row("a.md", "1", ""), row("b.md", "2", "")];
        let merged = merge(before.clone(), vec![row("a.md", "9", ""), row("c.md", "2", "")], &Earlier::new());
        assert_eq!(merged.rows, before);
        assert_eq!(merged.conflicts.len(), 2, "{:?}", merged.conflicts);
        assert!(merged.conflicts[0].starts_with("a.md: its row has the guid `1`, the feed says `9`"));
        assert!(merged.conflicts[1].starts_with("c.md: the id `2` is in the row of b.md already"));
    }

    #[test]
    fn the_row_of_a_renamed_article_goes_with_it() {
        let source = SourceId::new("notes");
        let earlier = Earlier::from([((source, "new.md".to_owned()), "old.md".to_owned())]);
        let merged = merge(vec![row("old.md", "1", "")], vec![row("new.md", "1", "")], &earlier);
        assert_eq!(merged.rows, [row("new.md", "1", "")]);
        assert_eq!(
            (merged.added, merged.filled, merged.conflicts.len()),
            (0, 1, 0),
            "{:?}",
            merged.conflicts
        );
    }
}
