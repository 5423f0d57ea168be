//! Front matter: the metadata at the beginning of an article.
//!
//! In: the text of a file. Out: [`Meta`], where the body begins, and defects with their lines. YAML between `---`, TOML
//! between `+++`, a JSON object. Nothing here knows what a key means, and nothing fails: what is broken is read as far as
//! it can be, what is no front matter is body.

use std::collections::HashSet;

use memchr::memchr;

mod json;
mod lines;
mod meta;
mod node;
mod scalar;
#[cfg(test)]
mod tests;
mod toml;
mod unclosed;
mod unfenced;
mod yaml;

pub(in crate::parse) use meta::shown;
pub use meta::{Field, Meta, Value};
use node::{Node, Pair};

/// Bytes of front matter that are read. Real ones have a few hundred.
const LIMIT: usize = 64 * 1024;

/// Defects of one file that are told. A file with more of them has one cause.
const TOLD: usize = 12;

/// What stands at the beginning of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// What it says.
    pub meta: Meta,
    /// What is said beside it: where front matter opens but is none, because it is never closed or not valid; by lines of keys
    /// without fences; behind the limit of what is read; and under a merge key. Nothing of it is metadata; but an article that
    /// calls itself a draft there must not go out.
    pub beside: Meta,
    /// Where the body begins: bytes from the start of the text.
    pub body: usize,
    /// The line that the body begins on, from 1.
    pub body_line: u32,
    /// What was wrong: the line in the file, from 1, and a sentence.
    pub defects: Vec<(u32, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Yaml,
    Toml,
    Json,
}

/// Reads the front matter of an article, if it has some.
#[must_use]
pub fn read(text: &str) -> FrontMatter {
    let none = FrontMatter { body_line: 1, ..FrontMatter::default() };
    let Some(opening) = Opening::find(text) else {
        let Some((pairs, defect)) = unfenced::said(text) else { return none };
        let beside = Meta::from_pairs(pairs, &mut Vec::new());
        return FrontMatter { beside, defects: vec![defect], ..none };
    };
    let mut defects = Vec::new();
    let mut found = match opening.syntax {
        None => bare_json(text, &opening, &mut defects),
        Some(syntax) => fenced(text, &opening, syntax, &mut defects),
    };
    if let Some(block) = &mut found {
        block.beside.extend(merged(&block.pairs));
        let beside = Meta::from_pairs(std::mem::take(&mut block.beside), &mut Vec::new());
        let meta = Meta::from_pairs(std::mem::take(&mut block.pairs), &mut defects);
        defects.truncate(TOLD);
        return FrontMatter { meta, beside, body: block.body, body_line: block.body_line, defects };
    }
    let beside = Meta::from_pairs(unclosed::said(text, &opening), &mut Vec::new());
    // What was wrong with a block between fences does not matter where it turned out to be text.
    if opening.syntax.is_some() {
        defects.clear();
        if !beside.is_empty() {
            let fence = opening.fence;
            let message = format!(
                "front matter opens here and is never closed; it is read as text; close it with a line `{fence}`"
            );
            defects.push((opening.line.saturating_sub(1), message));
        }
    }
    FrontMatter { beside, defects, ..none }
}

/// The line that front matter opens with.
struct Opening<'a> {
    /// `None`: a bare JSON object.
    syntax: Option<Syntax>,
    /// `---` or `+++`.
    fence: &'static str,
    /// Where the block begins, after this line; for a bare object, where the object begins.
    block: usize,
    /// The line that `block` is on, from 1.
    line: u32,
    /// The blanks before the fence, which its closing line may have too.
    indent: &'a str,
}

impl<'a> Opening<'a> {
    /// Looks behind a byte order mark, blank lines and blanks. The opening of the reference shape has one blank line before it.
    fn find(text: &'a str) -> Option<Self> {
        let rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        let start = text.len() - rest.len();
        let before = text.get(..start)?;
        let line = 1 + u32::try_from(memchr::memchr_iter(b'\n', before.as_bytes()).count()).ok()?;
        let indent = before.rsplit(['\n', '\u{FEFF}']).next().unwrap_or_default();
        let end = memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let first = rest.get(..end)?.trim_end();
        let (syntax, fence) = if rest.starts_with('{') {
            return Some(Self { syntax: None, fence: "", block: start, line, indent });
        } else if let Some(tag) = first.strip_prefix("---") {
            (language(tag, Syntax::Yaml)?, "---")
        } else if first == "+++" {
            (Syntax::Toml, "+++")
        } else {
            return None;
        };
        Some(Self { syntax: Some(syntax), fence, block: start + end, line: line + 1, indent })
    }
}

/// The language that some tools let authors name after the fence: `---toml`. A longer fence (`-----`) is a rule.
fn language(tag: &str, default: Syntax) -> Option<Syntax> {
    match tag.trim() {
        "" => Some(default),
        "yaml" | "yml" => Some(Syntax::Yaml),
        "toml" => Some(Syntax::Toml),
        "json" => Some(Syntax::Json),
        _ => None,
    }
}

