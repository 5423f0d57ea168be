//! What a hostile server sends costs so much and no more, and leaves what is known.

use std::process::Command;
use std::time::{Duration, Instant};

use super::{feed, ok, row};
use crate::origin::planet::FIRST;
use crate::origin::reply::{chunk, head};
use crate::origin::{Origin, Planet, Reply, Served, answer};

const CHUNKED: (&str, &str) = ("transfer-encoding", "chunked");

/// Runs against a server that answered well once and then so; what was known is kept. How long the run took, and what it said.
fn survives(reply: impl Into<Reply>, net: &str) -> (Duration, String, Origin) {
    let (origin, served) = Served::feed(ok(&[("etag", "\"good\"")], [1]));
    let planet = Planet::new(&origin).net(net);
    planet.at(FIRST).ok();
    let sent = origin.counted().sent;
    served.is(reply);
    let started = Instant::now();
    let said = planet.after("1h").stderr();
    let took = started.elapsed();
    assert_eq!(planet.titles(), ["Post 1"], "{said}");
    assert!(origin.counted().sent - sent < 96 << 20);
    origin.asked();
    served.is(ok(&[("etag", "\"good\"")], [1, 2]));
    planet.after("49h").ok();
    assert_eq!(planet.asked_once().header("if-none-match").as_deref(), Some("\"good\""), "{said}");
    assert_eq!(planet.titles(), ["Post 2", "Post 1"]);
    (took, said, origin)
}

#[test]
fn a_body_without_an_end_is_read_up_to_the_limit() {
    let endless = Reply::bytes(head("200 OK", &[CHUNKED])).endless(chunk(&[b' '; 16_000]), 64 << 20);
    survives(endless, "max_wire_bytes = \"1MiB\"\nmax_decoded_bytes = \"1MiB\"");
    let without_length = Reply::bytes(head("200 OK", &[])).endless([b' '; 16_000], 64 << 20).close();
    survives(without_length, "max_wire_bytes = \"1MiB\"");
}

#[test]
fn a_body_that_says_that_it_is_too_large_is_not_read() {
    let huge = head("200 OK", &[("content-length", "10995116277760")]);
    let (took, _, origin) = survives(Reply::bytes(huge).endless([b' '; 16_000], 64 << 20), "");
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert!(origin.counted().sent < 16 << 20, "{:?}", origin.counted());
}

#[test]
fn what_follows_a_body_is_no_part_of_it_and_no_answer_to_the_next_request() {
    let good = feed([1, 2]);
    let origin = Origin::new(move |asked| {
        let bytes = answer("200 OK", &[], &good);
        if asked.target == "/a.xml" { [bytes, ok(&[], [66])].concat() } else { bytes }
    });
    let planet = Planet::empty(&origin)
        .source("a", &origin.url("/a.xml"), "")
        .source("b", &origin.url("/b.xml"), "")
        .source("c", &origin.url("/c.xml"), "");
    planet.at(FIRST);
    planet.after("1h");
    assert!(!planet.titles().contains(&"Post 66".to_owned()));
}

