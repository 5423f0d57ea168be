//! TOML front matter.
//!
//! In: the block between the delimiters. Out: its top-level keys, and defects. Scalars are taken from the block by their
//! spans, so that dates and numbers stay as they were written. What is not valid TOML is read line by line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Node, Pair};
use super::scalar::{self, Quoted};

/// Reads `block`, whose first line is line `first` of the file. `None`: the block has no key, so it is no front matter.
pub(super) fn read(block: &str, first: u32, defects: &mut Vec<(u32, String)>) -> Option<Vec<Pair>> {
    match DeTable::parse(block) {
        Ok(table) => Some(pairs(table.get_ref(), block, first)),
        Err(error) => {
            let pairs = by_lines(block, first);
            if pairs.is_empty() {
                return None;
            }
            let line = error.span().map_or(first, |span| line_of(block, span.start, first));
            let reason = error.message().replace('\n', ", ");
            defects
                .push((line, format!("the TOML is not valid ({reason}); it was read line by line instead")));
            Some(pairs)
        }
    }
}

fn line_of(block: &str, offset: usize, first: u32) -> u32 {
    let before = block.as_bytes().get(..offset).unwrap_or(block.as_bytes());
    first.saturating_add(u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(0))
}

fn pairs(table: &DeTable<'_>, block: &str, first: u32) -> Vec<Pair> {
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    let (mut line, mut seen) = (first, 0);
    let pair = |(key, value): (&Spanned<_>, &Spanned<_>)| {
        let start: usize = key.span().start;
        line = line_of(block.get(seen..).unwrap_or_default(), start - seen, line);
        seen = start;
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        Pair { key: name.clone().into_owned(), line, node: node(value, block) }
    };
    keys.into_iter().map(pair).collect()
}

fn node(value: &Spanned<DeValue<'_>>, block: &str) -> Node {
    match value.get_ref() {
        DeValue::String(text) => Node::Text(text.clone().into_owned()),
        DeValue::Array(items) => Node::List(items.iter().map(|item| node(item, block)).collect()),
        DeValue::Table(table) => {
            let mut members: Vec<_> = table.iter().collect();
            members.sort_by_key(|(key, _)| key.span().start);
            let member = |(key, value): (&Spanned<_>, _)| {
                let name: &std::borrow::Cow<'_, str> = key.get_ref();
                (name.clone().into_owned(), node(value, block))
            };
            Node::Map(members.into_iter().map(member).collect())
        }
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            Node::Text(block.get(value.span()).unwrap_or_default().to_owned())
        }
    }
}

/// `key = value` and `[table]`, as far as each stands on one line.
pub(super) fn by_lines(block: &str, first: u32) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut table = false;
    for (number, text) in (first..).zip(block.lines()) {
        let text = text.trim();
        if let Some(name) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = true;
            let key = name.trim().trim_matches(['"', '\'']).to_owned();
            pairs.push(Pair { key, line: number, node: Node::Map(Vec::new()) });
        } else if let Some((key, value)) = text.split_once('=').filter(|(key, _)| is_key(key)) {
            let key = key.trim().trim_matches(['"', '\'']).to_owned();
            match pairs.last_mut() {
                Some(Pair { node: Node::Map(members), .. }) if table => {
                    members.push((key, one_line(value.trim())));
                }
                _ => pairs.push(Pair { key, line: number, node: one_line(value.trim()) }),
            }
        }
    }
    pairs
}

/// True for a line that [`by_lines`] takes something from.
pub(super) fn is_line(line: &str) -> bool {
    (line.starts_with('[') && line.ends_with(']')) || line.split_once('=').is_some_and(|(key, _)| is_key(key))
}

fn is_key(key: &str) -> bool {
    let key = key.trim().trim_matches(['"', '\'']);
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ') || !c.is_ascii();
    !key.is_empty() && key.chars().all(part)
}

fn one_line(value: &str) -> Node {
    if let Quoted::Closed(text, rest, _) = scalar::quoted(value)
        && (rest.trim().is_empty() || rest.trim_start().starts_with('#'))
    {
        return Node::Text(text);
    }
    let whole = |value: &str| {
        let (found, rest) = scalar::flow(value)?;
        rest.trim().is_empty().then_some(found.node)
    };
    let list = whole(value).or_else(|| whole(&scalar::closed(value)?));
    list.unwrap_or_else(|| Node::Text(scalar::mended(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    #[test]
    fn scalars_are_as_written_and_keys_in_their_order() {
        let block = "title = \"a\"\n\ndate = 2014-12-12 07:32:00Z\nversion = 1.10\nday = 2014-12-12\n[extra]\nz = 0x1F\nb = true\n";
        let mut defects = Vec::new();
        let pairs = read(block, 2, &mut defects).unwrap();
        let found: Vec<_> = pairs.into_iter().map(|pair| (pair.key, pair.line, pair.node)).collect();
        let extra = Node::Map(vec![("z".to_owned(), text("0x1F")), ("b".to_owned(), text("true"))]);
        assert_eq!(
            found,
            [
                ("title".to_owned(), 2, text("a")),
                ("date".to_owned(), 4, text("2014-12-12 07:32:00Z")),
                ("version".to_owned(), 5, text("1.10")),
                ("day".to_owned(), 6, text("2014-12-12")),
                ("extra".to_owned(), 7, extra),
            ]
        );
        assert!(defects.is_empty());
    }

    #[test]
    fn what_is_no_toml_is_read_line_by_line() {
        let block = "title = Hello \"World\"\ndate = {{ .Date }}\ntags = [\"a\", 'b'\n[taxonomies]\ncategories = [\"x\"]\n";
        let mut defects = Vec::new();
        let pairs = read(block, 2, &mut defects).unwrap();
        let found: Vec<_> = pairs.into_iter().map(|pair| (pair.key, pair.line, pair.node)).collect();
        let list = Node::List(vec![text("x")]);
        assert_eq!(
            found,
            [
                ("title".to_owned(), 2, text("Hello \"World\"")),
                ("date".to_owned(), 3, text("{{ .Date }}")),
                ("tags".to_owned(), 4, Node::List(vec![text("a"), text("b")])),
                ("taxonomies".to_owned(), 5, Node::Map(vec![("categories".to_owned(), list)])),
            ]
        );
        assert_eq!(defects.len(), 1);
        assert_eq!(defects[0].0, 2, "{defects:?}");
    }

    #[test]
    fn deep_nesting_is_refused_and_harmless() {
        for block in [format!("a = {}", "[".repeat(10_000)), format!("{} = 1", vec!["a"; 10_000].join("."))] {
            let _ = read(&block, 2, &mut Vec::new());
        }
        assert!(read("no keys here\n", 2, &mut Vec::new()).is_none());
    }
}
