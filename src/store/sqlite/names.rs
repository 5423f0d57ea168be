//! By what entries are found: digests of their ids and of where they lead, in a table beside them.
//!
//! Digests, and ids too, come in no order. An index that is written with each entry has a page changed for each, again and again; so
//! what new entries are found by is gathered and written in order, before anybody looks for it. From which entry on it is missing is
//! written with the entries, so that the one who looks after a run that was killed finds it. A digest that is found only says where to
//! look: who looks compares what he looks for.

use rusqlite::{OptionalExtension as _, params};

use super::Database;
use crate::model::evidence::Digest;

/// Rows that are gathered at the most.
const GATHERED: usize = 100_000;

/// Entries that are read at once where their names are missing.
const AT_ONCE: i64 = 10_000;

/// From which entry on names may be missing.
const UNNAMED: &str = "unnamed";

/// Rows of `names` that are still to be written.
#[derive(Default)]
pub(super) struct Names {
    /// Digest and entry.
    rows: Vec<[i64; 2]>,
    /// The first entry that rows may be missing of.
    from: Option<i64>,
    /// True: the rows that are missing are not, or not all, among `rows`.
    is_lost: bool,
}

/// The digest of an id. It is stored.
pub(super) fn digest(id: &str) -> i64 {
    let mut digest = Digest::default();
    digest.add(id.as_bytes());
    digest.finish().cast_signed()
}

impl Database {
    /// Reads whether an earlier run, or a call that failed, left names unwritten.
    pub(super) fn find_unnamed(&mut self) -> rusqlite::Result<()> {
        let from = self.meta_number(UNNAMED)?;
        self.names = Names { rows: Vec::new(), from, is_lost: from.is_some() };
        Ok(())
    }

    /// Gathers what a new entry is found by: its id, and the digest of its link.
    pub(super) fn name_later(&mut self, row: i64, id: &str, link: Option<i64>) -> rusqlite::Result<()> {
        if self.names.from.is_none() {
            self.set_meta(UNNAMED, row)?;
            self.names.from = Some(row);
        }
        if self.names.is_lost {
            return Ok(());
        }
        self.names.rows.push([digest(id), row]);
        self.names.rows.extend(link.map(|link| [link, row]));
        if self.names.rows.len() >= GATHERED {
            self.name_all()?;
        }
        Ok(())
    }

    /// Writes all names that are missing.
    pub(super) fn name_all(&mut self) -> rusqlite::Result<()> {
        let Some(from) = self.names.from else { return Ok(()) };
        let Names { mut rows, is_lost, .. } = std::mem::take(&mut self.names);
        if is_lost {
            self.name_from(from, &mut rows)?;
        } else {
            self.write_names(&mut rows)?;
        }
        self.names.rows = rows;
        self.connection.prepare_cached("DELETE FROM meta WHERE name = ?1")?.execute([UNNAMED]).map(|_| ())
    }

    /// Writes the names of all entries from this one on.
    fn name_from(&self, mut from: i64, rows: &mut Vec<[i64; 2]>) -> rusqlite::Result<()> {
        loop {
            rows.clear();
            let mut last = None;
            let mut statement = self
                .connection
                .prepare_cached("SELECT id, uri, link FROM entries WHERE id >= ?1 ORDER BY id LIMIT ?2")?;
            let mut found = statement.query([from, AT_ONCE])?;
            while let Some(entry) = found.next()? {
                let row = entry.get(0)?;
                rows.push([digest(entry.get_ref(1)?.as_str()?), row]);
                rows.extend(entry.get::<_, Option<i64>>(2)?.map(|link| [link, row]));
                last = Some(row);
            }
            let Some(last) = last else { return Ok(()) };
            self.write_names(rows)?;
            from = last.saturating_add(1);
        }
    }

    /// Writes rows in their order, and empties the list.
    fn write_names(&self, rows: &mut Vec<[i64; 2]>) -> rusqlite::Result<()> {
        rows.sort_unstable();
        let mut insert =
            self.connection.prepare_cached("INSERT OR IGNORE INTO names (digest, entry) VALUES (?1, ?2)")?;
        for row in rows.drain(..) {
            insert.execute(row)?;
        }
        Ok(())
    }

    /// Writes down what an entry is found by now.
    pub(super) fn name(&mut self, row: i64) -> rusqlite::Result<()> {
        self.write_names(&mut self.names_of(row)?)
    }

    /// Forgets what an entry is found by, before it goes or gets another id or link.
    pub(super) fn unname(&mut self, row: i64) -> rusqlite::Result<()> {
        if self.names.from.is_some_and(|from| row >= from) {
            self.name_all()?;
        }
        let mut delete =
            self.connection.prepare_cached("DELETE FROM names WHERE digest = ?1 AND entry = ?2")?;
        self.names_of(row)?.into_iter().try_for_each(|name| delete.execute(name).map(|_| ()))
    }

    fn names_of(&self, row: i64) -> rusqlite::Result<Vec<[i64; 2]>> {
        let found: Option<(i64, Option<i64>)> = self
            .connection
            .prepare_cached("SELECT uri, link FROM entries WHERE id = ?1")?
            .query_row([row], |found| Ok((digest(found.get_ref(0)?.as_str()?), found.get(1)?)))
            .optional()?;
        let digests = found.into_iter().flat_map(|(id, link)| std::iter::once(id).chain(link));
        Ok(digests.map(|digest| [digest, row]).collect())
    }

    /// The entries that have this id.
    pub(super) fn with_id(&self, id: &str) -> rusqlite::Result<Vec<i64>> {
        self.rows(
            "SELECT entries.id FROM names CROSS JOIN entries ON entries.id = names.entry
             WHERE names.digest = ?1 AND entries.uri = ?2",
            params![digest(id), id],
        )
    }

    /// Of each source that has one entry with this link, that one: a source that has it several times says nothing by it.
    pub(super) fn with_link(&self, link: i64) -> rusqlite::Result<Vec<i64>> {
        self.rows(
            "SELECT min(entries.id) FROM names CROSS JOIN entries ON entries.id = names.entry
             WHERE names.digest = ?1 AND entries.link = ?1 GROUP BY entries.source HAVING count(*) = 1",
            [link],
        )
    }
}

/// A query of the entries that have a name in common with others, or seem to.
pub(super) const NAMESAKES: &str =
    "SELECT entry FROM names WHERE digest IN (SELECT digest FROM names GROUP BY digest HAVING count(*) > 1)";

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn the_digest_of_an_id_stays_what_is_stored() {
        assert_eq!(digest("https://example.org/1"), -8_200_501_327_160_116_177);
    }
}
