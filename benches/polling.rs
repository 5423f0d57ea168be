//! What polling costs, as ratios against a loop of the same client that only fetches: `cargo bench --bench polling`.
//!
//! In: the number of feeds as an argument (10,000 without one). Out: a table. A server of its own on the loopback, in a process of its
//! own, has the feeds, 49 kB each, RSS and Atom, 20 to 30 entries. Each figure is the median of several runs of a process of its own;
//! all runs of one table are made in turns. CPU is that of the asking process alone.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

#[path = "polling/asking.rs"]
mod asking;
#[path = "polling/corpus.rs"]
mod corpus;
#[path = "pipeline/measure.rs"]
mod measure;
#[path = "polling/server.rs"]
mod server;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use measure::{Cost, median, run};
use server::Server;

const BINARY: &str = env!("CARGO_BIN_EXE_feedloom");

/// Runs of which the median counts.
const RUNS: usize = 3;

/// Requests at one time.
const CONNECTIONS: usize = 64;

/// Milliseconds that the slow server waits before each answer.
const LATENCY: u64 = 100;

/// Feeds of the slow server.
const FEW: usize = 1000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["measure", command @ ..] => measure::child(command),
        ["serve", latency] => server::serve(latency.parse().unwrap()),
        ["fetch", port, number, what] => asking::run(port.parse().unwrap(), number.parse().unwrap(), what),
        numbers => {
            let number = numbers.iter().find_map(|number| number.replace([',', '_'], "").parse().ok());
            bench(number.unwrap_or(10_000));
            wait_for_a_slow_server();
        }
    }
}

fn bench(number: usize) {
    let server = Server::start(0);
    let place = Place::new(&server, number);
    let mean = corpus::mean_size(number);
    println!(
        "{number} feeds of one host, {mean} bytes each; {CONNECTIONS} at a time; one Atom feed and one page out"
    );
    let columns = ["", "µs/feed", "wall s", "peak MiB", "× fetch only", "× feed-rs"];
    println!(
        "{:<30}{:>9}{:>9}{:>11}{:>14}{:>11}",
        columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]
    );
    let ask = |what: &str| asking(&server, number, what);
    let fetch = median(RUNS, || ask("fetch"));
    let others = median(RUNS, || ask("feed-rs"));
    let row = |name: &str, cost: Cost, floor: Cost, others: Option<Cost>| {
        let ratio = others.map(|others| format!("{:.2}", cost.cpu / others.cpu)).unwrap_or_default();
        println!(
            "{name:<30}{:>9.1}{:>9.2}{:>11.1}{:>14.2}{ratio:>11}",
            each(cost, number),
            cost.wall,
            cost.peak,
            cost.cpu / floor.cpu
        );
    };
    row("fetch only", fetch, fetch, None);
    row("fetch and feed-rs", others, fetch, Some(others));
    row("fetch and feed-rs, cleaned", ask("feed-rs-cleaned"), fetch, Some(others));
    let first = median(RUNS, || {
        place.clear();
        place.build("2026-07-01T00:00:00Z")
    });
    row("first poll, published", first, fetch, Some(others));
    let unchanged = median(RUNS, || ask("conditional"));
    row("fetch only, all 304", unchanged, unchanged, None);
    let stamp = place.newest();
    let mut hour = 0;
    let second = median(RUNS, || {
        hour += 2;
        place.build(&format!("2026-07-01T{hour:02}:00:00Z"))
    });
    row("second poll, all 304", second, unchanged, None);
    assert_eq!(stamp, place.newest(), "a poll without a change wrote a file");
    let idle = median(RUNS, || place.build(&format!("2026-07-01T{hour:02}:10:00Z")));
    row("nothing is due", idle, unchanged, None);
    println!("{:.0} MB of state\n", mega(measure::tree(&place.root.join(".feedloom")).1));
}

/// How much longer than the ideal it takes where each answer takes its time.
fn wait_for_a_slow_server() {
    let server = Server::start(LATENCY);
    let place = Place::new(&server, FEW);
    let ideal =
        (Duration::from_millis(LATENCY) * u32::try_from(FEW.div_ceil(CONNECTIONS)).unwrap()).as_secs_f64();
    let fetch = asking(&server, FEW, "fetch");
    let build = place.build("2026-07-01T00:00:00Z");
    println!("{FEW} feeds, {LATENCY} ms of latency, {CONNECTIONS} at a time: ideal {ideal:.2} s");
    for (name, cost) in [("fetch only", fetch), ("first poll, published", build)] {
        println!("{name:<30}{:>9.2} s{:>9.2} × ideal", cost.wall, cost.wall / ideal);
    }
}

fn asking(server: &Server, number: usize, what: &str) -> Cost {
    let itself = std::env::current_exe().unwrap();
    let (port, number) = (server.port.to_string(), number.to_string());
    run(&["measure", path(&itself), "fetch", &port, &number, what])
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn each(cost: Cost, number: usize) -> f64 {
    cost.cpu * 1e6 / number as f64
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder with a configuration, removed in the end.
struct Place {
    root: PathBuf,
}

impl Place {
    fn new(server: &Server, number: usize) -> Self {
        let memory = Path::new("/dev/shm");
        let root =
            if memory.is_dir() { memory.to_owned() } else { PathBuf::from(env!("CARGO_TARGET_TMPDIR")) };
        let place = root.join(format!("feedloom-bench-{}-{number}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        let place = Self { root: place };
        let host = format!("127.0.0.1:{}", server.port);
        place.write(
            "config.toml",
            &format!(
                "[site]\ntitle = \"Bench\"\nurl = \"https://bench.example/\"\n\n\
                 [publish]\nformats = [\"atom\", \"html\"]\nby = []\n\n\
                 [net]\nallow = [\"{host}\"]\nconcurrency = {CONNECTIONS}\n\n\
                 [[host]]\nname = \"{host}\"\nmax_concurrent = {CONNECTIONS}\nmin_interval = \"0s\"\n\n\
                 [[source]]\nid = \"all\"\ntype = \"opml\"\npath = \"all.opml\"\nmax_per_host = {number}\n"
            ),
        );
        let outlines: Vec<String> = (0..number)
            .map(|feed| {
                format!("<outline type=\"rss\" text=\"Feed {feed}\" xmlUrl=\"http://{host}/{feed}\"/>\n")
            })
            .collect();
        place
            .write("all.opml", &format!("<opml version=\"2.0\"><body>\n{}</body></opml>", outlines.concat()));
        place
    }

    fn write(&self, name: &str, text: &str) {
        let mut file = fs::File::create(self.root.join(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    /// Forgets what was built.
    fn clear(&self) {
        let _ = fs::remove_dir_all(self.root.join("feeds"));
        let _ = fs::remove_dir_all(self.root.join(".feedloom"));
    }

    fn build(&self, now: &str) -> Cost {
        run(&[
            "measure",
            BINARY,
            "--config",
            path(&self.root.join("config.toml")),
            "-q",
            "build",
            "--now",
            now,
        ])
    }

    fn newest(&self) -> Option<std::time::SystemTime> {
        let files = fs::read_dir(self.root.join("feeds")).unwrap().flatten();
        files.filter_map(|file| file.metadata().ok()?.modified().ok()).max()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
