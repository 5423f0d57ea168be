//! How a feed is made: how many entries it shows and how much of each.

use serde::{Deserialize, Serialize};

/// How much of an entry a feed shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContentMode {
    /// The whole content (RSS has a description beside it, as its profile wants).
    #[default]
    Full,
    /// The summary: the author's, else the beginning of the content.
    Summary,
    /// Summary and content.
    Both,
    /// Title and link.
    None,
}

/// The rules by which every feed of a site is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Entries at the most.
    pub limit: usize,
    /// How much of each.
    pub content: ContentMode,
    /// Entries of one source at the most, in a feed that has entries of several; `None`: any number.
    pub per_source: Option<usize>,
    /// Bytes of one document at the most.
    pub max_bytes: usize,
}

/// The folder in the publishing folder in which documents wait to be put in place. What a run finds in it, it removes.
pub const STAGE: &str = ".feedloom-stage";
