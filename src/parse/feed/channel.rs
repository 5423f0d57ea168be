//! The fields of a feed: children of RSS's `channel` and Atom's `feed`, whichever of both they are from.

use super::parts::{FeedParts, rank};
use super::vocabulary::{Around, characters, end, is_own, url, url_at};
use super::{categories, dates, links, people, text};
use crate::model::syndicated::{Cloud, Generator};
use crate::parse::xml::{Element, Ns, Xml};

/// Reads a field. False: it is none, and nothing was read.
pub(super) fn field<'a>(
    xml: &mut Xml<'a>,
    element: &Element<'a>,
    around: &Around,
    feed: &mut FeedParts,
) -> bool {
    match element.name.as_str() {
        "title" => feed.title.offer_own(text::title(xml, element, around)),
        "subtitle" | "tagline" | "description" => feed.subtitle.offer_own(text::body(xml, element, around)),
        "rights" | "copyright" => feed.rights.offer_own(text::title(xml, element, around)),
        "link" => {
            if let Some(link) = links::read(xml, element) {
                links::of_feed(feed, link, !around.is_atom(element));
            }
        }
        "id" | "guid" => {
            let base = xml.base().cloned();
            let found = characters(xml, element);
            if !found.is_empty() {
                feed.feed.id = Some(super::entry::id(base.as_deref(), found));
            }
        }
        "author" | "managingeditor" => {
            if let Some(person) = people::read(xml, element) {
                feed.authors.add(rank::OWN, person);
            }
        }
        "contributor" => feed.feed.contributors.extend(people::read(xml, element)),
        "language" => {
            let found = characters(xml, element);
            if !found.is_empty() {
                xml.speaks(&found);
                feed.language.offer(rank::OWN, found);
            }
        }
        "pubdate" | "published" | "issued" => dates::offer(xml, element, &mut feed.published),
        "lastbuilddate" | "updated" | "modified" => dates::offer(xml, element, &mut feed.updated),
        "category" => categories::read(xml, element, &mut feed.feed.categories),
        "keywords" | "tags" => categories::keywords(xml, element, &mut feed.feed.categories),
        _ => return rare(xml, element, feed),
    }
    true
}

/// The fields that few feeds have.
fn rare<'a>(xml: &mut Xml<'a>, element: &Element<'a>, feed: &mut FeedParts) -> bool {
    match element.name.as_str() {
        "generator" => feed.feed.generator = generator(xml, element).or(feed.feed.generator.take()),
        "image" => image(xml, element, feed),
        "logo" => feed.feed.image = address(xml, element).or(feed.feed.image.take()),
        "icon" => feed.feed.icon = address(xml, element).or(feed.feed.icon.take()),
        "ttl" => feed.feed.ttl = Some(characters(xml, element)).filter(|ttl| !ttl.is_empty()),
        "cloud" => {
            feed.feed.cloud = Some(cloud(element));
            end(xml, element);
        }
        "skiphours" => feed.feed.skip_hours = list(xml, element, "hour"),
        "skipdays" => feed.feed.skip_days = list(xml, element, "day"),
        // For people who write or run feeds, not for those who read them.
        "webmaster" | "docs" | "rating" | "info" => end(xml, element),
        _ => return false,
    }
    true
}

/// The text of an element as an address.
pub(super) fn address<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<String> {
    let base = xml.base().cloned();
    let found = characters(xml, element);
    (!found.is_empty()).then(|| url_at(base.as_deref(), &found))
}

fn generator<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<Generator> {
    let version = element.attribute("version").map(|version| version.trim().to_owned());
    let page = ["uri", "url", "href"].iter().find_map(|name| element.attribute(name));
    let url = page.and_then(|found| url(xml, &found));
    let name = Some(characters(xml, element)).filter(|name| !name.is_empty());
    let generator = Generator { name, url, version: version.filter(|version| !version.is_empty()) };
    (generator != Generator::default()).then_some(generator)
}

/// RSS's `image`, whose own title and link are not the feed's. RSS 1.0 names it in the channel by its address, and says
/// beside the channel what it is.
fn image<'a>(xml: &mut Xml<'a>, element: &Element<'a>, feed: &mut FeedParts) {
    if let Some(found) = picture(xml, element, feed.title.is_some()) {
        feed.feed.image = Some(found);
    } else if let Some(found) = element.attribute_of_any_prefix("resource").and_then(|found| url(xml, &found))
    {
        feed.feed.image.get_or_insert(found);
    }
}

/// The address of a picture: in `url`, an attribute, or the text. A picture may have a title of its own; where its end tag is missing
/// and what it is of is not `titled` yet, that is the title that comes next.
pub(super) fn picture<'a>(xml: &mut Xml<'a>, element: &Element<'a>, titled: bool) -> Option<String> {
    let said = ["href", "url", "src"].iter().find_map(|name| element.attribute(name));
    let mut found = said.and_then(|found| url(xml, &found));
    let base = xml.base().cloned();
    let (content, mut next) = xml.content_until(element, |_| true);
    let written = content.value.trim();
    if found.is_none() && !written.is_empty() {
        found = Some(url_at(base.as_deref(), written));
    }
    while let Some(inner) = next {
        if is_own(&inner) {
            match inner.name.as_str() {
                "url" => found = address(xml, &inner).or(found),
                // Not closed.
                "item" | "entry" | "channel" | "language" | "pubdate" | "lastbuilddate" | "generator"
                | "guid" => {
                    xml.ends_before(element.depth, inner);
                    break;
                }
                "title" if !titled && xml.is_unclosed(element.depth, inner.at) => {
                    xml.ends_before(element.depth, inner);
                    break;
                }
                _ => {}
            }
        } else if inner.ns == Ns::Rdf && found.is_none() {
            found = inner.attribute_of_any_prefix("resource").and_then(|found| url(xml, &found));
        }
        next = xml.child(element.depth);
    }
    found
}

fn cloud(element: &Element<'_>) -> Cloud {
    let said = |name| element.attribute(name).unwrap_or_default().trim().to_owned();
    Cloud {
        domain: said("domain"),
        port: said("port"),
        path: said("path"),
        register_procedure: said("registerProcedure"),
        protocol: said("protocol"),
    }
}

/// The texts of the elements `of` in an element that holds nothing else.
fn list<'a>(xml: &mut Xml<'a>, element: &Element<'a>, of: &str) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(inner) = xml.child(element.depth) {
        if is_own(&inner) && inner.name.as_str() == of {
            found.push(characters(xml, &inner));
        } else {
            xml.ends_before(element.depth, inner);
            break;
        }
    }
    found.retain(|value| !value.is_empty());
    found
}
