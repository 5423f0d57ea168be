//! Keeps input from the parser that would take it too long. In: tags, one after the other. Out: yes or no.
//!
//! The parser takes time in the square of the depth, and can make more elements than there are tags. So the stack of
//! open elements is followed here as the parser would build it (HTML §13.2.6.4), always erring towards more: an end tag
//! takes something off only where the parser is sure to do the same. Takes at most [`MAX_DEPTH`] steps for a tag.

use super::class::{Class, class};
use crate::text::html::{Tag, TagKind};

/// Bytes of a body that is parsed.
pub(super) const MAX_BYTES: usize = 1 << 20;
/// Elements inside of each other.
const MAX_DEPTH: usize = 256;
/// Tags, and elements that the parser opens again because something cut them.
const MAX_NODES: usize = 50_000;
/// Attributes of one tag, each of which the parser compares with all others.
const MAX_ATTRIBUTES: usize = 256;
/// Things between the cells of a table: the parser puts each before the table, which it searches every time.
const MAX_MISPLACED: usize = 1_000;
/// Bytes that the serializer looks at: for each character that it escapes, up to the end of the text.
const MAX_ESCAPING: usize = 1 << 32;

/// What a parser would have open, and has made so far.
#[derive(Default)]
pub(super) struct Shape<'a> {
    open: Vec<(Class, &'a str)>,
    nodes: usize,
    misplaced: usize,
    has_long_tag: bool,
    /// The text since the last tag that the parser is sure to cut it at.
    text: Escaped,
    /// What the serializer looks at, for all that is before this text.
    escaping: usize,
}

impl<'a> Shape<'a> {
    /// True once the input must not be parsed.
    pub(super) fn is_too_much(&self) -> bool {
        self.open.len() > MAX_DEPTH
            || self.nodes > MAX_NODES
            || self.misplaced > MAX_MISPLACED
            || self.has_long_tag
            || self.escaping.saturating_add(self.text.cost()) > MAX_ESCAPING
    }

    /// Takes note of text.
    pub(super) fn text(&mut self, text: &str) {
        self.text.add(text);
        if !text.bytes().all(|b| b.is_ascii_whitespace()) {
            self.misplaced += usize::from(self.is_between_cells());
        }
    }

    /// Takes note of a tag.
    pub(super) fn tag(&mut self, tag: &Tag<'a>) {
        let class = class(tag.name);
        self.nodes += 1;
        match tag.kind {
            TagKind::Open => {
                self.escaping = self.escaping.saturating_add(Escaped::of(tag.inside).cost());
                self.has_long_tag |=
                    tag.inside.len() > MAX_ATTRIBUTES && tag.attributes().nth(MAX_ATTRIBUTES).is_some();
                self.opens(class, tag.name);
            }
            TagKind::Close => self.closes(class, tag.name),
        }
    }

    fn opens(&mut self, class: Class, name: &'a str) {
        match class {
            Class::Table | Class::Cell | Class::Row => {}
            _ => self.misplaced += usize::from(self.is_between_cells()),
        }
        match class {
            Class::Nothing => return,
            Class::Row => return self.leave_cell(),
            Class::Cell => {
                if self.last_table().is_none() {
                    return;
                }
                self.leave_cell();
            }
            Class::Formatting if name.eq_ignore_ascii_case("a") || name.eq_ignore_ascii_case("nobr") => {
                self.closes(class, name);
            }
            Class::Item | Class::Term => {
                self.close_like(class);
                self.close_paragraph();
            }
            Class::Block | Class::Paragraph | Class::Table => self.close_paragraph(),
            Class::Formatting | Class::Inline | Class::Wall => {}
        }
        self.open.push((class, name));
        self.escaping = self.escaping.saturating_add(std::mem::take(&mut self.text).cost());
    }

    fn closes(&mut self, class: Class, name: &str) {
        let named = |open: &str| open.eq_ignore_ascii_case(name) || (is_heading(open) && is_heading(name));
        match class {
            Class::Nothing | Class::Row => {}
            Class::Table => {
                if let Some(table) = self.last_table() {
                    self.leave_cell();
                    self.cut(table);
                }
            }
            Class::Cell => {
                let cell = self.last_table().and_then(|table| self.cell_of(table));
                if let Some(cell) =
                    cell.filter(|cell| self.open.get(*cell).is_some_and(|(_, open)| named(open)))
                {
                    self.open.truncate(cell);
                }
            }
            Class::Formatting => self.close_formatting(name),
            Class::Inline => {
                let found = self.find(|class, open| match class {
                    Class::Inline if named(open) => Look::Found,
                    Class::Inline | Class::Formatting => Look::On,
                    _ => Look::Stop,
                });
                self.cut_found(found);
            }
            Class::Block if name.eq_ignore_ascii_case("form") => {
                // The parser takes this one element out and leaves what is inside open.
                let found = self.find(|class, open| match class {
                    _ if named(open) => Look::Found,
                    Class::Table | Class::Cell | Class::Wall => Look::Stop,
                    _ => Look::On,
                });
                if let Some(at) = found {
                    self.open.remove(at);
                }
            }
            Class::Block | Class::Paragraph | Class::Item | Class::Term | Class::Wall => {
                let found = self.find(|class_of_open, open| match class_of_open {
                    _ if named(open) => Look::Found,
                    Class::Table | Class::Cell | Class::Wall => Look::Stop,
                    Class::Block if class == Class::Item && is_list(open) => Look::Stop,
                    _ => Look::On,
                });
                self.cut_found(found);
            }
        }
    }

