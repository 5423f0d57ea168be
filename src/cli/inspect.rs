//! `feedloom inspect`: what a reader makes of a feed, and what is wrong with it.

use std::io;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use clap::Args;
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
    /// The feed; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "batch", conflicts_with = "batch")]
    file: Option<PathBuf>,
    /// What the server says of it, as in its header Content-Type
    #[arg(long, value_name = "TYPE", conflicts_with = "batch")]
    content_type: Option<String>,
    /// Where it is served: its relative addresses start from there
    #[arg(long, value_name = "URL", conflicts_with = "batch")]
    base_url: Option<Url>,
    /// Read many: a line of standard input for each, FILE<TAB>TYPE<TAB>URL, and a line of JSON for each in the same order
    #[arg(long)]
    batch: bool,
}

impl Inspect {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let Some(file) = &self.file else { return read_many() };
        let name = if file.as_os_str() == "-" { "standard input".into() } else { file.to_string_lossy() };
        let refuse = |error: InspectError| {
            Failure::failed(format!("{}: {}", printable(&name), printable(&error.to_string())))
        };
        let text = self.look(file, &name, globals).map_err(refuse)?;
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        Ok(Exit::Done)
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
                Err(_) => Err(error.into()),
            },
            examined => Ok(report::report(name, &examined?, globals)),
        }
    }
}

fn read_many() -> Result<Exit, Failure> {
    match batch(io::stdin().lock(), io::stdout().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::failed(error.to_string())),
        _ => Ok(Exit::Done),
    }
}
