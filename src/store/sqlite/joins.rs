//! New entries join their feeds together, at the end of the pulls.
//!
//! The rows of `members` are ordered by date, and what many feeds bring has all dates: one by one, each entry would have a page of its own
//! written, again and again. So the rows of new entries are gathered and written in order. Which feeds are dirty is written with the entries;
//! and from which entry on rows are missing, so that the run after one that was killed finds them.

use super::Database;

/// Rows that are gathered at the most.
const GATHERED: usize = 50_000;

/// From which entry on rows of `members` may be missing.
const UNJOINED: &str = "unjoined";

/// Rows of `members` that are still to be written.
#[derive(Default)]
pub(super) struct Joins {
    /// Feed, date and entry.
    rows: Vec<[i64; 3]>,
    /// The first entry that rows may be missing of.
    from: Option<i64>,
    /// True: the rows that are missing are not, or not all, among `rows`.
    is_lost: bool,
}

impl Database {
    /// Reads whether an earlier run, or a call that failed, left rows unwritten.
    pub(super) fn find_unjoined(&mut self) -> rusqlite::Result<()> {
        let from = self.meta_number(UNJOINED)?;
        self.joins = Joins { rows: Vec::new(), from, is_lost: from.is_some() };
        Ok(())
    }

    /// Gathers the rows of a new entry.
    pub(super) fn join_later(&mut self, row: i64, date: i64, feeds: &[i64]) -> rusqlite::Result<()> {
        if self.joins.from.is_none() {
            self.set_meta(UNJOINED, row)?;
            self.joins.from = Some(row);
        }
        self.joins.rows.extend(feeds.iter().map(|feed| [*feed, date, row]));
        if self.joins.rows.len() >= GATHERED {
            self.join_all()?;
        }
        Ok(())
    }

    /// True where rows of the entry may be missing.
    pub(super) fn is_unjoined(&self, row: i64) -> bool {
        self.joins.from.is_some_and(|from| row >= from)
    }

    /// Writes all rows that are missing. Without a run it is not known what may be seen, and the next run does it.
    pub(super) fn join_all(&mut self) -> rusqlite::Result<()> {
        let Some(from) = self.joins.from.filter(|_| self.run.is_some()) else { return Ok(()) };
        let Joins { mut rows, is_lost, .. } = std::mem::take(&mut self.joins);
        if is_lost {
            for row in self.rows("SELECT id FROM entries WHERE id >= ?1 ORDER BY id", [from])? {
                self.rejoin(row)?;
            }
        } else {
            rows.sort_unstable();
            let mut insert = self
                .connection
                .prepare_cached("INSERT OR IGNORE INTO members (feed, date, entry) VALUES (?1, ?2, ?3)")?;
            for row in &rows {
                insert.execute(*row)?;
            }
            drop(insert);
            rows.clear();
            self.joins.rows = rows;
        }
        self.all_joined()
    }

    /// Notes that no row is missing.
    pub(super) fn all_joined(&mut self) -> rusqlite::Result<()> {
        self.joins.from = None;
        self.joins.is_lost = false;
        self.connection.prepare_cached("DELETE FROM meta WHERE name = ?1")?.execute([UNJOINED]).map(|_| ())
    }
}
