//! Redirections are followed one by one, as far as they make sense.

use super::ok;
use crate::origin::planet::FIRST;
use crate::origin::{Asked, Origin, Planet, Served, answer};

fn to(status: &str, location: &str) -> Vec<u8> {
    answer(status, &[("location", location)], b"elsewhere")
}

/// What is asked when the feed answers so, once.
fn asked_for(reply: Vec<u8>) -> (Vec<String>, Planet) {
    let (origin, served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    origin.asked();
    served.is(reply);
    for path in ["/b.xml", "/dir/b.xml", "/b.xml?x=y", "/%C3%A9.xml", "/a%20b"] {
        served.put(path, ok(&[], [1, 2]));
    }
    planet.after("1h");
    (origin.targets(), planet)
}

#[test]
fn the_five_that_say_where_are_followed_and_others_are_not() {
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let (targets, planet) = asked_for(to(status, "/b.xml"));
        assert_eq!(targets, ["/feed.xml", "/b.xml"], "{status}");
        assert_eq!(planet.titles(), ["Post 2", "Post 1"], "{status}");
    }
    for status in ["300 Choices", "305 Proxy", "306 Unused", "200 OK", "404 Not Found", "201 Created"] {
        let (targets, planet) = asked_for(to(status, "/b.xml"));
        assert_eq!(targets, ["/feed.xml"], "{status}");
        assert_eq!(planet.titles(), ["Post 1"], "{status}");
    }
}

#[test]
fn an_address_is_understood_as_browsers_do() {
    for (location, target) in [
        ("b.xml", "/b.xml"),
        ("dir/b.xml", "/dir/b.xml"),
        ("./x/../b.xml", "/b.xml"),
        ("?x=y", "/feed.xml?x=y"),
        ("/b.xml#part", "/b.xml"),
        ("/\u{e9}.xml", "/%C3%A9.xml"),
        ("/a b", "/a%20b"),
    ] {
        let (targets, _) = asked_for(to("302 Found", location));
        assert_eq!(targets, ["/feed.xml", target], "{location}");
    }
    let other = Origin::new(|_| ok(&[], [1, 2]));
    let (origin, served) = Served::feed(Vec::new());
    served.is(to("302 Found", &format!("//{}/b.xml", other.authority())));
    let planet = Planet::new(&origin).also(&other);
    planet.at(FIRST).ok();
    assert_eq!(
        (origin.targets(), other.targets()),
        (vec!["/feed.xml".to_owned()], vec!["/b.xml".to_owned()])
    );
}

#[test]
fn one_that_leads_nowhere_is_an_error() {
    let long = format!("/{}", "a".repeat(5000));
    for location in
        ["", "http://", "http://[::1", "http://a b/", "mailto:me@far.example", "file:///etc/passwd", &long]
    {
        let (targets, planet) = asked_for(to("302 Found", location));
        assert_eq!(targets, ["/feed.xml"], "{location}");
        assert_eq!(planet.titles(), ["Post 1"]);
    }
    let (targets, _) = asked_for(answer("301 Moved", &[], b""));
    assert_eq!(targets, ["/feed.xml"]);
}

#[test]
fn loops_end_and_keep_what_is_known() {
    let (targets, planet) =
        asked_for(answer("302 Found", &[("location", "/feed.xml"), ("set-cookie", "a=b")], b""));
    assert!(targets.len() <= 6 && targets.iter().all(|target| target == "/feed.xml"), "{targets:?}");
    assert_eq!(planet.titles(), ["Post 1"]);
    let (origin, served) = Served::feed(to("302 Found", "/b"));
    served.put("/b", to("301 Moved", "/feed.xml"));
    let planet = Planet::new(&origin);
    planet.at(FIRST);
    assert!(origin.targets().len() <= 6);
}

#[test]
fn five_are_followed_and_six_are_not() {
    let (origin, served) = Served::feed(to("302 Found", "/1"));
    for hop in 1..=4 {
        served.put(&format!("/{hop}"), to("302 Found", &format!("/{}", hop + 1)));
    }
    served.put("/5", ok(&[], [1]));
    served.put("/6", ok(&[], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    assert_eq!((origin.targets().len(), planet.titles().len()), (6, 1));
    served.put("/5", to("302 Found", "/6"));
    planet.after("1h");
    assert!(origin.targets().len() <= 6);
    assert_eq!(planet.titles(), ["Post 1"]);
    let planet = planet.net("redirects = 0");
    served.is(to("302 Found", "/5"));
    planet.after("49h");
    assert_eq!(origin.targets(), ["/feed.xml"]);
}

#[test]
fn what_is_known_of_one_address_is_never_said_at_another() {
    let (origin, served) = Served::feed(to("302 Found", "/b.xml"));
    served.put("/b.xml", ok(&[("etag", "\"b\"")], [1]));
    served.put("/c.xml", ok(&[("etag", "\"c\"")], [1]));
    let planet = Planet::new(&origin);
    let said = |asked: Vec<Asked>| -> Vec<(String, Option<String>)> {
        asked.into_iter().map(|asked| (asked.target.clone(), asked.header("if-none-match"))).collect()
    };
    let is = |target: &str, tag: Option<&str>| (target.to_owned(), tag.map(str::to_owned));
    planet.at(FIRST).ok();
    planet.asked();
    planet.after("1h").ok();
    assert_eq!(said(planet.asked()), [is("/feed.xml", None), is("/b.xml", Some("\"b\""))]);
    served.is(to("302 Found", "/c.xml"));
    planet.after("1h").ok();
    assert_eq!(said(planet.asked()), [is("/feed.xml", None), is("/c.xml", None)]);
    planet.after("1h").ok();
    assert_eq!(said(planet.asked()), [is("/feed.xml", None), is("/c.xml", Some("\"c\""))]);
}

#[test]
fn credentials_stay_with_the_server_that_they_are_for() {
    let other = Origin::new(|_| ok(&[], [1]));
    let (origin, served) = Served::feed(to("302 Found", "/b.xml"));
    served.put("/b.xml", to("302 Found", &other.url("/c.xml")));
    let url = origin.url("/feed.xml").replace("http://", "http://me:secret@");
    let planet = Planet::empty(&origin).also(&other).source("far", &url, "headers = { X-Key = \"k\" }");
    let text = planet.at(FIRST).ok().stderr();
    assert!(!text.contains("secret"), "{text}");
    for asked in origin.asked() {
        assert_eq!(asked.header("authorization").as_deref(), Some("Basic bWU6c2VjcmV0"), "{}", asked.target);
        assert_eq!(asked.header("x-key").as_deref(), Some("k"), "{}", asked.target);
    }
    let asked = other.asked();
    assert_eq!((asked.len(), asked[0].header("authorization"), asked[0].header("x-key")), (1, None, None));
}
