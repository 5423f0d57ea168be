//! References: `&amp;`, `&#233;`, and the names of HTML that no feed may use undeclared and many do.
//!
//! In: text as written. Out: the text that it means, borrowed where it is the same. What is no reference stays as it is written.

use std::borrow::Cow;
use std::rc::Rc;

use super::attributes::Wrong;
use super::doctype::Entities;
use crate::parse::defect::{Defects, shown};
use crate::text::html::{Reference, reference, windows_1252};

/// The character that a number stands for which is none, as in HTML.
const NO_CHARACTER: char = '\u{FFFD}';

/// What references mean in a document.
#[derive(Default)]
pub(super) struct References<'a> {
    /// What the document declares. Elements share it, whose attributes may refer to it.
    pub(super) entities: Rc<Entities<'a>>,
}

impl<'a> References<'a> {
    /// `raw`, which stands at `at`, with its references resolved, and line ends as line feeds (XML 1.0 §2.11).
    pub(super) fn decode(&mut self, raw: &'a str, at: usize, defects: &mut Defects) -> Cow<'a, str> {
        let Some(first) = memchr::memchr2(b'&', b'\r', raw.as_bytes()) else {
            return Cow::Borrowed(raw);
        };
        let mut out = String::with_capacity(raw.len());
        let (before, mut rest) = raw.split_at(first);
        out.push_str(before);
        loop {
            let len = if rest.starts_with('&') {
                self.reference(rest, at + raw.len() - rest.len(), defects, &mut out)
            } else {
                out.push('\n');
                if rest.starts_with("\r\n") { 2 } else { 1 }
            };
            rest = rest.get(len..).unwrap_or_default();
            let Some(next) = memchr::memchr2(b'&', b'\r', rest.as_bytes()) else {
                out.push_str(rest);
                return Cow::Owned(out);
            };
            let (before, from) = rest.split_at(next);
            out.push_str(before);
            rest = from;
        }
    }

    /// Writes what the `&` at the beginning of `rest` means, and gives the bytes that say it.
    fn reference(&mut self, rest: &'a str, at: usize, defects: &mut Defects, out: &mut String) -> usize {
        if let Some((character, len)) = predefined(rest) {
            out.push(character);
            return len;
        }
        if rest.starts_with("&#") {
            return number(rest, at, defects, out);
        }
        let Some(name) = name(rest) else {
            let what = "a `&` that begins no reference";
            defects.add(at, what, "XML 1.0 §2.4", "read as text");
            out.push('&');
            return 1;
        };
        let len = name.len() + 2;
        if let Some(value) = self.entities.expand(name) {
            out.push_str(&decode(value, None));
            return len;
        }
        let found = reference(rest);
        if found.is_none() || !self.entities.may_be_more {
            let done =
                if found.is_some() { "read as the character of HTML" } else { "left as it is written" };
            let what = || format!("the entity `&{};` is not declared", shown(name));
            defects.add_with(at, what, "XML 1.0 §4.1 [WFC: Entity Declared]", done);
        }
        match found {
            Some(found) => out.extend([found.character, found.second].into_iter().flatten()),
            None => out.push_str(rest.get(..len).unwrap_or_default()),
        }
        len
    }
}

/// The entities of XML itself (XML 1.0 §4.6).
fn predefined(rest: &str) -> Option<(char, usize)> {
    let bytes = rest.as_bytes();
    match bytes.get(1)? {
        b'l' if bytes.starts_with(b"&lt;") => Some(('<', 4)),
        b'g' if bytes.starts_with(b"&gt;") => Some(('>', 4)),
        b'a' if bytes.starts_with(b"&amp;") => Some(('&', 5)),
        b'a' if bytes.starts_with(b"&apos;") => Some(('\'', 6)),
        b'q' if bytes.starts_with(b"&quot;") => Some(('"', 6)),
        _ => None,
    }
}

/// The name in the reference at the beginning of `rest`: letters and digits up to a `;`.
fn name(rest: &str) -> Option<&str> {
    const LONGEST: usize = 64;
    let is_name =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':') || !b.is_ascii();
    let end = rest.bytes().skip(1).take(LONGEST).position(|b| !is_name(b)).filter(|end| *end > 0)?;
    (rest.as_bytes().get(1 + end) == Some(&b';')).then(|| rest.get(1..=end))?
}

