//! A feed that was examined, for people. In: what was found. Out: what a terminal shows.

use std::fmt::Write as _;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use unicode_width::UnicodeWidthChar;

use super::super::Globals;
use super::super::report::count;
use super::defects::{self, Found};
use crate::app::inspect::{CharsetFrom, Examined, Inspected, Loss};
use crate::model::draft::Draft;
use crate::model::syndicated::Extent;
use crate::text::printable::printable;

/// Entries, losses' entries and kinds of defects that are shown without `--verbose`.
pub(super) const SHOWN: usize = 10;
/// Columns of a title.
pub(super) const TITLE: usize = 60;

/// The report.
pub(super) fn report(name: &str, examined: &Examined, globals: &Globals) -> String {
    let most = if globals.verbose { usize::MAX } else { SHOWN };
    let mut out = String::new();
    if !globals.quiet {
        head(&mut out, name, &examined.inspected);
        entries(&mut out, examined, most);
    }
    losses(&mut out, examined, most);
    let Inspected { defects, more_defects: more, .. } = &examined.inspected;
    defects::show(&mut out, name, &examined.text, Found { defects, more: *more }, most);
    out
}

/// What it is, in a line, and what it says of itself.
fn head(out: &mut String, name: &str, inspected: &Inspected) {
    let feed = &inspected.feed;
    let _ = writeln!(
        out,
        "{}: {}, {} ({}), {}",
        printable(name),
        format_name(&inspected.format.0),
        inspected.charset,
        how_found(inspected.charset_from),
        count(inspected.entries.len() as u64, "entry", "entries"),
    );
    let mut table = Table::new();
    table.load_style(NOTHING);
    let updated =
        feed.draft.updated.or(feed.draft.published).map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string());
    let generator = feed.draft.generator.as_ref().and_then(|generator| generator.name.as_deref());
    let kind = match feed.draft.extent {
        Extent::Window => None,
        Extent::Complete => Some("all entries there are (RFC 5005)"),
        Extent::Archive => Some("an archive, which changes no more (RFC 5005)"),
    };
    let title = feed.title.as_ref().map(|title| title.plain.as_str());
    for (what, value) in [
        ("title", title.or(Some("-"))),
        ("site", feed.draft.link.as_deref().or(Some("-"))),
        ("feed", feed.draft.feed_url.as_deref().or(Some("-"))),
        ("language", feed.draft.language.as_deref()),
        ("updated", updated.as_deref()),
        ("made by", generator),
        ("holds", kind),
    ] {
        if let Some(value) = value {
            table.add_row([format!(" {what}"), cut(value, 2 * TITLE)]);
        }
    }
    let _ = writeln!(out, "{}", table.trim_fmt());
}

/// The entries as a table.
fn entries(out: &mut String, examined: &Examined, most: usize) {
    let entries = &examined.inspected.entries;
    if entries.is_empty() {
        return;
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["", "date", "title", "lacks"]);
    if let Some(column) = table.column_mut(0) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for (at, (entry, lacks)) in entries.iter().zip(&examined.lacks).enumerate().take(most) {
        let title = entry.title.as_ref().map_or("-", |title| title.plain.as_str());
        table.add_row([(at + 1).to_string(), date(&entry.draft), cut(title, TITLE), lacks.join(", ")]);
    }
    let _ = writeln!(out, "\n{}", table.trim_fmt());
    if entries.len() > most {
        let _ = writeln!(out, "   … and {} more; -v shows them", entries.len() - most);
    }
}

fn date(draft: &Draft) -> String {
    let at = draft.published.or(draft.updated);
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d").to_string())
}

fn losses(out: &mut String, examined: &Examined, most: usize) {
    if examined.losses.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nWhat readers lose:");
    for Loss { what, advice, entries } in &examined.losses {
        let _ = write!(out, "- {}", printable(what));
        if entries.len() > 1 && entries.len() < examined.inspected.entries.len() {
            let mut numbers: Vec<String> = entries.iter().take(most).map(ToString::to_string).collect();
            if entries.len() > most {
                numbers.push("…".to_owned());
            }
            let _ = write!(out, " ({})", numbers.join(", "));
        }
        let _ = writeln!(out, "\n  = {}", printable(advice));
    }
}

/// A text for a cell: printable, and cut to so many columns.
pub(super) fn cut(text: &str, most: usize) -> String {
    let text = printable(text);
    let mut width = 0;
    for (at, c) in text.char_indices() {
        width += c.width().unwrap_or(0);
        if width > most {
            return format!("{}…", text.get(..at).unwrap_or_default());
        }
    }
    text.into_owned()
}

/// A format as people call it.
fn format_name(format: &str) -> String {
    match format {
        "" => "a feed of no known format".to_owned(),
        "rss" => "RSS that does not say its version".to_owned(),
        "atom" => "Atom that does not say its version".to_owned(),
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

    #[test]
    fn texts_are_cut_by_columns_and_escaped() {
        assert_eq!(cut("新媒体新媒体", 6), "新媒体…");
        assert_eq!(cut("a\nb", 6), "a\\nb");
        assert_eq!(cut("abcdef", 6), "abcdef");
    }
}
