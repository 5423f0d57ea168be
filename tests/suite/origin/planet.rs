//! A project that reads servers of the tests, run at one time after the other.
//!
//! ```text
//! let planet = Planet::new(&origin);
//! planet.at("2026-07-01T10:00:00Z").ok();
//! planet.after("1h").ok();
//! assert_eq!(planet.asked().len(), 2);
//! assert_eq!(planet.published()[0].title, "Post 2");
//! ```

use std::cell::Cell;
use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};

use super::{Asked, Origin};
use crate::harness::{Project, Run};
use crate::site::{self, Shown};

/// The instant of the first run where a test does not care.
pub(crate) const FIRST: &str = "2026-07-01T10:00:00Z";

/// A project whose sources are feeds of servers.
pub(crate) struct Planet {
    project: Project,
    origin: Origin,
    net: String,
    allow: Vec<String>,
    hosts: String,
    sources: String,
    now: Cell<DateTime<Utc>>,
}

impl Planet {
    /// One source, `far`, which is `/feed.xml` of the server.
    pub(crate) fn new(origin: &Origin) -> Self {
        Self::empty(origin).source("far", &origin.url("/feed.xml"), "")
    }

    /// No source yet. The server is allowed, and need not be given pauses.
    pub(crate) fn empty(origin: &Origin) -> Self {
        let planet = Self {
            project: Project::in_memory(),
            origin: origin.clone(),
            net: String::new(),
            allow: Vec::new(),
            hosts: String::new(),
            sources: String::new(),
            now: Cell::new(instant(FIRST)),
        };
        planet.allow(&origin.authority()).hurried(&origin.authority())
    }

    /// One more source, with more lines of its table.
    pub(crate) fn source(mut self, id: &str, url: &str, more: &str) -> Self {
        let _ =
            writeln!(self.sources, "\n[[source]]\nid = \"{id}\"\ntype = \"feed\"\nurl = \"{url}\"\n{more}");
        self
    }

    /// The tables of sources say something else instead.
    pub(crate) fn instead_of(mut self, said: &str, says: &str) -> Self {
        assert!(self.sources.contains(said), "{}", self.sources);
        self.sources = self.sources.replace(said, says);
        self
    }

    /// More lines of the last source.
    pub(crate) fn lines_of_source(mut self, lines: &str) -> Self {
        let _ = writeln!(self.sources, "{lines}");
        self
    }

    /// One more server, as the first.
    pub(crate) fn also(self, origin: &Origin) -> Self {
        let authority = origin.authority();
        self.allow(&authority).hurried(&authority)
    }

    /// One more host that may be asked.
    pub(crate) fn allow(mut self, name: &str) -> Self {
        self.allow.push(name.to_owned());
        self
    }

    /// Whom nothing is allowed.
    pub(crate) fn allow_nobody(mut self) -> Self {
        self.allow.clear();
        self
    }

    /// A host needs no pause between two requests.
    pub(crate) fn hurried(self, name: &str) -> Self {
        self.host(&format!("name = \"{name}\"\nmin_interval = \"0s\""))
    }

    /// One more table of what is special about a host.
    pub(crate) fn host(mut self, lines: &str) -> Self {
        let _ = writeln!(self.hosts, "\n[[host]]\n{lines}");
        self
    }

    /// Nothing is special about any host.
    pub(crate) fn polite(mut self) -> Self {
        self.hosts.clear();
        self
    }

    /// More lines of `[net]`.
    pub(crate) fn net(mut self, lines: &str) -> Self {
        let _ = writeln!(self.net, "{lines}");
        self
    }

    /// A file of the project.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.project.write(path, bytes);
        self
    }

    /// A variable of the environment.
    pub(crate) fn env(mut self, name: &str, text: &str) -> Self {
        self.project = self.project.env(name, text);
        self
    }

    /// The folder.
    pub(crate) fn project(&self) -> &Project {
        &self.project
    }

    /// The time of the last run.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now.get()
    }

    /// Runs `build` at an instant.
    pub(crate) fn at(&self, now: &str) -> Run {
        self.now.set(instant(now));
        self.build(&[])
    }

    /// Runs `build` so much later than the last time, such as `30m`, `1h` or `7d`.
    pub(crate) fn after(&self, span: &str) -> Run {
        self.passes(span);
        self.build(&[])
    }

    /// Lets time pass.
    pub(crate) fn passes(&self, span: &str) {
        self.now.set(self.now() + self::span(span));
    }

    /// Runs `build` again at the time of the last run, with arguments. However it ends, it does not panic.
    #[track_caller]
    pub(crate) fn build(&self, arguments: &[&str]) -> Run {
        self.write_config();
        let now = self.now().to_rfc3339();
        let run = self.project.run(["build", "--now", &now].iter().chain(arguments));
        assert!(matches!(run.code(), Some(0..=2 | 75)), "{:?}: {}", run.code(), run.stderr());
        run
    }

    /// Writes the configuration, for commands other than `build`.
    pub(crate) fn write_config(&self) {
        let Self { allow, net, hosts, sources, .. } = self;
        self.project.write(
            "config.toml",
            format!(
                "[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"\n\n[publish]\nlimit = 1000\n\
                 max_bytes = 5000000\n\n[net]\nallow = {allow:?}\n{net}{hosts}{sources}"
            ),
        );
    }

    /// The URL of a path of the first server.
    pub(crate) fn url(&self, path: &str) -> String {
        self.origin.url(path)
    }

    /// What the first server was asked since this was last called.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.origin.asked()
    }

    /// The only request to the first server since the last look.
    #[track_caller]
    pub(crate) fn asked_once(&self) -> Asked {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked.remove(0)
    }

    /// The entries of the home feed.
    pub(crate) fn published(&self) -> Vec<Shown> {
        if self.project.has("feeds/atom.xml") {
            site::atom(&self.project, "feeds/atom.xml")
        } else {
            Vec::new()
        }
    }

    /// Their titles.
    pub(crate) fn titles(&self) -> Vec<String> {
        self.published().into_iter().map(|entry| entry.title).collect()
    }
}

/// An instant as RFC 3339 writes it.
pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// `30s`, `15m`, `1h`, `7d`.
fn span(text: &str) -> Duration {
    let (number, unit) = text.split_at(text.len() - 1);
    let number: i64 = number.parse().unwrap();
    match unit {
        "s" => Duration::seconds(number),
        "m" => Duration::minutes(number),
        "h" => Duration::hours(number),
        "d" => Duration::days(number),
        _ => panic!("{text} is no span"),
    }
}
