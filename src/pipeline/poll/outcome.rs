//! How a poll ends: an answer in; what is remembered from now on, the entries and a line of the report out, all in one record.

use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use url::Url;

use super::Asked;
use super::complaints::News as Complaints;
use super::hosts;
use super::judge::can_name_a_pause;
use super::moves::{self, Evidence};
use super::news;
use super::one::{Asking, Done, Poll};
use super::read::Read;
use super::validators;
use crate::fetch::{FetchError, Response, freshness, retry_after};
use crate::model::change::{Normalized, Pulled};
use crate::model::ids::{ContentHash, SourceId};
use crate::model::net::hold_key;
use crate::model::poll::{Failure, FailureClass, Hold, PollState, Reason};
use crate::pipeline::report::SourceReport;
use crate::schedule::{self, Outcome};
use crate::store::{Polled, Recorded, StoreError, Transition};
use crate::text::address::without_credentials;

/// What to tell the owner of a server whose `ETag` says nothing.
const VOLATILE: &str = "its server gives the same document another ETag each time, so that it may be fetched as a whole each time; \
                        its operator may want to know";

impl Asking {
    /// What is known is what there is.
    pub(super) async fn not_modified(
        &self,
        mut poll: Box<Poll<'_>>,
        response: &Response,
    ) -> Result<Box<Done>, StoreError> {
        if validators::keep(&mut poll.state, response, self.clock.now()) {
            poll.done.row.notes.push(told(poll.planned.source.id(), VOLATILE));
        }
        self.look(&mut poll, response, Some(Evidence::Document));
        self.succeed(poll, response, Asked::NotModified).await
    }

    /// The document is the one that is known.
    pub(super) async fn unchanged(
        &self,
        mut poll: Box<Poll<'_>>,
        response: &Response,
    ) -> Result<Box<Done>, StoreError> {
        if validators::is_volatile(&mut poll.state, response) {
            poll.done.row.notes.push(told(poll.planned.source.id(), VOLATILE));
        }
        validators::take(&mut poll.state, response);
        self.look(&mut poll, response, Some(Evidence::Document));
        self.succeed(poll, response, Asked::Unchanged).await
    }

    /// Reads a document. `hash` is its digest where it is a whole one, and not what is new alone.
    pub(super) async fn document(
        &self,
        mut poll: Box<Poll<'_>>,
        response: Response,
        hash: Option<ContentHash>,
    ) -> Result<Box<Done>, StoreError> {
        poll.reading = Some(self.ledger.reading());
        let known = self.ledger.known(poll.planned.source.id()).await?;
        // Without a document that counts, what is known was made by other rules: all of it is told again.
        let known = if poll.state.body.is_none() { known.looking_anew() } else { known };
        let is_first = known.items().is_empty();
        let (read, response) = match self.readers.read(&self.sources, poll.at, response, known).await {
            Ok(read) => read,
            Err((failure, response)) => return self.failed(poll, failure, response.as_ref()).await,
        };
        let Read { mut arrived, items, unknown, backlog, dates, has_known } = read;
        tell_backlog(&mut poll, is_first, (unknown, backlog), self.clock.now());
        poll.done.row.notes.extend(response.notes.iter().map(|note| told(poll.planned.source.id(), note)));
        let evidence = moves::evidence(&poll.state.feed, &arrived.feed, has_known);
        // Nothing says that a document without entries is the feed that had some, and nothing of it is worth keeping: the next request
        // is for what differs from the last one that held something.
        let is_poor = arrived.pulled.seen == 0
            && hash.is_some()
            && (!is_first || arrived.pulled.defects.as_ref().is_some_and(|defects| !defects.is_empty()));
        if !is_poor {
            self.look(&mut poll, &response, evidence);
        }
        if !(arrived.is_cut || is_poor) {
            poll.state.volatile = 0;
            validators::take(&mut poll.state, &response);
        }
        match hash {
            // Of what it does not hold nothing is known.
            Some(_) if arrived.is_cut => arrived.pulled.present = None,
            Some(_) if is_poor => {}
            Some(hash) => {
                poll.state.body = Some(hash);
                poll.state.hints = arrived.hints;
                poll.state.feed = arrived.feed.following(&poll.state.feed);
            }
            None => {
                // What a part of a document does not hold has not gone (RFC 3229 §10.4.1). Its `ETag` is that of the whole.
                arrived.pulled.gone.clear();
                arrived.pulled.present = None;
                arrived.pulled.defects = None;
            }
        }
        poll.done.row.seen = arrived.pulled.seen;
        let (fresh, new) = (fresh(&mut poll, &response), unknown.saturating_sub(backlog));
        let outcome = Outcome::Success { fresh, new, dates };
        self.settle(&mut poll, &outcome, response.pauses_on_the_way(), response.received);
        self.record(poll, Asked::Read, items, Some(arrived.pulled)).await
    }

