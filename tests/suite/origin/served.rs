//! A script whose answers change between two runs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::reply::answer;
use super::{Asked, Origin, Reply};

/// What a server answers at each path; `404` at all others.
#[derive(Clone, Default)]
pub(crate) struct Served(Arc<Mutex<HashMap<String, Reply>>>);

impl Served {
    /// A server of its own, with nothing but this at `/feed.xml`.
    pub(crate) fn feed(reply: impl Into<Reply>) -> (Origin, Self) {
        let served = Self::default();
        served.put("/feed.xml", reply);
        (Origin::new(served.script()), served)
    }

    /// Answers so from now on.
    pub(crate) fn put(&self, path: &str, reply: impl Into<Reply>) {
        self.0.lock().unwrap().insert(path.to_owned(), reply.into());
    }

    /// Answers so at `/feed.xml` from now on.
    pub(crate) fn is(&self, reply: impl Into<Reply>) {
        self.put("/feed.xml", reply);
    }

    /// Answers like that.
    pub(crate) fn script(&self) -> impl Fn(&Asked) -> Reply + Send + Sync + 'static {
        let served = Arc::clone(&self.0);
        move |asked| {
            let found = served.lock().unwrap().get(&asked.target).cloned();
            found.unwrap_or_else(|| answer("404 Not Found", &[], b"").into())
        }
    }
}
