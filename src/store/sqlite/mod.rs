//! The state in one `SQLite` file.
//!
//! A thread owns the connection; the methods of [`SqliteStore`] send it work and wait. `open` finds the file, locks and
//! migrates it; `merge`, `settle`, `feeds`, `publish` and `listing` are the statements, each for one part of the contract.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::{
    Begun, Decision, FeedRow, Finished, Hidden, ItemRow, Leasing, Memberships, Merged, MovedFeed, Polled,
    Publication, PublishedDocument, Recorded, Run, Selected, Settled, SourceRow, Store, StoreError, Taken,
    Time, Transition,
};
use crate::model::BoxFuture;
use crate::model::change::{Defect, HeldReason, Known, Normalized, Pulled};
use crate::model::entry::Entry;
use crate::model::feed::Member;
use crate::model::ids::{ContentHash, Fingerprint, ItemKey, SourceId};
use crate::model::looks::Looks;
use crate::model::parts::Html;
use crate::model::policy::Retention;
use crate::model::poll::{Hold, PollState, PollTimes};
use crate::model::recent::Recent;

mod begin;
mod claims;
mod contents;
mod decisions;
mod feeds;
mod first;
mod graves;
mod grouping;
mod hidden;
mod items;
mod joins;
mod listing;
mod looks;
mod members;
mod merge;
mod names;
mod open;
mod polls;
mod publish;
mod renamed;
mod retention;
mod revision;
mod roll;
mod schema;
mod settle;
mod shown;
mod sources;
mod twins;

pub use open::Lock;

/// Whether what is done is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    Commit,
    /// Everything happens to a copy, which is forgotten at the end: for `--dry-run`.
    Rehearse,
    /// The file is only looked at.
    Read,
}

/// What a commit outlives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Durability {
    /// A loss of power.
    Disk,
    /// The process.
    System,
}

/// Calls that may wait for the thread.
const QUEUE: usize = 16;

/// Decoded entries that are kept. Feeds are written children before parents, so that few are asked for again much later; twice as many cost
/// four megabytes at the peak of a first build.
const ENTRIES_KEPT: usize = 2048;

type Job = Box<dyn FnOnce(&mut Database) + Send>;

