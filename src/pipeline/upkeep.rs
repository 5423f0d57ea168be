//! Upkeep: every run looks whether what was published is still there, and has what is not written anew.

use std::sync::Arc;

use super::{Pipeline, PipelineError};
use crate::publish::FileState;
use crate::publish::manifest::Recorded;
use crate::store::PublishedDocument;

/// What stands where documents were published.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// What was published, by path, and whether it looks as it did.
    documents: Vec<(PublishedDocument, bool)>,
    /// Feeds with a document that is not as it was.
    pub(super) soiled: Vec<i64>,
    /// True: a document of the site is not as it was.
    pub(super) site_soiled: bool,
}

impl Standing {
    /// What was published at a path.
    pub(super) fn get(&self, path: &str) -> Option<&PublishedDocument> {
        self.find(path).map(|(document, _)| document)
    }

    /// What the manifest says of a path.
    pub(super) fn recorded(&self, path: &str) -> Option<Recorded> {
        let (document, intact) = self.find(path)?;
        Some(Recorded { hash: document.hash, state: state(document), intact: *intact })
    }

    /// All documents, by path, and whether each looks as it did.
    pub(super) fn documents(&self) -> &[(PublishedDocument, bool)] {
        &self.documents
    }

    /// Documents that are in place.
    pub(super) fn intact(&self) -> u64 {
        self.documents.iter().filter(|(_, intact)| *intact).count() as u64
    }

    /// What was published in the folder of that path.
    pub(super) fn below(&self, path: &str) -> impl Iterator<Item = &PublishedDocument> {
        let folder = format!("{path}/");
        let from = self.documents.partition_point(|(document, _)| document.path < folder);
        let documents = self.documents.get(from..).unwrap_or_default().iter().map(|(document, _)| document);
        documents.take_while(move |document| document.path.starts_with(&folder))
    }

    fn find(&self, path: &str) -> Option<&(PublishedDocument, bool)> {
        let at = self.documents.binary_search_by(|(document, _)| document.path.as_str().cmp(path)).ok()?;
        self.documents.get(at)
    }
}

/// What a document looked like when it was put in place.
fn state(document: &PublishedDocument) -> Option<FileState> {
    document.modified.map(|modified| FileState { size: document.size, modified })
}

impl Pipeline {
    /// Compares what the manifest says with what is there: existence, size, time of modification.
    pub(super) async fn verify(&self) -> Result<Standing, PipelineError> {
        let mut documents = self.store.documents().await?;
        let target = Arc::clone(&self.target);
        let verified = tokio::task::spawn_blocking(move || {
            let mut standing = Standing::default();
            documents.sort_unstable_by(|a, b| a.path.cmp(&b.path));
            standing.documents = documents
                .into_iter()
                .map(|document| {
                    let state = state(&document);
                    let intact =
                        state.is_some() && target.look(&document.path).is_ok_and(|found| found == state);
                    match document.feed {
                        _ if intact => {}
                        Some(feed) => standing.soiled.push(feed),
                        None => standing.site_soiled = true,
                    }
                    (document, intact)
                })
                .collect();
            standing.soiled.dedup();
            standing
        });
        verified.await.map_err(|error| PipelineError::Internal(error.to_string()))
    }
}
