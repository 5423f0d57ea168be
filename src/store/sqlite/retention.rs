//! What is no longer kept of feeds of others: all that is beyond their number or age, but for what a published feed shows.
//!
//! What goes leaves its item behind, held: a document that still has it, or has it again, does not bring it back. When no document has
//! had an item for long, that goes, too.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension as _, params};

use super::Database;
use crate::model::change::HeldReason;
use crate::model::entry::Entry;
use crate::model::ids::ItemKey;
use crate::model::policy::Retention;

const DAY: i64 = 24 * 60 * 60;

/// How long a document has to be without an item that is past until that is forgotten, in seconds. Caches on the way serve old documents
/// for days, and a server that was restored from a copy for weeks.
const FORGOTTEN_AFTER: i64 = 30 * DAY;

/// For each feed that was asked for: the date of the last entry that it shows, where it has more than it shows.
type Floors = HashMap<i64, Option<i64>>;

impl Database {
    /// Lets go of what is kept no longer; says of how many entries.
    pub(super) fn retire(&mut self) -> rusqlite::Result<u64> {
        if self.retention.is_empty() {
            return Ok(0);
        }
        let (mut retired, mut floors) = (0, Floors::new());
        for (source, retention) in self.overfull()? {
            retired += self.retire_of(source, retention, &mut floors)?;
        }
        Ok(retired)
    }

    /// The sources that have to be looked through: a look at each of their items is too much for every run.
    fn overfull(&self) -> rusqlite::Result<Vec<(i64, Retention)>> {
        let now = self.now.timestamp();
        let mut found = Vec::new();
        let mut statement =
            self.connection.prepare("SELECT id, entries, swept, remaining FROM sources WHERE entries > 0")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (source, entries): (i64, i64) = (row.get(0)?, row.get(1)?);
            let Some(retention) = self.retention.get(&source) else { continue };
            let swept: Option<i64> = row.get(2)?;
            let is_new = row.get::<_, Option<i64>>(3)? != Some(entries);
            let is_long_ago = swept.is_none_or(|at| at > now || at + DAY <= now);
            let is_over = retention.entries.is_some_and(|most| entries.unsigned_abs() > most as u64);
            if (is_over && (is_new || is_long_ago)) || (retention.age.is_some() && is_long_ago) {
                found.push((source, *retention));
            }
        }
        Ok(found)
    }

    fn retire_of(&mut self, source: i64, retention: Retention, floors: &mut Floors) -> rusqlite::Result<u64> {
        let now = self.now.timestamp();
        let most = retention.entries.unwrap_or(usize::MAX);
        let age = retention.age.map(|age| i64::try_from(age.as_secs()).unwrap_or(i64::MAX));
        let oldest = age.map_or(i64::MIN, |age| now.saturating_sub(age));
        let dated: Vec<(i64, i64)> = self
            .connection
            .prepare_cached(
                "SELECT date, entry FROM items WHERE source = ?1 AND entry IS NOT NULL ORDER BY date DESC, entry DESC",
            )?
            .query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut retired = 0;
        for (at, (date, row)) in dated.into_iter().enumerate() {
            if at < most && date >= oldest {
                continue;
            }
            let Some(old) = self.old_entry(row)? else { continue };
            if self.is_needed(&old.entry, floors)? {
                continue;
            }
            self.delete_entry(source, row, &old.entry)?;
            self.connection
                .prepare_cached(
                    "UPDATE items SET entry = NULL, date = NULL, held = ?3, defects = NULL WHERE source = ?1 AND key = ?2",
                )?
                .execute(params![source, old.entry.key.as_str(), HeldReason::Retired.name()])?;
            retired += 1;
        }
        self.connection
            .prepare_cached("UPDATE sources SET swept = ?2, remaining = entries WHERE id = ?1")?
            .execute([source, now])?;
        Ok(retired)
    }

    /// True where one of the feeds that the entry is in shows it.
    fn is_needed(&mut self, entry: &Entry, floors: &mut Floors) -> rusqlite::Result<bool> {
        if !self.is_shown(entry) {
            return Ok(false);
        }
        for membership in (self.memberships)(entry) {
            let feed = self.feed(&membership)?;
            let floor = if let Some(floor) = floors.get(&feed) {
                *floor
            } else {
                let floor = self.floor(feed)?;
                floors.insert(feed, floor);
                floor
            };
            if floor.is_none_or(|floor| entry.published.timestamp() >= floor) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn floor(&self, feed: i64) -> rusqlite::Result<Option<i64>> {
        let limit = self.run.as_ref().map_or(0, |run| run.limit);
        let Some(last) = limit.checked_sub(1) else { return Ok(Some(i64::MAX)) };
        self.connection
            .prepare_cached("SELECT date FROM members WHERE feed = ?1 ORDER BY date DESC LIMIT 1 OFFSET ?2")?
            .query_row(params![feed, i64::try_from(last).unwrap_or(i64::MAX)], |row| row.get(0))
            .optional()
    }

    /// Notes which of the items of a source that are past its document still has; forgets those that it has not had for long.
    pub(super) fn note_present(&self, source: i64, present: &HashSet<ItemKey>) -> rusqlite::Result<()> {
        let now = self.now.timestamp();
        let past: Vec<(String, Option<i64>)> = self
            .connection
            .prepare_cached(
                "SELECT key, absent FROM items WHERE source = ?1 AND held IN ('backlog', 'retired')",
            )?
            .query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (key, absent) in past {
            let key = ItemKey::new(key);
            let absent_now = match absent {
                _ if present.contains(&key) => None,
                Some(since) if since + FORGOTTEN_AFTER <= now => {
                    self.connection
                        .prepare_cached("DELETE FROM items WHERE source = ?1 AND key = ?2")?
                        .execute(params![source, key.as_str()])?;
                    continue;
                }
                since => since.or(Some(now)),
            };
            if absent_now != absent {
                self.connection
                    .prepare_cached("UPDATE items SET absent = ?3 WHERE source = ?1 AND key = ?2")?
                    .execute(params![source, key.as_str(), absent_now])?;
            }
        }
        Ok(())
    }
}