/// The state of a site in one `SQLite` file.
pub struct SqliteStore {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl SqliteStore {
    /// Opens the state at `path`, and makes it where it does not exist (but not with [`Mode::Read`] or [`Mode::Rehearse`], for
    /// which a missing file is an empty state). `now` is the instant by which listings judge what may be seen.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Foreign`] or [`StoreError::Io`].
    pub fn open(
        path: &Path,
        mode: Mode,
        now: DateTime<Utc>,
        memberships: Memberships,
    ) -> Result<Self, StoreError> {
        let connection = open::open(path, mode)?;
        let mut database = Database {
            connection,
            path: path.to_owned(),
            memberships,
            now,
            run: None,
            durability: (mode == Mode::Commit).then_some(Durability::Disk),
            sources: HashMap::new(),
            recipes: HashMap::new(),
            retention: HashMap::new(),
            failing: HashSet::new(),
            answers: HashMap::new(),
            dropped: HashSet::new(),
            feeds: HashMap::new(),
            code: String::new(),
            folders: looks::Folders::default(),
            hidden: HashSet::new(),
            entries: Recent::new(ENTRIES_KEPT),
            joins: joins::Joins::default(),
            names: names::Names::default(),
            pending: BTreeMap::new(),
            has_graves: false,
            twins: twins::Twins::default(),
        };
        database.load()?;
        let (jobs, mut queue) = mpsc::channel::<Job>(QUEUE);
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                while let Some(job) = queue.blocking_recv() {
                    job(&mut database);
                }
            })
            .map_err(|error| StoreError::Io { path: path.to_owned(), detail: error.to_string() })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `work` on the database's thread. When it returns, what it did is on the disk.
    fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> rusqlite::Result<R> + Send + 'static,
    ) -> BoxFuture<'_, Result<R, StoreError>> {
        self.call_with(Durability::Disk, work)
    }

    /// The same for what is done for each feed that is asked. When it returns, what it did outlives the process. A loss of power can
    /// take the last of it back, all of a transaction: entries with the validators of their document.
    fn call_lightly<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> rusqlite::Result<R> + Send + 'static,
    ) -> BoxFuture<'_, Result<R, StoreError>> {
        self.call_with(Durability::System, work)
    }

    fn call_with<R: Send + 'static>(
        &self,
        durability: Durability,
        work: impl FnOnce(&mut Database) -> rusqlite::Result<R> + Send + 'static,
    ) -> BoxFuture<'_, Result<R, StoreError>> {
        let (answer, question) = oneshot::channel();
        let job: Job = Box::new(move |database| {
            let result = database.in_transaction(durability, work);
            // Nobody waits any more where the future was dropped.
            let _ = answer.send(result);
        });
        Box::pin(async move {
            let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
            jobs.send(job).await.map_err(|_| StoreError::Stopped)?;
            question.await.map_err(|_| StoreError::Stopped)?
        })
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the thread owns: the connection, and what it remembers of the file between two calls.
struct Database {
    connection: Connection,
    path: PathBuf,
    memberships: Memberships,
    now: DateTime<Utc>,
    run: Option<Run>,
    /// What commits outlive now; `None`: nothing is kept anyway.
    durability: Option<Durability>,
    /// Row of each source.
    sources: HashMap<SourceId, i64>,
    /// By source of the configuration: what turns its files into entries.
    recipes: HashMap<i64, ContentHash>,
    /// By source that is a feed of somebody else: how much of it is kept.
    retention: HashMap<i64, Retention>,
    /// Sources that fail.
    failing: HashSet<i64>,
    /// By source: a digest of what is written down of what its server answered, as far as that was looked at.
    answers: HashMap<i64, u64>,
    /// Sources that the configuration no longer has, and whose entries are still there.
    dropped: HashSet<SourceId>,
    /// Row of each feed by its code, and whether it is known to be dirty.
    feeds: HashMap<String, members::KnownFeed>,
    /// The code of the feed that was looked up last.
    code: String,
    /// What the folders of sources look like.
    folders: looks::Folders,
    /// Ids and URLs that the owner hid.
    hidden: HashSet<String>,
    entries: Recent<i64, Arc<Entry>>,
    joins: joins::Joins,
    names: names::Names,
    /// By source: what `settle` will do.
    pending: BTreeMap<i64, Pending>,
    /// True: there are graves to look into.
    has_graves: bool,
    /// Entries that are one post.
    twins: twins::Twins,
}

/// What a source wants done at `settle`.
#[derive(Default)]
struct Pending {
    /// Items that are no longer there.
    gone: Vec<ItemKey>,
    /// Items that had an entry and are now held back.
    held: Vec<(ItemKey, Fingerprint, HeldReason, Vec<Defect>)>,
    /// Items whose entry could be seen and no longer can, such as one that was dated into the future.
    veiled: Vec<Normalized>,
    /// True: the pull was complete.
    finished: bool,
    /// Of a feed that was asked of a server: what is remembered of that when all this is done.
    state: Option<Box<PollState>>,
}

impl Pending {
    /// True where the pull was complete, and nothing is left to be done.
    fn is_nothing(&self) -> bool {
        self.finished && self.gone.is_empty() && self.held.is_empty() && self.veiled.is_empty()
    }
}

impl Database {
    /// Runs `work` so that all of it is kept, or nothing.
    fn in_transaction<R>(
        &mut self,
        durability: Durability,
        work: impl FnOnce(&mut Self) -> rusqlite::Result<R>,
    ) -> Result<R, StoreError> {
        let result = self.be(durability).and_then(|()| self.attempt(work));
        if result.is_err() {
            // Also where it failed at the very end. What sources want done at `settle` they find again.
            if !self.connection.is_autocommit() {
                let _ = self.connection.execute_batch("ROLLBACK");
            }
            self.pending.clear();
            let _ = self.forget_caches();
        }
        result.map_err(|error| open::explain(&self.path, &error))
    }