    async fn succeed(
        &self,
        mut poll: Box<Poll<'_>>,
        response: &Response,
        asked: Asked,
    ) -> Result<Box<Done>, StoreError> {
        let outcome = Outcome::Success { fresh: fresh(&mut poll, response), new: 0, dates: Vec::new() };
        self.settle(&mut poll, &outcome, response.pauses_on_the_way(), response.received);
        if can_name_a_pause(response.status) {
            let pauses = response.head.retry_after.iter().map(String::as_str);
            self.wait(&mut poll, pauses, response.received);
        }
        self.record(poll, asked, Vec::new(), None).await
    }

    /// There will never be a document again.
    pub(super) async fn gone(&self, mut poll: Box<Poll<'_>>) -> Result<Box<Done>, StoreError> {
        self.settle(&mut poll, &Outcome::Gone, [], self.clock.now());
        self.record(poll, Asked::Gone, Vec::new(), None).await
    }

    /// There is no answer that could be looked at.
    pub(super) async fn failed_to_fetch(
        &self,
        mut poll: Box<Poll<'_>>,
        error: FetchError,
    ) -> Result<Box<Done>, StoreError> {
        let pauses: Vec<String> = error.pauses().map(str::to_owned).collect();
        let FetchError { class, message, hops, .. } = error;
        let is_blocked =
            matches!(class, FailureClass::BlockedAddress | FailureClass::BlockedPort | FailureClass::Scheme);
        let kept = if is_blocked && !hops.is_empty() {
            // Where a server leads us that must not be asked is nowhere kept, so that nothing can ask there later.
            "its server leads to an address that is never asked".to_owned()
        } else {
            message.clone()
        };
        let outcome = Outcome::Failed { failure: Failure { class, message: kept }, retry_after: None };
        self.settle(&mut poll, &outcome, pauses.iter().map(String::as_str), self.clock.now());
        let mut done = self.record(poll, Asked::Failed, Vec::new(), None).await?;
        done.row.failure = Some(message);
        Ok(done)
    }

    /// There is an answer, and no document in it.
    pub(super) async fn failed(
        &self,
        mut poll: Box<Poll<'_>>,
        failure: Failure,
        response: Option<&Response>,
    ) -> Result<Box<Done>, StoreError> {
        let pause = response.filter(|response| can_name_a_pause(response.status)).and_then(|response| {
            let said = response.head.retry_after.iter().map(String::as_str);
            retry_after::latest(said, self.clock.end_of(response.received))
        });
        let received = response.map_or(self.clock.now(), |response| response.received);
        let on_the_way = response.into_iter().flat_map(Response::pauses_on_the_way);
        self.settle(&mut poll, &Outcome::Failed { failure, retry_after: pause }, on_the_way, received);
        if let Some(response) = response {
            poll.done.hold = self.hold(&poll, response).await?;
        }
        self.record(poll, Asked::Failed, Vec::new(), None).await
    }

    /// Whether the feed was asked in vain since we are offline, or since its host is not there, is settled when all have been asked.
    pub(super) async fn unreached(
        &self,
        at: usize,
        state: PollState,
        failure: Failure,
        is_ours: bool,
    ) -> Result<Option<Box<Done>>, StoreError> {
        let found = self.sources.get(at).and_then(|planned| Some((planned, planned.source.remote()?)));
        let Some((planned, remote)) = found else { return Ok(None) };
        let done = Done::new(SourceReport::new(planned.source.id().clone(), planned.source.kind()));
        let is_ahead = moves::ahead(&state, self.clock.now()).is_some();
        let mut poll = Box::new(Poll { at, planned, remote, state, is_ahead, reading: None, done });
        let outcome = if is_ours { Outcome::Offline } else { Outcome::Failed { failure, retry_after: None } };
        self.settle(&mut poll, &outcome, [], self.clock.now());
        let asked = if is_ours { Asked::Unreachable } else { Asked::Failed };
        self.record(poll, asked, Vec::new(), None).await.map(Some)
    }

