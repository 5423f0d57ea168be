//! The attributes of a tag. In: what follows its name. Out: those that may be published, and what follows the tag.

use super::escape::{Place, decode, escape, escape_decoded};
use super::{Element, Writer};
use crate::normalize::sanitize::prepare::{LAZY_CANDIDATES, LAZY_SOURCES, is_placeholder};
use crate::normalize::sanitize::rules::{GLOBAL_ATTRIBUTES, shown_url, url_kind};

/// Attributes that are written for one tag; more go the slow way.
const MOST: usize = 12;

impl Writer<'_> {
    /// Writes the attributes that may be published, up to the end of the tag.
    pub(super) fn attributes<'t>(&mut self, element: Element, text: &'t str) -> Option<&'t str> {
        let (name_of_element, _, allowed) = *element;
        let mut written: [&str; MOST] = [""; MOST];
        let mut count = 0;
        // Whether an image waits for a script, which is to be put right first.
        let is_image = matches!(name_of_element, "img" | "source");
        let (mut lazy, mut real) = ([false; 2], [false; 2]);
        let mut rest = text;
        loop {
            let (name, value, after) = match next(rest)? {
                Next::End(after) => {
                    if is_image && lazy.iter().zip(real).any(|(lazy, real)| *lazy && !real) {
                        return None;
                    }
                    if matches!(name_of_element, "audio" | "video") && !written.contains(&"controls") {
                        self.out.push_str(" controls=\"\"");
                    }
                    return Some(after);
                }
                Next::Attribute(name, value, after) => (name, value, after),
            };
            rest = after;
            if is_image {
                lazy[0] |= LAZY_SOURCES.iter().any(|lazy| lazy.eq_ignore_ascii_case(name));
                lazy[1] |= LAZY_CANDIDATES.iter().any(|lazy| lazy.eq_ignore_ascii_case(name));
            }
            let mut known = GLOBAL_ATTRIBUTES.iter().chain(allowed);
            let Some(name) = known.find(|known| known.eq_ignore_ascii_case(name)).copied() else { continue };
            // Of two attributes of one name the first counts (HTML §13.2.5.33).
            if written.contains(&name) {
                continue;
            }
            *written.get_mut(count)? = name;
            count += 1;
            real[0] |= name == "src" && !is_placeholder(value);
            real[1] |= name == "srcset" && !is_placeholder(value);
            self.attribute(name_of_element, name, if name == "controls" { "" } else { value })?;
        }
    }

    /// Writes an attribute, unless it holds a URL that is not published.
    pub(super) fn attribute(&mut self, element: &str, name: &str, value: &str) -> Option<()> {
        let start = self.out.len();
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
            let Some(url) = shown_url(kind, value, self.base, self.purpose) else {
                self.out.truncate(start);
                // A picture without its address is none, which the slow way finds out.
                return (element != "img").then_some(());
            };
            escape_decoded(&url, Place::Attribute, &mut self.out);
        } else {
            escape(value, Place::Attribute, &mut self.out)?;
        }
        self.out.push('"');
        Some(())
    }
}

/// What follows the tag whose attributes `text` begins with.
pub(super) fn skip(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        match next(rest)? {
            Next::End(after) => return Some(after),
            Next::Attribute(_, _, after) => rest = after,
        }
    }
}

enum Next<'t> {
    /// The end of the tag, and what follows it.
    End(&'t str),
    /// A name, a value without its quotes, and what follows.
    Attribute(&'t str, &'t str, &'t str),
}

/// The next attribute, or the end of the tag; `None` where it is not certain what the parser would read.
fn next(text: &str) -> Option<Next<'_>> {
    let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    if let Some(after) = text.strip_prefix('>') {
        return Some(Next::End(after));
    }
    let ends = |b: u8| matches!(b, b'=' | b'/' | b'>' | b'"' | b'\'' | b'<') || b.is_ascii_whitespace();
    let (name, after) =
        text.split_at_checked(text.bytes().position(ends)?).filter(|(name, _)| !name.is_empty())?;
    let Some(value) = after.strip_prefix('=') else {
        return (!after.starts_with(['"', '\'', '<'])).then_some(Next::Attribute(name, "", after));
    };
    if let Some(quote) = value.bytes().next().filter(|b| matches!(b, b'"' | b'\'')) {
        let inside = value.get(1..)?;
        let end = memchr::memchr(quote, inside.as_bytes())?;
        return Some(Next::Attribute(name, inside.get(..end)?, inside.get(end + 1..)?));
    }
    let end = value.bytes().position(|b| b == b'>' || b.is_ascii_whitespace())?;
    let (value, after) = value.split_at_checked(end)?;
    let is_certain =
        !value.is_empty() && !value.bytes().any(|b| matches!(b, b'"' | b'\'' | b'<' | b'=' | b'`' | b'&'));
    is_certain.then_some(Next::Attribute(name, value, after))
}
