//! The pipeline: from sources to published documents, once.
//!
//! In: sources, a store, a target, the rules, and the instant of the run. Out: a [`Report`]. What happens between is the order
//! of the calls in [`Pipeline::run`]; each step is a module below. The pipeline knows the seams and no adapter, no database, no
//! folder.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::clock::Clock;
use crate::compose::layout::Layout;
use crate::compose::membership::Rules;
use crate::fetch::Fetch;
use crate::model::feed::Site;
use crate::model::ids::{ContentHash, SourceId};
use crate::model::net::Net;
use crate::model::plan::Plan;
use crate::model::policy::{Retention, SourcePolicy};
use crate::publish::{PublishError, Target};
use crate::sources::Source;
use crate::store::{Run, Store, StoreError, Time};
use crate::writers::Writer;

pub mod addresses;
mod bodies;
mod claims;
mod kept;
mod placing;
mod planning;
pub mod poll;
pub mod progress;
mod pull;
mod recall;
mod recovery;
mod render;
pub mod report;
mod selecting;
mod upkeep;

pub use bodies::clean_body;
pub use poll::Polling;
use progress::Progress;
pub use report::Report;

/// Why a run could not be completed. What was published before stays as it was, but where it is said otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The state could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The documents were put in place, and then the state failed.
    #[error("the new documents are in place, each of them whole, and then this failed: {0}")]
    Afterwards(StoreError),
    /// The documents could not be put in place.
    #[error("nothing was published: {0}")]
    Publish(#[from] PublishError),
    /// A thread died.
    #[error("an internal error ended the run; please report it: {0}")]
    Internal(String),
}

/// A source and the rules for what comes from it.
#[derive(Clone)]
pub struct PlannedSource {
    /// The source.
    pub source: Arc<dyn Source>,
    /// Its rules. The members of a list share them.
    pub rules: Arc<SourcePolicy>,
}

impl PlannedSource {
    /// The rules, as those of this source.
    #[must_use]
    pub fn policy(&self) -> SourcePolicy {
        SourcePolicy { source: self.source.id().clone(), ..SourcePolicy::clone(&self.rules) }
    }
}

/// The owner's settings, as far as documents depend on them.
pub struct Settings {
    /// Which feeds there are.
    pub rules: Rules,
    /// Where their documents are.
    pub layout: Layout,
    /// The site.
    pub site: Site,
    /// How a feed is made.
    pub plan: Plan,
    /// The title of a feed, with `{category}` and `{site}`.
    pub category_title: String,
    /// Feeds with fewer entries are not published.
    pub min_entries: u64,
    /// The writers of feeds.
    pub writers: Vec<&'static Writer>,
    /// The writers of the site, each with the path of its document.
    pub site_writers: Vec<(&'static Writer, String)>,
    /// A digest of all of this.
    pub digest: ContentHash,
    /// True: files that we did not write may be overwritten.
    pub take_over: bool,
}

/// All that a run needs, and that does not change between runs.
pub struct Pipeline {
    /// Where entries come from, in order of priority.
    pub sources: Arc<[PlannedSource]>,
    /// The state.
    pub store: Arc<dyn Store>,
    /// Where documents go.
    pub target: Arc<dyn Target>,
    /// The owner's settings.
    pub settings: Arc<Settings>,
    /// Whoever asks servers; `None`: nobody is asked.
    pub fetch: Option<Arc<dyn Fetch>>,
    /// How servers are treated.
    pub net: Arc<Net>,
    /// The time of the run, as it passes.
    pub clock: Clock,
    /// The zone of the site: that of its times of day.
    pub zone: Tz,
}

/// What is asked of a run.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The instant of the run.
    pub now: DateTime<Utc>,
    /// Whose time that is.
    pub time: Time,
    /// The real instant, in nanoseconds since 1970.
    pub wall: i64,
    /// Pull only these sources; `None`: all.
    pub only: Option<HashSet<SourceId>>,
    /// True: feeds without entries go, with their documents.
    pub prune: bool,
    /// Whether anything is written.
    pub effect: Effect,
    /// What is read and rendered.
    pub reading: Reading,
    /// Whether large removals are refused.
    pub removals: Removals,
    /// What is asked of servers.
    pub polling: Polling,
    /// How long servers are asked at the most; `None`: until all that are due have been.
    pub max_time: Option<Duration>,
    /// Who watches.
    pub progress: Option<Arc<dyn Progress>>,
}

/// Whether a run has an effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effect {
    /// It publishes.
    #[default]
    Publish,
    /// It only says what it would publish.
    Rehearse,
}

/// What a run reads and renders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// What has changed.
    #[default]
    Changes,
    /// Everything, anew.
    Everything,
}

/// Whether a run refuses to remove more than a fifth of what there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Removals {
    /// It does.
    #[default]
    Guarded,
    /// They are meant.
    Allowed,
}

