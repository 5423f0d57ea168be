//! Atom 1.0.

use feedloom::model::parts::Person;
use feedloom::model::plan::ContentMode;
use roxmltree::Node;

use super::views::{
    at, body, entry, full, head, language, parse, person, rich_entry, shown, site, texts, write,
    write_entries,
};

const ATOM: &str = "http://www.w3.org/2005/Atom";

fn child<'a, 'd>(parent: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    parent.children().find(|node| node.has_tag_name((ATOM, name)))
}

fn links<'a>(parent: Node<'a, '_>) -> Vec<(&'a str, &'a str, Option<&'a str>)> {
    parent
        .children()
        .filter(|node| node.has_tag_name((ATOM, "link")))
        .map(|node| {
            (
                node.attribute("rel").expect("a rel"),
                node.attribute("href").expect("an address"),
                node.attribute("type"),
            )
        })
        .collect()
}

#[test]
fn a_feed_has_what_the_specification_demands() {
    let document = write_entries("atom", &[]);
    assert!(document.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns="), "{document}");
    let tree = parse(&document);
    let feed = tree.root_element();
    let text = |name| child(feed, name).and_then(|node| node.text());
    assert_eq!(feed.attribute(("http://www.w3.org/XML/1998/namespace", "lang")), Some("en"));
    assert_eq!(text("id"), Some("tag:example.org,2000-01-01:feeds/category/brewing"));
    assert_eq!(text("title"), Some("Brewing · Tea & Code"));
    assert_eq!(text("subtitle"), Some("Entries of Tea & Code in Brewing"));
    assert_eq!(text("updated"), Some("2021-06-16T08:00:00Z"));
    assert_eq!(text("generator"), Some("feedloom"));
    assert_eq!(
        links(feed),
        [
            ("alternate", "https://example.org/feeds/category/brewing/index.html", Some("text/html")),
            ("self", "https://example.org/feeds/category/brewing/atom.xml", Some("application/atom+xml")),
        ]
    );
}

#[test]
fn a_feed_always_has_an_author_and_never_a_mail_address() {
    let mut site = site();
    let authors = |site: &_, entries: &[_]| texts(&write("atom", site, &head(), entries), "atom:name");
    assert_eq!(authors(&site, &[]), ["Tea & Code"]);
    site.author = Some(Person { email: Some("ann@example.org".to_owned()), ..person("Ann") });
    assert_eq!(authors(&site, &[full(rich_entry())]), ["Ann", "Ann Tea", "李雷"]);
    assert!(!write("atom", &site, &head(), &[full(rich_entry())]).contains('@'));
    site.author = Some(person(""));
    site.title = "".into();
    assert_eq!(authors(&site, &[]), ["example.org"]);
}

#[test]
fn an_entry_carries_all_that_atom_has_words_for() {
    let document = write_entries("atom", &[full(rich_entry())]);
    let tree = parse(&document);
    let entry = child(tree.root_element(), "entry").expect("an entry");
    let text = |name| child(entry, name).and_then(|node| node.text());
    assert_eq!(text("id"), Some("tag:example.org,2021-06-15:notes/pot.md"));
    assert_eq!(text("title"), Some("Warm the pot & wait: <5 minutes>"));
    assert_eq!(text("published"), Some("2021-06-15T13:56:21Z"));
    assert_eq!(text("updated"), Some("2021-06-16T08:00:00Z"));
    assert_eq!(text("summary"), Some("How to warm a pot: water < 100 °C"));
    assert_eq!(text("content"), Some("<p>First, <b>water</b> &amp; leaves.</p>"));
    assert_eq!(text("rights"), Some("CC BY 4.0"));
    assert_eq!(
        links(entry),
        [
            ("alternate", "https://example.org/pot/", Some("text/html")),
            ("related", "https://elsewhere.example/article?id=1&x=2", None),
            ("enclosure", "https://example.org/a/pot.mp3", Some("audio/mpeg")),
            ("enclosure", "https://example.org/a/pot%20notes.pdf", Some("application/pdf")),
        ]
    );
    let categories: Vec<_> = entry
        .children()
        .filter(|node| node.has_tag_name((ATOM, "category")))
        .map(|node| {
            let scheme = node.attribute("scheme").and_then(|s| s.strip_prefix("https://example.org/feeds/"));
            (node.attribute("term").expect("a term"), scheme, node.attribute("label"))
        })
        .collect();
    assert_eq!(
        categories,
        [
            ("Brewing/Pots/Clay & co", Some("category/"), Some("Brewing › Pots › Clay & co")),
            ("C#/.NET & \"friends\"", Some("category/"), Some("C#/.NET & \"friends\"")),
            ("tea", Some("tag/"), None),
            ("Pots", Some("tag/"), None),
        ]
    );
    let picture = entry.children().find(|node| node.tag_name().name() == "thumbnail").expect("a picture");
    assert_eq!(picture.attribute("url"), Some("https://example.org/i/pot.jpg?w=1&h=2"));
}

#[test]
fn a_language_other_than_the_sites_stands_on_every_text_of_the_entry() {
    let xml_lang = ("http://www.w3.org/XML/1998/namespace", "lang");
    for (tag, expected) in [("de", Some("de")), ("en", None)] {
        let mut entry = rich_entry();
        entry.language = language(tag);
        let document = write_entries("atom", &[full(entry)]);
        let tree = parse(&document);
        let entry = child(tree.root_element(), "entry").expect("an entry");
        for name in ["title", "summary", "content"] {
            assert_eq!(child(entry, name).expect(name).attribute(xml_lang), expected, "{name}");
        }
    }
}

#[test]
fn an_entry_is_valid_in_every_mode_with_and_without_link_and_content() {
    for mode in [ContentMode::Full, ContentMode::Both, ContentMode::Summary, ContentMode::None] {
        for linked in [true, false] {
            for html in ["<p>x</p>", ""] {
                for title in ["Pot", ""] {
                    let mut entry = entry(title);
                    if !linked {
                        entry.link = None;
                    }
                    let document = write_entries("atom", &[shown(entry, body(html, ""), mode)]);
                    let case = format!("{mode:?}, link {linked}, {html:?}, {title:?}: {document}");
                    let tree = parse(&document);
                    let entry = child(tree.root_element(), "entry").expect("an entry");
                    let (content, summary) = (child(entry, "content"), child(entry, "summary"));
                    assert!(content.is_some() || linked, "content or a link: {case}");
                    assert!(content.is_some() || summary.is_some(), "content or a summary: {case}");
                    for node in [content, summary, child(entry, "title")].into_iter().flatten() {
                        assert!(node.text().is_some_and(|text| !text.is_empty()), "no empty element: {case}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_note_is_titled_by_its_beginning() {
    let long = "Water boils. ".repeat(20);
    for (excerpt, title) in [
        ("Water boils.", "Water boils."),
        (long.as_str(), "Water boils. Water boils. Water boils. Water boils. Water boils. Water boils.…"),
        ("", "https://example.org/pot/"),
    ] {
        let document =
            write_entries("atom", &[shown(entry(""), body("<p>…</p>", excerpt), ContentMode::Full)]);
        assert_eq!(texts(&document, "atom:title")[1], title);
    }
}

#[test]
fn dates_end_with_z_whatever_the_texts_hold() {
    let mut entry = entry("+00:00</updated> 2021-06-15T13:56:21+00:00");
    entry.updated = at("2021-06-15T23:30:00-05:00");
    let document =
        write_entries("atom", &[shown(entry, body("+00:00</updated>", "+00:00"), ContentMode::Both)]);
    assert_eq!(texts(&document, "atom:updated")[1], "2021-06-16T04:30:00Z");
    assert_eq!(texts(&document, "atom:published"), ["2021-06-15T13:56:21Z"]);
    assert_eq!(texts(&document, "atom:title")[1], "+00:00</updated> 2021-06-15T13:56:21+00:00");
    assert_eq!(texts(&document, "atom:content"), ["+00:00</updated>"]);
}

#[test]
fn the_end_of_a_cdata_section_inside_content_is_split() {
    let html = "</content></entry></feed> ]]> &amp; ]]]>";
    let document = write_entries("atom", &[shown(entry("Pot"), body(html, ""), ContentMode::Full)]);
    assert_eq!(texts(&document, "atom:content"), [html]);
}

#[test]
fn media_is_declared_only_where_a_picture_is_shown() {
    assert!(!write_entries("atom", &[full(entry("Pot"))]).contains("xmlns:media"));
    let document = write_entries("atom", &[full(rich_entry()), full(entry("Pot"))]);
    assert_eq!(document.matches("xmlns").count(), 2, "{document}");
}
