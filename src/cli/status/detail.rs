//! All that is known of single sources, for people. In: what is known. Out: lines.

use std::fmt::Write as _;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::super::layout::wrap;
use super::{attention, columns, next, short, state, summary};
use crate::app::{PollStatus, SourceStatus};
use crate::model::poll::{Octets, PollState, Schedule};
use crate::text::printable::printable;
use crate::text::units::show_duration;

/// Items that are named of those that were recognized under another key.
const DECISIONS: usize = 5;

/// Each source that was named in a paragraph. Those that a named list has are counted: they may be thousands.
pub(super) fn details(sources: &[SourceStatus], named: &[String], now: DateTime<Utc>) -> String {
    let is_named = |source: &&SourceStatus| named.iter().any(|name| name == source.id.as_str());
    let paragraphs: Vec<String> =
        sources.iter().filter(is_named).map(|source| detail(source, sources, now)).collect();
    paragraphs.join("\n")
}

/// How the feeds of a list are, in one line.
fn members(list: &SourceStatus, sources: &[SourceStatus]) -> String {
    let members: Vec<&SourceStatus> =
        sources.iter().filter(|source| source.list.as_ref() == Some(&list.id)).collect();
    let id = &list.id;
    format!(
        "{}; `feedloom status {id} --state failing,gone` names those that are not well",
        summary(&members, None)
    )
}

fn detail(source: &SourceStatus, sources: &[SourceStatus], now: DateTime<Utc>) -> String {
    let columns = columns();
    let mut out = String::new();
    let place = source.poll.as_ref().map(|poll| format!(", {}", printable(&poll.url))).unwrap_or_default();
    let _ = writeln!(out, "{} ({}{place}): {}", printable(source.id.as_str()), source.kind, state(source));
    for told in attention(source, now) {
        wrap(&mut out, &format!("  {told}"), 4, columns);
    }
    let mut rows = vec![("entries", entries(source))];
    if source.is_list {
        rows.push(("its feeds", members(source, sources)));
    }
    if let Some(poll) = &source.poll {
        rows.extend(polled(source, poll, now));
    }
    for (what, value) in rows {
        wrap(&mut out, &format!(" {what:13} {}", printable(&value)), 15, columns);
    }
    for decision in source.decisions.iter().take(DECISIONS) {
        let told = format!(
            "{}: `{}` is the entry that was `{}` ({})",
            short(decision.at),
            decision.key.as_str(),
            decision.earlier.as_str(),
            decision.likeness.name()
        );
        wrap(&mut out, &format!(" {:13} {}", "recognized", printable(&told)), 15, columns);
    }
    if source.decisions.len() > DECISIONS {
        let _ =
            writeln!(out, " {:13} and {} more; `--json` has them", "", source.decisions.len() - DECISIONS);
    }
    out
}

fn entries(source: &SourceStatus) -> String {
    let mut out = source.entries.to_string();
    for (reason, number) in &source.held {
        let _ = write!(out, ", {number} held back ({reason})");
    }
    if source.defects > 0 {
        let _ =
            write!(out, ", {} (`feedloom check` and `feedloom inspect` name them)", defects(source.defects));
    }
    out
}

fn defects(number: u64) -> String {
    super::super::report::count(number, "defect", "defects")
}

fn polled(source: &SourceStatus, poll: &PollStatus, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
    let state = &poll.state;
    let at = |at: Option<DateTime<Utc>>| at.map(short);
    let next = next(poll, source.health, now);
    let rows = [
        ("title", Some(source.title.clone()).filter(|title| !title.is_empty())),
        ("site", state.feed.site.clone()),
        ("asked", Some(schedule(&poll.schedule))),
        ("last poll", at(state.times.asked)),
        ("last success", at(state.last_success)),
        ("next poll", Some(format!("{next}: {}", poll.next_reason.words()))),
        (
            "its host",
            poll.hold.as_ref().map(|hold| format!("{} is left alone until {}", hold.host, short(hold.until))),
        ),
        ("came by way of", by_way_of(state)),
        (
            "may move to",
            state
                .sighting
                .as_ref()
                .map(|seen| format!("{} (seen {} times since {})", seen.to, seen.times, short(seen.first))),
        ),
        ("moves refused", Some(addresses(&state.refused)).filter(|list| !list.is_empty())),
        ("validators", validators(state)),
        ("its document", hints(state)),
        ("news", news(state)),
    ];
    rows.into_iter().filter_map(|(what, value)| Some((what, value?))).collect()
}

fn schedule(schedule: &Schedule) -> String {
    let span = |time: &Duration| show_duration(time.as_secs());
    match schedule {
        Schedule::Every(every) => format!("every {}", span(every)),
        Schedule::Cron(line) => format!("at the times `{line}`"),
        Schedule::Adaptive { least, most } => {
            format!("as often as it brings something new, every {} to every {}", span(least), span(most))
        }
    }
}

fn addresses(urls: &[url::Url]) -> String {
    urls.iter().map(crate::text::address::without_credentials).collect::<Vec<_>>().join(", ")
}

fn by_way_of(state: &PollState) -> Option<String> {
    let moved = state.moved.as_ref()?;
    Some(addresses(&moved.by_way_of)).filter(|list| !list.is_empty())
}

/// What goes along with the next request.
fn validators(state: &PollState) -> Option<String> {
    let validators = state.validators.as_ref()?;
    let text = |value: &Octets| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let etag = validators.etag.as_ref().map(|tag| format!("ETag {}", text(tag)));
    let modified = validators.last_modified.as_ref().map(|date| format!("Last-Modified {}", text(date)));
    Some(etag.into_iter().chain(modified).collect::<Vec<_>>().join(", "))
}

/// What the last document says of when to ask again.
fn hints(state: &PollState) -> Option<String> {
    let hints = &state.hints;
    let span = |what: &str, seconds: Option<u64>| Some(format!("{what} {}", show_duration(seconds?)));
    let mut parts: Vec<String> =
        [span("ttl", hints.ttl), span("updatePeriod", hints.period)].into_iter().flatten().collect();
    if hints.skip_hours != 0 || hints.skip_days != 0 {
        parts.push("hours or days to leave out".to_owned());
    }
    (!parts.is_empty()).then(|| format!("asks for {}", parts.join(", ")))
}

/// When it last brought something new.
fn news(state: &PollState) -> Option<String> {
    let last = state.last_new.or_else(|| DateTime::from_timestamp(*state.arrivals.last()?, 0))?;
    Some(format!("last on {}; {} answers without since", short(last), state.empty))
}
