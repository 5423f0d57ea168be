//! When to ask a feed again: what is known of it and what its server said in, an instant and the reason for it out.
//!
//! Pure: `now` comes in, nothing is asked and nothing is written. A feed has two times: `planned` is its own schedule's, which under
//! an interval may be met a little early; `not_before` is what others ask for, which is kept to the second.
//!
//! `interval` is the feed's own schedule, by `cron` or by the `adaptive` rhythm of its entries, whose `arrivals` are kept; `backoff` says
//! how long one that fails is left alone, `skip` in which hours it is; `anew` is for schedules that were configured anew; `behind` knows of
//! clocks that were set back; `forecast` tells what is going to be asked.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::model::ids::ContentHash;
use crate::model::poll::{DocumentHints, Failure, FailureClass, PollState, PollTimes, Reason, Subscription};

mod adaptive;
mod anew;
mod arrivals;
mod backoff;
mod behind;
mod cron;
mod forecast;
mod interval;
mod skip;

#[cfg(test)]
mod tests;

pub use anew::{is_planned_otherwise, plan_anew};
pub use backoff::pause;
pub use behind::notice;
pub use cron::check as check_cron;
pub use forecast::forecast;

/// Below this nobody is asked twice, unless the owner says so for a feed.
pub const LEAST: Duration = Duration::from_mins(15);

/// Below this nobody is asked twice: the shortest interval that can be configured.
pub const FLOOR: Duration = Duration::from_mins(5);

/// No hint holds a feed longer than this.
pub const MOST: Duration = Duration::from_hours(24);

/// No `Retry-After` holds a feed longer than this.
pub const MOST_RETRY_AFTER: Duration = Duration::from_hours(7 * 24);

/// When a feed is looked at again while we are offline.
const OFFLINE: Duration = Duration::from_mins(5);

/// For how many hours in which it could have been asked nobody looks at a feed that is due, until it is asked in one that is to be skipped:
/// one that is only ever looked at in such hours would never be asked.
const PATIENCE: usize = 24;

/// No poll takes longer than this. Where one seems to, the clock was set meanwhile.
const LONGEST_POLL: TimeDelta = TimeDelta::hours(1);

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It answered as it should.
    Success {
        /// Seconds for which the answer is fresh.
        fresh: u64,
        /// Entries that were not known.
        new: u64,
        /// When they say that they were published, in seconds since 1970, of those that do.
        dates: Vec<i64>,
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
    let schedule = &subscription.schedule;
    if let Some(asked) = times.asked.filter(|asked| now < *asked) {
        return behind::due(times, asked, schedule, now);
    }
    let own = interval::current(times, schedule);
    let others = times.not_before.max(times.retry_after);
    if own.is_some_and(|own| now < own - interval::slack(schedule)) || others.is_some_and(|at| now < at) {
        return Due::Later { at: own.max(others), reason: times.reason };
    }
    let Some(end) = skip::until(times.skips, now) else { return Due::Now };
    let was_passed_by = |at| skip::open_hours(times.skips, at, now, PATIENCE) >= PATIENCE;
    if own.max(others).is_none_or(was_passed_by) {
        return Due::Now;
    }
    Due::Later { at: Some(end), reason: Reason::Skip }
}

/// Notes that a feed is about to be asked: should nothing be heard of the answer, the request counts, and what the last document said
/// still holds.
pub fn lease(state: &mut PollState, subscription: &Subscription, now: DateTime<Utc>, zone: Tz) {
    state.pending = true;
    state.times.of = Some(ContentHash::of(subscription.url.as_str().as_bytes()));
    state.times.asked = Some(now);
    state.times.behind = None;
    let (planned, _) = interval::planned(state, subscription, now, zone);
    let floors = remembered(state, subscription, now, zone);
    appoint(state, (planned, Reason::CutOff), &floors);
    state.times.planned_by = Some(interval::digest(&subscription.schedule, zone));
    state.times.reason = Reason::CutOff;
}

/// What holds a feed that is asked at an instant, as far as that is known without an answer: what the last document and the last answer
/// said, and how often it failed.
fn remembered(
    state: &PollState,
    subscription: &Subscription,
    asked: DateTime<Utc>,
    zone: Tz,
) -> Vec<(DateTime<Utc>, Reason)> {
    let mut floors = said(&state.hints, asked).to_vec();
    if let Some(fresh) = state.max_age.or(state.expires_after) {
        floors.push((interval::after(asked, Duration::from_secs(fresh).min(MOST)), Reason::Fresh));
    }
    if state.errors > 0 {
        floors.push((back_off(state, subscription, (asked, asked), zone), Reason::BackOff));
    }
    floors
}

