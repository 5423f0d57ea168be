//! Room in memory for bodies: how much all of them hold at one time.
//!
//! Every request has its share of half of what there is, and needs nobody's leave for it. A body that grows beyond its share waits for one of
//! few places, each of which has room for the largest body that is read; nobody who has one waits for another, so that all of them end.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::model::net::Net;

/// The room that there is.
pub(super) struct Rooms {
    share: u64,
    large: Arc<Semaphore>,
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
        Self { share: share.min(net.limits.decoded_bytes), large: Arc::new(Semaphore::new(places)) }
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
