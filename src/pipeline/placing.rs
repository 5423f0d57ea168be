//! Placing: what to do with each document, and the end of a run, when all of them are put in place at once.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};

use super::upkeep::Standing;
use super::{Effect, Pipeline, PipelineError, Report};
use crate::compose::places::folders;
use crate::model::change::Defect;
use crate::model::ids::ContentHash;
use crate::publish::manifest::{Decision, decide};
use crate::publish::{FileState, PublishError, Staged, Target};
use crate::store::{Publication, PublishedDocument};

/// What the threads made.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    staged: Vec<(Option<Staged>, PublishedDocument)>,
    /// What has to be recorded before anything is put in place: paths among the staged that are not recorded as ours yet.
    intended: Vec<PublishedDocument>,
    adopted: Vec<PublishedDocument>,
    /// Documents that turned out to be in place.
    found: u64,
    /// Documents that are in place, and are to be replaced.
    replaced: u64,
    pub(super) clean: Vec<(i64, Option<DateTime<Utc>>)>,
    pub(super) unpublished: Vec<i64>,
    pub(super) forgotten: Vec<i64>,
    pub(super) removals: Vec<String>,
    pub(super) released: Vec<String>,
    pub(super) failures: Vec<String>,
    pub(super) notes: Vec<String>,
    /// True: something that is of no feed could not be done, so that the next run has to look at it again.
    pub(super) left_over: bool,
    pub(super) defects: Vec<Defect>,
    /// Rows of entries whose content was read back from what is published, and why.
    pub(super) recovered: BTreeMap<i64, String>,
    /// True: the disk failed, so that nothing may be put in place.
    stopped: bool,
}

impl Rendered {
    pub(super) fn add(&mut self, other: Self) {
        self.staged.extend(other.staged);
        self.intended.extend(other.intended);
        self.adopted.extend(other.adopted);
        self.found += other.found;
        self.replaced += other.replaced;
        self.clean.extend(other.clean);
        self.failures.extend(other.failures);
        self.notes.extend(other.notes);
        self.defects.extend(other.defects);
        self.recovered.extend(other.recovered);
        self.stopped |= other.stopped;
    }

    /// Tells what was made, whether or not it is put in place, where `intact` documents were in place before.
    pub(super) fn report(&mut self, intact: u64, report: &mut Report) {
        report.documents.written = self.staged.len() as u64;
        report.documents.removed = self.removals.len() as u64;
        report.documents.paths = paths(self.staged.iter().map(|(_, document)| document));
        report.documents.removed_paths.clone_from(&self.removals);
        let gone = self.replaced + report.documents.removed;
        report.documents.kept = (intact + self.found).saturating_sub(gone);
        if let Some(error) = self.recovered.values().min() {
            let count = self.recovered.len();
            let entries = if count == 1 { "entry is" } else { "entries are" };
            self.notes
                .push(format!("{count} {entries} shown as published before, until the next run: {error}"));
        }
        // The threads finish in any order.
        self.failures.sort();
        // What is in the way of a folder is in the way of all its documents, and is told once.
        self.failures.dedup();
        self.notes.sort();
        self.defects.sort();
        self.defects.dedup();
        report.failures.append(&mut self.failures);
        report.notes.append(&mut self.notes);
        report.body_defects.append(&mut self.defects);
    }
}

fn paths<'a>(documents: impl IntoIterator<Item = &'a PublishedDocument>) -> Vec<String> {
    documents.into_iter().map(|document| document.path.clone()).collect()
}

/// Decides about documents as they are made.
pub(super) struct Placer {
    target: Arc<dyn Target>,
    standing: Standing,
    effect: Effect,
    take_over: bool,
    /// True: the disk failed, so that nothing more needs to be written.
    stopped: AtomicBool,
}

impl Placer {
    pub(super) fn new(target: Arc<dyn Target>, standing: Standing, effect: Effect, take_over: bool) -> Self {
        Self { target, standing, effect, take_over, stopped: AtomicBool::new(false) }
    }

    /// Documents that were in place when the run began.
    pub(super) fn intact(&self) -> u64 {
        self.standing.intact()
    }

    /// The bytes of a published document, if they are as they were published.
    pub(super) fn published(&self, path: &str) -> Option<Vec<u8>> {
        let recorded = self.standing.recorded(path).filter(|recorded| recorded.intact)?;
        let bytes = self.target.read(path).ok()?;
        (ContentHash::of(&bytes) == recorded.hash).then_some(bytes)
    }

    /// What the manifest says is at a path, at the folders above, and below it.
    pub(super) fn recorded_around(&self, path: &str) -> impl Iterator<Item = &PublishedDocument> {
        let above = std::iter::once(path).chain(folders(path)).filter_map(|path| self.standing.get(path));
        above.chain(self.standing.below(path))
    }

    /// The feed whose document the manifest has at a path.
    pub(super) fn feed_at(&self, path: &str) -> Option<i64> {
        self.standing.get(path)?.feed
    }

