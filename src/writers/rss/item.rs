//! One `<item>`. In: an entry as it is shown, and the site. Out: its bytes, and which namespaces they use.

use std::collections::BTreeMap;

use ::rss::extension::dublincore::DublinCoreExtension;
use ::rss::extension::{Extension, ExtensionMap};
use ::rss::{Category, Channel, Enclosure as RssEnclosure, Guid, Item, Source};

use crate::model::entry::{Entry, Origin};
use crate::model::feed::{Shown, Site};
use crate::model::parts::{Enclosure, Html};
use crate::model::plan::ContentMode;
use crate::text::date;

use super::{FORMAT, episode, serialize};
use crate::writers::shown::{self, Parts};
use crate::writers::{Fragment, WriteError, safe, xml};

/// `content:encoded` is used.
pub(super) const CONTENT: u8 = 1;
/// `dc:…` is used.
pub(super) const DUBLIN_CORE: u8 = 2;
/// `media:…` is used.
pub(super) const MEDIA: u8 = 4;
/// `itunes:…` is used.
pub(super) const ITUNES: u8 = 8;
/// `podcast:…` is used.
pub(super) const PODCAST: u8 = 16;

/// Serializes one entry. The crate writes whole channels only, so it is given one with this item alone, which is then cut out.
pub(super) fn write(shown: &Shown, site: &Site) -> Result<Fragment, WriteError> {
    let parts = Parts::of(shown, shown.content);
    let item = item(shown, &parts, site);
    let mut namespaces = 0;
    if item.content.is_some() {
        namespaces |= CONTENT;
    }
    if item.dublin_core_ext.is_some() {
        namespaces |= DUBLIN_CORE;
    }
    for (prefix, bit) in [("media", MEDIA), ("podcast", PODCAST)] {
        if item.extensions.contains_key(prefix) {
            namespaces |= bit;
        }
    }
    if item.itunes_ext.is_some() {
        namespaces |= ITUNES;
    }
    let channel = Channel { items: vec![item], ..Channel::default() };
    let document = serialize(&channel, 4096)?;
    let cut = xml::cut(FORMAT, &document, b"<item>", b"</item>")?;
    let html = parts.html.map_or("", Html::as_str);
    let mut bytes = Vec::with_capacity(cut.len() + html.len() + 128);
    xml::push_with_content(&mut bytes, cut, b"</content:encoded>", html);
    Ok(Fragment { bytes, namespaces })
}

/// The entry in RSS's words, its content left empty.
fn item(shown: &Shown, parts: &Parts<'_>, site: &Site) -> Item {
    let entry = &*shown.entry;
    let title = Some(entry.title.to_string()).filter(|title| !title.is_empty());
    // The whole content only beside a description (RSS Profile, `content:encoded`), and an item has a title or a description
    // (RSS 2.0, "Elements of <item>").
    let described = shown.content != ContentMode::None || title.is_none();
    let author = sole_mailbox(entry);
    Item {
        description: described.then(|| xml::escaped(parts.summary.unwrap_or(&parts.stand_in)).into_owned()),
        title,
        link: entry.link.as_ref().map(|link| safe::url(link).into_owned()),
        categories: categories(entry, site),
        enclosure: entry.enclosures.first().map(enclosure),
        guid: Some(guid(entry)),
        source: entry.origin.as_deref().and_then(source),
        pub_date: Some(date::rfc2822(entry.published)),
        content: parts.html.map(|_| String::new()),
        extensions: media(entry).into_iter().chain(episode::podcast(entry)).collect(),
        itunes_ext: episode::itunes(entry),
        dublin_core_ext: dublin_core(entry, site, author.is_none()),
        author,
        ..Item::default()
    }
}

/// `author` for an entry whose only author has a mail address, which is what the element holds (RSS 2.0). In any other case
/// the names stand in `dc:creator`; both for one person would name the author twice.
fn sole_mailbox(entry: &Entry) -> Option<String> {
    match entry.authors.as_slice() {
        [author] => safe::mailbox(author),
        _ => None,
    }
}

