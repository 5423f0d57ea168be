//! A line of a file as a terminal shows it, and where carets go below it.
//!
//! Columns are not characters: wide characters fill two, tabs four, and what a terminal would obey is written out.

use unicode_width::UnicodeWidthChar;

use super::printable::{escaped, is_unprintable};

/// Columns of a source line that are shown; of a longer one, the part around the problem.
const COLUMNS: usize = 110;
/// Columns that are kept before the problem in such a line.
const BEFORE: usize = 40;
/// Bytes before the problem that are looked at. Some feeds are one line of megabytes.
const LOOKED_AT: usize = 1024;

/// A source line as a terminal shows it, and where the carets go below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, or the part of it that matters.
    pub text: String,
    /// Columns before the carets.
    pub indent: usize,
    /// How many carets.
    pub carets: usize,
}

impl Excerpt {
    /// `start` and `end` are offsets in `line`; both may be beyond it.
    #[must_use]
    pub fn of(line: &str, start: usize, end: usize) -> Self {
        Self::within(COLUMNS + 2, line, start, end)
    }

    /// [`of`](Self::of), in so many columns at the most, the `…` for what is left out included.
    #[must_use]
    pub fn within(columns: usize, line: &str, start: usize, end: usize) -> Self {
        let columns = columns.saturating_sub(2).max(1);
        let cut = line.floor_char_boundary(start.min(line.len()).saturating_sub(LOOKED_AT));
        let line = line.get(cut..).unwrap_or_default();
        let mut excerpt =
            Self::of_beginning(columns, line, start.saturating_sub(cut), end.saturating_sub(cut));
        if cut > 0 && !excerpt.text.starts_with('…') {
            excerpt.text.insert(0, '…');
            excerpt.indent += 1;
        }
        excerpt
    }

    fn of_beginning(shown: usize, line: &str, start: usize, end: usize) -> Self {
        let (mut from, mut to) = (0, None);
        let mut cells: Vec<(char, usize)> = Vec::new();
        let mut column = 0;
        for (at, c) in line.char_indices() {
            if at <= start {
                from = column;
            }
            if at >= end && to.is_none() {
                to = Some(column);
            }
            let width = columns(c);
            column += width;
            cells.push((c, width));
            // What is so far behind the problem is never shown.
            if column > from + shown * 2 && at > start {
                break;
            }
        }
        if start >= line.len() {
            from = column;
        }
        let to = to.unwrap_or(column).max(from + 1);
        Self::clipped(shown, &cells, from, to)
    }

    fn clipped(shown: usize, cells: &[(char, usize)], from: usize, to: usize) -> Self {
        let width: usize = cells.iter().map(|(_, width)| width).sum();
        let first = if width <= shown { 0 } else { from.saturating_sub(BEFORE.min(shown / 2)) };
        let mut text = String::new();
        let (mut column, mut begins) = (0, None);
        for (c, width) in cells {
            let next = column + width;
            if column >= first && next <= first + shown {
                begins.get_or_insert(column);
                push_shown(&mut text, *c);
            }
            column = next;
        }
        let begins = begins.unwrap_or(first);
        let mut indent = from.saturating_sub(begins);
        if begins > 0 {
            text.insert(0, '…');
            indent += 1;
        }
        if column > first + shown {
            text.push('…');
        }
        let carets = to.min(first + shown).saturating_sub(from).max(1);
        Self { text, indent, carets }
    }
}

/// Adds what is shown for a character.
fn push_shown(out: &mut String, c: char) {
    match c {
        '\t' => out.push_str("    "),
        c if is_unprintable(c) => out.extend(escaped(c)),
        c => out.push(c),
    }
}

/// How many columns [`push_shown`] fills.
fn columns(c: char) -> usize {
    match c {
        '\t' => 4,
        c if is_unprintable(c) => escaped(c).count(),
        c => c.width().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_is_under_the_place_also_far_into_a_line() {
        for before in [
            "",
            "<a>",
            "\t",
            "新媒体",
            "\u{1b}\u{202e}",
            &"x".repeat(5000),
            &"媒".repeat(5000),
            &"\u{301}".repeat(5000),
        ] {
            let line = format!("{before}|after{}", "y".repeat(5000));
            let excerpt = Excerpt::of(&line, before.len(), before.len() + 1);
            let mut column = 0;
            let under = excerpt.text.chars().find(|c| {
                let at = column;
                column += c.width().unwrap_or(0);
                at == excerpt.indent && c.width() != Some(0)
            });
            assert_eq!(under, Some('|'), "{before:.20}");
            assert_eq!(excerpt.text.starts_with('…'), before.len() > 1000, "{before:.20}");
            assert!(excerpt.text.ends_with('…') && excerpt.carets == 1);
        }
    }
}
