//! Claims: each path below the target has one document.
//!
//! In: the documents that are to be written. Out: which of them do not get their path, and a sentence that names both where
//! two want one. Nothing is looked at but what is planned and what is recorded.

use std::collections::{HashMap, HashSet};

use super::placing::Placer;
use super::planning::Planned;
use super::{Pipeline, Report, Settings};
use crate::compose::places::{Owner, Places, refusal};
use crate::model::feed::FeedKind;
use crate::store::{FeedRow, PublishedDocument};
use crate::writers::Writer;

/// A path that a document does not get, and the format of that document.
pub(super) type Refused = (&'static str, String);

/// What was decided of all documents that are to be written.
#[derive(Default)]
pub(super) struct Decided {
    /// The writers of the site whose documents have their path.
    pub(super) site: Vec<(&'static Writer, String)>,
    /// Paths that documents do not get, by the row of their feed; `None`: of the site.
    refused: HashMap<Option<i64>, Vec<Refused>>,
    /// A sentence for each of them.
    pub(super) refusals: Vec<String>,
}

impl Decided {
    /// Takes out what a feed, or the site, does not get.
    pub(super) fn refused(&mut self, row: Option<i64>) -> Vec<Refused> {
        self.refused.remove(&row).unwrap_or_default()
    }

    /// True where the path was granted.
    fn note(
        &mut self,
        claim: Result<(), String>,
        row: Option<i64>,
        format: &'static str,
        path: &str,
    ) -> bool {
        let Err(refusal) = claim else { return true };
        self.refusals.push(refusal);
        self.refused.entry(row).or_default().push((format, path.to_owned()));
        false
    }
}

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

    /// Decides who gets which path, by four rules of which the first that applies holds:
    ///
    /// 1. A feed keeps what it has: readers are subscribed to it there, whatever comes later.
    /// 2. The documents of the site come before those of feeds.
    /// 3. The home feed comes before the others.
    /// 4. Else the feed that is written first has it, so that it does not hang on threads.
    ///
    /// A document that does not get its path leaves those of its aliases free; an old path that is refused does not hold up the
    /// document itself.
    pub(super) fn decide(mut self) -> Decided {
        let mut decided = Decided::default();
        let due = &self.planned.due;
        let wanted: Vec<(&'a FeedRow, Vec<Refused>)> =
            due.iter().map(|feed| (feed, self.paths_of(feed))).collect();
        for (feed, paths) in &wanted {
            for (format, path) in paths {
                self.decide_kept(feed, format, path, &mut decided);
            }
        }
        self.decide_site(&mut decided);
        let is_home = |feed: &FeedRow| feed.key.kind == FeedKind::Home;
        let home = wanted.iter().filter(|(feed, _)| is_home(feed));
        for (feed, paths) in home.chain(wanted.iter().filter(|(feed, _)| !is_home(feed))) {
            for (format, path) in paths {
                self.decide_new(feed, format, path, &mut decided);
            }
        }
        decided
    }

    /// Decides about a document of a feed, and its aliases, as far as they are where they were.
    fn decide_kept(&mut self, feed: &'a FeedRow, format: &'static str, path: &str, decided: &mut Decided) {
        let settings = self.settings;
        for path in [path].into_iter().chain(aliases(settings, path)) {
            if self.has(feed, path) {
                let claim = self.claim(path, Owner::Feed(&feed.key), Some(feed.row));
                decided.note(claim, Some(feed.row), format, path);
            }
        }
    }

    /// Decides about a document of a feed, and its aliases, as far as they are not where they were.
    fn decide_new(&mut self, feed: &'a FeedRow, format: &'static str, path: &str, decided: &mut Decided) {
        let settings = self.settings;
        for (at, path) in [path].into_iter().chain(aliases(settings, path)).enumerate() {
            if self.has(feed, path) {
                continue;
            }
            let claim = self.claim(path, Owner::Feed(&feed.key), Some(feed.row));
            if !decided.note(claim, Some(feed.row), format, path) && at == 0 {
                return;
            }
        }
    }

    /// Decides about the documents of the site, where they are to be looked at.
    fn decide_site(&mut self, decided: &mut Decided) {
        let settings = self.settings;
        for (writer, path) in settings.site_writers.iter().filter(|_| self.planned.site) {
            let owner = Owner::Site(writer.name);
            let claim = self.claim(path, owner, None);
            if !decided.note(claim, None, writer.name, path) {
                continue;
            }
            for alias in aliases(settings, path) {
                let claim = self.claim(alias, owner, None);
                decided.note(claim, None, writer.name, alias);
            }
            decided.site.push((*writer, path.clone()));
        }
    }

    fn paths_of(&self, feed: &FeedRow) -> Vec<Refused> {
        let addresses = self.settings.layout.addresses(&feed.key).into_iter();
        addresses.map(|address| (address.format, address.path)).collect()
    }

    /// True where the feed's own document is recorded at the path.
    fn has(&self, feed: &FeedRow, path: &str) -> bool {
        self.placer.feed_at(path) == Some(feed.row)
    }

    /// Claims a path.
    ///
    /// # Errors
    /// A sentence that says which two documents are at odds.
    fn claim(&mut self, path: &str, owner: Owner<'a>, row: Option<i64>) -> Result<(), String> {
        if let Some((other, of_other)) = self.recorded_of_another(path, owner, row) {
            return Err(refusal(&other.path, of_other, path, owner));
        }
        self.taken.take(path, owner)
    }

    /// The document that is recorded at the path, above or below it, and stays there.
    fn recorded_of_another(
        &self,
        path: &str,
        claimant: Owner<'a>,
        row: Option<i64>,
    ) -> Option<(&'a PublishedDocument, Owner<'a>)> {
        self.placer.recorded_around(path).find_map(|document| {
            let feed = document.feed?;
            let stays = Some(feed) != row && !self.moving.contains(&feed);
            if document.path == path {
                return stays.then(|| (document, self.owner(&document.path, claimant)));
            }
            // Where a feed is to be written again, its file is in the way all the same.
            let owner = self.owner(&document.path, claimant);
            (stays || owner != Owner::Past).then_some((document, owner))
        })
    }

    /// The feed, other than `claimant`, that has a document at the path when the run ends.
    fn owner(&self, path: &str, claimant: Owner<'a>) -> Owner<'a> {
        let layout = &self.settings.layout;
        let is_there =
            |document: &str| document == path || layout.aliases(document).iter().any(|alias| alias == path);
        let others = self.planned.outlines.iter().filter(|outline| Owner::Feed(&outline.key) != claimant);
        others
            .filter(|outline| layout.addresses(&outline.key).iter().any(|address| is_there(&address.path)))
            .map(|outline| Owner::Feed(&outline.key))
            .next()
            .unwrap_or(Owner::Past)
    }
}

/// The old paths that have the bytes of the document at `path`.
fn aliases<'a>(settings: &'a Settings, path: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    settings.layout.aliases(path).iter().map(String::as_str)
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
