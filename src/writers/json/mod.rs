//! JSON Feed 1.1. In: a feed. Out: the bytes of its document, the items spliced in as kept fragments, one to a line.
//!
//! What the format has no words for stands in `_feedloom` objects, the way it provides for extensions.

use serde::Serialize;

use crate::model::feed::{FeedKind, FeedView};
use crate::model::ids::EntryId;
use crate::model::parts::{Html, Language, Person, PlainText};
use crate::text::date;

use super::{Fragments, WriteError, safe};

mod item;

const FORMAT: &str = "json";

/// A feed without its items, in the order in which a person reads it: `version` first.
#[derive(Serialize)]
struct Head<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(rename = "_feedloom")]
    extension: Extension<'a>,
}

/// What JSON Feed cannot say of a feed.
#[derive(Serialize)]
struct Extension<'a> {
    about: &'static str,
    kind: FeedKind,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<&'a str>,
    updated: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
}

/// A person; one without a name is left out by [`author`].
#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Writes one feed as JSON Feed 1.1.
///
/// # Errors
/// When `serde_json` does not serialize it.
pub fn write(view: &FeedView<'_>, fragments: &dyn Fragments) -> Result<Vec<u8>, WriteError> {
    let items = view
        .entries
        .iter()
        .enumerate()
        .map(|(at, shown)| fragments.fragment(FORMAT, at, &mut || item::write(shown, view.site)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut out = serialize(&head(view), 1024)?;
    // The object is opened again for its last member.
    out.pop();
    out.reserve(items.iter().map(|item| item.bytes.len() + 2).sum::<usize>() + 16);
    out.extend_from_slice(b",\"items\":[");
    for (at, item) in items.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        out.extend_from_slice(&item.bytes);
    }
    out.extend_from_slice(if items.is_empty() { b"]}\n" } else { b"\n]}\n" });
    Ok(out)
}

/// Reads the content of an entry back from a document that [`write()`] wrote: an item a line.
#[must_use]
pub fn content(document: &[u8], id: &EntryId) -> Option<Html> {
    let mark = [b"\n{\"id\":", serialize(&safe::text(id.as_str()), 128).ok()?.as_slice(), b","].concat();
    let item = document.get(memchr::memmem::find(document, &mark)? + 1..)?;
    let item = item.get(..memchr::memchr(b'\n', item)?)?;
    let item: serde_json::Value = serde_json::from_slice(item.strip_suffix(b",").unwrap_or(item)).ok()?;
    item.get("content_html")?.as_str().map(|html| Html::from_sanitized(html.to_owned()))
}

/// A value as JSON, without line breaks.
fn serialize<T: Serialize>(value: &T, capacity: usize) -> Result<Vec<u8>, WriteError> {
    let mut out = Vec::with_capacity(capacity);
    serde_json::to_writer(&mut out, value)
        .map_err(|error| WriteError::Serialize { format: FORMAT, reason: error.to_string() })?;
    Ok(out)
}

/// The feed in JSON Feed's words.
fn head<'a>(view: &FeedView<'a>) -> Head<'a> {
    let FeedView { site, feed, .. } = view;
    Head {
        version: "https://jsonfeed.org/version/1.1",
        title: if feed.title.is_empty() { safe::title(&site.title, &site.url) } else { feed.title.as_str() },
        home_page_url: safe::url(&feed.alternate).into_owned(),
        feed_url: feed.address(FORMAT).map(|address| safe::url(&address.url).into_owned()),
        description: feed.description.as_str(),
        language: site.language.as_ref().map(Language::as_str),
        authors: site.author.iter().filter_map(author).collect(),
        extension: Extension {
            about: "what JSON Feed has no words for: kind and path of the feed, and of each item the category paths, \
                    the date of its last change, its rights, its authors' mail addresses and the feed that it is from",
            kind: feed.key.kind,
            path: feed.names.iter().map(PlainText::as_str).collect(),
            updated: date::rfc3339(feed.updated),
            rights: site.rights.as_ref().map(PlainText::as_str).filter(|rights| !rights.is_empty()),
        },
    }
}

/// A person in JSON Feed's words. `None` without a name.
fn author(person: &Person) -> Option<Author<'_>> {
    (!person.name.is_empty()).then(|| Author {
        name: person.name.as_str(),
        url: person.uri.as_ref().map(|uri| safe::url(uri).into_owned()),
    })
}
