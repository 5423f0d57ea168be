//! The ledger: what is remembered of many feeds, leases and results, read and written together.
//!
//! Each poll waits until its own is on the disk. While a transaction is written, others gather and make the next one.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::model::change::Known;
use crate::model::ids::SourceId;
use crate::model::poll::{Hold, PollState};
use crate::store::{Leasing, Polled, Recorded, Store, StoreError, Taken};

/// Lines that are taken together. More would have those wait that are about to ask.
const TOGETHER: usize = 128;

enum Line {
    Take(SourceId, Leasing, oneshot::Sender<Taken>),
    Lease(SourceId, Box<PollState>, oneshot::Sender<()>),
    Result(Box<Polled>, oneshot::Sender<Recorded>),
}

/// Where polls write down what they do.
#[derive(Clone)]
pub(super) struct Ledger {
    store: Arc<dyn Store>,
    lines: mpsc::Sender<Line>,
}

/// Opens a ledger. Its keeper ends when the last copy of it is dropped, or when the store fails, with the reason.
pub(super) fn open(store: Arc<dyn Store>) -> (Ledger, JoinHandle<Result<(), StoreError>>) {
    let (lines, waiting) = mpsc::channel(TOGETHER);
    let keeper = tokio::spawn(keep(Arc::clone(&store), waiting));
    (Ledger { store, lines }, keeper)
}

async fn keep(store: Arc<dyn Store>, mut waiting: mpsc::Receiver<Line>) -> Result<(), StoreError> {
    let mut lines = Vec::with_capacity(TOGETHER);
    while waiting.recv_many(&mut lines, TOGETHER).await > 0 {
        // Whoever has something to write as well does so first.
        tokio::task::yield_now().await;
        while lines.len() < TOGETHER
            && let Ok(line) = waiting.try_recv()
        {
            lines.push(line);
        }
        let (mut taken, mut of_taken) = (Vec::new(), Vec::new());
        let (mut leases, mut of_leases) = (Vec::new(), Vec::new());
        let (mut results, mut of_results) = (Vec::new(), Vec::new());
        for line in lines.drain(..) {
            match line {
                Line::Take(source, leasing, answer) => {
                    taken.push((source, leasing));
                    of_taken.push(answer);
                }
                Line::Lease(source, state, answer) => {
                    leases.push((source, *state));
                    of_leases.push(answer);
                }
                Line::Result(polled, answer) => {
                    results.push(*polled);
                    of_results.push(answer);
                }
            }
        }
        // Where nobody waits for an answer any more, the run was given up. Whoever is about to ask comes first.
        if !taken.is_empty() {
            let taken = store.take(taken).await?;
            of_taken.into_iter().zip(taken).for_each(|(answer, taken)| drop(answer.send(taken)));
        }
        if !leases.is_empty() {
            store.lease(leases).await?;
            for answer in of_leases {
                let _ = answer.send(());
            }
        }
        if !results.is_empty() {
            let recorded = store.record(results).await?;
            of_results.into_iter().zip(recorded).for_each(|(answer, recorded)| drop(answer.send(recorded)));
        }
    }
    Ok(())
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

    /// Writes down what came of asking.
    pub(super) async fn record(&self, polled: Polled) -> Result<Recorded, StoreError> {
        let (answer, written) = oneshot::channel();
        self.write(Line::Result(Box::new(polled), answer), written).await
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
