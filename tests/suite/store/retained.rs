//! How much is kept of what feeds brought, and what becomes of feeds that the configuration no longer has.

use std::time::Duration;

use chrono::TimeDelta;
use feedloom::model::change::{Dated, HeldReason, Normalized};
use feedloom::model::ids::SourceId;
use feedloom::model::policy::Retention;
use feedloom::store::Store as _;
use feedloom::store::sqlite::SqliteStore;

use super::planet::{Planet, items, post, record, record_present, settle};
use super::{Fixture, day, dirty, entry, item, publish, shown, wait};

const ALL: Retention = Retention { entries: None, age: None };

fn planet(retention: Retention, limit: usize) -> Planet<'static> {
    Planet { sources: &["a", "b"], retention, limit }
}

fn newest(entries: usize) -> Retention {
    Retention { entries: Some(entries), age: None }
}

fn posts(source: &str, days: std::ops::RangeInclusive<u32>) -> Vec<Normalized> {
    days.map(|n| post(source, &format!("{source}{n}"), day(n), &[])).collect()
}

fn held(store: &SqliteStore) -> Vec<String> {
    items(store).into_iter().filter(|(_, held)| held == "retired").map(|(key, _)| key).collect()
}

#[test]
fn beyond_the_number_that_is_kept_the_oldest_go_and_an_edit_does_not_bring_them_back() {
    let fixture = Fixture::new();
    let store = planet(newest(3), 2).begin(&fixture, day(20));
    record(&store, "a", posts("a", 1..=6));
    let settled = settle(&store);
    assert_eq!((settled.retired, settled.removed, settled.refused), (3, 0, false));
    assert_eq!(shown(&store, "home", 9), ["a6", "a5", "a4"]);
    assert_eq!(held(&store), ["a1", "a2", "a3"]);
    assert!(wait(store.known(&SourceId::new("a"))).unwrap().get("a1").is_some(), "its document still has it");
    let mut edited = post("a", "a1", day(19), &[]);
    edited.fingerprint.modified += 1;
    let recorded = record(&store, "a", vec![edited]);
    assert_eq!((recorded.merged.entries, recorded.merged.held), (0, 0));
    settle(&store);
    assert_eq!(shown(&store, "home", 9), ["a6", "a5", "a4"]);
    assert_eq!(settle(&store).retired, 0);
}

#[test]
fn what_a_feed_shows_is_kept_whatever_its_source_says() {
    let fixture = Fixture::new();
    let store = planet(newest(1), 3).begin(&fixture, day(20));
    let mut found = posts("a", 3..=8);
    found.push(post("a", "rare", day(1), &["x"]));
    record(&store, "a", found);
    assert_eq!(settle(&store).retired, 3);
    assert_eq!(shown(&store, "home", 3), ["a8", "a7", "a6"]);
    assert_eq!(shown(&store, "category/x", 3), ["rare"]);
    // It goes when the feeds show others, and no sooner.
    record(&store, "b", posts("b", 9..=12));
    settle(&store);
    assert_eq!(shown(&store, "category/x", 3), ["rare"]);
    drop(store);
    let store = planet(newest(1), 3).begin(&fixture, day(22));
    settle(&store);
    assert_eq!(held(&store), ["a3", "a4", "a5", "a6", "a7", "b9"]);
    assert_eq!(
        shown(&store, "home", 9),
        ["b12", "b11", "b10", "a8", "rare"],
        "the newest of `a` is within its number"
    );
}

#[test]
fn the_newest_entry_of_a_member_has_the_date_that_feeds_show() {
    let fixture = Fixture::new();
    let store = planet(ALL, 3).begin(&fixture, day(20));
    let mut polled = super::planet::polled("a", "\"1\"", posts("a", 3..=8));
    // The document says that it is of next year.
    polled.state.feed.newest = Some(day(20) + TimeDelta::days(365));
    wait(store.record(vec![polled])).unwrap();
    settle(&store);
    let members = wait(store.members()).unwrap();
    assert_eq!(members.first().and_then(|(_, member)| member.newest), Some(day(8)));
}

#[test]
fn entries_that_all_have_one_date_are_kept_to_their_number() {
    let fixture = Fixture::new();
    let same = |run: u32| (0..10).map(|n| post("a", &format!("a{run}-{n}"), day(1), &[])).collect::<Vec<_>>();
    for run in 0..3 {
        let store = planet(newest(4), 3).begin(&fixture, day(20 + run));
        record(&store, "a", same(run));
        record(&store, "b", posts("b", 2..=3));
        settle(&store);
        // The feeds show three more at the most, which are not among those by chance.
        let kept = items(&store).iter().filter(|(key, held)| key.starts_with('a') && held.is_empty()).count();
        assert!((4..=7).contains(&kept), "{kept} in run {run}");
        assert_eq!(shown(&store, "home", 3).len(), 3);
    }
}

#[test]
fn a_flood_of_one_feed_takes_nothing_from_another() {
    let fixture = Fixture::new();
    let store = planet(newest(5), 1).begin(&fixture, day(20));
    record(&store, "a", posts("a", 1..=2));
    settle(&store);
    let flood =
        (0..400).map(|n| post("b", &format!("b{n:03}"), day(10) + TimeDelta::minutes(n), &[])).collect();
    record(&store, "b", flood);
    assert_eq!(settle(&store).retired, 395);
    assert_eq!(shown(&store, "home", 9), ["b399", "b398", "b397", "b396", "b395", "a2", "a1"]);
}

