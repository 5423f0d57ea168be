//! Measuring processes, and the floor to measure against.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// What a process cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// Seconds of CPU, user and system.
    pub(crate) cpu: f64,
    /// Seconds on the clock.
    pub(crate) wall: f64,
    /// MiB of memory at the peak.
    pub(crate) peak: f64,
}

/// Runs this program again with `arguments`, which makes it print what they cost.
pub(crate) fn run(arguments: &[&str]) -> Cost {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?} failed");
    let figures: Vec<f64> = String::from_utf8(output.stdout)
        .unwrap()
        .split_whitespace()
        .map(|figure| figure.parse().unwrap())
        .collect();
    Cost { cpu: figures[0], wall: figures[1], peak: figures[2] }
}

/// Runs `command`, and prints what it cost.
pub(crate) fn child(command: &[&str]) {
    let started = Instant::now();
    let status = Command::new(command[0]).args(&command[1..]).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?} ended with {status}");
    print(UsageWho::RUSAGE_CHILDREN, started);
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn print(who: UsageWho, started: Instant) {
    let usage = getrusage(who).unwrap();
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    println!("{cpu} {} {}", started.elapsed().as_secs_f64(), usage.max_rss() as f64 / 1024.0);
}

/// The run of median CPU among `runs`.
pub(crate) fn median(runs: usize, mut run: impl FnMut() -> Cost) -> Cost {
    let mut costs: Vec<Cost> = (0..runs).map(|_| run()).collect();
    costs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    costs[runs / 2]
}

/// Files below a folder, and their bytes.
pub(crate) fn tree(folder: &Path) -> (u64, u64) {
    fs::read_dir(folder).unwrap().flatten().fold((0, 0), |(files, size), entry| {
        let found = entry.metadata().unwrap();
        let (more, bytes) = if found.is_dir() { tree(&entry.path()) } else { (1, found.len()) };
        (files + more, size + bytes)
    })
}

/// The least that any program would have to do, on two threads.
pub(crate) mod floor {
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
}
