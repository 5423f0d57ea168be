//! The pages for people.

use feedloom::model::feed::Site;
use feedloom::model::plan::ContentMode;

use super::views::{
    at, body, entry, full, head, language, link, parse, path, rich_entry, shown, site, write, write_entries,
};

/// A page of ours as XML: it closes what it opens, once the void elements are closed for a parser that knows no HTML.
fn well_nested(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page.strip_prefix("<!doctype html>").expect("a doctype");
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("an end of the tag");
        let tag = &rest[start..end];
        out.push_str(&rest[..end]);
        if ["<meta ", "<link ", "<img "].iter().any(|void| tag.starts_with(void)) {
            out.push('/');
        }
        out.push('>');
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out.replace(" open>", " open=\"\">")
}

#[test]
fn a_page_is_well_nested_and_has_its_language() {
    let mut feed = head();
    feed.children = vec![link("Pots & <cups>", "category/brewing/pots/", 3)];
    let page = write("html", &site(), &feed, &[full(rich_entry()), full(entry("Pot"))]);
    let nested = well_nested(&page);
    let tree = parse(&nested);
    assert_eq!(tree.root_element().attribute("lang"), Some("en"));
    assert_eq!(tree.root_element().attribute("dir"), Some("ltr"));
    assert_eq!(tree.descendants().filter(|node| node.has_tag_name("article")).count(), 2);
    assert!(!page.contains("<script"), "{page}");
}

#[test]
fn feed_readers_find_every_feed_at_its_absolute_address() {
    let page = well_nested(&write_entries("html", &[]));
    let tree = parse(&page);
    let found: Vec<_> = tree
        .descendants()
        .filter(|node| node.has_tag_name("link") && node.attribute("rel") == Some("alternate"))
        .map(|node| (node.attribute("type"), node.attribute("href")))
        .collect();
    assert_eq!(
        found,
        [
            (Some("application/rss+xml"), Some("https://example.org/feeds/category/brewing/rss.xml")),
            (Some("application/atom+xml"), Some("https://example.org/feeds/category/brewing/atom.xml")),
            (Some("application/feed+json"), Some("https://example.org/feeds/category/brewing/feed.json")),
        ]
    );
}

#[test]
fn links_between_our_own_pages_are_relative() {
    let mut feed = head();
    feed.children = vec![link("Pots", "category/brewing/pots/", 3), link("茶", "category/brewing/茶/", 1)];
    let page = write("html", &site(), &feed, &[]);
    for href in [
        "../../index.html",
        "pots/index.html",
        "%E8%8C%B6/index.html",
        "rss.xml",
        "atom.xml",
        "feed.json",
        "https://example.org/",
    ] {
        assert!(page.contains(&format!("href=\"{href}\"")), "{href} in {page}");
    }
}

#[test]
fn only_feeds_that_are_published_are_offered() {
    let mut feed = head();
    feed.addresses.retain(|address| matches!(address.format, "html" | "atom"));
    let page = write("html", &site(), &feed, &[]);
    assert!(page.contains(">Atom</a>") && !page.contains(">RSS</a>") && !page.contains("JSON"), "{page}");
    feed.addresses.retain(|address| address.format == "html");
    assert!(!write("html", &site(), &feed, &[]).contains("Subscribe"));
}

#[test]
fn every_text_is_escaped() {
    let hostile = "<script>alert('x')</script> & \"q\"";
    let mut feed = head();
    feed.names = vec![hostile.into()];
    feed.title = hostile.into();
    feed.description = hostile.into();
    feed.ancestors = vec![link(hostile, "", 1)];
    feed.children = vec![link(hostile, "x/", 1)];
    let mut entry = rich_entry();
    entry.title = hostile.into();
    entry.summary = Some(hostile.into());
    entry.tags = vec![hostile.into()];
    entry.categories = vec![path(&[hostile, hostile])];
    entry.authors[0].name = hostile.into();
    entry.enclosures[0].media_type = hostile.to_owned();
    let page = write("html", &site(), &feed, &[full(entry)]);
    assert!(!page.contains("<script") && !page.contains("\"q\""), "{page}");
    assert_eq!(page.matches("&lt;script&gt;alert(&#39;x&#39;)").count(), 14, "{page}");
}

