//! A pull: what is new, changed, moved and gone since the store last looked.
//!
//! In: the folder and what is known of it. Out: items in chunks through the channel, and the rest as [`Pulled`]. Of folders that look as
//! they did nothing more is asked. When nothing has changed this is a walk: no file is opened, no thread started to read.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc::Sender;

use super::Settings;
use super::apart::Apart;
use super::item::{Outcome, Reader, Task};
use super::moves::{self, Looking};
use super::open::Root;
use super::walk;
use super::walked::{Seen, Walked};
use crate::model::change::{Found, Item, Known, KnownItem, Pulled};
use crate::model::ids::{Fingerprint, ItemKey};
use crate::model::looks::{Looks, folder};
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
    let mut walked = walk::walk(&settings.path, settings.dialect, &apart, cx.known.items().len())
        .map_err(|error| settings.unavailable(&error))?;
    let mut pulled = Pulled { seen: u64::try_from(walked.len()).unwrap_or(u64::MAX), ..Pulled::default() };
    let (unlike, recalled);
    let (folders, known) = match &cx.recall {
        None => (None, &*cx.known),
        Some(recall) => {
            unlike = walked.unlike(recall.looks());
            if unlike.is_empty() {
                return Ok(pulled);
            }
            recalled = recall.known(unlike.clone())?;
            (Some(unlike.as_slice()), &recalled)
        }
    };
    if is_suddenly_empty(settings, &walked, known) {
        return Err(settings.suddenly_empty());
    }
    let seen = walked.take_items(folders);
    let (mut tasks, gone) = compare(&seen, &walked, known, cx.reread);
    // Of what was never read nothing is remembered yet, and what is read anew has to be compared anew.
    if !cx.reread && (cx.recall.is_some() || !known.items().is_empty()) {
        pulled.looks = Some(looks(&walked, folders, known, &tasks, &gone));
    }
    let mut moved: HashMap<&ItemKey, bool> = HashMap::new();
    if !tasks.is_empty() {
        let root = Root::open(&settings.path).map_err(|error| settings.unavailable(&error))?;
        let looking = Looking { settings, root: &root, reread: cx.reread, wall: cx.wall };
        let mut paired = moves::pair(&looking, &mut tasks, &gone);
        pulled.touched.append(&mut paired.touched);
        let renamed = paired.told.iter().chain(&tasks).filter_map(|task| task.renamed_from);
        moved = renamed.filter(|key| !paired.replaced.contains(key)).map(|key| (key, false)).collect();
        let first = share(reader(settings, &root, cx), &paired.told, &AtomicUsize::new(0), &cx.out)?;
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
fn is_suddenly_empty(settings: &Settings, walked: &Walked, known: &Known) -> bool {
    let is_article = |key: &str| settings.dialect.held(key).is_none();
    walked.unread.is_empty()
        && !walked.has_file(is_article)
        && known.items().iter().any(|known| is_article(known.key.as_str()))
}

/// Merges what was seen with what is known, both in the order of their keys: what is to be looked at, and what is gone.
fn compare<'a>(
    seen: &'a [Seen],
    walked: &Walked,
    known: &'a Known,
    reread: bool,
) -> (Vec<Task<'a>>, Vec<&'a KnownItem>) {
    let (mut tasks, mut gone) = (Vec::new(), Vec::new());
    let mut known = known.items().iter().peekable();
    let mut lose = |item: &'a KnownItem| {
        if !walked.is_in_unread(item.key.as_str()) {
            gone.push(item);
        }
    };
    for seen in seen {
        while let Some(item) = known.next_if(|item| item.key.as_str() < seen.key.as_str()) {
            lose(item);
        }
        let known = known.next_if(|item| item.key.as_str() == seen.key);
        if reread || !known.is_some_and(|item| looks_as_known(seen, &item.fingerprint)) {
            tasks.push(Task { seen, known, renamed_from: None });
        }
    }
    known.for_each(lose);
    (tasks, gone)
}

