//! Which feed is asked next: feeds by host in, the next one whose host may be asked out.
//!
//! Each host has its own queue, so that one that is slow, or has many feeds, holds up nobody else.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use tokio::time::Instant;

use crate::fetch::Pace;

/// The feeds that are due.
#[derive(Default)]
pub(super) struct Queue {
    hosts: Vec<Host>,
    by_name: HashMap<String, usize>,
    /// Hosts that have feeds and room, by when they may be asked.
    ready: BinaryHeap<Reverse<(Instant, usize)>>,
    /// The host of each feed that is being asked.
    running: HashMap<usize, usize>,
    waiting: usize,
}

struct Host {
    pace: Pace,
    feeds: VecDeque<usize>,
    running: usize,
    next: Option<Instant>,
    is_listed: bool,
}

impl Queue {
    /// Adds a feed, by its number.
    pub(super) fn add(&mut self, pace: Pace, feed: usize) {
        let at = match self.by_name.get(&pace.host) {
            Some(at) => *at,
            None => {
                self.by_name.insert(pace.host.clone(), self.hosts.len());
                self.hosts.push(Host {
                    pace,
                    feeds: VecDeque::new(),
                    running: 0,
                    next: None,
                    is_listed: false,
                });
                self.hosts.len() - 1
            }
        };
        if let Some(host) = self.hosts.get_mut(at) {
            host.feeds.push_back(feed);
            self.waiting += 1;
        }
        self.list(at);
    }

    fn list(&mut self, at: usize) {
        let Some(host) = self.hosts.get_mut(at) else { return };
        if !host.is_listed && !host.feeds.is_empty() && host.running < host.pace.concurrency {
            host.is_listed = true;
            let when = host.next.unwrap_or_else(Instant::now);
            self.ready.push(Reverse((when, at)));
        }
    }

    /// The next feed, where there is one whose host may be asked at `now`.
    pub(super) fn next(&mut self, now: Instant) -> Option<usize> {
        let Reverse((when, at)) = *self.ready.peek()?;
        if when > now {
            return None;
        }
        self.ready.pop();
        let host = self.hosts.get_mut(at)?;
        host.is_listed = false;
        let feed = host.feeds.pop_front()?;
        host.running += 1;
        host.next = Some(now + host.pace.interval);
        self.running.insert(feed, at);
        self.waiting -= 1;
        self.list(at);
        Some(feed)
    }

    /// The feed was asked.
    pub(super) fn finished(&mut self, feed: usize) {
        let Some(at) = self.running.remove(&feed) else { return };
        if let Some(host) = self.hosts.get_mut(at) {
            host.running -= 1;
        }
        self.list(at);
    }

    /// When the next host may be asked, where one is ready then.
    pub(super) fn wakes(&self) -> Option<Instant> {
        self.ready.peek().map(|Reverse((when, _))| *when)
    }

    /// True where no feed waits.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }
}
