//! One post that several sources carry: one entry, whichever comes first, and apart again.

use feedloom::model::change::{IdOrigin, Normalized, Pulled};
use feedloom::model::entry::{Entry, Origin};
use feedloom::model::evidence::Evidence;
use feedloom::model::ids::{ContentHash, EntryId, ItemKey, SourceId};
use feedloom::model::parts::PlainText;
use feedloom::model::policy::Retention;
use feedloom::store::sqlite::{Mode, SqliteStore};
use feedloom::store::{Hidden, Run, Store as _, Time};
use std::collections::HashMap;
use std::sync::Arc;

use super::{Fixture, day, dirty, entry, feeds, item, publish, wait};

/// Begins a run with these sources, the first of which comes first.
pub(super) fn begin(fixture: &Fixture, sources: &[&str]) -> SqliteStore {
    begin_keeping(fixture, sources, true)
}

/// As [`begin`]. Where entries outlive their sources, they only leave the feeds when the configuration no longer has those.
fn begin_keeping(fixture: &Fixture, sources: &[&str], outlive: bool) -> SqliteStore {
    let kept = |id: &&str| outlive.then(|| (SourceId::new(*id), Retention::default()));
    let store = fixture.try_open(Mode::Commit).unwrap();
    let run = Run {
        now: day(10),
        sources: sources.iter().map(|id| (SourceId::new(*id), ContentHash::of(b"recipe"))).collect(),
        membership: ContentHash::of(b"membership"),
        rendering: ContentHash::of(b"rendering"),
        host: "a.example".to_owned(),
        retention: sources.iter().filter_map(kept).collect(),
        limit: 20,
        per_source: None,
        addresses: HashMap::new(),
        time: Time::Asked,
    };
    wait(store.begin(run, false)).unwrap();
    store
}

/// An entry of a feed: the source's name is its category, `link` the digest of its link, `id` what it claims to be called.
pub(super) fn foreign(source: &str, id: &str, link: u64) -> Normalized {
    let mut foreign = entry(id, day(1), &[source]);
    foreign.id = EntryId::new(id);
    foreign.source = SourceId::new(source);
    foreign.title = PlainText::new(&format!("By {source}"));
    foreign.link = Some(format!("https://{source}.example/{link}").parse().unwrap());
    foreign.tags = vec![PlainText::new(source)];
    foreign.origin = Some(Arc::new(Origin { title: PlainText::new(source), ..Origin::default() }));
    let mut item = item(foreign);
    item.evidence = Some(Box::new(Evidence { link, title: 1, ..Evidence::default() }));
    item.outcome.as_mut().unwrap().id_origin = IdOrigin::Claimed;
    item
}

fn merge(store: &SqliteStore, items: Vec<Normalized>) {
    for item in items {
        let source = item.outcome.as_ref().unwrap().entry.source.clone();
        wait(store.merge(&source, vec![item])).unwrap();
    }
}

pub(super) fn settle(store: &SqliteStore) {
    wait(store.settle(false)).unwrap();
}

/// What a feed shows.
fn shown(store: &SqliteStore, feed: &str) -> Vec<Entry> {
    let found = feeds(store).into_iter().find(|row| row.key.to_string() == feed);
    let Some(row) = found.map(|feed| feed.row) else { return Vec::new() };
    let selected = wait(store.select(vec![row], 9)).unwrap();
    selected[0].entries.iter().map(|(_, entry)| (**entry).clone()).collect()
}

/// The ids and sources of what a feed shows.
pub(super) fn names(store: &SqliteStore, feed: &str) -> Vec<(String, String)> {
    let name = |entry: &Entry| (entry.id.as_str().to_owned(), entry.source.as_str().to_owned());
    shown(store, feed).iter().map(name).collect()
}

pub(super) fn pair(id: &str, source: &str) -> Vec<(String, String)> {
    vec![(id.to_owned(), source.to_owned())]
}

fn count(store: &SqliteStore, feed: &str) -> u64 {
    feeds(store).iter().find(|row| row.key.to_string() == feed).map_or(0, |row| row.entries)
}

#[test]
fn one_post_is_one_entry_with_all_its_categories_in_all_feeds_of_both_whoever_comes_first() {
    for turn in [false, true] {
        let fixture = Fixture::new();
        let store = begin(&fixture, &["one", "two"]);
        let mut items = vec![foreign("one", "urn:1", 7), foreign("two", "urn:2", 7)];
        if turn {
            items.reverse();
        }
        merge(&store, items);
        settle(&store);
        for feed in ["home", "category/one", "category/two"] {
            assert_eq!(names(&store, feed), pair("urn:1", "one"), "{feed}");
            assert_eq!(count(&store, feed), 1, "{feed}");
        }
        let entry = shown(&store, "home").remove(0);
        let categories: Vec<&str> = entry.categories.iter().map(|path| path.0[0].as_str()).collect();
        assert_eq!(categories, ["one", "two"]);
        assert_eq!(entry.tags, [PlainText::new("one"), PlainText::new("two")]);
        assert_eq!((entry.title.as_str(), entry.also.len()), ("By one", 1));
        assert_eq!(entry.also[0].title.as_str(), "two");
        assert_eq!(wait(store.items(None, 9)).unwrap().len(), 2, "both stay");
    }
}

