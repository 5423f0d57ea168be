//! `feedloom add`: finds the feed of an address and writes it into the configuration.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;
use url::Url;

use super::discover::{feed_to_json, summarized};
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::{Found, Wish, typed_feed};
use crate::text::address::without_credentials;
use crate::text::printable::printable;

/// Add a feed to the configuration: find it, show it, write a `[[source]]`
///
/// Takes the address of a feed, or of a page that names one. Comments and layout of the configuration stay as they are.
#[derive(Args, Debug)]
pub(super) struct Add {
    /// The feed, or its page
    #[arg(value_name = "URL", value_parser = typed_feed)]
    url: Url,
    /// The source's id [default: made of the host]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// A category for its entries, such as Tech/Linux; can be given more than once
    #[arg(long, value_name = "NAME", value_parser = path)]
    category: Vec<Path>,
    /// Write nothing: say what would be written
    #[arg(long)]
    dry_run: bool,
}

/// The levels of a category.
#[derive(Clone, Debug)]
struct Path(Vec<String>);

fn path(text: &str) -> Result<Path, String> {
    let levels: Vec<String> = text.split('/').map(|level| level.trim().to_owned()).collect();
    if levels.iter().any(String::is_empty) {
        return Err("write it as a name, or as names with `/` between, such as Tech/Linux".to_owned());
    }
    Ok(Path(levels))
}

impl Add {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        let wish = Wish {
            id: self.id.clone(),
            categories: self.category.iter().map(|path| path.0.clone()).collect(),
        };
        let asker = run::wait(app.asker(now, false))?;
        let found = run::wait(app.find_source(&asker, &self.url, &wish))?;
        if !globals.quiet && !globals.json {
            terminal::say(told(&found).trim_end());
        }
        let added = run::add_sources(globals, &app, std::slice::from_ref(&found.source), self.dry_run)?;
        let heard = found.heard.clone().filter(|_| !self.dry_run);
        let kept = heard.map(|heard| run::wait(added.keep(&found.source.id, heard, now)));
        self.show(globals, &found)?;
        let notes = match kept {
            Some(Ok(notes)) => notes,
            Some(Err(failure)) => vec![format!(
                "what it answered is not kept, so that the next build asks it again: {}",
                failure.message.trim_start_matches("error: ")
            )],
            None => Vec::new(),
        };
        if !globals.quiet {
            for note in notes {
                terminal::say(&format!("note: {}", printable(&note)));
            }
        }
        Ok(Exit::Done)
    }

    fn show(&self, globals: &Globals, found: &Found) -> Result<(), Failure> {
        let text = if globals.json {
            let json = json!({
                "dry_run": self.dry_run,
                "id": found.source.id,
                "feed": feed_to_json(&found.feed),
                "others": found.others.iter().map(feed_to_json).collect::<Vec<_>>(),
                "notes": found.notes,
                "text": found.source.shown(),
            });
            format!("{json}\n")
        } else {
            found.source.shown()
        };
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        if !globals.quiet && !globals.json {
            let file = globals.file().display().to_string();
            let file = printable(&file);
            terminal::say(&if self.dry_run {
                format!("would write that into {file}; nothing was written")
            } else {
                format!("wrote that into {file}; `feedloom build` publishes it")
            });
        }
        Ok(())
    }
}

fn told(found: &Found) -> String {
    let mut out = format!("{}\n", printable(&without_credentials(&found.feed.url)));
    if let Some(summary) = &found.feed.summary {
        out.push_str(&summarized(summary));
    }
    for other in &found.others {
        let title = if other.title.is_empty() { String::new() } else { format!(" ({})", other.title) };
        let line = format!("also there: {}{title}", without_credentials(&other.url));
        out.push_str(&printable(&line));
        out.push('\n');
    }
    for note in &found.notes {
        let _ = writeln!(out, "note: {}", printable(note));
    }
    out
}
