//! Feeds looked at, and adopted, where their servers have them.

use crate::discover::project;
use crate::harness::Project;
use crate::origin::{Asked, Origin, answer};
use crate::polling::rss;

const NOW: &str = "2026-07-01T10:00:00Z";

/// An origin whose feed has moved, and is fresh for two hours.
fn origin() -> Origin {
    Origin::new(|asked: &Asked| match asked.target.as_str() {
        "/old" => answer("301 Moved", &[("location", "/now")], b""),
        "/now" => answer("302 Found", &[("location", "/feed.xml")], b""),
        "/feed.xml" => answer(
            "200 OK",
            &[
                ("etag", "W/\"one\""),
                ("cache-control", "max-age=7200"),
                ("content-type", "text/xml; charset=utf-8"),
            ],
            rss(&[1, 2]).as_bytes(),
        ),
        "/gone" => answer("410 Gone", &[], b""),
        "/busy" => answer("429 Slow", &[("retry-after", "14400")], b""),
        "/page" => answer("200 OK", &[("content-type", "text/html")], b"<html><p>x</html>"),
        _ => answer("404 Not Found", &[], b""),
    })
}

#[test]
fn what_the_server_says_is_shown_hop_by_hop_with_what_a_poll_would_make_of_it() {
    let origin = origin();
    let project = project(&origin);
    let json = project.run(["inspect", &origin.url("/old"), "--json", "--now", NOW]).ok().json();
    let http = &json["http"];
    assert_eq!(json["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(http["status"].as_u64(), Some(200));
    assert_eq!(
        (http["redirects"][0]["status"].as_u64(), http["redirects"][1]["status"].as_u64()),
        (Some(301), Some(302))
    );
    assert_eq!(http["url"].as_str(), Some(origin.url("/feed.xml").as_str()));
    assert_eq!(http["headers"]["etag"].as_str(), Some("W/\"one\""));
    assert_eq!(http["fresh_seconds"].as_u64(), Some(7200));
    assert_eq!(http["poll"]["next"].as_str(), Some("2026-07-01T12:00:00Z"));
    assert_eq!(http["poll"]["reason"].as_str(), Some("fresh"));
    assert_eq!(
        http["poll"]["moved"].as_str(),
        Some(origin.url("/now").as_str()),
        "what is for now alone does not count"
    );

    project
        .run(["inspect", &origin.url("/old"), "--now", NOW])
        .ok()
        .prints("301")
        .prints("W/\"one\"")
        .prints("fresh for 2h")
        .prints("it would take 2 entries")
        .prints("2026-07-01 12:00 UTC")
        .prints("UTF-8 (as its Content-Type says)");
}

#[test]
fn an_answer_that_is_no_feed_is_shown_with_why() {
    let origin = origin();
    let project = project(&origin);
    let look = |path: &str| project.run(["inspect", &origin.url(path), "--now", NOW]).exits(1);
    look("/gone").says("status 410").prints("it would take the feed for gone").prints("never");
    look("/busy").says("status 429").prints("2026-07-01 14:00 UTC");
    look("/page").says("it is an HTML page").says("`feedloom discover`").prints("it would fail");
    let dead = look("/gone").stderr();
    assert_eq!(dead.matches("http://").count(), 1, "{dead}");
    // What it asked for holds for whoever asks again.
    look("/busy").says("nobody asks before then");
    let project = crate::discover::project(&origin);
    let json = project.run(["inspect", &origin.url("/busy"), "--json", "--now", NOW]).exits(1).json();
    assert_eq!(json["http"]["poll"]["reason"].as_str(), Some("retry-after"));
    assert!(json["error"].as_str().is_some_and(|error| error.contains("429")));
}

#[test]
fn an_address_that_cannot_be_had_is_named_once() {
    let origin = origin();
    let project = project(&origin);
    let url = origin.url("/feed.xml").replacen("127.0.0.1", "nobody.invalid", 1);
    let said = project.run(["inspect", &url, "--now", NOW]).exits(1).stderr();
    assert_eq!(said.matches(&url).count(), 1, "{said}");
}

#[test]
fn looking_needs_no_configuration_and_asks_no_private_address() {
    let origin = origin();
    Project::new().run(["inspect", &origin.url("/feed.xml")]).exits(1).says("net.allow");
    assert!(origin.asked().is_empty());
    Project::new().run(["inspect", "http://[::ffff:10.0.0.1]/", "--json"]).exits(1);
    let broken = Project::new().config("[site]\ntilte = 1\n");
    broken
        .run(["inspect", &origin.url("/feed.xml")])
        .exits(1)
        .says("config.toml is not used")
        .says("net.allow");
    broken.run(["inspect", &origin.url("/feed.xml"), "--config", "config.toml"]).exits(2).says("tilte");
}

#[test]
fn several_are_looked_at_one_after_the_other() {
    let origin = origin();
    let project = project(&origin).file("feed.xml", rss(&[3]));
    let run = project
        .run(["inspect", "feed.xml", &origin.url("/feed.xml"), &origin.url("/none"), "--json"])
        .exits(1);
    let lines: Vec<serde_json::Value> =
        run.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0]["http"].is_null() && lines[1]["http"]["status"] == 200 && lines[2]["http"]["status"] == 404
    );
}

