//! Which elements are open: what a start tag opens, and what an end tag closes, whatever is open.
//!
//! In: tags. Out: elements with what is in force in them. An end tag closes what was left open in the element that it names, and
//! one that names nothing is left out, each with a defect. Depth is bounded.

use std::rc::Rc;
use std::sync::Arc;

use url::Url;

use super::namespace::{Ns, Unclear};
use super::{Element, Name, Xml, attributes, element, entities};
use crate::parse::defect::{Defects, shown};

/// Levels of elements that are read. The tags of what lies deeper are left out: nothing that publishes feeds nests so deep.
pub(super) const MAX_DEPTH: usize = 256;

/// Bytes of the longest base: every relative URL becomes as long.
const LONGEST_BASE: usize = 512;

/// Bytes of the longest language: every entry has it.
const LONGEST_LANGUAGE: usize = 64;

/// An element that was begun and not yet ended.
pub(super) struct Open<'a> {
    /// Its name with the prefix, as written.
    pub(super) name: &'a str,
    /// Bytes of the text before it.
    pub(super) at: usize,
    /// Its name in markup of HTML.
    pub(super) html: &'a str,
    /// Namespace declarations in force outside of it.
    pub(super) outer: usize,
    /// How many of the bases count inside.
    pub(super) bases: usize,
    /// `xml:lang` in force inside.
    pub(super) language: Option<&'a str>,
}

/// The names of open elements as numbers, so that end tags of what is not open cost little. Made when one is looked for.
#[derive(Default)]
pub(super) struct Names(Vec<u32>);

