//! What a server said of a version of its feed is sent back as it was said, and only for what is in the store.

use super::{feed, ok, ok_octets};
use crate::origin::planet::FIRST;
use crate::origin::{Planet, Served, answer};
use crate::site::{differing, marks};

const TAG: &str = "if-none-match";
const SINCE: &str = "if-modified-since";

/// What the next two requests say after an answer.
fn said_after(reply: Vec<u8>) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let (origin, _served) = Served::feed(reply);
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    assert!(!planet.asked_once().is_conditional());
    planet.after("1h").ok();
    let asked = planet.asked_once();
    (asked.octets(TAG).map(<[u8]>::to_vec), asked.octets(SINCE).map(<[u8]>::to_vec))
}

#[test]
fn an_entity_tag_comes_back_byte_for_byte() {
    let tags: [&[u8]; 8] = [
        b"\"a\\b\"",
        b"W/\"x\"",
        b"w/\"x\"",
        b"\"\xe9\"",
        b"\"\xc3\xa9, \"",
        b"unquoted",
        b"\"\"",
        b"\"a\", \"b\"",
    ];
    for tag in tags {
        assert_eq!(said_after(ok_octets("ETag", tag, [1])), (Some(tag.to_vec()), None), "{tag:?}");
    }
}

#[test]
fn an_entity_tag_beyond_all_measure_is_not_kept() {
    for (length, kept) in [(1025, None), (1024, Some(1024))] {
        let tag = format!("\"{}\"", "a".repeat(length - 2));
        assert_eq!(said_after(ok(&[("etag", &tag)], [1])).0.map(|tag| tag.len()), kept);
    }
}

#[test]
fn a_date_of_change_comes_back_byte_for_byte() {
    for date in [
        "Tue, 01 Jan 2030 00:00:00 GMT",
        "Mon, 01 Jun 2026 10:00:00 +0000",
        "Tuesday, 01-Jan-30 00:00:00 GMT",
        "Thu Jan  1 00:00:00 2026",
        "garbage",
        "0",
    ] {
        let said = said_after(ok(&[("last-modified", date)], [1]));
        assert_eq!(said, (None, Some(date.as_bytes().to_vec())), "{date}");
    }
}

#[test]
fn what_a_server_says_is_all_that_is_sent_back() {
    let date = "Tue, 02 Jun 2026 00:00:00 GMT";
    let both = said_after(ok(&[("etag", "\"1\""), ("last-modified", date)], [1]));
    assert_eq!(both, (Some(b"\"1\"".to_vec()), Some(date.into())));
    assert_eq!(said_after(ok(&[], [1])), (None, None));
    assert_eq!(said_after(ok(&[("expires", "0"), ("etag", "\"1\"")], [1])).0, Some(b"\"1\"".to_vec()));
    assert_eq!(
        said_after(ok(&[("cache-control", "no-store"), ("etag", "\"1\"")], [1])).0,
        Some(b"\"1\"".to_vec())
    );
}

