//! Answers and places for the tests of these modules.

use chrono::DateTime;
use url::Url;

use crate::fetch::{Head, Hop, Response};

/// An address.
pub(super) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// An answer with this status, and nothing else, of `https://a.example/feed`.
pub(super) fn response(status: u16) -> Response {
    Response {
        status,
        url: url("https://a.example/feed"),
        hops: Vec::new(),
        head: Head::default(),
        was_conditional: false,
        body: Vec::new(),
        wire_bytes: 0,
        delay: 0,
        received: DateTime::from_timestamp(1_780_000_000, 0).unwrap(),
        notes: Vec::new(),
        room: None,
    }
}

/// A chain as it is written down: an address, and then each status with where it led.
pub(super) fn chain(first: &str, rest: &[(u16, &str)]) -> Vec<Hop> {
    let mut from = url(first);
    let mut hops = Vec::new();
    for (status, to) in rest {
        let to = url(to);
        hops.push(Hop { status: *status, from, to: to.clone(), retry_after: Vec::new() });
        from = to;
    }
    hops
}
