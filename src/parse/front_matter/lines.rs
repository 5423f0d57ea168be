//! Front matter read line by line: `key: value`, lists, nested tables by their indentation, quotes, folded lines.
//!
//! In: the block between the delimiters. Out: every key that can be made out, with its line and its text exactly as
//! written, and whether the block is of so plain a kind that a YAML parser is certain to see the same. Most blocks are; for
//! the others this reading supplies the text of numbers and dates that the parser has retyped, and stands in where the
//! block is not valid YAML at all. It never fails.

use super::node::{Node, Pair};
use super::scalar::{self, Quoted, Scalar};

/// What YAML takes for blanks. Others, such as the ideographic space, belong to the text.
const BLANKS: [char; 2] = [' ', '\t'];

/// Levels of nesting that are followed; YAML in articles has three.
const DEPTH: usize = 16;

/// Keys that most articles have, whatever they mean.
pub(super) const USUAL: [&str; 14] = [
    "title",
    "date",
    "draft",
    "published",
    "private",
    "password",
    "status",
    "updated",
    "author",
    "authors",
    "category",
    "categories",
    "tags",
    "layout",
];

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The top level, in the order of the file, duplicates included.
    pub(super) pairs: Vec<Pair>,
    /// True: YAML 1.2 gives the same.
    pub(super) certain: bool,
    /// Lines that nothing could be made of.
    pub(super) lost: Vec<u32>,
}

/// Reads `block`, whose first line is line `first` of the file.
pub(super) fn read(block: &str, first: u32) -> Reading {
    let mut reader =
        Reader { lines: split(block, first), at: 0, certain: is_ordinary(block), lost: Vec::new() };
    let mut pairs = Vec::new();
    while let Some(line) = reader.content() {
        let indent = line.indent;
        // A second round means that a line is indented less than the first one, which YAML does not allow.
        reader.certain &= pairs.is_empty();
        reader.map(indent, DEPTH, &mut pairs);
    }
    Reading { pairs, certain: reader.certain, lost: reader.lost }
}

/// A key at the beginning of a line, and what follows its colon.
pub(super) struct Key<'a> {
    name: &'a str,
    rest: &'a str,
    /// True: YAML sees the same key.
    certain: bool,
    /// True: YAML sees no key, because no blank follows the colon.
    loose: bool,
}

impl<'a> Key<'a> {
    /// The key as written, without quotes.
    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    /// What follows the colon on its line.
    pub(super) fn value(&self) -> &'a str {
        self.rest
    }
}

/// The key that a line begins with: up to a colon before a blank or the line's end, or, as many people write it, a plain
/// word before a colon that is followed by text (`title:Hello`, but not `https://…`).
pub(super) fn key(text: &str) -> Option<Key<'_>> {
    if let Quoted::Closed(_, rest, _) = scalar::quoted(text) {
        let value = rest
            .trim_start()
            .strip_prefix(':')
            .filter(|value| value.is_empty() || value.starts_with(BLANKS))?;
        let name = text.get(1..text.len() - rest.len() - 1)?;
        return Some(Key { name, rest: value.trim_matches(BLANKS), certain: false, loose: false });
    }
    let colon = memchr::memchr_iter(b':', text.as_bytes())
        .find(|at| matches!(text.as_bytes().get(at + 1), None | Some(b' ' | b'\t')))
        .filter(|at| *at <= 128);
    if let Some(colon) = colon {
        let name = text.get(..colon)?;
        let certain = is_plain_key(name);
        let name = name.trim_end_matches(BLANKS);
        let possible = !name.is_empty() && !name.starts_with(['#', '[', '{', '-', '|', '>']);
        let rest = text.get(colon + 1..).unwrap_or_default().trim_matches(BLANKS);
        return possible.then_some(Key { name, rest, certain, loose: false });
    }
    let (name, rest) = text.split_once(':')?;
    let word =
        (1..=24).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    (word && !rest.starts_with(['/', ':'])).then_some(Key {
        name,
        rest: rest.trim_matches(BLANKS),
        certain: false,
        loose: true,
    })
}

/// True for keys that are text in YAML, whatever rules it is read by.
fn is_plain_key(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii());
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '/') || !c.is_ascii();
    let word = ["null", "true", "false"].iter().any(|word| name.eq_ignore_ascii_case(word));
    begins && name.chars().all(plain) && !name.ends_with(' ') && !word
}

#[derive(Clone, Copy)]
struct Line<'a> {
    number: u32,
    indent: usize,
    /// Without indentation and trailing blanks.
    text: &'a str,
}

impl Line<'_> {
    /// True for blank lines and comments.
    fn is_silent(self) -> bool {
        self.text.is_empty() || self.text.starts_with('#')
    }

    /// True for `  date: x` below `title: y`, where YAML allows no key: the beginning of another line, behind a blank that
    /// nobody meant. Text may go on with a word and a colon too, so that only keys count which most articles have.
    fn has_slipped(self, indent: usize) -> bool {
        self.indent > indent
            && key(self.text)
                .is_some_and(|key| USUAL.iter().any(|usual| key.name.eq_ignore_ascii_case(usual)))
    }

    fn is_item(self) -> bool {
        self.text == "-" || self.text.starts_with("- ") || self.text.starts_with("-\t")
    }
}

