//! What the owner wants hidden: entries by id or URL, with all that are one post with them, now and whenever they are read again.
//!
//! The ids of all that is hidden are kept beside what was asked for, so that an entry stays out that gets another link later, and one
//! that is one post with it no more.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{OptionalExtension as _, params};
use url::Url;

use super::Database;
use crate::store::Hidden;

impl Database {
    /// Takes an entry out of all feeds, or puts it back.
    pub(super) fn hide(&mut self, what: &str, undo: bool) -> rusqlite::Result<Hidden> {
        let is_id: bool = self.connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM entries WHERE uri = ?1 OR claim = ?1)",
            [what],
            |row| row.get(0),
        )?;
        // A URL is known as the links of entries are spelled.
        let spelled = Url::parse(what).ok().filter(|url| !is_id && url.has_host()).map(String::from);
        let what = spelled.as_deref().unwrap_or(what);
        if undo { self.show_again(what) } else { self.take_out(what) }
    }

    fn take_out(&mut self, what: &str) -> rusqlite::Result<Hidden> {
        if !self.note_hidden(what, None)? {
            return Ok(Hidden::Already);
        }
        let mut rows = BTreeSet::new();
        let mut posts = HashSet::new();
        for row in self.called(what)? {
            posts.insert(self.lead_of(row));
            rows.extend(self.twins_of(row));
            rows.insert(row);
        }
        self.pull_out(&rows)?;
        for row in &rows {
            let names: (String, Option<String>) = self.connection.query_row(
                "SELECT uri, claim FROM entries WHERE id = ?1",
                [row],
                |found| Ok((found.get(0)?, found.get(1)?)),
            )?;
            for name in std::iter::once(names.0).chain(names.1) {
                self.note_hidden(&name, Some(what))?;
            }
        }
        self.put_back(&rows)?;
        Ok(if rows.is_empty() { Hidden::Remembered } else { Hidden::Entries(posts.len() as u64) })
    }

    fn show_again(&mut self, what: &str) -> rusqlite::Result<Hidden> {
        let asked: Option<String> = self
            .connection
            .query_row("SELECT coalesce(through, what) FROM hidden WHERE what = ?1", [what], |row| row.get(0))
            .optional()?;
        let Some(asked) = asked else { return Ok(Hidden::Already) };
        let names: Vec<String> = self
            .connection
            .prepare("SELECT what FROM hidden WHERE what = ?1 OR through = ?1")?
            .query_map([&asked], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut rows = BTreeSet::new();
        for name in &names {
            rows.extend(self.called(name)?);
        }
        let posts: HashSet<i64> = rows.iter().map(|row| self.lead_of(*row)).collect();
        self.pull_out(&rows)?;
        self.connection.execute("DELETE FROM hidden WHERE what = ?1 OR through = ?1", [&asked])?;
        for name in &names {
            self.hidden.remove(name);
        }
        self.put_back(&rows)?;
        Ok(if rows.is_empty() { Hidden::Remembered } else { Hidden::Entries(posts.len() as u64) })
    }

    /// Writes down what is hidden; false where it was.
    fn note_hidden(&mut self, what: &str, through: Option<&str>) -> rusqlite::Result<bool> {
        self.hidden.insert(what.to_owned());
        self.connection
            .execute("INSERT OR IGNORE INTO hidden (what, through) VALUES (?1, ?2)", params![what, through])
            .map(|written| written > 0)
    }

    /// The entries that have this id or link; where none has the id, those whose feeds call them so.
    fn called(&self, what: &str) -> rusqlite::Result<Vec<i64>> {
        // A string always has a JSON form.
        let link = serde_json::to_string(what).unwrap_or_default();
        self.connection
            .prepare(
                "SELECT id FROM entries WHERE uri = ?1 OR instr(data, '\"link\":' || ?2) > 0
                 OR (claim = ?1 AND NOT EXISTS (SELECT 1 FROM entries WHERE uri = ?1))",
            )?
            .query_map(params![what, link], |row| row.get(0))?
            .collect()
    }

    /// An entry joins as the list of what is hidden says, so that it is out of its feeds before the list changes.
    fn pull_out(&mut self, rows: &BTreeSet<i64>) -> rusqlite::Result<()> {
        for row in rows {
            let entry = self.entry(*row)?;
            self.leave(*row, &entry)?;
            self.unpair(*row)?;
        }
        Ok(())
    }

    fn put_back(&mut self, rows: &BTreeSet<i64>) -> rusqlite::Result<()> {
        for row in rows {
            let entry = self.entry(*row)?;
            if self.is_shown(&entry) {
                self.join(*row, &entry)?;
            }
        }
        Ok(())
    }
}
