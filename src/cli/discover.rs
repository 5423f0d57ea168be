//! `feedloom discover`: the feeds of a page.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};
use url::Url;

use super::layout::{columns, table};
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::{AppError, Discovered, FoundFeed, How, Summary, typed};
use crate::text::address::without_credentials;
use crate::text::date::rfc3339;
use crate::text::printable::printable;

/// Find the feeds of a page
///
/// Shows the feeds that the page names; where it names none, looks where feeds usually are, unless its robots.txt forbids that.
#[derive(Args, Debug)]
pub(super) struct Discover {
    /// The page, or a feed
    #[arg(value_name = "URL", value_parser = typed)]
    url: Url,
    /// Ask also where it is a source that is not due
    #[arg(long)]
    force: bool,
}

impl Discover {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let asker = run::asker(globals, self.force)?;
        let found = run::wait(async { asker.discover(&self.url).await.map_err(AppError::from) });
        run::say_notes(&asker, globals);
        let found = found?;
        let exit = if found.feeds.is_empty() { Exit::Failed } else { Exit::Done };
        let text = if globals.json { format!("{}\n", to_json(&found)) } else { told(&found) };
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        if !globals.json {
            found.notes.iter().for_each(|note| terminal::say(&format!("note: {}", printable(note))));
            if found.feeds.is_empty() {
                terminal::say(&format!("{}: no feed was found", printable(&found.url)));
            }
        }
        Ok(exit)
    }
}

fn told(found: &Discovered) -> String {
    let mut out = String::new();
    if found.feeds.is_empty() {
        return out;
    }
    if let Some(FoundFeed { how: How::Itself, summary: Some(summary), .. }) = found.feeds.first() {
        let _ = writeln!(out, "{} is a feed itself:", printable(&found.url));
        out.push_str(&summarized(summary));
        return out;
    }
    let rows: Vec<Vec<String>> = found
        .feeds
        .iter()
        .map(|feed| vec![without_credentials(&feed.url), feed.media_type.clone(), feed.title.clone()])
        .collect();
    table(&mut out, &rows, 2, false, columns());
    out
}

/// What is in a feed, in a few lines.
pub(super) fn summarized(summary: &Summary) -> String {
    let mut out = String::new();
    let entries = super::report::count(summary.entries as u64, "entry", "entries");
    let title = if summary.title.is_empty() { "no title" } else { &summary.title };
    let _ = writeln!(out, "  {} ({}), {entries}", printable(title), printable(&summary.format));
    for (date, title) in &summary.newest {
        let date = date.map_or_else(|| "no date".to_owned(), |date| date.format("%Y-%m-%d").to_string());
        let _ = writeln!(out, "  {date:10}  {}", printable(title));
    }
    if let Some(rhythm) = summary.rhythm {
        let _ = writeln!(out, "  about every {}", span(rhythm.as_secs()));
    }
    out
}

/// A span of time as people say it.
fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let unit = UNITS.iter().find(|(of, _)| seconds >= *of);
    let Some((of, name)) = unit else { return "minute".to_owned() };
    match (seconds + of / 2) / of {
        1 => (*name).to_owned(),
        number => format!("{number} {name}s"),
    }
}

fn to_json(found: &Discovered) -> Value {
    json!({
        "url": found.url,
        "title": found.title,
        "feeds": found.feeds.iter().map(feed_to_json).collect::<Vec<_>>(),
        "notes": found.notes,
    })
}

pub(super) fn feed_to_json(feed: &FoundFeed) -> Value {
    json!({
        "url": without_credentials(&feed.url),
        "type": feed.media_type,
        "title": feed.title,
        "how": feed.how.name(),
        "summary": feed.summary.as_ref().map(|summary| json!({
            "title": summary.title,
            "format": summary.format,
            "site": summary.site,
            "entries": summary.entries,
            "newest": summary.newest.iter().map(|(date, title)| json!({ "date": date.map(rfc3339), "title": title })).collect::<Vec<_>>(),
            "seconds_between": summary.rhythm.map(|rhythm| rhythm.as_secs()),
        })),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_as_people_say_them() {
        for (seconds, expected) in
            [(5, "minute"), (90, "2 minutes"), (3600, "hour"), (86_400, "day"), (200_000, "2 days")]
        {
            assert_eq!(span(seconds), expected);
        }
    }
}
