//! Moves: files that were only renamed, told by their content.
//!
//! In: what is to be looked at, and what is gone. Out: of each file that was moved, the key that it had before. A file that is not
//! where it was may be under a new key, or under that of another one: articles that are numbered take each other's names where one is
//! put before them, and two can swap theirs. Contents decide, not names: a whole content that was in one file and is in one file
//! now was moved, whatever stands in its old place. What was moved and edited at once is not known again.

use std::collections::{HashMap, HashSet};

use super::Settings;
use super::item::Task;
use super::open::Root;
use super::pull::looks_as_known;
use super::walk::Kind;
use crate::model::change::KnownItem;
use crate::model::ids::{ContentHash, Fingerprint, ItemKey};
use crate::sources::stamp;

/// Files that a thread reads at the least.
const SHARE: usize = 64;

/// Threads that read.
const THREADS: usize = 8;

/// How files are read, to compare them.
pub(super) struct Looking<'a> {
    pub(super) settings: &'a Settings,
    pub(super) root: &'a Root,
    /// True: every item is told of, known or not.
    pub(super) reread: bool,
    /// The clock, nanoseconds since 1970.
    pub(super) wall: i64,
}

/// What was found out.
#[derive(Default)]
pub(super) struct Moves<'a> {
    /// Files that took the places of each other, to be told of first and in this order. They are no longer among the tasks.
    pub(super) told: Vec<Task<'a>>,
    /// Keys among those that are gone of which the item was moved to a place whose own item is gone instead.
    pub(super) replaced: HashSet<&'a ItemKey>,
    /// Files that look different, and whose content is as known. They are no longer among the tasks, either.
    pub(super) touched: Vec<(ItemKey, Fingerprint)>,
}

/// A task and what its file holds now, as far as that was read.
struct Looked<'a> {
    task: Task<'a>,
    found: Option<Fingerprint>,
    /// The place, in the list, that the content comes from.
    next: Option<usize>,
}

impl Looked<'_> {
    fn is_unchanged(&self) -> bool {
        self.task.known.zip(self.found).is_some_and(|(known, found)| known.fingerprint.hash == found.hash)
    }
}

/// Says in the tasks where each content was before.
pub(super) fn pair<'a>(
    looking: &Looking<'_>,
    tasks: &mut Vec<Task<'a>>,
    gone: &[&'a KnownItem],
) -> Moves<'a> {
    let mut moves = Moves::default();
    let sizes = sizes(tasks, gone);
    if sizes.is_empty() {
        return moves;
    }
    let found = looking.read(tasks, &sizes);
    let mut all: Vec<Looked<'a>> = Vec::with_capacity(tasks.len());
    for (task, found) in tasks.drain(..).zip(found) {
        let looked = Looked { task, found, next: None };
        match (looked.is_unchanged() && !looking.reread, task.known, found) {
            (true, Some(known), Some(found)) if known.fingerprint == found => {}
            (true, Some(known), Some(found)) => moves.touched.push((known.key.clone(), found)),
            _ => all.push(looked),
        }
    }
    find_places(looking.settings, &mut all, &sizes, &mut Gone::new(gone));
    let chained = in_order(&mut all, &mut moves.replaced);
    moves.told = chained.iter().filter_map(|at| all.get(*at)).map(|looked| looked.task).collect();
    let chained: HashSet<usize> = chained.into_iter().collect();
    let left = all.into_iter().enumerate().filter(|(at, _)| !chained.contains(at));
    tasks.extend(left.map(|(_, looked)| looked.task));
    moves
}

/// The sizes of contents that are not where they were, or may not be, in order.
fn sizes(tasks: &[Task<'_>], gone: &[&KnownItem]) -> Vec<u64> {
    let left = tasks.iter().filter(|task| is_unlike(task)).filter_map(|task| task.known);
    let sizes = left.chain(gone.iter().copied()).map(|known| known.fingerprint.size);
    let mut sizes: Vec<u64> = sizes.filter(|size| *size > 0).collect();
    sizes.sort_unstable();
    sizes
}

/// True where a file does not look as it is known.
fn is_unlike(task: &Task<'_>) -> bool {
    !task.known.is_some_and(|known| looks_as_known(task.seen, &known.fingerprint))
}

/// Finds the place that each content was in before: one that is gone, or one that holds something else now.
fn find_places<'a>(settings: &Settings, all: &mut [Looked<'a>], sizes: &[u64], gone: &mut Gone<'a>) {
    let mut copies: HashMap<ContentHash, usize> = HashMap::new();
    let mut overwritten: HashMap<ContentHash, Option<usize>> = HashMap::new();
    for (at, looked) in all.iter().enumerate().filter(|(_, looked)| !looked.is_unchanged()) {
        if let Some(found) = looked.found {
            *copies.entry(found.hash).or_default() += 1;
        }
        if let Some(known) = looked.task.known.filter(|_| is_overwritten(settings, looked, sizes)) {
            // Of contents that were there twice nobody can say which was moved.
            overwritten.entry(known.fingerprint.hash).and_modify(|at| *at = None).or_insert(Some(at));
        }
    }
    // Files that are the same may be mixed up where they all have new names.
    for looked in all.iter_mut().filter(|looked| looked.task.known.is_none()) {
        looked.task.renamed_from = looked.found.and_then(|found| gone.first(found.hash));
    }
    for at in 0..all.len() {
        let Some(looked) = all.get(at).filter(|looked| !looked.is_unchanged()) else { continue };
        let unique = looked.found.map(|found| found.hash).filter(|hash| copies.get(hash) == Some(&1));
        let Some(hash) = unique.filter(|_| looked.task.renamed_from.is_none()) else { continue };
        let next = overwritten.get(&hash).copied().flatten();
        let from = match next.and_then(|next| all.get(next)?.task.known) {
            Some(known) => Some(&known.key),
            None => gone.only(hash),
        };
        if let Some(looked) = all.get_mut(at) {
            (looked.task.renamed_from, looked.next) = (from, next);
        }
    }
}

