//! What is published, and what is still to be told.

use rusqlite::params;

use super::Database;
use crate::model::ids::ContentHash;
use crate::store::{Publication, PublishedDocument};

impl Database {
    /// All documents that are, or were about to be, in place.
    pub(super) fn documents(&self) -> rusqlite::Result<Vec<PublishedDocument>> {
        let count: i64 = self.connection.query_row("SELECT count(*) FROM documents", [], |row| row.get(0))?;
        let mut documents = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
        let mut statement = self
            .connection
            .prepare_cached("SELECT path, feed, format, size, modified, hash FROM documents ORDER BY path")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            documents.push(PublishedDocument {
                path: row.get(0)?,
                feed: row.get(1)?,
                format: row.get(2)?,
                size: row.get::<_, i64>(3)?.unsigned_abs(),
                modified: row.get(4)?,
                hash: ContentHash(row.get(5)?),
            });
        }
        Ok(documents)
    }

    fn write_document(&self, document: &PublishedDocument) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO documents (path, feed, format, size, modified, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                document.path,
                document.feed,
                document.format,
                i64::try_from(document.size).unwrap_or(i64::MAX),
                document.modified,
                document.hash.0
            ])
            .map(|_| ())
    }

    /// Notes which documents are about to be put in place, and that whoever wants to know of changes has to be told.
    pub(super) fn intend(&mut self, documents: &[PublishedDocument]) -> rusqlite::Result<()> {
        documents.iter().try_for_each(|document| self.write_document(document))?;
        self.connection
            .execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('notify', 1)", [])
            .map(|_| ())
    }

    /// Notes what was published.
    pub(super) fn publish(&mut self, publication: &Publication) -> rusqlite::Result<()> {
        for document in &publication.placed {
            self.write_document(document)?;
        }
        self.note_published()?;
        for path in &publication.removed {
            self.connection.prepare_cached("DELETE FROM documents WHERE path = ?1")?.execute([path])?;
        }
        for (feed, updated) in &publication.clean {
            self.connection
                .prepare_cached("UPDATE feeds SET dirty = 0, published = 1, updated = ?2 WHERE id = ?1")?
                .execute(params![feed, updated.map(|at| at.timestamp())])?;
        }
        for feed in &publication.unpublished {
            self.connection
                .prepare_cached("UPDATE feeds SET dirty = 0, published = 0 WHERE id = ?1")?
                .execute([feed])?;
        }
        if !publication.clean.is_empty() || !publication.unpublished.is_empty() {
            self.feeds.clear();
        }
        if publication.left_over {
            self.connection
                .execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('unsettled', 1)", [])?;
        } else {
            self.connection.execute("DELETE FROM meta WHERE name = 'unsettled'", [])?;
        }
        Ok(())
    }

    /// True while a notification is queued.
    pub(super) fn notification(&self) -> rusqlite::Result<bool> {
        self.connection
            .query_row("SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'notify')", [], |row| row.get(0))
    }

    /// Takes the notification off the queue.
    pub(super) fn notified(&self) -> rusqlite::Result<()> {
        self.connection.execute("DELETE FROM meta WHERE name = 'notify'", []).map(|_| ())
    }
}
