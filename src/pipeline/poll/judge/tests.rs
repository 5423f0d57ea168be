use super::*;
use crate::pipeline::poll::fixture::{chain, response};

/// An answer that says how it was made.
fn delta(manipulation: &str) -> Response {
    let mut answer = response(226);
    answer.was_conditional = true;
    answer.body = b"<rss/>".to_vec();
    answer.head.instance_manipulation = Some(manipulation.to_owned());
    answer
}

fn class(judged: Judged) -> Option<FailureClass> {
    match judged {
        Judged::Failed(failure) | Judged::NotAsked(failure) => Some(failure.class),
        _ => None,
    }
}

#[test]
fn a_304_means_something_only_where_it_was_asked_for() {
    let mut answer = response(304);
    let state = PollState::default();
    assert_eq!(class(judge(&answer, &state, false)), Some(FailureClass::Protocol));
    answer.was_conditional = true;
    assert_eq!(judge(&answer, &state, false), Judged::NotModified);
}

#[test]
fn the_digest_of_the_body_says_whether_there_is_a_new_document() {
    let mut answer = response(200);
    answer.body = b"<rss/>".to_vec();
    let hash = ContentHash::of(b"<rss/>");
    let mut state = PollState::default();
    assert_eq!(judge(&answer, &state, false), Judged::Document(hash));
    state.body = Some(hash);
    assert_eq!(judge(&answer, &state, false), Judged::Same);
    answer.body.push(b' ');
    assert_ne!(judge(&answer, &state, false), Judged::Same);
}

#[test]
fn answers_without_a_document_are_failures_of_a_class() {
    for (status, expected) in [
        (200, FailureClass::Empty),
        (204, FailureClass::Empty),
        (205, FailureClass::Empty),
        (206, FailureClass::Status(206)),
        (300, FailureClass::Status(300)),
        (404, FailureClass::Status(404)),
        (429, FailureClass::RateLimited),
        (503, FailureClass::Status(503)),
        (299, FailureClass::Status(299)),
    ] {
        let answer = response(status);
        assert_eq!(class(judge(&answer, &PollState::default(), false)), Some(expected), "{status}");
    }
}

#[test]
fn a_challenge_is_one_whatever_its_status() {
    for status in [200, 403, 503] {
        let mut answer = response(status);
        answer.head.is_challenge = true;
        answer.body = b"<html>".to_vec();
        let judged = judge(&answer, &PollState::default(), false);
        assert_eq!(class(judged), Some(FailureClass::Challenge), "{status}");
    }
}

#[test]
fn a_part_of_a_document_is_taken_only_as_it_was_asked_for() {
    let state = PollState::default();
    assert_eq!(judge(&delta("feed"), &state, true), Judged::Delta);
    assert_eq!(judge(&delta(" FEED ;x=1"), &state, true), Judged::Delta);
    for (manipulation, was_delta) in [("feed", false), ("vcdiff", true), ("feed, gzip", true), ("", true)] {
        let judged = judge(&delta(manipulation), &state, was_delta);
        assert!(matches!(judged, Judged::NotAsked(_)), "{manipulation}: {judged:?}");
    }
    let mut empty = delta("feed");
    empty.body.clear();
    assert_eq!(class(judge(&empty, &state, true)), Some(FailureClass::Empty));
}

#[test]
fn what_is_gone_at_the_end_of_a_detour_is_not_gone() {
    for (hops, is_gone) in [
        (&[][..], true),
        (&[301][..], true),
        (&[301, 308][..], true),
        (&[302][..], false),
        (&[301, 307][..], false),
    ] {
        let rest: Vec<(u16, &str)> = hops.iter().map(|status| (*status, "https://b.example/")).collect();
        let mut answer = response(410);
        answer.hops = chain("https://a.example/", &rest);
        assert_eq!(judge(&answer, &PollState::default(), false) == Judged::Gone, is_gone, "{hops:?}");
    }
}

#[test]
fn pages_are_told_from_feeds_that_cannot_be_read() {
    for (content_type, body, expected) in [
        ("text/html; charset=utf-8", "<rss", true),
        ("application/rss+xml", "\n <!DOCTYPE HTML PUBLIC", true),
        ("", "<html><head>", true),
        ("text/xml", "<?xml version=\"1.0\"?><rs", false),
    ] {
        let mut answer = response(200);
        answer.head.content_type = Some(content_type.to_owned());
        answer.body = body.as_bytes().to_vec();
        assert_eq!(is_page(&answer), expected, "{content_type} {body}");
    }
}
