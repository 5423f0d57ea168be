//! The ledger: what is remembered of many feeds, leases and results, read and written together.
//!
//! Each poll waits until its own is on the disk. While a transaction is written, others gather and make the next one. A transaction writes the
//! pages that it began or filled, whole, however little it put there: so results also gather while documents are read, since more of them
//! come in a moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::model::change::Known;
use crate::model::ids::SourceId;
use crate::model::poll::{Hold, PollState};
use crate::store::{Leasing, Polled, Recorded, Store, StoreError, Taken};

/// Lines that are taken together. More would have those wait that are about to ask.
const TOGETHER: usize = 128;

/// Results that wait for no others: the pages that so many usual feeds fill are as many as the store keeps in memory.
const ENOUGH: usize = 24;

enum Line {
    Take(SourceId, Leasing, oneshot::Sender<Taken>),
    Lease(SourceId, Box<PollState>, oneshot::Sender<()>),
    Result(Box<Polled>, Option<Reading>, oneshot::Sender<Recorded>),
}

/// Where polls write down what they do.
#[derive(Clone)]
pub(super) struct Ledger {
    store: Arc<dyn Store>,
    lines: mpsc::Sender<Line>,
    desk: Arc<Desk>,
}

/// The documents that are being read.
#[derive(Default)]
struct Desk {
    documents: AtomicUsize,
    cleared: Notify,
}

/// A document that is being read: a result is about to come.
pub(super) struct Reading(Arc<Desk>);

impl Drop for Reading {
    fn drop(&mut self) {
        if self.0.documents.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.0.cleared.notify_one();
        }
    }
}

/// Opens a ledger. Its keeper ends when the last copy of it is dropped, or when the store fails, with the reason.
pub(super) fn open(store: Arc<dyn Store>) -> (Ledger, JoinHandle<Result<(), StoreError>>) {
    let (lines, waiting) = mpsc::channel(TOGETHER);
    let desk = Arc::<Desk>::default();
    let keeper = Keeper {
        store: Arc::clone(&store),
        waiting,
        desk: Arc::clone(&desk),
        results: Vec::new(),
        of_results: Vec::new(),
    };
    (Ledger { store, lines, desk }, tokio::spawn(keeper.keep()))
}

/// Who writes the lines.
struct Keeper {
    store: Arc<dyn Store>,
    waiting: mpsc::Receiver<Line>,
    desk: Arc<Desk>,
    /// Results that are not written yet, and who waits for each.
    results: Vec<Polled>,
    of_results: Vec<oneshot::Sender<Recorded>>,
}

impl Keeper {
    async fn keep(mut self) -> Result<(), StoreError> {
        let mut lines = Vec::with_capacity(TOGETHER);
        while self.wait(&mut lines).await {
            // Whoever has something to write as well does so first.
            tokio::task::yield_now().await;
            while lines.len() < TOGETHER
                && let Ok(line) = self.waiting.try_recv()
            {
                lines.push(line);
            }
            self.write(lines.drain(..)).await?;
            if self.results.len() >= ENOUGH || self.desk.documents.load(Ordering::Relaxed) == 0 {
                self.record().await?;
            }
        }
        self.record().await
    }

    /// Waits for lines, or where results wait until no document is being read any more. False: nobody is there to write any.
    async fn wait(&mut self, lines: &mut Vec<Line>) -> bool {
        let has_results = !self.results.is_empty();
        tokio::select! {
            biased;
            received = self.waiting.recv_many(lines, TOGETHER) => received > 0,
            () = self.desk.cleared.notified(), if has_results => true,
        }
    }

