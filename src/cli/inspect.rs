//! `feedloom inspect`: what a reader makes of a feed, and what is wrong with it.

use std::io;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use clap::Args;
use serde_json::json;
use url::Url;

use super::{Exit, Failure, Globals, terminal};
use crate::app::inspect::{InspectError, Inspector, Surroundings, batch, bounded, parse_list, read_file};
use crate::text::printable::printable;

mod defects;
mod list;
mod report;

/// Look at a feed as a reader does: what is in it, what is wrong with it and where, what readers lose
///
/// Reads RSS, RDF, Atom and JSON Feed of every version, also broken ones, and shows what a list of feeds (OPML) holds. Needs no
/// configuration and writes nothing.
#[derive(Args, Debug)]
pub(super) struct Inspect {
    /// The feeds; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "batch", conflicts_with = "batch")]
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
}

impl Inspect {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        if self.batch {
            return read_many();
        }
        if let Some(url) = self.files.iter().find_map(|file| as_url(file)) {
            return Err(Failure::usage(format!(
                "`inspect` reads files\n  = fetch the feed: curl -sL --compressed '{url}' | feedloom inspect - --base-url '{url}'",
                url = printable(url)
            )));
        }
        let mut exit = Exit::Done;
        let several = self.files.len() > 1;
        let mut shown_before = false;
        for file in &self.files {
            let name = if file.as_os_str() == "-" { "standard input".into() } else { file.to_string_lossy() };
            let text = match self.look(file, &name, globals) {
                Ok(text) => text,
                Err(error) => {
                    exit = Exit::Failed;
                    terminal::say(&format!("{}: {}", printable(&name), printable(&error.to_string())));
                    // A line for each file, so that programs can tell which is which.
                    if !(several && globals.json) {
                        continue;
                    }
                    format!("{}\n", json!({ "error": error.to_string() }))
                }
            };
            let gap = if shown_before && !globals.json && !text.is_empty() { "\n" } else { "" };
            shown_before |= !text.is_empty();
            terminal::data(format!("{gap}{text}").as_bytes())
                .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        }
        Ok(exit)
    }

    fn look(&self, file: &Path, name: &str, globals: &Globals) -> Result<String, InspectError> {
        let known = Surroundings { content_type: self.content_type.clone(), base: self.base_url.clone() };
        let bytes = if file.as_os_str() == "-" { bounded(io::stdin().lock()) } else { read_file(file) }?;
        let mut inspector = Inspector::default();
        if globals.json {
            return Ok(inspector.inspect(&bytes, &known)?.document()? + "\n");
        }
        let now = globals.now.map_or_else(crate::clock::now, |moment| moment.in_zone(Tz::UTC));
        match inspector.examine(&bytes, &known, now) {
            Err(InspectError::Parse(error)) => match parse_list(&bytes) {
                Ok(read) => Ok(list::report(name, &read, globals)),
                Err(_) => Err(InspectError::Parse(error)),
            },
            examined => Ok(report::report(name, &examined?, globals)),
        }
    }
}

/// The address that was given in place of a file.
fn as_url(file: &Path) -> Option<&str> {
    file.to_str().filter(|text| text.starts_with("http://") || text.starts_with("https://"))
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
