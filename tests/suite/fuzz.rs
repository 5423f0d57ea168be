//! The targets of `fuzz/`, run over their seeds and over mutations of them: from a fixed seed, so that a failure comes again.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

#[path = "../../fuzz/bodies.rs"]
mod bodies;

/// Mutations that each target is run on.
const MUTATIONS: usize = 4_000;

/// Bytes that mean something in one of the formats.
const TOKENS: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "&",
    "&amp;",
    "&lt;",
    "&nbsp;",
    "&#0;",
    "&#x110000;",
    "\"",
    "'",
    "=",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml version='1.0' encoding='utf-16'?>",
    "<!DOCTYPE x [",
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<title>",
    "<br>",
    "xmlns='",
    "xml:base='//b/'",
    "type='html'",
    "mode='base64'",
    "\0",
    "\u{FFFE}",
    "\u{202E}",
    "\r",
    "\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "\\ud800",
    "1e999",
    "javascript:",
    "<script>",
    "<svg>",
    "<table>",
    "<p",
    "9999",
    "-1",
    "24:00",
    "CST",
    "31",
    "\u{1F600}",
];

/// Numbers that look random and are always the same (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

#[expect(clippy::disallowed_methods, reason = "fixtures are our own")]
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// One of the seeds, changed in one to four places.
fn mutate(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(40)).min(bytes.len());
        match dice.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].repeat(1 + dice.below(30));
                bytes.splice(at..at, part);
            }
            3 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len());
                let to = (from + dice.below(80)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            4 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
            _ => {
                let token = TOKENS[dice.below(TOKENS.len())];
                bytes.splice(at..at, token.bytes());
            }
        }
    }
    bytes
}

fn run(target: &str) {
    let (_, body) = bodies::BODIES.iter().find(|(name, _)| *name == target).unwrap();
    let seeds = seeds(target);
    assert!(!seeds.is_empty());
    let mut dice = Dice(0x5EED_F00D);
    let mutations = (0..MUTATIONS).map(|_| mutate(&seeds, &mut dice)).collect::<Vec<_>>();
    for bytes in seeds.iter().chain(&mutations) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| body(bytes))) {
            eprintln!("{target} fails on {:?}", String::from_utf8_lossy(bytes));
            std::panic::resume_unwind(panic);
        }
    }
}

macro_rules! targets {
    ($($test:ident $target:literal)*) => { $(#[test] fn $test() { run($target); })* };
}

targets! {
    rss_holds_whatever_comes "rss"
    atom_holds_whatever_comes "atom"
    rdf_holds_whatever_comes "rdf"
    json_holds_whatever_comes "json"
    opml_holds_whatever_comes "opml"
    dates_hold_whatever_comes "date"
    charsets_hold_whatever_comes "charset"
    html_holds_whatever_comes "html"
}

#[test]
fn every_target_has_a_program_and_a_test() {
    let here = include_str!("fuzz.rs");
    for (target, _) in bodies::BODIES {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/fuzz_targets/{target}.rs"));
        assert!(program.exists(), "{} is missing", program.display());
        assert!(here.contains(&format!("_comes \"{target}\"")), "no test runs {target}");
    }
}
