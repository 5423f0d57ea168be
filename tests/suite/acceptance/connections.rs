//! Connections that are kept for the next request: a server may close one at any time, and nobody fails for that.

use std::collections::HashSet;
use std::net::TcpListener;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::ok;
use super::transport::believing;
use crate::origin::certificate::Authority;
use crate::origin::planet::FIRST;
use crate::origin::{Asked, Origin, Planet, Reply};

/// A planet with so many feeds of a server, at `/0`, `/1` and so on.
fn of_one_host(origin: &Origin, feeds: usize) -> Planet {
    (0..feeds).fold(Planet::empty(origin), |planet, n| {
        planet.source(&format!("s{n}"), &origin.url(&format!("/{n}")), "")
    })
}

fn number(target: &str) -> u32 {
    target[1..].parse().unwrap()
}

#[test]
fn a_connection_that_the_server_closes_after_each_answer_is_no_failure() {
    let origin = Origin::new(|asked| {
        // Whoever asks is not told.
        Reply::bytes(ok(&[], [number(&asked.target)])).close()
    });
    let planet = of_one_host(&origin, 20);
    let said = planet.at(FIRST).ok().stderr();
    assert_eq!(planet.titles().len(), 20, "{said}");
    planet.after("1h").ok();
    assert_eq!(planet.titles().len(), 20);
}

#[test]
fn a_request_that_meets_a_connection_as_it_is_closed_is_sent_again_once() {
    let used = Mutex::new(HashSet::new());
    let origin = Origin::new(move |asked| {
        let is_first = used.lock().unwrap().insert(asked.connection);
        if is_first { ok(&[], [number(&asked.target)]).into() } else { Reply::default().close() }
    });
    let planet = of_one_host(&origin, 20);
    let said = planet.at(FIRST).ok().stderr();
    assert_eq!(planet.titles().len(), 20, "{said}");
    let targets = origin.targets();
    for n in 0..20 {
        let times = targets.iter().filter(|target| **target == format!("/{n}")).count();
        assert!((1..=2).contains(&times), "/{n} was asked {times} times");
    }
    assert!(targets.len() > 20, "no connection was used again");
}

/// A script by which the first request of each connection is answered, and each later one gets this.
fn answers_once(later: Reply) -> impl Fn(&Asked) -> Reply + Send + Sync {
    let used = Mutex::new(HashSet::new());
    move |asked| {
        let is_first = used.lock().unwrap().insert(asked.connection);
        if is_first { ok(&[], [number(&asked.target)]).into() } else { later.clone() }
    }
}

#[test]
fn an_encrypted_connection_that_ends_without_a_word_is_no_failure_either() {
    let authority = Authority::new();
    let certificate = authority.certify(&["127.0.0.1"]);
    for origin in [
        Origin::tls(&certificate, answers_once(Reply::default().close())),
        Origin::http2(&certificate, answers_once(Reply::default().close())),
        Origin::http2(&certificate, answers_once(Reply::default())),
    ] {
        let planet = believing(of_one_host(&origin, 10), &authority);
        let said = planet.at(FIRST).ok().stderr();
        assert_eq!(planet.titles().len(), 10, "{said}");
        assert!(
            (11..=20).contains(&origin.targets().len()),
            "no connection was used again, or more than once"
        );
    }
}

#[test]
fn a_stream_that_is_refused_on_a_new_connection_is_one_request_and_a_failure() {
    let authority = Authority::new();
    let origin = Origin::http2(&authority.certify(&["127.0.0.1"]), |_| Reply::default());
    let planet = believing(of_one_host(&origin, 1), &authority);
    planet.at(FIRST);
    assert_eq!(origin.targets(), ["/0"]);
}

#[test]
fn a_new_connection_that_is_closed_without_an_answer_is_one_request_and_a_failure() {
    for reply in [Reply::default().close(), Reply::default().reset()] {
        let origin = Origin::new(move |_| reply.clone());
        let planet = of_one_host(&origin, 3);
        planet.at(FIRST);
        let mut targets = origin.targets();
        targets.sort();
        assert_eq!(targets, ["/0", "/1", "/2"]);
        let status = planet.project().run(["status", "--json"]).ok().json();
        assert!(status["sources"].as_array().unwrap().iter().all(|source| source["state"] == "failing"));
    }
}

#[test]
fn a_server_that_never_begins_to_encrypt_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = listener.local_addr().unwrap();
    let origin = Origin::new(|_| ok(&[], [1]));
    let planet = Planet::new(&origin).net("connect_timeout = \"1s\"").allow(&silent.to_string());
    let planet = planet.source("silent", &format!("https://{silent}/feed.xml"), "");
    let started = Instant::now();
    let said = planet.at(FIRST).stderr();
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}: {said}", started.elapsed());
    assert_eq!(planet.titles(), ["Post 1"]);
}
