//! What `304` changes, and what it leaves.

use super::ok;
use crate::origin::planet::FIRST;
use crate::origin::{Asked, Origin, Planet, Served, answer};
use crate::site::{differing, marks};

const TAG: &str = "if-none-match";

/// A planet whose feed came with a tag and a date, and whose server says 304 with these fields from then on.
fn after(tag: &str, fields: &[(&str, &str)]) -> (Planet, Served) {
    let (origin, served) = Served::feed(ok(&[("etag", tag), ("last-modified", "then")], [1, 2]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(answer("304 Not Modified", fields, b""));
    planet.asked();
    (planet, served)
}

#[test]
fn it_is_a_success_that_changes_no_file_and_is_not_asked_for_twice() {
    let (planet, _served) = after("\"1\"", &[]);
    let before = marks(planet.project(), "feeds");
    for _ in 0..5 {
        planet.after("1h").ok();
        let asked = planet.asked_once();
        assert_eq!(asked.header(TAG).as_deref(), Some("\"1\""));
        assert_eq!(asked.header("if-modified-since").as_deref(), Some("then"));
    }
    assert_eq!(differing(&before, &marks(planet.project(), "feeds")), [""; 0]);
}

#[test]
fn it_ends_a_row_of_failures() {
    let (planet, served) = after("\"1\"", &[]);
    served.is(answer("500 Oh", &[], b""));
    for _ in 0..4 {
        planet.after("25h");
    }
    served.is(answer("304 Not Modified", &[], b""));
    planet.after("25h").ok();
    planet.asked();
    planet.after("1h").ok();
    assert!(planet.asked_once().is_conditional());
}

#[test]
fn its_date_of_change_replaces_the_one_that_was_known() {
    let (planet, _served) = after("\"1\"", &[("last-modified", "now")]);
    planet.after("1h").ok();
    planet.after("1h").ok();
    let since: Vec<_> = planet.asked().iter().map(|asked| asked.header("if-modified-since")).collect();
    assert_eq!(since, [Some("then".to_owned()), Some("now".to_owned())]);
}

#[test]
fn a_tag_that_is_weakly_the_same_or_missing_is_kept_and_another_weak_one_replaces_it() {
    for (known, said, next) in [
        ("\"1\"", "W/\"1\"", "\"1\""),
        ("W/\"1\"", "\"1\"", "W/\"1\""),
        ("W/\"1\"", "W/\"1\"", "W/\"1\""),
        ("\"1\"", "W/\"2\"", "W/\"2\""),
        ("W/\"1\"", "W/\"2\"", "W/\"2\""),
    ] {
        let (planet, _served) = after(known, &[("etag", said)]);
        planet.after("1h").ok();
        planet.after("1h").ok();
        let asked = planet.asked();
        assert_eq!(asked[1].header(TAG).as_deref(), Some(next), "{known} {said}");
    }
}

#[test]
fn another_strong_tag_has_the_document_fetched_once_a_day_at_the_most() {
    let count = std::sync::atomic::AtomicU32::new(0);
    // A server that says 304 with a tag of today whatever it is sent, and names another in the document.
    let origin = Origin::new(move |asked| {
        let tag = format!("\"{}\"", count.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        if asked.is_conditional() {
            answer("304 Not Modified", &[("etag", &tag)], b"")
        } else {
            ok(&[("etag", &tag)], [1, 2])
        }
    });
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    for _ in 0..47 {
        planet.after("1h").ok();
    }
    let bare: Vec<usize> =
        (0..).zip(planet.asked()).filter(|(_, asked)| !asked.is_conditional()).map(|(at, _)| at).collect();
    assert!(bare.len() >= 2 && bare[1] == 2, "{bare:?}");
    assert!(bare[1..].windows(2).all(|pair| pair[1] - pair[0] >= 24), "{bare:?}");
    assert!(bare.len() <= 4, "{bare:?}");
}

#[test]
fn a_tag_that_is_another_with_each_304_is_told_of() {
    for weak in ["W/", ""] {
        let (planet, served) = after("\"0\"", &[]);
        let mut told = 0;
        for n in 1..=8 {
            served.is(answer("304 Not Modified", &[("etag", &format!("{weak}\"{n}\""))], b""));
            if n == 2 && weak.is_empty() {
                // The strong one had the document asked for.
                served.is(ok(&[("etag", "\"new\""), ("last-modified", "then")], [1, 2]));
            }
            told += planet.after("1h").ok().stderr().matches("another ETag each time").count();
        }
        let status = planet.project().run(["status", "--json"]).ok().json();
        assert_eq!((told, status["sources"][0]["volatile_etag"].as_bool()), (1, Some(true)), "{weak}");
    }
}

#[test]
fn what_somebody_on_the_way_changed_is_a_document_as_well() {
    let changed = |numbers: &[u32]| {
        let feed = super::feed(numbers.iter().copied());
        answer("203 Non-Authoritative Information", &[("etag", "\"203\"")], &feed)
    };
    let (origin, served) = Served::feed(changed(&[1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    planet.asked();
    served.is(changed(&[1, 2]));
    planet.after("1h").ok();
    assert_eq!(planet.asked_once().header(TAG).as_deref(), Some("\"203\""));
    assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
    served.is(answer("203 Non-Authoritative Information", &[], b""));
    planet.after("1h").ok().says("answered with nothing (203)");
    assert_eq!(planet.titles().len(), 2);
}

#[test]
fn to_who_knows_nothing_it_is_an_error_that_deletes_nothing() {
    let (origin, served) = Served::feed(ok(&[], [1, 2]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(answer("304 Not Modified", &[("etag", "\"9\"")], b""));
    for _ in 0..4 {
        planet.after("1h");
    }
    let asked = planet.asked();
    assert!(asked.len() < 5, "it is asked as often as before");
    assert!(!asked.iter().any(Asked::is_conditional));
    assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
}

#[test]
fn entries_that_came_alone_are_added_where_that_was_asked_for() {
    let (origin, served) = Served::feed(ok(&[("etag", "\"1\"")], [1, 2]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    assert_eq!(planet.asked_once().header("a-im"), None, "only who knows something can be given the rest");
    served.is(answer("226 IM Used", &[("im", "feed"), ("etag", "\"2\"")], &super::feed([3])));
    planet.after("1h").ok();
    assert_eq!(planet.asked_once().header("a-im").as_deref(), Some("feed"));
    assert_eq!(planet.titles(), ["Post 3", "Post 2", "Post 1"]);
    served.is(answer("226 IM Used", &[("im", "vcdiff"), ("etag", "\"3\"")], &super::feed([4])));
    planet.after("1h");
    assert_eq!(planet.asked_once().header(TAG).as_deref(), Some("\"2\""));
    assert_eq!(planet.titles(), ["Post 3", "Post 2", "Post 1"]);
    served.is(ok(&[], [4]));
    planet.after("25h").ok();
    assert_eq!(planet.asked_once().header("a-im"), None, "after it failed");
}
