//! Sources out of a configuration, and other addresses into it. In: its text, and what is to change. Out: the text with that, all else as
//! it was.
//!
//! Pure: whoever writes the file reads the text again first, and sees that it says what it should.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use toml::Value;

use super::lines::{Line, lines};

/// A text without some of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortened {
    /// What is left.
    pub text: String,
    /// The bytes of the old text that are not in it, in order.
    pub gone: Vec<Range<usize>>,
}

/// Takes sources out, by their number in the text from 0, of `all` that it has. `None`: it does not have so many `[[source]]`.
///
/// With a table go the tables inside of it, the comments in it, and those that stand directly above its header, unless the file begins with
/// them. A comment that blank lines part from it stays, and so does a heading, drawn as `# --- Friends ---`, `# ======` or `## Friends`, with
/// what stands above it: it is of all that follow. What parts it from the next table goes, so that no gap is left.
#[must_use]
pub fn without(text: &str, all: usize, which: &BTreeSet<usize>) -> Option<Shortened> {
    let (mut kinds, mut headings, mut ranges, mut end) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for (line, kind) in lines(text) {
        headings.push(kind == Line::Comment && is_heading(line));
        kinds.push(kind);
        ranges.push(end..end + line.len());
        end += line.len();
    }
    let (owners, sources) = owners(&kinds, &headings);
    if sources != all {
        return None;
    }
    let mut goes: Vec<bool> =
        owners.iter().map(|owner| owner.is_some_and(|at| which.contains(&at))).collect();
    close_gaps(&mut goes, &kinds);
    let mut shortened = Shortened::default();
    for (range, goes) in ranges.into_iter().zip(goes) {
        match shortened.gone.last_mut() {
            Some(last) if goes && last.end == range.start => last.end = range.end,
            _ if goes => shortened.gone.push(range),
            _ => shortened.text.push_str(text.get(range).unwrap_or_default()),
        }
    }
    Some(shortened)
}

/// The source that each line is of, if any, and how many sources there are.
fn owners(kinds: &[Line], headings: &[bool]) -> (Vec<Option<usize>>, usize) {
    let mut owners: Vec<Option<usize>> = vec![None; kinds.len()];
    let (mut sources, mut current, mut last) = (0_usize, None, 0);
    for (at, kind) in kinds.iter().enumerate() {
        let above = kinds.get(..at).unwrap_or_default();
        let from = match kind {
            Line::Source | Line::OfSource | Line::Other => {
                sources += usize::from(*kind == Line::Source);
                current = sources.checked_sub(1).filter(|_| *kind != Line::Other);
                let own = above.iter().zip(headings).rev();
                let own = own.take_while(|(kind, is_heading)| **kind == Line::Comment && !**is_heading);
                let comments = own.count();
                // Comments with which the file begins speak of the file.
                if comments == at { at } else { at - comments }
            }
            // What stands between two keys of a table is inside of it.
            Line::Key => last,
            Line::Comment if above.last() != Some(&Line::Blank) => at,
            Line::Comment | Line::Blank => continue,
        };
        last = at + 1;
        if let Some(lines) = owners.get_mut(from..last) {
            lines.fill(current);
        }
    }
    (owners, sources)
}

/// True for a comment that is drawn to be seen from afar.
fn is_heading(line: &str) -> bool {
    let text = line.trim();
    let said = text.strip_prefix('#').unwrap_or_default().trim().as_bytes();
    let ends = [said.first_chunk::<3>(), said.last_chunk::<3>()];
    let is_drawn = |[a, b, c]: &[u8; 3]| a == b && b == c && b"-=*~_+".contains(a);
    text.starts_with("##") || ends.into_iter().flatten().any(is_drawn)
}

/// Has the blank lines go, too, that stand behind what goes, where there are some before it, or nothing; at the end of the text, one that
/// stands before it.
fn close_gaps(goes: &mut [bool], kinds: &[Line]) {
    let is_blank = |at: usize| kinds.get(at) == Some(&Line::Blank);
    let mut at = 0;
    while let Some(first) = goes.iter().skip(at).position(|goes| *goes).map(|more| at + more) {
        let is_apart = first == 0 || is_blank(first - 1);
        let mut end = first;
        while let Some(line) = goes.get_mut(end)
            && (*line || (is_apart && is_blank(end)))
        {
            *line = true;
            end += 1;
        }
        if end == goes.len()
            && first > 0
            && is_blank(first - 1)
            && let Some(before) = goes.get_mut(first - 1)
        {
            *before = true;
        }
        at = end;
    }
}

