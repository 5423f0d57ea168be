//! RSS 2.0. In: a feed. Out: the bytes of its document, the channel by the `rss` crate, the items spliced in as kept fragments.
//!
//! Does not decide what an entry shows (`shown`) nor what may stand in a document (`safe`).

use std::collections::BTreeMap;

use ::rss::Channel;
use ::rss::extension::atom::{AtomExtension, Link};

use crate::model::feed::{FeedView, Site};
use crate::model::ids::EntryId;
use crate::model::parts::Html;
use crate::text::{date, html};

use super::{Fragments, WriteError, extension, safe, xml};

mod item;

const FORMAT: &str = "rss";
const CLOSING: &[u8] = b"</channel></rss>";

/// The namespaces that items alone of RSS use, each with its bit in [`Fragment::namespaces`](super::Fragment::namespaces). The prefixes
/// are the usual ones, which some readers match literally.
const NAMESPACES: [(u16, &str, &str); 3] = [
    (item::ATOM, "atom", "http://www.w3.org/2005/Atom"),
    (item::CONTENT, "content", "http://purl.org/rss/1.0/modules/content/"),
    (item::DUBLIN_CORE, "dc", "http://purl.org/dc/elements/1.1/"),
];

/// Writes one feed as RSS 2.0.
///
/// # Errors
/// When the `rss` crate does not serialize it.
pub fn write(view: &FeedView<'_>, fragments: &dyn Fragments) -> Result<Vec<u8>, WriteError> {
    let items = view
        .entries
        .iter()
        .enumerate()
        .map(|(at, shown)| fragments.fragment(FORMAT, at, &mut || item::write(shown, view.site)))
        .collect::<Result<Vec<_>, _>>()?;
    let used = items.iter().fold(0, |used, item| used | item.namespaces);
    let head = serialize(&channel(view, used), 2048)?;
    xml::splice(FORMAT, b"", &head, CLOSING, &items)
}

/// Reads the content of an entry back from a document that [`write()`] wrote.
#[must_use]
pub fn content(document: &[u8], id: &EntryId) -> Option<Html> {
    let mark = [b">", xml::hexadecimal(&safe::text(id.as_str())).as_slice(), b"</guid>"].concat();
    let item = xml::around(document, b"<item>", &mark, b"</item>")?;
    xml::read_cdata(item, b"<content:encoded", b"</content:encoded>").map(Html::from_sanitized)
}

/// A channel's document as the crate writes it.
fn serialize(channel: &Channel, capacity: usize) -> Result<Vec<u8>, WriteError> {
    channel
        .write_to(Vec::with_capacity(capacity))
        .map_err(|error| WriteError::Serialize { format: FORMAT, reason: error.to_string() })
}

/// The channel without its items, with the namespaces that they use.
fn channel(view: &FeedView<'_>, used: u16) -> Channel {
    let FeedView { site, feed, .. } = view;
    let title = feed_title(view);
    // The address at which it is served (RSS Profile, `atom:link`), so that a copy found elsewhere leads home.
    let itself = feed.address(FORMAT).map(|address| AtomExtension {
        links: vec![Link {
            href: safe::url(&address.url).into_owned(),
            rel: "self".to_owned(),
            mime_type: Some("application/rss+xml".to_owned()),
            ..Link::default()
        }],
    });
    Channel {
        title: title.to_owned(),
        link: safe::url(&feed.alternate).into_owned(),
        // All three are demanded (RSS 2.0, "Required channel elements").
        description: as_html(if feed.description.is_empty() { title } else { feed.description.as_str() }),
        language: site.language.as_ref().map(ToString::to_string),
        copyright: site.rights.as_ref().filter(|rights| !rights.is_empty()).map(ToString::to_string),
        managing_editor: editor(site),
        last_build_date: Some(date::rfc2822(feed.updated)),
        generator: Some("feedloom".to_owned()),
        atom_ext: itself,
        namespaces: declarations(used),
        ..Channel::default()
    }
}

/// The feed's title, or what names the site where it has none.
fn feed_title<'a>(view: &FeedView<'a>) -> &'a str {
    if view.feed.title.is_empty() {
        safe::title(&view.site.title, &view.site.url)
    } else {
        view.feed.title.as_str()
    }
}

/// A plain text for an element that readers take for HTML (RSS Profile, `description`), though it is mostly read as it stands: what would
/// begin a tag or a reference is escaped, and nothing else.
fn as_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match special.strip_prefix('&') {
            None => "&lt;",
            Some(_) if html::reference(special).is_some() => "&amp;",
            Some(_) => "&",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The site's author, where a mail address is known.
fn editor(site: &Site) -> Option<String> {
    site.author.as_ref().and_then(safe::mailbox)
}

/// Declarations for the bits in `used`.
fn declarations(used: u16) -> BTreeMap<String, String> {
    let own = NAMESPACES.iter().filter(|(bit, ..)| used & bit != 0);
    let own = own.map(|(_, prefix, uri)| ((*prefix).to_owned(), (*uri).to_owned()));
    own.chain(extension::declarations(used)).collect()
}
