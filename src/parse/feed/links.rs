//! Links: Atom's element (RFC 4287 §4.2.7), RSS's text, enclosures; and which of an entry's or feed's links is its page.

use super::parts::{EntryParts, FeedParts, Ranked, rank};
use super::vocabulary::{characters, end, url_at};
use crate::model::draft::DraftEnclosure;
use crate::model::syndicated::DraftLink;
use crate::parse::xml::{Element, Xml};

/// What the names of relations that are registered may begin with (RFC 4287 §4.2.7.2).
const REGISTRY: &str = "http://www.iana.org/assignments/relation/";

/// Reads a link of any kind. Its address is in an attribute, or the text. `None` where it leads nowhere, which is a defect.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<DraftLink> {
    let attribute =
        |name| element.attribute(name).map(|value| value.trim().to_owned()).filter(|v| !v.is_empty());
    let rel = attribute("rel").unwrap_or_default();
    let rel = rel.strip_prefix(REGISTRY).unwrap_or(&rel);
    let base = xml.base().cloned();
    let href = if let Some(written) = attribute("href") {
        end(xml, element);
        Some(url_at(base.as_deref(), &written))
    } else {
        let said = attribute("url").or_else(|| attribute("uri"));
        let written = unescaped(characters(xml, element));
        let found = match element.name.as_str() {
            "enclosure" => said,
            _ => Some(written).filter(|written| !written.is_empty()).or(said),
        };
        // The empty reference is the document itself (RFC 3986 §4.4), which only this relation means.
        let itself = || base.as_deref().filter(|_| rel == "self").map(|base| base.as_str().to_owned());
        found.map(|found| url_at(base.as_deref(), &found)).or_else(itself)
    };
    let Some(href) = href else {
        let what = format!("`<{}>` leads nowhere", element.tag);
        xml.defects.add(element.at, what, "RFC 4287 §4.2.7.1; RSS 2.0, link", "left out");
        return None;
    };
    // What is equivalent to a feed or an entry of Atom is one (RFC 4287 §4.2.7.2). In RSS nothing is said.
    let equal = || (rel == "self" && !element.tag.contains(':')).then(|| "application/atom+xml".to_owned());
    Some(DraftLink {
        // The registered names are the same in any case (RFC 8288 §2.1.1); others are URIs.
        rel: match rel {
            "" => "alternate".to_owned(),
            uri if uri.contains(':') => uri.to_owned(),
            name => name.to_ascii_lowercase(),
        },
        href,
        media_type: attribute("type").or_else(equal),
        hreflang: attribute("hreflang"),
        title: attribute("title"),
        length: attribute("length"),
    })
}

/// An address without the `&amp;` of those who escape it and put it into a CDATA section, or escape it twice: no address
/// has it.
pub(super) fn unescaped(address: String) -> String {
    if address.contains("&amp;") { address.replace("&amp;", "&") } else { address }
}

/// Offers a link as the page of what it belongs to, where it is one. Atom may have several, the first one first; RSS has
/// one, and where it is there again, the last counts, as in other readers.
fn offer_page(place: &mut Ranked<String>, link: &DraftLink, of_rss: bool) {
    if !link.rel.eq_ignore_ascii_case("alternate") {
        return;
    }
    let is_page = link.media_type.as_deref().is_none_or(|media_type| {
        let media_type = media_type.trim().to_ascii_lowercase();
        media_type.contains("html") || !media_type.contains('/')
    });
    let rank = if is_page { rank::OWN } else { rank::LESSER };
    if of_rss {
        place.offer_last(rank, link.href.clone());
    } else {
        place.offer(rank, link.href.clone());
    }
}

/// Takes over a link of a feed. `of_rss`: the element is RSS's.
pub(super) fn of_feed(feed: &mut FeedParts, link: DraftLink, of_rss: bool) {
    offer_page(&mut feed.link, &link, of_rss);
    if link.rel.eq_ignore_ascii_case("self") && feed.feed.feed_url.is_none() {
        feed.feed.feed_url = Some(link.href.clone());
    }
    if link.rel.eq_ignore_ascii_case("license") && feed.feed.license.is_none() {
        feed.feed.license = Some(link.href.clone());
    }
    feed.feed.links.push(link);
}

/// Takes over a link of an entry. `of_rss`: the element is RSS's.
pub(super) fn of_entry(entry: &mut EntryParts, link: DraftLink, of_rss: bool) {
    offer_page(&mut entry.link, &link, of_rss);
    match link.rel.to_ascii_lowercase().as_str() {
        "enclosure" => entry.draft.enclosures.push(DraftEnclosure {
            url: link.href.clone(),
            length: link.length.as_deref().and_then(|length| length.trim().parse().ok()),
            media_type: link.media_type.clone(),
            duration: None,
        }),
        "related" if entry.draft.related.is_none() => entry.draft.related = Some(link.href.clone()),
        "license" if entry.more.license.is_none() => entry.more.license = Some(link.href.clone()),
        "replies" => {
            // RFC 4685 §4: a feed of the comments, unless its type says that it is a page.
            let is_page = link.media_type.as_deref().is_some_and(|media_type| media_type.contains("html"));
            let place = if is_page { &mut entry.more.comments } else { &mut entry.more.comment_feed };
            place.get_or_insert_with(|| link.href.clone());
        }
        _ => {}
    }
    entry.more.links.push(link);
}