/// Settles when a feed is asked again, and what is known of its health. `now` is when its answer came.
pub fn settle(
    state: &mut PollState,
    subscription: &Subscription,
    outcome: &Outcome,
    now: DateTime<Utc>,
    zone: Tz,
) {
    state.pending = false;
    // The request was a moment ago, whatever the clock says that was set meanwhile.
    let asked =
        state.times.asked.filter(|asked| *asked <= now && now - *asked <= LONGEST_POLL).unwrap_or(now);
    state.times.asked = Some(asked);
    state.times.planned_by = Some(interval::digest(&subscription.schedule, zone));
    state.times.retry_after = state.times.retry_after.filter(|until| now < *until);
    let mut said = said(&state.hints, asked).to_vec();
    match outcome {
        Outcome::Success { fresh, new, dates } => {
            succeeded(state, *new, dates, now);
            if *fresh > 0 {
                said.push((interval::after(now, Duration::from_secs(*fresh).min(MOST)), Reason::Fresh));
            }
        }
        Outcome::Failed { failure, retry_after } => {
            failed(state, failure, *retry_after, now);
            said.push((back_off(state, subscription, (asked, now), zone), Reason::BackOff));
        }
        Outcome::Offline => {
            let again = interval::after(now, OFFLINE);
            appoint(state, (again, Reason::Offline), &[(again, Reason::Offline)]);
            return;
        }
        Outcome::Gone => state.times.gone = Some(now),
    }
    let planned = interval::planned(state, subscription, asked, zone);
    appoint(state, planned, &said);
    if state.times.gone.is_some() {
        state.times.reason = Reason::Gone;
    }
}

fn succeeded(state: &mut PollState, new: u64, dates: &[i64], now: DateTime<Utc>) {
    state.last_success = Some(now);
    state.failing_since = None;
    state.failure = None;
    state.errors = 0;
    state.times.gone = None;
    state.times.timed_out = false;
    if new == 0 {
        state.empty = state.empty.saturating_add(1);
        return;
    }
    state.empty = 0;
    arrivals::note(state, dates, new, now);
}

fn failed(state: &mut PollState, failure: &Failure, retry_after: Option<DateTime<Utc>>, now: DateTime<Utc>) {
    state.errors = state.errors.saturating_add(1);
    state.failing_since.get_or_insert(now);
    state.failure = Some(failure.clone());
    state.times.timed_out = failure.class == FailureClass::Timeout;
    let asked_for = retry_after.map(|until| until.min(interval::after(now, MOST_RETRY_AFTER)));
    state.times.retry_after = state.times.retry_after.max(asked_for.filter(|until| now < *until));
    if failure.class == FailureClass::RateLimited && retry_after.is_none() {
        let pause = interval::after(now, pause(state.errors));
        state.times.retry_after = state.times.retry_after.max(Some(pause));
    }
}

/// Until when a feed that fails is left alone.
fn back_off(
    state: &PollState,
    subscription: &Subscription,
    (asked, now): (DateTime<Utc>, DateTime<Utc>),
    zone: Tz,
) -> DateTime<Utc> {
    let planned = interval::planned(state, subscription, asked, zone).0;
    let base = (planned - asked).to_std().unwrap_or_default();
    let failing = state.failing_since.map_or(TimeDelta::zero(), |since| now - since);
    // The first failure is met by the next run that its own schedule has, slack included.
    let delay = backoff::delay(base, state.errors, failing, &subscription.url);
    if delay > base { interval::after(asked, delay) } else { asked }
}

/// What the last document asks for, whatever came of asking.
fn said(hints: &DocumentHints, asked: DateTime<Utc>) -> [(DateTime<Utc>, Reason); 2] {
    let hint = |seconds: Option<u64>| Duration::from_secs(seconds.unwrap_or(0)).min(MOST);
    [
        (interval::after(asked, hint(hints.ttl)), Reason::Ttl),
        (interval::after(asked, hint(hints.period)), Reason::Period),
    ]
}

/// For how long the hints of a document hold a feed.
fn lasting(hints: &DocumentHints) -> Duration {
    Duration::from_secs(hints.ttl.max(hints.period).unwrap_or(0)).min(MOST)
}

/// Sets the times: the feed's own, and the latest of what others ask for, moved out of the hours that are skipped.
fn appoint(
    state: &mut PollState,
    (planned, own): (DateTime<Utc>, Reason),
    others: &[(DateTime<Utc>, Reason)],
) {
    let (mut not_before, said) = others.iter().copied().max_by_key(|(at, _)| *at).unwrap_or((planned, own));
    let mut reason = if not_before > planned { said } else { own };
    let mut next = planned.max(not_before);
    if let Some(until) = state.times.retry_after.filter(|until| *until > next) {
        next = until;
        reason = Reason::RetryAfter;
    }
    state.times.skips = state.hints.skips();
    if let Some(end) = skip::until(state.times.skips, next) {
        not_before = end;
        reason = Reason::Skip;
    }
    state.times.planned = Some(planned);
    state.times.not_before = Some(not_before).filter(|at| state.times.asked.is_none_or(|asked| *at > asked));
    state.times.reason = reason;
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
