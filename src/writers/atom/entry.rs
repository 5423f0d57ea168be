//! One `<entry>`. In: an entry as it is shown, and the site. Out: its bytes, and which namespaces they use.

use std::borrow::Cow;
use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Entry as AtomEntry, Link, Source, Text};

use crate::model::entry::{Entry, Origin, OriginAbout, OriginCategory};
use crate::model::feed::{Shown, Site};
use crate::model::parts::carried::Carried;
use crate::text::date;

use super::{CONFIG, FORMAT, filled, link, person, zulu};
use crate::writers::extension::{self, Borrower, Element, Vocabulary};
use crate::writers::shown::{self, Parts};
use crate::writers::{Fragment, WriteError, safe, xml};

/// An entry alone is a document and declares the namespace, which the feed around it has declared already.
const OWN_START: &[u8] = b"<entry xmlns=\"http://www.w3.org/2005/Atom\">";
const CONTENT_END: &[u8] = b"</content>";

/// Serializes one entry. The crate leaves its `content` empty; the content is put in as CDATA, which is copied where escaping
/// would make every tag of it longer.
pub(super) fn write(shown: &Shown, site: &Site) -> Result<Fragment, WriteError> {
    let parts = Parts::of(shown, shown.content);
    let extensions = extension::of(&shown.entry, Borrower::Atom);
    let namespaces = extensions.iter().fold(0, |used, (vocabulary, _)| used | vocabulary.bit);
    let atom = AtomEntry { extensions: map(extensions), ..entry(shown, &parts, site) };
    let mut document = atom
        .write_with_config(Vec::with_capacity(2048), CONFIG)
        .map_err(|error| WriteError::Serialize { format: FORMAT, reason: error.to_string() })?;
    // Once more where the entry's origin has a date as well.
    for _ in 0..=usize::from(atom.source.is_some()) {
        zulu(&mut document, b"</updated>");
    }
    zulu(&mut document, b"</published>");

    let html = parts.html.map_or("", |html| html.as_str());
    let mut bytes = Vec::with_capacity(document.len() + html.len() + 128);
    let inside = document.strip_prefix(OWN_START).inspect(|_| bytes.extend_from_slice(b"<entry>"));
    xml::push_with_content(&mut bytes, inside.unwrap_or(&document), CONTENT_END, html);
    Ok(Fragment { bytes, namespaces })
}

/// The entry in Atom's words.
fn entry(shown: &Shown, parts: &Parts<'_>, site: &Site) -> AtomEntry {
    let entry = &*shown.entry;
    let lang = shown::foreign_language(entry, site).map(ToString::to_string);
    let text = |value: Cow<'_, str>| Text { lang: lang.clone(), ..Text::plain(value) };
    let content = match parts.html {
        Some(_) => {
            Some(Content { lang: lang.clone(), content_type: Some("html".to_owned()), ..Content::default() })
        }
        // RFC 4287 §4.1.2: what has no alternate link has content.
        None if entry.link.is_none() => Some(Content {
            lang: lang.clone(),
            content_type: Some("text".to_owned()),
            value: Some(parts.stand_in.to_string()),
            ..Content::default()
        }),
        None => None,
    };
    // Without content a summary is advised (RFC 4287 §4.1.1.1).
    let summary = match parts.summary {
        Some(summary) => Some(Cow::Borrowed(summary)),
        None => content.is_none().then(|| parts.stand_in.clone()),
    };
    AtomEntry {
        title: text(shown::headline(shown)),
        id: safe::text(entry.id.as_str()).into_owned(),
        updated: date::clamp(entry.updated).fixed_offset(),
        authors: entry.authors.iter().filter_map(person).collect(),
        categories: categories(entry, site),
        contributors: entry
            .carried
            .iter()
            .flat_map(|carried| &carried.contributors)
            .filter_map(person)
            .collect(),
        links: links(entry),
        published: Some(date::clamp(entry.published).fixed_offset()),
        rights: filled(entry.rights.as_ref()).map(Text::plain),
        summary: summary.map(text),
        content,
        source: entry.origin.as_deref().and_then(|origin| source(origin, entry)),
        ..AtomEntry::default()
    }
}

