//! When a feed is asked again: never before its server and its document allow it, and then soon.

use super::{feed_with, ok, row};
use crate::origin::planet::FIRST;
use crate::origin::{Planet, Served, answer};

/// After an answer the feed is not asked until so many minutes have passed, and then it is.
#[track_caller]
fn asked_again(reply: Vec<u8>, minutes: i64) {
    asked_again_from(FIRST, reply, minutes);
}

#[track_caller]
fn asked_again_from(first: &str, reply: Vec<u8>, minutes: i64) {
    let shown = String::from_utf8_lossy(&reply).into_owned();
    let (origin, _served) = Served::feed(reply);
    let planet = Planet::new(&origin);
    planet.at(first).ok();
    assert_eq!(planet.asked().len(), 1);
    // An interval has a slack of a tenth; what servers say has none.
    let early = if minutes == 60 { 10 } else { 1 };
    planet.after(&format!("{}m", minutes - early)).ok();
    assert_eq!(planet.asked().len(), 0, "{early} minutes before {minutes}: {shown}");
    planet.after(&format!("{early}m")).ok();
    assert_eq!(planet.asked().len(), 1, "after {minutes} minutes: {shown}");
}

#[test]
fn a_lifetime_is_waited_for() {
    let date = ("date", "Wed, 01 Jul 2026 10:00:00 GMT");
    for (headers, minutes) in [
        (vec![("cache-control", "max-age=3600")], 60),
        (vec![("cache-control", "max-age=7200")], 120),
        (vec![("cache-control", "public, MAX-AGE=7200")], 120),
        (vec![("cache-control", "max-age=\"7200\"")], 120),
        (vec![("cache-control", "max-age=7200"), ("age", "3000")], 70),
        (vec![("cache-control", "max-age=3600"), ("age", "3000")], 60),
        (vec![("cache-control", "public"), ("cache-control", "max-age=7200")], 120),
        (vec![("cache-control", "max-age=7200"), ("expires", "0")], 120),
        (vec![("cache-control", "s-maxage=72000, max-age=7200")], 120),
        (vec![("cache-control", "max-age=99999999999999999999")], 24 * 60),
        (vec![("cache-control", "max-age=-1")], 60),
        (vec![("cache-control", "no-cache, max-age=7200")], 60),
        (vec![("cache-control", "no-store, max-age=7200")], 60),
        (vec![date, ("expires", "Wed, 01 Jul 2026 12:00:00 GMT")], 120),
        (vec![("date", "Wed, 01 Jul 2026 05:00:00 GMT"), ("expires", "Wed, 01 Jul 2026 12:00:00 GMT")], 120),
        (vec![date, ("expires", "Wednesday, 01-Jul-26 12:00:00 GMT")], 120),
        (vec![("expires", "Wed, 01 Jul 2026 13:00:00 GMT")], 180),
        (vec![date, ("expires", "0")], 60),
        (vec![date, ("expires", "garbage")], 60),
        (vec![date, ("expires", "Wed, 01 Jul 2020 12:00:00 GMT")], 60),
    ] {
        asked_again(ok(&headers, [1]), minutes);
    }
}

#[test]
fn what_a_document_says_is_waited_for() {
    for (more, minutes) in [
        ("<ttl>180</ttl>", 180),
        ("<ttl> 180 </ttl>", 180),
        ("<ttl>0</ttl>", 60),
        ("<ttl>-5</ttl>", 60),
        ("<ttl>soon</ttl>", 60),
        ("<ttl>999999</ttl>", 24 * 60),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6 * 60),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 24 * 60),
        ("<sy:updateFrequency>12</sy:updateFrequency>", 120),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 60),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", 24 * 60),
        ("<skipHours><hour>11</hour><hour>12</hour></skipHours>", 180),
        ("<skipDays><day>Sunday</day></skipDays>", 60),
        ("<skipHours><hour>3</hour></skipHours>", 60),
    ] {
        asked_again(answer("200 OK", &[], &feed_with(more, [1])), minutes);
    }
}