#[test]
fn what_was_published_first_keeps_its_id_whoever_comes_and_goes() {
    for outlive in [true, false] {
        comes_and_goes(outlive);
    }
}

fn comes_and_goes(outlive: bool) {
    let fixture = Fixture::new();
    let store = begin_keeping(&fixture, &["one", "two"], outlive);
    merge(&store, vec![foreign("two", "urn:2", 7)]);
    settle(&store);
    publish(&store);
    merge(&store, vec![foreign("one", "urn:1", 7)]);
    settle(&store);
    assert_eq!(dirty(&store), ["home", "category/one", "category/two"]);
    assert_eq!(names(&store, "home"), pair("urn:2", "one"), "the first source's words under the known id");
    publish(&store);
    // Neither an edit nor the end of the one that brought the id makes another of it.
    let mut edited = foreign("one", "urn:1", 7);
    edited.outcome.as_mut().unwrap().entry.title = PlainText::new("Edited");
    merge(&store, vec![edited]);
    settle(&store);
    assert_eq!(names(&store, "category/two"), pair("urn:2", "one"));
    publish(&store);
    drop(store);
    let store = begin_keeping(&fixture, &["one"], outlive);
    settle(&store);
    assert_eq!(names(&store, "home"), pair("urn:2", "one"));
    assert!(shown(&store, "category/two").is_empty());
    assert!(shown(&store, "home")[0].also.is_empty());
    publish(&store);
    drop(store);
    // And back.
    let store = begin_keeping(&fixture, &["one", "two"], outlive);
    merge(&store, vec![foreign("two", "urn:2", 7)]);
    settle(&store);
    assert_eq!(names(&store, "category/two"), pair("urn:2", "one"));
    assert_eq!(count(&store, "home"), 1);
    drop(store);
    // The other one alone keeps the id, too.
    let store = begin_keeping(&fixture, &["two"], outlive);
    settle(&store);
    assert_eq!(names(&store, "home"), pair("urn:2", "two"));
}

#[test]
fn a_post_that_is_the_same_no_more_is_apart_with_its_own_id() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "two"]);
    merge(&store, vec![foreign("one", "urn:1", 7), foreign("two", "urn:2", 7)]);
    settle(&store);
    publish(&store);
    merge(&store, vec![foreign("two", "urn:2", 8)]);
    settle(&store);
    assert_eq!(names(&store, "category/one"), pair("urn:1", "one"));
    assert_eq!(names(&store, "category/two"), pair("urn:2", "two"));
    assert_eq!(count(&store, "home"), 2);
    // And one again.
    merge(&store, vec![foreign("two", "urn:2", 7)]);
    settle(&store);
    assert_eq!(names(&store, "home"), pair("urn:1", "one"));
}

#[test]
fn an_id_makes_one_of_what_is_alike_and_what_is_not_gets_a_digest() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "two", "three"]);
    let mut like = foreign("two", "urn:1", 0);
    like.outcome.as_mut().unwrap().entry.title = PlainText::new("By one");
    merge(&store, vec![foreign("one", "urn:1", 0), like, foreign("three", "urn:1", 0)]);
    let settled = wait(store.settle(false)).unwrap();
    assert_eq!(names(&store, "category/two"), pair("urn:1", "one"));
    let other = names(&store, "category/three").remove(0);
    assert!(other.0.starts_with("tag:a.example,2000-01-01:three/") && other.1 == "three", "{other:?}");
    assert_eq!(settled.doubled.into_iter().collect::<Vec<_>>(), [(SourceId::new("three"), 1)]);
}

#[test]
fn a_link_that_a_source_gives_several_entries_says_nothing() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "two"]);
    merge(&store, vec![foreign("one", "urn:1", 7), foreign("two", "urn:2", 7)]);
    settle(&store);
    publish(&store);
    assert_eq!(count(&store, "home"), 1);
    merge(&store, vec![foreign("two", "urn:3", 7)]);
    settle(&store);
    assert_eq!(count(&store, "home"), 3);
}

