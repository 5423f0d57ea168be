//! A list of feeds (OPML), for people. In: the list and what was wrong with it. Out: what a terminal shows.

use std::fmt::Write as _;

use comfy_table::Table;
use comfy_table::presets::NOTHING;

use super::super::Globals;
use super::super::report::count;
use super::defects::{self, Found};
use super::report::{SHOWN, TITLE, cut};
use crate::app::inspect::ParsedOutlines;
use crate::text::printable::printable;

/// The report.
pub(super) fn report(name: &str, read: &ParsedOutlines, globals: &Globals) -> String {
    let most = if globals.verbose { usize::MAX } else { SHOWN };
    let feeds = read.list.subscriptions();
    let mut out = String::new();
    if !globals.quiet {
        let number = count(feeds.len() as u64, "feed", "feeds");
        let _ = writeln!(out, "{}: a list of feeds (OPML), {number}", printable(name));
        if let Some(title) = &read.list.title {
            let _ = writeln!(out, " title  {}", cut(title, 2 * TITLE));
        }
        let mut table = Table::new();
        table.load_style(NOTHING).set_header(["feed", "address", "in"]);
        for feed in feeds.iter().take(most) {
            let folders: Vec<String> = feed.categories.iter().map(|path| path.join(" › ")).collect();
            table.add_row([
                cut(&feed.outline.text, TITLE),
                cut(feed.url, 2 * TITLE),
                cut(&folders.join(", "), TITLE),
            ]);
        }
        if !feeds.is_empty() {
            let _ = writeln!(out, "\n{}", table.trim_fmt());
        }
        if feeds.len() > most {
            let _ = writeln!(out, "… and {} more; -v shows them", feeds.len() - most);
        }
    }
    let ParsedOutlines { defects, more_defects: more, text, .. } = read;
    defects::show(&mut out, name, text, Found { defects, more: *more }, most);
    out
}
