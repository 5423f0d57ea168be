//! One feed: lease, request, answer, entries, result.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Asked;
use super::judge::{Judged, judge};
use super::ledger::Ledger;
use crate::clock::{Clock, file_time};
use crate::fetch::{Fetch, FetchError, Request, Response, Wanted, freshness, retry_after};
use crate::model::change::{Known, Normalized};
use crate::model::ids::ContentHash;
use crate::model::poll::{Failure, FailureClass, Hold, PollState, Validators};
use crate::normalize::normalize;
use crate::normalize::sanitize::Sanitizer;
use crate::pipeline::report::SourceReport;
use crate::pipeline::{PlannedSource, recipe};
use crate::schedule::{self, Outcome};
use crate::sources::{Arrived, FetchedDocument, Remote};
use crate::store::{Polled, StoreError, Transition};

/// What every poll of a run shares.
pub(super) struct Asking {
    pub(super) fetch: Arc<dyn Fetch>,
    pub(super) ledger: Ledger,
    pub(super) clock: Clock,
    pub(super) zone: Tz,
    pub(super) forced: bool,
}

impl Asking {
    /// Asks for a feed, and has what came of it written down.
    pub(super) async fn one(&self, planned: PlannedSource) -> Result<SourceReport, StoreError> {
        let mut report = SourceReport::new(planned.source.id().clone(), planned.source.kind());
        let Some(remote) = planned.source.remote() else { return Ok(report) };
        let mut state = self.begin(&planned, remote).await?;
        let url = state.address(remote.subscription()).clone();
        let turn = match self.fetch.turn(&url).await {
            Ok(turn) => turn,
            Err(error) => return self.end(report, remote, state, Err(error)).await,
        };
        schedule::lease(&mut state, remote.subscription(), self.clock.now(), self.zone);
        state.times.asked_wall = Some(file_time() / 1_000_000);
        self.ledger.lease(planned.source.id(), &state).await?;
        let validators = state.validators.clone().filter(|_| !self.forced);
        let options = remote.subscription().options.clone();
        let answer = self
            .fetch
            .get(turn, Request { url, wanted: Wanted::Feed, validators, delta: false, options })
            .await;
        match answer {
            Err(error) => self.end(report, remote, state, Err(error)).await,
            Ok(response) => match judge(&response, &state) {
                Judged::Document(hash) => {
                    report = self.read(report, planned.clone(), state, response, hash).await?;
                    Ok(report)
                }
                judged => self.end(report, remote, state, Ok((response, judged))).await,
            },
        }
    }

    /// What is remembered of the feed, as far as it still holds.
    async fn begin(&self, planned: &PlannedSource, remote: &dyn Remote) -> Result<PollState, StoreError> {
        let mut state = self.ledger.state(planned.source.id()).await?;
        let subscription = remote.subscription();
        if !state.times.are_of(&subscription.url) {
            state = PollState { url: Some(subscription.url.clone()), ..PollState::default() };
        }
        let recipe = recipe(planned);
        if state.recipe != Some(recipe) {
            // What is known of the document was made by other rules: it has to be read again.
            state.recipe = Some(recipe);
            state.validators = None;
            state.body = None;
        }
        Ok(state)
    }

    /// Ends a poll that brought no document.
    async fn end(
        &self,
        mut report: SourceReport,
        remote: &dyn Remote,
        mut state: PollState,
        answer: Result<(Response, Judged), FetchError>,
    ) -> Result<SourceReport, StoreError> {
        let (outcome, words) = match answer {
            Err(error) => (failed(error.into(), None), "failed".to_owned()),
            Ok((response, Judged::NotModified)) => {
                keep_validators(&mut state, &response);
                (
                    Outcome::Success { fresh: freshness::remaining(&response), new: 0 },
                    "not modified".to_owned(),
                )
            }
            Ok((response, Judged::Failed(failure))) => {
                (failed(failure, asked_pause(&response)), "failed".to_owned())
            }
            Ok((_, Judged::Gone)) => (Outcome::Gone, "gone".to_owned()),
            Ok((response, _)) => {
                take_validators(&mut state, &response);
                (Outcome::Success { fresh: freshness::remaining(&response), new: 0 }, "unchanged".to_owned())
            }
        };
        if let Outcome::Failed { failure, retry_after: Some(until) } = &outcome
            && failure.class == FailureClass::RateLimited
        {
            let host = self.fetch.pace(state.address(remote.subscription())).host;
            let hold = Hold { host, until: *until };
            self.fetch.hold(hold.clone());
            self.ledger.hold(hold).await?;
        }
        schedule::settle(&mut state, remote.subscription(), &outcome, self.clock.now(), self.zone);
        report.failure = state.failure.as_ref().map(|failure| failure.message.clone());
        report.asked = Some(Asked::Now(words));
        let source = report.id.clone();
        let recorded = self
            .ledger
            .record(Polled { source, state: Box::new(state), items: Vec::new(), pulled: None })
            .await?;
        report.newly_failed = recorded.finished.transition == Transition::Broken;
        report.recovered = recorded.finished.transition == Transition::Recovered;
        Ok(report)
    }

