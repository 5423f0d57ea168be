//! Upkeep: every run looks whether what was published is still there, and has what is not written anew.

use std::sync::Arc;

use super::{Pipeline, PipelineError};
use crate::publish::FileState;
use crate::publish::manifest::Recorded;
use crate::store::PublishedDocument;

/// What stands where documents were published.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// What was published, by path.
    documents: Vec<PublishedDocument>,
    /// Of each of them, whether it looks as it did.
    intact: Vec<bool>,
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
        Some(Recorded { hash: document.hash, state: state(document), intact })
    }

    /// All documents, by path, and whether each looks as it did.
    pub(super) fn documents(&self) -> impl ExactSizeIterator<Item = (&PublishedDocument, bool)> {
        self.documents.iter().zip(self.intact.iter().copied())
    }

    /// Documents that are in place.
    pub(super) fn intact(&self) -> u64 {
        self.intact.iter().filter(|intact| **intact).count() as u64
    }

    /// What was published in the folder of that path.
    pub(super) fn below(&self, path: &str) -> impl Iterator<Item = &PublishedDocument> {
        let folder = format!("{path}/");
        let from = self.documents.partition_point(|document| document.path < folder);
        let documents = self.documents.get(from..).unwrap_or_default().iter();
        documents.take_while(move |document| document.path.starts_with(&folder))
    }

    fn find(&self, path: &str) -> Option<(&PublishedDocument, bool)> {
        let at = self.documents.binary_search_by(|document| document.path.as_str().cmp(path)).ok()?;
        self.documents.get(at).zip(self.intact.get(at).copied())
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
            documents.sort_unstable_by(|a, b| a.path.cmp(&b.path));
            let mut standing =
                Standing { intact: Vec::with_capacity(documents.len()), ..Standing::default() };
            for document in &documents {
                let state = state(document);
                let intact = state.is_some() && target.look(&document.path).is_ok_and(|found| found == state);
                match document.feed {
                    _ if intact => {}
                    Some(feed) => standing.soiled.push(feed),
                    None => standing.site_soiled = true,
                }
                standing.intact.push(intact);
            }
            standing.documents = documents;
            standing.soiled.dedup();
            standing
        });
        verified.await.map_err(|error| PipelineError::Internal(error.to_string()))
    }
}
