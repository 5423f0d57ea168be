//! Media objects of an entry, so far as feeds carry them on (Media RSS 1.5.1).

use serde::{Deserialize, Serialize};
use url::Url;

use super::PlainText;

/// What an entry says of its media. RSS, Atom: the media namespace; JSON Feed: `_feedloom.media`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    /// What is said of all of them.
    #[serde(skip_serializing_if = "MediaAbout::is_empty")]
    pub about: MediaAbout,
    /// `media:thumbnail`: the entry's pictures, where that is more than the address of the one that stands for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thumbnails: Vec<Thumbnail>,
    /// `media:content`, in document order. Those of one group stand side by side.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<MediaObject>,
}

/// What is said of a media object, or of all of an entry's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MediaAbout {
    /// `media:title`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<PlainText>,
    /// `media:description`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<PlainText>,
    /// `media:credit`, in document order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<Credit>,
    /// `media:rating`, in document order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
}

impl MediaAbout {
    /// True where nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Somebody who contributed to a media object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Credit {
    /// The name. Never empty.
    pub name: PlainText,
    /// What the person did, in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<PlainText>,
    /// The vocabulary that the role is from: an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
}

/// For whom a media object is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rating {
    /// The rating, such as `nonadult`. Never empty.
    pub value: PlainText,
    /// The vocabulary that it is from: an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
}

/// A picture with its size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// Where it is, absolute.
    pub url: Url,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// A file, or a version of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaObject {
    /// Where it is, absolute.
    pub url: Url,
    /// Its media type, such as `video/mp4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Other attributes, by the names that Media RSS has for them: `medium`, `bitrate`, `isDefault` and their kin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, PlainText)>,
    /// The group of versions of one thing that it is in, by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    /// What is said of it alone.
    #[serde(default, skip_serializing_if = "MediaAbout::is_empty")]
    pub about: MediaAbout,
}
