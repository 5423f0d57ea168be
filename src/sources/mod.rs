//! Sources: adapters that entries come from.
//!
//! Each is one file or folder with its [`Adapter`], and one line in [`ADAPTERS`]. A source knows no store: what is known of
//! its items comes in with the context, what it found goes out in bounded chunks.

use std::path::PathBuf;
use std::sync::Arc;

use chrono_tz::Tz;
use tokio::sync::mpsc;
use url::Url;

use self::subscription::Manner;
use crate::model::BoxFuture;
use crate::model::change::{Defect, Item, Known, Pulled};
use crate::model::draft::BodyAt;
use crate::model::entry::Entry;
use crate::model::ids::{ContentHash, ItemKey, SourceId};
use crate::model::looks::Looks;
use crate::model::options::{Key, Options};
use crate::model::poll::{DocumentHints, Failure, FeedFacts, Subscription};

pub mod articles;
pub mod feed;
pub mod keys;
pub mod opml;

mod stamp;
pub mod subscription;
mod told;

/// Every adapter there is.
pub const ADAPTERS: &[&Adapter] = &[&articles::ADAPTER, &feed::ADAPTER, &opml::ADAPTER];

/// Makes a source from what was read for its adapter's keys.
pub type Build = fn(&SourceId, &Options, &Surroundings) -> Result<Arc<dyn Source>, BuildError>;

/// A kind of source.
pub struct Adapter {
    /// Its name: `type = "…"` in the configuration.
    pub name: &'static str,
    /// One line for the documentation.
    pub about: &'static str,
    /// The keys that a `[[source]]` of this type has beside `id`, `type` and `categories`, in tables, which it may share with others.
    pub keys: &'static [&'static [Key]],
    /// Makes a source from what was read for those keys.
    pub build: Build,
}

/// What an adapter may know of the site when it builds a source.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// Where the site's articles live; ends with `/`.
    pub site_url: Arc<Url>,
    /// The zone in which dates without one are read.
    pub timezone: Tz,
    /// Folders that no source reads, because what is published lies there.
    pub apart: Vec<PathBuf>,
    /// True: the categories that have feeds are chosen by the owner, so that no source can bring new ones.
    pub categories_chosen: bool,
}

/// An option that has the right form and still makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct BuildError {
    /// The key whose value is at fault.
    pub key: &'static str,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

/// What a pull may touch.
pub struct PullContext {
    /// What the store has of this source's items; nothing where `recall` is given.
    pub known: Arc<Known>,
    /// The way to ask for it folder by folder.
    pub recall: Option<Arc<dyn Recall>>,
    /// True: read every item anew, known or not.
    pub reread: bool,
    /// The real instant, in nanoseconds since 1970, for telling whether a modification time can be believed.
    pub wall: i64,
    /// Where chunks go. Bounded: a full channel makes the source wait.
    pub out: mpsc::Sender<Vec<Item>>,
}

/// What the store has of the items of a source, for one that [is in folders](Source::is_in_folders).
pub trait Recall: Send + Sync {
    /// What the folders looked like. One that is not named has no item.
    fn looks(&self) -> &Looks;

    /// What is known of the items of these folders. Blocks.
    ///
    /// # Errors
    /// [`SourceError::Stopped`], where the store cannot be asked.
    fn known(&self, folders: Vec<String>) -> Result<Known, SourceError>;
}

/// Why a source could not be pulled. What the store has of it stays as it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The folder or file is missing, unreadable, or suddenly empty.
    #[error("{message}")]
    Unavailable {
        /// What was found, where, and what to do.
        message: String,
    },
    /// The receiver of the chunks went away: the run was given up.
    #[error("the run was stopped")]
    Stopped,
}

/// Content, read but not yet cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawBody {
    /// HTML as the item has it, or as its Markdown renders.
    pub html: String,
    /// What its relative URLs are resolved against.
    pub base: Url,
    /// What was left out or mended on the way: line (0 where none can be named) and what, in a sentence.
    pub defects: Vec<(u32, String)>,
}

