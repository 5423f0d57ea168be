//! Feeds for the writers to write, built by hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use feedloom::model::entry::{Body, CategoryPath, Content, Entry};
use feedloom::model::feed::{
    Address, FeedHead, FeedKey, FeedKind, FeedLink, FeedView, NameKey, PageOptions, Shown, Site, SiteFeed,
    SiteView,
};
use feedloom::model::ids::{EntryId, ItemKey, SourceId};
use feedloom::model::parts::{Enclosure, Html, Image, Language, Person, PlainText};
use feedloom::model::plan::ContentMode;
use feedloom::model::policy::Fits;
use feedloom::writers::{self, NoFragments, Write};
use url::Url;

pub(super) fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL of the test")
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a date of the test")
}

pub(super) fn language(tag: &str) -> Option<Language> {
    let language = Language::parse(tag);
    assert!(language.is_some(), "{tag} is no language");
    language
}

pub(super) fn person(name: &str) -> Person {
    Person { name: name.into(), email: None, uri: None }
}

pub(super) fn path(levels: &[&str]) -> CategoryPath {
    CategoryPath(levels.iter().map(|level| PlainText::from(*level)).collect())
}

/// The documents of a feed in `folder` (empty, or ending with `/`).
pub(super) fn addresses(folder: &str) -> Vec<Address> {
    [("rss", "rss.xml"), ("atom", "atom.xml"), ("json", "feed.json"), ("html", "index.html")]
        .into_iter()
        .map(|(format, file)| Address {
            format,
            path: format!("{folder}{file}"),
            url: url("https://example.org/feeds/")
                .join(&format!("{folder}{file}"))
                .expect("a path of the test"),
        })
        .collect()
}

pub(super) fn link(name: &str, folder: &str, entries: u64) -> FeedLink {
    let key = FeedKey { kind: FeedKind::Category, path: vec![NameKey(name.to_lowercase())] };
    FeedLink { key, name: name.into(), title: name.into(), entries, addresses: addresses(folder) }
}

pub(super) fn site() -> Site {
    Site {
        title: "Tea & Code".into(),
        url: url("https://example.org/"),
        feeds_url: url("https://example.org/feeds/"),
        description: Some("Notes on both".into()),
        language: language("en"),
        timezone: chrono_tz::Tz::UTC,
        author: None,
        rights: None,
        page: PageOptions { content: ContentMode::Summary, ..PageOptions::default() },
    }
}

/// The feed of the category `Brewing`.
pub(super) fn head() -> FeedHead {
    FeedHead {
        key: FeedKey { kind: FeedKind::Category, path: vec![NameKey("brewing".to_owned())] },
        id: "tag:example.org,2000-01-01:feeds/category/brewing".to_owned(),
        names: vec!["Brewing".into()],
        title: "Brewing · Tea & Code".into(),
        description: "Entries of Tea & Code in Brewing".into(),
        updated: at("2021-06-16T08:00:00Z"),
        alternate: url("https://example.org/feeds/category/brewing/index.html"),
        addresses: addresses("category/brewing/"),
        entries: 1,
        ancestors: vec![link("Tea & Code", "", 7)],
        children: Vec::new(),
    }
}

/// An entry with a title, a link and content, and nothing else.
pub(super) fn entry(title: &str) -> Entry {
    Entry {
        id: EntryId::new("tag:example.org,2021-06-15:notes/pot.md"),
        guid: None,
        source: SourceId::new("notes"),
        key: ItemKey::new("pot.md"),
        title: title.into(),
        link: Some(url("https://example.org/pot/")),
        related: None,
        published: at("2021-06-15T13:56:21Z"),
        updated: at("2021-06-15T13:56:21Z"),
        visible_from: None,
        visible_until: None,
        revised: None,
        authors: Vec::new(),
        categories: Vec::new(),
        tags: Vec::new(),
        language: None,
        summary: None,
        image: None,
        enclosures: Vec::new(),
        rights: None,
        episode: None,
        carried: None,
        fits: Fits::default(),
        content: Content::None,
        origin: None,
        also: Vec::new(),
        base: None,
    }
}