/// What readers of RSS know the entry by, said to be an address only where it is the entry's own.
fn guid(entry: &Entry) -> Guid {
    let guid = entry.guid.as_deref().unwrap_or(entry.id.as_str());
    let permalink = entry
        .link
        .as_ref()
        .is_some_and(|link| matches!(link.scheme(), "http" | "https") && link.as_str() == guid);
    Guid { value: safe::text(guid).into_owned(), permalink }
}

/// The feed that the entry is from (RSS 2.0, `source`). Its address is that of the feed itself: where only the site is known, there
/// is no element.
fn source(origin: &Origin) -> Option<Source> {
    let url = safe::url(origin.feed.as_ref()?).into_owned();
    Some(Source { url, title: Some(shown::origin_name(origin).to_owned()) })
}

/// Each category as one path, then the tags. The `domain` tells them apart.
fn categories(entry: &Entry, site: &Site) -> Vec<Category> {
    let domain = (!entry.categories.is_empty()).then(|| shown::scheme(site, "category"));
    let paths = shown::category_paths(entry).map(|path| Category { name: path.term, domain: domain.clone() });
    let domain = (!entry.tags.is_empty()).then(|| shown::scheme(site, "tag"));
    let tags = shown::tags(entry).map(|tag| Category { name: tag.to_owned(), domain: domain.clone() });
    paths.chain(tags).collect()
}

/// All three attributes are demanded; 0 stands for a size that nobody knows (RSS Profile, `enclosure`).
fn enclosure(file: &Enclosure) -> RssEnclosure {
    RssEnclosure {
        url: safe::url(&file.url).into_owned(),
        length: file.length.unwrap_or(0).to_string(),
        mime_type: safe::media_type(&file.media_type).into_owned(),
    }
}

/// The picture, and the files after the first: an item has one `enclosure` at the most (RSS Profile).
fn media(entry: &Entry) -> ExtensionMap {
    let mut elements: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    if let Some(image) = &entry.image {
        let attributes = BTreeMap::from([("url".to_owned(), safe::url(&image.url).into_owned())]);
        elements.entry("thumbnail".to_owned()).or_default().push(element("media:thumbnail", attributes));
    }
    for file in entry.enclosures.iter().skip(1) {
        let mut attributes = BTreeMap::from([
            ("url".to_owned(), safe::url(&file.url).into_owned()),
            ("type".to_owned(), safe::media_type(&file.media_type).into_owned()),
        ]);
        if let Some(length) = file.length.filter(|length| *length > 0) {
            attributes.insert("fileSize".to_owned(), length.to_string());
        }
        if let Some(duration) = file.duration {
            attributes.insert("duration".to_owned(), duration.to_string());
        }
        elements.entry("content".to_owned()).or_default().push(element("media:content", attributes));
    }
    if elements.is_empty() { ExtensionMap::new() } else { BTreeMap::from([("media".to_owned(), elements)]) }
}

fn element(name: &str, attrs: BTreeMap<String, String>) -> Extension {
    Extension { name: name.to_owned(), attrs, ..Extension::default() }
}

/// The authors' names (unless `author` has them), the entry's language where it is not the site's, and its rights.
fn dublin_core(entry: &Entry, site: &Site, creators: bool) -> Option<DublinCoreExtension> {
    let names = entry.authors.iter().filter(|author| creators && !author.name.is_empty());
    let extension = DublinCoreExtension {
        creators: names.map(|author| author.name.to_string()).collect(),
        languages: shown::foreign_language(entry, site).map(ToString::to_string).into_iter().collect(),
        rights: entry.rights.iter().filter(|rights| !rights.is_empty()).map(ToString::to_string).collect(),
        ..DublinCoreExtension::default()
    };
    (extension != DublinCoreExtension::default()).then_some(extension)
}
