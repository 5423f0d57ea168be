//! Killed and started again, over and over: at one time a feed is asked once, nothing is lost and nothing doubled.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::{feed, ok};
use crate::origin::planet::FIRST;
use crate::origin::reply::head;
use crate::origin::{Gate, Origin, Planet, Reply, Served, answer};
use crate::site::{assert_whole, state};

fn start(planet: &Planet) -> Child {
    planet.write_config();
    Command::new(env!("CARGO_BIN_EXE_feedloom"))
        .args(["build", "--now", &planet.now().to_rfc3339()])
        .current_dir(planet.project().root())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_hundred_kills_ask_no_feed_twice_and_lose_no_entry() {
    const FEEDS: u32 = 12;
    let hour = Arc::new(AtomicU32::new(0));
    let of_server = Arc::clone(&hour);
    let origin = Origin::new(move |asked| {
        let number: u32 = asked.target.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
        let hour = of_server.load(Ordering::Relaxed);
        let tag = format!("\"{hour}\"");
        let first = number * 1000 + hour;
        answer("200 OK", &[("etag", &tag)], &feed((first..first + 12).rev()))
    });
    let mut planet = Planet::empty(&origin);
    for n in 1..=FEEDS {
        planet = planet.source(&format!("f{n}"), &origin.url(&format!("/{n}")), "");
    }
    let started = std::time::Instant::now();
    start(&planet).wait().unwrap();
    let mut whole = u64::try_from(started.elapsed().as_micros()).unwrap();
    assert_eq!(u32::try_from(origin.asked().len()), Ok(FEEDS));
    // A fixed seed: each moment is one within the time that runs take, however busy the machine is at the moment.
    let mut seed: u64 = 0x5EED;
    let mut killed = 0;
    let mut at_this_hour: HashMap<String, usize> = HashMap::new();
    for round in 0..100 {
        if round % 5 == 0 {
            hour.fetch_add(1, Ordering::Relaxed);
            planet.passes("1h");
            at_this_hour.clear();
        }
        let mut child = start(&planet);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros((seed >> 33) % whole));
        let is_killed = child.try_wait().unwrap().is_none();
        killed += usize::from(is_killed);
        whole = if is_killed { whole + whole / 10 } else { whole - whole / 5 }.max(1000);
        let _ = child.kill();
        child.wait().unwrap();
        for target in origin.targets() {
            let times = at_this_hour.entry(target.clone()).or_default();
            *times += 1;
            assert_eq!(*times, 1, "{target} in round {round}");
        }
        assert_whole(planet.project(), "feeds");
    }
    assert!(killed >= 20, "only {killed} runs were killed in the middle");
    // What a poll that was cut off did not bring, the next one does.
    hour.fetch_add(1, Ordering::Relaxed);
    planet.after("1h").ok();
    let mut titles = planet.titles();
    let all = titles.len();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), all, "an entry stands twice");
    for n in 1..=FEEDS {
        for hour in 0..=21 + 11 {
            let title = format!("Post {}", n * 1000 + hour);
            assert!(titles.binary_search(&title).is_ok() || hour < 11, "{title} is missing");
        }
    }
    let check: String =
        state(planet.project()).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

/// Has a run begin to read an answer, and kills it.
fn cut_off(planet: &Planet, served: &Served) {
    let gate = Gate::new();
    let body = feed([1, 2]);
    let length = body.len().to_string();
    let fields = [("etag", "\"2\""), ("content-length", length.as_str())];
    served.is(Reply::bytes(head("200 OK", &fields)).then(&body[..200]).wait(&gate));
    let mut child = start(planet);
    gate.reached(1);
    child.kill().unwrap();
    child.wait().unwrap();
    gate.open();
}

#[test]
fn a_poll_that_was_cut_off_keeps_to_what_the_answer_before_said_of_its_age() {
    let fields = [("date", "Wed, 01 Jul 2026 10:00:00 GMT"), ("expires", "Wed, 01 Jul 2026 11:30:00 GMT")];
    let (origin, served) = Served::feed(ok(&fields, [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    planet.passes("90m");
    cut_off(&planet, &served);
    origin.asked();
    served.is(ok(&[], [1, 2]));
    planet.after("80m");
    assert_eq!(origin.asked().len(), 0, "its answers were fresh for 90 minutes");
    planet.after("10m").ok();
    planet.asked_once();
}

#[test]
fn a_poll_that_was_cut_off_counts_and_brings_no_validators() {
    let (origin, served) = Served::feed(ok(&[("etag", "\"1\"")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    planet.passes("1h");
    cut_off(&planet, &served);
    assert_eq!(origin.asked().len(), 2);
    served.is(ok(&[("etag", "\"2\"")], [1, 2]));
    planet.build(&[]);
    planet.after("50m");
    assert_eq!(origin.asked().len(), 0, "it was asked an hour ago at the most");
    planet.after("10m").ok();
    assert_eq!(planet.asked_once().header("if-none-match").as_deref(), Some("\"1\""));
    assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
}

#[test]
fn commands_that_are_killed_leave_what_is_known_as_it_was_or_as_it_should_be() {
    let (origin, _served) = Served::feed(ok(&[("etag", "\"1\"")], 1..40));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    origin.asked();
    let hidden = |number: u32| format!("https://far.example/{number}");
    for round in 1..=20u64 {
        let post = hidden(u32::try_from(round).unwrap());
        for arguments in [&["hide", &post][..], &["status"]] {
            let mut child = Command::new(env!("CARGO_BIN_EXE_feedloom"))
                .args(arguments)
                .current_dir(planet.project().root())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(round * 3));
            let _ = child.kill();
            child.wait().unwrap();
        }
        planet.project().run(["hide", &post]).ok();
    }
    planet.build(&[]).ok();
    assert_eq!(origin.asked().len(), 0, "nobody asks before it is time");
    let expected: Vec<String> = (21..40).rev().map(|number| format!("Post {number}")).collect();
    assert_eq!(planet.titles(), expected);
    planet.after("1h").ok();
    assert_eq!(planet.asked_once().header("if-none-match").as_deref(), Some("\"1\""));
}

#[test]
fn two_runs_at_one_time_ask_a_feed_once() {
    let gate = Gate::new();
    let (origin, served) = Served::feed(Vec::new());
    served.is(Reply::default().wait(&gate).then(ok(&[], [1])));
    let planet = Planet::new(&origin);
    let mut first = start(&planet);
    gate.reached(1);
    let second = planet.build(&[]);
    assert_eq!(second.code(), Some(75), "{}", second.stderr());
    gate.open();
    assert!(first.wait().unwrap().success());
    assert_eq!(origin.asked().len(), 1);
    assert_eq!(planet.titles(), ["Post 1"]);
}
