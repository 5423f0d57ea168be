//! Atom 1.0 (RFC 4287). In: a feed. Out: the bytes of its document, the feed by the `atom_syndication` crate, the entries
//! spliced in as kept fragments.

use atom_syndication::{Feed, Generator, Link, Person as AtomPerson, Text, WriteConfig};

use crate::model::feed::{FeedView, Site};
use crate::model::ids::EntryId;
use crate::model::parts::{Html, Person, PlainText};
use crate::text::date;

use super::{Fragments, WriteError, extension, safe, xml};

mod entry;

const FORMAT: &str = "atom";
const CLOSING: &[u8] = b"</feed>";

/// The crate's own declaration names no encoding, so it is switched off and this one is put in its place.
const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>";
const CONFIG: WriteConfig = WriteConfig { write_document_declaration: false, indent_size: None };

/// Writes one feed as Atom 1.0.
///
/// # Errors
/// When the `atom_syndication` crate does not serialize it.
pub fn write(view: &FeedView<'_>, fragments: &dyn Fragments) -> Result<Vec<u8>, WriteError> {
    let entries = view
        .entries
        .iter()
        .enumerate()
        .map(|(at, shown)| fragments.fragment(FORMAT, at, &mut || entry::write(shown, view.site)))
        .collect::<Result<Vec<_>, _>>()?;
    let used = entries.iter().fold(0, |used, entry| used | entry.namespaces);
    let mut head = feed(view, used)
        .write_with_config(Vec::with_capacity(2048), CONFIG)
        .map_err(|error| WriteError::Serialize { format: FORMAT, reason: error.to_string() })?;
    zulu(&mut head, b"</updated>");
    xml::splice(FORMAT, DECLARATION, &head, CLOSING, &entries)
}

/// Reads the content of an entry back from a document that [`write()`] wrote.
#[must_use]
pub fn content(document: &[u8], id: &EntryId) -> Option<Html> {
    let mark = [b"<id>", xml::hexadecimal(&safe::text(id.as_str())).as_slice(), b"</id>"].concat();
    let entry = xml::around(document, b"<entry>", &mark, b"</entry>")?;
    xml::read_cdata(entry, b"<content", b"</content>").map(Html::from_sanitized)
}

/// Writes the zone of the date before `closing` as `Z`, the form that every reader knows, in place of the crate's `+00:00`.
fn zulu(document: &mut Vec<u8>, closing: &[u8]) {
    let with = |zone: &[u8]| [zone, closing].concat();
    xml::replace_first(document, &with(b"+00:00"), &with(b"Z"));
}

/// The feed without its entries, with the namespaces that they use.
fn feed(view: &FeedView<'_>, used: u16) -> Feed {
    let FeedView { site, feed, .. } = view;
    let title = if feed.title.is_empty() { safe::title(&site.title, &site.url) } else { feed.title.as_str() };
    let mut links = vec![link("alternate", safe::url(&feed.alternate).into_owned(), Some("text/html"))];
    // RFC 4287 §4.1.1: a feed should say where it is to be had.
    if let Some(address) = feed.address(FORMAT) {
        links.push(link("self", safe::url(&address.url).into_owned(), Some("application/atom+xml")));
    }
    Feed {
        title: Text::plain(title),
        id: safe::text(&feed.id).into_owned(),
        updated: date::clamp(feed.updated).fixed_offset(),
        authors: vec![author(site)],
        generator: Some(Generator { value: "feedloom".to_owned(), ..Generator::default() }),
        links,
        rights: filled(site.rights.as_ref()).map(Text::plain),
        subtitle: filled(Some(&feed.description)).map(Text::plain),
        lang: site.language.as_ref().map(ToString::to_string),
        namespaces: extension::declarations(used).collect(),
        ..Feed::default()
    }
}

/// Who stands behind entries that name no author (RFC 4287 §4.1.1 demands one): the site's author, else the site.
fn author(site: &Site) -> AtomPerson {
    match site.author.as_ref().and_then(person) {
        Some(author) => author,
        None => AtomPerson {
            name: safe::title(&site.title, &site.url).to_owned(),
            uri: Some(safe::url(&site.url).into_owned()),
            ..AtomPerson::default()
        },
    }
}

/// A person without the mail address, which has no use in Atom but to be harvested. `None` without a name.
fn person(person: &Person) -> Option<AtomPerson> {
    (!person.name.is_empty()).then(|| AtomPerson {
        name: person.name.to_string(),
        uri: person.uri.as_ref().map(|uri| safe::url(uri).into_owned()),
        ..AtomPerson::default()
    })
}

fn link(rel: &str, href: String, mime_type: Option<&str>) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: mime_type.map(str::to_owned), ..Link::default() }
}

/// The text, where there is any: no element stands empty.
fn filled(text: Option<&PlainText>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(ToString::to_string)
}
