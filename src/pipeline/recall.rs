//! What a pull asks the store for while it is at work.
//!
//! In: the store, and what it has of the looks of a source's folders. Out: what is known of the items of those folders that the source asks
//! for. A failure of the store is kept for the run, which it ends: the source cannot say more of it than that it was stopped.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

use crate::model::change::Known;
use crate::model::ids::SourceId;
use crate::model::looks::Looks;
use crate::sources::{Recall, SourceError};
use crate::store::{Store, StoreError};

/// What the store has of the items of one source.
pub(super) struct Recalled {
    store: Arc<dyn Store>,
    source: SourceId,
    looks: Looks,
    /// Where the store's answers are waited for.
    runtime: Handle,
    failure: Mutex<Option<StoreError>>,
}

impl Recalled {
    /// Asks `store`; to be made where the runtime is.
    pub(super) fn new(store: Arc<dyn Store>, source: SourceId, looks: Looks) -> Self {
        Self { store, source, looks, runtime: Handle::current(), failure: Mutex::default() }
    }

    /// What the store said when it could not answer.
    pub(super) fn failure(&self) -> Option<StoreError> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Recall for Recalled {
    fn looks(&self) -> &Looks {
        &self.looks
    }

    fn known(&self, folders: Vec<String>) -> Result<Known, SourceError> {
        self.runtime.block_on(self.store.known_in(&self.source, folders)).map_err(|error| {
            *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            SourceError::Stopped
        })
    }
}
