//! The feeds of a page: those that it names, and those that are where feeds usually are.

use crate::harness::Project;
use crate::origin::{Asked, Origin, Reply, answer};
use crate::polling::rss;

/// A project that may ask an origin without pauses, and has no source.
pub(crate) fn project(origin: &Origin) -> Project {
    Project::new().config(&format!(
        "# mine\n[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"  # here\n\n[net]\nallow = [\"{0}\"]\n\n\
         [[host]]\nname = \"{0}\"\nmin_interval = \"0s\"\n",
        origin.authority(),
    ))
}

/// An origin with these documents; all else is not there.
pub(crate) fn site(documents: &[(&'static str, &'static str, String)]) -> Origin {
    let documents = documents.to_vec();
    Origin::new(move |asked: &Asked| {
        let found = documents.iter().find(|(path, ..)| *path == asked.target);
        Reply::bytes(match found {
            Some((_, kind, body)) => answer("200 OK", &[("content-type", kind)], body.as_bytes()),
            None => answer("404 Not Found", &[], b""),
        })
    })
}

fn targets(origin: &Origin) -> Vec<String> {
    origin.asked().into_iter().map(|asked| asked.target).collect()
}

#[test]
fn the_feeds_that_a_page_names_are_shown_with_type_and_title() {
    let page = "<title>Blog</title><base href='/x/'><link REL='Alternate' type='application/rss+xml' title='Posts' href='feed.xml'>\
                <body><link rel=alternate type=application/feed+json href=/feed.json>";
    let origin = site(&[("/", "text/html", page.to_owned())]);
    let found = project(&origin).run(["discover", &origin.url("/"), "--json"]).ok().json();
    assert_eq!(found["title"].as_str(), Some("Blog"));
    assert_eq!(found["feeds"][0]["url"].as_str(), Some(origin.url("/x/feed.xml").as_str()));
    assert_eq!(found["feeds"][0]["title"].as_str(), Some("Posts"));
    assert_eq!(found["feeds"][1]["type"].as_str(), Some("application/feed+json"));
    assert_eq!(targets(&origin), ["/"], "nothing is asked but the page");
    project(&origin).run(["discover", &origin.url("/")]).ok().prints("Posts").prints("/x/feed.xml");
}

#[test]
fn an_address_that_is_a_feed_is_said_to_be_one() {
    let origin = site(&[("/feed.xml", "text/xml", rss(&[1, 2, 3]))]);
    project(&origin)
        .run(["discover", &origin.url("/feed.xml")])
        .ok()
        .prints("is a feed itself")
        .prints("Far (rss2.0), 3 entries")
        .prints("about every day");
}

#[test]
fn usual_places_are_tried_where_the_page_names_no_feed_and_robots_txt_lets_us() {
    let page = ("/blog/", "text/html", "<title>x</title>".to_owned());
    let feed = ("/atom.xml", "text/xml", rss(&[1]));
    let origin = site(&[page.clone(), feed.clone()]);
    let found = project(&origin).run(["discover", &origin.url("/blog/"), "--json"]).ok().json();
    assert_eq!(found["feeds"][0]["how"].as_str(), Some("guessed"));
    assert_eq!(targets(&origin), ["/blog/", "/robots.txt", "/feed", "/rss.xml", "/atom.xml"]);

    let robots = ("/robots.txt", "text/plain", "User-agent: *\nDisallow: /*.xml\n".to_owned());
    let origin = site(&[page, feed, robots]);
    project(&origin)
        .run(["discover", &origin.url("/blog/")])
        .exits(1)
        .says("robots.txt keeps programs from /rss.xml, /atom.xml, /index.xml")
        .says("no feed was found");
    assert_eq!(targets(&origin), ["/blog/", "/robots.txt", "/feed", "/feed.json"]);
}

