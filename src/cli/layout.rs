//! Lines that fit the terminal. In: texts, and how many columns there are. Out: the same in lines that do not break inside words.

use std::fmt::Write as _;

use comfy_table::Table;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::printable::printable;

/// Columns where nobody knows how many there are.
const USUAL: usize = 80;
/// Columns below which nothing can be laid out.
pub(super) const FEWEST: usize = 40;

/// The columns of the terminal that standard output is; of none, those that all terminals have.
pub(super) fn columns() -> usize {
    Table::new().width().map_or(USUAL, usize::from).max(FEWEST)
}

/// Adds `text`, which has no line ends, in lines of so many columns, of which all but the first are indented by `hang`. A word
/// that is longer than a line stays whole: it is mostly an address, to be copied. What stands in `` ` ` `` is one word, too.
pub(super) fn wrap(out: &mut String, text: &str, hang: usize, columns: usize) {
    let mut used = 0;
    let mut rest = text;
    for at in 0.. {
        let Some(word) = next_word(&mut rest, columns - hang) else { break };
        let width = word.width();
        if at > 0 && used + 1 + width > columns && used > hang {
            let _ = write!(out, "\n{:hang$}", "");
            used = hang;
        } else if at > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width;
    }
    out.push('\n');
}

/// Takes the next word off a text, without the blank behind it.
fn next_word<'a>(rest: &mut &'a str, widest: usize) -> Option<&'a str> {
    if rest.is_empty() {
        return None;
    }
    let blank = rest.find(' ').unwrap_or(rest.len());
    let quoted = rest.get(..blank).and_then(|word| word.find('`')).and_then(|quote| {
        let close = quote + 1 + rest.get(quote + 1..)?.find('`')?;
        let end = rest.get(close..)?.find(' ').map_or(rest.len(), |blank| close + blank);
        Some(end).filter(|end| rest.get(..*end).is_some_and(|word| word.width() <= widest))
    });
    let (word, after) = rest.split_at(quoted.unwrap_or(blank).max(blank));
    *rest = after.strip_prefix(' ').unwrap_or(after);
    Some(word)
}

/// A text for a cell: printable, and cut to so many columns, its `…` included.
pub(super) fn cut(text: &str, most: usize) -> String {
    let text = printable(text);
    if text.width() <= most {
        return text.into_owned();
    }
    let mut width = 1;
    for (at, c) in text.char_indices() {
        width += c.width().unwrap_or(0);
        if width > most {
            return format!("{}…", text.get(..at).unwrap_or_default());
        }
    }
    text.into_owned()
}

/// Adds rows of cells under each other, two blanks between them, in so many columns. The cells of the column `flexible` are cut
/// where a row is too wide; those of the first are moved to the right where `numbered`.
pub(super) fn table(out: &mut String, rows: &[Vec<String>], flexible: usize, numbered: bool, columns: usize) {
    let cells = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut widths: Vec<usize> = (0..cells)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| printable(cell).width()).max())
        .map(Option::unwrap_or_default)
        .collect();
    let others: usize =
        widths.iter().enumerate().filter(|(at, _)| *at != flexible).map(|(_, width)| width + 2).sum();
    if let Some(width) = widths.get_mut(flexible) {
        *width = (*width).min(columns.saturating_sub(others).max(8));
    }
    for row in rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let cell = cut(cell, *width);
            let blanks = width.saturating_sub(cell.width());
            let gap = if at == 0 { "" } else { "  " };
            let _ = match at {
                0 if numbered => write!(line, "{gap}{:blanks$}{cell}", ""),
                _ => write!(line, "{gap}{cell}{:blanks$}", ""),
            };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_addresses_stay_whole() {
        let mut out = String::new();
        wrap(&mut out, "- one two three https://a.example/a/long/address four", 2, 16);
        assert_eq!(out, "- one two three\n  https://a.example/a/long/address\n  four\n");
        for (text, lines) in [
            ("one two `three four`; five", "one two\n  `three four`;\n  five\n"),
            ("one `two three four five six`", "one `two three\n  four five six`\n"),
            ("one `two", "one `two\n"),
        ] {
            out.clear();
            wrap(&mut out, text, 2, 16);
            assert_eq!(out, lines);
        }
    }

    #[test]
    fn texts_are_cut_by_columns_and_escaped() {
        assert_eq!(cut("新媒体新媒体", 7), "新媒体…");
        assert_eq!(cut("a\nb", 6), "a\\nb");
        assert_eq!(cut("abcdef", 6), "abcdef");
    }

    #[test]
    fn a_table_fits_and_pads_only_as_far_as_its_cells_need() {
        let rows = [
            vec!["1".to_owned(), "2021".to_owned(), "新".to_owned(), "id".to_owned()],
            vec!["10".to_owned(), "-".to_owned(), "a title that is long".to_owned(), String::new()],
        ];
        let mut out = String::new();
        table(&mut out, &rows, 2, true, 24);
        assert_eq!(out, " 1  2021  新          id\n10  -     a title t…\n");
    }
}
