//! Whose turn it is: so many requests to a host, to an IP address and in all at one time, and so much time between two to a host.
//!
//! In: URLs. Out: turns, each of which is over when it is dropped. Time is the monotonic clock's, whatever time the run was told; but a host that
//! asked to be left alone is held by the time of the run.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use super::FetchError;
use super::reused::Answered;
use crate::clock::Clock;
use crate::model::net::{Net, hold_key, host_of};
use crate::model::poll::{FailureClass, Hold};

/// Requests at one time that a setting can ask for: what a semaphore counts has a bound, and sockets have a lower one.
const MOST_AT_ONCE: usize = 1 << 16;
/// How many times as many requests as there are places may stand aside.
const ASIDE: usize = 10;
/// And how many at the most: each has a socket, and a process often may have 1,024 files open.
const MOST_ASIDE: usize = 640;
/// Addresses that are remembered before those that nobody uses are forgotten.
const MANY_ADDRESSES: usize = 1024;

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
    host: Arc<Host>,
    _host: OwnedSemaphorePermit,
    /// At each address that the connection may come to be with, until it is known which.
    addresses: Vec<(IpAddr, OwnedSemaphorePermit)>,
    all: Arc<Semaphore>,
    aside: Arc<Semaphore>,
    /// Its place among all, or among those that stand aside.
    place: OwnedSemaphorePermit,
    is_aside: bool,
}

impl Turn {
    /// The host has the request at this instant at the latest: the next one has to wait from here.
    ///
    /// Called when the request is sent and again when its answer begins. A request needs time to arrive, the first of a connection more than
    /// others, and what the host sees is when they arrive.
    pub(super) fn was_used(&self) {
        self.host.pause(self.host.pace.interval);
    }

    /// The request went to this address: the others of the host have their room back.
    pub(super) fn went_to(&mut self, address: IpAddr) {
        let address = address.to_canonical();
        // The address of a proxy is none of the host's.
        if self.addresses.iter().any(|(known, _)| *known == address) {
            self.addresses.retain(|(known, _)| *known == address);
        }
    }

    /// Its host lets it wait for an answer: another host may be asked meanwhile, where there are not too many such already. The host and its
    /// address are asked nothing else.
    pub(super) fn steps_aside(&mut self) {
        if !self.is_aside
            && let Ok(place) = Arc::clone(&self.aside).try_acquire_owned()
        {
            (self.place, self.is_aside) = (place, true);
        }
    }

    /// The answer begins: it is read when there is a place among all again.
    pub(super) async fn comes_back(&mut self) -> Result<(), FetchError> {
        if self.is_aside {
            (self.place, self.is_aside) = (acquire(&self.all).await?, false);
        }
        Ok(())
    }

    /// Waits until the request may be sent once more.
    pub(super) async fn again(&self) {
        while !self.host.start() {
            tokio::time::sleep_until(self.host.next()).await;
        }
    }

    /// The host of the turn.
    pub(super) fn host(&self) -> &Host {
        &self.host
    }
}

/// A host.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) pace: Pace,
    /// What its holds go by.
    held_by: String,
    /// True where the owner said how many requests it takes: the limit for one address does not count then.
    is_own_limit: bool,
    room: Arc<Semaphore>,
    next: Mutex<Instant>,
    /// The generation of connections that it is counted in.
    pub(super) counted: AtomicU64,
    /// The connections over which it has answered.
    pub(super) answered: Answered,
}

impl Host {
    fn next(&self) -> Instant {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pause(&self, pause: Duration) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(Instant::now() + pause);
    }

    /// Starts now, where that may be.
    fn start(&self) -> bool {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let may_start = *next <= now;
        if may_start {
            *next = now + self.pace.interval;
        }
        may_start
    }
}

