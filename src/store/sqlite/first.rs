//! Items of a feed of which nothing is known: there is nothing to compare them with, and nothing to look up.
//!
//! In: what a document brought. Out: its rows, all written by the same few statements. It comes to the same as taking the items one by
//! one, and costs less: the first run of a large planet does little else.

use chrono::DateTime;
use rusqlite::params;

use super::merge::{self, Found, From, date, to_json};
use super::{Database, items};
use crate::model::change::{Dated, Normalized};
use crate::model::entry::Entry;
use crate::store::Merged;

impl Database {
    /// Takes the items of a source that has none, each with a key of its own, where nothing is buried.
    pub(super) fn merge_first(
        &mut self,
        from: From,
        items: Vec<Normalized>,
        merged: &mut Merged,
    ) -> rusqlite::Result<()> {
        for item in &items {
            self.stir(from.source, &item.key)?;
        }
        let entries = self.insert_all(from, items, merged)?;
        merged.entries += entries.len() as u64;
        for (row, entry, link) in entries {
            self.name_later(row, entry.id.as_str(), link)?;
            if self.is_shown(&entry) {
                merged.new += 1;
                self.join_new(row, &entry)?;
            }
        }
        Ok(())
    }

    /// Writes the rows; gives back the entries among them, each with the digest of its link.
    fn insert_all(
        &self,
        from: From,
        items: Vec<Normalized>,
        merged: &mut Merged,
    ) -> rusqlite::Result<Vec<(i64, Entry, Option<i64>)>> {
        let now = self.now;
        // Entries are dated by whole seconds.
        let first_seen = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
        let mut entries = Vec::with_capacity(items.len());
        let mut insert_entry = self.connection.prepare_cached(merge::INSERT)?;
        let mut insert_content = self
            .connection
            .prepare_cached("INSERT OR REPLACE INTO contents (entry, html) VALUES (?1, ?2)")?;
        let mut insert_item = self.connection.prepare_cached(items::INSERT)?;
        for item in items {
            let found = Found {
                from,
                key: &item.key,
                fingerprint: item.fingerprint,
                defects: &item.defects,
                evidence: item.evidence.as_deref(),
            };
            let outcome = match item.outcome {
                Err(reason) => {
                    merged.held += 1;
                    Err(reason)
                }
                Ok(incoming) => {
                    let mut entry = incoming.entry;
                    merged.clamped += u64::from(incoming.dated == Dated::Bounded && entry.published > now);
                    date(&mut entry, incoming.dated, first_seen, now);
                    let wake = entry.wakes(now).map(|at| at.timestamp());
                    let until = entry.visible_until.map(|at| at.timestamp());
                    let (data, claim) = (to_json(&entry), None::<&str>);
                    let id = entry.id.as_str();
                    insert_entry.execute(params![from.source, id, claim, wake, until, data, found.link()])?;
                    let row = self.connection.last_insert_rowid();
                    if let Some(html) = &incoming.content {
                        insert_content.execute(params![row, html.as_str()])?;
                    }
                    let published = entry.published.timestamp();
                    entries.push((row, entry, found.link()));
                    Ok((row, published))
                }
            };
            items::execute(&mut insert_item, &found, now.timestamp(), outcome)?;
            merged.defects.extend(item.defects);
        }
        Ok(entries)
    }
}
