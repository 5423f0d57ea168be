//! The state: what was read, which ids were given, which feeds have to be written, what was published.
//!
//! [`Store`] is a seam: [`sqlite`] implements it in a file, and whatever implements it must pass the contract in
//! `tests/suite/store.rs`. A store knows no adapter, no writer and no disk but its own.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::BoxFuture;
use crate::model::change::{Defect, HeldReason, Known, Normalized, Pulled};
use crate::model::entry::Entry;
use crate::model::evidence::Likeness;
use crate::model::feed::{FeedKey, Member, Membership};
use crate::model::ids::{ContentHash, ItemKey, SourceId};
use crate::model::looks::Looks;
use crate::model::parts::{Html, PlainText};
use crate::model::policy::Retention;
use crate::model::poll::{Hold, Moved, PollState, PollTimes};

pub mod sqlite;

/// Why the state could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another run holds it.
    #[error("another run holds {path}{holder}; wait for it to end")]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, where known: ` (process 123)`.
        holder: String,
    },
    /// The file is damaged.
    #[error(
        "the state in {path} is damaged: {detail}\n\
         A copy is kept as {copy}, and nothing was mended. What is published stays.\n\
         To start anew, remove {path} and build again: articles are read anew and get the same ids, except those that were \
         renamed or redated since; undated articles are dated anew. Documents that come out differently then are taken over with \
         `feedloom build --set publish.take_over=true`."
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What `SQLite` said.
        detail: String,
        /// Where the copy is.
        copy: PathBuf,
    },
    /// The clock says a time long before that of the last run.
    #[error(
        "the clock says {now}, and the last run was at {last}: entries would be taken back. \
         Correct the clock; or, if that time is meant, say it with --now"
    )]
    Clock {
        /// What the clock says.
        now: DateTime<Utc>,
        /// When the last change was seen.
        last: DateTime<Utc>,
    },
    /// The file belongs to another program or to a later version.
    #[error("{path} {what}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is, and what to do.
        what: String,
    },
    /// The file could not be opened or written.
    #[error("the state in {path} could not be used: {detail}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system or `SQLite` said.
        detail: String,
    },
    /// The thread that owns the database is gone.
    #[error("the state was closed by an internal error; please report it")]
    Stopped,
}

/// Gives the feeds that an entry is in, each with the entry's spelling of the feed's path.
pub type Memberships = Arc<dyn Fn(&Entry) -> Vec<Membership> + Send + Sync>;

/// What a run starts from.
#[derive(Clone, Default)]
pub struct Run {
    /// The instant of the run.
    pub now: DateTime<Utc>,
    /// The sources of the configuration, in order of priority, each with the digest of what turns its files into entries.
    pub sources: Vec<(SourceId, ContentHash)>,
    /// Digest of the rules that put entries into feeds. Where it changed, all memberships are made anew.
    pub membership: ContentHash,
    /// Digest of all else that a document depends on. Where it changed, all feeds are dirty.
    pub rendering: ContentHash,
    /// The host for ids that have to be minted.
    pub host: String,
    /// Whose time `now` is.
    pub time: Time,
    /// How much is kept of sources that are feeds of somebody else. One that is not named here has what it has.
    pub retention: HashMap<SourceId, Retention>,
    /// Of sources that are asked of servers, the digest of their configured address: by it one is known that got another name.
    pub addresses: HashMap<SourceId, ContentHash>,
    /// Entries that a feed shows at the most: these are kept, whatever retention says.
    pub limit: usize,
    /// Entries of one source at the most, in a feed that has entries of several; `None`: any number.
    pub per_source: Option<usize>,
}

/// Whose time a run goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Time {
    /// The clock's, which can be wrong.
    #[default]
    Clock,
    /// One that was asked for.
    Asked,
}

/// What [`Store::begin`] found.
#[derive(Clone, Debug, Default)]
pub struct Begun {
    /// Sources whose files have to be read anew.
    pub reread: Vec<SourceId>,
    /// Feeds of others that the configuration no longer has, and whose entries are still there, in no feed; or that it calls otherwise.
    pub dropped: Vec<SourceId>,
    /// Entries that became visible, or ceased to be, by the passing of time.
    pub woken: u64,
    /// True: the rules or the settings changed since the last publication, so that documents may have to go.
    pub rules_changed: bool,
    /// The host for the ids of feeds: that of the first run.
    pub feed_host: String,
}

