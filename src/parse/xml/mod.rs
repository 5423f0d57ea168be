//! Reading XML as feeds have it: characters in, elements and their texts out, one pass, whatever is wrong with them.
//!
//! [`Xml`] walks a document on the events of `quick-xml`. A reader of a vocabulary asks for the children of an element
//! ([`Xml::child`]) and for the text of one ([`Xml::content`]), and never sees how badly they were closed: an end tag closes
//! what was left open in the element that it names, one that names nothing is left out, and the end of the document ends all.
//! Depth is bounded, nothing recurses. Not done here: what an element means.

mod attributes;
mod content;
mod element;
mod entities;
mod namespace;
mod tokens;

use std::sync::Arc;

use url::Url;

use super::defect::Defects;
pub use content::{Content, Inner};
pub use element::{Element, Name};
pub use namespace::Ns;
use namespace::Scopes;
use tokens::{Token, Tokens};

/// Levels of elements that are read. What lies deeper ends the reading: nothing that publishes feeds nests so deep.
const MAX_DEPTH: usize = 256;

/// An element that was begun and not yet ended.
struct Open<'a> {
    /// Its name with the prefix, as written.
    name: &'a str,
    /// Namespace declarations in force outside of it.
    outer: usize,
    /// `xml:base` in force inside.
    base: Option<Arc<Url>>,
    /// `xml:lang` in force inside.
    language: Option<&'a str>,
}

/// A document that is being read.
pub struct Xml<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    open: Vec<Open<'a>>,
    scopes: Scopes<'a>,
    /// What URLs are resolved against outside of every `xml:base`.
    base: Option<Arc<Url>>,
    /// An element that was begun as a child of another than the one that it is a child of.
    moved: Option<Element<'a>>,
    /// Down to which depth an end tag that was read closes.
    closing: Option<usize>,
    /// What was wrong so far.
    pub defects: Defects,
}

