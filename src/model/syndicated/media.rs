//! Media of an entry as found: objects, their pictures, and what is said of them (Media RSS 1.5.1). Texts, numbers and addresses are as
//! they stand in the feed.

use crate::model::draft::RawText;

/// A media object. `media:content`, alone or in a `media:group`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftMedia {
    /// Where it is.
    pub url: Option<String>,
    /// Media type.
    pub media_type: Option<String>,
    /// `image`, `audio`, `video`, `document`, `executable`.
    pub medium: Option<String>,
    /// Bytes, as said.
    pub length: Option<String>,
    /// Seconds, as said.
    pub duration: Option<String>,
    /// Pixels, as said.
    pub width: Option<String>,
    /// Pixels, as said.
    pub height: Option<String>,
    /// Other attributes that say something of the file: name and value.
    pub facts: Vec<(String, String)>,
    /// The `media:group` that it is in, by its place in the entry.
    pub group: Option<u32>,
    /// What is said of it.
    pub about: DraftMediaAbout,
}

/// What is said of a media object, or of all of an entry's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftMediaAbout {
    /// `media:title`.
    pub title: Option<RawText>,
    /// `media:description`.
    pub description: Option<RawText>,
    /// `media:credit`, in document order.
    pub credits: Vec<DraftCredit>,
    /// `media:rating`, in document order.
    pub ratings: Vec<DraftRating>,
}

/// Somebody who contributed to a media object. `media:credit`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftCredit {
    /// The name.
    pub name: String,
    /// What the person did.
    pub role: Option<String>,
    /// The vocabulary that the role is from.
    pub scheme: Option<String>,
}

/// For whom a media object is. `media:rating`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftRating {
    /// The rating.
    pub value: String,
    /// The vocabulary that it is from.
    pub scheme: Option<String>,
}

/// A picture. `media:thumbnail`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftThumbnail {
    /// Where it is.
    pub url: String,
    /// Pixels, as said.
    pub width: Option<String>,
    /// Pixels, as said.
    pub height: Option<String>,
}
