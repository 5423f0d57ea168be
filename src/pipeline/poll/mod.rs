//! Polling: the sources that servers have are asked, those that are due, many at a time, each host in its turn.
//!
//! `queue` says which is next, `one` asks for one feed and reads what came, `judge` says what an answer means, `ledger` writes
//! leases and results down, many in one transaction.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::report::SourceReport;
use super::{Pipeline, PipelineError, PlannedSource, Report, Request};
use crate::fetch::Fetch;
use crate::model::ids::SourceId;
use crate::model::poll::{PollTimes, Reason};
use crate::schedule::{self, Due};
use crate::sources::Remote;

mod judge;
mod ledger;
mod one;
mod queue;

use one::Asking;
use queue::Queue;

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
    /// It was asked: in a few words.
    Now(String),
    /// It was not asked, and is at that time, for that reason.
    Later(Option<chrono::DateTime<chrono::Utc>>, Reason),
    /// It was not asked: the run was told to ask nobody.
    Offline,
    /// It was due, and the time that the run was given was over.
    OutOfTime,
}

impl Pipeline {
    /// Asks the sources that are due. One that fails is in the report, and does not stop the others.
    pub(super) async fn poll(&self, request: &Request, report: &mut Report) -> Result<(), PipelineError> {
        let wanted = |id: &SourceId| request.only.as_ref().is_none_or(|only| only.contains(id));
        let remote: Vec<(&PlannedSource, &dyn Remote)> = self
            .sources
            .iter()
            .filter(|planned| wanted(planned.source.id()))
            .filter_map(|planned| Some((planned, planned.source.remote()?)))
            .collect();
        if remote.is_empty() {
            return Ok(());
        }
        let times: HashMap<SourceId, PollTimes> = self.store.poll_times().await?.into_iter().collect();
        let fetch = self.fetch.as_ref().filter(|_| request.polling != Polling::Offline);
        let mut queue = Queue::default();
        for (at, (planned, remote)) in remote.iter().enumerate() {
            let known = times.get(planned.source.id()).copied().unwrap_or_default();
            let due = self.due(request, &known, *remote);
            match (due, fetch) {
                (_, None) => self.report_later(report, planned, Asked::Offline),
                (Due::Later { at, reason }, _) => {
                    self.report_later(report, planned, Asked::Later(at, reason))
                }
                (Due::Now, Some(fetch)) => {
                    queue.add(fetch.pace(&remote.subscription().url), at);
                }
            }
        }
        let Some(fetch) = fetch else { return Ok(()) };
        for hold in self.store.holds().await? {
            fetch.hold(hold);
        }
        self.work_off(request, fetch, &remote, queue, report).await
    }

    fn due(&self, request: &Request, times: &PollTimes, remote: &dyn Remote) -> Due {
        let due = schedule::due(times, remote.subscription(), request.now);
        let asked_for_pause = times.retry_after.is_some_and(|until| request.now < until);
        match (request.polling, due) {
            (Polling::Forced, Due::Later { .. }) if !asked_for_pause && times.gone.is_none() => Due::Now,
            _ => due,
        }
    }

    fn report_later(&self, report: &mut Report, planned: &PlannedSource, asked: Asked) {
        let mut source = SourceReport::new(planned.source.id().clone(), planned.source.kind());
        source.asked = Some(asked);
        report.sources.push(source);
    }

    async fn work_off(
        &self,
        request: &Request,
        fetch: &Arc<dyn Fetch>,
        remote: &[(&PlannedSource, &dyn Remote)],
        mut queue: Queue,
        report: &mut Report,
    ) -> Result<(), PipelineError> {
        let deadline = request.max_time.map(|time| Instant::now() + time);
        let (ledger, keeper) = ledger::open(Arc::clone(&self.store));
        let asking = Arc::new(Asking {
            fetch: Arc::clone(fetch),
            ledger,
            clock: self.clock.clone(),
            zone: self.zone,
            forced: request.polling == Polling::Forced,
        });
        let mut running = JoinSet::new();
        loop {
            while running.len() < self.net.concurrency
                && let Some(at) = queue.next(Instant::now())
                && let Some((planned, _)) = remote.get(at)
            {
                let (asking, planned) = (Arc::clone(&asking), (*planned).clone());
                running.spawn(async move { (at, asking.one(planned).await) });
            }
            if running.is_empty() && queue.is_empty() {
                break;
            }
            let wake = queue.wakes().unwrap_or_else(|| Instant::now() + Duration::from_secs(3600));
            let over = deadline.unwrap_or(wake + Duration::from_secs(1));
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(over), if deadline.is_some() => break,
                Some(done) = running.join_next() => {
                    let (at, result) = done.map_err(|error| PipelineError::Internal(error.to_string()))?;
                    queue.finished(at);
                    report.sources.push(result?);
                }
                () = tokio::time::sleep_until(wake), if running.len() < self.net.concurrency && !queue.is_empty() => {}
            }
        }
        running.shutdown().await;
        drop(asking);
        keeper.await.map_err(|error| PipelineError::Internal(error.to_string()))??;
        Ok(())
    }
}
