//! What is known of a feed that is asked of a server: the subscription, and what came of asking.
//!
//! Values alone: `schedule` decides with them when to ask again, `fetch` asks, the store keeps [`PollState`].

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::ids::{ContentHash, SourceId};

mod failure;
mod hints;
mod members;
mod reason;
mod told;

pub use failure::{Failure, FailureClass};
pub use reason::Reason;
pub use told::{Told, ToldDefect};

/// The value of a header field, byte for byte: what a server sent is sent back as it was (RFC 9110 §8.8).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Octets(Vec<u8>);

impl Octets {
    /// Takes over the bytes of a value.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

impl Serialize for Octets {
    /// As text of the characters U+0000 to U+00FF, one for each byte.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text: String = self.0.iter().map(|byte| char::from(*byte)).collect();
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes: Result<Vec<u8>, _> = text.chars().map(|c| u8::try_from(u32::from(c))).collect();
        bytes.map(Self).map_err(serde::de::Error::custom)
    }
}

/// How often a feed is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// At this interval.
    Every(Duration),
    /// At these times: a line of cron, in the zone of the site.
    Cron(String),
    /// As often as it brings something new, within these bounds.
    Adaptive {
        /// The shortest interval.
        least: Duration,
        /// The longest interval.
        most: Duration,
    },
}

/// What a request carries beside what every request carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestOptions {
    /// Header fields that the owner configured, credentials included. Sent to the origin of the subscription alone.
    pub headers: Vec<(String, String)>,
    /// True: HTTP/1.1, whatever else the server offers.
    pub http1_only: bool,
    /// True: whatever certificate the server shows is taken.
    pub tls_insecure: bool,
}

/// A feed that the owner wants asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Where it is.
    pub url: Url,
    /// How often it is asked.
    pub schedule: Schedule,
    /// What requests carry.
    pub options: RequestOptions,
    /// Entries that are kept of the first document at the most, the newest.
    pub first: usize,
    /// New entries that are taken of each later document at the most, the newest.
    pub most_new: usize,
}

/// By what a server tells one version of a document from another (RFC 9110 §8.8), and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The address that answered with them. They mean nothing elsewhere.
    pub url: Url,
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<Octets>,
    /// `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<Octets>,
}

/// What the last document said of when to ask again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentHints {
    /// RSS `ttl`, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u64>,
    /// `sy:updatePeriod` divided by `sy:updateFrequency`, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<u64>,
    /// RSS `skipHours`: bit `h` is set for the hour `h` of UTC, 0 to 23.
    pub skip_hours: u32,
    /// RSS `skipDays`: bit `d` is set for the day `d` of UTC, 0 for Monday to 6.
    pub skip_days: u8,
}

/// What a document says of the feed that it is of: evidence where the feed moves, and what lists of feeds show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedFacts {
    /// Atom `id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its title, plain.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Its page for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The language that it says that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its format as lists name it: `RSS`, `RSS1`, `Atom`, `JSON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When the newest entry in it was published.
    #[serde(skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub newest: Option<DateTime<Utc>>,
    /// The feeds that it names, where it is a list of feeds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
}

/// A feed that a list names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its address, `http` or `https`, without a fragment.
    pub url: String,
    /// What the list calls it. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The folders that it is in, and the categories that it is given: paths, outermost level first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Vec<String>>,
    /// True: the list no longer names it, and it stays until the owner says that it is meant to go.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stays: bool,
}

/// A feed that is asked somewhere else than it is configured, since its server said that it has moved for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Where it is now.
    pub to: Url,
    /// Since when it is asked there.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// Where it was asked before, oldest first. The configured address is not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_way_of: Vec<Url>,
    /// What showed that it is the same feed, in words.
    pub evidence: String,
    /// The source that was asked there already: then this one no longer is, since the two are one feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onto: Option<SourceId>,
}

/// A move that was seen and is not believed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// Where to.
    pub to: Url,
    /// When it was first seen.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub first: DateTime<Utc>,
    /// How many times in a row.
    pub times: u32,
}

/// When a feed is asked again: what a run looks at for every feed, and the store keeps apart from the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollTimes {
    /// Digest of the configured address that all is of. Where the configuration names another, it starts anew.
    pub of: Option<ContentHash>,
    /// When it is asked again by its own interval.
    pub planned: Option<DateTime<Utc>>,
    /// Digest of the schedule that `planned` is of: where the configuration has another, it is planned anew. Older states do not have it.
    pub planned_by: Option<i64>,
    /// Before when it is not asked: what the server said, what the document said, how often it failed.
    pub not_before: Option<DateTime<Utc>>,
    /// Before when it is not asked whoever wants it to be: `Retry-After` (RFC 9110 §10.2.3).
    pub retry_after: Option<DateTime<Utc>>,
    /// Since when its server says that it is gone for good (RFC 9110 §15.5.11).
    pub gone: Option<DateTime<Utc>>,
    /// What decided.
    pub reason: Reason,
    /// When it was last asked, or was about to be.
    pub asked: Option<DateTime<Utc>>,
    /// Since when the clock has been behind `asked`: it was set back, and how much time has really passed is not known.
    pub behind: Option<DateTime<Utc>>,
    /// In which hours and days it is not asked, as [`DocumentHints::skips`] packs them.
    pub skips: u32,
    /// True: the last time it let us wait until we gave up.
    pub timed_out: bool,
    /// When it was last asked by the real clock, in milliseconds since 1970, whatever time the run was told: hosts are asked in
    /// real time.
    pub asked_wall: Option<i64>,
}

