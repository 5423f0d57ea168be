//! Ids that readers know from feeds that were there before, ready to be asked for.
//!
//! In: what `ids.tsv` says of one source, read. Out: what readers know an article by, told by its path, by its page, or by a
//! pattern that those ids follow. Reading and writing the file is not done here.

use std::collections::HashMap;
use std::fmt;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::ids::ContentHash;

/// What readers know an entry by. Empty: they know nothing, or the same as the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownAs {
    /// In an RSS feed, as its `guid` says it: not always a URI.
    pub guid: String,
    /// In an Atom or a JSON feed.
    pub id: String,
}

impl KnownAs {
    /// True where they know nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.guid.is_empty() && self.id.is_empty()
    }
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Literal(String),
    /// `{link}`: the article's page.
    Link,
    /// `{page}`: the path of its page, without what comes and goes at its ends: `/`, `index.html`, `.html`.
    Page,
    /// `{slug}`: the last part of that.
    Slug,
    /// `{year}`: four digits, of the date of publication in the site's zone.
    Year,
    /// `{month}`: two digits.
    Month,
    /// `{day}`: two digits.
    Day,
    /// `{wordpress_id}`: what the article's front matter has under that key.
    Fact(String),
}

/// A pattern that ids follow. Without pieces: none.
pub type Template = Vec<Piece>;

/// The patterns that the ids of a source follow.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    /// Of those in RSS.
    pub guid: Template,
    /// Of those in Atom and JSON Feed.
    pub id: Template,
    /// They hold for articles that were published until then: the instant of the newest entry of the feed that was there
    /// before. What is published later was never in it.
    pub until: DateTime<Utc>,
    /// The zone of the dates in them.
    pub zone: Tz,
}

/// What readers know the articles of one source by.
#[derive(Clone, Default)]
pub struct Adopted {
    rows: Vec<KnownAs>,
    by_path: HashMap<String, usize>,
    by_page: HashMap<String, usize>,
    patterns: Option<Patterns>,
    digest: ContentHash,
}

/// The digest alone: it tells whether what is said here changed.
impl fmt::Debug for Adopted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Adopted({})", self.digest)
    }
}

impl Adopted {
    /// Takes over the patterns; `digest` is that of all that is going to be said of the source.
    #[must_use]
    pub fn new(patterns: Option<Patterns>, digest: ContentHash) -> Self {
        Self { patterns, digest, ..Self::default() }
    }

    /// Adds an article: its path below the source's folder, its page in the form in which pages are compared (each empty where
    /// unknown), and what it is known as. Of several with one path or page the first counts.
    pub fn add(&mut self, path: &str, page: &str, known_as: KnownAs) {
        let at = self.rows.len();
        self.rows.push(known_as);
        for (key, by) in [(path, &mut self.by_path), (page, &mut self.by_page)] {
            if !key.is_empty() {
                by.entry(key.to_owned()).or_insert(at);
            }
        }
    }

    /// True where nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.patterns.is_none()
    }

    /// What the article is known as: the row of its path, else the one of its page, which is asked for only then.
    pub fn find(&self, path: &str, page: impl FnOnce() -> Option<String>) -> Option<&KnownAs> {
        let at = self.by_path.get(path).or_else(|| self.by_page.get(&page()?))?;
        self.rows.get(*at)
    }

    /// The patterns.
    #[must_use]
    pub fn patterns(&self) -> Option<&Patterns> {
        self.patterns.as_ref()
    }
}
