//! Tables of chains and of looks: redirections in, where a feed is out.

use super::*;
use crate::model::net::HostName;
use crate::pipeline::poll::fixture::{chain, url};

const A: &str = "https://a.example/feed";
const B: &str = "https://b.example/feed";
const C: &str = "https://c.example/feed";
const D: &str = "https://d.example/feed";
const PLAIN_A: &str = "http://a.example/feed";
const PLAIN_B: &str = "http://b.example/feed";
const INSIDE: &str = "https://bridge.lan/feed";
const INSIDE_TOO: &str = "https://bridge.lan/other";

/// Where it was asked, each status with where it led, and where the feed is by that.
type Case<'a> = (&'a str, &'a [(u16, &'a str)], Option<&'a str>);

#[test]
fn the_permanent_redirections_at_the_beginning_of_a_chain_say_where_a_feed_is() {
    let net = Net { allow: vec![HostName::parse("bridge.lan").unwrap()], ..Net::default() };
    let cases: &[Case] = &[
        (A, &[], None),
        (A, &[(301, B)], Some(B)),
        (A, &[(308, B)], Some(B)),
        (A, &[(302, B)], None),
        (A, &[(303, B)], None),
        (A, &[(307, B)], None),
        (A, &[(301, B), (308, C)], Some(C)),
        (A, &[(301, B), (308, C), (302, D)], Some(C)),
        (A, &[(302, B), (301, C)], None),
        (A, &[(301, B), (307, C), (301, D)], Some(B)),
        (A, &[(308, B), (303, C)], Some(B)),
        (PLAIN_A, &[(301, A)], Some(A)),
        (PLAIN_A, &[(301, A), (301, B)], Some(B)),
        (PLAIN_A, &[(301, PLAIN_B)], Some(PLAIN_B)),
        (A, &[(301, PLAIN_A)], None),
        (A, &[(301, B), (301, PLAIN_B)], Some(B)),
        (PLAIN_A, &[(301, B), (301, PLAIN_B), (301, C)], Some(B)),
        (A, &[(301, INSIDE)], None),
        (A, &[(301, B), (308, INSIDE)], Some(B)),
        (INSIDE, &[(301, INSIDE_TOO)], Some(INSIDE_TOO)),
        (INSIDE, &[(301, B)], Some(B)),
        (A, &[(301, "https://me:secret@b.example/")], None),
        (A, &[(301, "https://b.example/feed#top")], Some(B)),
        (A, &[(301, "https://a.example/feed#top")], None),
    ];
    for (asked, rest, expected) in cases {
        let found = target(&url(asked), &chain(asked, rest), &net);
        assert_eq!(found.as_ref().map(Url::as_str), *expected, "{asked} {rest:?}");
    }
}

fn facts(id: &str, site: &str) -> FeedFacts {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    FeedFacts { id: some(id), site: some(site), ..FeedFacts::default() }
}

#[test]
fn a_feed_is_known_again_by_its_id_its_site_or_its_entries() {
    for (before, now, has_known, expected) in [
        (facts("x", "https://s.example/"), facts("x", "https://t.example/"), false, Some(Evidence::Id)),
        (facts("", "http://s.example"), facts("", "https://s.example/"), false, Some(Evidence::Site)),
        (facts("x", "https://s.example/"), facts("y", "https://t.example/"), true, Some(Evidence::Entries)),
        (facts("x", "https://s.example/"), facts("y", "https://t.example/"), false, None),
        (facts("", ""), facts("", ""), false, None),
    ] {
        assert_eq!(evidence(&before, &now, has_known), expected, "{before:?} {now:?}");
    }
}

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000 + hours * 3600, 0).unwrap()
}

#[test]
fn evidence_moves_a_feed_at_once_and_its_way_is_remembered() {
    let mut state = PollState::default();
    assert!(look(&mut state, &url(A), Some(url(B)), Some(Evidence::Id), at(0)));
    assert!(look(&mut state, &url(A), Some(url(C)), Some(Evidence::Document), at(1)));
    let moved = state.moved.clone().unwrap();
    assert_eq!((moved.to, moved.by_way_of), (url(C), vec![url(B)]));
    assert!(look(&mut state, &url(A), Some(url(A)), Some(Evidence::Entries), at(2)));
    assert_eq!(state.moved, None, "it is where it is configured");
}

#[test]
fn without_evidence_a_move_needs_three_looks_over_two_days() {
    for (hours, moved_at) in [
        (&[0, 24, 48][..], Some(48)),
        (&[0, 1, 2, 3][..], None),
        (&[0, 48][..], None),
        (&[0, 48, 49][..], Some(49)),
        (&[0, 12, 24, 36, 47, 49][..], Some(49)),
    ] {
        let mut state = PollState::default();
        let mut found = None;
        for (look_of, hour) in hours.iter().enumerate() {
            // What is known from the second look on came from the new address.
            let evidence = (look_of > 0).then_some(Evidence::Entries);
            if look(&mut state, &url(A), Some(url(B)), evidence, at(*hour)) {
                found = Some(*hour);
            }
        }
        assert_eq!(found, moved_at, "{hours:?}");
    }
}

#[test]
fn between_the_second_look_and_the_last_a_feed_is_asked_where_its_server_says_that_it_is() {
    let mut state = PollState::default();
    for (hour, is_ahead) in [(0, false), (1, false), (2, true), (47, true), (48, false)] {
        assert_eq!(ahead(&state, at(hour)), is_ahead.then_some(&url(B)), "after {hour} hours");
        if !is_ahead {
            assert_eq!(look(&mut state, &url(A), Some(url(B)), None, at(hour)), hour == 48);
        }
    }
    assert_eq!(ahead(&state, at(49)), None, "it has moved");
}

#[test]
fn looks_that_do_not_agree_start_anew() {
    let mut state = PollState::default();
    for (hour, to) in [(0, Some(B)), (24, None), (48, Some(B)), (72, Some(C)), (96, Some(B))] {
        assert!(!look(&mut state, &url(A), to.map(url), None, at(hour)), "after {hour} hours");
    }
}

#[test]
fn a_move_that_was_taken_back_is_not_stored_again() {
    let mut state = PollState { refused: vec![url(B)], ..PollState::default() };
    assert!(!look(&mut state, &url(A), Some(url(B)), Some(Evidence::Id), at(0)));
    assert_eq!((&state.moved, &state.sighting), (&None, &None));
    assert!(look(&mut state, &url(A), Some(url(C)), Some(Evidence::Id), at(1)));
}
