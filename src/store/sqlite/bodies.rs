//! Contents that are kept for the time when their source is down.

use rusqlite::{OptionalExtension as _, params};

use super::Database;
use crate::model::entry::Body;
use crate::model::ids::ContentHash;
use crate::model::parts::{Html, PlainText};
use crate::store::KeptBody;

impl Database {
    /// Keeps contents.
    pub(super) fn keep_bodies(&mut self, bodies: &[KeptBody]) -> rusqlite::Result<()> {
        let mut keep = self.connection.prepare_cached(
            "INSERT INTO bodies (entry, hash, version, html, excerpt) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (entry) DO UPDATE SET
                 hash = excluded.hash, version = excluded.version, html = excluded.html, excerpt = excluded.excerpt
             WHERE hash <> excluded.hash OR version <> excluded.version",
        )?;
        for kept in bodies {
            keep.execute(params![
                kept.entry,
                kept.hash.0,
                kept.version,
                kept.body.html.as_str(),
                kept.body.excerpt.as_str()
            ])?;
        }
        Ok(())
    }

    /// The content that was kept of an entry.
    pub(super) fn kept_body(&mut self, entry: i64, hash: ContentHash) -> rusqlite::Result<Option<Body>> {
        self.connection
            .prepare_cached("SELECT html, excerpt FROM bodies WHERE entry = ?1 AND hash = ?2")?
            .query_row(params![entry, hash.0], |row| {
                // What was cleaned when it was kept.
                let html = Html::from_sanitized(row.get(0)?);
                Ok(Body { html, excerpt: PlainText::from(row.get::<_, String>(1)?) })
            })
            .optional()
    }
}
