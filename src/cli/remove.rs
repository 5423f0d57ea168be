//! `feedloom remove`: takes sources out of the configuration.

use std::fmt::Write as _;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::report::count;
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::{Health, Leaving, Removal, Unwanted};
use crate::model::ids::SourceId;
use crate::text::printable::printable;

/// Take sources out of the configuration, by name or by how they are
///
/// Comments and layout of the rest stay as they are. The lines that are taken out go to standard output. Entries leave the feeds with the next build;
/// those of feeds are kept for a while, and are there again when the source is.
#[derive(Args, Debug)]
pub(super) struct Remove {
    /// The sources, as `feedloom status` names them
    #[arg(value_name = "ID", required_unless_present_any = ["gone", "failing"])]
    sources: Vec<String>,
    /// All whose servers say that they are gone for good
    #[arg(long)]
    gone: bool,
    /// All whose servers have been asked in vain for at least so long, such as 90d
    #[arg(long, value_name = "TIME", value_parser = span)]
    failing: Option<Duration>,
    /// Write nothing: show what would be taken out
    #[arg(long)]
    dry_run: bool,
}

fn span(text: &str) -> Result<Duration, String> {
    let seconds = crate::text::units::duration(text);
    seconds.map(Duration::from_secs).ok_or_else(|| "write it as 90d, 12w or 36h".to_owned())
}

impl Remove {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        let unwanted = Unwanted { ids: self.sources.clone(), gone: self.gone, failing: self.failing };
        let removal = run::wait(app.removal(&unwanted, now))?;
        let mut lines = String::new();
        if !removal.leaving.is_empty() {
            let ids: Vec<SourceId> = removal.leaving.iter().map(|source| source.id.clone()).collect();
            lines = run::remove_sources(globals, &app, &ids, self.dry_run)?;
        }
        let text = if globals.json { format!("{}\n", self.to_json(&removal, &lines)) } else { lines };
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        if !globals.quiet && !globals.json {
            let is_last = removal.leaving.len() == app.config().sources.len();
            terminal::say(self.told(&removal, is_last, globals).trim_end());
        }
        Ok(Exit::Done)
    }

    fn told(&self, removal: &Removal, is_last: bool, globals: &Globals) -> String {
        let mut out = String::new();
        for source in &removal.leaving {
            let _ = writeln!(out, "{}", printable(&line(source)));
        }
        for left in &removal.left {
            let _ = writeln!(out, "left: {} {}", printable(left.id.as_str()), printable(&left.why));
        }
        let number = removal.leaving.len();
        if number == 0 {
            out.push_str("no source of the configuration is so; nothing was written");
            return out;
        }
        let file = globals.file().display().to_string();
        let (file, sources) = (printable(&file), count(number as u64, "source", "sources"));
        if self.dry_run {
            let _ = writeln!(out, "{sources} would be taken out of {file}; nothing was written");
            return out;
        }
        let _ = writeln!(out, "{sources} taken out of {file}; {}", becomes(&removal.leaving));
        if is_last {
            out.push_str("no source is left: nothing is published before there is one again");
        }
        out
    }

    fn to_json(&self, removal: &Removal, lines: &str) -> serde_json::Value {
        let removed = removal.leaving.iter().map(|source| {
            json!({
                "id": source.id.as_str(),
                "type": source.kind,
                "url": source.url,
                "state": source.health.name(),
                "since": source.since.map(crate::text::date::rfc3339),
                "reason": source.reason,
                "entries": source.entries,
            })
        });
        let left = removal.left.iter().map(|left| json!({ "id": left.id.as_str(), "reason": left.why }));
        json!({
            "dry_run": self.dry_run,
            "removed": removed.collect::<Vec<_>>(),
            "left": left.collect::<Vec<_>>(),
            "text": lines,
        })
    }
}

/// What becomes of the entries of the sources.
fn becomes(leaving: &[Leaving]) -> String {
    let entries: u64 = leaving.iter().map(|source| source.entries).sum();
    if entries == 0 {
        return "no entry of theirs is in the feeds".to_owned();
    }
    let go = if entries == 1 { "goes" } else { "go" };
    let mut out = format!("{} {go} out of the feeds with the next build", count(entries, "entry", "entries"));
    if leaving.iter().any(|source| source.kind != "articles") {
        out.push_str("; the state keeps those of feeds for 30 days, or as long as `retention` says, should they come back");
    }
    if leaving.iter().any(|source| source.kind == "articles") {
        out.push_str("; articles stay where they are on the disk");
    }
    out
}

/// A source that goes, in a line.
fn line(source: &Leaving) -> String {
    let mut out = source.id.to_string();
    if let Some(url) = &source.url {
        let _ = write!(out, "  {url}");
    }
    let how = match source.health {
        Health::Gone => "gone",
        Health::Failing => "fails",
        Health::Ok => return out,
    };
    let _ = write!(out, "  {how}");
    if let Some(since) = source.since {
        let _ = write!(out, " since {}", since.format("%Y-%m-%d"));
    }
    if let Some(reason) = &source.reason {
        let _ = write!(out, ": {reason}");
    }
    out
}
