//! Which entries are in which feeds, and which feeds are dirty.

use rusqlite::{OptionalExtension as _, params};

use super::Database;
use crate::model::entry::Entry;
use crate::model::feed::{FeedKey, FeedKind, Membership, NameKey};
use crate::model::parts::PlainText;

/// A feed's row, and whether it is known to be marked as dirty.
#[derive(Clone, Copy)]
pub(super) struct KnownFeed {
    pub(super) row: i64,
    pub(super) dirty: bool,
}

/// Separates the levels in a feed's code. No name has it: it is a control character.
const LEVEL: char = '\u{1f}';

/// Writes a feed's key as one string, kind and levels, into `code`.
fn encode(key: &FeedKey, code: &mut String) {
    code.clear();
    code.push_str(key.kind.name());
    for level in &key.path {
        code.push(LEVEL);
        code.push_str(&level.0);
    }
}

/// Reads a code back.
pub(super) fn decode(code: &str) -> Option<FeedKey> {
    let mut parts = code.split(LEVEL);
    let kind = FeedKind::from_name(parts.next()?)?;
    Some(FeedKey { kind, path: parts.map(|level| NameKey(level.to_owned())).collect() })
}

impl Database {
    /// The row of a feed, which is made where there is none.
    pub(super) fn feed(&mut self, membership: &Membership) -> rusqlite::Result<i64> {
        let mut code = std::mem::take(&mut self.code);
        encode(&membership.feed, &mut code);
        let known = match self.feeds.get(&code) {
            Some(known) => Ok(*known),
            None => self.find_feed(&code, membership),
        };
        self.code = code;
        known.map(|known| known.row)
    }

    /// The row of a feed, which becomes dirty.
    fn soiled_feed(&mut self, membership: &Membership) -> rusqlite::Result<i64> {
        let row = self.feed(membership)?;
        if let Some(known) = self.feeds.get_mut(&self.code)
            && !known.dirty
        {
            known.dirty = true;
            self.connection.prepare_cached("UPDATE feeds SET dirty = 1 WHERE id = ?1")?.execute([row])?;
        }
        Ok(row)
    }

    fn find_feed(&mut self, code: &str, membership: &Membership) -> rusqlite::Result<KnownFeed> {
        let found: Option<(i64, bool)> = self
            .connection
            .prepare_cached("SELECT id, dirty FROM feeds WHERE code = ?1")?
            .query_row([code], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let known = if let Some((row, dirty)) = found {
            KnownFeed { row, dirty }
        } else {
            self.connection
                .prepare_cached(
                    "INSERT INTO feeds (code, names, entries, published, dirty) VALUES (?1, ?2, 0, 0, 1)",
                )?
                .execute(params![code, names_to_json(&membership.names)])?;
            KnownFeed { row: self.connection.last_insert_rowid(), dirty: true }
        };
        self.feeds.insert(code.to_owned(), known);
        Ok(known)
    }

    /// Marks the feeds of these memberships as dirty.
    pub(super) fn touch(&mut self, memberships: &[Membership]) -> rusqlite::Result<()> {
        memberships.iter().try_for_each(|membership| self.soiled_feed(membership).map(|_| ()))
    }

    /// Puts a visible entry into its feeds, which become dirty.
    pub(super) fn join(&mut self, row: i64, entry: &Entry) -> rusqlite::Result<()> {
        let memberships = (self.memberships)(entry);
        self.enter(row, entry.published.timestamp(), &memberships)
    }

    /// Puts a row into feeds, which become dirty.
    pub(super) fn enter(&mut self, row: i64, date: i64, memberships: &[Membership]) -> rusqlite::Result<()> {
        let feeds = self.soil_feeds(memberships)?;
        let mut insert = self
            .connection
            .prepare_cached("INSERT OR IGNORE INTO members (feed, date, entry) VALUES (?1, ?2, ?3)")?;
        feeds.into_iter().try_for_each(|feed| insert.execute([feed, date, row]).map(|_| ()))
    }

    /// Has a new entry that is visible join its feeds, which become dirty at once.
    pub(super) fn join_new(&mut self, row: i64, entry: &Entry) -> rusqlite::Result<()> {
        let memberships = (self.memberships)(entry);
        let feeds = self.soil_feeds(&memberships)?;
        self.join_later(row, entry.published.timestamp(), &feeds)
    }

    fn soil_feeds(&mut self, memberships: &[Membership]) -> rusqlite::Result<Vec<i64>> {
        memberships.iter().map(|membership| self.soiled_feed(membership)).collect()
    }

    /// Takes an entry out of its feeds, which become dirty, and out of the ones that it is one post with.
    pub(super) fn leave(&mut self, row: i64, entry: &Entry) -> rusqlite::Result<()> {
        if self.is_unjoined(row) {
            self.join_all()?;
        }
        self.part(row)?;
        let memberships = (self.memberships)(entry);
        self.withdraw(row, entry.published.timestamp(), &memberships)
    }

    /// Takes a row out of feeds; those that it was in become dirty.
    pub(super) fn withdraw(
        &mut self,
        row: i64,
        date: i64,
        memberships: &[Membership],
    ) -> rusqlite::Result<()> {
        for membership in memberships {
            let feed = self.feed(membership)?;
            let removed = self
                .connection
                .prepare_cached("DELETE FROM members WHERE feed = ?1 AND date = ?2 AND entry = ?3")?
                .execute([feed, date, row])?;
            if removed > 0 {
                self.soiled_feed(membership)?;
            }
        }
        Ok(())
    }

    /// True where feeds may show the entry now.
    pub(super) fn is_shown(&self, entry: &Entry) -> bool {
        entry.is_visible(self.now) && !self.is_hidden(entry) && !self.dropped.contains(&entry.source)
    }

    /// True where the owner has hidden the entry.
    pub(super) fn is_hidden(&self, entry: &Entry) -> bool {
        !self.hidden.is_empty()
            && (self.hidden.contains(entry.id.as_str())
                || entry.link.as_ref().is_some_and(|link| self.hidden.contains(link.as_str())))
    }
}

/// The names of a feed's path as JSON.
pub(super) fn names_to_json(names: &[PlainText]) -> String {
    // A list of strings always has a JSON form.
    serde_json::to_string(names).unwrap_or_default()
}
