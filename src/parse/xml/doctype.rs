//! Document type declarations: passed over as a whole, with the few entities that they may declare for plain characters.
//!
//! Nothing is ever fetched and nothing is ever expanded within another: a declared entity counts where its value is a short text
//! without markup and without other entities. That is what feeds declare (`<!ENTITY nbsp "&#160;">`); it cannot grow.

use std::cell::Cell;

use memchr::memmem;

use crate::parse::defect::Defects;

/// Entities of one document that are remembered. Of one name the first declaration counts (XML 1.0 §4.2).
const MOST_ENTITIES: usize = 256;

/// Bytes that the entities of a document may become, all in all.
const MOST_EXPANDED: usize = 1024 * 1024;

/// Bytes of the longest value of one.
const LONGEST_VALUE: usize = 128;

/// Reads document type declarations that are not well-formed.
#[derive(Default)]
pub(super) struct Loose {
    no_subset_end: bool,
}

impl Loose {
    /// What stands in the declaration at the beginning of `rest`, and its bytes.
    pub(super) fn read<'a>(&mut self, rest: &'a str, at: usize, defects: &mut Defects) -> (&'a str, usize) {
        let inside = rest.get(9..).unwrap_or_default();
        let bytes = inside.as_bytes();
        let first = end_of_head(bytes);
        let end = match first.and_then(|first| Some((first, *bytes.get(first)?))) {
            Some((first, b'[')) if !self.no_subset_end => {
                let end = end_of_subset(bytes, first + 1);
                self.no_subset_end = end.is_none();
                end.or(Some(first))
            }
            Some((first, _)) => Some(first),
            None => None,
        };
        let len = end.unwrap_or(inside.len());
        let closed = bytes.get(len) == Some(&b'>');
        if !closed {
            let what = "a document type declaration is not closed";
            defects.add(at, what, "XML 1.0 §2.8", "taken to end where the document goes on");
        }
        // An opening bracket without its end is passed over with it.
        let bracket = usize::from(bytes.get(len) == Some(&b'['));
        (inside.get(..len).unwrap_or_default(), 9 + len + usize::from(closed) + bracket)
    }
}

/// Where the subset begins, or the declaration ends, or the next tag begins. What stands in quotes does not count; a quote that
/// closes behind a `<` was not closed.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        let next = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'>' | b'[' | b'<'))?;
        at += next;
        let Some(quote @ (b'"' | b'\'')) = rest.get(next) else { return Some(at) };
        let inside = rest.get(next + 1..)?;
        at += match memchr::memchr2(*quote, b'<', inside) {
            Some(len) if inside.get(len) == Some(quote) => len + 2,
            _ => 1,
        };
    }
}

/// What stands in a declaration that was read as well-formed; `None` where its quotes or brackets do not close in it.
pub(super) fn strictly(raw: &str) -> Option<&str> {
    let inside = raw.get(9..)?.strip_suffix('>')?;
    match inside.split_once('[') {
        Some((_, subset)) => subset.trim_ascii_end().ends_with(']').then_some(inside),
        None => (!inside.contains('<')).then_some(inside),
    }
}

/// Where the `>` is after the `]` that ends the internal subset from `at` on. Brackets in quotes and comments are none.
fn end_of_subset(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let rest = bytes.get(at..)?;
        let next = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'<' | b']'))?;
        let found = rest.get(next..)?;
        at += next + 1;
        at += match found.first()? {
            b']' => {
                let blanks = found.get(1..)?.iter().take_while(|b| b.is_ascii_whitespace()).count();
                if bytes.get(at + blanks) == Some(&b'>') {
                    return Some(at + blanks);
                }
                0
            }
            b'<' if found.starts_with(b"<!--") => memmem::find(found, b"-->")? + 2,
            b'<' if found.starts_with(b"<?") => memmem::find(found, b"?>")? + 1,
            b'<' => 0,
            quote => memchr::memchr(*quote, found.get(1..)?)? + 1,
        };
    }
}

/// Entities that a document declares: name and value, which may hold references to characters.
#[derive(Clone, Debug, Default)]
pub(super) struct Entities<'a> {
    /// True: there is a document type declaration, and what it refers to may declare more.
    pub(super) may_be_more: bool,
    /// Ordered by name.
    declared: Vec<(&'a str, &'a str)>,
    /// Bytes that they became so far.
    expanded: Cell<usize>,
}

impl<'a> Entities<'a> {
    /// Takes over what stands in a document type declaration.
    pub(super) fn declare(&mut self, doctype: &'a str) {
        self.may_be_more = true;
        let mut rest = doctype;
        while self.declared.len() < MOST_ENTITIES
            && let Some(at) = memmem::find(rest.as_bytes(), b"<!ENTITY")
        {
            rest = rest.get(at + 8..).unwrap_or_default();
            if let Some((name, value)) = general(rest)
                && let Err(place) = self.place(name)
            {
                self.declared.insert(place, (name, value));
            }
        }
    }

    /// True where none is declared.
    pub(super) fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    /// True for the name of one.
    pub(super) fn has(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// The value of an entity, to be put in its place; `None` also where all of them became too much.
    pub(super) fn expand(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.declared.get(self.place(name).ok()?)?;
        let expanded = self.expanded.get().saturating_add(value.len());
        self.expanded.set(expanded);
        (expanded <= MOST_EXPANDED).then_some(value)
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.declared.binary_search_by_key(&name, |(declared, _)| declared)
    }
}

/// Name and value of a general entity of plain characters, from what follows `<!ENTITY`.
fn general(declaration: &str) -> Option<(&str, &str)> {
    let declaration = declaration.get(..declaration.len().min(2 * LONGEST_VALUE)).or_else(|| {
        // Cut in the middle of a character.
        declaration.get(..declaration.floor_char_boundary(2 * LONGEST_VALUE))
    })?;
    let (name, value) = declaration.trim_ascii_start().split_once(|c: char| c.is_ascii_whitespace())?;
    let value = value.trim_ascii_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = value.get(1..)?.split_once(quote)?;
    let is_plain = value.len() <= LONGEST_VALUE
        && !value.contains(['<', '%'])
        && value
            .match_indices('&')
            .all(|(at, _)| value.get(at + 1..).is_some_and(|rest| rest.starts_with('#')));
    (is_plain && name.len() <= 64).then_some((name, value))
}

/// Notes what a comment may not hold.
pub(super) fn check_comment(inside: &str, at: usize, defects: &mut Defects) {
    if memmem::find(inside.as_bytes(), b"--").is_some() || inside.ends_with('-') {
        defects.add(at, "`--` in a comment", "XML 1.0 §2.5", "read as a part of it");
    }
}
