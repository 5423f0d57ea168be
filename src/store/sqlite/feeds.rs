//! Feeds and the entries that they show.

use std::sync::Arc;

use chrono::DateTime;
use rusqlite::params;

use super::Database;
use super::members::{decode, names_to_json};
use crate::model::entry::Entry;
use crate::model::parts::PlainText;
use crate::store::{FeedRow, Selected};

/// Entries of a feed that room is made for at once.
const USUAL: usize = 256;

impl Database {
    /// The number of published feeds, where none is dirty.
    pub(super) fn idle(&self) -> rusqlite::Result<Option<u64>> {
        let (published, dirty): (i64, i64) = self.connection.query_row(
            "SELECT coalesce(sum(published), 0), coalesce(sum(dirty), 0) FROM feeds",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok((dirty == 0).then_some(published.unsigned_abs()))
    }

    /// All feeds, parents before children; names and numbers of the dirty ones brought up to date.
    pub(super) fn list_feeds(&mut self) -> rusqlite::Result<Vec<FeedRow>> {
        self.join_all()?;
        let mut feeds: Vec<FeedRow> = self
            .connection
            .prepare_cached("SELECT id, code, names, entries, updated, published, dirty FROM feeds")?
            .query_map([], |row| {
                let code: String = row.get(1)?;
                let names: String = row.get(2)?;
                Ok(decode(&code).map(|key| FeedRow {
                    row: row.get(0).unwrap_or_default(),
                    key,
                    names: serde_json::from_str(&names).unwrap_or_default(),
                    entries: row.get::<_, i64>(3).unwrap_or_default().unsigned_abs(),
                    updated: row.get(4).ok().and_then(|at| DateTime::from_timestamp(at, 0)),
                    published: row.get(5).unwrap_or_default(),
                    dirty: row.get(6).unwrap_or_default(),
                }))
            })?
            .filter_map(Result::transpose)
            .collect::<rusqlite::Result<_>>()?;
        for feed in feeds.iter_mut().filter(|feed| feed.dirty) {
            self.refresh(feed)?;
        }
        feeds.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(feeds)
    }

    /// Counts a feed's entries, and takes the spelling of its names from the newest.
    fn refresh(&mut self, feed: &mut FeedRow) -> rusqlite::Result<()> {
        let entries: i64 = self
            .connection
            .prepare_cached("SELECT count(*) FROM members WHERE feed = ?1")?
            .query_row([feed.row], |row| row.get(0))?;
        let names: Option<Vec<PlainText>> = match self.newest(feed.row, 1)?.first() {
            Some(row) => {
                let memberships = self.memberships_of(*row)?;
                memberships.into_iter().find(|m| m.feed == feed.key).map(|m| m.names)
            }
            None => None,
        };
        let names = names.unwrap_or_else(|| feed.names.clone());
        if self.run.is_some() && (entries.unsigned_abs() != feed.entries || names != feed.names) {
            self.connection
                .prepare_cached("UPDATE feeds SET entries = ?2, names = ?3 WHERE id = ?1")?
                .execute(params![feed.row, entries, names_to_json(&names)])?;
        }
        feed.entries = entries.unsigned_abs();
        feed.names = names;
        Ok(())
    }

    /// The newest entries of a feed.
    pub(super) fn select(&mut self, feed: i64, limit: usize) -> rusqlite::Result<Selected> {
        self.join_all()?;
        let rows = self.newest(feed, limit)?;
        let entries = rows
            .into_iter()
            .map(|row| Ok((row, self.shown(row)?)))
            .collect::<rusqlite::Result<Vec<(i64, Arc<Entry>)>>>()?;
        Ok(Selected { feed, entries })
    }

    /// Rows of the newest `limit` entries of a feed, by date, then by id.
    ///
    /// The index has the date; the id decides among entries of one date only, so that all of the last date have to be looked
    /// at, and no others.
    pub(super) fn newest(&self, feed: i64, limit: usize) -> rusqlite::Result<Vec<i64>> {
        let mut found: Vec<(i64, i64)> = Vec::with_capacity(limit.min(USUAL) + 1);
        let mut statement = self
            .connection
            .prepare_cached("SELECT date, entry FROM members WHERE feed = ?1 ORDER BY date DESC")?;
        let mut rows = statement.query([feed])?;
        while let Some(row) = rows.next()? {
            let date = row.get(0)?;
            if found.len() >= limit && found.last().is_none_or(|(last, _)| *last != date) {
                break;
            }
            found.push((date, row.get(1)?));
        }
        if found.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            let mut uri = self.connection.prepare_cached("SELECT uri FROM entries WHERE id = ?1")?;
            let mut keyed = found
                .into_iter()
                .map(|(date, entry)| {
                    Ok((-date, uri.query_row([entry], |row| row.get::<_, String>(0))?, entry))
                })
                .collect::<rusqlite::Result<Vec<_>>>()?;
            keyed.sort_unstable();
            return Ok(keyed.into_iter().take(limit).map(|(.., entry)| entry).collect());
        }
        Ok(found.into_iter().take(limit).map(|(_, entry)| entry).collect())
    }

    /// Marks feeds as dirty.
    pub(super) fn soil(&mut self, feeds: &[i64]) -> rusqlite::Result<()> {
        for feed in feeds {
            self.connection.prepare_cached("UPDATE feeds SET dirty = 1 WHERE id = ?1")?.execute([feed])?;
        }
        self.feeds.clear();
        Ok(())
    }

    /// Forgets feeds that have no entries.
    pub(super) fn forget(&mut self, feeds: &[i64]) -> rusqlite::Result<()> {
        self.join_all()?;
        for feed in feeds {
            self.connection
                .prepare_cached(
                    "DELETE FROM feeds WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM members WHERE feed = ?1)",
                )?
                .execute([feed])?;
        }
        self.feeds.clear();
        Ok(())
    }
}