#[test]
fn the_order_of_the_sources_decides_who_is_shown_and_nothing_else() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "two"]);
    merge(&store, vec![foreign("one", "urn:1", 7), foreign("two", "urn:2", 7)]);
    settle(&store);
    publish(&store);
    drop(store);
    let store = begin(&fixture, &["one", "two"]);
    settle(&store);
    assert!(dirty(&store).is_empty(), "nothing changed");
    drop(store);
    let store = begin(&fixture, &["two", "one"]);
    settle(&store);
    assert_eq!(dirty(&store), ["home", "category/one", "category/two"]);
    assert_eq!(names(&store, "home"), pair("urn:1", "two"));
}

#[test]
fn an_article_of_the_site_comes_before_the_feeds_that_carry_it() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "notes"]);
    let mut own = item(entry("own", day(1), &["notes"]));
    own.evidence = Some(Box::new(Evidence { link: 7, ..Evidence::default() }));
    merge(&store, vec![foreign("one", "urn:1", 7), own]);
    settle(&store);
    assert_eq!(names(&store, "category/one"), pair("tag:a.example,2024:own", "notes"));
    assert_eq!(shown(&store, "home")[0].also[0].title.as_str(), "one");
}

#[test]
fn a_hidden_post_is_out_with_its_twins_and_stays_out_when_they_part() {
    for what in ["urn:1", "https://two.example/7"] {
        let fixture = Fixture::new();
        let store = begin(&fixture, &["one", "two"]);
        merge(&store, vec![foreign("one", "urn:1", 7), foreign("two", "urn:2", 7)]);
        settle(&store);
        publish(&store);
        assert_eq!(wait(store.hide(what.to_owned(), false)).unwrap(), Hidden::Entries(1));
        assert_eq!(dirty(&store), ["home", "category/one", "category/two"]);
        settle(&store);
        assert_eq!(count(&store, "home"), 0);
        merge(&store, vec![foreign("two", "urn:2", 8)]);
        settle(&store);
        assert_eq!(count(&store, "home"), 0, "{what}");
        assert_eq!(wait(store.hide("urn:2".to_owned(), true)).unwrap(), Hidden::Entries(2), "{what}");
        settle(&store);
        assert_eq!(count(&store, "home"), 2, "{what}");
    }
}

#[test]
fn what_was_parted_before_the_process_ended_is_put_together_by_the_next() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "two"]);
    merge(&store, vec![foreign("one", "urn:1", 7), foreign("two", "urn:2", 7)]);
    drop(store);
    let store = begin(&fixture, &["one", "two"]);
    settle(&store);
    assert_eq!(count(&store, "home"), 1);
    publish(&store);
    let mut edited = foreign("two", "urn:2", 7);
    edited.outcome.as_mut().unwrap().entry.title = PlainText::new("Edited");
    merge(&store, vec![edited]);
    drop(store);
    let store = begin(&fixture, &["one", "two"]);
    settle(&store);
    assert_eq!(names(&store, "home"), pair("urn:1", "one"));
    assert_eq!(count(&store, "home"), 1);
}

#[test]
fn many_that_come_at_once_are_paired_as_few_are() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one", "two"]);
    let all = |source: &str| {
        (1..=900).map(|n| foreign(source, &format!("urn:{source}:{n}"), n)).collect::<Vec<_>>()
    };
    for source in ["one", "two"] {
        wait(store.merge(&SourceId::new(source), all(source))).unwrap();
    }
    settle(&store);
    assert_eq!((count(&store, "home"), count(&store, "category/two")), (900, 900));
}

#[test]
fn an_item_under_another_key_keeps_the_id_that_it_claimed_first_and_it_is_written_down() {
    let fixture = Fixture::new();
    let store = begin(&fixture, &["one"]);
    merge(&store, vec![foreign("one", "urn:1", 7)]);
    settle(&store);
    publish(&store);
    for n in 2..5 {
        let mut renamed = foreign("one", &format!("urn:{n}"), 7);
        renamed.renamed_from = Some(ItemKey::new(format!("urn:{}", n - 1)));
        renamed.likeness = Some(feedloom::model::evidence::Likeness::Link);
        merge(&store, vec![renamed.clone()]);
        renamed.renamed_from = None;
        renamed.outcome.as_mut().unwrap().entry.title = PlainText::new("Edited");
        merge(&store, vec![renamed]);
        wait(store.finish(&SourceId::new("one"), Pulled::default())).unwrap();
        settle(&store);
        assert_eq!(names(&store, "home"), pair("urn:1", "one"), "{n}");
    }
    let decisions = wait(store.decisions(&SourceId::new("one"))).unwrap();
    let names: Vec<(&str, &str)> =
        decisions.iter().map(|decision| (decision.earlier.as_str(), decision.key.as_str())).collect();
    assert_eq!(names, [("urn:3", "urn:4"), ("urn:2", "urn:3"), ("urn:1", "urn:2")]);
}