/// What was read, and where the body is.
struct Block {
    pairs: Vec<Pair>,
    /// What stands behind the limit.
    beside: Vec<Pair>,
    body: usize,
    body_line: u32,
}

/// A block between two fences. `None` where it does not close, or holds no key.
fn fenced(
    text: &str,
    opening: &Opening<'_>,
    syntax: Syntax,
    defects: &mut Vec<(u32, String)>,
) -> Option<Block> {
    let rest = text.get(opening.block..)?;
    let (length, lines, after) = closing(rest, opening)?;
    let whole = rest.get(..length)?;
    let block = beginning(whole);
    let first = opening.line;
    if block.len() < whole.len() {
        let message =
            format!("the front matter is longer than {} KiB; the rest of it is left out", LIMIT / 1024);
        defects.push((first, message));
    }
    let pairs = match syntax {
        Syntax::Yaml => yaml::read(block, first, defects)?,
        Syntax::Toml => toml::read(block, first, defects)?,
        Syntax::Json if block.trim().is_empty() => Vec::new(),
        Syntax::Json => match json::read(block, first) {
            Ok((pairs, _)) => pairs,
            Err(_) => yaml::read(block, first, defects)?,
        },
    };
    Some(Block {
        pairs,
        beside: unclosed::behind(whole, block.len(), syntax, first),
        body: opening.block + after,
        body_line: first.saturating_add(lines).saturating_add(1),
    })
}

/// Finds the closing line: bytes and lines before it, bytes up to the end of it.
fn closing(rest: &str, opening: &Opening<'_>) -> Option<(usize, u32, usize)> {
    let fence = opening.fence.as_bytes().first()?;
    let (mut at, mut lines) = (0, 0);
    loop {
        let line = rest.get(at..).filter(|line| !line.is_empty())?;
        let end = memchr(b'\n', line.as_bytes()).map_or(line.len(), |end| end + 1);
        let bytes = line.as_bytes();
        // Most lines are told by their first byte.
        if bytes
            .first()
            .is_some_and(|first| first == fence || *first == b'.' || *first == b' ' || *first == b'\t')
        {
            let text = line.get(..end)?.trim_end();
            let text = text.strip_prefix(opening.indent).unwrap_or(text);
            let run = text.len() >= 3 && text.bytes().all(|byte| byte == *fence);
            if run || (text == "..." && *fence == b'-') {
                return Some((at, lines, at + end));
            }
        }
        at += end;
        lines += 1;
    }
}

/// An object without fences, followed by nothing on its last line.
fn bare_json(text: &str, opening: &Opening<'_>, defects: &mut Vec<(u32, String)>) -> Option<Block> {
    let rest = text.get(opening.block..)?;
    let (pairs, end) = match json::read(beginning(rest), opening.line) {
        Ok(read) => read,
        Err(error) => {
            // Text may begin with a brace; an object begins with a key.
            if rest.get(1..)?.trim_start().starts_with(['"', '\'']) {
                let line = opening.line.saturating_add(u32::try_from(error.line()).ok()?.saturating_sub(1));
                let what = error.to_string();
                // The parser counts its lines from the brace.
                let what = what.split(" at line ").next().unwrap_or_default();
                let message = format!("the JSON is not valid ({what}); it was taken for text");
                defects.push((line, message));
            }
            return None;
        }
    };
    let tail = rest.get(end..)?;
    let newline = memchr(b'\n', tail.as_bytes()).map_or(tail.len(), |at| at + 1);
    let blank = tail.get(..newline)?.trim().is_empty();
    let lines = memchr::memchr_iter(b'\n', rest.as_bytes().get(..end + newline)?).count();
    let body_line = opening.line.saturating_add(u32::try_from(lines).ok()?);
    blank.then_some(Block { pairs, beside: Vec::new(), body: opening.block + end + newline, body_line })
}

/// The keys of merge keys (`<<: *base`), which are not followed, that the article does not have itself.
fn merged(pairs: &[Pair]) -> Vec<Pair> {
    let mut found = Vec::new();
    if !pairs.iter().any(|pair| pair.key == "<<") {
        return found;
    }
    let own: HashSet<&str> = pairs.iter().map(|pair| pair.key.as_str()).collect();
    for pair in pairs.iter().filter(|pair| pair.key == "<<") {
        let maps = match &pair.node {
            Node::List(maps) => maps.as_slice(),
            map => std::slice::from_ref(map),
        };
        for map in maps {
            let Node::Map(members) = map else { continue };
            let members = members.iter().filter(|(key, _)| !own.contains(key.as_str()));
            found.extend(members.map(|(key, node)| Pair {
                key: key.clone(),
                line: pair.line,
                node: node.clone(),
            }));
        }
    }
    found
}

/// As much of `text` as is read.
fn beginning(text: &str) -> &str {
    let end = (0..=LIMIT.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}
