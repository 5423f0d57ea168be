//! The end of the pulls: what is gone goes, unless it is too much; then it is decided who has an id that two entries claim.

use rusqlite::{OptionalExtension as _, params};

use super::merge::{Found, From, defects_from_json, defects_to_json};
use super::{Database, Pending};
use crate::model::change::{Defect, Pulled};
use crate::model::entry::Entry;
use crate::model::ids::{ItemKey, SourceId};
use crate::store::{Finished, Settled, Transition};

/// Removals up to this number are never too much.
const ALWAYS_ALLOWED: u64 = 10;

/// Removals of more than this part of all entries are too much.
const TOO_LARGE_A_PART: u64 = 5;

fn is_too_much(removed: u64, before: u64) -> bool {
    removed > ALWAYS_ALLOWED && removed.saturating_mul(TOO_LARGE_A_PART) > before
}

impl Database {
    /// Takes the end of a complete pull.
    pub(super) fn finish(&mut self, source: &SourceId, pulled: Pulled) -> rusqlite::Result<Finished> {
        let row = self.source(source)?;
        for (key, fingerprint) in pulled.touched {
            self.stir(row, &key)?;
            self.connection
                .prepare_cached(
                    "UPDATE items SET size = ?3, modified = ?4, hash = ?5 WHERE source = ?1 AND key = ?2",
                )?
                .execute(params![
                    row,
                    key.as_str(),
                    i64::try_from(fingerprint.size).unwrap_or(i64::MAX),
                    fingerprint.modified,
                    fingerprint.hash.0
                ])?;
        }
        if let Some(present) = &pulled.present
            && self.retention.contains_key(&row)
        {
            self.note_present(row, present)?;
        }
        if let Some(looks) = &pulled.looks {
            self.take_looks(row, looks)?;
        }
        let pending = self.pending.entry(row).or_default();
        pending.gone = pulled.gone;
        pending.finished = true;
        let transition = self.is_well(row)?;
        Ok(Finished { transition, defects: self.new_defects(row, pulled.defects)? })
    }

    /// Writes down what is wrong with a source as a whole; gives back what was not before. Its place in the document does not count:
    /// it moves down with every new entry.
    fn new_defects(&mut self, source: i64, found: Option<Vec<Defect>>) -> rusqlite::Result<Vec<Defect>> {
        let Some(mut found) = found else { return Ok(Vec::new()) };
        let before: Option<String> = self
            .connection
            .prepare_cached("SELECT defects FROM sources WHERE id = ?1")?
            .query_row([source], |row| row.get(0))?;
        let now = defects_to_json(&found);
        if before == now {
            return Ok(Vec::new());
        }
        self.connection
            .prepare_cached("UPDATE sources SET defects = ?2 WHERE id = ?1")?
            .execute(params![source, now])?;
        let before = before.as_deref().map(defects_from_json).unwrap_or_default();
        found.retain(|defect| !before.iter().any(|old| old.message == defect.message));
        Ok(found)
    }

    /// Notes that a source failed.
    pub(super) fn fail(&mut self, source: &SourceId, reason: &str) -> rusqlite::Result<Transition> {
        let row = self.source(source)?;
        self.pending.remove(&row);
        let is_new = self.failing.insert(row);
        self.connection
            .prepare_cached(
                "UPDATE sources SET failing_since = coalesce(failing_since, ?2), failure = ?3 WHERE id = ?1",
            )?
            .execute(params![row, self.now.timestamp(), reason])?;
        Ok(if is_new { Transition::Broken } else { Transition::Same })
    }

    /// Removes what is gone, and decides claims. What a refusal leaves undone is found again by the next run: the recipe of a
    /// source counts as used only when all that came of it is done.
    pub(super) fn settle(&mut self, allow: bool) -> rusqlite::Result<Settled> {
        let pending: Vec<(i64, Pending)> =
            std::mem::take(&mut self.pending).into_iter().filter(|(_, pending)| pending.finished).collect();
        let mut settled = Settled::default();
        self.join_all()?;
        // What a server says about its own entries concerns nobody else.
        let (polled, pending): (Vec<_>, Vec<_>) =
            pending.into_iter().partition(|(_, pending)| pending.state.is_some());
        for (source, pending) in polled {
            self.settle_polled(source, pending, allow, &mut settled)?;
        }
        let of_others = settled.removed;
        for (source, pending) in &pending {
            let removed = self.removes(*source, pending)?;
            settled.removed += removed;
            if removed > 0 {
                settled.sources.extend(self.named(*source).map(|id| (id, removed)));
            }
        }
        settled.sources.sort();
        if settled.removed > 0 {
            settled.before = self
                .connection
                .query_row(
                    "SELECT coalesce(sum(entries), 0) FROM sources WHERE dropped IS NULL",
                    [],
                    |row| row.get::<_, i64>(0),
                )?
                .unsigned_abs();
        }
        settled.refused = !allow && is_too_much(settled.removed - of_others, settled.before);
        if !settled.refused {
            for (source, pending) in pending {
                self.remove(source, pending)?;
                self.use_recipe(source)?;
            }
            settled.retired = self.retire()?;
        }
        self.name_all()?;
        let looked_at = self.pair_twins()?;
        settled.doubled = self.decide_claims(looked_at)?;
        Ok(settled)
    }