/// Keeps the turns of all hosts.
pub(super) struct Turns {
    net: Arc<Net>,
    clock: Clock,
    all: Arc<Semaphore>,
    /// Places of those whose hosts do not answer.
    aside: Arc<Semaphore>,
    most_aside: usize,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    addresses: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
    holds: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Turns {
    pub(super) fn new(net: Arc<Net>, clock: Clock) -> Self {
        let all = semaphore(net.concurrency);
        let most_aside = net.concurrency.saturating_mul(ASIDE).clamp(1, MOST_ASIDE);
        Self {
            net,
            clock,
            all,
            aside: semaphore(most_aside),
            most_aside,
            hosts: Mutex::default(),
            addresses: Mutex::default(),
            holds: Mutex::default(),
        }
    }

    pub(super) fn pace(&self, url: &Url) -> Pace {
        let policy = self.net.host(url);
        Pace {
            host: host_key(url),
            concurrency: policy
                .and_then(|host| host.max_concurrent)
                .unwrap_or(self.net.host_concurrency)
                .max(1),
            interval: policy.and_then(|host| host.min_interval).unwrap_or(self.net.host_interval),
        }
    }

    /// Waits until a request to `url`, whose host is at `addresses`, may be sent.
    ///
    /// Which of them answers is only known when one does, so that there has to be room at all. Everybody waits for rooms in the same
    /// order, of a host, of addresses from the lowest to the highest, of all, so that nobody waits for somebody who waits for them.
    pub(super) async fn turn(&self, url: &Url, addresses: &[IpAddr]) -> Result<Turn, FetchError> {
        let host = self.host(url);
        let of_host = acquire(&host.room).await?;
        let rooms = if host.is_own_limit { Vec::new() } else { self.rooms(addresses) };
        loop {
            let next = host.next();
            if next > Instant::now() {
                tokio::time::sleep_until(next).await;
            }
            let mut of_addresses = Vec::with_capacity(rooms.len());
            for (address, room) in &rooms {
                of_addresses.push((*address, acquire(room).await?));
            }
            let place = acquire(&self.all).await?;
            self.refuse_held(&host)?;
            // While this one waited for room, another of the host may have started.
            if host.start() {
                return Ok(Turn {
                    host,
                    _host: of_host,
                    addresses: of_addresses,
                    all: Arc::clone(&self.all),
                    aside: Arc::clone(&self.aside),
                    place,
                    is_aside: false,
                });
            }
        }
    }

    /// Requests that stand aside.
    pub(super) fn aside(&self) -> usize {
        self.most_aside.saturating_sub(self.aside.available_permits())
    }

    /// # Errors
    /// The host of the turn asked to be left alone.
    pub(super) fn refuse_held(&self, host: &Host) -> Result<(), FetchError> {
        let until = locked(&self.holds).get(&host.held_by).copied();
        match until.filter(|until| self.clock.now() < *until) {
            Some(until) => {
                let message = format!("{} asked to be left alone until {until}", host.pace.host);
                Err(FetchError::new(FailureClass::RateLimited, message))
            }
            None => Ok(()),
        }
    }

    pub(super) fn hold(&self, hold: Hold) {
        let mut holds = locked(&self.holds);
        let until = holds.entry(hold.host).or_insert(hold.until);
        *until = (*until).max(hold.until);
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let pace = self.pace(url);
        let mut hosts = locked(&self.hosts);
        if let Some(host) = hosts.get(&pace.host) {
            return Arc::clone(host);
        }
        let host = Arc::new(Host {
            is_own_limit: self.net.host(url).is_some_and(|policy| policy.max_concurrent.is_some()),
            room: semaphore(pace.concurrency),
            next: Mutex::new(Instant::now()),
            counted: AtomicU64::new(0),
            answered: Answered::default(),
            held_by: hold_key(url).into_owned(),
            pace,
        });
        hosts.insert(host.pace.host.clone(), Arc::clone(&host));
        host
    }

    /// The rooms at some addresses, from the lowest to the highest. An IPv4 address in the notation of IPv6 is that IPv4 address (RFC 4291
    /// §2.5.5.2).
    fn rooms(&self, addresses: &[IpAddr]) -> Vec<(IpAddr, Arc<Semaphore>)> {
        let mut wanted: Vec<IpAddr> = addresses.iter().map(IpAddr::to_canonical).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut known = locked(&self.addresses);
        if known.len() >= MANY_ADDRESSES {
            known.retain(|_, room| Arc::strong_count(room) > 1);
        }
        let room = |address| {
            let room = known.entry(address).or_insert_with(|| semaphore(self.net.address_concurrency));
            (address, Arc::clone(room))
        };
        wanted.into_iter().map(room).collect()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn semaphore(room: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(room.clamp(1, MOST_AT_ONCE)))
}

async fn acquire(room: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, FetchError> {
    let room = Arc::clone(room).acquire_owned().await;
    room.map_err(|_| FetchError::new(FailureClass::Internal, "the run is over"))
}

/// What the requests to a host are counted by: host and port, the port that is usual for the scheme left out.
pub(crate) fn host_key(url: &Url) -> String {
    let host = host_of(url);
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests;
