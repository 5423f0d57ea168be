//! Runs that ask nobody, or not everybody, or end before their time.

use std::process::{Command, Stdio};

use super::rss;
use crate::origin::{Gate, Origin, Planet, Reply, Served, answer};

fn feed() -> Vec<u8> {
    answer("200 OK", &[("etag", "\"one\"")], rss(&[1]).as_bytes())
}

#[test]
fn a_rehearsal_and_a_run_without_a_net_ask_nobody_and_say_so() {
    let (origin, _served) = Served::feed(feed());
    let planet = Planet::new(&origin);
    planet.build(&["--dry-run"]).ok().says("asks no server");
    planet.build(&["--offline"]).ok().says("--offline");
    assert!(planet.asked().is_empty());
    planet.build(&[]).ok();
    assert!(!planet.asked_once().is_conditional());
}

#[test]
fn only_the_sources_that_are_named_are_asked() {
    let served = Served::default();
    let origin = Origin::new(served.script());
    let planet = Planet::empty(&origin).source("a", &origin.url("/a"), "").source("b", &origin.url("/b"), "");
    planet.build(&["--source", "b"]).ok();
    assert_eq!(origin.targets(), ["/b"]);
    planet.build(&[]).ok();
    assert_eq!(origin.targets(), ["/a"]);
}

#[test]
fn what_is_not_due_is_not_asked_and_is_said_to_be_so() {
    let (origin, _served) = Served::feed(feed());
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok().says("asked again from 2026-07-01 11:00 UTC on");
    planet
        .after("30m")
        .ok()
        .says("source far: 1 entry; not asked before 2026-07-01 11:00 UTC (its interval)");
    let run = planet.build(&["--json"]).ok().json();
    let poll = &run["sources"][0]["poll"];
    assert_eq!(poll["outcome"], "later");
    assert_eq!(poll["next_poll"], "2026-07-01T11:00:00Z");
    assert_eq!(poll["next_poll_reason"], "every");
    assert_eq!(planet.asked().len(), 1);
}

#[test]
fn of_many_that_are_not_due_one_line_says_so() {
    let origin = Origin::new(|_| feed());
    let mut planet = Planet::empty(&origin);
    for n in 0..7 {
        planet = planet.source(&format!("s{n}"), &origin.url(&format!("/{n}")), "");
    }
    planet.at("2026-07-01T10:00:00Z").ok();
    planet.after("30m").ok().says("7 feeds: not due; the next from 2026-07-01 11:00 UTC on");
}

#[test]
fn a_request_of_a_run_that_was_killed_counts() {
    let gate = Gate::new();
    let waits = gate.clone();
    let origin = Origin::new(move |asked| match asked.target.as_str() {
        "/slow" => Reply::default().wait(&waits).then(feed()),
        _ => feed().into(),
    });
    let planet = Planet::empty(&origin).source("slow", &origin.url("/slow"), "").source(
        "fast",
        &origin.url("/fast"),
        "",
    );
    planet.write_config();
    let mut run = Command::new(env!("CARGO_BIN_EXE_feedloom"))
        .current_dir(planet.project().root())
        .args(["build", "--now", "2026-07-01T10:00:00Z"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    gate.reached(1);
    run.kill().unwrap();
    run.wait().unwrap();
    gate.open();
    origin.asked();
    planet.at("2026-07-01T10:00:00Z").ok().says("the last request was cut off, and counts");
    planet.at("2026-07-01T10:30:00Z").ok();
    let asked = origin.targets();
    assert!(!asked.contains(&"/slow".to_owned()), "{asked:?}");
    planet.at("2026-07-01T11:00:00Z").ok();
    assert!(origin.targets().contains(&"/slow".to_owned()));
}

#[test]
fn a_run_whose_time_is_over_publishes_what_has_come() {
    let gate = Gate::new();
    let waits = gate.clone();
    let origin = Origin::new(move |asked| match asked.target.as_str() {
        "/slow" => Reply::default().wait(&waits).then(feed()),
        _ => feed().into(),
    });
    let host = format!("name = \"{}\"\nmin_interval = \"1h\"", origin.authority());
    let other = Origin::new(|_| feed());
    let planet = Planet::empty(&origin)
        .polite()
        .host(&host)
        .also(&other)
        .source("slow", &origin.url("/slow"), "")
        .source("later", &origin.url("/later"), "")
        .source("fast", &other.url("/fast"), "");
    planet.write_config();
    let run = planet.build(&["--max-time", "1s"]).ok();
    gate.open();
    run.says("source slow: 0 entries, cut off by `--max-time`")
        .says("source later: 0 entries; due, and not asked");
    assert_eq!(planet.titles(), ["Post 1"]);
    assert_eq!(origin.targets(), ["/slow"]);
}