impl PollTimes {
    /// The earliest instant at which it is asked again, slack aside; `None`: at once, or, where it is gone, never.
    #[must_use]
    pub fn next(&self) -> Option<DateTime<Utc>> {
        [self.planned, self.not_before, self.retry_after]
            .into_iter()
            .flatten()
            .max()
            .filter(|_| self.gone.is_none())
    }

    /// True where they are of this address.
    #[must_use]
    pub fn are_of(&self, url: &Url) -> bool {
        self.of == Some(ContentHash::of(url.as_str().as_bytes()))
    }
}

/// All that is remembered of asking for one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PollState {
    /// The configured address that all this is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// Digest of the [`RequestOptions`]: other credentials may see another document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<ContentHash>,
    /// Digest of what makes entries of the document: where it changed, the document has to be read again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe: Option<ContentHash>,
    /// Where it has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// Where it may have moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sighting: Option<Sighting>,
    /// Where it did not move, as the owner said by taking moves back: those are not stored again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Url>,
    /// What to send with the next request. Of the last document whose entries are in the store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validators: Option<Validators>,
    /// Digest of that document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<ContentHash>,
    /// Answers in a row with another `ETag` and the same document.
    #[serde(skip_serializing_if = "is_zero")]
    pub volatile: u32,
    /// True: its server answers a request for what is new alone with something else, so that it is no longer sent one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub whole_only: bool,
    /// When validators were last dropped for what a 304 said.
    #[serde(skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub refetched: Option<DateTime<Utc>>,
    /// True: it was about to be asked, and nothing is known of the answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pending: bool,
    /// When it is asked again.
    #[serde(skip)]
    pub times: PollTimes,
    /// Seconds for which its server said that the document is fresh (RFC 9111 §5.2.2.1). It holds for a 304 that says nothing of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u64>,
    /// The same as `Expires` says it (RFC 9111 §5.3), which is an instant and holds for no later answer; but of one that nobody lived to
    /// read it is the best guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_after: Option<u64>,
    /// What the last document said of it.
    #[serde(skip_serializing_if = "is_default")]
    pub hints: DocumentHints,
    /// What the last document said of the feed.
    #[serde(skip_serializing_if = "is_default")]
    pub feed: FeedFacts,
    /// When the last new entries came, by their dates where those can be believed, else when they were seen. In seconds since 1970, oldest
    /// first, no more than twenty-one. Entries that came at one time are there once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arrivals: Vec<i64>,
    /// When the last answer that brought new entries came. Older states do not have it: there the last arrival is that instant.
    #[serde(skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub last_new: Option<DateTime<Utc>>,
    /// Answers in a row without a new entry. Changes with each of them, so that the store keeps it with the times.
    #[serde(skip)]
    pub empty: u32,
    /// When it last answered as it should. The same holds for it.
    #[serde(skip)]
    pub last_success: Option<DateTime<Utc>>,
    /// Since when it fails.
    #[serde(skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub failing_since: Option<DateTime<Utc>>,
    /// Failures in a row.
    #[serde(skip_serializing_if = "is_zero")]
    pub errors: u32,
    /// What was told of it.
    #[serde(skip_serializing_if = "is_default")]
    pub told: Told,
    /// Kinds of defects that were told of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub told_defects: Vec<ToldDefect>,
    /// The last failure, while it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl PollState {
    /// Where the feed is asked.
    #[must_use]
    pub fn address<'a>(&'a self, subscription: &'a Subscription) -> &'a Url {
        self.moved.as_ref().map_or(&subscription.url, |moved| &moved.to)
    }
}

/// A host, or a document, that asked to be left alone for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The host and port, or the group of hosts that count as one: [`hold_key`](super::net::hold_key). For one document:
    /// [`address_key`](super::net::address_key).
    pub host: String,
    /// Before when nothing that it covers is asked.
    pub until: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_value_comes_back_byte_for_byte() {
        let every_byte = Octets::new((0..=255).collect::<Vec<u8>>());
        let text = serde_json::to_string(&every_byte).unwrap();
        assert_eq!(serde_json::from_str::<Octets>(&text).unwrap(), every_byte);
    }

    #[test]
    fn what_is_known_of_a_feed_survives_being_written_down() {
        let state = PollState {
            url: Some(Url::parse("https://a.example/feed").unwrap()),
            errors: 3,
            failure: Some(Failure { class: FailureClass::Status(503), message: "503".to_owned() }),
            arrivals: vec![1, 2],
            failing_since: DateTime::from_timestamp(7, 0),
            ..PollState::default()
        };
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<PollState>(&text).unwrap(), state);
        assert_eq!(serde_json::from_str::<PollState>("{}").unwrap(), PollState::default());
    }
}
