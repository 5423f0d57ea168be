//! A month of runs every hour: what a server sees of a reader that behaves.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use super::feed;
use crate::origin::planet::FIRST;
use crate::origin::{Asked, Origin, Planet, answer};

/// A server of four feeds, each with habits of its own, that change as days pass.
fn origin(day: &Arc<AtomicU32>) -> Origin {
    let day = Arc::clone(day);
    Origin::new(move |asked| {
        let day = day.load(Ordering::Relaxed);
        let tag = format!("W/\"day-{day}\"");
        let date = format!("day {day}");
        let body = feed(day..day + 10);
        let known = |name: &str, value: &str| asked.header(name).as_deref() == Some(value);
        match asked.target.as_str() {
            "/tag.xml" if known("if-none-match", &tag) => answer("304 Not Modified", &[("etag", &tag)], b""),
            "/tag.xml" => answer("200 OK", &[("etag", &tag)], &body),
            "/date.xml" if known("if-modified-since", &date) => answer("304 Not Modified", &[], b""),
            "/date.xml" => answer("200 OK", &[("last-modified", &date)], &body),
            "/fresh.xml" if known("if-none-match", &tag) => {
                answer("304 Not Modified", &[("etag", &tag), ("cache-control", "max-age=21600")], b"")
            }
            "/fresh.xml" => answer("200 OK", &[("etag", &tag), ("cache-control", "max-age=21600")], &body),
            "/unwell.xml" if day % 5 == 3 => answer("503 Unavailable", &[("retry-after", "14400")], b""),
            "/unwell.xml" if day % 7 == 5 => answer("500 Oh", &[], b""),
            "/unwell.xml" if known("if-none-match", &tag) => {
                answer("304 Not Modified", &[("vary", "*")], b"")
            }
            "/unwell.xml" => answer("200 OK", &[("vary", "*"), ("etag", &tag)], &body),
            _ => answer("404 Not Found", &[], b""),
        }
    })
}

#[test]
fn every_request_is_for_a_feed_says_what_is_known_and_comes_when_it_may() {
    let day = Arc::new(AtomicU32::new(1));
    let origin = origin(&day);
    let mut planet = Planet::empty(&origin);
    for name in ["tag", "date", "fresh", "unwell"] {
        planet = planet.source(name, &origin.url(&format!("/{name}.xml")), "");
    }
    planet.at(FIRST).ok();
    let seen: Mutex<Vec<(u32, Asked)>> = Mutex::default();
    for hour in 0..30 * 24 {
        day.store(1 + hour / 24, Ordering::Relaxed);
        planet.build(&[]);
        seen.lock().unwrap().extend(planet.asked().into_iter().map(|asked| (hour, asked)));
        planet.passes("1h");
    }
    let seen = seen.into_inner().unwrap();
    for (name, least_pause, requests) in
        [("tag", 1, 715..=720), ("date", 1, 715..=720), ("fresh", 6, 115..=120)]
    {
        let target = format!("/{name}.xml");
        let mine: Vec<&(u32, Asked)> = seen.iter().filter(|(_, asked)| asked.target == target).collect();
        assert!(requests.contains(&mine.len()), "{name}: {}", mine.len());
        assert!(mine.windows(2).all(|pair| pair[1].0 - pair[0].0 >= least_pause), "{name}");
        let bare = mine.iter().filter(|(_, asked)| !asked.is_conditional()).count();
        assert_eq!(bare, 1, "{name}: requests that said nothing of what is known");
    }
    let unwell: Vec<&(u32, Asked)> = seen.iter().filter(|(_, asked)| asked.target == "/unwell.xml").collect();
    for pair in unwell.windows(2) {
        let asked_for = if pair[0].0 / 24 % 5 == 2 { 4 } else { 1 };
        assert!(pair[1].0 - pair[0].0 >= asked_for, "{} {}", pair[0].0, pair[1].0);
    }
    assert_eq!(unwell.iter().filter(|(_, asked)| !asked.is_conditional()).count(), 1);
    assert!(seen.iter().all(|(_, asked)| asked.target.matches('/').count() == 1));
    // Everything that was ever published is there, once.
    let mut titles = planet.titles();
    let all = titles.len();
    titles.sort();
    titles.dedup();
    assert_eq!((titles.len(), all), (39, 39));
}