/// What became of the items of one call of [`Store::merge`].
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// Entries that were not there before, also those that feeds may not show yet.
    pub entries: u64,
    /// Entries that were not there before, and that feeds may show.
    pub new: u64,
    /// Entries that differ from what was there.
    pub changed: u64,
    /// Items that were not known, and are held back.
    pub held: u64,
    /// Entries that were not there before, and whose date in the future gave way to the present.
    pub clamped: u64,
    /// Defects that were not there before.
    pub defects: Vec<Defect>,
}

/// What [`Store::settle`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Entries that were removed, or would have been.
    pub removed: u64,
    /// The sources that they are of, by id, each with their number.
    pub sources: Vec<(SourceId, u64)>,
    /// Feeds of others that would have lost too much at once, and keep it, each with the number of its entries.
    pub kept: Vec<(SourceId, u64)>,
    /// Entries that there were before.
    pub before: u64,
    /// True: it was too much; nothing was removed.
    pub refused: bool,
    /// Entries that are no longer kept by what [`Run::retention`] says. They are not among the removed.
    pub retired: u64,
    /// Entries whose id another entry has, too, so that they got one with a digest now: by source, each with their number.
    pub doubled: BTreeMap<SourceId, u64>,
}

/// A feed as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    /// The store's name for it.
    pub row: i64,
    /// Which feed.
    pub key: FeedKey,
    /// The names of its path's levels as its newest entry spells them.
    pub names: Vec<PlainText>,
    /// Entries in it.
    pub entries: u64,
    /// The newest change among the entries that it last showed.
    pub updated: Option<DateTime<Utc>>,
    /// True: it has been published.
    pub published: bool,
    /// True: it has to be written.
    pub dirty: bool,
}

/// The entries that a feed shows.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The feed.
    pub feed: i64,
    /// Row and entry, newest first, then by id.
    pub entries: Vec<(i64, Arc<Entry>)>,
}

/// A document that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedDocument {
    /// Path below the publishing folder.
    pub path: String,
    /// The feed that it is of; `None`: the site.
    pub feed: Option<i64>,
    /// The writer.
    pub format: String,
    /// Its bytes' number.
    pub size: u64,
    /// Its modification time, nanoseconds since 1970. `None`: it was about to be put in place when the run ended.
    pub modified: Option<i64>,
    /// Its digest.
    pub hash: ContentHash,
}

/// What a run published.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// Documents that are in place.
    pub placed: Vec<PublishedDocument>,
    /// Paths that are no longer ours.
    pub removed: Vec<String>,
    /// Feeds that are written as they should be, with the newest change that they say.
    pub clean: Vec<(i64, Option<DateTime<Utc>>)>,
    /// Feeds that are no longer published.
    pub unpublished: Vec<i64>,
    /// True: something that is of no feed could not be written or removed. [`Begun::rules_changed`] stays true then.
    pub left_over: bool,
}

/// An item as `feedloom list --entries` shows it.
#[derive(Clone, Debug)]
pub struct ItemRow {
    /// Its source.
    pub source: SourceId,
    /// What the source calls it.
    pub key: ItemKey,
    /// Its entry, where it has one.
    pub entry: Option<Entry>,
    /// Why it is in no feed.
    pub held: Option<HeldReason>,
    /// What is wrong with it.
    pub defects: Vec<Defect>,
}

/// A source as the store knows it.
#[derive(Clone, Debug, Default)]
pub struct SourceRow {
    /// Its id.
    pub id: SourceId,
    /// Entries of it that feeds may show.
    pub entries: u64,
    /// Items that are held back, by reason.
    pub held: BTreeMap<String, u64>,
    /// Defects that are known, of its items and of the source as a whole.
    pub defects: u64,
    /// Since when it fails, and why.
    pub failing: Option<(DateTime<Utc>, String)>,
}

/// How a health report changed what the store knew of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// As before.
    Same,
    /// It failed and had not failed before.
    Broken,
    /// It had failed and no longer does.
    Recovered,
}

/// What [`Store::finish`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// How the source's health changed.
    pub transition: Transition,
    /// Defects of the source as a whole that were not there before, wherever in it they stand now.
    pub defects: Vec<Defect>,
}

