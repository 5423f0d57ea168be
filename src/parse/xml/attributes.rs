//! Attributes of a start tag, as strict or as loose as people write them.

use std::borrow::Cow;

use super::doctype::Entities;
use super::entities;

/// Attributes of one tag that are looked at.
const MOST: usize = 256;

/// Attributes of one tag of which it is told when two have the same name.
const COMPARED: usize = 16;

/// What is wrong with the attributes of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Bytes of the attributes before it.
    pub(super) at: usize,
    /// What it is.
    pub(super) what: &'static str,
    /// The rule that it is against.
    pub(super) rule: &'static str,
    /// What is done about it.
    pub(super) done: &'static str,
}

/// The first thing that is wrong with the attributes of a tag; `None`: nothing (XML 1.0 §3.1). `prefixed` is told the names that have
/// a prefix.
pub(super) fn check<'a>(
    attributes: &'a str,
    declared: &Entities<'_>,
    mut prefixed: impl FnMut(&'a str),
) -> Option<Wrong> {
    let mut rest = attributes.trim_ascii_end();
    let end = rest.len();
    let mut names = [""; COMPARED];
    for count in 0.. {
        let found = rest.trim_ascii_start();
        if found.is_empty() {
            return None;
        }
        let wrong = |what, done| Some(Wrong { at: end - found.len(), what, rule: "XML 1.0 §3.1", done });
        if count >= MOST {
            return wrong("a tag has more than 256 attributes", "the others are not looked at");
        }
        if found.len() == rest.len() {
            return wrong("no blank between two attributes", "read as if there were one");
        }
        let Some(equals) = memchr::memchr(b'=', found.as_bytes()) else {
            return wrong("an attribute has no value", "read as an empty one");
        };
        let (name, value) = found.split_at(equals);
        let name = name.trim_ascii_end();
        if name.bytes().any(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'')) {
            return wrong("an attribute has no value", "read as an empty one");
        }
        if memchr::memchr(b':', name.as_bytes()).is_some() {
            prefixed(name);
        }
        let value = value.get(1..).unwrap_or_default().trim_ascii_start();
        let Some(quote) = value.bytes().next().filter(|b| matches!(b, b'"' | b'\'')) else {
            return wrong("the value of an attribute is not in quotes", "taken to end at the next blank");
        };
        let inner = value.get(1..).unwrap_or_default();
        // One that is not closed was told where the tag was read.
        let (value, after) = inner.split_at(memchr::memchr(quote, inner.as_bytes())?);
        rest = after.get(1..).unwrap_or_default();
        if let Some(reference) = entities::check(value, declared) {
            return Some(Wrong { at: end - inner.len() + reference.at, ..reference });
        }
        if names.iter().take(count).any(|before| *before == name) {
            return wrong("two attributes of a tag have the same name", "the first one counts");
        }
        if let Some(place) = names.get_mut(count) {
            *place = name;
        }
    }
    None
}

/// The attributes as written: name and value. A value may lack quotes; one without `=` is empty.
fn raw(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    let each = std::iter::from_fn(move || {
        let blanks = rest.bytes().take_while(|b| b.is_ascii_whitespace() || *b == b'/').count();
        rest = rest.get(blanks..).filter(|rest| !rest.is_empty())?;
        let (name, after) = rest.split_at(up_to(rest, |b| b == b'=' || b.is_ascii_whitespace()));
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let (value, after) = match value.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inner = value.get(1..).unwrap_or_default();
                let (value, after) =
                    inner.split_at(memchr::memchr(*quote, inner.as_bytes()).unwrap_or(inner.len()));
                (value, after.get(1..).unwrap_or_default())
            }
            _ => value.split_at(up_to(value, |b| b.is_ascii_whitespace())),
        };
        rest = after;
        Some((name, value))
    });
    each.take(MOST)
}

/// Bytes before the first that `ends`, which is true for none beyond ASCII.
fn up_to(text: &str, ends: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(ends).unwrap_or(text.len())
}

/// The attributes with references resolved.
pub(super) fn all<'a>(
    attributes: &'a str,
    declared: Option<&Entities<'_>>,
) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
    raw(attributes).map(move |(name, value)| (name, entities::decode(value, declared)))
}

/// The value of the attribute of this name, as written.
pub(super) fn find_raw<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    raw(attributes).find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// The value of the attribute of this local name, whatever its prefix, as written.
pub(super) fn find_local<'a>(attributes: &'a str, local: &str) -> Option<&'a str> {
    let is_it = |found: &str| found.rsplit(':').next().is_some_and(|found| found.eq_ignore_ascii_case(local));
    raw(attributes).find(|(found, _)| is_it(found)).map(|(_, value)| value)
}

/// Namespace declarations: prefix (empty for the default one) and URI.
pub(super) fn declarations<'a>(
    attributes: &'a str,
    declared: &Entities<'_>,
) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
    raw(attributes).filter_map(move |(name, uri)| {
        let prefix = name.strip_prefix("xmlns")?;
        let prefix = if prefix.is_empty() { prefix } else { prefix.strip_prefix(':')? };
        Some((prefix, entities::decode(uri, Some(declared))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_where_it_is() {
        for (attributes, at, rule) in [
            (" href='?a=1&b=2'", "&b", "XML 1.0 §2.4"),
            (" a='1' href='caf&eacute;'", "&eacute;", "XML 1.0 §4.1 [WFC: Entity Declared]"),
            (" a='&amp;&#;'", "&#;", "XML 1.0 §2.4"),
            (" a='1' b=2 ", "b=2", "XML 1.0 §3.1"),
            (" a='1' b ", "b ", "XML 1.0 §3.1"),
            (" a='1'b='2'", "b=", "XML 1.0 §3.1"),
            (" a='1' b='2' a='3'", "a='3'", "XML 1.0 §3.1"),
        ] {
            let wrong = check(attributes, &Entities::default(), |_| ()).unwrap();
            assert_eq!((wrong.at, wrong.rule), (attributes.find(at).unwrap(), rule), "{attributes}");
        }
    }
}
