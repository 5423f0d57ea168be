//! The ledger: what is remembered of many feeds, leases and results, read and written together.
//!
//! Each poll waits until its own is on the disk. While a transaction is written, others gather and make the next one.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::model::change::Known;
use crate::model::ids::SourceId;
use crate::model::poll::{Hold, PollState};
use crate::store::{Polled, Recorded, Store, StoreError};

/// Lines that are taken together. More would have those wait that are about to ask.
const TOGETHER: usize = 128;

enum Line {
    State(SourceId, oneshot::Sender<PollState>),
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
        let (mut wanted, mut wanting) = (Vec::new(), Vec::new());
        let (mut leases, mut leased) = (Vec::new(), Vec::new());
        let (mut results, mut resulted) = (Vec::new(), Vec::new());
        for line in lines.drain(..) {
            match line {
                Line::State(source, answer) => {
                    wanted.push(source);
                    wanting.push(answer);
                }
                Line::Lease(source, state, answer) => {
                    leases.push((source, *state));
                    leased.push(answer);
                }
                Line::Result(polled, answer) => {
                    results.push(*polled);
                    resulted.push(answer);
                }
            }
        }
        // Where nobody waits for an answer any more, the run was given up. Whoever is about to ask comes first.
        if !leases.is_empty() {
            store.lease(leases).await?;
            for answer in leased {
                let _ = answer.send(());
            }
        }
        if !wanted.is_empty() {
            let states = store.poll_states(wanted).await?;
            wanting.into_iter().zip(states).for_each(|(answer, state)| drop(answer.send(state)));
        }
        if !results.is_empty() {
            let recorded = store.record(results).await?;
            resulted.into_iter().zip(recorded).for_each(|(answer, recorded)| drop(answer.send(recorded)));
        }
    }
    Ok(())
}

impl Ledger {
    /// What is remembered of asking for a feed.
    pub(super) async fn state(&self, source: &SourceId) -> Result<PollState, StoreError> {
        let (answer, read) = oneshot::channel();
        self.write(Line::State(source.clone(), answer), read).await
    }

    /// What is remembered of asking for feeds, in their order.
    pub(super) async fn states(&self, sources: Vec<SourceId>) -> Result<Vec<PollState>, StoreError> {
        self.store.poll_states(sources).await
    }

    /// What is known of a feed's entries.
    pub(super) async fn known(&self, source: &SourceId) -> Result<Known, StoreError> {
        self.store.known(source).await
    }

    /// Writes down that a feed is about to be asked.
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
