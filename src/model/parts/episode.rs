//! What an entry is as an episode of a podcast, so far as feeds carry it on.

use serde::{Deserialize, Serialize};
use url::Url;

use super::PlainText;

/// An episode. RSS, Atom: the iTunes and podcast namespaces; JSON Feed: `_feedloom.episode`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Episode {
    /// `itunes:title`: its title without the number and the name of the show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<PlainText>,
    /// `itunes:subtitle`. At most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<PlainText>,
    /// `itunes:summary`, where that is not the entry's own summary or content. At most 4000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<PlainText>,
    /// True: `itunes:summary` is the entry's own summary.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_summarized: bool,
    /// `itunes:block`: directories are asked not to list it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub block: bool,
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
    /// `itunes:order`: its place among the episodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
    /// `itunes:isClosedCaptioned`: its film has subtitles.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_captioned: bool,
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
