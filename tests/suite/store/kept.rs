//! What outlives a kill, a removal, a refusal and a wrong clock.

use chrono::{DateTime, Duration, Utc};
use feedloom::model::change::{HeldReason, IdOrigin, Normalized, Pulled};
use feedloom::model::ids::{ContentHash, EntryId, ItemKey};
use feedloom::model::parts::PlainText;
use feedloom::store::sqlite::SqliteStore;
use feedloom::store::{Run, Store as _, Time};

use super::{Fixture, day, entry, finish, held, item, merge, publish, shown, source, wait};

/// An item that names its id itself.
fn claiming(key: &str, date: DateTime<Utc>) -> Normalized {
    let mut entry = entry(key, date, &[]);
    entry.id = EntryId::new("urn:x:1");
    let mut item = item(entry);
    item.outcome.as_mut().unwrap().id_origin = IdOrigin::Claimed;
    item
}

#[test]
fn a_claim_is_decided_also_where_the_run_that_brought_it_was_killed() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![claiming("published", day(5))]);
    finish(&store, &[]);
    merge(&store, vec![claiming("older", day(1))]);
    // Killed before it settles; the next run has nothing to read.
    drop(store);
    let store = fixture.run(day(10));
    finish(&store, &[]);
    let ids: Vec<String> = wait(store.items(None, 9))
        .unwrap()
        .into_iter()
        .map(|item| item.entry.unwrap().id.as_str().to_owned())
        .collect();
    assert_eq!(ids[1], "urn:x:1", "what was published under it keeps it");
    assert_ne!(ids[0], "urn:x:1");
}

#[test]
fn an_entry_that_comes_back_has_its_id_and_its_first_date() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let mut renamed = item(entry("b", day(1), &[]));
    renamed.renamed_from = Some(ItemKey::new("a"));
    merge(&store, vec![item(entry("a", day(1), &[]))]);
    merge(&store, vec![renamed]);
    finish(&store, &[]);
    let id = |store: &SqliteStore| {
        wait(store.items(None, 1)).unwrap()[0].entry.as_ref().map(|entry| entry.id.as_str().to_owned())
    };
    let first = id(&store).unwrap();
    assert!(first.ends_with(":a"), "{first}");
    // A draft for a while, with the same title; then gone, and back with the same content under another name.
    merge(&store, vec![held("b", HeldReason::Draft)]);
    finish(&store, &[]);
    assert_eq!(id(&store), None);
    let mut again = entry("b", day(1), &[]);
    again.title = PlainText::new("b");
    merge(&store, vec![item(again)]);
    finish(&store, &[]);
    assert_eq!(id(&store).unwrap(), first);
    finish(&store, &["b"]);
    let back = Normalized {
        fingerprint: item(entry("b", day(1), &[])).fingerprint,
        ..item(entry("c", day(1), &[]))
    };
    merge(&store, vec![back]);
    assert_eq!(id(&store).unwrap(), first);
}

#[test]
fn entries_that_are_dated_into_the_future_count_as_removed() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let items = |date| (0..30).map(|n| item(entry(&format!("k{n:02}"), date, &[]))).collect::<Vec<_>>();
    merge(&store, items(day(1)));
    finish(&store, &[]);
    publish(&store);
    for allow in [false, false, true] {
        merge(&store, items(day(20)));
        wait(store.finish(&source(), Pulled::default())).unwrap();
        let settled = wait(store.settle(allow)).unwrap();
        assert_eq!((settled.removed, settled.before, settled.refused), (30, 30, !allow));
        assert_eq!(shown(&store, "home", 99).len(), if allow { 0 } else { 30 });
    }
}

#[test]
fn a_recipe_counts_as_used_only_where_nothing_was_refused() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let keys: Vec<String> = (0..20).map(|n| format!("k{n:02}")).collect();
    merge(&store, keys.iter().map(|key| item(entry(key, day(1), &[]))).collect());
    finish(&store, &[]);
    let begin = |recipe: &[u8]| {
        let run = Run {
            now: day(11),
            sources: vec![(source(), ContentHash::of(recipe))],
            membership: ContentHash::of(b"membership"),
            rendering: ContentHash::of(b"rendering"),
            host: String::new(),
            time: Time::Asked,
            ..Run::default()
        };
        wait(store.begin(run, false)).unwrap().reread.len()
    };
    for (allow, again) in [(false, 1), (false, 1), (true, 0)] {
        assert_eq!(begin(b"other"), 1);
        merge(&store, keys.iter().map(|key| held(key, HeldReason::Excluded)).collect());
        wait(store.finish(&source(), Pulled::default())).unwrap();
        assert_eq!(wait(store.settle(allow)).unwrap().refused, !allow);
        assert_eq!(begin(b"other"), again);
    }
}

#[test]
fn a_clock_that_is_days_behind_is_refused_and_a_time_that_was_asked_for_is_not() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(9), &[]))]);
    finish(&store, &[]);
    let begin = |now, time| {
        let run = Run {
            now,
            sources: vec![(source(), ContentHash::of(b"recipe"))],
            membership: ContentHash::of(b"membership"),
            rendering: ContentHash::of(b"rendering"),
            host: String::new(),
            time,
            ..Run::default()
        };
        wait(store.begin(run, false))
    };
    let error = begin(day(8), Time::Clock).unwrap_err().to_string();
    assert!(error.contains("--now"), "{error}");
    begin(day(10) - Duration::hours(3), Time::Clock).unwrap();
    assert_eq!(shown(&store, "home", 9), ["a"]);
    begin(day(8), Time::Asked).unwrap();
    assert!(shown(&store, "home", 9).is_empty());
}
