//! One change rewrites the feeds that it is in, and no others; a feed that is emptied stays until it is pruned.

use std::collections::BTreeSet;

use crate::harness::Project;
use crate::site::{
    article, assert_whole, atom, build, build_at, build_with, differing, listing, marks, paths, remove,
    rename, site, titles,
};

fn three() -> Project {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech", "Linux"]));
    project.write("articles/b.md", article("Beta", "2021-01-02", &["Tech", "Rust"]));
    project.write("articles/c.md", article("Gamma", "2021-01-03", &["Food"]));
    build(&project).ok();
    project
}

/// The feeds, as folders, whose documents differ.
fn rewritten(project: &Project, change: impl FnOnce()) -> BTreeSet<String> {
    let before = marks(project, "feeds");
    change();
    build(project).ok();
    assert_whole(project, "feeds");
    let differing = differing(&before, &marks(project, "feeds"));
    differing.iter().map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()).collect()
}

#[test]
fn an_edit_rewrites_the_feeds_that_it_is_in() {
    let project = three();
    let feeds = rewritten(&project, || {
        project.write("articles/a.md", article("Alpha 2", "2021-01-01", &["Tech", "Linux"]));
    });
    assert_eq!(Vec::from_iter(feeds), ["", "category/tech", "category/tech/linux"]);
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Beta", "Alpha 2"]);
}

#[test]
fn an_edit_of_the_body_alone_is_seen() {
    let project = three();
    let text = article("Alpha", "2021-01-01", &["Tech", "Linux"]);
    let feeds = rewritten(&project, || project.write("articles/a.md", text.replace("This is", "That was")));
    assert_eq!(Vec::from_iter(feeds), ["", "category/tech", "category/tech/linux"]);
    assert!(project.read("feeds/category/tech/linux/rss.xml").contains("That was"));
}

#[test]
fn a_move_between_categories_rewrites_both() {
    let project = three();
    let feeds =
        rewritten(&project, || project.write("articles/a.md", article("Alpha", "2021-01-01", &["Food"])));
    assert_eq!(Vec::from_iter(feeds), ["", "category/food", "category/tech", "category/tech/linux"]);
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Beta"]);
    assert_eq!(titles(&project, "feeds/category/food/atom.xml"), ["Gamma", "Alpha"]);
    assert!(titles(&project, "feeds/category/tech/linux/atom.xml").is_empty());
}

#[test]
fn a_new_category_is_linked_from_the_page_above_and_from_the_list() {
    let project = three();
    let feeds = rewritten(&project, || {
        project.write("articles/d.md", article("Delta", "2021-01-04", &["Tech", "Zig"]));
    });
    assert_eq!(Vec::from_iter(feeds), ["", "category/tech", "category/tech/zig"]);
    assert!(project.read("feeds/category/tech/index.html").contains("zig/"));
    assert!(project.read("feeds/feeds.opml").contains("category/tech/zig/"));
}

#[test]
fn an_emptied_category_stays_valid_and_empty_until_it_is_pruned() {
    let project = three();
    let id = |text: &str| {
        roxmltree::Document::parse(text)
            .map(|document| crate::site::child(document.root_element(), "id"))
            .unwrap()
    };
    let before = project.read("feeds/category/food/atom.xml");
    remove(&project, "articles/c.md");
    build(&project).ok().says("removed: 1 entry");
    assert_whole(&project, "feeds");
    let emptied = project.read("feeds/category/food/atom.xml");
    assert!(atom(&project, "feeds/category/food/atom.xml").is_empty());
    assert_eq!(id(&before), id(&emptied));
    assert_eq!(updated(&before), updated(&emptied), "an empty feed says when it last changed");
    for path in ["rss.xml", "atom.xml", "feed.json", "index.html"] {
        assert!(project.has(&format!("feeds/category/food/{path}")));
    }
    let marked = marks(&project, "feeds");
    build(&project).ok();
    assert_eq!(differing(&marked, &marks(&project, "feeds")), [""; 0]);

    project.run(["prune", "--dry-run"]).ok().says("4 would be removed").says("would remove feeds/category/");
    assert_eq!(differing(&marked, &marks(&project, "feeds")), [""; 0]);
    project.run(["prune"]).ok().says("4 removed").says("removed feeds/category/");
    assert!(!project.has("feeds/category/food"), "with its folder");
    assert!(!project.read("feeds/index.html").contains("category/food"));
    assert!(!project.read("feeds/feeds.opml").contains("category/food"));
    assert!(project.has("feeds/category/tech/linux/rss.xml"));
    let kinds: Vec<_> =
        listing(&project)["feeds"].as_array().unwrap().iter().map(|feed| feed["path"].to_string()).collect();
    assert_eq!(kinds, ["[]", "[\"Tech\"]", "[\"Tech\",\"Linux\"]", "[\"Tech\",\"Rust\"]"]);
    let marked = marks(&project, "feeds");
    project.run(["prune"]).ok();
    build(&project).ok();
    assert_eq!(differing(&marked, &marks(&project, "feeds")), [""; 0]);
}

fn updated(text: &str) -> String {
    roxmltree::Document::parse(text)
        .map(|document| crate::site::child(document.root_element(), "updated"))
        .unwrap()
}

#[test]
fn a_category_that_comes_back_is_the_feed_that_it_was() {
    let project = three();
    let before = project.tree("feeds");
    rename(&project, "articles/c.md", "c.md");
    build(&project).ok();
    rename(&project, "c.md", "articles/c.md");
    build(&project).ok();
    assert!(project.tree("feeds") == before);
    rename(&project, "articles/c.md", "c.md");
    build(&project).ok();
    project.run(["prune"]).ok();
    rename(&project, "c.md", "articles/c.md");
    build(&project).ok();
    assert!(project.tree("feeds") == before);
}

#[test]
fn prune_takes_a_parent_with_its_children_and_keeps_one_that_has_entries() {
    let project = three();
    remove(&project, "articles/a.md");
    remove(&project, "articles/b.md");
    build(&project).ok();
    project.run(["prune"]).ok();
    assert_eq!(
        paths(&project, "feeds/category"),
        ["food/atom.xml", "food/feed.json", "food/index.html", "food/rss.xml"]
    );
}

#[test]
fn a_site_without_articles_has_a_valid_empty_home_feed() {
    let project = site();
    build(&project).ok();
    assert_whole(&project, "feeds");
    assert!(atom(&project, "feeds/atom.xml").is_empty());
    assert_eq!(paths(&project, "feeds"), ["atom.xml", "feed.json", "feeds.opml", "index.html", "rss.xml"]);
    build_at(&project, "2030-01-01", &[]).ok().says("0 documents written");
}

#[test]
fn the_limit_shows_the_newest_and_the_next_one_when_one_goes() {
    let project = crate::site::many(30, "All");
    build_with(&project, &["--set", "publish.limit=3"]).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 29", "Number 28", "Number 27"]);
    remove(&project, "articles/0028.md");
    build_with(&project, &["--set", "publish.limit=3"]).ok();
    assert_eq!(titles(&project, "feeds/category/all/atom.xml"), ["Number 29", "Number 27", "Number 26"]);
    build_with(&project, &["--set", "publish.limit=1"]).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 29"]);
}
