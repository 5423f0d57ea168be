//! The health of sources, and taking back what a server said of an address.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use crate::harness::Project;
use crate::origin::{Origin, Served, answer};
use crate::polling::{project, rss};
use crate::remove::{planet, source};

/// An origin that answers with a feed, or with the status that is set.
fn moody() -> (Origin, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(200));
    let mood = Arc::clone(&status);
    let origin = Origin::new(move |_| match mood.load(Ordering::SeqCst) {
        200 => answer("200 OK", &[("etag", "\"one\"")], rss(&[1, 2]).as_bytes()),
        status => answer(&format!("{status} No"), &[], b""),
    });
    (origin, status)
}

#[test]
fn a_source_that_was_never_asked_is_well_and_asked_at_the_next_build() {
    let (origin, _) = moody();
    let project = project(&origin);
    let status = project.run(["status", "--json"]).ok().json();
    let source = &status["sources"][0];
    assert_eq!((source["id"].as_str(), source["state"].as_str()), (Some("far"), Some("ok")));
    assert_eq!(source["url"].as_str(), Some(origin.url("/feed.xml").as_str()));
    assert_eq!(source["next_poll_reason"].as_str(), Some("new"));
    assert!(source["last_success"].is_null() && source["next_poll"].is_null());
    project.run(["status"]).ok().prints("next build");
    assert!(origin.asked().is_empty() && !project.has(".feedloom"), "status asks nobody and writes nothing");
}

#[test]
fn status_says_since_when_a_source_fails_and_why_and_when_it_is_asked_again() {
    let (origin, mood) = moody();
    let project = project(&origin);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    mood.store(503, Ordering::SeqCst);
    project.run(["build", "--now", "2026-07-01T12:00:00Z"]).ok();
    origin.asked();
    let status = project.run(["status", "--json", "--now", "2026-07-01T12:01:00Z"]).ok().json();
    let source = &status["sources"][0];
    assert_eq!(source["state"].as_str(), Some("failing"));
    assert_eq!(source["last_success"].as_str(), Some("2026-07-01T10:00:00Z"));
    assert_eq!(source["failing_since"].as_str(), Some("2026-07-01T12:00:00Z"));
    assert!(source["reason"].as_str().is_some_and(|reason| reason.contains("503")));
    assert!(source["next_poll"].as_str().is_some_and(|next| next > "2026-07-01T12:01"));
    assert_eq!(source["entries"].as_u64(), Some(2));
    project
        .run(["status", "--now", "2026-07-01T12:01:00Z"])
        .ok()
        .prints("fails since 2026-07-01 12:00")
        .prints("503")
        .prints("1 source: 1 failing");
    project
        .run(["status", "far", "--now", "2026-07-01T12:01:00Z"])
        .ok()
        .prints("last success")
        .prints("\"one\"");
    assert!(origin.asked().is_empty());
}

#[test]
fn what_needs_attention_stands_first_and_quiet_shows_only_that() {
    let (origin, mood) = moody();
    let project = project(&origin).article("a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nText");
    let config = project.read("config.toml");
    let articles = "\n[[source]]\nid = \"alpha\"\ntype = \"articles\"\npath = \"articles\"\n";
    project.write("config.toml", config.replace("\n[[source]]", &format!("{articles}\n[[source]]")));
    mood.store(404, Ordering::SeqCst);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]);
    let shown = project.run(["status", "--now", "2026-07-01T10:01:00Z"]).ok().stdout();
    let at = |id: &str| shown.lines().position(|line| line.starts_with(id));
    assert!(at("far") < at("alpha"), "{shown}");
    let quiet = project.run(["status", "-q", "--now", "2026-07-01T10:01:00Z"]).ok().stdout();
    assert!(quiet.contains("far") && !quiet.contains("alpha"), "{quiet}");
}

#[test]
fn a_source_that_is_not_there_is_named_with_those_that_are() {
    let project = Project::new().config(crate::harness::CONFIG);
    project.run(["status", "nots"]).exits(2).says("there is no source `nots`").says("`notes`");
    project.run(["revert", "nots"]).exits(2).says("`notes`");
    project.run(["revert", "notes"]).ok().says("is on a disk");
}

