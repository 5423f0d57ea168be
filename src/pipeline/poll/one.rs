//! One feed: what is remembered of it, lease, request, answer.
//!
//! The request is written down before it is sent, so that it counts however the process ends. What came of it is told to
//! `outcome`, which settles what is remembered from then on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono_tz::Tz;
use tokio::sync::mpsc;
use tokio::time::Instant;
use url::Url;

use super::Asked;
use super::hosts::Hosts;
use super::joint::{Answer, Shared};
use super::judge::{Judged, judge, refusal};
use super::ledger::{Ledger, Reading};
use super::moves;
use super::offline::Standing;
use super::places::Places;
use super::queue::Reach;
use super::read::Readers;
use crate::clock::{Clock, file_time};
use crate::fetch::{Fetch, FetchError, Request, Response, Wanted};
use crate::model::ids::ContentHash;
use crate::model::poll::{Failure, FailureClass, Hold, PollState, Reason, RequestOptions, Subscription};
use crate::pipeline::PlannedSource;
use crate::pipeline::report::SourceReport;
use crate::schedule;
use crate::sources::Remote;
use crate::store::{Leasing, StoreError, Taken};

/// Waiting longer than this for a turn has the lease written anew, so that it says when the request was sent.
const PROMPT: Duration = Duration::from_millis(200);

/// What every poll of a run shares.
pub(super) struct Asking {
    pub(super) sources: Arc<[PlannedSource]>,
    /// Of each source, the digest of what turns its document into entries.
    pub(super) recipes: Arc<[ContentHash]>,
    pub(super) fetch: Arc<dyn Fetch>,
    pub(super) ledger: Ledger,
    /// Told of each request that was answered as it should be, and when it was sent: its host can be asked the next one.
    pub(super) answered: mpsc::Sender<(usize, Instant)>,
    pub(super) readers: Readers,
    pub(super) hosts: Hosts,
    pub(super) places: Mutex<Places>,
    pub(super) shared: Shared,
    pub(super) clock: Clock,
    pub(super) zone: Tz,
    /// True: what is known is not told to servers.
    pub(super) is_forced: bool,
    /// Feeds of which the whole document may still be asked for in this run, since the owner changed what requests carry.
    pub(super) anew: Arc<AtomicUsize>,
    /// When requests that have no answer yet are cut off.
    pub(super) deadline: Option<Instant>,
}

/// How many of so many feeds are asked for the whole document in one run for that reason: a part of them, so that a change that concerns
/// all is no flood.
pub(super) fn asked_anew(feeds: usize) -> usize {
    const AT_LEAST: usize = 8;
    const PART: usize = 4;
    AT_LEAST.max(feeds / PART)
}

/// What came of one feed.
pub(super) struct Done {
    /// For the report.
    pub(super) row: SourceReport,
    /// When the request was sent, where one was.
    pub(super) sent: Option<Instant>,
    /// Whether the host was reached.
    pub(super) reach: Reach,
    /// The host that is left alone from now on.
    pub(super) hold: Option<Hold>,
    /// Why its host could not be reached, and what that says of us: whose fault it is shows when all have been asked.
    pub(super) unreached: Option<(Failure, Standing)>,
    /// True: its host let it wait until we gave up.
    pub(super) timed_out: bool,
}

impl Done {
    pub(super) fn new(row: SourceReport) -> Box<Self> {
        Box::new(Self {
            row,
            sent: None,
            reach: Reach::NotAsked,
            hold: None,
            unreached: None,
            timed_out: false,
        })
    }

    fn told(mut self: Box<Self>, asked: Asked) -> Box<Self> {
        self.row.asked = Some(asked);
        self
    }
}

/// One feed that is being asked.
pub(super) struct Poll<'a> {
    pub(super) at: usize,
    pub(super) planned: &'a PlannedSource,
    pub(super) remote: &'a dyn Remote,
    pub(super) state: PollState,
    /// True: it is asked where its server says that it is, which is not believed yet.
    pub(super) is_ahead: bool,
    /// Its document, while that is read.
    pub(super) reading: Option<Reading>,
    pub(super) done: Box<Done>,
}

