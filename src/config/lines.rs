//! What each line of a configuration is. In: its text. Out: for each line, whether a table begins there, and of which kind.
//!
//! No reader of TOML: it knows strings, comments and brackets well enough to tell a header from a line that only looks like one. Whoever
//! relies on it reads the text with the real one afterwards. One pass, linear.

/// The key of the list of sources.
const SOURCE: &str = "source";

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing stands there.
    Blank,
    /// Nothing but a comment.
    Comment,
    /// `[[source]]`.
    Source,
    /// A table inside of a source: `[source.only]`.
    OfSource,
    /// The header of another table.
    Other,
    /// A key with its value, or a part of one.
    Key,
}

/// The lines of a text, with their line ends.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (&str, Line)> {
    let mut reader = Reader::default();
    text.split_inclusive('\n').map(move |line| (line, reader.line(line)))
}

/// Where the line before has ended.
#[derive(Debug, Default)]
struct Reader {
    /// The quotes that close the string which it left open.
    open: Option<&'static str>,
    /// Brackets and braces that it left open.
    depth: usize,
}

impl Reader {
    fn line(&mut self, line: &str) -> Line {
        if self.open.is_none() && self.depth == 0 {
            let shown = line.trim();
            if shown.is_empty() {
                return Line::Blank;
            }
            if shown.starts_with('#') {
                return Line::Comment;
            }
            if let Some(header) = shown.strip_prefix('[') {
                return header_of(header);
            }
        }
        let mut rest = line;
        while !rest.is_empty() {
            rest = match self.open {
                Some(quotes) => self.in_string(rest, quotes),
                None => self.outside(rest),
            };
        }
        Line::Key
    }

    /// What follows the end of the string that is open.
    fn in_string<'a>(&mut self, rest: &'a str, quotes: &'static str) -> &'a str {
        let Some(end) = end_of(rest, quotes) else { return "" };
        self.open = None;
        let after = rest.get(end..).unwrap_or_default();
        // Up to two more quotes at the end of a long string are its own (TOML §String).
        let mark = quotes.get(..1).unwrap_or_default();
        (0..2).fold(after, |after, _| after.strip_prefix(mark).unwrap_or(after))
    }

    /// What follows the next sign that means something.
    fn outside<'a>(&mut self, rest: &'a str) -> &'a str {
        let Some(at) = rest.find(['"', '\'', '#', '[', ']', '{', '}']) else { return "" };
        let rest = rest.get(at..).unwrap_or_default();
        for quotes in ["\"\"\"", "'''"] {
            if let Some(after) = rest.strip_prefix(quotes) {
                self.open = Some(quotes);
                return after;
            }
        }
        let after = rest.get(1..).unwrap_or_default();
        match rest.as_bytes().first() {
            Some(b'[' | b'{') => self.depth += 1,
            Some(b']' | b'}') => self.depth = self.depth.saturating_sub(1),
            Some(b'"') => return after.get(end_of(after, "\"").unwrap_or(after.len())..).unwrap_or_default(),
            Some(b'\'') => return after.get(end_of(after, "'").unwrap_or(after.len())..).unwrap_or_default(),
            // A comment goes to the end of the line.
            _ => return "",
        }
        after
    }
}

/// Where the string ends that `rest` is the inside of: behind its quotes. A backslash takes the meaning from the next sign in strings
/// of `"`.
fn end_of(rest: &str, quotes: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let found = from + rest.get(from..)?.find(quotes)?;
        let before = rest.get(..found)?;
        let backslashes = before.bytes().rev().take_while(|byte| *byte == b'\\').count();
        if quotes.starts_with('\'') || backslashes % 2 == 0 {
            return Some(found + quotes.len());
        }
        from = found + 1;
    }
}

/// What the header is whose text, behind its first bracket, is this.
fn header_of(text: &str) -> Line {
    let (is_list, name) = text.strip_prefix('[').map_or((false, text), |name| (true, name));
    let Some(rest) = after_key(name.trim_start()) else { return Line::Other };
    match rest.trim_start().as_bytes().first() {
        Some(b'.') => Line::OfSource,
        Some(b']') if is_list => Line::Source,
        _ => Line::Other,
    }
}

/// What follows the name of the list of sources, bare or in quotes.
fn after_key(name: &str) -> Option<&str> {
    for quote in ['"', '\''] {
        if let Some(rest) = name.strip_prefix(quote) {
            return rest.strip_prefix(SOURCE)?.strip_prefix(quote);
        }
    }
    let rest = name.strip_prefix(SOURCE)?;
    let is_longer = rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    (!is_longer).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Line> {
        lines(text).map(|(_, line)| line).collect()
    }

    #[test]
    fn headers_are_told_from_what_looks_like_one() {
        for (header, expected) in [
            ("[[source]]", Line::Source),
            (" [[ source ]] # [x]\r\n", Line::Source),
            ("[[\"source\"]]", Line::Source),
            ("[['source']]", Line::Source),
            ("[source.only]", Line::OfSource),
            ("[ source . only ]", Line::OfSource),
            ("[[source.more]]", Line::OfSource),
            ("[source]", Line::Other),
            ("[[sources]]", Line::Other),
            ("[[source-a]]", Line::Other),
            ("[net]", Line::Other),
            ("[", Line::Other),
            ("[[", Line::Other),
            ("\t# [[source]]", Line::Comment),
            (" \r\n", Line::Blank),
            ("source = [", Line::Key),
        ] {
            assert_eq!(kinds(header), [expected], "{header:?}");
        }
    }

    #[test]
    fn what_stands_in_values_begins_no_table() {
        for value in [
            "a = \"\"\"\n[[source]]\n\\\"\"\"\n[[source]]\n\"\"\"",
            "a = '''\n[[source]]\n\"\"\"\n'''",
            "a = \"\"\"x\"\"\"\"\"\nb = [\n[ \"]\", ']' ], # ]\n[[\"source\"]]\n]",
            "a = { b = [\n# [\n[1]\n] }",
            "a = \"\\\\\" # \"\"\"\nb = 'c\\' # '''",
            "a = \"\\\"\" # '''",
        ] {
            let text = format!("{value}\n[[source]]\n");
            let all = kinds(&text);
            assert_eq!(all.iter().filter(|line| **line == Line::Source).count(), 1, "{text}");
            assert_eq!(all.last(), Some(&Line::Source), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_toml_ends_all_the_same() {
        for text in ["a = \"", "a = '''", "]]]]\n[[source]]", "a = \"\\", "\u{1F600}[\"\u{1F600}\"", "'\\'"] {
            assert!(!kinds(text).is_empty(), "{text:?}");
        }
    }
}