/// Why content could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// The item is no longer what it was when it was pulled; the next run will see it.
    #[error("{place} changed while it was being read; the next run takes it up")]
    Changed {
        /// The file.
        place: String,
    },
    /// It could not be read.
    #[error("{place} could not be read: {source}")]
    Io {
        /// The file.
        place: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Something that entries come from.
///
/// # Contract
/// - `pull` reports every item that is new or has changed since `known` in chunks of at most a few hundred, in any order, and
///   then returns the items that are gone. An item that is as known is not reported.
/// - An `Err` means that nothing may be concluded from what was not reported: no item is gone. Chunks that were sent stay valid.
/// - Dropping the future, or closing the channel, stops the pull; nothing has to be undone.
/// - A folder's look is told (`Pulled::looks`) only where each of its items was seen as it is known, and none is gone.
/// - The same folder gives the same items, whatever the order in which the system lists it.
/// - `body` may be called from any thread, and gives the content that was at that place when it was pulled or [`BodyError::Changed`].
pub trait Source: Send + Sync {
    /// Its id in the configuration.
    fn id(&self) -> &SourceId;

    /// The adapter's name.
    fn kind(&self) -> &'static str;

    /// A digest of all that makes the same file give another item: options and the version of the code that reads.
    /// Where it differs from the one that the store keeps, every item is read anew.
    fn recipe(&self) -> ContentHash;

    /// Finds what is new.
    fn pull(&self, cx: PullContext) -> BoxFuture<'_, Result<Pulled, SourceError>>;

    /// Loads the content of an entry whose body was [`Deferred`](crate::model::draft::DraftBody::Deferred).
    ///
    /// # Errors
    /// When it has changed since, or cannot be read.
    fn body(&self, entry: &Entry, at: BodyAt) -> Result<RawBody, BodyError>;

    /// How a person would name the item: the file's path as it can be typed, and which of its entries where it has several.
    fn place(&self, key: &ItemKey) -> String;

    /// True: its items are files in folders, and a pull that is given [`PullContext::recall`] asks only for those of folders that do not
    /// look as they did.
    fn is_in_folders(&self) -> bool {
        false
    }

    /// The part that is asked over the network; `None`: the source is on a disk, and is pulled.
    fn remote(&self) -> Option<&dyn Remote> {
        None
    }

    /// The list that the source is; `None`: it brings entries. A run neither pulls nor asks a list: that was done before it, to know
    /// which sources there are.
    fn list(&self) -> Option<&dyn List> {
        None
    }
}

/// What the file of a list says.
#[derive(Clone, Debug)]
pub enum Listed {
    /// What it said when it had the digest that is known.
    Same,
    /// Something else.
    Other {
        /// Digest of it, and of how it is read.
        digest: ContentHash,
        /// What it names.
        facts: FeedFacts,
        /// What is wrong with it.
        defects: Vec<Defect>,
    },
}

/// A source that names others.
///
/// # Contract
/// An error means that nothing may be concluded: the members are those that were known before.
pub trait List: Send + Sync {
    /// What it names, where it is a file. `known`: the digest of the file when it was last read.
    fn file(&self, known: Option<ContentHash>) -> Option<Result<Listed, Failure>>;

    /// The source to ask, where a server has it. What it answers is in what is remembered of the feed
    /// ([`FeedFacts::members`]).
    fn on_server(&self) -> Option<Arc<dyn Source>>;
}

/// What members of a list have in common that are asked and read alike.
#[derive(Debug)]
pub struct MemberKind(feed::MemberKind);

impl MemberKind {
    /// Members that are asked in this manner.
    #[must_use]
    pub fn new(manner: Manner, site: &Surroundings) -> Self {
        Self(feed::MemberKind::new(manner, site))
    }

    /// Makes the source of a feed that a list names.
    ///
    /// # Errors
    /// Where the address says who asks, and the owner has said so, too.
    pub fn member(&self, id: SourceId, url: &Url) -> Result<Arc<dyn Source>, BuildError> {
        self.0.member(id, url)
    }
}

/// A document that a server answered with.
#[derive(Clone, Copy, Debug)]
pub struct FetchedDocument<'a> {
    /// Its bytes, content codings undone.
    pub bytes: &'a [u8],
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// Where it is: what its relative addresses are resolved against.
    pub url: &'a Url,
}

/// What a document brings.
#[derive(Clone, Debug, Default)]
pub struct Arrived {
    /// What is new or has changed.
    pub items: Vec<Item>,
    /// The end of the pull.
    pub pulled: Pulled,
    /// What it says of its feed.
    pub feed: FeedFacts,
    /// What it says of when to ask again.
    pub hints: DocumentHints,
    /// True: it ends before its end. What it holds is taken, and it has to come again as a whole.
    pub is_cut: bool,
}

/// A source whose document is asked of a server.
///
/// # Contract
/// - `read` is a pure function of the document and of what is known, and may be called from any thread. An item that is as
///   known is not in what it gives; one that has left the document has not gone, unless the document says that it is complete.
/// - An `Err` means that nothing may be concluded from the document.
pub trait Remote: Send + Sync {
    /// What is asked, and how often.
    fn subscription(&self) -> &Subscription;

    /// Reads what a server answered.
    ///
    /// # Errors
    /// Where it is no feed.
    fn read(&self, document: FetchedDocument<'_>, known: &Known) -> Result<Arrived, Failure>;
}

/// Reads files on threads that may wait for a disk. Where the future is dropped, the channel of the context closes, and they stop.
async fn on_a_thread(
    pull: impl FnOnce() -> Result<Pulled, SourceError> + Send + 'static,
) -> Result<Pulled, SourceError> {
    match tokio::task::spawn_blocking(pull).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(SourceError::Stopped),
        },
    }
}