#[test]
fn nothing_is_guessed_where_robots_txt_cannot_be_had() {
    let origin = Origin::new(|asked: &Asked| match asked.target.as_str() {
        "/" => answer("200 OK", &[], b"<title>x</title>"),
        _ => answer("503 Busy", &[], b""),
    });
    project(&origin).run(["discover", &origin.url("/")]).exits(1).says("nothing was tried");
    assert_eq!(targets(&origin), ["/", "/robots.txt"]);
}

#[test]
fn a_guess_does_not_leave_its_host() {
    let other = site(&[("/feed", "text/xml", rss(&[1]))]);
    let away = other.url("/feed").replace("127.0.0.1", "localhost");
    let origin = Origin::new(move |asked: &Asked| match asked.target.as_str() {
        "/" => answer("200 OK", &[], b"<title>x</title>"),
        "/feed" => answer("301 Moved", &[("location", &away)], b""),
        "/rss.xml" => answer("302 Found", &[("location", "/deep/rss.xml")], b""),
        "/deep/rss.xml" => answer("200 OK", &[], rss(&[1]).as_bytes()),
        _ => answer("404 Not Found", &[], b""),
    });
    let project = project(&origin);
    let config = project.read("config.toml");
    let local = other.authority().replace("127.0.0.1", "localhost");
    project.write("config.toml", config.replacen("allow = [", &format!("allow = [\"{local}\", "), 1));
    let found = project.run(["discover", &origin.url("/"), "--json"]).ok().json();
    assert!(found["feeds"][0]["url"].as_str().is_some_and(|url| url.ends_with("/rss.xml")));
    assert!(other.asked().is_empty());
}

#[test]
fn a_page_is_read_up_to_a_mebibyte_and_what_it_says_cannot_steer_the_terminal() {
    let link = "<link rel=alternate type=text/xml title='\u{1b}]0;x\u{7}\u{202e}' href=/early>";
    let late = "<link rel=alternate type=text/xml href=/late>";
    let origin = site(&[("/", "text/html", format!("{link}{}{late}", " ".repeat(1 << 20)))]);
    let shown = project(&origin).run(["discover", &origin.url("/")]).ok().stdout();
    assert!(shown.contains("/early") && !shown.contains("/late"));
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown:?}");
}

#[test]
fn only_addresses_of_the_web_are_asked() {
    let project = Project::new();
    for url in [
        "file:///etc/passwd",
        "gopher://a.example/",
        "data:text/html,x",
        "unix:/x",
        "feed:https://a.example/",
    ] {
        project.run(["discover", url]).exits(2).says("only http and https");
    }
}

#[test]
fn a_source_that_is_not_due_is_asked_only_with_force_and_never_against_retry_after() {
    let origin = Origin::new(|asked: &Asked| match asked.target.as_str() {
        "/busy" => answer("503 Busy", &[("retry-after", "7200")], b""),
        _ => answer("200 OK", &[], rss(&[1]).as_bytes()),
    });
    let project = project(&origin);
    let source = |id: &str| {
        format!("\n[[source]]\nid = \"{id}\"\ntype = \"feed\"\nurl = \"{}\"\n", origin.url(&format!("/{id}")))
    };
    let config = project.read("config.toml");
    project.write("config.toml", format!("{config}{}{}", source("well"), source("busy")));
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]);
    origin.asked();
    let ask = |id: &str, more: &[&str]| {
        let url = origin.url(&format!("/{id}"));
        let arguments =
            ["discover", &url, "--now", "2026-07-01T10:10:00Z"].into_iter().chain(more.iter().copied());
        project.run(arguments)
    };
    ask("well", &[]).exits(1).says("is the source `well`").says("2026-07-01 11:00:00 UTC").says("--force");
    ask("busy", &[]).exits(1).says("wait");
    ask("busy", &["--force"]).exits(1).says("wait");
    assert!(origin.asked().is_empty());
    ask("well", &["--force"]).ok();
    assert_eq!(origin.asked().len(), 1);
}
