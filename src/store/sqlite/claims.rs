//! Claims: an id that two entries have is given to one of them.

use std::collections::{BTreeMap, HashSet};

use rusqlite::params;

use super::Database;
use super::merge::to_json;
use crate::model::ids::{EntryId, SourceId, mint_digest};

impl Database {
    /// An id belongs to an entry of the site's own before one of others; then to the entry that had it at the last settling; among
    /// those that came since, to the source of higher priority, then to the older entry, then by key. The others get an id with a
    /// digest.
    ///
    /// What came since is told by its row, and by `reclaimed`: both survive a run that is killed before it settles.
    pub(super) fn decide_claims(&mut self) -> rusqlite::Result<BTreeMap<SourceId, u64>> {
        let mut doubled = BTreeMap::new();
        let settled = self.meta_number("settled_row")?.unwrap_or_default();
        let newest: i64 =
            self.connection.query_row("SELECT coalesce(max(id), 0) FROM entries", [], |row| row.get(0))?;
        let reclaimed: HashSet<i64> = self.rows("SELECT entry FROM reclaimed", [])?.into_iter().collect();
        if newest == settled && reclaimed.is_empty() {
            return Ok(doubled);
        }
        let is_fresh = |row: i64| row > settled || reclaimed.contains(&row);
        let claimed: Vec<String> = self
            .connection
            .prepare("SELECT uri FROM entries GROUP BY uri HAVING count(*) > 1")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for uri in claimed {
            let mut claimants = Vec::new();
            let rows: Vec<(i64, i64)> = self
                .connection
                .prepare_cached(
                    "SELECT entries.id, sources.rank FROM entries JOIN sources ON sources.id = entries.source
                     WHERE uri = ?1 AND sources.dropped IS NULL",
                )?
                .query_map([&uri], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            for (row, rank) in rows {
                let entry = self.entry(row)?;
                let is_foreign = entry.origin.is_some();
                claimants.push((is_foreign, is_fresh(row), rank, entry.published, entry.key.clone(), row));
            }
            claimants.sort();
            for (.., row) in claimants.into_iter().skip(1) {
                *doubled.entry(self.give_digest(row, &uri)?).or_default() += 1;
            }
        }
        self.connection.execute("DELETE FROM reclaimed", [])?;
        self.set_meta("settled_row", newest)?;
        Ok(doubled)
    }

    /// Gives an entry another id; says whose it is.
    fn give_digest(&mut self, row: i64, claimed: &str) -> rusqlite::Result<SourceId> {
        let host = self.run.as_ref().map(|run| run.host.clone()).unwrap_or_default();
        let mut entry = (*self.entry(row)?).clone();
        let memberships = (self.memberships)(&entry);
        entry.id = mint_digest(&host, &entry.source, &entry.key, &EntryId::new(claimed));
        self.connection.execute(
            "UPDATE entries SET uri = ?2, claim = ?3, data = ?4 WHERE id = ?1",
            params![row, entry.id.as_str(), claimed, to_json(&entry)],
        )?;
        self.entries.remove(&row);
        self.touch(&memberships)?;
        Ok(entry.source)
    }
}