/// A feed that has moved.
#[derive(Clone, Debug)]
pub struct MovedFeed {
    /// The feed.
    pub source: SourceId,
    /// The address that was configured when it did.
    pub configured: Url,
    /// What is remembered of the move.
    pub moved: Moved,
}

/// What is remembered of a feed in, what is remembered of it while it is asked out.
pub type Leasing = Box<dyn FnOnce(&mut PollState) + Send>;

/// A feed that is about to be asked.
#[derive(Debug)]
pub struct Taken {
    /// What is remembered of it while it is asked.
    pub state: PollState,
    /// When it was to be asked, before this.
    pub times: PollTimes,
    /// True: nothing was known of the answer to the last request, either.
    pub pending: bool,
}

/// What came of asking for one feed.
#[derive(Debug)]
pub struct Polled {
    /// The feed.
    pub source: SourceId,
    /// What is remembered of it from now on. Where it names a failure, the source fails.
    pub state: Box<PollState>,
    /// What is new or has changed.
    pub items: Vec<Normalized>,
    /// The end of the pull, where there was a document that was read.
    pub pulled: Option<Pulled>,
    /// True: it is asked elsewhere from now on, so that what names its address is published again.
    pub has_moved: bool,
}

/// What [`Store::record`] made of one feed.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What became of its items.
    pub merged: Merged,
    /// How its health changed, and defects that it had not before.
    pub finished: Finished,
}

/// That an item was taken for one that was known by another key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: DateTime<Utc>,
    /// What its source calls it since.
    pub key: ItemKey,
    /// What its source called it before.
    pub earlier: ItemKey,
    /// What told so.
    pub likeness: Likeness,
}

/// What [`Store::hide`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// So many entries match and were hidden or shown again.
    Entries(u64),
    /// No entry has that id or URL; it is remembered for one that comes.
    Remembered,
    /// It was as asked already.
    Already,
}

/// The state of a site.
///
/// # Contract
/// - A method's changes are committed when its future returns `Ok`, and none of them is there when it returns `Err`. A store that
///   [rehearses](sqlite::Mode::Rehearse) forgets everything when it is dropped.
/// - `merge` marks every feed that it touches as dirty in the same transaction: those that an entry was in, and those that it is in.
/// - A look that `looks` gives is that of what `known` would give: whatever is written of an item takes back that of its folder.
/// - Items that lose their entry keep it until `settle`; items that cannot be read keep it for good.
/// - `select` orders by date of publication, newest first, then by id; the order does not depend on the order of merging.
/// - Entries of several sources that are one post (`settle` decides which are) are in feeds as one entry: that of the source that stands
///   first, with the id of the one that was published first, and in all feeds that any of them is in. A change of any of them parts
///   them until the next `settle`.
/// - Dropping a future does not stop what it has begun.
pub trait Store: Send + Sync {
    /// Starts a run: settles what a changed configuration, a new release or the passing of time have made dirty.
    fn begin(&self, run: Run, force: bool) -> BoxFuture<'_, Result<Begun, StoreError>>;

    /// What is known of a source's items.
    fn known(&self, source: &SourceId) -> BoxFuture<'_, Result<Known, StoreError>>;

    /// What the folders of a source looked like when their items were last compared, each of them that has items. `None`: that is not
    /// known, and [`known`](Self::known) is to be asked.
    fn looks(&self, source: &SourceId) -> BoxFuture<'_, Result<Option<Looks>, StoreError>>;

    /// What is known of a source's items in these folders, not below them.
    fn known_in(&self, source: &SourceId, folders: Vec<String>) -> BoxFuture<'_, Result<Known, StoreError>>;

    /// Takes items of a source.
    fn merge(&self, source: &SourceId, items: Vec<Normalized>) -> BoxFuture<'_, Result<Merged, StoreError>>;

    /// Takes the end of a complete pull. Removals wait for `settle`.
    fn finish(&self, source: &SourceId, pulled: Pulled) -> BoxFuture<'_, Result<Finished, StoreError>>;

    /// Notes that a source failed.
    fn fail(&self, source: &SourceId, reason: String) -> BoxFuture<'_, Result<Transition, StoreError>>;

    /// When each feed that was ever asked of a server is asked again.
    fn poll_times(&self) -> BoxFuture<'_, Result<Vec<(SourceId, PollTimes)>, StoreError>>;

