//! The podcast namespace: transcripts, chapters, persons, value. Kept as data, each element as it stands.

use super::{Parent, inside};
use crate::model::syndicated::PodcastTag;
use crate::parse::feed::bounds::{MOST_TAGS, has_room};
use crate::parse::xml::{Element, Xml};

/// Reads an element and those in it.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    let tags = &mut parent.podcast().tags;
    if !has_room(tags, MOST_TAGS) {
        return;
    }
    let mut read = tag(xml, element);
    if HOLDS_TAGS.contains(&element.name.as_str()) {
        // A programme that is live now is told like an entry, in fields of RSS.
        let is_entry = element.name.as_str() == "liveitem";
        while let Some(inner) = if is_entry { xml.child(element.depth) } else { inside(xml, element) } {
            if read.parts.len() < MOST_TAGS {
                let mut part = tag(xml, &inner);
                part.text = super::text(xml, &inner).unwrap_or_default();
                read.parts.push(part);
            }
        }
    } else {
        read.text = super::text(xml, element).unwrap_or_default();
    }
    tags.push(read);
}

/// Elements that hold others and no text.
const HOLDS_TAGS: [&str; 4] = ["value", "alternateenclosure", "liveitem", "podroll"];

/// Attributes that are URLs.
const URLS: [&str; 4] = ["url", "href", "img", "feedurl"];

/// The element without what is in it. Its URLs are resolved.
fn tag<'a>(xml: &Xml<'a>, element: &Element<'a>) -> PodcastTag {
    let attributes =
        element.attributes().filter(|(name, _)| !name.starts_with("xmlns")).map(|(name, value)| {
            let is_url = URLS.iter().any(|url| name.eq_ignore_ascii_case(url)) && !value.trim().is_empty();
            let value = if is_url { xml.resolve(&value) } else { value.into_owned() };
            (name.to_owned(), value)
        });
    let name = element.tag.rsplit(':').next().unwrap_or(element.tag).to_owned();
    PodcastTag { name, attributes: attributes.collect(), ..PodcastTag::default() }
}
