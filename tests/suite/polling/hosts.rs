//! Whom a refusal is about: one feed, its host, or nobody but us.

use super::rss;
use crate::origin::{Origin, Planet, Served, answer};

fn feed() -> Vec<u8> {
    answer("200 OK", &[], rss(&[1]).as_bytes())
}

fn refusal(status: &str, retry_after: &str) -> Vec<u8> {
    answer(status, &[("retry-after", retry_after)], b"")
}

/// Sources `a`, `b` and `c` of one server, whose refusals reach as far as `scope` says, and what they were asked first.
fn three(scope: &str) -> (Planet, Origin, Served) {
    let served = Served::default();
    let origin = Origin::new(served.script());
    let host = format!("name = \"{}\"\nmin_interval = \"0s\"\n{scope}", origin.authority());
    let mut planet = Planet::empty(&origin).polite().host(&host);
    for name in ["a", "b", "c"] {
        let path = format!("/{name}.xml");
        served.put(&path, feed());
        planet = planet.source(name, &origin.url(&path), "");
    }
    (planet, origin, served)
}

const HOST: &str = "retry_after = \"host\"";

#[test]
fn a_host_that_has_had_too_many_requests_is_asked_nothing_until_it_says() {
    let (planet, origin, served) = three(HOST);
    served.put("/a.xml", refusal("429 Too Many Requests", "7200"));
    planet.at("2026-07-01T10:00:00Z").ok().says("asked to be left alone");
    assert_eq!(origin.targets(), ["/a.xml"], "the others were due, too");
    for arguments in [&[][..], &["--force"][..], &["--source", "b"][..], &["--force", "--source", "a"][..]] {
        planet.passes("29m");
        planet.build(arguments).ok();
        assert_eq!(origin.targets(), [""; 0], "{arguments:?}");
    }
    served.put("/a.xml", feed());
    planet.after("4m").ok();
    assert_eq!(origin.targets(), ["/a.xml", "/b.xml", "/c.xml"]);
}

#[test]
fn those_who_wait_for_their_host_do_not_fail() {
    let (planet, _origin, served) = three(HOST);
    planet.at("2026-07-01T10:00:00Z").ok();
    served.put("/a.xml", refusal("429 Too Many Requests", "7200"));
    planet.passes("1h");
    let said = planet.build(&["-q"]).ok().stderr();
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("; source a) failed"), "{said}");
}

#[test]
fn what_a_host_that_was_let_in_refuses_is_about_one_feed() {
    let (planet, origin, served) = three("");
    served.put("/a.xml", refusal("429 Too Many Requests", "7200"));
    planet.at("2026-07-01T10:00:00Z").ok();
    planet.after("1h").ok();
    assert_eq!(origin.targets(), ["/a.xml", "/b.xml", "/c.xml", "/b.xml", "/c.xml"]);
}

#[test]
fn one_document_that_is_not_to_be_had_is_not_the_host() {
    let (planet, origin, served) = three(HOST);
    served.put("/a.xml", refusal("503 Service Unavailable", "7200"));
    planet.at("2026-07-01T10:00:00Z").ok();
    assert_eq!(origin.targets(), ["/a.xml", "/b.xml", "/c.xml"]);
    planet.after("1h").ok();
    assert_eq!(origin.targets(), ["/b.xml", "/c.xml"]);
}

#[test]
fn two_documents_that_are_not_to_be_had_are_the_host() {
    let (planet, origin, served) = three(HOST);
    for name in ["/a.xml", "/b.xml"] {
        served.put(name, refusal("503 Service Unavailable", "7200"));
    }
    planet.at("2026-07-01T10:00:00Z").ok();
    assert_eq!(origin.targets(), ["/a.xml", "/b.xml"]);
    planet.after("1h").ok();
    assert_eq!(origin.targets(), [""; 0]);
}

#[test]
fn that_a_document_was_not_to_be_had_counts_for_the_next_run() {
    let (planet, origin, served) = three(HOST);
    for name in ["/a.xml", "/b.xml"] {
        served.put(name, refusal("503 Service Unavailable", "7200"));
    }
    planet.passes("1h");
    planet.build(&["--source", "a"]).ok();
    planet.passes("5m");
    planet.build(&["--source", "b"]).ok();
    planet.passes("1m");
    planet.build(&["--source", "c"]).ok();
    assert_eq!(origin.targets(), ["/a.xml", "/b.xml"]);
}

