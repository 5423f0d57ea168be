//! Which feed is asked next: feeds by host in, the next one whose host may be asked out.
//!
//! Each host has its own queue, so that one that is slow, or has many feeds, holds up nobody else. Between the starts of two
//! requests to a host there is its pause, counted from when the first was sent, also where that was by an earlier run.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

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
    has_some_aside: bool,
    asked: usize,
    reached: usize,
}

struct Host {
    pace: Pace,
    /// The name that its holds go by.
    hold: String,
    feeds: VecDeque<usize>,
    aside: VecDeque<usize>,
    running: usize,
    next: Option<Instant>,
    is_listed: bool,
    was_asked: bool,
    was_reached: bool,
}

/// What became of asking, as far as the host is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// No request was sent.
    NotAsked,
    /// It could not be reached.
    No,
    /// Something came of it.
    Yes,
}

impl Queue {
    /// Adds a feed, by its number.
    pub(super) fn add(&mut self, pace: Pace, hold: &str, feed: usize) {
        let at = if let Some(at) = self.by_name.get(&pace.host) {
            *at
        } else {
            self.by_name.insert(pace.host.clone(), self.hosts.len());
            self.hosts.push(Host {
                pace,
                hold: hold.to_owned(),
                feeds: VecDeque::new(),
                aside: VecDeque::new(),
                running: 0,
                next: None,
                is_listed: false,
                was_asked: false,
                was_reached: false,
            });
            self.hosts.len() - 1
        };
        if let Some(host) = self.hosts.get_mut(at) {
            host.feeds.push_back(feed);
            self.waiting += 1;
        }
    }

    /// Notes that a host was asked so long ago, by whomever. To be called before [`start`](Self::start).
    pub(super) fn was_asked(&mut self, host: &str, ago: Duration, now: Instant) {
        let Some(host) = self.by_name.get(host).and_then(|at| self.hosts.get_mut(*at)) else { return };
        let next = now + host.pace.interval.saturating_sub(ago);
        host.next = host.next.max(Some(next));
    }

    /// Sets feeds aside: they wait, and are not taken out until they are [put back](Self::put_back). To be called before
    /// [`start`](Self::start).
    pub(super) fn set_aside(&mut self, is_aside: impl Fn(usize) -> bool) {
        for host in &mut self.hosts {
            (host.aside, host.feeds) = host.feeds.drain(..).partition(|feed| is_aside(*feed));
        }
        self.has_some_aside = true;
    }

    /// Puts back what was set aside.
    pub(super) fn put_back(&mut self) {
        if std::mem::take(&mut self.has_some_aside) {
            self.hosts.iter_mut().for_each(|host| host.feeds.append(&mut host.aside));
            self.start();
        }
    }

    /// Lets feeds be taken out, now that all are in.
    pub(super) fn start(&mut self) {
        (0..self.hosts.len()).for_each(|at| self.list(at));
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
        loop {
            let Reverse((when, at)) = *self.ready.peek()?;
            if when > now {
                return None;
            }
            self.ready.pop();
            let host = self.hosts.get_mut(at)?;
            host.is_listed = false;
            if let Some(later) = host.next.filter(|next| *next > when) {
                // Its last request was sent later than it was taken out.
                host.is_listed = true;
                self.ready.push(Reverse((later, at)));
                continue;
            }
            // The feeds of a host that is held are taken away.
            let Some(feed) = host.feeds.pop_front() else { continue };
            host.running += 1;
            host.next = Some(now + host.pace.interval);
            self.running.insert(feed, at);
            self.waiting -= 1;
            self.list(at);
            return Some(feed);
        }
    }

    /// The feed was asked. Gives the number of its host. Does nothing where that was said already.
    pub(super) fn finished(&mut self, feed: usize, sent: Option<Instant>, reach: Reach) -> usize {
        let Some(at) = self.running.remove(&feed) else { return usize::MAX };
        if let Some(host) = self.hosts.get_mut(at) {
            host.running -= 1;
            host.next = host.next.max(sent.map(|sent| sent + host.pace.interval));
            if reach != Reach::NotAsked && !host.was_asked {
                host.was_asked = true;
                self.asked += 1;
            }
            if reach == Reach::Yes && !host.was_reached {
                host.was_reached = true;
                self.reached += 1;
            }
        }
        self.list(at);
        at
    }

    /// Takes the feeds out that are behind a hold.
    pub(super) fn take_held(&mut self, hold: &str) -> Vec<usize> {
        let hosts = self.hosts.iter_mut().filter(|host| host.hold == hold);
        let feeds: Vec<usize> =
            hosts.flat_map(|host| host.feeds.drain(..).chain(host.aside.drain(..))).collect();
        self.waiting -= feeds.len();
        feeds
    }

    /// Takes all feeds out.
    pub(super) fn take_rest(&mut self) -> Vec<usize> {
        self.waiting = 0;
        self.hosts.iter_mut().flat_map(|host| host.feeds.drain(..).chain(host.aside.drain(..))).collect()
    }

