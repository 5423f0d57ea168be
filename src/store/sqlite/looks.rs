//! What the folders of a source looked like, so that the rows of their items need not be read to see that nothing has changed.
//!
//! In: what a pull found. Out: the same at the next one, as far as no item has been written since. Only sources are kept whose pulls say
//! what their folders look like; of those each folder that has items has a row. Nothing is looked at here.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::Database;
use super::items::known_item;
use crate::model::change::{Known, KnownItem};
use crate::model::ids::{ItemKey, SourceId};
use crate::model::looks::{Look, Looks, folder};

/// Whose folders are kept, and which of them had items written since the last pull.
#[derive(Default)]
pub(super) struct Folders {
    kept: HashSet<i64>,
    stirred: HashMap<i64, HashSet<String>>,
}

impl Folders {
    /// Those of these sources, as the file has them.
    pub(super) fn of(kept: HashSet<i64>) -> Self {
        Self { kept, ..Self::default() }
    }

    /// Forgets those of a source.
    pub(super) fn forget(&mut self, source: i64) {
        self.kept.remove(&source);
        self.stirred.remove(&source);
    }
}

impl Database {
    /// What the folders of a source looked like; `None` where that is not kept.
    pub(super) fn looks(&mut self, source: &SourceId) -> rusqlite::Result<Option<Looks>> {
        let source = self.source(source)?;
        if !self.folders.kept.contains(&source) {
            return Ok(None);
        }
        let mut statement =
            self.connection.prepare_cached("SELECT folder, look FROM looks WHERE source = ?1")?;
        let looks = statement
            .query_map([source], |row| {
                Ok((row.get(0)?, row.get::<_, Option<[u8; 16]>>(1)?.map(Look::from_bytes)))
            })?
            .collect::<rusqlite::Result<Looks>>()?;
        Ok(Some(looks).filter(|looks| !looks.is_empty()))
    }

    /// Takes a folder's look back, since an item in it is about to be written.
    pub(super) fn stir(&mut self, source: i64, key: &ItemKey) -> rusqlite::Result<()> {
        if !self.folders.kept.contains(&source) {
            return Ok(());
        }
        let (stirred, folder) = (self.folders.stirred.entry(source).or_default(), folder(key.as_str()));
        if stirred.contains(folder) {
            return Ok(());
        }
        stirred.insert(folder.to_owned());
        self.write_look(source, folder, None)
    }

    /// Writes down what the folders look like that a pull compared.
    pub(super) fn take_looks(&mut self, source: i64, looks: &Looks) -> rusqlite::Result<()> {
        if self.folders.kept.insert(source) {
            self.connection
                .prepare_cached("UPDATE sources SET in_folders = 1 WHERE id = ?1")?
                .execute([source])?;
        }
        let stirred = self.folders.stirred.remove(&source).unwrap_or_default();
        for (folder, look) in looks {
            // What was written since the walk, it has not seen.
            let look = look.filter(|_| !stirred.contains(folder));
            if look == Some(Look::default()) {
                self.connection
                    .prepare_cached("DELETE FROM looks WHERE source = ?1 AND folder = ?2")?
                    .execute(params![source, folder])?;
            } else {
                self.write_look(source, folder, look)?;
            }
        }
        Ok(())
    }

    fn write_look(&self, source: i64, folder: &str, look: Option<Look>) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO looks (source, folder, look) VALUES (?1, ?2, ?3)")?
            .execute(params![source, folder, look.map(Look::to_bytes)])
            .map(|_| ())
    }

    /// What is known of the items in some folders of a source, not below them.
    pub(super) fn known_in(&mut self, source: &SourceId, folders: &[String]) -> rusqlite::Result<Known> {
        let source = self.source(source)?;
        let mut items = Vec::new();
        for folder in folders {
            // What is below a folder is stepped over.
            let mut from = Some(folder.clone());
            while let Some(start) = from {
                from = self.known_from(source, folder, &start, &mut items)?;
            }
        }
        Ok(Known::new(items))
    }

    /// Adds the items of a folder from a key on, up to the first that is below the folder; gives the key at which to go on.
    fn known_from(
        &self,
        source: i64,
        folder: &str,
        start: &str,
        items: &mut Vec<KnownItem>,
    ) -> rusqlite::Result<Option<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key, size, modified, hash, evidence FROM items WHERE source = ?1 AND key >= ?2 ORDER BY key",
        )?;
        let mut rows = statement.query(params![source, start])?;
        while let Some(row) = rows.next()? {
            let key = row.get_ref(0)?.as_str()?;
            let Some(name) = key.strip_prefix(folder) else { break };
            if let Some((below, _)) = name.split_once('/') {
                // The character that comes after the slash.
                return Ok(Some(format!("{folder}{below}0")));
            }
            items.push(known_item(row)?);
        }
        Ok(None)
    }
}
