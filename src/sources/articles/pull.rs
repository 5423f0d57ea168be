//! A pull: what is new, changed, moved and gone since the store last looked.
//!
//! In: the folder and what is known of it. Out: items in chunks through the channel, and the rest as [`Pulled`]. When
//! nothing has changed this is a walk and one pass over two sorted lists: no file is opened, no thread started to read.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc::Sender;

use super::Settings;
use super::apart::Apart;
use super::item::{Outcome, Reader, Task};
use super::moves;
use super::open::Root;
use super::walk::{self, Kind, Seen, Walked};
use crate::model::change::{Found, Item, KnownItem, Pulled};
use crate::model::ids::{Fingerprint, ItemKey};
use crate::sources::{PullContext, SourceError};

/// Items in a chunk at the most.
const CHUNK: usize = 256;

/// Files that a reading thread takes at a time. Fewer than two such shares are read without another thread.
const SHARE: usize = 32;

/// Threads that read.
const THREADS: usize = 8;

/// Does a pull. Blocks.
pub(super) fn pull(settings: &Settings, cx: &PullContext) -> Result<Pulled, SourceError> {
    let apart = Apart::find(&settings.apart);
    let walked = walk::walk(&settings.path, settings.dialect, &apart, cx.known.items().len())
        .map_err(|error| settings.unavailable(&error))?;
    if is_suddenly_empty(settings, &walked, cx) {
        return Err(settings.suddenly_empty());
    }
    let (mut tasks, gone) = compare(&walked, cx);
    let mut pulled =
        Pulled { seen: u64::try_from(walked.items.len()).unwrap_or(u64::MAX), ..Pulled::default() };
    let mut moved: HashMap<&ItemKey, bool> = HashMap::new();
    if !tasks.is_empty() {
        let root = Root::open(&settings.path).map_err(|error| settings.unavailable(&error))?;
        let mut chained = Vec::new();
        if !gone.is_empty() {
            chained = moves::pair(settings, &root, &mut tasks, &gone);
            let both = chained.iter().chain(&tasks);
            moved = both.filter_map(|task| Some((task.renamed_from?, false))).collect();
        }
        let first = share(reader(settings, &root, cx), &chained, &AtomicUsize::new(0), &cx.out)?;
        for part in std::iter::once(first).chain(read(settings, &root, &tasks, cx)?) {
            pulled.touched.extend(part.touched);
            pulled.gone.extend(part.gone);
            part.moved.iter().for_each(|key| {
                moved.entry(*key).and_modify(|done| *done = true);
            });
        }
    }
    let left = gone.into_iter().filter(|item| !moved.get(&item.key).copied().unwrap_or(false));
    pulled.gone.extend(left.map(|item| item.key.clone()));
    pulled.gone.sort_unstable();
    pulled.touched.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(pulled)
}

/// True where there were articles and now there is none: a folder that is not mounted looks like that.
fn is_suddenly_empty(settings: &Settings, walked: &Walked, cx: &PullContext) -> bool {
    let is_article = |key: &str| settings.dialect.held(key).is_none();
    !walked.items.iter().any(|seen| seen.kind == Kind::File && is_article(&seen.key))
        && walked.unread.is_empty()
        && cx.known.items().iter().any(|known| is_article(known.key.as_str()))
}

/// Merges what was seen with what is known, both in the order of their keys: what is to be looked at, and what is gone.
fn compare<'a>(walked: &'a Walked, cx: &'a PullContext) -> (Vec<Task<'a>>, Vec<&'a KnownItem>) {
    let (mut tasks, mut gone) = (Vec::new(), Vec::new());
    let mut known = cx.known.items().iter().peekable();
    let mut lose = |item: &'a KnownItem| {
        if !walked.is_in_unread(item.key.as_str()) {
            gone.push(item);
        }
    };
    for seen in &walked.items {
        while let Some(item) = known.next_if(|item| item.key.as_str() < seen.key.as_str()) {
            lose(item);
        }
        let known = known.next_if(|item| item.key.as_str() == seen.key);
        if cx.reread || !known.is_some_and(|item| looks_as_known(seen, &item.fingerprint)) {
            tasks.push(Task { seen, known, renamed_from: None });
        }
    }
    known.for_each(lose);
    (tasks, gone)
}

fn looks_as_known(seen: &Seen, known: &Fingerprint) -> bool {
    seen.modified != 0 && seen.modified == known.modified && seen.size == known.size
}

/// What a reading thread has to tell beside its items.
#[derive(Default)]
struct Part<'a> {
    touched: Vec<(ItemKey, Fingerprint)>,
    gone: Vec<ItemKey>,
    /// Old keys of items that were told of under a new one.
    moved: Vec<&'a ItemKey>,
}

