//! The values that stand on one line of front matter: quoted text, lists and maps in brackets, bare text.
//!
//! In: what stands after `key:` or `-`. Out: the value, and whether a strict YAML parser is certain to see the same; where
//! it is not, the caller asks one. Nothing here fails: what has no form is text.

use super::node::Node;

/// White space of YAML. Other characters that look like it, such as the ideographic space, are text.
const SPACE: [char; 3] = [' ', '\t', '\n'];

/// Levels of brackets that are followed. Deeper ones are text.
const DEPTH: usize = 16;

/// A value, and whether YAML 1.2 gives exactly this one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    pub(super) node: Node,
    pub(super) certain: bool,
}

/// Quoted text at the beginning of a string.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quoted<'a> {
    /// The text, what follows the closing quote, and whether nothing had to be unescaped.
    Closed(String, &'a str, bool),
    /// The closing quote is not there.
    Open,
}

/// Reads the text in quotes that `text` begins with: `'…'` with `''` for an apostrophe, or `"…"` with escapes.
pub(super) fn quoted(text: &str) -> Quoted<'_> {
    let mut chars = text.char_indices();
    let Some((_, quote @ ('\'' | '"'))) = chars.next() else { return Quoted::Open };
    let mut out = String::new();
    let mut plain = true;
    while let Some((at, c)) = chars.next() {
        if c == quote {
            let rest = text.get(at + 1..).unwrap_or_default();
            if quote == '\'' && rest.starts_with('\'') {
                chars.next();
                out.push('\'');
                continue;
            }
            return Quoted::Closed(out, rest, plain);
        }
        if c == '\\' && quote == '"' {
            plain = false;
            match chars.next() {
                Some((_, escape)) => unescape(escape, &mut chars, &mut out),
                None => return Quoted::Open,
            }
            continue;
        }
        out.push(c);
    }
    Quoted::Open
}

/// An escape of YAML 1.2 §5.7. One that does not exist stays as it is written.
fn unescape(escape: char, chars: &mut std::str::CharIndices<'_>, out: &mut String) {
    let digits = match escape {
        'n' => return out.push('\n'),
        't' => return out.push('\t'),
        'r' => return out.push('\r'),
        '0' | 'a' | 'b' | 'e' | 'f' | 'v' => return,
        '"' | '\\' | '/' | ' ' => return out.push(escape),
        '_' => return out.push('\u{A0}'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let hex: Option<String> = (digits > 0).then(|| chars.as_str().chars().take(digits).collect());
    let decoded = hex
        .filter(|hex| hex.len() == digits && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .and_then(|hex| char::from_u32(u32::from_str_radix(&hex, 16).ok()?));
    if let Some(c) = decoded {
        out.push(c);
        chars.nth(digits - 1);
    } else {
        out.push('\\');
        out.push(escape);
    }
}

/// Reads the list or map in brackets that `text` begins with. `None` where it is none, or does not end.
pub(super) fn flow(text: &str) -> Option<(Scalar, &str)> {
    let mut certain = true;
    let (node, rest) = collection(text, DEPTH, &mut certain)?;
    Some((Scalar { node, certain }, rest))
}

/// `text` with the brackets that it lacks at its end: `[a, b` is `[a, b]` to its author. `None` where more is wrong with it.
pub(super) fn closed(text: &str) -> Option<String> {
    let mut missing = Vec::new();
    let mut quote = None;
    let mut previous = ' ';
    for c in text.chars() {
        match (quote, c) {
            (Some(open), _) => quote = (c != open).then_some(open),
            (None, '[') => missing.push(']'),
            (None, '{') => missing.push('}'),
            (None, ']' | '}') => {
                missing.pop().filter(|close| *close == c)?;
            }
            // Elsewhere it is an apostrophe.
            (None, '\'' | '"') if matches!(previous, '[' | '{' | ',' | ':') => quote = Some(c),
            _ => {}
        }
        if !c.is_whitespace() {
            previous = c;
        }
    }
    let mendable = quote.is_none() && (1..=DEPTH).contains(&missing.len());
    mendable.then(|| text.chars().chain(missing.into_iter().rev()).collect())
}

fn collection<'a>(text: &'a str, depth: usize, certain: &mut bool) -> Option<(Node, &'a str)> {
    let depth = depth.checked_sub(1)?;
    if let Some(mut rest) = text.strip_prefix('[') {
        let mut items = Vec::new();
        loop {
            rest = rest.trim_start_matches(SPACE);
            if let Some(after) = rest.strip_prefix(']') {
                return Some((Node::List(items), after));
            }
            let (item, after) = item(rest, depth, Colon::Ends, certain)?;
            items.push(item);
            rest = separator(after, ']', certain)?;
        }
    }
    let mut rest = text.strip_prefix('{')?;
    *certain = false;
    let mut members = Vec::new();
    loop {
        rest = rest.trim_start_matches(SPACE);
        if let Some(after) = rest.strip_prefix('}') {
            return Some((Node::Map(members), after));
        }
        let (key, after) = item(rest, depth, Colon::Ends, certain)?;
        let Node::Text(key) = key else { return None };
        let (value, after) = match after.trim_start_matches(SPACE).strip_prefix(':') {
            // `{ name: A: B }` is no YAML, but one name to its author.
            Some(after) => item(after.trim_start_matches(SPACE), depth, Colon::IsText, certain)?,
            None => (Node::Null, after),
        };
        members.push((key, value));
        rest = separator(after, '}', certain)?;
    }
}

/// What follows the comma after an item; the closing bracket is left for the caller.
fn separator<'a>(after: &'a str, close: char, certain: &mut bool) -> Option<&'a str> {
    let after = after.trim_start_matches(SPACE);
    if let Some(rest) = after.strip_prefix(',') {
        if rest.trim_start_matches(SPACE).starts_with([',', close]) {
            *certain = false;
        }
        return Some(rest);
    }
    after.starts_with(close).then_some(after)
}

