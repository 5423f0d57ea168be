//! What is to be written, and what is to go.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::upkeep::Standing;
use super::{Pipeline, PipelineError};
use crate::compose::head::Outline;
use crate::model::feed::{FeedKey, FeedKind, NameKey};
use crate::store::{Begun, FeedRow};

/// Removals of documents up to this number are never too much.
const ALWAYS_ALLOWED: usize = 10;

/// What a run has to do.
#[derive(Debug, Default)]
pub(super) struct Planned {
    /// All feeds that are published when the run ends, parents before children.
    pub(super) outlines: Vec<Outline>,
    /// Those among them that have to be written, in the order of writing.
    pub(super) due: Vec<FeedRow>,
    /// Feeds that are not, or no longer, published.
    pub(super) unpublished: Vec<i64>,
    /// Feeds that the rules no longer allow.
    pub(super) forgotten: Vec<i64>,
    /// Documents that have to go.
    pub(super) removals: Vec<String>,
    /// Paths that are no longer ours: nothing is there, or something that is not what we wrote.
    pub(super) released: Vec<String>,
    /// How many of the removals are meant: they are of sources that were taken out, or of feeds without entries that are to go.
    pub(super) meant: usize,
    /// True: the documents of the site have to be looked at.
    pub(super) site: bool,
    /// The newest change that the home feed said last.
    pub(super) home_updated: Option<DateTime<Utc>>,
}

impl Planned {
    /// True where nothing has to be done.
    pub(super) fn is_idle(&self) -> bool {
        self.due.is_empty()
            && self.unpublished.is_empty()
            && self.removals.is_empty()
            && self.released.is_empty()
            && !self.site
    }

    /// Feeds that are published without entries, the home feed aside.
    pub(super) fn emptied(&self) -> usize {
        let is_empty = |outline: &&Outline| outline.entries == 0 && outline.key.kind != FeedKind::Home;
        self.outlines.iter().filter(is_empty).count()
    }

    /// Feeds whose documents are decided in this run.
    pub(super) fn moving(&self) -> HashSet<i64> {
        self.due
            .iter()
            .map(|feed| feed.row)
            .chain(self.unpublished.iter().copied())
            .chain(self.forgotten.iter().copied())
            .collect()
    }

    /// True where more than ten and more than a fifth of all documents would go.
    pub(super) fn removes_too_much(&self, standing: &Standing) -> bool {
        let removals = self.removals.len() - self.meant;
        removals > ALWAYS_ALLOWED && removals * 5 > standing.documents().len()
    }
}

impl Pipeline {
    /// Looks through all feeds.
    pub(super) async fn plan(
        &self,
        begun: &Begun,
        standing: &Standing,
        prune: bool,
    ) -> Result<Planned, PipelineError> {
        let mut planned = Planned { site: standing.site_soiled || begun.rules_changed, ..Planned::default() };
        let mut feeds = self.store.feeds().await?;
        // What was never published cannot have been emptied, and its articles may not have been read.
        if prune && !feeds.iter().any(|feed| feed.published) {
            return Ok(Planned::default());
        }
        let is_pruned = |feed: &FeedRow| prune && feed.entries == 0 && feed.key.kind != FeedKind::Home;
        let is_forbidden =
            |feed: &FeedRow| !self.settings.rules.allow(&feed.key) || !self.has_source(&feed.key);
        let is_gone = |feed: &FeedRow| is_pruned(feed) || is_forbidden(feed);
        // The page of a feed leads to those below it.
        let bereft: HashSet<FeedKey> =
            feeds.iter().filter(|feed| is_gone(feed)).filter_map(|feed| feed.key.parent()).collect();
        feeds.iter_mut().filter(|feed| bereft.contains(&feed.key)).for_each(|feed| feed.dirty = true);
        let dropped_keys: HashSet<NameKey> =
            begun.dropped.iter().map(|source| crate::text::slug::key(source.as_str())).collect();
        let mut meant = HashSet::new();
        for feed in feeds {
            if feed.key.kind == FeedKind::Source
                && feed.key.path.first().is_some_and(|key| dropped_keys.contains(key))
            {
                meant.insert(feed.row);
            }
            // What rules emptied that were changed since the last publication did not lose its entries by itself.
            if is_pruned(&feed) && !is_forbidden(&feed) && !begun.rules_changed {
                meant.insert(feed.row);
            }
            let allowed = !is_gone(&feed);
            let large_enough = feed.published
                || feed.key.kind == FeedKind::Home
                || feed.entries >= self.settings.min_entries.max(1);
            if feed.key.kind == FeedKind::Home {
                planned.home_updated = feed.updated;
            }
            if allowed && large_enough {
                let outline =
                    Outline { key: feed.key.clone(), names: feed.names.clone(), entries: feed.entries };
                planned.outlines.push(outline);
                if feed.dirty {
                    planned.due.push(feed);
                }
                continue;
            }
            if feed.published || feed.dirty {
                planned.unpublished.push(feed.row);
            }
            if !allowed {
                planned.forgotten.push(feed.row);
            }
        }
        planned.due.sort_by(|a, b| writing_order(&a.key, &b.key));
        planned.site |= !planned.due.is_empty() || !planned.forgotten.is_empty();
        planned.site &= !self.settings.site_writers.is_empty();
        if begun.rules_changed || !planned.forgotten.is_empty() {
            self.plan_removals(&mut planned, standing, &meant);
        }
        Ok(planned)
    }

    /// A source's feed goes with the source.
    fn has_source(&self, feed: &FeedKey) -> bool {
        feed.kind != FeedKind::Source
            || self.sources.iter().any(|planned| {
                feed.path.first() == Some(&crate::text::slug::key(planned.source.id().as_str()))
            })
    }

    /// Documents that no feed has any more go.
    fn plan_removals(&self, planned: &mut Planned, standing: &Standing, meant: &HashSet<i64>) {
        let mut kept: HashSet<String> = HashSet::new();
        let mut keep = |path: &str| {
            kept.extend(self.settings.layout.aliases(path).iter().cloned());
            kept.insert(path.to_owned());
        };
        for outline in &planned.outlines {
            self.settings.layout.addresses(&outline.key).iter().for_each(|address| keep(&address.path));
        }
        self.settings.site_writers.iter().for_each(|(_, path)| keep(path));
        for (document, intact) in standing.documents().filter(|(document, _)| !kept.contains(&document.path))
        {
            let is_meant = intact && document.feed.is_some_and(|feed| meant.contains(&feed));
            planned.meant += usize::from(is_meant);
            let list = if intact { &mut planned.removals } else { &mut planned.released };
            list.push(document.path.clone());
        }
    }
}

/// Children before their parents: what a parent shows was shown by a child a moment before, and is still at hand.
fn writing_order(a: &FeedKey, b: &FeedKey) -> std::cmp::Ordering {
    a.kind.cmp(&b.kind).reverse().then_with(|| {
        let levels = a.path.iter().zip(&b.path).map(|(a, b)| a.cmp(b)).find(|order| order.is_ne());
        levels.unwrap_or_else(|| b.path.len().cmp(&a.path.len()))
    })
}
