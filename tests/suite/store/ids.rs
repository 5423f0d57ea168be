//! Which id an entry has: one that it keeps, whatever becomes of the item.

use super::*;

#[test]
fn an_id_stays_through_a_rename_a_new_date_and_a_new_title() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("old", day(1), &[]))]);
    finish(&store, &[]);
    let mut renamed = item(entry("new", day(2), &[]));
    renamed.renamed_from = Some(ItemKey::new("old"));
    merge(&store, vec![renamed]);
    finish(&store, &["old"]);
    let items = wait(store.items(None, 10)).unwrap();
    assert_eq!(items.len(), 1);
    let entry = items[0].entry.as_ref().unwrap();
    assert_eq!((entry.id.as_str(), entry.key.as_str()), ("tag:a.example,2024:old", "new"));
    assert_eq!(entry.published, day(2));
}

#[test]
fn an_id_that_the_item_names_wins_over_the_one_that_was_made() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(1), &[]))]);
    let mut claiming = entry("a", day(1), &[]);
    claiming.id = EntryId::new("urn:x:1");
    let mut claiming = item(claiming);
    claiming.outcome.as_mut().unwrap().id_origin = IdOrigin::Claimed;
    merge(&store, vec![claiming]);
    finish(&store, &[]);
    assert_eq!(wait(store.items(None, 10)).unwrap()[0].entry.as_ref().unwrap().id.as_str(), "urn:x:1");
}

#[test]
fn an_id_that_was_published_with_what_no_uri_may_have_stays_as_readers_know_it() {
    let claiming = |id: &str| {
        let mut entry = entry("a", day(1), &[]);
        entry.id = EntryId::new(id);
        let mut item = item(entry);
        item.outcome.as_mut().unwrap().id_origin = IdOrigin::Claimed;
        item
    };
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![claiming("https://old.example/?a[]=1|b")]);
    for (claimed, kept) in [
        ("https://old.example/?a%5B%5D=1%7Cb", "https://old.example/?a[]=1|b"),
        ("https://old.example/?a%5B%5D=2", "https://old.example/?a%5B%5D=2"),
    ] {
        merge(&store, vec![claiming(claimed)]);
        let items = wait(store.items(None, 10)).unwrap();
        let ids: Vec<_> = items.iter().map(|item| item.entry.as_ref().unwrap().id.as_str()).collect();
        assert_eq!(ids, [kept]);
    }
}

#[test]
fn of_two_entries_with_one_id_the_older_keeps_it_and_the_other_keeps_its_own_for_ever() {
    let claiming = |key: &str, date| {
        let mut entry = entry(key, date, &[]);
        entry.id = EntryId::new("urn:x:1");
        let mut item = item(entry);
        item.outcome.as_mut().unwrap().id_origin = IdOrigin::Claimed;
        item
    };
    let ids = |store: &SqliteStore| -> Vec<String> {
        let items = wait(store.items(None, 10)).unwrap();
        items.into_iter().map(|item| item.entry.unwrap().id.as_str().to_owned()).collect()
    };
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![claiming("a", day(2)), claiming("b", day(1))]);
    finish(&store, &[]);
    let first = ids(&store);
    assert_eq!(first[1], "urn:x:1", "the older one");
    assert!(first[0].starts_with("tag:a.example,2000-01-01:notes/"), "{}", first[0]);
    // Edited later, in a run of its own, and even made the older of the two: nothing moves.
    let store = {
        drop(store);
        fixture.run(day(11))
    };
    merge(&store, vec![claiming("a", day(1) - Duration::days(9))]);
    finish(&store, &[]);
    assert_eq!(ids(&store), first);
}
