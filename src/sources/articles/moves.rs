//! Moves: files that were only renamed, told by their content.
//!
//! In: what is to be looked at, and what is gone. Out: of each file that was moved, the key that it had before. A file that is not
//! where it was may be under a new key, or under that of another one that was moved itself: three files that each take the name of
//! the next are a chain from a new key to one that is gone. Where nothing is gone nothing was moved, so that two files that swap
//! their names are two that were edited.

use std::collections::{HashMap, HashSet};

use super::Settings;
use super::item::Task;
use super::open::Root;
use super::walk::Kind;
use crate::model::change::KnownItem;
use crate::model::ids::{ContentHash, ItemKey};

/// Says in the tasks where each content was before.
///
/// Takes those out that are part of a chain. They have to be told first, in this order: a key has to be left before it is taken.
pub(super) fn pair<'a>(
    settings: &Settings,
    root: &Root,
    tasks: &mut Vec<Task<'a>>,
    gone: &[&'a KnownItem],
) -> Vec<Task<'a>> {
    let mut contents = Contents { settings, root, buffer: Vec::new() };
    let mut gone = Gone::new(gone);
    let mut left = Vec::new();
    for (at, task) in tasks.iter_mut().enumerate().filter(|(_, task)| task.known.is_none()) {
        if gone.sizes.binary_search(&task.seen.size).is_ok() {
            task.renamed_from = contents.hash(task).and_then(|hash| gone.first(hash));
        }
        if task.renamed_from.is_none() {
            left.push(at);
        }
    }
    if gone.is_empty() {
        return Vec::new();
    }
    let chained = chains(&mut contents, tasks, &left, &mut gone);
    let told = chained.iter().filter_map(|at| tasks.get(*at).copied()).collect();
    let chained: HashSet<usize> = chained.into_iter().collect();
    let mut positions = 0..;
    tasks.retain(|_| positions.next().is_none_or(|at| !chained.contains(&at)));
    told
}

/// Follows the new contents that were under a key which holds something else now, until that leads to one that is gone; returns
/// the tasks of these chains.
fn chains<'a>(
    contents: &mut Contents<'_>,
    tasks: &mut [Task<'a>],
    new: &[usize],
    gone: &mut Gone<'a>,
) -> Vec<usize> {
    let mut overwritten: HashMap<ContentHash, Option<usize>> = HashMap::new();
    let mut sizes = gone.sizes.clone();
    for (at, task) in tasks.iter().enumerate() {
        if let Some(known) = task.known.filter(|known| known.fingerprint.size > 0) {
            sizes.push(known.fingerprint.size);
            // Of contents that were there twice nobody can say which was moved.
            overwritten.entry(known.fingerprint.hash).and_modify(|at| *at = None).or_insert(Some(at));
        }
    }
    sizes.sort_unstable();
    let mut chained = Vec::new();
    for start in new {
        let (mut chain, mut next) = (Vec::new(), Some(*start));
        let end = loop {
            let Some(at) = next else { break None };
            let task = tasks.get(at).filter(|task| sizes.binary_search(&task.seen.size).is_ok());
            let Some(hash) = task.and_then(|task| contents.hash(task)) else { break None };
            chain.push(at);
            if let Some(key) = gone.first(hash) {
                break Some(key);
            }
            // Nothing is followed twice, so that there is an end to it.
            next = overwritten.remove(&hash).flatten();
        };
        if let Some(end) = end {
            link(tasks, &chain, end);
            chained.extend(chain);
        }
    }
    chained
}

/// Says of each task of a chain that its content was at the next one, and of the last that it was at `end`.
fn link<'a>(tasks: &mut [Task<'a>], chain: &[usize], end: &'a ItemKey) {
    let mut before = end;
    for at in chain.iter().rev() {
        if let Some(task) = tasks.get_mut(*at) {
            task.renamed_from = Some(before);
            before = task.known.map_or(before, |known| &known.key);
        }
    }
}

/// What is gone, by its content.
struct Gone<'a> {
    /// Keys of each content, the first last.
    keys: HashMap<ContentHash, Vec<&'a ItemKey>>,
    /// In order.
    sizes: Vec<u64>,
}

impl<'a> Gone<'a> {
    fn new(items: &[&'a KnownItem]) -> Self {
        let mut keys: HashMap<ContentHash, Vec<&ItemKey>> = HashMap::new();
        let mut sizes = Vec::with_capacity(items.len());
        for item in items.iter().rev().filter(|item| item.fingerprint.size > 0) {
            sizes.push(item.fingerprint.size);
            keys.entry(item.fingerprint.hash).or_default().push(&item.key);
        }
        sizes.sort_unstable();
        Self { keys, sizes }
    }

    /// Takes the first key that had this content.
    fn first(&mut self, hash: ContentHash) -> Option<&'a ItemKey> {
        self.keys.get_mut(&hash).and_then(Vec::pop)
    }

    fn is_empty(&self) -> bool {
        self.keys.values().all(Vec::is_empty)
    }
}

/// What files hold now.
struct Contents<'a> {
    settings: &'a Settings,
    root: &'a Root,
    buffer: Vec<u8>,
}

impl Contents<'_> {
    /// The digest of a file that is read at all.
    fn hash(&mut self, task: &Task<'_>) -> Option<ContentHash> {
        let key = &task.seen.key;
        let is_read = task.seen.kind == Kind::File && self.settings.takes(key);
        (is_read && self.root.read(key, &mut self.buffer).is_ok()).then(|| ContentHash::of(&self.buffer))
    }
}
