//! The sources of the configuration: those that are new, those that it no longer has, and those that are back.
//!
//! An articles source that is gone takes its entries along, at `settle`. Those of a feed of somebody else leave all feeds at once and
//! stay in the file for a while: nobody could bring them back, since its server has the newest only.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::looks::Folders;
use super::{Database, Pending};
use crate::model::ids::{ItemKey, SourceId};
use crate::model::policy::Retention;
use crate::store::Run;

/// How long the entries of a feed are kept that the configuration no longer has, in seconds, where no age is set.
const OUTLIVES: i64 = 30 * 24 * 60 * 60;

/// What is written down of a source that a run needs of all of them.
#[derive(Default)]
pub(super) struct Line {
    rank: i64,
    recipe: Option<[u8; 16]>,
    outlives: Option<i64>,
    dropped: Option<i64>,
}

/// What came of comparing the sources of the configuration with those that are written down.
#[derive(Default)]
pub(super) struct Registered {
    /// Those whose files have to be read anew.
    pub(super) reread: Vec<SourceId>,
    /// Those that the configuration has again.
    back: Vec<i64>,
    /// Those that it calls otherwise, each with what it was called.
    pub(super) renamed: Vec<(SourceId, SourceId)>,
    /// Those that it does not have.
    absent: HashMap<i64, Line>,
}

