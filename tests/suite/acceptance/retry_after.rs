//! A server that asks for a pause gets it, whoever wants its feeds.

use super::{feed, ok};
use crate::origin::planet::FIRST;
use crate::origin::{Planet, Served, answer};

/// How the same status is written with a pause and without.
fn refusal(status: &str, retry_after: Option<&str>) -> Vec<u8> {
    let fields: Vec<(&str, &str)> = retry_after.into_iter().map(|value| ("retry-after", value)).collect();
    answer(status, &fields, b"slow down")
}

/// After such an answer at [`FIRST`], the feed is not asked for so many minutes.
#[track_caller]
fn left_alone(reply: Vec<u8>, minutes: i64) {
    let shown = String::from_utf8_lossy(&reply).into_owned();
    let (origin, served) = Served::feed(reply);
    let planet = Planet::new(&origin);
    planet.at(FIRST);
    assert!(!planet.asked().is_empty());
    served.is(ok(&[], [1]));
    planet.passes(&format!("{}m", minutes - 1));
    for arguments in [&[][..], &["--force"], &["--source", "far"], &["--source", "far", "--force"]] {
        planet.build(arguments);
        assert_eq!(planet.asked().len(), 0, "a minute before {minutes}, {arguments:?}: {shown}");
    }
    planet.after("1m").ok();
    assert_eq!(planet.asked().len(), 1, "after {minutes} minutes: {shown}");
}

#[test]
fn a_pause_is_kept_to_the_second_in_every_form() {
    for status in ["429 Too Many Requests", "503 Unavailable"] {
        for (form, minutes) in [
            ("7200", 120),
            ("Wed, 01 Jul 2026 12:00:00 GMT", 120),
            ("Wednesday, 01-Jul-26 12:00:00 GMT", 120),
            ("Wed Jul  1 12:00:00 2026", 120),
            ("172800", 48 * 60),
            ("99999999999", 7 * 24 * 60),
            ("Fri, 01 Jan 2100 00:00:00 GMT", 7 * 24 * 60),
        ] {
            left_alone(refusal(status, Some(form)), minutes);
        }
    }
}

#[test]
fn a_pause_in_other_answers_counts_as_well() {
    left_alone(refusal("413 Too Large", Some("7200")), 120);
    left_alone(answer("302 Found", &[("location", "/gone.xml"), ("retry-after", "7200")], b""), 120);
}

#[test]
fn a_pause_of_a_redirection_that_leads_nowhere_counts_as_well() {
    let pause = ("retry-after", "7200");
    left_alone(answer("302 Found", &[pause], b""), 120);
    left_alone(answer("302 Found", &[("location", "/feed.xml"), pause], b""), 120);
    left_alone(answer("301 Moved", &[("location", "http://"), pause], b""), 120);
    left_alone(answer("302 Found", &[("location", "ftp://a.example/"), pause], b""), 120);
}

#[test]
fn of_two_pauses_the_longer_counts() {
    let at = ("retry-after", "Wed, 01 Jul 2026 12:00:00 GMT");
    for fields in [
        [("retry-after", "60"), ("retry-after", "7200")],
        [("retry-after", "7200"), ("retry-after", "60")],
        [("retry-after", "60"), at],
        [("retry-after", "soon"), at],
    ] {
        left_alone(answer("503 Unavailable", &fields, b""), 120);
    }
    let twice = [("retry-after", "60"), ("retry-after", "7200"), ("location", "/feed.xml")];
    left_alone(answer("302 Found", &twice, b""), 120);
}

