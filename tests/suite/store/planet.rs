//! A state of several feeds of others, for the tests beside this one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use feedloom::model::change::{Dated, IdOrigin, Normalized, Pulled};
use feedloom::model::ids::{ContentHash, ItemKey, SourceId};
use feedloom::model::policy::Retention;
use feedloom::model::poll::{Octets, PollState, Validators};
use feedloom::store::sqlite::{Mode, SqliteStore};
use feedloom::store::{Polled, Recorded, Run, Settled, Store as _, Time};
use url::Url;

use super::{Fixture, entry, item, wait};

/// A run over feeds of others, in order of priority.
pub(super) struct Planet<'a> {
    pub(super) sources: &'a [&'a str],
    pub(super) retention: Retention,
    /// Entries that a feed shows at the most.
    pub(super) limit: usize,
}

impl Planet<'_> {
    /// Opens the store and begins a run at `now`.
    pub(super) fn begin(&self, fixture: &Fixture, now: DateTime<Utc>) -> SqliteStore {
        let store = fixture.try_open(Mode::Commit).unwrap();
        let ids = || self.sources.iter().map(|source| SourceId::new(*source));
        let run = Run {
            now,
            sources: ids().map(|source| (source, ContentHash::of(b"recipe"))).collect(),
            membership: ContentHash::of(b"membership"),
            rendering: ContentHash::of(b"rendering"),
            host: "planet.example".to_owned(),
            time: Time::Asked,
            retention: ids().map(|source| (source, self.retention)).collect::<HashMap<_, _>>(),
            limit: self.limit,
            per_source: None,
            addresses: HashMap::new(),
        };
        wait(store.begin(run, false)).unwrap();
        store
    }
}

/// An entry of a feed as a poll brings it: its key names it, and its feed names its id.
pub(super) fn post(source: &str, key: &str, date: DateTime<Utc>, category: &[&str]) -> Normalized {
    let mut entry = entry(key, date, category);
    entry.source = SourceId::new(source);
    entry.visible_from = None;
    let mut item = item(entry);
    let incoming = item.outcome.as_mut().unwrap();
    incoming.id_origin = IdOrigin::Claimed;
    incoming.dated = Dated::Bounded;
    item
}

/// What is remembered of a feed that answered.
pub(super) fn state(source: &str, etag: &str) -> PollState {
    let url = Url::parse(&format!("https://{source}.example/feed")).unwrap();
    let mut state = PollState { url: Some(url.clone()), ..PollState::default() };
    state.times.of = Some(ContentHash::of(url.as_str().as_bytes()));
    state.validators =
        Some(Validators { url, etag: Some(Octets::new(etag.as_bytes())), last_modified: None });
    state
}

/// A poll that brought a document with these items.
pub(super) fn polled(source: &str, etag: &str, items: Vec<Normalized>) -> Polled {
    let present = items.iter().map(|item| item.key.clone()).collect();
    Polled {
        source: SourceId::new(source),
        state: Box::new(state(source, etag)),
        items,
        pulled: Some(Pulled { present: Some(present), ..Pulled::default() }),
        has_moved: false,
    }
}

/// Writes down a poll that brought these items.
pub(super) fn record(store: &SqliteStore, source: &str, items: Vec<Normalized>) -> Recorded {
    wait(store.record(vec![polled(source, "\"1\"", items)])).unwrap().remove(0)
}

/// Writes down a poll whose document is as known, and has these items.
pub(super) fn record_present(store: &SqliteStore, source: &str, present: &[&str]) {
    let present = present.iter().map(|key| ItemKey::new(*key)).collect();
    let pulled = Some(Pulled { present: Some(present), ..Pulled::default() });
    wait(store.record(vec![Polled { pulled, ..polled(source, "\"1\"", Vec::new()) }])).unwrap();
}

pub(super) fn settle(store: &SqliteStore) -> Settled {
    wait(store.settle(false)).unwrap()
}

/// Each item: its key, and why it is held, where it is.
pub(super) fn items(store: &SqliteStore) -> Vec<(String, String)> {
    let items = wait(store.items(None, 1000)).unwrap();
    let told = |item: feedloom::store::ItemRow| {
        (item.key.as_str().to_owned(), item.held.map_or("", |reason| reason.name()).to_owned())
    };
    items.into_iter().map(told).collect()
}
