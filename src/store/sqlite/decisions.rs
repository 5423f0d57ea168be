//! What was decided about items under new keys: which known ones they were taken for, and why. For people who wonder.

use chrono::DateTime;
use rusqlite::params;

use super::Database;
use crate::model::evidence::Likeness;
use crate::model::ids::{ItemKey, SourceId};
use crate::store::Decision;

/// Decisions of a source that are kept: some feeds ask for as many at each poll as they have entries.
const MOST_KEPT: i64 = 100;

impl Database {
    /// Writes down that an item of a source was taken for the one that was known as `earlier`.
    pub(super) fn note_decision(
        &mut self,
        source: i64,
        key: &ItemKey,
        earlier: &ItemKey,
        likeness: Likeness,
    ) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO decisions (source, at, key, earlier, likeness) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                source,
                self.now.timestamp(),
                key.as_str(),
                earlier.as_str(),
                likeness.name()
            ])?;
        self.connection
            .prepare_cached(
                "DELETE FROM decisions WHERE source = ?1 AND id <= (
                     SELECT id FROM decisions WHERE source = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2
                 )",
            )?
            .execute([source, MOST_KEPT])
            .map(|_| ())
    }

    /// The last decisions about items of a source, newest first.
    pub(super) fn decisions(&self, source: &SourceId) -> rusqlite::Result<Vec<Decision>> {
        let Some(source) = self.sources.get(source) else { return Ok(Vec::new()) };
        self.connection
            .prepare_cached(
                "SELECT at, key, earlier, likeness FROM decisions WHERE source = ?1 ORDER BY id DESC",
            )?
            .query_map([source], |row| {
                Ok(Decision {
                    at: DateTime::from_timestamp(row.get(0)?, 0).unwrap_or_default(),
                    key: ItemKey::new(row.get::<_, String>(1)?),
                    earlier: ItemKey::new(row.get::<_, String>(2)?),
                    likeness: Likeness::from_name(row.get_ref(3)?.as_str()?).unwrap_or(Likeness::Link),
                })
            })?
            .collect()
    }
}