    /// Reads a document and has its entries written down.
    async fn read(
        &self,
        mut report: SourceReport,
        planned: PlannedSource,
        mut state: PollState,
        response: Response,
        hash: ContentHash,
    ) -> Result<SourceReport, StoreError> {
        let known = self.ledger.known(planned.source.id()).await?;
        let worker = planned.clone();
        let read = tokio::task::spawn_blocking(move || {
            let arrived = arrive(&worker, &response, &known);
            (arrived, response)
        });
        let Some(remote) = planned.source.remote() else { return Ok(report) };
        let (arrived, response) = match read.await {
            Ok(read) => read,
            Err(_) => {
                let failure = Failure {
                    class: FailureClass::Internal,
                    message: "reading its document failed by a fault of feedloom; please report it"
                        .to_owned(),
                };
                return self
                    .end(report, remote, state, Err(FetchError::new(failure.class, failure.message)))
                    .await;
            }
        };
        let (arrived, items) = match arrived {
            Ok(arrived) => arrived,
            Err(failure) => {
                return self.end(report, remote, state, Ok((response, Judged::Failed(failure)))).await;
            }
        };
        take_validators(&mut state, &response);
        state.body = Some(hash);
        state.hints = arrived.hints;
        state.feed = arrived.feed;
        let outcome = Outcome::Success { fresh: freshness::remaining(&response), new: items.len() as u64 };
        schedule::settle(&mut state, remote.subscription(), &outcome, self.clock.now(), self.zone);
        report.seen = arrived.pulled.seen;
        let source = report.id.clone();
        let polled = Polled { source, state: Box::new(state), items, pulled: Some(arrived.pulled) };
        let recorded = self.ledger.record(polled).await?;
        report.new = recorded.merged.new;
        report.changed = recorded.merged.changed;
        report.clamped = recorded.merged.clamped;
        report.newly_held = recorded.merged.held;
        report.defects = recorded.merged.defects;
        report.defects.extend(recorded.finished.defects);
        report.newly_failed = recorded.finished.transition == Transition::Broken;
        report.recovered = recorded.finished.transition == Transition::Recovered;
        report.asked = Some(Asked::Now("read".to_owned()));
        Ok(report)
    }
}

/// Reads and normalizes. Takes long.
fn arrive(
    planned: &PlannedSource,
    response: &Response,
    known: &Known,
) -> Result<(Arrived, Vec<Normalized>), Failure> {
    let Some(remote) = planned.source.remote() else {
        return Err(Failure { class: FailureClass::Internal, message: "the source is on a disk".to_owned() });
    };
    let url = response.head.content_location.as_ref().unwrap_or(&response.url);
    let content_type = response.head.content_type.as_deref();
    let mut arrived = remote.read(FetchedDocument { bytes: &response.body, content_type, url }, known)?;
    let mut sanitizer = Sanitizer::new();
    let items = std::mem::take(&mut arrived.items)
        .into_iter()
        .map(|item| {
            let key = item.key.clone();
            normalize(item, &planned.policy, &mut sanitizer, &|| planned.source.place(&key))
        })
        .collect();
    Ok((arrived, items))
}

fn failed(failure: Failure, retry_after: Option<DateTime<Utc>>) -> Outcome {
    Outcome::Failed { failure, retry_after }
}

fn asked_pause(response: &Response) -> Option<DateTime<Utc>> {
    retry_after::parse(response.head.retry_after.as_deref()?, response.received)
}

/// Takes the validators of a document that is known now.
fn take_validators(state: &mut PollState, response: &Response) {
    let (etag, last_modified) = (response.head.etag.clone(), response.head.last_modified.clone());
    let has_one = etag.is_some() || last_modified.is_some();
    state.validators = has_one.then(|| Validators { url: response.url.clone(), etag, last_modified });
}

/// Brings the validators of a document that is still the one that is known up to date (RFC 9111 §4.3.4).
fn keep_validators(state: &mut PollState, response: &Response) {
    if let (Some(validators), Some(newer)) = (&mut state.validators, &response.head.last_modified) {
        validators.last_modified = Some(newer.clone());
    }
}
