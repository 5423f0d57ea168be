//! `feedloom prune`: removes the documents of feeds that have lost their last entry.

use clap::Args;

use super::{Exit, Failure, Globals, tables};

/// Remove the documents of feeds that have no entry any more
#[derive(Args, Debug)]
pub(super) struct Prune {
    /// Remove nothing: say what would be removed
    #[arg(long)]
    dry_run: bool,
}

impl Prune {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let _config = globals.load(&tables())?;
        Err(Failure::failed("prune: the pipeline is not connected"))
    }
}
