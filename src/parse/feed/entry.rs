//! An entry: the children of RSS's `item` and Atom's `entry`, whichever of both they are from.

use url::Url;

use super::channel::{address, picture};
use super::ext::{self, Parent};
use super::parts::{EntryParts, FeedParts, rank};
use super::vocabulary::{Around, Unknown, characters, ends_line, is_own, url, url_at};
use super::{Cut, bounds, categories, dates, links, people, source, text};
use crate::parse::xml::{Element, Ns, Xml};

/// Reads an entry into `feed`, and those that stand inside of its extensions behind it.
pub(super) fn read<'a>(xml: &mut Xml<'a>, item: &Element<'a>, atom: bool, feed: &mut FeedParts) {
    let mut inner = Vec::new();
    let entry = one(xml, item, atom, &mut |xml, found, is_version| {
        let mut found = one(xml, &found, atom, &mut |_, _, _| {});
        found.more.is_version = is_version;
        inner.push(found);
    });
    if xml.is_cut() {
        feed.cut = Some(Cut::InEntry);
    }
    feed.push(entry);
    for inner in inner {
        feed.push(inner);
    }
}

/// Is given each entry that begins inside of an extension of another; true: as another version of that one.
type Inner<'i, 'a> = dyn FnMut(&mut Xml<'a>, Element<'a>, bool) + 'i;

/// Reads an entry, and hands out those in its extensions.
fn one<'a>(xml: &mut Xml<'a>, item: &Element<'a>, atom: bool, inner: &mut Inner<'_, 'a>) -> EntryParts {
    let around = Around { atom, base: xml.base().cloned() };
    let mut entry = EntryParts { at: item.at, ..EntryParts::default() };
    entry.draft.base = around.base.as_deref().cloned();
    entry.draft.language = xml.language().map(str::to_owned).filter(|language| !language.trim().is_empty());
    if let Some(about) = item.attribute_of_any_prefix("about") {
        let about = about.trim();
        if !about.is_empty() {
            entry.id.offer(rank::LESSER, about.to_owned());
        }
    }
    while let Some(element) = xml.child(item.depth) {
        if !is_own(&element) {
            if element.ns == Ns::Unknown {
                look_through(xml, &element, inner);
            } else if !foreign(xml, &element, &around, &mut entry) {
                ext::read(xml, &element, &mut Parent::Entry(&mut entry));
            }
        } else if matches!(element.name.as_str(), "item" | "entry") {
            xml.ends_before(item.depth, element);
            break;
        } else if !field(xml, &element, &around, &mut entry) {
            look_through(xml, &element, inner);
        }
    }
    link_from_id(&mut entry);
    bounds::of_entry(xml, item.at, &mut entry);
    entry
}

/// Passes over an element that means nothing here, up to a field that begins in it because its end tag is missing. Finds the entries
/// in it: those that follow where the entry's end tag is missing, too, and versions of the entry that are in conflict with it
/// (Simple Sharing Extensions §3.3, `sx:conflicts`).
fn look_through<'a>(xml: &mut Xml<'a>, element: &Element<'a>, inner: &mut Inner<'_, 'a>) {
    let holds_versions = |element: &Element<'_>| element.name.as_str() == "conflicts";
    let mut outer = Unknown::new(element);
    let mut open = vec![(element.depth, holds_versions(element))];
    while let Some(&(depth, is_version)) = open.last() {
        match xml.child(depth) {
            None => drop(open.pop()),
            Some(found) if outer.is_unclosed(xml, &found) => {
                xml.ends_before(element.depth, found);
                return;
            }
            Some(found) if is_own(&found) && matches!(found.name.as_str(), "item" | "entry") => {
                inner(xml, found, is_version);
            }
            Some(found) => open.push((found.depth, is_version || holds_versions(&found))),
        }
    }
}

/// Contents that extensions give.
fn foreign<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around, entry: &mut EntryParts) -> bool {
    match (element.ns, element.name.as_str()) {
        (Ns::Content, "encoded") | (Ns::Xhtml, "body" | "div") => content(xml, element, around, entry),
        _ => return false,
    }
    true
}

/// Reads a field. False: it is none, and nothing was read.
fn field<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around, entry: &mut EntryParts) -> bool {
    match element.name.as_str() {
        "title" => entry.title.offer_own(text::title(xml, element, around)),
        "link" => {
            if let Some(link) = links::read(xml, element) {
                links::of_entry(entry, link, !around.is_atom(element));
            }
        }
        "guid" | "id" => guid(xml, element, entry),
        "pubdate" | "published" | "issued" => dates::offer(xml, element, &mut entry.published),
        "updated" | "modified" | "lastbuilddate" => dates::offer(xml, element, &mut entry.updated),
        "description" | "summary" | "abstract" => summary(xml, element, around, entry),
        "content" | "body" | "fullitem" | "encoded" => content(xml, element, around, entry),
        "author" | "managingeditor" => match people::read(xml, element) {
            Some(person) => entry.authors.add(rank::OWN, person),
            None => entry.more.nameless_authors += 1,
        },
        "category" => categories::read(xml, element, &mut entry.more.categories),
        "enclosure" => enclosure(xml, element, entry),
        _ => return rare(xml, element, around, entry),
    }
    true
}

