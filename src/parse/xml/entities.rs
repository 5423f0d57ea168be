//! References: `&amp;`, `&#233;`, and the names of HTML that no feed may use undeclared and many do.
//!
//! Nothing that a document declares itself is ever expanded: what a name stands for is fixed here.

use std::borrow::Cow;

use crate::parse::defect::Defects;
use crate::text::html::{Reference, reference};

/// The character that a number stands for which is none, as in HTML.
const NO_CHARACTER: char = '\u{FFFD}';

/// What the reference `&name;`, which stands at `at`, means: a character of XML, else one of HTML. `None`: it is none, and text.
pub(super) fn resolve(name: &str, at: usize, defects: &mut Defects) -> Option<char> {
    match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => {}
    }
    let written = format!("&{name};");
    let found = reference(&written);
    if !name.starts_with('#') {
        let what = format!("the entity `{written}` is not declared");
        let done = if found.is_some() { "read as the character of HTML" } else { "left as it is written" };
        defects.add(at, what, "XML 1.0 §4.1 [WFC: Entity Declared]", done);
    }
    found.map(|found| found.character.unwrap_or(NO_CHARACTER))
}

/// `text` with its references resolved. What is none stays as it is.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (character, len) = match reference(from) {
            Some(Reference { character, len }) => (character.unwrap_or(NO_CHARACTER), len),
            None => ('&', 1),
        };
        out.push(character);
        rest = from.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}
