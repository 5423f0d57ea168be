//! The report of a run: a few lines for people, on standard error, or JSON for machines, on standard output.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Failure, Globals, terminal};
use crate::config::Config;
use crate::model::change::{Defect, HeldReason};
use crate::pipeline::Report;
use crate::pipeline::report::{News, Outage, SourceReport};
use crate::text::printable::printable;

mod news;
mod polled;

/// Files that are named for one defect that many have.
const NAMED: usize = 5;

/// Kinds of defects that are named of one file, each with its first place.
const NAMED_OF_ONE_FILE: usize = 10;

const NAMES_ALL: &str = "`feedloom check` names them";

/// Shows what a run did.
pub(super) fn show(
    globals: &Globals,
    config: &Config,
    report: &Report,
    dry_run: bool,
    took: Duration,
) -> Result<(), Failure> {
    if globals.json {
        let text = format!("{}\n", to_json(report, dry_run, took));
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        return Ok(());
    }
    let mut text = if globals.quiet { transitions(report) } else { full(report) };
    if globals.verbose {
        documents(&mut text, config, report, dry_run);
    }
    if !globals.quiet {
        conclusion(&mut text, config, report, dry_run, took);
    }
    if !text.is_empty() {
        terminal::say(text.trim_end());
    }
    Ok(())
}

/// Only what is different from the last run: for cron, which sends by mail whatever is said.
fn transitions(report: &Report) -> String {
    let mut out = String::new();
    let with = |news| report.sources.iter().filter(move |source| source.news == Some(news));
    news::failures(&mut out, with(News::Fails));
    news::recoveries(&mut out, with(News::Works));
    for source in &report.sources {
        news::lasting(&mut out, source);
        // What is wrong with somebody else's document has a brake of its own.
        let is_polled = source.asked.is_some();
        warnings(&mut out, if is_polled { &source.news_of_defects } else { &source.defects });
    }
    outage(&mut out, report);
    errors(&mut out, &report.failures);
    out
}

/// News of our own connection.
fn outage(out: &mut String, report: &Report) {
    let since = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC");
    let _ = match report.outage {
        Some(Outage::Long(at)) => writeln!(
            out,
            "this machine seems to be offline since {}: no host could be reached, and no feed counts as failing for that",
            since(at)
        ),
        Some(Outage::Over(at)) => {
            writeln!(out, "hosts can be reached again, as they could not since {}", since(at))
        }
        None => Ok(()),
    };
}

fn full(report: &Report) -> String {
    let mut out = String::new();
    for source in &report.sources {
        warnings(&mut out, &source.defects);
    }
    warnings(&mut out, &report.body_defects);
    let of_sources = report.sources.iter().flat_map(|source| &source.notes);
    of_sources.chain(&report.notes).for_each(|text| note(&mut out, text));
    errors(&mut out, &report.failures);
    outage(&mut out, report);
    news::failures(&mut out, report.sources.iter().filter(|source| source.failure.is_some()));
    news::recoveries(&mut out, report.sources.iter().filter(|source| source.recovered));
    for source in &report.sources {
        news::lasting(&mut out, source);
    }
    for source in polled::told_one_by_one(&report.sources) {
        let _ = writeln!(out, "{}: {}", news::short(source), told(source));
    }
    polled::without_news(&mut out, &report.sources);
    polled::left_out(&mut out, &report.sources);
    if report.settled.removed > 0 && !report.settled.refused {
        let _ = writeln!(out, "removed: {}", count(report.settled.removed, "entry", "entries"));
    }
    if report.woken > 0 {
        let _ = writeln!(out, "due by now, or no longer: {}", count(report.woken, "entry", "entries"));
    }
    polled::summary(&mut out, &report.sources);
    out
}

/// An item that is in no feed, and why.
pub(super) fn held(out: &mut String, place: &str, reason: HeldReason) {
    let _ = writeln!(out, "held back: {} ({})", printable(place), reason.name());
}

/// Each document that was written or removed.
fn documents(out: &mut String, config: &Config, report: &Report, dry_run: bool) {
    let documents = &report.documents;
    let (wrote, removed) = if dry_run { ("would write", "would remove") } else { ("wrote", "removed") };
    for (verb, paths) in [(wrote, &documents.paths), (removed, &documents.removed_paths)] {
        for path in paths {
            let path = config.publish.dir.join(path).display().to_string();
            let _ = writeln!(out, "{verb} {}", printable(&path));
        }
    }
    if let Some(program) = &report.told {
        let _ = writeln!(out, "ran `{}` (publish.after)", printable(program));
    }
}

/// The last lines: what there is now, and where.
fn conclusion(out: &mut String, config: &Config, report: &Report, dry_run: bool, took: Duration) {
    if report.refused {
        let _ = writeln!(out, "nothing was published: all documents are as they were, in {}", seconds(took));
        return;
    }
    let documents = &report.documents;
    let verb = if dry_run { "would be written" } else { "written" };
    let feeds = count(report.feeds, "feed", "feeds");
    let _ = write!(out, "{feeds}: {} {verb}", count(documents.written, "document", "documents"));
    if documents.removed > 0 {
        let _ =
            write!(out, ", {} {}", documents.removed, if dry_run { "would be removed" } else { "removed" });
    }
    let _ = writeln!(out, ", {} unchanged, in {}", documents.kept, seconds(took));
    if documents.written + documents.removed > 0 && !dry_run {
        let dir = config.publish.dir.display().to_string();
        let url = config.site.feeds_url.as_str();
        let _ = writeln!(out, "published in {}, to be served at {}", printable(&dir), printable(url));
    }
}

