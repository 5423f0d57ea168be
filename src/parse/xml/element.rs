//! An element: its name, where it stands, its attributes.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use super::doctype::Entities;
use super::{Ns, attributes, entities};

/// Bytes of the longest name that means something in a feed.
const LONGEST: usize = 32;

/// The local name of an element in lower case: `pubDate` and `pubdate` are the same to all who write feeds. Names that are
/// longer than any that means something are empty.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Name {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Name {
    pub(super) fn new(local: &str) -> Self {
        let mut bytes = [0; LONGEST];
        let Some(place) = bytes.get_mut(..local.len()).filter(|_| local.is_ascii()) else {
            return Self { bytes, length: 0 };
        };
        for (to, from) in place.iter_mut().zip(local.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Self { bytes, length: local.len() }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An element that has begun.
#[derive(Clone, Debug)]
pub struct Element<'a> {
    /// The namespace that it is in.
    pub ns: Ns,
    /// Its local name, in lower case.
    pub name: Name,
    /// Its name as written, with the prefix.
    pub tag: &'a str,
    /// Its attributes as written.
    pub(super) attributes: &'a str,
    /// What the document declares, where its attributes may refer to that.
    pub(super) declared: Option<Rc<Entities<'a>>>,
    /// 1 for the root.
    pub depth: usize,
    /// Bytes of the text before it.
    pub at: usize,
}

impl<'a> Element<'a> {
    /// Its name as written, without the prefix.
    pub(super) fn local(&self) -> &'a str {
        self.tag.split_once(':').map_or(self.tag, |(_, local)| local)
    }

    /// The value of an attribute, by its name as written, in any case; references in it are resolved.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        attributes::find_raw(self.attributes, name).map(|value| self.decode(value))
    }

    /// The value of an attribute by its local name, whatever its prefix.
    #[must_use]
    pub fn attribute_of_any_prefix(&self, local: &str) -> Option<Cow<'a, str>> {
        attributes::find_local(self.attributes, local).map(|value| self.decode(value))
    }

    /// All attributes: names as written, values with references resolved.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        attributes::all(self.attributes, self.declared.as_deref())
    }

    fn decode(&self, value: &'a str) -> Cow<'a, str> {
        entities::decode(value, self.declared.as_deref())
    }
}

/// The name and the attributes of a start tag.
pub(super) fn split(tag: &str) -> (&str, &str) {
    match tag.find(|c: char| c.is_ascii_whitespace()) {
        Some(end) => tag.split_at(end),
        None => (tag, ""),
    }
}
