//! Polling: the sources that servers have are asked, those that are due, many at a time, each host in its turn.
//!
//! `agenda` says who is due and `queue` who is next; `one` asks for one feed; `judge` says what an answer means, `moves` where the feed
//! is, `hosts` and `offline` whom a refusal is about, `joint` who wants the same document, `read` makes entries of a document; `outcome` settles what is remembered, and
//! `ledger` reads and writes that, many feeds in one transaction. Decisions about time are those of `schedule`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{Pipeline, PipelineError, PlannedSource, Report, Request};
use crate::fetch::Fetch;
use crate::model::ids::{ContentHash, SourceId};
use crate::model::poll::{PollTimes, Reason};
use crate::store::MovedFeed;

mod agenda;
mod complaints;
#[cfg(test)]
mod fixture;
mod hosts;
mod joint;
mod judge;
mod ledger;
mod moves;
mod news;
mod offline;
mod one;
mod outcome;
mod places;
mod queue;
mod read;
mod running;
mod validators;

pub use judge::can_name_a_pause;

use agenda::Agenda;
use hosts::Hosts;
use one::Asking;
use places::Places;
use read::Readers;
use running::Running;

/// Answers that may wait until their hosts are asked the next.
const MOST_ANSWERS: usize = 256;

/// What a run asks of servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Polling {
    /// What is due.
    #[default]
    Due,
    /// Everything, once without validators, but nobody against `Retry-After`.
    Forced,
    /// Nobody.
    Offline,
}

/// What asking for a feed came to, for the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It answered with a document, which was read.
    Read,
    /// It answered with the document that is known.
    Unchanged,
    /// It answered that what is known is what there is.
    NotModified,
    /// It failed.
    Failed,
    /// Its server says that it is gone for good.
    Gone,
    /// It could not be asked: we seem to be offline.
    Unreachable,
    /// It was asked, and the time that the run was given was over before the answer came.
    CutOff,
    /// It was due, and the time that the run was given was over.
    OutOfTime,
    /// It was not asked, and is at that time, for that reason.
    Later(Option<DateTime<Utc>>, Reason),
    /// It was not asked: it has moved to where this source is asked.
    With(SourceId),
    /// It was not asked: the run was told to ask nobody.
    Offline,
    /// It was not asked: a rehearsal asks nobody.
    Rehearsed,
}

/// True where the last run reached nobody, by what is remembered of each feed.
#[must_use]
pub fn seems_offline<'a>(feeds: impl Iterator<Item = &'a PollTimes>, now: DateTime<Utc>) -> bool {
    offline::before(feeds, now) != offline::Before::Online
}

/// Feeds that are not asked, since they have moved to where another source is: the number of each among the sources, and of the other.
#[must_use]
pub fn asked_with(sources: &[PlannedSource], moves: Vec<MovedFeed>) -> Vec<(usize, usize)> {
    let places = Places::new(sources, moves);
    (0..sources.len()).filter_map(|at| Some((at, places.onto(at)?))).collect()
}

impl Pipeline {
    /// Asks the sources that are due. One that fails is in the report, and does not stop the others. `recipes`: of each source, the
    /// digest of what turns its document into entries.
    pub(super) async fn poll(
        &self,
        request: &Request,
        recipes: Arc<[ContentHash]>,
        report: &mut Report,
    ) -> Result<(), PipelineError> {
        let Some(fetch) = &self.fetch else { return Ok(()) };
        let Some(agenda) = self.agenda(request, fetch.as_ref(), report).await? else { return Ok(()) };
        if !agenda.queue.is_empty() {
            self.work_off(request, fetch, recipes, agenda, report).await?;
        }
        // They answer in any order.
        let ranks: HashMap<&SourceId, usize> =
            self.sources.iter().enumerate().map(|(rank, planned)| (planned.source.id(), rank)).collect();
        report.sources.sort_by_cached_key(|row| ranks.get(&row.id).copied());
        Ok(())
    }

    async fn work_off(
        &self,
        request: &Request,
        fetch: &Arc<dyn Fetch>,
        recipes: Arc<[ContentHash]>,
        agenda: Agenda,
        report: &mut Report,
    ) -> Result<(), PipelineError> {
        let Agenda { queue, places, shared, connection } = agenda;
        let (ledger, keeper) = ledger::open(Arc::clone(&self.store));
        let (answered, answers) = mpsc::channel(self.net.concurrency.clamp(1, MOST_ANSWERS));
        let asking = Arc::new(Asking {
            sources: Arc::clone(&self.sources),
            recipes,
            fetch: Arc::clone(fetch),
            ledger,
            answered,
            readers: Readers::new(),
            hosts: Hosts::new(Arc::clone(&self.net)),
            places: Mutex::new(places),
            shared,
            clock: self.clock.clone(),
            zone: self.zone,
            is_forced: request.polling == Polling::Forced,
            anew: Arc::new(one::asked_anew(self.sources.len()).into()),
            deadline: request.max_time.map(|time| Instant::now() + time),
        });
        let running = Running::new(
            Arc::clone(&asking),
            answers,
            queue,
            connection,
            self.net.concurrency,
            request.progress.clone(),
        );
        let worked = running.work_off(report).await;
        drop(asking);
        // Where the store failed, its keeper knows why, and those who waited for it do not.
        keeper.await.map_err(|error| PipelineError::Internal(error.to_string()))??;
        worked
    }
}