    /// Settles what is remembered. `on_the_way`: the values of `Retry-After` of redirections.
    fn settle<'a>(
        &self,
        poll: &mut Poll<'_>,
        outcome: &Outcome,
        on_the_way: impl IntoIterator<Item = &'a str>,
        received: DateTime<Utc>,
    ) {
        let now = self.clock.now();
        if poll.is_ahead && matches!(outcome, Outcome::Failed { .. }) {
            // Where the server said that the feed is, it is not.
            poll.state.sighting = None;
        }
        if *outcome != Outcome::Offline {
            poll.state.told.offline_since = None;
            poll.state.told.offline = false;
        }
        schedule::settle(&mut poll.state, poll.remote.subscription(), outcome, now, self.zone);
        self.wait(poll, on_the_way, received);
    }

    /// Obeys `Retry-After` of answers that are no refusals: nothing is asked before (RFC 9110 §10.2.3).
    fn wait<'a>(
        &self,
        poll: &mut Poll<'_>,
        said: impl IntoIterator<Item = &'a str>,
        received: DateTime<Utc>,
    ) {
        let (now, received) = (self.clock.now(), self.clock.end_of(received));
        let until = retry_after::latest(said, received);
        let times = &mut poll.state.times;
        if let Some(until) = until.filter(|until| times.retry_after.is_none_or(|known| known < *until)) {
            let most = chrono::TimeDelta::from_std(schedule::MOST_RETRY_AFTER).unwrap_or_default();
            let until = until.min(now + most);
            if times.next().is_none_or(|next| next < until) {
                times.reason = Reason::RetryAfter;
            }
            times.retry_after = Some(until);
        }
    }

    /// Takes note of where the answer leads for good.
    fn look(&self, poll: &mut Poll<'_>, response: &Response, evidence: Option<Evidence>) {
        if poll.is_ahead {
            return;
        }
        let configured = &poll.remote.subscription().url;
        let target =
            moves::target(poll.state.address(poll.remote.subscription()), &response.hops, &self.hosts.net);
        if !moves::look(&mut poll.state, configured, target, evidence, self.clock.now()) {
            return;
        }
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let id = poll.planned.source.id();
        poll.done.row.moved = Some(match &mut poll.state.moved {
            None => {
                places.forget(poll.at);
                "its server says that it is back at the address that the configuration has".to_owned()
            }
            Some(moved) => {
                let with = places.settle(&self.sources, poll.at, &moved.to);
                let with =
                    with.and_then(|other| self.sources.get(other)).map(|other| other.source.id().clone());
                moved.onto = with;
                told_move(id, &moved.to, &moved.evidence, moved.onto.as_ref())
            }
        });
    }

    /// Holds the host of an answer that refuses more than the one feed.
    async fn hold(&self, poll: &Poll<'_>, response: &Response) -> Result<Option<Hold>, StoreError> {
        let (url, now) = (&response.url, self.clock.now());
        if !self.hosts.is_shared(url) {
            return Ok(None);
        }
        let is_host_wide = match response.status {
            429 => true,
            503 => self.hosts.is_busy(url, now) || self.was_busy(poll, url, now).await?,
            _ => false,
        };
        if !is_host_wide {
            return Ok(None);
        }
        let hold = Hold { host: hold_key(url).into_owned(), until: hosts::until(&poll.state, now) };
        self.fetch.hold(hold.clone());
        self.ledger.hold(hold.clone()).await?;
        Ok(Some(hold))
    }

    /// True where another feed of the host was refused with 503 by an earlier run a short while ago.
    async fn was_busy(&self, poll: &Poll<'_>, url: &Url, now: DateTime<Utc>) -> Result<bool, StoreError> {
        /// Feeds of one host that are looked at.
        const MOST: usize = 256;
        let host = hold_key(url);
        let others: Vec<SourceId> = self
            .sources
            .iter()
            .enumerate()
            .filter(|(at, planned)| {
                let remote = planned.source.remote();
                let there = remote.map(|remote| &remote.subscription().url);
                *at != poll.at && there.is_some_and(|there| there != url && hold_key(there) == host)
            })
            .take(MOST)
            .map(|(_, planned)| planned.source.id().clone())
            .collect();
        let states = self.ledger.states(others).await?;
        Ok(states.iter().any(|state| hosts::was_busy(state, now)))
    }

    /// Has all that came of a poll written down in one transaction.
    async fn record(
        &self,
        poll: Box<Poll<'_>>,
        asked: Asked,
        items: Vec<Normalized>,
        pulled: Option<Pulled>,
    ) -> Result<Box<Done>, StoreError> {
        let Poll { planned, remote, mut state, mut done, reading, .. } = *poll;
        let row = &mut done.row;
        let address = state.address(remote.subscription());
        row.address = without_credentials(address);
        address.host_str().unwrap_or_default().clone_into(&mut row.host);
        row.title.clone_from(&state.feed.title);
        row.class = state.failure.as_ref().map(|failure| failure.class);
        // Whether it works is not known where we are offline.
        if matches!(asked, Asked::Read | Asked::Unchanged | Asked::NotModified | Asked::Failed) {
            row.news = news::of(&mut state, self.clock.now());
        }
        let is_read = asked == Asked::Read;
        let complaints =
            is_read.then(|| Complaints::of(&mut state, &items, pulled.as_ref(), self.clock.now()));
        row.asked = Some(asked);
        row.next = state.times.next().map(|at| (at, state.times.reason));
        row.failure = state.failure.as_ref().map(|failure| failure.message.clone());
        row.failing_since = state.failing_since;
        let (source, has_moved) = (planned.source.id().clone(), row.moved.is_some());
        let result = Polled { source, state: Box::new(state), items, pulled, has_moved };
        let Recorded { merged, finished } = self.ledger.record(result, reading).await?;
        row.new = merged.new;
        row.changed = merged.changed;
        row.clamped = merged.clamped;
        row.newly_held = merged.held;
        row.defects = merged.defects;
        row.defects.extend(finished.defects);
        row.news_of_defects = complaints.map(|news| news.among(&row.defects)).unwrap_or_default();
        row.newly_failed = finished.transition == Transition::Broken;
        row.recovered = finished.transition == Transition::Recovered;
        Ok(done)
    }
}