#[test]
fn what_is_too_old_goes_also_where_nothing_new_comes() {
    let fixture = Fixture::new();
    let planet = planet(Retention { age: Some(Duration::from_hours(7 * 24)), ..ALL }, 1);
    let store = planet.begin(&fixture, day(10));
    record(&store, "a", posts("a", 2..=9));
    assert_eq!(settle(&store).retired, 1, "of the second day");
    drop(store);
    let store = planet.begin(&fixture, day(15));
    settle(&store);
    assert_eq!(shown(&store, "home", 9), ["a9", "a8"]);
    drop(store);
    let store = planet.begin(&fixture, day(30));
    settle(&store);
    assert_eq!(shown(&store, "home", 9), ["a9"], "which is what the feed shows");
}

#[test]
fn what_is_past_is_forgotten_when_no_document_has_had_it_for_long() {
    let fixture = Fixture::new();
    let planet = planet(newest(1), 1);
    let store = planet.begin(&fixture, day(5));
    let mut found = posts("a", 1..=4);
    found.push(Normalized { outcome: Err(HeldReason::Backlog), ..post("a", "a0", day(1), &[]) });
    record(&store, "a", found);
    settle(&store);
    drop(store);
    for (now, present, known) in [
        (2, &["a4", "a3", "a2"][..], &["a0", "a1", "a2", "a3", "a4"][..]),
        // Back for once: the time starts anew.
        (20, &["a4", "a3", "a0"], &["a0", "a1", "a2", "a3", "a4"]),
        (40, &["a4", "a3"], &["a0", "a2", "a3", "a4"]),
        (60, &["a4", "a3"], &["a0", "a3", "a4"]),
        (80, &["a4", "a3"], &["a3", "a4"]),
    ] {
        let store = planet.begin(&fixture, day(5) + TimeDelta::days(now));
        record_present(&store, "a", present);
        settle(&store);
        let keys: Vec<String> = items(&store).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, known, "on day {now}");
    }
}

#[test]
fn the_entries_of_a_feed_that_is_taken_out_leave_at_once_and_come_back_as_they_were() {
    let fixture = Fixture::new();
    let both = planet(ALL, 20);
    let store = both.begin(&fixture, day(10));
    let mut undated = post("a", "undated", day(1), &["x"]);
    undated.outcome.as_mut().unwrap().dated = Dated::Unsaid;
    let mut found: Vec<_> = (0..30).map(|n| post("a", &format!("a{n:02}"), day(1), &[])).collect();
    found.push(undated);
    record(&store, "a", found);
    record(&store, "b", posts("b", 1..=1));
    settle(&store);
    publish(&store);
    let before = wait(store.items(None, 99)).unwrap();
    drop(store);

    let store = Planet { sources: &["b"], ..planet(ALL, 20) }.begin(&fixture, day(12));
    let settled = settle(&store);
    assert_eq!((settled.removed, settled.refused), (0, false));
    assert_eq!(dirty(&store), ["home", "category/x"]);
    assert_eq!(shown(&store, "home", 99), ["b1"]);
    assert_eq!(items(&store), [("b1".to_owned(), String::new())]);
    assert_eq!(wait(store.sources()).unwrap().len(), 1);
    publish(&store);
    drop(store);

    let store = both.begin(&fixture, day(30));
    settle(&store);
    assert_eq!(dirty(&store), ["home", "category/x"]);
    assert_eq!(shown(&store, "home", 99).len(), 32);
    let after = wait(store.items(None, 99)).unwrap();
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.entry, after.entry);
    }
    assert_eq!(wait(store.poll_times()).unwrap().len(), 2, "what is known of asking, too");
}

#[test]
fn the_entries_of_a_feed_that_stays_away_go_for_good() {
    let fixture = Fixture::new();
    let both = planet(ALL, 20);
    let store = both.begin(&fixture, day(1));
    record(&store, "a", posts("a", 1..=1));
    settle(&store);
    drop(store);
    let without = Planet { sources: &["b"], ..planet(ALL, 20) };
    for days in [1, 20, 31] {
        let store = without.begin(&fixture, day(1) + TimeDelta::days(days));
        settle(&store);
        assert_eq!(wait(store.poll_times()).unwrap().len(), usize::from(days < 31));
    }
    let store = both.begin(&fixture, day(1) + TimeDelta::days(32));
    settle(&store);
    assert!(items(&store).is_empty());
    assert!(wait(store.poll_times()).unwrap().is_empty());
}

#[test]
fn a_feed_under_another_name_keeps_the_ids_of_its_entries() {
    let fixture = Fixture::new();
    let store = Planet { sources: &["a"], ..planet(ALL, 20) }.begin(&fixture, day(10));
    record(&store, "a", vec![post("a", "x", day(1), &[])]);
    settle(&store);
    let id = |store: &SqliteStore| wait(store.items(None, 9)).unwrap().remove(0).entry.unwrap().id;
    let first = id(&store);
    drop(store);
    let store = Planet { sources: &["b"], ..planet(ALL, 20) }.begin(&fixture, day(11));
    record(&store, "b", vec![post("b", "x", day(1), &[])]);
    assert!(settle(&store).doubled.is_empty());
    assert_eq!(id(&store), first);
    drop(store);
    // Back beside the other, it finds its ids taken.
    let store = planet(ALL, 20).begin(&fixture, day(12));
    settle(&store);
    let ids: Vec<_> =
        wait(store.items(None, 9)).unwrap().into_iter().map(|item| item.entry.unwrap().id).collect();
    assert_ne!(ids[0], first);
    assert_eq!(ids[1], first);
}

#[test]
fn articles_are_as_many_as_there_are() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    super::merge(&store, (0..1500).map(|n| item(entry(&format!("k{n:04}"), day(1), &[]))).collect());
    super::finish(&store, &[]);
    assert_eq!(shown(&store, "home", 2000).len(), 1500);
}
