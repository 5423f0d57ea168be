//! What people ask for: sources and items.

use std::collections::{BTreeMap, HashMap};

use chrono::DateTime;
use rusqlite::params;

use super::Database;
use super::merge::from_json;
use crate::model::change::HeldReason;
use crate::model::ids::{ItemKey, SourceId};
use crate::store::{ItemRow, SourceRow};

impl Database {
    /// All sources of the configuration, in its order.
    pub(super) fn list_sources(&self) -> rusqlite::Result<Vec<SourceRow>> {
        let mut sources: Vec<(i64, SourceRow)> = self
            .connection
            .prepare("SELECT id, name, failing_since, failure, entries, coalesce(json_array_length(defects), 0) FROM sources WHERE dropped IS NULL ORDER BY rank, id")?
            .query_map([], |row| {
                let since = row.get::<_, Option<i64>>(2)?.and_then(|at| DateTime::from_timestamp(at, 0));
                let failing = since.zip(row.get::<_, Option<String>>(3)?);
                let id = SourceId::new(row.get::<_, String>(1)?);
                let entries = row.get::<_, i64>(4)?.unsigned_abs();
                let defects = row.get::<_, i64>(5)?.unsigned_abs();
                Ok((row.get(0)?, SourceRow { id, entries, defects, failing, ..SourceRow::default() }))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut held = self.held_items()?;
        let defects = self.item_defects()?;
        let mut unseen = self.unseen()?;
        for (row, source) in &mut sources {
            source.held = held.remove(row).unwrap_or_default();
            source.defects += defects.get(row).copied().unwrap_or_default();
            for (reason, count) in unseen.remove(row).unwrap_or_default() {
                source.entries = source.entries.saturating_sub(count);
                source.held.insert(reason.name().to_owned(), count);
            }
        }
        Ok(sources.into_iter().map(|(_, source)| source).collect())
    }

    /// By source, and by reason: items that are held back.
    fn held_items(&self) -> rusqlite::Result<HashMap<i64, BTreeMap<String, u64>>> {
        let mut held: HashMap<i64, BTreeMap<String, u64>> = HashMap::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT source, held, count(*) FROM items INDEXED BY items_by_reason
             WHERE held IS NOT NULL GROUP BY source, held",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let of_source = held.entry(row.get(0)?).or_default();
            of_source.insert(row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs());
        }
        Ok(held)
    }

    /// By source: what is wrong with its items.
    fn item_defects(&self) -> rusqlite::Result<HashMap<i64, u64>> {
        self.connection
            .prepare_cached(
                "SELECT source, sum(json_array_length(defects)) FROM items INDEXED BY items_with_defects
                 WHERE defects IS NOT NULL GROUP BY source",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?
            .collect()
    }

    /// By source, and by reason: entries that no feed may show now: those that wake later, those that expired, and those that are hidden.
    fn unseen(&self) -> rusqlite::Result<HashMap<i64, BTreeMap<HeldReason, u64>>> {
        let mut unseen: HashMap<i64, BTreeMap<HeldReason, u64>> = HashMap::new();
        let query = if self.hidden.is_empty() {
            "SELECT source, uri, data FROM entries INDEXED BY entries_by_wake WHERE wake IS NOT NULL
             UNION ALL
             SELECT source, uri, data FROM entries INDEXED BY entries_that_expire WHERE until IS NOT NULL AND wake IS NULL"
        } else {
            "SELECT source, uri, data FROM entries WHERE wake IS NOT NULL OR until IS NOT NULL
             OR uri IN (SELECT what FROM hidden) OR data ->> 'link' IN (SELECT what FROM hidden)"
        };
        let mut statement = self.connection.prepare_cached(query)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let entry = from_json(row.get_ref(2)?.as_str()?, row.get(1)?)?;
            if let Some(reason) = self.reason_unseen(&entry) {
                *unseen.entry(row.get(0)?).or_default().entry(reason).or_default() += 1;
            }
        }
        Ok(unseen)
    }

    fn reason_unseen(&self, entry: &crate::model::entry::Entry) -> Option<HeldReason> {
        let now = self.now;
        if self.is_hidden(entry) {
            Some(HeldReason::Hidden)
        } else if entry.visible_from.is_some_and(|from| from > now) {
            Some(HeldReason::Future)
        } else if entry.visible_until.is_some_and(|until| until <= now) {
            Some(HeldReason::Expired)
        } else {
            None
        }
    }

    /// A page of items.
    pub(super) fn list_items(
        &self,
        after: Option<&(SourceId, ItemKey)>,
        limit: usize,
    ) -> rusqlite::Result<Vec<ItemRow>> {
        let (source, key) = match after {
            Some((source, key)) => (self.sources.get(source).copied().unwrap_or_default(), key.as_str()),
            None => (0, ""),
        };
        let names: BTreeMap<i64, &SourceId> = self.sources.iter().map(|(name, row)| (*row, name)).collect();
        let mut statement = self.connection.prepare_cached(
            "SELECT items.source, items.key, items.held, items.defects, entries.uri, entries.data
             FROM items LEFT JOIN entries ON entries.id = items.entry
             WHERE (items.source, items.key) > (?1, ?2)
                 AND items.source NOT IN (SELECT id FROM sources WHERE dropped IS NOT NULL) ORDER BY items.source, items.key LIMIT ?3",
        )?;
        let mut rows = statement.query(params![source, key, i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut items = Vec::new();
        while let Some(row) = rows.next()? {
            let entry = match row.get::<_, Option<String>>(5)? {
                Some(data) => Some(from_json(&data, row.get(4)?)?),
                None => None,
            };
            let held = row.get::<_, Option<String>>(2)?.as_deref().and_then(HeldReason::from_name);
            items.push(ItemRow {
                source: names.get(&row.get(0)?).map(|name| (*name).clone()).unwrap_or_default(),
                key: ItemKey::new(row.get::<_, String>(1)?),
                held: held.or_else(|| entry.as_ref().and_then(|entry| self.reason_unseen(entry))),
                entry,
                defects: row
                    .get::<_, Option<String>>(3)?
                    .and_then(|json| serde_json::from_str(&json).ok())
                    .unwrap_or_default(),
            });
        }
        Ok(items)
    }
}