/// What became of a source, in one line.
fn told(source: &SourceReport) -> String {
    let mut out = count(source.entries, "entry", "entries");
    for (number, what) in [(source.new, "new"), (source.changed, "changed")] {
        if number > 0 {
            let _ = write!(out, ", {number} {what}");
        }
    }
    out.push_str(&polled::outcome(source));
    if source.clamped > 0 {
        let _ = write!(out, "; {} dated in the future, shown as of now (`dates` decides)", source.clamped);
    }
    let held: u64 = source.held.values().sum();
    if held > 0 {
        let reasons: Vec<String> =
            source.held.iter().map(|(reason, number)| format!("{number} {reason}")).collect();
        let _ = write!(out, "; {held} held back ({})", reasons.join(", "));
    }
    let told = source.defects.len() as u64;
    if source.known_defects > 0 && told == 0 {
        let _ =
            write!(out, "; {}, as before ({NAMES_ALL})", count(source.known_defects, "defect", "defects"));
    }
    out
}

/// Tells defects. Of those that say the same, and of those of one file, the first few are named and the others counted.
fn warnings(out: &mut String, defects: &[Defect]) {
    let mut same: HashMap<&str, usize> = HashMap::new();
    let mut of_one_file: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut more_same: BTreeMap<&str, u64> = BTreeMap::new();
    let mut more_of_one_file: BTreeMap<&str, u64> = BTreeMap::new();
    for defect in defects {
        let (message, place) = (defect.message.as_str(), defect.place.as_str());
        let told_of_it = of_one_file.entry(place).or_default();
        let told = same.entry(message).or_default();
        if *told >= NAMED || told_of_it.contains(message) {
            *more_same.entry(message).or_default() += 1;
        } else if told_of_it.len() >= NAMED_OF_ONE_FILE {
            *more_of_one_file.entry(place).or_default() += 1;
        } else {
            *told += 1;
            told_of_it.insert(message);
            warning(out, defect);
        }
    }
    for (message, more) in more_same {
        let _ = writeln!(out, "warning: {more} more like this ({NAMES_ALL}): {}", printable(message));
    }
    for (place, more) in more_of_one_file {
        let _ = writeln!(out, "warning: {}: and {more} more ({NAMES_ALL})", printable(place));
    }
}

pub(super) fn warning(out: &mut String, defect: &Defect) {
    let _ = writeln!(out, "warning: {}", printable(&defect.to_string()));
}

/// Tells failures. Of those with the same remedy the first few are told, and the others counted.
pub(super) fn errors(out: &mut String, failures: &[String]) {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for failure in failures {
        let (told, remedy) = failure.split_at(failure.find('\n').unwrap_or(failure.len()));
        match groups.iter_mut().find(|(other, _)| *other == remedy) {
            Some((_, group)) => group.push(told),
            None => groups.push((remedy, vec![told])),
        }
    }
    for (remedy, group) in groups {
        let named = if remedy.is_empty() { group.len() } else { NAMED };
        group.iter().take(named).for_each(|told| error(out, told));
        if group.len() > named {
            let _ = writeln!(out, "error: and {} more like these (`--json` names all)", group.len() - named);
        }
        for line in remedy.lines().filter(|line| !line.is_empty()) {
            let _ = writeln!(out, "  {}", printable(line));
        }
    }
}

pub(super) fn note(out: &mut String, text: &str) {
    let _ = writeln!(out, "note: {}", printable(text));
}

pub(super) fn error(out: &mut String, failure: &str) {
    let _ = writeln!(out, "error: {}", printable(failure));
}

pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn seconds(took: Duration) -> String {
    format!("{:.2} s", took.as_secs_f64())
}

pub(super) fn defect_to_json(defect: &Defect) -> Value {
    let number = |number: u32| (number > 0).then_some(number);
    let mut json = json!({ "file": defect.place, "line": number(defect.line), "message": defect.message });
    if let Some(column) = number(defect.column) {
        json["column"] = column.into();
    }
    json
}

fn to_json(report: &Report, dry_run: bool, took: Duration) -> Value {
    let sources: Vec<Value> = report
        .sources
        .iter()
        .map(|source| {
            json!({
                "id": source.id.as_str(),
                "type": source.kind,
                "read": source.seen,
                "entries": source.entries,
                "new": source.new,
                "changed": source.changed,
                "held": source.held,
                "defects": source.defects.iter().map(defect_to_json).collect::<Vec<_>>(),
                "clamped": source.clamped,
                "notes": source.notes,
                "changes": source.changes,
                "failure": source.failure,
                "newly_failed": source.newly_failed,
                "recovered": source.recovered,
                "poll": polled::to_json(source),
            })
        })
        .collect();
    json!({
        "dry_run": dry_run,
        "sources": sources,
        "removed": if report.settled.refused { 0 } else { report.settled.removed },
        "feeds": report.feeds,
        "composed": report.composed,
        "documents": {
            "written": report.documents.written,
            "unchanged": report.documents.kept,
            "removed": report.documents.removed,
            "paths": report.documents.paths,
            "removed_paths": report.documents.removed_paths,
        },
        "refused": report.refused,
        "after": report.told,
        "defects": report.body_defects.iter().map(defect_to_json).collect::<Vec<_>>(),
        "notes": report.notes,
        "failures": report.failures,
        "seconds": took.as_secs_f64(),
    })
}
