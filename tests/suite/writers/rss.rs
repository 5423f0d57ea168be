//! RSS 2.0.

use feedloom::model::ids::EntryId;
use feedloom::model::parts::{Html, Person};
use feedloom::model::plan::ContentMode;

use super::views::{
    body, entry, full, head, language, parse, path, person, rich_entry, shown, site, texts, write,
    write_entries,
};

#[test]
fn a_channel_has_its_demanded_elements_and_says_where_it_is_served() {
    let document = write_entries("rss", &[]);
    let tree = parse(&document);
    let channel = tree.root_element().first_element_child().expect("a channel");
    let text = |name: &str| {
        channel
            .children()
            .find(|node| node.has_tag_name(name))
            .and_then(|node| node.text())
            .map(str::to_owned)
    };
    assert_eq!(text("title").as_deref(), Some("Brewing · Tea & Code"));
    assert_eq!(text("link").as_deref(), Some("https://example.org/feeds/category/brewing/index.html"));
    assert_eq!(text("description").as_deref(), Some("Entries of Tea & Code in Brewing"));
    assert_eq!(text("language").as_deref(), Some("en"));
    assert_eq!(text("lastBuildDate").as_deref(), Some("Wed, 16 Jun 2021 08:00:00 GMT"));
    assert_eq!(text("generator").as_deref(), Some("feedloom"));
    let itself = channel
        .children()
        .find(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "link")))
        .expect("a link to itself");
    assert_eq!(itself.attribute("rel"), Some("self"));
    assert_eq!(itself.attribute("type"), Some("application/rss+xml"));
    assert_eq!(itself.attribute("href"), Some("https://example.org/feeds/category/brewing/rss.xml"));
}

#[test]
fn an_empty_title_and_description_are_filled_in() {
    let mut site = site();
    site.title = "".into();
    let mut feed = head();
    feed.title = "".into();
    feed.description = "".into();
    let document = write("rss", &site, &feed, &[]);
    assert_eq!(texts(&document, "title"), ["example.org"]);
    assert_eq!(texts(&document, "description"), ["example.org"]);
}

#[test]
fn titles_are_escaped_once_and_with_hexadecimal_references() {
    let document = write_entries("rss", &[full(entry("AT&T <b>not bold</b> &amp; &lt;"))]);
    assert!(
        document
            .contains("<title>AT&#x26;T &#x3C;b&#x3E;not bold&#x3C;/b&#x3E; &#x26;amp; &#x26;lt;</title>"),
        "{document}"
    );
    assert_eq!(texts(&document, "title")[1], "AT&T <b>not bold</b> &amp; &lt;");
}

#[test]
fn the_whole_content_stands_after_a_description_in_every_mode_that_has_it() {
    let text = "First, <b>water</b>";
    for (mode, description, content) in [
        (ContentMode::Full, true, true),
        (ContentMode::Both, true, true),
        (ContentMode::Summary, true, false),
        (ContentMode::None, false, false),
    ] {
        let document = write_entries("rss", &[shown(entry("Pot"), body(text, "First, water"), mode)]);
        let (described, encoded) =
            (document.find("<description><![CDATA["), document.find("<content:encoded>"));
        assert_eq!((described.is_some(), encoded.is_some()), (description, content), "{mode:?}");
        assert!(!content || described < encoded, "{mode:?}");
        assert_eq!(document.contains("xmlns:content="), content, "{mode:?}");
    }
}

#[test]
fn a_description_is_html_and_so_escapes_the_text_of_a_summary() {
    let mut entry = entry("Pot");
    entry.summary = Some("a < b & <script>".into());
    let document = write_entries("rss", &[full(entry)]);
    assert_eq!(texts(&document, "description")[1], "a &lt; b &amp; &lt;script&gt;");
}