/// True where something else stands in the place of what was known.
fn is_overwritten(settings: &Settings, looked: &Looked<'_>, sizes: &[u64]) -> bool {
    let Task { seen, known, .. } = looked.task;
    let is_of_size = sizes.binary_search(&seen.size).is_ok();
    let has_content = known.is_some_and(|known| known.fingerprint.size > 0);
    has_content
        && is_unlike(&looked.task)
        && match &seen.kind {
            Kind::File => settings.takes(&seen.key) && (looked.found.is_some() || !is_of_size),
            Kind::Held(_) => true,
            Kind::Unreadable(_) => false,
        }
}

/// The contents that were under the key of another, from each to the one that was in the place which it took.
///
/// A row of them begins with a place whose own content is nowhere, and a ring of them, such as two that swap their names, with
/// any; the last of a ring has then been handed its content by all others, and is not told of as moved.
fn in_order<'a>(all: &mut [Looked<'a>], replaced: &mut HashSet<&'a ItemKey>) -> Vec<usize> {
    let taken: HashSet<usize> = all.iter().filter_map(|looked| looked.next).collect();
    let mut order = Vec::new();
    let mut is_done = vec![false; all.len()];
    let rows = (0..all.len()).filter(|at| !taken.contains(at));
    for start in rows.chain(taken.iter().copied().collect::<std::collections::BTreeSet<_>>()) {
        let is_new = all.get(start).is_some_and(|looked| looked.task.known.is_none());
        let mut at = Some(start);
        while let Some(here) = at
            && let (Some(looked), Some(done)) = (all.get_mut(here), is_done.get_mut(here))
            && !std::mem::replace(done, true)
        {
            let Some(from) = looked.task.renamed_from else { break };
            at = looked.next;
            if at == Some(start) {
                looked.task.renamed_from = None;
            }
            if at.is_none() && !is_new {
                replaced.insert(from);
            }
            // One that nobody waits for needs no order.
            if here != start || at.is_some() {
                order.push(here);
            }
        }
    }
    order
}

/// What is gone, by its content.
struct Gone<'a> {
    /// Keys of each content, the first last.
    keys: HashMap<ContentHash, Vec<&'a ItemKey>>,
}

impl<'a> Gone<'a> {
    fn new(items: &[&'a KnownItem]) -> Self {
        let mut keys: HashMap<ContentHash, Vec<&ItemKey>> = HashMap::new();
        for item in items.iter().rev().filter(|item| item.fingerprint.size > 0) {
            keys.entry(item.fingerprint.hash).or_default().push(&item.key);
        }
        Self { keys }
    }

    /// Takes the first key that had this content.
    fn first(&mut self, hash: ContentHash) -> Option<&'a ItemKey> {
        self.keys.get_mut(&hash).and_then(Vec::pop)
    }

    /// Takes the key that had this content, where that is one.
    fn only(&mut self, hash: ContentHash) -> Option<&'a ItemKey> {
        self.keys.get_mut(&hash).filter(|keys| keys.len() == 1).and_then(Vec::pop)
    }
}

impl Looking<'_> {
    /// What files hold now, in the order of the tasks, as far as that can be something that was elsewhere.
    fn read(&self, tasks: &[Task<'_>], sizes: &[u64]) -> Vec<Option<Fingerprint>> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = cores.min(THREADS).min(tasks.len().div_ceil(SHARE)).max(1);
        let share = |tasks: &[Task<'_>]| {
            let mut buffer = Vec::new();
            let found = tasks.iter().map(|task| self.fingerprint(task, sizes, &mut buffer));
            found.collect::<Vec<_>>()
        };
        std::thread::scope(|scope| {
            let shares = tasks.chunks(tasks.len().div_ceil(threads).max(1));
            let running: Vec<_> = shares.map(|tasks| scope.spawn(move || share(tasks))).collect();
            let ended = running.into_iter();
            ended
                .flat_map(|share| share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    }

    fn fingerprint(&self, task: &Task<'_>, sizes: &[u64], buffer: &mut Vec<u8>) -> Option<Fingerprint> {
        let key = &task.seen.key;
        let is_read = is_unlike(task)
            && task.seen.kind == Kind::File
            && sizes.binary_search(&task.seen.size).is_ok()
            && self.settings.takes(key);
        let stat = is_read.then(|| self.root.read(key, buffer).ok()).flatten()?;
        let modified = stamp::believed(stat.modified, self.wall);
        Some(Fingerprint { size: stat.size, modified, hash: ContentHash::of(buffer) })
    }
}
