//! Reading XML as feeds have it: characters in, elements and their texts out, one pass, whatever is wrong with them.
//!
//! [`Xml`] walks a document on the events of `quick-xml`. A reader of a vocabulary asks for the children of an element
//! ([`Xml::child`]) and for the text of one ([`Xml::content`]), and never sees how badly they were closed: an end tag closes
//! what was left open in the element that it names, one that names nothing is left out, and the end of the document ends all.
//! Depth is bounded, nothing recurses. Not done here: what an element means.

mod attributes;
mod characters;
mod content;
mod doctype;
mod element;
mod entities;
mod implied;
mod namespace;
mod nesting;
mod tokens;
mod tolerant;
mod unclosed;

use std::rc::Rc;
use std::sync::Arc;

use url::Url;

use super::defect::{Defects, shown};
pub use characters::legible;
pub use content::Content;
pub use element::{Element, Name};
use entities::References;
use implied::Missed;
pub use namespace::Ns;
use namespace::Scopes;
use nesting::{MAX_DEPTH, Names, Open};
use tokens::{Token, Tokens};

/// A document that is being read.
pub struct Xml<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    open: Vec<Open<'a>>,
    names: Names,
    missed: Missed<'a>,
    scopes: Scopes<'a>,
    /// What URLs are resolved against: the document's own URL, where it is known, and each `xml:base` in force.
    bases: Vec<Arc<Url>>,
    references: References<'a>,
    /// The first document type declaration.
    doctype: Option<&'a str>,
    /// Tags that were too deep to be read, and are not closed yet.
    too_deep: usize,
    /// An element that was begun as a child of another than the one that it is a child of.
    moved: Option<Element<'a>>,
    /// Down to which depth an end tag that was read closes.
    closing: Option<usize>,
    /// True: the document ended before its root element did.
    cut: bool,
    /// Bytes that were looked ahead.
    looked: usize,
    /// The language that the document says by other means than `xml:lang`.
    spoken: Option<String>,
    /// What was wrong so far.
    pub defects: Defects,
}

/// What [`Xml::step`] came to.
enum Step<'a> {
    /// An element begins, and is open now. An empty one is followed by its end.
    Start(Element<'a>),
    /// The innermost element ended: its name as written.
    End(&'a str),
    /// Character data of the innermost element as written, and where it stands.
    Text(&'a str, usize),
    /// Character data of a CDATA section.
    Cdata(&'a str),
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
            names: Names::default(),
            missed: Missed::default(),
            scopes: Scopes::default(),
            bases: base.into_iter().collect(),
            references: References::default(),
            doctype: None,
            too_deep: 0,
            moved: None,
            closing: None,
            cut: false,
            looked: 0,
            spoken: None,
            defects: Defects::default(),
        }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// What stands in the document type declaration that was read, such as `rss PUBLIC "…" "…"`.
    #[must_use]
    pub fn doctype(&self) -> Option<&'a str> {
        self.doctype
    }

    /// True where the document ended inside of what was read last: that may be half of it.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
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
                Step::Start(_) | Step::End(_) | Step::Text(..) | Step::Cdata(_) => {}
            }
        }
    }

    /// The next element that begins in the one at `depth`, at any level. `None` where that has ended.
    pub fn within(&mut self, depth: usize) -> Option<Element<'a>> {
        if self.moved.as_ref().is_some_and(|element| element.depth <= depth) || self.open.len() < depth {
            return None;
        }
        loop {
            match self.moved.take().map_or_else(|| self.step(), Step::Start) {
                Step::Start(element) => return Some(element),
                Step::End(_) if self.open.len() < depth => return None,
                Step::Eof => return None,
                Step::End(_) | Step::Text(..) | Step::Cdata(_) => {}
            }
        }
    }

    /// The next element that begins, wherever it stands.
    pub fn descend(&mut self) -> Option<Element<'a>> {
        if let Some(element) = self.moved.take() {
            return Some(element);
        }
        loop {
            match self.step() {
                Step::Start(element) => return Some(element),
                Step::Eof => return None,
                Step::End(_) | Step::Text(..) | Step::Cdata(_) => {}
            }
        }
    }

    /// Takes back an element that has begun and of which nothing was read yet: it does not belong where it was found, but begins there
    /// because the end tag of the one at `depth`, which is around it, is missing. That one ends with all in it, and the element
    /// becomes the next one beside it.
    pub fn ends_before(&mut self, depth: usize, element: Element<'a>) {
        if let Some(ended) = self.open.get(depth.saturating_sub(1)) {
            let what = || {
                format!("`<{}>` is not closed before `<{}>` begins", shown(ended.name), shown(element.tag))
            };
            self.defects.add_with(ended.at, what, "XML 1.0 §3.1", "taken to end there");
        }
        let inner = self.open.pop();
        let is_empty = self.closing == Some(self.open.len());
        self.open.truncate(depth.saturating_sub(1));
        self.names.truncate(self.open.len());
        if is_empty {
            self.closing = Some(self.open.len());
        }
        self.open.extend(inner);
        self.moved = Some(Element { depth: self.open.len(), ..element });
    }

    /// `xml:base` in force where reading stands, resolved against the outer ones and the document's own URL.
    #[must_use]
    pub fn base(&self) -> Option<&Arc<Url>> {
        self.bases.last()
    }

    /// `xml:lang` in force where reading stands.
    #[must_use]
    pub fn language(&self) -> Option<&'a str> {
        self.open.last().and_then(|open| open.language).filter(|language| !language.is_empty())
    }

    /// Notes the language that the document says by other means than `xml:lang`.
    pub fn speaks(&mut self, language: &str) {
        self.spoken = Some(language.to_owned());
    }

    /// The language of what stands here, as far as the document has said it until now.
    #[must_use]
    pub fn spoken(&self) -> Option<&str> {
        self.language().or(self.spoken.as_deref())
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
                Token::Start { empty, .. } if self.open.len() >= MAX_DEPTH => self.pass_over(at, empty),
                Token::Start { tag, empty } => {
                    let element = self.begin(tag, at);
                    if empty {
                        self.closing = Some(self.open.len() - 1);
                    }
                    return Step::Start(element);
                }
                Token::End { name } => self.close(name, at),
                Token::Text(text) if self.open.is_empty() => self.outside(text, at),
                Token::Text(text) => return Step::Text(text, at),
                Token::Cdata(text) => return Step::Cdata(text),
                Token::Doctype(inside) => {
                    self.doctype = self.doctype.or(Some(inside.trim_ascii()));
                    Rc::make_mut(&mut self.references.entities).declare(inside);
                }
                Token::Other => {}
                Token::Eof => {
                    let Some(open) = self.open.last() else { return Step::Eof };
                    let what = || format!("the document ends inside of `<{}>`", shown(open.name));
                    self.defects.add_with(at, what, "XML 1.0 §2.1", "all that is open ends there");
                    self.closing = Some(0);
                    self.cut = true;
                }
            }
        }
    }

    /// Text where there is no element.
    fn outside(&mut self, text: &str, at: usize) {
        let blanks = text.len() - text.trim_ascii_start().len();
        if blanks < text.len() {
            let what = "text outside of the root element";
            self.defects.add(at + blanks, what, "XML 1.0 §2.1", "left out");
        }
    }
}

#[cfg(test)]
mod tests;
