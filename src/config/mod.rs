//! The configuration: a file, the environment and flags in, a [`Config`] or a list of problems out.
//!
//! `keys` says which keys there are, `read` turns what was typed into values, `check` turns values into what they mean,
//! `problem` shows what is wrong under the word that is wrong; `print`, `schema` and `reference` show the same keys to people
//! and editors. This module knows no adapter and no writer: their names and keys come in as [`Tables`]. It reads no disk but
//! through [`Files`], and no environment but what it is given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;

use crate::model::feed::{FeedKind, Site};
use crate::model::ids::SourceId;
use crate::model::net::Net;
use crate::model::options::{Key, Options, Setting};
use crate::model::plan::Plan;
use crate::model::policy::{CategoryRules, IdPolicy};

pub mod append;
mod check;
pub mod cut;
mod derive;
mod documents;
pub mod file;
pub mod foreign;
mod headers;
mod keys;
mod lines;
mod members;
mod net;
mod overrides;
pub mod print;
pub mod problem;
mod read;
pub mod reference;
pub mod schema;
mod secret;
mod sources;
mod syntax;
mod templates;
pub mod typed;
mod unknown;
pub mod url;
pub mod value;
mod wording;

pub use file::read;
pub use problem::{Place, Problem, Problems};
pub use typed::{Origin, Typed};

/// What there is to be configured that this module does not know by itself.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Kinds of sources.
    pub adapters: Vec<AdapterKeys>,
    /// Formats.
    pub writers: Vec<WriterName>,
    /// The keys that `[[override]]` may have: those of sources that are asked of servers.
    pub shared: &'static [&'static [Key]],
}

/// A kind of source: a value of `type`.
#[derive(Clone, Copy, Debug)]
pub struct AdapterKeys {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// Its keys, beside the ones that every source has, in tables, which it may share with others.
    pub keys: &'static [&'static [Key]],
}

/// A format: an item of `publish.formats`.
#[derive(Clone, Copy, Debug)]
pub struct WriterName {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// The file name of its documents where `[paths]` says nothing else.
    pub file_name: &'static str,
    /// What there is a document for.
    pub documents: Documents,
}

/// What a format has a document for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Documents {
    /// Each feed.
    OfFeeds,
    /// The site, once.
    OfSite,
}

/// What a configuration asks of the disk: the files that it names (secrets, and parts of pages), and which folders are one.
pub trait Files {
    /// The text of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// Why it cannot be had, in words that go on after "cannot be read: ".
    fn text(&self, path: &Path, limit: u64) -> Result<String, String>;

    /// True where both paths lead to one folder, through links and detours, or would if it were there.
    fn is_one_folder(&self, a: &Path, b: &Path) -> bool;
}

/// All that a configuration is made of.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The path of the file, as the user would name it.
    pub file: &'a Path,
    /// What the file holds.
    pub text: &'a str,
    /// The environment. Names that begin with `FEEDLOOM__` set keys; others are read where `{ env = "…" }` names them.
    pub environment: &'a [(String, String)],
    /// Keys that flags set, by dotted name: they win over everything.
    pub flags: &'a [(String, String)],
    /// Adapters and writers.
    pub tables: &'a Tables,
    /// The files that it names.
    pub files: &'a dyn Files,
}

/// Reads a configuration.
///
/// # Errors
/// All that is wrong with it, at once.
pub fn load(input: &Input<'_>) -> Result<Config, Problems> {
    let problems = |list| Problems::new(input.file.display().to_string(), input.text.into(), list);
    let (typed, mut list) = read::read(input).map_err(problems)?;
    let config = check::config(input, typed, &mut list);
    match config {
        Some(config) if list.is_empty() => Ok(config),
        _ => Err(problems(list)),
    }
}

/// What a configuration means.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file that it was read from.
    pub file: PathBuf,
    /// The database.
    pub state: PathBuf,
    /// The file of the ids that readers know from earlier feeds. It may not be there.
    pub adopted: PathBuf,
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
    /// How feedloom behaves towards servers.
    pub net: Net,
    /// The sources, in the order of the file, which is their priority.
    pub sources: Vec<SourceConfig>,
    /// What is special about single members of lists.
    pub overrides: Vec<OverrideConfig>,
    /// What was typed, and where.
    pub typed: Typed,
}

impl Config {
    /// True where another configuration says the same, its sources aside.
    #[must_use]
    pub fn has_same_others(&self, other: &Self) -> bool {
        self.others().eq(other.others())
    }

    fn others(&self) -> impl Iterator<Item = (&'static str, &Setting)> {
        self.typed.options.iter().filter(|(key, _)| *key != "source")
    }

    /// A problem of the value of that dotted name (`publish.dir`, `source.0.path`), to be shown where it stands, else where its
    /// table begins.
    #[must_use]
    pub fn problem(&self, name: &str, message: String, remedy: &str) -> Problems {
        let place = self.typed.place(name).unwrap_or_else(|| self.typed.header(name));
        let problem = Problem { place, message, remedy: remedy.to_owned() };
        Problems::new(self.file.display().to_string(), self.typed.text.clone(), vec![problem])
    }

    /// A problem that an adapter found in what was typed for a source's key.
    #[must_use]
    pub fn source_problem(&self, source: &SourceId, key: &str, message: &str) -> Problems {
        let at = self.sources.iter().position(|known| known.id == *source);
        let name = at.map_or_else(|| "source".to_owned(), |at| format!("source.{at}.{key}"));
        self.problem(&name, format!("`{key}` of source `{source}`: {message}"), "")
    }
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

impl SourceConfig {
    /// True where another says the same, wherever it stands.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.id, &self.kind, &self.categories, &self.options)
            == (&other.id, &other.kind, &other.categories, &other.options)
    }
}

/// `[[override]]`.
#[derive(Clone, Debug)]
pub struct OverrideConfig {
    /// The address of a feed, or how addresses begin.
    pub target: Target,
    /// What was typed for its keys, `categories` included.
    pub options: Options,
}

/// Which members of lists are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one of this address.
    Address(String),
    /// Those whose addresses begin so.
    Beginning(String),
}
