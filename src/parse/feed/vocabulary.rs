//! Which elements are the formats' own, and what the reading of one field needs to know of where it stands.

use std::sync::Arc;

use url::Url;

use crate::parse::xml::{Content, Element, Ns, Xml};

/// True for an element of RSS or Atom, whichever of both the document is: people mix them. An element without a prefix
/// whose default namespace nobody knows is one, too: such namespaces are mostly invented for RSS, which has none.
pub(super) fn is_own(element: &Element<'_>) -> bool {
    match element.ns {
        Ns::Rss | Ns::Atom => true,
        Ns::Unknown => !element.tag.contains(':'),
        _ => false,
    }
}

/// Fields whose names mean nothing in HTML.
const FIELDS: &[&str] = &[
    "author",
    "category",
    "channel",
    "comments",
    "content",
    "contributor",
    "copyright",
    "created",
    "description",
    "enclosure",
    "entry",
    "generator",
    "guid",
    "id",
    "issued",
    "item",
    "language",
    "lastbuilddate",
    "managingeditor",
    "modified",
    "pubdate",
    "published",
    "rights",
    "skipdays",
    "skiphours",
    "subtitle",
    "ttl",
    "updated",
    "webmaster",
];

/// Fields whose names HTML or SVG has, too.
const FIELDS_AND_HTML: &[&str] = &["image", "link", "source", "summary", "title"];

/// True for an element that cannot stand in a text, even one that holds HTML: the end tag of the text is missing.
fn ends_text(element: &Element<'_>) -> bool {
    match element.ns {
        Ns::Xhtml | Ns::Foreign => false,
        // Links and images of HTML have attributes.
        Ns::Rss | Ns::Atom | Ns::Unknown if matches!(element.name.as_str(), "link" | "image") => {
            is_own(element) && element.attributes().next().is_none()
        }
        Ns::Rss | Ns::Atom | Ns::Unknown => is_own(element) && FIELDS.contains(&element.name.as_str()),
        _ => true,
    }
}

/// True for an element that cannot stand in a line of text.
pub(super) fn ends_line(element: &Element<'_>) -> bool {
    ends_text(element) || is_own(element) && FIELDS_AND_HTML.contains(&element.name.as_str())
}

/// True for an element that cannot stand in a text whose end tag is missing, though it could in one that has it: SVG has titles.
fn ends_unclosed(element: &Element<'_>) -> bool {
    ends_text(element) || is_own(element) && matches!(element.name.as_str(), "link" | "title")
}

/// The text of a field that holds no markup, so that any element after it shows that its end is missing. Empty where the
/// document ends in it: half an address leads elsewhere, half a date is another day.
pub(super) fn characters<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> String {
    let (content, next) = xml.content_until(element, |_| true);
    if xml.is_cut() {
        return String::new();
    }
    let text = trimmed(&content.value);
    match next {
        // Markup around all of it.
        Some(next) if text.is_empty() && !ends_line(&next) => {
            let (content, after) = xml.content_until(&next, |_| true);
            match after.filter(ends_line) {
                Some(after) => xml.ends_before(element.depth, after),
                None => end(xml, element),
            }
            return content.value.trim().to_owned();
        }
        Some(next) => xml.ends_before(element.depth, next),
        None => {}
    }
    text.to_owned()
}

/// A text without the blanks around it, and without the byte order marks of what it was put together from.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// The text of a field that may hold markup, in a line where `simple` is true.
pub(super) fn markup<'a>(xml: &mut Xml<'a>, element: &Element<'a>, simple: bool) -> Content<'a> {
    let stop = if simple { ends_line } else { ends_text };
    let (content, next) = xml.content_until_or(element, stop, ends_unclosed);
    if let Some(next) = next {
        xml.ends_before(element.depth, next);
    }
    content
}

/// Passes over what is left unread of `element`, which holds no fields, up to where one begins in it.
pub(super) fn end<'a>(xml: &mut Xml<'a>, element: &Element<'a>) {
    let mut outer = Unknown::new(element);
    while let Some(inner) = xml.within(element.depth) {
        let is_child = inner.depth == element.depth + 1;
        if is_child && ends_line(&inner) || outer.is_unclosed(xml, &inner) {
            xml.ends_before(element.depth, inner);
            return;
        }
    }
}

/// An element that means nothing where it stands, and that is looked through.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unknown {
    /// Its depth.
    pub depth: usize,
    /// True: HTML writes it without an end tag (HTML §13.1.2), and so do programs that print a warning into a feed.
    is_void: bool,
    /// True: it is known to have its end tag.
    is_closed: bool,
}

impl Unknown {
    pub(super) fn new(element: &Element<'_>) -> Self {
        let is_void = matches!(element.name.as_str(), "br" | "hr" | "img" | "wbr") && is_own(element);
        Self { depth: element.depth, is_void, is_closed: false }
    }

    /// True where `inner`, which stands in it at any depth, does not belong there: its end tag is missing. It may hold fields, as
    /// `<app:collection>` holds a title; then its end tag comes before that of what it stands in.
    pub(super) fn is_unclosed(&mut self, xml: &mut Xml<'_>, inner: &Element<'_>) -> bool {
        if self.is_void {
            return true;
        }
        if self.is_closed || !ends_line(inner) {
            return false;
        }
        self.is_closed = !xml.is_unclosed(self.depth, inner.at);
        !self.is_closed
    }
}

/// Texts that only RSS has.
const OF_RSS: &[&str] = &["body", "description", "encoded", "fullitem"];

/// Where fields stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// True: in a document of Atom.
    pub atom: bool,
    /// What relative URLs in a text are resolved against where nothing else is said of it.
    pub base: Option<Arc<Url>>,
}

impl Around {
    /// True for elements that Atom defines, which says exactly what is markup. Others stand in documents of Atom, too.
    pub(super) fn is_atom(&self, element: &Element<'_>) -> bool {
        let is_foreign = !is_own(element) || OF_RSS.contains(&element.name.as_str());
        !is_foreign && (self.atom || element.ns == Ns::Atom)
    }
}

/// `found` resolved against the base in force. `None` where it is blank.
pub(super) fn url(xml: &Xml<'_>, found: &str) -> Option<String> {
    let found = found.trim();
    (!found.is_empty()).then(|| xml.resolve(found))
}

/// `found`, which is not blank, resolved against `base`, which was in force where it stood.
pub(super) fn url_at(base: Option<&Url>, found: &str) -> String {
    base.map_or_else(
        || found.to_owned(),
        |base| base.join(found).map_or_else(|_| found.to_owned(), String::from),
    )
}
