//! How far the refusal of a server reaches: an answer in, the host that is left alone for a while out.
//!
//! 429 speaks of all requests, so that all feeds of the host wait. 503 speaks of one document until a second one says it, too: a bridge
//! whose one route is broken answers the others well.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::model::ids::ContentHash;
use crate::model::net::{Net, RetryScope, hold_key};
use crate::model::poll::{FailureClass, PollState};

/// Within which two documents of a host have to be refused with 503 for the host to count as busy.
const BUSY_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// How long a host is left alone that refuses and does not say how long.
const PAUSE: TimeDelta = TimeDelta::minutes(60);

/// What the hosts of a run have refused.
pub(super) struct Hosts {
    pub(super) net: Arc<Net>,
    /// By host: which document was refused last with 503, and when.
    busy: Mutex<HashMap<String, (ContentHash, DateTime<Utc>)>>,
}

impl Hosts {
    pub(super) fn new(net: Arc<Net>) -> Self {
        Self { net, busy: Mutex::default() }
    }

    /// True where what the server at `url` refuses to one feed is refused to all feeds of its host.
    pub(super) fn is_shared(&self, url: &Url) -> bool {
        self.net.retry_scope(url) == RetryScope::Host
    }

    /// Notes that a document was refused with 503. True where another one of its host was, a short while ago.
    pub(super) fn is_busy(&self, url: &Url, now: DateTime<Utc>) -> bool {
        let document = ContentHash::of(url.as_str().as_bytes());
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let before = busy.insert(hold_key(url).into_owned(), (document, now));
        before.is_some_and(|(other, at)| other != document && is_recent(at, now))
    }
}

/// True where what is remembered of another feed of the same host says that it was refused with 503 a short while ago.
pub(super) fn was_busy(other: &PollState, now: DateTime<Utc>) -> bool {
    other.failure.as_ref().is_some_and(|failure| failure.class == FailureClass::Status(503))
        && other.times.asked.is_some_and(|at| is_recent(at, now))
}

fn is_recent(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(at).abs() <= BUSY_WITHIN
}

/// Until when a host is left alone that refused one of its feeds, after what was settled for that feed.
pub(super) fn until(state: &PollState, now: DateTime<Utc>) -> DateTime<Utc> {
    let said = state.times.retry_after.or(state.times.not_before);
    said.filter(|until| *until > now).unwrap_or(now + PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::poll::Failure;
    use crate::pipeline::poll::fixture::url;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000 + minutes * 60, 0).unwrap()
    }

    #[test]
    fn a_host_is_busy_when_two_of_its_documents_are_refused_within_ten_minutes() {
        let (one, two) = (url("https://a.example/1"), url("https://a.example/2"));
        for (refusals, expected) in [
            (&[(&one, 0), (&one, 1)][..], false),
            (&[(&one, 0), (&two, 1)][..], true),
            (&[(&one, 0), (&two, 11)][..], false),
            (&[(&one, 0), (&url("https://b.example/2"), 1)][..], false),
            (&[(&one, 0), (&url("https://a.example:81/2"), 1)][..], false),
        ] {
            let hosts = Hosts::new(Arc::default());
            let mut is_busy = false;
            for (url, minute) in refusals {
                is_busy = hosts.is_busy(url, at(*minute));
            }
            assert_eq!(is_busy, expected, "{refusals:?}");
        }
    }

    #[test]
    fn what_another_feed_was_told_counts_for_ten_minutes() {
        for (class, minute, expected) in [
            (FailureClass::Status(503), 10, true),
            (FailureClass::Status(503), 11, false),
            (FailureClass::Status(500), 1, false),
        ] {
            let failure = Some(Failure { class, message: String::new() });
            let mut state = PollState { failure, ..PollState::default() };
            state.times.asked = Some(at(0));
            assert_eq!(was_busy(&state, at(minute)), expected, "{class} {minute}");
        }
    }

    #[test]
    fn a_host_waits_as_long_as_its_feed_and_an_hour_where_nothing_is_said() {
        let mut state = PollState::default();
        assert_eq!(until(&state, at(0)), at(60));
        state.times.not_before = Some(at(90));
        assert_eq!(until(&state, at(0)), at(90));
        state.times.retry_after = Some(at(2));
        assert_eq!(until(&state, at(0)), at(2));
        assert_eq!(until(&state, at(3)), at(63), "what it says has passed");
    }
}
