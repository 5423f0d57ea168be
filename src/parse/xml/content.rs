//! The text of an element: character data, references, CDATA sections; and elements in it, as markup.

use std::borrow::Cow;

use super::element::Element;
use super::{Step, Xml};

/// A piece of character data.
pub enum Inner<'a> {
    /// As written.
    Text(&'a str),
    /// Of a CDATA section.
    Cdata(&'a str),
    /// The character that a reference stands for, and the reference as written where it stands for none.
    Reference(Option<char>, &'a str),
}

/// What stands in an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content<'a> {
    /// The characters. With `has_elements`, they are markup of HTML (XHTML): tags as written, without their prefixes, and text in which
    /// `&`, `<` and `>` are escaped.
    pub value: Cow<'a, str>,
    /// True: elements stood in it.
    pub has_elements: bool,
    /// True: some of it stood in a CDATA section.
    pub has_cdata: bool,
}

impl<'a> Content<'a> {
    fn push(&mut self, inner: Inner<'a>) {
        let mut character = [0; 4];
        let text = match inner {
            Inner::Text(text) => text,
            Inner::Cdata(text) => {
                self.has_cdata = true;
                text
            }
            Inner::Reference(Some(found), _) => &*found.encode_utf8(&mut character),
            Inner::Reference(None, written) => written,
        };
        if self.has_elements {
            escape(text, self.value.to_mut());
        } else {
            self.value.to_mut().push_str(text);
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
    while let Some(at) = rest.find(['&', '<', '>']) {
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

    /// What stands in `element` up to its first child that `stop` is true for; and that child, which is begun, but not read.
    pub fn content_until(
        &mut self,
        element: &Element<'a>,
        stop: impl Fn(&Element<'a>) -> bool,
    ) -> (Content<'a>, Option<Element<'a>>) {
        let mut content = Content::default();
        loop {
            match self.step() {
                Step::Text(Inner::Text(text)) if content.value.is_empty() && !content.has_elements => {
                    content.value = Cow::Borrowed(text);
                }
                Step::Text(inner) => content.push(inner),
                Step::Start(inner) if inner.depth == element.depth + 1 && stop(&inner) => {
                    return (content, Some(inner));
                }
                Step::Start(inner) => {
                    content.turn_into_markup();
                    start_tag(&inner, content.value.to_mut());
                }
                Step::End(name) if self.open.len() >= element.depth => {
                    let local = name.rsplit(':').next().unwrap_or(name);
                    if !crate::text::html::is_void(local) {
                        let out = content.value.to_mut();
                        out.push_str("</");
                        out.push_str(local);
                        out.push('>');
                    }
                }
                Step::End(_) | Step::Eof => return (content, None),
            }
        }
    }
}

fn start_tag(element: &Element<'_>, out: &mut String) {
    out.push('<');
    out.push_str(element.tag.rsplit(':').next().unwrap_or(element.tag));
    for (name, value) in element.attributes() {
        if name.starts_with("xmlns") {
            continue;
        }
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        let mut rest = &*value;
        while let Some(at) = rest.find(['&', '"', '<']) {
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
