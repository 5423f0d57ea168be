//! Front matter that turned out to be text: it is never closed, or the object is not valid.
//!
//! In: the text behind the line that it opens with. Out: the keys that its first lines still say. They are no metadata,
//! but whoever wrote `draft: true` there does not want the text to go out. What keys mean is not known here.

use super::node::{Node, Pair};
use super::{Opening, Syntax, lines, toml};

/// The keys at the beginning of what `opening` opens, up to the first line that has the form of none. Empty for text.
pub(super) fn said(text: &str, opening: &Opening<'_>) -> Vec<Pair> {
    let rest = super::beginning(text.get(opening.block..).unwrap_or_default());
    match opening.syntax {
        Some(Syntax::Yaml) => lines::read(head(rest, is_yaml), opening.line).pairs,
        Some(Syntax::Toml) => toml::by_lines(head(rest, toml::is_line), opening.line),
        Some(Syntax::Json) | None => members(rest, opening.line),
    }
}

/// The lines that `is_line` takes, with blank lines, comments and what is indented or listed between them.
fn head(text: &str, is_line: fn(&str) -> bool) -> &str {
    let (mut at, mut end) = (0, 0);
    let mut after_blank = true;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let content = line.trim();
        let goes_on = end > 0
            && (line.starts_with([' ', '\t'])
                || content.starts_with("- ")
                // Behind a blank line it is a heading.
                || (content.starts_with('#') && !after_blank));
        after_blank = content.is_empty();
        if after_blank {
            continue;
        }
        if !(goes_on || is_line(content)) {
            break;
        }
        end = at;
    }
    text.get(..end).unwrap_or_default()
}

/// True for `key: value`, where the key is not half a sentence.
fn is_yaml(line: &str) -> bool {
    lines::key(line).is_some_and(|key| key.name().split_whitespace().count() <= 2)
}

/// What looks like a member of an object, up to the first blank line.
fn members(text: &str, first: u32) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (number, line) in (first..).zip(text.lines().take_while(|line| !line.trim().is_empty())) {
        for piece in line.split([',', '{', '}']).map(str::trim).filter(|piece| piece.starts_with('"')) {
            if let Some(key) = lines::key(piece) {
                let value = key.value().trim_matches('"').to_owned();
                pairs.push(Pair { key: key.name().to_owned(), line: number, node: Node::Text(value) });
            }
        }
    }
    pairs
}
