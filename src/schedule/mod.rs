//! When to ask a feed again: what is known of it and what its server said in, an instant and the reason for it out.
//!
//! Pure: `now` comes in, nothing is asked and nothing is written. A feed has two times: `planned` is its own interval's, which under
//! cron may be met a little early; `not_before` is what others ask for, which is kept to the second.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::model::ids::ContentHash;
use crate::model::poll::{Failure, PollState, PollTimes, Reason, Schedule, Subscription};

/// Below this nobody is asked twice, unless the owner says so for a feed.
pub const LEAST: Duration = Duration::from_secs(15 * 60);

/// Below this nobody is asked twice.
pub const FLOOR: Duration = Duration::from_secs(5 * 60);

/// No hint holds a feed longer than this.
pub const MOST: Duration = Duration::from_secs(24 * 60 * 60);

/// No `Retry-After` holds a feed longer than this.
pub const MOST_RETRY_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It answered as it should.
    Success {
        /// Seconds for which the answer is fresh.
        fresh: u64,
        /// Entries that were not known.
        new: u64,
    },
    /// It failed.
    Failed {
        /// Why.
        failure: Failure,
        /// What the server said of when to ask again.
        retry_after: Option<DateTime<Utc>>,
    },
    /// We are offline: nothing is said of the feed.
    Offline,
    /// Its server says that it is gone.
    Gone,
}

/// Whether a feed is asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It is.
    Now,
    /// It is not.
    Later {
        /// When it is; `None`: never.
        at: Option<DateTime<Utc>>,
        /// Why then.
        reason: Reason,
    },
}

/// Whether a feed is asked at `now`.
#[must_use]
pub fn due(times: &PollTimes, subscription: &Subscription, now: DateTime<Utc>) -> Due {
    if !times.are_of(&subscription.url) {
        return Due::Now;
    }
    if times.gone.is_some() {
        return Due::Later { at: None, reason: Reason::Gone };
    }
    let slack = match subscription.schedule {
        Schedule::Every(every) => delta(every / 10),
        _ => TimeDelta::zero(),
    };
    let is_early = times.planned.is_some_and(|planned| now < planned - slack)
        || [times.not_before, times.retry_after].into_iter().flatten().any(|at| now < at);
    if is_early { Due::Later { at: times.next(), reason: times.reason } } else { Due::Now }
}

/// Notes that a feed is about to be asked: should nothing be heard of the answer, the request counts.
pub fn lease(state: &mut PollState, subscription: &Subscription, now: DateTime<Utc>, zone: Tz) {
    state.times.asked = Some(now);
    state.pending = true;
    state.times.of = Some(ContentHash::of(subscription.url.as_str().as_bytes()));
    state.times.planned = Some(planned(state, subscription, now, zone).0);
    state.times.reason = Reason::CutOff;
}

/// Settles when a feed is asked again, and what is known of its health.
pub fn settle(
    state: &mut PollState,
    subscription: &Subscription,
    outcome: &Outcome,
    now: DateTime<Utc>,
    zone: Tz,
) {
    state.pending = false;
    let (planned, reason) = planned(state, subscription, now, zone);
    state.times.planned = Some(planned);
    state.times.reason = reason;
    state.times.not_before = None;
    match outcome {
        Outcome::Success { fresh, .. } => {
            state.last_success = Some(now);
            state.failing_since = None;
            state.failure = None;
            state.errors = 0;
            let fresh = now + delta(Duration::from_secs(*fresh).min(MOST));
            if fresh > planned {
                state.times.not_before = Some(fresh);
                state.times.reason = Reason::Fresh;
            }
        }
        Outcome::Failed { failure, retry_after } => {
            state.errors += 1;
            state.failing_since.get_or_insert(now);
            state.failure = Some(failure.clone());
            state.times.retry_after = *retry_after;
        }
        Outcome::Offline => {}
        Outcome::Gone => {
            state.times.gone = Some(now);
            state.times.reason = Reason::Gone;
        }
    }
}

fn planned(
    _state: &PollState,
    subscription: &Subscription,
    now: DateTime<Utc>,
    _zone: Tz,
) -> (DateTime<Utc>, Reason) {
    match &subscription.schedule {
        Schedule::Every(every) => (now + delta(*every), Reason::Every),
        Schedule::Cron(_) => (now + delta(MOST), Reason::Cron),
        Schedule::Adaptive { least, .. } => (now + delta(*least), Reason::Adaptive),
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
