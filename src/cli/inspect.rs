//! `feedloom inspect`: what a reader makes of a feed, and what is wrong with it.

use std::io;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::{Exit, Failure, terminal};
use crate::app::inspect::{InspectError, Inspector, Surroundings, batch, bounded, read_file};
use crate::text::printable::printable;

/// Look at a feed as a reader does: what is in it, what is wrong with it, and where
///
/// Reads RSS, RDF, Atom and JSON Feed of every version, also broken ones. Needs no configuration and writes nothing.
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
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Some(file) = &self.file else {
            return read_many();
        };
        let known = Surroundings { content_type: self.content_type.clone(), base: self.base_url.clone() };
        let name = file.to_string_lossy();
        let refuse = |error: InspectError| {
            Failure::failed(format!("{}: {}", printable(&name), printable(&error.to_string())))
        };
        let bytes = if file.as_os_str() == "-" { bounded(io::stdin().lock()) } else { read_file(file) };
        let bytes = bytes.map_err(refuse)?;
        let inspected = Inspector::default().inspect(&bytes, &known).map_err(refuse)?;
        let mut text = inspected.document().map_err(refuse)?;
        text.push('\n');
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        Ok(Exit::Done)
    }
}

fn read_many() -> Result<Exit, Failure> {
    match batch(io::stdin().lock(), io::stdout().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::failed(error.to_string())),
        _ => Ok(Exit::Done),
    }
}
