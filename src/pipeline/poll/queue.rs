//! Which feed is asked next: feeds by host in, the next one whose host may be asked out.
//!
//! Each host has its own queue, so that one that is slow, or has many feeds, holds up nobody else. Between the starts of two
//! requests to a host there is its pause, counted from when the first was sent, also where that was by an earlier run.
//!
//! Feeds that let us wait in vain the last time are *late*: they come when nobody else can be asked, and as long as others wait, only so many of
//! them at one time. They keep a place for long, and those who answer would wait for them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::fetch::Pace;

/// The feeds that are due.
#[derive(Default)]
pub(super) struct Queue {
    hosts: Vec<Host>,
    by_name: HashMap<String, usize>,
    /// Hosts that have feeds and room, by when they may be asked.
    ready: Ready,
    /// Those of them whose next feed is late.
    ready_late: Ready,
    late: HashSet<usize>,
    /// Late feeds that are being asked, and that wait.
    late_running: usize,
    late_waiting: usize,
    /// Late feeds that are asked at one time while others wait.
    most_late: usize,
    /// The host of each feed that is being asked.
    running: HashMap<usize, usize>,
    waiting: usize,
    has_some_aside: bool,
    asked: usize,
    reached: usize,
}

type Ready = BinaryHeap<Reverse<(Instant, usize)>>;

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
    /// One in which so many late feeds are asked at one time while others wait.
    pub(super) fn with_late(most: usize) -> Self {
        Self { most_late: most.max(1), ..Self::default() }
    }

    /// Adds a feed that is late, by its number. To be called when the others of its host are in.
    pub(super) fn add_late(&mut self, pace: Pace, hold: &str, feed: usize) {
        self.late.insert(feed);
        self.late_waiting += 1;
        self.add(pace, hold, feed);
    }

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
            let is_late = host.feeds.front().is_some_and(|feed| self.late.contains(feed));
            let ready = if is_late { &mut self.ready_late } else { &mut self.ready };
            ready.push(Reverse((when, at)));
        }
    }

    /// The next feed, where there is one whose host may be asked at `now`.
    pub(super) fn next(&mut self, now: Instant) -> Option<usize> {
        self.take(now, false).or_else(|| self.may_ask_late().then(|| self.take(now, true)).flatten())
    }

    fn may_ask_late(&self) -> bool {
        self.late_running < self.most_late || self.waiting == self.late_waiting
    }

    fn take(&mut self, now: Instant, is_late: bool) -> Option<usize> {
        loop {
            let ready = if is_late { &mut self.ready_late } else { &mut self.ready };
            let Reverse((when, at)) = *ready.peek()?;
            if when > now {
                return None;
            }
            ready.pop();
            let host = self.hosts.get_mut(at)?;
            host.is_listed = false;
            if let Some(later) = host.next.filter(|next| *next > when) {
                // Its last request was sent later than it was taken out.
                host.is_listed = true;
                ready.push(Reverse((later, at)));
                continue;
            }
            // The feeds of a host that is held are taken away.
            let Some(feed) = host.feeds.pop_front() else { continue };
            host.running += 1;
            host.next = Some(now + host.pace.interval);
            self.running.insert(feed, at);
            self.left(&[feed]);
            self.late_running += usize::from(self.late.contains(&feed));
            self.list(at);
            return Some(feed);
        }
    }

    /// Feeds wait no longer.
    fn left(&mut self, feeds: &[usize]) {
        self.waiting -= feeds.len();
        self.late_waiting -= feeds.iter().filter(|feed| self.late.contains(feed)).count();
    }

    /// The feed was asked. Gives the number of its host. Does nothing where that was said already.
    pub(super) fn finished(&mut self, feed: usize, sent: Option<Instant>, reach: Reach) -> usize {
        let Some(at) = self.running.remove(&feed) else { return usize::MAX };
        self.late_running -= usize::from(self.late.contains(&feed));
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
        self.take_out(|_, host| host.hold == hold)
    }

    /// Takes the feeds of a host out, by its number.
    pub(super) fn take_host(&mut self, number: usize) -> Vec<usize> {
        self.take_out(|at, _| at == number)
    }

    /// Takes all feeds out.
    pub(super) fn take_rest(&mut self) -> Vec<usize> {
        self.take_out(|_, _| true)
    }

    fn take_out(&mut self, is_meant: impl Fn(usize, &Host) -> bool) -> Vec<usize> {
        let hosts = self.hosts.iter_mut().enumerate().filter(|(at, host)| is_meant(*at, host));
        let feeds: Vec<usize> =
            hosts.flat_map(|(_, host)| host.feeds.drain(..).chain(host.aside.drain(..))).collect();
        self.left(&feeds);
        feeds
    }

    /// When the next host may be asked, where one is ready then.
    pub(super) fn wakes(&self) -> Option<Instant> {
        let late = self.ready_late.peek().filter(|_| self.may_ask_late());
        self.ready.peek().into_iter().chain(late).map(|Reverse((when, _))| *when).min()
    }

    /// Feeds that wait, and hosts that have some and could be asked when their pause is over.
    pub(super) fn waiting(&self) -> (usize, usize) {
        (self.waiting, self.ready.len() + self.ready_late.len())
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
mod tests;
