//! What is going to be asked: the instants within a span, should each answer be like the last.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Due, FLOOR, due, interval, lasting, skip};
use crate::model::poll::{DocumentHints, PollTimes, Reason, Schedule, Subscription};

/// Instants that are counted at the most: a span may be long.
const MOST_INSTANTS: usize = 10_000;

/// When a feed is asked from `now` until before `until`, no more than ten thousand times. `hints` are those of its last document.
#[must_use]
pub fn forecast(
    times: &PollTimes,
    subscription: &Subscription,
    hints: &DocumentHints,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    zone: Tz,
) -> Vec<DateTime<Utc>> {
    let mut next = match due(times, subscription, now) {
        Due::Now => Some(now),
        Due::Later { at, .. } => at,
    };
    let wait = Waits::of(times, subscription, hints);
    let mut instants = Vec::new();
    while let Some(at) = next.map(|at| at.max(now)).filter(|at| *at < until && instants.len() < MOST_INSTANTS)
    {
        instants.push(at);
        next = Some(wait.next(at, &subscription.schedule, hints, zone));
    }
    instants
}

/// What the last answer had the feed wait for.
struct Waits {
    /// By its own schedule, where that is no line of cron.
    own: Duration,
    /// For all else.
    least: Duration,
}

impl Waits {
    fn of(times: &PollTimes, subscription: &Subscription, hints: &DocumentHints) -> Self {
        let since_asked = |at: Option<DateTime<Utc>>| {
            at.zip(times.asked).and_then(|(at, asked)| (at - asked).to_std().ok()).unwrap_or_default()
        };
        let own = match &subscription.schedule {
            Schedule::Every(every) => *every,
            Schedule::Cron(_) => Duration::ZERO,
            Schedule::Adaptive { least, .. } => since_asked(times.planned).max(*least),
        };
        // Hours that are skipped and an outage are no part of a rhythm.
        let said = match times.reason {
            Reason::Skip | Reason::Offline => lasting(hints),
            _ => since_asked(times.not_before),
        };
        Self { own, least: said.max(interval::least(&subscription.schedule)).max(FLOOR) }
    }

    fn next(
        &self,
        asked: DateTime<Utc>,
        schedule: &Schedule,
        hints: &DocumentHints,
        zone: Tz,
    ) -> DateTime<Utc> {
        let least = interval::after(asked, self.least);
        let own = match schedule {
            Schedule::Cron(line) => super::cron::next(line, asked, zone).unwrap_or(least),
            _ => interval::after(asked, self.own),
        };
        let next = own.max(least);
        skip::until(hints.skips(), next).unwrap_or(next)
    }
}
