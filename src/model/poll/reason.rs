//! What decided when a feed is asked again.

use serde::{Deserialize, Serialize};

/// Why a feed is asked at its time and not before. The words are those of `feedloom status --json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// It was never asked.
    #[default]
    New,
    /// Its interval.
    Every,
    /// Its times of day.
    Cron,
    /// The rhythm in which it brings something new.
    Adaptive,
    /// The least interval between two requests.
    Least,
    /// `Cache-Control` or `Expires`: what is known is still fresh (RFC 9111 §4.2).
    Fresh,
    /// RSS `ttl`.
    Ttl,
    /// `sy:updatePeriod`.
    Period,
    /// RSS `skipHours` or `skipDays`.
    Skip,
    /// `Retry-After` of its own server's answer.
    RetryAfter,
    /// Its host asked to be left alone, in the answer for another feed.
    HostHold,
    /// It failed several times in a row.
    BackOff,
    /// We seem to be offline.
    Offline,
    /// A request was cut off, and counts.
    CutOff,
    /// The clock was set back behind the time at which it was last asked.
    Clock,
    /// Its server says that it is gone.
    Gone,
}

impl Reason {
    /// In words that go on after a time.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::New => "it was never asked",
            Self::Every => "its interval",
            Self::Cron => "its times of day",
            Self::Adaptive => "the rhythm in which it brings something new",
            Self::Least => "the least interval between two requests",
            Self::Fresh => "its server says that what we have is fresh until then",
            Self::Ttl => "its `ttl` asks for that",
            Self::Period => "its `sy:updatePeriod` asks for that",
            Self::Skip => "its `skipHours` or `skipDays` ask for that",
            Self::RetryAfter => "its server asked to be left alone until then",
            Self::HostHold => "its host asked to be left alone until then",
            Self::BackOff => "it failed, and is asked less often for that",
            Self::Offline => "no host could be reached",
            Self::CutOff => "the last request was cut off, and counts",
            Self::Clock => "the clock was set back after it was asked",
            Self::Gone => "its server says that it is gone for good",
        }
    }
}
