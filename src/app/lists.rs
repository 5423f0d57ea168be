//! Lists of feeds before a run: those that are due are asked or read, and what they name is known then.
//!
//! In: the configuration, and the state. Out: by list, what it names: what it said now, else what it said when it was last had. A list that
//! cannot be had names what it named before.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::members::{Crowded, Members, is_list};
use super::parts::{Part, Workshop, settings};
use super::similar;
use super::{App, AppError, Now};
use crate::compose::overlay::{Overlay, Overlays};
use crate::fetch::Fetch;
use crate::fetch::client::Client;
use crate::model::ids::SourceId;
use crate::model::policy::SourcePolicy;
use crate::model::poll::{FeedFacts, PollState};
use crate::pipeline::poll::asked_with;
use crate::pipeline::{PipelineError, PlannedSource, Removals, Report, Request, Settings};
use crate::sources::{List, Listed, Source};
use crate::store::Store;

mod changes;
mod file;

/// By list: what it names.
pub(super) type Named = HashMap<SourceId, FeedFacts>;

/// All sources there are, with the rules that hold for them.
#[derive(Clone)]
pub(super) struct Cast {
    /// The sources, in order of priority.
    pub(super) sources: Vec<PlannedSource>,
    /// What the owner says of the entries of each.
    pub(super) said: Vec<(SourceId, Arc<Overlay>)>,
    /// The owner's settings.
    pub(super) settings: Arc<Settings>,
    /// What there is to tell of lists and overrides.
    pub(super) notes: Vec<String>,
    /// By member: the list that names it.
    pub(super) lists: HashMap<SourceId, SourceId>,
    /// By list that names too many feeds of some hosts: how many feeds of each are left out.
    pub(super) crowded: HashMap<SourceId, Crowded>,
}

impl App {
    /// The sources of the configuration, and those that its lists name. What is not known of a list is left out.
    pub(super) fn cast(&self, named: &Named) -> Result<Cast, AppError> {
        let workshop = Workshop::new(&self.config, &self.settings.layout);
        let mut members = Members::new(&workshop, &self.parts);
        let most = self.parts.len() + named.values().map(|facts| facts.members.len()).sum::<usize>();
        let (mut sources, mut said) = (Vec::with_capacity(most), Vec::with_capacity(most));
        let (mut lists, mut crowded, mut notes) = (HashMap::new(), HashMap::new(), Vec::new());
        let mut add = |part: Part| {
            said.push((part.planned.source.id().clone(), part.overlay));
            sources.push(part.planned);
        };
        let mut all_known = true;
        for (source, part) in self.config.sources.iter().zip(&self.parts) {
            add(part.clone());
            match named.get(&source.id) {
                Some(facts) => {
                    let found = members.of(source, facts, &mut notes)?;
                    lists.reserve(found.parts.len());
                    for part in found.parts {
                        lists.insert(part.planned.source.id().clone(), source.id.clone());
                        add(part);
                    }
                    if !found.crowded.is_empty() {
                        crowded.insert(source.id.clone(), found.crowded);
                    }
                }
                None => all_known &= !is_list(source),
            }
        }
        if all_known {
            notes.extend(members.unused());
        }
        give(&mut said, members.more());
        know_each_other(&mut sources);
        let settings = Arc::new(settings(&self.config, Overlays::new(&said)));
        Ok(Cast { sources, said, settings, notes, lists, crowded })
    }

    /// The sources of the configuration alone.
    pub(super) fn fixed_cast(&self) -> Cast {
        let said = self
            .parts
            .iter()
            .map(|part| (part.planned.source.id().clone(), Arc::clone(&part.overlay)))
            .collect();
        Cast {
            sources: self.sources.clone(),
            said,
            settings: Arc::clone(&self.settings),
            notes: Vec::new(),
            lists: HashMap::new(),
            crowded: HashMap::new(),
        }
    }

    /// The sources of the configuration alone, as far as is known of them.
    pub(super) async fn fixed_cast_as_known(&self, store: &dyn Store) -> Result<Cast, AppError> {
        self.joined(self.fixed_cast(), store).await
    }

