//! What is news of a feed: how it is and what was told of it in, what is to be told now out. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::poll::PollState;
use crate::pipeline::report::News;

/// Before that time nobody is told again that a feed fails.
const PAUSE: TimeDelta = TimeDelta::days(1);

/// What is news of a feed, for whoever hears of nothing else: that it fails, and then that it works again. One that fails and works by
/// turns is told of once a day: then that it fails, if it does, and once that it works.
pub(super) fn of(state: &mut PollState, now: DateTime<Utc>) -> Option<News> {
    let is_failing = state.failing_since.is_some();
    match (is_failing, state.told.failing) {
        (true, false) if state.told.at.is_none_or(|told| (now - told).abs() >= PAUSE) => {
            state.told.at = Some(now);
            state.told.failing = true;
            Some(News::Fails)
        }
        (false, true) => {
            state.told.failing = false;
            Some(News::Works)
        }
        _ => None,
    }
}

/// True where it is news that a document brought more new entries than are taken: once a day at the most.
pub(super) fn is_of_backlog(state: &mut PollState, now: DateTime<Utc>) -> bool {
    let is_news = state.told.backlog.is_none_or(|told| (now - told).abs() >= PAUSE);
    if is_news {
        state.told.backlog = Some(now);
    }
    is_news
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_fails_and_works_by_turns_is_told_of_once_a_day() {
        let at = |hours: i64| DateTime::from_timestamp(1_780_000_000 + hours * 3600, 0).unwrap();
        let mut state = PollState::default();
        for (hours, is_failing, news) in [
            (0, false, None),
            (1, true, Some(News::Fails)),
            (2, true, None),
            (3, false, Some(News::Works)),
            (4, true, None),
            (5, false, None),
            (6, true, None),
            (25, true, Some(News::Fails)),
            (99, true, None),
            (100, false, Some(News::Works)),
            (101, true, Some(News::Fails)),
            // The clock was set back.
            (102, false, Some(News::Works)),
            (-500, true, Some(News::Fails)),
        ] {
            state.failing_since = is_failing.then(|| at(hours));
            assert_eq!(of(&mut state, at(hours)), news, "{hours}");
        }
    }
}
