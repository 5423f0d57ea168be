//! What a server counts: connections, requests at one time, bytes.

use std::sync::Mutex;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Connections that were opened.
    pub(crate) connections: usize,
    /// Connections that are open.
    pub(crate) open: usize,
    /// The most connections that were open at one time.
    pub(crate) most_open: usize,
    /// The most requests that were being answered at one time.
    pub(crate) most_busy: usize,
    /// Bytes that the client's system took over, TLS aside.
    pub(crate) sent: u64,
    busy: usize,
}

/// The counters of one server.
#[derive(Default)]
pub(super) struct Counts(Mutex<Counted>);

impl Counts {
    fn change(&self, with: impl FnOnce(&mut Counted)) {
        with(&mut self.0.lock().unwrap());
    }

    pub(super) fn opens(&self) {
        self.change(|counted| {
            counted.connections += 1;
            counted.open += 1;
            counted.most_open = counted.most_open.max(counted.open);
        });
    }

    pub(super) fn closes(&self) {
        self.change(|counted| counted.open -= 1);
    }

    pub(super) fn begins(&self) {
        self.change(|counted| {
            counted.busy += 1;
            counted.most_busy = counted.most_busy.max(counted.busy);
        });
    }

    pub(super) fn ends(&self) {
        self.change(|counted| counted.busy -= 1);
    }

    pub(super) fn sends(&self, bytes: usize) {
        self.change(|counted| counted.sent += bytes as u64);
    }

    pub(super) fn now(&self) -> Counted {
        *self.0.lock().unwrap()
    }
}
