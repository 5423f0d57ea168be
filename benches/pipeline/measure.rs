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
