//! Whether it is us who cannot be reached by anybody: failures to reach hosts in, whose fault they are out. Pure.
//!
//! Where the own connection is down, every feed fails at the same time. None of them is to blame, and none is asked less often for that:
//! a few minutes later one host is tried, and when it answers, all are asked.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::poll::{PollState, PollTimes, Reason};

/// Hosts that have to be out of reach for it to be us.
const LEAST_HOSTS: usize = 3;

/// Hosts that are tried without anybody having answered until the others are left alone.
pub(super) const MOST_TRIED: usize = 16;

/// Hosts that are tried one after the other where nobody could be reached the last time.
pub(super) const PROBES: usize = 3;

/// How long after that nobody is tried.
const PAUSE: TimeDelta = TimeDelta::minutes(5);

/// A feed whose host could not be reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unreached {
    /// The number of its host.
    pub(super) host: usize,
    /// True: it could not be reached before, either, for whatever reason, so that this is no news.
    pub(super) was_before: bool,
}

/// How long nobody has been reached when that is told as news.
const LONG: TimeDelta = TimeDelta::hours(6);

/// A time in which nobody could be reached, as it is remembered with each feed that was asked in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outage {
    /// Since when.
    pub(super) since: DateTime<Utc>,
    /// True: somebody was told.
    pub(super) is_told: bool,
}

impl Outage {
    /// One that begins.
    pub(super) fn new(now: DateTime<Utc>) -> Self {
        Self { since: now, is_told: false }
    }

    /// The one that feeds remember; `None`: none of them does.
    pub(super) fn remembered<'a>(feeds: impl Iterator<Item = &'a PollState>) -> Option<Self> {
        let known = feeds.filter_map(|state| Some((state.told.offline_since?, state.told.offline)));
        known.map(|(since, is_told)| Self { since, is_told }).reduce(|one, other| Self {
            since: one.since.min(other.since),
            is_told: one.is_told || other.is_told,
        })
    }

    /// True where it is to be told now. It is told from then on.
    pub(super) fn becomes_news(&mut self, now: DateTime<Utc>) -> bool {
        let is_news = !self.is_told && now - self.since >= LONG;
        self.is_told |= is_news;
        is_news
    }
}

/// Which of these feeds are not to blame, of `asked` hosts of which `reached` answered.
pub(super) fn excused(asked: usize, reached: usize, unreached: &[Unreached]) -> Vec<bool> {
    let news: HashSet<usize> =
        unreached.iter().filter(|feed| !feed.was_before).map(|feed| feed.host).collect();
    let all: HashSet<usize> = unreached.iter().map(|feed| feed.host).collect();
    if reached == 0 && all.len() >= LEAST_HOSTS {
        return vec![true; unreached.len()];
    }
    // Hosts that have been dead for long say nothing about us.
    let counted = asked.saturating_sub(all.len() - news.len());
    let is_us = news.len() >= LEAST_HOSTS && news.len() * 2 >= counted;
    unreached.iter().map(|feed| is_us && !feed.was_before).collect()
}

/// What the last run says of our connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Before {
    /// It was there.
    #[default]
    Online,
    /// It was not; nobody is tried before that instant.
    Waiting(DateTime<Utc>),
    /// It was not, and can be tried.
    Offline,
}

/// What the last run says of our connection, by what is remembered of each feed.
pub(super) fn before<'a>(feeds: impl Iterator<Item = &'a PollTimes>, now: DateTime<Utc>) -> Before {
    let (mut answered, mut failed, mut until) = (None, None, None);
    for times in feeds {
        match times.reason {
            Reason::Offline => {
                failed = match (failed, times.asked_wall) {
                    (Some(first), Some(at)) => Some(i64::min(first, at)),
                    (first, at) => first.or(at),
                };
                until = until.max(times.next());
            }
            Reason::New | Reason::CutOff => {}
            _ => answered = answered.max(times.asked_wall),
        }
    }
    match (failed, until) {
        // Somebody answered in that run, or since.
        (Some(failed), _) if answered.is_some_and(|answered| answered > failed) => Before::Online,
        (Some(_), Some(until)) if now < until && until - now <= PAUSE => Before::Waiting(until),
        (Some(_), _) => Before::Offline,
        _ => Before::Online,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::poll::Told;

    fn feeds(list: &[(usize, bool)]) -> Vec<Unreached> {
        list.iter().map(|(host, was_before)| Unreached { host: *host, was_before: *was_before }).collect()
    }

    #[test]
    fn half_of_all_hosts_and_at_least_three_are_our_own_fault() {
        for (asked, reached, list, expected) in [
            (3, 0, &[(0, false), (1, false), (2, false)][..], &[true, true, true][..]),
            (6, 3, &[(0, false), (1, false), (2, false)][..], &[true, true, true][..]),
            (7, 4, &[(0, false), (1, false), (2, false)][..], &[false, false, false][..]),
            (2, 0, &[(0, false), (1, false)][..], &[false, false][..]),
            // Three feeds of one host are one host.
            (1, 0, &[(0, false), (0, false), (0, false)][..], &[false, false, false][..]),
            // Hosts that have been dead for long count only where nobody answers.
            (4, 1, &[(0, true), (1, true), (2, false)][..], &[false, false, false][..]),
            (
                6,
                1,
                &[(0, true), (1, true), (2, false), (3, false), (4, false)][..],
                &[false, false, true, true, true][..],
            ),
            (3, 0, &[(0, true), (1, true), (2, false)][..], &[true, true, true][..]),
        ] {
            assert_eq!(excused(asked, reached, &feeds(list)), expected, "{reached} of {asked}: {list:?}");
        }
    }

    #[test]
    fn an_outage_is_told_once_when_it_is_long() {
        let at = |hours: i64| DateTime::from_timestamp(1_780_000_000 + hours * 3600, 0).unwrap();
        let state = |hours, offline| PollState {
            told: Told { offline_since: Some(at(hours)), offline, ..Told::default() },
            ..PollState::default()
        };
        let states = [PollState::default(), state(1, false), state(0, true)];
        assert_eq!(Outage::remembered(states.iter()), Some(Outage { since: at(0), is_told: true }));
        assert_eq!(Outage::remembered(states[..1].iter()), None);
        let mut outage = Outage::new(at(0));
        let news: Vec<bool> = [1, 5, 6, 7, 100].map(|hours| outage.becomes_news(at(hours))).to_vec();
        assert_eq!(news, [false, false, true, false, false]);
    }

    #[test]
    fn whether_the_last_run_reached_anybody_is_remembered() {
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let times = |reason, wall, minutes| PollTimes {
            reason,
            asked_wall: Some(wall),
            planned: Some(now + TimeDelta::minutes(minutes)),
            ..PollTimes::default()
        };
        let (every, offline) = (Reason::Every, Reason::Offline);
        for (feeds, expected) in [
            (vec![times(every, 1, 0)], Before::Online),
            (vec![times(every, 1, 0), times(offline, 2, 0), times(offline, 3, 0)], Before::Offline),
            (vec![times(offline, 2, 3)], Before::Waiting(now + TimeDelta::minutes(3))),
            (vec![times(offline, 2, 0), times(every, 3, 60)], Before::Online),
            // The clock was wrong.
            (vec![times(offline, 2, 60 * 24 * 365)], Before::Offline),
        ] {
            assert_eq!(before(feeds.iter(), now), expected, "{feeds:?}");
        }
    }
}