impl Asking {
    /// Asks for a feed, and has what came of it written down.
    pub(super) async fn one(&self, at: usize) -> Result<Box<Done>, StoreError> {
        let found = self.sources.get(at).and_then(|planned| Some((planned, planned.source.remote()?)));
        let Some((planned, remote)) = found else { return Ok(Done::new(SourceReport::default())) };
        let id = planned.source.id();
        let done = Done::new(SourceReport::new(id.clone(), planned.source.kind()));
        let Taken { state, times, pending } = self.ledger.take(id, self.leasing(at)).await?;
        let ahead = moves::ahead(&state, self.clock.now()).cloned();
        let is_ahead = ahead.is_some();
        let url = ahead.unwrap_or_else(|| state.address(remote.subscription()).clone());
        let mut poll = Box::new(Poll { at, planned, remote, state, is_ahead, reading: None, done });
        let request = self.request(&poll, url);
        let mut shared = self.shared.of(&request).await;
        if let Some(answer) = shared.as_mut().and_then(|shared| shared.answer(&request)) {
            drop(shared);
            return self.take(poll, answer, request.delta).await;
        }
        let begun = Instant::now();
        let turn = match self.in_time(self.fetch.turn(&request.url)).await {
            Some(Ok(turn)) => turn,
            Some(Err(error)) if error.class != FailureClass::RateLimited => {
                return self.no_answer(poll, error).await;
            }
            refused => {
                (poll.state.times, poll.state.pending) = (times, pending);
                self.ledger.lease(id, &poll.state).await?;
                let later = Asked::Later(None, Reason::HostHold);
                return Ok(poll.done.told(if refused.is_some() { later } else { Asked::OutOfTime }));
            }
        };
        if begun.elapsed() > PROMPT {
            self.lease(&mut poll).await?;
        }
        let sent = Instant::now();
        poll.done.sent = Some(sent);
        let (delta, validators) = (request.delta, shared.as_ref().and(request.validators.clone()));
        let Some(answer) = self.in_time(self.fetch.get(turn, request)).await else {
            return Ok(poll.done.told(Asked::CutOff));
        };
        if let Some(mut shared) = shared {
            shared.keep(validators, delta, &answer);
        }
        poll.done.reach = Reach::Yes;
        // A refusal may be of all feeds of the host, which is known when it was looked at.
        if answer.as_ref().is_ok_and(|response| matches!(response.status, 200 | 226 | 304)) {
            // Nobody waits for it any more where the run was given up.
            let _ = self.answered.send((at, sent)).await;
        }
        self.take(poll, answer, delta).await
    }

    /// What is asked for a feed.
    fn request(&self, poll: &Poll<'_>, url: Url) -> Request {
        let validators = poll.state.validators.clone().filter(|_| !self.is_forced);
        let has_etag = validators.as_ref().is_some_and(|validators| validators.etag.is_some());
        let delta = has_etag && !poll.state.whole_only;
        let (url, options) = carried(url, poll.remote.subscription());
        Request { url, wanted: Wanted::Feed, validators, delta, options }
    }

    async fn take(&self, poll: Box<Poll<'_>>, answer: Answer, delta: bool) -> Result<Box<Done>, StoreError> {
        match answer {
            Ok(response) => self.answered(poll, response, delta).await,
            Err(error) => self.no_answer(poll, error).await,
        }
    }

    /// What is remembered of a feed from when it is about to be asked, as far as it still holds.
    pub(super) fn leasing(&self, at: usize) -> Leasing {
        let (sources, recipe) = (Arc::clone(&self.sources), self.recipes.get(at).copied());
        let (clock, zone) = (self.clock.clone(), self.zone);
        let (is_forced, anew) = (self.is_forced, Arc::clone(&self.anew));
        Box::new(move |state| {
            let remote = sources.get(at).and_then(|planned| planned.source.remote());
            let Some(subscription) = remote.map(Remote::subscription) else { return };
            // The first feeds of a run that want that.
            let take = |left: usize| left.checked_sub(1);
            let may_ask_anew =
                || is_forced || anew.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
            still_valid(state, subscription, recipe, may_ask_anew);
            lease(state, subscription, &clock, zone);
        })
    }

    /// Writes down anew that a feed is about to be asked.
    async fn lease(&self, poll: &mut Poll<'_>) -> Result<(), StoreError> {
        lease(&mut poll.state, poll.remote.subscription(), &self.clock, self.zone);
        self.ledger.lease(poll.planned.source.id(), &poll.state).await
    }

