//! Items that are known by another name: what is new in a document and what it no longer has in, which of them are one post out.
//!
//! A feed changes its guids with its program, its domain, or at every request. What is told apart by them would be published again. So
//! what stands under a key that is not known is compared with known items that the document no longer holds: by link, by title and text,
//! by title and date. Each may be like one only, on both sides, and nothing that parts posts may speak against it: another date,
//! another title, another file, another page. What changes for a whole document at once is no such thing (`whole`). Two posts that
//! are taken for one are lost, one that is taken for two is only told twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use url::Url;

use crate::model::draft::{Draft, DraftBody};
use crate::model::evidence::{Evidence, Likeness};
use crate::text::alike;

mod compared;
mod whole;

use compared::{Compared, DAY, Dates};

/// Of the evidence of an entry what its dates say.
pub(super) fn dates(draft: &Draft) -> Evidence {
    Evidence {
        date: draft.published.or(draft.updated).map(|at| at.timestamp()).unwrap_or_default(),
        is_change: draft.published.is_none() && draft.updated.is_some(),
        ..Evidence::default()
    }
}

/// The evidence of an entry as found.
pub(super) fn evidence(draft: &Draft) -> Evidence {
    let mut evidence = dates(draft);
    let url = |address: &str| match (Url::parse(address), &draft.base) {
        (Ok(url), _) => Some(url),
        (Err(_), Some(base)) => base.join(address).ok(),
        (Err(_), None) => None,
    };
    let link = draft.link.as_deref().map(str::trim).filter(|link| !link.is_empty());
    if let Some(link) = link.and_then(url) {
        alike::link(&link, &mut evidence);
    }
    let file = draft.enclosures.first().map(|file| file.url.trim()).filter(|file| !file.is_empty());
    if let Some(file) = file.and_then(url) {
        alike::file(&file, &mut evidence);
    }
    if let Some(title) = &draft.title {
        alike::title(title, &mut evidence);
    }
    let text = match &draft.body {
        DraftBody::Inline(text) => Some(text),
        DraftBody::None | DraftBody::Deferred(_) => draft.summary.as_ref(),
    };
    if let Some(text) = text {
        alike::content(&text.value, &mut evidence);
    }
    evidence
}

/// A known item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'a> {
    pub(super) evidence: &'a Evidence,
    /// True: the document no longer has it, so that it can be there under another name.
    pub(super) is_absent: bool,
}

/// Of each item of `new` that is one of `known`: which, and what told so.
pub(super) fn known_again(new: &[Evidence], known: &[Candidate<'_>]) -> Vec<Option<(usize, Likeness)>> {
    let mut pairs = Pairs { new, known, found: vec![None; new.len()], is_taken: vec![false; known.len()] };
    if !known.iter().any(|candidate| candidate.is_absent) {
        return pairs.found;
    }
    pairs.find(Likeness::Link, of_link, |pair| match pair.title {
        // Edited at once: what says so is its second.
        Some(false) => {
            pair.parts_but_for_title() && pair.dates == Dates::Moment && pair.content == Some(true)
        }
        _ => !pair.is_apart() && pair.agrees(),
    });
    pairs.find(Likeness::Text, of_text, |pair| {
        let is_dated = matches!(pair.dates, Dates::Moment | Dates::Day);
        (!pair.is_apart() && (pair.is_titled || is_dated || pair.dates == Dates::Unsaid)) || pair.has_moved()
    });
    pairs.find(Likeness::Date, of_title, |pair| pair.is_of_its_date());
    // A title that comes every week: to the second, where seconds are said.
    let of_second = |of: &Evidence| of_title(of).filter(|_| of.date % DAY != 0).map(|title| (title, of.date));
    pairs.find(Likeness::Date, of_second, |pair| pair.is_of_its_date());
    whole::find(&mut pairs);
    pairs.found
}

fn of_link(of: &Evidence) -> Option<u64> {
    Some(of.link).filter(|link| *link != 0)
}

fn of_text(of: &Evidence) -> Option<(u64, u64)> {
    (of.content != 0).then_some((of.title, of.content))
}

/// A title that is not one of many.
fn of_title(of: &Evidence) -> Option<u64> {
    (of.title != 0 && !of.is_common_title).then_some(of.title)
}

/// What is found so far.
struct Pairs<'a> {
    new: &'a [Evidence],
    known: &'a [Candidate<'a>],
    found: Vec<Option<(usize, Likeness)>>,
    is_taken: Vec<bool>,
}

