//! Content: loaded, rendered and cleaned when a feed shows it; or, where it came with its entry and was cleaned then, taken from
//! the store.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::runtime::Handle;

use crate::model::change::Defect;
use crate::model::entry::{Body, Content, Entry};
use crate::model::ids::SourceId;
use crate::model::parts::Html;
use crate::normalize::sanitize::Sanitizer;
use crate::sources::{BodyError, Source};
use crate::store::Store;
use crate::text::html::excerpt;

/// Characters of an excerpt.
const EXCERPT: usize = 280;

/// The contents of entries.
pub(super) struct Bodies {
    sources: HashMap<SourceId, Arc<dyn Source>>,
    store: Arc<dyn Store>,
    /// Where the store's answers are waited for. The threads that render may block.
    runtime: Handle,
}

impl Bodies {
    /// Must be called from within a runtime.
    pub(super) fn new(sources: impl Iterator<Item = Arc<dyn Source>>, store: Arc<dyn Store>) -> Self {
        let sources = sources.map(|source| (source.id().clone(), source)).collect();
        Self { sources, store, runtime: Handle::current() }
    }

    /// The content of the entry in a row of the store. What was mended on the way is added to `defects`. Blocks.
    pub(super) fn body(
        &self,
        row: i64,
        entry: &Entry,
        sanitizer: &mut Sanitizer,
        defects: &mut Vec<Defect>,
    ) -> Result<Body, BodyError> {
        if let Content::Stored(_) = entry.content {
            let stored = self.runtime.block_on(self.store.content(row));
            return stored.map(whole).map_err(|error| BodyError::Io {
                place: format!("the content of {}", entry.id),
                source: std::io::Error::other(error),
            });
        }
        match self.sources.get(&entry.source) {
            Some(source) => clean_body(source.as_ref(), entry, sanitizer, defects),
            None => Ok(Body::default()),
        }
    }
}

/// Content that is clean already.
pub(super) fn whole(html: Html) -> Body {
    let excerpt = excerpt(html.as_str(), EXCERPT);
    Body { html, excerpt }
}

/// Loads the content of an entry from its source, where that keeps it, and makes it fit to be published.
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
        column: 0,
        message,
    }));
    Ok(whole(sanitizer.clean(&raw.html, &raw.base)))
}
