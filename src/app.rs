//! The application: a configuration in, the pipeline with all its parts out.
//!
//! The only file that knows every concrete type: adapters, writers, the database, the folder.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::compose::overlay::Overlays;
use crate::config::Config;
use crate::fetch::{Fetch, check_authorities};
use crate::model::adopted::Adopted;
use crate::model::ids::SourceId;
use crate::pipeline::progress::Progress;
use crate::pipeline::{
    Effect, Pipeline, PlannedSource, Polling, Reading, Removals, Report, Request, Settings,
};
use crate::publish::directory::Directory;
use crate::store::sqlite::{Lock, Mode, SqliteStore};
use crate::store::{Hidden, SourceRow, Store, StoreError, Time};

mod add;
mod adopt;
mod ask;
mod check;
mod discover;
mod edit;
mod error;
mod export;
mod forecast;
mod ids;
mod imagine;
mod import;
pub mod inspect;
mod listing;
mod lists;
mod members;
mod moved;
mod notify;
mod parts;
mod remove;
mod revert;
mod said;
mod similar;
mod status;
pub mod tables;

use ids::IdsFile;
use lists::{Cast, Named};
use members::Members;
use parts::{Part, Workshop, settings};

pub use crate::parse::feed::Cut;
pub use add::{Found, Wish};
pub use adopt::{Adoption, OldFeed, OtherPages, Unmatched};
pub use ask::{AskError, Asker, Heard, typed, typed_feed};
pub use check::{CheckReport, INSECURE};
pub use discover::{Discovered, FoundFeed, How, Summary};
pub use edit::Load;
pub use error::AppError;
pub use export::{Exported, Redirect};
pub use forecast::HostForecast;
pub use import::{Import, read_list};
pub use listing::{ListedFeed, Listing};
pub use moved::{Moves, Rewritten};
pub use remove::{Leaving, Left, Removal, Unwanted};
pub use revert::Reverted;
pub use status::{Health, PollStatus, SourceStatus, offline_since};

/// What is asked of a build.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags that are given or not, and do not depend on each other"
)]
pub struct BuildOptions {
    /// Only these sources; empty: all.
    pub sources: Vec<String>,
    /// True: change nothing.
    pub dry_run: bool,
    /// True: read and render everything anew.
    pub force: bool,
    /// True: removals of more than a fifth are meant.
    pub allow_removals: bool,
    /// True: no server is asked.
    pub offline: bool,
    /// How long servers are asked at the most.
    pub max_time: Option<Duration>,
    /// Who watches.
    pub progress: Option<Arc<dyn Progress>>,
}

/// The time that something is done at.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// The instant.
    pub at: DateTime<Utc>,
    /// Whose time that is: the clock's, which is distrusted where it contradicts what was seen, or one that was asked for.
    pub time: Time,
}

/// A configuration, ready to run.
pub struct App {
    config: Config,
    ids: IdsFile,
    parts: Vec<Part>,
    /// The sources of the configuration, without the members of its lists.
    sources: Vec<PlannedSource>,
    settings: Arc<Settings>,
}

impl App {
    /// Builds the sources and settles the settings. Nothing is opened yet but the files of adopted ids and of certificates.
    ///
    /// # Errors
    /// [`AppError::Source`] where an adapter refuses its options, [`AppError::Authorities`] where there are no certificates, and
    /// [`AppError::Ids`] where the file of ids is there and cannot be read: without it readers would see every entry again.
    pub fn new(config: Config) -> Result<Self, AppError> {
        check_authorities(&config.net).map_err(AppError::Authorities)?;
        let mut ids = IdsFile::read(&config).map_err(|error| AppError::Ids {
            file: config.adopted.clone(),
            message: format!("the ids that readers know cannot be read: {error}"),
        })?;
        let settings = Arc::new(settings(&config, Overlays::default()));
        let workshop = Workshop::new(&config, &settings.layout);
        let parts = config.sources.iter().map(|source| workshop.part(source, &mut ids));
        let parts: Vec<Part> = parts.collect::<Result<_, _>>()?;
        Members::new(&workshop, &parts).check()?;
        let mut app = Self { config, ids, parts, sources: Vec::new(), settings };
        let Cast { sources, settings, .. } = app.cast(&Named::default())?;
        (app.sources, app.settings) = (sources, settings);
        Ok(app)
    }

