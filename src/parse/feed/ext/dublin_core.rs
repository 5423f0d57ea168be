//! Dublin Core: the fifteen elements, and those of the terms that feeds use.
//!
//! The names are the same in both namespaces where both have them. Not read: publisher, type, format, coverage, relation, audience.

use std::sync::Arc;

use super::address;
use super::{Parent, markup, text};
use crate::model::draft::DraftPerson;
use crate::model::syndicated::DraftOrigin;
use crate::parse::feed::dates;
use crate::parse::feed::parts::{EntryParts, rank};
use crate::parse::feed::text::of_line;
use crate::parse::feed::text::of_name;
use crate::parse::xml::{Element, Xml};

/// Reads `dc:*` and `dcterms:*`.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    match element.name.as_str() {
        "title" => {
            if let Some(mut title) = markup(xml, element) {
                title.markup = of_line(&title.value);
                parent.title(rank::EXTENSION, title);
            }
        }
        "description" | "abstract" => {
            if let Some(description) = markup(xml, element) {
                parent.summary(rank::EXTENSION, description);
            }
        }
        // `dc:author` is no element of Dublin Core, and common.
        "creator" | "author" => {
            if let Some(author) = person(xml, element) {
                parent.author(rank::OWN, author);
            }
        }
        "contributor" => {
            if let Some(contributor) = person(xml, element) {
                match parent {
                    Parent::Feed(feed) => feed.feed.contributors.push(contributor),
                    Parent::Entry(entry) => entry.more.contributors.push(contributor),
                }
            }
        }
        "subject" => {
            if let Some(subject) = text(xml, element).map(of_name) {
                parent.category(&subject, None, None);
            }
        }
        "rights" => {
            if let Some(rights) = markup(xml, element) {
                match parent {
                    Parent::Feed(feed) => feed.rights.offer(rank::EXTENSION, rights),
                    Parent::Entry(entry) => entry.rights.offer(rank::EXTENSION, rights),
                }
            }
        }
        "language" => {
            if let Some(language) = text(xml, element) {
                match parent {
                    Parent::Feed(feed) => {
                        xml.speaks(&language);
                        feed.language.offer(rank::EXTENSION, language);
                    }
                    Parent::Entry(entry) => drop(entry.draft.language.get_or_insert(language)),
                }
            }
        }
        "license" => {
            if let Some(license) = address(xml, element) {
                super::creative_commons::licensed(parent, license);
            }
        }
        "date" | "created" | "issued" | "modified" | "available" => read_date(xml, element, parent),
        "identifier" | "source" => {
            if let Parent::Entry(entry) = parent {
                read_reference(xml, element, entry);
            }
        }
        _ => {}
    }
}

/// Reads what names the entry, or what it is derived from.
fn read_reference<'a>(xml: &mut Xml<'a>, element: &Element<'a>, entry: &mut EntryParts) {
    let Some(found) = text(xml, element) else { return };
    if element.name.as_str() == "identifier" {
        entry.id.offer(rank::EXTENSION, found);
    } else if entry.more.origin.is_none() {
        let is_url = found.starts_with("http://") || found.starts_with("https://");
        let origin = if is_url {
            DraftOrigin { url: Some(found), ..DraftOrigin::default() }
        } else {
            DraftOrigin { title: Some(crate::model::draft::RawText::plain(found)), ..DraftOrigin::default() }
        };
        entry.more.origin = Some(Arc::new(origin));
    }
}

/// Reads a date.
///
/// `dc:date` does not say which one it is: of an entry it is the date of publication, as it is in RSS 1.0, which has no other; of
/// a feed the date of its last change.
fn read_date<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    let Some(found) = text(xml, element) else { return };
    let Some(at) = dates::instant(xml, &found) else {
        let what = format!("`{}` in `<{}>` is not a date", excerpt(&found), element.tag);
        xml.defects.add(element.at, what, "Dublin Core, W3CDTF", "left out");
        return;
    };
    match (element.name.as_str(), parent) {
        ("modified", Parent::Feed(feed)) => feed.updated.offer(rank::EXTENSION, at),
        ("modified", Parent::Entry(entry)) => entry.updated.offer(rank::EXTENSION, at),
        ("date", Parent::Feed(feed)) => feed.updated.offer(rank::FALLBACK, at),
        ("issued" | "available", Parent::Feed(feed)) => feed.published.offer(rank::EXTENSION, at),
        ("issued" | "available", Parent::Entry(entry)) => entry.published.offer(rank::EXTENSION, at),
        ("date", Parent::Entry(entry)) => entry.published.offer(rank::FALLBACK, at),
        ("created", Parent::Entry(entry)) => {
            entry.more.created.get_or_insert(at);
            entry.published.offer(rank::DERIVED, at);
        }
        _ => {}
    }
}

/// The first characters of a text, for a message.
fn excerpt(text: &str) -> &str {
    text.get(..text.floor_char_boundary(40)).unwrap_or_default()
}

/// The person whom an element names.
fn person<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<DraftPerson> {
    Some(DraftPerson { name: of_name(text(xml, element)?), ..DraftPerson::default() })
}
