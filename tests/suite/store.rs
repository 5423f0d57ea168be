//! The contract that every store keeps, and what the `SQLite` file does beyond it.

use std::sync::Arc;

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use feedloom::model::change::{Dated, HeldReason, IdOrigin, Incoming, Normalized, Pulled};
use feedloom::model::entry::{CategoryPath, Content, Entry};
use feedloom::model::feed::{FeedKey, FeedKind, Membership};
use feedloom::model::ids::{ContentHash, EntryId, Fingerprint, ItemKey, SourceId};
use feedloom::model::parts::PlainText;
use feedloom::model::policy::Fits;
use feedloom::store::sqlite::{Mode, SqliteStore};
use feedloom::store::{
    FeedRow, Hidden, Publication, PublishedDocument, Run, Store, StoreError, Time, Transition,
};
use feedloom::text::slug;

mod brought;
mod file;
mod ids;
mod kept;
mod leaving;
mod looks;
mod names;
mod planet;
mod polled;
mod retained;
mod twins;

/// Waits for what a store does.
fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn day(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 3, day, 12, 0, 0).unwrap()
}

fn source() -> SourceId {
    SourceId::new("notes")
}

/// A store in a folder of its own, between whose runs the process may have died.
struct Fixture {
    folder: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("state.sqlite")
    }

    fn try_open(&self, mode: Mode) -> Result<SqliteStore, StoreError> {
        let memberships = Arc::new(|entry: &Entry| {
            let mut feeds = vec![Membership { feed: FeedKey::home(), names: Vec::new() }];
            for category in &entry.categories {
                for depth in 1..=category.0.len() {
                    let names = category.0[..depth].to_vec();
                    let path = names.iter().map(|name| slug::key(name.as_str())).collect();
                    feeds.push(Membership { feed: FeedKey { kind: FeedKind::Category, path }, names });
                }
            }
            feeds
        });
        SqliteStore::open(&self.path(), mode, day(10), memberships)
    }

    /// Opens the store and begins a run at `now`.
    fn run(&self, now: DateTime<Utc>) -> SqliteStore {
        let store = self.try_open(Mode::Commit).unwrap();
        begin(&store, now);
        store
    }
}

fn begin(store: &SqliteStore, now: DateTime<Utc>) {
    let run = Run {
        now,
        sources: vec![(source(), ContentHash::of(b"recipe"))],
        membership: ContentHash::of(b"membership"),
        rendering: ContentHash::of(b"rendering"),
        host: "a.example".to_owned(),
        time: Time::Asked,
        ..Run::default()
    };
    wait(store.begin(run, false)).unwrap();
}

fn entry(key: &str, date: DateTime<Utc>, category: &[&str]) -> Entry {
    Entry {
        id: EntryId::new(format!("tag:a.example,2024:{key}")),
        guid: None,
        source: source(),
        key: ItemKey::new(key),
        title: PlainText::new(key),
        link: Some(format!("https://a.example/{key}").parse().unwrap()),
        related: None,
        published: date,
        updated: date,
        visible_from: Some(date),
        visible_until: None,
        revised: None,
        authors: Vec::new(),
        categories: if category.is_empty() {
            Vec::new()
        } else {
            vec![CategoryPath(category.iter().map(|level| PlainText::new(level)).collect())]
        },
        tags: Vec::new(),
        language: None,
        summary: None,
        image: None,
        enclosures: Vec::new(),
        rights: None,
        episode: None,
        carried: None,
        fits: Fits::default(),
        content: Content::None,
        origin: None,
        also: Vec::new(),
        base: None,
    }
}

fn item(entry: Entry) -> Normalized {
    Normalized {
        key: entry.key.clone(),
        fingerprint: Fingerprint {
            size: 1,
            modified: 1,
            hash: ContentHash::of(entry.key.as_str().as_bytes()),
        },
        renamed_from: None,
        likeness: None,
        evidence: None,
        outcome: Ok(Box::new(Incoming {
            entry,
            id_origin: IdOrigin::Minted,
            dated: Dated::Said,
            content: None,
        })),
        defects: Vec::new(),
    }
}

fn held(key: &str, reason: HeldReason) -> Normalized {
    Normalized { outcome: Err(reason), ..item(entry(key, day(1), &[])) }
}

fn merge(store: &SqliteStore, items: Vec<Normalized>) {
    wait(store.merge(&source(), items)).unwrap();
}

fn finish(store: &SqliteStore, gone: &[&str]) {
    let gone = gone.iter().map(|key| ItemKey::new(*key)).collect();
    wait(store.finish(&source(), Pulled { gone, ..Pulled::default() })).unwrap();
    wait(store.settle(false)).unwrap();
}

fn feeds(store: &SqliteStore) -> Vec<FeedRow> {
    wait(store.feeds()).unwrap()
}

/// The feeds that are dirty, by what they are called.
fn dirty(store: &SqliteStore) -> Vec<String> {
    feeds(store).iter().filter(|feed| feed.dirty).map(|feed| feed.key.to_string()).collect()
}

/// Writes every feed down as written.
fn publish(store: &SqliteStore) {
    let clean = feeds(store).iter().map(|feed| (feed.row, Some(day(1)))).collect();
    wait(store.publish(Publication { clean, ..Publication::default() })).unwrap();
}

