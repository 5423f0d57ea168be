//! Posts over time: whatever their feeds call them, and however many carry them, each is there once.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use super::project;
use crate::harness::Project;
use crate::origin::{Origin, answer};

/// Documents by path, which a test changes as time passes.
#[derive(Clone, Default)]
pub(super) struct Served(Arc<Mutex<Vec<(String, String)>>>);

impl Served {
    pub(super) fn put(&self, path: &str, document: String) {
        let mut all = self.0.lock().unwrap();
        all.retain(|(known, _)| known != path);
        all.push((path.to_owned(), document));
    }

    pub(super) fn origin(&self) -> Origin {
        let served = self.clone();
        Origin::new(move |asked| {
            let all = served.0.lock().unwrap();
            match all.iter().find(|(path, _)| *path == asked.target) {
                Some((_, document)) => answer("200 OK", &[], document.as_bytes()),
                None => answer("404 Not Found", &[], b""),
            }
        })
    }
}

/// An item: its title, link, guid, the day of June, text, and whatever else.
pub(super) fn item(title: &str, link: &str, guid: &str, day: u32, more: &str) -> String {
    format!(
        "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"false\">{guid}</guid>\
         <pubDate>{day:02} Jun 2026 10:00:00 GMT</pubDate><description>Text of {title}</description>{more}</item>"
    )
}

pub(super) fn feed(name: &str, items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{name}</title><link>https://{name}.example/</link>\
         <description>d</description>{items}</channel></rss>"
    )
}

/// Builds at ten o'clock of a day of July; gives the published entries, newest first.
#[track_caller]
pub(super) fn build(project: &Project, day: u32) -> Vec<serde_json::Value> {
    project.run(["build", "--now", &format!("2026-07-{day:02}T10:00:00Z")]).ok();
    entries(project, "feeds/feed.json")
}

pub(super) fn entries(project: &Project, path: &str) -> Vec<serde_json::Value> {
    let feed: serde_json::Value = serde_json::from_str(&project.read(path)).unwrap();
    feed["items"].as_array().unwrap().clone()
}

