//! `feedloom build`: reads what is new and publishes what it changes.

use clap::{Args, ValueEnum};

use super::{Exit, Failure, Globals, tables};

/// Read the sources and publish what has changed
#[derive(Args, Debug)]
pub(super) struct Build {
    /// Read only this source; can be given more than once
    #[arg(long, value_name = "ID")]
    source: Vec<String>,
    /// Do everything but write: say what would be published
    #[arg(long)]
    dry_run: bool,
    /// Read and render everything anew, also what has not changed
    #[arg(long)]
    force: bool,
    /// Go on where more than a fifth of the entries or documents would be removed
    #[arg(long)]
    allow_removals: bool,
    /// Exit with 3 where a source fails: one that worked before, or any
    #[arg(long, value_name = "WHICH")]
    fail_on: Option<FailOn>,
}

/// Which failures of sources `--fail-on` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// A source that worked the last time
    New,
    /// Any source
    Any,
}

impl Build {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let _config = globals.load(&tables())?;
        Err(Failure::failed("build: the pipeline is not connected"))
    }
}
