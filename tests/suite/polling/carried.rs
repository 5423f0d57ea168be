//! A post that two feeds carry, and what the owner says of each of them: what a source's own rules take out counts for nothing.

use super::identity::{Served, build, entries, feed, ids, item, planet};
use crate::harness::Project;
use crate::origin::Origin;

const LINK: &str = "https://far.example/posts/1";

/// The post as the feed of this name has it, in its category.
fn post(name: &str, text: &str) -> String {
    let more = format!("<category>Of {name}</category>");
    let guid = format!("urn:{name}:1");
    feed(name, &item("One", LINK, &guid, 1, &more).replace("Text of One", text))
}

/// A planet of two feeds that carry one post, of which `far` comes first.
fn two(served: &Served) -> Origin {
    served.put("/far.xml", post("far", "Far casino"));
    served.put("/near.xml", post("near", "Near text"));
    served.origin()
}

/// The configuration again, with these rules.
fn ruled(project: &Project, origin: &Origin, far: &str, near: &str) {
    project.write("config.toml", planet(origin, &[("far", far), ("near", near)]).read("config.toml"));
}

/// The text of the one entry, and its categories.
#[track_caller]
fn shown(all: &[serde_json::Value]) -> (&str, Vec<&str>) {
    assert_eq!(all.len(), 1, "{all:?}");
    let tags =
        all[0]["tags"].as_array().map(|tags| tags.iter().filter_map(serde_json::Value::as_str).collect());
    (all[0]["content_html"].as_str().unwrap_or_default(), tags.unwrap_or_default())
}

#[test]
fn a_copy_that_its_source_takes_out_gives_neither_text_nor_categories() {
    for (far, near, text, tags) in [
        ("", "", "Far casino", vec!["Of far", "Of near"]),
        ("except = { title = \"One\" }", "", "Near text", vec!["Of near"]),
        ("except = { category = \"Of far\" }", "", "Near text", vec!["Of near"]),
        ("except = { content = \"casino\" }", "", "Near text", vec!["Of near"]),
        ("only = { content = \"poetry\" }", "", "Near text", vec!["Of near"]),
        ("", "except = { title = \"One\" }", "Far casino", vec!["Of far"]),
        ("only = { title = \"One\" }", "only = { title = \"Two\" }", "Far casino", vec!["Of far"]),
    ] {
        let served = Served::default();
        let origin = two(&served);
        let project = planet(&origin, &[("far", far), ("near", near)]);
        let all = build(&project, 1);
        assert_eq!(shown(&all), (text, tags.clone()), "{far} {near}");
        let feeds = ["far", "near"].map(|name| project.has(&format!("feeds/category/of-{name}/feed.json")));
        assert_eq!(feeds, [tags.contains(&"Of far"), tags.contains(&"Of near")], "{far} {near}");
        assert_eq!(all[0]["_feedloom"]["also"].is_null(), tags.len() == 1, "{far} {near}");
    }
}

#[test]
fn a_rule_that_takes_out_a_copy_counts_from_the_next_run_on_and_can_be_taken_back() {
    let served = Served::default();
    let origin = two(&served);
    let project = planet(&origin, &[("far", ""), ("near", "")]);
    let before = build(&project, 1);
    let except = "except = { title = \"One\" }";
    let now = || {
        project.run(["build", "--now", "2026-07-01T10:05:00Z"]).ok();
        entries(&project, "feeds/feed.json")
    };
    ruled(&project, &origin, except, "");
    let all = now();
    assert_eq!(shown(&all), ("Near text", vec!["Of near"]));
    assert_eq!(ids(&all), ids(&before), "readers know it by the same id");
    ruled(&project, &origin, except, except);
    assert!(now().is_empty());
    ruled(&project, &origin, "", "");
    assert_eq!(now(), before);
}

#[test]
fn a_post_is_hidden_by_the_id_that_any_of_its_feeds_gives_it() {
    for id in ["urn:far:1", "urn:near:1"] {
        let served = Served::default();
        let origin = two(&served);
        let project = planet(&origin, &[("far", ""), ("near", "")]);
        build(&project, 1);
        project.run(["hide", id]).ok().says("1 entry");
        assert!(build(&project, 2).is_empty(), "{id}");
        // Each of them stays out by itself.
        for name in ["far", "near"] {
            project.write("config.toml", planet(&origin, &[(name, "")]).read("config.toml"));
            assert!(build(&project, 3).is_empty(), "{id} {name}");
        }
        ruled(&project, &origin, "", "");
        project.run(["hide", "--undo", id]).ok();
        assert_eq!(build(&project, 4).len(), 1, "{id}");
    }
}

#[test]
fn an_id_that_two_posts_claim_hides_the_one_that_has_it() {
    let served = Served::default();
    let origin = two(&served);
    served.put("/far.xml", feed("far", &item("One", LINK, "urn:x-both", 1, "")));
    served.put("/near.xml", feed("near", &item("Two", "https://near.example/2", "urn:x-both", 2, "")));
    let project = planet(&origin, &[("far", ""), ("near", "")]);
    assert_eq!(build(&project, 1).len(), 2);
    project.run(["hide", "urn:x-both"]).ok();
    let left = build(&project, 2);
    assert_eq!((left.len(), left[0]["title"].as_str()), (1, Some("Two")));
}

#[test]
fn dates_of_change_that_are_ignored_later_are_not_shown_but_what_was_seen_to_change_is() {
    let served = Served::default();
    let origin = served.origin();
    let post = |text: &str| {
        let more = "<a:updated xmlns:a=\"http://www.w3.org/2005/Atom\">2026-06-20T02:02:02Z</a:updated>";
        served.put(
            "/far.xml",
            feed("far", &item("One", LINK, "urn:far:1", 1, more).replace("Text of One", text)),
        );
    };
    let project = planet(&origin, &[("far", "")]);
    let modified = |day: u32, minute: u32| {
        project.run(["build", "--now", &format!("2026-07-{day:02}T10:{minute:02}:00Z")]).ok();
        entries(&project, "feeds/feed.json")[0]["date_modified"].as_str().map(str::to_owned)
    };
    let config =
        |said: &str| project.write("config.toml", planet(&origin, &[("far", said)]).read("config.toml"));
    post("Text");
    assert_eq!(modified(1, 0).as_deref(), Some("2026-06-20T02:02:02Z"));
    config("ignore = [\"updated\"]");
    assert_eq!(modified(1, 5), None, "without asking the server again");
    assert!(!project.read("feeds/atom.xml").contains("2026-06-20"));
    config("");
    assert_eq!(modified(1, 6).as_deref(), Some("2026-06-20T02:02:02Z"));
    post("Another text");
    let edited = modified(2, 0);
    assert_eq!(edited.as_deref(), Some("2026-07-02T10:00:00Z"));
    config("ignore = [\"updated\"]");
    assert_eq!(modified(2, 5), edited);
    assert_eq!(modified(3, 0), edited);
}
