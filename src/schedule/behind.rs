//! A clock that was set back: the last request lies in the future, and how much time has passed since is not known.
//!
//! It may be a minute, so that nobody is asked at once; and it may have been wrong by a year, so that nobody waits until then. The whole
//! wait begins anew when it is noticed, and counts only as long as the clock is behind: once it is right again, so are the times.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Due, FLOOR, delta, interval};
use crate::model::poll::{PollTimes, Reason, Schedule};

/// The times with what has to be noted of the clock at `now`, where there is something: that it is behind the last request, or no
/// more. They have to be kept, or the wait begins anew each time.
#[must_use]
pub fn notice(times: &PollTimes, now: DateTime<Utc>) -> Option<PollTimes> {
    let is_behind = times.asked.is_some_and(|asked| now < asked);
    let behind = match times.behind {
        Some(since) if is_behind && since <= now => Some(since),
        _ => is_behind.then_some(now),
    };
    (behind != times.behind).then_some(PollTimes { behind, ..*times })
}

/// Whether a feed is asked at `now`, which is before it was asked.
pub(super) fn due(times: &PollTimes, asked: DateTime<Utc>, schedule: &Schedule, now: DateTime<Utc>) -> Due {
    let own = interval::current(times, schedule);
    let wait = [own, times.not_before, times.retry_after]
        .into_iter()
        .flatten()
        .map(|at| at - asked)
        .fold(delta(FLOOR), TimeDelta::max);
    let wait = wait.to_std().unwrap_or(Duration::ZERO);
    let since = times.behind.filter(|since| *since <= now).unwrap_or(now);
    let at = interval::after(since, wait);
    if now < at { Due::Later { at: Some(at), reason: Reason::Clock } } else { Due::Now }
}
