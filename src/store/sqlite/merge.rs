//! Items come in: what is known of them, and what becomes of them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::Database;
use crate::model::change::{Dated, Defect, HeldReason, IdOrigin, Incoming, Known, KnownItem, Normalized};
use crate::model::entry::Entry;
use crate::model::evidence::Evidence;
use crate::model::ids::{ContentHash, EntryId, Fingerprint, ItemKey, SourceId};
use crate::store::Merged;

/// An item as it was found.
pub(super) struct Found<'a> {
    pub(super) source: i64,
    pub(super) key: &'a ItemKey,
    pub(super) fingerprint: Fingerprint,
    pub(super) defects: &'a [Defect],
    pub(super) evidence: Option<&'a Evidence>,
}

/// What the store has of an item.
struct OldItem {
    key: ItemKey,
    first_seen: i64,
    entry: Option<i64>,
    defects: Option<String>,
}

/// A row of `entries`.
pub(super) struct OldEntry {
    pub(super) row: i64,
    pub(super) claim: Option<String>,
    link: Option<i64>,
    pub(super) entry: Arc<Entry>,
    data: String,
}

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
            let key = ItemKey::new(row.get::<_, String>(0)?);
            let evidence = row.get_ref(4)?.as_blob_or_null()?.and_then(Evidence::from_bytes).map(Box::new);
            items.push(KnownItem { key, fingerprint: fingerprint(row, 1)?, evidence });
        }
        Ok(Known::new(items))
    }

    /// Keeps count of a source's entries.
    pub(super) fn count_entries(&mut self, source: i64, change: i64) -> rusqlite::Result<()> {
        if change != 0 {
            self.connection
                .prepare_cached("UPDATE sources SET entries = entries + ?2 WHERE id = ?1")?
                .execute(params![source, change])?;
        }
        Ok(())
    }

    /// The row of a source, which is made where there is none.
    pub(super) fn source(&mut self, source: &SourceId) -> rusqlite::Result<i64> {
        if let Some(row) = self.sources.get(source) {
            return Ok(*row);
        }
        self.connection
            .prepare_cached("INSERT INTO sources (name, rank) VALUES (?1, 0)")?
            .execute([source.as_str()])?;
        let row = self.connection.last_insert_rowid();
        self.sources.insert(source.clone(), row);
        Ok(row)
    }

    /// Takes items of a source.
    pub(super) fn merge(&mut self, source: &SourceId, items: Vec<Normalized>) -> rusqlite::Result<Merged> {
        let source = self.source(source)?;
        let mut merged = Merged::default();
        if !items.is_empty() && self.meta_number("last_run")?.is_none_or(|last| last < self.now.timestamp()) {
            self.set_meta("last_run", self.now.timestamp())?;
        }
        for item in items {
            self.merge_item(source, item, &mut merged)?;
        }
        self.count_entries(source, i64::try_from(merged.entries).unwrap_or(i64::MAX))?;
        Ok(merged)
    }

    fn merge_item(&mut self, source: i64, item: Normalized, merged: &mut Merged) -> rusqlite::Result<()> {
        let old = match self.old_item(source, &item.key)? {
            Some(old) => Some(old),
            None => match &item.renamed_from {
                Some(earlier) => self.old_item(source, earlier)?,
                None => None,
            },
        };
        note_defects(&item.defects, old.as_ref(), merged);
        if self.is_veiled(&item, old.as_ref())? {
            // It goes with the removals, which can be refused.
            self.pending.entry(source).or_default().veiled.push(item);
            return Ok(());
        }
        self.merge_found(source, item, old.as_ref(), merged)
    }

    /// True where an entry that could be seen no longer can.
    fn is_veiled(&mut self, item: &Normalized, old: Option<&OldItem>) -> rusqlite::Result<bool> {
        let (Ok(incoming), Some(row)) = (&item.outcome, old.and_then(|old| old.entry)) else {
            return Ok(false);
        };
        if incoming.entry.is_visible(self.now) {
            return Ok(false);
        }
        Ok(self.old_entry(row)?.is_some_and(|old| self.is_shown(&old.entry)))
    }

    /// Merges an item whose entry is no longer to be seen.
    pub(super) fn merge_veiled(&mut self, source: i64, item: Normalized) -> rusqlite::Result<()> {
        let old = match self.old_item(source, &item.key)? {
            Some(old) => Some(old),
            None => match &item.renamed_from {
                Some(earlier) => self.old_item(source, earlier)?,
                None => None,
            },
        };
        self.merge_found(source, item, old.as_ref(), &mut Merged::default())
    }

    fn merge_found(
        &mut self,
        source: i64,
        item: Normalized,
        old: Option<&OldItem>,
        merged: &mut Merged,
    ) -> rusqlite::Result<()> {
        if let (Some(likeness), Some(old)) = (item.likeness, old.filter(|old| old.key != item.key)) {
            self.note_decision(source, &item.key, &old.key, likeness)?;
        }
        let found = Found {
            source,
            key: &item.key,
            fingerprint: item.fingerprint,
            defects: &item.defects,
            evidence: item.evidence.as_deref(),
        };
        match item.outcome {
            Ok(incoming) => self.merge_entry(&found, *incoming, old, merged),
            Err(reason) => self.merge_held(&found, reason, old, merged),
        }
    }

    fn merge_entry(
        &mut self,
        found: &Found<'_>,
        incoming: Incoming,
        old: Option<&OldItem>,
        merged: &mut Merged,
    ) -> rusqlite::Result<()> {
        let now = self.now;
        let Incoming { mut entry, id_origin, dated, content } = incoming;
        let grave = match old.and_then(|old| old.entry) {
            Some(_) => None,
            None => self.exhume(found, entry.title.as_str())?,
        };
        let first_seen = grave.as_ref().map(|grave| grave.first_seen).or(old.map(|old| old.first_seen));
        let first_seen = first_seen.unwrap_or(now.timestamp());
        merged.clamped += u64::from(old.is_none() && dated == Dated::Bounded && entry.published > now);
        date(&mut entry, dated, DateTime::from_timestamp(first_seen, 0).unwrap_or(now), now);
        let old_entry = match old.and_then(|old| old.entry) {
            Some(row) => self.old_entry(row)?,
            None => None,
        };
        let mut claim = None;
        if id_origin != IdOrigin::Claimed && entry.guid.is_none() {
            // What readers of RSS know it by stays like its id: of a renamed article only the state knows it.
            entry.guid = old_entry.as_ref().and_then(|old| old.entry.guid.clone());
        }
        let before = old_entry.as_ref().map(|old| (old.entry.id.clone(), old.claim.clone()));
        if let Some((id, claimed)) = before.or(grave.map(|grave| (EntryId::new(grave.uri), grave.claim))) {
            let is_known_again =
                entry.origin.is_some() && old.is_some_and(|old| old.entry.is_some() && old.key != *found.key);
            if is_known_again && id_origin == IdOrigin::Claimed {
                // Readers know it by the id that it was first published with, whatever its feed calls it now.
                claim = Some(entry.id.as_str().to_owned()).filter(|new| *new != id.as_str());
                entry.id = id;
            } else if keeps_id(id_origin, &id, claimed.as_deref(), &entry) {
                entry.id = id;
                claim = claimed;
            }
        }
        let entry = Arc::new(entry);
        let before = old_entry.as_ref().map(|old| old.entry.content.clone());
        let link = found.evidence.map(|evidence| evidence.link.cast_signed()).filter(|link| *link != 0);
        let row =
            self.write_entry(found.source, Arc::clone(&entry), claim.as_deref(), link, old_entry, merged)?;
        self.write_content(row, before.as_ref(), &entry.content, content.as_ref())?;
        self.forget_key(found, old)?;
        self.write_item(found, first_seen, Ok(row))
    }

    /// Forgets the key that an item had before, where it has another now.
    fn forget_key(&mut self, found: &Found<'_>, old: Option<&OldItem>) -> rusqlite::Result<()> {
        let Some(old) = old.filter(|old| old.key != *found.key) else { return Ok(()) };
        self.connection
            .prepare_cached("DELETE FROM items WHERE source = ?1 AND key = ?2")?
            .execute(params![found.source, old.key.as_str()])
            .map(|_| ())
    }

    /// Writes down that an entry that is as it was is known by another link.
    fn write_link(&mut self, old: &OldEntry, link: Option<i64>) -> rusqlite::Result<()> {
        self.part(old.row)?;
        self.unpair(old.row)?;
        self.connection
            .prepare_cached("UPDATE entries SET link = ?2 WHERE id = ?1")?
            .execute(params![old.row, link])
            .map(|_| ())
    }

    /// Writes an entry where it differs from what there was, and moves it between feeds.
    fn write_entry(
        &mut self,
        source: i64,
        entry: Arc<Entry>,
        claim: Option<&str>,
        link: Option<i64>,
        old: Option<OldEntry>,
        merged: &mut Merged,
    ) -> rusqlite::Result<i64> {
        let data = to_json(&entry);
        let wake = entry.wakes(self.now).map(|at| at.timestamp());
        let until = entry.visible_until.map(|at| at.timestamp());
        let Some(old) = old else {
            self.connection
                .prepare_cached("INSERT INTO entries (source, uri, claim, wake, until, data, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute(params![source, entry.id.as_str(), claim, wake, until, data, link])?;
            let row = self.connection.last_insert_rowid();
            merged.entries += 1;
            if self.is_shown(&entry) {
                merged.new += 1;
                self.join(row, &entry)?;
            }
            // A feed will soon ask for it.
            self.entries.put(row, entry, 1);
            return Ok(row);
        };
        if old.data == data && old.claim.as_deref() == claim {
            if old.link != link {
                self.write_link(&old, link)?;
            }
            return Ok(old.row);
        }
        self.unpair(old.row)?;
        self.leave(old.row, &old.entry)?;
        self.connection
            .prepare_cached(
                "UPDATE entries SET uri = ?2, claim = ?3, wake = ?4, until = ?5, data = ?6, link = ?7,
                     borrowed = iif(uri = ?2, borrowed, NULL) WHERE id = ?1",
            )?
            .execute(params![old.row, entry.id.as_str(), claim, wake, until, data, link])?;
        self.entries.remove(&old.row);
        if old.entry.id != entry.id {
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO reclaimed (entry) VALUES (?1)")?
                .execute([old.row])?;
        }
        if self.is_shown(&entry) {
            self.join(old.row, &entry)?;
        }
        merged.changed += 1;
        Ok(old.row)
    }

    fn merge_held(
        &mut self,
        found: &Found<'_>,
        reason: HeldReason,
        old: Option<&OldItem>,
        merged: &mut Merged,
    ) -> rusqlite::Result<()> {
        if old.and_then(|old| old.entry).is_none() {
            merged.held += u64::from(old.is_none());
            let first_seen = old.map_or(self.now.timestamp(), |old| old.first_seen);
            self.forget_key(found, old)?;
            return self.write_item(found, first_seen, Err(reason));
        }
        if reason.is_failure() {
            // What was published stays; a modification time of zero makes the next run look again.
            self.connection
                .prepare_cached("UPDATE items SET modified = 0, defects = ?3 WHERE source = ?1 AND key = ?2")?
                .execute(params![found.source, found.key.as_str(), defects_to_json(found.defects)])?;
            return Ok(());
        }
        // Its entry goes with the removals, which can be refused.
        let held = (found.key.clone(), found.fingerprint, reason, found.defects.to_vec());
        self.pending.entry(found.source).or_default().held.push(held);
        Ok(())
    }

    /// Writes what is known of an item: the row of its entry, or why it has none.
    pub(super) fn write_item(
        &mut self,
        found: &Found<'_>,
        first_seen: i64,
        outcome: Result<i64, HeldReason>,
    ) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO items (source, key, size, modified, hash, first_seen, entry, held, defects, evidence)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                found.source,
                found.key.as_str(),
                i64::try_from(found.fingerprint.size).unwrap_or(i64::MAX),
                found.fingerprint.modified,
                found.fingerprint.hash.0,
                first_seen,
                outcome.ok(),
                outcome.err().map(HeldReason::name),
                defects_to_json(found.defects),
                found.evidence.filter(|evidence| (evidence.title, evidence.content, evidence.date) != (0, 0, 0)).map(Evidence::to_bytes),
            ])?;
        Ok(())
    }

    fn old_item(&mut self, source: i64, key: &ItemKey) -> rusqlite::Result<Option<OldItem>> {
        self.connection
            .prepare_cached("SELECT first_seen, entry, defects FROM items WHERE source = ?1 AND key = ?2")?
            .query_row(params![source, key.as_str()], |row| {
                Ok(OldItem {
                    key: key.clone(),
                    first_seen: row.get(0)?,
                    entry: row.get(1)?,
                    defects: row.get(2)?,
                })
            })
            .optional()
    }

    pub(super) fn old_entry(&mut self, row: i64) -> rusqlite::Result<Option<OldEntry>> {
        self.connection
            .prepare_cached("SELECT uri, claim, data, link FROM entries WHERE id = ?1")?
            .query_row([row], |found| {
                let data: String = found.get(2)?;
                let entry = from_json(&data, found.get(0)?)?;
                Ok(OldEntry { row, claim: found.get(1)?, link: found.get(3)?, entry: Arc::new(entry), data })
            })
            .optional()
    }

    /// An entry by its row.
    pub(super) fn entry(&mut self, row: i64) -> rusqlite::Result<Arc<Entry>> {
        if let Some(entry) = self.entries.get(&row) {
            return Ok(entry);
        }
        let entry = self
            .connection
            .prepare_cached("SELECT uri, data FROM entries WHERE id = ?1")?
            .query_row([row], |found| from_json(found.get_ref(1)?.as_str()?, found.get(0)?))?;
        let entry = Arc::new(entry);
        self.entries.put(row, Arc::clone(&entry), 1);
        Ok(entry)
    }
}