    /// When the next host may be asked, where one is ready then.
    pub(super) fn wakes(&self) -> Option<Instant> {
        self.ready.peek().map(|Reverse((when, _))| *when)
    }

    /// Feeds that wait, and hosts that have some and could be asked when their pause is over.
    pub(super) fn waiting(&self) -> (usize, usize) {
        (self.waiting, self.ready.len())
    }

    /// True where no feed waits.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Hosts that were asked.
    pub(super) fn asked(&self) -> usize {
        self.asked
    }

    /// Hosts that answered.
    pub(super) fn reached(&self) -> usize {
        self.reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A queue of feeds 0, 1 and so on, each with its host, whose pause is a second.
    fn queue(hosts: &[&str], concurrency: usize) -> Queue {
        let mut queue = Queue::default();
        for (feed, host) in hosts.iter().enumerate() {
            let pace = Pace { host: (*host).to_owned(), concurrency, interval: SECOND };
            queue.add(pace, host, feed);
        }
        queue
    }

    /// What can be taken out at once.
    fn now(queue: &mut Queue, at: Instant) -> Vec<usize> {
        std::iter::from_fn(|| queue.next(at)).collect()
    }

    #[test]
    fn a_host_is_asked_one_feed_at_a_time_with_a_pause_between() {
        let mut queue = queue(&["a", "a", "b"], 1);
        queue.start();
        let begin = Instant::now() + SECOND;
        assert_eq!(now(&mut queue, begin), [0, 2]);
        let sent = begin + SECOND / 2;
        queue.finished(0, Some(sent), Reach::Yes);
        assert_eq!(now(&mut queue, begin + SECOND), [0; 0], "the pause counts from when it was sent");
        assert_eq!(queue.wakes(), Some(sent + SECOND));
        assert_eq!(now(&mut queue, sent + SECOND), [1]);
        assert!(queue.is_empty());
    }

    #[test]
    fn a_host_has_room_from_when_its_answer_is_there_and_counts_once() {
        let mut queue = queue(&["a", "a", "a"], 1);
        queue.start();
        let begin = Instant::now() + SECOND;
        assert_eq!(now(&mut queue, begin), [0]);
        let host = queue.finished(0, Some(begin), Reach::Yes);
        assert_eq!(now(&mut queue, begin + SECOND), [1]);
        // What came of it is told when all of it is written down.
        assert_ne!(queue.finished(0, Some(begin), Reach::Yes), host);
        assert_eq!(now(&mut queue, begin + SECOND * 3), [0; 0], "the second is not there yet");
        assert_eq!((queue.asked(), queue.reached()), (1, 1));
    }

    #[test]
    fn a_request_of_an_earlier_run_counts() {
        let begin = Instant::now();
        let mut queue = queue(&["a", "b"], 1);
        queue.was_asked("a", SECOND / 4, begin);
        queue.start();
        assert_eq!(now(&mut queue, begin + SECOND / 2), [1]);
        assert_eq!(now(&mut queue, begin + SECOND), [0]);
    }

    #[test]
    fn a_pause_that_grew_while_a_host_was_listed_holds() {
        let mut queue = queue(&["a", "a", "a"], 2);
        queue.start();
        let begin = Instant::now() + SECOND;
        assert_eq!(now(&mut queue, begin), [0]);
        queue.finished(0, Some(begin + SECOND / 2), Reach::Yes);
        assert_eq!(now(&mut queue, begin + SECOND), [0; 0]);
        assert_eq!(now(&mut queue, begin + SECOND * 3 / 2), [1]);
    }

    #[test]
    fn the_feeds_of_a_host_that_is_held_are_taken_out() {
        let mut queue = queue(&["a", "a", "b"], 1);
        queue.start();
        assert_eq!(queue.take_held("a"), [0, 1]);
        assert_eq!(now(&mut queue, Instant::now() + SECOND), [2]);
        assert!(queue.is_empty());
    }

    #[test]
    fn what_is_set_aside_waits_until_it_is_put_back() {
        let mut queue = queue(&["a", "a", "b", "c"], 9);
        queue.set_aside(|feed| feed != 1);
        queue.start();
        let later = Instant::now() + SECOND;
        assert_eq!((now(&mut queue, later), queue.waiting().0, queue.wakes()), (vec![1], 3, None));
        queue.put_back();
        assert_eq!(now(&mut queue, later), [2, 3]);
        queue.put_back();
        assert_eq!(now(&mut queue, later + SECOND), [0]);
        assert!(queue.is_empty());
    }

    #[test]
    fn hosts_are_counted_once() {
        let mut queue = queue(&["a", "a", "b", "c"], 9);
        queue.start();
        let later = Instant::now() + SECOND * 9;
        assert_eq!(now(&mut queue, later).len(), 3);
        assert_eq!(now(&mut queue, later + SECOND), [1]);
        for (feed, reach) in [(0, Reach::No), (1, Reach::Yes), (2, Reach::No), (3, Reach::NotAsked)] {
            queue.finished(feed, None, reach);
        }
        assert_eq!((queue.asked(), queue.reached()), (2, 1));
    }
}
