//! The start of a run: what changed while nobody looked.

use std::collections::HashMap;

use chrono::DateTime;
use rusqlite::{OptionalExtension as _, params};

use super::Database;
use super::merge::OldEntry;
use crate::model::ids::{ContentHash, SourceId};
use crate::store::{Begun, Run};

impl Database {
    /// Settles what a changed configuration, a new release or the passing of time have made dirty.
    pub(super) fn begin(&mut self, run: Run, force: bool) -> rusqlite::Result<Begun> {
        let now = run.now.timestamp();
        let last = self.meta_number("last_run")?;
        let membership = self.changed_digest("membership", run.membership)?;
        let rendering = self.changed_digest("rendering", run.rendering)?;
        let mut registered = self.register(&run, force)?;
        let reread = std::mem::take(&mut registered.reread);
        let renamed: Vec<SourceId> = registered.renamed.iter().map(|(_, before)| before.clone()).collect();
        let feed_host = self.first_host(&run.host)?;
        self.now = run.now;
        // How much is kept of each source, and where it is, was taken over.
        self.run = Some(Run { retention: HashMap::new(), addresses: HashMap::new(), ..run });
        self.pending.clear();
        self.look_at_order()?;
        self.follow(registered)?;
        let turned_back = last.is_some_and(|last| now < last);
        self.join_all()?;
        let woken = if membership || turned_back { self.reindex(last.unwrap_or(now))? } else { self.wake()? };
        if force || rendering {
            self.connection.execute("UPDATE feeds SET dirty = 1", [])?;
            self.feeds.clear();
        }
        self.home_exists()?;
        if membership || rendering {
            // Until something is published: a run that is refused or killed must not lose what it learned.
            self.set_meta("unsettled", 1)?;
        }
        let unsettled = self.meta_number("unsettled")?.is_some();
        if woken > 0 || turned_back || last.is_none() {
            self.set_meta("last_run", now)?;
        }
        Ok(Begun {
            reread,
            dropped: self.dropped.iter().cloned().chain(renamed).collect(),
            woken: if membership { 0 } else { woken },
            rules_changed: unsettled || force,
            feed_host,
        })
    }

    /// The time of the last change, where it lies more than a day after `now`.
    pub(super) fn is_turned_back(&self, now: i64) -> rusqlite::Result<Option<i64>> {
        const BEARABLE: i64 = 24 * 60 * 60;
        Ok(self.meta_number("last_run")?.filter(|last| now < last - BEARABLE))
    }

    /// The host of the first run, which stands in the ids of feeds.
    fn first_host(&self, host: &str) -> rusqlite::Result<String> {
        if let Some(first) = self.meta("host")? {
            return Ok(first);
        }
        self.set_meta("host", host)?;
        Ok(host.to_owned())
    }

    /// The home feed is there from the first run on, also without entries.
    fn home_exists(&mut self) -> rusqlite::Result<()> {
        let home =
            crate::model::feed::Membership { feed: crate::model::feed::FeedKey::home(), names: Vec::new() };
        self.feed(&home).map(|_| ())
    }

    /// Makes all memberships anew. Counts the entries that can be seen now and could not at that instant, in seconds since 1970, or the
    /// other way round.
    fn reindex(&mut self, before: i64) -> rusqlite::Result<u64> {
        let before = DateTime::from_timestamp(before, 0).unwrap_or(self.now);
        self.connection.execute_batch("DELETE FROM members; UPDATE feeds SET dirty = 1;")?;
        self.feeds.clear();
        self.forget_twins()?;
        let mut count = 0;
        for row in self.rows("SELECT id FROM entries ORDER BY id", [])? {
            self.rejoin(row)?;
            let other = self.old_entry(row)?;
            let is_other = |old: OldEntry| old.entry.is_visible(before) != old.entry.is_visible(self.now);
            count += u64::from(other.is_some_and(is_other));
        }
        Ok(count)
    }

    /// Looks again at the entries that look different by now.
    fn wake(&mut self) -> rusqlite::Result<u64> {
        let now = self.now.timestamp();
        let rows =
            self.rows("SELECT id FROM entries WHERE wake IS NOT NULL AND wake <= ?1 ORDER BY id", [now])?;
        let mut count = 0;
        for row in rows {
            if let Some(old) = self.old_entry(row)? {
                self.leave(row, &old.entry)?;
                self.unpair(row)?;
                self.rejoin(row)?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Puts an entry that is in no feed into those that it belongs in now.
    pub(super) fn rejoin(&mut self, row: i64) -> rusqlite::Result<()> {
        let Some(old) = self.old_entry(row)? else { return Ok(()) };
        let wake = old.entry.wakes(self.now).map(|at| at.timestamp());
        self.connection
            .prepare_cached("UPDATE entries SET wake = ?2 WHERE id = ?1 AND wake IS NOT ?2")?
            .execute(params![row, wake])?;
        if self.is_shown(&old.entry) {
            self.join(row, &old.entry)?;
        }
        Ok(())
    }

    pub(super) fn rows(&self, query: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<Vec<i64>> {
        self.connection.prepare_cached(query)?.query_map(parameters, |row| row.get(0))?.collect()
    }

    pub(super) fn meta_number(&self, name: &str) -> rusqlite::Result<Option<i64>> {
        self.meta(name)
    }

    fn meta<T: rusqlite::types::FromSql>(&self, name: &str) -> rusqlite::Result<Option<T>> {
        self.connection
            .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()
    }

    pub(super) fn set_meta(&self, name: &str, value: impl rusqlite::ToSql) -> rusqlite::Result<()> {
        self.connection
            .execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", params![name, value])
            .map(|_| ())
    }

    /// Writes a digest down; true where it differs from the one before. The first is no change.
    pub(super) fn changed_digest(&self, name: &str, digest: ContentHash) -> rusqlite::Result<bool> {
        let before: Option<[u8; 16]> = self.meta(name)?;
        if before != Some(digest.0) {
            self.set_meta(name, digest.0)?;
        }
        Ok(before.is_some_and(|before| before != digest.0))
    }
}