    /// Of two sources that turned out to be one feed one is asked. Its entries get the categories that the owner gives those of either.
    async fn joined(&self, mut cast: Cast, store: &dyn Store) -> Result<Cast, AppError> {
        if !cast.gives_categories() {
            return Ok(cast);
        }
        let mut is_other = false;
        for (at, with) in asked_with(&cast.sources, store.moves().await?) {
            let given = cast.said.get(at).map(|(_, overlay)| overlay.given()).unwrap_or_default();
            let Some((_, overlay)) = cast.said.get_mut(with) else { continue };
            let before = overlay.given();
            Arc::make_mut(overlay)
                .categories
                .extend(given.into_iter().filter(|category| !before.contains(category)));
            is_other = true;
        }
        if is_other {
            cast.settings = Arc::new(settings(&self.config, Overlays::new(&cast.said)));
        }
        Ok(cast)
    }

    /// The sources as they are known without asking or reading anything.
    pub(super) async fn known_cast(&self, store: &dyn Store) -> Result<Cast, AppError> {
        if !self.has_lists() {
            return self.fixed_cast_as_known(store).await;
        }
        self.joined(self.cast(&self.named(store).await?)?, store).await
    }

    /// The sources for a run, lists brought up to date.
    pub(super) async fn current_cast(
        &self,
        store: Arc<dyn Store>,
        fetch: Option<Arc<dyn Fetch>>,
        request: &Request,
        names: &[String],
        report: &mut Report,
    ) -> Result<Cast, AppError> {
        let wanted = |id: &SourceId| names.is_empty() || names.iter().any(|name| name == id.as_str());
        let lists: Vec<&Part> = self
            .parts
            .iter()
            .filter(|part| part.planned.source.list().is_some() && wanted(part.planned.source.id()))
            .collect();
        let asked = |part: &&Part| {
            let source = part.planned.source.list()?.on_server()?;
            Some(PlannedSource { source, rules: Arc::clone(&part.planned.rules) })
        };
        let known = self.known_of_lists(store.as_ref()).await?;
        let mut is_same = request.removals != Removals::Allowed;
        let on_servers: Vec<PlannedSource> = lists.iter().filter_map(asked).collect();
        if !on_servers.is_empty() && request.only.as_ref().is_none_or(|only| !only.is_empty()) {
            let pipeline = self.pipeline(on_servers, &self.settings, Arc::clone(&store), fetch, request);
            pipeline.ask(request, report).await?;
            is_same = false;
        }
        for part in &lists {
            if let Some(list) = part.planned.source.list() {
                let before = known.get(part.planned.source.id());
                let read = file::read(part, list, before, store.as_ref(), request).await?;
                is_same &= read.as_ref().is_none_or(|(_, is_same)| *is_same);
                report.sources.extend(read.map(|(row, _)| row));
            }
        }
        if request.removals == Removals::Allowed {
            let ids = lists.iter().map(|part| part.planned.source.id().clone()).collect();
            changes::let_go(ids, store.as_ref()).await?;
        }
        let before = named(known);
        let now = if is_same { None } else { Some(self.named(store.as_ref()).await?) };
        let cast = self.cast(now.as_ref().unwrap_or(&before))?;
        let ids = lists.iter().map(|part| part.planned.source.id());
        match &now {
            // Whom it names and whom of them it leaves out is as it was.
            None => changes::tell(ids, &cast.told(&before), &cast.told(&before), report),
            Some(now) => changes::tell(ids, &self.told(&before), &cast.told(now), report),
        }
        drop((before, now));
        self.joined(cast, store.as_ref()).await
    }

    /// Servers are asked, and nobody said who asks.
    pub(super) fn lacks_contact(&self, cast: &Cast) -> Option<String> {
        let asks = cast.sources.iter().any(|planned| {
            planned.source.remote().is_some()
                || planned.source.list().is_some_and(|list| list.on_server().is_some())
        });
        (asks && self.config.typed.place("net.contact").is_none()).then(|| {
            format!(
                "[net] has no `contact`, so that servers are told of {}: name a page or address that says who asks, where that is another",
                self.config.site.url
            )
        })
    }

    /// Whoever asks servers, where a source has one.
    pub(super) fn client(&self, now: &Now) -> Result<Option<Arc<dyn Fetch>>, AppError> {
        if !self.has_lists() && self.sources.iter().all(|planned| planned.source.remote().is_none()) {
            return Ok(None);
        }
        let client = Client::new(Arc::new(self.config.net.clone()), now.clock())
            .map_err(|message| AppError::Pipeline(PipelineError::Internal(message)))?;
        Ok(Some(Arc::new(client)))
    }

