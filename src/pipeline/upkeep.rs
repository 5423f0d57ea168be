//! Upkeep: every run looks whether what was published is still there, and has what is not written anew.

use std::collections::HashMap;

use super::{Pipeline, PipelineError};
use crate::publish::manifest::{Manifest, Recorded};
use crate::publish::FileState;
use crate::store::PublishedDocument;

/// What stands where documents were published.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// What was published, and whether it is as it was.
    pub(super) manifest: Manifest,
    /// The rows behind it, by path.
    pub(super) rows: HashMap<String, PublishedDocument>,
    /// Feeds with a document that is not as it was.
    pub(super) soiled: Vec<i64>,
    /// True: a document of the site is not as it was.
    pub(super) site_soiled: bool,
    /// Documents that are in place.
    pub(super) documents: u64,
}

impl Pipeline {
    /// Compares what the manifest says with what is there: existence, size, time of modification.
    pub(super) async fn verify(&self) -> Result<Standing, PipelineError> {
        let documents = self.store.documents().await?;
        let target = std::sync::Arc::clone(&self.target);
        let verified = tokio::task::spawn_blocking(move || {
            let mut standing = Standing::default();
            let mut recorded = HashMap::with_capacity(documents.len());
            for document in documents {
                let state = document.modified.map(|modified| FileState { size: document.size, modified });
                let intact = state.is_some() && target.look(&document.path).is_ok_and(|found| found == state);
                standing.documents += u64::from(intact);
                if !intact {
                    match document.feed {
                        Some(feed) => standing.soiled.push(feed),
                        None => standing.site_soiled = true,
                    }
                }
                recorded.insert(document.path.clone(), Recorded { hash: document.hash, state, intact });
                standing.rows.insert(document.path.clone(), document);
            }
            standing.soiled.dedup();
            standing.manifest = Manifest::new(recorded);
            standing
        });
        verified.await.map_err(|error| PipelineError::Internal(error.to_string()))
    }
}
