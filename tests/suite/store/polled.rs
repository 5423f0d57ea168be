//! What is remembered of asking for feeds, and what came of it: together, or not at all.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use feedloom::model::change::Normalized;
use feedloom::model::entry::{Content, Entry};
use feedloom::model::feed::{FeedKey, Membership};
use feedloom::model::ids::{ContentHash, ItemKey, SourceId};
use feedloom::model::parts::{Html, PlainText};
use feedloom::model::policy::Retention;
use feedloom::model::poll::{Failure, FailureClass, Moved, PollState, Reason};
use feedloom::store::sqlite::{Mode, SqliteStore};
use feedloom::store::{Leasing, Polled, Store as _, Transition};

use super::planet::{Planet, items, polled, post, record, settle, state};
use super::{Fixture, day, dirty, publish, shown, wait};

const PLANET: Planet<'static> =
    Planet { sources: &["a", "b"], retention: Retention { entries: None, age: None }, limit: 20 };

fn known(store: &SqliteStore, source: &str) -> PollState {
    wait(store.poll_states(vec![SourceId::new(source)])).unwrap().remove(0)
}

/// What is remembered while a feed is asked.
fn leased(mut state: PollState, now: DateTime<Utc>) -> PollState {
    state.times.asked = Some(now);
    state.pending = true;
    state.times.planned = Some(now + TimeDelta::hours(1));
    state.times.reason = Reason::CutOff;
    state
}

/// Turns a file into one of the version in which what servers answered had no rows of its own.
pub(super) const WITHOUT_ANSWERS: &str = "
    ALTER TABLE polls ADD COLUMN data TEXT NOT NULL DEFAULT '{}';
    UPDATE polls SET data = (SELECT json_patch(answers.data,
        json_object('last_success', polls.last_success, 'empty', nullif(polls.empty, 0)))
        FROM answers WHERE answers.source = polls.source);
    DROP INDEX polls_elsewhere;
    ALTER TABLE polls DROP COLUMN planned_by;
    ALTER TABLE polls DROP COLUMN timed_out;
    ALTER TABLE polls DROP COLUMN moved;
    ALTER TABLE polls DROP COLUMN empty;
    ALTER TABLE polls DROP COLUMN last_success;
    DROP TABLE answers;
    DROP TABLE looks;
    ALTER TABLE sources DROP COLUMN in_folders;
    PRAGMA user_version = 6;";

#[test]
fn a_lease_survives_a_kill_and_says_nothing_of_the_document() {
    let fixture = Fixture::new();
    let store = PLANET.begin(&fixture, day(10));
    record(&store, "a", vec![post("a", "x", day(1), &[])]);
    settle(&store);
    let before = known(&store, "a");
    let mut lease = leased(before.clone(), day(11));
    // What is about to change with the document is none of the lease's business.
    lease.validators = None;
    wait(store.lease(vec![(SourceId::new("a"), lease)])).unwrap();
    drop(store);
    for _ in 0..3 {
        let store = PLANET.begin(&fixture, day(11));
        assert_eq!(known(&store, "a"), leased(before.clone(), day(11)));
        let times = wait(store.poll_times()).unwrap();
        assert_eq!(times, [(SourceId::new("a"), leased(before.clone(), day(11)).times)]);
    }
}

#[test]
fn taking_a_feed_leases_it_and_gives_what_is_remembered_of_it() {
    let fixture = Fixture::new();
    let store = PLANET.begin(&fixture, day(10));
    record(&store, "a", vec![post("a", "x", day(1), &[])]);
    settle(&store);
    let before = known(&store, "a");
    let feeds: Vec<(SourceId, Leasing)> = ["a", "b"]
        .into_iter()
        .map(|source| {
            let leasing: Leasing = Box::new(move |known| {
                let known_or_new = if source == "a" { std::mem::take(known) } else { state("b", "") };
                *known = leased(known_or_new, day(11));
            });
            (SourceId::new(source), leasing)
        })
        .collect();
    let taken = wait(store.take(feeds)).unwrap();
    let expected = [leased(before.clone(), day(11)), leased(state("b", ""), day(11))];
    for (taken, (expected, times)) in
        taken.iter().zip(expected.iter().zip([before.times, PollState::default().times]))
    {
        assert_eq!((&taken.state, taken.times, taken.pending), (expected, times, false));
    }
    drop(store);
    let store = PLANET.begin(&fixture, day(11));
    assert_eq!([known(&store, "a"), known(&store, "b")], expected);
}

