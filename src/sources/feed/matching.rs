//! Items that are known by another name: what is new in a document and what it no longer has in, which of them are one post out.
//!
//! A feed changes its guids with its program, its domain, or at every request. What is told apart by them would be published again. So
//! what stands under a key that is not known is compared with known items that the document no longer holds: by link, by title and text,
//! by title and date, and by path where a whole feed moved to another host. Each may be like one only, on both sides: two posts that are
//! taken for one are lost, one that is taken for two is only told twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use url::Url;

use crate::model::draft::{Draft, DraftBody};
use crate::model::evidence::{Evidence, Likeness};
use crate::text::alike;

/// Items that have to be at the same path of another host before that is taken for a move.
const FEWEST_MOVED: usize = 2;

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// The evidence of an entry as found.
pub(super) fn evidence(draft: &Draft) -> Evidence {
    let mut evidence = Evidence {
        date: draft.published.or(draft.updated).map(|at| at.timestamp()).unwrap_or_default(),
        ..Evidence::default()
    };
    let link = draft.link.as_deref().map(str::trim).filter(|link| !link.is_empty());
    let link = link.and_then(|link| match (Url::parse(link), &draft.base) {
        (Ok(url), _) => Some(url),
        (Err(_), Some(base)) => base.join(link).ok(),
        (Err(_), None) => None,
    });
    if let Some(link) = link {
        alike::link(&link, &mut evidence);
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
    let titled = |of: &Evidence| of.title != 0 && !of.is_common_title;
    pairs.find(Likeness::Link, |of| (of.link != 0).then_some(of.link), agree);
    pairs.find(
        Likeness::Text,
        |of| (of.content != 0).then_some((of.title, of.content)),
        |one, other| titled(one) || are_of_one_day(one, other) || (one.date == 0 && other.date == 0),
    );
    pairs.find(Likeness::Date, |of| titled(of).then_some(of.title), are_of_one_day);
    // A title that comes every week: to the second, where seconds are said.
    pairs.find(
        Likeness::Date,
        |of| (titled(of) && of.date % DAY != 0).then_some((of.title, of.date)),
        |_, _| true,
    );
    pairs.find_moved();
    pairs.found
}

/// True where more than the link says that two items are one, or nothing else is known of them: some feeds give all their entries the
/// same link, and link logs come back to a page.
fn agree(one: &Evidence, other: &Evidence) -> bool {
    let both = |one: u64, other: u64| (one != 0 && other != 0).then_some(one == other);
    let dates = (one.date != 0 && other.date != 0).then(|| are_of_one_day(one, other));
    let titles = both(one.title, other.title).map(|same| same && !one.is_common_title);
    let all = [titles, both(one.content, other.content), dates];
    all.contains(&Some(true)) || !all.contains(&Some(false))
}

fn are_of_one_day(one: &Evidence, other: &Evidence) -> bool {
    one.date != 0 && other.date != 0 && one.date.div_euclid(DAY) == other.date.div_euclid(DAY)
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
        accept: impl Fn(&Evidence, &Evidence) -> bool,
    ) {
        for (at, other) in self.alike(key) {
            let pair = self.new.get(at).zip(self.known.get(other));
            if pair.is_some_and(|(one, other)| accept(one, other.evidence)) {
                self.take(at, other, likeness);
            }
        }
    }

    /// Where a feed moved to another host, its items are at the same paths there: of the new ones, most.
    fn find_moved(&mut self) {
        let all = self.unique_by(|of| (of.path != 0).then_some(of.path));
        let has_moved = |&(at, other): &(usize, usize)| {
            let before = self.known.get(other).map(|candidate| candidate.evidence.link);
            self.new.get(at).map(|new| new.link) != before
        };
        let is_open = |&(at, other): &(usize, usize)| {
            let found = self.found.get(at).copied().flatten();
            found.is_none_or(|(found, _)| found == other)
        };
        let moved: Vec<(usize, usize)> = all.into_iter().filter(has_moved).filter(is_open).collect();
        if moved.len() < FEWEST_MOVED || moved.len() * 2 <= self.new.len() {
            return;
        }
        for (at, other) in moved {
            self.take(at, other, Likeness::Path);
        }
    }

    fn take(&mut self, at: usize, other: usize, likeness: Likeness) {
        if let (Some(found @ None), Some(is_taken @ false)) =
            (self.found.get_mut(at), self.is_taken.get_mut(other))
        {
            *found = Some((other, likeness));
            *is_taken = true;
        }
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
