//! The fast way: writes a body that is correct in one pass, without a tree. In: HTML. Out: the same bytes as the parser
//! and its rules would give, or nothing where that is not certain; then the body takes the slow way.
//!
//! Safe by itself: nothing is written but escaped text, elements and attributes of [`rules`](super::rules), and URLs
//! that were resolved. Certain is what nests strictly (each end tag ends what is innermost, nothing closes by itself),
//! is written in lower case, and holds no script, comment or element with rules of its own.

use ::url::Url;

use super::prepare::{LAZY_CANDIDATES, LAZY_SOURCES, is_placeholder};
use super::rules::{ELEMENTS, GLOBAL_ATTRIBUTES, LINK_REL, Nesting, publish_url, url_kind};
use crate::text::html::reference;

/// Elements inside of each other; more go the slow way.
const MAX_DEPTH: usize = 64;

type Element = &'static (&'static str, Nesting, &'static [&'static str]);

/// Writes `html`, if that is certain. It holds no [forbidden](crate::model::parts::is_forbidden) characters.
pub(super) fn tidy(html: &str, base: Option<&Url>) -> Option<String> {
    let mut writer =
        Writer { base, out: String::with_capacity(html.len() + html.len() / 8), open: Vec::new() };
    let mut rest = html;
    while !rest.is_empty() {
        let (text, markup) = rest.split_at(memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len()));
        if !text.is_empty() {
            writer.text(text)?;
        }
        rest = match markup.as_bytes() {
            [] => markup,
            [b'<', b'/', ..] => writer.end_tag(markup)?,
            _ => writer.start_tag(markup)?,
        };
    }
    // What is still open ends with the body.
    for (name, ..) in writer.open.iter().rev() {
        writer.out.push_str("</");
        writer.out.push_str(name);
        writer.out.push('>');
    }
    Some(writer.out)
}

struct Writer<'a> {
    base: Option<&'a Url>,
    out: String,
    open: Vec<Element>,
}

