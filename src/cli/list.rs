//! `feedloom list`: the sources and feeds that there are, or the entries.

use std::fmt::Write as _;

use clap::Args;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde_json::{Map, Value, json};

use super::report::count;
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::{App, ListedFeed, Listing, Now};
use crate::model::change::HeldReason;
use crate::model::parts::PlainText;
use crate::store::{ItemRow, SourceRow};
use crate::text::date::rfc3339;
use crate::text::printable::printable;

/// List sources and feeds, with their documents and URLs
#[derive(Args, Debug)]
pub(super) struct List {
    /// List the entries instead, also those that are held back, and why; with --json also their ids and links
    #[arg(long)]
    entries: bool,
}

impl List {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        let text = if self.entries {
            return list_entries(globals, &app, now);
        } else {
            let listing = run::wait(app.list(now))?;
            if globals.json { format!("{}\n", to_json(&listing)) } else { told(&listing) }
        };
        write(&text)?;
        Ok(Exit::Done)
    }
}

fn write(text: &str) -> Result<(), Failure> {
    terminal::data(text.as_bytes()).map_err(|error| Failure::failed(format!("standard output: {error}")))
}

/// One line for each item, as they come.
fn list_entries(globals: &Globals, app: &App, now: Now) -> Result<Exit, Failure> {
    let mut lines = String::new();
    let mut failed = None;
    let shown = app.items(now, |item, place| {
        if globals.json {
            let _ = writeln!(lines, "{}", item_to_json(item, place));
        } else {
            line(&mut lines, item, place);
        }
        if lines.len() > 64 * 1024 && failed.is_none() {
            failed = write(&lines).err();
            lines.clear();
        }
    });
    run::wait(shown)?;
    write(&lines)?;
    failed.map_or(Ok(Exit::Done), Err)
}

fn line(out: &mut String, item: &ItemRow, place: &str) {
    let published = item.entry.as_ref().map_or_else(String::new, |entry| rfc3339(entry.published));
    let title = item.entry.as_ref().map_or("", |entry| entry.title.as_str());
    let held = item.held.map_or("", HeldReason::name);
    let _ = write!(out, "{published:<20}  {held:<15}  {}", printable(place));
    if !title.is_empty() {
        let _ = write!(out, "  {}", printable(title));
    }
    if let Some(link) = item.entry.as_ref().and_then(|entry| entry.link.as_ref()) {
        let _ = write!(out, "  {link}");
    }
    out.push('\n');
}

fn item_to_json(item: &ItemRow, place: &str) -> Value {
    let entry = item.entry.as_ref();
    json!({
        "id": entry.map(|entry| entry.id.as_str()),
        "url": entry.and_then(|entry| entry.link.as_ref()).map(url::Url::as_str),
        "source": item.source.as_str(),
        "file": place,
        "title": entry.map(|entry| entry.title.as_str()),
        "published": entry.map(|entry| rfc3339(entry.published)),
        "held": item.held.map(HeldReason::name),
    })
}

fn told(listing: &Listing) -> String {
    let mut out = String::new();
    for (source, kind) in &listing.sources {
        let _ = writeln!(
            out,
            "source {} ({kind}): {}",
            printable(source.id.as_str()),
            count(source.entries, "entry", "entries")
        );
        if let Some((since, reason)) = &source.failing {
            let _ = writeln!(out, "  fails since {}: {}", rfc3339(*since), printable(reason));
        }
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["feed", "entries", "documents"]);
    for feed in &listing.feeds {
        let urls: Vec<&str> = feed.documents.values().map(|(_, url)| url.as_str()).collect();
        let name = format!("{}{}", "  ".repeat(feed.row.key.path.len()), name(feed));
        table.add_row([printable(&name).into_owned(), feed.row.entries.to_string(), urls.join("\n")]);
    }
    let _ = writeln!(out, "{}", table.trim_fmt());
    out
}

fn name(feed: &ListedFeed) -> &str {
    feed.row.names.last().map_or(feed.title.as_str(), PlainText::as_str)
}

fn to_json(listing: &Listing) -> Value {
    json!({
        "sources": listing.sources.iter().map(|(source, kind)| source_to_json(source, kind)).collect::<Vec<_>>(),
        "feeds": listing.feeds.iter().map(feed_to_json).collect::<Vec<_>>(),
    })
}

fn source_to_json(source: &SourceRow, kind: &str) -> Value {
    json!({
        "id": source.id.as_str(),
        "type": kind,
        "entries": source.entries,
        "held": source.held,
        "defects": source.defects,
        "failing_since": source.failing.as_ref().map(|(since, _)| rfc3339(*since)),
        "reason": source.failing.as_ref().map(|(_, reason)| reason),
    })
}

fn feed_to_json(feed: &ListedFeed) -> Value {
    let files: Map<String, Value> = feed
        .documents
        .iter()
        .map(|(format, (file, _))| ((*format).to_owned(), Value::from(file.to_string_lossy())))
        .collect();
    let urls: Map<String, Value> = feed
        .documents
        .iter()
        .map(|(format, (_, url))| ((*format).to_owned(), Value::from(url.as_str())))
        .collect();
    json!({
        "kind": feed.row.key.kind.name(),
        "path": feed.row.names.iter().map(PlainText::as_str).collect::<Vec<_>>(),
        "title": feed.title,
        "entries": feed.row.entries,
        "updated": feed.row.updated.map(rfc3339),
        "files": files,
        "urls": urls,
    })
}
