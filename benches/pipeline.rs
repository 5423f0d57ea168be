//! What a build costs, as ratios against the least that any program would have to do: `cargo bench --bench pipeline`.
//!
//! In: the numbers of articles as arguments (10,000 and 100,000 without any). Out: a table. The corpus is made here, from a
//! fixed seed, in memory where there is a RAM disk. Each figure is the median of several runs of a process of its own; the
//! processes to compare with, a walk that only looks at files and one that reads them too, run in between.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

#[path = "pipeline/corpus.rs"]
mod corpus;
#[path = "pipeline/floor.rs"]
mod floor;
#[path = "pipeline/measure.rs"]
mod measure;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use measure::{Cost, median, run};

const BINARY: &str = env!("CARGO_BIN_EXE_feedloom");

/// Runs of which the median counts.
const RUNS: usize = 5;

/// The same for what takes some milliseconds.
const RUNS_OF_LITTLE: usize = 15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["measure", command @ ..] => measure::child(command),
        ["walk", folder] => floor::walk(Path::new(folder)),
        ["read", folder] => floor::read(Path::new(folder)),
        numbers => {
            let numbers: Vec<usize> =
                numbers.iter().filter_map(|number| number.replace([',', '_'], "").parse().ok()).collect();
            let numbers = if numbers.is_empty() { vec![10_000, 100_000] } else { numbers };
            let mut cold = Vec::new();
            for number in &numbers {
                cold.push((*number, bench(*number)));
            }
            for pair in cold.windows(2) {
                let ((few, small), (many, large)) = (pair[0], pair[1]);
                println!("cold build of {many} against {few}: {:.1} times the CPU", large.cpu / small.cpu);
            }
        }
    }
}

/// Measures all at one size; returns the cost of a cold build.
fn bench(number: usize) -> Cost {
    let place = Place::new(number);
    let articles = place.0.join("articles");
    let bytes = corpus::make(&articles, number);
    let mut config = fs::File::create(place.0.join("config.toml")).unwrap();
    config
        .write_all(
        b"[site]\ntitle = \"Bench\"\nurl = \"https://bench.example/\"\n\n[publish]\nformats = [\"rss\", \"atom\"]\n\n\
         [[source]]\nid = \"articles\"\ntype = \"articles\"\npath = \"articles\"\n",
    )
    .unwrap();
    println!(
        "{number} articles, {:.0} MB; home and every category, RSS and Atom, newest 20, full content",
        mega(bytes)
    );
    println!(
        "{:<28}{:>9}{:>9}{:>11}{:>12}{:>12}",
        "", "CPU s", "wall s", "peak MiB", "× stat walk", "× reading"
    );
    // Processes like ours, which begin and end.
    let itself = std::env::current_exe().unwrap();
    let floor =
        |what: &str| median(RUNS_OF_LITTLE, || run(&["measure", path(&itself), what, path(&articles)]));
    let (walk, read) = (floor("walk"), floor("read"));
    let row = |name: &str, cost: Cost| {
        println!(
            "{name:<28}{:>9.3}{:>9.3}{:>11.1}{:>12.2}{:>12.2}",
            cost.cpu,
            cost.wall,
            cost.peak,
            cost.cpu / walk.cpu,
            cost.cpu / read.cpu
        );
    };
    row("stat-only walk", walk);
    row("reading", read);
    let build = || run(&["measure", BINARY, "--config", path(&place.0.join("config.toml")), "-q", "build"]);
    let cold = median(RUNS, || {
        let _ = fs::remove_dir_all(place.0.join("feeds"));
        let _ = fs::remove_dir_all(place.0.join(".feedloom"));
        build()
    });
    row("cold build", cold);
    // What was written a moment ago is looked at once more.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    build();
    let stamp = newest(&place.0.join("feeds"));
    row("nothing changed", median(RUNS_OF_LITTLE, build));
    assert_eq!(stamp, newest(&place.0.join("feeds")), "a build without a change wrote a file");
    let mut edit = 0;
    row(
        "one article changed",
        median(RUNS_OF_LITTLE, || {
            edit += 1;
            corpus::edit(&articles, number / 2, edit);
            build()
        }),
    );
    let (files, size) = measure::tree(&place.0.join("feeds"));
    println!("{files} documents, {:.0} MB\n", mega(size));
    cold
}

/// A folder for one corpus, removed in the end.
struct Place(PathBuf);

impl Place {
    fn new(number: usize) -> Self {
        let memory = Path::new("/dev/shm");
        let root =
            if memory.is_dir() { memory.to_owned() } else { PathBuf::from(env!("CARGO_TARGET_TMPDIR")) };
        let place = root.join(format!("feedloom-bench-{}-{number}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        Self(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn newest(folder: &Path) -> Option<std::time::SystemTime> {
    let mut newest = None;
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let found = entry.metadata().unwrap();
        let modified = if found.is_dir() { self::newest(&entry.path()) } else { found.modified().ok() };
        newest = newest.max(modified);
    }
    newest
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
