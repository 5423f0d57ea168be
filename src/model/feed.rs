//! Feeds: which there are, what they are called, and what a writer is given of one.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use url::Url;

use super::entry::{Body, Entry};
use super::ids::SourceId;
use super::parts::{Language, Person, PlainText};
use super::plan::ContentMode;

/// What a feed gathers its entries by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedKind {
    /// All entries.
    Home,
    /// A category, with everything below it.
    Category,
    /// A tag.
    Tag,
    /// A source.
    Source,
    /// An author's name.
    Author,
    /// A language.
    Language,
}

impl FeedKind {
    /// All kinds, in the order in which lists show them.
    pub const ALL: &'static [Self] =
        &[Self::Home, Self::Category, Self::Tag, Self::Source, Self::Author, Self::Language];

    /// The name in the configuration and in `feedloom list`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Category => "category",
            Self::Tag => "tag",
            Self::Source => "source",
            Self::Author => "author",
            Self::Language => "language",
        }
    }

    /// The folder that the kind's documents are below. Fixed, so that no category's name can collide with another kind.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Home => "",
            Self::Language => "lang",
            other => other.name(),
        }
    }

    /// Reads a [`name`](Self::name) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// What makes two spellings of a name one category: see [`crate::text::slug::key`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NameKey(pub String);

/// Which feed: its kind and, level by level, the keys of its path. Empty for the home feed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FeedKey {
    /// What it gathers by.
    pub kind: FeedKind,
    /// The path, outermost level first.
    pub path: Vec<NameKey>,
}

impl FeedKey {
    /// The feed of all entries.
    #[must_use]
    pub fn home() -> Self {
        Self { kind: FeedKind::Home, path: Vec::new() }
    }

    /// The feed one level up: for a category its parent, else the home feed; `None` for the home feed.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match self.path.len() {
            0 => None,
            1 => Some(Self::home()),
            n => Some(Self { kind: self.kind, path: self.path[..n - 1].to_vec() }),
        }
    }
}

impl fmt::Display for FeedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        self.path.iter().try_for_each(|level| write!(f, "/{}", level.0))
    }
}

/// That an entry is in a feed, and how it spells the feed's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The feed.
    pub feed: FeedKey,
    /// The names of the path's levels as the entry spells them.
    pub names: Vec<PlainText>,
}

/// The site that the feeds belong to.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its title.
    pub title: PlainText,
    /// Where its articles live; ends with `/`.
    pub url: Url,
    /// Where its feeds live; ends with `/`.
    pub feeds_url: Url,
    /// What it is about.
    pub description: Option<PlainText>,
    /// Its language.
    pub language: Option<Language>,
    /// The zone whose days its pages show.
    pub timezone: Tz,
    /// Who is behind it. Stands as the author of feeds whose entries name none.
    pub author: Option<Person>,
    /// A copyright notice for the feeds.
    pub rights: Option<PlainText>,
    /// How pages for people look.
    pub page: PageOptions,
}

/// What the owner says about the pages for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageOptions {
    /// How much of each entry a page shows.
    pub content: ContentMode,
    /// CSS, added after our own.
    pub stylesheet: Option<String>,
    /// HTML at the top of the page, as the owner wrote it.
    pub header: Option<String>,
    /// HTML at its bottom.
    pub footer: Option<String>,
}

/// Where one document of a feed is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The writer's name: `rss`, `atom`, `json`, `html`.
    pub format: &'static str,
    /// Path below the publishing folder, with `/`, not encoded.
    pub path: String,
    /// The URL at which it is served.
    pub url: Url,
}

/// Another feed, as far as a page that leads to it needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedLink {
    /// Which feed.
    pub key: FeedKey,
    /// Its name among its siblings: the last level of a category.
    pub name: PlainText,
    /// Its title.
    pub title: PlainText,
    /// Entries in it.
    pub entries: u64,
    /// Its documents.
    pub addresses: Vec<Address>,
}

/// A feed without its entries.
#[derive(Clone, Debug)]
pub struct FeedHead {
    /// Which feed.
    pub key: FeedKey,
    /// Atom `id`: a `tag:` URI, for ever.
    pub id: String,
    /// The names of its path's levels as its newest entry spells them. Empty for the home feed.
    pub names: Vec<PlainText>,
    /// Title.
    pub title: PlainText,
    /// Atom `subtitle`, RSS and JSON Feed `description`. Never empty.
    pub description: PlainText,
    /// The newest change among its entries. Atom `updated`, RSS `lastBuildDate`.
    pub updated: DateTime<Utc>,
    /// The page for people: the feed's HTML document, or the site.
    pub alternate: Url,
    /// Its documents, one for each format that is published.
    pub addresses: Vec<Address>,
    /// Entries in it, also those beyond the limit.
    pub entries: u64,
    /// The way up: from the home feed to its parent.
    pub ancestors: Vec<FeedLink>,
    /// The feeds one level down.
    pub children: Vec<FeedLink>,
}

impl FeedHead {
    /// The document of one format.
    #[must_use]
    pub fn address(&self, format: &str) -> Option<&Address> {
        self.addresses.iter().find(|address| address.format == format)
    }
}

/// An entry as one feed shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The entry.
    pub entry: Arc<Entry>,
    /// Its content.
    pub body: Arc<Body>,
    /// How much of it the feed shows.
    pub content: ContentMode,
    /// How much of it the page for people shows.
    pub page: ContentMode,
}

/// All that a writer of scope [`Feed`](crate::writers::Scope::Feed) is given.
pub struct FeedView<'a> {
    /// The site.
    pub site: &'a Site,
    /// The feed.
    pub feed: &'a FeedHead,
    /// Its entries, newest first, no more than its limit.
    pub entries: &'a [Shown],
    /// Whose entries the site publishes beside its own, for the home feed; empty for others.
    pub members: &'a [Member],
}

/// All that a writer of scope [`Site`](crate::writers::Scope::Site) is given.
pub struct SiteView<'a> {
    /// The site.
    pub site: &'a Site,
    /// The newest change among all entries.
    pub updated: DateTime<Utc>,
    /// Every published feed, parents before children, siblings by name.
    pub feeds: &'a [SiteFeed],
    /// Whose entries it publishes beside its own, in the order of the configuration.
    pub members: &'a [Member],
}

/// Somebody else's feed whose entries the site publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The source that it is here.
    pub source: SourceId,
    /// What it is called.
    pub name: PlainText,
    /// The feed.
    pub feed: Option<Url>,
    /// Its page for people.
    pub site: Option<Url>,
    /// The language that it says that it is in.
    pub language: Option<String>,
    /// Its format as lists name it: `RSS`, `RSS1`, `Atom`, `JSON`.
    pub version: Option<String>,
    /// A picture of who writes it.
    pub face: Option<Url>,
    /// When its newest entry was published.
    pub newest: Option<DateTime<Utc>>,
    /// How it is.
    pub state: MemberState,
}

/// How a feed is that is asked of a server, or read from a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemberState {
    /// As it should be.
    #[default]
    Well,
    /// It has failed for some time.
    Failing,
    /// Its server says that it is gone for good.
    Gone,
}

/// A feed in a [`SiteView`].
#[derive(Clone, Debug)]
pub struct SiteFeed {
    /// Which feed.
    pub key: FeedKey,
    /// Names, title and documents.
    pub link: FeedLink,
}