    /// True where the configuration has lists.
    pub(super) fn has_lists(&self) -> bool {
        self.config.sources.iter().any(is_list)
    }

    /// What lists named when they were last had.
    pub(super) async fn named(&self, store: &dyn Store) -> Result<Named, AppError> {
        Ok(named(self.known_of_lists(store).await?))
    }

    /// What is remembered of lists.
    async fn known_of_lists(&self, store: &dyn Store) -> Result<HashMap<SourceId, PollState>, AppError> {
        let ids: Vec<SourceId> = self
            .config
            .sources
            .iter()
            .filter(|source| is_list(source))
            .map(|source| source.id.clone())
            .collect();
        let states = store.poll_states(ids.clone()).await?;
        Ok(ids.into_iter().zip(states).collect())
    }

    /// What lists that are files name now.
    pub(super) fn named_by_files(&self) -> Named {
        let lists = self.parts.iter().filter_map(|part| {
            let Listed::Other { facts, .. } = part.planned.source.list()?.file(None)?.ok()? else {
                return None;
            };
            Some((part.planned.source.id().clone(), facts))
        });
        lists.collect()
    }
}

impl Cast {
    /// True where the owner gives categories to the entries of some source.
    pub(super) fn gives_categories(&self) -> bool {
        self.said.iter().any(|(_, overlay)| overlay.gives_categories())
    }

    /// The sources of these names, with the members of the lists among them; `None`: all.
    pub(super) fn only(&self, names: &[String]) -> Result<Option<HashSet<SourceId>>, AppError> {
        if names.is_empty() {
            return Ok(None);
        }
        let ids = || self.sources.iter().map(|planned| planned.source.id());
        let known: HashSet<&str> = ids().map(SourceId::as_str).collect();
        if let Some(name) = names.iter().find(|name| !known.contains(name.as_str())) {
            let known = similar::offered(name, ids().map(SourceId::as_str).collect());
            return Err(AppError::NoSuchSource { name: name.clone(), known });
        }
        let is_named = |id: &SourceId| names.iter().any(|name| name == id.as_str());
        let wanted = ids().filter(|id| is_named(id) || self.lists.get(*id).is_some_and(is_named));
        Ok(Some(wanted.cloned().collect()))
    }
}

/// What lists named that could be had.
fn named(known: HashMap<SourceId, PollState>) -> Named {
    let had = known.into_iter().filter(|(_, state)| state.last_success.is_some());
    had.map(|(id, state)| (id, state.feed)).collect()
}

/// Tells those whose entries are of others which sources there are. Who shared rules does so still.
fn know_each_other(sources: &mut [PlannedSource]) {
    let ids: Vec<SourceId> = sources.iter().map(|planned| planned.source.id().clone()).collect();
    let ids = Arc::new(ids);
    let mut last: Option<(Arc<SourcePolicy>, Arc<SourcePolicy>)> = None;
    for PlannedSource { rules, .. } in sources.iter_mut().filter(|planned| planned.rules.others.is_some()) {
        let told = match &last {
            Some((before, told)) if Arc::ptr_eq(before, rules) => Arc::clone(told),
            _ => Arc::new(SourcePolicy { others: Some(Arc::clone(&ids)), ..SourcePolicy::clone(rules) }),
        };
        let before = std::mem::replace(rules, Arc::clone(&told));
        last = Some((before, told));
    }
}

/// A feed that is named more than once is asked once, and its entries get the categories that it is given by any who name it.
fn give(said: &mut [(SourceId, Arc<Overlay>)], more: Vec<(SourceId, Vec<Vec<String>>)>) {
    if more.is_empty() {
        return;
    }
    let mut overlays: HashMap<SourceId, &mut Arc<Overlay>> =
        said.iter_mut().map(|(id, overlay)| (id.clone(), overlay)).collect();
    for (id, given) in more {
        let Some(overlay) = overlays.get_mut(&id) else { continue };
        let before = overlay.given();
        Arc::make_mut(overlay)
            .categories
            .extend(given.into_iter().filter(|category| !before.contains(category)));
    }
}

/// The source as servers are asked for it: of a list, the list itself.
pub(super) fn asked(planned: &PlannedSource) -> Arc<dyn Source> {
    let list = planned.source.list().and_then(List::on_server);
    list.unwrap_or_else(|| Arc::clone(&planned.source))
}
