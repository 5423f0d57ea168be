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

/// What it says of us where a feed's host cannot be reached, by what is remembered of the feed. The best witness is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Its host was there the last time that we were.
    Known,
    /// It was never asked.
    New,
    /// It was asked in vain in an outage of ours, and never answered.
    Doubtful,
    /// Its host was not there the last time, either.
    Dead,
}

impl Standing {
    /// That of a feed, by what is remembered of it.
    pub(super) fn of(state: &PollState) -> Self {
        match &state.failure {
            Some(failure) if failure.class.may_be_ours() => Self::Dead,
            Some(_) => Self::Known,
            None if state.last_success.is_some() => Self::Known,
            None if state.told.offline_since.is_some() => Self::Doubtful,
            None => Self::New,
        }
    }

    /// True where it is news that its host is not there.
    pub(super) fn is_news(self) -> bool {
        self <= Self::New
    }
}

/// A feed whose host could not be reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unreached {
    /// The number of its host.
    pub(super) host: usize,
    /// What that says of us.
    pub(super) standing: Standing,
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

/// Which of these feeds are not to blame, of `asked` hosts of which `reached` answered. `was_online`: somebody answered at some time.
pub(super) fn excused(asked: usize, reached: usize, was_online: bool, unreached: &[Unreached]) -> Vec<bool> {
    let hosts = |counts: &dyn Fn(Standing) -> bool| {
        let feeds = unreached.iter().filter(|feed| counts(feed.standing));
        feeds.map(|feed| feed.host).collect::<HashSet<usize>>().len()
    };
    let (all, news) = (hosts(&|_| true), hosts(&Standing::is_news));
    // Hosts that have been dead for long say nothing about us.
    let is_us = news >= LEAST_HOSTS && news * 2 >= asked.saturating_sub(all - news);
    // Where nobody has ever answered, it may be that we were never online.
    let was_never = !was_online && hosts(&|standing| standing < Standing::Dead) >= LEAST_HOSTS;
    let is_everybody = reached == 0 && (is_us || was_never);
    unreached.iter().map(|feed| is_everybody || is_us && feed.standing.is_news()).collect()
}

/// What earlier runs say of our own connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Connection {
    /// True: somebody answered at some time.
    pub(super) was_online: bool,
    /// Since when nobody could be reached, where that was so the last time.
    pub(super) outage: Option<Outage>,
    /// Where nobody could be reached the last time, those by whom it is tried whether that is over.
    pub(super) witnesses: Option<HashSet<usize>>,
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

/// True where somebody answered at some time, as far as the feeds remember.
pub(super) fn was_online<'a>(mut feeds: impl Iterator<Item = &'a PollTimes>) -> bool {
    feeds.any(|times| !matches!(times.reason, Reason::New | Reason::CutOff | Reason::Offline))
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

    fn feeds(list: &[(usize, Standing)]) -> Vec<Unreached> {
        list.iter().map(|(host, standing)| Unreached { host: *host, standing: *standing }).collect()
    }

    #[test]
    fn half_of_all_hosts_and_at_least_three_are_our_own_fault() {
        use Standing::{Dead, Doubtful, Known, New};
        for (asked, reached, was_online, list, expected) in [
            (3, 0, true, &[(0, Known), (1, Known), (2, Known)][..], &[true, true, true][..]),
            (3, 0, false, &[(0, New), (1, New), (2, New)][..], &[true, true, true][..]),
            (6, 3, true, &[(0, Known), (1, New), (2, Known)][..], &[true, true, true][..]),
            (7, 4, true, &[(0, Known), (1, Known), (2, Known)][..], &[false, false, false][..]),
            (2, 0, true, &[(0, Known), (1, Known)][..], &[false, false][..]),
            // Three feeds of one host are one host.
            (1, 0, true, &[(0, Known), (0, Known), (0, Known)][..], &[false, false, false][..]),
            // Hosts that have been dead for long say nothing, also where nobody else is due.
            (4, 1, true, &[(0, Dead), (1, Dead), (2, Known)][..], &[false, false, false][..]),
            (3, 0, true, &[(0, Dead), (1, Dead), (2, Known)][..], &[false, false, false][..]),
            (9, 0, true, &[(0, Dead), (1, Dead), (2, Dead)][..], &[false, false, false][..]),
            (
                6,
                1,
                true,
                &[(0, Dead), (1, Dead), (2, Known), (3, Known), (4, Known)][..],
                &[false, false, true, true, true][..],
            ),
            // Where nobody at all answers, they are not to blame, either.
            (4, 0, true, &[(0, Dead), (1, Known), (2, Known), (3, Known)][..], &[true; 4][..]),
            // One outage is enough for who never answered, unless nobody ever did.
            (3, 0, true, &[(0, Doubtful), (1, Doubtful), (2, Doubtful)][..], &[false, false, false][..]),
            (3, 0, false, &[(0, Doubtful), (1, Doubtful), (2, Doubtful)][..], &[true, true, true][..]),
        ] {
            let found = excused(asked, reached, was_online, &feeds(list));
            assert_eq!(found, expected, "{reached} of {asked}, {was_online}: {list:?}");
        }
    }

    #[test]
    fn what_a_dead_host_says_of_us_goes_by_what_is_remembered_of_its_feed() {
        use crate::model::poll::{Failure, FailureClass};
        let at = DateTime::from_timestamp(1_780_000_000, 0);
        let failed = |class| Some(Failure { class, message: String::new() });
        let told = Told { offline_since: at, ..Told::default() };
        for (last_success, failure, told, expected) in [
            (None, None, Told::default(), Standing::New),
            (at, None, Told::default(), Standing::Known),
            (at, None, told, Standing::Known),
            (None, None, told, Standing::Doubtful),
            (at, failed(FailureClass::Connect), Told::default(), Standing::Dead),
            (None, failed(FailureClass::Status(500)), Told::default(), Standing::Known),
        ] {
            let state = PollState { last_success, told, failure, ..PollState::default() };
            assert_eq!(Standing::of(&state), expected, "{state:?}");
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
