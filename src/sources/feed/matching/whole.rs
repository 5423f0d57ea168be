//! What changed for a whole document at once: where most of what is in it is paired one to one with what was, a change that all of it
//! shares parts nothing.
//!
//! A feed that moves has other links, one that is made by another program has other links, files and dates. Each alone looks like another
//! post then, and a window that was turned over looks the same: its posts have the titles and links of a series. What tells the two apart
//! is how many there are, and their dates: what moved keeps them, and what was dated anew was so by one zone, or to one moment.

use std::collections::HashMap;
use std::hash::Hash;

use super::compared::{Compared, Dates};
use super::{Pairs, of_link, of_text, of_title};
use crate::model::evidence::{Evidence, Likeness};

/// Items at the same path of another host that are a move, where they are most.
const FEWEST_MOVED: usize = 2;

/// Items that share any other change, where they are most.
const FEWEST: usize = 3;

/// Seconds between the times of two zones are so many times…
const STEP: i64 = 15 * 60;

/// …and at most these: from UTC-12 to UTC+14.
const MOST_ZONES: i64 = 26 * 60 * 60;

/// Pairs what most of the document says to be one.
pub(super) fn find(pairs: &mut Pairs<'_>) {
    if pairs.new.len() <= present(pairs) {
        return;
    }
    let of_path = |of: &Evidence| (of.path != 0).then_some(of.path);
    settle(pairs, Likeness::Path, FEWEST_MOVED, of_path, |pair| {
        let is_edited = pair.title == Some(false) || pair.file == Some(false);
        pair.link == Some(false) && if is_edited { pair.is_dated() } else { pair.dates != Dates::Apart }
    });
    let has_moved = |pair: &Compared| pair.link == Some(false) || pair.file == Some(false);
    settle(pairs, Likeness::Date, FEWEST, of_title, |pair| has_moved(pair) && pair.is_dated());
    settle(pairs, Likeness::Text, FEWEST, of_text, |pair| {
        let is_undated = matches!(pair.dates, Dates::Unsaid | Dates::Unlike);
        has_moved(pair) && (pair.is_dated() || (is_undated && pair.file != Some(false) && pair.is_titled))
    });
    settle(pairs, Likeness::Link, FEWEST, of_link, |pair| {
        pair.is_dated()
            || (pair.dates == Dates::Unsaid && pair.content == Some(true) && pair.file != Some(false))
    });
    dated_anew(pairs);
}

/// Takes the pairs of one `key` that `accept` says to share a change, where they are most of the document.
fn settle<K: Hash + Eq>(
    pairs: &mut Pairs<'_>,
    likeness: Likeness,
    fewest: usize,
    key: impl Fn(&Evidence) -> Option<K>,
    accept: impl Fn(&Compared) -> bool,
) {
    let mut open = pairs.open(key);
    open.retain(|&(at, other)| pairs.compared(at, other).is_some_and(|pair| accept(&pair)));
    take(pairs, likeness, fewest, open);
}

/// The same posts with the same texts in the same places, all of them at another time by one difference of zones, or all at one moment:
/// that of the request, as some servers say it.
fn dated_anew(pairs: &mut Pairs<'_>) {
    let mut open = pairs.open(|of| of_text(of).filter(|_| !of.is_common_title));
    open.retain(|&(at, other)| {
        pairs.compared(at, other).is_some_and(|pair| {
            pair.dates == Dates::Apart && pair.link != Some(false) && pair.file != Some(false)
        })
    });
    let dates = |&(at, other): &(usize, usize)| {
        let (new, known) = pairs.new.get(at).zip(pairs.known.get(other))?;
        Some((new.date, known.evidence.date))
    };
    let zone = |pair: &(usize, usize)| {
        let shift = dates(pair).map(|(new, known)| new.saturating_sub(known))?;
        (shift % STEP == 0 && shift.abs() <= MOST_ZONES).then_some(shift)
    };
    let by_zone = most_of_one(&open, zone);
    let at_one_moment = most_of_one(&open, |pair| dates(pair).map(|(new, _)| new.div_euclid(60)));
    take(pairs, Likeness::Text, FEWEST, by_zone);
    take(pairs, Likeness::Text, FEWEST, at_one_moment);
}

/// Those pairs that have the value in common that most have.
fn most_of_one<V: Hash + Eq + Ord>(
    open: &[(usize, usize)],
    value: impl Fn(&(usize, usize)) -> Option<V>,
) -> Vec<(usize, usize)> {
    let mut by_value: HashMap<V, Vec<(usize, usize)>> = HashMap::new();
    for pair in open {
        if let Some(value) = value(pair) {
            by_value.entry(value).or_default().push(*pair);
        }
    }
    let most = by_value.into_iter().max_by(|(a, one), (b, other)| (one.len(), a).cmp(&(other.len(), b)));
    most.map(|(_, pairs)| pairs).unwrap_or_default()
}

/// Takes pairs, where they are most of what is in the document.
fn take(pairs: &mut Pairs<'_>, likeness: Likeness, fewest: usize, open: Vec<(usize, usize)>) {
    if open.len() < fewest || open.len() * 2 <= pairs.new.len() + present(pairs) {
        return;
    }
    for (at, other) in open {
        pairs.take(at, other, likeness);
    }
}

/// Known items that the document still has.
fn present(pairs: &Pairs<'_>) -> usize {
    pairs.known.iter().filter(|candidate| !candidate.is_absent).count()
}