#[test]
fn what_a_server_answered_is_written_where_it_is_another_alone() {
    let fixture = Fixture::new();
    let store = PLANET.begin(&fixture, day(10));
    record(&store, "a", vec![post("a", "x", day(1), &[])]);
    settle(&store);
    let before = known(&store, "a");
    rusqlite::Connection::open(fixture.path())
        .unwrap()
        .execute_batch(
            "CREATE TRIGGER kept BEFORE INSERT ON answers BEGIN SELECT raise(ABORT, 'written'); END",
        )
        .unwrap();
    let again = |known: &PollState| Polled {
        pulled: None,
        state: Box::new(PollState { last_success: Some(day(11)), empty: 7, ..known.clone() }),
        ..polled("a", "", Vec::new())
    };
    wait(store.record(vec![again(&before)])).unwrap();
    assert_eq!(known(&store, "a"), *again(&before).state);
    let other = PollState { body: Some(ContentHash::of(b"other")), ..before };
    assert!(wait(store.record(vec![again(&other)])).is_err());
}

#[test]
fn each_poll_that_is_recorded_with_others_is_told_what_came_of_it_itself() {
    let fixture = Fixture::new();
    let store = PLANET.begin(&fixture, day(10));
    let of = |source: &str, keys: &[&str]| {
        let posts = keys.iter().map(|key| post(source, key, day(1), &[])).collect();
        polled(source, "\"1\"", posts)
    };
    // The second was registered before the first, and the same feed can be there twice.
    let recorded = wait(store.record(vec![of("b", &["x"]), of("a", &["x", "y"]), of("b", &["x", "y"])]));
    let new: Vec<u64> = recorded.unwrap().iter().map(|recorded| recorded.merged.new).collect();
    assert_eq!(new, [1, 2, 1]);
}

