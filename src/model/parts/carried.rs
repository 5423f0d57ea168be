//! What an entry of a feed says that nothing here is made of: it is carried on to the feeds that show the entry.
//!
//! Most entries say none of it, so that it stands apart from what every entry has.

use serde::{Deserialize, Serialize};
use url::Url;

use super::media::Media;
use super::{Person, PlainText};

/// What is carried on. Never empty: an entry without any has none. JSON Feed: members of `_feedloom` by these names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    /// `contributor`; `dc:contributor`. Without mail addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Person>,
    /// `link`; `atom:link`. Where it was found (`via`), and what else it is about (`related`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<CarriedLink>,
    /// `link rel="license"` (RFC 4946 §2); `creativeCommons:license`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<Url>,
    /// `link rel="replies"` (RFC 4685 §4); `comments`. The page with its comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<Url>,
    /// `link rel="replies"`; `wfw:commentRss`. The feed of its comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment_feed: Option<CommentFeed>,
    /// `thr:total` (RFC 4685 §5); `slash:comments`. How many comments it had when anything else of it last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment_count: Option<u32>,
    /// `thr:in-reply-to` (RFC 4685 §3). What it answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_reply_to: Vec<Reply>,
    /// `georss:point`. Where it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// Its media.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Box<Media>>,
}

/// A link to something that the entry is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedLink {
    /// `via` or `related` (RFC 4287 §4.2.7.2).
    pub rel: String,
    /// Where it leads, absolute.
    pub url: Url,
    /// What to show for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<PlainText>,
}

/// The feed of an entry's comments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentFeed {
    /// Where it is, absolute.
    pub url: Url,
    /// Its media type.
    pub media_type: String,
}

/// What an entry answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The id of what is answered: an absolute URI.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Where it can be read, absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<Url>,
    /// Media type of what is there.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The feed that it is in, absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Url>,
}

/// A place on earth (WGS 84), in ten-millionths of a degree, which is about a centimetre: whole numbers are the same wherever they are
/// written down and read again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Degrees", into = "Degrees")]
pub struct Point {
    latitude: i32,
    longitude: i32,
}

/// A place as it is written down.
#[derive(Serialize, Deserialize)]
struct Degrees {
    latitude: f64,
    longitude: f64,
}

impl From<Degrees> for Point {
    fn from(Degrees { latitude, longitude }: Degrees) -> Self {
        Self::new(latitude, longitude).unwrap_or_default()
    }
}

impl From<Point> for Degrees {
    fn from(point: Point) -> Self {
        let (latitude, longitude) = point.degrees();
        Self { latitude, longitude }
    }
}

/// Parts of a degree.
const PARTS: f64 = 1e7;

impl Point {
    /// The place at these degrees; `None` where there is none on earth.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        #[expect(clippy::cast_possible_truncation, reason = "at most 180 degrees, which is below 2^31 parts")]
        let parts = |degrees: f64| (degrees * PARTS).round() as i32;
        is_on_earth.then(|| Self { latitude: parts(latitude), longitude: parts(longitude) })
    }

    /// Degrees north and east, in the fewest digits.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.latitude) / PARTS, f64::from(self.longitude) / PARTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_said_as_it_was_found() {
        for (latitude, longitude) in
            [(36.5, 31.25), (-90.0, 180.0), (0.1, -0.000_000_1), (52.520_008, 13.404_954)]
        {
            let point = Point::new(latitude, longitude).unwrap();
            assert_eq!(format!("{:?}", point.degrees()), format!("{:?}", (latitude, longitude)));
            let written = serde_json::to_string(&point).unwrap();
            assert_eq!(serde_json::from_str::<Point>(&written).unwrap(), point, "{written}");
        }
        assert_eq!(Point::new(91.0, 0.0), None);
        assert_eq!(Point::new(f64::NAN, 0.0), None);
    }
}
