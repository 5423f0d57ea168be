//! The walk: which files are below a folder, and what they look like from outside.
//!
//! In: a folder. Out: everything in it, as `walked` keeps it. No file is opened, no link is followed; files that are no articles
//! by their name are not even asked for their size. Folders are read by several threads, and a large folder's files are
//! shared among them.

use std::ffi::OsStr;
use std::fmt::Write;
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::apart::Apart;
use super::walked::{Pile, Walked};
use crate::model::change::HeldReason;
use crate::model::looks::folder;
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

/// Walks through `root`, but not through the folders that are `apart`. Room is made for `expected` files.
///
/// # Errors
/// Where the folder itself cannot be read.
pub(super) fn walk(root: &Path, dialect: &Dialect, apart: &Apart, expected: usize) -> io::Result<Walked> {
    let queue = Queue::default();
    let worker = Worker { root, dialect, apart, queue: &queue };
    let mut pile = Pile::with_room(expected);
    // The top is listed here: where that fails, the walk has failed.
    worker.list("", fs::read_dir(root)?, &mut pile)?;
    let waiting = queue.lock().0.len();
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let others = if waiting == 0 { 0 } else { threads - 1 };
    std::thread::scope(|scope| {
        let others: Vec<_> =
            (0..others).map(|_| scope.spawn(|| worker.run(Pile::with_room(expected / threads)))).collect();
        let mut walked = Walked::default();
        walked.put(worker.run(pile));
        for other in others {
            walked.put(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        Ok(walked)
    })
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
    /// Works until nothing is left; adds to the pile.
    fn run(self, mut pile: Pile) -> Pile {
        while let Some(job) = self.queue.take() {
            match job {
                Job::Folder(key) => self.enter(key, &mut pile),
                Job::Entries(prefix, entries) => {
                    pile.begin(&prefix);
                    for entry in entries {
                        self.look(&prefix, &entry, &mut pile);
                    }
                }
            }
            self.queue.done();
        }
        pile
    }

    fn enter(self, key: String, pile: &mut Pile) {
        let listed = fs::read_dir(self.root.join(&key)).and_then(|entries| self.list(&key, entries, pile));
        match listed {
            Ok(()) => {}
            // It went away since its parent was listed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let parent = folder(&key);
                pile.begin(&Arc::from(parent));
                pile.put(key.get(parent.len()..).unwrap_or_default(), unreadable(&error));
                pile.unread.push(key);
            }
        }
    }

    /// Lists a folder. Full batches are left to whoever is free; the last one is looked at here.
    fn list(self, key: &str, entries: fs::ReadDir, pile: &mut Pile) -> io::Result<()> {
        let prefix: Arc<str> = if key.is_empty() { Arc::from("") } else { Arc::from(format!("{key}/")) };
        pile.begin(&prefix);
        let mut batch = Vec::new();
        for entry in entries {
            batch.push(entry?);
            if batch.len() == BATCH {
                self.queue.push(Job::Entries(Arc::clone(&prefix), std::mem::take(&mut batch)));
            }
        }
        for entry in batch {
            self.look(&prefix, &entry, pile);
        }
        Ok(())
    }

    /// Looks at one entry.
    fn look(self, prefix: &str, entry: &DirEntry, pile: &mut Pile) {
        let name = match entry.file_name().into_string() {
            Ok(name) => name,
            Err(name) => return pile.put(&escaped(&name), held(HeldReason::NameNotUtf8)),
        };
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return pile.put(&name, unreadable(&error)),
        };
        if kind.is_dir() {
            if self.dialect.is_closed(&name) || self.apart.has(entry) {
                pile.put(&name, held(HeldReason::FolderLeftOut));
            } else {
                self.queue.push(Job::Folder([prefix, &name].concat()));
            }
            return;
        }
        if !kind.is_file() {
            let reason = if kind.is_symlink() { HeldReason::SymbolicLink } else { HeldReason::NotAFile };
            return pile.put(&name, held(reason));
        }
        if !self.dialect.is_article(&name) {
            return pile.put(&name, held(HeldReason::NotAnArticle));
        }
        match entry.metadata() {
            Ok(metadata) => pile.put(&name, (metadata.len(), modified(&metadata), Kind::File)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => pile.put(&name, unreadable(&error)),
        }
    }
}

/// What is seen of a file from outside: its bytes, its modification time, and what it is.
pub(super) type Outside = (u64, i64, Kind);

fn held(reason: HeldReason) -> Outside {
    (0, 1, Kind::Held(reason))
}

fn unreadable(error: &io::Error) -> Outside {
    (0, 0, Kind::Unreadable(error.to_string()))
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
