//! By what entries are found, where it was not written with them: in a state of an earlier version, and after a run that was killed.

use feedloom::store::Store as _;
use feedloom::store::sqlite::SqliteStore;

use super::polled::WITHOUT_ANSWERS;
use super::twins::{begin, foreign, names, pair, settle};
use super::{Fixture, wait};

/// Makes the file one of the version before: with an index over ids and one over links, and with ids in the JSON, too.
fn turn_back(fixture: &Fixture) {
    let state = rusqlite::Connection::open(fixture.path()).unwrap();
    state.execute_batch(WITHOUT_ANSWERS).unwrap();
    state
        .execute_batch(
            "DROP TABLE names;
             DELETE FROM meta WHERE name = 'unnamed';
             CREATE INDEX entries_by_uri ON entries (uri);
             CREATE INDEX entries_by_link ON entries (link, source) WHERE link IS NOT NULL;
             UPDATE entries SET data = json_set(data, '$.id', uri);
             PRAGMA user_version = 5;",
        )
        .unwrap();
}

fn merge(store: &SqliteStore, source: &str, id: &str, link: u64) -> u64 {
    let item = foreign(source, id, link);
    let source = item.outcome.as_ref().unwrap().entry.source.clone();
    let merged = wait(store.merge(&source, vec![item])).unwrap();
    merged.entries + merged.changed
}

/// How many names there are of entries that are not, and how many entries are not found by their ids' names alone.
fn strays(fixture: &Fixture) -> (i64, i64) {
    let state = rusqlite::Connection::open(fixture.path()).unwrap();
    let count = |query: &str| state.query_row(query, [], |row| row.get(0)).unwrap();
    (
        count("SELECT count(*) FROM names WHERE entry NOT IN (SELECT id FROM entries)"),
        count(
            "SELECT count(*) FROM entries WHERE id NOT IN (SELECT entry FROM names WHERE digest IS NOT link)",
        ),
    )
}

#[test]
fn a_state_of_the_version_before_has_no_entry_twice_and_none_that_changed() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "two"]);
    merge(&store, "one", "urn:1", 7);
    settle(&store);
    drop(store);
    turn_back(&fixture);
    let store = begin(&fixture, &["one", "two"]);
    assert_eq!(merge(&store, "one", "urn:1", 7), 0, "it is as it was");
    assert_eq!(merge(&store, "two", "urn:2", 7), 1);
    settle(&store);
    assert_eq!(names(&store, "home"), pair("urn:1", "one"), "by its link");
    drop(store);
    assert_eq!(strays(&fixture), (0, 0));
}

#[test]
fn an_id_that_was_there_before_a_run_was_killed_is_not_given_twice() {
    for is_killed in [false, true] {
        let fixture = Fixture::new();
        let mut store = begin(&fixture, &["one", "two"]);
        merge(&store, "one", "urn:1", 7);
        if is_killed {
            drop(store);
            store = begin(&fixture, &["one", "two"]);
        }
        merge(&store, "two", "urn:2", 7);
        merge(&store, "one", "urn:3", 8);
        settle(&store);
        assert_eq!(names(&store, "category/two"), pair("urn:1", "one"), "{is_killed}");
        drop(store);
        assert_eq!(strays(&fixture), (0, 0), "{is_killed}");
    }
}

#[test]
fn an_entry_that_leads_elsewhere_is_found_there_and_no_longer_where_it_was() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "two", "three"]);
    merge(&store, "one", "urn:1", 7);
    settle(&store);
    merge(&store, "one", "urn:1", 8);
    merge(&store, "two", "urn:2", 7);
    merge(&store, "three", "urn:3", 8);
    settle(&store);
    assert_eq!(names(&store, "category/three"), pair("urn:1", "one"));
    assert_eq!(names(&store, "category/two"), pair("urn:2", "two"));
    drop(store);
    assert_eq!(strays(&fixture), (0, 0));
}