/// Writes the character of `&#…`, whose `;` may be missing.
fn number(rest: &str, at: usize, defects: &mut Defects, out: &mut String) -> usize {
    let bytes = rest.as_bytes();
    let (radix, start) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (16, 3) } else { (10, 2) };
    let digits = bytes.get(start..).unwrap_or_default();
    let count = digits.iter().take_while(|b| char::from(**b).is_digit(radix)).count();
    if count == 0 {
        defects.add(at, "a `&#` without a number", "XML 1.0 §4.1", "read as text");
        out.push('&');
        return 1;
    }
    let len = start + count;
    let closed = bytes.get(len) == Some(&b';');
    if !closed {
        defects.add(at, "a reference without its `;`", "XML 1.0 §4.1", "read as if it had one");
    }
    let code = rest.get(start..len).and_then(|digits| u32::from_str_radix(digits, radix).ok());
    let character = code.and_then(|code| char::from_u32(windows_1252(code))).filter(|c| is_character(*c));
    if character.is_none() {
        defects.add(
            at,
            "a reference to what is no character",
            "XML 1.0 §4.1 [WFC: Legal Character]",
            "read as U+FFFD",
        );
    }
    out.push(character.unwrap_or(NO_CHARACTER));
    len + usize::from(closed)
}

/// True for what XML may hold (XML 1.0 §2.2).
fn is_character(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// The value of an attribute with its references resolved, also to what the document declares, and blanks as spaces (XML 1.0
/// §3.3.3).
pub(super) fn decode<'t>(text: &'t str, declared: Option<&Entities<'_>>) -> Cow<'t, str> {
    let is_special = |b: u8| matches!(b, b'&' | b'\n' | b'\r' | b'\t');
    let Some(first) = text.bytes().position(is_special) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let (before, mut rest) = text.split_at(first);
    out.push_str(before);
    while let Some(byte) = rest.as_bytes().first() {
        let len = if *byte == b'&' {
            in_value(rest, declared, &mut out)
        } else {
            out.push(' ');
            if rest.starts_with("\r\n") { 2 } else { 1 }
        };
        rest = rest.get(len..).unwrap_or_default();
        let next = rest.bytes().position(is_special).unwrap_or(rest.len());
        let (before, from) = rest.split_at(next);
        out.push_str(before);
        rest = from;
    }
    Cow::Owned(out)
}

/// Writes what the `&` at the beginning of `rest` means in a value, and gives the bytes that say it.
fn in_value(rest: &str, declared: Option<&Entities<'_>>, out: &mut String) -> usize {
    let own = declared.and_then(|declared| {
        let name = name(rest)?;
        Some((declared.expand(name)?, name.len() + 2))
    });
    if let Some((value, len)) = own {
        out.push_str(&decode(value, None));
        return len;
    }
    let Some(Reference { character, second, len }) = reference(rest) else {
        out.push('&');
        return 1;
    };
    out.push(character.unwrap_or(NO_CHARACTER));
    out.extend(second);
    len
}

/// The first thing that is wrong with the references in the value of an attribute, at bytes of the value.
pub(super) fn check(value: &str, declared: &Entities<'_>) -> Option<Wrong> {
    memchr::memchr_iter(b'&', value.as_bytes()).find_map(|at| {
        let rest = value.get(at..).unwrap_or_default();
        if predefined(rest).is_some() || rest.starts_with("&#") && reference(rest).is_some() {
            return None;
        }
        match name(rest) {
            None => {
                let what = "a `&` that begins no reference in an attribute";
                Some(Wrong { at, what, rule: "XML 1.0 §2.4", done: "read as text" })
            }
            Some(_) if declared.may_be_more => None,
            Some(name) if declared.has(name) => None,
            Some(_) => Some(Wrong {
                at,
                what: "an entity that is not declared in an attribute",
                rule: "XML 1.0 §4.1 [WFC: Entity Declared]",
                done: "read as HTML would",
            }),
        }
    })
}