#[test]
fn a_feed_that_was_gone_is_asked_again_after_revert() {
    let (origin, mood) = moody();
    let project = project(&origin);
    mood.store(410, Ordering::SeqCst);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]);
    let status = project.run(["status", "--json", "--now", "2026-07-01T10:01:00Z"]).ok().json();
    assert_eq!(status["sources"][0]["state"].as_str(), Some("gone"));
    assert!(status["sources"][0]["next_poll"].is_null());
    project.run(["status", "--now", "2026-07-01T10:01:00Z"]).ok().prints("never").prints("feedloom revert");
    origin.asked();
    project.run(["build", "--now", "2026-07-09T10:00:00Z"]);
    assert!(origin.asked().is_empty());

    mood.store(200, Ordering::SeqCst);
    project.run(["revert", "far", "--now", "2026-07-09T10:01:00Z"]).ok().says("no longer taken for gone");
    project.run(["revert", "far", "--now", "2026-07-09T10:01:00Z"]).ok().says("nothing to take back");
    project.run(["build", "--now", "2026-07-09T10:02:00Z"]).ok();
    assert_eq!(origin.asked().len(), 1);
    assert!(project.read("feeds/rss.xml").contains("Post 1"));
}

#[test]
fn what_was_taken_back_is_asked_by_the_next_build_but_not_against_retry_after() {
    let (origin, mood) = moody();
    let project = project(&origin);
    mood.store(410, Ordering::SeqCst);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]);
    project.run(["revert", "far", "--now", "2026-07-01T10:01:00Z"]).ok().says("the next build asks");
    origin.asked();
    project.run(["build", "--now", "2026-07-01T10:02:00Z"]);
    assert_eq!(origin.asked().len(), 1, "though its interval is an hour");

    let state = rusqlite::Connection::open(project.root().join(".feedloom/state.sqlite")).unwrap();
    state.execute("UPDATE polls SET retry_after = 1782907200", []).unwrap();
    drop(state);
    let run = project.run(["revert", "far", "--now", "2026-07-01T10:03:00Z"]).ok();
    run.says("the first build from 2026-07-01T12:00:00Z on asks");
    for (now, times) in [("11:59:59", 0), ("12:00:00", 1)] {
        project.run(["build", "--now", &format!("2026-07-01T{now}Z")]);
        assert_eq!(origin.asked().len(), times, "{now}");
    }
}

#[test]
fn a_move_that_is_taken_back_is_not_stored_again() {
    static MOVED: AtomicU16 = AtomicU16::new(0);
    let origin = Origin::new(|asked: &crate::origin::Asked| match asked.target.as_str() {
        "/feed.xml" if MOVED.load(Ordering::SeqCst) == 1 => {
            answer("301 Moved", &[("location", "/new.xml")], b"")
        }
        _ => answer("200 OK", &[], rss(&[1, 2]).as_bytes()),
    });
    let project = project(&origin);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    MOVED.store(1, Ordering::SeqCst);
    project.run(["build", "--now", "2026-07-01T12:00:00Z"]).ok();
    let moved = || {
        let status = project.run(["status", "--json", "--now", "2026-07-01T12:01:00Z"]).ok().json();
        status["sources"][0]["moved"]["to"].as_str().map(str::to_owned)
    };
    assert_eq!(moved(), Some(origin.url("/new.xml")));
    project.run(["status", "--now", "2026-07-01T12:01:00Z"]).ok().prints("feedloom revert far");
    project.run(["revert", "far"]).ok().says("is taken back and will not be stored again").says("/feed.xml");
    assert_eq!(moved(), None);
    origin.asked();
    project.run(["build", "--now", "2026-07-01T14:00:00Z"]).ok();
    let asked: Vec<String> = origin.asked().into_iter().map(|asked| asked.target).collect();
    assert_eq!((asked, moved()), (vec!["/feed.xml".to_owned(), "/new.xml".to_owned()], None));
    project.run(["status", "far"]).ok().prints("moves refused");
}

