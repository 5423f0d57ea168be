//! What came over TLS is not carried on without it.

use super::ok;
use super::transport::secure;
use crate::origin::certificate::Authority;
use crate::origin::planet::FIRST;
use crate::origin::{Origin, Planet, Served, answer};

/// A server in TLS, what it serves, and one without TLS that has the same feed.
fn both() -> (Authority, Origin, Served, Origin) {
    let authority = Authority::new();
    let served = Served::default();
    let safe = Origin::tls(&authority.certify(&["127.0.0.1"]), served.script());
    let plain = Origin::new(|_| ok(&[], [1, 2]));
    (authority, safe, served, plain)
}

#[test]
fn a_feed_that_moves_to_where_there_is_no_tls_is_still_asked_with_it() {
    let (authority, safe, served, plain) = both();
    served.is(ok(&[], [1]));
    let planet = secure(&safe, &authority).also(&plain);
    planet.at(FIRST).ok();
    served.is(answer("301 Moved", &[("location", &plain.url("/feed.xml"))], b""));
    for _ in 0..4 {
        planet.after("25h");
    }
    assert_eq!(safe.asked().len(), 5);
}

#[test]
fn credentials_do_not_follow_to_where_there_is_no_tls() {
    let (authority, safe, served, plain) = both();
    served.is(answer("302 Found", &[("location", &plain.url("/feed.xml"))], b""));
    let url = safe.url("/feed.xml").replace("https://", "https://me:secret@");
    let planet = Planet::empty(&safe)
        .also(&plain)
        .file("authority.pem", authority.pem())
        .net("ca_file = \"authority.pem\"")
        .source("far", &url, "");
    let said = planet.at(FIRST).stderr();
    assert_eq!((safe.asked().len(), plain.counted().connections), (1, 0), "{said}");
    assert!(!said.contains("secret"), "{said}");
}