impl Names {
    /// Forgets all but the outermost `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// How many elements are around the innermost one of this name, in any case.
    fn innermost(&mut self, name: &str, open: &[Open<'_>]) -> Option<usize> {
        let known = self.0.len();
        self.0.extend(open.iter().skip(known).map(|open| number(open.name)));
        if !self.0.contains(&number(name)) {
            return None;
        }
        open.iter().rposition(|open| open.name.eq_ignore_ascii_case(name))
    }
}

/// A number that names which differ only by case have in common (FNV-1a of the first bytes).
fn number(name: &str) -> u32 {
    let step = |sum: u32, byte: u8| (sum ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
    name.bytes().take(32).fold(0x811C_9DC5, step)
}

impl<'a> Xml<'a> {
    /// Leaves out a tag that is nested too deep. What stands in it is read as if it stood around it.
    pub(super) fn pass_over(&mut self, at: usize, empty: bool) {
        if self.too_deep == 0 {
            let what = || format!("elements are nested more than {MAX_DEPTH} deep");
            self.defects.add_with(
                at,
                what,
                "a bound of this reader",
                "the tags of the inner ones are left out",
            );
        }
        self.too_deep += usize::from(!empty);
    }

    /// Opens an element.
    pub(super) fn begin(&mut self, tag: &'a str, at: usize) -> Element<'a> {
        let (outer, bases) = (self.scopes.len(), self.bases.len());
        let (name, attributes) = element::split(tag);
        let mut language = self.open.last().and_then(|open| open.language);
        let mut declared = None;
        if !attributes.is_empty() {
            let entities = &self.references.entities;
            if !entities.is_empty() && memchr::memchr(b'&', attributes.as_bytes()).is_some() {
                declared = Some(Rc::clone(entities));
            }
            if memchr::memmem::find(attributes.as_bytes(), b"xml").is_some() {
                if !self.scopes.declare(attributes, entities) {
                    let what = "more namespaces are declared than this reader heeds";
                    self.defects.add(at, what, "a bound of this reader", "the last ones are left out");
                }
                if let Some(found) = attributes::find_raw(attributes, "xml:base") {
                    let found = entities::decode(found, declared.as_deref());
                    self.bases.extend(join(self.bases.last(), &found));
                }
                let own = attributes::find_raw(attributes, "xml:lang").map(str::trim_ascii);
                language = own.filter(|own| own.len() <= LONGEST_LANGUAGE).or(language);
            }
            let check = attributes::check(attributes, entities, |name| {
                let (ns, _, unclear) = self.scopes.resolve(name);
                tell(unclear, ns, at, &mut self.defects);
            });
            if let Some(wrong) = check {
                // Before the attributes are the `<` and the name.
                self.defects.add(at + 1 + name.len() + wrong.at, wrong.what, wrong.rule, wrong.done);
            }
        }
        let (ns, local, unclear) = self.scopes.resolve(name);
        tell(unclear, ns, at, &mut self.defects);
        let html = if ns.is_html() { local } else { name };
        self.open.push(Open { name, at, html, outer, bases, language });
        Element { ns, name: Name::new(local), tag: name, attributes, declared, depth: self.open.len(), at }
    }

    /// Takes `element`, which has just begun and whose vocabulary nobody knows, for one of `ns`; and so what has its prefix in it.
    pub fn take_for(&mut self, element: &mut Element<'a>, ns: Ns) {
        let what = || format!("`<{}>` is of a namespace that no format has", shown(element.tag));
        self.defects.add_with(element.at, what, "Namespaces in XML 1.0 §5", "read by its name");
        let prefix = element.tag.split_once(':').map_or("", |(prefix, _)| prefix);
        self.scopes.mean(prefix, ns);
        element.ns = ns;
    }

    /// Ends the innermost element, where it is deeper than `depth`, and gives its name in markup.
    pub(super) fn end(&mut self, depth: usize) -> Option<&'a str> {
        if self.open.len() <= depth {
            return None;
        }
        let open = self.open.pop()?;
        self.names.truncate(self.open.len());
        self.missed.leave(self.open.len() + 1, &mut self.defects);
        self.scopes.truncate(open.outer);
        self.bases.truncate(open.bases);
        Some(open.html)
    }

    /// Works off an end tag.
    pub(super) fn close(&mut self, name: &str, at: usize) {
        let innermost = self.open.last().map_or("", |open| open.name);
        if innermost == name && self.too_deep == 0 {
            self.closing = Some(self.open.len().saturating_sub(1));
            return;
        }
        let found = self.names.innermost(name, &self.open);
        if self.too_deep > 0 {
            if innermost == name || found.is_none() {
                self.too_deep -= 1;
                return;
            }
            self.too_deep = 0;
        }
        if self.missed.take(name, self.open.len() + 1) {
            return;
        }
        // Of all that it closes, the outermost is what other readers see all of the rest in.
        if let Some(unclosed) = found.and_then(|level| self.open.get(level + 1)) {
            let what = || format!("`<{}>` is not closed before `</{}>`", shown(unclosed.name), shown(name));
            let rule = "XML 1.0 §3 [WFC: Element Type Match]";
            self.defects.add_with(unclosed.at, what, rule, "taken to end there");
        } else if found.is_some() {
            let what = || format!("`</{}>` closes `<{}>`", shown(name), shown(innermost));
            self.defects.add_with(at, what, "XML 1.0 §3 [WFC: Element Type Match]", "read as the same name");
        } else {
            let what = || format!("`</{}>` closes nothing", shown(name));
            self.defects.add_with(at, what, "XML 1.0 §3.1", "left out");
        }
        self.closing = found.or(self.closing);
    }
}

/// Tells of a prefix that is not declared as it should be.
fn tell(unclear: Option<Unclear<'_>>, ns: Ns, at: usize, defects: &mut Defects) {
    match unclear {
        Some(Unclear::Undeclared(prefix)) => {
            let what = || format!("the prefix `{}` is not declared", shown(prefix));
            let done = if ns == Ns::Unknown {
                "taken for one of another vocabulary"
            } else {
                "taken for what it usually means"
            };
            defects.add_with(at, what, "Namespaces in XML 1.0 §5", done);
        }
        Some(Unclear::Elsewhere(prefix)) => {
            let what =
                || format!("the prefix `{}` is declared with an address that is not known", shown(prefix));
            defects.add_with(at, what, "Namespaces in XML 1.0 §3", "taken for what it usually means");
        }
        None => {}
    }
}

/// `found` as a base inside of `outer` (XML Base §4).
fn join(outer: Option<&Arc<Url>>, found: &str) -> Option<Arc<Url>> {
    let found = Some(found.trim()).filter(|found| found.len() <= LONGEST_BASE)?;
    let joined = match outer {
        Some(outer) => outer.join(found).ok()?,
        None => Url::parse(found).ok()?,
    };
    (!joined.cannot_be_a_base() && joined.as_str().len() <= LONGEST_BASE).then(|| Arc::new(joined))
}
