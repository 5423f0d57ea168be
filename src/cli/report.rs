//! The report of a run: a few lines for people, on standard error, or JSON for machines, on standard output.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Failure, Globals, terminal};
use crate::model::change::Defect;
use crate::pipeline::Report;
use crate::pipeline::report::SourceReport;
use crate::text::printable::printable;

/// Files that are named for one defect that many have.
const NAMED: usize = 5;

/// Shows what a run did.
pub(super) fn show(globals: &Globals, report: &Report, dry_run: bool, took: Duration) -> Result<(), Failure> {
    if globals.json {
        let text = format!("{}\n", to_json(report, dry_run, took));
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        return Ok(());
    }
    let text = if globals.quiet { transitions(report) } else { full(report, dry_run, took) };
    if !text.is_empty() {
        terminal::say(text.trim_end());
    }
    Ok(())
}

/// Only what is different from the last run: for cron, which sends by mail whatever is said.
fn transitions(report: &Report) -> String {
    let mut out = String::new();
    for source in &report.sources {
        if source.newly_failed {
            failure(&mut out, source);
        }
        if source.recovered {
            let _ = writeln!(out, "source {}: works again", source.id);
        }
        warnings(&mut out, &source.defects);
    }
    report.failures.iter().for_each(|failure| error(&mut out, failure));
    out
}

fn full(report: &Report, dry_run: bool, took: Duration) -> String {
    let mut out = String::new();
    for source in &report.sources {
        warnings(&mut out, &source.defects);
    }
    warnings(&mut out, &report.body_defects);
    for note in &report.notes {
        let _ = writeln!(out, "note: {}", printable(note));
    }
    report.failures.iter().for_each(|failure| error(&mut out, failure));
    for source in &report.sources {
        failure(&mut out, source);
        if source.recovered {
            let _ = writeln!(out, "source {}: works again", source.id);
        }
        let _ = writeln!(out, "source {}: {}", source.id, told(source));
    }
    if report.settled.removed > 0 && !report.settled.refused {
        let _ = writeln!(out, "removed: {}", count(report.settled.removed, "entry", "entries"));
    }
    if report.woken > 0 {
        let _ = writeln!(out, "due by now, or no longer: {}", count(report.woken, "entry", "entries"));
    }
    let documents = &report.documents;
    let verb = if dry_run { "would be written" } else { "written" };
    let _ = write!(
        out,
        "{}: {} {verb}",
        count(report.feeds, "feed", "feeds"),
        count(documents.written, "document", "documents")
    );
    if documents.removed > 0 {
        let _ =
            write!(out, ", {} {}", documents.removed, if dry_run { "would be removed" } else { "removed" });
    }
    let _ = writeln!(out, ", {} unchanged, in {}", documents.kept, seconds(took));
    out
}

/// What became of a source, in one line.
fn told(source: &SourceReport) -> String {
    let mut out = count(source.entries, "entry", "entries");
    for (number, what) in [(source.new, "new"), (source.changed, "changed")] {
        if number > 0 {
            let _ = write!(out, ", {number} {what}");
        }
    }
    let held: u64 = source.held.values().sum();
    if held > 0 {
        let reasons: Vec<String> =
            source.held.iter().map(|(reason, number)| format!("{number} {reason}")).collect();
        let _ = write!(out, "; {held} held back ({})", reasons.join(", "));
    }
    let told = source.defects.len() as u64;
    if source.defective > 0 && told == 0 {
        let _ = write!(out, "; {} with defects, as before (`feedloom check` names them)", source.defective);
    }
    out
}

fn failure(out: &mut String, source: &SourceReport) {
    if let Some(reason) = &source.failure {
        let _ = writeln!(out, "source {} failed, and keeps what it had: {}", source.id, printable(reason));
    }
}

/// Tells defects. Of those that say the same of many files, the first few are named and the others counted.
fn warnings(out: &mut String, defects: &[Defect]) {
    let mut same: HashMap<&str, usize> = HashMap::new();
    for defect in defects {
        let told = same.entry(&defect.message).or_default();
        *told += 1;
        if *told <= NAMED {
            warning(out, defect);
        }
    }
    let mut more: Vec<(&str, usize)> = same.into_iter().filter(|(_, told)| *told > NAMED).collect();
    more.sort_unstable();
    for (message, told) in more {
        let files = count((told - NAMED) as u64, "file", "files");
        let _ =
            writeln!(out, "warning: in {files} more (`feedloom check` names them): {}", printable(message));
    }
}

pub(super) fn warning(out: &mut String, defect: &Defect) {
    let _ = writeln!(out, "warning: {}", printable(&defect.to_string()));
}

pub(super) fn error(out: &mut String, failure: &str) {
    for (at, line) in failure.lines().enumerate() {
        let _ = writeln!(out, "{}{}", if at == 0 { "error: " } else { "  " }, printable(line));
    }
}

pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn seconds(took: Duration) -> String {
    format!("{:.2} s", took.as_secs_f64())
}

pub(super) fn defect_to_json(defect: &Defect) -> Value {
    json!({ "file": defect.place, "line": (defect.line > 0).then_some(defect.line), "message": defect.message })
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
                "failure": source.failure,
                "newly_failed": source.newly_failed,
                "recovered": source.recovered,
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
        },
        "defects": report.body_defects.iter().map(defect_to_json).collect::<Vec<_>>(),
        "notes": report.notes,
        "failures": report.failures,
        "seconds": took.as_secs_f64(),
    })
}
