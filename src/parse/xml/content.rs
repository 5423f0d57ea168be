//! The text of an element: character data, references, CDATA sections; and elements in it, as markup.

use std::borrow::Cow;

use url::Url;

use super::element::Element;
use super::{Ns, Step, Xml};

/// What stands in an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content<'a> {
    /// The characters. With `has_elements`, they are markup of HTML (XHTML): tags as written, those of HTML
    /// without their prefixes, and text in which
    /// `&`, `<` and `>` are escaped.
    pub value: Cow<'a, str>,
    /// True: elements stood in it.
    pub has_elements: bool,
    /// True: some of it stood in a CDATA section.
    pub has_cdata: bool,
}

impl<'a> Content<'a> {
    /// Adds character data.
    fn push(&mut self, text: Cow<'a, str>) {
        if self.has_elements {
            escape(&text, self.value.to_mut());
        } else if self.value.is_empty() {
            self.value = text;
        } else {
            self.value.to_mut().push_str(&text);
        }
    }

    /// What comes now, and what was there, is markup.
    fn turn_into_markup(&mut self) {
        if !self.has_elements {
            self.has_elements = true;
            let mut escaped = String::with_capacity(self.value.len() + 64);
            escape(&self.value, &mut escaped);
            self.value = Cow::Owned(escaped);
        }
    }
}

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'&', b'<', b'>', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match from.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

impl<'a> Xml<'a> {
    /// All that stands in `element`, which [`child`](Self::child) gave and of which nothing was read yet.
    pub fn content(&mut self, element: &Element<'a>) -> Content<'a> {
        self.content_until(element, |_| false).0
    }

    /// What stands in `element` up to the first element in it that `stop` is true for; and that one, which is begun, but not read.
    /// One that is no child of it counts only where the end tag of `element` is missing.
    pub fn content_until(
        &mut self,
        element: &Element<'a>,
        stop: impl Fn(&Element<'a>) -> bool,
    ) -> (Content<'a>, Option<Element<'a>>) {
        self.content_until_or(element, &stop, &stop)
    }

    /// [`content_until`](Self::content_until) that knows elements which end `element` only where its end tag is missing, whether they are
    /// its children or deeper.
    pub fn content_until_or(
        &mut self,
        element: &Element<'a>,
        stop: impl Fn(&Element<'a>) -> bool,
        stop_if_unclosed: impl Fn(&Element<'a>) -> bool,
    ) -> (Content<'a>, Option<Element<'a>>) {
        let mut content = Content::default();
        let outer_bases = self.bases.len();
        let mut is_closed = false;
        loop {
            match self.step() {
                Step::Text(raw, at) => content.push(self.references.decode(raw, at, &mut self.defects)),
                Step::Cdata(text) => {
                    content.has_cdata = true;
                    content.push(line_feeds(text));
                }
                Step::Start(inner) => {
                    if inner.depth == element.depth + 1 && stop(&inner) {
                        return (content, Some(inner));
                    }
                    if !is_closed && stop_if_unclosed(&inner) {
                        is_closed = !self.is_unclosed(element.depth, inner.at);
                        if !is_closed {
                            return (content, Some(inner));
                        }
                    }
                    content.turn_into_markup();
                    let out = content.value.to_mut();
                    let inner = self.imply_ends(inner, element.depth, out);
                    self.end_if_void(&inner);
                    let base = self.bases.get(outer_bases..).and_then(<[_]>::last);
                    start_tag(&inner, base.map(|base| &**base), out);
                }
                Step::End(name) if self.open.len() >= element.depth => {
                    if !crate::text::html::is_void(name) {
                        content.value.to_mut().extend(["</", name, ">"]);
                    }
                }
                Step::End(_) | Step::Eof => return (content, None),
            }
        }
    }

    /// Ends an element that has no end tag in HTML, where it has none here: `<br>` in text that should have been escaped.
    fn end_if_void(&mut self, inner: &Element<'a>) {
        if self.closing.is_some()
            || !inner.ns.is_html()
            || !crate::text::html::is_void(inner.name.as_str())
            || self.tokens.rest().strip_prefix("</").is_some_and(|rest| rest.starts_with(inner.tag))
        {
            return;
        }
        self.defects.add_with(
            inner.at,
            || format!("`<{}>` is not closed", inner.tag),
            "XML 1.0 §3.1",
            "taken as empty, as in HTML",
        );
        self.closing = Some(self.open.len() - 1);
    }
}

/// `text` with line ends as line feeds (XML 1.0 §2.11).
fn line_feeds(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (number, part) in text.split('\r').enumerate() {
        if number > 0 && !part.starts_with('\n') {
            out.push('\n');
        }
        out.push_str(part);
    }
    Cow::Owned(out)
}

/// Attributes that hold one URL.
const ADDRESSES: [&str; 6] = ["href", "src", "cite", "poster", "data", "longdesc"];

/// Writes the tag that an element begins with. `base` is the `xml:base` in force there, where one was declared inside of the content:
/// HTML has no such attribute, so its URLs are resolved here.
fn start_tag(element: &Element<'_>, base: Option<&Url>, out: &mut String) {
    out.push('<');
    out.push_str(if element.ns.is_html() { element.local() } else { element.tag });
    for (name, value) in element.attributes() {
        // What is HTML needs no declaration; a drawing that is taken out of it does.
        if name.starts_with("xmlns") && element.ns != Ns::Foreign {
            continue;
        }
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        let resolved = base.filter(|_| ADDRESSES.iter().any(|address| name.eq_ignore_ascii_case(address)));
        let resolved = resolved.and_then(|base| base.join(value.trim()).ok());
        let mut rest = resolved.as_ref().map_or(&*value, Url::as_str);
        while let Some(at) = memchr::memchr3(b'&', b'"', b'<', rest.as_bytes()) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            out.push_str(match from.as_bytes().first() {
                Some(b'&') => "&amp;",
                Some(b'"') => "&quot;",
                _ => "&lt;",
            });
            rest = from.get(1..).unwrap_or_default();
        }
        out.push_str(rest);
        out.push('"');
    }
    out.push('>');
}