    /// What readers know the articles of a source by.
    fn adopted(&self, source: &SourceId) -> Option<&Adopted> {
        let planned = self.sources.iter().find(|planned| planned.source.id() == source)?;
        Some(&planned.rules.adopted)
    }

    /// Refuses where the configuration names a file of adopted ids that is not there: a checkout that lacks it would give
    /// every entry another id.
    fn need_ids(&self) -> Result<(), AppError> {
        if self.ids.text.is_some() || self.config.typed.place("adopted").is_none() {
            return Ok(());
        }
        Err(AppError::NoIds { file: self.ids.path.clone() })
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Pulls, composes, publishes.
    ///
    /// # Errors
    /// [`AppError::NoSuchSource`]; else where the state or the publishing folder as a whole cannot be used.
    pub async fn build(&self, options: &BuildOptions, now: Now) -> Result<Report, AppError> {
        self.need_ids()?;
        let request = Request {
            now: now.at,
            time: now.time,
            wall: crate::clock::file_time(),
            only: None,
            prune: false,
            effect: effect(options.dry_run),
            reading: if options.force { Reading::Everything } else { Reading::Changes },
            removals: if options.allow_removals { Removals::Allowed } else { Removals::Guarded },
            polling: match (options.offline, options.force) {
                (true, _) => Polling::Offline,
                (false, true) => Polling::Forced,
                (false, false) => Polling::Due,
            },
            max_time: options.max_time,
            progress: options.progress.clone(),
        };
        self.run(request, &options.sources).await
    }

    /// Removes feeds without entries, and their documents.
    ///
    /// # Errors
    /// Where the state or the publishing folder as a whole cannot be used.
    pub async fn prune(&self, dry_run: bool, now: Now) -> Result<Report, AppError> {
        let request = Request {
            now: now.at,
            time: now.time,
            only: Some(HashSet::new()),
            prune: true,
            effect: effect(dry_run),
            ..Request::default()
        };
        self.run(request, &[]).await
    }

    /// Takes an entry out of all feeds by id or URL, or puts it back, and publishes.
    ///
    /// # Errors
    /// Where the state or the publishing folder as a whole cannot be used.
    pub async fn hide(&self, what: &str, undo: bool, now: Now) -> Result<(Hidden, Report), AppError> {
        let _lock = Lock::take(&self.config.state)?;
        let request =
            Request { now: now.at, time: now.time, only: Some(HashSet::new()), ..Request::default() };
        let cast = self.known_cast(&self.store(Mode::Read, now)?).await?;
        let store = Arc::new(self.store_for(Mode::Commit, &cast.settings, now)?);
        let pipeline = self.pipeline(cast.sources, &cast.settings, store, None, &request);
        let hidden = pipeline.store.hide(what.to_owned(), undo).await?;
        let report = pipeline.run(&request).await?;
        Ok((hidden, self.finish(report, &pipeline).await?))
    }

    /// Runs with the sources of these names; with none, with all of those that `request` wants.
    async fn run(&self, mut request: Request, names: &[String]) -> Result<Report, AppError> {
        // A rehearsal leaves no trace, and needs no lock.
        let (mode, _lock) = match request.effect {
            Effect::Rehearse => (Mode::Rehearse, None),
            Effect::Publish => (Mode::Commit, Some(Lock::take(&self.config.state)?)),
        };
        let now = Now { at: request.now, time: request.time };
        let fetch = self.client(&now)?;
        let (mut before, begun) = (Report::default(), tokio::time::Instant::now());
        let cast = if self.has_lists() {
            let store = Arc::new(self.store(mode, now)?);
            self.current_cast(store, fetch.clone(), &request, names, &mut before).await?
        } else {
            let cast = self.fixed_cast();
            let asks = fetch.is_some() && cast.gives_categories();
            if asks { self.fixed_cast_as_known(&self.store(mode, now)?).await? } else { cast }
        };
        if !names.is_empty() {
            request.only = cast.only(names)?;
        }
        // Lists were asked in the same time.
        request.max_time = request.max_time.map(|most| most.saturating_sub(begun.elapsed()));
        let store = Arc::new(self.store_for(mode, &cast.settings, now)?);
        let pipeline = self.pipeline(cast.sources, &cast.settings, store, fetch, &request);
        let mut report = pipeline.run(&request).await?;
        report.sources.splice(0..0, before.sources);
        report.notes.splice(0..0, before.notes.into_iter().chain(cast.notes));
        report.failures.splice(0..0, before.failures);
        // A list that answers is the first to show that an outage is over.
        report.outage = report.outage.or(before.outage);
        if request.effect == Effect::Rehearse {
            self.tally(&mut report, &pipeline).await?;
            return Ok(report);
        }
        self.finish(report, &pipeline).await
    }

    /// Counts what there is, and tells whoever wants to know.
    async fn finish(&self, mut report: Report, pipeline: &Pipeline) -> Result<Report, AppError> {
        let failed = |report: &Report, error| report.failed_with(error);
        self.tally(&mut report, pipeline).await.map_err(|error| failed(&report, error))?;
        // Also after a run with failures: what it did publish is not held up by one document that it could not.
        let is_told = !self.config.publish.after.is_empty();
        if is_told && pipeline.store.notification().await.map_err(|error| failed(&report, error))? {
            match notify::run(&self.config.publish.after, &self.config.file, &self.config.publish.dir).await {
                Ok(()) => {
                    pipeline.store.notified().await.map_err(|error| failed(&report, error))?;
                    report.told = self.config.publish.after.first().cloned();
                }
                Err(failure) => report.failures.push(failure),
            }
        }
        Ok(report)
    }

    async fn tally(&self, report: &mut Report, pipeline: &Pipeline) -> Result<(), StoreError> {
        let rows = pipeline.store.sources().await?;
        let rows: HashMap<&SourceId, &SourceRow> = rows.iter().map(|row| (&row.id, row)).collect();
        let overlays = pipeline.settings.rules.overlays();
        for source in &mut report.sources {
            if let Some(name) = overlays.of(&source.id).and_then(|said| said.name.as_ref()) {
                source.title = name.to_string();
            }
            if let Some(row) = rows.get(&source.id) {
                source.entries = row.entries;
                source.held.clone_from(&row.held);
                source.known_defects = row.defects;
            }
        }
        Ok(())
    }

    /// Validates the articles of all sources, and writes nothing.
    ///
    /// # Errors
    /// [`AppError::Pipeline`] where a thread died.
    pub async fn check(&self) -> Result<CheckReport, AppError> {
        self.need_ids()?;
        let named = self.named_by_files();
        let cast = if self.has_lists() { self.cast(&named)? } else { self.fixed_cast() };
        let mut report = check::check(&cast.sources, &cast.settings, crate::clock::file_time()).await?;
        report.notes.extend(self.lacks_contact(&cast));
        report.notes.extend(self.list_notes(&named).into_values().flatten());
        report.notes.extend(cast.notes);
        // They are the file's, not the articles'.
        for source in &mut report.sources {
            source.defects.retain(|defect| !self.ids.defects.contains(defect));
        }
        report.defects.clone_from(&self.ids.defects);
        Ok(report)
    }

    /// The state, for whoever changes no entry.
    fn store(&self, mode: Mode, now: Now) -> Result<SqliteStore, AppError> {
        self.store_for(mode, &self.settings, now)
    }

    fn store_for(&self, mode: Mode, settings: &Arc<Settings>, now: Now) -> Result<SqliteStore, AppError> {
        let settings = Arc::clone(settings);
        Ok(SqliteStore::open(
            &self.config.state,
            mode,
            now.at,
            Arc::new(move |entry| settings.rules.of(entry)),
        )?)
    }

    fn pipeline(
        &self,
        sources: Vec<PlannedSource>,
        settings: &Arc<Settings>,
        store: Arc<dyn Store>,
        fetch: Option<Arc<dyn Fetch>>,
        request: &Request,
    ) -> Pipeline {
        Pipeline {
            sources: sources.into(),
            store,
            target: Arc::new(Directory::new(self.config.publish.dir.clone())),
            settings: Arc::clone(settings),
            fetch,
            net: Arc::new(self.config.net.clone()),
            clock: Now { at: request.now, time: request.time }.clock(),
            zone: self.config.timezone,
        }
    }
}

fn effect(dry_run: bool) -> Effect {
    if dry_run { Effect::Rehearse } else { Effect::Publish }
}
