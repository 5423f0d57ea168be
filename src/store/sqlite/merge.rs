//! Items come in: what becomes of them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, params};

use super::Database;
use super::items::OldItem;
use crate::model::change::{Dated, Defect, HeldReason, IdOrigin, Incoming, Normalized};
use crate::model::entry::Entry;
use crate::model::evidence::Evidence;
use crate::model::ids::{EntryId, Fingerprint, ItemKey, SourceId};
use crate::model::uri;
use crate::store::Merged;

/// Where items come from.
#[derive(Clone, Copy)]
pub(super) struct From {
    /// The row of the source.
    pub(super) source: i64,
    /// True: a server was asked, and what it changes without saying so is changed now.
    pub(super) polled: bool,
    /// True: nothing is known of the source's items, so that it need not be looked up.
    pub(super) unknown: bool,
}

/// An item as it was found.
pub(super) struct Found<'a> {
    pub(super) from: From,
    pub(super) key: &'a ItemKey,
    pub(super) fingerprint: Fingerprint,
    pub(super) defects: &'a [Defect],
    pub(super) evidence: Option<&'a Evidence>,
}

impl Found<'_> {
    /// The digest of its link, as a column.
    pub(super) fn link(&self) -> Option<i64> {
        self.evidence.map(|evidence| evidence.link.cast_signed()).filter(|link| *link != 0)
    }
}

/// Writes an entry that is new.
pub(super) const INSERT: &str =
    "INSERT INTO entries (source, uri, claim, wake, until, data, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// Bytes that the JSON of most entries has room in.
const USUAL: usize = 1024;

/// A row of `entries`.
pub(super) struct OldEntry {
    pub(super) row: i64,
    pub(super) claim: Option<String>,
    link: Option<i64>,
    pub(super) entry: Arc<Entry>,
    data: String,
}

impl OldEntry {
    /// True where the entry, with its JSON, is this one, in whatever form an earlier version wrote it.
    fn is(&self, entry: &Entry, data: &str) -> bool {
        self.entry.id == entry.id && (self.data == data || to_json(&self.entry) == data)
    }
}

impl Database {
    /// Keeps count of a source's entries.
    pub(super) fn count_entries(&mut self, source: i64, change: i64) -> rusqlite::Result<()> {
        if change != 0 {
            self.connection
                .prepare_cached("UPDATE sources SET entries = entries + ?2 WHERE id = ?1")?
                .execute(params![source, change])?;
        }
        Ok(())
    }

    /// Takes items of a source.
    pub(super) fn merge(&mut self, source: &SourceId, items: Vec<Normalized>) -> rusqlite::Result<Merged> {
        let source = self.source(source)?;
        self.merge_from(source, false, items)
    }

    /// Takes items of a source, by its row.
    pub(super) fn merge_from(
        &mut self,
        source: i64,
        polled: bool,
        items: Vec<Normalized>,
    ) -> rusqlite::Result<Merged> {
        let mut merged = Merged::default();
        let from = From { source, polled, unknown: self.is_first(source, &items)? };
        if !items.is_empty() && self.meta_number("last_run")?.is_none_or(|last| last < self.now.timestamp()) {
            self.set_meta("last_run", self.now.timestamp())?;
        }
        if from.unknown && from.polled && !self.has_graves {
            self.merge_first(from, items, &mut merged)?;
        } else {
            for item in items {
                self.merge_item(from, item, &mut merged)?;
            }
        }
        self.count_entries(from.source, i64::try_from(merged.entries).unwrap_or(i64::MAX))?;
        Ok(merged)
    }

    fn merge_item(&mut self, from: From, item: Normalized, merged: &mut Merged) -> rusqlite::Result<()> {
        self.exchange(from, &item)?;
        let old = self.known_item(from, &item)?;
        note_defects(&item.defects, old.as_ref(), merged);
        if self.is_veiled(&item, old.as_ref())? {
            // It goes with the removals, which can be refused.
            self.pending.entry(from.source).or_default().veiled.push(item);
            return Ok(());
        }
        self.merge_found(from, item, old.as_ref(), merged)
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
        let from = From { source, polled: false, unknown: false };
        let old = self.known_item(from, &item)?;
        self.merge_found(from, item, old.as_ref(), &mut Merged::default())
    }

