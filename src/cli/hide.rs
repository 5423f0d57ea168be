//! `feedloom hide`: takes an entry out of all feeds, whatever its source says.

use std::time::Instant;

use clap::Args;

use super::report::count;
use super::{Exit, Failure, Globals, report, run, terminal};
use crate::store::Hidden;
use crate::text::printable::printable;

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
        let started = Instant::now();
        let (app, now) = run::open(globals)?;
        let (hidden, built) = run::wait(app.hide(&self.entry, self.undo, now))?;
        if !globals.quiet && !globals.json {
            terminal::say(&self.told(hidden));
        }
        report::show(globals, app.config(), &built, false, started.elapsed())?;
        Ok(if built.has_failures() { Exit::Failed } else { Exit::Done })
    }

    fn told(&self, hidden: Hidden) -> String {
        let what = printable(&self.entry);
        match (hidden, self.undo) {
            (Hidden::Entries(number), false) => format!("hidden: {}", count(number, "entry", "entries")),
            (Hidden::Entries(number), true) => format!("shown again: {}", count(number, "entry", "entries")),
            (Hidden::Remembered, false) => {
                format!("no entry has the id or URL `{what}`; it is remembered, and hides one that comes")
            }
            (Hidden::Remembered, true) => {
                format!("`{what}` is no longer hidden; no entry has that id or URL now")
            }
            (Hidden::Already, false) => format!("`{what}` is hidden already"),
            (Hidden::Already, true) => {
                format!("`{what}` is not hidden; `feedloom list --entries` shows what is")
            }
        }
    }
}
