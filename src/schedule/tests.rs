//! What a run would do: leases, answers and due checks, as they follow upon each other.

use url::Url;

use super::*;
use crate::model::poll::Schedule;

mod anew;
mod replay;
mod waits;

/// What came of asking, as a server would have it.
fn success(fresh: u64) -> Outcome {
    Outcome::Success { fresh, new: 0, dates: Vec::new() }
}

fn failure(status: u16, retry_after: Option<DateTime<Utc>>) -> Outcome {
    let class = if status == 429 { FailureClass::RateLimited } else { FailureClass::Status(status) };
    Outcome::Failed { failure: Failure { class, message: status.to_string() }, retry_after }
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// A Wednesday.
fn start() -> DateTime<Utc> {
    at("2026-07-01T10:00:00Z")
}

fn every(minutes: u64) -> Schedule {
    Schedule::Every(Duration::from_secs(minutes * 60))
}

fn adaptive() -> Schedule {
    Schedule::Adaptive { least: LEAST, most: MOST }
}

/// A feed, and all that is remembered of it.
struct Feed {
    subscription: Subscription,
    state: PollState,
}

impl Feed {
    fn new(schedule: Schedule) -> Self {
        let url = Url::parse("https://a.example/feed").unwrap();
        let subscription = Subscription {
            url,
            schedule,
            options: crate::model::poll::RequestOptions::default(),
            first: 100,
            most_new: 100,
        };
        Self { subscription, state: PollState::default() }
    }

    fn is_due(&self, now: DateTime<Utc>) -> bool {
        due(&self.state.times, &self.subscription, now) == Due::Now
    }

    fn lease(&mut self, now: DateTime<Utc>) {
        lease(&mut self.state, &self.subscription, now, Tz::UTC);
    }

    fn ask(&mut self, now: DateTime<Utc>, outcome: &Outcome) {
        self.lease(now);
        settle(&mut self.state, &self.subscription, outcome, now, Tz::UTC);
    }

    /// The minutes after `since` of the first run that finds it due, with a run every minute; and why then.
    fn waits(&self, since: DateTime<Utc>) -> (i64, Reason) {
        let due = (0..30 * 24 * 60).find(|minute| self.is_due(since + TimeDelta::minutes(*minute)));
        (due.unwrap_or(i64::MAX), self.state.times.reason)
    }
}
