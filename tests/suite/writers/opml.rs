//! The list of feeds.

use feedloom::model::feed::{FeedKey, FeedKind, NameKey, SiteFeed};
use roxmltree::Node;

use super::views::{link, parse, person, site, texts, write_opml};

fn feed(path: &[&str]) -> SiteFeed {
    let folder: String = path.iter().flat_map(|level| [level, "/"]).collect();
    SiteFeed {
        key: FeedKey {
            kind: if path.is_empty() { FeedKind::Home } else { FeedKind::Category },
            path: path.iter().map(|level| NameKey((*level).to_owned())).collect(),
        },
        link: link(path.last().copied().unwrap_or("Home"), &folder, 1),
    }
}

/// The outlines below `node`, as `a(b(c))`.
fn shape(node: Node<'_, '_>) -> String {
    let outlines: Vec<String> = node
        .children()
        .filter(|child| child.has_tag_name("outline"))
        .map(|child| {
            let below = shape(child);
            let text = child.attribute("text").expect("a text");
            if below.is_empty() { text.to_owned() } else { format!("{text}({below})") }
        })
        .collect();
    outlines.join(" ")
}

fn shape_of(feeds: &[SiteFeed]) -> String {
    let document = write_opml(&site(), feeds);
    let tree = parse(&document);
    shape(tree.descendants().find(|node| node.has_tag_name("body")).expect("a body"))
}

#[test]
fn the_head_says_whose_list_it_is_and_how_old() {
    let mut site = site();
    site.author = Some(person("Ann & Bob"));
    let document = write_opml(&site, &[feed(&[])]);
    assert_eq!(texts(&document, "title"), ["Tea & Code"]);
    assert_eq!(texts(&document, "dateModified"), ["Wed, 16 Jun 2021 08:00:00 GMT"]);
    assert_eq!(texts(&document, "ownerName"), ["Ann & Bob"]);
    assert_eq!(parse(&document).root_element().attribute("version"), Some("2.0"));
}

#[test]
fn outlines_nest_as_categories_do_in_whichever_order_they_come() {
    let paths: [&[&str]; 6] = [&[], &["a"], &["b"], &["a", "x"], &["a", "x", "1"], &["b", "y"]];
    let feeds: Vec<_> = paths.iter().map(|path| feed(path)).collect();
    assert_eq!(shape_of(&feeds), "Home a(x(1)) b(y)");
    let depth_first: Vec<_> = [0, 1, 3, 4, 2, 5].into_iter().map(|at| feeds[at].clone()).collect();
    assert_eq!(shape_of(&depth_first), "Home a(x(1)) b(y)");
}

#[test]
fn a_feed_whose_parent_is_not_published_stands_below_the_next_one_that_is() {
    assert_eq!(shape_of(&[feed(&["a"]), feed(&["a", "x", "1"]), feed(&["b", "y"])]), "a(1) y");
}

#[test]
fn an_outline_leads_to_the_rss_document_and_to_the_page() {
    let document = write_opml(&site(), &[feed(&["a"])]);
    let tree = parse(&document);
    let outline = tree.descendants().find(|node| node.has_tag_name("outline")).expect("an outline");
    assert_eq!(outline.attribute("type"), Some("rss"));
    assert_eq!(outline.attribute("xmlUrl"), Some("https://example.org/feeds/a/rss.xml"));
    assert_eq!(outline.attribute("htmlUrl"), Some("https://example.org/feeds/a/index.html"));
    assert_eq!(outline.attribute("title"), Some("a"));
}

#[test]
fn the_next_best_document_takes_the_place_of_one_that_is_not_published() {
    for (formats, address) in [
        (&["atom", "json"][..], Some("https://example.org/feeds/a/atom.xml")),
        (&["json"], Some("https://example.org/feeds/a/feed.json")),
        (&["html"], None),
        (&[], None),
    ] {
        let mut feed = feed(&["a"]);
        feed.link.addresses.retain(|address| formats.contains(&address.format));
        let document = write_opml(&site(), &[feed]);
        let tree = parse(&document);
        let outline = tree.descendants().find(|node| node.has_tag_name("outline")).expect("an outline");
        assert_eq!(outline.attribute("xmlUrl"), address);
        assert_eq!(outline.attribute("type") == Some("rss"), address.is_some());
    }
}

#[test]
fn no_address_stands_in_the_list_twice() {
    let document = write_opml(&site(), &[feed(&["a"]), feed(&["a"])]);
    assert_eq!(document.matches("xmlUrl=").count(), 1, "{document}");
}

#[test]
fn names_of_any_kind_read_back() {
    let name = "C#/.NET & \"friends\" <b> 'x' ]]> 分类";
    let mut feed = feed(&["a"]);
    feed.link.title = name.into();
    let document = write_opml(&site(), &[feed]);
    let tree = parse(&document);
    let outline = tree.descendants().find(|node| node.has_tag_name("outline")).expect("an outline");
    assert_eq!(outline.attribute("text"), Some(name));
}

#[test]
fn a_thousand_levels_do_not_nest_deeper_than_parsers_go() {
    let levels: Vec<String> = (0..1000).map(|level| level.to_string()).collect();
    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
    let feeds: Vec<_> = (1..=levels.len()).map(|depth| feed(&levels[..depth])).collect();
    let document = write_opml(&site(), &feeds);
    let tree = parse(&document);
    let outlines = tree.descendants().filter(|node| node.has_tag_name("outline"));
    let depths: Vec<usize> = outlines.map(|node| node.ancestors().count()).collect();
    assert_eq!(depths.len(), 1000);
    assert!(depths.into_iter().max() < Some(100));
}