    /// Sees to what a commit outlives.
    fn be(&mut self, durability: Durability) -> rusqlite::Result<()> {
        if self.durability.is_some_and(|now| now != durability) {
            self.connection.execute_batch(match durability {
                Durability::Disk => "PRAGMA synchronous = FULL",
                Durability::System => "PRAGMA synchronous = NORMAL",
            })?;
            self.durability = Some(durability);
        }
        Ok(())
    }

    fn attempt<R>(&mut self, work: impl FnOnce(&mut Self) -> rusqlite::Result<R>) -> rusqlite::Result<R> {
        // A savepoint outside of a transaction is one.
        self.connection.prepare_cached("SAVEPOINT call")?.execute([])?;
        let value = work(self)?;
        self.connection.prepare_cached("RELEASE call")?.execute([])?;
        Ok(value)
    }

    /// Reads what the caches start from.
    fn load(&mut self) -> Result<(), StoreError> {
        self.forget_caches().map_err(|error| open::explain(&self.path, &error))
    }

    fn forget_caches(&mut self) -> rusqlite::Result<()> {
        self.entries = Recent::new(ENTRIES_KEPT);
        self.feeds.clear();
        self.answers.clear();
        self.find_unjoined()?;
        self.find_unnamed()?;
        self.load_sources()?;
        self.has_graves =
            self.connection.query_row("SELECT EXISTS (SELECT 1 FROM graves)", [], |row| row.get(0))?;
        self.load_twins()?;
        self.hidden = self
            .connection
            .prepare("SELECT what FROM hidden")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(())
    }
}