/// What [`Xml::step`] came to.
enum Step<'a> {
    /// An element begins, and is open now. An empty one is followed by its end.
    Start(Element<'a>),
    /// The innermost element ended: its name as written.
    End(&'a str),
    /// Character data of the innermost element.
    Text(Inner<'a>),
    /// The document ended, and every element with it.
    Eof,
}

impl<'a> Xml<'a> {
    /// Begins to read `text`. `base` is the document's own URL, where it is known.
    #[must_use]
    pub fn new(text: &'a str, base: Option<Arc<Url>>) -> Self {
        Self {
            text,
            tokens: Tokens::new(text),
            open: Vec::new(),
            scopes: Scopes::default(),
            base,
            moved: None,
            closing: None,
            defects: Defects::default(),
        }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The next child of the element at `depth` (0: the document itself). Text between the children, and what is left
    /// unread of the child before, is passed over. `None` where the element has ended.
    pub fn child(&mut self, depth: usize) -> Option<Element<'a>> {
        loop {
            if let Some(element) = self.moved.take() {
                if element.depth == depth + 1 {
                    return Some(element);
                }
                if element.depth <= depth {
                    self.moved = Some(element);
                    return None;
                }
            }
            if self.open.len() < depth {
                return None;
            }
            match self.step() {
                Step::Start(element) if element.depth == depth + 1 => return Some(element),
                Step::Eof => return None,
                Step::Start(_) | Step::End(_) | Step::Text(_) => {}
            }
        }
    }

    /// Takes back an element that [`child`](Self::child) gave: it is no child of where it was found, but begins there because
    /// the end tag of the one at `depth` is missing. That one ends, and the element becomes the next one beside it.
    pub fn ends_before(&mut self, depth: usize, element: Element<'a>) {
        self.defects.add(
            element.at,
            format!("`<{}>` begins where an element of the same kind is not yet closed", element.tag),
            "XML 1.0 §3.1",
            "taken as its end",
        );
        let inner = self.open.pop();
        self.open.truncate(depth.saturating_sub(1));
        self.open.extend(inner);
        self.moved = Some(Element { depth: self.open.len(), ..element });
    }

    /// `xml:base` in force where reading stands, resolved against the outer ones and the document's own URL.
    #[must_use]
    pub fn base(&self) -> Option<&Arc<Url>> {
        self.open.last().map_or(self.base.as_ref(), |open| open.base.as_ref())
    }

    /// `xml:lang` in force where reading stands.
    #[must_use]
    pub fn language(&self) -> Option<&'a str> {
        self.open.last().and_then(|open| open.language)
    }

    /// `found` resolved against the base in force (RFC 3986 §5); as it is where there is none, or it is no reference.
    #[must_use]
    pub fn resolve(&self, found: &str) -> String {
        let found = found.trim();
        match self.base() {
            Some(base) => base.join(found).map_or_else(|_| found.to_owned(), String::from),
            None => found.to_owned(),
        }
    }

    fn step(&mut self) -> Step<'a> {
        loop {
            if let Some(depth) = self.closing {
                if let Some(name) = self.end(depth) {
                    return Step::End(name);
                }
                self.closing = None;
            }
            let at = self.tokens.offset();
            match self.tokens.next(&mut self.defects) {
                Token::Start { tag, empty } => {
                    if self.open.len() >= MAX_DEPTH {
                        self.defects.add(
                            at,
                            format!("elements are nested more than {MAX_DEPTH} deep"),
                            "a bound of this reader",
                            "reading ended here",
                        );
                        self.tokens.stop();
                        continue;
                    }
                    let element = self.begin(tag, at);
                    if empty {
                        self.closing = Some(self.open.len() - 1);
                    }
                    return Step::Start(element);
                }
                Token::End { name } => self.close(name, at),
                Token::Text(text) => return Step::Text(Inner::Text(text)),
                Token::Cdata(text) => return Step::Text(Inner::Cdata(text)),
                Token::Reference(name) => {
                    let written = self.text.get(at..self.tokens.offset()).unwrap_or_default();
                    return Step::Text(Inner::Reference(
                        entities::resolve(name, at, &mut self.defects),
                        written,
                    ));
                }
                Token::Eof => {
                    if let Some(open) = self.open.last() {
                        let what = format!("the document ends inside of `<{}>`", open.name);
                        self.defects.add(at, what, "XML 1.0 §2.1", "all that is open ends there");
                        self.closing = Some(0);
                        continue;
                    }
                    return Step::Eof;
                }
            }
        }
    }

    /// Opens an element.
    fn begin(&mut self, tag: &'a str, at: usize) -> Element<'a> {
        let outer = self.scopes.len();
        let (name, attributes) = element::split(tag);
        let parent = self.open.last();
        let mut base = parent.map_or_else(|| self.base.clone(), |open| open.base.clone());
        let mut language = parent.and_then(|open| open.language);
        if attributes.contains("xml") {
            self.scopes.declare(attributes);
            if let Some(found) = attributes::find(attributes, "xml:base") {
                base = join(base.as_ref(), &found).or(base);
            }
            if let Some(found) = attributes::find_raw(attributes, "xml:lang") {
                language = Some(found);
            }
        }
        self.open.push(Open { name, outer, base, language });
        let (ns, local) = self.scopes.resolve(name);
        Element { ns, name: Name::new(local), tag: name, attributes, depth: self.open.len(), at }
    }

    /// Ends the innermost element, where it is deeper than `depth`, and gives its name.
    fn end(&mut self, depth: usize) -> Option<&'a str> {
        if self.open.len() <= depth {
            return None;
        }
        let open = self.open.pop()?;
        self.scopes.truncate(open.outer);
        Some(open.name)
    }

    /// Works off an end tag.
    fn close(&mut self, name: &str, at: usize) {
        if self.open.last().is_some_and(|open| open.name == name) {
            self.closing = Some(self.open.len() - 1);
            return;
        }
        match self.open.iter().rposition(|open| open.name.eq_ignore_ascii_case(name)) {
            Some(depth) => {
                let inner = self.open.last().map_or(name, |open| open.name);
                let what = format!("`</{name}>` where `<{inner}>` is open");
                self.defects.add(at, what, "XML 1.0 §3 [GIC: Element Type Match]", "closes both");
                self.closing = Some(depth);
            }
            None => {
                let what = format!("`</{name}>` closes nothing");
                self.defects.add(at, what, "XML 1.0 §3 [Element Type Match]", "left out");
            }
        }
    }
}

/// `found` as a base inside of `outer` (XML Base §4).
fn join(outer: Option<&Arc<Url>>, found: &str) -> Option<Arc<Url>> {
    let found = found.trim();
    let joined = match outer {
        Some(outer) => outer.join(found).ok()?,
        None => Url::parse(found).ok()?,
    };
    (!joined.cannot_be_a_base()).then(|| Arc::new(joined))
}