    /// Waits for what has to be there before the time of the run is over; `None`: it is.
    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        match self.deadline {
            Some(deadline) => tokio::time::timeout_at(deadline, work).await.ok(),
            None => Some(work.await),
        }
    }

    /// Ends a poll that got no answer.
    async fn no_answer(&self, mut poll: Box<Poll<'_>>, error: FetchError) -> Result<Box<Done>, StoreError> {
        // The feed was redirected to a host that is held: nothing is wrong with either.
        if error.class == FailureClass::RateLimited {
            return Ok(poll.done.told(Asked::Later(poll.state.times.next(), Reason::HostHold)));
        }
        if error.class.may_be_ours() && error.hops.is_empty() {
            poll.done.reach = Reach::No;
            poll.done.unreached = Some((error.into(), Standing::of(&poll.state)));
            return Ok(poll.done);
        }
        poll.done.reach = Reach::Yes;
        poll.done.timed_out = error.class == FailureClass::Timeout && error.hops.is_empty();
        self.failed_to_fetch(poll, error).await
    }

    async fn answered(
        &self,
        mut poll: Box<Poll<'_>>,
        response: Response,
        delta: bool,
    ) -> Result<Box<Done>, StoreError> {
        if self.is_forced {
            poll.state.body = None;
        }
        if response.status == 200 {
            poll.state.options = digest(&poll.remote.subscription().options);
        }
        match judge(&response, &poll.state, delta) {
            Judged::NotModified => self.not_modified(poll, &response).await,
            Judged::Same => self.unchanged(poll, &response).await,
            Judged::Document(hash) => Box::pin(self.document(poll, response, Some(hash))).await,
            Judged::Delta => Box::pin(self.document(poll, response, None)).await,
            Judged::Gone if poll.is_ahead => self.failed(poll, refusal(410), Some(&response)).await,
            Judged::Gone => self.gone(poll).await,
            Judged::Failed(failure) => self.failed(poll, failure, Some(&response)).await,
            Judged::NotAsked(failure) => {
                poll.state.whole_only = true;
                self.failed(poll, failure, Some(&response)).await
            }
        }
    }
}

/// The address and what a request to it carries of what the owner configured. That is for the scheme, host and port that the
/// owner wrote: where a feed has moved elsewhere, nobody there gets to see it.
fn carried(mut url: Url, subscription: &Subscription) -> (Url, RequestOptions) {
    let configured = &subscription.url;
    if url.origin() != configured.origin() {
        return (url, RequestOptions::default());
    }
    if url.username().is_empty() && url.password().is_none() {
        // Addresses of moves have no credentials. An address without a host cannot have any.
        let _ = url.set_username(configured.username());
        let _ = url.set_password(configured.password());
    }
    (url, subscription.options.clone())
}

fn lease(state: &mut PollState, subscription: &Subscription, clock: &Clock, zone: Tz) {
    schedule::lease(state, subscription, clock.now(), zone);
    state.times.asked_wall = Some(file_time() / 1_000_000);
}

/// Leaves of what is remembered of a feed what still holds for what the owner says of it now. What requests carry is changed at once; whether
/// the document is asked for as a whole for that, too, `may_ask_anew` says.
fn still_valid(
    state: &mut PollState,
    subscription: &Subscription,
    recipe: Option<ContentHash>,
    may_ask_anew: impl FnOnce() -> bool,
) {
    if state.url.as_ref() != Some(&subscription.url) {
        match state.moved.take() {
            // The owner wrote down where the feed has moved: it is the same feed.
            Some(moved) if moved.to == subscription.url => state.sighting = None,
            _ => *state = PollState::default(),
        }
        state.url = Some(subscription.url.clone());
    }
    let options = digest(&subscription.options);
    if state.options != options && (state.validators.is_none() || may_ask_anew()) {
        // Whoever asks with other credentials may see another document.
        state.options = options;
        state.validators = None;
    }
    if state.recipe != recipe {
        // What is known of the document was made by other rules: it has to be read again.
        state.recipe = recipe;
        state.validators = None;
        state.body = None;
    }
}

