//! The fast way: writes a body in one pass, without a tree. In: HTML. Out: the same bytes as the parser and its rules would
//! give, or nothing where that is not certain; then the body takes the slow way.
//!
//! Safe by itself: nothing is written but escaped text, elements and attributes of [`rules`](super::rules), and URLs
//! that were resolved. Certain is what `nesting` says of tags; comments and scripts are left out, players become
//! links. What has elements with rules of their own, or formatting that blocks cut, goes the slow way.

mod attributes;
mod escape;
mod nesting;

use ::url::Url;

use super::most_of;
use super::prepare::player;
use super::rules::{ELEMENTS, Nesting, Purpose, REMOVED_BEFORE_PARSING};
use crate::text::html::{Scan, reference, skip_element, tag_at};
use escape::{Place, decode, escape, escape_decoded};

/// Letters of the longest name of an element that is looked up.
const LONGEST_NAME: usize = 16;

type Element = &'static (&'static str, Nesting, &'static [&'static str]);

/// Elements that the parser passes over in a body, with attributes and all: those of the document around it, and empty ones
/// that show nothing.
const PASSED_OVER: [&str; 14] = [
    "area", "base", "basefont", "bgsound", "body", "embed", "frame", "head", "html", "input", "keygen",
    "link", "meta", "param",
];

/// Elements beside those of the rules that the parser has rules for, too.
const WITH_RULES: [&str; 20] = [
    "applet",
    "button",
    "canvas",
    "datalist",
    "dialog",
    "fieldset",
    "form",
    "image",
    "isindex",
    "listing",
    "map",
    "marquee",
    "nobr",
    "object",
    "optgroup",
    "option",
    "plaintext",
    "rb",
    "rtc",
    "search",
];

/// Writes `html`, if that is certain. It holds no [forbidden](crate::model::parts::is_forbidden) characters.
pub(super) fn tidy(html: &str, base: Option<&Url>, purpose: Purpose) -> Option<String> {
    let mut writer = Writer {
        base,
        purpose,
        out: String::with_capacity(html.len() + html.len() / 8),
        open: Vec::new(),
        after_pre: usize::MAX,
        elements: Scan::default(),
    };
    let mut rest = html;
    let most = most_of(html.len());
    while !rest.is_empty() {
        if writer.out.len() > most {
            return None;
        }
        let (text, markup) = rest.split_at(memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len()));
        if !text.is_empty() {
            writer.text(text)?;
        }
        rest = match markup.as_bytes() {
            [] => markup,
            [b'<', b'/', ..] => writer.end_tag(markup)?,
            [b'<', b'!' | b'?', ..] => writer.comment(markup)?,
            _ => writer.start_tag(markup)?,
        };
    }
    // What is still open ends with the body.
    writer.close_to(0);
    Some(writer.out)
}

struct Writer<'a> {
    base: Option<&'a Url>,
    purpose: Purpose,
    out: String,
    open: Vec<Open<'a>>,
    /// Where a `pre` has begun, while nothing is in it.
    after_pre: usize,
    /// Looks for the ends of what is removed with what it holds.
    elements: Scan,
}

/// An open element.
struct Open<'a> {
    name: &'a str,
    nesting: Nesting,
    /// False for one that the rules leave out, and that is followed as it may end others.
    is_written: bool,
}

impl<'a> Writer<'a> {
    fn text(&mut self, text: &str) -> Option<()> {
        if self.is_between_cells() && !text.bytes().all(|b| b.is_ascii_whitespace()) {
            return None;
        }
        if self.after_pre == self.out.len() {
            // A newline that stays must be written twice, as the parser drops the first. It may be a reference.
            let is_newline = text.starts_with('\n');
            let is_unclear = reference(text).is_some_and(|found| found.character == Some('\n'));
            (!is_unclear).then_some(())?;
            if is_newline {
                self.out.push('\n');
            }
        }
        escape(text, Place::Text, &mut self.out)
    }

