//! Extensions: vocabularies beside those of RSS and Atom, one file each.
//!
//! In: an element of one of them, and the feed or entry that it stands in. Out: what it says, put where the formats' own elements
//! put it, at a lower rank where both may say the same. Not done here: contents and elements of Atom in RSS: the readers of
//! the formats take those.

mod aside;
mod creative_commons;
mod dublin_core;
mod geo;
mod itunes;
mod media;
mod podcast;
mod small;
mod thread;

use super::bounds::{MOST_AUTHORS, has_room};
use super::categories;
use super::channel::address;
use super::parts::{EntryParts, FeedParts, Ranked};
use super::vocabulary::{self, ends_line, is_own};
use crate::model::draft::{DraftPerson, Markup, RawText};
use crate::model::syndicated::DraftCategory;
use crate::parse::xml::{Element, Ns, Xml};

#[cfg(test)]
mod tests;

pub use aside::Aside;

/// Whose child an element is.
pub enum Parent<'p> {
    /// A feed's.
    Feed(&'p mut FeedParts),
    /// An entry's.
    Entry(&'p mut EntryParts),
}

impl Parent<'_> {
    /// Its categories.
    fn categories(&mut self) -> &mut Vec<DraftCategory> {
        match self {
            Self::Feed(feed) => &mut feed.feed.categories,
            Self::Entry(entry) => &mut entry.more.categories,
        }
    }

    /// What it says as a podcast.
    fn podcast(&mut self) -> &mut crate::model::syndicated::Podcast {
        match self {
            Self::Feed(feed) => feed.podcast(),
            Self::Entry(entry) => entry.podcast(),
        }
    }

    /// What waits for the end of it.
    fn aside(&mut self) -> &mut Aside {
        match self {
            Self::Feed(feed) => &mut feed.aside,
            Self::Entry(entry) => &mut entry.aside,
        }
    }

    /// Offers a title.
    fn title(&mut self, rank: u8, title: RawText) {
        match self {
            Self::Feed(feed) => feed.title.offer(rank, title),
            Self::Entry(entry) => entry.title.offer(rank, title),
        }
    }

    /// Offers a subtitle of a feed, a summary of an entry.
    fn summary(&mut self, rank: u8, summary: RawText) {
        match self {
            Self::Feed(feed) => feed.subtitle.offer(rank, summary),
            Self::Entry(entry) => entry.summary.offer(rank, summary),
        }
    }

    /// Adds an author, once: many feeds name the same one in two vocabularies.
    fn author(&mut self, rank: u8, author: DraftPerson) {
        let authors: &mut Ranked<Vec<DraftPerson>> = match self {
            Self::Feed(feed) => &mut feed.authors,
            Self::Entry(entry) => &mut entry.authors,
        };
        let is_known = |known: &[DraftPerson]| !has_room(known, MOST_AUTHORS) || known.contains(&author);
        if !authors.held().is_some_and(|(held, known)| held == rank && is_known(known)) {
            authors.add(rank, author);
        }
    }

    /// Adds a category that it does not have yet.
    fn category(&mut self, term: &str, scheme: Option<&str>, label: Option<&str>) {
        let category = DraftCategory {
            term: term.to_owned(),
            scheme: scheme.map(str::to_owned),
            label: label.map(str::to_owned),
        };
        categories::add(self.categories(), category);
    }
}

/// Reads a child of a feed or of an entry that is of a vocabulary beside those of the formats.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    match element.ns {
        Ns::FeedBurner | Ns::Fh | Ns::Admin | Ns::Sy | Ns::Enc => small::read(xml, element, parent),
        Ns::Dc | Ns::DcTerms => dublin_core::read(xml, element, parent),
        Ns::Media => media::read(xml, element, parent),
        Ns::Itunes => itunes::read(xml, element, parent),
        Ns::Podcast => podcast::read(xml, element, parent),
        Ns::Thr | Ns::Slash | Ns::Wfw => thread::read(xml, element, parent),
        Ns::GeoRss | Ns::Gml | Ns::Geo => geo::read(xml, element, parent),
        Ns::Cc => creative_commons::read(xml, element, parent),
        Ns::Rss | Ns::Atom | Ns::Rdf | Ns::Content | Ns::Xhtml | Ns::Foreign | Ns::Unknown => {}
    }
    pass(xml, element);
}

/// True for a field of the formats' own.
fn begins_field(element: &Element<'_>) -> bool {
    is_own(element) && ends_line(element)
}

/// True for an element that cannot stand in an extension: the end tag of what it is in is missing, as that of
/// `<itunes:image href="…">` is in feeds that are written by hand.
fn is_beside(inner: &Element<'_>, outer: &Element<'_>) -> bool {
    match inner.ns {
        Ns::Itunes => outer.ns == Ns::Itunes,
        _ => begins_field(inner),
    }
}

/// Passes over what was left unread of an element, up to what is none of it.
fn pass<'a>(xml: &mut Xml<'a>, element: &Element<'a>) {
    while let Some(inner) = xml.child(element.depth) {
        if is_beside(&inner, element) {
            xml.ends_before(element.depth, inner);
            return;
        }
    }
}

/// The next child of an element that holds others. `None` also where something begins that is none of it.
fn inside<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<Element<'a>> {
    let inner = xml.child(element.depth)?;
    if begins_field(&inner) {
        xml.ends_before(element.depth, inner);
        return None;
    }
    Some(inner)
}

/// The text of an element, trimmed; `None` where there is none.
fn text<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<String> {
    let text = vocabulary::characters(xml, element);
    (!text.is_empty()).then_some(text)
}

/// The URL that an attribute holds, resolved; `None` where it is blank.
fn url_attribute<'a>(xml: &Xml<'a>, element: &Element<'a>, name: &str) -> Option<String> {
    let found = element.attribute(name)?;
    (!found.trim().is_empty()).then(|| xml.resolve(&found))
}

/// What an attribute holds, trimmed; `None` where it is blank.
fn attribute(element: &Element<'_>, name: &str) -> Option<String> {
    let found = element.attribute(name)?;
    let found = found.trim();
    (!found.is_empty()).then(|| found.to_owned())
}

/// The text of an element that may hold markup, and what its URLs are resolved against. `None` where it is blank.
fn markup<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<RawText> {
    let base = xml.base().cloned();
    let value = vocabulary::markup(xml, element, false).value;
    (!value.trim().is_empty()).then(|| RawText { markup: Markup::Html, value: value.into_owned(), base })
}