    /// Writes lines down; of results takes note. Where nobody waits for an answer any more, the run was given up.
    async fn write(&mut self, lines: impl Iterator<Item = Line>) -> Result<(), StoreError> {
        let (mut taken, mut of_taken) = (Vec::new(), Vec::new());
        let (mut leases, mut of_leases) = (Vec::new(), Vec::new());
        for line in lines {
            match line {
                Line::Take(source, leasing, answer) => {
                    taken.push((source, leasing));
                    of_taken.push(answer);
                }
                Line::Lease(source, state, answer) => {
                    leases.push((source, *state));
                    of_leases.push(answer);
                }
                Line::Result(polled, reading, answer) => {
                    drop(reading);
                    self.results.push(*polled);
                    self.of_results.push(answer);
                }
            }
        }
        // Whoever is about to ask comes first.
        if !taken.is_empty() {
            let taken = self.store.take(taken).await?;
            of_taken.into_iter().zip(taken).for_each(|(answer, taken)| drop(answer.send(taken)));
        }
        if !leases.is_empty() {
            self.store.lease(leases).await?;
            for answer in of_leases {
                let _ = answer.send(());
            }
        }
        Ok(())
    }

    async fn record(&mut self) -> Result<(), StoreError> {
        if self.results.is_empty() {
            return Ok(());
        }
        let recorded = self.store.record(std::mem::take(&mut self.results)).await?;
        let waiting = self.of_results.drain(..);
        waiting.zip(recorded).for_each(|(answer, recorded)| drop(answer.send(recorded)));
        Ok(())
    }
}

impl Ledger {
    /// Writes down that a feed is about to be asked, with what `leasing` makes of what is remembered of it.
    pub(super) async fn take(&self, source: &SourceId, leasing: Leasing) -> Result<Taken, StoreError> {
        let (answer, taken) = oneshot::channel();
        self.write(Line::Take(source.clone(), leasing, answer), taken).await
    }

    /// What is remembered of asking for feeds, in their order.
    pub(super) async fn states(&self, sources: Vec<SourceId>) -> Result<Vec<PollState>, StoreError> {
        self.store.poll_states(sources).await
    }

    /// What is known of a feed's entries.
    pub(super) async fn known(&self, source: &SourceId) -> Result<Known, StoreError> {
        self.store.known(source).await
    }

    /// Writes down what holds now of a feed that is about to be asked.
    pub(super) async fn lease(&self, source: &SourceId, state: &PollState) -> Result<(), StoreError> {
        let (answer, written) = oneshot::channel();
        self.write(Line::Lease(source.clone(), Box::new(state.clone()), answer), written).await
    }

    /// Notes that a document is about to be read, until what it is given is dropped or written with the result.
    pub(super) fn reading(&self) -> Reading {
        self.desk.documents.fetch_add(1, Ordering::Relaxed);
        Reading(Arc::clone(&self.desk))
    }

    /// Writes down what came of asking, and of reading a document where one was read.
    pub(super) async fn record(
        &self,
        polled: Polled,
        reading: Option<Reading>,
    ) -> Result<Recorded, StoreError> {
        let (answer, written) = oneshot::channel();
        self.write(Line::Result(Box::new(polled), reading, answer), written).await
    }

    /// Writes down that a host asked to be left alone.
    pub(super) async fn hold(&self, hold: Hold) -> Result<(), StoreError> {
        self.store.hold(hold).await
    }

    async fn write<T>(&self, line: Line, written: oneshot::Receiver<T>) -> Result<T, StoreError> {
        self.lines.send(line).await.map_err(|_| StoreError::Stopped)?;
        written.await.map_err(|_| StoreError::Stopped)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn results_wait_until_the_last_document_is_read() {
        let desk = Arc::<Desk>::default();
        let read = || {
            desk.documents.fetch_add(1, Ordering::Relaxed);
            Reading(Arc::clone(&desk))
        };
        let (one, other) = (read(), read());
        let is_cleared = || tokio::time::timeout(Duration::ZERO, desk.cleared.notified());
        drop(one);
        assert!(is_cleared().await.is_err());
        drop(other);
        assert!(is_cleared().await.is_ok());
        assert!(is_cleared().await.is_err(), "it is told once");
    }
}