    /// Passes over a comment that is one however it is read, a declaration, or an instruction.
    fn comment<'t>(&self, markup: &'t str) -> Option<&'t str> {
        let (inside, end) = match markup.strip_prefix("<!--") {
            Some(inside) => (inside.strip_prefix(|c| c != '>' && c != '-')?, "-->"),
            None => (markup.strip_prefix("<?").or_else(|| markup.strip_prefix("<!D"))?, ">"),
        };
        let at = memchr::memmem::find(inside.as_bytes(), end.as_bytes())?;
        self.after_removal(inside.get(at + end.len()..)?)
    }

    /// What was removed before parsing does not stand between `pre` and its first newline.
    fn after_removal<'t>(&self, rest: &'t str) -> Option<&'t str> {
        (self.after_pre != self.out.len()).then_some(rest)
    }

    fn end_tag(&mut self, markup: &'a str) -> Option<&'a str> {
        let after = markup.strip_prefix("</")?;
        if let Some(innermost) = self.open.last()
            && let Some(rest) = after.strip_prefix(innermost.name).and_then(|rest| rest.strip_prefix('>'))
        {
            self.close_to(self.open.len() - 1);
            return Some(rest);
        }
        let (name, rest) = name_at(after)?;
        let rest = rest.trim_ascii_start().strip_prefix('>')?;
        let mut letters = [0; LONGEST_NAME];
        let name = in_small_letters(name, &mut letters)?;
        self.close(name)?;
        if name == "img" || REMOVED_BEFORE_PARSING.contains(&name) {
            self.after_removal(rest)
        } else {
            Some(rest)
        }
    }

    fn start_tag(&mut self, markup: &'a str) -> Option<&'a str> {
        let (written, attributes) = name_at(markup.strip_prefix('<')?)?;
        let mut letters = [0; LONGEST_NAME];
        let name = in_small_letters(written, &mut letters)?;
        let Some(element) = find(name) else {
            return self.other_start_tag(markup, written, name, attributes);
        };
        let (name, nesting, _) = *element;
        if !self.make_room(name, nesting)? {
            return attributes::skip(attributes);
        }
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(name);
        let rest = self.attributes(element, attributes)?;
        if name == "img" && !self.has_source(start) {
            self.out.truncate(start);
            return self.after_removal(rest);
        }
        if name == "a" {
            self.end_of_link_tag();
        } else {
            self.out.push('>');
        }
        if !matches!(nesting, Nesting::Void | Nesting::VoidBlock) && name != "col" {
            self.open.push(Open { name, nesting, is_written: true });
        }
        if name != "pre" {
            return Some(rest);
        }
        self.after_pre = self.out.len();
        // The parser drops the first newline.
        Some(rest.strip_prefix('\n').unwrap_or(rest))
    }

    fn end_of_link_tag(&mut self) {
        if let Some(rel) = self.purpose.link_rel() {
            self.out.extend([" rel=\"", rel, "\""]);
        }
        self.out.push('>');
    }

    /// The tag of an element that is not written: passed over, left out with what it holds, replaced, or followed.
    fn other_start_tag(
        &mut self,
        markup: &'a str,
        written: &'a str,
        name: &str,
        attributes: &'a str,
    ) -> Option<&'a str> {
        if PASSED_OVER.contains(&name) {
            return attributes::skip(attributes);
        }
        if REMOVED_BEFORE_PARSING.contains(&name) {
            let tag = tag_at(markup)?;
            self.after_removal("")?;
            if name == "iframe" {
                let (source, shown) = player(&tag)?;
                self.link(source, shown)?;
            }
            let len = self.elements.search(|| skip_element(markup, &tag)).unwrap_or(tag.len);
            return markup.get(len..);
        }
        if WITH_RULES.contains(&name) || self.is_between_cells() {
            return None;
        }
        let nesting = if name == "font" { Nesting::Formatting } else { Nesting::Inline };
        self.has_room().then_some(())?;
        self.open.push(Open { name: written, nesting, is_written: false });
        attributes::skip(attributes)
    }

    /// Writes a link in place of a player: a paragraph of its own, unless it is the first thing in one. Where a tag that is not
    /// written stands between, the slow way begins a new one, as it looks at the source.
    fn link(&mut self, source: &str, shown: &str) -> Option<()> {
        let last_tag = self.out.trim_end().rfind('<').and_then(|at| self.out.trim_end().get(at..));
        let is_first =
            last_tag.is_some_and(|tag| tag == "<p>" || (tag.starts_with("<p ") && tag.ends_with('>')));
        if !is_first {
            self.make_room("p", Nesting::Block)?;
            self.out.push_str("<p>");
        }
        (!self.is_open("a")).then_some(())?;
        self.out.push_str("<a");
        self.attribute("a", "href", source)?;
        self.end_of_link_tag();
        let mut text = String::new();
        decode(shown, &mut text)?;
        escape_decoded(&text, Place::Text, &mut self.out);
        self.out.push_str(if is_first { "</a>" } else { "</a></p>" });
        Some(())
    }

    /// True where the tag that begins at `start` names a picture. Quotes in values are escaped, so that this is an attribute.
    fn has_source(&self, start: usize) -> bool {
        let tag = self.out.get(start..).unwrap_or_default();
        tag.contains(" src=\"") || tag.contains(" srcset=\"")
    }
}

fn find(name: &str) -> Option<Element> {
    let at = BEGINNINGS.binary_search(&beginning(name)).ok()?;
    ELEMENTS.get(at).filter(|(known, ..)| *known == name)
}

/// The beginnings of the names of [`ELEMENTS`]: numbers are compared in a fraction of the time.
const BEGINNINGS: [u64; ELEMENTS.len()] = {
    let mut beginnings = [0; ELEMENTS.len()];
    let mut at = 0;
    while at < beginnings.len() {
        beginnings[at] = beginning(ELEMENTS[at].0);
        at += 1;
    }
    beginnings
};

/// The first eight bytes of a name as a number, which is ordered as names are. No two elements begin alike.
const fn beginning(name: &str) -> u64 {
    let (mut number, mut shift, mut rest) = (0, u64::BITS, name.as_bytes());
    while let [byte, after @ ..] = rest
        && shift > 0
    {
        shift -= 8;
        number |= (*byte as u64) << shift;
        rest = after;
    }
    number
}

/// The name of a tag at the beginning of `text`, and what follows it.
fn name_at(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'-' || b == b':'))?;
    let (name, rest) = text.split_at(end);
    let is_name = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    let ends = rest.bytes().next().is_some_and(|b| matches!(b, b'>' | b'/') || b.is_ascii_whitespace());
    (is_name && ends).then_some((name, rest))
}

fn in_small_letters<'t>(name: &'t str, letters: &'t mut [u8; LONGEST_NAME]) -> Option<&'t str> {
    if !name.bytes().any(|b| b.is_ascii_uppercase()) {
        return Some(name);
    }
    let letters = letters.get_mut(..name.len())?;
    letters.copy_from_slice(name.as_bytes());
    letters.make_ascii_lowercase();
    std::str::from_utf8(letters).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_is_found_by_its_name_alone() {
        assert!(BEGINNINGS.is_sorted_by(|one, next| one < next));
        for (name, ..) in &ELEMENTS {
            assert_eq!(find(name).map(|(found, ..)| *found), Some(*name));
            assert!(find(&format!("{name}-")).is_none());
        }
        assert!(find("").is_none() && find("blockquo").is_none());
    }
}
