//! One item. In: an entry as it is shown, and the site. Out: its JSON object.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Serialize;

use crate::model::entry::{Entry, Origin, OriginCategory};
use crate::model::feed::{Shown, Site};
use crate::model::parts::carried::Carried;
use crate::model::parts::episode::Episode;
use crate::model::parts::{Enclosure, Html, PlainText};
use crate::text::date;

use super::{Author, author, serialize};
use crate::writers::shown::{self, Parts};
use crate::writers::{Fragment, WriteError, safe};

/// An item. Members without a value are left out: no nulls, no empty arrays.
#[derive(Serialize)]
struct Item<'a> {
    id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Cow<'a, str>>,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_feedloom")]
    extension: Extension<'a>,
}

/// A file.
#[derive(Serialize)]
struct Attachment<'a> {
    url: Cow<'a, str>,
    mime_type: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

/// What JSON Feed cannot say of an item.
#[derive(Serialize)]
struct Extension<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<Category<'a>>,
    updated: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Correspondent<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Upstream<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Upstream<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    episode: Option<&'a Episode>,
    #[serde(flatten)]
    carried: Option<&'a Carried>,
}

/// The feed that an entry is from, in the words that JSON Feed has for a feed.
#[derive(Serialize)]
struct Upstream<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
}

/// A category as a path: for machines, for people, level by level.
#[derive(Serialize)]
struct Category<'a> {
    term: String,
    label: String,
    path: Vec<&'a str>,
}

/// An author with a mail address.
#[derive(Serialize)]
struct Correspondent<'a> {
    name: &'a str,
    email: &'a str,
}

/// Serializes one entry.
pub(super) fn write(shown: &Shown, site: &Site) -> Result<Fragment, WriteError> {
    let capacity = shown.body.html.as_str().len() + 1024;
    Ok(Fragment { bytes: serialize(&item(shown, site), capacity)?, namespaces: 0 })
}

/// The entry in JSON Feed's words.
fn item<'a>(shown: &'a Shown, site: &'a Site) -> Item<'a> {
    let entry = &*shown.entry;
    let Parts { html, summary, stand_in } = Parts::of(shown, shown.content);
    Item {
        id: safe::text(entry.id.as_str()),
        url: entry.link.as_ref().map(safe::url),
        external_url: entry.related.as_ref().map(safe::url),
        title: entry.title.as_str(),
        content_html: html.map(Html::as_str),
        // One of the two has to be there (JSON Feed 1.1, `content_text`).
        content_text: html.is_none().then_some(stand_in),
        summary,
        image: entry.image.as_ref().map(|image| safe::url(&image.url)),
        date_published: date::rfc3339(entry.published),
        date_modified: (entry.updated != entry.published).then(|| date::rfc3339(entry.updated)),
        authors: entry.authors.iter().filter_map(author).collect(),
        tags: tags(entry),
        language: shown::foreign_language(entry, site).map(crate::model::parts::Language::as_str),
        attachments: entry.enclosures.iter().map(attachment).collect(),
        extension: extension(entry),
    }
}

/// The tags and the names of the categories, of every level, each once.
fn tags(entry: &Entry) -> Vec<&str> {
    let levels = entry.categories.iter().flat_map(|path| path.0.iter().map(PlainText::as_str));
    let mut seen = HashSet::new();
    shown::tags(entry).chain(levels).filter(|tag| !tag.is_empty() && seen.insert(*tag)).collect()
}

fn attachment(file: &Enclosure) -> Attachment<'_> {
    Attachment {
        url: safe::url(&file.url),
        mime_type: safe::media_type(&file.media_type),
        size_in_bytes: file.length.filter(|length| *length > 0),
        duration_in_seconds: file.duration,
    }
}

fn extension(entry: &Entry) -> Extension<'_> {
    let correspondents = entry.authors.iter().filter(|author| !author.name.is_empty()).filter_map(|author| {
        safe::mail(author).map(|email| Correspondent { name: author.name.as_str(), email })
    });
    Extension {
        categories: shown::category_paths(entry)
            .map(|path| Category { term: path.term, label: path.label, path: path.levels })
            .collect(),
        updated: date::rfc3339(entry.updated),
        rights: filled(entry.rights.as_ref()),
        authors: correspondents.collect(),
        origin: entry.origin.as_deref().map(origin),
        also: entry.also.iter().map(origin).collect(),
        episode: entry.episode.as_deref(),
        carried: entry.carried.as_deref(),
    }
}

/// The text, where there is any.
fn filled(text: Option<&PlainText>) -> Option<&str> {
    text.map(PlainText::as_str).filter(|text| !text.is_empty())
}

/// A category's name for people.
fn name(category: &OriginCategory) -> &str {
    category.label.as_ref().unwrap_or(&category.term).as_str()
}

fn origin(origin: &Origin) -> Upstream<'_> {
    let about = origin.about.as_deref();
    Upstream {
        title: shown::origin_name(origin),
        home_page_url: origin.site.as_ref().map(safe::url),
        feed_url: origin.feed.as_ref().map(safe::url),
        id: origin.id.as_deref().map(safe::text),
        description: about.and_then(|about| filled(about.subtitle.as_ref())),
        icon: origin.face.as_ref().or_else(|| about?.logo.as_ref()).map(safe::url),
        favicon: about.and_then(|about| about.icon.as_ref()).map(safe::url),
        rights: about.and_then(|about| filled(about.rights.as_ref())),
        license: about.and_then(|about| about.license.as_ref()).map(safe::url),
        authors: about.into_iter().flat_map(|about| &about.authors).filter_map(author).collect(),
        tags: about.into_iter().flat_map(|about| &about.categories).map(name).collect(),
    }
}
