//! How far a run has come: told to whoever watches while servers are asked, which takes long.

use std::fmt;

/// How far asking servers has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// Feeds that are due.
    pub due: u64,
    /// Those that are done: asked, or left out.
    pub done: u64,
    /// Those of them that failed.
    pub failed: u64,
    /// Hosts whose feeds wait for their turn.
    pub hosts: u64,
}

/// Whoever watches. Is told often, from the thread that does the work: it has to be quick, and must not wait.
pub trait Progress: fmt::Debug + Send + Sync {
    /// Servers are being asked, and that is how far it has come.
    fn asking(&self, at: Asking);

    /// Servers are no longer asked.
    fn asked(&self);
}
