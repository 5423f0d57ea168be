//! The articles source, from a folder on the disk to what the store is told.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made is a failed test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use feedloom::model::change::{Found, HeldReason, Item, Known, KnownItem, Pulled};
use feedloom::model::draft::BodyAt;
use feedloom::model::draft::Draft;
use feedloom::model::entry::{Content, Entry};
use feedloom::model::ids::{Fingerprint, ItemKey, SourceId};
use feedloom::model::options::{Options, Setting};
use feedloom::model::policy::{Future, IdPolicy, IgnoredDates, SourcePolicy};
use feedloom::normalize::normalize;
use feedloom::normalize::sanitize::Sanitizer;
use feedloom::sources::{BodyError, BuildError, PullContext, Source, SourceError, Surroundings, articles};
use tempfile::TempDir;
use tokio::sync::mpsc;

mod changes;
mod content;
mod kinds;

/// A clock long after every file of these tests.
const LATER: i64 = i64::MAX;

/// A folder of articles, and what a store would remember of it.
struct Folder {
    dir: TempDir,
    options: Options,
    known: BTreeMap<ItemKey, Fingerprint>,
}

/// What one pull told.
struct Told {
    items: BTreeMap<String, Item>,
    pulled: Pulled,
}

impl Folder {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = Options::default();
        options.set("path", Setting::Path(dir.path().to_owned()));
        Self { dir, options, known: BTreeMap::new() }
    }

    fn with(mut self, key: &'static str, value: Setting) -> Self {
        self.options.set(key, value);
        self
    }

    fn path(&self, key: &str) -> PathBuf {
        self.dir.path().join(key)
    }

    #[expect(clippy::disallowed_methods, reason = "a test writes its own fixture")]
    fn write(&self, key: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        // Files of one test were all modified at one instant, long ago, until a test says otherwise.
        self.date(key, 1_000_000_000)
    }

    fn date(&self, key: &str, seconds: u64) -> &Self {
        let file = fs::File::options().write(true).open(self.path(key)).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        self
    }

    fn source(&self) -> Arc<dyn Source> {
        build(&self.options).unwrap()
    }

    fn try_pull(&self, reread: bool, wall: i64) -> Result<Told, SourceError> {
        let known = self.known.iter().map(|(key, fingerprint)| {
            let (key, fingerprint) = (key.clone(), *fingerprint);
            KnownItem { key, fingerprint, evidence: None }
        });
        let known = Arc::new(Known::new(known.collect()));
        let source = self.source();
        let (out, mut chunks) = mpsc::channel::<Vec<Item>>(2);
        runtime().block_on(async {
            let mut items = BTreeMap::new();
            let collect = async {
                while let Some(chunk) = chunks.recv().await {
                    assert!(!chunk.is_empty() && chunk.len() <= 256);
                    for item in chunk {
                        assert!(
                            items.insert(item.key.as_str().to_owned(), item).is_none(),
                            "an item was told twice"
                        );
                    }
                }
            };
            let (pulled, ()) =
                tokio::join!(source.pull(PullContext { known, recall: None, reread, wall, out }), collect);
            Ok(Told { items, pulled: pulled? })
        })
    }

    /// Pulls, and remembers what was told, as a store does.
    fn pull(&mut self) -> Told {
        let told = self.try_pull(false, LATER).unwrap();
        self.remember(&told);
        told
    }

    fn remember(&mut self, told: &Told) {
        for item in told.items.values() {
            if let Some(old) = &item.renamed_from {
                self.known.remove(old).unwrap();
            }
            self.known.insert(item.key.clone(), item.fingerprint);
        }
        for key in &told.pulled.gone {
            self.known.remove(key).unwrap();
        }
        self.known.extend(told.pulled.touched.iter().cloned());
    }
}

impl Told {
    /// The entry that the item becomes, and where its content is.
    #[track_caller]
    fn entry(&self, key: &str) -> (Entry, BodyAt) {
        let policy = SourcePolicy {
            source: SourceId::new("notes"),
            host: "site.example".to_owned(),
            ids: IdPolicy::Tag,
            adopted: Arc::default(),
            future: Future::Hold,
            categories: Vec::new(),
            language: None,
            ignored: IgnoredDates::default(),
            contents: None,
            retention: None,
            priority: 0,
            others: None,
            own: Arc::default(),
        };
        let normalized = normalize(self.items[key].clone(), &policy, &mut Sanitizer::new(), &String::new);
        let entry = normalized.outcome.unwrap().entry;
        let Content::Deferred(at) = entry.content else { panic!("{key} has no content") };
        (entry, at)
    }

    fn keys(&self) -> Vec<&str> {
        self.items.keys().map(String::as_str).collect()
    }

    #[track_caller]
    fn draft(&self, key: &str) -> &Draft {
        match &self.items[key].found {
            Found::Draft(draft) => draft,
            Found::Held(reason) => panic!("{key} is held: {reason:?}"),
        }
    }

    #[track_caller]
    fn held(&self, key: &str) -> HeldReason {
        match &self.items[key].found {
            Found::Held(reason) => *reason,
            Found::Draft(_) => panic!("{key} is an entry"),
        }
    }

    fn defects(&self) -> Vec<String> {
        self.items.values().flat_map(|item| &item.defects).map(ToString::to_string).collect()
    }

    fn is_quiet(&self) -> bool {
        self.items.is_empty() && self.pulled.gone.is_empty() && self.pulled.touched.is_empty()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

fn build(options: &Options) -> Result<Arc<dyn Source>, BuildError> {
    let site = Surroundings {
        site_url: Arc::new("https://site.example/".parse().unwrap()),
        timezone: chrono_tz::UTC,
        apart: Vec::new(),
        categories_chosen: false,
    };
    (articles::ADAPTER.build)(&SourceId::new("notes"), options, &site)
}

fn post(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2020-01-02\n---\n\nText of {title}.\n")
}