/// True where the id that an entry has had, and the one that it claimed in vain, win over the one that it comes with.
fn keeps_id(origin: IdOrigin, had: &EntryId, claimed: Option<&str>, entry: &Entry) -> bool {
    let is_older = match origin {
        IdOrigin::Claimed => false,
        IdOrigin::Minted => true,
        // One that we made before we knew the pattern goes: it says our source, or is the link.
        IdOrigin::Patterned => {
            let is_link = entry.link.as_ref().is_some_and(|link| link.as_str() == had.as_str());
            !(is_link || had.is_minted_for(&entry.source))
        }
    };
    is_older || *had == entry.id || claimed == Some(entry.id.as_str())
}

/// Gives an entry the date that it is published with.
fn date(entry: &mut Entry, dated: Dated, first_seen: DateTime<Utc>, now: DateTime<Utc>) {
    match dated {
        Dated::Unsaid => {
            entry.published = first_seen;
            entry.updated = entry.updated.max(entry.published);
        }
        Dated::Bounded if entry.published > first_seen => {
            entry.published = first_seen;
            // A date that was moved up to the present is one of a change; one that is not reached yet is none.
            if entry.updated > now {
                entry.updated = first_seen;
            }
        }
        Dated::Said | Dated::Bounded => {}
    }
}

