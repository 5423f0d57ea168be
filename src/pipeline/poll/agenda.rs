//! Who is asked in this run: the sources and what is remembered of asking them in, a queue out, and a reason for everybody else.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;
use url::Url;

use super::joint::Shared;
use super::offline::{self, Before, Connection, MOST_TRIED, Outage, Standing};
use super::places::Places;
use super::queue::Queue;
use super::{Asked, Polling};
use crate::clock::file_time;
use crate::fetch::Fetch;
use crate::model::ids::{ContentHash, SourceId};
use crate::model::net::{address_key, hold_key};
use crate::model::poll::{PollTimes, Reason, Subscription};
use crate::pipeline::report::SourceReport;
use crate::pipeline::{Effect, Pipeline, PipelineError, PlannedSource, Report, Request};
use crate::schedule::{self, Due};
use crate::sources::Remote;

/// What is added to the pause of a host that an earlier run asked: it wrote that down a little before it sent the request.
const SLACK: Duration = Duration::from_millis(250);

/// Feeds whose times are written down together.
const TOGETHER: usize = 128;

/// Who is asked.
pub(super) struct Agenda {
    /// Those who are due.
    pub(super) queue: Queue,
    /// Where feeds are that have moved.
    pub(super) places: Places,
    /// What several of those who are due want.
    pub(super) shared: Shared,
    /// What earlier runs say of our own connection.
    pub(super) connection: Connection,
}

/// Why nobody is asked, where that is so.
fn silence(request: &Request) -> Option<Asked> {
    match (request.effect, request.polling) {
        (_, Polling::Offline) => Some(Asked::Offline),
        // It would forget the answers, so that the next run would have to ask again.
        (Effect::Rehearse, _) => Some(Asked::Rehearsed),
        _ => None,
    }
}

/// What everybody's turn is decided by.
struct Known {
    times: HashMap<SourceId, PollTimes>,
    places: Places,
    holds: HashMap<String, DateTime<Utc>>,
    before: Before,
}

impl Pipeline {
    /// Finds out who is due, and reports of those who are not when they are. `None`: nobody is.
    pub(super) async fn agenda(
        &self,
        request: &Request,
        fetch: &dyn Fetch,
        report: &mut Report,
    ) -> Result<Option<Agenda>, PipelineError> {
        let is_wanted = |at: &SourceId| request.only.as_ref().is_none_or(|only| only.contains(at));
        let remotes = || {
            self.sources
                .iter()
                .enumerate()
                .filter_map(|(at, planned)| Some((at, planned, planned.source.remote()?)))
        };
        let wanted = || remotes().filter(|(_, planned, _)| is_wanted(planned.source.id()));
        if wanted().next().is_none() {
            return Ok(None);
        }
        if let Some(asked) = silence(request) {
            wanted().for_each(|(_, planned, _)| report.sources.push(row(planned, asked.clone())));
            return Ok(None);
        }
        let known = self.known_of_polls(request, fetch).await?;
        let mut due = Vec::new();
        report.sources.reserve(known.times.len());
        for (at, planned, remote) in wanted() {
            match self.turn_of(request, &known, at, planned, remote) {
                None => due.push(at),
                Some(asked) => report.sources.push(row(planned, asked)),
            }
        }
        let Known { times, places, before, .. } = known;
        let mut connection =
            Connection { was_online: offline::was_online(times.values()), ..Connection::default() };
        if before != Before::Online {
            connection.outage = self.outage(&times).await?;
        }
        if before == Before::Offline {
            connection.witnesses = Some(self.witnesses(&due).await?);
        }
        self.mix(&places, &mut due);
        let options = |at: usize| Some(&self.sources.get(at)?.source.remote()?.subscription().options);
        let shared = Shared::new(
            due.iter().filter_map(|at| Some((self.address(&places, *at)?.as_str(), options(*at)?))),
        );
        let is_late = |at: &usize| {
            let known = self.sources.get(*at).and_then(|planned| times.get(planned.source.id()));
            known.is_some_and(|times| times.timed_out)
        };
        let (late, due): (Vec<usize>, Vec<usize>) = due.into_iter().partition(is_late);
        let mut queue = Queue::with_late(self.net.concurrency / 2);
        for (feeds, add) in [(due, Queue::add as fn(&mut Queue, _, &_, _)), (late, Queue::add_late)] {
            for at in feeds {
                if let Some(url) = self.address(&places, at) {
                    add(&mut queue, fetch.pace(url), &hold_key(url), at);
                }
            }
        }
        self.keep_pauses(fetch, &times, &places, &mut queue);
        Ok(Some(Agenda { queue, places, shared, connection }))
    }