/// A digest of what the owner has requests carry; `None`: nothing of it.
fn digest(options: &RequestOptions) -> Option<ContentHash> {
    // How it is asked otherwise makes no other document of it.
    let headers = &options.headers;
    (!headers.is_empty()).then(|| ContentHash::of(format!("{headers:?}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::poll::{Moved, Schedule, Validators};
    use crate::pipeline::poll::fixture::url;

    fn subscription(text: &str) -> Subscription {
        Subscription {
            url: url(text),
            schedule: Schedule::Every(Duration::from_hours(1)),
            options: RequestOptions::default(),
            first: 1,
            most_new: 1,
        }
    }

    #[test]
    fn what_is_configured_is_carried_to_the_same_scheme_host_and_port_alone() {
        let mut subscription = subscription("https://me:secret@a.example/feed");
        subscription.options.headers = vec![("x-key".to_owned(), "1".to_owned())];
        for (asked, sent, is_carried) in [
            ("https://me:secret@a.example/feed", "https://me:secret@a.example/feed", true),
            ("https://a.example:443/new", "https://me:secret@a.example/new", true),
            ("http://a.example/feed", "http://a.example/feed", false),
            ("https://a.example:444/feed", "https://a.example:444/feed", false),
            ("https://b.a.example/feed", "https://b.a.example/feed", false),
        ] {
            let (url, options) = carried(url(asked), &subscription);
            assert_eq!(url.as_str(), sent);
            assert_eq!(options == subscription.options, is_carried, "{asked}");
        }
    }

    fn known() -> PollState {
        let at = chrono::DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let to = url("https://b.example/");
        let validators = Some(Validators { url: to.clone(), etag: None, last_modified: None });
        let moved = Some(Moved { to, at, by_way_of: Vec::new(), evidence: String::new(), onto: None });
        PollState {
            url: Some(url("https://a.example/")),
            recipe: Some(ContentHash::of(b"1")),
            body: Some(ContentHash::of(b"2")),
            validators,
            moved,
            errors: 1,
            ..PollState::default()
        }
    }

    fn held(mut state: PollState, subscription: &Subscription, recipe: Option<ContentHash>) -> PollState {
        still_valid(&mut state, subscription, recipe, || true);
        state
    }

    #[test]
    fn a_change_that_concerns_all_feeds_has_a_part_of_them_asked_anew() {
        let recipe = Some(ContentHash::of(b"1"));
        let mut other = subscription("https://a.example/");
        other.options.headers.push(("X".to_owned(), "y".to_owned()));
        let mut later = known();
        still_valid(&mut later, &other, recipe, || false);
        assert_eq!(later, known(), "it is asked with what is known, and anew some other time");
        let mut never_had = PollState { validators: None, ..known() };
        still_valid(&mut never_had, &other, recipe, || false);
        assert!(never_had.options.is_some());
        assert_eq!([1, 30, 32, 400].map(asked_anew), [8, 8, 8, 100]);
    }

    #[test]
    fn what_is_known_goes_as_far_as_the_owner_changes_what_it_is_of() {
        let recipe = Some(ContentHash::of(b"1"));
        let same = subscription("https://a.example/");
        assert_eq!(held(known(), &same, recipe), known());
        let elsewhere = held(known(), &subscription("https://c.example/"), recipe);
        assert_eq!((elsewhere.errors, elsewhere.validators, elsewhere.body), (0, None, None));
        let mut other = same.clone();
        other.options.headers.push(("X".to_owned(), "y".to_owned()));
        let asked_otherwise = held(known(), &other, recipe);
        assert_eq!((asked_otherwise.errors, asked_otherwise.validators.is_none()), (1, true));
        assert_eq!(held(asked_otherwise.clone(), &other, recipe), asked_otherwise);
        let read_otherwise = held(known(), &same, Some(ContentHash::of(b"other")));
        assert_eq!((read_otherwise.validators, read_otherwise.body, read_otherwise.errors), (None, None, 1));
    }

    #[test]
    fn an_owner_who_writes_down_where_a_feed_has_moved_loses_nothing() {
        let followed = held(known(), &subscription("https://b.example/"), Some(ContentHash::of(b"1")));
        assert_eq!(
            (followed.errors, followed.moved.is_none(), followed.validators.is_some()),
            (1, true, true)
        );
        assert_eq!(followed.url, Some(url("https://b.example/")));
    }
}