    /// Removes what is gone of a feed of somebody else, unless that is too much of it: a server that lost its database, or whose feed
    /// is another's now, takes nothing away. Either way its document is known from now on.
    fn settle_polled(
        &mut self,
        source: i64,
        mut pending: Pending,
        allow: bool,
        settled: &mut Settled,
    ) -> rusqlite::Result<()> {
        let removed = self.removes(source, &pending)?;
        let before: i64 = self
            .connection
            .prepare_cached("SELECT entries FROM sources WHERE id = ?1")?
            .query_row([source], |row| row.get(0))?;
        if let Some(state) = pending.state.take() {
            self.write_poll(source, &state)?;
        }
        // All sources are looked through for a name.
        let lost = if removed > 0 { self.named(source).map(|id| (id, removed)) } else { None };
        if !allow && is_too_much(removed, before.unsigned_abs()) {
            settled.kept.extend(lost);
            return Ok(());
        }
        settled.removed += removed;
        settled.sources.extend(lost);
        self.remove(source, pending)?;
        self.use_recipe(source)
    }

    /// How many entries go by that.
    fn removes(&self, source: i64, pending: &Pending) -> rusqlite::Result<u64> {
        let mut removed = (pending.held.len() + pending.veiled.len()) as u64;
        for key in &pending.gone {
            removed += u64::from(self.entry_of(source, key)?.is_some());
        }
        Ok(removed)
    }

    fn named(&self, source: i64) -> Option<SourceId> {
        self.sources.iter().find(|(_, row)| **row == source).map(|(id, _)| id.clone())
    }

    /// Notes that every item of a source is read by the recipe of this run.
    fn use_recipe(&mut self, source: i64) -> rusqlite::Result<()> {
        let Some(recipe) = self.recipes.get(&source) else { return Ok(()) };
        self.connection
            .prepare_cached("UPDATE sources SET recipe = ?2 WHERE id = ?1 AND recipe IS NOT ?2")?
            .execute(params![source, recipe.0])
            .map(|_| ())
    }

    fn remove(&mut self, source: i64, pending: Pending) -> rusqlite::Result<()> {
        for key in &pending.gone {
            self.remove_entry(source, key)?;
            self.stir(source, key)?;
            self.connection
                .prepare_cached("DELETE FROM items WHERE source = ?1 AND key = ?2")?
                .execute(params![source, key.as_str()])?;
        }
        for (key, fingerprint, reason, defects) in pending.held {
            self.remove_entry(source, &key)?;
            let found = Found {
                from: From { source, polled: false, unknown: false },
                key: &key,
                fingerprint,
                defects: &defects,
                evidence: None,
            };
            self.hold_item(&found, reason)?;
        }
        for item in pending.veiled {
            self.merge_veiled(source, item)?;
        }
        Ok(())
    }

    fn remove_entry(&mut self, source: i64, key: &ItemKey) -> rusqlite::Result<()> {
        let Some(row) = self.entry_of(source, key)? else { return Ok(()) };
        if let Some(old) = self.old_entry(row)? {
            self.bury(source, key, &old.entry, old.claim.as_deref())?;
            self.delete_entry(source, row, &old.entry)?;
        }
        Ok(())
    }

    /// Deletes an entry, and nothing of its item.
    pub(super) fn delete_entry(&mut self, source: i64, row: i64, entry: &Entry) -> rusqlite::Result<()> {
        self.leave(row, entry)?;
        self.entries.remove(&row);
        self.unname(row)?;
        self.connection.prepare_cached("DELETE FROM entries WHERE id = ?1")?.execute([row])?;
        self.forget_content(row)?;
        self.count_entries(source, -1)
    }

    fn entry_of(&self, source: i64, key: &ItemKey) -> rusqlite::Result<Option<i64>> {
        self.connection
            .prepare_cached("SELECT entry FROM items WHERE source = ?1 AND key = ?2")?
            .query_row(params![source, key.as_str()], |row| row.get(0))
            .optional()
            .map(Option::flatten)
    }
}