#[test]
fn ids_and_addresses_stay_whole_where_no_terminal_is() {
    let (origin, mood) = moody();
    let id = format!("far{}", "-far".repeat(14));
    let project = project(&origin);
    let config = project.read("config.toml").replace("\"far\"", &format!("\"{id}\""));
    project.write("config.toml", config);
    project.run(["status"]).ok().prints("new").prints("1 source: 1 new");
    mood.store(404, Ordering::SeqCst);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]);
    let shown = project.run(["status", "--now", "2026-07-01T10:01:00Z"]).ok().stdout();
    assert!(shown.lines().any(|line| line.starts_with(&format!("{id}  failing"))), "{shown}");
    let reason = format!("  {} fails since 2026-07-01 10:00: there is nothing", origin.url("/feed.xml"));
    assert!(shown.lines().any(|line| line.starts_with(&reason)), "{shown}");
    assert!(!shown.contains("not asked before"), "its interval is the usual: {shown}");
    mood.store(410, Ordering::SeqCst);
    project.run(["build", "--now", "2026-07-09T10:00:00Z"]);
    project.run(["status", "--now", "2026-07-09T10:01:00Z"]).ok().prints(&format!("`feedloom revert {id}`"));
}

#[test]
fn of_a_list_its_feeds_are_counted_and_a_wrong_id_is_offered_few() {
    let outlines: Vec<String> =
        (0..40).map(|n| format!("<outline type='rss' xmlUrl='https://h{n}.example/feed'/>")).collect();
    let outlines = outlines.concat();
    let list = format!("<opml version='2.0'><head/><body>{outlines}</body></opml>");
    let project = Project::new().file("list.opml", list).config(
        "[site]\ntitle = \"P\"\nurl = \"https://p.example/\"\n\n[[source]]\nid = \"blogs\"\ntype = \"opml\"\npath = \"list.opml\"\n",
    );
    project.run(["build", "--offline"]).ok();
    let shown = project.run(["status", "blogs"]).ok().stdout();
    assert!(shown.contains("40 sources: 40 new") && !shown.contains("h7.example"), "{shown}");
    let said = project.run(["status", "blogs-h7-example"]).exits(2).stderr();
    assert!(said.contains("41 sources, of which `blogs-h7-example-") && said.len() < 300, "{said}");
}

#[test]
fn a_state_chooses_rows_and_what_can_be_done_stands_below() {
    let (origin, served) = Served::feed(answer("200 OK", &[], rss(&[1]).as_bytes()));
    for path in ["/b", "/c", "/d", "/new"] {
        served.put(path, answer("200 OK", &[], rss(&[1]).as_bytes()));
    }
    let table = |(id, path): (&str, &str)| source(id, &origin.url(path), "");
    let tables = [("well", "/feed.xml"), ("gone", "/b"), ("ill", "/c"), ("away", "/d")].map(table);
    let project = planet(&origin, &tables.join("\n"));
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    served.put("/b", answer("410 Gone", &[], b""));
    served.put("/c", answer("404 Not Found", &[], b""));
    served.put("/d", answer("301 Moved", &[("location", "/new")], b""));
    for day in ["2026-07-02", "2026-08-05"] {
        project.run(["build", "--now", &format!("{day}T10:00:00Z")]);
    }
    let run = |arguments: &[&str]| {
        project.run(["status", "--now", "2026-08-05T10:01:00Z"].iter().chain(arguments)).ok()
    };
    let remedies = [
        "1 has moved: `feedloom move --all`",
        "1 is gone: `feedloom remove --gone`",
        "`feedloom remove --failing 30d`",
    ];
    let all = run(&[]).prints("4 sources: 1 gone, 1 failing, 2 ok; times are UTC").stdout();
    assert!(remedies.iter().all(|remedy| all.contains(remedy)), "{all}");
    for (states, ids) in [
        (&["--state", "ok"][..], &["well", "away"][..]),
        (&["--state", "gone,failing"], &["gone", "ill"]),
        (&["--state", "gone", "--state", "moved"], &["gone", "away"]),
        (&["--state", "moved"], &["away"]),
        (&["--state", "gone", "ill", "gone"], &["gone"]),
    ] {
        let json = run(&[states, &["--json"]].concat()).json();
        let found: Vec<&str> =
            json["sources"].as_array().unwrap().iter().map(|source| source["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids, "{states:?}");
        let of = if states.contains(&"ill") { 2 } else { 4 };
        let shown = run(states).prints(&format!("{} of {of} sources: ", ids.len())).stdout();
        for id in ["well", "gone", "ill", "away"] {
            let is_there = shown.lines().any(|line| line.starts_with(&format!("{id} ")));
            assert_eq!(is_there, ids.contains(&id), "{states:?}: {shown}");
        }
    }
    run(&["-q", "--state", "ok"]).prints("away");
    project.run(["status", "--state", "odd"]).exits(2).says("moved");
}