    /// Stages a document where it differs from what is in place.
    pub(super) fn place(
        &self,
        feed: Option<i64>,
        format: &'static str,
        path: &str,
        bytes: &[u8],
        rendered: &mut Rendered,
    ) {
        if self.stopped.load(Ordering::Relaxed) {
            return;
        }
        let hash = ContentHash::of(bytes);
        let document = |state: Option<FileState>| PublishedDocument {
            path: path.to_owned(),
            feed,
            format: format.to_owned(),
            size: bytes.len() as u64,
            modified: state.map(|state| state.modified),
            hash,
        };
        let recorded = self.standing.recorded(path);
        let is_intact = recorded.is_some_and(|recorded| recorded.intact);
        match decide(self.target.as_ref(), recorded, path, bytes, hash, self.take_over) {
            Ok(Decision::Keep) => {
                if self.standing.get(path).is_some_and(|row| row.feed != feed || row.format != format) {
                    rendered.adopted.push(document(recorded.and_then(|recorded| recorded.state)));
                }
            }
            Ok(Decision::Adopt(state)) => {
                rendered.found += u64::from(!is_intact);
                rendered.adopted.push(document(Some(state)));
            }
            Ok(_) if self.effect == Effect::Rehearse => {
                rendered.replaced += u64::from(is_intact);
                rendered.staged.push((None, document(None)));
            }
            Ok(decision) => match self.target.stage(path, bytes) {
                Ok(staged) => {
                    rendered.intended.extend(self.intention(decision, path, document(None)));
                    rendered.replaced += u64::from(is_intact);
                    rendered.staged.push((Some(staged), document(None)));
                }
                Err(error) => {
                    if matches!(error, PublishError::Io { .. }) {
                        self.stopped.store(true, Ordering::Relaxed);
                        rendered.stopped = true;
                    }
                    rendered.failures.push(error.to_string());
                }
            },
            Err(error) => rendered.failures.push(error.to_string()),
        }
    }

    /// What has to be recorded before `document` is put in place, so that the path is known as ours whenever the run ends.
    fn intention(
        &self,
        decision: Decision,
        path: &str,
        document: PublishedDocument,
    ) -> Option<PublishedDocument> {
        match decision {
            Decision::Create if self.standing.get(path).is_none_or(|row| row.modified.is_none()) => {
                Some(document)
            }
            // What is there now is what an earlier run intended; what takes its place may be cut off from its record again.
            Decision::TakeUp(found) => self.standing.recorded(path).map(|recorded| PublishedDocument {
                size: found.size,
                modified: Some(found.modified),
                hash: recorded.hash,
                ..document
            }),
            _ => None,
        }
    }
}

impl Pipeline {
    /// Puts everything in place and writes that down.
    pub(super) async fn put_in_place(
        &self,
        mut rendered: Rendered,
        report: &mut Report,
    ) -> Result<(), PipelineError> {
        if rendered.stopped {
            report
                .failures
                .push("nothing was put in place; what was published before stays as it is".to_owned());
            report.documents.written = 0;
            report.documents.removed = 0;
            report.documents.paths.clear();
            report.documents.removed_paths.clear();
            return Ok(());
        }
        if !rendered.staged.is_empty() || !rendered.removals.is_empty() {
            self.store.intend(rendered.intended).await?;
        }
        let (staged, documents): (Vec<_>, Vec<_>) = rendered.staged.into_iter().unzip();
        let target = Arc::clone(&self.target);
        let removals = rendered.removals;
        let (states, removals) = tokio::task::spawn_blocking(move || {
            let states = target.commit(staged.into_iter().flatten().collect())?;
            let removals: Vec<_> = removals.into_iter().map(|path| (target.remove(&path), path)).collect();
            Ok::<_, PublishError>((states, removals))
        })
        .await
        .map_err(|error| PipelineError::Internal(error.to_string()))??;
        let (mut placed, unfinished) = told_placed(documents, states, report);
        report.documents.paths = paths(&placed);
        placed.append(&mut rendered.adopted);
        let (mut removed, is_left) = told_removed(removals, report);
        report.documents.removed_paths.clone_from(&removed);
        removed.append(&mut rendered.released);
        let left_over = rendered.left_over || is_left || unfinished.contains(&None);
        rendered.clean.retain(|(feed, _)| !unfinished.contains(&Some(*feed)));
        let publication = Publication {
            placed,
            removed,
            clean: rendered.clean,
            unpublished: rendered.unpublished,
            left_over,
        };
        self.store.publish(publication).await.map_err(|error| report.failed_with(error))?;
        self.store.forget(rendered.forgotten).await.map_err(|error| report.failed_with(error))
    }
}

/// Tells of the documents that could not be put in place; returns those that are, and the feeds that lack one.
fn told_placed(
    documents: Vec<PublishedDocument>,
    states: Vec<Result<FileState, PublishError>>,
    report: &mut Report,
) -> (Vec<PublishedDocument>, HashSet<Option<i64>>) {
    let (mut placed, mut unfinished) = (Vec::with_capacity(documents.len()), HashSet::new());
    for (mut document, state) in documents.into_iter().zip(states) {
        match state {
            Ok(state) => {
                document.modified = Some(state.modified);
                placed.push(document);
            }
            Err(error) => {
                report.documents.written -= 1;
                report.failures.push(error.to_string());
                unfinished.insert(document.feed);
            }
        }
    }
    (placed, unfinished)
}

/// Tells of the documents that could not be removed; returns those that were, and whether one is left.
fn told_removed(
    removals: Vec<(Result<(), PublishError>, String)>,
    report: &mut Report,
) -> (Vec<String>, bool) {
    let mut removed = Vec::with_capacity(removals.len());
    let all = removals.len();
    for (result, path) in removals {
        match result {
            Ok(()) => removed.push(path),
            Err(error) => {
                report.documents.removed -= 1;
                report.failures.push(error.to_string());
            }
        }
    }
    let is_left = removed.len() < all;
    (removed, is_left)
}
