//! What the state costs where feeds are asked of servers: `cargo bench --bench store`.
//!
//! In: the number of feeds as an argument (10,000 without one). Out: CPU in microseconds per feed for a first poll in which each
//! brings 25 entries, for one in which each brings one more, and for one that brings nothing. What making the entries costs is taken off. No
//! network, no parsing, no publishing: the store alone.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use feedloom::model::change::{Dated, IdOrigin, Incoming, Normalized, Pulled};
use feedloom::model::entry::{Content, Entry, Origin};
use feedloom::model::feed::{FeedKey, Membership};
use feedloom::model::ids::{ContentHash, EntryId, Fingerprint, ItemKey, SourceId};
use feedloom::model::parts::{Html, PlainText};
use feedloom::model::policy::Retention;
use feedloom::model::poll::{Octets, PollState, Validators};
use feedloom::store::sqlite::{Mode, SqliteStore};
use feedloom::store::{Polled, Publication, Run, Store as _};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use url::Url;

/// That of the program.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Entries of a document.
const ENTRIES: usize = 25;

/// Polls that are written down together: about what gathers while 64 are under way.
const TOGETHER: usize = 32;

fn main() {
    let number = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let folder =
        tempfile::tempdir_in(std::env::var_os("FEEDLOOM_BENCH").unwrap_or_else(|| "/dev/shm".into()))
            .or_else(|_| tempfile::tempdir())
            .unwrap();
    let path = folder.path().join("state.sqlite");
    let now = Utc.with_ymd_and_hms(2026, 7, 1, 10, 0, 0).unwrap();
    let (made, ()) = cost(|| {
        for feed in 0..number {
            drop(std::hint::black_box(items(feed, 0..ENTRIES)));
        }
    });
    let (asked, ()) = cost(|| {
        for feed in 0..number {
            let state = about_to_be_asked(
                answered(about_to_be_asked(PollState::default(), feed, now), now),
                feed,
                now,
            );
            drop(std::hint::black_box((
                state.clone(),
                answered(state, now),
                source(feed),
                source(feed),
                source(feed),
            )));
        }
    });
    let per_feed = |cpu: f64| cpu * 1e6 / number as f64;
    println!("{:<28}{:>8}  µs per feed", "", "CPU");
    for (hour, name, entries) in [
        (0, "first poll, 25 entries", 0..ENTRIES),
        (1, "one new entry", ENTRIES..ENTRIES + 1),
        (2, "nothing new", 0..0),
        (3, "nothing new again", 0..0),
    ] {
        let share = entries.len() as f64 / ENTRIES as f64;
        let now = now + Duration::hours(hour);
        let (cpu, ()) = cost(|| poll(&path, number, now, &entries));
        println!("{name:<28}{:>8.1}", per_feed((cpu - made * share - asked).max(0.0)));
    }
    let usage = getrusage(UsageWho::RUSAGE_SELF).unwrap();
    println!(
        "peak {:.1} MiB; the file has {:.1} MB",
        usage.max_rss() as f64 / 1024.0,
        path.metadata().unwrap().len() as f64 / 1e6
    );
}

/// What `work` costs, in seconds of CPU.
fn cost<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let cpu = || {
        let usage = getrusage(UsageWho::RUSAGE_SELF).unwrap();
        seconds(usage.user_time()) + seconds(usage.system_time())
    };
    let before = cpu();
    let done = work();
    (cpu() - before, done)
}

fn source(feed: usize) -> SourceId {
    SourceId::new(format!("feed-{feed:05}"))
}

fn poll(path: &Path, number: usize, now: DateTime<Utc>, entries: &std::ops::Range<usize>) {
    let home = Arc::new(|_: &Entry| vec![Membership { feed: FeedKey::home(), names: Vec::new() }]);
    let store = SqliteStore::open(path, Mode::Commit, now, home).unwrap();
    let run = Run {
        now,
        sources: (0..number).map(|feed| (source(feed), ContentHash::of(b"recipe"))).collect(),
        host: "planet.example".to_owned(),
        retention: (0..number).map(|feed| (source(feed), Retention::default())).collect(),
        limit: 20,
        per_source: None,
        addresses: HashMap::new(),
        ..Run::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        store.begin(run, false).await.unwrap();
        store.poll_times().await.unwrap();
        let feeds: Vec<usize> = (0..number).collect();
        for feeds in feeds.chunks(TOGETHER) {
            ask(&store, feeds, now, entries).await;
        }
        store.settle(false).await.unwrap();
        if store.idle().await.unwrap().is_none() {
            let feeds = store.feeds().await.unwrap();
            store.select(vec![feeds[0].row], 20).await.unwrap();
            let clean = feeds.iter().map(|feed| (feed.row, Some(now))).collect();
            store.publish(Publication { clean, ..Publication::default() }).await.unwrap();
        }
    });
}

