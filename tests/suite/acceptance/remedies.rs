//! What fails, or is risky, because of what the owner wrote is told with the key that it stands in.

use super::ok;
use super::transport::believing;
use crate::origin::certificate::{Authority, Certificate};
use crate::origin::planet::FIRST;
use crate::origin::{Origin, Planet, answer};

#[test]
fn a_file_of_authorities_that_is_none_is_a_fault_of_the_configuration() {
    let origin = Origin::new(|_| ok(&[], [1]));
    let planet = Planet::new(&origin).net("ca_file = \"authority.pem\"");
    planet.write_config();
    for text in
        [None, Some("no certificate"), Some("-----BEGIN CERTIFICATE-----\n@\n-----END CERTIFICATE-----\n")]
    {
        if let Some(text) = text {
            planet.project().write("authority.pem", text);
        }
        for verb in ["build", "check", "status"] {
            let run = planet.project().run([verb]);
            let said = run.stderr();
            assert_eq!(run.code(), Some(2), "{verb}: {said}");
            for part in ["config.toml:", "net.ca_file", "authority.pem", "name a PEM file"] {
                assert!(said.contains(part), "{verb}, {part}: {said}");
            }
        }
    }
    assert!(origin.asked().is_empty());
}

#[test]
fn who_believes_any_certificate_is_told_so_wherever_sources_are_shown_and_not_in_each_build() {
    let origin = Origin::tls(&Certificate::of_its_own(&["other.example"]), |_| ok(&[], [1]));
    let planet = Planet::empty(&origin).source("far", &origin.url("/feed.xml"), "tls_insecure = true");
    let planet = planet.source("near", &origin.url("/near.xml"), "");
    let said = planet.at(FIRST).stderr();
    assert!(!said.contains("tls_insecure"), "{said}");
    let shown = planet.project().run(["status", "--now", FIRST]).ok().stdout();
    assert!(shown.contains("ok, insecure") && shown.contains("warning: any certificate"), "{shown}");
    assert_eq!(shown.matches("insecure").count(), 2, "{shown}");
    planet.project().run(["status", "far", "--now", FIRST]).ok().prints("warning: any certificate");
    let status = planet.project().run(["status", "--json", "--now", FIRST]).ok().json();
    let marks: Vec<_> = (0..2).map(|at| status["sources"][at]["tls_insecure"].as_bool()).collect();
    assert_eq!(marks, [Some(true), Some(false)]);
    let said = planet.project().run(["check"]).ok().stderr();
    assert_eq!(said.matches("any certificate").count(), 1, "{said}");
}

#[test]
fn what_a_proxy_does_is_no_fault_of_the_feed() {
    let idle = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = idle.local_addr().unwrap().to_string();
    drop(idle);
    let strict = Origin::new(|_| answer("407 Proxy Authentication Required", &[], b""));
    let origin = Origin::new(|_| ok(&[], [1]));
    for (proxy, word) in
        [(dead.clone(), "gave no connection"), (strict.authority(), "user name and password")]
    {
        for url in [origin.url("/feed.xml"), origin.url("/feed.xml").replace("http:", "https:")] {
            let planet = Planet::empty(&origin).net(&format!("proxy = \"http://me:secret@{proxy}\""));
            let said = planet.source("far", &url, "").at(FIRST).stderr();
            assert!(said.contains("`net.proxy`") && said.contains(word), "{url}: {said}");
            assert!(!said.contains("could not be connected to") && !said.contains("secret"), "{url}: {said}");
        }
    }
    let planet = Planet::new(&origin)
        .net("use_env_proxy = true")
        .env("HTTP_PROXY", &format!("http://me:secret@{dead}"));
    let said = planet.at(FIRST).stderr();
    assert!(said.contains("`net.use_env_proxy`") && !said.contains("secret"), "{said}");
    let planet = planet.env("NO_PROXY", "127.0.0.1");
    planet.after("25h").ok();
    assert_eq!(origin.asked().len(), 1);
    assert!(origin.asked().is_empty());
}

#[test]
fn where_http_1_is_not_spoken_the_key_that_forbids_the_other_is_named() {
    let authority = Authority::new();
    let origin = Origin::frames(&authority.certify(&["127.0.0.1"]), Vec::new());
    let planet = believing(Planet::empty(&origin), &authority);
    let planet = planet.source("far", &origin.url("/feed.xml"), "http1_only = true");
    let said = planet.at(FIRST).stderr();
    assert!(said.contains("`http1_only`"), "{said}");
}
