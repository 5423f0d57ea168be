//! What reading a feed costs, as ratios against other readers of the same bytes in the same run: `cargo bench --bench parse`.
//!
//! Out: four tables. Well-formed feeds, against `feed-rs` and against a plain scan of `quick-xml`'s events with namespaces; the
//! same with the HTML cleaned; ill-formed ones against well-formed ones, and what hostile ones cost; memory for a large one.
//! `cargo bench --bench parse -- again "RSS 2.0, podcast"` reads one sample for some seconds, for a profiler. One thread; each figure is the best of several rounds in which the readers take turns.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]
#![expect(clippy::disallowed_methods, reason = "reads and writes nothing but its own files")]

#[path = "parse/corpus.rs"]
mod corpus;

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use corpus::Sample;
use feedloom::model::draft::{Draft, DraftBody};
use feedloom::normalize::sanitize::Sanitizer;
use feedloom::parse::feed::{Hints, parse};
use quick_xml::NsReader;
use quick_xml::events::Event;
use url::Url;

/// Rounds of which the best counts.
const ROUNDS: usize = 40;

/// Bytes of the large feed, and of each hostile document.
const LARGE: usize = 10_000_000;
const HOSTILE: usize = 5_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["peak", "read"] => peak(true),
        ["peak", "hold"] => peak(false),
        ["again", name] => again(name),
        _ => {
            throughput();
            repair();
            hostile();
            memory();
        }
    }
}

fn feedloom(bytes: &[u8]) {
    black_box(parse(bytes, &Hints::default()).unwrap());
}

fn feedloom_clean(bytes: &[u8], sanitizer: &mut Sanitizer, base: &Url) {
    let parsed = parse(bytes, &Hints::default()).unwrap();
    for Draft { body, summary, .. } in &parsed.entries {
        if let DraftBody::Inline(content) = body {
            black_box(sanitizer.clean(&content.value, base));
        }
        if let Some(summary) = summary {
            black_box(sanitizer.clean(&summary.value, base));
        }
    }
}

fn feed_rs(bytes: &[u8], sanitize: bool) {
    let parser = feed_rs::parser::Builder::new().sanitize_content(sanitize).build();
    black_box(parser.parse(bytes).unwrap());
}

/// Reads the samples of this name again and again.
fn again(name: &str) {
    let samples = [corpus::well_formed(), corpus::ill_formed(), corpus::hostile(HOSTILE / 5)].concat();
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(5) {
        for sample in samples.iter().filter(|sample| sample.name == name) {
            let _ = black_box(parse(&sample.bytes, &Hints::default()));
        }
    }
}

/// All events, their names resolved, their texts decoded.
fn scan(bytes: &[u8]) {
    let mut reader = NsReader::from_reader(bytes);
    loop {
        match reader.read_resolved_event().unwrap() {
            (_, Event::Eof) => break,
            (_, Event::Text(text)) => {
                black_box(text.decode().unwrap());
            }
            (_, Event::CData(text)) => {
                black_box(text.decode().unwrap());
            }
            event => {
                black_box(event);
            }
        }
    }
}

/// The best time of each reader, which take turns.
fn best<const N: usize>(rounds: usize, mut readers: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..rounds {
        for (reader, best) in readers.iter_mut().zip(&mut best) {
            let started = Instant::now();
            reader();
            *best = (*best).min(started.elapsed());
        }
    }
    best
}

fn speed(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}

fn throughput() {
    let base = Url::parse("https://blog.example/").unwrap();
    let mut sanitizer = Sanitizer::new();
    println!(
        "MB/s, well-formed feeds       size kB  feedloom   feed-rs      scan   × feed-rs   × scan   cleaned: feedloom  feed-rs   × feed-rs"
    );
    let mut total = (0, [Duration::ZERO; 5]);
    let samples = corpus::well_formed();
    for Sample { name, bytes } in &samples {
        let is_xml = bytes.starts_with(b"<");
        let times = best(
            ROUNDS,
            [
                &mut || feedloom(bytes),
                &mut || feed_rs(bytes, false),
                &mut || {
                    if is_xml {
                        scan(bytes);
                    }
                },
                &mut || feedloom_clean(bytes, &mut sanitizer, &base),
                &mut || feed_rs(bytes, true),
            ],
        );
        row(name, bytes.len(), times, is_xml);
        // A scan of XML has nothing to say of JSON.
        if is_xml {
            total.0 += bytes.len();
            for (sum, time) in total.1.iter_mut().zip(times) {
                *sum += time;
            }
        }
    }
    row("all XML together", total.0, total.1, true);
}

fn row(name: &str, bytes: usize, times: [Duration; 5], is_xml: bool) {
    let [own, theirs, scan, clean, their_clean] = times.map(|time| speed(bytes, time));
    let (scan, of_scan) = if is_xml {
        (format!("{scan:.0}"), format!("{:.2}", own / scan))
    } else {
        (String::new(), String::new())
    };
    println!(
        "{name:<28} {:>8.0} {own:>9.0} {theirs:>9.0} {scan:>9} {:>11.2} {of_scan:>8} {clean:>19.0} {their_clean:>8.0} {:>11.2}",
        bytes as f64 / 1e3,
        own / theirs,
        clean / their_clean
    );
}

fn repair() {
    println!("\nill-formed against well-formed, time per byte");
    let well_formed = corpus::well_formed();
    for Sample { name, bytes } in &corpus::ill_formed() {
        let sound = &well_formed.iter().find(|sample| sample.name == *name).unwrap().bytes;
        let [broken, whole] = best(ROUNDS, [&mut || feedloom(bytes), &mut || feedloom(sound)]);
        let ratio = speed(sound.len(), whole) / speed(bytes.len(), broken);
        println!("{name:<28} {:>9.0} MB/s {ratio:>9.2} times", speed(bytes.len(), broken));
    }
}

fn hostile() {
    println!("\nhostile documents of {} MB, ms per MB", HOSTILE / 1_000_000);
    for Sample { name, bytes } in &corpus::hostile(HOSTILE) {
        let started = Instant::now();
        let outcome = match black_box(parse(bytes, &Hints::default())) {
            Ok(parsed) => format!(
                "{} entries, {} defects",
                parsed.entries.len(),
                parsed.defects.len() + parsed.more_defects
            ),
            Err(error) => error.to_string(),
        };
        let spent = started.elapsed().as_secs_f64() * 1e3 / (bytes.len() as f64 / 1e6);
        println!("{name:<40} {spent:>7.1}   {outcome}");
    }
}

/// Reads the large feed, or only holds it, and prints the peak in MiB: that of this program, as Linux tells it. What
/// `getrusage` tells begins with the process that started it.
fn peak(reads: bool) {
    let bytes = std::fs::read(std::env::var_os("FEED").unwrap()).unwrap();
    if reads {
        feedloom(&bytes);
    }
    black_box(&bytes);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kibibytes: f64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    println!("{}", kibibytes / 1024.0);
}

fn memory() {
    if !std::path::Path::new("/proc/self/status").exists() {
        println!("\nno figures for memory: this system has no /proc");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.xml");
    let bytes = corpus::large(LARGE);
    std::fs::write(&file, &bytes).unwrap();
    let peak = |what: &str| -> f64 {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["peak", what])
            .env("FEED", &file)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    };
    let (held, read) = (peak("hold"), peak("read"));
    let size = bytes.len() as f64 / 1024.0 / 1024.0;
    println!(
        "\na feed of {size:.1} MiB: the process that holds it {held:.0} MiB, that reads it {read:.0} MiB"
    );
    println!("memory for reading, the bytes included: {:.2} times the input", (read - held) / size + 1.0);
}
