//! Entries as feeds show them: of those that are one post, one for all, with what the others have more.

use std::collections::HashSet;
use std::sync::Arc;

use super::Database;
use crate::model::entry::{CategoryPath, Entry};
use crate::model::feed::{FeedKey, FeedKind, Membership};
use crate::model::parts::PlainText;

impl Database {
    /// An entry as feeds show it: of twins the one that comes first, with the categories and tags of all, and where else it is from.
    pub(super) fn shown(&mut self, row: i64) -> rusqlite::Result<Arc<Entry>> {
        let first = self.entry(row)?;
        let others = self.others_of(row);
        if others.is_empty() {
            return Ok(first);
        }
        let mut shown = (*first).clone();
        let mut known = Known::of(&shown);
        for twin in others {
            let twin = self.entry(twin)?;
            if let Some(memberships) = self.admitted(&twin) {
                known.add(&twin, &memberships, &mut shown);
            }
        }
        Ok(Arc::new(shown))
    }

    /// True where an entry can be seen, unless it is hidden.
    pub(super) fn may_be_seen(&self, entry: &Entry) -> bool {
        entry.is_visible(self.now) && !self.dropped.contains(&entry.source)
    }

    /// The feeds that an entry is in by itself, unless it is hidden; `None`: it cannot be seen, or the owner does not want it from its source.
    pub(super) fn admitted(&self, entry: &Entry) -> Option<Vec<Membership>> {
        let memberships = self.may_be_seen(entry).then(|| (self.memberships)(entry));
        memberships.filter(|memberships| !memberships.is_empty())
    }

    /// The feeds that an entry is in: of twins, those of all.
    pub(super) fn memberships_of(&mut self, row: i64) -> rusqlite::Result<Vec<Membership>> {
        let first = self.entry(row)?;
        let mut memberships = (self.memberships)(&first);
        let others = self.others_of(row);
        if others.is_empty() {
            return Ok(memberships);
        }
        let mut known: HashSet<_> = memberships.iter().map(|membership| membership.feed.clone()).collect();
        for twin in others {
            let twin = self.entry(twin)?;
            let more = self.admitted(&twin).unwrap_or_default().into_iter();
            memberships.extend(more.filter(|membership| known.insert(membership.feed.clone())));
        }
        Ok(memberships)
    }
}

/// What an entry that stands for several has already.
struct Known {
    categories: HashSet<String>,
    tags: HashSet<String>,
}

impl Known {
    fn of(entry: &Entry) -> Self {
        let mut known = Self { categories: HashSet::new(), tags: HashSet::new() };
        for category in &entry.categories {
            known.categories.insert(folded(category.0.iter().map(PlainText::as_str)));
        }
        for tag in &entry.tags {
            known.tags.insert(folded(std::iter::once(tag.as_str())));
        }
        known
    }

    /// Adds what a twin has more.
    fn add(&mut self, twin: &Entry, memberships: &[Membership], shown: &mut Entry) {
        let of_feeds = innermost(memberships);
        for category in if of_feeds.is_empty() { &twin.categories } else { &of_feeds } {
            let levels = category.0.iter().map(PlainText::as_str);
            if self.categories.insert(folded(levels)) {
                shown.categories.push(category.clone());
            }
        }
        for tag in &twin.tags {
            if self.tags.insert(folded(std::iter::once(tag.as_str()))) {
                shown.tags.push(tag.clone());
            }
        }
        if let Some(origin) = twin.origin.as_deref()
            && shown.origin.as_deref() != Some(origin)
            && !shown.also.contains(origin)
        {
            shown.also.push(origin.clone());
        }
    }
}

/// The categories whose feeds an entry is in, as the owner's rules have them, without those that are only above others.
fn innermost(memberships: &[Membership]) -> Vec<CategoryPath> {
    let of_categories = || memberships.iter().filter(|membership| membership.feed.kind == FeedKind::Category);
    let above: HashSet<FeedKey> = of_categories().filter_map(|membership| membership.feed.parent()).collect();
    let innermost = of_categories().filter(|membership| !above.contains(&membership.feed));
    innermost.map(|membership| CategoryPath(membership.names.clone())).collect()
}

/// Spellings of one name are one.
fn folded<'a>(levels: impl Iterator<Item = &'a str>) -> String {
    levels.map(str::to_lowercase).collect::<Vec<_>>().join("\u{1f}")
}