#[test]
fn a_state_of_an_earlier_version_keeps_what_it_knows_of_asking() {
    let fixture = Fixture::new();
    let store = PLANET.begin(&fixture, day(10));
    let moved = Moved {
        to: "https://new.example/".parse().unwrap(),
        at: day(9),
        by_way_of: Vec::new(),
        evidence: String::new(),
        onto: None,
    };
    let of_a = PollState { last_success: Some(day(9)), empty: 3, ..state("a", "\"1\"") };
    let of_b = PollState { moved: Some(moved), ..state("b", "\"2\"") };
    for (source, state) in [("a", &of_a), ("b", &of_b)] {
        wait(store.put_poll(&SourceId::new(source), state.clone())).unwrap();
    }
    drop(store);
    rusqlite::Connection::open(fixture.path()).unwrap().execute_batch(WITHOUT_ANSWERS).unwrap();
    let store = PLANET.begin(&fixture, day(10));
    assert_eq!((known(&store, "a"), known(&store, "b")), (of_a, of_b));
    let elsewhere = wait(store.moves()).unwrap();
    assert_eq!(elsewhere.iter().map(|feed| feed.source.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn a_lease_for_another_address_forgets_what_is_known_of_the_first() {
    let fixture = Fixture::new();
    let store = PLANET.begin(&fixture, day(10));
    record(&store, "a", Vec::new());
    let moved = PollState { validators: None, ..state("elsewhere", "") };
    wait(store.lease(vec![(SourceId::new("a"), leased(moved.clone(), day(11)))])).unwrap();
    assert_eq!(known(&store, "a"), leased(moved, day(11)));
    wait(store.lease(vec![(SourceId::new("b"), leased(state("b", "\"x\""), day(11)))])).unwrap();
    assert_eq!(known(&store, "b"), leased(state("b", "\"x\""), day(11)), "one that was never asked");
}

#[test]
fn validators_come_with_their_entries_or_not_at_all() {
    let fixture = Fixture::new();
    drop(PLANET.begin(&fixture, day(10)));
    // A store that fails amid the second feed of a batch.
    let fails = Arc::new(|entry: &Entry| {
        assert!(entry.title.as_str() != "bad", "made to fail");
        vec![Membership { feed: FeedKey::home(), names: Vec::new() }]
    });
    let store = SqliteStore::open(&fixture.path(), Mode::Commit, day(10), fails).unwrap();
    let batch = vec![
        polled("a", "\"2\"", vec![post("a", "good", day(1), &[])]),
        polled("b", "\"2\"", vec![post("b", "fine", day(1), &[]), post("b", "bad", day(1), &[])]),
    ];
    let error = wait(store.record(batch)).unwrap_err().to_string();
    assert!(error.contains("internal error"), "{error}");
    drop(store);
    let store = PLANET.begin(&fixture, day(10));
    assert!(items(&store).is_empty());
    assert_eq!((known(&store, "a"), known(&store, "b")), (PollState::default(), PollState::default()));
}

#[test]
fn an_answer_that_brings_nothing_touches_no_feed() {
    let fixture = Fixture::new();
    let store = PLANET.begin(&fixture, day(10));
    record(&store, "a", vec![post("a", "x", day(1), &["c"])]);
    settle(&store);
    publish(&store);
    drop(store);
    let store = PLANET.begin(&fixture, day(11));
    let poll = |state| Polled { pulled: None, state: Box::new(state), ..polled("a", "\"1\"", Vec::new()) };
    let failure = Failure { class: FailureClass::Status(503), message: "503".to_owned() };
    let failing = PollState { failure: Some(failure), ..state("a", "\"1\"") };
    wait(store.record(vec![poll(state("a", "\"1\""))])).unwrap();
    settle(&store);
    assert!(dirty(&store).is_empty());
    for (state, transition) in [
        (state("a", "\"1\""), Transition::Same),
        (failing.clone(), Transition::Broken),
        (failing, Transition::Same),
        (state("a", "\"1\""), Transition::Recovered),
    ] {
        let recorded = wait(store.record(vec![poll(state.clone())])).unwrap().remove(0);
        assert_eq!(recorded.finished.transition, transition);
        assert_eq!(known(&store, "a"), state);
    }
    settle(&store);
    publish(&store);
    // The same entries once more, as of a document of other bytes.
    record(&store, "a", vec![post("a", "x", day(1), &["c"])]);
    settle(&store);
    assert!(dirty(&store).is_empty());
    assert_eq!(shown(&store, "home", 9), ["x"]);
}

/// An entry with this content at this address.
fn saying(html: &str, link: &str, updated: DateTime<Utc>) -> Normalized {
    let mut post = post("a", "x", day(1), &[]);
    post.fingerprint.hash = ContentHash::of(format!("{html}{link}{updated}").as_bytes());
    let incoming = post.outcome.as_mut().unwrap();
    incoming.entry.updated = updated;
    incoming.entry.link = link.parse().ok();
    incoming.entry.content = Content::Stored(ContentHash::of(html.as_bytes()));
    incoming.content = Some(Html::from_sanitized(html.to_owned()));
    post
}

#[test]
fn an_entry_whose_text_was_changed_without_a_word_is_changed_now() {
    const LINK: &str = "https://a.example/post";
    let fixture = Fixture::new();
    let first = || saying("<p>One</p>", LINK, day(2));
    let mut titled = first();
    titled.outcome.as_mut().unwrap().entry.title = PlainText::new("Another");
    let mut sorted = first();
    sorted.outcome.as_mut().unwrap().entry.tags = vec![PlainText::new("new")];
    for (second, updated, what) in [
        (first(), day(2), "nothing"),
        (sorted, day(2), "its tags"),
        (titled, day(12), "its title"),
        (saying("<p>Two</p>", LINK, day(2)), day(12), "its content"),
        (saying("<p>Two</p>", LINK, day(1)), day(12), "its content, under an older date"),
        (saying("<p>Two</p>", LINK, day(5)), day(5), "its content, and its date"),
        (saying("<p>One<img src=\"https://a.example/1?t=2\"></p>", LINK, day(2)), day(2), "an address in it"),
        (saying("<p>One</p>", "https://b.example/post/?utm_source=rss", day(2)), day(2), "its host"),
        (saying("<p>One</p>", "https://a.example/other", day(2)), day(12), "its path"),
    ] {
        let fixture_now = Fixture::new();
        let store = PLANET.begin(&fixture_now, day(10));
        record(&store, "a", vec![first()]);
        drop(store);
        let store = PLANET.begin(&fixture_now, day(12));
        record(&store, "a", vec![second]);
        let found = wait(store.items(None, 1)).unwrap().remove(0).entry.unwrap();
        assert_eq!((found.published, found.updated), (day(1), updated), "{what}");
    }
    // What readers have seen is not taken back.
    for (now, html, tag) in [(10, "<p>One</p>", "a"), (12, "<p>Two</p>", "a"), (13, "<p>Two</p>", "b")] {
        let store = PLANET.begin(&fixture, day(now));
        let mut post = saying(html, LINK, day(2));
        post.outcome.as_mut().unwrap().entry.tags = vec![PlainText::new(tag)];
        record(&store, "a", vec![post]);
        drop(store);
    }
    let store = PLANET.begin(&fixture, day(14));
    assert_eq!(wait(store.items(None, 1)).unwrap().remove(0).entry.unwrap().updated, day(12));
}

#[test]
fn what_a_document_takes_back_is_known_only_when_it_is_gone() {
    let fixture = Fixture::new();
    let recipe = Some(ContentHash::of(b"recipe"));
    let shrunken = || {
        let mut polled = polled("a", "\"2\"", Vec::new());
        polled.state.recipe = recipe;
        polled.pulled.as_mut().unwrap().gone = vec![ItemKey::new("y")];
        polled
    };
    let store = PLANET.begin(&fixture, day(10));
    record(&store, "a", vec![post("a", "x", day(1), &[]), post("a", "y", day(2), &[])]);
    settle(&store);
    wait(store.record(vec![shrunken()])).unwrap();
    drop(store);
    // The run ended there: the document has to be read again.
    let store = PLANET.begin(&fixture, day(11));
    assert_eq!(known(&store, "a").recipe, None);
    settle(&store);
    assert_eq!(items(&store).len(), 2);
    wait(store.record(vec![shrunken()])).unwrap();
    assert_eq!(settle(&store).removed, 1);
    assert_eq!((known(&store, "a").recipe, items(&store).len()), (recipe, 1));
}

#[test]
fn a_feed_that_takes_back_much_of_itself_keeps_it_unless_that_is_meant() {
    let fixture = Fixture::new();
    let store = PLANET.begin(&fixture, day(10));
    let key = |n: u32| format!("k{n}");
    record(&store, "a", (0..40).map(|n| post("a", &key(n), day(1), &[])).collect());
    settle(&store);
    let shrunken = || {
        let mut polled = polled("a", "\"2\"", Vec::new());
        polled.pulled.as_mut().unwrap().gone = (0..11).map(|n| ItemKey::new(key(n))).collect();
        polled
    };
    wait(store.record(vec![shrunken()])).unwrap();
    let settled = settle(&store);
    assert_eq!((settled.removed, settled.refused), (0, false));
    assert_eq!(settled.kept, [(SourceId::new("a"), 11)]);
    wait(store.record(vec![shrunken()])).unwrap();
    assert_eq!(wait(store.settle(true)).unwrap().removed, 11);
}
