//! Twins: entries of several sources that are one post, in feeds as one entry.
//!
//! All of them stay as they are in their sources; which are one is a relation beside them, made anew where one of them changes. They
//! share an id: that of the one that was published first, so that it stays whichever of them goes. What each wanted to be called is
//! its claim, by which it goes back to its own id when it is parted from the others.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{OptionalExtension as _, params};

use super::Database;
use super::grouping::{self, OWN, Post};
use super::merge::to_json;
use super::names::NAMESAKES;
use crate::model::entry::Entry;
use crate::model::ids::{ContentHash, EntryId};
use crate::store::Run;

/// New entries from which on it is faster to look for what all have in common than for what each has.
pub(super) const MANY: i64 = 1000;

/// Who is one post with whom.
#[derive(Default)]
pub(super) struct Twins {
    /// By entry, the one that is shown.
    lead: HashMap<i64, i64>,
    /// By the one that is shown, all, with it first.
    groups: HashMap<i64, Vec<i64>>,
}

impl Twins {
    fn add(&mut self, group: Vec<i64>) {
        let Some(lead) = group.first().copied() else { return };
        self.lead.extend(group.iter().map(|row| (*row, lead)));
        self.groups.insert(lead, group);
    }
}

impl Database {
    /// Reads who is one post with whom.
    pub(super) fn load_twins(&mut self) -> rusqlite::Result<()> {
        self.twins = Twins::default();
        let rows: Vec<(i64, i64)> = self
            .connection
            .prepare("SELECT entry, lead FROM twins ORDER BY lead, place")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for group in rows.chunk_by(|one, other| one.1 == other.1) {
            self.twins.add(group.iter().map(|(row, _)| *row).collect());
        }
        Ok(())
    }

    /// The entry that is shown for this one: itself, where it has no twin.
    pub(super) fn lead_of(&self, row: i64) -> i64 {
        self.twins.lead.get(&row).copied().unwrap_or(row)
    }

    /// All that are one post with this entry, itself included; nothing, where it has no twin.
    pub(super) fn twins_of(&self, row: i64) -> Vec<i64> {
        self.twins.lead.get(&row).and_then(|lead| self.twins.groups.get(lead)).cloned().unwrap_or_default()
    }

    /// Those that this entry is shown for, in order, without itself.
    pub(super) fn others_of(&self, row: i64) -> Vec<i64> {
        self.twins.groups.get(&row).and_then(|group| group.get(1..)).unwrap_or_default().to_vec()
    }

    /// Has it decided anew with whom an entry is one post.
    pub(super) fn unpair(&mut self, row: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO unpaired (entry) VALUES (?1)")?
            .execute([row])
            .map(|_| ())
    }

    /// Writes down that an entry that is as it was leads elsewhere, as far as that is compared.
    pub(super) fn write_link(&mut self, row: i64, link: Option<i64>) -> rusqlite::Result<()> {
        self.part(row)?;
        self.unpair(row)?;
        self.unname(row)?;
        self.connection
            .prepare_cached("UPDATE entries SET link = ?2 WHERE id = ?1")?
            .execute(params![row, link])?;
        self.name(row)
    }

    /// Parts an entry and its twins, each of which is in its own feeds then, until that is decided anew.
    pub(super) fn part(&mut self, row: i64) -> rusqlite::Result<()> {
        let Some(lead) = self.twins.lead.get(&row).copied() else { return Ok(()) };
        let shown = self.shown(lead)?;
        let memberships = self.memberships_of(lead)?;
        self.withdraw(lead, shown.published.timestamp(), &memberships)?;
        let group = self.twins.groups.remove(&lead).unwrap_or_default();
        self.connection.prepare_cached("DELETE FROM twins WHERE lead = ?1")?.execute([lead])?;
        for row in group {
            self.twins.lead.remove(&row);
            self.unpair(row)?;
            let entry = self.entry(row)?;
            if self.is_shown(&entry) {
                self.join(row, &entry)?;
            }
        }
        Ok(())
    }

    /// Parts all, where all memberships are made anew.
    pub(super) fn forget_twins(&mut self) -> rusqlite::Result<()> {
        self.connection
            .execute_batch("INSERT OR IGNORE INTO unpaired SELECT entry FROM twins; DELETE FROM twins;")?;
        self.twins = Twins::default();
        Ok(())
    }