    /// The parser moves a formatting element into up to eight blocks that are open inside of it, and then ends it.
    fn close_formatting(&mut self, name: &str) {
        let mut blocks = 0;
        let found = self.find(|class, open| match class {
            Class::Formatting if open.eq_ignore_ascii_case(name) => Look::Found,
            Class::Table | Class::Cell | Class::Wall => Look::Stop,
            Class::Formatting | Class::Inline => Look::On,
            _ => {
                blocks += 1;
                Look::On
            }
        });
        self.nodes += blocks;
        if let Some(at) = found.filter(|_| blocks < 8) {
            self.open.remove(at);
        }
    }

    fn close_paragraph(&mut self) {
        let found = self.find(|class, _| match class {
            Class::Paragraph => Look::Found,
            Class::Table | Class::Cell | Class::Wall => Look::Stop,
            _ => Look::On,
        });
        self.cut_found(found);
    }

    /// `li` closes `li`, `dt` and `dd` each other, unless another block is open in between.
    fn close_like(&mut self, like: Class) {
        let found = self.find(|class, open| match class {
            _ if class == like => Look::Found,
            Class::Inline | Class::Formatting | Class::Paragraph => Look::On,
            Class::Block if open.eq_ignore_ascii_case("div") || open.eq_ignore_ascii_case("address") => {
                Look::On
            }
            _ => Look::Stop,
        });
        self.cut_found(found);
    }

    /// Looks from the innermost open element outwards.
    fn find(&self, mut look: impl FnMut(Class, &str) -> Look) -> Option<usize> {
        for (at, (class, open)) in self.open.iter().enumerate().rev() {
            match look(*class, open) {
                Look::Found => return Some(at),
                Look::Stop => return None,
                Look::On => {}
            }
        }
        None
    }

    fn cut_found(&mut self, found: Option<usize>) {
        if let Some(at) = found {
            self.cut(at);
        }
    }

    /// Ends the element at `at` and what is open inside of it. Formatting is opened again in what follows, also such
    /// as was opened again before, which here stands further out.
    fn cut(&mut self, at: usize) {
        let inside = self.open.split_off(at);
        self.open.extend(inside.into_iter().skip(1).filter(|(class, _)| *class == Class::Formatting));
        self.nodes += self.open.iter().filter(|(class, _)| *class == Class::Formatting).count();
    }

    /// Ends the cell that is open in the innermost table, with all that is open inside of it.
    fn leave_cell(&mut self) {
        let Some(table) = self.last_table() else { return };
        if let Some(cell) = self.cell_of(table) {
            self.open.truncate(cell);
        }
    }

    fn last_table(&self) -> Option<usize> {
        self.open.iter().rposition(|(class, _)| *class == Class::Table)
    }

    fn cell_of(&self, table: usize) -> Option<usize> {
        let inside = self.open.get(table..)?;
        inside.iter().position(|(class, _)| *class == Class::Cell).map(|at| table + at)
    }

    fn is_between_cells(&self) -> bool {
        self.last_table().is_some_and(|table| self.cell_of(table).is_none())
    }
}

/// A text, as far as it matters how long it takes to write it.
#[derive(Default)]
struct Escaped {
    len: usize,
    characters: usize,
}

impl Escaped {
    fn of(text: &str) -> Self {
        let mut escaped = Self::default();
        escaped.add(text);
        escaped
    }

    /// References and the first bytes of U+0080 to U+00BF, among which the serializer looks for U+00A0.
    fn add(&mut self, text: &str) {
        self.len += text.len();
        self.characters += memchr::memchr2_iter(b'&', 0xC2, text.as_bytes()).count();
    }

    fn cost(&self) -> usize {
        self.len.saturating_mul(self.characters)
    }
}

enum Look {
    Found,
    On,
    Stop,
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h' | b'H', b'1'..=b'6'])
}

fn is_list(name: &str) -> bool {
    name.eq_ignore_ascii_case("ul") || name.eq_ignore_ascii_case("ol")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::html::tag_at;

    /// Whether texts are too much, with the tag before each.
    fn is_too_much<'a>(pieces: impl IntoIterator<Item = (&'a str, &'a str)>) -> bool {
        let mut shape = Shape::default();
        for (tag, text) in pieces {
            if let Some(tag) = tag_at(tag) {
                shape.tag(&tag);
            }
            shape.text(text);
        }
        shape.is_too_much()
    }

    #[test]
    fn text_with_very_many_references_is_kept_from_the_serializer() {
        let piece = "&#".repeat(5_000);
        let pieces = |tag| (0..50).map(|_| (tag, piece.as_str())).collect::<Vec<_>>();
        assert!(is_too_much(pieces("")), "one text");
        assert!(is_too_much(pieces("</x>")), "a tag that the parser passes over");
        assert!(!is_too_much(pieces("<p>")), "texts of their own");
        assert!(!is_too_much([("<p>", "caf\u{e9} &amp; bar \u{a0}\u{ab}x\u{bb} ".repeat(1_000).as_str())]));
        assert!(is_too_much([("", "\u{b7}".repeat(100_000).as_str())]));
        let attribute = format!("<a title=\"{}\">", "&".repeat(100_000));
        assert!(is_too_much([(attribute.as_str(), "")]));
    }
}
