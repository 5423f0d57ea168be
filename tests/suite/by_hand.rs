//! What is asked by hand counts: what servers say then holds for everybody, and a source is asked as a poll asks it.

use crate::discover::{project, site};
use crate::harness::Project;
use crate::origin::{Asked, Origin, answer};
use crate::polling::rss;

/// A feed with an entity tag, and documents that refuse.
fn origin() -> Origin {
    Origin::new(|asked: &Asked| match (asked.target.as_str(), asked.header("if-none-match")) {
        ("/feed.xml", Some(_)) => answer("304 Not Modified", &[], b""),
        ("/feed.xml", None) => answer("200 OK", &[("etag", "\"1\"")], rss(&[1, 2]).as_bytes()),
        ("/busy" | "/busy/page", _) => answer("503 Busy", &[("retry-after", "86400")], b""),
        ("/much", _) => answer("429 Slow", &[("retry-after", "86400")], b""),
        _ => answer("404 Not Found", &[], b""),
    })
}

/// Adds a source to a project's configuration.
fn follow(project: &Project, id: &str, url: &str) {
    let config = project.read("config.toml");
    project.write(
        "config.toml",
        format!("{config}\n[[source]]\nid = \"{id}\"\ntype = \"feed\"\nurl = \"{url}\"\n"),
    );
}

/// Each request: the address, and whether it was conditional.
fn asked(origin: &Origin) -> Vec<(String, bool)> {
    origin.asked().into_iter().map(|asked| (asked.target.clone(), asked.is_conditional())).collect()
}

fn once(target: &str, is_conditional: bool) -> Vec<(String, bool)> {
    vec![(target.to_owned(), is_conditional)]
}

/// A run at a time of 2026-07-01.
fn at<'a>(time: &str, words: &[&'a str]) -> Vec<std::borrow::Cow<'a, str>> {
    let now = format!("2026-07-01T{time}:00Z");
    words.iter().map(|word| (*word).into()).chain(["--now".into(), now.into()]).collect()
}

fn run(project: &Project, time: &str, words: &[&str]) -> crate::harness::Run {
    project.run(at(time, words).iter().map(AsRef::as_ref).collect::<Vec<&str>>())
}

#[test]
fn looking_at_a_source_is_a_conditional_poll_and_the_build_asks_no_second_time() {
    let origin = origin();
    let project = project(&origin);
    let url = origin.url("/feed.xml");
    follow(&project, "far", &url);
    run(&project, "10:00", &["build"]).ok();
    assert_eq!(asked(&origin), once("/feed.xml", false));
    run(&project, "12:00", &["inspect", &url])
        .ok()
        .prints("304")
        .prints("It has not changed since it was last read")
        .prints("title            Far")
        .prints("entries          2")
        .prints("2026-07-01 13:00 UTC");
    assert_eq!(asked(&origin), once("/feed.xml", true));
    run(&project, "12:00", &["build"]).ok();
    run(&project, "12:40", &["build"]).ok();
    run(&project, "12:40", &["inspect", &url]).exits(1).says("is the source `far`").says("13:00");
    assert_eq!(asked(&origin), []);
    let json = run(&project, "13:00", &["inspect", &url, "--json"]).ok().json();
    assert_eq!((json["unchanged"].as_bool(), json["http"]["status"].as_u64()), (Some(true), Some(304)));
    run(&project, "14:00", &["discover", &url]).ok().prints(&url).says("has not changed");
    assert_eq!(asked(&origin), [once("/feed.xml", true), once("/feed.xml", true)].concat());
    run(&project, "14:10", &["inspect", &url, "--force"]).ok().prints("Post 2");
    assert_eq!(asked(&origin), once("/feed.xml", false), "all of it is wanted");
}

#[test]
fn what_looking_at_a_source_brings_is_published_by_the_next_build() {
    let origin = site(&[("/feed.xml", "text/xml", rss(&[1, 2]))]);
    let project = project(&origin);
    let url = origin.url("/feed.xml");
    follow(&project, "far", &url);
    run(&project, "10:00", &["inspect", &url]).ok().prints("Post 1").prints("took 2 new entries");
    run(&project, "10:01", &["build"]).ok();
    assert!(project.read("feeds/rss.xml").contains("Post 1"));
    assert_eq!(origin.asked().len(), 1);
}