    /// Those of whom it tells most where they cannot be reached: the best witnesses that there are.
    async fn witnesses(&self, due: &[usize]) -> Result<HashSet<usize>, PipelineError> {
        let mut found = Vec::with_capacity(due.len());
        for chunk in due.chunks(TOGETHER) {
            let ids =
                chunk.iter().filter_map(|at| Some(self.sources.get(*at)?.source.id().clone())).collect();
            let states = self.store.poll_states(ids).await?;
            found.extend(chunk.iter().copied().zip(states.iter().map(Standing::of)));
        }
        let best = found.iter().map(|(_, standing)| *standing).min();
        Ok(found.into_iter().filter(|(_, standing)| Some(*standing) == best).map(|(at, _)| at).collect())
    }

    /// Puts the feeds of some hosts in front that have nothing to do with each other. Whether we are online shows by the first few: those that
    /// stand together in a list may have died together.
    fn mix(&self, places: &Places, due: &mut [usize]) {
        let host = |at: usize| self.address(places, at).map(hold_key).unwrap_or_default();
        let by_chance = |at: usize| ContentHash::of(host(at).as_bytes());
        let mut hosts: Vec<ContentHash> = due.iter().map(|at| by_chance(*at)).collect();
        hosts.sort_unstable();
        hosts.dedup();
        if let Some(end) =
            hosts.get(2 * MOST_TRIED).or_else(|| hosts.last().filter(|_| hosts.len() > MOST_TRIED))
        {
            due.sort_by_cached_key(|at| {
                Some(by_chance(*at)).filter(|host| host < end).map_or((1, None), |host| (0, Some(host)))
            });
        }
    }

    /// What the feeds remember that could not be asked for want of a connection.
    async fn outage(&self, times: &HashMap<SourceId, PollTimes>) -> Result<Option<Outage>, PipelineError> {
        let unreached = times.iter().filter(|(_, times)| times.reason == Reason::Offline);
        let states = self.store.poll_states(unreached.map(|(id, _)| id.clone()).collect()).await?;
        Ok(Outage::remembered(states.iter()))
    }

    async fn known_of_polls(&self, request: &Request, fetch: &dyn Fetch) -> Result<Known, PipelineError> {
        let mut times: HashMap<SourceId, PollTimes> = self.store.poll_times().await?.into_iter().collect();
        self.plan_anew(&mut times).await?;
        let places = Places::new(&self.sources, self.store.moves().await?);
        let mut holds = HashMap::new();
        for hold in self.store.holds().await?.into_iter().filter(|hold| request.now < hold.until) {
            holds.insert(hold.host.clone(), hold.until);
            fetch.hold(hold);
        }
        for (_, planned) in self.sources.iter().enumerate().filter(|(at, _)| places.is_followed(*at)) {
            if let (Some(times), Some(remote)) = (times.get_mut(planned.source.id()), planned.source.remote())
            {
                times.of = Some(ContentHash::of(remote.subscription().url.as_str().as_bytes()));
            }
        }
        self.notice_clock(request, &mut times).await?;
        let before = offline::before(times.values(), request.now);
        Ok(Known { times, places, holds, before })
    }

    /// Plans feeds whose schedule was configured anew since they were asked.
    async fn plan_anew(&self, times: &mut HashMap<SourceId, PollTimes>) -> Result<(), PipelineError> {
        let others: Vec<(&SourceId, &Subscription)> = self
            .sources
            .iter()
            .filter_map(|planned| Some((planned.source.id(), planned.source.remote()?.subscription())))
            .filter(|(id, subscription)| {
                let known = times.get(id);
                known.is_some_and(|times| schedule::is_planned_otherwise(times, subscription, self.zone))
            })
            .collect();
        for chunk in others.chunks(TOGETHER) {
            let ids: Vec<SourceId> = chunk.iter().map(|(id, _)| (*id).clone()).collect();
            let mut states = self.store.poll_states(ids.clone()).await?;
            for (state, (id, subscription)) in states.iter_mut().zip(chunk) {
                schedule::plan_anew(state, subscription, self.zone);
                times.insert((*id).clone(), state.times);
            }
            self.store.lease(ids.into_iter().zip(states).collect()).await?;
        }
        Ok(())
    }

