//! `feedloom hide`: takes an entry out of all feeds, whatever its source says.

use clap::Args;

use super::{Exit, Failure, Globals, tables};

/// Take an entry out of all feeds, for good
#[derive(Args, Debug)]
pub(super) struct Hide {
    /// Its id, or its URL
    #[arg(value_name = "ID|URL")]
    entry: String,
    /// Show it again
    #[arg(long)]
    undo: bool,
}

impl Hide {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let _config = globals.load(&tables())?;
        Err(Failure::failed("hide: the pipeline is not connected"))
    }
}
