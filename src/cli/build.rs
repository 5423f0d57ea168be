//! `feedloom build`: reads what is new and publishes what it changes.

use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::{Exit, Failure, Globals, progress, report, run, terminal};
use crate::app::BuildOptions;
use crate::pipeline::Report;

/// Read the sources and publish what has changed
#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags that are given or not, and do not depend on each other"
)]
pub(super) struct Build {
    /// Read only this source; can be given more than once
    #[arg(long, value_name = "ID")]
    source: Vec<String>,
    /// Do everything but write: say what would be published
    #[arg(long)]
    dry_run: bool,
    /// Read and render everything anew, and ask also servers whose feeds are not due
    #[arg(long)]
    force: bool,
    /// Go on where more than a fifth of the entries or documents would be removed
    #[arg(long)]
    allow_removals: bool,
    /// Ask no server: read what is on the disk
    #[arg(long, conflicts_with = "max_time")]
    offline: bool,
    /// Ask servers no longer than that, such as 90s or 10m, and publish what has come
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_time: Option<Duration>,
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

/// Reads a span of time.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let seconds = crate::text::units::duration(text);
    seconds.map(Duration::from_secs).ok_or_else(|| "write it as 90s, 10m or 1h30m".to_owned())
}

impl Build {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let started = Instant::now();
        let (app, now) = run::open(globals)?;
        run::need_source(app.config())?;
        let options = BuildOptions {
            sources: self.source.clone(),
            dry_run: self.dry_run,
            force: self.force,
            allow_removals: self.allow_removals,
            offline: self.offline,
            max_time: self.max_time,
            progress: progress::shown(globals),
        };
        let built = run::wait(app.build(&options, now))?;
        // A rehearsal leaves nothing behind that could be listed.
        if globals.verbose && !globals.json && !self.dry_run {
            let mut held = String::new();
            run::wait(app.items(now, |item, place| {
                if let Some(reason) = item.held {
                    report::held(&mut held, place, reason);
                }
            }))?;
            if !held.is_empty() {
                terminal::say(held.trim_end());
            }
        }
        report::show(globals, app.config(), &built, self.dry_run, started.elapsed())?;
        Ok(self.exit(&built))
    }

    fn exit(&self, built: &Report) -> Exit {
        let source_failed = match self.fail_on {
            Some(FailOn::New) => built.sources.iter().any(|source| source.newly_failed),
            Some(FailOn::Any) => built.sources.iter().any(|source| source.failure.is_some()),
            None => false,
        };
        match (built.has_failures(), source_failed) {
            (true, _) => Exit::Failed,
            (false, true) => Exit::SourceFailed,
            (false, false) => Exit::Done,
        }
    }
}