#[test]
fn a_description_of_a_feed_is_html_and_shows_the_names_of_categories_as_they_are() {
    for (name, written) in [
        ("Tea & Code", "Tea & Code"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("&lt;script&gt;", "&amp;lt;script&amp;gt;"),
        ("a < b", "a &lt; b"),
    ] {
        let mut feed = head();
        feed.description = name.into();
        assert_eq!(texts(&write("rss", &site(), &feed, &[]), "description"), [written], "{name}");
    }
}

#[test]
fn an_item_always_has_a_title_or_a_description() {
    for mode in [ContentMode::Full, ContentMode::Both, ContentMode::Summary, ContentMode::None] {
        for (title, html, excerpt, described) in [
            ("", "<p>A note</p>", "A note", "A note"),
            ("", "<img src=\"https://example.org/i.png\">", "", "https://example.org/pot/"),
            ("", "", "", "https://example.org/pot/"),
        ] {
            let document = write_entries("rss", &[shown(entry(title), body(html, excerpt), mode)]);
            assert_eq!(texts(&document, "description")[1], described, "{mode:?} {html}");
            assert_eq!(texts(&document, "title").len(), 1, "{mode:?} {html}");
        }
    }
    let document = write_entries("rss", &[shown(entry("Only a title"), body("", ""), ContentMode::Full)]);
    assert_eq!(texts(&document, "description")[1], "Only a title");
}

#[test]
fn a_guid_is_a_permalink_only_where_it_is_the_link() {
    for (id, attribute) in [
        ("https://example.org/pot/", None),
        ("https://example.org/other/", Some("false")),
        ("tag:example.org,2021:pot", Some("false")),
    ] {
        let mut entry = entry("Pot");
        entry.id = EntryId::new(id);
        let document = write_entries("rss", &[full(entry)]);
        let tree = parse(&document);
        let guid = tree.descendants().find(|node| node.has_tag_name("guid")).expect("a guid");
        assert_eq!((guid.text(), guid.attribute("isPermaLink")), (Some(id), attribute));
    }
}

#[test]
fn authors_with_a_mail_address_stand_in_author_and_all_others_in_creator() {
    let ann = Person { email: Some("ann@example.org".to_owned()), ..person("Ann") };
    let mangled = Person { email: Some("not an address".to_owned()), ..person("Bob") };
    for (authors, author, creators) in [
        (vec![], vec![], vec![]),
        (vec![person("Cy")], vec![], vec!["Cy"]),
        (vec![ann.clone()], vec!["ann@example.org (Ann)"], vec![]),
        (vec![mangled.clone()], vec![], vec!["Bob"]),
        (vec![ann, mangled], vec![], vec!["Ann", "Bob"]),
    ] {
        let mut entry = entry("Pot");
        entry.authors = authors;
        let document = write_entries("rss", &[full(entry)]);
        assert_eq!(texts(&document, "author"), author);
        assert_eq!(texts(&document, "dc:creator"), creators);
        assert_eq!(document.contains("xmlns:dc="), !creators.is_empty());
    }
}

#[test]
fn the_sites_author_is_the_managing_editor_only_with_a_mail_address() {
    let mut site = site();
    site.author = Some(person("Ann"));
    assert!(texts(&write("rss", &site, &head(), &[]), "managingEditor").is_empty());
    site.author = Some(Person { email: Some("ann@example.org".to_owned()), ..person("Ann") });
    assert_eq!(texts(&write("rss", &site, &head(), &[]), "managingEditor"), ["ann@example.org (Ann)"]);
}

#[test]
fn categories_are_one_path_each_and_tags_have_a_domain_of_their_own() {
    let mut entry = entry("Pot");
    entry.categories = vec![path(&["新媒体", "趣头条", "分类"]), path(&["", ""])];
    entry.tags = vec!["a & b".into(), "".into()];
    let document = write_entries("rss", &[full(entry)]);
    let tree = parse(&document);
    let categories: Vec<_> = tree
        .descendants()
        .filter(|node| node.has_tag_name("category"))
        .map(|node| (node.attribute("domain"), node.text()))
        .collect();
    assert_eq!(
        categories,
        [
            (Some("https://example.org/feeds/category/"), Some("新媒体/趣头条/分类")),
            (Some("https://example.org/feeds/tag/"), Some("a & b")),
        ]
    );
}

#[test]
fn the_first_file_is_the_enclosure_and_the_others_are_media() {
    let document = write_entries("rss", &[full(rich_entry())]);
    let tree = parse(&document);
    let media = |name| ("http://search.yahoo.com/mrss/", name);
    let enclosures: Vec<_> = tree.descendants().filter(|node| node.has_tag_name("enclosure")).collect();
    assert_eq!(enclosures.len(), 1);
    assert_eq!(enclosures[0].attribute("length"), Some("5300000"));
    assert_eq!(enclosures[0].attribute("type"), Some("audio/mpeg"));
    let further = tree.descendants().find(|node| node.has_tag_name(media("content"))).expect("media:content");
    assert_eq!(further.attribute("url"), Some("https://example.org/a/pot%20notes.pdf"));
    assert_eq!(further.attribute("fileSize"), None);
    let picture =
        tree.descendants().find(|node| node.has_tag_name(media("thumbnail"))).expect("media:thumbnail");
    assert_eq!(picture.attribute("url"), Some("https://example.org/i/pot.jpg?w=1&h=2"));
}

#[test]
fn a_size_that_nobody_knows_is_zero_and_a_type_that_is_none_is_replaced() {
    let mut entry = rich_entry();
    entry.enclosures.remove(0);
    entry.enclosures[0].media_type = "\"><script>".to_owned();
    let document = write_entries("rss", &[full(entry)]);
    assert!(document.contains("length=\"0\" type=\"application/octet-stream\""), "{document}");
}

#[test]
fn a_foreign_language_is_named_and_the_sites_own_is_not() {
    let mut entry = entry("Pot");
    entry.language = language("en");
    assert!(texts(&write_entries("rss", &[full(entry.clone())]), "dc:language").is_empty());
    entry.language = language("zh-cn");
    assert_eq!(texts(&write_entries("rss", &[full(entry)]), "dc:language"), ["zh-CN"]);
}

#[test]
fn only_namespaces_that_are_used_are_declared() {
    let document = write_entries("rss", &[shown(entry("Pot"), body("", ""), ContentMode::Full)]);
    assert!(
        document.contains("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>"),
        "{document}"
    );
    let document = write_entries("rss", &[full(entry("Pot")), full(rich_entry())]);
    for prefix in ["atom", "content", "dc", "media"] {
        assert_eq!(document.matches(&format!("xmlns:{prefix}=")).count(), 1, "{prefix}");
    }
}

#[test]
fn the_end_of_a_cdata_section_inside_content_is_split() {
    let html = "<pre>a[b[0]]&gt;c ]]> ]]]]>></pre></item></channel><item>";
    let shown = shown(entry("Pot"), body(html, "]]>"), ContentMode::Full);
    let document = write_entries("rss", &[shown.clone(), shown]);
    assert_eq!(texts(&document, "content:encoded"), [html, html]);
    assert_eq!(texts(&document, "description")[1..], ["]]&gt;", "]]&gt;"]);
}

#[test]
fn content_loses_characters_that_no_document_may_hold() {
    let mut body = body("", "x");
    body.html = Html::from_sanitized("<p>a\u{0}\u{B}\u{85}\u{FFFE}b</p>".to_owned());
    let document = write_entries("rss", &[shown(entry("a\u{0}b\u{FFFF}"), body, ContentMode::Full)]);
    assert_eq!(texts(&document, "content:encoded"), ["<p>ab</p>"]);
    assert_eq!(texts(&document, "title")[1], "ab");
}
