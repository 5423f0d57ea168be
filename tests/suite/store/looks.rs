//! What folders looked like, and what takes that back.

use feedloom::model::change::{HeldReason, Pulled};
use feedloom::model::ids::ItemKey;
use feedloom::model::looks::{Look, Looks};
use feedloom::store::Store as _;
use feedloom::store::sqlite::SqliteStore;

use super::{Fixture, day, entry, finish, held, item, merge, source, wait};

/// A look that is no other.
fn look(number: u64) -> Look {
    let mut look = Look::default();
    look.add("name", number, 1);
    look
}

fn note(store: &SqliteStore, looks: &[(&str, Option<Look>)]) {
    let looks = looks.iter().map(|(folder, look)| ((*folder).to_owned(), *look)).collect();
    wait(store.finish(&source(), Pulled { looks: Some(looks), ..Pulled::default() })).unwrap();
    wait(store.settle(false)).unwrap();
}

fn looks(store: &SqliteStore) -> Option<Looks> {
    wait(store.looks(&source())).unwrap()
}

fn expected(looks: &[(&str, Option<Look>)]) -> Looks {
    looks.iter().map(|(folder, look)| ((*folder).to_owned(), *look)).collect()
}

fn known_in(store: &SqliteStore, folders: &[&str]) -> Vec<String> {
    let folders = folders.iter().map(ToString::to_string).collect();
    let known = wait(store.known_in(&source(), folders)).unwrap();
    known.items().iter().map(|item| item.key.to_string()).collect()
}

fn write(store: &SqliteStore, keys: &[&str]) {
    merge(store, keys.iter().map(|key| item(entry(key, day(1), &[]))).collect());
}

#[test]
fn nothing_is_known_of_folders_before_a_pull_says_what_they_look_like() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    write(&store, &["a/1"]);
    finish(&store, &[]);
    assert_eq!(looks(&store), None);
    note(&store, &[("a/", Some(look(1))), ("b/", None)]);
    assert_eq!(looks(&store), Some(expected(&[("a/", Some(look(1))), ("b/", None)])));
    drop(store);
    assert_eq!(
        looks(&fixture.run(day(11))),
        Some(expected(&[("a/", Some(look(1))), ("b/", None)])),
        "it is written down"
    );
}

#[test]
fn whatever_is_written_of_an_item_takes_the_look_of_its_folder_back() {
    type Write = fn(&SqliteStore);
    let writes: [(&str, Write); 7] = [
        ("a new item", |store| write(store, &["a/2"])),
        ("another item", |store| merge(store, vec![item(entry("a/1", day(2), &[]))])),
        ("an item that was there before", |store| {
            merge(store, vec![held("a/1", HeldReason::Unreadable)]);
        }),
        ("an item that is held by now", |store| {
            merge(store, vec![held("a/1", HeldReason::Draft)]);
            finish(store, &[]);
        }),
        ("an item that has gone", |store| finish(store, &["a/1"])),
        ("an item that was touched", |store| {
            let mut touched = item(entry("a/1", day(1), &[]));
            touched.fingerprint.modified = 9;
            let touched = vec![(touched.key, touched.fingerprint)];
            wait(store.finish(&source(), Pulled { touched, ..Pulled::default() })).unwrap();
        }),
        ("an item that was moved away", |store| {
            let mut moved = item(entry("c/1", day(1), &[]));
            moved.renamed_from = Some(ItemKey::new("a/1"));
            merge(store, vec![moved]);
        }),
    ];
    for (what, write_it) in writes {
        let fixture = Fixture::new();
        let store = fixture.run(day(10));
        write(&store, &["a/1", "a/b/1", "1"]);
        finish(&store, &[]);
        note(&store, &[("", Some(look(1))), ("a/", Some(look(2))), ("a/b/", Some(look(3)))]);
        if what == "another item" {
            // With another fingerprint, as it would have.
            let mut other = item(entry("a/1", day(2), &[]));
            other.fingerprint.size = 2;
            merge(&store, vec![other]);
        } else {
            write_it(&store);
        }
        let mut looks = looks(&store).unwrap();
        assert_eq!(looks.remove("a/"), Some(None), "{what}");
        looks.remove("c/");
        assert_eq!(looks, expected(&[("", Some(look(1))), ("a/b/", Some(look(3)))]), "{what}");
    }
}

#[test]
fn a_look_is_not_taken_of_a_folder_that_was_written_since() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    note(&store, &[("a/", Some(look(1))), ("b/", Some(look(1)))]);
    write(&store, &["a/2"]);
    note(&store, &[("a/", Some(look(2))), ("b/", Some(look(2)))]);
    assert_eq!(looks(&store), Some(expected(&[("a/", None), ("b/", Some(look(2)))])));
    note(&store, &[("a/", Some(look(3))), ("b/", Some(Look::default()))]);
    assert_eq!(looks(&store), Some(expected(&[("a/", Some(look(3)))])), "a folder without items is none");
}

#[test]
fn what_is_known_in_a_folder_is_not_what_is_below_it() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    write(&store, &["1", "a/1", "a/b/1", "a/b/2", "a/b0", "a/c/1", "a/d", "a0", "b/c/1"]);
    finish(&store, &[]);
    let cases: [(&[&str], &[&str]); 6] = [
        (&[""], &["1", "a0"]),
        (&["a/"], &["a/1", "a/b0", "a/d"]),
        (&["a/b/"], &["a/b/1", "a/b/2"]),
        (&["b/"], &[]),
        (&["c/", "b/c/", "a/c/"], &["a/c/1", "b/c/1"]),
        (&[], &[]),
    ];
    for (folders, keys) in cases {
        assert_eq!(known_in(&store, folders), keys, "{folders:?}");
    }
}

#[test]
fn a_state_of_the_version_before_is_compared_as_a_whole_once() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    write(&store, &["a/1"]);
    finish(&store, &[]);
    note(&store, &[("a/", Some(look(1)))]);
    drop(store);
    let state = rusqlite::Connection::open(fixture.path()).unwrap();
    state
        .execute_batch(
            "DROP TABLE looks; ALTER TABLE sources DROP COLUMN in_folders; PRAGMA user_version = 9;",
        )
        .unwrap();
    drop(state);
    let store = fixture.run(day(11));
    assert_eq!(looks(&store), None);
    assert!(wait(store.known(&source())).unwrap().get("a/1").is_some());
}
