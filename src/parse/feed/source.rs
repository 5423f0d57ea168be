//! Where an entry was first published: `atom:source` (RFC 4287 §4.2.11) and RSS's `source`, a text with an address.

use std::sync::Arc;

use super::bounds::{MOST_AUTHORS, has_room};
use super::channel::address;
use super::parts::{EntryParts, rank};
use super::vocabulary::{Around, characters, is_own, url};
use super::{categories, links, people, text};
use crate::model::draft::{DraftPerson, RawText};
use crate::model::syndicated::DraftOrigin;
use crate::parse::xml::{Element, Xml};

/// Reads the source of an entry. The people who made it made the entry, unless the entry names its own (RFC 4287 §4.2.1).
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around, entry: &mut EntryParts) {
    let mut origin = DraftOrigin {
        feed_url: element.attribute("url").and_then(|found| url(xml, &found)),
        ..DraftOrigin::default()
    };
    let mut authors = Vec::new();
    let (content, mut next) = xml.content_until(element, is_own);
    let name = content.value.trim();
    if !name.is_empty() {
        origin.title = Some(RawText::html(name));
    }
    // A source of RSS holds no elements, one of Atom those of a feed.
    let is_unclosed = next.as_ref().is_some_and(|inner| xml.is_unclosed(element.depth, inner.at));
    while let Some(inner) = next {
        if is_own(&inner) {
            let is_none =
                matches!(inner.name.as_str(), "item" | "entry" | "guid" | "pubdate" | "description");
            if is_unclosed || is_none {
                xml.ends_before(element.depth, inner);
                break;
            }
            field(xml, &inner, around, &mut origin, &mut authors);
        }
        next = xml.child(element.depth);
    }
    authors.truncate(MOST_AUTHORS);
    people::part_names(&mut authors);
    people::part_names(&mut origin.contributors);
    for author in &authors {
        entry.authors.add(rank::DERIVED, author.clone());
    }
    origin.authors = authors;
    if origin != DraftOrigin::default() {
        entry.more.origin = Some(Arc::new(origin));
    }
}

fn field<'a>(
    xml: &mut Xml<'a>,
    element: &Element<'a>,
    around: &Around,
    origin: &mut DraftOrigin,
    authors: &mut Vec<DraftPerson>,
) {
    match element.name.as_str() {
        "title" => origin.title = text::title(xml, element, around).or(origin.title.take()),
        "id" => origin.id = Some(characters(xml, element)).filter(|id| !id.is_empty()),
        "author" => authors.extend(people::read(xml, element)),
        "link" => {
            let Some(link) = links::read(xml, element) else { return };
            match link.rel.as_str() {
                "alternate" => origin.url = Some(link.href),
                "self" => origin.feed_url = Some(link.href),
                "license" => drop(origin.license.get_or_insert(link.href)),
                _ => {}
            }
        }
        _ => rare(xml, element, around, origin),
    }
}

/// The fields that few sources have.
fn rare<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around, origin: &mut DraftOrigin) {
    match element.name.as_str() {
        "subtitle" => origin.subtitle = text::title(xml, element, around).or(origin.subtitle.take()),
        "rights" => origin.rights = text::title(xml, element, around).or(origin.rights.take()),
        "logo" => origin.image = address(xml, element).or(origin.image.take()),
        "icon" => origin.icon = address(xml, element).or(origin.icon.take()),
        "category" => categories::read(xml, element, &mut origin.categories),
        "contributor" if has_room(&origin.contributors, MOST_AUTHORS) => {
            origin.contributors.extend(people::read(xml, element));
        }
        _ => {}
    }
}
