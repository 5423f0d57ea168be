//! Pulling the sources: items are normalized and merged as they come in.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::addresses::Addresses;
use super::recall::Recalled;
use super::report::{News, SourceReport};
use super::{Pipeline, PipelineError, PlannedSource, Report, Request};
use crate::model::change::{Item, Normalized};
use crate::model::ids::ContentHash;
use crate::normalize::Normalizer;
use crate::normalize::sanitize::Sanitizer;
use crate::sources::{PullContext, Recall, SourceError};
use crate::store::{Begun, StoreError, Transition};

/// Chunks that may wait for each step.
const WAITING: usize = 4;

impl Pipeline {
    /// Pulls every source that is asked for. A source that fails is in the report, and does not stop the others.
    pub(super) async fn pull(
        &self,
        request: &Request,
        begun: &Begun,
        recipes: Arc<[ContentHash]>,
        report: &mut Report,
    ) -> Result<(), PipelineError> {
        for planned in self.sources.iter() {
            let id = planned.source.id();
            let is_pulled = planned.source.remote().is_none() && planned.source.list().is_none();
            if is_pulled && request.only.as_ref().is_none_or(|only| only.contains(id)) {
                let pulled = self.pull_source(planned, request, begun.reread.contains(id)).await?;
                report.sources.push(pulled);
            }
        }
        self.poll(request, recipes, report).await
    }

    async fn pull_source(
        &self,
        planned: &PlannedSource,
        request: &Request,
        reread: bool,
    ) -> Result<SourceReport, PipelineError> {
        let id = planned.source.id();
        let mut report = SourceReport::new(id.clone(), planned.source.kind());
        let recalled = if reread { None } else { self.recalled(planned).await? };
        let known = match &recalled {
            Some(_) => Arc::default(),
            None => Arc::new(self.store.known(id).await?),
        };
        let (out, found) = mpsc::channel(WAITING);
        let (sender, normalized) = mpsc::channel(WAITING);
        let recall = recalled.clone().map(|recalled| recalled as Arc<dyn Recall>);
        let context = PullContext { known, recall, reread, wall: request.wall, out };
        let (pulled, (), merged) = tokio::join!(
            planned.source.pull(context),
            normalize_chunks(planned, found, sender),
            self.merge_chunks(planned, normalized, &mut report)
        );
        merged?;
        // Files are read by several threads, which finish in any order.
        report.defects.sort();
        let transition = match pulled {
            Ok(pulled) => {
                report.seen = pulled.seen;
                let finished = self.store.finish(id, pulled).await?;
                report.defects.extend(finished.defects);
                finished.transition
            }
            Err(SourceError::Stopped) => {
                let failure = recalled.and_then(|recalled| recalled.failure());
                return Err(failure.unwrap_or(StoreError::Stopped).into());
            }
            Err(error) => {
                let reason = error.to_string();
                report.failure = Some(reason.clone());
                self.store.fail(id, reason).await?
            }
        };
        report.newly_failed = transition == Transition::Broken;
        report.recovered = transition == Transition::Recovered;
        report.news = match transition {
            Transition::Broken => Some(News::Fails),
            Transition::Recovered => Some(News::Works),
            Transition::Same => None,
        };
        Ok(report)
    }

    /// The way to ask for what is known folder by folder, where the store has what they looked like.
    async fn recalled(&self, planned: &PlannedSource) -> Result<Option<Arc<Recalled>>, PipelineError> {
        if !planned.source.is_in_folders() {
            return Ok(None);
        }
        let id = planned.source.id();
        let looks = self.store.looks(id).await?;
        Ok(looks.map(|looks| Arc::new(Recalled::new(Arc::clone(&self.store), id.clone(), looks))))
    }

    async fn merge_chunks(
        &self,
        planned: &PlannedSource,
        mut chunks: mpsc::Receiver<Vec<Normalized>>,
        report: &mut SourceReport,
    ) -> Result<(), PipelineError> {
        let mut addresses = Addresses::default();
        while let Some(chunk) = chunks.recv().await {
            for item in &chunk {
                if let Ok(incoming) = &item.outcome {
                    addresses.note(&incoming.entry, || planned.source.place(&item.key));
                }
            }
            let merged = self.store.merge(planned.source.id(), chunk).await?;
            report.new += merged.new;
            report.changed += merged.changed;
            report.clamped += merged.clamped;
            report.newly_held += merged.held;
            report.defects.extend(merged.defects);
        }
        report.notes.extend(addresses.told());
        Ok(())
    }
}

/// Normalizes one chunk while the store merges the one before.
async fn normalize_chunks(
    planned: &PlannedSource,
    mut found: mpsc::Receiver<Vec<Item>>,
    sender: mpsc::Sender<Vec<Normalized>>,
) {
    let (mut sanitizer, policy) = (Sanitizer::new(), planned.policy());
    let mut normalizer = Normalizer::new(&policy, &mut sanitizer);
    while let Some(items) = found.recv().await {
        let chunk = items
            .into_iter()
            .map(|item| {
                let key = item.key.clone();
                normalizer.normalize(item, &|| planned.source.place(&key))
            })
            .collect();
        if sender.send(chunk).await.is_err() {
            break;
        }
    }
}