/// The fields that few entries have.
fn rare<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around, entry: &mut EntryParts) -> bool {
    match element.name.as_str() {
        "created" => {
            if let Some(created) = dates::read(xml, element) {
                // Atom 0.3 §4.13.9: an entry without `issued` was published when it was made.
                entry.published.offer(rank::DERIVED, created);
                entry.more.created = Some(created);
            }
        }
        "expirationdate" | "expires" => {
            entry.draft.expires = dates::read(xml, element).or(entry.draft.expires);
        }
        "contributor" => entry.more.contributors.extend(people::read(xml, element)),
        "categories" => {
            while let Some(inner) = xml.child(element.depth) {
                if is_own(&inner) && inner.name.as_str() == "category" {
                    categories::read(xml, &inner, &mut entry.more.categories);
                } else if ends_line(&inner) {
                    xml.ends_before(element.depth, inner);
                    break;
                }
            }
        }
        "keywords" | "tags" => categories::keywords(xml, element, &mut entry.more.categories),
        "comments" => entry.more.comments = address(xml, element).or(entry.more.comments.take()),
        "source" => source::read(xml, element, around, entry),
        "rights" | "copyright" => entry.rights.offer_own(text::title(xml, element, around)),
        "image" => {
            let found = picture(xml, element, entry.title.is_some());
            entry.draft.image = found.or(entry.draft.image.take());
        }
        "language" => {
            let found = characters(xml, element);
            if !found.is_empty() {
                entry.draft.language = Some(found);
            }
        }
        _ => return false,
    }
    true
}

/// A second summary is the content of feeds that have both `summary` and `description`, the longer one behind.
fn summary<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around, entry: &mut EntryParts) {
    let Some(found) = text::body(xml, element, around) else { return };
    let is_second = entry.summary.held().is_some_and(|(held, _)| held == rank::OWN);
    if is_second {
        entry.content.offer(rank::LESSER, found);
    } else {
        entry.summary_is_content = element.name.as_str() == "description";
        entry.summary.offer(rank::OWN, found);
    }
}

fn content<'a>(xml: &mut Xml<'a>, element: &Element<'a>, around: &Around, entry: &mut EntryParts) {
    let language = xml.language().map(str::to_owned);
    if let Some(found) = element.attribute("src").and_then(|found| url(xml, &found)) {
        // The content is elsewhere (RFC 4287 §4.1.3.2), which is as good as a page.
        entry.link.offer(rank::DERIVED, found);
    }
    if let Some(found) = text::body(xml, element, around) {
        entry.content.offer(rank::OWN, found);
        entry.draft.language =
            language.filter(|language| !language.trim().is_empty()).or(entry.draft.language.take());
    }
}

/// RSS `guid`, Atom `id`. A guid is the entry's page unless it says that it is not (RSS 2.0, guid).
fn guid<'a>(xml: &mut Xml<'a>, element: &Element<'a>, entry: &mut EntryParts) {
    let is_page =
        element.attribute("isPermaLink").is_none_or(|said| said.trim().eq_ignore_ascii_case("true"));
    let base = xml.base().cloned();
    let found = characters(xml, element);
    if found.is_empty() {
        return;
    }
    let found = if is_page { id(base.as_deref(), found) } else { found };
    // A mere word is no address, though nothing says that it is not meant as one.
    let is_address =
        if element.name.as_str() == "guid" { is_page_address(&found) } else { found.starts_with("http") };
    if is_page && is_address {
        entry.link.offer(rank::DERIVED, url_at(base.as_deref(), &links::unescaped(found.clone())));
    }
    entry.id.offer(rank::OWN, found);
}

/// True for a web address, and for a path or a query that is relative to one. A name of another kind (`tag:…`, `urn:…`) is no page.
fn is_page_address(found: &str) -> bool {
    match found.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?']) => {
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        }
        _ => found.contains(['/', '?']),
    }
}

/// An id: a name, which nothing is done to, unless it has the form of a path, which only its document makes one.
pub(super) fn id(base: Option<&Url>, found: String) -> String {
    let is_path = found.contains('/') && !found.contains([':', ' ']);
    if is_path { url_at(base, &found) } else { found }
}

/// The link of an entry that has none but its id.
fn link_from_id(entry: &mut EntryParts) {
    entry.more.link_is_own = entry.link.held().is_some_and(|(held, _)| held > rank::DERIVED);
}

fn enclosure<'a>(xml: &mut Xml<'a>, element: &Element<'a>, entry: &mut EntryParts) {
    if let Some(mut link) = links::read(xml, element) {
        "enclosure".clone_into(&mut link.rel);
        links::of_entry(entry, link, true);
    }
}