impl Pairs<'_> {
    /// Pairs what has the same value of `key`, where no other item of its side has that, and `accept` says that they are one.
    fn find<K: Hash + Eq>(
        &mut self,
        likeness: Likeness,
        key: impl Fn(&Evidence) -> Option<K>,
        accept: impl Fn(&Compared) -> bool,
    ) {
        for (at, other) in self.alike(key) {
            if self.compared(at, other).is_some_and(|pair| accept(&pair)) {
                self.take(at, other, likeness);
            }
        }
    }

    /// What a new item and a known one say of each other.
    fn compared(&self, at: usize, other: usize) -> Option<Compared> {
        let (new, known) = self.new.get(at).zip(self.known.get(other))?;
        Some(Compared::of(new, known.evidence))
    }

    fn take(&mut self, at: usize, other: usize, likeness: Likeness) {
        if let (Some(found @ None), Some(is_taken @ false)) =
            (self.found.get_mut(at), self.is_taken.get_mut(other))
        {
            *found = Some((other, likeness));
            *is_taken = true;
        }
    }

    /// Pairs with the same value of `key` that are found, or can still be.
    fn open<K: Hash + Eq>(&self, key: impl Fn(&Evidence) -> Option<K>) -> Vec<(usize, usize)> {
        let mut pairs = self.unique_by(key);
        pairs.retain(|&(at, other)| match self.found.get(at).copied().flatten() {
            Some((found, _)) => found == other,
            None => self.is_taken.get(other) == Some(&false),
        });
        pairs
    }

    /// Pairs with the same value of `key` that are still to be found.
    fn alike<K: Hash + Eq>(&self, key: impl Fn(&Evidence) -> Option<K>) -> Vec<(usize, usize)> {
        let mut pairs = self.unique_by(key);
        pairs.retain(|(at, _)| self.found.get(*at).is_some_and(Option::is_none));
        pairs
    }

    /// Pairs with a value of `key` that one new and one known item has, where the document no longer has that, by the order of the new.
    fn unique_by<K: Hash + Eq>(&self, key: impl Fn(&Evidence) -> Option<K>) -> Vec<(usize, usize)> {
        // Most documents bring few new items, so that those are looked up.
        let mut by_key: HashMap<K, (Option<usize>, Option<usize>, bool)> =
            HashMap::with_capacity(self.new.len());
        for (at, new) in self.new.iter().enumerate() {
            let Some(value) = key(new) else { continue };
            match by_key.entry(value) {
                Entry::Vacant(vacant) => drop(vacant.insert((Some(at), None, false))),
                Entry::Occupied(mut several) => several.get_mut().0 = None,
            }
        }
        for (other, known) in self.known.iter().enumerate() {
            let Some(value) = key(known.evidence) else { continue };
            if let Some((_, first, is_ambiguous)) = by_key.get_mut(&value) {
                *is_ambiguous |= first.is_some() || !known.is_absent;
                *first = Some(other);
            }
        }
        let unique = by_key.into_values().filter(|(.., is_ambiguous)| !is_ambiguous);
        let mut pairs: Vec<(usize, usize)> = unique.filter_map(|(at, other, _)| at.zip(other)).collect();
        pairs.sort_unstable();
        pairs
    }
}

#[cfg(test)]
mod tests;
