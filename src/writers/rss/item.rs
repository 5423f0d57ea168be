//! One `<item>`. In: an entry as it is shown, and the site. Out: its bytes, and which namespaces they use.

use std::collections::BTreeMap;

use ::rss::extension::atom::{AtomExtension, Link};
use ::rss::extension::dublincore::DublinCoreExtension;
use ::rss::extension::{Extension, ExtensionMap};
use ::rss::{Category, Channel, Enclosure as RssEnclosure, Guid, Item, Source};

use url::Url;

use crate::model::entry::{Entry, Origin};
use crate::model::feed::{Shown, Site};
use crate::model::parts::{Enclosure, Html, PlainText};
use crate::model::plan::ContentMode;
use crate::text::date;

use super::{FORMAT, serialize};
use crate::writers::extension::{self, Borrower, Element, Vocabulary};
use crate::writers::shown::{self, Parts};
use crate::writers::{Fragment, WriteError, safe, xml};

/// `atom:…` is used. Above the bits of what both formats borrow.
pub(super) const ATOM: u16 = 1 << 13;
/// `content:encoded` is used.
pub(super) const CONTENT: u16 = 1 << 14;
/// `dc:…` is used.
pub(super) const DUBLIN_CORE: u16 = 1 << 15;

/// Serializes one entry. The crate writes whole channels only, so it is given one with this item alone, which is then cut out.
pub(super) fn write(shown: &Shown, site: &Site) -> Result<Fragment, WriteError> {
    let parts = Parts::of(shown, shown.content);
    let extensions = extension::of(&shown.entry, Borrower::Rss);
    let mut namespaces = extensions.iter().fold(0, |used, (vocabulary, _)| used | vocabulary.bit);
    let item = Item { extensions: map(extensions), ..item(shown, &parts, site) };
    if item.content.is_some() {
        namespaces |= CONTENT;
    }
    if item.atom_ext.is_some() {
        namespaces |= ATOM;
    }
    if item.dublin_core_ext.is_some() {
        namespaces |= DUBLIN_CORE;
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
    let carried = entry.carried.as_deref();
    Item {
        description: described.then(|| xml::escaped(parts.summary.unwrap_or(&parts.stand_in)).into_owned()),
        title,
        link: entry.link.as_ref().map(|link| safe::url(link).into_owned()),
        categories: categories(entry, site),
        enclosure: entry.enclosures.first().map(enclosure),
        guid: Some(guid(entry)),
        source: entry.origin.as_deref().and_then(source),
        comments: carried
            .and_then(|carried| carried.comments.as_ref())
            .map(|page| safe::url(page).into_owned()),
        atom_ext: links(entry),
        pub_date: Some(date::rfc2822(entry.published)),
        content: parts.html.map(|_| String::new()),
        dublin_core_ext: dublin_core(entry, site, author.is_none()),
        author,
        ..Item::default()
    }
}

/// What the entry is about and where it was found, which RSS has no words for.
fn links(entry: &Entry) -> Option<AtomExtension> {
    let link = |rel: &str, url: &Url, title: Option<&PlainText>| Link {
        href: safe::url(url).into_owned(),
        rel: rel.to_owned(),
        title: title.map(ToString::to_string),
        ..Link::default()
    };
    let carried = entry.carried.iter().flat_map(|carried| &carried.links);
    let carried = carried.map(|found| link(&found.rel, &found.url, found.title.as_ref()));
    let related = entry.related.iter().map(|url| link("related", url, None));
    let links: Vec<_> = related.chain(carried).collect();
    (!links.is_empty()).then_some(AtomExtension { links })
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

/// The elements as the crate has them.
fn map(extensions: Vec<(&'static Vocabulary, Vec<Element<'_>>)>) -> ExtensionMap {
    let of = |(vocabulary, elements): (&'static Vocabulary, _)| {
        (vocabulary.prefix.to_owned(), by_name(vocabulary.prefix, elements))
    };
    extensions.into_iter().map(of).collect()
}

/// Elements by their names. There are no more than three levels of them.
fn by_name(prefix: &str, elements: Vec<Element<'_>>) -> BTreeMap<String, Vec<Extension>> {
    let mut found: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for element in elements {
        let attributes = element.attributes.into_iter();
        found.entry(element.name.to_owned()).or_default().push(Extension {
            name: format!("{prefix}:{}", element.name),
            value: Some(element.text.into_owned()).filter(|text| !text.is_empty()),
            attrs: attributes.map(|(name, value)| (name.to_owned(), value.into_owned())).collect(),
            children: by_name(prefix, element.inside),
        });
    }
    found
}

/// The authors' names (unless `author` has them) and the contributors', the entry's language where it is not the site's, and its rights.
fn dublin_core(entry: &Entry, site: &Site, creators: bool) -> Option<DublinCoreExtension> {
    let names = entry.authors.iter().filter(|author| creators && !author.name.is_empty());
    let contributors = entry.carried.iter().flat_map(|carried| &carried.contributors);
    let extension = DublinCoreExtension {
        creators: names.map(|author| author.name.to_string()).collect(),
        contributors: contributors.map(|person| person.name.to_string()).collect(),
        languages: shown::foreign_language(entry, site).map(ToString::to_string).into_iter().collect(),
        rights: entry.rights.iter().filter(|rights| !rights.is_empty()).map(ToString::to_string).collect(),
        ..DublinCoreExtension::default()
    };
    (extension != DublinCoreExtension::default()).then_some(extension)
}
