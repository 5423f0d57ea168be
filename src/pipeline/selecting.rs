//! Which entries the feeds show that are due: feeds in, the newest entries of each out, no source with more than its share.

use super::{Pipeline, PipelineError};
use crate::compose::share::shares;
use crate::model::feed::FeedKind;
use crate::store::{FeedRow, Selected};

/// How many times as many entries as a feed shows are looked at to find some of other sources.
const FAR: usize = 64;

impl Pipeline {
    /// The entries of these feeds, in their order.
    pub(super) async fn select(&self, feeds: &[FeedRow]) -> Result<Vec<Selected>, PipelineError> {
        let plan = self.settings.plan;
        let rows = feeds.iter().map(|feed| feed.row).collect();
        let Some(most) = plan.per_source else { return Ok(self.store.select(rows, plan.limit).await?) };
        let mut selected = self.store.select(rows, plan.limit.saturating_mul(2)).await?;
        for (feed, found) in feeds.iter().zip(&mut selected) {
            if feed.key.kind == FeedKind::Source {
                found.entries.truncate(plan.limit);
                continue;
            }
            let mut looked_at = plan.limit.saturating_mul(2);
            loop {
                let all = found.entries.len() < looked_at || looked_at >= plan.limit.saturating_mul(FAR);
                if let Some(shown) = shares(&found.entries, plan.limit, most, all) {
                    found.entries = shown;
                    break;
                }
                looked_at = looked_at.saturating_mul(4);
                let more = self.store.select(vec![feed.row], looked_at).await?.pop();
                found.entries = more.map(|more| more.entries).unwrap_or_default();
            }
        }
        Ok(selected)
    }
}
