//! Text constructs: what an element and its `type` and `mode` mean, read to text that says how it is marked up.
//!
//! RFC 4287 §3.1 and §4.1.3, Atom 0.3, and RSS, which says nothing and means either. Nothing is unescaped twice.

use std::sync::Arc;

use url::Url;

use super::vocabulary::{Around, markup, trimmed};
use super::{base64, reencoded};
use crate::model::draft::{Markup, RawText};
use crate::parse::xml::{Content, Element, Xml};
use crate::text::html::{reference, tag_at, to_plain};

/// What a `type` says of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Characters as they are.
    Text,
    /// HTML, escaped.
    Html,
    /// Elements of XHTML.
    Xhtml,
    /// Other elements.
    Xml,
    /// Bytes in Base64.
    Binary,
}

impl Kind {
    /// The kind of a `type` (RFC 4287 §3.1.1, §4.1.3.1). Types that nobody knows are text: that loses nothing.
    fn of(said: &str) -> Option<Self> {
        let said = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Some(match said.as_str() {
            "" => return None,
            // Where there should be a type of what it is (RFC 4287 §4.1.3.1).
            "base64" => Self::Binary,
            "html" | "text/html" => Self::Html,
            "xhtml" | "application/xhtml+xml" => Self::Xhtml,
            xml if xml.ends_with("+xml") || xml.ends_with("/xml") => Self::Xml,
            text if text.starts_with("text/") || !text.contains('/') => Self::Text,
            _ => Self::Binary,
        })
    }
}

/// Reads a title: a text that is mostly one line. `None` where it is blank.
pub(super) fn title<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around) -> Option<RawText> {
    construct(xml, element, around, true)
}

/// Reads a text that may be long. `None` where it is blank.
pub(super) fn body<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around) -> Option<RawText> {
    construct(xml, element, around, false)
}

fn construct<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around, simple: bool) -> Option<RawText> {
    let said = element.attribute("type").and_then(|said| Kind::of(&said));
    let mode = element.attribute("mode").unwrap_or_default();
    let base = xml.base().cloned();
    // A document of any vocabulary may stand in a content, entries included.
    let content = if said == Some(Kind::Xml) { xml.content(element) } else { markup(xml, element, simple) };
    let is_base64 = mode.eq_ignore_ascii_case("base64");
    if (is_base64 || (said == Some(Kind::Binary) && !simple)) && base64::decode(&content.value).is_none() {
        let what = || format!("what stands in `<{}>` is no Base64, as its type demands", element.tag);
        xml.defects.add_with(element.at, what, "RFC 4287 §4.1.3.3", "taken as it stands");
    }
    let (mut markup, mut value) = match said {
        _ if is_base64 => binary(said, content)?,
        // Only a content may be of any type (RFC 4287 §3.1.1), and what names one elsewhere is mostly text.
        Some(Kind::Binary) => match binary(None, content.clone()) {
            None if simple => (Markup::Plain, content.value.into_owned()),
            decoded => decoded?,
        },
        Some(Kind::Html) if content.has_elements => {
            (Markup::Html, escaped_in_div(content.value.into_owned()))
        }
        _ if content.has_elements => (Markup::Html, content.value.into_owned()),
        Some(Kind::Html) => (Markup::Html, content.value.into_owned()),
        // Markup that was escaped, though its type says that it is not.
        Some(Kind::Xhtml | Kind::Xml) if content.has_cdata || mode.eq_ignore_ascii_case("escaped") => {
            (Markup::Html, content.value.into_owned())
        }
        None | Some(Kind::Text | Kind::Xhtml | Kind::Xml) => (Markup::Plain, content.value.into_owned()),
    };
    if markup == Markup::Plain && !around.is_atom(element) {
        // RSS does not say whether a text is HTML.
        markup = if simple { of_line(&value) } else { Markup::Html };
    }
    let mut base = base.filter(|base| !around.base.as_ref().is_some_and(|outer| Arc::ptr_eq(outer, base)));
    if said == Some(Kind::Xhtml)
        && let Some((inner, own_base)) = without_div(&value, base.as_ref().or(around.base.as_ref()))
    {
        base = own_base.map(Arc::new).or(base);
        value = inner.to_owned();
    }
    let trimmed = trimmed(&value);
    if trimmed.is_empty() {
        return None;
    }
    if trimmed.len() < value.len() {
        value = trimmed.to_owned();
    }
    if let Some(meant) = reencoded::undone(&value) {
        value = meant;
    }
    Some(RawText { markup, value, base })
}

