//! Whose entries a site publishes: on its page, and as a list to import.

use crate::origin::{Origin, answer};
use crate::polling::{project, rss};

#[test]
fn the_page_and_the_list_of_sources_name_those_whose_entries_are_published() {
    let origin = Origin::new(|_| answer("200 OK", &[], rss(&[1, 2]).as_bytes()));
    let project = project(&origin);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    let page = project.read("feeds/index.html");
    let (_, members) = page.split_once("class=\"members\"").unwrap();
    let feed = origin.url("/feed.xml");
    for shown in
        ["href=\"https://far.example/\"", ">Far<", &format!("href=\"{feed}\""), "2026-06-03T10:00:00Z"]
    {
        assert!(members.contains(shown), "{shown}: {members}");
    }
    assert!(!members.contains("class=\"state\""));
    let list = project.read("feeds/sources.opml");
    assert!(
        list.contains(&format!("xmlUrl=\"{feed}\"")) && list.contains("htmlUrl=\"https://far.example/\""),
        "{list}"
    );
}

#[test]
fn a_feed_that_has_failed_for_some_time_is_said_to_and_one_that_failed_once_is_not() {
    let origin = Origin::new({
        let asked = std::sync::atomic::AtomicUsize::new(0);
        move |_| match asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 | 5.. => answer("200 OK", &[], rss(&[1]).as_bytes()),
            _ => answer("500 Internal Server Error", &[], b""),
        }
    });
    let project = project(&origin);
    let says_so = |day: u32| {
        project.run(["build", "--now", &format!("2026-07-{day:02}T10:00:00Z")]).ok();
        project.read("feeds/index.html").contains("does not answer at the moment")
    };
    let said: Vec<bool> = (1..=6).map(says_so).collect();
    assert_eq!(said, [false, false, false, true, true, false]);
}

#[test]
fn after_a_move_pages_and_lists_name_the_address_that_is_asked() {
    let origin = Origin::new({
        let asked = std::sync::atomic::AtomicUsize::new(0);
        move |request| match asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => answer("200 OK", &[], rss(&[1]).as_bytes()),
            _ if request.target == "/feed.xml" => answer("301 Moved", &[("location", "/new.xml")], b""),
            _ => answer("200 OK", &[], rss(&[1]).as_bytes()),
        }
    });
    let project = project(&origin);
    let named = |path: &str| {
        let everywhere = [
            project.read("feeds/index.html"),
            project.read("feeds/sources.opml"),
            project.run(["export"]).ok().stdout(),
        ];
        everywhere.map(|text| text.contains(&origin.url(path)))
    };
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    assert_eq!(named("/feed.xml"), [true; 3]);
    // Nothing else has changed.
    project.run(["build", "--now", "2026-07-01T12:00:00Z"]).ok().says("moved for good");
    assert_eq!((named("/new.xml"), named("/feed.xml")), ([true; 3], [false; 3]));
    project.run(["revert", "far", "--now", "2026-07-01T12:10:00Z"]).ok();
    project.run(["build", "--offline", "--now", "2026-07-01T12:20:00Z"]).ok();
    assert_eq!((named("/new.xml"), named("/feed.xml")), ([false; 3], [true; 3]));
}

#[test]
fn a_site_of_articles_alone_has_neither() {
    let project = crate::harness::Project::new()
        .config(crate::harness::CONFIG)
        .article("a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nText\n");
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    assert!(!project.has("feeds/sources.opml"));
    assert!(!project.read("feeds/index.html").contains("class=\"members\""));
}
