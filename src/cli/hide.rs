//! `feedloom hide`: takes an entry out of all feeds, whatever its source says.

use std::time::Instant;

use clap::Args;
use url::Url;

use super::report::count;
use super::{Exit, Failure, Globals, report, run, terminal};
use crate::app::{App, Now};
use crate::store::Hidden;
use crate::text::printable::printable;

/// Take an entry out of all feeds, for good
#[derive(Args, Debug)]
pub(super) struct Hide {
    /// Its id or URL, as `feedloom list --entries --json` shows them, or its file, as `feedloom list --entries` does
    #[arg(value_name = "ID|URL|FILE")]
    entry: String,
    /// Show it again
    #[arg(long)]
    undo: bool,
}

impl Hide {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let started = Instant::now();
        let (app, now) = run::open(globals)?;
        let entry = self.id(&app, now)?;
        let (hidden, built) = run::wait(app.hide(&entry, self.undo, now))?;
        if !globals.quiet && !globals.json {
            terminal::say(&self.told(hidden));
        }
        report::show(globals, app.config(), &built, false, started.elapsed())?;
        Ok(if built.has_failures() { Exit::Failed } else { Exit::Done })
    }

    /// The id or URL of what was named.
    fn id(&self, app: &App, now: Now) -> Result<String, Failure> {
        let file = self.entry.strip_prefix("./").unwrap_or(&self.entry);
        let mut id = None;
        run::wait(app.items(now, |item, place| {
            if place == file {
                id = item.entry.as_ref().map(|entry| entry.id.as_str().to_owned());
            }
        }))?;
        match id {
            Some(id) => Ok(id),
            // One that no entry has yet may come; whatever is remembered can be forgotten.
            None if self.undo || Url::parse(&self.entry).is_ok() => Ok(self.entry.clone()),
            None => Err(Failure::usage(format!(
                "`{}` is no id, no URL and no article's file\n  = `feedloom list --entries` shows the files, and with --json the ids \
                 and URLs, too",
                printable(&self.entry)
            ))),
        }
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