/// Empty elements that people write into titles. The others are rather what a title is about.
const IN_LINES: [&str; 4] = ["br", "hr", "img", "wbr"];

/// What a line is of which nothing is said: HTML where something in it means something only there: a reference, an end tag, a break
/// or a picture, a comment. A start tag alone is what the line is about (`The <canvas> element`).
pub(super) fn of_line(line: &str) -> Markup {
    let is_html = |at: usize| {
        let rest = line.get(at..).unwrap_or_default();
        let Some(tag) = rest.strip_prefix('<') else { return reference(rest).is_some() };
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_end =
            tag.strip_prefix('/').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        is_end || IN_LINES.iter().any(|known| name.eq_ignore_ascii_case(known)) || tag.starts_with("!--")
    };
    let mut marks = memchr::memchr2_iter(b'<', b'&', line.as_bytes());
    if marks.any(is_html) { Markup::Html } else { Markup::Plain }
}

/// A name of which nothing says whether it is HTML, as those of RSS and Dublin Core: `Tom &amp; Co` was escaped once more than XML
/// asks for. Where a `<` stands or would stand, it is as it is written: markup, or a type of some language.
pub(super) fn of_name(name: String) -> String {
    if !name.contains('&') || name.contains('<') {
        return name;
    }
    let meant = to_plain(&RawText::html(&*name));
    if meant.as_str().contains('<') { name } else { meant.as_str().to_owned() }
}

/// The text of a content in Base64; `None` where it is no text. What cannot be decoded stays as it is.
fn binary(said: Option<Kind>, content: Content<'_>) -> Option<(Markup, String)> {
    let markup = if said == Some(Kind::Text) { Markup::Plain } else { Markup::Html };
    match base64::decode(&content.value) {
        Some(bytes) => String::from_utf8(bytes).ok().map(|text| (markup, text)),
        None => Some((
            if content.has_elements { Markup::Html } else { Markup::Plain },
            content.value.into_owned(),
        )),
    }
}

/// HTML that was escaped, as its type demands, and then put into a `div`, which is the only element, as some blogs did in
/// 2007.
fn escaped_in_div(value: String) -> String {
    match without_div(&value, None) {
        Some((inner, _)) if !inner.contains('<') => {
            inner.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        }
        _ => value,
    }
}

/// What stands in the `div` around an XHTML text, which is no part of it (RFC 4287 §3.1.1.3), and the base that it sets.
fn without_div<'t>(value: &'t str, outer: Option<&Arc<Url>>) -> Option<(&'t str, Option<Url>)> {
    let value = value.trim();
    let tag = tag_at(value).filter(|tag| tag.is("div"))?;
    let inner = value.strip_suffix("</div>")?.get(tag.len..)?;
    // The last end tag is its own only where all in between are balanced.
    let mut depth = 0_usize;
    for at in memchr::memchr_iter(b'<', inner.as_bytes()) {
        let rest = inner.get(at..).unwrap_or_default();
        if rest.starts_with("</div>") {
            depth = depth.checked_sub(1)?;
        } else if rest.strip_prefix("<div").is_some_and(|rest| rest.starts_with([' ', '>', '/', '\n', '\t']))
        {
            depth += 1;
        }
    }
    let base = tag.attribute("xml:base").and_then(|found| match outer {
        Some(outer) => outer.join(found).ok(),
        None => Url::parse(found).ok(),
    });
    (depth == 0).then_some((inner, base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_escaped_twice_are_read_as_they_are_meant() {
        for (name, expected) in [
            ("Tom &amp; Co", "Tom & Co"),
            ("Ren&#233;", "René"),
            ("Tom & Co", "Tom & Co"),
            ("R&D", "R&D"),
            ("Vec<&str>", "Vec<&str>"),
            ("&lt;p&gt;A&lt;/p&gt;", "&lt;p&gt;A&lt;/p&gt;"),
        ] {
            assert_eq!(of_name(name.to_owned()), expected);
        }
    }
}