pub(super) fn ids(entries: &[serde_json::Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

/// A project with these sources at an origin, each with more keys.
pub(super) fn planet(origin: &Origin, sources: &[(&str, &str)]) -> Project {
    let mut config = format!(
        "[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"\n\n[publish]\nby = [\"category\"]\n\n[net]\n\
         allow = [\"{0}\"]\n\n[[host]]\nname = \"{0}\"\nmin_interval = \"0s\"\n",
        origin.authority()
    );
    for (id, more) in sources {
        let url = origin.url(&format!("/{id}.xml"));
        let _ = writeln!(config, "\n[[source]]\nid = \"{id}\"\ntype = \"feed\"\nurl = \"{url}\"\n{more}");
    }
    Project::new().config(&config)
}

/// Three posts, as the feed at this address gives them.
fn three(host: &str, guid: &str, tracker: &str) -> String {
    (1..4)
        .map(|n| {
            item(&format!("Post {n}"), &format!("{host}/posts/{n}{tracker}"), &format!("{guid}{n}"), n, "")
        })
        .collect()
}

#[test]
fn a_feed_that_changes_its_guids_its_host_its_scheme_or_its_trackers_doubles_nothing() {
    let served = Served::default();
    let project = project(&served.origin());
    served.put("/feed.xml", feed("far", &three("http://far.example", "http://far.example/?p=", "")));
    let first: Vec<String> = ids(&build(&project, 1)).into_iter().map(str::to_owned).collect();
    assert_eq!(first, ["http://far.example/?p=3", "http://far.example/?p=2", "http://far.example/?p=1"]);
    for (day, document) in [
        (2, three("https://far.example", "https://far.example/?p=", "")),
        (3, three("https://www.far.example", "tag:far.example,2026:", "?utm_source=rss&amp;utm_medium=feed")),
        (4, three("https://near.example", "https://near.example/?p=", "")),
        (5, three("https://near.example", "urn:x-near:", "?fbclid=abc")),
        (6, three("http://far.example", "http://far.example/?p=", "")),
    ] {
        served.put("/feed.xml", feed("far", &document));
        assert_eq!(ids(&build(&project, day)), first, "{day}");
    }
}

#[test]
fn a_guid_that_is_another_at_each_poll_keeps_one_entry_and_writes_nothing() {
    let served = Served::default();
    let project = project(&served.origin());
    let document = |n: u32| {
        let items: String = (1..4)
            .map(|post| {
                item(
                    &format!("Post {post}"),
                    &format!("https://far.example/{post}"),
                    &format!("https://far.example/{post}?t={n}"),
                    post,
                    "",
                )
            })
            .collect();
        feed("far", &items)
    };
    served.put("/feed.xml", document(0));
    build(&project, 1);
    let before = project.tree("feeds");
    for n in 1..5 {
        served.put("/feed.xml", document(n));
        build(&project, 1 + n);
        assert!(project.tree("feeds") == before, "poll {n}");
    }
}

#[test]
fn posts_that_only_look_alike_are_all_there() {
    let served = Served::default();
    let project = project(&served.origin());
    // A feed that holds its newest entry only.
    for (day, link, text) in [(1, "a", ""), (2, "b", ""), (2, "c", "!"), (3, "c", "?")] {
        let link = format!("https://far.example/{link}");
        let guid = format!("urn:{day}{text}");
        let one = item("Photo of the day", &link, &guid, day, &format!("<category>c{day}</category>"));
        served.put("/feed.xml", feed("far", &one.replace("Text of", &format!("{guid} {text}"))));
        build(&project, day + u32::from(text == "!") + 10 * u32::from(text == "?"));
    }
    assert_eq!(entries(&project, "feeds/feed.json").len(), 4);
}

#[test]
fn by_its_guid_alone_a_post_with_another_guid_is_another() {
    let served = Served::default();
    let origin = served.origin();
    let project = planet(&origin, &[("far", "identity = \"guid\"")]);
    served.put("/far.xml", feed("far", &three("http://far.example", "urn:a:", "")));
    assert_eq!(build(&project, 1).len(), 3);
    served.put("/far.xml", feed("far", &three("http://far.example", "urn:b:", "")));
    assert_eq!(build(&project, 2).len(), 6);
}

#[test]
fn a_post_of_two_feeds_is_one_entry_in_the_feeds_of_both() {
    let served = Served::default();
    let origin = served.origin();
    let project = planet(&origin, &[("far", "categories = [\"Far\"]"), ("near", "categories = [\"Near\"]")]);
    let link = "https://far.example/posts/1";
    served.put(
        "/near.xml",
        feed("near", &item("One", &format!("{link}/?utm_source=near"), "urn:near:1", 1, "")),
    );
    served.put("/far.xml", feed("far", ""));
    build(&project, 1);
    served.put(
        "/far.xml",
        feed("far", &item("One, at home", link, "urn:far:1", 1, "<category>Tea</category>")),
    );
    let all = build(&project, 2);
    assert_eq!(ids(&all), ["urn:near:1"], "the id that was published first");
    assert_eq!(all[0]["title"], "One, at home");
    assert_eq!(all[0]["_feedloom"]["origin"]["title"], "far");
    assert_eq!(all[0]["_feedloom"]["also"][0]["title"], "near");
    for name in ["far", "near", "tea"] {
        let path = format!("feeds/category/{name}/feed.json");
        assert_eq!(entries(&project, &path), all, "{name}");
    }
    // It is not one any more when the other is edited into another post.
    served.put("/near.xml", feed("near", &item("Two", "https://near.example/2", "urn:near:1", 1, "")));
    assert_eq!(build(&project, 3).len(), 2);
}

#[test]
fn what_comes_back_from_our_own_feeds_is_dropped() {
    let served = Served::default();
    let origin = served.origin();
    let project = planet(&origin, &[("far", "")]);
    let source = |url: &str| format!("<source url=\"{url}\">Planet</source>");
    let items = [
        item("Ours", "https://b.example/1", "urn:1", 1, &source("https://planet.example/feeds/rss.xml")),
        item(
            "Ours, too",
            "https://b.example/2",
            "urn:2",
            2,
            &source("http://planet.example/feeds/category/a/atom.xml"),
        ),
        item("Ours by its id", "https://planet.example/x", "tag:planet.example,2026-06-01:far/x", 3, ""),
        item(
            "A blog beside us",
            "https://planet.example/blog/1",
            "urn:4",
            4,
            &source("https://planet.example/blog/rss.xml"),
        ),
    ];
    served.put("/far.xml", feed("far", &items.concat()));
    let all = build(&project, 1);
    assert_eq!(ids(&all), ["urn:4"]);
    let held = project.run(["list", "--entries", "--json"]).ok().stdout();
    assert_eq!(held.matches("\"own\"").count(), 3, "{held}");
}

#[test]
fn a_hidden_entry_stays_out_when_its_guid_and_its_link_change() {
    for what in ["http://far.example/?p=2", "http://far.example/posts/2"] {
        let served = Served::default();
        let project = project(&served.origin());
        served.put("/feed.xml", feed("far", &three("http://far.example", "http://far.example/?p=", "")));
        assert_eq!(build(&project, 1).len(), 3);
        project.run(["hide", what]).ok();
        assert_eq!(build(&project, 2).len(), 2);
        for (day, document) in [
            (3, three("https://far.example", "urn:x-far:", "")),
            (4, three("https://near.example", "urn:x-near:", "")),
        ] {
            served.put("/feed.xml", feed("far", &document));
            assert_eq!(build(&project, day).len(), 2, "{what} {day}");
        }
    }
}

#[test]
fn entries_that_are_all_new_and_titles_that_all_change_are_told() {
    let served = Served::default();
    let project = project(&served.origin());
    let document = |titles: &str, guids: &str, count: u32| {
        let items: String = (0..count)
            .map(|n| {
                let link = format!("https://far.example/{guids}/{n}");
                item(&format!("{titles} {n}"), &link, &format!("urn:{guids}:{n}"), 1 + n % 28, "")
            })
            .collect();
        feed("far", &items)
    };
    served.put("/feed.xml", document("One", "a", 50));
    build(&project, 1);
    served.put("/feed.xml", document("Casino", "a", 50));
    let run = project.run(["build", "--now", "2026-07-02T10:00:00Z"]).ok();
    run.says("50 of 50 known entries have other titles than before");
    served.put("/feed.xml", document("Two", "b", 120));
    let run = project.run(["build", "--now", "2026-07-03T10:00:00Z"]).ok();
    run.says("120 entries are new at once");
}