#[test]
fn a_pause_in_a_304_counts_as_well_and_is_no_failure() {
    let (origin, served) = Served::feed(ok(&[("etag", "\"1\"")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(answer("304 Not Modified", &[("retry-after", "10800")], b""));
    planet.after("1h").ok();
    planet.asked();
    for (span, arguments, times) in [("179m", &[][..], 0), ("0m", &["--force"], 0), ("1m", &[], 1)] {
        planet.passes(span);
        planet.build(arguments).ok();
        assert_eq!(planet.asked().len(), times, "{span} {arguments:?}");
    }
    let status = planet.project().run(["status", "--json"]).ok().json();
    assert_eq!(status["sources"][0]["state"].as_str(), Some("ok"));
}

#[test]
fn too_many_requests_without_a_pause_double_the_interval_at_least_to_an_hour() {
    for form in [None, Some("soon"), Some("0"), Some("Mon, 01 Jan 2001 00:00:00 GMT")] {
        let (origin, _served) = Served::feed(refusal("429 Too Many Requests", form));
        let planet = Planet::empty(&origin).source("far", &origin.url("/feed.xml"), "every = \"15m\"");
        let mut at = Vec::new();
        for minute in (0..12 * 60).step_by(15) {
            planet.build(&[]);
            at.extend(planet.asked().iter().map(|_| minute));
            planet.passes("15m");
        }
        assert_eq!(at[0], 0);
        let never = matches!(form, Some("0" | "Mon, 01 Jan 2001 00:00:00 GMT"));
        assert!(never || at[1] >= 60, "{form:?}: {at:?}");
        assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= 15), "{form:?}: {at:?}");
        assert!((3..=8).contains(&at.len()), "{form:?}: {at:?}");
        assert!(at.windows(3).all(|row| row[2] - row[1] >= row[1] - row[0]), "{form:?}: {at:?}");
    }
}

#[test]
fn a_refusal_is_never_read_as_a_feed_and_never_ends_a_feed() {
    for status in ["429 Too Many Requests", "503 Unavailable"] {
        let (origin, served) = Served::feed(ok(&[("etag", "\"1\"")], [1]));
        let planet = Planet::new(&origin);
        planet.at(FIRST).ok();
        served.is(answer(status, &[("etag", "\"2\""), ("retry-after", "60")], &feed([7])));
        for _ in 0..10 {
            planet.after("25h");
        }
        assert_eq!(planet.titles(), ["Post 1"]);
        let asked = planet.asked();
        assert!(asked.len() > 4, "{}", asked.len());
        assert_eq!(asked.last().unwrap().header("if-none-match").as_deref(), Some("\"1\""));
        served.is(ok(&[], [1, 2]));
        planet.after("169h").ok();
        assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
    }
}

/// Two feeds of a server, `/a.xml` and `/feed.xml`, where the first refuses.
fn neighbours(reply: Vec<u8>, host: &str) -> (Planet, Served) {
    let (origin, served) = Served::feed(ok(&[], [1]));
    served.put("/a.xml", reply);
    served.put("/b.xml", ok(&[], [2]));
    let mut planet =
        Planet::empty(&origin).source("a", &origin.url("/a.xml"), "").source("b", &origin.url("/b.xml"), "");
    if !host.is_empty() {
        let authority = origin.authority();
        planet = planet.polite().host(&format!("name = \"{authority}\"\nmin_interval = \"0s\"\n{host}"));
    }
    (planet, served)
}

#[test]
fn of_a_private_host_only_the_feed_that_refused_waits() {
    for status in ["429 Too Many Requests", "503 Unavailable"] {
        let (planet, _served) = neighbours(refusal(status, Some("36000")), "");
        planet.at(FIRST);
        planet.after("1h");
        let asked: Vec<String> = planet.asked().into_iter().map(|asked| asked.target).collect();
        assert_eq!(asked.iter().filter(|target| *target == "/a.xml").count(), 1, "{asked:?}");
        assert_eq!(asked.iter().filter(|target| *target == "/b.xml").count(), 2, "{asked:?}");
    }
}

#[test]
fn of_a_host_as_a_whole_all_feeds_wait_for_too_many_requests() {
    let (planet, served) = neighbours(ok(&[], [1]), "retry_after = \"host\"");
    planet.at(FIRST).ok();
    planet.asked();
    served.put("/a.xml", refusal("429 Too Many Requests", Some("36000")));
    planet.after("1h");
    let asked = planet.asked();
    assert_eq!(asked.iter().filter(|asked| asked.target == "/a.xml").count(), 1);
    for arguments in [&[][..], &["--force"]] {
        planet.passes("4h");
        planet.build(arguments);
        assert_eq!(planet.asked().len(), 0, "{arguments:?}");
    }
    served.put("/a.xml", ok(&[], [1]));
    planet.after("2h");
    assert_eq!(planet.asked().len(), 2);
}

#[test]
fn of_a_host_that_is_unavailable_only_the_feed_waits_until_a_second_one_is() {
    let (planet, served) = neighbours(ok(&[], [1]), "retry_after = \"host\"");
    served.put("/c.xml", ok(&[], [3]));
    let url = planet.url("/c.xml");
    let planet = planet.source("c", &url, "");
    planet.at(FIRST).ok();
    served.put("/a.xml", refusal("503 Unavailable", Some("36000")));
    planet.after("1h");
    planet.asked();
    planet.after("1h");
    let mut targets: Vec<String> = planet.asked().into_iter().map(|asked| asked.target).collect();
    targets.sort();
    assert_eq!(targets, ["/b.xml", "/c.xml"]);
    served.put("/a.xml", refusal("503 Unavailable", Some("36000")));
    served.put("/b.xml", refusal("503 Unavailable", Some("36000")));
    planet.after("9h");
    planet.asked();
    planet.after("1h");
    assert_eq!(planet.asked().len(), 0, "the host as a whole is unwell");
}
