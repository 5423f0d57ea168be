//! A feed that was examined, for people. In: what was found. Out: what a terminal shows.

use std::fmt::Write as _;

use super::super::Globals;
use super::super::layout::{columns, cut, table, wrap};
use super::super::report::count;
use super::defects::{self, Found};
use crate::app::inspect::{CharsetFrom, Examined, Inspected, Loss, Place};
use crate::model::draft::Draft;
use crate::model::syndicated::Extent;
use crate::text::printable::printable;

/// Entries, losses' entries and kinds of defects that are shown without `--verbose`.
pub(super) const SHOWN: usize = 10;
/// Places of a loss that are shown without `--verbose`.
const PLACES: usize = 5;

/// The report. Empty where `--quiet` was asked for, and nothing is wrong.
pub(super) fn report(name: &str, examined: &Examined, globals: &Globals) -> String {
    let most = if globals.verbose { usize::MAX } else { SHOWN };
    let columns = columns();
    let Inspected { defects, more_defects, .. } = &examined.inspected;
    let clean = examined.losses.is_empty() && defects.is_empty();
    let mut out = String::new();
    if !globals.quiet {
        head(&mut out, name, &examined.inspected, columns);
        entries(&mut out, examined, most, columns);
    } else if !clean {
        let _ = write!(out, "{}", printable(name));
    }
    losses(&mut out, examined, globals, columns);
    let found = Found { defects, more: *more_defects, text: &examined.text };
    if globals.quiet && examined.losses.is_empty() && !clean {
        out.push(':');
    }
    defects::show(&mut out, name, found, most, columns);
    if clean && !globals.quiet {
        out.push_str("\nNo defects, and readers lose nothing.\n");
    }
    out
}

/// What it is, in a line, and what it says of itself.
fn head(out: &mut String, name: &str, inspected: &Inspected, columns: usize) {
    let feed = &inspected.feed;
    let line = format!(
        "{}: {}, {} ({}), {}",
        printable(name),
        format_name(&inspected.format.0),
        inspected.charset,
        how_found(inspected.charset_from),
        count(inspected.entries.len() as u64, "entry", "entries"),
    );
    wrap(out, &line, 2, columns);
    let updated =
        feed.draft.updated.or(feed.draft.published).map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string());
    let generator = feed.draft.generator.as_ref().and_then(|generator| generator.name.as_deref());
    let kind = match feed.draft.extent {
        Extent::Window => None,
        Extent::Complete => Some("all entries there are (RFC 5005)"),
        Extent::Archive => Some("an archive, which changes no more (RFC 5005)"),
    };
    let title = feed.title.as_ref().map(|title| title.plain.as_str());
    let rows = [
        ("title", title.or(Some("-"))),
        ("site", feed.draft.link.as_deref().or(Some("-"))),
        ("feed", feed.draft.feed_url.as_deref().or(Some("-"))),
        ("language", feed.draft.language.as_deref()),
        ("updated", updated.as_deref()),
        ("made by", generator),
        ("holds", kind),
    ];
    for (what, value) in rows {
        if let Some(value) = value {
            let _ = writeln!(out, " {what:8}  {}", cut(value, columns.saturating_sub(11)));
        }
    }
}

/// The entries as a table.
fn entries(out: &mut String, examined: &Examined, most: usize, columns: usize) {
    let entries = &examined.inspected.entries;
    if entries.is_empty() {
        return;
    }
    let mut rows = vec![["", "date", "title", "lacks"].map(str::to_owned).to_vec()];
    for (at, (entry, lacks)) in entries.iter().zip(&examined.lacks).enumerate().take(most) {
        let title = entry.title.as_ref().map_or("-", |title| title.plain.as_str());
        rows.push(vec![(at + 1).to_string(), date(&entry.draft), title.to_owned(), lacks.join(", ")]);
    }
    out.push('\n');
    table(out, &rows, 2, true, columns);
    if entries.len() > most {
        let _ = writeln!(out, "   … and {} more; -v shows them", entries.len() - most);
    }
}

