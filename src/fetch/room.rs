//! Room in memory for bodies: how much all of them hold at one time, and the memory of those that were read, for the next ones.
//!
//! Every request has its share of half of what there is, and needs nobody's leave for it. A body that grows beyond its share waits for one of
//! few places, each of which has room for the largest body that is read; nobody who has one waits for another, so that all of them end.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::model::net::Net;

/// Bodies whose memory is kept at the most, and bytes of one: memory that is given back to the system is cleared when it comes again,
/// which costs as much as reading it from the net.
const KEPT: usize = 16;
const LARGEST_KEPT: usize = 256 << 10;

/// The room that there is.
pub(super) struct Rooms {
    share: u64,
    large: Arc<Semaphore>,
    kept: Mutex<Vec<Vec<u8>>>,
}

/// The room of one body. Given back when it is dropped, which is when the body should be.
pub(super) type Room = Option<Arc<OwnedSemaphorePermit>>;

impl Rooms {
    pub(super) fn new(net: &Net) -> Self {
        let half = net.in_flight_bytes / 2;
        let share = half / (net.concurrency.max(1) as u64);
        let places = half.checked_div(net.limits.decoded_bytes).unwrap_or(1);
        // A semaphore has a bound of its own; no machine has room for that many.
        let places = usize::try_from(places).unwrap_or(usize::MAX).clamp(1, 1 << 16);
        Self {
            share: share.min(net.limits.decoded_bytes),
            large: Arc::new(Semaphore::new(places)),
            kept: Mutex::default(),
        }
    }

    /// Memory for a body, empty.
    pub(super) fn memory(&self) -> Vec<u8> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes the memory of a body back that nobody needs any more.
    pub(super) fn give_back(&self, mut memory: Vec<u8>) {
        if !(1..=LARGEST_KEPT).contains(&memory.capacity()) {
            return;
        }
        memory.clear();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push(memory);
        }
    }

    /// Bytes that a body may have without asking.
    pub(super) fn share(&self) -> u64 {
        self.share
    }

    /// Waits for room for a body of any size that is read.
    pub(super) async fn large(&self) -> Room {
        // The semaphore is never closed.
        Arc::clone(&self.large).acquire_owned().await.ok().map(Arc::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::net::Limits;

    fn rooms(bytes: u64, concurrency: usize, most: u64) -> Rooms {
        let limits = Limits { decoded_bytes: most, ..Limits::default() };
        Rooms::new(&Net { in_flight_bytes: bytes, concurrency, limits, ..Net::default() })
    }

    #[test]
    fn shares_and_places_together_are_no_more_than_there_is() {
        for (bytes, concurrency, most) in
            [(128 << 20, 64, 16 << 20), (1 << 20, 3, 1 << 16), (1 << 30, 1, 1 << 20)]
        {
            let rooms = rooms(bytes, concurrency, most);
            let all = rooms.share * concurrency as u64 + rooms.large.available_permits() as u64 * most;
            assert!(all <= bytes, "{all} of {bytes}");
        }
        // One body has to fit, whatever was set.
        assert_eq!(rooms(0, 0, 16 << 20).large.available_permits(), 1);
    }

    #[test]
    fn the_memory_of_bodies_is_used_again_as_far_as_it_is_no_burden() {
        let rooms = rooms(1 << 20, 1, 1 << 20);
        rooms.give_back(Vec::with_capacity(LARGEST_KEPT + 1));
        assert_eq!(rooms.memory().capacity(), 0, "it was too large");
        for _ in 0..=KEPT {
            rooms.give_back(vec![1; 100]);
        }
        let kept: Vec<Vec<u8>> = (0..=KEPT).map(|_| rooms.memory()).collect();
        assert!(kept.iter().all(Vec::is_empty));
        assert_eq!(kept.iter().filter(|memory| memory.capacity() >= 100).count(), KEPT);
    }

    #[tokio::test]
    async fn a_place_is_free_again_when_its_room_is_dropped() {
        let rooms = rooms(4 << 20, 1, 2 << 20);
        let room = rooms.large().await;
        let copy = room.clone();
        drop(room);
        assert_eq!(rooms.large.available_permits(), 0);
        drop(copy);
        assert_eq!(rooms.large.available_permits(), 1);
    }
}
