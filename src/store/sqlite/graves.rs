//! What is known of entries that are no more: an article that comes back has the id and the date that it had.

use rusqlite::{OptionalExtension as _, params};

use super::Database;
use super::merge::Found;
use crate::model::entry::Entry;
use crate::model::ids::ItemKey;

/// What an entry leaves behind.
pub(super) struct Grave {
    key: String,
    pub(super) uri: String,
    pub(super) claim: Option<String>,
    pub(super) first_seen: i64,
}

impl Database {
    /// Remembers an entry that goes.
    pub(super) fn bury(
        &mut self,
        source: i64,
        key: &ItemKey,
        entry: &Entry,
        claim: Option<&str>,
    ) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO graves (source, key, hash, title, uri, claim, first_seen)
                 SELECT source, key, hash, ?3, ?4, ?5, first_seen FROM items WHERE source = ?1 AND key = ?2",
            )?
            .execute(params![source, key.as_str(), entry.title.as_str(), entry.id.as_str(), claim])?;
        self.has_graves = true;
        Ok(())
    }

    /// What is known of an item that comes back: the same content under whatever name, or the same title under the same name.
    pub(super) fn exhume(&mut self, found: &Found<'_>, title: &str) -> rusqlite::Result<Option<Grave>> {
        if !self.has_graves {
            return Ok(None);
        }
        let grave = self
            .connection
            .prepare_cached(
                "SELECT key, uri, claim, first_seen FROM graves
                 WHERE source = ?1 AND (hash = ?3 OR (key = ?2 AND title = ?4)) ORDER BY key = ?2 DESC, key LIMIT 1",
            )?
            .query_row(params![found.from.source, found.key.as_str(), found.fingerprint.hash.0, title], |row| {
                Ok(Grave { key: row.get(0)?, uri: row.get(1)?, claim: row.get(2)?, first_seen: row.get(3)? })
            })
            .optional()?;
        if let Some(grave) = &grave {
            self.connection
                .prepare_cached("DELETE FROM graves WHERE source = ?1 AND key = ?2")?
                .execute(params![found.from.source, grave.key])?;
        }
        Ok(grave)
    }
}
