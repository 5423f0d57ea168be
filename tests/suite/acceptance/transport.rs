//! Connections: how many at one time and how close together, TLS, HTTP/2.

use std::time::Duration;

use super::{feed, ok};
use crate::origin::certificate::{Authority, Certificate};
use crate::origin::planet::FIRST;
use crate::origin::reply::head;
use crate::origin::{Asked, Gate, Origin, Planet, Reply, answer, frame};

const SECOND: Duration = Duration::from_millis(990);

#[test]
fn a_host_is_asked_one_thing_at_a_time_with_a_second_between() {
    let origin = Origin::new(|asked| ok(&[], [asked.target[1..].parse().unwrap()]));
    let mut planet = Planet::empty(&origin).polite();
    for n in 0..2 {
        planet = planet.source(&format!("s{n}"), &origin.url(&format!("/{n}")), "");
    }
    planet.at(FIRST).ok();
    let planet = planet.source("late", &origin.url("/2"), "");
    planet.build(&[]).ok();
    let asked = origin.asked();
    assert_eq!((asked.len(), origin.counted().most_busy), (3, 1));
    for pair in asked.windows(2) {
        let pause = pair[1].at - pair[0].at;
        assert!(pause >= SECOND, "{} after {pause:?}, in this run or the next", pair[1].target);
    }
}

/// Servers at addresses, of which all requests wait at one gate, and a planet that reads them all.
fn waiting(addresses: &[String], gate: &Gate, planet: impl Fn(Planet) -> Planet) -> Planet {
    let origins: Vec<Origin> = addresses
        .iter()
        .map(|address| {
            let held = gate.clone();
            Origin::at(address, move |_| Reply::default().wait(&held).then(ok(&[], [1])))
        })
        .collect();
    let mut made = planet(Planet::empty(&origins[0]).polite());
    for (n, origin) in origins.iter().enumerate() {
        made = made.allow(&origin.authority()).source(&format!("s{n}"), &origin.url("/"), "");
    }
    made
}

/// How many requests come to the gate while it is closed, where so many are expected.
fn at_the_gate(planet: &Planet, gate: &Gate, expected: usize) -> usize {
    std::thread::scope(|scope| {
        let opener = scope.spawn(|| {
            gate.reached(expected);
            // Time for one too many.
            std::thread::sleep(Duration::from_millis(300));
            let come = gate.come();
            gate.open();
            come
        });
        planet.project().run(["build", "--now", FIRST]);
        opener.join().unwrap()
    })
}

#[test]
fn an_address_has_four_requests_at_one_time_unless_the_owner_says_more() {
    let ports: Vec<String> = (0..6).map(|_| "127.0.0.1:0".to_owned()).collect();
    let gate = Gate::new();
    let planet = waiting(&ports, &gate, |planet| planet);
    planet.write_config();
    assert_eq!(at_the_gate(&planet, &gate, 4), 4);
    let gate = Gate::new();
    let lifted =
        |planet: Planet| planet.host("name = \"127.0.0.1\"\nmax_concurrent = 1\nmin_interval = \"0s\"");
    let planet = waiting(&ports, &gate, lifted);
    planet.write_config();
    assert_eq!(at_the_gate(&planet, &gate, 6), 6);
}

#[test]
fn there_are_so_many_requests_at_one_time_as_the_owner_says() {
    let hosts: Vec<String> = (1..=6).map(|n| format!("127.0.0.{n}:0")).collect();
    for (most, net) in [(6, ""), (3, "concurrency = 3")] {
        let gate = Gate::new();
        let planet = waiting(&hosts, &gate, |planet| planet.net(net));
        planet.write_config();
        assert_eq!(at_the_gate(&planet, &gate, most), most);
    }
}

#[test]
fn a_host_that_allows_more_is_asked_more_at_one_time_over_kept_connections() {
    let gate = Gate::new();
    let held = gate.clone();
    let origin = Origin::new(move |asked| {
        Reply::default().wait(&held).then(ok(&[], [asked.target[1..].parse().unwrap()]))
    });
    let host = format!("name = \"{}\"\nmin_interval = \"0s\"\nmax_concurrent = 3", origin.authority());
    let mut planet = Planet::empty(&origin).polite().host(&host);
    for n in 0..12 {
        planet = planet.source(&format!("s{n}"), &origin.url(&format!("/{n}")), "");
    }
    planet.write_config();
    assert_eq!(at_the_gate(&planet, &gate, 3), 3);
    assert_eq!(planet.titles().len(), 12);
    let counted = origin.counted();
    assert_eq!(counted.most_busy, 3);
    assert!(counted.connections <= 4, "{counted:?}");
}

/// A planet that believes an authority.
pub(super) fn secure(origin: &Origin, authority: &Authority) -> Planet {
    believing(Planet::new(origin), authority)
}

/// A planet believes an authority from now on.
pub(super) fn believing(planet: Planet, authority: &Authority) -> Planet {
    planet.file("authority.pem", authority.pem()).net("ca_file = \"authority.pem\"")
}

