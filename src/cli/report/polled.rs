//! What a run says of feeds that servers have: what came of asking, when they are asked again, and why not now.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::count;
use crate::model::poll::{FailureClass, Reason};
use crate::pipeline::poll::Asked;
use crate::pipeline::report::SourceReport;

/// Sources that were not asked and are told one by one. Where there are more, they are counted.
const TOLD: usize = 5;

/// Kinds of failures that are counted one by one.
const CLASSES: usize = 6;

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

/// True where it answered, and brought nothing that anybody waits for.
fn is_without_news(source: &SourceReport) -> bool {
    let has_answered = matches!(source.asked, Some(Asked::Read | Asked::Unchanged | Asked::NotModified));
    has_answered
        && source.failure.is_none()
        && source.new + source.changed + source.clamped + source.newly_held == 0
}

fn are_many_without_news(sources: &[SourceReport]) -> bool {
    sources.iter().filter(|source| is_without_news(source)).count() > TOLD
}

/// Sources of which one line each says what became of them: not those that were not asked, or are told of as failing, or brought
/// nothing, as many others.
pub(super) fn told_one_by_one(sources: &[SourceReport]) -> impl Iterator<Item = &SourceReport> {
    let many = are_many_without_news(sources);
    sources.iter().filter(move |source| {
        let is_told_already = was_left_out(source)
            || matches!(source.asked, Some(Asked::Failed | Asked::Gone))
            || many && is_without_news(source);
        !is_told_already
    })
}

/// Counts those that answered and brought nothing, where they are many.
pub(super) fn without_news(out: &mut String, sources: &[SourceReport]) {
    if !are_many_without_news(sources) {
        return;
    }
    let quiet = || sources.iter().filter(|source| is_without_news(source));
    let _ = write!(out, "{}: nothing new", count(quiet().count() as u64, "feed", "feeds"));
    if let Some((at, _)) = quiet().filter_map(|source| source.next).min_by_key(|(at, _)| *at) {
        let _ = write!(out, "; the next is asked again from {} on", minute(at));
    }
    out.push('\n');
}

/// How the sources that servers have are, in one line, where they are many and some are not well.
pub(super) fn summary(out: &mut String, sources: &[SourceReport]) {
    let (mut ok, mut failed, mut gone, mut others) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut classes: HashMap<&str, u64> = HashMap::new();
    for source in sources {
        match &source.asked {
            None => {}
            Some(Asked::Failed) => {
                failed += 1;
                *classes.entry(source.class.map_or("other reasons", FailureClass::words)).or_default() += 1;
            }
            Some(Asked::Gone | Asked::Later(_, Reason::Gone)) => gone += 1,
            Some(Asked::Read | Asked::Unchanged | Asked::NotModified) => ok += 1,
            Some(_) => others += 1,
        }
    }
    let all = ok + failed + gone + others;
    if all <= TOLD as u64 || failed + gone == 0 {
        return;
    }
    let mut classes: Vec<(&str, u64)> = classes.into_iter().collect();
    classes.sort_by_key(|(words, number)| (std::cmp::Reverse(*number), *words));
    let more: u64 = classes.iter().skip(CLASSES).map(|(_, number)| number).sum();
    let mut why: Vec<String> =
        classes.iter().take(CLASSES).map(|(words, number)| format!("{number} {words}")).collect();
    if more > 0 {
        why.push(format!("{more} otherwise"));
    }
    let mut parts = vec![format!("{ok} ok")];
    if failed > 0 {
        parts.push(format!("{failed} failed ({})", why.join(", ")));
    }
    parts.extend((gone > 0).then(|| format!("{gone} gone")));
    parts.extend((others > 0).then(|| format!("{others} not asked")));
    let _ = writeln!(out, "{all} sources: {}; `feedloom status` names them", parts.join(", "));
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
    out.push_str(&again(source));
    out
}

/// When it is asked again, in words that go on.
pub(super) fn again(source: &SourceReport) -> String {
    let words = |(at, reason): (DateTime<Utc>, Reason)| {
        format!("; asked again from {} on ({})", minute(at), reason.words())
    };
    source.next.map(words).unwrap_or_default()
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
        Some(Asked::Later(_, Reason::Gone)) => {
            format!("not asked: {}; `feedloom revert {}` has it asked again", Reason::Gone.words(), source.id)
        }
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
