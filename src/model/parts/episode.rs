//! What an entry is as an episode of a podcast, so far as feeds carry it on.

use serde::{Deserialize, Serialize};
use url::Url;

use super::PlainText;

/// An episode. RSS: the iTunes and podcast namespaces; JSON Feed: `_feedloom.episode`; Atom has no words for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Episode {
    /// `itunes:explicit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit: Option<bool>,
    /// `itunes:duration`, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// `itunes:image`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Url>,
    /// `itunes:season`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub season: Option<u32>,
    /// `itunes:episode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// `itunes:episodeType`: `full`, `trailer` or `bonus`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PlainText>,
    /// Elements of the podcast namespace, in document order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<EpisodeTag>,
}

/// An element of the podcast namespace: transcript, chapters, person, value and their kin. Nothing is made of it but what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EpisodeTag {
    /// The element's name.
    pub name: String,
    /// Its attributes. Those that are addresses are absolute, and of the web.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, PlainText)>,
    /// Its text.
    #[serde(skip_serializing_if = "PlainText::is_empty")]
    pub text: PlainText,
    /// The elements in it, of one level.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<EpisodeTag>,
}
