//! When new entries came: what is known of that, and what one answer brought in, the instants of arrival out.
//!
//! A date that an entry has is better than the instant at which we saw it: it tells the rhythm of a feed from its first document on, and
//! of one that is asked once a day. But dates are also those of an import, or of a server whose clock is wrong. So one counts only where it
//! fits between what came before and now, and those of one answer only where they are spread; else the entries came when they were seen.

use chrono::{DateTime, Utc};

use super::FLOOR;
use crate::model::poll::PollState;

/// Arrivals that are remembered: twenty gaps.
const MOST: usize = 21;

/// Several entries of one answer whose dates span less than this many seconds were put there together, as far as anybody can tell.
const SPREAD: i64 = 6 * 60 * 60;

/// Takes note of an answer with new entries. `dates` are those that they have, in seconds since 1970, in any order.
pub(super) fn note(state: &mut PollState, dates: &[i64], new: u64, now: DateTime<Utc>) {
    let seen = now.timestamp();
    let last = state.arrivals.last().copied();
    let mut found = believable(dates, last, seen);
    let span = found.last().zip(found.first()).map_or(0, |(newest, oldest)| newest - oldest);
    if new > 1 && span < SPREAD {
        // Of a first document such dates say nothing, of a later one still when it was.
        let newest = found.pop().filter(|_| last.is_some());
        found.clear();
        found.extend(newest);
    }
    if found.is_empty() {
        found.push(seen);
    }
    let together = i64::try_from(FLOOR.as_secs()).unwrap_or(i64::MAX);
    for at in found {
        // Nobody is asked often enough to see them apart.
        if state.arrivals.last().is_none_or(|last| at == seen || at.saturating_sub(*last) >= together) {
            state.arrivals.push(at);
        }
    }
    let forgotten = state.arrivals.len().saturating_sub(MOST);
    state.arrivals.drain(..forgotten);
    state.last_new = Some(now);
}

/// The dates that can be when entries came, oldest first: after the last arrival, and not in the future. None of them, where most of a
/// first document's cannot.
fn believable(dates: &[i64], last: Option<i64>, seen: i64) -> Vec<i64> {
    // 1970 is where a clock stands that was never set.
    let after = last.unwrap_or(0);
    let mut found: Vec<i64> = dates.iter().copied().filter(|at| *at > after && *at <= seen).collect();
    if last.is_none() && found.len() * 2 < dates.len() {
        found.clear();
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const HOUR: i64 = 3600;
    const DAY: i64 = 24 * HOUR;

    /// The arrivals in hours before now, after an answer with these dates; `before` are those that were known.
    fn noted(before: &[i64], dates: &[i64], new: u64) -> Vec<i64> {
        let mut state = PollState {
            arrivals: before.iter().map(|hours| NOW - hours * HOUR).collect(),
            ..PollState::default()
        };
        note(&mut state, dates, new, DateTime::from_timestamp(NOW, 0).unwrap());
        state.arrivals.iter().map(|at| (NOW - at) / HOUR).collect()
    }

    fn ago(hours: &[i64]) -> Vec<i64> {
        hours.iter().map(|hours| NOW - hours * HOUR).collect()
    }

    #[test]
    fn the_dates_of_a_first_document_are_when_its_entries_came_where_they_are_spread() {
        for (dates, new, expected) in [
            (ago(&[3, 10, 20]), 3, vec![20, 10, 3]),
            (ago(&[90 * 24]), 1, vec![90 * 24]),
            // None; all one; within an hour; in the future, all or most of them; never set.
            (vec![], 9, vec![0]),
            (ago(&[30; 9]), 9, vec![0]),
            ((0..60).map(|minute| NOW - 30 * HOUR - minute * 60).collect(), 60, vec![0]),
            (ago(&[-1, -10, -20]), 3, vec![0]),
            (ago(&[-1, -10, -20, 5, 30]), 5, vec![0]),
            (vec![0; 3], 3, vec![0]),
            (vec![i64::MIN, i64::MAX, -1], 3, vec![0]),
            // A few have none.
            (ago(&[3, 20]), 3, vec![20, 3]),
        ] {
            assert_eq!(noted(&[], &dates, new), expected, "{dates:?}");
        }
    }

    #[test]
    fn a_later_date_counts_between_the_last_arrival_and_now() {
        for (dates, new, expected) in [
            (ago(&[7]), 1, vec![30, 7]),
            (ago(&[40]), 1, vec![30, 0]),
            (ago(&[-2]), 1, vec![30, 0]),
            (ago(&[40, 7]), 2, vec![30, 7]),
            // Spread over the time that nobody looked, or put there together.
            (ago(&[20, 12, 5]), 3, vec![30, 20, 12, 5]),
            (ago(&[7, 5, 3]), 3, vec![30, 3]),
            (vec![], 60, vec![30, 0]),
        ] {
            assert_eq!(noted(&[30], &dates, new), expected, "{dates:?}");
        }
        let minutes_after = |minutes: i64| noted(&[30], &[NOW - 30 * HOUR + minutes * 60], 1).len();
        assert_eq!(
            (minutes_after(4), minutes_after(5)),
            (1, 2),
            "what nobody could see apart is one arrival"
        );
    }

    #[test]
    fn twenty_gaps_are_remembered_and_when_something_new_was_last_seen() {
        let mut state = PollState::default();
        let dates: Vec<i64> = (0..5000).map(|day| NOW - day * DAY).collect();
        note(&mut state, &dates, 5000, DateTime::from_timestamp(NOW, 0).unwrap());
        assert_eq!((state.arrivals.len(), state.arrivals.first().copied()), (21, Some(NOW - 20 * DAY)));
        assert_eq!(state.last_new, DateTime::from_timestamp(NOW, 0));
    }
}
