//! Room in memory for bodies: how much all of them hold at one time.
//!
//! In: how far a body has come. Out: leave for it to grow, or the word that it has to make way. What a server says of the size of its document takes no
//! room: what has come does. Every request has its share of half of what there is, and needs nobody's leave for it. A body that grows
//! beyond its share takes step after step of the rest. Of those that grow, the one that began first always finds what it may still need: the others
//! leave that much free. So one of them comes to its end, whatever the others do, and then the next is the first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::model::net::Net;

/// Bytes by which a body grows.
pub(super) const STEP: u64 = 1 << 20;

/// What a connection holds at the most of what has come and was not taken yet: the reader's memory and the piece that it gives.
const BUFFERED: u64 = 512 << 10;

/// While others wait, a body that needs longer than this for a step makes way. One of the largest size that came at such a speed would not be whole
/// in time, either.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// The room that there is.
pub(super) struct Rooms {
    share: u64,
    /// What a body may take beyond its share.
    most: u64,
    all: Arc<All>,
    /// Bodies are put together one at a time: that takes their size once more.
    pub(super) whole: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct All {
    taken: Mutex<Taken>,
    changed: Notify,
}

#[derive(Debug)]
struct Taken {
    free: u64,
    /// What the bodies that grow have, by the order in which they began to.
    growing: BTreeMap<u64, u64>,
    begun: u64,
    waiting: usize,
    /// Since when somebody waits.
    since: Option<Instant>,
}

/// The room of one body beyond its share. Given back when it is dropped, which is when the body should be.
#[derive(Debug)]
pub struct Room {
    all: Arc<All>,
    number: u64,
    held: u64,
}

impl Rooms {
    /// Half of what there is is for shares, with what the connections hold. Of the other, twice as much as the largest body takes is left: for putting
    /// one together, and for what is made of it while it is read.
    pub(super) fn new(net: &Net) -> Self {
        let (half, largest) = (net.in_flight_bytes / 2, net.limits.decoded_bytes);
        let share = half / (net.concurrency.max(1) as u64);
        let share = share.saturating_sub(BUFFERED).max(share / 2).min(largest);
        let most = (largest - share).div_ceil(STEP).saturating_mul(STEP);
        let free = half.saturating_sub(largest.saturating_mul(2)).max(most);
        let taken = Taken { free, growing: BTreeMap::new(), begun: 0, waiting: 0, since: None };
        let all = Arc::new(All { taken: Mutex::new(taken), changed: Notify::new() });
        Self { share, most, all, whole: tokio::sync::Mutex::new(()) }
    }

    /// Bytes that a body may have without asking.
    pub(super) fn share(&self) -> u64 {
        self.share
    }

    /// The room of a body that begins to grow.
    pub(super) fn begin(&self) -> Room {
        let mut taken = self.all.taken();
        taken.begun += 1;
        let number = taken.begun;
        taken.growing.insert(number, 0);
        Room { all: Arc::clone(&self.all), number, held: 0 }
    }

    /// True where a body may have so many bytes.
    pub(super) fn has(&self, room: &Room, length: u64) -> bool {
        length <= self.share + room.held
    }

    /// Waits until a body may have so many bytes.
    pub(super) async fn grow(&self, room: &mut Room, length: u64) {
        while !self.has(room, length) {
            self.step(room).await;
        }
    }

    async fn step(&self, room: &mut Room) {
        let mut waits = None;
        loop {
            let mut changed = std::pin::pin!(self.all.changed.notified());
            // From here on no change is missed.
            changed.as_mut().enable();
            if self.all.taken().take(room.number, self.most) {
                room.held += STEP;
                return;
            }
            waits.get_or_insert_with(|| Waits::new(&self.all));
            changed.await;
        }
    }
}

impl All {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Takes a step, where there is room for it and for what the first may still need.
    fn take(&mut self, number: u64, most: u64) -> bool {
        let for_first = match self.growing.first_key_value() {
            Some((first, held)) if *first != number => most.saturating_sub(*held),
            _ => 0,
        };
        if self.free < STEP.saturating_add(for_first) {
            return false;
        }
        self.free -= STEP;
        *self.growing.entry(number).or_default() += STEP;
        true
    }
}

impl Room {
    /// The body is whole: it grows no more, and keeps its room.
    pub(super) fn is_whole(&self) {
        self.all.taken().growing.remove(&self.number);
        self.all.changed.notify_waiters();
    }