/// The keys of a feed's entries, in order.
fn shown(store: &SqliteStore, feed: &str, limit: usize) -> Vec<String> {
    let Some(row) = feeds(store).into_iter().find(|row| row.key.to_string() == feed) else {
        return Vec::new();
    };
    let selected = wait(store.select(vec![row.row], limit)).unwrap();
    selected[0].entries.iter().map(|(_, entry)| entry.key.as_str().to_owned()).collect()
}

#[test]
fn an_entry_is_in_its_categories_and_all_above_them() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(1), &["Tech", "Linux"]))]);
    finish(&store, &[]);
    assert_eq!(dirty(&store), ["home", "category/tech", "category/tech/linux"]);
    for feed in dirty(&store) {
        assert_eq!(shown(&store, &feed, 5), ["a"], "{feed}");
    }
}

#[test]
fn the_order_is_by_date_then_id_and_not_by_arrival() {
    let entries = [("c", day(3)), ("a", day(3)), ("b", day(3)), ("old", day(1)), ("new", day(5))];
    for turn in 0..entries.len() {
        let fixture = Fixture::new();
        let store = fixture.run(day(10));
        let mut turned = entries;
        turned.rotate_left(turn);
        merge(&store, turned.iter().map(|(key, date)| item(entry(key, *date, &[]))).collect());
        finish(&store, &[]);
        assert_eq!(shown(&store, "home", 9), ["new", "a", "b", "c", "old"]);
        assert_eq!(shown(&store, "home", 3), ["new", "a", "b"], "a limit amid entries of one date");
    }
}

#[test]
fn what_is_unchanged_makes_nothing_dirty() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let items = || vec![item(entry("a", day(1), &["x"])), item(entry("b", day(2), &["y"]))];
    merge(&store, items());
    finish(&store, &[]);
    publish(&store);
    drop(store);
    let store = fixture.run(day(11));
    merge(&store, items());
    finish(&store, &[]);
    assert!(dirty(&store).is_empty());
}

#[test]
fn an_edit_makes_dirty_the_feeds_it_was_in_and_those_it_is_in() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(1), &["x"])), item(entry("b", day(1), &["other"]))]);
    finish(&store, &[]);
    publish(&store);
    merge(&store, vec![item(entry("a", day(1), &["y"]))]);
    assert_eq!(dirty(&store), ["home", "category/x", "category/y"]);
    assert!(shown(&store, "category/x", 5).is_empty());
}

#[test]
fn dirty_marks_survive_the_end_of_the_process() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(1), &["x"]))]);
    drop(store);
    let store = fixture.run(day(10));
    assert_eq!(dirty(&store), ["home", "category/x"]);
    assert_eq!(shown(&store, "category/x", 5), ["a"]);
}

#[test]
fn a_changed_recipe_asks_for_everything_anew_until_a_pull_is_complete() {
    let fixture = Fixture::new();
    let store = fixture.try_open(Mode::Commit).unwrap();
    let begin = |recipe: &[u8]| {
        let run = Run {
            now: day(10),
            sources: vec![(source(), ContentHash::of(recipe))],
            membership: ContentHash::of(b"m"),
            rendering: ContentHash::of(b"r"),
            host: String::new(),
            time: Time::Asked,
            ..Run::default()
        };
        wait(store.begin(run, false)).unwrap().reread.len()
    };
    assert_eq!(begin(b"one"), 1);
    assert_eq!(begin(b"one"), 1, "no pull was complete");
    finish(&store, &[]);
    assert_eq!(begin(b"one"), 0);
    assert_eq!(begin(b"two"), 1);
}

#[test]
fn a_source_breaks_once_and_recovers_once() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let fail = || wait(store.fail(&source(), "gone".to_owned())).unwrap();
    let work = || wait(store.finish(&source(), Pulled::default())).unwrap().transition;
    assert_eq!(
        [work(), fail(), fail(), work(), work()],
        [Transition::Same, Transition::Broken, Transition::Same, Transition::Recovered, Transition::Same]
    );
}

#[test]
fn a_name_is_spelled_as_the_newest_entry_spells_it() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    merge(&store, vec![item(entry("a", day(1), &["new media"])), item(entry("b", day(2), &["New-Media"]))]);
    finish(&store, &[]);
    let name = |store: &SqliteStore| feeds(store)[1].names[0].as_str().to_owned();
    assert_eq!(name(&store), "New-Media");
    finish(&store, &["b"]);
    assert_eq!(name(&store), "new media");
}

#[test]
fn what_a_publication_says_is_all_there_or_not_at_all() {
    let fixture = Fixture::new();
    let store = fixture.run(day(10));
    let document = PublishedDocument {
        path: "rss.xml".to_owned(),
        feed: None,
        format: "rss".to_owned(),
        size: 3,
        modified: Some(7),
        hash: ContentHash::of(b"abc"),
    };
    let intended = PublishedDocument { modified: None, ..document.clone() };
    wait(store.intend(vec![intended.clone()])).unwrap();
    assert_eq!(wait(store.documents()).unwrap(), [intended]);
    let publication = Publication { placed: vec![document.clone()], ..Publication::default() };
    wait(store.publish(publication)).unwrap();
    drop(store);
    let store = fixture.run(day(10));
    assert_eq!(wait(store.documents()).unwrap(), [document]);
    assert!(wait(store.notification()).unwrap());
    wait(store.notified()).unwrap();
    assert!(!wait(store.notification()).unwrap());
}
