//! What an entry brings along: its content, a date that has to be bounded; and what is wrong with its source as a whole.

use chrono::{DateTime, Duration, Utc};
use feedloom::model::change::{Dated, Defect, Normalized, Pulled};
use feedloom::model::entry::Content;
use feedloom::model::ids::ContentHash;
use feedloom::model::parts::Html;
use feedloom::store::Store as _;
use feedloom::store::sqlite::SqliteStore;

use super::{Fixture, day, entry, finish, item, merge, source, wait};

/// An item that brings `html` along.
fn bringing(key: &str, html: &str) -> Normalized {
    let mut item = item(entry(key, day(1), &[]));
    let incoming = item.outcome.as_mut().unwrap();
    incoming.entry.content = Content::Stored(ContentHash::of(html.as_bytes()));
    incoming.content = Some(Html::from_sanitized(html.to_owned()));
    item
}

/// The content of the only entry.
fn content(store: &SqliteStore) -> Option<String> {
    let rows = wait(store.select(vec![1], 9)).unwrap().remove(0).entries;
    let row = rows.first().map_or(1, |(row, _)| *row);
    wait(store.content(row)).ok().map(|html| html.as_str().to_owned())
}

#[test]
fn a_content_is_kept_with_its_entry_changes_with_it_and_goes_with_it() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    for html in ["<p>one</p>", "<p>two</p>", "<p>two</p>"] {
        merge(&store, vec![bringing("a", html)]);
        finish(&store, &[]);
        assert_eq!(content(&store).as_deref(), Some(html));
    }
    drop(store);
    let store = fixture.run(day(11));
    assert_eq!(content(&store).as_deref(), Some("<p>two</p>"));
    merge(&store, vec![item(entry("a", day(1), &[]))]);
    assert_eq!(content(&store), None, "the entry has none any more");
    merge(&store, vec![bringing("a", "<p>three</p>")]);
    assert_eq!(content(&store).as_deref(), Some("<p>three</p>"));
    finish(&store, &["a"]);
    wait(store.settle(false)).unwrap();
    assert_eq!(content(&store), None);
}

#[test]
fn an_undated_entry_keeps_the_date_at_which_it_was_first_seen() {
    let fixture = Fixture::new();
    let undated = || {
        let mut item = item(entry("a", DateTime::UNIX_EPOCH, &[]));
        item.outcome.as_mut().unwrap().dated = Dated::Unsaid;
        item
    };
    for now in [day(10), day(12)] {
        let store = fixture.run(now);
        merge(&store, vec![undated()]);
        finish(&store, &[]);
        assert_eq!(wait(store.items(None, 1)).unwrap()[0].entry.as_ref().unwrap().published, day(10));
    }
}

#[test]
fn a_bounded_date_is_never_later_than_the_instant_at_which_the_entry_was_first_seen() {
    let hour = Duration::hours(1);
    // What the entry says, and when it is looked at, to the dates that it gets. It is first seen on the tenth day.
    for (published, updated, now, expected) in [
        (day(3), day(4), day(10), (day(3), day(4))),
        (day(20), day(20), day(10), (day(10), day(10))),
        (day(9), day(20), day(10), (day(9), day(20))),
        // Its author moved it up.
        (day(12), day(12), day(12) + hour, (day(10), day(12))),
    ] {
        let fixture = Fixture::new();
        let dated = |published: DateTime<Utc>, updated| {
            let mut item = item(entry("a", published, &[]));
            let incoming = item.outcome.as_mut().unwrap();
            incoming.entry.updated = updated;
            incoming.entry.visible_from = None;
            incoming.dated = Dated::Bounded;
            item
        };
        for (now, item) in [(day(10), dated(day(1), day(1))), (now, dated(published, updated))] {
            let store = fixture.run(now);
            merge(&store, vec![item]);
            finish(&store, &[]);
        }
        let found = wait(fixture.run(now).items(None, 1)).unwrap().remove(0).entry.unwrap();
        assert_eq!((found.published, found.updated), expected);
    }
}

#[test]
fn what_is_wrong_with_a_source_is_told_once_wherever_it_stands() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let defect = |line, message: &str| Defect {
        place: "a.xml".to_owned(),
        line,
        column: 1,
        message: message.to_owned(),
    };
    let told = |defects: Option<Vec<Defect>>| {
        let pulled = Pulled { defects, ..Pulled::default() };
        wait(store.finish(&source(), pulled)).unwrap().defects
    };
    let known = || wait(store.sources()).unwrap()[0].defects;
    assert_eq!(told(Some(vec![defect(1, "odd")])), [defect(1, "odd")]);
    assert_eq!(told(Some(vec![defect(7, "odd"), defect(8, "even")])), [defect(8, "even")]);
    assert_eq!((told(None), known()), (vec![], 2));
    assert_eq!((told(Some(Vec::new())), known()), (vec![], 0));
    assert_eq!(told(Some(vec![defect(1, "odd")])), [defect(1, "odd")]);
}
