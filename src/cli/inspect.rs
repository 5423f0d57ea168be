//! `feedloom inspect`: what a reader makes of a feed, and what is wrong with it.

use std::io;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use clap::Args;
use serde_json::json;
use url::Url;

use super::{Exit, Failure, Globals, run, terminal};
use crate::app::inspect::{
    Fetched, InspectError, Inspector, Surroundings, batch, bounded, parse_list, read_file,
};
use crate::app::{AskError, typed};
use crate::text::address::without_credentials;
use crate::text::printable::printable;

mod answer;
mod defects;
mod list;
mod report;

/// Look at a feed as a reader does: what is in it, what is wrong with it and where, what readers lose
///
/// Reads RSS, RDF, Atom and JSON Feed of every version, also broken ones, and shows what a list of feeds (OPML) holds. Needs no
/// configuration and writes nothing. Of an address it also shows what the server says, and what a poll would make of that.
#[derive(Args, Debug)]
pub(super) struct Inspect {
    /// The feeds: files, addresses; `-` is standard input
    #[arg(value_name = "FILE|URL", required_unless_present = "batch", conflicts_with = "batch")]
    files: Vec<PathBuf>,
    /// What the server says of it, as in its header Content-Type
    #[arg(long, value_name = "TYPE", conflicts_with = "batch")]
    content_type: Option<String>,
    /// Where it is served: its relative addresses start from there
    #[arg(long, value_name = "URL", conflicts_with = "batch", value_parser = base_url)]
    base_url: Option<Url>,
    /// Read many: for each a line of standard input, FILE TYPE URL with tabs between, and a line of JSON in the same order
    #[arg(long)]
    batch: bool,
    /// Ask also for a source that is not due
    #[arg(long, conflicts_with = "batch")]
    force: bool,
}

impl Inspect {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        if self.batch {
            return read_many();
        }
        let mut fetched = self.fetch(globals)?.into_iter();
        let mut exit = Exit::Done;
        let several = self.files.len() > 1;
        let mut shown_before = false;
        for file in &self.files {
            let (name, shown) = match typed_url(file) {
                Some(url) => {
                    (without_credentials(&url).into(), self.show_fetched(&url, fetched.next(), globals))
                }
                None if file.as_os_str() == "-" => {
                    ("standard input".into(), self.show_file(file, "standard input", globals))
                }
                None => {
                    let name = file.to_string_lossy();
                    let shown = self.show_file(file, &name, globals);
                    (name, shown)
                }
            };
            let Shown { text, error } = shown;
            if let Some(error) = &error {
                exit = Exit::Failed;
                let names_it = typed_url(file).is_some() && error.contains(&*name);
                let place = if names_it { String::new() } else { format!("{}: ", printable(&name)) };
                terminal::say(&format!("{place}{}", printable_lines(error)));
            }
            // A line for each, so that programs can tell which is which.
            let text = match error {
                Some(error) if globals.json && several && text.is_empty() => {
                    format!("{}\n", json!({ "error": error }))
                }
                _ => text,
            };
            if text.is_empty() {
                continue;
            }
            let gap = if shown_before && !globals.json { "\n" } else { "" };
            shown_before = true;
            terminal::data(format!("{gap}{text}").as_bytes())
                .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        }
        Ok(exit)
    }

    /// Asks for the addresses, one after the other.
    fn fetch(&self, globals: &Globals) -> Result<Vec<Result<Fetched, AskError>>, Failure> {
        let urls: Vec<Url> = self.files.iter().filter_map(|file| typed_url(file)).collect();
        if urls.is_empty() {
            return Ok(Vec::new());
        }
        let (asker, _) = run::asker(globals, self.force)?;
        run::wait(async {
            let mut fetched = Vec::with_capacity(urls.len());
            for url in &urls {
                fetched.push(asker.look(url).await);
            }
            Ok(fetched)
        })
    }

    fn show_file(&self, file: &Path, name: &str, globals: &Globals) -> Shown {
        let known = Surroundings { content_type: self.content_type.clone(), base: self.base_url.clone() };
        let read = if file.as_os_str() == "-" { bounded(io::stdin().lock()) } else { read_file(file) };
        Shown::of(read.and_then(|bytes| look(&bytes, &known, name, globals)))
    }

    fn show_fetched(
        &self,
        url: &Url,
        fetched: Option<Result<Fetched, AskError>>,
        globals: &Globals,
    ) -> Shown {
        let fetched = match fetched {
            Some(Ok(fetched)) => fetched,
            Some(Err(error)) => return Shown { text: String::new(), error: Some(error.to_string()) },
            None => return Shown::default(),
        };
        let known = Surroundings {
            content_type: self.content_type.clone().or(fetched.content_type),
            base: Some(self.base_url.clone().unwrap_or(fetched.base)),
        };
        let Shown { text, error } = if matches!(fetched.http.status, 200 | 203) {
            Shown::of(look(&fetched.bytes, &known, &without_credentials(url), globals))
        } else {
            let status = fetched.http.status;
            Shown { text: String::new(), error: Some(format!("its server answered with status {status}")) }
        };
        let text = if globals.json {
            with_http(&text, error.as_deref(), &answer::to_json(&fetched.http))
        } else if globals.quiet {
            text
        } else {
            answer::report(&fetched.http) + &text
        };
        Shown { text, error }
    }
}

/// What is shown of one feed, and what is wrong where it is none.
#[derive(Default)]
struct Shown {
    text: String,
    error: Option<String>,
}

impl Shown {
    fn of(looked: Result<String, InspectError>) -> Self {
        match looked {
            Ok(text) => Self { text, error: None },
            Err(error) => Self { text: String::new(), error: Some(error.to_string()) },
        }
    }
}

fn look(bytes: &[u8], known: &Surroundings, name: &str, globals: &Globals) -> Result<String, InspectError> {
    let mut inspector = Inspector::default();
    if globals.json {
        return Ok(inspector.inspect(bytes, known)?.document()? + "\n");
    }
    let now = globals.now.map_or_else(crate::clock::now, |moment| moment.in_zone(Tz::UTC));
    match inspector.examine(bytes, known, now) {
        Err(InspectError::Parse(error)) => match parse_list(bytes) {
            Ok(read) => Ok(list::report(name, &read, globals)),
            Err(_) => Err(InspectError::Parse(error)),
        },
        examined => Ok(report::report(name, &examined?, globals)),
    }
}

/// The document of a feed, one line of JSON, with the member `http` at its end.
fn with_http(document: &str, error: Option<&str>, http: &serde_json::Value) -> String {
    match (document.trim_end().strip_suffix('}'), error) {
        (Some(members), _) => format!("{members},\"http\":{http}}}\n"),
        (None, error) => format!("{}\n", json!({ "error": error, "http": http })),
    }
}

fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

/// The address that was given in place of a file.
fn typed_url(file: &Path) -> Option<Url> {
    file.to_str().filter(|text| text.contains("://")).and_then(|text| typed(text).ok())
}

/// Reads an address that others can be relative to.
fn base_url(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if !url.cannot_be_a_base() && url.has_host() => Ok(url),
        _ => {
            Err("it is the address of the feed and begins with https://, such as https://a.example/feed.xml"
                .to_owned())
        }
    }
}

fn read_many() -> Result<Exit, Failure> {
    match batch(io::stdin().lock(), io::stdout().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::failed(error.to_string())),
        _ => Ok(Exit::Done),
    }
}