/// What a colon before a blank is in an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colon {
    Ends,
    IsText,
}

/// An item of a collection, up to the comma or bracket after it, or the colon.
fn item<'a>(text: &'a str, depth: usize, colon: Colon, certain: &mut bool) -> Option<(Node, &'a str)> {
    match text.as_bytes().first()? {
        b'[' | b'{' => return collection(text, depth, certain),
        b'\'' | b'"' => {
            let Quoted::Closed(value, rest, plain) = quoted(text) else { return None };
            *certain &= plain;
            return Some((Node::Text(value), rest));
        }
        _ => {}
    }
    let mut end = text.len();
    for (at, byte) in text.bytes().enumerate() {
        let ends = match byte {
            b',' | b']' | b'}' => true,
            b':' if colon == Colon::IsText => false,
            b':' => matches!(text.as_bytes().get(at + 1), None | Some(b' ' | b',' | b']' | b'}')),
            _ => false,
        };
        if ends {
            end = at;
            break;
        }
    }
    let (value, rest) = text.split_at(end);
    let value = value.trim_matches(SPACE);
    if !is_plain_for_certain(value) || value.contains([':', '#', '[', '{', '?']) {
        *certain = false;
    }
    Some((bare(value), rest))
}

/// Bare text on one line, after `key:` or `-`.
pub(super) fn plain(text: &str) -> Scalar {
    let certain =
        is_plain_for_certain(text) && !text.ends_with(':') && !text.contains(": ") && !text.contains(" #");
    if certain {
        return Scalar { node: bare(text), certain };
    }
    // A comment only where the text before it is valid: in `@name and #tag` nothing else is, and the author meant it all.
    let valid = !text.contains(": ")
        && !text.starts_with(['@', '`', '%', '*', '&', '!', '|', '>', '[', '{', '"', '\'']);
    let text = match text.find(" #") {
        Some(at) if valid => text.get(..at).unwrap_or(text).trim_end(),
        _ => text,
    };
    Scalar { node: bare(text), certain: false }
}

/// True where YAML allows `text` to begin bare text. Not exact: some that it allows are refused here.
fn is_plain_for_certain(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|first| !b"-?:,[]{}#&*!|>'\"%@`=<".contains(first))
}

fn bare(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        _ => Node::Text(text.to_owned()),
    }
}

/// Text that begins like something quoted or bracketed and is not: as the author meant it, without quotes around it.
///
/// A generator that quotes what is quoted already writes `"""'Text'"""`.
pub(super) fn mended(text: &str) -> String {
    let mut text = text.trim();
    while let Some(inner) = unwrapped(text) {
        if !inner.starts_with(['"', '\'']) && closes_inside(text, inner) {
            break;
        }
        text = inner.trim();
    }
    text.to_owned()
}

/// The text without the quote that it both begins and ends with.
fn unwrapped(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text.strip_prefix(quote)?.strip_suffix(quote)
}

