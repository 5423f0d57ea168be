//! What runs say of many feeds: by name, once for many with one reason, and no more often than is of use.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use crate::origin::{Origin, Planet, answer};
use crate::polling::rss;

/// A planet of so many feeds of one server, and what that server answers for each: 200, or another status.
fn planet(feeds: usize) -> (Planet, Arc<Mutex<Vec<u16>>>) {
    let moods = Arc::new(Mutex::new(vec![200; feeds]));
    let answers = Arc::clone(&moods);
    let origin = Origin::new(move |asked| {
        let number: usize = asked.target.trim_start_matches('/').parse().unwrap();
        match answers.lock().unwrap()[number] {
            200 if asked.header("if-none-match").is_some() => answer("304 Not Modified", &[], b""),
            200 => {
                let feed = rss(&[1]).replace("<title>Far</title>", &format!("<title>Blog {number}</title>"));
                answer(
                    "200 OK",
                    &[("etag", "\"one\"")],
                    feed.replace("far.example", &format!("{number}.example")).as_bytes(),
                )
            }
            status => answer(&format!("{status} No"), &[], b""),
        }
    });
    let mut planet = Planet::empty(&origin);
    for number in 0..feeds {
        planet = planet.source(&format!("s{number}"), &origin.url(&format!("/{number}")), "");
    }
    (planet, moods)
}

fn quiet_after(planet: &Planet, span: &str) -> String {
    planet.passes(span);
    planet.build(&["-q"]).ok().stderr()
}

#[test]
fn a_feed_is_named_as_people_know_it() {
    let (planet, moods) = planet(1);
    planet.at("2026-07-01T10:00:00Z").ok();
    moods.lock().unwrap()[0] = 404;
    let name = format!("Blog 0 ({}; source s0)", planet.url("/0"));
    let said = quiet_after(&planet, "1h");
    assert!(said.starts_with(&format!("{name} failed, and keeps what it had: there is nothing")), "{said}");
    moods.lock().unwrap()[0] = 200;
    assert_eq!(quiet_after(&planet, "1d"), format!("{name}: works again\n"));
}

#[test]
fn one_that_never_had_anything_is_not_said_to_keep_it() {
    let (planet, moods) = planet(1);
    moods.lock().unwrap()[0] = 404;
    let said = planet.at("2026-07-01T10:00:00Z").stderr();
    assert!(said.contains("failed: there is nothing at its address") && !said.contains("keeps"), "{said}");
}

#[test]
fn a_feed_that_fails_and_works_by_turns_is_told_of_once_a_day() {
    let (planet, moods) = planet(1);
    planet.at("2026-07-01T10:00:00Z").ok();
    let mut told = Vec::new();
    for turn in 0..24 {
        moods.lock().unwrap()[0] = if turn % 2 == 0 { 503 } else { 200 };
        told.push(quiet_after(&planet, "2h"));
    }
    let said: Vec<usize> = (0..24).filter(|turn| !told[*turn].is_empty()).collect();
    assert_eq!(said, [0, 1, 12, 13], "{told:?}");
    assert!(told[13].contains("works again"), "{told:?}");
    for mood in [503, 200, 503] {
        moods.lock().unwrap()[0] = mood;
        planet.passes("2h");
        let run = planet.build(&["--json"]).ok().json();
        assert_eq!(run["sources"][0]["newly_failed"], mood == 503, "programs are told each time");
    }
}

#[test]
fn feeds_of_one_host_that_fail_for_one_reason_are_one_line_and_so_is_their_return() {
    let (planet, moods) = planet(10);
    planet.at("2026-07-01T10:00:00Z").ok();
    moods.lock().unwrap().fill(500);
    let said = quiet_after(&planet, "2h");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.starts_with("10 feeds of 127.0.0.1 failed: its server has a fault of its own (500): "),
        "{said}"
    );
    assert!(said.contains("Blog 0, Blog 1, Blog 2 and 7 more"), "{said}");
    moods.lock().unwrap().fill(200);
    let said = quiet_after(&planet, "2d");
    assert!(
        said.starts_with("10 feeds of 127.0.0.1 work again: Blog 0") && said.lines().count() == 1,
        "{said}"
    );
}

