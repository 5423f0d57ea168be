//! Lists that lose what they named, gain, or name too much of one host: what stays, and what is told once and what each time.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::{build, config, feed, item};
use crate::harness::Project;
use crate::origin::{Origin, answer};

/// A server with a list at `/list.opml` that names feeds of these numbers, each at its own address.
fn origin(names: Range<usize>) -> (Origin, Arc<Mutex<Range<usize>>>) {
    let names = Arc::new(Mutex::new(names));
    let served = Arc::clone(&names);
    let origin = Origin::new(move |asked| {
        let number = asked.target.trim_start_matches('/');
        let body = if number == "list.opml" {
            let host = asked.header("host").unwrap_or_default();
            let mut list = String::from("<opml version=\"2.0\"><body>");
            for number in served.lock().unwrap().clone() {
                let _ = write!(
                    list,
                    "<outline type=\"rss\" text=\"No {number}\" xmlUrl=\"http://{host}/{number}\"/>"
                );
            }
            list + "</body></opml>"
        } else {
            let item = item(1, &format!("Post of {number}"), "");
            feed(&format!("Feed {number}"), &[item]).replace("far.example", &format!("n{number}.example"))
        };
        answer("200 OK", &[], body.as_bytes())
    });
    (origin, names)
}

fn project(origin: &Origin, more: &str) -> Project {
    let source = format!(
        "[[source]]\nid = \"planet\"\ntype = \"opml\"\nurl = \"{}\"\n{more}",
        origin.url("/list.opml")
    );
    Project::new().config(&config(origin, "by = [\"source\"]", &source))
}

/// The feeds of sources that are published.
fn published(project: &Project) -> usize {
    project.tree("feeds/source").into_iter().filter(|(path, _)| path.ends_with("rss.xml")).count()
}

#[test]
fn a_list_that_loses_most_of_its_feeds_keeps_them_until_that_is_meant() {
    let (origin, names) = origin(0..40);
    let project = project(&origin, "");
    build(&project, "2026-07-01T10:00:00Z").ok().says("list planet: 40 feeds\n");
    assert_eq!(published(&project), 40);
    *names.lock().unwrap() = 25..43;
    for now in ["2026-07-02T10:00:00Z", "2026-07-02T10:01:00Z", "2026-07-03T10:00:00Z"] {
        let said = project.run(["build", "-q", "--now", now]).exits(1).stderr();
        assert!(said.contains("it names 18 feeds and no longer 25 of the 43"), "{said}");
        assert!(said.contains("feedloom build --allow-removals"), "{said}");
        assert!(!said.contains(" less ("), "{said}");
        assert_eq!(published(&project), 43, "what is new joins, and the others stay");
    }
    project.run(["status"]).ok().prints("no longer 25 of the 43");
    origin.asked();

    let said =
        project.run(["build", "-q", "--allow-removals", "--now", "2026-07-03T10:01:00Z"]).ok().stderr();
    assert!(
        said.starts_with("list planet: 25 less (No 0, http://") && said.contains("; and 20 more)"),
        "{said}"
    );
    build(&project, "2026-07-04T10:00:00Z").ok();
    let asked: Vec<String> = origin.asked().into_iter().map(|asked| asked.target).collect();
    assert_eq!(asked.len(), 19, "{asked:?}");
}

#[test]
fn a_list_that_is_whole_again_is_like_before() {
    let (origin, names) = origin(0..30);
    let project = project(&origin, "");
    build(&project, "2026-07-01T10:00:00Z").ok();
    *names.lock().unwrap() = 0..5;
    build(&project, "2026-07-02T10:00:00Z").exits(1);
    *names.lock().unwrap() = 0..30;
    let said = project.run(["build", "-q", "--now", "2026-07-03T10:00:00Z"]).ok().stderr();
    assert_eq!(said, "");
    *names.lock().unwrap() = 6..31;
    let said = project.run(["build", "-q", "--now", "2026-07-04T10:00:00Z"]).ok().stderr();
    assert!(said.starts_with("list planet: 1 feed more (No 30, http://127.0.0.1:"), "{said}");
    assert!(said.contains("/30), 6 less (No 0, http://") && said.contains("; and 1 more)"), "{said}");
}

#[test]
fn a_host_of_which_too_many_feeds_are_named_is_told_once_and_shown_in_the_status() {
    let (origin, names) = origin(0..4);
    let project = project(&origin, "max_per_host = 3\n");
    let told = "list planet: 1 feed is left out, since it names too many of 127.0.0.1";
    project.run(["build", "-q", "--now", "2026-07-01T10:00:00Z"]).ok().says(told);
    assert_eq!(published(&project), 3);
    *names.lock().unwrap() = 0..5;
    let said = project.run(["build", "-q", "--now", "2026-07-01T12:00:00Z"]).ok().stderr();
    assert!(said.contains("1 feed more (No 4") && !said.contains("left out"), "{said}");
    let told = "2 feeds are left out, since it names too many of 127.0.0.1";
    build(&project, "2026-07-01T12:01:00Z").ok().says(told);
    project.run(["status"]).ok().prints("2 feeds are left out");
}

#[test]
fn the_path_of_a_members_feed_is_its_list_its_host_and_a_digest() {
    let (origin, _) = origin(0..1);
    let project = project(&origin, "");
    build(&project, "2026-07-01T10:00:00Z").ok();
    let json = project.run(["status", "--json"]).ok().json();
    let id = json["sources"][1]["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("planet-127-0-0-1-") && id.len() == "planet-127-0-0-1-".len() + 8, "{id}");
    assert!(project.has(&format!("feeds/source/{id}/rss.xml")));
}