    /// Looks whether the order of the sources changed, which decides who is shown.
    pub(super) fn look_at_order(&mut self) -> rusqlite::Result<()> {
        let Some(Run { sources, .. }) = &self.run else { return Ok(()) };
        let order: Vec<&str> = sources.iter().map(|(source, _)| source.as_str()).collect();
        let order = ContentHash::of(order.join("\n").as_bytes());
        if self.changed_digest("order", order)? {
            self.connection.execute("INSERT OR IGNORE INTO unpaired SELECT entry FROM twins", [])?;
        }
        Ok(())
    }

    /// Notes which entries there are when something is published.
    pub(super) fn note_published(&mut self) -> rusqlite::Result<()> {
        let newest: i64 =
            self.connection.query_row("SELECT coalesce(max(id), 0) FROM entries", [], |row| row.get(0))?;
        if self.meta_number("published_row")? != Some(newest) {
            self.set_meta("published_row", newest)?;
        }
        Ok(())
    }

    /// Decides which of the entries that came or changed are one post with others. Gives those back, and what has an id or a link in
    /// common with them.
    pub(super) fn pair_twins(&mut self) -> rusqlite::Result<HashSet<i64>> {
        let settled = self.meta_number("settled_row")?.unwrap_or_default();
        let newest: i64 =
            self.connection.query_row("SELECT coalesce(max(id), 0) FROM entries", [], |row| row.get(0))?;
        let mut suspects = self.rows("SELECT entry FROM unpaired ORDER BY entry", [])?;
        let has_changed = !suspects.is_empty();
        let mut seen = HashSet::new();
        if self.sources.len() > 1 {
            suspects.extend(self.suspects(settled, newest)?);
            for suspect in suspects {
                if !seen.contains(&suspect) {
                    let related = self.related(suspect, &mut seen)?;
                    self.regroup(&related)?;
                }
            }
        } else {
            seen.extend(suspects);
        }
        if has_changed {
            self.connection.execute("DELETE FROM unpaired", [])?;
        }
        Ok(seen)
    }

    /// Rows after `settled` that can have something in common with others.
    fn suspects(&self, settled: i64, newest: i64) -> rusqlite::Result<Vec<i64>> {
        if newest - settled < MANY {
            return self.rows("SELECT id FROM entries WHERE id > ?1 ORDER BY id", [settled]);
        }
        self.rows(
            &format!(
                "WITH namesakes AS MATERIALIZED (SELECT id, source, uri, link FROM entries WHERE id IN ({NAMESAKES}))
                 SELECT id FROM namesakes WHERE link IN (
                     SELECT link FROM namesakes WHERE link IS NOT NULL GROUP BY link HAVING min(source) <> max(source)
                 )
                 UNION SELECT id FROM namesakes WHERE uri IN (SELECT uri FROM namesakes GROUP BY uri HAVING count(*) > 1)
                 UNION SELECT id FROM entries INDEXED BY entries_by_claim WHERE claim IS NOT NULL
                 ORDER BY 1"
            ),
            [],
        )
    }

    /// All entries that have an id or a link in common with this one, or with one that has, and so on. Each is `seen` once.
    fn related(&self, suspect: i64, seen: &mut HashSet<i64>) -> rusqlite::Result<BTreeSet<i64>> {
        let mut found = BTreeSet::new();
        let (mut links, mut ids) = (HashSet::new(), HashSet::new());
        let mut open = vec![suspect];
        while let Some(row) = open.pop() {
            if !seen.insert(row) {
                continue;
            }
            let names: Option<(Option<i64>, String, Option<String>)> = self
                .connection
                .prepare_cached("SELECT link, uri, claim FROM entries WHERE id = ?1")?
                .query_row([row], |found| Ok((found.get(0)?, found.get(1)?, found.get(2)?)))
                .optional()?;
            let Some((link, uri, claim)) = names else { continue };
            found.insert(row);
            open.extend(self.twins_of(row));
            if let Some(link) = link.filter(|link| links.insert(*link)) {
                open.extend(self.with_link(link)?);
            }
            for id in std::iter::once(uri).chain(claim) {
                if !ids.contains(&id) {
                    open.extend(self.with_id(&id)?);
                    open.extend(self.rows("SELECT id FROM entries WHERE claim = ?1", [&id])?);
                    ids.insert(id);
                }
            }
        }
        Ok(found)
    }

