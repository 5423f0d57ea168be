//! A feed is asked as often as its owner says, or as it brings something new, from the first request on.

use super::{feed_with, ok};
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
