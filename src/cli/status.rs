//! `feedloom status`: how the sources are, what needs attention first. Reads the state and asks nobody.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use super::layout::{self, table, wrap};
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::{Health, INSECURE, PollStatus, SourceStatus, offline_since};
use crate::model::poll::Reason;
use crate::text::printable::printable;

mod detail;
mod forecast;
mod json;
mod remedy;

/// Show how the sources are: what fails and why, when each is asked again
#[derive(Args, Debug)]
pub(super) struct Status {
    /// Only these sources, with all that is known of each
    #[arg(value_name = "ID")]
    sources: Vec<String>,
    /// Only those that are so; several with commas between
    #[arg(long, value_name = "STATE", value_delimiter = ',', conflicts_with = "forecast")]
    state: Vec<State>,
    /// Show instead what is going to be asked of each host in the time to come, such as 24h
    #[arg(long, value_name = "TIME", value_parser = super::build::time, conflicts_with = "sources")]
    forecast: Option<Duration>,
}

/// How a source can be, for a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum State {
    /// It works, or was not tried yet
    Ok,
    /// It fails
    Failing,
    /// Its server says that it is gone for good
    Gone,
    /// It is asked somewhere else than it is configured
    Moved,
}

impl State {
    fn is(self, source: &SourceStatus) -> bool {
        match self {
            Self::Ok => source.health == Health::Ok,
            Self::Failing => source.health == Health::Failing,
            Self::Gone => source.health == Health::Gone,
            Self::Moved => source.moved().is_some(),
        }
    }
}

/// What a table is of.
struct Shown {
    /// The sources in it.
    sources: Vec<SourceStatus>,
    /// How many there are with those that were not chosen; `None`: nothing was chosen.
    of: Option<usize>,
    /// Since when no host can be reached.
    offline: Option<DateTime<Utc>>,
}

impl Status {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        if let Some(span) = self.forecast {
            return forecast::show(globals, &app, now, span);
        }
        let mut sources = run::wait(app.status(&self.sources, now))?;
        let offline = offline_since(&sources, now.at);
        let all = sources.len();
        if !self.state.is_empty() {
            sources.retain(|source| self.state.iter().any(|state| state.is(source)));
        }
        let text = if globals.json {
            format!("{}\n", json::to_json(&sources))
        } else if self.sources.is_empty() || !self.state.is_empty() {
            let of = Some(all).filter(|_| !self.state.is_empty());
            overview(&Shown { sources, of, offline }, now.at, globals)
        } else {
            detail::details(&sources, &self.sources, now.at)
        };
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        Ok(Exit::Done)
    }
}

/// All sources as a table, what needs attention first and with the reason below it.
fn overview(shown: &Shown, now: DateTime<Utc>, globals: &Globals) -> String {
    let columns = columns();
    let sources = &shown.sources;
    let mut order: Vec<&SourceStatus> = sources.iter().collect();
    order.sort_by_key(|source| (!source.needs_attention(), source.health, source.failing_since));
    if globals.quiet {
        order.retain(|source| source.needs_attention());
    }
    let head = ["source", "state", "last success", "next poll", "entries", "title"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(order.iter().map(|source| row(source, now)));
    let mut lines = String::new();
    if rows.len() > 1 {
        table(&mut lines, &rows, 0, false, columns);
    }
    let mut out = String::new();
    if let Some(since) = shown.offline {
        let told = format!(
            "this machine seems to be offline since {}: no host could be reached, and no feed counts as failing for that",
            short(since)
        );
        wrap(&mut out, &told, 2, columns);
    }
    let mut lines = lines.lines();
    if let Some(head) = lines.next() {
        let _ = writeln!(out, "{head}");
    }
    for (line, source) in lines.zip(&order) {
        let _ = writeln!(out, "{line}");
        for told in attention(source, now) {
            wrap(&mut out, &format!("  {told}"), 4, columns);
        }
    }
    if !globals.quiet {
        let all: Vec<&SourceStatus> = sources.iter().collect();
        let _ = writeln!(out, "{}; times are UTC", summary(&all, shown.of));
        for remedy in remedy::remedies(sources, now) {
            wrap(&mut out, &remedy, 2, columns);
        }
    }
    out
}

fn row(source: &SourceStatus, now: DateTime<Utc>) -> Vec<String> {
    let poll = source.poll.as_ref();
    let success = poll.and_then(|poll| poll.state.last_success).map(short);
    vec![
        source.id.to_string(),
        if poll.is_some_and(|poll| poll.is_insecure) {
            format!("{}, insecure", state(source))
        } else {
            state(source).to_owned()
        },
        success.unwrap_or_else(|| "-".to_owned()),
        poll.map_or_else(|| "-".to_owned(), |poll| next(poll, source.health, now)),
        source.entries.to_string(),
        source.title.clone(),
    ]
}

/// How it is, in a word for people.
fn state(source: &SourceStatus) -> &'static str {
    if source.is_new && source.health == Health::Ok { "new" } else { source.health.name() }
}

