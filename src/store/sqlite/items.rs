//! What is known of the items of a source, a row each: what it looked like, and what came of it.

use std::collections::HashSet;

use rusqlite::{OptionalExtension as _, Row, Statement, params};

use super::Database;
use super::merge::{Found, From, defects_to_json};
use crate::model::change::{HeldReason, Known, KnownItem, Normalized};
use crate::model::evidence::{self, Evidence};
use crate::model::ids::{ContentHash, Fingerprint, ItemKey, SourceId};

/// What came of an item: the row of its entry and the date of that, or why it has none.
pub(super) type Outcome = Result<(i64, i64), HeldReason>;

/// What the store has of an item.
pub(super) struct OldItem {
    pub(super) key: ItemKey,
    pub(super) first_seen: i64,
    pub(super) entry: Option<i64>,
    pub(super) defects: Option<String>,
    pub(super) fingerprint: Fingerprint,
    pub(super) held: Option<String>,
    pub(super) date: Option<i64>,
    pub(super) evidence: Option<Vec<u8>>,
}

impl OldItem {
    /// Why the item stays out, whatever comes of it.
    pub(super) fn past(&self) -> Option<HeldReason> {
        self.held.as_deref().and_then(HeldReason::from_name).filter(|reason| reason.is_past())
    }
}

/// Writes the row of an item that has none.
pub(super) const INSERT: &str =
    "INSERT INTO items (source, key, size, modified, hash, first_seen, entry, held, defects, date, evidence)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// Writes the row of an item that may have one. While it runs, the pages that it changes are kept as they were, which costs more than it
/// does itself.
const REPLACE: &str = "INSERT OR REPLACE INTO items (source, key, size, modified, hash, first_seen, entry, held, defects, date, evidence)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// A key that no item has: that of one that changes places with another.
const ASIDE: &str = "";

/// Items that room is made for at once, at the most.
const MOST_ROOM: usize = 1 << 20;

impl Database {
    /// What is known of the items of a source.
    pub(super) fn known(&mut self, source: &SourceId) -> rusqlite::Result<Known> {
        let source = self.source(source)?;
        // Most items have an entry: a list that is made large at once is not copied as it grows.
        let entries: i64 = self
            .connection
            .prepare_cached("SELECT entries FROM sources WHERE id = ?1")?
            .query_row([source], |row| row.get(0))?;
        let mut items = Vec::with_capacity(usize::try_from(entries).unwrap_or_default().min(MOST_ROOM));
        let mut statement = self.connection.prepare_cached(
            "SELECT key, size, modified, hash, evidence FROM items WHERE source = ?1 ORDER BY key",
        )?;
        let mut rows = statement.query([source])?;
        while let Some(row) = rows.next()? {
            items.push(known_item(row)?);
        }
        Ok(Known::new(items))
    }