#[test]
fn a_page_shows_as_much_of_an_entry_as_its_owner_wants() {
    for (mode, summary, content) in [
        (ContentMode::Summary, true, false),
        (ContentMode::Full, false, true),
        (ContentMode::Both, true, true),
        (ContentMode::None, false, false),
    ] {
        let mut shown = full(entry("Pot"));
        shown.page = mode;
        let page = write("html", &site(), &head(), &[shown]);
        assert_eq!(page.contains("<p class=\"summary\" dir=\"auto\">First, water"), summary, "{mode:?}");
        assert_eq!(page.contains("<b>water</b>"), content, "{mode:?}");
    }
}

#[test]
fn a_note_shows_its_text_and_its_date_leads_to_it() {
    let page = write_entries(
        "html",
        &[shown(entry(""), body("<p>Only a note</p>", "Only a note"), ContentMode::Full)],
    );
    assert!(page.contains("<p class=\"summary\" dir=\"auto\">Only a note</p>"), "{page}");
    assert!(
        page.contains("<a href=\"https://example.org/pot/\"><time datetime=\"2021-06-15T13:56:21Z\" dir=\"auto\">15 June 2021</time></a>"),
        "{page}"
    );
}

#[test]
fn a_page_without_entries_says_so_in_the_sites_language() {
    let mut site = site();
    assert!(write("html", &site, &head(), &[]).contains("There is nothing here at the moment."));
    site.language = language("zh-CN");
    assert!(write("html", &site, &head(), &[]).contains("这里目前没有内容。"));
}

#[test]
fn languages_from_right_to_left_turn_the_page_or_the_texts_of_an_entry() {
    let mut site = site();
    let mut entry = entry("قهوة");
    entry.language = language("ar");
    let page = write("html", &site, &head(), &[full(entry.clone())]);
    assert!(page.contains("<html lang=\"en\" dir=\"ltr\">"));
    assert!(page.contains("<article class=\"entry\" dir=\"rtl\">\n<h2 lang=\"ar\">"), "{page}");
    site.language = language("ar");
    let page = write("html", &site, &head(), &[full(entry)]);
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.contains("<article class=\"entry\" dir=\"auto\">\n<h2>"), "{page}");
}

#[test]
fn the_owners_own_html_and_css_stand_as_written_and_lift_the_policy() {
    let mut site = site();
    assert!(write("html", &site, &head(), &[]).contains("Content-Security-Policy"));
    site.page.header = Some("<nav><a href=\"/\">Home</a></nav>".to_owned());
    site.page.footer = Some("<script src=\"/count.js\"></script>".to_owned());
    site.page.stylesheet = Some("h1 { color: red } /* </style> */".to_owned());
    let page = write("html", &site, &head(), &[]);
    assert!(!page.contains("Content-Security-Policy"));
    assert!(page.contains("<body>\n<nav><a href=\"/\">Home</a></nav>\n<main"), "{page}");
    assert!(page.contains("</main>\n<script src=\"/count.js\"></script>\n</body>"), "{page}");
    assert!(page.contains("h1 { color: red } /* <\\/style> */\n</style>"), "{page}");
}

#[test]
fn many_categories_are_folded_and_few_are_open() {
    let mut feed = head();
    feed.children = (0..40).map(|at| link(&format!("c{at}"), &format!("c{at}/"), 1)).collect();
    assert!(write("html", &site(), &feed, &[]).contains("<details open>"));
    feed.children.push(link("one more", "more/", 1));
    assert!(write("html", &site(), &feed, &[]).contains("<details>"));
}

#[test]
fn a_page_shows_the_day_of_the_sites_zone() {
    let mut entry = entry("Late");
    entry.published = at("2021-06-15T17:30:00Z");
    entry.updated = entry.published;
    for (zone, day) in [(chrono_tz::Tz::UTC, "15 June 2021"), (chrono_tz::Tz::Asia__Shanghai, "16 June 2021")]
    {
        let site = Site { timezone: zone, ..site() };
        let page = write("html", &site, &head(), &[full(entry.clone())]);
        assert!(page.contains(day), "{day} in {page}");
        assert!(page.contains("2021-06-15T17:30:00Z"), "the instant stays");
    }
}
