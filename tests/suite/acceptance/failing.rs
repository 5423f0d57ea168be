//! A feed that fails is asked less and less, is never given up, and loses nothing.

use super::ok;
use crate::origin::planet::FIRST;
use crate::origin::{Origin, Planet, Served, answer};

/// After how many hours of failing the server was asked, with a run every so many hours.
fn hours_of_requests(planet: &Planet, step: usize, hours: usize) -> Vec<usize> {
    let mut at = Vec::new();
    for hour in (0..hours).step_by(step) {
        planet.build(&[]);
        at.extend(planet.asked().iter().map(|_| hour));
        planet.passes(&format!("{step}h"));
    }
    at
}

#[test]
fn the_pause_grows_to_a_day_and_no_further() {
    for status in ["500 Oh", "404 Not Found"] {
        let (origin, _served) = Served::feed(answer(status, &[], b""));
        let planet = Planet::new(&origin);
        let at = hours_of_requests(&planet, 1, 80);
        let pauses: Vec<usize> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // n failures: between half of 2^(n-1) hours and all of them, and a run's hour.
        for (failures, pause) in (0u32..).zip(&pauses) {
            let most = 2usize.pow(failures.min(5)).min(24);
            assert!((most.div_ceil(2)..=most + 1).contains(pause), "{status}: {pauses:?}");
        }
        assert!((6..=11).contains(&at.len()), "{status}: {at:?}");
    }
}

#[test]
fn after_a_month_it_is_asked_once_a_week_and_comes_back_at_once() {
    let (origin, served) = Served::feed(ok(&[("etag", "\"1\"")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    planet.asked();
    served.is(answer("404 Not Found", &[], b""));
    planet.passes("1h");
    let at = hours_of_requests(&planet, 12, 60 * 24);
    let late: Vec<&usize> = at.iter().filter(|hour| **hour > 32 * 24).collect();
    assert!((2..=6).contains(&late.len()), "{at:?}");
    assert!(late.windows(2).all(|pair| pair[1] - pair[0] >= 84), "{at:?}");
    assert_eq!(planet.titles(), ["Post 1"]);
    served.is(ok(&[("etag", "\"2\"")], [1, 2]));
    planet.after("169h").ok();
    assert_eq!(planet.asked_once().header("if-none-match").as_deref(), Some("\"1\""));
    planet.after("50m").ok();
    assert_eq!(planet.asked().len(), 0, "not at once");
    planet.after("10m").ok();
    assert_eq!(planet.asked().len(), 1, "as often as before");
    assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
}

#[test]
fn what_is_gone_is_never_asked_again_and_stays_published() {
    let (origin, served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(answer("410 Gone", &[], b""));
    planet.after("1h");
    assert_eq!(planet.asked().len(), 2);
    for arguments in [&[][..], &["--force"], &["--source", "far"]] {
        planet.passes("240h");
        planet.build(arguments);
        assert_eq!(planet.asked().len(), 0, "{arguments:?}");
    }
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn what_is_not_found_is_not_gone() {
    let (origin, served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(answer("404 Not Found", &[], b""));
    for _ in 0..10 {
        planet.after("25h");
    }
    assert_eq!(planet.asked().len(), 11);
}

#[test]
fn a_machine_without_a_net_blames_nobody_and_takes_up_where_it_was() {
    let origins: Vec<Origin> =
        (1..=4u32).map(|n| Origin::at(&format!("127.0.0.{n}:0"), move |_| ok(&[], [n]))).collect();
    // Addresses where nobody listens: the servers, before they were started.
    let mut planet = Planet::empty(&origins[0]);
    for (n, origin) in (1..).zip(&origins) {
        let authority = origin.authority();
        let port = authority.rsplit(':').next().unwrap().to_owned();
        let dead = format!("127.0.0.{}:{port}", n + 10);
        planet = planet.allow(&dead).source(&format!("s{n}"), &format!("http://{dead}/feed.xml"), "");
    }
    planet.at(FIRST).ok();
    planet.after("5m").ok();
    let status = planet.project().run(["status", "--json"]).ok().json();
    for source in status["sources"].as_array().unwrap() {
        assert_eq!(source["failing_since"], serde_json::Value::Null, "{source}");
    }
}