#[test]
fn headers_without_measure_are_refused() {
    let many: String = row(0..10_000, |n| format!("x-{n}: y\r\n"));
    let links: String = row(0..200, |n| format!("link: <https://a.example/{n}>; rel=\"x\"\r\n"));
    let long = format!("x-long: {}\r\n", "a".repeat(1 << 20));
    let value = format!("etag: \"{}\"\r\n", "a".repeat(20_000));
    for fields in [many, links, long, value] {
        let reply = format!("HTTP/1.1 200 OK\r\n{fields}content-length: 2\r\n\r\n{{}}");
        let (took, ..) = survives(reply.into_bytes(), "");
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
}

#[test]
fn a_few_interim_answers_are_passed_over() {
    let early = "HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n";
    let (origin, _served) = Served::feed([early.repeat(8).into_bytes(), ok(&[], [1])].concat());
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn interim_answers_without_an_end_are_not_waited_out() {
    for early in ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n"] {
        let endless = Reply::default().endless(early.repeat(64), 64 << 20);
        let (took, ..) = survives(endless, "first_byte_timeout = \"1s\"");
        assert!(took < Duration::from_secs(6), "{took:?}");
    }
}

#[test]
fn a_body_that_ends_before_its_end_is_no_document() {
    let body = feed([1, 2, 3]);
    let whole = answer("200 OK", &[("etag", "\"bad\"")], &body);
    survives(Reply::bytes(&whole[..whole.len() - 9]).close(), "");
    let chunked = [head("200 OK", &[CHUNKED, ("etag", "\"bad\"")]), chunk(&body)].concat();
    survives(Reply::bytes(chunked.clone()).close(), "");
    survives(Reply::bytes(chunked.clone()).reset(), "");
    survives(Reply::bytes([chunked, b"zz\r\n".to_vec()].concat()).close(), "");
}

#[test]
fn what_is_not_the_protocol_is_no_document() {
    for text in [
        &b"<rss version=\"2.0\"><channel><title>x</title></channel></rss>"[..],
        b"HTTP/0.9 200 OK\r\n\r\n<rss/>",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\netag: a\0b\r\ncontent-length: 2\r\n\r\n{}",
        b"",
    ] {
        survives(Reply::bytes(text).close(), "");
    }
    survives(Reply::default().reset(), "");
}

#[test]
fn a_server_that_is_too_slow_is_not_waited_for() {
    let net = "first_byte_timeout = \"1s\"\nidle_timeout = \"1s\"\ntotal_timeout = \"2s\"";
    let gate = crate::origin::Gate::new();
    let silent = Reply::default().wait(&gate);
    let begun = Reply::bytes(head("200 OK", &[("content-length", "9999")])).then("<rss").wait(&gate);
    let pause = Duration::from_millis(300);
    let drips =
        Reply::bytes(head("200 OK", &[("content-length", "9999")])).drip("<rss version=\"2.0\">", pause);
    let header = Reply::default().drip("HTTP/1.1 200 OK\r\n", pause);
    for reply in [silent, begun, drips, header] {
        let (took, ..) = survives(reply, net);
        assert!(took < Duration::from_secs(6), "{took:?}");
    }
    gate.open();
}

#[test]
fn slow_servers_hold_up_nobody_else() {
    let gate = crate::origin::Gate::new();
    let held = gate.clone();
    let slow = Origin::at("127.0.0.2:0", move |_| Reply::default().wait(&held));
    let quick = Origin::new(|asked| {
        let number: u32 = asked.target.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
        ok(&[], [number])
    });
    let (slows, quicks) = (slow.authority(), quick.authority());
    let port = slows.rsplit(':').next().unwrap();
    let mut planet = Planet::empty(&quick).polite().net("first_byte_timeout = \"1s\"\nmin_interval = \"1s\"");
    planet = planet.host(&format!("name = \"{quicks}\"\nmin_interval = \"0s\"\nmax_concurrent = 4"));
    planet = planet
        .allow(&slows)
        .host(&format!("name = \"127.0.0.2:{port}\"\nmin_interval = \"0s\"\nmax_concurrent = 10"));
    for n in 0..20 {
        planet = planet.source(&format!("s{n}"), &slow.url(&format!("/{n}")), "");
    }
    for n in 0..80 {
        planet = planet.source(&format!("q{n}"), &quick.url(&format!("/{n}")), "");
    }
    planet.at(FIRST);
    gate.open();
    assert_eq!(planet.titles().len(), 80);
    let asked = quick.asked();
    let took = asked[79].at - asked[0].at;
    assert!(took < Duration::from_millis(1500), "{took:?}");
}

#[test]
fn a_flood_of_entries_brings_the_newest_of_them() {
    let (origin, served) = Served::feed(ok(&[], 0..3000));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    let titles = planet.titles();
    assert_eq!((titles.len(), titles[0].as_str(), titles[99].as_str()), (100, "Post 2999", "Post 2900"));
    served.is(ok(&[], 2900..3010));
    planet.after("1h").ok();
    assert_eq!(planet.titles().len(), 110);
    served.is(ok(&[], 3100..5300));
    planet.after("1h").ok();
    let titles = planet.titles();
    assert_eq!((titles.len(), titles[0].as_str()), (1000, "Post 5299"));
    assert!(!titles.contains(&"Post 4299".to_owned()), "a thousand at a time");
    served.is(ok(&[], 5300..5301));
    planet.after("1h").ok();
    assert_eq!(planet.titles()[0], "Post 5300");
}

#[test]
fn a_process_that_may_open_few_files_asks_everybody() {
    let origins: Vec<Origin> =
        (1..=60u32).map(|n| Origin::at(&format!("127.0.0.{n}:0"), move |_| ok(&[], [n]))).collect();
    let mut planet = Planet::empty(&origins[0]).hurried("127.0.0.1");
    for (n, origin) in origins.iter().enumerate() {
        planet = planet.also(origin).source(&format!("s{n}"), &origin.url("/feed.xml"), "");
    }
    planet.write_config();
    let script = format!("ulimit -n 48; exec \"$0\" build --now {FIRST}");
    let run = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_feedloom")])
        .current_dir(planet.project().root())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(planet.titles().len(), 60);
}
