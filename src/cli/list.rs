//! `feedloom list`: the sources and feeds that there are, or the entries.

use clap::Args;

use super::{Exit, Failure, Globals, tables};

/// List sources and feeds, with their documents and URLs
#[derive(Args, Debug)]
pub(super) struct List {
    /// List the entries instead, also those that are held back, and why
    #[arg(long)]
    entries: bool,
}

impl List {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let _config = globals.load(&tables())?;
        Err(Failure::failed("list: the pipeline is not connected"))
    }
}
