//! `feedloom check`: looks at the configuration and the articles, and writes nothing.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};

use super::report::{count, defect_to_json, error, warning};
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::CheckReport;
use crate::pipeline::report::SourceReport;
use crate::text::printable::printable;

/// Look at the configuration and the articles, and say what is wrong; write nothing
#[derive(Args, Debug)]
pub(super) struct Check {}

impl Check {
    pub(super) fn run(globals: &Globals) -> Result<Exit, Failure> {
        let (app, _) = run::open(globals)?;
        let checked = run::wait(app.check())?;
        if globals.json {
            let text = format!("{}\n", to_json(&checked));
            terminal::data(text.as_bytes())
                .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        } else {
            let text = told(&checked, globals.quiet);
            if !text.is_empty() {
                terminal::say(text.trim_end());
            }
        }
        let unread =
            |source: &SourceReport| source.failure.is_some() || source.held.contains_key("unreadable");
        let failed = !checked.failures.is_empty() || checked.sources.iter().any(unread);
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }
}

/// What was found, for people.
fn told(checked: &CheckReport, quiet: bool) -> String {
    let mut out = String::new();
    for source in &checked.sources {
        source.defects.iter().for_each(|defect| warning(&mut out, defect));
        if let Some(reason) = &source.failure {
            error(&mut out, &format!("source {}: {reason}", source.id));
        }
    }
    checked.failures.iter().for_each(|failure| error(&mut out, failure));
    if quiet {
        return out;
    }
    for source in &checked.sources {
        let entries = count(source.entries, "entry", "entries");
        let defects = count(source.defects.len() as u64, "defect", "defects");
        let _ = write!(out, "source {}: {entries}, {defects}", printable(source.id.as_str()));
        if !source.held.is_empty() {
            let reasons: Vec<String> =
                source.held.iter().map(|(reason, number)| format!("{number} {reason}")).collect();
            let _ = write!(out, "; {} held back ({})", source.held.values().sum::<u64>(), reasons.join(", "));
        }
        out.push('\n');
    }
    let _ =
        writeln!(out, "{} would be published; nothing was written", count(checked.feeds, "feed", "feeds"));
    out
}

fn to_json(checked: &CheckReport) -> Value {
    let sources: Vec<Value> = checked
        .sources
        .iter()
        .map(|source| {
            json!({
                "id": source.id.as_str(),
                "type": source.kind,
                "read": source.seen,
                "entries": source.entries,
                "held": source.held,
                "defects": source.defects.iter().map(defect_to_json).collect::<Vec<_>>(),
                "failure": source.failure,
            })
        })
        .collect();
    json!({ "sources": sources, "feeds": checked.feeds, "failures": checked.failures })
}
