//! `feedloom prune`: removes the documents of feeds that have lost their last entry.

use std::time::Instant;

use clap::Args;

use super::{Exit, Failure, Globals, report, run};

/// Remove the documents of feeds that have no entry any more
#[derive(Args, Debug)]
pub(super) struct Prune {
    /// Remove nothing: say what would be removed
    #[arg(long)]
    dry_run: bool,
}

impl Prune {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let started = Instant::now();
        let (app, now) = run::open(globals)?;
        let pruned = run::wait(app.prune(self.dry_run, now))?;
        // What it removes is what somebody wants to know of it.
        let globals = &Globals { verbose: !globals.quiet, ..globals.clone() };
        report::show(globals, app.config(), &pruned, self.dry_run, started.elapsed())?;
        Ok(if pruned.has_failures() { Exit::Failed } else { Exit::Done })
    }
}
