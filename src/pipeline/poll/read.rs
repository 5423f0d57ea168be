//! A document to entries, on threads of their own: an answer and what is known in, what is new and cleaned out.
//!
//! Reading takes long, and may go wrong by a fault of ours; neither holds up who asks for the other feeds.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::judge::is_page;
use crate::fetch::Response;
use crate::model::change::{Found, HeldReason, Known, Normalized};
use crate::model::poll::{Failure, FailureClass};
use crate::normalize::Normalizer;
use crate::normalize::sanitize::Sanitizer;
use crate::pipeline::PlannedSource;
use crate::sources::{Arrived, FetchedDocument};

/// Bytes of a document from which on it is read alone: what is made of it takes several times as much.
const LARGE: usize = 2 << 20;

/// The threads that read, and what they need.
pub(super) struct Readers {
    room: Semaphore,
    threads: u32,
    /// Making one costs as much as reading a feed.
    sanitizers: Arc<Mutex<Vec<Sanitizer>>>,
}

/// A document that was read.
pub(super) struct Read {
    /// What it brings, but for the items.
    pub(super) arrived: Arrived,
    /// What is new or has changed.
    pub(super) items: Vec<Normalized>,
    /// Items that are not known.
    pub(super) unknown: u64,
    /// Those of them that are held back for being too many.
    pub(super) backlog: u64,
    /// When the others say that they were published, in seconds since 1970, of those that do.
    pub(super) dates: Vec<i64>,
    /// True: an entry of it is known.
    pub(super) has_known: bool,
}

impl Readers {
    /// As many threads as there are cores.
    pub(super) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = u32::try_from(cores).unwrap_or(1);
        Self { room: Semaphore::new(cores), threads, sanitizers: Arc::default() }
    }

    /// Reads the document of an answer, which comes back without it.
    pub(super) async fn read(
        &self,
        sources: &Arc<[PlannedSource]>,
        at: usize,
        mut response: Response,
        known: Known,
    ) -> Result<(Read, Response), (Failure, Option<Response>)> {
        // It is closed by nobody.
        let is_large = response.body.len() > LARGE;
        let _room = self.room.acquire_many(if is_large { self.threads } else { 1 }).await;
        let (sources, sanitizers) = (Arc::clone(sources), Arc::clone(&self.sanitizers));
        let reading = tokio::task::spawn_blocking(move || {
            let taken = sanitizers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut sanitizer = taken.unwrap_or_default();
            let read = sources
                .get(at)
                .ok_or_else(fault)
                .and_then(|planned| read(planned, &response, &known, &mut sanitizer));
            sanitizers.lock().unwrap_or_else(PoisonError::into_inner).push(sanitizer);
            // What it brought is in memory until it is written down, so its room is taken until then.
            response.body = Vec::new();
            (read, response)
        });
        match reading.await {
            Ok((Ok(read), response)) => Ok((read, response)),
            Ok((Err(failure), response)) => Err((failure, Some(response))),
            Err(_) => Err((fault(), None)),
        }
    }
}

fn read(
    planned: &PlannedSource,
    response: &Response,
    known: &Known,
    sanitizer: &mut Sanitizer,
) -> Result<Read, Failure> {
    let remote = planned.source.remote().ok_or_else(fault)?;
    let url = response.head.content_location.as_ref().unwrap_or(&response.url);
    let content_type = response.head.content_type.as_deref();
    let read = remote.read(FetchedDocument { bytes: &response.body, content_type, url }, known);
    let mut arrived = read.map_err(|failure| as_page(failure, response))?;
    let found = std::mem::take(&mut arrived.items);
    let is_new = |item: &&crate::model::change::Item| {
        item.renamed_from.is_none() && known.get(item.key.as_str()).is_none()
    };
    let unknown = found.iter().filter(is_new).count() as u64;
    let dates = found.iter().filter(is_new).filter_map(|item| Some(item.date()?.timestamp())).collect();
    let backlog =
        found.iter().filter(|item| matches!(item.found, Found::Held(HeldReason::Backlog))).count() as u64;
    let policy = planned.policy();
    let mut normalizer = Normalizer::new(&policy, sanitizer);
    let items = found
        .into_iter()
        .map(|item| {
            let key = item.key.clone();
            normalizer.normalize(item, &|| planned.source.place(&key))
        })
        .collect();
    let has_known = arrived.pulled.seen > unknown;
    Ok(Read { arrived, items, unknown, backlog, dates, has_known })
}

/// A document that is no feed and a page for people is said to be that.
fn as_page(failure: Failure, response: &Response) -> Failure {
    if failure.class == FailureClass::NoFeed && is_page(response) {
        Failure { class: FailureClass::Page, ..failure }
    } else {
        failure
    }
}

/// What is said of a feed where something of ours went wrong.
pub(super) fn fault() -> Failure {
    let message = "reading what its server answered failed by a fault of feedloom; please report it";
    Failure { class: FailureClass::Internal, message: message.to_owned() }
}