    /// Parts what is one post no more, and puts together what is.
    fn regroup(&mut self, related: &BTreeSet<i64>) -> rusqlite::Result<()> {
        let before: BTreeSet<i64> =
            related.iter().filter_map(|row| self.twins.lead.get(row).copied()).collect();
        if related.len() < 2 && before.is_empty() {
            return Ok(());
        }
        let mut posts = Vec::with_capacity(related.len());
        for row in related {
            posts.push(self.post(*row)?);
        }
        let groups: Vec<Vec<i64>> = grouping::groups(&mut posts)
            .into_iter()
            .map(|group| group.into_iter().filter_map(|at| posts.get(at).map(|post| post.row)).collect())
            .collect();
        for lead in before {
            if !groups.iter().any(|group| self.twins.groups.get(&lead) == Some(group)) {
                self.part(lead)?;
            }
        }
        for group in groups {
            if group.first().is_some_and(|lead| !self.twins.groups.contains_key(lead)) {
                self.put_together(group)?;
            }
        }
        Ok(())
    }

    fn post(&mut self, row: i64) -> rusqlite::Result<Post> {
        let entry = self.entry(row)?;
        let (source, rank, claim, link, is_borrowed) = self
            .connection
            .prepare_cached(
                "SELECT sources.id, sources.rank, entries.claim, entries.link, entries.borrowed IS NOT NULL
                 FROM entries JOIN sources ON sources.id = entries.source WHERE entries.id = ?1",
            )?
            .query_row([row], |found| {
                let claim: Option<String> = found.get(2)?;
                Ok((found.get(0)?, found.get(1)?, claim, found.get(3)?, found.get::<_, bool>(4)?))
            })?;
        let source = if entry.origin.is_some() { source } else { OWN };
        // What it has from another post says nothing of it.
        let id = (!is_borrowed).then(|| entry.id.as_str().to_owned());
        let ids = id.into_iter().chain(claim).collect();
        let is_visible = self.admitted(&entry).is_some();
        Ok(Post { row, source, rank, ids, link, is_visible, entry })
    }

    /// Makes entries one post.
    fn put_together(&mut self, group: Vec<i64>) -> rusqlite::Result<()> {
        let Some(lead) = group.first().copied() else { return Ok(()) };
        let published = self.meta_number("published_row")?.unwrap_or_default();
        let first = group.iter().copied().filter(|row| *row <= published).min().unwrap_or(lead);
        let id = self.entry(first)?.id.clone();
        for (place, row) in group.iter().enumerate() {
            let entry = self.entry(*row)?;
            self.leave(*row, &entry)?;
            if entry.id != id {
                self.share_id(*row, &entry, &id)?;
            }
            let place = i64::try_from(place).unwrap_or(i64::MAX);
            self.connection
                .prepare_cached("INSERT INTO twins (entry, lead, place) VALUES (?1, ?2, ?3)")?
                .execute([*row, lead, place])?;
        }
        let mut is_hidden = false;
        for row in &group {
            let entry = self.entry(*row)?;
            is_hidden |= self.is_hidden(&entry);
        }
        self.twins.add(group);
        let shown = self.shown(lead)?;
        if self.may_be_seen(&shown) && !is_hidden {
            let memberships = self.memberships_of(lead)?;
            self.enter(lead, shown.published.timestamp(), &memberships)?;
        }
        Ok(())
    }

    /// Gives an entry the id that it shares with others; the one that it would have is its claim.
    fn share_id(&mut self, row: i64, entry: &Entry, id: &EntryId) -> rusqlite::Result<()> {
        let mut shared = entry.clone();
        shared.id = id.clone();
        self.unname(row)?;
        self.connection
            .prepare_cached(
                "UPDATE entries SET claim = nullif(coalesce(claim, uri), ?2), uri = ?2, data = ?3,
                     borrowed = iif(coalesce(claim, uri) = ?2, NULL, 1) WHERE id = ?1",
            )?
            .execute(params![row, id.as_str(), to_json(&shared)])?;
        self.entries.remove(&row);
        self.name(row)
    }
}