#[test]
fn a_pause_that_a_redirection_asks_for_is_kept() {
    let (origin, served) =
        Served::feed(answer("302 Found", &[("location", "/new.xml"), ("retry-after", "10800")], b""));
    served.put("/new.xml", feed());
    let planet = Planet::new(&origin);
    planet.at("2026-07-01T10:00:00Z").ok();
    planet.after("2h").ok();
    assert_eq!(origin.targets(), ["/feed.xml", "/new.xml"]);
    planet.after("1h").ok();
    assert_eq!(origin.targets(), ["/feed.xml", "/new.xml"]);
}

/// The address of a server that has gone away.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn where_nobody_can_be_reached_no_feed_fails_and_one_is_tried_first_later() {
    let (origin, _served) = Served::feed(feed());
    let dead = [nobody(), nobody(), nobody()];
    let mut planet = Planet::empty(&origin);
    for (n, authority) in dead.iter().enumerate() {
        planet = planet.allow(authority).source(&format!("dead{n}"), &format!("http://{authority}/feed"), "");
    }
    planet.at("2026-07-01T10:00:00Z").ok().says("this machine seems to be offline");
    let said = planet.build(&["-q"]).ok().stderr();
    assert_eq!(said, "");
    let planet = planet.source("live", &origin.url("/feed.xml"), "");
    planet.after("1m").ok();
    assert!(origin.asked().is_empty(), "it is too early to try");
    planet.passes("5m");
    let run = planet.build(&[]).ok();
    assert_eq!(origin.asked().len(), 1);
    run.says("source dead0 failed");
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn hosts_that_are_not_there_fail_where_others_answer() {
    let (origin, _served) = Served::feed(feed());
    let dead = [nobody(), nobody()];
    let mut planet = Planet::new(&origin);
    for (n, authority) in dead.iter().enumerate() {
        planet = planet.allow(authority).source(&format!("dead{n}"), &format!("http://{authority}/feed"), "");
    }
    planet.at("2026-07-01T10:00:00Z").ok().says("source dead0 failed").says("source dead1 failed");
}

/// A planet of feeds that nobody serves, and behind them as many origins as there are in the vector, each with one.
fn half_dead(dead: usize, living: usize) -> (Planet, Vec<(Origin, Served)>) {
    let origins: Vec<(Origin, Served)> = (0..living).map(|_| Served::feed(feed())).collect();
    let mut planet = Planet::empty(&origins[0].0);
    for n in 0..dead {
        let authority = nobody();
        let url = format!("http://{authority}/feed");
        planet = planet.allow(&authority).source(&format!("dead{n}"), &url, "every = \"1h\"");
    }
    for (n, (origin, _)) in origins.iter().enumerate() {
        planet = planet.also(origin).source(&format!("live{n}"), &origin.url("/feed.xml"), "every = \"1d\"");
    }
    (planet, origins)
}

#[test]
fn a_run_in_which_only_dead_hosts_are_due_does_not_take_us_for_offline() {
    let (planet, origins) = half_dead(3, 4);
    planet.at("2026-07-01T10:00:00Z").ok().says("source dead0 failed");
    for _ in 0..20 {
        let said = planet.after("1h").ok().stderr();
        assert!(!said.contains("offline"), "{said}");
    }
    let now = planet.now().to_rfc3339();
    let status = planet.project().run(["status", "--json", "--now", &now]).ok().json();
    let state = &status["sources"][0];
    assert_eq!((&state["id"], &state["next_poll_reason"]), (&"dead0".into(), &"back-off".into()));
    assert!((4..=7).contains(&state["errors"].as_u64().unwrap()), "{state}");
    assert!(origins.iter().all(|(origin, _)| origin.asked().len() == 1));
}

#[test]
fn a_list_whose_first_half_is_dead_has_the_other_half_asked() {
    let (planet, origins) = half_dead(20, 21);
    planet.at("2026-07-01T10:00:00Z").ok().says("21 ok, 20 failed");
    assert!(origins.iter().all(|(origin, _)| origin.asked().len() == 1));
}
