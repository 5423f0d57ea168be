//! A list of feeds (OPML), for people. In: the list and what was wrong with it. Out: what a terminal shows.

use std::fmt::Write as _;

use super::super::Globals;
use super::super::layout::{columns, cut, table};
use super::super::report::count;
use super::defects::{self, Found};
use super::report::SHOWN;
use crate::app::inspect::ParsedOutlines;
use crate::text::printable::printable;

/// The report.
pub(super) fn report(name: &str, read: &ParsedOutlines, globals: &Globals) -> String {
    let most = if globals.verbose { usize::MAX } else { SHOWN };
    let feeds = read.list.subscriptions();
    let columns = columns();
    let mut out = String::new();
    if !globals.quiet {
        let number = count(feeds.len() as u64, "feed", "feeds");
        let _ = writeln!(out, "{}: a list of feeds (OPML), {number}", printable(name));
        if let Some(title) = &read.list.title {
            let _ = writeln!(out, " title  {}", cut(title, columns.saturating_sub(8)));
        }
        let mut rows = vec![["feed", "address", "in"].map(str::to_owned).to_vec()];
        for feed in feeds.iter().take(most) {
            let folders: Vec<String> = feed.categories.iter().map(|path| path.join(" › ")).collect();
            rows.push(vec![
                cut(&feed.outline.text, columns / 3),
                feed.url.to_owned(),
                cut(&folders.join(", "), columns / 5),
            ]);
        }
        if !feeds.is_empty() {
            out.push('\n');
            table(&mut out, &rows, 1, false, columns);
        }
        if feeds.len() > most {
            let _ = writeln!(out, "… and {} more; -v shows them", feeds.len() - most);
        }
    }
    let ParsedOutlines { defects, more_defects: more, text, .. } = read;
    defects::show(&mut out, name, Found { defects, more: *more, text }, most, columns);
    out
}