    /// Feeds that have moved.
    fn moves(&self) -> BoxFuture<'_, Result<Vec<MovedFeed>, StoreError>>;

    /// What is remembered of asking for these feeds, in their order; of one that was never asked, nothing.
    fn poll_states(&self, sources: Vec<SourceId>) -> BoxFuture<'_, Result<Vec<PollState>, StoreError>>;

    /// Notes that feeds are about to be asked. When this returns, the request counts, however the process ends.
    fn lease(&self, states: Vec<(SourceId, PollState)>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Notes that feeds are about to be asked, as `lease` does, with what each makes of what is remembered of it. Gives that, in their
    /// order.
    fn take(&self, feeds: Vec<(SourceId, Leasing)>) -> BoxFuture<'_, Result<Vec<Taken>, StoreError>>;

    /// Writes down all that is remembered of asking for a feed, in the place of what was.
    fn put_poll(&self, source: &SourceId, state: PollState) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Takes what came of asking: the entries of each feed and what is remembered of it, all in one transaction.
    fn record(&self, polled: Vec<Polled>) -> BoxFuture<'_, Result<Vec<Recorded>, StoreError>>;

    /// Hosts that asked to be left alone.
    fn holds(&self) -> BoxFuture<'_, Result<Vec<Hold>, StoreError>>;

    /// Notes that a host asked to be left alone.
    fn hold(&self, hold: Hold) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Removes what the finished sources no longer have, unless that is more than a fifth of all entries and more than ten and
    /// `allow` is false; gives ids that two entries claim to one of them.
    fn settle(&self, allow: bool) -> BoxFuture<'_, Result<Settled, StoreError>>;

    /// The sources of the run whose entries are of others, in order of priority, each with what is known of its feed.
    fn members(&self) -> BoxFuture<'_, Result<Vec<(SourceId, Member)>, StoreError>>;

    /// The number of published feeds, where none is dirty; `None` where there is something to write.
    fn idle(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>>;

    /// All feeds, parents before children, siblings by key; names and numbers of the dirty ones brought up to date.
    fn feeds(&self) -> BoxFuture<'_, Result<Vec<FeedRow>, StoreError>>;

    /// The newest `limit` entries of each of these feeds.
    fn select(&self, feeds: Vec<i64>, limit: usize) -> BoxFuture<'_, Result<Vec<Selected>, StoreError>>;

    /// The content of an entry that says that it is [stored](crate::model::entry::Content::Stored), by the entry's row.
    fn content(&self, entry: i64) -> BoxFuture<'_, Result<Html, StoreError>>;

    /// All documents that are, or were about to be, in place.
    fn documents(&self) -> BoxFuture<'_, Result<Vec<PublishedDocument>, StoreError>>;

    /// Marks feeds as dirty.
    fn soil(&self, feeds: Vec<i64>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Notes that documents are about to change, and which of them are about to be put where none of ours is, so that after a
    /// crash they are known as ours; queues the notification in the same transaction.
    fn intend(&self, documents: Vec<PublishedDocument>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Notes what was published and clears the dirty marks, in one transaction.
    fn publish(&self, publication: Publication) -> BoxFuture<'_, Result<(), StoreError>>;

    /// True while a notification is queued.
    fn notification(&self) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Takes the notification off the queue: it was delivered.
    fn notified(&self) -> BoxFuture<'_, Result<(), StoreError>>;

    /// The last items of a source that were taken for ones that were known by another key, newest first.
    fn decisions(&self, source: &SourceId) -> BoxFuture<'_, Result<Vec<Decision>, StoreError>>;

    /// Takes an entry out of all feeds by id or URL, with all that are one post with it, now and whenever it is read again; or, with `undo`, puts it back.
    fn hide(&self, what: String, undo: bool) -> BoxFuture<'_, Result<Hidden, StoreError>>;

    /// Forgets feeds, which must have no entries.
    fn forget(&self, feeds: Vec<i64>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// All sources, in order of priority.
    fn sources(&self) -> BoxFuture<'_, Result<Vec<SourceRow>, StoreError>>;

    /// Items after `after`, by source and key, no more than `limit`.
    fn items(
        &self,
        after: Option<(SourceId, ItemKey)>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<ItemRow>, StoreError>>;
}
