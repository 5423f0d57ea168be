//! Claims: an id that two entries have is given to one of them.

use std::collections::{BTreeMap, HashSet};

use rusqlite::params;

use super::Database;
use super::merge::to_json;
use crate::model::ids::{EntryId, SourceId, mint_digest};

impl Database {
    /// Of entries that are one post, the one counts that is shown for all. An id belongs to an entry of the site's own before one of others; then to the entry that had it at the last settling, and of those to the one that does not have it from a
    /// twin; among
    /// those that came since, to the source of higher priority, then to the older entry, then by key. The others get an id with a
    /// digest.
    ///
    /// What came since is told by its row, and by `reclaimed`: both survive a run that is killed before it settles.
    pub(super) fn decide_claims(&mut self, paired: bool) -> rusqlite::Result<BTreeMap<SourceId, u64>> {
        let mut doubled = BTreeMap::new();
        let settled = self.meta_number("settled_row")?.unwrap_or_default();
        let newest: i64 =
            self.connection.query_row("SELECT coalesce(max(id), 0) FROM entries", [], |row| row.get(0))?;
        let reclaimed: HashSet<i64> = self.rows("SELECT entry FROM reclaimed", [])?.into_iter().collect();
        if newest == settled && reclaimed.is_empty() && !paired {
            return Ok(doubled);
        }
        let is_fresh = |row: i64| row > settled || reclaimed.contains(&row);
        let claimed: Vec<String> = self
            .connection
            .prepare(
                "SELECT uri FROM entries WHERE id NOT IN (SELECT entry FROM twins WHERE entry <> lead)
                 GROUP BY uri HAVING count(*) > 1",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for uri in claimed {
            let mut claimants = Vec::new();
            let rows: Vec<(i64, i64, bool)> = self
                .connection
                .prepare_cached(
                    "SELECT entries.id, sources.rank, borrowed IS NOT NULL
                     FROM entries JOIN sources ON sources.id = entries.source
                     WHERE uri = ?1 AND sources.dropped IS NULL",
                )?
                .query_map([&uri], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect::<rusqlite::Result<_>>()?;
            for (row, rank, is_borrowed) in rows {
                if self.lead_of(row) != row {
                    continue;
                }
                let entry = self.entry(row)?;
                let is_foreign = entry.origin.is_some();
                let age = (entry.published, entry.key.clone(), row);
                claimants.push((is_foreign, is_fresh(row), is_borrowed, rank, age));
            }
            claimants.sort();
            for (.., (_, _, row)) in claimants.into_iter().skip(1) {
                if let Some(source) = self.give_another(row, &uri)? {
                    *doubled.entry(source).or_default() += 1;
                }
            }
        }
        self.connection.execute("DELETE FROM reclaimed", [])?;
        self.set_meta("settled_row", newest)?;
        Ok(doubled)
    }

    /// Gives an entry, and all that are one post with it, another id: the one that it would have had, where nobody has that, else one
    /// with a digest. Says whose it is where it gets a digest.
    fn give_another(&mut self, row: i64, taken: &str) -> rusqlite::Result<Option<SourceId>> {
        let host = self.run.as_ref().map(|run| run.host.clone()).unwrap_or_default();
        let entry = self.entry(row)?;
        let own: Option<String> =
            self.connection
                .query_row("SELECT claim FROM entries WHERE id = ?1", [row], |found| found.get(0))?;
        let own = match own.filter(|own| own != taken) {
            Some(own) if !self.is_taken(&own)? => Some(own),
            _ => None,
        };
        let is_doubled = own.is_none();
        let id = own.map_or_else(
            || mint_digest(&host, &entry.source, &entry.key, &EntryId::new(taken)),
            EntryId::new,
        );
        let memberships = self.memberships_of(row)?;
        let mut rows = self.twins_of(row);
        if rows.is_empty() {
            rows.push(row);
        }
        for row in rows {
            self.rename(row, &id, taken)?;
        }
        self.touch(&memberships)?;
        Ok(is_doubled.then(|| entry.source.clone()))
    }

    fn is_taken(&self, id: &str) -> rusqlite::Result<bool> {
        self.connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM entries WHERE uri = ?1)")?
            .query_row([id], |found| found.get(0))
    }

    /// Gives an entry another id; what it claimed before, or else the id that it had, stays its claim.
    fn rename(&mut self, row: i64, id: &EntryId, taken: &str) -> rusqlite::Result<()> {
        let mut entry = (*self.entry(row)?).clone();
        entry.id = id.clone();
        self.connection
            .prepare_cached(
                "UPDATE entries SET claim = nullif(coalesce(claim, ?3), ?2), uri = ?2, data = ?4, borrowed = NULL WHERE id = ?1",
            )?
            .execute(params![row, id.as_str(), taken, to_json(&entry)])?;
        self.entries.remove(&row);
        Ok(())
    }
}
