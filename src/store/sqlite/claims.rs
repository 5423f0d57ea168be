//! Claims: an id that two entries have is given to one of them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{OptionalExtension as _, params};

use super::Database;
use super::merge::to_json;
use super::names::{self, NAMESAKES};
use super::twins::MANY;
use crate::model::ids::{EntryId, SourceId, mint_digest};

impl Database {
    /// Of entries that are one post, the one counts that is shown for all. An id belongs to an entry of the site's own before one of others; then to the entry that had it at the last settling, and of those to the one that does not have it from a
    /// twin; among
    /// those that came since, to the source of higher priority, then to the older entry, then by key. The others get an id with a
    /// digest.
    ///
    /// What came since is told by its row, and by `reclaimed`: both survive a run that is killed before it settles.
    /// `looked_at` are entries that may have another id since then, for another reason.
    pub(super) fn decide_claims(
        &mut self,
        looked_at: HashSet<i64>,
    ) -> rusqlite::Result<BTreeMap<SourceId, u64>> {
        let mut doubled = BTreeMap::new();
        let settled = self.meta_number("settled_row")?.unwrap_or_default();
        let newest: i64 =
            self.connection.query_row("SELECT coalesce(max(id), 0) FROM entries", [], |row| row.get(0))?;
        let reclaimed: HashSet<i64> = self.rows("SELECT entry FROM reclaimed", [])?.into_iter().collect();
        if newest == settled && reclaimed.is_empty() && looked_at.is_empty() {
            return Ok(doubled);
        }
        let is_fresh = |row: i64| row > settled || reclaimed.contains(&row);
        let few = usize::try_from(MANY).unwrap_or_default();
        let claimed = if newest - settled < MANY && reclaimed.len() < few && looked_at.len() < few {
            let fresh = self.rows("SELECT id FROM entries WHERE id > ?1", [settled])?;
            self.claimed_by(looked_at.into_iter().chain(reclaimed.iter().copied()).chain(fresh))?
        } else {
            self.claimed()?
        };
        for uri in claimed {
            let mut claimants = Vec::new();
            let rows: Vec<(i64, i64, bool)> = self
                .connection
                .prepare_cached(
                    "SELECT entries.id, sources.rank, borrowed IS NOT NULL
                     FROM names CROSS JOIN entries ON entries.id = names.entry JOIN sources ON sources.id = entries.source
                     WHERE names.digest = ?1 AND uri = ?2 AND sources.dropped IS NULL",
                )?
                .query_map(params![names::digest(&uri), uri], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
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

    /// Ids that several entries have.
    fn claimed(&self) -> rusqlite::Result<BTreeSet<String>> {
        self.connection
            .prepare(&format!(
                "SELECT uri FROM entries WHERE id IN ({NAMESAKES})
                 AND id NOT IN (SELECT entry FROM twins WHERE entry <> lead)
                 GROUP BY uri HAVING count(*) > 1",
            ))?
            .query_map([], |row| row.get(0))?
            .collect()
    }

    /// Ids of these entries that others have, too. At the last settling each id had one owner: others need not be looked at.
    fn claimed_by(&self, rows: impl Iterator<Item = i64>) -> rusqlite::Result<BTreeSet<String>> {
        let mut claimed = BTreeSet::new();
        let mut statement = self.connection.prepare_cached("SELECT uri FROM entries WHERE id = ?1")?;
        for row in rows {
            let id = statement.query_row([row], |found| found.get::<_, String>(0)).optional()?;
            if let Some(id) = id
                && self.with_id(&id)?.len() > 1
            {
                claimed.insert(id);
            }
        }
        Ok(claimed)
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
        Ok(!self.with_id(id)?.is_empty())
    }

    /// Gives an entry another id; what it claimed before, or else the id that it had, stays its claim.
    fn rename(&mut self, row: i64, id: &EntryId, taken: &str) -> rusqlite::Result<()> {
        let mut entry = (*self.entry(row)?).clone();
        entry.id = id.clone();
        self.unname(row)?;
        self.connection
            .prepare_cached(
                "UPDATE entries SET claim = nullif(coalesce(claim, ?3), ?2), uri = ?2, data = ?4, borrowed = NULL WHERE id = ?1",
            )?
            .execute(params![row, id.as_str(), taken, to_json(&entry)])?;
        self.entries.remove(&row);
        self.name(row)
    }
}
