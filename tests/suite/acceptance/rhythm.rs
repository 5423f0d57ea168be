//! A feed is asked as often as its owner says, or as it brings something new, from the first request on.

use super::{feed_with, ok};
use crate::origin::planet::FIRST;
use crate::origin::{Planet, Served, answer};

/// A planet whose feed has an adaptive interval.
fn adaptive(reply: Vec<u8>) -> (Planet, Served) {
    let (origin, served) = Served::feed(reply);
    let planet = Planet::empty(&origin).source("far", &origin.url("/feed.xml"), "adaptive = true");
    (planet, served)
}

/// After the last request the feed is not asked until so many minutes have passed, and then it is.
#[track_caller]
fn waits(planet: &Planet, minutes: i64) {
    planet.asked();
    planet.after(&format!("{}m", minutes - 1)).ok();
    assert_eq!(planet.asked().len(), 0, "a minute before {minutes}");
    planet.after("1m").ok();
    assert_eq!(planet.asked().len(), 1, "after {minutes} minutes");
}

#[test]
fn the_dates_of_the_first_document_tell_how_often_a_feed_is_asked() {
    // Every ten minutes; every hour and forty minutes; too few; in the future; long ago.
    for (numbers, now, minutes) in [
        ((1..=144).collect::<Vec<u32>>(), "2026-01-02T00:05:00Z", 15),
        ((1..=20).map(|number| number * 10).collect(), "2026-01-02T09:30:00Z", 50),
        (vec![1, 50, 144], "2026-01-02T00:05:00Z", 60),
        ((200..=344).collect(), "2026-01-02T00:05:00Z", 60),
        ((1..=144).collect(), "2026-04-02T00:05:00Z", 24 * 60),
    ] {
        let (planet, _served) = adaptive(ok(&[], numbers));
        planet.at(now).ok();
        waits(&planet, minutes);
    }
}

#[test]
fn what_a_server_asks_for_is_kept_whatever_the_rhythm() {
    let reply = answer("200 OK", &[("cache-control", "max-age=3600")], &feed_with("", 1..=144));
    let (planet, _served) = adaptive(reply);
    planet.at("2026-01-02T00:05:00Z").ok();
    waits(&planet, 60);
}

#[test]
fn a_schedule_that_was_changed_holds_from_the_next_run_on() {
    for (before, after, minutes) in [
        ("every = \"1h\"", "every = \"10h\"", 540),
        ("every = \"10h\"", "every = \"1h\"", 54),
        ("every = \"10h\"", "cron = \"0 13 * * *\"", 180),
        ("cron = \"0 13 * * *\"", "every = \"1h\"", 54),
        ("every = \"10h\"", "adaptive = true", 24 * 60),
    ] {
        let (origin, _served) = Served::feed(ok(&[], [1]));
        let planet = Planet::empty(&origin).source("far", &origin.url("/feed.xml"), before);
        planet.at(FIRST).ok();
        let planet = planet.instead_of(before, after);
        // What is planned is shown at once, and a run that asks nobody changes nothing.
        planet.write_config();
        let now = planet.now().to_rfc3339();
        planet.project().run(["status", "--now", &now]).ok();
        planet.build(&[]).ok();
        assert_eq!(planet.asked().len(), 1, "{before} {after}");
        waits(&planet, minutes);
    }
}

#[test]
fn a_schedule_that_was_changed_asks_nobody_before_the_server_allows_it() {
    let (origin, _served) = Served::feed(ok(&[("cache-control", "max-age=10800")], [1]));
    let planet = Planet::empty(&origin).source("far", &origin.url("/feed.xml"), "every = \"10h\"");
    planet.at(FIRST).ok();
    waits(&planet.instead_of("10h", "15m"), 180);
}
