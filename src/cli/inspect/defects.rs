//! The defects of a feed, each with its line and a caret under the place. In: defects and the text that they are in. Out: what a
//! terminal shows. The same defect at several places is told once.

use std::fmt::Write as _;

use super::super::report::count;
use crate::app::inspect::Defect;
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
}

/// Shows the defects, of `most` kinds at the most.
pub(super) fn show(out: &mut String, name: &str, text: &str, found: Found<'_>, most: usize) {
    let Found { defects, more } = found;
    let all = defects.len() + more;
    if all == 0 {
        return;
    }
    let _ = writeln!(out, "\n{}:", count(all as u64, "defect", "defects"));
    let kinds = kinds(defects);
    for (first, rest) in kinds.iter().take(most).filter_map(|kind| kind.split_first()) {
        one(out, name, text, first);
        if !rest.is_empty() {
            let lines: Vec<String> = rest.iter().take(NAMED).map(|defect| defect.line.to_string()).collect();
            let more = rest.len().saturating_sub(NAMED);
            let _ = write!(out, "   = the same on line {}", lines.join(", "));
            if more > 0 {
                let _ = write!(out, " and {more} times more");
            }
            out.push('\n');
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

fn one(out: &mut String, name: &str, text: &str, defect: &Defect) {
    let Defect { line, column, what, rule, done, .. } = defect;
    let _ = write!(out, "{}:{line}:{column}: {}", printable(name), printable(what));
    if !rule.is_empty() {
        let _ = write!(out, " ({rule})");
    }
    if !done.is_empty() {
        let _ = write!(out, "; {done}");
    }
    out.push('\n');
    let (source, at) = line_at(text, defect.offset);
    if source.trim().is_empty() {
        return;
    }
    let Excerpt { text, indent, .. } = Excerpt::of(source, at, at + 1);
    let number = line.to_string();
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
}
