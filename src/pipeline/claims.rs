//! Claims: each path below the target has one document.
//!
//! In: the documents that are to be written, in order. Out: whether each gets its path, and a sentence that names both where
//! two want one. Nothing is looked at but what is planned and what is recorded.

use std::collections::HashSet;

use super::placing::Placer;
use super::planning::Planned;
use super::{Pipeline, Report, Settings};
use crate::compose::places::{Owner, Places, refusal};
use crate::store::{FeedRow, PublishedDocument};

/// Who has which path in a run.
pub(super) struct Claims<'a> {
    settings: &'a Settings,
    planned: &'a Planned,
    placer: &'a Placer,
    /// Feeds whose documents are decided in this run, so that what is recorded of their paths is past.
    moving: HashSet<i64>,
    taken: Places<'a>,
}

impl<'a> Claims<'a> {
    pub(super) fn new(settings: &'a Settings, planned: &'a Planned, placer: &'a Placer) -> Self {
        Self { settings, planned, placer, moving: planned.moving(), taken: Places::default() }
    }

    /// Claims the path of a document of a feed, and those of its aliases.
    ///
    /// # Errors
    /// A sentence that says which two documents are at odds.
    pub(super) fn claim(&mut self, path: &str, feed: &'a FeedRow) -> Result<(), String> {
        self.claim_all(path, Owner::Feed(&feed.key), Some(feed.row))
    }

    /// Claims the path of the document that a writer makes of the site, and those of its aliases.
    ///
    /// # Errors
    /// A sentence that says which two documents are at odds.
    pub(super) fn claim_for_site(&mut self, path: &str, writer: &'static str) -> Result<(), String> {
        self.claim_all(path, Owner::Site(writer), None)
    }

    fn claim_all(&mut self, path: &str, owner: Owner<'a>, row: Option<i64>) -> Result<(), String> {
        let aliases = self.settings.layout.aliases(path);
        for path in aliases.iter().map(String::as_str).chain([path]) {
            if let Some((other, of_other)) = self.recorded_of_another(path, row) {
                return Err(refusal(&other.path, of_other, path, owner));
            }
            self.taken.take(path, owner)?;
        }
        Ok(())
    }

    /// The document that is recorded at the path, above or below it, and stays there.
    fn recorded_of_another(
        &self,
        path: &str,
        row: Option<i64>,
    ) -> Option<(&'a PublishedDocument, Owner<'a>)> {
        self.placer.recorded_around(path).find_map(|document| {
            let feed = document.feed?;
            let stays = Some(feed) != row && !self.moving.contains(&feed);
            if document.path == path {
                return stays.then(|| (document, self.owner(&document.path)));
            }
            // Where a feed is to be written again, its file is in the way all the same.
            let owner = self.owner(&document.path);
            (stays || owner != Owner::Past).then_some((document, owner))
        })
    }

    /// The feed that has a document at the path when the run ends.
    fn owner(&self, path: &str) -> Owner<'a> {
        let layout = &self.settings.layout;
        let is_there =
            |document: &str| document == path || layout.aliases(document).iter().any(|alias| alias == path);
        let mut outlines = self.planned.outlines.iter();
        outlines
            .find(|outline| layout.addresses(&outline.key).iter().any(|address| is_there(&address.path)))
            .map_or(Owner::Past, |outline| Owner::Feed(&outline.key))
    }
}

impl Pipeline {
    /// An alias of a document that no feed has cannot be kept alive; true where there is one.
    pub(super) fn has_dead_alias(&self, planned: &Planned, report: &mut Report) -> bool {
        let layout = &self.settings.layout;
        let mut missing: HashSet<&str> = layout.alias_targets().collect();
        if missing.is_empty() {
            return false;
        }
        for (_, path) in &self.settings.site_writers {
            missing.remove(path.as_str());
        }
        for outline in &planned.outlines {
            for address in layout.addresses(&outline.key) {
                missing.remove(address.path.as_str());
            }
        }
        let mut missing: Vec<&str> = missing.into_iter().collect();
        missing.sort_unstable();
        for target in &missing {
            for from in layout.aliases(target) {
                report.failures.push(format!(
                    "the alias `{from}` leads to `{target}`, which no feed has; `feedloom list` shows the documents that there are"
                ));
            }
        }
        !missing.is_empty()
    }
}
