//! The feeds that are being asked: a queue in, a row of the report for each of them out.
//!
//! A feed becomes a task when it is its turn, and not before. Tasks wait for the network, for readers and for the store; how many
//! requests there are at one time is the business of `fetch`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;

use super::Asked;
use super::offline::{self, Connection, MOST_TRIED, Outage, PROBES, Unreached};
use super::one::{Asking, Done};
use super::queue::{Queue, Reach};
use super::read::fault;
use crate::model::ids::SourceId;
use crate::model::poll::{Failure, FailureClass, Reason};
use crate::pipeline::progress::{self, Progress};
use crate::pipeline::report::{self, SourceReport};
use crate::pipeline::{PipelineError, Report};
use crate::store::StoreError;

/// Tasks beside those that may send a request: they read, or wait for the store.
const BESIDE: usize = 24;

/// How often it is looked whether hosts that do not answer have made room for others.
const GLANCE: Duration = Duration::from_millis(500);

/// Feeds of a host that wait in vain one after the other, until its others are not asked in this run.
const SILENCES: usize = 2;

/// How long there is nothing to do where nothing is known to come.
const LONG: Duration = Duration::from_hours(1);

/// A run's polls.
pub(super) struct Running {
    asking: Arc<Asking>,
    /// Of whom an answer has come that is still to be read and written down.
    answered: mpsc::Receiver<(usize, Instant)>,
    queue: Queue,
    /// Tasks at one time at the most.
    most: usize,
    tasks: JoinSet<Result<Box<Done>, StoreError>>,
    numbers: HashMap<Id, usize>,
    /// What earlier runs say of our own connection.
    connection: Connection,
    /// True: one witness after the other is asked until one answers.
    is_probing: bool,
    /// Those whose host could not be reached.
    unreached: Vec<(usize, Unreached, Failure)>,
    /// Hosts of which it is news that they could not be reached.
    missed: HashSet<usize>,
    /// How many feeds of a host have waited in vain since one of it was answered.
    silences: HashMap<usize, usize>,
    /// Those that are not asked, since others of their host have waited in vain.
    spared: Vec<usize>,
    /// Those whose task ended by a fault of ours.
    faulty: Vec<usize>,
    /// Who watches.
    progress: Option<Arc<dyn Progress>>,
    due: usize,
    failed: u64,
}

impl Running {
    pub(super) fn new(
        asking: Arc<Asking>,
        answered: mpsc::Receiver<(usize, Instant)>,
        mut queue: Queue,
        connection: Connection,
        concurrency: usize,
        progress: Option<Arc<dyn Progress>>,
    ) -> Self {
        if let Some(witnesses) = &connection.witnesses {
            queue.set_aside(|feed| !witnesses.contains(&feed));
        }
        Self {
            progress,
            due: queue.waiting().0,
            failed: 0,
            asking,
            answered,
            queue,
            most: concurrency + BESIDE,
            tasks: JoinSet::new(),
            numbers: HashMap::new(),
            is_probing: connection.witnesses.is_some(),
            connection,
            unreached: Vec::new(),
            missed: HashSet::new(),
            silences: HashMap::new(),
            spared: Vec::new(),
            faulty: Vec::new(),
        }
    }

    /// Asks all of them.
    pub(super) async fn work_off(mut self, report: &mut Report) -> Result<(), PipelineError> {
        self.queue.start();
        report.sources.reserve(self.due);
        loop {
            if !self.is_probing || self.tasks.is_empty() && self.queue.wakes().is_none() {
                self.queue.put_back();
            }
            self.begin_what_is_ready();
            self.tell();
            if self.tasks.is_empty() && self.queue.is_empty() {
                break;
            }
            let has_room = self.tasks.len() < self.room() && !self.queue.is_empty();
            let wake = self.queue.wakes().unwrap_or_else(|| Instant::now() + LONG);
            let over = self.asking.deadline.filter(|_| !self.queue.is_empty());
            tokio::select! {
                biased;
                () = sleep_until(over) => self.give_up(report, &Asked::OutOfTime),
                Some((at, sent)) = self.answered.recv() => {
                    let host = self.queue.finished(at, Some(sent), Reach::Yes);
                    self.silences.remove(&host);
                    self.is_probing = false;
                }
                Some(ended) = self.tasks.join_next_with_id() => self.end(ended, report)?,
                () = tokio::time::sleep_until(wake), if has_room => {}
                () = tokio::time::sleep(GLANCE), if !has_room && !self.queue.is_empty() => {}
            }
            if self.has_tried_enough() && self.tasks.is_empty() {
                self.give_up(report, &Asked::Unreachable);
            }
        }
        if let Some(progress) = &self.progress {
            progress.asked();
        }
        self.settle_unreached(report).await?;
        self.settle_spared(report).await?;
        self.settle_faulty(report).await
    }