    /// Writes down for each feed whether the clock is behind its last request: how long it has been is what it waits by.
    async fn notice_clock(
        &self,
        request: &Request,
        times: &mut HashMap<SourceId, PollTimes>,
    ) -> Result<(), PipelineError> {
        let mut noticed = Vec::new();
        for (id, times) in times.iter_mut() {
            if let Some(now) = schedule::notice(times, request.now) {
                *times = now;
                noticed.push((id.clone(), now));
            }
        }
        for chunk in noticed.chunks(TOGETHER) {
            let ids: Vec<SourceId> = chunk.iter().map(|(id, _)| id.clone()).collect();
            let mut states = self.store.poll_states(ids.clone()).await?;
            for (state, (_, times)) in states.iter_mut().zip(chunk) {
                state.times = *times;
            }
            self.store.lease(ids.into_iter().zip(states).collect()).await?;
        }
        Ok(())
    }

    /// Why a feed is not asked now; `None`: it is.
    fn turn_of(
        &self,
        request: &Request,
        known: &Known,
        at: usize,
        planned: &PlannedSource,
        remote: &dyn Remote,
    ) -> Option<Asked> {
        if let Some(with) = known.places.onto(at).and_then(|other| self.sources.get(other)) {
            return Some(Asked::With(with.source.id().clone()));
        }
        let times = known.times.get(planned.source.id()).copied().unwrap_or_default();
        let due = schedule::due(&times, remote.subscription(), request.now);
        let is_forced = request.polling == Polling::Forced
            && times.gone.is_none()
            && times.retry_after.is_none_or(|until| until <= request.now);
        if let Due::Later { at, reason } = due
            && !(is_forced && times.are_of(&remote.subscription().url))
        {
            return Some(Asked::Later(at, reason));
        }
        let url = known.places.address(at).unwrap_or(&remote.subscription().url);
        if let Some(until) = known.holds.get(&*hold_key(url)) {
            return Some(Asked::Later(Some(*until), Reason::HostHold));
        }
        // Somebody asked by hand before it was a source.
        if !known.holds.is_empty()
            && let Some(until) = known.holds.get(&address_key(url))
        {
            return Some(Asked::Later(Some(*until), Reason::RetryAfter));
        }
        match known.before {
            Before::Waiting(until) => Some(Asked::Later(Some(until), Reason::Offline)),
            _ => None,
        }
    }

    /// Where a feed is asked.
    fn address<'a>(&'a self, places: &'a Places, at: usize) -> Option<&'a Url> {
        let configured = || Some(&self.sources.get(at)?.source.remote()?.subscription().url);
        places.address(at).or_else(configured)
    }

    /// Keeps the pauses of hosts that an earlier run has asked just now.
    fn keep_pauses(
        &self,
        fetch: &dyn Fetch,
        times: &HashMap<SourceId, PollTimes>,
        places: &Places,
        queue: &mut Queue,
    ) {
        let of_hosts = self.net.hosts.iter().filter_map(|host| host.min_interval);
        let longest = of_hosts.fold(self.net.host_interval, Duration::max) + SLACK;
        let (now, wall) = (Instant::now(), file_time() / 1_000_000);
        for (at, planned) in self.sources.iter().enumerate() {
            let Some(asked) = times.get(planned.source.id()).and_then(|times| times.asked_wall) else {
                continue;
            };
            // A clock that was turned back has the host wait for a whole pause.
            let ago = Duration::from_millis(u64::try_from(wall - asked).unwrap_or_default());
            if ago < longest
                && let Some(url) = self.address(places, at)
            {
                queue.was_asked(&fetch.pace(url).host, ago.saturating_sub(SLACK), now);
            }
        }
    }
}

fn row(planned: &PlannedSource, asked: Asked) -> SourceReport {
    let mut row = SourceReport::new(planned.source.id().clone(), planned.source.kind());
    row.asked = Some(asked);
    row
}