#[test]
fn many_that_bring_nothing_are_one_line_and_the_end_sums_up() {
    let (planet, moods) = planet(10);
    planet.at("2026-07-01T10:00:00Z").ok();
    let said = planet.after("2h").ok().stderr();
    assert!(
        said.contains("10 feeds: nothing new; the next is asked again from 2026-07-01 13:00 UTC on\n"),
        "{said}"
    );
    assert!(!said.contains("s3") && !said.contains("feedloom status"), "{said}");
    moods.lock().unwrap()[..3].copy_from_slice(&[404, 404, 410]);
    let said = planet.after("2h").ok().stderr();
    assert!(
        said.contains("10 sources: 7 ok, 2 failed (2 not found), 1 gone; `feedloom status` names them\n"),
        "{said}"
    );
    assert!(said.contains("7 feeds: nothing new"), "{said}");
    assert!(said.contains("`feedloom revert s2` has it asked again"), "{said}");
}

#[test]
fn a_machine_that_is_offline_for_long_is_told_of_once_and_when_that_is_over() {
    let is_up = Arc::new(AtomicU16::new(1));
    let up = Arc::clone(&is_up);
    let origin =
        Origin::new(move |_| answer("200 OK", &[], rss(&[up.load(Ordering::SeqCst).into()]).as_bytes()));
    // Hosts that nobody knows stand for a connection that is down.
    let mut planet = Planet::empty(&origin);
    for host in ["one", "two", "three", "four"] {
        planet = planet.source(host, &format!("http://{host}.invalid/feed"), "");
    }
    planet.at("2026-07-01T10:00:00Z").ok();
    let told: Vec<String> = (0..10).map(|_| quiet_after(&planet, "1h")).collect();
    let lines: Vec<&String> = told.iter().filter(|said| !said.is_empty()).collect();
    assert_eq!(lines.len(), 1, "{told:?}");
    assert!(told[5].contains("seems to be offline since 2026-07-01 10:00 UTC"), "{told:?}");
    let now = planet.now().to_rfc3339();
    let status = planet.project().run(["status", "--now", &now]).ok().stdout();
    assert!(status.starts_with("this machine seems to be offline since 2026-07-01 10:00"), "{status}");

    let planet = planet.source("near", &origin.url("/near"), "");
    let said = quiet_after(&planet, "1h");
    assert!(said.contains("hosts can be reached again"), "{said}");
    let said = quiet_after(&planet, "1h");
    assert!(!said.contains("reached"), "{said}");
}

/// What is said of a feed under `-q`, run for run, an hour or more apart; the script gives its document for each run.
fn said_of(
    runs: u32,
    span: &str,
    more: &str,
    document: impl Fn(u32) -> String + Send + Sync + 'static,
) -> Vec<String> {
    let asked = std::sync::atomic::AtomicU32::new(0);
    let origin = Origin::new(move |_| {
        let number = asked.fetch_add(1, Ordering::Relaxed);
        answer("200 OK", &[("etag", &format!("\"{number}\""))], document(number).as_bytes())
    });
    let planet = Planet::empty(&origin).source("a", &origin.url("/feed.xml"), more);
    let first = planet.at("2026-07-01T10:00:00Z").ok().stderr();
    std::iter::once(first).chain((1..runs).map(|_| quiet_after(&planet, span))).collect()
}

fn told(said: &[String]) -> usize {
    said.iter().filter(|said| !said.is_empty()).count()
}

#[test]
fn a_defect_of_every_second_answer_is_told_once_a_day() {
    let said = said_of(48, "1h", "", |number| {
        let feed = rss(&[1, 2, 3]);
        if number % 2 == 1 { feed.replace("Text 2", "Text & 2") } else { feed }
    });
    assert_eq!(told(&said[1..]), 2, "{said:?}");
    assert!(said[1].contains("begins no reference"), "{said:?}");
}

#[test]
fn a_blog_that_dates_every_post_wrongly_is_told_of_once() {
    let said = said_of(6, "1d", "", |number| {
        let feed = rss(&[number + 1, number + 2]);
        feed.replace("<pubDate>Mon, 0", &format!("<pubDate>Foo {number}, 0"))
    });
    assert!(said[0].contains("is not a date"), "{said:?}");
    assert_eq!(told(&said[1..]), 0, "{said:?}");
}

#[test]
fn what_is_never_taken_is_told_and_what_a_first_document_has_had_for_long_is_not() {
    let said = said_of(4, "1h", "first = 2\nmost_new = 2", |number| match number {
        0 => rss(&[1, 2, 3, 4]),
        number => rss(&(1..=number * 4 + 4).collect::<Vec<_>>()),
    });
    assert!(said[1].contains("8 new entries") || said[1].contains("4 new entries"), "{said:?}");
    assert!(said[1].contains("`most_new` decides"), "{said:?}");
    assert_eq!(told(&said[2..]), 0, "{said:?}");
    let said = said_of(2, "1h", "first = 2", |_| rss(&[1, 2, 3, 4]));
    assert_eq!(told(&said[1..]), 0, "{said:?}");
}