/// True for `'a' and 'b'`: the first quote is closed before the last one, so that they are no pair. In `'It's here'` and
/// `"He says "no""` the quote inside closes nothing.
fn closes_inside(text: &str, inner: &str) -> bool {
    let Some(quote) = text.chars().next() else { return false };
    let Some(at) = inner.find(quote) else { return false };
    let before = inner.get(..at).and_then(|part| part.chars().next_back());
    let after = inner.get(at + 1..).and_then(|part| part.chars().next());
    before.is_some_and(|c| !c.is_whitespace())
        && after.is_some_and(|c| c.is_whitespace() || c == ',' || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    #[test]
    fn quoted_text_is_unescaped_up_to_its_closing_quote() {
        for (input, expected, rest) in [
            ("'a ''b'' c' # d", "a 'b' c", " # d"),
            (r#""a \"b\" \u00e9 \U0001F389 \x41""#, "a \"b\" é 🎉 A", ""),
            (r#""C:\new" x"#, "C:\new", " x"),
            (r#""\d+ \u12" "#, "\\d+ \\u12", " "),
            ("\"\"\"x", "", "\"x"),
        ] {
            let Quoted::Closed(value, after, _) = quoted(input) else { panic!("open: {input}") };
            assert_eq!((value.as_str(), after), (expected, rest), "{input}");
        }
        for open in ["'it''s", "\"a\\", "\"a\\\"", ""] {
            assert_eq!(quoted(open), Quoted::Open, "{open}");
        }
    }

    #[test]
    fn lists_in_brackets_are_read_to_any_sensible_depth() {
        let (list, rest) = flow("[a b, 'c, d', [1, [x]], ~, {k: v, 'l': 2}] tail").unwrap();
        assert_eq!(rest, " tail");
        let map = Node::Map(vec![("k".to_owned(), text("v")), ("l".to_owned(), text("2"))]);
        let deep = Node::List(vec![text("1"), Node::List(vec![text("x")])]);
        assert_eq!(list.node, Node::List(vec![text("a b"), text("c, d"), deep, Node::Null, map]));
        let (map, _) = flow("{ name: A: B, url: x }").unwrap();
        let map_of = Node::Map(vec![("name".to_owned(), text("A: B")), ("url".to_owned(), text("x"))]);
        assert_eq!(map.node, map_of);
        assert!(flow("[a, b").is_none());
        assert!(flow(&"[".repeat(100_000)).is_none());
    }

    #[test]
    fn brackets_that_lack_at_the_end_are_added() {
        for (input, expected) in [
            ("[a, b", Some("[a, b]")),
            ("[a, b,", Some("[a, b,]")),
            ("[[A, B], [C", Some("[[A, B], [C]]")),
            ("{name: it's x", Some("{name: it's x}")),
            ("['a]', b", Some("['a]', b]")),
            ("[a, 'b", None),
            ("[a}", None),
            ("[a]", None),
        ] {
            assert_eq!(closed(input).as_deref(), expected, "{input}");
        }
        assert_eq!(closed(&"[".repeat(100_000)), None);
    }

    #[test]
    fn only_lists_of_simple_items_are_certain() {
        for (input, certain) in [
            ("[a, 'b', \"c d\"]", true),
            ("[术,命令行,工具]", true),
            ("[a,]", false),
            ("[a, , b]", false),
            ("[12:30]", false),
            ("[*a]", false),
            ("[a #b]", false),
            ("{a: b}", false),
        ] {
            assert_eq!(flow(input).unwrap().0.certain, certain, "{input}");
        }
    }

    #[test]
    fn bare_text_keeps_what_its_author_meant() {
        for (input, expected, certain) in [
            ("1.10", "1.10", true),
            ("Learn C # a comment", "Learn C", false),
            ("C# for all", "C# for all", true),
            ("RE: Switching", "RE: Switching", false),
            ("@name and #tag", "@name and #tag", false),
            ("*Arr script", "*Arr script", false),
            ("100 %", "100 %", true),
        ] {
            assert_eq!(plain(input), Scalar { node: text(expected), certain }, "{input}");
        }
        assert_eq!(plain("~").node, Node::Null);
    }

    #[test]
    fn quotes_around_the_whole_go_and_others_stay() {
        for (input, expected) in [
            ("\"\"\"\"\"\"\"\"\"'Learning to Summarize'\"\"\"\"\"\"\"\"\"", "Learning to Summarize"),
            ("'It's here'", "It's here"),
            ("\"He says \"no\"\"", "He says \"no\""),
            ("'a' and 'b'", "'a' and 'b'"),
            ("\"Foo\", \"Bar\"", "\"Foo\", \"Bar\""),
            ("'tis the season", "'tis the season"),
            ("[a]b", "[a]b"),
            ("\"", "\""),
            ("\"\"", ""),
        ] {
            assert_eq!(mended(input), expected, "{input}");
        }
    }
}
