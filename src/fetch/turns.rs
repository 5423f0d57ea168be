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
use crate::model::net::{Net, hold_key};
use crate::model::poll::{FailureClass, Hold};

/// Requests at one time that a setting can ask for: what a semaphore counts has a bound, and sockets have a lower one.
const MOST_AT_ONCE: usize = 1 << 16;
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
    _address: Option<OwnedSemaphorePermit>,
    _all: OwnedSemaphorePermit,
}

impl Turn {
    /// The host has the request at this instant at the latest: the next one has to wait from here.
    ///
    /// Called when the request is sent and again when its answer begins. A request needs time to arrive, the first of a connection more than
    /// others, and what the host sees is when they arrive.
    pub(super) fn was_used(&self) {
        self.host.pause(self.host.pace.interval);
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
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    addresses: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
    holds: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Turns {
    pub(super) fn new(net: Arc<Net>, clock: Clock) -> Self {
        let all = semaphore(net.concurrency);
        Self {
            net,
            clock,
            all,
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

    /// Waits until a request to `url`, whose host is at `address`, may be sent.
    pub(super) async fn turn(&self, url: &Url, address: IpAddr) -> Result<Turn, FetchError> {
        let host = self.host(url);
        let of_host = acquire(&host.room).await?;
        let mut address_room = (!host.is_own_limit).then(|| self.address(address));
        loop {
            let next = host.next();
            if next > Instant::now() {
                tokio::time::sleep_until(next).await;
            }
            let of_address = match &mut address_room {
                Some(room) => Some(acquire(room).await?),
                None => None,
            };
            let all = acquire(&self.all).await?;
            self.refuse_held(&host)?;
            // While this one waited for room, another of the host may have started.
            if host.start() {
                return Ok(Turn { host, _host: of_host, _address: of_address, _all: all });
            }
        }
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

    fn address(&self, address: IpAddr) -> Arc<Semaphore> {
        let mut addresses = locked(&self.addresses);
        if addresses.len() >= MANY_ADDRESSES {
            addresses.retain(|_, room| Arc::strong_count(room) > 1);
        }
        let room = addresses.entry(address).or_insert_with(|| semaphore(self.net.address_concurrency));
        Arc::clone(room)
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
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::model::net::{HostName, HostPolicy};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn turns(net: Net) -> Turns {
        Turns::new(Arc::new(net), Clock::standing(DateTime::UNIX_EPOCH))
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// The turn, where it comes without waiting.
    fn at_once(turns: &Turns, at: &str, address: IpAddr) -> Option<Turn> {
        let url = url(at);
        let mut turn = std::pin::pin!(turns.turn(&url, address));
        match turn.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => turn.ok(),
            Poll::Pending => None,
        }
    }

    /// True where the host is asked again after so many milliseconds, give or take what the test itself needs.
    fn pauses(turns: &Turns, at: &str, milliseconds: u64) -> bool {
        let left = turns.host(&url(at)).next().saturating_duration_since(Instant::now());
        let most = Duration::from_millis(milliseconds);
        left <= most && left + Duration::from_millis(200) > most
    }

    #[tokio::test]
    async fn a_host_is_asked_one_request_at_a_time_and_not_twice_within_a_second() {
        let turns = turns(Net::default());
        let turn = at_once(&turns, "http://a.example/1", HERE).unwrap();
        assert!(pauses(&turns, "http://a.example/2", 1000));
        drop(turn);
        assert!(at_once(&turns, "http://a.example/2", HERE).is_none());
        // Another port is another host.
        assert!(at_once(&turns, "http://a.example:81/", HERE).is_some());
    }

    #[tokio::test]
    async fn a_host_that_needs_no_pause_still_has_its_room() {
        let turns = turns(Net { host_interval: Duration::ZERO, host_concurrency: 2, ..Net::default() });
        let first = at_once(&turns, "http://a.example/1", HERE);
        let second = at_once(&turns, "http://a.example/2", HERE);
        assert!(first.is_some() && second.is_some());
        assert!(at_once(&turns, "http://a.example/3", HERE).is_none());
        drop(first);
        assert!(at_once(&turns, "http://a.example/3", HERE).is_some());
    }

    #[tokio::test]
    async fn the_pause_counts_from_when_the_host_has_the_request() {
        let turns = turns(Net::default());
        let turn = at_once(&turns, "http://a.example/1", HERE).unwrap();
        let before = turns.host(&url("http://a.example/")).next();
        turn.was_used();
        assert!(turns.host(&url("http://a.example/")).next() > before);
        assert!(pauses(&turns, "http://a.example/", 1000));
    }

    #[tokio::test]
    async fn an_address_has_room_for_four_requests_unless_the_owner_says_otherwise() {
        let policy = HostPolicy {
            name: HostName::parse("big.example").unwrap(),
            max_concurrent: Some(9),
            min_interval: None,
            retry_after: None,
        };
        let turns = turns(Net { hosts: vec![policy], ..Net::default() });
        let hosts = ["http://a.example/", "http://b.example/", "http://c.example/", "http://d.example/"];
        let mut held: Vec<_> = hosts.iter().map(|host| at_once(&turns, host, HERE)).collect();
        assert!(held.iter().all(Option::is_some));
        assert!(at_once(&turns, "http://e.example/", HERE).is_none());
        assert!(at_once(&turns, "http://f.example/", IpAddr::V4(Ipv4Addr::BROADCAST)).is_some());
        assert!(at_once(&turns, "http://big.example/", HERE).is_some());
        held.pop();
        assert!(at_once(&turns, "http://g.example/", HERE).is_some());
    }

    #[tokio::test]
    async fn all_hosts_together_have_a_limit() {
        let turns = turns(Net { concurrency: 1, ..Net::default() });
        let turn = at_once(&turns, "http://a.example/", HERE);
        assert!(turn.is_some());
        assert!(at_once(&turns, "http://b.example/", HERE).is_none());
        drop(turn);
        assert!(at_once(&turns, "http://b.example/", HERE).is_some());
    }

    #[tokio::test]
    async fn a_host_that_is_held_is_not_asked() {
        let turns = turns(Net::default());
        let until = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        turns.hold(Hold { host: "a.example".to_owned(), until: until(100) });
        turns.hold(Hold { host: "a.example".to_owned(), until: until(50) });
        let error = turns.turn(&url("http://a.example/"), HERE).await.unwrap_err();
        assert_eq!(error.class, FailureClass::RateLimited);
        assert!(error.message.contains("1970-01-01 00:01:40"), "{}", error.message);
        assert!(turns.turn(&url("http://b.example/"), HERE).await.is_ok());
    }

    #[tokio::test]
    async fn absurd_settings_are_brought_within_bounds() {
        let turns = turns(Net {
            concurrency: usize::MAX,
            host_concurrency: 0,
            address_concurrency: usize::MAX,
            ..Net::default()
        });
        assert!(turns.turn(&url("http://a.example/"), HERE).await.is_ok());
    }
}
