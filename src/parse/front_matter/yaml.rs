//! YAML front matter.
//!
//! In: the block between the delimiters. Out: its top-level keys, and defects. A block of the plain kind is read line by
//! line and never reaches the parser; any other goes to `serde_yaml`, after a look for what would make it slow; what it
//! refuses is taken from the reading by lines, with a defect.

use super::lines::{self, Reading};
use super::node::{Node, Pair};
use super::scalar;

/// Levels of nesting that go to the parser. Articles have three.
const DEPTH: usize = 16;

/// Aliases (`*name`) that go to the parser: each one can double what the others stand for.
const ALIASES: usize = 8;

/// Reads `block`, whose first line is line `first` of the file. `None`: the block has no key, so it is no front matter.
pub(super) fn read(block: &str, first: u32, defects: &mut Vec<(u32, String)>) -> Option<Vec<Pair>> {
    if let Some(pairs) = in_braces(block, first) {
        return Some(pairs);
    }
    let reading = lines::read(block, first);
    if reading.pairs.is_empty() {
        return reading.lost.is_empty().then(Vec::new);
    }
    if reading.certain {
        return Some(reading.pairs);
    }
    if let Some((line, reason)) = danger(block) {
        defects.push((first + line, format!("the YAML {reason}; it was read line by line instead")));
        return Some(reading.pairs);
    }
    match serde_yaml::from_str::<Node>(block) {
        Ok(Node::Map(members)) => Some(merge(members, &reading, first)),
        Ok(_) => {
            defects.push((first, "the YAML is no list of keys; it was read line by line instead".to_owned()));
            Some(reading.pairs)
        }
        Err(error) => {
            let line =
                error.location().map_or(0, |at| u32::try_from(at.line().saturating_sub(1)).unwrap_or(0));
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or(&reason);
            let message = format!("the YAML is not valid ({reason}); it was read line by line instead");
            defects.push((first.saturating_add(line), message));
            defects.extend(
                reading
                    .lost
                    .iter()
                    .map(|line| (*line, "the line is not understood and was left out".to_owned())),
            );
            Some(reading.pairs)
        }
    }
}

/// A block that is one map in braces: `{title: x, tags: [a]}`. `None` for any other, and for what a template would fill in.
fn in_braces(block: &str, first: u32) -> Option<Vec<Pair>> {
    let text = block.trim();
    if !text.starts_with('{') || text.starts_with("{{") || text.starts_with("{%") {
        return None;
    }
    let text = text.replace('\r', "");
    let (found, after) = scalar::flow(&text)?;
    let Node::Map(members) = found.node else { return None };
    if !after.is_empty() || members.iter().all(|(_, node)| *node == Node::Null) {
        return None;
    }
    let before = block.len() - block.trim_start().len();
    let lines = memchr::memchr_iter(b'\n', block.as_bytes().get(..before)?).count();
    let line = first.saturating_add(u32::try_from(lines).ok()?);
    Some(members.into_iter().map(|(key, node)| Pair { key, line, node }).collect())
}

/// What the parser found, with lines from the reading by lines, and with its text for what the parser has retyped.
fn merge(members: Vec<(String, Node)>, reading: &Reading, first: u32) -> Vec<Pair> {
    let mut from = 0;
    let mut pairs = Vec::with_capacity(members.len());
    for (key, mut node) in members {
        // Both have the keys in the order of the file, so that the search usually ends at once.
        let ahead = reading.pairs.get(from..).unwrap_or_default();
        let found = ahead.iter().position(|pair| pair.key == key).filter(|steps| *steps < 64);
        let mut line = first;
        if let Some(pair) = found.and_then(|steps| ahead.get(steps)) {
            line = pair.line;
            restore(&mut node, &pair.node);
            from += found.map_or(0, |steps| steps + 1);
        }
        pairs.push(Pair { key, line, node });
    }
    pairs
}

/// Puts the written text of numbers and truth values in the place of their new spelling.
fn restore(parsed: &mut Node, written: &Node) {
    match (parsed, written) {
        (Node::Typed(spelled), Node::Text(text)) => {
            let mut text = text.as_str();
            while let Some((_, rest)) = text.split_once(' ').filter(|_| text.starts_with(['&', '!'])) {
                text = rest.trim_start();
            }
            text.clone_into(spelled);
        }
        // `{{ title }}` in a template is text, though to YAML it is a map whose key is a map.
        (parsed @ Node::Map(_), Node::Text(text)) if text.starts_with("{{") => {
            *parsed = Node::Text(text.clone());
        }
        (Node::List(parsed), Node::List(written)) if parsed.len() == written.len() => {
            parsed.iter_mut().zip(written).for_each(|(parsed, written)| restore(parsed, written));
        }
        (Node::Map(parsed), Node::Map(written)) if parsed.len() == written.len() => {
            for ((key, parsed), (name, written)) in parsed.iter_mut().zip(written) {
                if key == name {
                    restore(parsed, written);
                }
            }
        }
        _ => {}
    }
}

