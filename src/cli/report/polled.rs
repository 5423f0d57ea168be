//! What a run says of feeds that servers have: what came of asking, when they are asked again, and why not now.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::count;
use crate::model::poll::Reason;
use crate::pipeline::poll::Asked;
use crate::pipeline::report::SourceReport;
use crate::text::printable::printable;

/// Sources that were not asked and are told one by one. Where there are more, they are counted.
const TOLD: usize = 5;

/// What is told of a source even where only changes are: what is new, that its server says that it is gone, or that it has moved.
pub(super) fn news(out: &mut String, source: &SourceReport) {
    for news in &source.news {
        let _ = writeln!(out, "{}", printable(news));
    }
    if let Some(moved) = &source.moved {
        let _ = writeln!(out, "source {}: {}", source.id, printable(moved));
    }
    if source.asked == Some(Asked::Gone) {
        let _ = writeln!(
            out,
            "source {0}: its server says that it is gone for good (410); its entries stay, and it is asked no more; \
             `feedloom revert {0}` has it asked again",
            source.id
        );
    }
}

/// True where the source was not asked.
pub(super) fn was_left_out(source: &SourceReport) -> bool {
    matches!(
        source.asked,
        Some(
            Asked::Later(..)
                | Asked::With(_)
                | Asked::Offline
                | Asked::Rehearsed
                | Asked::OutOfTime
                | Asked::Unreachable
        )
    )
}

/// What came of asking, in a few words that go on after how many entries there are.
pub(super) fn outcome(source: &SourceReport) -> String {
    let mut out = match &source.asked {
        Some(Asked::Read) if source.new + source.changed == 0 => ", nothing new".to_owned(),
        Some(Asked::Unchanged) => ", unchanged".to_owned(),
        Some(Asked::NotModified) => ", not modified".to_owned(),
        Some(Asked::CutOff) => ", cut off by `--max-time`, and counted as asked".to_owned(),
        _ => String::new(),
    };
    if let Some((at, reason)) = source.next {
        let _ = write!(out, "; asked again from {} on ({})", minute(at), reason.words());
    }
    out
}

/// Those that were not asked, and why: one by one where they are few, else counted.
pub(super) fn left_out(out: &mut String, sources: &[SourceReport]) {
    let left_out = || sources.iter().filter(|source| was_left_out(source));
    if left_out().count() <= TOLD {
        for source in left_out() {
            let entries = count(source.entries, "entry", "entries");
            let _ = writeln!(out, "source {}: {entries}; {}", source.id, why(source));
        }
        return;
    }
    let mut groups: BTreeMap<&str, (u64, Option<DateTime<Utc>>)> = BTreeMap::new();
    for source in left_out() {
        let (number, first) = groups.entry(group(source)).or_default();
        *number += 1;
        let at = until(source);
        *first = first.map_or(at, |first| Some(at.map_or(first, |at| first.min(at))));
    }
    for (what, (number, first)) in groups {
        let _ = write!(out, "{}: {what}", count(number, "feed", "feeds"));
        if let Some(first) = first {
            let _ = write!(out, "; the next from {} on", minute(first));
        }
        out.push('\n');
    }
}

fn until(source: &SourceReport) -> Option<DateTime<Utc>> {
    match source.asked {
        Some(Asked::Later(at, _)) => at,
        _ => None,
    }
}

/// Why a source was not asked, for one.
fn why(source: &SourceReport) -> String {
    match &source.asked {
        Some(Asked::Later(_, Reason::Gone)) => format!("not asked: {}", Reason::Gone.words()),
        Some(Asked::Later(Some(at), reason)) => {
            format!("not asked before {} ({})", minute(*at), reason.words())
        }
        Some(Asked::With(other)) => format!("asked with source {other}, to which it has moved"),
        _ => group(source).to_owned(),
    }
}

/// Why sources were not asked, for many.
fn group(source: &SourceReport) -> &'static str {
    match source.asked {
        Some(Asked::Later(_, Reason::Gone)) => "gone for good, and asked no more",
        Some(Asked::Later(_, Reason::HostHold)) => "not asked: their hosts asked to be left alone",
        Some(Asked::Later(_, Reason::Offline)) => "not asked: no host could be reached a short while ago",
        Some(Asked::Later(..)) => "not due",
        Some(Asked::With(_)) => "asked with the source to which they have moved",
        Some(Asked::Offline) => "not asked, as `--offline` says",
        Some(Asked::Rehearsed) => "not asked: `--dry-run` asks no server, since it would forget the answers",
        Some(Asked::OutOfTime) => "due, and not asked: the time of `--max-time` was over",
        Some(Asked::Unreachable) => "not counted as failing: no host could be reached",
        _ => "asked",
    }
}

/// An instant as people read it, to the minute.
fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// The fields that a source has in JSON for being asked of a server.
pub(super) fn to_json(source: &SourceReport) -> Value {
    let Some(asked) = &source.asked else { return Value::Null };
    let (word, next) = match asked {
        Asked::Read => ("read", source.next),
        Asked::Unchanged => ("unchanged", source.next),
        Asked::NotModified => ("not-modified", source.next),
        Asked::Failed => ("failed", source.next),
        Asked::Gone | Asked::Later(None, Reason::Gone) => ("gone", None),
        Asked::Unreachable => ("unreachable", source.next),
        Asked::CutOff => ("cut-off", source.next),
        Asked::OutOfTime => ("out-of-time", None),
        Asked::Later(at, reason) => ("later", at.map(|at| (at, *reason))),
        Asked::With(_) => ("with-other", None),
        Asked::Offline => ("offline", None),
        Asked::Rehearsed => ("rehearsed", None),
    };
    let with = match asked {
        Asked::With(other) => Some(other.as_str()),
        _ => None,
    };
    json!({
        "outcome": word,
        "next_poll": next.map(|(at, _)| instant(at)),
        "next_poll_reason": next.map(|(_, reason)| reason),
        "failing_since": source.failing_since.map(instant),
        "moved": source.moved,
        "with": with,
    })
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::SourceId;

    fn source(name: &str, asked: Asked) -> SourceReport {
        let mut source = SourceReport::new(SourceId::new(name), "feed");
        source.asked = Some(asked);
        source
    }

    fn at(minutes: i64) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(1_780_000_000 + minutes * 60, 0)
    }

    #[test]
    fn few_that_were_not_asked_are_named_and_many_are_counted() {
        let mut sources = vec![
            source("a", Asked::Later(at(5), Reason::Every)),
            source("b", Asked::Read),
            source("c", Asked::Later(None, Reason::Gone)),
            source("d", Asked::With(SourceId::new("b"))),
        ];
        let mut out = String::new();
        left_out(&mut out, &sources);
        assert!(
            out.contains("source a: 0 entries; not asked before 2026-05-28 20:31 UTC (its interval)"),
            "{out}"
        );
        assert!(out.contains("source d: 0 entries; asked with source b"), "{out}");
        assert_eq!(out.lines().count(), 3, "{out}");
        for minutes in [9, 3, 7] {
            sources.push(source("more", Asked::Later(at(minutes), Reason::Fresh)));
        }
        out.clear();
        left_out(&mut out, &sources);
        assert!(out.contains("4 feeds: not due; the next from 2026-05-28 20:29 UTC on\n"), "{out}");
        assert_eq!(out.lines().count(), 3, "{out}");
    }
}