#[test]
fn days_that_are_skipped_are_waited_out_and_a_feed_that_skips_all_of_them_is_asked() {
    // A Friday, late.
    let days = "<skipDays><day>saturday</day><day>SUNDAY</day></skipDays>";
    let reply = |more: &str| answer("200 OK", &[], &feed_with(more, [1]));
    asked_again_from("2026-07-03T23:30:00Z", reply(days), 48 * 60 + 30);
    let midnight = "<skipHours><hour>24</hour><hour>1</hour></skipHours>";
    asked_again_from("2026-07-03T23:00:00Z", reply(midnight), 180);
    let all: String = row(0..24, |hour| format!("<hour>{hour}</hour>"));
    asked_again(reply(&format!("<skipHours>{all}</skipHours>")), 60);
    let all = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        .map(|day| format!("<day>{day}</day>"))
        .concat();
    asked_again(reply(&format!("<skipDays>{all}</skipDays>")), 60);
}

#[test]
fn the_last_answer_counts_and_the_last_document_is_remembered() {
    let document = feed_with("<ttl>120</ttl>", [1]);
    let (origin, served) = Served::feed(answer("200 OK", &[("etag", "\"1\"")], &document));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(answer("304 Not Modified", &[("cache-control", "max-age=10800")], b""));
    planet.after("2h").ok();
    assert_eq!(planet.asked().len(), 2);
    planet.after("179m").ok();
    assert_eq!(planet.asked().len(), 0, "a 304 says how long it holds");
    served.is(answer("304 Not Modified", &[], b""));
    planet.after("1m").ok();
    assert_eq!(planet.asked().len(), 1);
    planet.after("179m").ok();
    assert_eq!(planet.asked().len(), 0, "a 304 that says nothing leaves what was said before");
    served.is(answer("500 Oh", &[], b""));
    planet.after("1m");
    assert_eq!(planet.asked().len(), 1);
    planet.after("119m");
    assert_eq!(planet.asked().len(), 0, "the document said two hours, and the server is unwell");
}

#[test]
fn a_run_every_hour_asks_every_hour_though_it_never_starts_on_time() {
    let (origin, _served) = Served::feed(ok(&[("etag", "\"1\"")], [1]));
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:04Z").ok();
    for now in ["11:00:01", "12:00:09", "13:00:00", "14:02:00", "15:00:00", "16:00:00"] {
        planet.at(&format!("2026-07-01T{now}Z")).ok();
        assert_eq!(planet.asked().len(), if now == "11:00:01" { 2 } else { 1 }, "{now}");
    }
}

#[test]
fn runs_in_between_ask_nobody_whatever_the_clock_does() {
    let (origin, _served) = Served::feed(ok(&[("etag", "\"1\"")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    assert_eq!(planet.asked().len(), 1);
    for now in
        ["2026-07-01T10:00:00Z", "2026-07-01T10:44:00Z", "2026-07-01T09:00:00Z", "2026-06-30T10:00:00Z"]
    {
        planet.at(now).ok();
        planet.build(&["--source", "far"]).ok();
        assert_eq!(planet.asked().len(), 0, "{now}");
    }
    planet.build(&["--offline"]).ok();
    planet.build(&["--dry-run"]).ok();
    assert_eq!(planet.asked().len(), 0);
}

#[test]
fn a_clock_that_was_wrong_once_does_not_put_a_feed_to_sleep() {
    let (origin, _served) = Served::feed(ok(&[("etag", "\"1\"")], [1]));
    let planet = Planet::new(&origin);
    planet.at("2027-07-01T10:00:00Z").ok();
    planet.asked();
    planet.at("2026-07-01T10:00:00Z").ok();
    planet.after("25h").ok();
    planet.after("25h").ok();
    let asked = planet.asked().len();
    assert!((1..=3).contains(&asked), "{asked} requests in two days");
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn a_feed_that_is_not_due_is_asked_when_the_owner_insists() {
    let (origin, _served) = Served::feed(ok(&[("cache-control", "max-age=36000")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    planet.after("10m").ok();
    planet.build(&["--force"]).ok();
    assert_eq!(planet.asked().len(), 2);
    planet.after("9h").ok();
    assert_eq!(planet.asked().len(), 0);
}

#[test]
fn a_304_that_says_nothing_of_freshness_leaves_what_the_document_came_with() {
    let (origin, served) = Served::feed(ok(&[("etag", "\"1\""), ("cache-control", "max-age=7200")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(answer("304 Not Modified", &[("etag", "\"1\"")], b""));
    let asked = [0, 60, 119, 120, 180, 239, 240].map(|minutes| {
        planet.at(&format!("2026-07-01T{:02}:{:02}:00Z", 10 + minutes / 60, minutes % 60)).ok();
        planet.asked().len()
    });
    assert_eq!(asked, [1, 0, 0, 1, 0, 0, 1]);
}