fn told(source: &SourceId, note: &str) -> String {
    format!("source {source}: {note}")
}

fn told_move(source: &SourceId, to: &Url, evidence: &str, onto: Option<&SourceId>) -> String {
    let to = without_credentials(to);
    match onto {
        Some(other) => format!(
            "its server says that it has moved for good to {to}, where source {other} is asked already; it is asked with that one from \
             now on ({evidence}); take this one out of the configuration with `feedloom remove {source}`, or undo it with `feedloom revert \
             {source}`"
        ),
        None => format!(
            "its server says that it has moved for good to {to}, where it is asked from now on ({evidence}); write that into the \
             configuration with `feedloom move {source}`, or undo it with `feedloom revert {source}`"
        ),
    }
}

/// Seconds for which an answer is fresh. A 304 that says nothing of that leaves what was said before (RFC 9111 §3.2).
fn fresh(poll: &mut Poll<'_>, response: &Response) -> u64 {
    if response.status == 304 && !freshness::is_said(&response.head) {
        return poll.state.max_age.map_or(0, |seconds| seconds.saturating_sub(freshness::age(response)));
    }
    poll.state.max_age = freshness::max_age(&response.head);
    let lifetime = freshness::lifetime(&response.head, response.received);
    poll.state.expires_after =
        Some(lifetime).filter(|lifetime| *lifetime > 0 && poll.state.max_age.is_none());
    freshness::remaining(response)
}

/// Says where not all entries of a document were taken. Of a first document that is how it is meant to be; of a later one something is lost.
fn tell_backlog(poll: &mut Poll<'_>, is_first: bool, (unknown, backlog): (u64, u64), now: DateTime<Utc>) {
    if backlog == 0 {
        return;
    }
    let (taken, source) = (unknown.saturating_sub(backlog), poll.planned.source.id());
    if is_first {
        poll.done.row.notes.push(format!(
            "source {source}: took the newest {taken} of {unknown} entries; older ones are no news (`first` decides)"
        ));
        return;
    }
    let said = format!(
        "source {source}: it has {unknown} new entries at one time, of which the newest {taken} were taken, and the others never are \
         (`most_new` decides); look whether it is still the same feed"
    );
    if news::is_of_backlog(&mut poll.state, now) {
        poll.done.row.changes.push(said);
    } else {
        poll.done.row.notes.push(said);
    }
}
