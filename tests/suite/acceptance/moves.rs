//! A feed that has moved for good is asked where it is, once it is certain that it is the same; and nothing else moves it.

use super::{channel, feed_with, item, ok};
use crate::origin::planet::FIRST;
use crate::origin::{Origin, Planet, Served, answer};

fn to(status: &str, location: &str) -> Vec<u8> {
    answer(status, &[("location", location)], b"moved")
}

/// Which paths are asked at the second run after a chain was seen, from a feed that was known before. Each hop is a status; the chain
/// goes `/feed.xml`, `/1`, `/2`, and so on to a document with the same entries.
fn asked_after(chain: &[&str]) -> Vec<String> {
    let (origin, served) = Served::feed(ok(&[("etag", "\"0\"")], [1, 2]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    for (at, status) in chain.iter().enumerate() {
        let path = if at == 0 { "/feed.xml".to_owned() } else { format!("/{at}") };
        served.put(&path, to(status, &format!("/{}", at + 1)));
    }
    served.put(&format!("/{}", chain.len()), ok(&[], [2, 3]));
    planet.after("1h").ok();
    assert_eq!(planet.titles(), ["Post 3", "Post 2", "Post 1"], "{chain:?}");
    planet.asked();
    planet.after("1h").ok();
    origin.targets()
}

#[test]
fn the_leading_moves_for_good_are_believed_and_no_others() {
    for (chain, first) in [
        (&["301 M"][..], "/1"),
        (&["308 M"], "/1"),
        (&["302 F"], "/feed.xml"),
        (&["303 S"], "/feed.xml"),
        (&["307 T"], "/feed.xml"),
        (&["301 M", "308 M"], "/2"),
        (&["301 M", "308 M", "302 F"], "/2"),
        (&["302 F", "301 M"], "/feed.xml"),
        (&["301 M", "307 T", "301 M"], "/1"),
    ] {
        assert_eq!(asked_after(chain)[0], first, "{chain:?}");
    }
}

#[test]
fn the_old_address_is_never_asked_again_and_the_configuration_is_not_touched() {
    let other = Origin::new(|asked| match asked.header("if-none-match") {
        Some(_) => answer("304 Not Modified", &[], b""),
        None => ok(&[("etag", "\"n\"")], [1, 2]),
    });
    let (origin, served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin).also(&other);
    planet.at(FIRST).ok();
    served.is(to("301 Moved", &other.url("/new.xml")));
    planet.after("1h").ok();
    origin.asked();
    other.asked();
    let before = planet.project().read("config.toml");
    for _ in 0..6 {
        planet.after("1h").ok();
    }
    assert_eq!(origin.targets(), [""; 0]);
    let asked = other.asked();
    assert_eq!(asked.len(), 6);
    assert!(asked.iter().all(crate::origin::Asked::is_conditional));
    assert_eq!(planet.project().read("config.toml"), before);
    assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
}

#[test]
fn what_is_configured_does_not_follow_a_feed_that_moves_to_another_server() {
    let (other, _elsewhere) = Served::feed(ok(&[], [1, 2]));
    let (origin, served) = Served::feed(ok(&[], [1]));
    served.put("/new.xml", ok(&[], [1, 2]));
    let configured = origin.url("/feed.xml").replace("http://", "http://me:secret@");
    for (target, at, is_carried) in
        [(origin.url("/new.xml"), &origin, true), (other.url("/feed.xml"), &other, false)]
    {
        served.is(ok(&[], [1]));
        let planet =
            Planet::empty(&origin).also(&other).source("far", &configured, "headers = { X-Key = \"k\" }");
        planet.at(FIRST).ok();
        served.is(to("301 Moved", &target));
        planet.after("1h").ok();
        origin.asked();
        other.asked();
        planet.after("1h").ok();
        let asked = at.asked();
        assert_eq!(asked.len(), 1, "{target}");
        assert_eq!(asked[0].header("authorization").is_some(), is_carried, "{target}");
        assert_eq!(asked[0].header("x-key").is_some(), is_carried, "{target}");
    }
}

#[test]
fn a_stranger_is_believed_after_three_looks_over_two_days() {
    let (origin, served) = Served::feed(ok(&[], [1]));
    let other = String::from_utf8(channel(&item(50, ""))).unwrap().replace("far.example", "new.example");
    served.put("/new.xml", answer("200 OK", &[], other.as_bytes()));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(to("301 Moved", "/new.xml"));
    origin.asked();
    let mut looks = Vec::new();
    for hour in 1..=72 {
        planet.after("1h").ok();
        let asked = origin.asked();
        assert!(asked.iter().any(|asked| asked.target == "/new.xml"), "after {hour} hours");
        if asked.iter().any(|asked| asked.target == "/feed.xml") {
            looks.push(hour);
        }
    }
    assert_eq!(looks, [1, 2, 49], "of the old address");
}

#[test]
fn a_move_that_goes_wrong_before_it_is_believed_has_the_old_address_asked_again() {
    for (later, is_said) in
        [(answer("404 Not Found", &[], b""), "404"), (answer("410 Gone", &[], b""), "410")]
    {
        let (origin, served) = Served::feed(to("301 Moved", "/new.xml"));
        served.put("/new.xml", ok(&[], [1]));
        let planet = Planet::new(&origin);
        planet.at(FIRST).ok();
        planet.after("1h").ok();
        served.is(ok(&[], [1, 2]));
        served.put("/new.xml", later);
        origin.asked();
        planet.after("1h").says(is_said);
        assert_eq!(origin.targets(), ["/new.xml"]);
        planet.after("4h").ok();
        assert_eq!(origin.targets(), ["/feed.xml"]);
        assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
    }
}

#[test]
fn a_portal_that_everything_leads_to_is_never_believed() {
    let (origin, served) = Served::feed(ok(&[], [1]));
    let page = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Log in</body></html>";
    served.put("/login", answer("200 OK", &[("content-type", "text/html")], page));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(to("301 Moved", "/login"));
    for _ in 0..5 {
        planet.after("25h");
    }
    origin.asked();
    served.is(ok(&[], [1, 2]));
    planet.after("49h").ok();
    assert_eq!(origin.targets(), ["/feed.xml"]);
    assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
}

#[test]
fn what_a_document_says_of_its_address_moves_nothing() {
    let (origin, served) = Served::feed(Vec::new());
    let other = origin.url("/other.xml");
    served.put("/other.xml", ok(&[], [1, 2]));
    let more = format!(
        "<itunes:new-feed-url>{other}</itunes:new-feed-url><atom:link rel=\"self\" href=\"{other}\"/><atom:link \
         rel=\"alternate\" type=\"application/rss+xml\" href=\"{other}\"/>"
    );
    served.is(answer("200 OK", &[("content-location", "/other.xml")], &feed_with(&more, [1])));
    let planet = Planet::new(&origin);
    for _ in 0..4 {
        planet.after("25h").ok();
    }
    assert_eq!(origin.targets(), ["/feed.xml"; 4]);
}

#[test]
fn two_feeds_that_have_become_one_are_asked_as_one() {
    let (origin, served) = Served::feed(ok(&[], [1, 2]));
    served.put("/old.xml", ok(&[], [1]));
    let planet = Planet::new(&origin).source("old", &origin.url("/old.xml"), "");
    planet.at(FIRST).ok();
    served.put("/old.xml", to("301 Moved", "/feed.xml"));
    planet.after("1h").ok();
    origin.asked();
    for _ in 0..3 {
        planet.after("1h").ok();
    }
    assert_eq!(origin.targets(), ["/feed.xml"; 3]);
    assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
}

#[test]
fn a_move_that_ends_nowhere_is_not_believed_and_one_to_what_is_gone_ends_the_feed() {
    let (origin, served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(to("301 Moved", "/missing.xml"));
    for _ in 0..4 {
        planet.after("25h");
    }
    origin.asked();
    planet.after("25h");
    assert_eq!(origin.targets()[0], "/feed.xml");
    served.put("/missing.xml", answer("410 Gone", &[], b""));
    planet.after("49h");
    origin.asked();
    planet.after("169h");
    assert_eq!(origin.targets(), [""; 0]);
    assert_eq!(planet.titles(), ["Post 1"]);
}