#[test]
fn a_pause_that_a_source_asks_for_by_hand_holds_for_everybody() {
    for verb in ["inspect", "discover"] {
        for target in ["/much", "/busy"] {
            let origin = origin();
            let project = project(&origin);
            let url = origin.url(target);
            follow(&project, "far", &url);
            run(&project, "10:00", &[verb, &url]).exits(1);
            assert_eq!(asked(&origin), once(target, false));
            run(&project, "10:01", &[verb, &url, "--force"]).exits(1).says("wait");
            run(&project, "10:10", &["build"]);
            run(&project, "10:20", &["build", "--force"]);
            assert_eq!(asked(&origin), [], "{verb} {target}");
        }
    }
}

#[test]
fn a_pause_that_a_stranger_asks_for_holds_also_when_it_becomes_a_source() {
    for verb in ["inspect", "discover", "add"] {
        let origin = origin();
        let project = project(&origin);
        let url = origin.url("/busy");
        run(&project, "10:00", &[verb, &url]).exits(1);
        run(&project, "10:01", &["inspect", &url, "--force"])
            .exits(1)
            .says("asked to be left alone until 2026-07-02 10:00:00 UTC");
        run(&project, "10:02", &["add", &url]).exits(1).says("wait");
        follow(&project, "far", &url);
        run(&project, "10:10", &["build"]).says("2026-07-02 10:00 UTC");
        assert_eq!(asked(&origin), once("/busy", false), "{verb}");
        // Another document of the same host has nothing to do with it.
        run(&project, "10:20", &["inspect", &origin.url("/feed.xml")]).ok();
        assert_eq!(asked(&origin), once("/feed.xml", false));
    }
}

#[test]
fn a_host_that_has_had_too_many_requests_is_left_alone_as_a_whole() {
    let origin = origin();
    let project = project(&origin);
    let config = project.read("config.toml").replace("[[host]]\n", "[[host]]\nretry_after = \"host\"\n");
    project.write("config.toml", config);
    run(&project, "10:00", &["inspect", &origin.url("/much")]).exits(1);
    assert_eq!(asked(&origin).len(), 1);
    run(&project, "10:01", &["add", &origin.url("/feed.xml")]).exits(1).says("left alone");
    follow(&project, "far", &origin.url("/feed.xml"));
    run(&project, "10:10", &["build"]);
    assert_eq!(asked(&origin), []);
    run(&project, "10:20", &["inspect", &origin.url("/feed.xml")]).exits(1).says("wait");
    assert_eq!(asked(&origin), []);
}

#[test]
fn the_answer_that_a_feed_is_added_by_is_its_first_poll() {
    let origin = origin();
    let project = project(&origin);
    run(&project, "10:00", &["add", &origin.url("/feed.xml")]).ok();
    assert_eq!(asked(&origin), once("/feed.xml", false));
    run(&project, "10:00", &["build"]).ok();
    assert!(project.read("feeds/rss.xml").contains("Post 1"));
    assert_eq!(asked(&origin), []);
    run(&project, "11:00", &["build"]).ok();
    assert_eq!(asked(&origin), once("/feed.xml", true));
}

#[test]
fn a_feed_that_has_moved_is_added_with_the_answer_of_its_new_address() {
    let origin = Origin::new(|asked: &Asked| match asked.target.as_str() {
        "/" => answer("200 OK", &[], b"<link rel=alternate type=application/rss+xml href=/old>"),
        "/old" => answer("301 Moved", &[("location", "/new")], b""),
        "/new" => answer("200 OK", &[("etag", "\"1\"")], rss(&[1]).as_bytes()),
        _ => answer("404 Not Found", &[], b""),
    });
    let project = project(&origin);
    run(&project, "10:00", &["add", &origin.url("/")]).ok();
    origin.asked();
    run(&project, "10:05", &["build"]).ok();
    assert_eq!(asked(&origin), []);
    run(&project, "11:00", &["build"]).ok();
    assert_eq!(asked(&origin), once("/new", true));
}

#[test]
fn a_name_and_a_password_of_an_address_are_shown_nowhere() {
    let origin = origin();
    let url = origin.url("/feed.xml").replace("http://", "http://me:secret@");
    let project = project(&origin);
    for more in [&["--dry-run"][..], &["--dry-run", "--json"], &[]] {
        let run = project.run(["add", &url].iter().chain(more)).ok();
        assert!(!run.stdout().contains("secret") && !run.stderr().contains("secret"), "{}", run.stdout());
    }
    assert!(project.read("config.toml").contains("me:secret@"));
}