async fn ask(store: &SqliteStore, feeds: &[usize], now: DateTime<Utc>, entries: &std::ops::Range<usize>) {
    let states = store.poll_states(feeds.iter().map(|feed| source(*feed)).collect()).await.unwrap();
    let leased =
        feeds.iter().zip(states).map(|(feed, state)| (source(*feed), about_to_be_asked(state, *feed, now)));
    let leased: Vec<(SourceId, PollState)> = leased.collect();
    store.lease(leased.clone()).await.unwrap();
    let mut polled = Vec::new();
    for ((source, state), feed) in leased.into_iter().zip(feeds) {
        let mut document = None;
        if !entries.is_empty() {
            store.known(&source).await.unwrap();
            document = Some(Pulled { seen: ENTRIES as u64, defects: Some(Vec::new()), ..Pulled::default() });
        }
        let items = items(*feed, entries.clone());
        let state = Box::new(answered(state, now));
        polled.push(Polled { source, state, items, pulled: document, has_moved: false });
    }
    store.record(polled).await.unwrap();
}

fn about_to_be_asked(mut state: PollState, feed: usize, now: DateTime<Utc>) -> PollState {
    let url = Url::parse(&format!("https://host-{feed}.example/feed.xml")).unwrap();
    state.times.of = Some(ContentHash::of(url.as_str().as_bytes()));
    state.times.planned = Some(now + Duration::hours(1));
    state.url = Some(url);
    state.times.asked = Some(now);
    state.pending = true;
    state
}

fn answered(mut state: PollState, now: DateTime<Utc>) -> PollState {
    state.pending = false;
    state.last_success = Some(now);
    state.body = Some(ContentHash::of(b"body"));
    state.recipe = Some(ContentHash::of(b"recipe"));
    "A feed of somebody else".clone_into(&mut state.feed.title);
    state.feed.site = state.url.as_ref().map(ToString::to_string);
    state.validators = state.url.clone().map(|url| Validators {
        url,
        etag: Some(Octets::new(&b"\"5f3c-62a8b1c9\""[..])),
        last_modified: Some(Octets::new(&b"Wed, 01 Jul 2026 09:00:00 GMT"[..])),
    });
    state.empty += 1;
    state
}

/// Entries of a feed, whose dates lie among those of all others, with contents of about two kilobytes.
fn items(feed: usize, entries: std::ops::Range<usize>) -> Vec<Normalized> {
    entries.map(|number| item(feed, number)).collect()
}

fn item(feed: usize, number: usize) -> Normalized {
    let link = format!("https://host-{feed}.example/posts/2026/{number}-what-was-seen-at-{feed}-that-day/");
    let spread = (feed * 7919 + number * 104_729) % 10_000_000;
    let published = DateTime::from_timestamp(1_770_000_000 + i64::try_from(spread).unwrap(), 0).unwrap();
    let html =
        format!("<p>{feed} {number}</p>{}", "<p>Some words of a post that is long enough.</p>".repeat(41));
    let hash = ContentHash::of(html.as_bytes());
    let entry = Entry {
        id: EntryId::new(link.clone()),
        source: source(feed),
        key: ItemKey::new(link.clone()),
        title: PlainText::new(format!("What was seen at {feed} that day, part {number}").as_str()),
        link: Url::parse(&link).ok(),
        published,
        updated: published,
        summary: Some(PlainText::new(
            "A few words on what was seen, as its author would have them shown in a list of posts.",
        )),
        content: Content::Stored(hash),
        origin: Some(Arc::new(Origin {
            title: PlainText::new("A feed of somebody else"),
            feed: Url::parse(&format!("https://host-{feed}.example/feed.xml")).ok(),
            site: Url::parse(&format!("https://host-{feed}.example/")).ok(),
            ..Origin::default()
        })),
        ..Entry::default()
    };
    Normalized {
        key: entry.key.clone(),
        fingerprint: Fingerprint { hash, ..Fingerprint::default() },
        renamed_from: None,
        likeness: None,
        evidence: None,
        outcome: Ok(Box::new(Incoming {
            entry,
            id_origin: IdOrigin::Claimed,
            dated: Dated::Bounded,
            content: Some(Html::from_clean(html)),
        })),
        defects: Vec::new(),
    }
}
