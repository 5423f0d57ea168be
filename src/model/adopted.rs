//! Ids that readers know from feeds that were there before, ready to be asked for.
//!
//! In: what `ids.tsv` says of one source, read. Out: what readers know an article by, told by its path, by its page, or by a
//! pattern that those ids follow. Reading and writing the file is not done here.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

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
    rows: Vec<(String, KnownAs)>,
    by_path: HashMap<String, usize>,
    /// Made when an article is asked for that no row has the path of: in most runs none is.
    by_page: OnceLock<HashMap<String, usize>>,
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

    /// Adds an article: its path below the source's folder, its page (each empty where unknown), and what it is known as. Of
    /// several with one path or page the first counts.
    pub fn add(&mut self, path: &str, link: &str, known_as: KnownAs) {
        if !path.is_empty() {
            self.by_path.entry(path.to_owned()).or_insert(self.rows.len());
        }
        self.rows.push((link.to_owned(), known_as));
        self.by_page.take();
    }

    /// True where nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.patterns.is_none()
    }

    /// What the article is known as: the row of its path, else the one of its page. `key` says by what pages are compared, and is
    /// always the same.
    pub fn find(&self, path: &str, link: Option<&Url>, key: fn(&Url) -> String) -> Option<&KnownAs> {
        let at = self.by_path.get(path).or_else(|| self.by_page(key).get(&key(link?)))?;
        self.rows.get(*at).map(|(_, known_as)| known_as)
    }

    fn by_page(&self, key: fn(&Url) -> String) -> &HashMap<String, usize> {
        self.by_page.get_or_init(|| {
            let mut by_page = HashMap::new();
            for (at, (link, _)) in self.rows.iter().enumerate() {
                if let Ok(link) = Url::parse(link) {
                    by_page.entry(key(&link)).or_insert(at);
                }
            }
            by_page
        })
    }

    /// The patterns.
    #[must_use]
    pub fn patterns(&self) -> Option<&Patterns> {
        self.patterns.as_ref()
    }
}