#[test]
fn names_and_passwords_are_not_shown() {
    let origin = origin();
    let project = project(&origin);
    let url = origin.url("/old").replace("http://", "http://me:secret@");
    for json in [&["--json"][..], &[]] {
        let run = project.run(["inspect", &url].into_iter().chain(json.iter().copied()));
        assert!(!run.stdout().contains("secret") && !run.stderr().contains("secret"), "{}", run.stdout());
    }
}

#[test]
fn ids_are_adopted_from_a_feed_that_its_server_has() {
    let feed = "<rss version='2.0'><channel><title>Notes</title><link>https://notes.example/</link><item><title>A</title>\
                <guid isPermaLink='false'>old-1</guid><link>https://notes.example/a</link></item></channel></rss>";
    let origin = Origin::new(move |_: &Asked| answer("200 OK", &[], feed.as_bytes()));
    let config = format!("{}\n[net]\nallow = [\"{}\"]\n", crate::harness::CONFIG, origin.authority());
    let project =
        Project::new().config(&config).article("a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nText");
    project.run(["adopt", &origin.url("/rss.xml")]).ok().says("wrote ids.tsv");
    assert!(project.read("ids.tsv").contains("old-1"));
    assert_eq!(origin.asked().len(), 1);
    Project::new()
        .config(crate::harness::CONFIG)
        .article("a.md", "x")
        .run(["adopt", &origin.url("/")])
        .exits(1)
        .says("net.allow");
}

#[test]
fn what_is_going_to_be_asked_of_each_host_can_be_foreseen() {
    let origin = origin();
    let project = project(&origin);
    let config = project.read("config.toml");
    let source = format!(
        "\n[[source]]\nid = \"far\"\ntype = \"feed\"\nurl = \"{}\"\nevery = \"1h\"\n",
        origin.url("/feed.xml")
    );
    project.write("config.toml", config + &source);
    let ahead = project.run(["status", "--forecast", "24h", "--json", "--now", NOW]).ok().json();
    assert_eq!(ahead["hosts"][0]["host"].as_str(), Some(origin.authority().as_str()));
    assert_eq!((ahead["requests"].as_u64(), ahead["hosts"][0]["feeds"].as_u64()), (Some(24), Some(1)));
    project.run(["build", "--now", NOW]).ok();
    // It is fresh for two hours each time.
    project.run(["status", "--forecast", "24h", "--now", NOW]).ok().prints("11 requests to 1 host within 1d");
    assert_eq!(origin.asked().len(), 1);
}