/// Works off the tasks on as many threads as there are cores.
fn read<'a>(
    settings: &Settings,
    root: &Root,
    tasks: &[Task<'a>],
    cx: &PullContext,
) -> Result<Vec<Part<'a>>, SourceError> {
    let next = AtomicUsize::new(0);
    let run = || share(reader(settings, root, cx), tasks, &next, &cx.out);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(THREADS).min(tasks.len().div_ceil(2 * SHARE));
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut parts = vec![run()];
        for other in others {
            parts.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        parts.into_iter().collect()
    })
}

fn reader<'a>(settings: &'a Settings, root: &'a Root, cx: &PullContext) -> Reader<'a> {
    Reader { settings, root, reread: cx.reread, wall: cx.wall, buffer: Vec::new() }
}

/// Works off shares of the tasks until none is left.
fn share<'a>(
    mut reader: Reader<'_>,
    tasks: &[Task<'a>],
    next: &AtomicUsize,
    out: &Sender<Vec<Item>>,
) -> Result<Part<'a>, SourceError> {
    let mut part = Part::default();
    let mut chunk = Vec::new();
    loop {
        let start = next.fetch_add(SHARE, Ordering::Relaxed);
        let Some(rest) = tasks.get(start..).filter(|rest| !rest.is_empty()) else { break };
        for task in rest.iter().take(SHARE) {
            match reader.work(task) {
                Outcome::Item(item) => {
                    if let (Some(from), Found::Draft(_)) = (task.renamed_from, &item.found) {
                        part.moved.push(from);
                    }
                    chunk.push(*item);
                }
                Outcome::Touched(fingerprint) => {
                    part.touched.push((ItemKey::new(task.seen.key.as_str()), fingerprint));
                }
                Outcome::Same => {}
                Outcome::Gone => part.gone.extend(task.known.map(|known| known.key.clone())),
            }
        }
        if chunk.len() > CHUNK - SHARE {
            send(out, &mut chunk)?;
        }
    }
    if !chunk.is_empty() {
        send(out, &mut chunk)?;
    }
    Ok(part)
}

fn send(out: &Sender<Vec<Item>>, chunk: &mut Vec<Item>) -> Result<(), SourceError> {
    out.blocking_send(std::mem::take(chunk)).map_err(|_| SourceError::Stopped)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::change::Known;
    use crate::model::ids::ContentHash;

    fn seen(key: &str, size: u64, modified: i64) -> Seen {
        Seen { key: key.to_owned(), size, modified, kind: Kind::File }
    }

    fn known(items: &[(&str, u64, i64)]) -> PullContext {
        let item = |(key, size, modified): &(&str, u64, i64)| KnownItem {
            key: ItemKey::new(*key),
            fingerprint: Fingerprint { size: *size, modified: *modified, hash: ContentHash::default() },
            evidence: None,
        };
        let known = Arc::new(Known::new(items.iter().map(item).collect()));
        PullContext { known, reread: false, wall: 0, out: tokio::sync::mpsc::channel(1).0 }
    }

    #[test]
    fn two_sorted_lists_are_merged_into_what_is_new_and_what_is_gone() {
        let items = vec![seen("a", 1, 5), seen("b", 2, 5), seen("c", 2, 6), seen("d", 2, 0), seen("f", 1, 1)];
        let walked = Walked { items, unread: vec!["x".to_owned()] };
        let cx = known(&[
            ("a", 1, 5),
            ("a0", 1, 1),
            ("b", 1, 5),
            ("c", 2, 5),
            ("d", 2, 0),
            ("e", 1, 1),
            ("x/y", 1, 1),
            ("x0", 1, 1),
        ]);
        let (tasks, gone) = compare(&walked, &cx);
        let tasks: Vec<_> = tasks.iter().map(|task| (task.seen.key.as_str(), task.known.is_some())).collect();
        assert_eq!(tasks, [("b", true), ("c", true), ("d", true), ("f", false)]);
        // What was in a folder that cannot be read is not gone.
        let gone: Vec<_> = gone.iter().map(|item| item.key.as_str()).collect();
        assert_eq!(gone, ["a0", "e", "x0"]);
    }

    #[test]
    fn a_full_reading_looks_at_everything_that_is_there() {
        let walked = Walked { items: vec![seen("a", 1, 5)], unread: Vec::new() };
        let cx = PullContext { reread: true, ..known(&[("a", 1, 5)]) };
        assert_eq!(compare(&walked, &cx).0.len(), 1);
    }
}
