//! The least that any program would have to do with a folder, on two threads: what to measure against.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex};

/// Looks at every file.
pub(crate) fn walk(folder: &Path) {
    measure(folder, |_| {});
}

/// Looks at every file, and reads it.
pub(crate) fn read(folder: &Path) {
    measure(folder, |path| {
        let mut bytes = Vec::new();
        fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
        std::hint::black_box(bytes);
    });
}

fn measure(folder: &Path, visit: impl Fn(&Path) + Sync) {
    let queue = (Mutex::new((vec![folder.to_owned()], 0_usize)), Condvar::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| work(&queue, &visit));
        }
    });
}

/// Folders that wait, and how many are being looked at.
type Queue = (Mutex<(Vec<PathBuf>, usize)>, Condvar);

fn work(queue: &Queue, visit: &(impl Fn(&Path) + Sync)) {
    let (waiting, changed) = queue;
    let mut guard = waiting.lock().unwrap();
    loop {
        if let Some(folder) = guard.0.pop() {
            guard.1 += 1;
            drop(guard);
            let folders = look(&folder, visit);
            guard = waiting.lock().unwrap();
            guard.0.extend(folders);
            guard.1 -= 1;
            changed.notify_all();
        } else if guard.1 == 0 {
            return;
        } else {
            guard = changed.wait(guard).unwrap();
        }
    }
}

fn look(folder: &Path, visit: &impl Fn(&Path)) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.metadata().unwrap().is_dir() {
            folders.push(entry.path());
        } else {
            visit(&entry.path());
        }
    }
    folders
}