/// The entry's page, the page that it is about, its files, and where else it leads.
fn links(entry: &Entry) -> Vec<Link> {
    let page =
        |rel, url: &Option<url::Url>| url.as_ref().map(|url| link(rel, safe::url(url).into_owned(), None));
    let mut links: Vec<Link> = [
        entry.link.as_ref().map(|url| link("alternate", safe::url(url).into_owned(), Some("text/html"))),
        page("related", &entry.related),
    ]
    .into_iter()
    .flatten()
    .collect();
    links.extend(entry.enclosures.iter().map(|file| Link {
        length: file.length.map(|length| length.to_string()),
        ..link("enclosure", safe::url(&file.url).into_owned(), Some(&safe::media_type(&file.media_type)))
    }));
    links.extend(entry.carried.as_deref().into_iter().flat_map(carried_links));
    links
}

/// Where it was found and what else it is about, its comments (RFC 4685 §4) and its licence (RFC 4946 §2).
fn carried_links(carried: &Carried) -> Vec<Link> {
    let about = carried.links.iter().map(|found| Link {
        title: found.title.as_ref().map(ToString::to_string),
        ..link(&found.rel, safe::url(&found.url).into_owned(), None)
    });
    let page = carried.comments.as_ref().map(|page| ("replies", page, Some("text/html")));
    let feed = carried.comment_feed.as_ref();
    let feed = feed.map(|feed| ("replies", &feed.url, Some(feed.media_type.as_str())));
    let license = carried.license.as_ref().map(|license| ("license", license, None));
    let others = [page, feed, license].into_iter().flatten();
    about.chain(others.map(|(rel, url, kind)| link(rel, safe::url(url).into_owned(), kind))).collect()
}

/// The feed that the entry is from (RFC 4287 §4.2.11). Its date there is that of the entry: the feed's own is later with each of its
/// entries, and would make every one of them a changed one.
fn source(origin: &Origin, entry: &Entry) -> Option<Source> {
    let address = origin.feed.as_ref().or(origin.site.as_ref()).map(safe::url);
    let id = match &origin.id {
        Some(id) => safe::text(id),
        None => address?,
    };
    let page =
        |rel, url: Option<&url::Url>, kind| url.map(|url| link(rel, safe::url(url).into_owned(), kind));
    let about = origin.about.as_deref();
    let license = about.and_then(|about| about.license.as_ref());
    let links = [
        page("alternate", origin.site.as_ref(), None),
        page("self", origin.feed.as_ref(), None),
        page("license", license, None),
    ];
    let icon = origin.face.as_ref().or_else(|| about?.icon.as_ref());
    Some(Source {
        title: Text::plain(shown::origin_name(origin)),
        id: id.into_owned(),
        updated: date::clamp(entry.updated).fixed_offset(),
        links: links.into_iter().flatten().collect(),
        icon: icon.map(|icon| safe::url(icon).into_owned()),
        ..about.map(source_about).unwrap_or_default()
    })
}

/// What that feed says of itself beside what names it, but for its icon.
fn source_about(about: &OriginAbout) -> Source {
    let category = |found: &OriginCategory| Category {
        term: found.term.to_string(),
        scheme: found.scheme.as_deref().map(|scheme| safe::text(scheme).into_owned()),
        label: filled(found.label.as_ref()),
    };
    Source {
        authors: about.authors.iter().filter_map(person).collect(),
        categories: about.categories.iter().map(category).collect(),
        contributors: about.contributors.iter().filter_map(person).collect(),
        logo: about.logo.as_ref().map(|logo| safe::url(logo).into_owned()),
        rights: filled(about.rights.as_ref()).map(Text::plain),
        subtitle: filled(about.subtitle.as_ref()).map(Text::plain),
        ..Source::default()
    }
}

/// Each category as one path, then the tags. The scheme tells them apart (RFC 4287 §4.2.2).
fn categories(entry: &Entry, site: &Site) -> Vec<Category> {
    let scheme = (!entry.categories.is_empty()).then(|| shown::scheme(site, "category"));
    let paths = shown::category_paths(entry).map(|path| Category {
        term: path.term,
        scheme: scheme.clone(),
        label: Some(path.label),
    });
    let scheme = (!entry.tags.is_empty()).then(|| shown::scheme(site, "tag"));
    let tags =
        shown::tags(entry).map(|tag| Category { term: tag.to_owned(), scheme: scheme.clone(), label: None });
    paths.chain(tags).collect()
}

/// The elements as the crate has them. It writes attributes as they are, so they are escaped here.
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
        let attributes = attributes.map(|(name, value)| (name.to_owned(), xml::escaped(&value).into_owned()));
        found.entry(element.name.to_owned()).or_default().push(Extension {
            name: format!("{prefix}:{}", element.name),
            value: Some(element.text.into_owned()).filter(|text| !text.is_empty()),
            attrs: attributes.collect(),
            children: by_name(prefix, element.inside),
        });
    }
    found
}