    /// True where the body is in the way of others: they have waited long, and it has had no step since then.
    pub(super) fn is_in_the_way(&self, last: Instant, now: Instant) -> bool {
        last + PATIENCE <= now && self.all.taken().since.is_some_and(|since| since + PATIENCE <= now)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut taken = self.all.taken();
        taken.growing.remove(&self.number);
        taken.free += self.held;
        drop(taken);
        self.all.changed.notify_waiters();
    }
}

/// One who waits.
struct Waits<'a>(&'a All);

impl<'a> Waits<'a> {
    fn new(all: &'a All) -> Self {
        let mut taken = all.taken();
        taken.waiting += 1;
        taken.since.get_or_insert_with(Instant::now);
        Self(all)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        let mut taken = self.0.taken();
        taken.waiting -= 1;
        if taken.waiting == 0 {
            taken.since = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::model::net::Limits;

    fn rooms(bytes: u64, concurrency: usize, most: u64) -> Rooms {
        let limits = Limits { decoded_bytes: most, ..Limits::default() };
        Rooms::new(&Net { in_flight_bytes: bytes, concurrency, limits, ..Net::default() })
    }

    /// How far a body comes without waiting, step by step.
    fn steps(rooms: &Rooms, room: &mut Room, most: u64) -> u64 {
        (1..=most)
            .take_while(|_| {
                let length = rooms.share + room.held + STEP;
                let mut growing = std::pin::pin!(rooms.grow(room, length));
                growing.as_mut().poll(&mut Context::from_waker(Waker::noop())) == Poll::Ready(())
            })
            .last()
            .unwrap_or(0)
    }

    #[test]
    fn all_together_are_no_more_than_there_is() {
        for (bytes, concurrency, most) in
            [(128 << 20, 64, 16 << 20), (96 << 20, 3, 8 << 20), (1 << 30, 1, 1 << 20)]
        {
            let rooms = rooms(bytes, concurrency, most);
            let all = rooms.share * concurrency as u64 + rooms.all.taken().free + 2 * most;
            assert!(all <= bytes, "{all} of {bytes}");
        }
        // One body has to fit, whatever was set.
        assert_eq!(rooms(0, 0, 16 << 20).all.taken().free, 16 << 20);
    }

    #[test]
    fn the_first_comes_to_its_end_whatever_the_others_take() {
        let rooms = rooms(64 << 20, 64, 16 << 20);
        let mut growing: Vec<Room> = (0..64).map(|_| rooms.begin()).collect();
        // All take what they get, the last to come first.
        let others: u64 = growing.iter_mut().skip(1).rev().map(|room| steps(&rooms, room, 3)).sum();
        assert_eq!(others, 0, "there is room for one of the largest size alone");
        while !growing.is_empty() {
            let mut first = growing.remove(0);
            assert_eq!(steps(&rooms, &mut first, 16), 16);
            first.is_whole();
            assert!(growing.first_mut().is_none_or(|next| steps(&rooms, next, 1) == 0), "until it is read");
        }
    }

    #[test]
    fn what_is_left_beside_the_first_is_for_all() {
        let rooms = rooms(128 << 20, 64, 16 << 20);
        let (mut first, mut second) = (rooms.begin(), rooms.begin());
        assert_eq!((steps(&rooms, &mut first, 1), steps(&rooms, &mut second, 99)), (1, 16));
        assert_eq!(steps(&rooms, &mut first, 99), 15);
        drop(second);
        assert_eq!(steps(&rooms, &mut first, 1), 1);
    }

    #[tokio::test]
    async fn a_body_that_stands_still_is_in_the_way_once_others_have_waited() {
        let rooms = rooms(0, 1, 4 << 20);
        let (mut first, mut second) = (rooms.begin(), rooms.begin());
        rooms.grow(&mut first, 1).await;
        let (start, later) = (Instant::now(), Instant::now() + PATIENCE * 2);
        assert!(!first.is_in_the_way(start, later), "nobody waits");
        let mut waiting = Box::pin(rooms.grow(&mut second, 1));
        assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert!(first.is_in_the_way(start, later));
        assert!(!first.is_in_the_way(start, start), "it has not stood still for long");
        assert!(!first.is_in_the_way(later, later), "it has grown");
        drop(first);
        waiting.await;
    }
}
