//! Connections that are used again: over which has a host answered, and was an error that one of them was closed in between?
//!
//! A server may close a connection that is idle at any time, also while the next request is on its way. That is no failure: a GET
//! may be sent again, once, over another connection (RFC 9112 §9.3.1). Where a *new* connection is closed without an answer, that is what
//! the server wanted to say. How much of a header had come when the connection was closed is not seen from here.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use hyper_util::client::legacy::Error;
use hyper_util::client::legacy::connect::HttpInfo;

use super::trouble::find;

/// Connections that are remembered of a host, the latest.
const MOST: usize = 64;

/// Connections over which a host has answered, each known by its address on this side.
#[derive(Debug, Default)]
pub(super) struct Answered(Mutex<VecDeque<SocketAddr>>);

impl Answered {
    /// The host has answered over the connection of this answer.
    pub(super) fn over(&self, response: &reqwest::Response) {
        if let Some(info) = response.extensions().get::<HttpInfo>() {
            self.note(info.local_addr());
        }
    }

    fn note(&self, connection: SocketAddr) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(&connection) {
            return;
        }
        if known.len() >= MOST {
            known.pop_front();
        }
        known.push_back(connection);
    }

    fn has(&self, connection: SocketAddr) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&connection)
    }
}

/// True where no answer came since a connection was closed that had been used before.
pub(super) fn was_closed(error: &reqwest::Error, answered: &Answered) -> bool {
    is_of_closing(error) && connection(error).is_some_and(|connection| answered.has(connection))
}

fn is_of_closing(error: &reqwest::Error) -> bool {
    let is_unanswered = find::<hyper::Error>(error)
        .is_some_and(|error| error.is_incomplete_message() || error.is_closed() || error.is_canceled());
    let is_broken = find::<std::io::Error>(error).is_some_and(|error| {
        matches!(
            error.kind(),
            ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                // TLS that ends without having said so (RFC 8446 §6.1): many servers do.
                | ErrorKind::UnexpectedEof
        )
    });
    let is_refused = find::<h2::Error>(error).is_some_and(was_not_begun);
    (is_unanswered || is_broken || is_refused) && !error.is_timeout()
}

/// True where the server says that it has not begun with the request: it shuts down in good order, or refuses the stream (RFC 9113
/// §8.7).
fn was_not_begun(error: &h2::Error) -> bool {
    let is_shutdown = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
    let is_refusal = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    error.is_remote() && (is_shutdown || is_refusal)
}

/// The connection that an error is of.
fn connection(error: &reqwest::Error) -> Option<SocketAddr> {
    let mut extras = http::Extensions::new();
    find::<Error>(error)?.connect_info()?.get_extras(&mut extras);
    extras.get::<HttpInfo>().map(HttpInfo::local_addr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_connections_are_remembered_and_no_more() {
        let answered = Answered::default();
        let of = |port: u16| SocketAddr::from(([127, 0, 0, 1], port));
        (0..100).for_each(|port| answered.note(of(port)));
        answered.note(of(99));
        assert!(answered.has(of(99)) && answered.has(of(36)));
        assert!(!answered.has(of(35)));
    }
}
