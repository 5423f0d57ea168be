//! Whose turn it is: so many requests to a host at one time, and so much time between two of them.
//!
//! In: addresses. Out: turns, each of which is over when it is dropped. Time is the monotonic clock's, whatever time the run was told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use super::FetchError;
use crate::clock::Clock;
use crate::model::net::{Net, hold_key};
use crate::model::poll::{FailureClass, Hold};

/// How fast a host may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// What its requests are counted by: host and port.
    pub host: String,
    /// Requests at one time at the most.
    pub concurrency: usize,
    /// Between the starts of two requests at the least.
    pub interval: Duration,
}

/// The right to send one request. Over when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

/// Keeps the turns of all hosts.
pub(super) struct Turns {
    net: Arc<Net>,
    clock: Clock,
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Host>>,
    /// Until when hosts and groups of hosts are left alone.
    holds: Mutex<HashMap<String, DateTime<Utc>>>,
}

struct Host {
    room: Arc<Semaphore>,
    next: Instant,
}

impl Turns {
    pub(super) fn new(net: Arc<Net>, clock: Clock) -> Self {
        let all = Arc::new(Semaphore::new(net.concurrency));
        Self { net, clock, all, hosts: Mutex::default(), holds: Mutex::default() }
    }

    pub(super) fn pace(&self, url: &Url) -> Pace {
        let policy = self.net.host(url);
        Pace {
            host: host_key(url),
            concurrency: policy.and_then(|host| host.max_concurrent).unwrap_or(self.net.host_concurrency),
            interval: policy.and_then(|host| host.min_interval).unwrap_or(self.net.host_interval),
        }
    }

    pub(super) async fn turn(&self, url: &Url) -> Result<Turn, FetchError> {
        let pace = self.pace(url);
        let room = self.with_host(&pace, |host| Arc::clone(&host.room));
        let closed = |_| FetchError::new(FailureClass::Internal, "the run is over");
        let host = room.acquire_owned().await.map_err(closed)?;
        let start = self.with_host(&pace, |host| {
            let start = host.next.max(Instant::now());
            host.next = start + pace.interval;
            start
        });
        tokio::time::sleep_until(start).await;
        let all = Arc::clone(&self.all).acquire_owned().await.map_err(closed)?;
        if let Some(until) = self.held(url) {
            let message = format!("{} asked to be left alone until {until}", pace.host);
            return Err(FetchError::new(FailureClass::RateLimited, message));
        }
        Ok(Turn { _host: host, _all: all })
    }

    pub(super) fn hold(&self, hold: Hold) {
        let mut holds = self.holds.lock().unwrap_or_else(PoisonError::into_inner);
        let until = holds.entry(hold.host).or_insert(hold.until);
        *until = (*until).max(hold.until);
    }

    /// Until when the host of `url` is left alone, where it is.
    fn held(&self, url: &Url) -> Option<DateTime<Utc>> {
        let holds = self.holds.lock().unwrap_or_else(PoisonError::into_inner);
        holds.get(&*hold_key(url)).copied().filter(|until| self.clock.now() < *until)
    }

    fn with_host<T>(&self, pace: &Pace, work: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(pace.host.clone()).or_insert_with(|| Host {
            room: Arc::new(Semaphore::new(pace.concurrency)),
            next: Instant::now(),
        });
        work(host)
    }
}

/// What the requests to a host are counted by: host and port, the port that is usual for the scheme left out.
pub(crate) fn host_key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