/// An entry with a value in every field.
pub(super) fn rich_entry() -> Entry {
    Entry {
        authors: vec![
            Person {
                name: "Ann Tea".into(),
                email: Some("ann@example.org".to_owned()),
                uri: Some(url("https://example.org/ann?a=1&b=2")),
            },
            person("李雷"),
        ],
        categories: vec![path(&["Brewing", "Pots", "Clay & co"]), path(&["C#/.NET & \"friends\""])],
        tags: vec!["tea".into(), "Pots".into()],
        language: language("de"),
        related: Some(url("https://elsewhere.example/article?id=1&x=2")),
        updated: at("2021-06-16T08:00:00Z"),
        summary: Some("How to warm a pot: water < 100 °C".into()),
        image: Some(Image { url: url("https://example.org/i/pot.jpg?w=1&h=2") }),
        enclosures: vec![
            Enclosure {
                url: url("https://example.org/a/pot.mp3"),
                length: Some(5_300_000),
                media_type: "audio/mpeg".to_owned(),
                duration: Some(1834),
            },
            Enclosure {
                url: url("https://example.org/a/pot notes.pdf"),
                length: None,
                media_type: "application/pdf".to_owned(),
                duration: None,
            },
        ],
        rights: Some("CC BY 4.0".into()),
        ..entry("Warm the pot & wait: <5 minutes>")
    }
}

pub(super) fn body(html: &str, excerpt: &str) -> Body {
    Body { html: Html::from_sanitized(html.to_owned()), excerpt: excerpt.into() }
}

/// An entry as a feed with whole content shows it.
pub(super) fn full(entry: Entry) -> Shown {
    shown(
        entry,
        body("<p>First, <b>water</b> &amp; leaves.</p>", "First, water & leaves."),
        ContentMode::Full,
    )
}

pub(super) fn shown(entry: Entry, body: Body, content: ContentMode) -> Shown {
    Shown { entry: Arc::new(entry), body: Arc::new(body), content, page: site().page.content }
}

/// What `format` writes of a feed.
pub(super) fn write(format: &str, site: &Site, feed: &FeedHead, entries: &[Shown]) -> String {
    let writer = writers::find(format).expect("a writer of that name");
    let Write::Feed(write) = writer.write else { panic!("{format} writes no feeds") };
    let bytes = write(&FeedView { site, feed, entries, members: &[] }, &NoFragments)
        .expect("writing cannot fail here");
    String::from_utf8(bytes).expect("documents are UTF-8")
}

/// What `format` writes of the feed `Brewing` with these entries.
pub(super) fn write_entries(format: &str, entries: &[Shown]) -> String {
    write(format, &site(), &head(), entries)
}

/// What the list of feeds looks like.
pub(super) fn write_opml(site: &Site, feeds: &[SiteFeed]) -> String {
    let writer = writers::find("opml").expect("the writer of lists");
    let Write::Site(write) = writer.write else { panic!("opml writes feeds") };
    let view = SiteView { site, updated: at("2021-06-16T08:00:00Z"), feeds, members: &[] };
    String::from_utf8(write(&view).expect("writing cannot fail here")).expect("documents are UTF-8")
}

pub(super) fn parse(document: &str) -> roxmltree::Document<'_> {
    roxmltree::Document::parse(document).unwrap_or_else(|error| panic!("{error} in {document}"))
}

/// The texts of all elements of that name, with the prefix that the namespace usually has.
pub(super) fn texts(document: &str, name: &str) -> Vec<String> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let namespace = match prefix {
        "content" => Some("http://purl.org/rss/1.0/modules/content/"),
        "dc" => Some("http://purl.org/dc/elements/1.1/"),
        "atom" => Some("http://www.w3.org/2005/Atom"),
        "media" => Some("http://search.yahoo.com/mrss/"),
        _ => None,
    };
    parse(document)
        .descendants()
        .filter(|node| node.tag_name().name() == local && node.tag_name().namespace() == namespace)
        .map(|node| {
            node.descendants().filter(roxmltree::Node::is_text).filter_map(|text| text.text()).collect()
        })
        .collect()
}
