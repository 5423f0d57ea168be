//! Servers that let everybody wait: they cost those who answer nothing, and are not asked for all that they have.

use std::time::Duration;

use super::ok;
use crate::origin::planet::FIRST;
use crate::origin::{Gate, Origin, Planet, Reply, Served};

const HURRIED: &str = "first_byte_timeout = \"1s\"";

/// A server that answers only those of its feeds of which this is true.
fn moody(gate: &Gate, answers: impl Fn(u32) -> bool + Send + Sync + 'static) -> Origin {
    let gate = gate.clone();
    Origin::new(move |asked| {
        let number: u32 = asked.target.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
        if answers(number) { Reply::bytes(ok(&[], [number])) } else { Reply::default().wait(&gate) }
    })
}

fn planet(origin: &Origin, feeds: u32) -> Planet {
    let planet = Planet::empty(origin).net(HURRIED);
    (0..feeds)
        .fold(planet, |planet, n| planet.source(&format!("s{n}"), &origin.url(&format!("/{n}.xml")), ""))
}

#[test]
fn a_host_that_lets_two_feeds_wait_is_not_asked_for_its_others_in_that_run() {
    let gate = Gate::new();
    let origin = moody(&gate, |_| false);
    let planet = planet(&origin, 5);
    planet.at(FIRST);
    assert_eq!(planet.asked().len(), 2);
    let status = planet.project().run(["status", "--json", "--now", FIRST]).json();
    let sources = status["sources"].as_array().unwrap();
    assert!(sources.iter().all(|source| source["state"] == "failing"), "{status}");
    // They wait as long as those that were asked.
    planet.after("10m");
    assert_eq!(planet.asked().len(), 0);
    planet.after("1h");
    assert_eq!(planet.asked().len(), 2);
    gate.open();
}

#[test]
fn a_host_that_answers_in_between_is_asked_for_all() {
    let gate = Gate::new();
    let origin = moody(&gate, |number| number % 2 == 1);
    let planet = planet(&origin, 6);
    planet.at(FIRST);
    assert_eq!(planet.asked().len(), 6);
    gate.open();
}

#[test]
fn those_that_let_us_wait_the_last_time_leave_room_for_all_others() {
    let gate = Gate::new();
    let (quick, _served) = Served::feed(ok(&[], [1]));
    let mut planet = Planet::empty(&quick).net(HURRIED).net("concurrency = 2");
    let mut slow = Vec::new();
    for n in 0..4 {
        let held = gate.clone();
        let origin = Origin::at(&format!("127.0.0.{}:0", n + 2), move |_| Reply::default().wait(&held));
        planet = planet.also(&origin).source(&format!("s{n}"), &origin.url("/feed.xml"), "");
        slow.push(origin);
    }
    for n in 0..12 {
        planet = planet.source(&format!("q{n}"), &quick.url(&format!("/feed.xml?{n}")), "");
    }
    planet.at(FIRST);
    planet.asked();
    planet.after("2h");
    let asked = planet.asked();
    assert_eq!((asked.len(), slow.iter().map(|origin| origin.asked().len()).sum::<usize>()), (12, 8));
    let took = asked[11].at - asked[0].at;
    assert!(took < Duration::from_millis(900), "{took:?}");
    gate.open();
}
