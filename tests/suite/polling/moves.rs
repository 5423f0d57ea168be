//! Feeds that have moved, or are gone, as their servers say.

use super::rss;
use crate::origin::{Origin, Planet, Served, answer};

fn feed(numbers: &[u32]) -> Vec<u8> {
    answer("200 OK", &[("etag", "\"one\"")], rss(numbers).as_bytes())
}

fn to(status: &str, path: &str) -> Vec<u8> {
    answer(status, &[("location", path)], b"")
}

#[test]
fn a_feed_that_has_moved_for_good_is_asked_where_it_is_from_then_on() {
    for status in ["301 Moved Permanently", "308 Permanent Redirect"] {
        let (origin, served) = Served::feed(feed(&[1, 2]));
        let planet = Planet::new(&origin);
        planet.at("2026-07-01T10:00:00Z").ok();
        served.is(to(status, "/new.xml"));
        served.put("/new.xml", feed(&[1, 2, 3]));
        let run = planet.after("1h").ok();
        run.says("moved for good to").says("/new.xml");
        planet.after("1h").ok();
        planet.after("1h").ok();
        assert_eq!(
            origin.targets(),
            ["/feed.xml", "/feed.xml", "/new.xml", "/new.xml", "/new.xml"],
            "{status}"
        );
        assert_eq!(planet.titles().len(), 3);
    }
}

#[test]
fn a_move_is_told_by_a_quiet_run_once() {
    let (origin, served) = Served::feed(feed(&[1, 2]));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok();
    served.is(to("301 Moved Permanently", "/new.xml"));
    served.put("/new.xml", feed(&[1, 2]));
    planet.passes("1h");
    let said = planet.build(&["-q"]).ok().stderr();
    assert!(said.contains("moved for good"), "{said}");
    planet.passes("1h");
    assert_eq!(planet.build(&["-q"]).ok().stderr(), "");
}

#[test]
fn an_owner_who_writes_down_where_a_feed_has_moved_causes_no_request() {
    let (origin, served) = Served::feed(feed(&[1, 2]));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok();
    served.is(to("301 Moved Permanently", "/new.xml"));
    served.put("/new.xml", feed(&[1, 2]));
    planet.after("1h").ok();
    origin.asked();
    let planet = planet.instead_of("/feed.xml", "/new.xml");
    planet.build(&[]).ok();
    assert!(planet.asked().is_empty(), "it is not due");
    planet.after("1h").ok();
    assert!(planet.asked_once().is_conditional());
}

#[test]
fn a_detour_is_followed_and_not_remembered() {
    for status in ["302 Found", "303 See Other", "307 Temporary Redirect"] {
        let (origin, served) = Served::feed(feed(&[1, 2]));
        let planet = Planet::new(&origin);
        planet.at("2026-07-01T10:00:00Z").ok();
        served.is(to(status, "/new.xml"));
        served.put("/new.xml", feed(&[1, 2]));
        planet.after("1h").ok();
        planet.after("1h").ok();
        assert_eq!(
            origin.targets(),
            ["/feed.xml", "/feed.xml", "/new.xml", "/feed.xml", "/new.xml"],
            "{status}"
        );
    }
}

#[test]
fn a_portal_in_between_moves_nothing() {
    let (origin, served) = Served::feed(feed(&[1, 2]));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok();
    served.is(to("301 Moved Permanently", "/login"));
    served.put("/login", answer("200 OK", &[("content-type", "text/html")], b"<html>Log in</html>"));
    for _ in 0..4 {
        planet.after("2d").ok();
    }
    served.is(feed(&[1, 2, 3]));
    origin.asked();
    planet.after("2d").ok();
    assert_eq!(origin.targets(), ["/feed.xml"]);
    assert_eq!(planet.titles().len(), 3);
}

#[test]
fn a_move_with_nothing_to_compare_needs_three_looks_over_two_days() {
    let (origin, served) = Served::feed(to("301 Moved Permanently", "/new.xml"));
    served.put("/new.xml", feed(&[1, 2]));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok();
    for (span, is_look) in [("24h", true), ("23h", false), ("1h", true), ("1h", false), ("1h", false)] {
        origin.asked();
        planet.after(span).ok();
        let expected: &[&str] = if is_look { &["/feed.xml", "/new.xml"] } else { &["/new.xml"] };
        assert_eq!(origin.targets(), expected, "at {}", planet.now());
    }
}

#[test]
fn what_is_gone_is_asked_no_more_and_keeps_its_entries() {
    let (origin, served) = Served::feed(feed(&[1, 2]));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok();
    served.is(to("301 Moved Permanently", "/gone.xml"));
    served.put("/gone.xml", answer("410 Gone", &[], b""));
    planet.passes("1h");
    let said = planet.build(&["-q"]).ok().stderr();
    assert!(said.contains("gone for good"), "{said}");
    origin.asked();
    for arguments in [&[][..], &["--force"][..], &["--source", "far"][..]] {
        planet.passes("30d");
        planet.build(arguments).ok();
        assert_eq!(origin.targets(), [""; 0], "{arguments:?}");
    }
    assert_eq!(planet.titles().len(), 2);
}

#[test]
fn a_feed_that_moves_to_where_another_source_is_asked_is_asked_with_that_one() {
    let served = Served::default();
    let origin = Origin::new(served.script());
    served.put("/old.xml", feed(&[1, 2]));
    served.put("/new.xml", feed(&[1, 2]));
    let planet = Planet::empty(&origin).source("old", &origin.url("/old.xml"), "").source(
        "new",
        &origin.url("/new.xml"),
        "",
    );
    planet.at("2026-07-01T10:00:00Z").ok();
    served.put("/old.xml", to("301 Moved Permanently", "/new.xml"));
    planet.after("1h").ok().says("where source new is asked already");
    origin.asked();
    planet.after("1h").ok().says("asked with source new");
    assert_eq!(origin.targets(), ["/new.xml"]);
}
