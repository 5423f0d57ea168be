//! Claims: each path below the target has one document.
//!
//! In: the documents that are to be written, in order. Out: whether each gets its path, and a sentence that names both where
//! two want one. Nothing is looked at but what is planned and what is recorded.

use std::collections::HashSet;

use super::placing::Placer;
use super::planning::Planned;
use super::{Pipeline, Report, Settings};
use crate::store::FeedRow;

/// Who has which path in a run.
pub(super) struct Claims<'a> {
    settings: &'a Settings,
    planned: &'a Planned,
    placer: &'a Placer,
    /// Feeds whose documents are decided in this run, so that what is recorded of their paths is past.
    moving: HashSet<i64>,
    taken: HashSet<String>,
}

impl<'a> Claims<'a> {
    pub(super) fn new(settings: &'a Settings, planned: &'a Planned, placer: &'a Placer) -> Self {
        Self { settings, planned, placer, moving: planned.moving(), taken: HashSet::new() }
    }

    /// Claims the path of a document of a feed, or of the site, and those of its aliases.
    ///
    /// # Errors
    /// A sentence that says which two documents are at odds.
    pub(super) fn claim(&mut self, path: &str, feed: Option<&FeedRow>) -> Result<(), String> {
        let aliases = self.settings.layout.aliases(path);
        for path in aliases.iter().map(String::as_str).chain([path]) {
            if self.is_recorded_of_another(path, feed) || !self.taken.insert(path.to_owned()) {
                return Err(self.refuse(path, feed));
            }
        }
        Ok(())
    }

    fn is_recorded_of_another(&self, path: &str, feed: Option<&FeedRow>) -> bool {
        let owner = self.placer.owner(path);
        owner.is_some_and(|owner| Some(owner) != feed.map(|feed| feed.row) && !self.moving.contains(&owner))
    }

    fn refuse(&self, path: &str, feed: Option<&FeedRow>) -> String {
        let layout = &self.settings.layout;
        let has_path =
            |document: &str| document == path || layout.aliases(document).iter().any(|alias| alias == path);
        let mut others =
            self.planned.outlines.iter().filter(|outline| feed.is_none_or(|feed| feed.key != outline.key));
        let other = others
            .find(|outline| layout.addresses(&outline.key).iter().any(|address| has_path(&address.path)));
        let other = match other {
            Some(outline) => format!("the feed {}", outline.key),
            None => match self.settings.site_writers.iter().find(|(_, document)| has_path(document)) {
                Some((writer, _)) => format!("the site's {}", writer.name),
                None => "another document".to_owned(),
            },
        };
        let this = feed.map_or_else(|| "the site".to_owned(), |feed| format!("the feed {}", feed.key));
        format!(
            "{other} and {this} would both be at {path}; give one of them another place under [paths], [slugs] or [[alias]]"
        )
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
