//! Which defects of a feed are news, for whoever hears of nothing else: what was wrong with a document and what was told of it in, the kinds that
//! are told now out. Pure.
//!
//! They are somebody else's, who will not mend them soon. So a kind of defect is told once; where it comes and goes, once a day at the most.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::change::{Defect, Normalized, Pulled};
use crate::model::ids::ContentHash;
use crate::model::poll::{PollState, ToldDefect};

/// Before that time nobody is told again of what comes and goes.
const PAUSE: TimeDelta = TimeDelta::days(1);

/// What was not there for that time is news when it is there again.
const LONG: TimeDelta = TimeDelta::days(7);

/// Kinds that are remembered of a feed.
const MOST: usize = 32;

/// Kinds of defects that are told now.
#[derive(Default)]
pub(super) struct News(HashSet<u64>);

impl News {
    /// Takes note of the defects of a document that was read.
    pub(super) fn of(
        state: &mut PollState,
        items: &[Normalized],
        pulled: Option<&Pulled>,
        now: DateTime<Utc>,
    ) -> Self {
        let kinds = |defects: &[Defect]| defects.iter().map(kind).collect::<HashSet<u64>>();
        // Of a part of a document nothing is said as a whole.
        let of_document = pulled.and_then(|pulled| pulled.defects.as_deref());
        let is_whole = of_document.is_some();
        let of_document = of_document.map(kinds).unwrap_or_default();
        let of_items: HashSet<u64> = items.iter().flat_map(|item| &item.defects).map(kind).collect();
        let known = &mut state.told_defects;
        let mut news = HashSet::new();
        for told in known.iter_mut() {
            if of_document.contains(&told.kind) || of_items.contains(&told.kind) {
                let was_away = if told.of_document { told.away } else { (now - told.seen).abs() >= LONG };
                if was_away && (now - told.at).abs() >= PAUSE {
                    told.at = now;
                    news.insert(told.kind);
                }
                told.seen = now;
                told.away = false;
            } else if is_whole {
                told.away = true;
            }
        }
        let are_of_document = of_document.iter().map(|kind| (*kind, true));
        let mut new: Vec<(u64, bool)> =
            are_of_document.chain(of_items.iter().map(|kind| (*kind, false))).collect();
        new.sort_unstable_by_key(|(kind, of_document)| (*kind, !of_document));
        new.dedup_by_key(|(kind, _)| *kind);
        new.retain(|(kind, _)| known.iter().all(|told| told.kind != *kind));
        for (kind, of_document) in new {
            known.push(ToldDefect { kind, at: now, seen: now, away: false, of_document });
            news.insert(kind);
        }
        if known.len() > MOST {
            known.sort_by_key(|told| std::cmp::Reverse(told.seen));
            known.truncate(MOST);
        }
        Self(news)
    }

    /// The first of each kind that is told.
    pub(super) fn among(mut self, defects: &[Defect]) -> Vec<Defect> {
        defects.iter().filter(|defect| self.0.remove(&kind(defect))).cloned().collect()
    }
}

/// What is said of all defects of a kind: the message without what it quotes and counts.
fn kind(defect: &Defect) -> u64 {
    let mut said = String::with_capacity(defect.message.len());
    for (at, part) in defect.message.split('`').enumerate() {
        if at % 2 == 0 {
            said.extend(part.chars().filter(|c| !c.is_ascii_digit()));
        }
    }
    let ContentHash(digest) = ContentHash::of(said.as_bytes());
    digest.first_chunk().map(|bytes| u64::from_be_bytes(*bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defect(message: &str) -> Defect {
        Defect { place: "https://a.example/".to_owned(), line: 1, column: 1, message: message.to_owned() }
    }

    fn told(state: &mut PollState, hours: i64, messages: &[&str]) -> usize {
        let now = DateTime::from_timestamp(1_780_000_000 + hours * 3600, 0).unwrap();
        let defects: Vec<Defect> = messages.iter().map(|message| defect(message)).collect();
        let pulled = Pulled { defects: Some(defects.clone()), ..Pulled::default() };
        News::of(state, &[], Some(&pulled), now).among(&defects).len()
    }

    const DATE: &str = "`Foo, 5 Bar 2026` in `<pubDate>` is not a date; left out (RFC 822 §5)";
    const OTHER_DATE: &str = "`Foo, 6 Bar` in `<pubDate>` is not a date; left out (RFC 822 §5)";
    const AMPERSAND: &str = "a raw `&`; read as one (XML 1.0 §2.4)";

    #[test]
    fn a_kind_of_defect_is_told_once_however_it_is_worded() {
        let mut state = PollState::default();
        assert_eq!(told(&mut state, 0, &[DATE, OTHER_DATE, AMPERSAND]), 2);
        for day in 1..30 {
            assert_eq!(told(&mut state, day * 24, &[OTHER_DATE, AMPERSAND]), 0, "day {day}");
        }
        assert_eq!(told(&mut state, 9_000, &[DATE, "another"]), 1);
    }

    #[test]
    fn what_comes_and_goes_is_told_once_a_day_at_the_most() {
        let mut state = PollState::default();
        let times: usize =
            (0..48).map(|hour| told(&mut state, hour, if hour % 2 == 0 { &[AMPERSAND] } else { &[] })).sum();
        assert_eq!(times, 2);
        assert_eq!(told(&mut state, 24 * 9, &[AMPERSAND]), 1, "it was away for long");
    }

    #[test]
    fn of_a_part_of_a_document_nothing_is_said_to_be_away_and_the_number_of_kinds_is_bounded() {
        let mut state = PollState::default();
        assert_eq!(told(&mut state, 0, &[AMPERSAND]), 1);
        let now = DateTime::from_timestamp(1_780_100_000, 0).unwrap();
        News::of(&mut state, &[], None, now);
        assert!(!state.told_defects[0].away);
        let many: Vec<String> = (0..100_u8).map(|n| "x".repeat(usize::from(n) + 1)).collect();
        told(&mut state, 1, &many.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(state.told_defects.len(), MOST);
    }
}
