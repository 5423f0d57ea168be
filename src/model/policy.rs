//! The owner's rules that turn drafts into entries, and entries into feeds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::adopted::Adopted;
use super::ids::SourceId;
use super::parts::Language;

/// What an article's id is made of where it names none itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdPolicy {
    /// `tag:<site host>,<date>:<source id>/<path>` (RFC 4151).
    #[default]
    Tag,
    /// Its link.
    Permalink,
}

/// What happens to entries that are dated in the future.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Future {
    /// They appear when they are due.
    #[default]
    Hold,
    /// They are shown.
    Show,
    /// They are shown, dated at the instant at which they were first seen.
    Clamp,
}

/// How much is kept of what a feed of somebody else has brought. Whatever it says, what a published feed shows stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Entries that are kept, the newest by date of publication; `None`: all.
    pub entries: Option<usize>,
    /// The age, by date of publication, from which on they go; `None`: they stay. It is also how long the entries of a feed are kept
    /// that the configuration no longer has.
    pub age: Option<Duration>,
}

impl Default for Retention {
    fn default() -> Self {
        Self { entries: Some(1000), age: None }
    }
}

/// Where our own feeds are.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Where they are served; ends with `/`.
    pub feeds: Option<Url>,
    /// The paths of their documents below that, in which `{slug}` stands for what tells them apart.
    pub patterns: Vec<String>,
}

impl Own {
    /// True where a document of ours has that address, whatever its scheme and query.
    #[must_use]
    pub fn has_document(&self, address: &Url) -> bool {
        let Some(feeds) = &self.feeds else { return false };
        let host = |url: &Url| {
            let host = url.host_str().unwrap_or_default();
            (host.strip_prefix("www.").unwrap_or(host).to_owned(), url.port())
        };
        if host(address) != host(feeds) {
            return false;
        }
        let path = address.path().strip_prefix(feeds.path());
        path.is_some_and(|path| self.patterns.iter().any(|pattern| fits(pattern, path)))
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    match pattern.split_once("{slug}") {
        None => pattern == path,
        Some((before, after)) => path
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|slug| !slug.is_empty()),
    }
}

/// The rules for the entries of one source.
#[derive(Clone, Debug)]
pub struct SourcePolicy {
    /// The source; of rules that the members of a list share, the list.
    pub source: SourceId,
    /// The host of the site's URL, for minting ids.
    pub host: String,
    /// How ids are made.
    pub ids: IdPolicy,
    /// Ids that readers know from feeds that were there before.
    pub adopted: Arc<Adopted>,
    /// What happens to future dates.
    pub future: Future,
    /// Categories that every entry gets beside its own. What a feed of somebody else gets is decided when it is shown.
    pub categories: Vec<Vec<String>>,
    /// The language of entries that name none; `None`: the site's.
    pub language: Option<Language>,
    /// Dates of its entries that do not count.
    pub ignored: IgnoredDates,
    /// Rules for the text of its entries' contents.
    pub contents: Option<Arc<dyn ContentRules>>,
    /// How much is kept; `None`: what the source has, no more and no less.
    pub retention: Option<Retention>,
    /// Of two sources that have the same post the one with the higher number gives the entry.
    pub priority: i64,
    /// Sources whose minted ids an entry of this one may not claim: all but itself. `None`: it is the site's own, and may.
    pub others: Option<Arc<Vec<SourceId>>>,
    /// Where our own feeds are: what comes from there is not published again.
    pub own: Arc<Own>,
}

impl SourcePolicy {
    /// All that makes another entry of a draft of the source, for digests. How much is kept makes none, and which other sources there are makes none
    /// that is worth asking a server for everything again.
    #[must_use]
    pub fn recipe(&self) -> String {
        let Self { host, ids, adopted, future, categories, language, ignored, contents, .. } = self;
        format!("{host} {ids:?} {adopted:?} {future:?} {categories:?} {language:?} {ignored:?} {contents:?}")
    }
}

/// Dates that cannot be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IgnoredDates {
    /// When an entry was published.
    pub published: bool,
    /// When it was last changed.
    pub updated: bool,
}

/// Rules for the text of a content. They are looked at when an entry comes in, since only then its content is at hand.
pub trait ContentRules: fmt::Debug + Send + Sync {
    /// Which of the rules the text fits.
    fn fits(&self, text: &str) -> Fits;
}

/// Which rules a content fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fits {
    /// One of those that say what is shown.
    pub only: bool,
    /// One of those that say what is not.
    pub except: bool,
}

impl Fits {
    /// True where it fits none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Which fields give an entry its categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CategoryFrom {
    /// Its categories.
    Categories,
    /// Its tags, each as a category of one level.
    Tags,
}

/// Which category feeds there are.
#[derive(Clone, Debug, Default)]
pub struct CategoryRules {
    /// Only these (and what is below them); empty: all.
    pub only: Vec<Vec<String>>,
    /// Never these, nor what is below them.
    pub except: Vec<Vec<String>>,
    /// Feeds with fewer entries are not published.
    pub min_entries: u64,
    /// Where categories come from; empty: [`CategoryFrom::Categories`].
    pub from: Vec<CategoryFrom>,
}
