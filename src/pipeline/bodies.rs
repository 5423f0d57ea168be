//! Content: loaded, rendered and cleaned when a feed shows it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

use crate::model::change::Defect;
use crate::model::entry::{Body, Content, Entry};
use crate::model::ids::SourceId;
use crate::normalize::VERSION;
use crate::normalize::sanitize::Sanitizer;
use crate::sources::{BodyError, Source};
use crate::store::{KeptBody, Store, StoreError};
use crate::text::html::excerpt;

/// Characters of an excerpt.
const EXCERPT: usize = 280;

/// Contents that are handed to the store at once.
const HANDED_AT_ONCE: usize = 64;

/// The contents of entries.
pub(super) struct Bodies {
    sources: HashMap<SourceId, Arc<dyn Source>>,
    kept: Option<Kept>,
}

/// Where contents are kept, so that a source that is down does not keep the others' entries out of the feeds that they share.
/// A source that is alone has nothing to share, and a run that only rehearses keeps nothing.
pub(super) struct Kept {
    store: Arc<dyn Store>,
    runtime: Handle,
    waiting: Mutex<Vec<KeptBody>>,
}

impl Kept {
    /// Contents are kept in `store`. To be made where the runtime runs, and used on its blocking threads.
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, runtime: Handle::current(), waiting: Mutex::default() }
    }

    fn keep(&self, body: KeptBody) -> Result<(), StoreError> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(body);
        if waiting.len() < HANDED_AT_ONCE {
            return Ok(());
        }
        let bodies = std::mem::take(&mut *waiting);
        drop(waiting);
        self.runtime.block_on(self.store.keep_bodies(bodies))
    }
}

impl Bodies {
    pub(super) fn new(sources: impl Iterator<Item = Arc<dyn Source>>, kept: Option<Kept>) -> Self {
        Self { sources: sources.map(|source| (source.id().clone(), source)).collect(), kept }
    }

    /// The content of the entry in `row`. What was mended on the way is added to `defects`.
    pub(super) fn body(
        &self,
        row: i64,
        entry: &Entry,
        sanitizer: &mut Sanitizer,
        defects: &mut Vec<Defect>,
    ) -> Result<Arc<Body>, BodyError> {
        let (Some(source), Content::Deferred(at)) = (self.sources.get(&entry.source), &entry.content) else {
            return Ok(Arc::default());
        };
        let loaded = clean_body(source.as_ref(), entry, sanitizer, defects).map(Arc::new);
        let Some(kept) = &self.kept else { return loaded };
        match loaded {
            Ok(body) => {
                let keeping =
                    KeptBody { entry: row, hash: at.hash, version: VERSION, body: Arc::clone(&body) };
                kept.keep(keeping).map_err(|error| unusable(source.as_ref(), entry, &error))?;
                Ok(body)
            }
            Err(error) => {
                let found = kept.runtime.block_on(kept.store.kept_body(row, at.hash));
                match found.map_err(|error| unusable(source.as_ref(), entry, &error))? {
                    Some(body) => Ok(Arc::new(body)),
                    None => Err(error),
                }
            }
        }
    }

    /// Hands what still waits to the store.
    pub(super) async fn flush(&self) -> Result<(), StoreError> {
        let Some(kept) = &self.kept else { return Ok(()) };
        let bodies = std::mem::take(&mut *kept.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if bodies.is_empty() { Ok(()) } else { kept.store.keep_bodies(bodies).await }
    }
}

/// A content that the store failed to keep or to give.
fn unusable(source: &dyn Source, entry: &Entry, error: &StoreError) -> BodyError {
    BodyError::Io { place: source.place(&entry.key), source: std::io::Error::other(error.to_string()) }
}

/// Loads the content of an entry and makes it fit to be published.
///
/// # Errors
/// Where the source cannot give it.
pub fn clean_body(
    source: &dyn Source,
    entry: &Entry,
    sanitizer: &mut Sanitizer,
    defects: &mut Vec<Defect>,
) -> Result<Body, BodyError> {
    let Content::Deferred(at) = entry.content else { return Ok(Body::default()) };
    let raw = source.body(entry, at)?;
    let place = source.place(&entry.key);
    defects.extend(raw.defects.into_iter().map(|(line, message)| Defect {
        place: place.clone(),
        line,
        message,
    }));
    let html = sanitizer.clean(&raw.html, &raw.base);
    let excerpt = excerpt(html.as_str(), EXCERPT);
    Ok(Body { html, excerpt })
}