fn split(block: &str, first: u32) -> Vec<Line<'_>> {
    let mut lines = Vec::with_capacity(16);
    for (number, line) in (first..).zip(block.lines()) {
        let text = line.trim_start_matches(BLANKS);
        lines.push(Line { number, indent: line.len() - text.len(), text: text.trim_end_matches(BLANKS) });
    }
    lines
}

/// True where no character has a meaning of its own in YAML: no tabs, no controls, no line ends but the usual ones.
fn is_ordinary(block: &str) -> bool {
    let bytes = block.as_bytes();
    let mut previous = [0; 2];
    for (at, &byte) in bytes.iter().enumerate() {
        let ordinary = match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) == Some(&b'\n'),
            0..=0x1F | 0x7F => false,
            // U+0080 to U+009F, U+2028 and U+2029, U+FEFF and U+FFFE.
            0x80..=0x9F if previous[1] == 0xC2 => false,
            0xA8 | 0xA9 if previous == [0xE2, 0x80] => false,
            0xBB | 0xBF if previous[1] == 0xEF => false,
            _ => true,
        };
        if !ordinary {
            return false;
        }
        previous = [previous[1], byte];
    }
    true
}

struct Reader<'a> {
    lines: Vec<Line<'a>>,
    at: usize,
    certain: bool,
    lost: Vec<u32>,
}

