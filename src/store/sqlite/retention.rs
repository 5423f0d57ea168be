//! What is no longer kept of feeds of others: all that is beyond their number or age, but for what a published feed shows.
//!
//! What goes leaves its item behind, held: a document that still has it, or has it again, does not bring it back. When no document has
//! had an item for long, that goes, too.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::Database;
use crate::model::change::HeldReason;
use crate::model::feed::FeedKind;
use crate::model::ids::ItemKey;
use crate::model::policy::Retention;

const DAY: i64 = 24 * 60 * 60;

/// How long a document has to be without an item that is past until that is forgotten, in seconds. Caches on the way serve old documents
/// for days, and a server that was restored from a copy for weeks.
const FORGOTTEN_AFTER: i64 = 30 * DAY;

/// How many times as many entries as a feed shows are looked at to find some of other sources.
const FAR: usize = 64;

/// By feed that was asked for: the rows that it shows.
type Windows = HashMap<i64, HashSet<i64>>;

impl Database {
    /// Lets go of what is kept no longer; says of how many entries.
    pub(super) fn retire(&mut self) -> rusqlite::Result<u64> {
        if self.retention.is_empty() {
            return Ok(0);
        }
        self.join_all()?;
        let (mut retired, mut windows) = (0, Windows::new());
        for (source, retention) in self.overfull()? {
            retired += self.retire_of(source, retention, &mut windows)?;
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

    fn retire_of(
        &mut self,
        source: i64,
        retention: Retention,
        windows: &mut Windows,
    ) -> rusqlite::Result<u64> {
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
            if self.is_needed(row, windows)? {
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

    /// True where one of the feeds that the entry is in shows it, or what it is one post with.
    fn is_needed(&mut self, row: i64, windows: &mut Windows) -> rusqlite::Result<bool> {
        let lead = self.lead_of(row);
        let shown = self.shown(lead)?;
        if !self.is_shown(&shown) {
            return Ok(false);
        }
        for membership in self.memberships_of(lead)? {
            let feed = self.feed(&membership)?;
            let window = match windows.entry(feed) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.window(feed, membership.feed.kind)?),
            };
            if window.contains(&lead) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn window(&self, feed: i64, kind: FeedKind) -> rusqlite::Result<HashSet<i64>> {
        let (limit, most) = self.run.as_ref().map_or((0, None), |run| (run.limit, run.per_source));
        match most.filter(|_| kind != FeedKind::Source) {
            Some(most) => self.shares(feed, limit, most),
            None => Ok(self.newest(feed, limit)?.into_iter().collect()),
        }
    }

    /// What a feed shows in which no source has more than `most`, unless it is the only one.
    fn shares(&self, feed: i64, limit: usize, most: usize) -> rusqlite::Result<HashSet<i64>> {
        let newest = self.newest(feed, limit.saturating_mul(FAR))?;
        let mut statement = self.connection.prepare_cached("SELECT source FROM entries WHERE id = ?1")?;
        let newest: Vec<(i64, i64)> = newest
            .into_iter()
            .map(|row| Ok((row, statement.query_row([row], |found| found.get(0))?)))
            .collect::<rusqlite::Result<_>>()?;
        let sources: HashSet<i64> = newest.iter().map(|(_, source)| *source).collect();
        if sources.len() < 2 {
            return Ok(newest.into_iter().take(limit).map(|(row, _)| row).collect());
        }
        let mut of_source = HashMap::<i64, usize>::new();
        let within = newest.into_iter().filter(|(_, source)| {
            let count = of_source.entry(*source).or_default();
            *count += 1;
            *count <= most
        });
        Ok(within.take(limit).map(|(row, _)| row).collect())
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
