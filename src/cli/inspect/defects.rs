//! The defects of a feed, each with its line, a caret under the place and what to do. In: defects and the text that they are in.
//! Out: what a terminal shows. The same defect at several places is told once.

use std::fmt::Write as _;

use super::super::layout::wrap;
use super::super::report::count;
use crate::app::inspect::{Defect, remedy};
use crate::text::printable::printable;
use crate::text::source_line::Excerpt;

/// Lines that are named for one defect.
const NAMED: usize = 5;

/// The defects of a document.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    /// Those that are listed.
    pub(super) defects: &'a [Defect],
    /// How many more there are.
    pub(super) more: usize,
    /// The text that they are in.
    pub(super) text: &'a str,
}

/// Shows the defects, of `most` kinds at the most, in so many columns.
pub(super) fn show(out: &mut String, name: &str, found: Found<'_>, most: usize, columns: usize) {
    let Found { defects, more, text } = found;
    let all = defects.len() + more;
    if all == 0 {
        return;
    }
    let _ = writeln!(out, "\n{}:", count(all as u64, "defect", "defects"));
    let kinds = kinds(defects);
    for (first, rest) in kinds.iter().take(most).filter_map(|kind| kind.split_first()) {
        one(out, name, text, first, columns);
        wrap(out, &format!("  = {}", printable(&remedy(first))), 4, columns);
        if !rest.is_empty() {
            wrap(out, &format!("  = {}", again(rest)), 4, columns);
        }
    }
    let hidden = kinds.len().saturating_sub(most);
    if hidden > 0 {
        let _ = writeln!(out, "… and {} more; -v shows them", count(hidden as u64, "kind", "kinds"));
    }
    if more > 0 {
        let _ = writeln!(out, "… and {more} more that are not listed");
    }
}

/// Where the same is wrong again: how often, and the lines, each once.
fn again(rest: &[&Defect]) -> String {
    let mut lines: Vec<u32> = rest.iter().map(|defect| defect.line).collect();
    lines.dedup();
    let named: Vec<String> = lines.iter().take(NAMED).map(ToString::to_string).collect();
    let times = match rest.len() {
        1 => "once more".to_owned(),
        times => format!("{times} times more"),
    };
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let mut text = format!("the same {times}, on {word} {}", named.join(", "));
    let hidden = lines.len().saturating_sub(NAMED);
    if hidden > 0 {
        let _ = write!(text, " and {}", count(hidden as u64, "other", "others"));
    }
    text
}

/// Defects that say the same, together, in the order of their first places.
fn kinds(defects: &[Defect]) -> Vec<Vec<&Defect>> {
    let mut kinds: Vec<Vec<&Defect>> = Vec::new();
    for defect in defects {
        let same = |kind: &&mut Vec<&Defect>| {
            kind.first().is_some_and(|first| {
                first.what == defect.what && first.rule == defect.rule && first.done == defect.done
            })
        };
        match kinds.iter_mut().find(same) {
            Some(kind) => kind.push(defect),
            None => kinds.push(vec![defect]),
        }
    }
    kinds
}

fn one(out: &mut String, name: &str, text: &str, defect: &Defect, columns: usize) {
    let Defect { line, column, what, rule, done, .. } = defect;
    let mut head = format!("{}:{line}:{column}: {}", printable(name), printable(what));
    if !rule.is_empty() {
        let _ = write!(head, " ({rule})");
    }
    if !done.is_empty() {
        let _ = write!(head, "; {done}");
    }
    wrap(out, &head, 2, columns);
    let (source, at) = line_at(text, defect.offset);
    if source.trim().is_empty() {
        return;
    }
    let number = line.to_string();
    let Excerpt { text, indent, .. } = Excerpt::within(columns - number.len() - 4, source, at, at + 1);
    let _ = writeln!(out, " {number} | {text}");
    let _ = writeln!(out, " {:gutter$} | {:indent$}^", "", "", gutter = number.len());
}

/// The line that holds this offset of `text`, and the offset in it.
fn line_at(text: &str, offset: usize) -> (&str, usize) {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', bytes.get(..offset).unwrap_or_default()).map_or(0, |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    (rest.get(..end).unwrap_or_default().trim_end_matches('\r'), offset - start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_any_offset_is_found() {
        let text = "a\r\nbc\n";
        for (offset, line) in
            [(0, ("a", 0)), (1, ("a", 1)), (3, ("bc", 0)), (5, ("bc", 2)), (6, ("", 0)), (99, ("", 0))]
        {
            assert_eq!(line_at(text, offset), line, "{offset}");
        }
    }

    #[test]
    fn lines_are_named_once_and_counted() {
        let at = |line| Defect { offset: 0, line, column: 1, what: "x".into(), rule: "", done: "" };
        for (lines, words) in [
            (&[12][..], "the same once more, on line 12"),
            (&[12, 12, 12], "the same 3 times more, on line 12"),
            (&[1, 2, 2, 3, 4, 5, 6, 7], "the same 8 times more, on lines 1, 2, 3, 4, 5 and 2 others"),
        ] {
            let found: Vec<Defect> = lines.iter().map(|line| at(*line)).collect();
            assert_eq!(again(&found.iter().collect::<Vec<_>>()), words);
        }
    }
}