#[test]
fn a_certificate_is_believed_where_an_authority_of_the_owner_vouches_for_it() {
    let authority = Authority::new();
    let good = authority.certify(&["127.0.0.1"]);
    let origin = Origin::tls(&good, |_| ok(&[], [1]));
    let planet = secure(&origin, &authority);
    planet.at(FIRST).ok();
    assert_eq!(planet.titles(), ["Post 1"]);
    assert_eq!(planet.asked_once().protocol, "HTTP/1.1");
    let strange = Planet::new(&origin);
    strange.at(FIRST);
    assert_eq!((strange.asked().len(), strange.titles().len()), (0, 0));
}

#[test]
fn certificates_that_are_wrong_are_told_apart_and_nothing_is_asked() {
    let authority = Authority::new();
    for (word, certificate) in [
        ("expired", authority.certify_expired(&["127.0.0.1"])),
        ("another host", authority.certify(&["other.example"])),
        ("nobody who is known", Certificate::of_its_own(&["127.0.0.1"])),
    ] {
        let origin = Origin::tls(&certificate, |_| ok(&[], [1]));
        let planet = secure(&origin, &authority);
        let said = planet.at(FIRST).stderr();
        assert_eq!((origin.asked().len(), planet.titles().len()), (0, 0), "{word}");
        assert!(said.contains(word), "{word}: {said}");
    }
    let insecure = Origin::tls(&Certificate::of_its_own(&["other.example"]), |_| ok(&[], [1]));
    let planet = Planet::empty(&insecure).source("far", &insecure.url("/feed.xml"), "tls_insecure = true");
    planet.at(FIRST).ok();
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn http_2_is_spoken_where_it_is_offered_and_not_where_the_owner_says_so() {
    let authority = Authority::new();
    let origin = Origin::http2(&authority.certify(&["127.0.0.1"]), |asked: &Asked| {
        match asked.header("if-none-match") {
            Some(_) => answer("304 Not Modified", &[], b""),
            None => ok(&[("etag", "\"1\"")], [1]),
        }
    });
    let planet = secure(&origin, &authority);
    planet.at(FIRST).ok();
    planet.after("1h").ok();
    let asked = planet.asked();
    assert_eq!(asked.iter().map(|asked| asked.protocol).collect::<Vec<_>>(), ["HTTP/2", "HTTP/2"]);
    assert_eq!(asked[1].header("if-none-match").as_deref(), Some("\"1\""));
    let planet = planet.source("old", &origin.url("/old.xml"), "http1_only = true");
    planet.build(&[]).ok();
    assert_eq!(planet.asked_once().protocol, "HTTP/1.1");
}

#[test]
fn over_http_2_too_a_host_is_asked_one_thing_at_a_time() {
    let authority = Authority::new();
    let origin = Origin::http2(&authority.certify(&["127.0.0.1"]), |_| ok(&[], [1]));
    let mut planet = secure(&origin, &authority);
    for n in 0..8 {
        planet = planet.source(&format!("s{n}"), &origin.url(&format!("/{n}")), "");
    }
    planet.at(FIRST).ok();
    assert_eq!((origin.asked().len(), origin.counted().most_busy, origin.counted().connections), (9, 1, 1));
}

#[test]
fn a_stream_that_breaks_off_is_not_taken_up_at_once() {
    let authority = Authority::new();
    let certificate = authority.certify(&["127.0.0.1"]);
    let body = feed([1, 2]);
    let length = body.len().to_string();
    let begun = Reply::bytes(head("200 OK", &[("content-length", &length)])).then(&body[..300]);
    for reply in [begun.clone().close(), begun.reset()] {
        let origin = Origin::http2(&certificate, move |_| reply.clone());
        let planet = secure(&origin, &authority);
        planet.at(FIRST);
        assert_eq!((planet.asked().len(), planet.titles().len()), (1, 0));
        planet.after("30m");
        assert_eq!(planet.asked().len(), 0);
        planet.after("30m");
        assert_eq!(planet.asked().len(), 1);
    }
}

#[test]
fn floods_of_frames_end_soon() {
    let authority = Authority::new();
    let certificate = authority.certify(&["127.0.0.1"]);
    let settings = frame(4, 0, 0, b"");
    let headers = frame(1, 4, 1, &[0x88]);
    let empty = frame(0, 0, 1, b"").repeat(1_000_000);
    // A header that goes on and on: HEADERS without END_HEADERS, CONTINUATION without end.
    let field = [&[0u8, 1, b'a', 100][..], &[b'b'; 100]].concat();
    let endless = [frame(1, 0, 1, &[0x88]), frame(9, 0, 1, &field.repeat(100)).repeat(1000)].concat();
    let pings = frame(6, 0, 0, &[0; 8]).repeat(100_000);
    for flood in [[headers, empty].concat(), endless, pings] {
        let origin = Origin::frames(&certificate, [settings.clone(), flood].concat());
        let planet = secure(&origin, &authority).net("total_timeout = \"2s\"\nfirst_byte_timeout = \"1s\"");
        let started = std::time::Instant::now();
        planet.at(FIRST);
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
        assert_eq!(planet.titles(), [""; 0]);
    }
}