impl Writer<'_> {
    fn innermost(&self) -> &'static str {
        self.open.last().map_or("", |(name, ..)| name)
    }

    fn is_open(&self, wanted: &str) -> bool {
        self.open.iter().any(|(name, ..)| *name == wanted)
    }

    /// A `p` is open that a block would close.
    fn is_in_paragraph(&self) -> bool {
        let inner = self.open.iter().rev().take_while(|(name, ..)| !matches!(*name, "td" | "th" | "caption"));
        inner.into_iter().any(|(name, ..)| *name == "p")
    }

    fn text(&mut self, text: &str) -> Option<()> {
        let in_table = matches!(self.innermost(), "table" | "thead" | "tbody" | "tfoot" | "tr" | "colgroup");
        if in_table && !text.bytes().all(|b| b.is_ascii_whitespace()) {
            return None;
        }
        escape(text, Place::Text, &mut self.out)
    }

    fn end_tag<'t>(&mut self, markup: &'t str) -> Option<&'t str> {
        let rest = markup.strip_prefix("</")?.strip_prefix(self.innermost())?.strip_prefix('>')?;
        let (name, ..) = self.open.pop()?;
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        Some(rest)
    }

    fn start_tag<'t>(&mut self, markup: &'t str) -> Option<&'t str> {
        let after = markup.strip_prefix('<')?;
        let end = after.bytes().position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit()))?;
        let (name, attributes) = after.split_at(end);
        let element = find(name)?;
        self.may_open(element)?;
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(name);
        let rest = self.attributes(element, attributes)?;
        if name == "img" && !self.has_source(start) {
            self.out.truncate(start);
            return Some(rest);
        }
        if name == "a" {
            self.out.push_str(" rel=\"");
            self.out.push_str(LINK_REL);
            self.out.push('"');
        }
        self.out.push('>');
        if !matches!(element.1, Nesting::Void | Nesting::VoidBlock) && name != "col" {
            self.open.push(element);
        }
        if name == "pre" { self.first_newline(rest) } else { Some(rest) }
    }

    /// True where the tag that begins at `start` names a picture. Quotes in values are escaped, so that this is an attribute.
    fn has_source(&self, start: usize) -> bool {
        let tag = self.out.get(start..).unwrap_or_default();
        tag.contains(" src=\"") || tag.contains(" srcset=\"")
    }

    /// The parser drops the first newline of `pre`. One that stays must be written twice.
    fn first_newline<'t>(&mut self, rest: &'t str) -> Option<&'t str> {
        let rest = rest.strip_prefix('\n').unwrap_or(rest);
        if rest.starts_with('\n') {
            self.out.push('\n');
        }
        // It may be written as a reference.
        (!rest.starts_with("&#")).then_some(rest)
    }

    /// `None` where opening `element` here would close something else, or put it elsewhere.
    fn may_open(&self, element: Element) -> Option<()> {
        let (name, nesting, _) = *element;
        let parent = self.innermost();
        let fits = match name {
            "li" => matches!(parent, "ul" | "ol"),
            "dd" | "dt" => parent == "dl",
            "rt" | "rp" => parent == "ruby",
            "caption" | "colgroup" | "thead" | "tbody" | "tfoot" => parent == "table",
            "tr" => matches!(parent, "thead" | "tbody" | "tfoot"),
            "td" | "th" => parent == "tr",
            "col" => parent == "colgroup",
            _ => !matches!(parent, "table" | "thead" | "tbody" | "tfoot" | "tr" | "colgroup"),
        };
        let fits = fits
            && match nesting {
                Nesting::Special => false,
                Nesting::Heading => {
                    !self.is_in_paragraph() && !self.open.iter().any(|open| open.1 == Nesting::Heading)
                }
                Nesting::Block | Nesting::VoidBlock => !self.is_in_paragraph(),
                Nesting::Part => matches!(name, "rt" | "rp") || !self.is_in_paragraph(),
                Nesting::Formatting => name != "a" || !self.is_open("a"),
                Nesting::Inline | Nesting::Void => true,
            };
        (fits && self.open.len() < MAX_DEPTH).then_some(())
    }

    /// Writes the attributes that may be published, up to the end of the tag.
    fn attributes<'t>(&mut self, element: Element, text: &'t str) -> Option<&'t str> {
        let mut written: [&str; 8] = [""; 8];
        let mut count = 0;
        // Whether an image waits for a script, which is to be put right first.
        let (mut lazy, mut real) = ([false; 2], [false; 2]);
        let mut rest = text;
        loop {
            let blanks = rest.trim_ascii_start();
            if let Some(after) = blanks.strip_prefix('>').or_else(|| blanks.strip_prefix("/>")) {
                let waits = matches!(element.0, "img" | "source")
                    && lazy.iter().zip(real).any(|(lazy, real)| *lazy && !real);
                return (!waits).then_some(after);
            }
            // A blank stands before each attribute.
            (blanks.len() < rest.len()).then_some(())?;
            let (name, value, after) = attribute(blanks)?;
            rest = after;
            lazy[0] |= LAZY_SOURCES.contains(&name);
            lazy[1] |= LAZY_CANDIDATES.contains(&name);
            // Of two attributes of one name the first counts (HTML §13.2.5.33).
            if !(GLOBAL_ATTRIBUTES.contains(&name) || element.2.contains(&name)) || written.contains(&name) {
                continue;
            }
            *written.get_mut(count)? = name;
            count += 1;
            real[0] |= name == "src" && !is_placeholder(value);
            real[1] |= name == "srcset" && !is_placeholder(value);
            self.attribute(element.0, name, value)?;
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) -> Option<()> {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        if let Some(kind) = url_kind(element, name) {
            let mut decoded = String::new();
            let value = if memchr::memchr(b'&', value.as_bytes()).is_some() {
                decode(value, &mut decoded)?;
                &decoded
            } else {
                value
            };
            let url = publish_url(kind, value, self.base)?;
            escape_decoded(&url, Place::Attribute, &mut self.out);
        } else {
            escape(value, Place::Attribute, &mut self.out)?;
        }
        self.out.push('"');
        Some(())
    }
}

fn find(name: &str) -> Option<Element> {
    ELEMENTS.get(ELEMENTS.binary_search_by_key(&name, |(known, ..)| known).ok()?)
}