fn note_defects(defects: &[Defect], old: Option<&OldItem>, merged: &mut Merged) {
    if defects.is_empty() {
        return;
    }
    let before: Vec<Defect> =
        old.and_then(|old| old.defects.as_deref()).map(defects_from_json).unwrap_or_default();
    merged.defects.extend(defects.iter().filter(|defect| !before.contains(defect)).cloned());
}

/// Reads size, modification time and digest from three columns.
fn fingerprint(row: &Row<'_>, at: usize) -> rusqlite::Result<Fingerprint> {
    Ok(Fingerprint {
        size: u64::try_from(row.get::<_, i64>(at)?).unwrap_or_default(),
        modified: row.get(at + 1)?,
        hash: ContentHash(row.get(at + 2)?),
    })
}

pub(super) fn defects_to_json(defects: &[Defect]) -> Option<String> {
    (!defects.is_empty()).then(|| serde_json::to_string(defects).unwrap_or_default())
}

pub(super) fn defects_from_json(json: &str) -> Vec<Defect> {
    serde_json::from_str(json).unwrap_or_default()
}

pub(super) fn to_json(entry: &Entry) -> String {
    // Strings, numbers and lists always have a JSON form.
    serde_json::to_string(entry).unwrap_or_default()
}

pub(super) fn from_json(data: &str, uri: String) -> rusqlite::Result<Entry> {
    let mut entry: Entry = serde_json::from_str(data).map_err(|error| corrupt(0, error))?;
    // The column is the truth: the id may have been settled after the entry was written.
    entry.id = EntryId::new(uri);
    Ok(entry)
}

/// What is in a column cannot have been written by us.
pub(super) fn corrupt(column: usize, error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