fn date(draft: &Draft) -> String {
    let at = draft.published.or(draft.updated);
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d").to_string())
}

fn losses(out: &mut String, examined: &Examined, globals: &Globals, columns: usize) {
    if examined.losses.is_empty() {
        return;
    }
    let most = if globals.verbose { usize::MAX } else { PLACES };
    out.push_str(if globals.quiet { ", what readers lose:\n" } else { "\nWhat readers lose:\n" });
    for Loss { what, advice, places } in &examined.losses {
        let mut line = format!("- {}", printable(what));
        // What is so of every entry needs no list of them.
        let is_all = places.len() == examined.inspected.entries.len() && what.starts_with("all ");
        if !places.is_empty() && !is_all {
            let _ = write!(line, " ({})", places_named(what, places, most));
        }
        wrap(out, &line, 2, columns);
        wrap(out, &format!("  = {}", printable(advice)), 4, columns);
    }
}

/// The places of a loss, such as `2 on line 9, 5 on line 30`.
fn places_named(what: &str, places: &[Place], most: usize) -> String {
    let named = |place: &Place| match (place.entry, place.line) {
        (Some(entry), line) if what.starts_with(&format!("entry {entry} ")) => line_named(line),
        (Some(entry), Some(line)) if what.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{entry} on line {line}")
        }
        (Some(entry), None) => format!("entry {entry}"),
        (Some(entry), Some(line)) => format!("entry {entry}, line {line}"),
        (None, line) => line_named(line),
    };
    let is_one = places.len() == 1;
    let mut text: Vec<String> = places.iter().take(most).map(named).collect();
    if places.len() > most {
        text.push(format!("and {} more", places.len() - most));
    }
    text.join(if is_one || what.starts_with(|c: char| c.is_ascii_digit()) { ", " } else { "; " })
}

fn line_named(line: Option<u32>) -> String {
    line.map_or_else(|| "somewhere".to_owned(), |line| format!("line {line}"))
}

/// A format as people call it.
fn format_name(format: &str) -> String {
    match format {
        "" => "a feed of no known format".to_owned(),
        "rss" => "RSS that does not say its version".to_owned(),
        "atom" => "Atom that does not say so with its namespace".to_owned(),
        "json" => "JSON Feed that does not say its version".to_owned(),
        "rss0.91n" => "RSS 0.91 (Netscape)".to_owned(),
        "rss0.91u" => "RSS 0.91 (Userland)".to_owned(),
        "rss0.90" | "rss1.0" | "rss1.1" => format!("RSS {} (RDF)", format.trim_start_matches("rss")),
        other => {
            let (family, version) =
                other.split_at(other.find(|c: char| c.is_ascii_digit()).unwrap_or(other.len()));
            let family = match family {
                "rss" => "RSS",
                "atom" => "Atom",
                "json" => "JSON Feed",
                other => other,
            };
            format!("{} {}", printable(family), printable(version)).trim_end().to_owned()
        }
    }
}

/// How an encoding was found.
fn how_found(from: CharsetFrom) -> &'static str {
    match from {
        CharsetFrom::Mark => "as its byte order mark says",
        CharsetFrom::Http => "as its Content-Type says",
        CharsetFrom::Declaration => "as its XML declaration says",
        CharsetFrom::Bytes => "as its bytes show",
        CharsetFrom::Guess => "a guess",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_the_names_that_people_know() {
        for (format, name) in [
            ("rss2.0", "RSS 2.0"),
            ("rss0.91u", "RSS 0.91 (Userland)"),
            ("rss1.0", "RSS 1.0 (RDF)"),
            ("atom0.3", "Atom 0.3"),
            ("json1.1", "JSON Feed 1.1"),
            ("rss", "RSS that does not say its version"),
            ("rss\u{1b}2", "rss\\u{1b} 2"),
        ] {
            assert_eq!(format_name(format), name);
        }
    }
}
