//! The walk: which files are below a folder, and what they look like from outside.
//!
//! In: a folder. Out: everything in it, ordered by key. No file is opened, no link is followed; files that are no articles
//! by their name are not even asked for their size. Folders are read by several threads, and a large folder's files are
//! shared among them.

use std::ffi::OsStr;
use std::fmt::Write;
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::apart::Apart;
use crate::model::change::HeldReason;
use crate::parse::article::dialect::Dialect;
use crate::sources::stamp::modified;

/// Threads that walk. More of them wait for each other in the kernel.
const THREADS: usize = 4;

/// Entries of a folder that are one piece of work.
const BATCH: usize = 512;

/// What is known of an item from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file that may be an article.
    File,
    /// Held for what it is.
    Held(HeldReason),
    /// The system does not let us look: what it said.
    Unreadable(String),
}

/// A file, or a folder that is not entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Path below the folder, with `/`.
    pub(super) key: String,
    /// Bytes.
    pub(super) size: u64,
    /// Modification time, nanoseconds since 1970. 1 for what is held for what it is: it does not change.
    pub(super) modified: i64,
    /// What it is.
    pub(super) kind: Kind,
}

/// Everything below a folder.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// By key.
    pub(super) items: Vec<Seen>,
    /// Keys of folders that could not be read, or only in part: what was in them is not known to be gone.
    pub(super) unread: Vec<String>,
}

impl Walked {
    fn with_room(items: usize) -> Self {
        Self { items: Vec::with_capacity(items), unread: Vec::new() }
    }

    /// True where `key` is in a folder that could not be read.
    pub(super) fn is_in_unread(&self, key: &str) -> bool {
        self.unread
            .iter()
            .any(|folder| key.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }
}

/// Walks through `root`, but not through the folders that are `apart`. Room is made for `expected` files.
///
/// # Errors
/// Where the folder itself cannot be read.
pub(super) fn walk(root: &Path, dialect: &Dialect, apart: &Apart, expected: usize) -> io::Result<Walked> {
    let queue = Queue::default();
    let worker = Worker { root, dialect, apart, queue: &queue };
    let mut walked = Walked::with_room(expected);
    // The top is listed here: where that fails, the walk has failed.
    worker.list("", fs::read_dir(root)?, &mut walked)?;
    let waiting = queue.lock().0.len();
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let others = if waiting == 0 { 0 } else { threads - 1 };
    let mut walked = std::thread::scope(|scope| {
        let others: Vec<_> =
            (0..others).map(|_| scope.spawn(|| worker.run(Walked::with_room(expected / threads)))).collect();
        let mut walked = worker.run(walked);
        for other in others {
            let part = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            walked.items.extend(part.items);
            walked.unread.extend(part.unread);
        }
        walked
    });
    walked.items.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    // Two names may look the same once what is not UTF-8 in them is written out.
    walked.items.dedup_by(|a, b| a.key == b.key);
    Ok(walked)
}

/// A piece of work.
enum Job {
    /// A folder to list, by its key.
    Folder(String),
    /// Entries to look at, and what their keys begin with.
    Entries(Arc<str>, Vec<DirEntry>),
}

/// Work that is waiting, and how many are at work who may add to it.
#[derive(Default)]
struct Queue {
    state: Mutex<(Vec<Job>, usize)>,
    changed: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, (Vec<Job>, usize)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: Job) {
        self.lock().0.push(job);
        self.changed.notify_one();
    }

    /// Waits for work. `None`: there is none, and nobody is left who could add some.
    fn take(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.0.pop() {
                state.1 += 1;
                return Some(job);
            }
            if state.1 == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self) {
        let mut state = self.lock();
        state.1 -= 1;
        if state.1 == 0 {
            self.changed.notify_all();
        }
    }
}

#[derive(Clone, Copy)]
struct Worker<'a> {
    root: &'a Path,
    dialect: &'a Dialect,
    apart: &'a Apart,
    queue: &'a Queue,
}

impl Worker<'_> {
    /// Works until nothing is left; adds to `walked`.
    fn run(self, mut walked: Walked) -> Walked {
        while let Some(job) = self.queue.take() {
            match job {
                Job::Folder(key) => self.enter(key, &mut walked),
                Job::Entries(prefix, entries) => {
                    for entry in entries {
                        self.look(&prefix, &entry, &mut walked);
                    }
                }
            }
            self.queue.done();
        }
        walked
    }

    fn enter(self, key: String, walked: &mut Walked) {
        let listed = fs::read_dir(self.root.join(&key)).and_then(|entries| self.list(&key, entries, walked));
        match listed {
            Ok(()) => {}
            // It went away since its parent was listed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                walked.items.push(unreadable(key.clone(), &error));
                walked.unread.push(key);
            }
        }
    }

    /// Lists a folder. Full batches are left to whoever is free; the last one is looked at here.
    fn list(self, key: &str, entries: fs::ReadDir, walked: &mut Walked) -> io::Result<()> {
        let prefix: Arc<str> = if key.is_empty() { Arc::from("") } else { Arc::from(format!("{key}/")) };
        let mut batch = Vec::new();
        for entry in entries {
            batch.push(entry?);
            if batch.len() == BATCH {
                self.queue.push(Job::Entries(Arc::clone(&prefix), std::mem::take(&mut batch)));
            }
        }
        for entry in batch {
            self.look(&prefix, &entry, walked);
        }
        Ok(())
    }

    /// Looks at one entry.
    fn look(self, prefix: &str, entry: &DirEntry, walked: &mut Walked) {
        let (key, name_at) = match entry.file_name().into_string() {
            Ok(name) => ([prefix, &name].concat(), prefix.len()),
            Err(name) => {
                let key = [prefix, &escaped(&name)].concat();
                return walked.items.push(held(key, HeldReason::NameNotUtf8));
            }
        };
        let name = key.get(name_at..).unwrap_or_default();
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return walked.items.push(unreadable(key, &error)),
        };
        if kind.is_dir() {
            if self.dialect.is_closed(name) || self.apart.has(entry) {
                walked.items.push(held(key, HeldReason::FolderLeftOut));
            } else {
                self.queue.push(Job::Folder(key));
            }
            return;
        }
        if !kind.is_file() {
            let reason = if kind.is_symlink() { HeldReason::SymbolicLink } else { HeldReason::NotAFile };
            return walked.items.push(held(key, reason));
        }
        if !self.dialect.is_article(name) {
            return walked.items.push(held(key, HeldReason::NotAnArticle));
        }
        match entry.metadata() {
            Ok(metadata) => {
                let (size, modified) = (metadata.len(), modified(&metadata));
                walked.items.push(Seen { key, size, modified, kind: Kind::File });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => walked.items.push(unreadable(key, &error)),
        }
    }
}

fn held(key: String, reason: HeldReason) -> Seen {
    Seen { key, size: 0, modified: 1, kind: Kind::Held(reason) }
}

fn unreadable(key: String, error: &io::Error) -> Seen {
    Seen { key, size: 0, modified: 0, kind: Kind::Unreadable(error.to_string()) }
}

/// A name that is not UTF-8, with `\xFF` for the bytes that are at fault.
fn escaped(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    out
}