    /// True where nothing is known of the source, and no item is twice among these.
    pub(super) fn is_first(&self, source: i64, items: &[Normalized]) -> rusqlite::Result<bool> {
        if items.is_empty() {
            return Ok(false);
        }
        let is_known: bool = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE source = ?1)")?
            .query_row([source], |row| row.get(0))?;
        let distinct = || items.iter().map(|item| item.key.as_str()).collect::<HashSet<_>>().len();
        Ok(!is_known && distinct() == items.len())
    }

    /// What the store has of the item, under its key or the one that it had before.
    pub(super) fn known_item(&mut self, from: From, item: &Normalized) -> rusqlite::Result<Option<OldItem>> {
        let From { source, .. } = from;
        if from.unknown {
            return Ok(None);
        }
        match (self.old_item(source, &item.key)?, &item.renamed_from) {
            (None, Some(earlier)) => self.old_item(source, earlier),
            (old, _) => Ok(old),
        }
    }

    /// Lets an item change places with the one that is under its key, where its content was under another one: so a ring of
    /// items that took each other's keys is put right one by one, and what nobody took stands at the end of a row.
    pub(super) fn exchange(&mut self, from: From, item: &Normalized) -> rusqlite::Result<()> {
        let From { source, unknown, .. } = from;
        // What is known again by its likeness has no content that says so.
        let Some(earlier) = item.renamed_from.as_ref().filter(|_| !unknown && item.likeness.is_none()) else {
            return Ok(());
        };
        let is_moved = *earlier != item.key
            && self.old_item(source, &item.key)?.is_some()
            && self
                .old_item(source, earlier)?
                .is_some_and(|old| old.fingerprint.hash == item.fingerprint.hash);
        if !is_moved {
            return Ok(());
        }
        self.stir(source, &item.key)?;
        self.stir(source, earlier)?;
        let mut rename =
            self.connection.prepare_cached("UPDATE items SET key = ?3 WHERE source = ?1 AND key = ?2")?;
        for (before, after) in
            [(item.key.as_str(), ASIDE), (earlier.as_str(), item.key.as_str()), (ASIDE, earlier.as_str())]
        {
            rename.execute(params![source, before, after])?;
        }
        Ok(())
    }

    /// Forgets the key that an item had before.
    pub(super) fn move_item(&mut self, found: &Found<'_>, old: Option<&OldItem>) -> rusqlite::Result<()> {
        if let Some(old) = old.filter(|old| old.key != *found.key) {
            self.stir(found.from.source, &old.key)?;
            self.connection
                .prepare_cached("DELETE FROM items WHERE source = ?1 AND key = ?2")?
                .execute(params![found.from.source, old.key.as_str()])?;
        }
        Ok(())
    }

    /// Writes what is known of an item, where that is not what was: the row of its entry and the date of that, or why it has none.
    pub(super) fn write_item(
        &mut self,
        found: &Found<'_>,
        old: Option<&OldItem>,
        first_seen: i64,
        outcome: Outcome,
    ) -> rusqlite::Result<()> {
        if old.is_some_and(|old| {
            let (entry, date) = outcome.ok().unzip();
            old.key == *found.key
                && (old.first_seen, old.fingerprint) == (first_seen, found.fingerprint)
                && (old.entry, old.date) == (entry, date)
                && old.held.as_deref() == outcome.err().map(HeldReason::name)
                && old.defects == defects_to_json(found.defects)
                && old.evidence.as_deref() == evidence(found).as_ref().map(<[u8; evidence::LENGTH]>::as_slice)
        }) {
            return Ok(());
        }
        self.stir(found.from.source, found.key)?;
        let mut statement =
            self.connection.prepare_cached(if found.from.unknown { INSERT } else { REPLACE })?;
        execute(&mut statement, found, first_seen, outcome)
    }

    /// Writes down that an item that had an entry is held back.
    pub(super) fn hold_item(&mut self, found: &Found<'_>, reason: HeldReason) -> rusqlite::Result<()> {
        let old = self.old_item(found.from.source, found.key)?;
        self.write_held(found, old.as_ref(), reason)
    }

    pub(super) fn write_held(
        &mut self,
        found: &Found<'_>,
        old: Option<&OldItem>,
        reason: HeldReason,
    ) -> rusqlite::Result<()> {
        let first_seen = old.map_or(self.now.timestamp(), |old| old.first_seen);
        self.write_item(found, old, first_seen, Err(reason))
    }

    pub(super) fn old_item(&mut self, source: i64, key: &ItemKey) -> rusqlite::Result<Option<OldItem>> {
        self.connection
            .prepare_cached(
                "SELECT first_seen, entry, defects, held, size, modified, hash, date, evidence
                 FROM items WHERE source = ?1 AND key = ?2",
            )?
            .query_row(params![source, key.as_str()], |row| {
                Ok(OldItem {
                    key: key.clone(),
                    first_seen: row.get(0)?,
                    entry: row.get(1)?,
                    defects: row.get(2)?,
                    held: row.get(3)?,
                    fingerprint: fingerprint(row, 4)?,
                    date: row.get(7)?,
                    evidence: row.get(8)?,
                })
            })
            .optional()
    }
}

/// Writes the row of an item by [`INSERT`] or [`REPLACE`].
pub(super) fn execute(
    statement: &mut Statement<'_>,
    found: &Found<'_>,
    first_seen: i64,
    outcome: Outcome,
) -> rusqlite::Result<()> {
    let (entry, date) = outcome.ok().unzip();
    statement
        .execute(params![
            found.from.source,
            found.key.as_str(),
            i64::try_from(found.fingerprint.size).unwrap_or(i64::MAX),
            found.fingerprint.modified,
            found.fingerprint.hash.0,
            first_seen,
            entry,
            outcome.err().map(HeldReason::name),
            defects_to_json(found.defects),
            date,
            evidence(found),
        ])
        .map(|_| ())
}

/// By what an item is known again, as far as that is kept.
fn evidence(found: &Found<'_>) -> Option<[u8; evidence::LENGTH]> {
    found.evidence.filter(|evidence| evidence.is_more_than_a_link()).map(Evidence::to_bytes)
}

/// Reads an item from its key, its fingerprint and its evidence.
pub(super) fn known_item(row: &Row<'_>) -> rusqlite::Result<KnownItem> {
    let key = ItemKey::new(row.get::<_, String>(0)?);
    let evidence = row.get_ref(4)?.as_blob_or_null()?.and_then(Evidence::from_bytes).map(Box::new);
    Ok(KnownItem { key, fingerprint: fingerprint(row, 1)?, evidence })
}

/// Reads size, modification time and digest from three columns.
fn fingerprint(row: &Row<'_>, at: usize) -> rusqlite::Result<Fingerprint> {
    Ok(Fingerprint {
        size: u64::try_from(row.get::<_, i64>(at)?).unwrap_or_default(),
        modified: row.get(at + 1)?,
        hash: ContentHash(row.get(at + 2)?),
    })
}