/// What the folders look like that were compared. A look stands for what is known, so that it is given only of a folder of which all is
/// as known.
fn looks(
    walked: &Walked,
    compared: Option<&[String]>,
    known: &Known,
    tasks: &[Task<'_>],
    gone: &[&KnownItem],
) -> Looks {
    let tasks = tasks.iter().map(|task| task.seen.key.as_str());
    let stirred: HashSet<&str> = tasks.chain(gone.iter().map(|item| item.key.as_str())).map(folder).collect();
    let look = |of: &str| {
        let is_as_known = !stirred.contains(of) && !walked.is_in_unread(of);
        (of.to_owned(), is_as_known.then(|| walked.look(of)))
    };
    if let Some(folders) = compared {
        return folders.iter().map(|folder| look(folder)).collect();
    }
    let known = known.items().iter().map(|item| folder(item.key.as_str()));
    let folders: BTreeSet<&str> = walked.folders().chain(known).collect();
    folders.into_iter().map(look).collect()
}

/// True where a file looks from outside as it did when it was read.
pub(super) fn looks_as_known(seen: &Seen, known: &Fingerprint) -> bool {
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
    use super::*;
    use crate::model::ids::ContentHash;
    use crate::sources::articles::walk::Kind;

    fn seen(key: &str, size: u64, modified: i64) -> Seen {
        Seen { key: key.to_owned(), size, modified, kind: Kind::File }
    }

    fn known(items: &[(&str, u64, i64)]) -> Known {
        let item = |(key, size, modified): &(&str, u64, i64)| KnownItem {
            key: ItemKey::new(*key),
            fingerprint: Fingerprint { size: *size, modified: *modified, hash: ContentHash::default() },
            evidence: None,
        };
        Known::new(items.iter().map(item).collect())
    }

    #[test]
    fn two_sorted_lists_are_merged_into_what_is_new_and_what_is_gone() {
        let items = [seen("a", 1, 5), seen("b", 2, 5), seen("c", 2, 6), seen("d", 2, 0), seen("f", 1, 1)];
        let mut walked = Walked::default();
        walked.unread.push("x".to_owned());
        let known = known(&[
            ("a", 1, 5),
            ("a0", 1, 1),
            ("b", 1, 5),
            ("c", 2, 5),
            ("d", 2, 0),
            ("e", 1, 1),
            ("x/y", 1, 1),
            ("x0", 1, 1),
        ]);
        let (tasks, gone) = compare(&items, &walked, &known, false);
        let tasks: Vec<_> = tasks.iter().map(|task| (task.seen.key.as_str(), task.known.is_some())).collect();
        assert_eq!(tasks, [("b", true), ("c", true), ("d", true), ("f", false)]);
        // What was in a folder that cannot be read is not gone.
        let gone: Vec<_> = gone.iter().map(|item| item.key.as_str()).collect();
        assert_eq!(gone, ["a0", "e", "x0"]);
    }

    #[test]
    fn a_full_reading_looks_at_everything_that_is_there() {
        let tasks = compare(&[seen("a", 1, 5)], &Walked::default(), &known(&[("a", 1, 5)]), true).0.len();
        assert_eq!(tasks, 1);
    }

    #[test]
    fn a_look_is_told_of_folders_in_which_all_is_as_known() {
        let items = [seen("a/1", 1, 5), seen("b/1", 1, 5), seen("c/1", 1, 5), seen("c/2", 1, 5)];
        let mut walked = Walked::default();
        walked.unread.push("d".to_owned());
        let known = known(&[("a/1", 1, 5), ("b/1", 2, 5), ("c/1", 1, 5), ("d/1", 1, 5), ("e/1", 1, 5)]);
        let (tasks, gone) = compare(&items, &walked, &known, false);
        let looks = looks(&walked, None, &known, &tasks, &gone);
        let told: Vec<_> = looks.iter().map(|(folder, look)| (folder.as_str(), look.is_some())).collect();
        assert_eq!(told, [("a/", true), ("b/", false), ("c/", false), ("d/", false), ("e/", false)]);
    }
}