impl Pipeline {
    /// Runs once.
    ///
    /// # Errors
    /// Where the state or the target as a whole cannot be used. What goes wrong with one item, source or feed is in the report.
    pub async fn run(&self, request: &Request) -> Result<Report, PipelineError> {
        let mut report = Report::default();
        let recipes = self.recipes();
        let begun =
            self.store.begin(self.start(request, &recipes), request.reading == Reading::Everything).await?;
        report.woken = begun.woken;
        let (verified, pulled) =
            tokio::join!(self.verify(), self.pull(request, &begun, recipes, &mut report));
        pulled?;
        let mut standing = verified?;
        let allow = request.removals == Removals::Allowed;
        report.settled = self.store.settle(allow).await?;
        report.tell_doubled();
        report.tell_kept();
        if report.settled.refused {
            report.refuse_entries();
            return Ok(report);
        }
        if !standing.soiled.is_empty() {
            self.store.soil(std::mem::take(&mut standing.soiled)).await?;
        }
        if !(begun.rules_changed || standing.site_soiled || request.prune)
            && let Some(feeds) = self.store.idle().await?
        {
            report.feeds = feeds;
            report.documents.kept = standing.intact();
            return Ok(report);
        }
        let planned = self.plan(&begun, &standing, request.prune).await?;
        report.feeds = planned.outlines.len() as u64;
        if request.prune && planned.outlines.is_empty() {
            report.tell_unpublished();
        }
        report.tell_emptied(planned.emptied());
        let has_dead_alias = self.has_dead_alias(&planned, &mut report);
        if planned.is_idle() {
            report.documents.kept = standing.intact();
            return Ok(report);
        }
        if planned.removes_too_much(&standing) && !allow {
            report.refuse_documents(planned.removals.len(), standing.intact());
            return Ok(report);
        }
        let mut rendered = self.render(request, &begun, planned, standing, &mut report).await?;
        rendered.left_over |= has_dead_alias;
        if request.effect == Effect::Publish {
            self.put_in_place(rendered, &mut report).await?;
        }
        Ok(report)
    }

    /// Only asks the sources that are due, as a run does.
    ///
    /// # Errors
    /// Where the state cannot be used.
    pub async fn ask(&self, request: &Request, report: &mut Report) -> Result<(), PipelineError> {
        self.poll(request, self.recipes(), report).await
    }

    /// Of each source, a digest of all that turns a file of it into an entry. Those who share their rules stand together.
    fn recipes(&self) -> Arc<[ContentHash]> {
        let mut last: Option<(&Arc<SourcePolicy>, ContentHash, ContentHash)> = None;
        let recipes = self.sources.iter().map(|PlannedSource { source, rules }| {
            let of_source = source.recipe();
            if let Some((shared, same, recipe)) = last
                && same == of_source
                && Arc::ptr_eq(shared, rules)
            {
                return recipe;
            }
            let policy = format!("{} {}", crate::normalize::VERSION, rules.recipe());
            let recipe = ContentHash::of(&[&of_source.0[..], policy.as_bytes()].concat());
            last = Some((rules, of_source, recipe));
            recipe
        });
        recipes.collect()
    }

    /// What there is to say of sources, by id.
    fn by_source<T>(&self, of: impl Fn(&PlannedSource) -> Option<T>) -> HashMap<SourceId, T> {
        let mut said = HashMap::with_capacity(self.sources.len());
        said.extend(
            self.sources.iter().filter_map(|planned| Some((planned.source.id().clone(), of(planned)?))),
        );
        said
    }

    /// Asks the sources that are due and takes what they answer into the state, as a run does. Publishing that is left to the next run.
    ///
    /// # Errors
    /// Where the state cannot be used.
    pub async fn take(&self, request: &Request, report: &mut Report) -> Result<(), PipelineError> {
        let recipes = self.recipes();
        self.store.begin(self.start(request, &recipes), false).await?;
        self.poll(request, recipes, report).await?;
        report.settled = self.store.settle(false).await?;
        report.tell_doubled();
        report.tell_kept();
        Ok(())
    }

    fn start(&self, request: &Request, recipes: &[ContentHash]) -> Run {
        let mut sources: Vec<(&PlannedSource, &ContentHash)> = self.sources.iter().zip(recipes).collect();
        sources.sort_by_key(|(planned, _)| std::cmp::Reverse(planned.rules.priority));
        Run {
            now: request.now,
            sources: sources
                .into_iter()
                .map(|(planned, recipe)| (planned.source.id().clone(), *recipe))
                .collect(),
            membership: self.settings.rules.digest(),
            rendering: self.settings.digest,
            time: request.time,
            host: self.settings.site.url.host_str().unwrap_or_default().to_owned(),
            retention: self.by_source(kept),
            addresses: self.by_source(|planned| {
                let url = &planned.source.remote()?.subscription().url;
                Some(ContentHash::of(url.as_str().as_bytes()))
            }),
            limit: self.settings.plan.limit,
            per_source: self.settings.plan.per_source,
        }
    }
}

/// How much of a source is kept. A file is there to be read again, so that all that it has is.
fn kept(planned: &PlannedSource) -> Option<Retention> {
    let is_remote = planned.source.remote().is_some();
    let retention = planned.rules.retention?;
    Some(if is_remote { retention } else { Retention { entries: None, age: None } })
}