    /// Tells whoever watches how far it has come.
    fn tell(&self) {
        let Some(progress) = &self.progress else { return };
        let (waiting, hosts) = self.queue.waiting();
        let done = self.due.saturating_sub(waiting + self.tasks.len());
        let number = |of: usize| u64::try_from(of).unwrap_or(u64::MAX);
        progress.asking(progress::Asking {
            due: number(self.due),
            done: number(done),
            failed: self.failed,
            hosts: number(hosts),
        });
    }

    /// How many tasks there may be.
    fn room(&self) -> usize {
        match (self.has_tried_enough(), self.is_probing) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => self.most + self.asking.fetch.aside(),
        }
    }

    fn begin_what_is_ready(&mut self) {
        while self.tasks.len() < self.room()
            && let Some(at) = self.queue.next(Instant::now())
        {
            let asking = Arc::clone(&self.asking);
            let task = self.tasks.spawn(async move { asking.one(at).await });
            self.numbers.insert(task.id(), at);
        }
    }

    /// Takes what came of one of them.
    fn end(
        &mut self,
        ended: Result<(Id, Result<Box<Done>, StoreError>), JoinError>,
        report: &mut Report,
    ) -> Result<(), PipelineError> {
        let id = ended.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let at = self.numbers.remove(&id).unwrap_or(usize::MAX);
        let Ok((_, done)) = ended else {
            self.queue.finished(at, Some(Instant::now()), Reach::Yes);
            self.faulty.push(at);
            return Ok(());
        };
        let Done { row, sent, reach, hold, unreached, timed_out } = *done?;
        let host = self.queue.finished(at, sent, reach);
        if timed_out {
            self.note_silence(host);
        } else if reach == Reach::Yes {
            self.silences.remove(&host);
        }
        self.is_probing &= reach != Reach::Yes;
        self.failed += u64::from(unreached.is_some() || row.failure.is_some());
        match unreached {
            Some((failure, standing)) => {
                if standing.is_news() {
                    self.missed.insert(host);
                }
                self.unreached.push((at, Unreached { host, standing }, failure));
            }
            None => report.sources.push(row),
        }
        if let Some(hold) = hold {
            for held in self.queue.take_held(&hold.host) {
                self.leave_out(held, Asked::Later(Some(hold.until), Reason::HostHold), report);
            }
        }
        Ok(())
    }

    /// A host has let a feed wait in vain. The second one after the other speaks for all that it has.
    fn note_silence(&mut self, host: usize) {
        let silences = self.silences.entry(host).or_default();
        *silences += 1;
        if *silences >= SILENCES {
            self.spared.append(&mut self.queue.take_host(host));
        }
    }

    /// True where so many hosts were tried in vain that it seems to be us. Those that are being asked may show that it is not: hosts that
    /// are not there are known faster than others answer.
    fn has_tried_enough(&self) -> bool {
        let is_enough =
            if self.is_probing { self.queue.asked() >= PROBES } else { self.missed.len() >= MOST_TRIED };
        is_enough && self.queue.reached() == 0 && !self.queue.is_empty()
    }

    /// Asks nobody else.
    fn give_up(&mut self, report: &mut Report, asked: &Asked) {
        for at in self.queue.take_rest() {
            self.leave_out(at, asked.clone(), report);
        }
    }

    fn leave_out(&self, at: usize, asked: Asked, report: &mut Report) {
        if let Some(planned) = self.asking.sources.get(at) {
            let mut row = SourceReport::new(planned.source.id().clone(), planned.source.kind());
            row.asked = Some(asked);
            report.sources.push(row);
        }
    }

    /// Settles whether hosts that could not be reached are not there, or we are offline.
    async fn settle_unreached(&mut self, report: &mut Report) -> Result<(), PipelineError> {
        let unreached = std::mem::take(&mut self.unreached);
        let states = self.asking.ledger.states(self.ids(unreached.iter().map(|(at, ..)| *at))).await?;
        let feeds: Vec<Unreached> = unreached.iter().map(|(_, feed, _)| *feed).collect();
        let (asked, reached) = (self.queue.asked(), self.queue.reached());
        let excused = offline::excused(asked, reached, self.connection.was_online, &feeds);
        let outage = self.tell_outage(excused.contains(&true), report);
        for (((at, _, failure), mut state), is_ours) in unreached.into_iter().zip(states).zip(excused) {
            if let Some(outage) = outage.filter(|_| is_ours) {
                state.told.offline_since = Some(outage.since);
                state.told.offline = outage.is_told;
            }
            let done = self.asking.unreached(at, state, failure, is_ours).await?;
            report.sources.extend(done.map(|done| done.row));
        }
        Ok(())
    }

    /// Tells whether we are offline, and whether that has been so for long or is over. `Some`: we are.
    fn tell_outage(&self, is_offline: bool, report: &mut Report) -> Option<Outage> {
        let now = self.asking.clock.now();
        if is_offline {
            report.notes.push(OFFLINE.to_owned());
            let mut outage = self.connection.outage.unwrap_or(Outage::new(now));
            if outage.becomes_news(now) {
                report.outage = Some(report::Outage::Long(outage.since));
            }
            return Some(outage);
        }
        if let Some(outage) =
            self.connection.outage.filter(|outage| outage.is_told && self.queue.reached() > 0)
        {
            report.outage = Some(report::Outage::Over(outage.since));
        }
        None
    }

    /// Settles when those are asked again that were not asked, as if they had waited in vain, too.
    async fn settle_spared(&mut self, report: &mut Report) -> Result<(), PipelineError> {
        let spared = std::mem::take(&mut self.spared);
        let states = self.asking.ledger.states(self.ids(spared.iter().copied())).await?;
        for (at, mut state) in spared.into_iter().zip(states) {
            (self.asking.leasing(at))(&mut state);
            let failure = Failure { class: FailureClass::Timeout, message: SPARED.to_owned() };
            let done = self.asking.unreached(at, state, failure, false).await?;
            report.sources.extend(done.map(|done| done.row));
        }
        Ok(())
    }

    /// Settles what became of those whose task ended by a fault of ours: the request counts, and failed.
    async fn settle_faulty(&mut self, report: &mut Report) -> Result<(), PipelineError> {
        let faulty = std::mem::take(&mut self.faulty);
        let states = self.asking.ledger.states(self.ids(faulty.iter().copied())).await?;
        for (at, state) in faulty.into_iter().zip(states) {
            let done = self.asking.unreached(at, state, fault(), false).await?;
            report.sources.extend(done.map(|done| done.row));
        }
        Ok(())
    }

    fn ids(&self, numbers: impl Iterator<Item = usize>) -> Vec<SourceId> {
        let sources = &self.asking.sources;
        numbers.filter_map(|at| Some(sources.get(at)?.source.id().clone())).collect()
    }
}

/// What is said where it seems to be us.
const OFFLINE: &str = "most hosts could not be reached, so that this machine seems to be offline: no feed counts as failing for that, and \
     all are tried again in a few minutes";

/// What is said of a feed whose host lets others wait.
const SPARED: &str = "its host let two other feeds wait in vain, so that it was not asked; look whether the host still answers anybody";

/// Sleeps until then; without an instant, for ever.
async fn sleep_until(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
