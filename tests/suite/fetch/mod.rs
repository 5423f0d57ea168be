//! The client, asked directly: what a run of the program would need thousands of servers for.

use std::sync::Arc;
use std::time::Duration;

use feedloom::clock::Clock;
use feedloom::fetch::client::Client;
use feedloom::fetch::{Fetch as _, FetchError, Request, Response, Wanted};
use feedloom::model::net::{HostName, HostPolicy, Limits, Net};
use feedloom::model::poll::{FailureClass, RequestOptions};
use url::Url;

use crate::origin::{Origin, answer};

/// Settings that let a server of the tests be asked at once, so many requests at a time.
fn net(origin: &Origin, at_once: usize) -> Net {
    let name = HostName::parse(&origin.authority()).unwrap();
    let host = HostPolicy {
        name: name.clone(),
        max_concurrent: Some(at_once),
        min_interval: Some(Duration::ZERO),
        retry_after: None,
    };
    Net { allow: vec![name], hosts: vec![host], ..Net::default() }
}

fn client(net: Net) -> Client {
    Client::new(Arc::new(net), Clock::running()).unwrap()
}

async fn get(client: &Client, url: &str) -> Result<Response, FetchError> {
    let url = Url::parse(url).unwrap();
    let turn = client.turn(&url).await?;
    let options = RequestOptions::default();
    client.get(turn, Request { url, wanted: Wanted::Feed, validators: None, delta: false, options }).await
}

#[tokio::test]
async fn large_bodies_wait_for_room_until_others_are_dropped() {
    let origin = Origin::new(|_| answer("200 OK", &[], &vec![b'a'; 2 << 20]));
    let limits = Limits { decoded_bytes: 2 << 20, ..Limits::default() };
    let net = Net { in_flight_bytes: 16 << 20, concurrency: 64, limits, ..net(&origin, 4) };
    let client = client(net);
    let first = get(&client, &origin.url("/1")).await.unwrap();
    let second = get(&client, &origin.url("/2")).await.unwrap();
    let url = origin.url("/3");
    let mut third = std::pin::pin!(get(&client, &url));
    let waits = tokio::time::timeout(Duration::from_millis(200), &mut third).await;
    assert!(waits.is_err(), "there is room for two");
    drop(first);
    assert_eq!(third.await.unwrap().body.len(), second.body.len());
}

#[tokio::test]
async fn a_redirection_to_the_host_that_is_being_asked_has_its_turn() {
    let origin = Origin::new(|asked| match asked.target.as_str() {
        "/last" => answer("200 OK", &[], b"<rss/>"),
        _ => answer("302 Found", &[("location", "/last"), ("retry-after", "7")], b""),
    });
    let response = get(&client(net(&origin, 1)), &origin.url("/first")).await.unwrap();
    assert_eq!(response.url.path(), "/last");
    assert_eq!(response.hops.len(), 1);
    assert_eq!(response.hops[0].retry_after, ["7"]);
    assert_eq!(response.body, b"<rss/>");
}

#[tokio::test]
async fn the_address_of_an_answer_is_the_one_that_was_given_where_nothing_led_elsewhere() {
    let origin = Origin::new(|asked| {
        let said = asked.header("authorization").unwrap_or_default();
        answer("200 OK", &[], said.as_bytes())
    });
    let url = format!("http://me:secret@{}/feed#part", origin.authority());
    let response = get(&client(net(&origin, 1)), &url).await.unwrap();
    assert_eq!(response.url.as_str(), url);
    assert_eq!(response.body, b"Basic bWU6c2VjcmV0");
}

#[tokio::test]
async fn a_message_names_no_password() {
    let origin = Origin::new(|_| answer("200 OK", &[("content-encoding", "rot13")], b"x"));
    let client = client(net(&origin, 1));
    let url = format!("http://me:secret@{}/feed", origin.authority());
    let error = get(&client, &url).await.unwrap_err();
    assert_eq!(error.class, FailureClass::Encoding);
    assert!(error.message.contains("/feed") && error.message.contains("rot13"), "{}", error.message);
    assert!(!error.message.contains("secret"), "{}", error.message);
}

#[cfg(unix)]
mod files {
    use std::process::Command;

    use super::*;
    use crate::origin::Planet;
    use crate::origin::planet::FIRST;

    #[test]
    fn more_hosts_are_asked_than_files_may_be_open() {
        let origins: Vec<Origin> = (1..=90)
            .map(|n| Origin::at(&format!("127.0.1.{n}:0"), |_| answer("404 Not Found", &[], b"")))
            .collect();
        let mut planet = Planet::empty(&origins[0]).net("concurrency = 8");
        for (n, origin) in origins.iter().enumerate() {
            planet = planet.also(origin).source(&format!("s{n}"), &origin.url("/"), "");
        }
        planet.write_config();
        // As with `ulimit -n 48`: eight requests at a time fit, ninety connections that are kept do not.
        let program = env!("CARGO_BIN_EXE_feedloom");
        let script = format!("ulimit -n 48 && exec '{program}' build --now {FIRST}");
        let run =
            Command::new("sh").args(["-c", &script]).current_dir(planet.project().root()).output().unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        for origin in &origins {
            assert_eq!(origin.asked().len(), 1, "{said}");
        }
        assert!(!said.contains("files"), "{said}");
    }
}
