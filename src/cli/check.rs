//! `feedloom check`: looks at the configuration and the articles, and writes nothing.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};
use url::Url;

use super::report::{count, defect_to_json, error, errors, held, note, warning};
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::CheckReport;
use crate::pipeline::report::SourceReport;
use crate::text::printable::printable;

/// Look at the configuration and the articles, and say what is wrong; write nothing
///
/// It reads every article anew and names every defect. It does not look at what is published: `feedloom build --dry-run` does,
/// and says what a build would change.
#[derive(Args, Debug)]
pub(super) struct Check {}

impl Check {
    pub(super) fn run(globals: &Globals) -> Result<Exit, Failure> {
        let (app, _) = run::open(globals)?;
        run::need_source(app.config())?;
        let checked = run::wait(app.check())?;
        if globals.json {
            let text = format!("{}\n", to_json(&checked));
            terminal::data(text.as_bytes())
                .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        } else {
            let text = told(&checked, globals);
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
fn told(checked: &CheckReport, globals: &Globals) -> String {
    let mut out = String::new();
    if globals.verbose {
        checked.held.iter().for_each(|(place, reason)| held(&mut out, place, *reason));
        for (place, link) in &checked.links {
            let link = link.as_ref().map_or("no page of its own", Url::as_str);
            let _ = writeln!(out, "link: {} is at {}", printable(place), printable(link));
        }
    }
    checked.defects.iter().for_each(|defect| warning(&mut out, defect));
    for source in &checked.sources {
        source.defects.iter().for_each(|defect| warning(&mut out, defect));
        if let Some(reason) = &source.failure {
            error(&mut out, &format!("source {}: {reason}", source.id));
        }
    }
    errors(&mut out, &checked.failures);
    if globals.quiet {
        return out;
    }
    checked.sources.iter().flat_map(|source| &source.notes).for_each(|text| note(&mut out, text));
    checked.notes.iter().for_each(|text| note(&mut out, text));
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
    let example = checked.links.iter().find_map(|(place, link)| Some((place, link.as_ref()?)));
    if let Some((place, link)) = example.filter(|_| !globals.verbose) {
        let (place, link) = (printable(place), printable(link.as_str()));
        let _ = writeln!(out, "links lead to pages of the site: {place} is at {link} (`-v` shows all)");
    }
    let has_articles = checked.sources.iter().any(|source| source.kind == "articles");
    if checked.feeds == 0 && !has_articles {
        out.push_str(
            "the configuration is understood; no server was asked, and nothing was written\n\
             What feeds of others bring is known when `feedloom build` has asked for them\n",
        );
        return out;
    }
    let feeds = count(checked.feeds, "feed", "feeds");
    let _ = writeln!(
        out,
        "{feeds} could be made of these articles; nothing was written\n\
         What is published was not looked at: `feedloom build --dry-run` says what would change there"
    );
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
                "notes": source.notes,
                "failure": source.failure,
            })
        })
        .collect();
    let defects: Vec<Value> = checked.defects.iter().map(defect_to_json).collect();
    json!({
        "sources": sources,
        "defects": defects,
        "feeds": checked.feeds,
        "notes": checked.notes,
        "failures": checked.failures,
    })
}