#[test]
fn only_what_the_last_document_came_with_is_sent() {
    let (origin, served) = Served::feed(ok(&[("etag", "\"1\""), ("last-modified", "one")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(ok(&[("etag", "\"2\""), ("last-modified", "two")], [1, 2]));
    planet.after("1h").ok();
    served.is(ok(&[("last-modified", "three")], [1, 2, 3]));
    planet.after("1h").ok();
    planet.after("1h").ok();
    let said: Vec<_> = planet.asked().iter().map(|asked| (asked.header(TAG), asked.header(SINCE))).collect();
    let pair = |tag: &str, since: &str| (Some(tag.to_owned()), Some(since.to_owned()));
    assert_eq!(
        said,
        [(None, None), pair("\"1\"", "one"), pair("\"2\"", "two"), (None, Some("three".to_owned()))]
    );
}

#[test]
fn an_answer_that_cannot_be_used_leaves_what_was_known() {
    let cut = feed([1, 2]);
    let cut = &cut[..cut.len() - 40];
    let page = b"<!DOCTYPE html><html><head><title>Blocked</title></head><body>No</body></html>";
    let tag = ("etag", "\"bad\"");
    let wrong: Vec<(&str, Vec<u8>)> = vec![
        ("cut off", answer("200 OK", &[tag], cut)),
        ("no feed", answer("200 OK", &[tag], b"{\"error\": true}")),
        ("nothing", answer("200 OK", &[tag], b"")),
        ("a page", answer("200 OK", &[tag, ("content-type", "text/html")], page)),
        ("no gzip", answer("200 OK", &[tag, ("content-encoding", "gzip")], b"\x1f\x8b\x08\0garbage")),
        ("unknown coding", answer("200 OK", &[tag, ("content-encoding", "rot13")], &feed([1, 2]))),
        ("partial", answer("206 Partial Content", &[tag], &feed([1, 2]))),
        ("no content", answer("204 No Content", &[tag], b"")),
        ("reset content", answer("205 Reset Content", &[tag], b"")),
        ("broken", answer("500 Oh", &[tag], &feed([9]))),
        ("not found", answer("404 Not Found", &[tag], &feed([9]))),
        ("challenge", answer("403 Forbidden", &[tag, ("cf-mitigated", "challenge")], page)),
        ("too large", answer("200 OK", &[tag], &[feed([1]), vec![b' '; 70_000]].concat())),
    ];
    for (name, reply) in wrong {
        let (origin, served) = Served::feed(ok(&[("etag", "\"good\"")], [1]));
        let planet = Planet::new(&origin).net("max_decoded_bytes = \"64KiB\"");
        planet.at(FIRST).ok();
        served.is(reply);
        planet.after("1h");
        assert!(planet.titles().contains(&"Post 1".to_owned()), "{name}");
        assert!(!planet.titles().contains(&"Post 9".to_owned()), "{name}");
        planet.after("49h");
        let asked = planet.asked();
        assert_eq!(asked.len(), 3, "{name}");
        assert_eq!(asked[2].header(TAG).as_deref(), Some("\"good\""), "{name}");
    }
}

#[test]
fn a_body_that_is_the_same_changes_no_file_and_brings_its_validators() {
    let (origin, served) = Served::feed(ok(&[("etag", "\"1\"")], [1, 2]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    let before = marks(planet.project(), "feeds");
    for number in 2..9 {
        served.is(ok(&[("etag", &format!("\"{number}\""))], [1, 2]));
        planet.after("1h").ok();
        assert_eq!(differing(&before, &marks(planet.project(), "feeds")), [""; 0]);
    }
    planet.after("1h").ok();
    assert_eq!(planet.asked().last().unwrap().header(TAG).as_deref(), Some("\"8\""));
    // The other way round: what says that it is the same, and is not.
    served.is(ok(&[("etag", "\"8\"")], [1, 2, 3]));
    planet.after("1h").ok();
    assert_eq!(planet.titles(), ["Post 3", "Post 2", "Post 1"]);
}

#[test]
fn what_is_known_is_forgotten_with_the_address_and_when_the_owner_says_so() {
    let (origin, served) = Served::feed(ok(&[("etag", "\"1\"")], [1]));
    served.put("/other.xml", ok(&[("etag", "\"1\"")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    planet.after("1h").ok();
    planet.build(&["--force"]).ok();
    planet.after("1h").ok();
    let said: Vec<bool> = planet.asked().iter().map(crate::origin::Asked::is_conditional).collect();
    assert_eq!(said, [false, true, false, true]);
    let config = planet.project().read("config.toml");
    let build = |config: String, now: &str| {
        planet.project().write("config.toml", config);
        planet.project().run(["build", "--now", now]).ok();
    };
    build(config.replace("limit = 1000", "limit = 10"), "2026-07-01T13:00:00Z");
    assert!(planet.asked_once().is_conditional(), "another setting");
    build(config.replace("/feed.xml", "/other.xml"), "2026-07-01T14:00:00Z");
    let asked = planet.asked_once();
    assert_eq!((asked.target.as_str(), asked.is_conditional()), ("/other.xml", false));
}