/// Puts other texts in the place of values, in the quotes that those have. Places stand in the order of the text. `None`: one is not in it.
#[must_use]
pub fn replaced(text: &str, values: &[(Range<usize>, String)]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (place, value) in values {
        out.push_str(text.get(end..place.start)?);
        let is_plain = text.get(place.clone())?.starts_with('\'') && !value.contains(['\'', '\n', '\r']);
        let _ =
            if is_plain { write!(out, "'{value}'") } else { write!(out, "{}", Value::from(value.as_str())) };
        end = place.end;
    }
    out.push_str(text.get(end..)?);
    Some(out)
}

/// The bytes of the line in which a place is, or of the lines, without the last end.
#[must_use]
pub fn lines_around(text: &str, place: &Range<usize>) -> Range<usize> {
    let start = text.get(..place.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let after = text.get(place.end..).unwrap_or_default();
    let line = after.split(['\r', '\n']).next().unwrap_or_default();
    start..place.end + line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# The planet.\n\n[site]\ntitle = \"P\"\n\n# Friends, who are:\n\n# Ada weaves.\n[[source]]\nid = \"a\" # one\n\n# more\n\
                        every = \"2h\"\n# that was all\n\n[source.only]\ntitle = [\n\n  \"x\",\n]\n\n# Bob.\n[[source]]\nid = \"b\"\n\n# alone\n\n[net]\nx = 1\n\n\
                        [[source]]\nid = \"c\"\n";

    fn cut(which: &[usize]) -> String {
        without(TEXT, 3, &which.iter().copied().collect()).unwrap().text
    }

    #[test]
    fn a_table_goes_with_what_is_its_own_and_nothing_else_does() {
        let ada = "# Ada weaves.\n[[source]]\nid = \"a\" # one\n\n# more\nevery = \"2h\"\n# that was all\n\n[source.only]\ntitle = [\n\n  \"x\",\n]\n\n";
        let bob = "# Bob.\n[[source]]\nid = \"b\"\n\n";
        let carol = "\n[[source]]\nid = \"c\"\n";
        assert_eq!(cut(&[]), TEXT);
        assert_eq!(cut(&[0]), TEXT.replace(ada, ""));
        assert_eq!(cut(&[1]), TEXT.replace(bob, ""));
        assert_eq!(cut(&[2]), TEXT.replace(carol, ""));
        assert_eq!(cut(&[0, 1]), TEXT.replace(ada, "").replace(bob, ""));
        assert_eq!(cut(&[0, 1, 2]), TEXT.replace(ada, "").replace(bob, "").replace(carol, ""));
    }

    #[test]
    fn a_heading_stays_for_those_that_follow() {
        for heading in ["# --- Friends ---", "# Friends ----", "## Friends", "# ===", "####"] {
            let text = format!(
                "x = 1\n\n# These are\n{heading}\n# Ada.\n[[source]]\nid = 1\n\n[[source]]\nid = 2\n"
            );
            let left = without(&text, 2, &[0].into()).unwrap().text;
            assert_eq!(left, text.replace("# Ada.\n[[source]]\nid = 1\n", ""), "{heading}");
        }
        for comment in ["# Ada -- and Bob", "# ++", "#-", "# Ada."] {
            let text = format!("x = 1\n\n{comment}\n[[source]]\nid = 1\n");
            assert_eq!(without(&text, 1, &[0].into()).unwrap().text, "x = 1\n", "{comment}");
        }
    }

    #[test]
    fn what_goes_and_what_is_left_are_the_whole_text() {
        for which in 0..8_usize {
            let which = (0..3).filter(|at| which & (1 << at) != 0).collect();
            let cut = without(TEXT, 3, &which).unwrap();
            let gone: usize = cut.gone.iter().map(Range::len).sum();
            assert_eq!(cut.text.len() + gone, TEXT.len());
            assert!(cut.text.parse::<toml::Table>().is_ok(), "{}", cut.text);
        }
    }

    #[test]
    fn tables_that_stand_close_leave_no_gap_and_take_nothing_along() {
        for (text, which, left) in [
            ("[[source]]\nid=1\n[[source]]\nid=2\n", 0, "[[source]]\nid=2\n"),
            ("[[source]]\nid=1\n[[source]]\nid=2\n", 1, "[[source]]\nid=1\n"),
            ("[[source]]\nid=1\n# two\n[[source]]\nid=2", 0, "# two\n[[source]]\nid=2"),
            ("[[source]]\nid=1\n# two\n[[source]]\nid=2", 1, "[[source]]\nid=1\n"),
            ("[[source]]\nid=1\n[[source]]\nid=2\n\n[net]\n", 1, "[[source]]\nid=1\n\n[net]\n"),
            ("# file\n[[source]]\nid=1\n\n[[source]]\nid=2\n", 0, "# file\n\n[[source]]\nid=2\n"),
            ("[[source]]\r\nid=1\r\n\r\n[[source]]\r\nid=2\r\n", 1, "[[source]]\r\nid=1\r\n"),
            (
                "[[source]]\nid=1\n[net]\n[source.only]\nx=1\n[[source]]\nid=2\n",
                0,
                "[net]\n[[source]]\nid=2\n",
            ),
            ("[[source]]\nid=1\n\n[[source]]\nid=2\n\n# end\n", 1, "[[source]]\nid=1\n\n# end\n"),
        ] {
            assert_eq!(without(text, 2, &[which].into()).unwrap().text, left, "{text:?} without {which}");
        }
    }

    #[test]
    fn whatever_stands_in_which_order_one_source_goes_and_all_else_says_the_same() {
        /// What configurations are made of; `@` is a number that differs each time.
        const PIECES: &[&str] = &[
            "\n",
            "# [[source]] @\n",
            "[[source]]\nid = @\n",
            "x@ = \"\"\"\n[[source]]\n\\\"\"\"\"\n",
            "y@ = [ '#',\n[ ']' ],\n]\n",
            "[[source.more]]\nz = @\n",
            "[[host]] # '''\nname = @\n",
        ];
        const LENGTH: u32 = 5;
        for number in 0..PIECES.len().pow(LENGTH) {
            let piece = |at: u32| PIECES[number / PIECES.len().pow(at) % PIECES.len()];
            let text: String = (0..LENGTH).map(|at| piece(at).replace('@', &at.to_string())).collect();
            let Ok(before) = text.parse::<toml::Table>() else { continue };
            let sources = before.get("source").and_then(Value::as_array).map_or(0, Vec::len);
            for at in 0..sources {
                let after = without(&text, sources, &[at].into()).map(|cut| cut.text).unwrap_or_default();
                let mut meant = before.clone();
                if let Some(list) = meant.get_mut("source").and_then(Value::as_array_mut) {
                    list.remove(at);
                }
                meant.retain(|key, value| {
                    key != "source" || value.as_array().is_some_and(|list| !list.is_empty())
                });
                assert_eq!(after.parse::<toml::Table>().ok(), Some(meant), "{text}\nwithout {at}:\n{after}");
            }
        }
    }

    #[test]
    fn a_text_with_another_number_of_tables_is_left_alone() {
        assert_eq!(without("source = [{ id = 1 }]\n", 1, &[0].into()), None);
        assert_eq!(without(TEXT, 2, &[0].into()), None);
    }

    #[test]
    fn a_value_keeps_its_quotes_and_its_line_the_rest() {
        let text = "url = 'a'   # b\nurl = \"c\"\r\n";
        let new = replaced(text, &[(6..9, "x".to_owned()), (22..25, "y".to_owned())]).unwrap();
        assert_eq!(new, "url = 'x'   # b\nurl = \"y\"\r\n");
        assert_eq!(
            replaced(text, &[(6..9, "x'".to_owned())]).unwrap().lines().next(),
            Some("url = \"x'\"   # b")
        );
        assert_eq!(replaced(text, &[(90..99, "x".to_owned())]), None);
        assert_eq!(&text[lines_around(text, &(6..9))], "url = 'a'   # b");
        assert_eq!(&text[lines_around(text, &(22..25))], "url = \"c\"");
    }
}
