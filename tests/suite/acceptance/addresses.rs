//! Nobody leads feedloom to where its owner did not send it: no connection is made to a private address that was not allowed.

use super::ok;
use crate::origin::planet::FIRST;
use crate::origin::{Origin, Planet, Served, answer};

fn port(origin: &Origin) -> String {
    origin.authority().rsplit(':').next().unwrap().to_owned()
}

#[test]
fn no_spelling_of_this_machine_is_connected_to() {
    let (origin, _served) = Served::feed(ok(&[], [1]));
    let six = Origin::at("[::1]:0", |_| ok(&[], [1]));
    let mut planet = Planet::empty(&origin).allow_nobody();
    let hosts = [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "0.0.0.0",
        "①②⑦.0.0.1",
        "127.0.0.1.",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "trusted.example@127.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[::ffff:0:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::1]",
        "[::5efe:127.0.0.1]",
        "[::]",
    ];
    for (n, host) in hosts.iter().enumerate() {
        planet = planet.source(&format!("s{n}"), &format!("http://{host}:{}/feed.xml", port(&origin)), "");
    }
    let planet = planet.source("six", &six.url("/feed.xml"), "");
    let run = planet.at(FIRST);
    assert_eq!(origin.counted().connections, 0, "{}", run.stderr());
    assert_eq!(six.counted().connections, 0, "{}", run.stderr());
    assert_eq!(planet.titles(), [""; 0]);
}

#[test]
fn addresses_that_are_nobodys_are_refused_without_a_try() {
    let (origin, _served) = Served::feed(ok(&[], [1]));
    let mut planet = Planet::empty(&origin);
    let hosts = [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "0.1.2.3",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fec0::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "[100::1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::a9fe:a9fe]",
        "[2001:0:1::1]",
        "[::5efe:10.0.0.1]",
    ];
    for (n, host) in hosts.iter().enumerate() {
        planet = planet.source(&format!("s{n}"), &format!("http://{host}/feed.xml"), "");
    }
    let started = std::time::Instant::now();
    planet.at(FIRST);
    assert!(started.elapsed().as_secs() < 5, "somebody was waited for");
    let status = planet.project().run(["status", "--json"]).ok().json();
    for (source, host) in status["sources"].as_array().unwrap().iter().zip(hosts) {
        assert_eq!(source["state"], "failing", "{host}: {source}");
        assert!(source["reason"].as_str().unwrap().contains("net.allow"), "{host}: {source}");
    }
}

#[test]
fn what_is_allowed_is_exactly_what_was_named() {
    let other = Origin::new(|_| ok(&[], [2]));
    let (origin, served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin).source("other", &other.url("/feed.xml"), "");
    planet.at(FIRST);
    assert_eq!((origin.counted().connections, other.counted().connections), (1, 0));
    // Nor where an allowed one leads.
    let elsewhere = Origin::at("127.0.0.2:0", |_| ok(&[], [3]));
    let by_name = format!("http://localhost:{}/", port(&other));
    let mapped = format!("http://[::ffff:127.0.0.1]:{}/", port(&other));
    for target in [&other.url("/"), &elsewhere.url("/"), &by_name, &mapped] {
        served.is(answer("302 Found", &[("location", target)], b""));
        planet.after("49h");
    }
    assert_eq!((other.counted().connections, elsewhere.counted().connections), (0, 0));
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn a_move_to_what_is_not_allowed_is_never_remembered() {
    let other = Origin::new(|_| ok(&[], [1]));
    let (origin, served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    served.is(answer("301 Moved", &[("location", &other.url("/"))], b""));
    for _ in 0..4 {
        planet.after("49h");
    }
    origin.asked();
    served.is(ok(&[], [1, 2]));
    planet.after("49h").ok();
    assert_eq!(origin.targets(), ["/feed.xml"]);
    assert_eq!(other.counted().connections, 0);
}

#[test]
fn names_and_addresses_of_six_can_be_allowed() {
    let six = Origin::at("[::1]:0", |_| ok(&[], [6]));
    let (origin, _served) = Served::feed(ok(&[], [1]));
    let name = format!("localhost:{}", port(&origin));
    let planet = Planet::empty(&six).allow(&name).hurried(&name);
    let planet = planet.source("six", &six.url("/feed.xml"), "").source(
        "name",
        &format!("http://{name}/feed.xml"),
        "",
    );
    let said = planet.at(FIRST).stderr();
    assert_eq!(planet.titles(), ["Post 6", "Post 1"], "{said}");
    assert_eq!(origin.asked()[0].header("host"), Some(name));
}

#[test]
fn proxies_of_the_environment_are_used_only_when_the_owner_says_so() {
    let proxy = Origin::new(|_| ok(&[], [9]));
    let (origin, _served) = Served::feed(ok(&[], [1]));
    let mut planet = Planet::new(&origin);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"] {
        planet = planet.env(name, &proxy.url(""));
    }
    planet.at(FIRST).ok();
    assert_eq!((proxy.counted().connections, planet.titles()), (0, vec!["Post 1".to_owned()]));
    let planet = planet.allow(&proxy.authority()).net("use_env_proxy = true");
    planet.after("1h").ok();
    assert_eq!(proxy.targets(), [origin.url("/feed.xml")]);
}