impl<'a> Reader<'a> {
    /// The next line that says something.
    fn content(&mut self) -> Option<Line<'a>> {
        while self.lines.get(self.at).is_some_and(|line| line.is_silent()) {
            self.at += 1;
        }
        self.lines.get(self.at).copied()
    }

    /// Gives up the current line.
    fn lose(&mut self, line: Line<'a>) {
        self.certain = false;
        self.lost.push(line.number);
        self.at += 1;
    }

    /// Reads the keys that are indented by `indent`.
    fn map(&mut self, indent: usize, depth: usize, pairs: &mut Vec<Pair>) {
        while let Some(mut line) = self.content().filter(|line| line.indent >= indent) {
            if line.has_slipped(indent) {
                self.certain = false;
                line.indent = indent;
            }
            if line.indent > indent {
                self.lose(line);
            } else if line.is_item() {
                self.stray_item(line, depth, pairs);
            } else if let Some(key) = key(line.text) {
                self.certain &= key.certain;
                self.at += 1;
                let node = self.value(key.rest, line, depth);
                pairs.push(Pair { key: key.name.to_owned(), line: line.number, node });
            } else {
                self.lose(line);
            }
        }
    }

    /// A list item that is not below a key: it belongs to the list before it, if there is one.
    fn stray_item(&mut self, line: Line<'a>, depth: usize, pairs: &mut [Pair]) {
        match pairs.last_mut() {
            Some(Pair { node: Node::List(items), .. }) => {
                self.certain = false;
                items.extend(self.list(line.indent, depth));
            }
            _ => self.lose(line),
        }
    }

    /// Reads the value of a key or list item: `rest` of its line, or what is indented below.
    fn value(&mut self, rest: &'a str, line: Line<'a>, depth: usize) -> Node {
        let below = self.lines.get(self.at).copied();
        match rest.as_bytes().first() {
            None | Some(b'#') => self.below(line, depth),
            Some(b'|' | b'>') if is_block_header(rest) => self.block(line.indent, rest.starts_with('>')),
            Some(b'\'' | b'"') => self.quoted(rest, line),
            Some(b'[' | b'{') => self.flow(rest, line),
            Some(_) => {
                let Scalar { node, certain } = scalar::plain(rest);
                self.certain &= certain;
                match node {
                    Node::Text(text)
                        if below.is_some_and(|next| next.indent > line.indent && !next.is_silent()) =>
                    {
                        Node::Text(self.folded(text, line.indent))
                    }
                    node => node,
                }
            }
        }
    }

    /// The value of a key that has nothing on its own line.
    fn below(&mut self, line: Line<'a>, depth: usize) -> Node {
        let Some(next) = self.content() else { return Node::Null };
        let Some(depth) = depth.checked_sub(1) else {
            self.certain = false;
            return Node::Null;
        };
        if next.is_item() && next.indent >= line.indent && !(line.is_item() && next.indent == line.indent) {
            return Node::List(self.list(next.indent, depth));
        }
        if next.indent <= line.indent {
            return Node::Null;
        }
        self.certain = false;
        if key(next.text).is_some_and(|key| !key.loose) {
            let mut pairs = Vec::new();
            self.map(next.indent, depth, &mut pairs);
            return Node::Map(pairs.into_iter().map(|pair| (pair.key, pair.node)).collect());
        }
        self.at += 1;
        self.value(next.text, line, depth)
    }

    /// Reads the items that are indented by `indent`.
    fn list(&mut self, indent: usize, depth: usize) -> Vec<Node> {
        let mut items = Vec::new();
        while let Some(line) = self.content().filter(|line| line.indent == indent && line.is_item()) {
            let rest = line.text.get(1..).unwrap_or_default().trim_start_matches(BLANKS);
            let inner = Line { indent: indent + (line.text.len() - rest.len()), text: rest, ..line };
            let nested =
                inner.is_item() || (!rest.starts_with(['[', '{']) && key(rest).is_some_and(|key| !key.loose));
            if !nested || depth == 0 {
                self.at += 1;
                items.push(self.value(rest, line, depth));
                continue;
            }
            // `- name: x` is a map, and `- - x` a list, that begins in the middle of this line.
            self.certain = false;
            if let Some(slot) = self.lines.get_mut(self.at) {
                *slot = inner;
            }
            if inner.is_item() {
                items.push(Node::List(self.list(inner.indent, depth - 1)));
            } else {
                let mut pairs = Vec::new();
                self.map(inner.indent, depth - 1, &mut pairs);
                items.push(Node::Map(pairs.into_iter().map(|pair| (pair.key, pair.node)).collect()));
            }
        }
        items
    }

    /// Quoted text, on one line or several.
    fn quoted(&mut self, rest: &'a str, line: Line<'a>) -> Node {
        match scalar::quoted(rest) {
            Quoted::Closed(text, after, plain) if is_over(after) => {
                self.certain &= plain && after.is_empty();
                Node::Text(text)
            }
            Quoted::Closed(..) => {
                self.certain = false;
                Node::Text(scalar::mended(rest))
            }
            Quoted::Open => {
                self.certain = false;
                self.spread(rest, line, |text| match scalar::quoted(text) {
                    Quoted::Closed(text, after, _) if is_over(after) => Some(Node::Text(text)),
                    _ => None,
                })
            }
        }
    }

    /// A list or map in brackets, on one line or several.
    fn flow(&mut self, rest: &'a str, line: Line<'a>) -> Node {
        match scalar::flow(rest) {
            Some((found, after)) if is_over(after) => {
                self.certain &= found.certain && after.is_empty();
                found.node
            }
            Some(_) => {
                self.certain = false;
                Node::Text(scalar::mended(rest))
            }
            None => {
                self.certain = false;
                self.spread(rest, line, |text| {
                    let whole = |text: &str| {
                        scalar::flow(text).filter(|(_, after)| is_over(after)).map(|(found, _)| found.node)
                    };
                    whole(text).or_else(|| whole(&scalar::closed(text)?))
                })
            }
        }
    }

    /// A value that does not end on its line: lines are added, up to the next key, and then `close` is tried. Where that
    /// finds no end, the first line alone is text.
    fn spread(&mut self, rest: &'a str, line: Line<'a>, close: impl Fn(&str) -> Option<Node>) -> Node {
        let mut text = rest.to_owned();
        let mut at = self.at;
        while let Some(next) = self.lines.get(at) {
            if next.indent <= line.indent && (next.is_item() || key(next.text).is_some_and(|key| key.certain))
            {
                break;
            }
            text.push(if next.text.is_empty() { '\n' } else { ' ' });
            text.push_str(next.text);
            at += 1;
        }
        if let Some(node) = close(text.trim_end()) {
            self.at = at;
            return node;
        }
        Node::Text(scalar::mended(rest))
    }

    /// Bare text that goes on in lines which are indented more than `indent`.
    fn folded(&mut self, mut text: String, indent: usize) -> String {
        self.certain = false;
        while let Some(line) = self
            .lines
            .get(self.at)
            .filter(|line| line.indent > indent && !line.is_silent() && !line.has_slipped(indent))
        {
            text.push(' ');
            text.push_str(line.text);
            self.at += 1;
        }
        text
    }

    /// The text of `key: |` or `key: >`.
    fn block(&mut self, indent: usize, fold: bool) -> Node {
        self.certain = false;
        let mut text = String::new();
        let mut own = None;
        while let Some(line) =
            self.lines.get(self.at).filter(|line| line.indent > indent || line.text.is_empty())
        {
            let own = *own.get_or_insert(line.indent);
            let gap = if fold && !line.text.is_empty() && !text.is_empty() && !text.ends_with('\n') {
                " "
            } else {
                ""
            };
            text.push_str(gap);
            if !fold {
                text.extend(std::iter::repeat_n(' ', line.indent.saturating_sub(own)));
            }
            text.push_str(line.text);
            if !fold || line.text.is_empty() {
                text.push('\n');
            }
            self.at += 1;
        }
        Node::Text(text.trim_end().to_owned())
    }
}

/// `|`, `>` and what YAML allows after them on the line (YAML 1.2 §8.1.1).
fn is_block_header(rest: &str) -> bool {
    let after = rest.get(1..).unwrap_or_default();
    is_over(after.trim_start_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit()))
}

/// True where nothing follows but a comment.
fn is_over(after: &str) -> bool {
    let rest = after.trim_start();
    rest.is_empty() || (rest.starts_with('#') && rest.len() < after.len())
}