    fn merge_found(
        &mut self,
        from: From,
        item: Normalized,
        old: Option<&OldItem>,
        merged: &mut Merged,
    ) -> rusqlite::Result<()> {
        if let (Some(likeness), Some(old)) = (item.likeness, old.filter(|old| old.key != item.key)) {
            self.note_decision(from.source, &item.key, &old.key, likeness)?;
        }
        let found = Found {
            from,
            key: &item.key,
            fingerprint: item.fingerprint,
            defects: &item.defects,
            evidence: item.evidence.as_deref(),
        };
        match (old.and_then(OldItem::past), item.outcome) {
            (Some(reason), _) => {
                self.move_item(&found, old)?;
                self.write_held(&found, old, reason)
            }
            (None, Ok(incoming)) => self.merge_entry(&found, *incoming, old, merged),
            (None, Err(reason)) => self.merge_held(&found, reason, old, merged),
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
        if let Some(old) = old_entry.as_ref().filter(|_| found.from.polled)
            && !self.keep_dates(&mut entry, old, found, content.as_ref())?
        {
            self.revise(&mut entry, old, content.as_ref())?;
        }
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
        if let Some(old) = &old_entry {
            Self::keep_passing(&mut entry, old);
        }
        let published = entry.published.timestamp();
        let entry = Arc::new(entry);
        let before = old_entry.as_ref().map(|old| old.entry.content.clone());
        let names = (claim.as_deref(), found.link());
        let row = self.write_entry(found.from, Arc::clone(&entry), names, old_entry, merged)?;
        self.write_content(row, before.as_ref(), &entry.content, content.as_ref())?;
        self.move_item(found, old)?;
        self.write_item(found, old, first_seen, Ok((row, published)))
    }

    /// Writes an entry where it differs from what there was, and moves it between feeds. `names` are its claim and the digest of its
    /// link.
    fn write_entry(
        &mut self,
        from: From,
        entry: Arc<Entry>,
        (claim, link): (Option<&str>, Option<i64>),
        old: Option<OldEntry>,
        merged: &mut Merged,
    ) -> rusqlite::Result<i64> {
        let data = to_json(&entry);
        let wake = entry.wakes(self.now).map(|at| at.timestamp());
        let until = entry.visible_until.map(|at| at.timestamp());
        let Some(old) = old else {
            self.connection.prepare_cached(INSERT)?.execute(params![
                from.source,
                entry.id.as_str(),
                claim,
                wake,
                until,
                data,
                link
            ])?;
            let row = self.connection.last_insert_rowid();
            merged.entries += 1;
            self.name_later(row, entry.id.as_str(), link)?;
            if self.is_shown(&entry) {
                merged.new += 1;
                self.join_new(row, &entry)?;
            }
            if !from.polled {
                // A feed will soon ask for it. Of what many feeds bring, few are shown.
                self.entries.put(row, entry, 1);
            }
            return Ok(row);
        };
        if old.is(&entry, &data) && old.claim.as_deref() == claim {
            if old.link != link {
                self.write_link(old.row, link)?;
            }
            return Ok(old.row);
        }
        self.unpair(old.row)?;
        self.leave(old.row, &old.entry)?;
        let is_called_otherwise = old.entry.id != entry.id || old.link != link;
        if is_called_otherwise {
            self.unname(old.row)?;
        }
        self.connection
            .prepare_cached(
                "UPDATE entries SET uri = ?2, claim = ?3, wake = ?4, until = ?5, data = ?6, link = ?7,
                     borrowed = iif(uri = ?2, borrowed, NULL) WHERE id = ?1",
            )?
            .execute(params![old.row, entry.id.as_str(), claim, wake, until, data, link])?;
        self.entries.remove(&old.row);
        if is_called_otherwise {
            self.name(old.row)?;
        }
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
            self.move_item(found, old)?;
            return self.write_held(found, old, reason);
        }
        if reason.is_failure() {
            self.stir(found.from.source, found.key)?;
            // What was published stays; a modification time of zero makes the next run look again.
            self.connection
                .prepare_cached("UPDATE items SET modified = 0, defects = ?3 WHERE source = ?1 AND key = ?2")?
                .execute(params![found.from.source, found.key.as_str(), defects_to_json(found.defects)])?;
            return Ok(());
        }
        // Its entry goes with the removals, which can be refused.
        let held = (found.key.clone(), found.fingerprint, reason, found.defects.to_vec());
        self.pending.entry(found.from.source).or_default().held.push(held);
        Ok(())
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
        // Readers know it as it was spelled before we knew better.
        IdOrigin::Claimed => uri::spelled(had.as_str()) == entry.id.as_str(),
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
pub(super) fn date(entry: &mut Entry, dated: Dated, first_seen: DateTime<Utc>, now: DateTime<Utc>) {
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

pub(super) fn defects_to_json(defects: &[Defect]) -> Option<String> {
    (!defects.is_empty()).then(|| serde_json::to_string(defects).unwrap_or_default())
}

pub(super) fn defects_from_json(json: &str) -> Vec<Defect> {
    serde_json::from_str(json).unwrap_or_default()
}

/// An entry but for its id.
pub(super) fn to_json(entry: &Entry) -> String {
    let mut json = Vec::with_capacity(USUAL);
    // Strings, numbers and lists always have a JSON form, and that is UTF-8.
    let _ = serde_json::to_writer(&mut json, entry);
    String::from_utf8(json).unwrap_or_default()
}

pub(super) fn from_json(data: &str, uri: String) -> rusqlite::Result<Entry> {
    let mut entry: Entry = serde_json::from_str(data).map_err(|error| corrupt(0, error))?;
    entry.id = EntryId::new(uri);
    Ok(entry)
}

/// What is in a column cannot have been written by us.
pub(super) fn corrupt(column: usize, error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
