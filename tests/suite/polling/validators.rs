//! What a server said of its document is told to it with the next request, as long as it is of what is known.

use super::rss;
use crate::origin::{Asked, Origin, Planet, Served, answer};
use crate::site::state;

fn ok(etag: &str, numbers: &[u32]) -> Vec<u8> {
    answer("200 OK", &[("etag", etag)], rss(numbers).as_bytes())
}

fn tag(asked: &Asked) -> Option<String> {
    asked.header("if-none-match")
}

/// A planet that knows a document with the entries 1 and 2 as `"one"`.
fn known() -> (Planet, Served) {
    let (origin, served) = Served::feed(ok("\"one\"", &[1, 2]));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok();
    assert_eq!(tag(&planet.asked_once()), None);
    assert_eq!(planet.titles().len(), 2);
    (planet, served)
}

#[test]
fn what_is_no_feed_changes_neither_entries_nor_validators() {
    for (what, reply) in [
        ("nothing", answer("200 OK", &[("etag", "\"two\"")], b"")),
        ("no content", answer("204 No Content", &[("etag", "\"two\"")], b"")),
        ("a piece", answer("206 Partial Content", &[("etag", "\"two\"")], rss(&[9]).as_bytes())),
        (
            "a page",
            answer(
                "200 OK",
                &[("etag", "\"two\""), ("content-type", "text/html")],
                b"<html><body>Log in</body></html>",
            ),
        ),
        ("a challenge", answer("403 Forbidden", &[("cf-mitigated", "challenge")], b"<html></html>")),
        ("text", answer("200 OK", &[("etag", "\"two\"")], b"busy")),
        ("an error", answer("500 Oops", &[("etag", "\"two\"")], rss(&[9]).as_bytes())),
    ] {
        let (planet, served) = known();
        served.is(reply);
        planet.after("1h").ok().says("failed, and keeps what it had");
        assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""), "{what}");
        served.is(ok("\"three\"", &[1, 2, 3]));
        planet.after("2d").ok();
        assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""), "after {what}");
        assert_eq!(planet.titles().len(), 3, "after {what}");
    }
}

#[test]
fn a_document_that_is_cut_off_is_asked_for_again_as_a_whole() {
    let (planet, served) = known();
    let whole = rss(&[1, 2, 3, 4]);
    served.is(answer("200 OK", &[("etag", "\"cut\"")], &whole.as_bytes()[..whole.len() - 120]));
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""));
    assert_eq!(planet.titles().len(), 3, "what is there is taken");
    served.is(ok("\"whole\"", &[1, 2, 3, 4]));
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""));
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"whole\""));
    assert_eq!(planet.titles().len(), 4);
}

#[test]
fn a_304_with_another_strong_etag_has_the_document_fetched_anew_once_a_day() {
    let (planet, served) = known();
    served.is(answer("304 Not Modified", &[("etag", "\"other\"")], b""));
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""));
    served.is(ok("\"one\"", &[1, 2]));
    planet.after("1h").ok().says("unchanged");
    assert_eq!(tag(&planet.asked_once()), None);
    served.is(answer("304 Not Modified", &[("etag", "\"other\"")], b""));
    for _ in 0..3 {
        planet.after("1h").ok();
        assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""));
    }
}

#[test]
fn a_304_that_nobody_asked_for_is_a_failure() {
    let (origin, served) = Served::feed(answer("304 Not Modified", &[("etag", "\"x\"")], b""));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok().says("304");
    served.is(ok("\"one\"", &[1]));
    planet.after("2d").ok();
    assert_eq!(planet.asked().iter().map(tag).collect::<Vec<_>>(), [None, None]);
}

#[test]
fn the_same_document_with_another_etag_is_unchanged_and_the_newest_is_sent() {
    let (planet, served) = known();
    let before = planet.project().tree("feeds");
    for n in 1..=5 {
        served.is(ok(&format!("\"{n}\""), &[1, 2]));
        let run = planet.after("1h").ok().says("unchanged");
        let said = run.stderr();
        assert_eq!(said.contains("another ETag each time"), n == 5, "{said}");
    }
    assert_eq!(planet.project().tree("feeds"), before);
    let tags: Vec<_> = planet.asked().iter().map(|asked| tag(asked).unwrap()).collect();
    assert_eq!(tags, ["\"one\"", "\"1\"", "\"2\"", "\"3\"", "\"4\""]);
}

#[test]
fn what_is_forced_is_asked_for_without_validators_once() {
    let (planet, _served) = known();
    planet.build(&["--force"]).ok();
    assert_eq!(tag(&planet.asked_once()), None);
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""));
}

#[test]
fn a_source_that_is_read_by_other_rules_is_fetched_as_a_whole_when_it_is_due() {
    let (origin, _served) = Served::feed(ok("\"one\"", &[1, 2]));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok();
    planet.after("1h").ok();
    assert_eq!(planet.asked().iter().map(tag).collect::<Vec<_>>(), [None, Some("\"one\"".to_owned())]);
    let planet = planet.lines_of_source("base = \"https://elsewhere.example/\"");
    planet.build(&[]).ok();
    assert!(planet.asked().is_empty(), "it is not due");
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()), None);
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""));
}

#[test]
fn what_a_release_that_digested_entries_otherwise_has_stored_is_neither_doubled_nor_changed() {
    let (planet, _served) = known();
    let before = planet.project().tree("feeds");
    state(planet.project())
        .execute_batch(
            "UPDATE items SET hash = randomblob(16);
             UPDATE answers SET data = json_set(data, '$.recipe', '00000000000000000000000000000001');",
        )
        .unwrap();
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()), None, "it is fetched as a whole");
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"one\""), "and once");
    assert_eq!(planet.titles().len(), 2);
    assert!(planet.project().tree("feeds") == before);
}

#[test]
fn a_first_document_is_a_baseline_of_its_newest_entries_and_that_is_said() {
    let origin = Origin::new(|_| ok("\"one\"", &(1..=9).collect::<Vec<_>>()));
    let planet = Planet::empty(&origin).source("far", &origin.url("/feed.xml"), "first = 3");
    planet.at("2026-07-01T10:00:00Z").ok().says("took the newest 3 of 9 entries");
    assert_eq!(planet.titles().len(), 3);
}

#[test]
fn what_is_new_alone_is_taken_where_it_was_asked_for_and_nothing_goes() {
    let (planet, served) = known();
    let delta = [("etag", "\"two\""), ("im", "feed")];
    served.is(answer("226 IM Used", &delta, rss(&[3]).as_bytes()));
    planet.after("1h").ok();
    let asked = planet.asked_once();
    assert_eq!((asked.header("a-im").as_deref(), tag(&asked).as_deref()), (Some("feed"), Some("\"one\"")));
    assert_eq!(planet.titles().len(), 3);
    planet.after("1h").ok();
    assert_eq!(tag(&planet.asked_once()).as_deref(), Some("\"two\""), "it is the ETag of the whole");
}

#[test]
fn a_server_that_gives_another_part_is_asked_for_the_whole_from_then_on() {
    let (planet, served) = known();
    served.is(answer("226 IM Used", &[("etag", "\"two\""), ("im", "vcdiff")], b"xyz"));
    planet.after("1h").ok().says("226");
    assert_eq!(planet.asked_once().header("a-im").as_deref(), Some("feed"));
    served.is(ok("\"three\"", &[1, 2, 3]));
    planet.after("2d").ok();
    let asked = planet.asked_once();
    assert_eq!((asked.header("a-im"), tag(&asked).as_deref()), (None, Some("\"one\"")));
    assert_eq!(planet.titles().len(), 3);
}
