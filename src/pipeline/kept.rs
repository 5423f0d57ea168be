//! What is kept of an entry that was shown: its serialized form in every format, for the other feeds that show it.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use crate::compose::fit::Modes;
use crate::model::recent::Recent;
use crate::writers::{Fragment, Fragments, WriteError};

/// Bytes that are kept.
const CAPACITY: usize = 8 * 1024 * 1024;

/// Where the content of an entry came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// From its source, as it should.
    Source,
    /// From what was published of it, since its source could not give it.
    Published,
}

/// An entry as it was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// How much of it is shown.
    pub(super) modes: Modes,
    origin: Origin,
    /// Its serialized form, by format.
    fragments: Vec<(&'static str, Arc<Fragment>)>,
}

impl Written {
    fn get(&self, format: &str) -> Option<&Arc<Fragment>> {
        self.fragments.iter().find(|(name, _)| *name == format).map(|(_, fragment)| fragment)
    }

    fn weight(&self) -> usize {
        self.fragments.iter().map(|(_, fragment)| fragment.bytes.len()).sum()
    }
}

/// The entries that were written last, by row.
pub(super) struct KeptEntries(Mutex<Recent<i64, Arc<Written>>>);

impl KeptEntries {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Recent::new(CAPACITY)))
    }

    /// The entry in a row, if it was written a moment ago.
    pub(super) fn get(&self, row: i64) -> Option<Arc<Written>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&row)
    }

    /// Keeps what a feed made of its entries.
    pub(super) fn keep(&self, slots: Slots) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for slot in slots.0 {
            if let Slot::New { row, written } = slot {
                let written = written.into_inner();
                let weight = written.weight();
                kept.put(row, Arc::new(written), weight);
            }
        }
    }
}

/// The entries of one feed while it is written, in its order.
pub(super) struct Slots(Vec<Slot>);

enum Slot {
    /// Written before.
    Old(Arc<Written>),
    /// Written by this feed, format by format.
    New { row: i64, written: RefCell<Written> },
}

impl Slots {
    pub(super) fn with_capacity(entries: usize) -> Self {
        Self(Vec::with_capacity(entries))
    }

    /// Adds an entry that was written before.
    pub(super) fn push_old(&mut self, written: Arc<Written>) {
        self.0.push(Slot::Old(written));
    }

    /// Adds an entry that is to be written.
    pub(super) fn push_new(&mut self, row: i64, modes: Modes, origin: Origin) {
        self.0
            .push(Slot::New { row, written: RefCell::new(Written { modes, origin, fragments: Vec::new() }) });
    }
}

impl Slots {
    /// True where every content is what its source has.
    pub(super) fn are_from_sources(&self) -> bool {
        self.0.iter().all(|slot| match slot {
            Slot::Old(written) => written.origin == Origin::Source,
            Slot::New { written, .. } => written.borrow().origin == Origin::Source,
        })
    }
}

impl Fragments for Slots {
    fn fragment(
        &self,
        format: &'static str,
        index: usize,
        make: &mut dyn FnMut() -> Result<Fragment, WriteError>,
    ) -> Result<Arc<Fragment>, WriteError> {
        let new = match self.0.get(index) {
            None => return make().map(Arc::new),
            // Every writer has written it, or it would not be kept.
            Some(Slot::Old(written)) => {
                return written.get(format).map_or_else(|| make().map(Arc::new), |kept| Ok(Arc::clone(kept)));
            }
            Some(Slot::New { written, .. }) => written,
        };
        if let Some(kept) = new.borrow().get(format) {
            return Ok(Arc::clone(kept));
        }
        let fragment = Arc::new(make()?);
        new.borrow_mut().fragments.push((format, Arc::clone(&fragment)));
        Ok(fragment)
    }
}
