//! What was told of a feed, so that it is not told again and again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What was told of a feed to whoever hears only of news, so that it is not told again and again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// When it was last told that it fails.
    #[serde(skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub at: Option<DateTime<Utc>>,
    /// True: it was not told since that it works again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub failing: bool,
    /// Since when no host at all could be reached, where that is why this feed has no answer.
    #[serde(skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub offline_since: Option<DateTime<Utc>>,
    /// True: that was told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub offline: bool,
    /// When it was last told that a document brought more new entries than are taken.
    #[serde(skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub backlog: Option<DateTime<Utc>>,
}

/// A kind of defects of a feed, and when it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldDefect {
    /// Which: a digest of what is said of all that are of it.
    pub kind: u64,
    /// When it was last told.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// When it was last there.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub seen: DateTime<Utc>,
    /// True: a document that was read as a whole was without it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub away: bool,
    /// True: it is of a document, so that one that does not have it is without it; what is told of an entry is only told when that changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_document: bool,
}
