//! The configuration: what it means, where values come from, and what is said about mistakes.
//!
//! Most of it goes through the library with tables of its own, so that what is tested here is the reading, not which adapters
//! there are.

use std::collections::BTreeMap;
use std::path::Path;

use feedloom::config::{self, AdapterKeys, Config, Documents, Files, Input, Problems, Tables, WriterName};
use feedloom::model::options::{Key, Kind};

mod generated;
mod hostile;
mod keys;
mod meaning;
mod origins;
mod sources;
mod syntax;
mod values;

const ARTICLES: &[Key] = &[
    Key { name: "path", kind: Kind::Path, required: true, default: "", about: "The folder." },
    Key { name: "exclude", kind: Kind::TextList, required: false, default: "", about: "What to leave out." },
    Key {
        name: "hierarchy",
        kind: Kind::Choice(&["path", "flat"]),
        required: false,
        default: "\"path\"",
        about: "What a list of categories is.",
    },
    Key {
        name: "every",
        kind: Kind::Duration { min: 1, max: 864_000 },
        required: false,
        default: "\"1h\"",
        about: "How often.",
    },
    Key {
        name: "token",
        kind: Kind::Text,
        required: false,
        default: "",
        about: "What it takes to be let in.",
    },
];

/// An adapter, and the writers that there are.
fn tables() -> Tables {
    let writer = |name, file_name, documents| WriterName { name, about: "A format.", file_name, documents };
    Tables {
        adapters: vec![AdapterKeys { name: "articles", about: "A folder of articles.", keys: &[ARTICLES] }],
        writers: vec![
            writer("rss", "rss.xml", Documents::OfFeeds),
            writer("atom", "atom.xml", Documents::OfFeeds),
            writer("json", "feed.json", Documents::OfFeeds),
            writer("html", "index.html", Documents::OfFeeds),
            writer("opml", "feeds.opml", Documents::OfSite),
        ],
        shared: &[],
    }
}

/// Files by path.
#[derive(Default)]
struct Shelf(BTreeMap<String, String>);

impl Files for Shelf {
    fn text(&self, path: &Path, _limit: u64) -> Result<String, String> {
        let missing = || "No such file or directory (os error 2)".to_owned();
        self.0.get(&path.display().to_string()).cloned().ok_or_else(missing)
    }

    fn is_one_folder(&self, a: &Path, b: &Path) -> bool {
        a == b
    }
}

/// What a configuration is read with.
#[derive(Default)]
struct Reading {
    environment: Vec<(String, String)>,
    flags: Vec<(String, String)>,
    files: Shelf,
}

impl Reading {
    fn env(mut self, name: &str, text: &str) -> Self {
        self.environment.push((name.to_owned(), text.to_owned()));
        self
    }

    fn set(mut self, name: &str, text: &str) -> Self {
        self.flags.push((name.to_owned(), text.to_owned()));
        self
    }

    fn file(mut self, path: &str, text: &str) -> Self {
        self.files.0.insert(path.to_owned(), text.to_owned());
        self
    }

    fn load(&self, file: &str, text: &str) -> Result<Config, Problems> {
        config::load(&Input {
            file: Path::new(file),
            text,
            environment: &self.environment,
            flags: &self.flags,
            tables: &tables(),
            files: &self.files,
        })
    }
}

/// Reads a configuration that is right.
#[track_caller]
fn load(text: &str) -> Config {
    Reading::default().load("config.toml", text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// All that is said about one that is wrong.
#[track_caller]
fn problems(text: &str) -> String {
    Reading::default().load("config.toml", text).unwrap_err().to_string()
}
