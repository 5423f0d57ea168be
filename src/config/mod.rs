//! The configuration: a file, the environment and flags in, a [`Config`] or a list of problems out.
//!
//! `keys` says which keys there are, `read` turns what was typed into values, `check` turns values into what they mean,
//! `problem` shows what is wrong under the word that is wrong. This module knows no adapter and no writer: their names and
//! keys come in as tables.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono_tz::Tz;

use crate::model::feed::{FeedKind, Site};
use crate::model::ids::SourceId;
use crate::model::options::Options;
use crate::model::plan::Plan;
use crate::model::policy::{CategoryRules, IdPolicy};

/// What a configuration means.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file that it was read from.
    pub file: PathBuf,
    /// The database.
    pub state: PathBuf,
    /// The zone in which dates without one are read.
    pub timezone: Tz,
    /// The site.
    pub site: Site,
    /// How ids are made.
    pub ids: IdPolicy,
    /// What is published, and where.
    pub publish: Publish,
    /// Which category feeds there are.
    pub categories: CategoryRules,
    /// The title of a category's feed, with `{category}` and `{site}`.
    pub category_title: String,
    /// Path segments that the owner chose: from a name to a segment.
    pub slugs: BTreeMap<String, String>,
    /// Where documents go.
    pub paths: Paths,
    /// The same bytes under another path.
    pub aliases: Vec<Alias>,
    /// The sources, in the order of the file, which is their priority.
    pub sources: Vec<SourceConfig>,
}

/// `[publish]`.
#[derive(Clone, Debug)]
pub struct Publish {
    /// The folder.
    pub dir: PathBuf,
    /// Names of writers.
    pub formats: Vec<String>,
    /// Kinds of feeds beside the home feed.
    pub by: Vec<FeedKind>,
    /// How a feed is made.
    pub plan: Plan,
    /// A program to run when documents changed.
    pub after: Vec<String>,
    /// True: files that we did not write may be overwritten.
    pub take_over: bool,
}

/// `[paths]`: templates by kind of feed and writer (`category.rss`), and for documents of the site by writer (`opml`).
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// Templates with `{slug}`.
    pub feeds: BTreeMap<(FeedKind, String), String>,
    /// Paths of documents of the site.
    pub site: BTreeMap<String, String>,
}

/// `[[alias]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The old path.
    pub from: String,
    /// The document whose bytes it has.
    pub to: String,
}

/// `[[source]]`.
#[derive(Clone, Debug)]
pub struct SourceConfig {
    /// Its id.
    pub id: SourceId,
    /// Its adapter.
    pub kind: String,
    /// Categories that its entries get beside their own.
    pub categories: Vec<Vec<String>>,
    /// What was read for the adapter's keys.
    pub options: Options,
    /// Its position in the file, for problems that the adapter finds: byte offset of the `[[source]]` header.
    pub offset: usize,
}