impl Database {
    /// Reads which sources there are, and what is needed of all of them at any time.
    pub(super) fn load_sources(&mut self) -> rusqlite::Result<()> {
        self.sources.clear();
        self.failing.clear();
        self.dropped.clear();
        let mut kept = HashSet::new();
        let mut statement = self.connection.prepare(
            "SELECT name, id, failing_since IS NOT NULL, dropped IS NOT NULL, in_folders = 1 FROM sources",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, id) = (SourceId::new(row.get::<_, String>(0)?), row.get(1)?);
            if row.get(2)? {
                self.failing.insert(id);
            }
            if row.get(3)? {
                self.dropped.insert(name.clone());
            }
            if row.get(4)? {
                kept.insert(id);
            }
            self.sources.insert(name, id);
        }
        self.folders = Folders::of(kept);
        Ok(())
    }

    /// Writes down the sources' order, and how long their entries are kept.
    pub(super) fn register(&mut self, run: &Run, force: bool) -> rusqlite::Result<Registered> {
        let mut registered = Registered { absent: self.lines()?, ..Registered::default() };
        self.recipes.clear();
        self.recipes.reserve(run.sources.len());
        self.retention.clear();
        self.retention.reserve(run.retention.len());
        let mut orphans = self.orphans(run)?;
        for (rank, (source, recipe)) in run.sources.iter().enumerate() {
            let rank = i64::try_from(rank).unwrap_or(i64::MAX);
            let retention = run.retention.get(source).copied();
            let outlives = retention.map(outlives);
            let before = self.take_over(source, run, &mut orphans)?;
            registered.renamed.extend(before.map(|before| (source.clone(), before)));
            let known = self.sources.get(source).copied();
            let line = known.and_then(|row| registered.absent.remove(&row)).unwrap_or_default();
            let row = if let Some(row) = known {
                if line.rank != rank || line.outlives != outlives || line.dropped.is_some() {
                    self.connection
                        .prepare_cached(
                            "UPDATE sources SET rank = ?2, outlives = ?3, dropped = NULL WHERE id = ?1",
                        )?
                        .execute(params![row, rank, outlives])?;
                }
                row
            } else {
                self.add_source(source, rank, outlives)?
            };
            if line.dropped.is_some() {
                self.dropped.remove(source);
                registered.back.push(row);
            }
            if force || line.recipe != Some(recipe.0) {
                registered.reread.push(source.clone());
            }
            self.recipes.insert(row, *recipe);
            if let Some(retention) = retention {
                self.retention.insert(row, retention);
            }
        }
        Ok(registered)
    }

    fn lines(&self) -> rusqlite::Result<HashMap<i64, Line>> {
        self.connection
            .prepare("SELECT id, rank, recipe, outlives, dropped FROM sources")?
            .query_map([], |row| {
                let line = Line {
                    rank: row.get(1)?,
                    recipe: row.get(2)?,
                    outlives: row.get(3)?,
                    dropped: row.get(4)?,
                };
                Ok((row.get(0)?, line))
            })?
            .collect()
    }

    /// The row of a source, which is made where there is none.
    pub(super) fn source(&mut self, source: &SourceId) -> rusqlite::Result<i64> {
        match self.sources.get(source) {
            Some(row) => Ok(*row),
            None => self.add_source(source, 0, None),
        }
    }

    fn add_source(&mut self, source: &SourceId, rank: i64, outlives: Option<i64>) -> rusqlite::Result<i64> {
        self.connection
            .prepare_cached("INSERT INTO sources (name, rank, outlives) VALUES (?1, ?2, ?3)")?
            .execute(params![source.as_str(), rank, outlives])?;
        let row = self.connection.last_insert_rowid();
        self.sources.insert(source.clone(), row);
        Ok(row)
    }

    /// Takes the entries of sources that the configuration no longer has out of the feeds, and puts those in again that are back.
    pub(super) fn follow(&mut self, registered: Registered) -> rusqlite::Result<()> {
        let now = self.now.timestamp();
        for (source, line) in registered.absent {
            match (line.outlives, line.dropped) {
                (None, _) => {
                    let gone = self.keys(source)?;
                    self.pending.insert(source, Pending { gone, finished: true, ..Pending::default() });
                }
                (Some(_), None) => self.drop_source(source, now)?,
                (Some(outlives), Some(dropped)) if dropped.saturating_add(outlives) <= now => {
                    self.erase(source)?;
                }
                (Some(_), Some(_)) => {}
            }
        }
        for (source, _) in &registered.renamed {
            self.rename_entries(source)?;
        }
        for source in registered.back {
            for row in self.entries_of(source)? {
                self.part(row)?;
                self.unpair(row)?;
                self.rejoin(row)?;
                // Others may have its id by now.
                self.connection
                    .prepare_cached("INSERT OR IGNORE INTO reclaimed (entry) VALUES (?1)")?
                    .execute([row])?;
            }
        }
        Ok(())
    }

    fn drop_source(&mut self, source: i64, now: i64) -> rusqlite::Result<()> {
        for row in self.entries_of(source)? {
            if let Some(old) = self.old_entry(row)? {
                self.leave(row, &old.entry)?;
            }
        }
        let dropped: String = self
            .connection
            .prepare_cached("UPDATE sources SET dropped = ?2 WHERE id = ?1 RETURNING name")?
            .query_row([source, now], |row| row.get(0))?;
        self.dropped.insert(SourceId::new(dropped));
        Ok(())
    }

    /// Forgets a source and all that it ever brought.
    fn erase(&mut self, source: i64) -> rusqlite::Result<()> {
        for row in self.entries_of(source)? {
            self.part(row)?;
            self.unname(row)?;
            self.entries.remove(&row);
            self.connection.prepare_cached("DELETE FROM entries WHERE id = ?1")?.execute([row])?;
            self.forget_content(row)?;
        }
        for statement in [
            "DELETE FROM items WHERE source = ?1",
            "DELETE FROM looks WHERE source = ?1",
            "DELETE FROM graves WHERE source = ?1",
            "DELETE FROM polls WHERE source = ?1",
            "DELETE FROM answers WHERE source = ?1",
            "DELETE FROM decisions WHERE source = ?1",
        ] {
            self.connection.execute(statement, [source])?;
        }
        let name: String = self.connection.query_row(
            "DELETE FROM sources WHERE id = ?1 RETURNING name",
            [source],
            |row| row.get(0),
        )?;
        let name = SourceId::new(name);
        self.sources.remove(&name);
        self.dropped.remove(&name);
        self.failing.remove(&source);
        self.answers.remove(&source);
        self.folders.forget(source);
        Ok(())
    }

    pub(super) fn entries_of(&self, source: i64) -> rusqlite::Result<Vec<i64>> {
        self.rows("SELECT entry FROM items WHERE source = ?1 AND entry IS NOT NULL", [source])
    }

    /// The keys of all items of a source.
    pub(super) fn keys(&self, source: i64) -> rusqlite::Result<Vec<ItemKey>> {
        self.connection
            .prepare_cached("SELECT key FROM items WHERE source = ?1")?
            .query_map([source], |row| row.get::<_, String>(0).map(ItemKey::new))?
            .collect()
    }
}

/// How many seconds the entries of a source outlive it.
fn outlives(retention: Retention) -> i64 {
    retention.age.map_or(OUTLIVES, |age| i64::try_from(age.as_secs()).unwrap_or(i64::MAX))
}