impl Store for SqliteStore {
    fn begin(&self, run: Run, force: bool) -> BoxFuture<'_, Result<Begun, StoreError>> {
        let (now, time) = (run.now, run.time);
        Box::pin(async move {
            if time == Time::Clock
                && let Some(last) =
                    self.call(move |database| database.is_turned_back(now.timestamp())).await?
            {
                return Err(StoreError::Clock {
                    now,
                    last: DateTime::from_timestamp(last, 0).unwrap_or(now),
                });
            }
            self.call(move |database| database.begin(run, force)).await
        })
    }

    fn looks(&self, source: &SourceId) -> BoxFuture<'_, Result<Option<Looks>, StoreError>> {
        let source = source.clone();
        self.call(move |database| database.looks(&source))
    }

    fn known_in(&self, source: &SourceId, folders: Vec<String>) -> BoxFuture<'_, Result<Known, StoreError>> {
        let source = source.clone();
        self.call(move |database| database.known_in(&source, &folders))
    }

    fn known(&self, source: &SourceId) -> BoxFuture<'_, Result<Known, StoreError>> {
        let source = source.clone();
        self.call_lightly(move |database| database.known(&source))
    }

    fn merge(&self, source: &SourceId, items: Vec<Normalized>) -> BoxFuture<'_, Result<Merged, StoreError>> {
        let source = source.clone();
        self.call(move |database| database.merge(&source, items))
    }

    fn finish(&self, source: &SourceId, pulled: Pulled) -> BoxFuture<'_, Result<Finished, StoreError>> {
        let source = source.clone();
        self.call(move |database| database.finish(&source, pulled))
    }

    fn fail(&self, source: &SourceId, reason: String) -> BoxFuture<'_, Result<Transition, StoreError>> {
        let source = source.clone();
        self.call(move |database| database.fail(&source, &reason))
    }

    fn poll_times(&self) -> BoxFuture<'_, Result<Vec<(SourceId, PollTimes)>, StoreError>> {
        self.call(|database| database.poll_times())
    }

    fn moves(&self) -> BoxFuture<'_, Result<Vec<MovedFeed>, StoreError>> {
        self.call(|database| database.moves())
    }

    fn poll_states(&self, sources: Vec<SourceId>) -> BoxFuture<'_, Result<Vec<PollState>, StoreError>> {
        self.call_lightly(move |database| database.poll_states(&sources))
    }

    fn lease(&self, states: Vec<(SourceId, PollState)>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.call_lightly(move |database| database.lease(&states))
    }

    fn take(&self, feeds: Vec<(SourceId, Leasing)>) -> BoxFuture<'_, Result<Vec<Taken>, StoreError>> {
        self.call_lightly(move |database| database.take(feeds))
    }

    fn put_poll(&self, source: &SourceId, state: PollState) -> BoxFuture<'_, Result<(), StoreError>> {
        let source = source.clone();
        self.call(move |database| database.put_poll(&source, &state))
    }

    fn record(&self, polled: Vec<Polled>) -> BoxFuture<'_, Result<Vec<Recorded>, StoreError>> {
        self.call_lightly(move |database| database.record(polled))
    }

    fn holds(&self) -> BoxFuture<'_, Result<Vec<Hold>, StoreError>> {
        self.call(|database| database.holds())
    }

    fn hold(&self, hold: Hold) -> BoxFuture<'_, Result<(), StoreError>> {
        self.call_lightly(move |database| database.hold(&hold))
    }

    fn settle(&self, allow: bool) -> BoxFuture<'_, Result<Settled, StoreError>> {
        self.call(move |database| database.settle(allow))
    }

    fn members(&self) -> BoxFuture<'_, Result<Vec<(SourceId, Member)>, StoreError>> {
        self.call(Database::members)
    }

    fn idle(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        self.call(|database| database.idle())
    }

    fn feeds(&self) -> BoxFuture<'_, Result<Vec<FeedRow>, StoreError>> {
        self.call(Database::list_feeds)
    }

    fn select(&self, feeds: Vec<i64>, limit: usize) -> BoxFuture<'_, Result<Vec<Selected>, StoreError>> {
        self.call(move |database| feeds.into_iter().map(|feed| database.select(feed, limit)).collect())
    }

    fn content(&self, entry: i64) -> BoxFuture<'_, Result<Html, StoreError>> {
        self.call(move |database| database.content(entry))
    }

    fn documents(&self) -> BoxFuture<'_, Result<Vec<PublishedDocument>, StoreError>> {
        self.call(|database| database.documents())
    }

    fn soil(&self, feeds: Vec<i64>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.call(move |database| database.soil(&feeds))
    }

    fn intend(&self, documents: Vec<PublishedDocument>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.call(move |database| database.intend(&documents))
    }

    fn publish(&self, publication: Publication) -> BoxFuture<'_, Result<(), StoreError>> {
        self.call(move |database| database.publish(&publication))
    }

    fn notification(&self) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.call(|database| database.notification())
    }

    fn notified(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.call(|database| database.notified())
    }

    fn decisions(&self, source: &SourceId) -> BoxFuture<'_, Result<Vec<Decision>, StoreError>> {
        let source = source.clone();
        self.call(move |database| database.decisions(&source))
    }

    fn hide(&self, what: String, undo: bool) -> BoxFuture<'_, Result<Hidden, StoreError>> {
        self.call(move |database| database.hide(&what, undo))
    }

    fn forget(&self, feeds: Vec<i64>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.call(move |database| database.forget(&feeds))
    }

    fn sources(&self) -> BoxFuture<'_, Result<Vec<SourceRow>, StoreError>> {
        self.call(|database| database.list_sources())
    }

    fn items(
        &self,
        after: Option<(SourceId, ItemKey)>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<ItemRow>, StoreError>> {
        self.call(move |database| database.list_items(after.as_ref(), limit))
    }
}
