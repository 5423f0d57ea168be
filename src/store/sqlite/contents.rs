//! The contents of entries that came with them: in a table of their own, since most of what is asked of entries is not their content.

use rusqlite::params;

use super::Database;
use crate::model::entry::Content;
use crate::model::parts::Html;

impl Database {
    /// Writes the content that came with an entry where it is not the one `before`, or forgets that.
    pub(super) fn write_content(
        &mut self,
        entry: i64,
        before: Option<&Content>,
        now: &Content,
        html: Option<&Html>,
    ) -> rusqlite::Result<()> {
        let was_stored = matches!(before, Some(Content::Stored(_)));
        match html {
            _ if before == Some(now) => {}
            Some(html) => {
                self.connection
                    .prepare_cached("INSERT OR REPLACE INTO contents (entry, html) VALUES (?1, ?2)")?
                    .execute(params![entry, html.as_str()])?;
            }
            None if was_stored => self.forget_content(entry)?,
            None => {}
        }
        Ok(())
    }

    /// Forgets the content of an entry.
    pub(super) fn forget_content(&mut self, entry: i64) -> rusqlite::Result<()> {
        self.connection.prepare_cached("DELETE FROM contents WHERE entry = ?1")?.execute([entry]).map(|_| ())
    }

    /// The content of an entry.
    pub(super) fn content(&mut self, entry: i64) -> rusqlite::Result<Html> {
        self.connection
            .prepare_cached("SELECT html FROM contents WHERE entry = ?1")?
            .query_row([entry], |row| row.get(0).map(Html::from_sanitized))
    }
}
