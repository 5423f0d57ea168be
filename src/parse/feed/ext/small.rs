//! Vocabularies of an element or two: `FeedBurner`, feed history, the generator's agent, syndication, enclosures of RSS 1.0.

use std::borrow::Cow;

use super::address;
use super::{Parent, text};
use crate::model::syndicated::{DraftLink, Extent, Generator, Rhythm};
use crate::parse::feed::links;
use crate::parse::feed::parts::EntryParts;
use crate::parse::xml::{Element, Ns, Xml};

/// Reads an element of one of them.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    match (element.ns, element.name.as_str(), parent) {
        (Ns::FeedBurner, "origlink", Parent::Entry(entry)) => original_link(xml, element, entry),
        (Ns::FeedBurner, "origenclosurelink", Parent::Entry(entry)) => {
            entry.aside.original_enclosure = address(xml, element);
        }
        (Ns::Enc, "enclosure", Parent::Entry(entry)) => enclosure(xml, element, entry),
        // RFC 5005 §2 and §4.
        (Ns::Fh, "complete", Parent::Feed(feed)) => feed.feed.extent = Extent::Complete,
        (Ns::Fh, "archive", Parent::Feed(feed)) => feed.feed.extent = Extent::Archive,
        (Ns::Admin, "generatoragent", Parent::Feed(feed)) => {
            if let (None, Some(agent)) = (&feed.feed.generator, element.attribute_of_any_prefix("resource")) {
                let url = Some(xml.resolve(&agent));
                feed.feed.generator = Some(Generator { name: url.clone(), url, version: None });
            }
        }
        (Ns::Sy, name, Parent::Feed(feed)) => {
            let rhythm = feed.feed.rhythm.get_or_insert_default();
            syndication(xml, element, name, rhythm);
        }
        _ => {}
    }
}

/// Reads `enc:enclosure` of RSS 1.0, the file that an item comes with: Craigslist names pictures like that.
fn enclosure<'a>(xml: &Xml<'a>, element: &Element<'a>, entry: &mut EntryParts) {
    let found =
        element.attribute_of_any_prefix("resource").or_else(|| element.attribute_of_any_prefix("url"));
    if let Some(found) = found.filter(|found| !found.trim().is_empty()) {
        let link = DraftLink {
            rel: "enclosure".to_owned(),
            href: xml.resolve(&found),
            media_type: element.attribute_of_any_prefix("type").map(Cow::into_owned),
            length: element.attribute_of_any_prefix("length").map(Cow::into_owned),
            ..DraftLink::default()
        };
        links::of_entry(entry, link, false);
    }
}

/// Reads `sy:*` (RSS 1.0 module Syndication).
fn syndication<'a>(xml: &mut Xml<'a>, element: &Element<'a>, name: &str, rhythm: &mut Rhythm) {
    let place = match name {
        "updateperiod" => &mut rhythm.period,
        "updatefrequency" => &mut rhythm.frequency,
        "updatebase" => &mut rhythm.base,
        _ => return,
    };
    *place = text(xml, element);
}

/// Reads where an entry is that its feed links to through a counter of clicks. The link of the feed stays what the feed says; this
/// is the one that the page would call its canonical one (RFC 6596).
fn original_link<'a>(xml: &mut Xml<'a>, element: &Element<'a>, entry: &mut EntryParts) {
    if let Some(href) = address(xml, element) {
        entry.more.links.push(DraftLink { rel: "canonical".to_owned(), href, ..DraftLink::default() });
    }
}
