//! A source that got another name in the configuration, or is named by a list now and was not: told by its address.
//!
//! It is the same feed. So what it brought stays as it was published, and nobody is asked again for it.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::Database;
use super::merge::to_json;
use crate::model::ids::SourceId;
use crate::store::Run;

/// Sources that the configuration has no more, by the digest of their addresses.
pub(super) type Orphans = HashMap<[u8; 16], SourceId>;

impl Database {
    /// The sources that were asked of servers and are not among those of this run.
    pub(super) fn orphans(&self, run: &Run) -> rusqlite::Result<Orphans> {
        let named: HashSet<&SourceId> = run.sources.iter().map(|(source, _)| source).collect();
        if self.sources.keys().all(|source| named.contains(source)) {
            return Ok(Orphans::new());
        }
        let mut statement = self.connection.prepare(
            "SELECT polls.of, sources.name FROM polls JOIN sources ON sources.id = polls.source
             WHERE polls.of IS NOT NULL AND sources.outlives IS NOT NULL ORDER BY sources.id",
        )?;
        let rows =
            statement.query_map([], |row| Ok((row.get(0)?, SourceId::new(row.get::<_, String>(1)?))))?;
        let mut orphans = Orphans::new();
        for row in rows {
            let (address, source) = row?;
            if !named.contains(&source) {
                orphans.insert(address, source);
            }
        }
        Ok(orphans)
    }

    /// Gives the row of an orphan that has its address to a source that has none. Says what it was called.
    pub(super) fn take_over(
        &mut self,
        source: &SourceId,
        run: &Run,
        orphans: &mut Orphans,
    ) -> rusqlite::Result<Option<SourceId>> {
        if orphans.is_empty() || self.sources.contains_key(source) {
            return Ok(None);
        }
        let address = run.addresses.get(source).map(|address| address.0);
        let Some(before) = address.and_then(|address| orphans.remove(&address)) else { return Ok(None) };
        let Some(row) = self.sources.remove(&before) else { return Ok(None) };
        self.connection
            .prepare_cached("UPDATE sources SET name = ?2 WHERE id = ?1")?
            .execute(params![row, source.as_str()])?;
        self.sources.insert(source.clone(), row);
        if self.dropped.remove(&before) {
            self.dropped.insert(source.clone());
        }
        Ok(Some(before))
    }

    /// Has the entries of a source that got another name say so.
    pub(super) fn rename_entries(&mut self, source: &SourceId) -> rusqlite::Result<()> {
        let row = self.source(source)?;
        for row in self.entries_of(row)? {
            let Some(old) = self.old_entry(row)? else { continue };
            self.leave(row, &old.entry)?;
            self.unpair(row)?;
            let mut entry = (*old.entry).clone();
            entry.source = source.clone();
            self.connection
                .prepare_cached("UPDATE entries SET data = ?2 WHERE id = ?1")?
                .execute(params![row, to_json(&entry)])?;
            self.entries.remove(&row);
            self.rejoin(row)?;
        }
        Ok(())
    }
}