/// What would make the parser slow or its result huge: the line in the block, from 0, and what it is.
///
/// A look, not a parse: brackets in quotes count too. That is why there may be some.
fn danger(block: &str) -> Option<(u32, &'static str)> {
    let anchors = block.contains('&');
    let mut aliases = 0;
    let mut depth = 0_usize;
    for (number, line) in (0..).zip(block.lines()) {
        if !line.starts_with([' ', '\t', '[', ']', '{', '}', ',']) {
            depth = 0;
        }
        let mut previous = b' ';
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b'*' if b" \t[{,:-".contains(&previous) => aliases += 1,
                _ => {}
            }
            if depth > DEPTH {
                return Some((number, "is nested too deeply"));
            }
            previous = byte;
        }
        if levels_on_one_line(line) > DEPTH {
            return Some((number, "is nested too deeply"));
        }
        if anchors && aliases > ALIASES {
            return Some((number, "has too many aliases"));
        }
    }
    None
}

/// How many lists and complex keys begin one in the other on a line: three in `- - ? x`.
fn levels_on_one_line(line: &str) -> usize {
    let mut rest = line.trim_start();
    let mut levels = 0;
    while let Some(inner) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("? ")) {
        levels += 1;
        rest = inner.trim_start();
    }
    levels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts that mean something in YAML, to build blocks from.
    fn piece() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "a: ",
            "b:",
            "c d: ",
            "\n",
            "\n  ",
            "\n- ",
            "\n  - ",
            "x",
            "1.10",
            "010",
            "true",
            "~",
            " # c",
            "#",
            "'",
            "''",
            "\"",
            "\\n",
            "[",
            "]",
            ", ",
            "{",
            "}",
            ": ",
            ":",
            "- ",
            "?",
            "!t ",
            "&a ",
            "*a",
            "|",
            ">",
            "%",
            "@",
            "`",
            "中",
            "“q”",
            "\t",
            "\r\n",
            "\u{85}",
            "\u{3000}",
            " ",
            "<<: ",
            "2020-01-01",
            "12:30",
            "=",
            "---",
            "\n\n",
            "http://x",
            "é",
        ])
    }

    /// What the parser makes of a block, by keys, with numbers and truth values as the block spells them.
    fn parsed(block: &str, reading: &Reading) -> Option<Vec<(String, Node)>> {
        match serde_yaml::from_str::<Node>(block).ok()? {
            Node::Map(members) => {
                let pairs = merge(members, reading, 1);
                Some(pairs.into_iter().map(|pair| (pair.key, untyped(pair.node))).collect())
            }
            _ => None,
        }
    }

    fn untyped(node: Node) -> Node {
        match node {
            Node::Typed(text) => Node::Text(text),
            Node::List(items) => Node::List(items.into_iter().map(untyped).collect()),
            Node::Map(members) => {
                Node::Map(members.into_iter().map(|(key, node)| (key, untyped(node))).collect())
            }
            other => other,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_block_that_is_certain_is_read_as_the_parser_reads_it(pieces in prop::collection::vec(piece(), 1..14)) {
            let block = format!("a: {}", pieces.concat());
            let reading = lines::read(&block, 1);
            if reading.certain {
                let ours: Vec<(String, Node)> = reading.pairs.iter().map(|p| (p.key.clone(), p.node.clone())).collect();
                prop_assert_eq!(Some(ours), parsed(&block, &reading), "{}", block);
            }
        }

        #[test]
        fn any_block_is_read_without_harm(pieces in prop::collection::vec(piece(), 0..30)) {
            let _ = read(&pieces.concat(), 1, &mut Vec::new());
        }
    }

    #[test]
    fn bombs_never_reach_the_parser() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n";
        for (block, line) in [
            (bomb.to_owned(), 1),
            (format!("a: {}", "[".repeat(60_000)), 0),
            (format!("a:\n  {}", "[\n  ".repeat(20_000)), 17),
            (format!("a:\n  {}x", "- ".repeat(30_000)), 1),
            (format!("a:\n  {}x", "? ".repeat(30_000)), 1),
            (format!("a: {}", "{a: ".repeat(10_000)), 0),
        ] {
            assert_eq!(danger(&block).map(|(line, _)| line), Some(line), "{}", &block[..20]);
            let mut defects = Vec::new();
            assert!(read(&block, 2, &mut defects).is_some());
            assert_eq!(defects.len(), 1);
            assert_eq!(defects[0].0, line + 2);
        }
        assert_eq!(danger("title: '[a] {b} *c*'\ntext: a * b * c & d *e* *f* *g* *h*"), None);
    }
}
