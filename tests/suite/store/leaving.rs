//! When an entry appears, and what makes it leave its feeds.

use super::*;

#[test]
fn a_future_entry_appears_when_it_is_due_and_leaves_when_the_clock_is_turned_back() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("now", day(9), &[])), item(entry("later", day(12), &["x"]))]);
    finish(&store, &[]);
    publish(&store);
    assert_eq!(shown(&store, "home", 5), ["now"]);
    drop(store);
    let store = fixture.run(day(13));
    assert_eq!(dirty(&store), ["home", "category/x"]);
    assert_eq!(shown(&store, "home", 5), ["later", "now"]);
    publish(&store);
    drop(store);
    let store = fixture.run(day(11));
    assert_eq!(shown(&store, "home", 5), ["now"]);
    assert!(dirty(&store).contains(&"home".to_owned()));
}

#[test]
fn an_entry_that_expires_leaves_by_itself() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let mut expiring = entry("a", day(1), &["x"]);
    expiring.visible_until = Some(day(12));
    merge(&store, vec![item(expiring)]);
    finish(&store, &[]);
    publish(&store);
    drop(store);
    let store = fixture.run(day(12));
    assert_eq!(dirty(&store), ["home", "category/x"]);
    assert!(shown(&store, "home", 5).is_empty());
    assert_eq!(wait(store.items(None, 1)).unwrap()[0].held, Some(HeldReason::Expired));
}

#[test]
fn what_is_gone_leaves_its_feeds_and_the_feeds_stay() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(1), &["x"]))]);
    finish(&store, &[]);
    publish(&store);
    finish(&store, &["a"]);
    assert_eq!(dirty(&store), ["home", "category/x"]);
    assert_eq!(feeds(&store).iter().map(|feed| feed.entries).collect::<Vec<_>>(), [0, 0]);
    assert!(wait(store.items(None, 5)).unwrap().is_empty());
}

#[test]
fn removing_more_than_a_fifth_and_more_than_ten_is_refused_once_and_again() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let keys: Vec<String> = (0..50).map(|n| format!("k{n:02}")).collect();
    merge(&store, keys.iter().map(|key| item(entry(key, day(1), &[]))).collect());
    finish(&store, &[]);
    publish(&store);
    for (gone, refused) in [(11, true), (11, true), (10, false)] {
        let gone = keys[..gone].iter().map(ItemKey::new).collect();
        wait(store.finish(&source(), Pulled { gone, ..Pulled::default() })).unwrap();
        let settled = wait(store.settle(false)).unwrap();
        assert_eq!(settled.refused, refused);
        assert_eq!(dirty(&store).is_empty(), refused);
    }
    let gone = keys[10..].iter().map(ItemKey::new).collect();
    wait(store.finish(&source(), Pulled { gone, ..Pulled::default() })).unwrap();
    let settled = wait(store.settle(true)).unwrap();
    assert_eq!((settled.removed, settled.before, settled.refused), (40, 40, false));
}

#[test]
fn an_entry_that_is_held_back_waits_for_the_end_and_one_that_cannot_be_read_stays() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(1), &[])), item(entry("b", day(2), &[]))]);
    finish(&store, &[]);
    merge(&store, vec![held("a", HeldReason::Draft), held("b", HeldReason::Unreadable)]);
    assert_eq!(shown(&store, "home", 5), ["b", "a"], "nothing goes before the end");
    finish(&store, &[]);
    assert_eq!(shown(&store, "home", 5), ["b"]);
    let known = wait(store.known(&source())).unwrap();
    assert_eq!(known.get("b").unwrap().fingerprint.modified, 0, "it is looked at again");
}

#[test]
fn a_source_that_the_configuration_no_longer_has_loses_its_entries() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(1), &[]))]);
    finish(&store, &[]);
    let run = Run {
        now: day(11),
        sources: Vec::new(),
        membership: ContentHash::of(b"membership"),
        rendering: ContentHash::of(b"rendering"),
        host: "a.example".to_owned(),
        time: Time::Asked,
        ..Run::default()
    };
    wait(store.begin(run, false)).unwrap();
    assert_eq!(wait(store.settle(false)).unwrap().removed, 1);
    assert!(shown(&store, "home", 5).is_empty());
}

#[test]
fn a_hidden_entry_is_out_at_once_and_stays_out_when_it_is_read_again() {
    for what in ["tag:a.example,2024:a", "https://a.example/a"] {
        let fixture = Fixture::new();
        let store = fixture.run(day(10));
        merge(&store, vec![item(entry("a", day(1), &["x"]))]);
        finish(&store, &[]);
        publish(&store);
        assert_eq!(wait(store.hide(what.to_owned(), false)).unwrap(), Hidden::Entries(1));
        assert_eq!(dirty(&store), ["home", "category/x"]);
        let mut edited = entry("a", day(1), &["y"]);
        edited.title = PlainText::new("edited");
        merge(&store, vec![item(edited)]);
        assert!(shown(&store, "home", 5).is_empty(), "{what}");
        assert_eq!(wait(store.hide(what.to_owned(), false)).unwrap(), Hidden::Already);
        assert_eq!(wait(store.hide(what.to_owned(), true)).unwrap(), Hidden::Entries(1));
        assert_eq!(shown(&store, "category/y", 5), ["a"]);
    }
}
