//! Content: loaded, rendered and cleaned when a feed first shows it, and kept for the other feeds that show it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::change::Defect;
use crate::model::entry::{Body, Content, Entry};
use crate::model::ids::SourceId;
use crate::model::recent::Recent;
use crate::normalize::sanitize::Sanitizer;
use crate::sources::{BodyError, Source};
use crate::text::html::excerpt;

/// Bytes of cleaned content that are kept.
const KEPT: usize = 8 * 1024 * 1024;

/// Characters of an excerpt.
const EXCERPT: usize = 280;

/// The contents of entries.
pub(super) struct Bodies {
    sources: HashMap<SourceId, Arc<dyn Source>>,
    kept: Mutex<Recent<i64, Arc<Body>>>,
}

impl Bodies {
    pub(super) fn new(sources: impl Iterator<Item = Arc<dyn Source>>) -> Self {
        let sources = sources.map(|source| (source.id().clone(), source)).collect();
        Self { sources, kept: Mutex::new(Recent::new(KEPT)) }
    }

    /// The content of the entry in `row`. What was mended on the way is added to `defects`.
    pub(super) fn body(
        &self,
        row: i64,
        entry: &Entry,
        sanitizer: &mut Sanitizer,
        defects: &mut Vec<Defect>,
    ) -> Result<Arc<Body>, BodyError> {
        if let Some(body) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&row) {
            return Ok(body);
        }
        let body = match self.sources.get(&entry.source) {
            Some(source) => Arc::new(clean_body(source.as_ref(), entry, sanitizer, defects)?),
            None => Arc::new(Body::default()),
        };
        let weight = body.html.as_str().len() + body.excerpt.as_str().len();
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(row, Arc::clone(&body), weight);
        Ok(body)
    }
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
