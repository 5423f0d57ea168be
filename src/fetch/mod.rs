//! Asking servers: the seam, and a client behind it.
//!
//! In: an address, and what is known of it. Out: the answer of the last server of the chain, its body decoded, or why there is
//! none. [`Fetch`] is a seam: [`client`] asks over the network. What an answer means for the entries, and when to ask again, is decided
//! elsewhere; `freshness` and `retry_after` say what its header says of that.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::BoxFuture;
use crate::model::poll::{Failure, FailureClass, Hold, Octets, RequestOptions, Validators};

mod body;
pub mod client;
mod connections;
mod decode;
pub mod freshness;
mod guard;
mod headers;
mod hops;
pub mod http_date;
mod pieces;
mod resolve;
pub mod retry_after;
mod reused;
mod room;
mod trouble;
mod turns;

pub use connections::check_authorities;
pub use guard::check as may_ask;
pub use room::Room;
pub use turns::{Pace, Turn};

/// What kind of document is asked for: what `Accept` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// A feed.
    #[default]
    Feed,
    /// A feed, or a page that leads to one.
    FeedOrPage,
    /// A list of feeds.
    Outline,
    /// A feed that may be there, though nobody named it: no redirection to another host is followed.
    Guess,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where.
    pub url: Url,
    /// What kind of document.
    pub wanted: Wanted,
    /// What is known of the document: sent where the chain comes to the address that they are of, and nowhere else.
    pub validators: Option<Validators>,
    /// True: only what is new may come, where an `ETag` is sent (`A-IM: feed`, RFC 3229 §10.5.3).
    pub delta: bool,
    /// What the owner configured for it.
    pub options: RequestOptions,
}

/// One redirection of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The status: 301, 302, 303, 307 or 308.
    pub status: u16,
    /// Where it was answered.
    pub from: Url,
    /// Where it leads.
    pub to: Url,
    /// `Retry-After`, each field: the next poll waits for it, too (RFC 9110 §10.2.3).
    pub retry_after: Vec<String>,
}

/// What the header of the last answer says, as far as anybody asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// `ETag`, where it can be sent back.
    pub etag: Option<Octets>,
    /// `Last-Modified`, where it can be sent back.
    pub last_modified: Option<Octets>,
    /// `Cache-Control`, all fields joined by a comma.
    pub cache_control: Option<String>,
    /// `Expires`.
    pub expires: Option<String>,
    /// `Date`.
    pub date: Option<String>,
    /// `Age`.
    pub age: Option<String>,
    /// `Retry-After`, each field.
    pub retry_after: Vec<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Content-Location`, resolved.
    pub content_location: Option<Url>,
    /// `IM` (RFC 3229 §10.5.2).
    pub instance_manipulation: Option<String>,
    /// True: the answer is a challenge to whoever asks, such as of Cloudflare (`cf-mitigated`).
    pub is_challenge: bool,
}

/// The answer of the last server of a chain.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its status.
    pub status: u16,
    /// Where it was answered.
    pub url: Url,
    /// The redirections that led there, in order.
    pub hops: Vec<Hop>,
    /// Its header.
    pub head: Head,
    /// True: the request carried validators.
    pub was_conditional: bool,
    /// The body with its content codings undone. Empty unless the status is 200 or 226.
    pub body: Vec<u8>,
    /// Bytes of the body as they came over the wire.
    pub wire_bytes: u64,
    /// Seconds from the request to the header.
    pub delay: u64,
    /// When the header had come.
    pub received: DateTime<Utc>,
    /// What was wrong with the answer and coped with, each in a sentence.
    pub notes: Vec<String>,
    /// The room that the body takes of what all bodies may take together; given back when it is dropped.
    pub room: Option<Arc<Room>>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FetchError {
    /// What kind of failure it is.
    pub class: FailureClass,
    /// What happened, and what to do about it where that is known, in words. Names addresses without credentials.
    pub message: String,
    /// The redirections that had been followed until then.
    pub hops: Vec<Hop>,
    /// `Retry-After`, each field, of the redirection that is not followed, where it is that.
    pub retry_after: Vec<String>,
}

impl FetchError {
    /// A failure of the first request.
    pub fn new(class: FailureClass, message: impl Into<String>) -> Self {
        Self { class, message: message.into(), hops: Vec::new(), retry_after: Vec::new() }
    }

    /// What the servers of the chain said of when to ask again.
    pub fn pauses(&self) -> impl Iterator<Item = &str> {
        let of_hops = self.hops.iter().flat_map(|hop| &hop.retry_after);
        of_hops.chain(&self.retry_after).map(String::as_str)
    }
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        Self { class: error.class, message: error.message }
    }
}

impl Response {
    /// What the redirections of the chain said of when to ask again.
    pub fn pauses_on_the_way(&self) -> impl Iterator<Item = &str> {
        self.hops.iter().flat_map(|hop| &hop.retry_after).map(String::as_str)
    }
}

/// Whoever asks servers.
///
/// # Contract
/// - `turn` returns when the first request of a chain may be sent at once: its host, its address and the program as a whole have room for
///   it, and the host has had its pause. Whoever drops the turn without a `get` has not asked.
/// - `get` sends the request and follows redirections, each of which waits for a turn of its own host. No request is sent to a
///   host that is held.
/// - An answer of any status is an `Ok`. An `Err` means that there was none, or none that may be looked at.
/// - Nothing is asked but the address and where it leads. Dropping the future breaks the connection off.
pub trait Fetch: Send + Sync {
    /// How fast the host of `url` may be asked.
    fn pace(&self, url: &Url) -> Pace;

    /// Waits for a turn.
    fn turn<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Result<Turn, FetchError>>;

    /// Asks. The turn is that of the request's address.
    fn get(&self, turn: Turn, request: Request) -> BoxFuture<'_, Result<Response, FetchError>>;

    /// Holds a host until an instant: no request of this run is sent to it before.
    fn hold(&self, hold: Hold);

    /// How many requests wait for hosts that do not answer, and take no place of others: so many more may be begun.
    fn aside(&self) -> usize;
}
