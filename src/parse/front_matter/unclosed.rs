//! Front matter that is not read: it is never closed, the object is not valid, or it is longer than the limit.
//!
//! In: the text behind the line that it opens with, or behind the limit. Out: the keys that its lines still say. They are no
//! metadata, but whoever wrote `draft: true` there does not want the text to go out. What keys mean is not known here.

use std::collections::HashMap;

use super::node::{Node, Pair};
use super::scalar::{self, Quoted};
use super::{Opening, Syntax, lines, toml};

/// Keys of what is not read that are kept. Real front matter has some twenty, and a file may hold a million.
const KEPT: usize = 1024;

/// Quotes on a line that may lack their other half.
const APOSTROPHES: usize = 16;

/// Characters of a value without quotes at the most.
const LONGEST_WORD: usize = 200;

/// Bytes of such a key at the most.
const LONGEST_KEY: usize = 64;

/// The keys at the beginning of what `opening` opens, up to the first line that has the form of none. Empty for text.
pub(super) fn said(text: &str, opening: &Opening<'_>) -> Vec<Pair> {
    let rest = text.get(opening.block..).unwrap_or_default();
    let beginning = super::beginning(rest);
    match opening.syntax {
        Some(Syntax::Yaml) => lines::read(head(beginning, is_yaml), opening.line).pairs,
        Some(Syntax::Toml) => toml::by_lines(head(beginning, toml::is_line), opening.line),
        Some(Syntax::Json) | None => members(rest, opening.line),
    }
}

/// The keys of a `block`, whose first line is line `first`, that stand behind its first `read` bytes: those at the beginning
/// of a line, which is the top level, with what follows them on it.
pub(super) fn behind(block: &str, read: usize, syntax: Syntax, first: u32) -> Vec<Pair> {
    let rest = block.get(read..).unwrap_or_default();
    let mut kept = Kept::default();
    if rest.is_empty() {
        return kept.pairs;
    }
    let before = block.as_bytes().get(..read).unwrap_or_default();
    let line = first.saturating_add(count_lines(before));
    if syntax == Syntax::Json {
        return members(rest, line);
    }
    // In TOML the keys below the first table are of that table.
    let opens_table = |text: &str| text.starts_with('[') && text.trim_end().ends_with(']');
    if syntax == Syntax::Toml && block.get(..read).unwrap_or_default().lines().any(opens_table) {
        return kept.pairs;
    }
    for (number, text) in (line..).zip(rest.lines()) {
        if syntax == Syntax::Toml && opens_table(text) {
            break;
        }
        let found = match syntax {
            Syntax::Toml => text.split_once('=').map(|(key, value)| (key.trim(), value.trim())),
            _ => lines::key(text).map(|key| (key.name(), key.value())),
        };
        if let Some((key, value)) = found.filter(|_| !text.starts_with([' ', '\t'])) {
            kept.add(key, number, value);
        }
    }
    kept.pairs
}

fn count_lines(text: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX)
}

/// Keys with a value on their line, the last of each.
#[derive(Default)]
struct Kept {
    pairs: Vec<Pair>,
    places: HashMap<String, usize>,
}

impl Kept {
    fn add(&mut self, key: &str, line: u32, value: &str) {
        if key.len() > LONGEST_KEY {
            return;
        }
        let node = match scalar::quoted(value) {
            Quoted::Closed(text, ..) => Node::Text(text),
            Quoted::Open => scalar::plain(value).node,
        };
        let pair = Pair { key: key.to_owned(), line, node };
        if let Some(known) = self.places.get(key).and_then(|at| self.pairs.get_mut(*at)) {
            *known = pair;
        } else if self.pairs.len() < KEPT {
            self.places.insert(pair.key.clone(), self.pairs.len());
            self.pairs.push(pair);
        }
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

/// What looks like a member of an object, at any depth, up to the first blank line: a quoted key, a colon, and what follows
/// up to the next comma, bracket or line end. A comma that lacks, one too many and the wrong quotes do not matter.
fn members(text: &str, first: u32) -> Vec<Pair> {
    let mut kept = Kept::default();
    for (number, line) in (first..).zip(text.lines().take_while(|line| !line.trim().is_empty())) {
        let (mut rest, mut apostrophes) = (line, 0);
        while let Some(at) = memchr::memchr2(b'"', b'\'', rest.as_bytes()) {
            rest = rest.get(at..).unwrap_or_default();
            let Some((key, after)) = word(rest) else {
                // An apostrophe, or no JSON at all: each was looked for to the end of the line.
                apostrophes += 1;
                if apostrophes > APOSTROPHES {
                    break;
                }
                rest = rest.get(1..).unwrap_or_default();
                continue;
            };
            rest = after;
            let Some(value) = after.trim_start().strip_prefix(':').map(str::trim_start) else { continue };
            if let Some((text, after)) = word(value) {
                kept.add(key, number, text);
                rest = after;
                continue;
            }
            let signs = value.char_indices().take(LONGEST_WORD);
            let end = signs.take_while(|(_, c)| !matches!(c, ',' | '}')).map(|(at, c)| at + c.len_utf8());
            kept.add(key, number, value.get(..end.last().unwrap_or(0)).unwrap_or_default().trim());
            rest = value;
        }
    }
    kept.pairs
}

/// The inside of the quoted text that `text` begins with, and what follows it.
fn word(text: &str) -> Option<(&str, &str)> {
    let quote = text.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let (mut at, bytes) = (1, text.as_bytes());
    loop {
        at += memchr::memchr2(quote, b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&quote) {
            return Some((text.get(1..at)?, text.get(at + 1..)?));
        }
        at += 2;
    }
}
