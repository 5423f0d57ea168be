//! What an entry of a feed says that nothing here is made of: it is carried on to the feeds that show the entry.
//!
//! Most entries say none of it, so that it stands apart from what every entry has.

use serde::{Deserialize, Serialize};

use super::media::Media;

/// What is carried on. Never empty: an entry without any has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    /// Its media.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Box<Media>>,
}