/// Columns that lines may have: those of the terminal; elsewhere those that `COLUMNS` says, and as many as it takes where it says none, so
/// that programs find what they look for in one line.
fn columns() -> usize {
    /// More than any line has.
    const ANY: usize = 1 << 16;
    if std::io::stdout().is_terminal() {
        return layout::columns();
    }
    let said = std::env::var("COLUMNS").ok().and_then(|said| said.trim().parse().ok());
    said.filter(|said| *said > 0).map_or(ANY, |said: usize| said.max(layout::FEWEST))
}

/// When it is asked again, in a cell.
fn next(poll: &PollStatus, health: Health, now: DateTime<Utc>) -> String {
    match poll.next {
        _ if health == Health::Gone => "never".to_owned(),
        Some(at) if at > now => short(at),
        _ => "next build".to_owned(),
    }
}

/// What somebody should know of a source, in sentences.
fn attention(source: &SourceStatus, now: DateTime<Utc>) -> Vec<String> {
    let mut told = Vec::new();
    let reason = source.reason.as_deref().unwrap_or_default();
    let reason = printable(reason);
    let place =
        source.poll.as_ref().map(|poll| format!("{} ", printable(&poll.asked_at))).unwrap_or_default();
    if let Some(since) = source.failing_since {
        told.push(match source.health {
            Health::Gone => format!("{place}gone since {}: {reason}", short(since)),
            _ => format!("{place}fails since {}{}: {reason}", short(since), times(source)),
        });
    }
    told.extend(source.notes.iter().map(|note| printable(note).into_owned()));
    let Some(poll) = &source.poll else { return told };
    let is_usual = matches!(
        poll.next_reason,
        Reason::Every | Reason::Cron | Reason::Adaptive | Reason::Least | Reason::BackOff
    );
    if source.health == Health::Failing && !is_usual && poll.next.is_some_and(|next| next > now) {
        told.push(format!("not asked before that time: {}", poll.next_reason.words()));
    }
    if let Some(moved) = &poll.state.moved {
        if let Some(other) = &moved.onto {
            told.push(format!(
                "has moved to where `{}` is asked, and is one feed with it{}",
                printable(other.as_str()),
                if source.list.is_none() {
                    format!("; `feedloom remove {}` leaves that one", source.id)
                } else {
                    String::new()
                }
            ));
        }
        told.push(format!(
            "asked at {} since {}: {}; `feedloom revert {}` takes that back",
            printable(&poll.asked_at),
            short(moved.at),
            printable(&moved.evidence),
            printable(source.id.as_str())
        ));
    }
    if poll.is_insecure {
        told.push(format!("warning: {INSECURE}"));
    }
    if poll.is_volatile() {
        told.push(
            "its server names another ETag with each answer though nothing has changed, and so may send the whole feed each time"
                .to_owned(),
        );
    }
    told
}

fn times(source: &SourceStatus) -> String {
    match source.poll.as_ref().map_or(0, |poll| poll.state.errors) {
        0 | 1 => String::new(),
        errors => format!(", {errors} times in a row"),
    }
}

/// How many there are, `of` how many, and how they are.
fn summary(sources: &[&SourceStatus], of: Option<usize>) -> String {
    let all = super::report::count(of.unwrap_or(sources.len()) as u64, "source", "sources");
    let all = if of.is_some() { format!("{} of {all}", sources.len()) } else { all };
    let words = ["gone", "failing", "ok", "new"];
    let parts = words.map(|word| (sources.iter().filter(|source| state(source) == word).count(), word));
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| format!("{number} {name}"))
        .collect();
    if parts.is_empty() { all } else { format!("{all}: {}", parts.join(", ")) }
}

/// An instant to the minute, in UTC.
fn short(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}
