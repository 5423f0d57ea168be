//! Content: loaded, rendered and cleaned when a feed shows it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::change::Defect;
use crate::model::entry::{Body, Content, Entry};
use crate::model::ids::SourceId;
use crate::model::parts::Html;
use crate::normalize::sanitize::Sanitizer;
use crate::sources::{BodyError, Source};
use crate::text::html::excerpt;

/// Characters of an excerpt.
const EXCERPT: usize = 280;

/// The contents of entries.
pub(super) struct Bodies {
    sources: HashMap<SourceId, Arc<dyn Source>>,
}

impl Bodies {
    pub(super) fn new(sources: impl Iterator<Item = Arc<dyn Source>>) -> Self {
        Self { sources: sources.map(|source| (source.id().clone(), source)).collect() }
    }

    /// The content of an entry. What was mended on the way is added to `defects`.
    pub(super) fn body(
        &self,
        entry: &Entry,
        sanitizer: &mut Sanitizer,
        defects: &mut Vec<Defect>,
    ) -> Result<Body, BodyError> {
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
    Ok(whole(sanitizer.clean(&raw.html, &raw.base)))
}