/// The attribute at the beginning of `text`, its value without quotes, and what follows it.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.bytes().position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))?;
    let (name, after) = text.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
    let Some(value) = after.strip_prefix('=') else { return Some((name, "", after)) };
    if let Some(quote) = value.bytes().next().filter(|b| matches!(b, b'"' | b'\'')) {
        let inside = value.get(1..)?;
        let end = memchr::memchr(quote, inside.as_bytes())?;
        return Some((name, inside.get(..end)?, inside.get(end + 1..)?));
    }
    let end = value.bytes().position(|b| b == b'>' || b.is_ascii_whitespace())?;
    let (value, after) = value.split_at_checked(end)?;
    let is_certain =
        !value.is_empty() && !value.bytes().any(|b| matches!(b, b'"' | b'\'' | b'<' | b'=' | b'`' | b'&'));
    is_certain.then_some((name, value, after))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// Writes `source`, whose references are decoded and written as the serializer would. `None` where an `&` is neither a
/// reference that is surely read as one, nor surely text.
fn escape(source: &str, place: Place, out: &mut String) -> Option<()> {
    let mut rest = source;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, special) = rest.split_at(at);
        escape_decoded(before, place, out);
        let (character, len) = ampersand(special, place)?;
        escape_decoded(character.encode_utf8(&mut [0; 4]), place, out);
        rest = special.get(len..)?;
    }
    escape_decoded(rest, place, out);
    Some(())
}

/// The same for a URL, which is decoded before it is resolved.
fn decode(source: &str, out: &mut String) -> Option<()> {
    let mut rest = source;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        let (character, len) = ampersand(special, Place::Attribute)?;
        out.push(character);
        rest = special.get(len..)?;
    }
    out.push_str(rest);
    Some(())
}

/// What the `&` at the beginning of `text` stands for, and how many bytes that takes.
fn ampersand(text: &str, place: Place) -> Option<(char, usize)> {
    if let Some(found) = reference(text) {
        let character = found.character.filter(|c| !crate::model::parts::is_forbidden(*c) && *c != '\r')?;
        return Some((character, found.len));
    }
    let name = text.get(1..)?;
    let end = name.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len());
    match name.as_bytes().get(end) {
        _ if end == 0 && !name.starts_with('#') => Some(('&', 1)),
        // `?a=1&copy=2`: in attributes that is no reference (HTML §13.2.5.73).
        Some(b'=') if place == Place::Attribute && end > 0 => Some(('&', 1)),
        _ => None,
    }
}

/// Writes characters as the serializer of HTML fragments does (HTML §13.3, and `<` and `>` in attributes too).
fn escape_decoded(text: &str, place: Place, out: &mut String) {
    let mut rest = text;
    loop {
        let (before, found) = rest.split_at(sign(rest, place).unwrap_or(rest.len()));
        push_between_signs(before, out);
        out.push_str(match found.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(_) => "&quot;",
            None => return,
        });
        rest = found.get(1..).unwrap_or_default();
    }
}

/// Where the first sign is that needs escaping.
fn sign(text: &str, place: Place) -> Option<usize> {
    let bytes = text.as_bytes();
    match place {
        Place::Text => memchr::memchr3(b'&', b'<', b'>', bytes),
        Place::Attribute => bytes.iter().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"')),
    }
}

/// Writes text without such signs: its no-break spaces (U+00A0, in UTF-8 `C2 A0`) become references.
fn push_between_signs(text: &str, out: &mut String) {
    let mut from = 0;
    for at in memchr::memchr_iter(0xC2, text.as_bytes()) {
        if text.as_bytes().get(at + 1) == Some(&0xA0) {
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str("&nbsp;");
            from = at + 2;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_as_the_serializer_does() {
        for (text, in_text, in_attribute) in [
            ("a & b < c > d \" e", "a &amp; b &lt; c &gt; d \" e", "a &amp; b &lt; c &gt; d &quot; e"),
            (
                "\u{a0}\u{a9}\u{a0}\u{a0}&\u{a0}",
                "&nbsp;\u{a9}&nbsp;&nbsp;&amp;&nbsp;",
                "&nbsp;\u{a9}&nbsp;&nbsp;&amp;&nbsp;",
            ),
            ("à\u{b7}", "à\u{b7}", "à\u{b7}"),
            ("", "", ""),
        ] {
            for (place, expected) in [(Place::Text, in_text), (Place::Attribute, in_attribute)] {
                let mut out = String::new();
                escape_decoded(text, place, &mut out);
                assert_eq!(out, expected);
            }
        }
    }
}
