//! Asking a server once, because somebody wants to see what it answers now. In: an address. Out: the answer.
//!
//! A feed that is a source is not asked before its time unless that is said to be meant, and against `Retry-After` nobody ever is. Asking for
//! a source is a poll of it; of what strangers answer, what they say of when to ask again is remembered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use super::lists::asked;
use super::status::as_configured;
use super::{App, AppError, Now};
use crate::clock::Clock;
use crate::fetch::client::Client;
use crate::fetch::{Fetch, Request, Response, Wanted};
use crate::model::ids::SourceId;
use crate::model::net::{Net, address_key};
use crate::model::poll::{PollTimes, Reason, RequestOptions, Subscription};
use crate::schedule::{self, Due};
use crate::store::Store as _;
use crate::store::sqlite::Mode;
use crate::text::address::without_credentials;

mod address;
mod heed;
mod taken;
mod unanswered;

pub(super) use address::lasting;
pub use address::{typed, typed_feed};
pub use taken::Heard;
pub(super) use taken::{Polled, Taken};
pub use unanswered::AskError;

/// Whoever asks.
pub struct Asker {
    /// Where what is heard is kept; `None`: nowhere.
    app: Option<Arc<App>>,
    fetch: Arc<dyn Fetch>,
    known: Vec<Known>,
    /// Documents that are left alone, and until when.
    holds: Mutex<HashMap<String, DateTime<Utc>>>,
    net: Net,
    now: Now,
    zone: Tz,
    forced: bool,
    /// The last answer of a stranger.
    last: Mutex<Option<Heard>>,
    /// What there is to say beside answers.
    notes: Mutex<Vec<String>>,
}

/// A source that servers are asked for.
struct Known {
    id: SourceId,
    subscription: Subscription,
    moved: Option<Url>,
    times: PollTimes,
}

impl Asker {
    /// One that knows no sources.
    ///
    /// # Errors
    /// [`AskError::Client`] where TLS cannot be set up.
    pub fn new(net: &Net, now: Now) -> Result<Self, AskError> {
        let client = Client::new(Arc::new(net.clone()), now.clock()).map_err(AskError::Client)?;
        Ok(Self {
            app: None,
            fetch: Arc::new(client),
            known: Vec::new(),
            holds: Mutex::default(),
            net: net.clone(),
            now,
            zone: Tz::UTC,
            forced: false,
            last: Mutex::default(),
            notes: Mutex::default(),
        })
    }

    /// Asks; for a source, as a poll does.
    pub(super) async fn get(&self, url: &Url, wanted: Wanted) -> Result<Response, AskError> {
        if let Some(taken) = self.poll(url, self.forced).await? {
            return Ok(taken.response);
        }
        if let Some(until) = self.held(url) {
            return Err(AskError::Held { url: without_credentials(url), until });
        }
        let turn = self.fetch.turn(url).await.map_err(AskError::Fetch)?;
        let options = RequestOptions::default();
        let request = Request { url: url.clone(), wanted, validators: None, delta: false, options };
        let response = match self.fetch.get(turn, request).await {
            Ok(response) => response,
            Err(error) => {
                self.heed_on_the_way(url, &error).await?;
                return Err(AskError::Fetch(error));
            }
        };
        self.heed(url, &response).await?;
        let heard = Heard { asked: url.clone(), response: response.clone() };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
        Ok(response)
    }

    /// Polls the source that is at `url`, `whole`: for a document whether or not it has changed; `None`: there is none.
    pub(super) async fn poll(&self, url: &Url, whole: bool) -> Result<Option<Taken>, AskError> {
        let Some(known) = self.known_at(url) else { return Ok(None) };
        self.permit(known, url)?;
        self.take(known, whole).await.map(Some)
    }

    /// As [`document`](Self::document), of a source also where it has not changed.
    pub(super) async fn whole(&self, url: &Url, wanted: Wanted) -> Result<Response, AskError> {
        match self.poll(url, true).await? {
            Some(taken) => of_use(taken.response),
            None => self.document(url, wanted).await,
        }
    }

    /// The last answer of somebody who is no source.
    pub(super) fn last(&self) -> Option<Heard> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// What there is to say beside the answers, each in a sentence.
    pub fn notes(&self) -> Vec<String> {
        std::mem::take(&mut *self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, note: String) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(note);
    }

    /// As [`get`](Self::get), where only a document is of use.
    pub(super) async fn document(&self, url: &Url, wanted: Wanted) -> Result<Response, AskError> {
        let response = self.get(url, wanted).await?;
        if response.status == 304
            && let Some(id) = self.source_at(url)
        {
            return Err(AskError::Unchanged { url: without_credentials(url), source_id: id.clone() });
        }
        of_use(response)
    }

    /// A list of feeds.
    ///
    /// # Errors
    /// [`AskError`] where the address brings no document.
    pub async fn list(&self, url: &Url) -> Result<Vec<u8>, AskError> {
        Ok(self.document(url, Wanted::Outline).await?.body)
    }

    /// Refuses to ask for a source that may not be asked now.
    fn permit(&self, known: &Known, url: &Url) -> Result<(), AskError> {
        let at = self.now.at;
        let pause = known.times.retry_after.filter(|until| at < *until).max(self.held(url));
        let (until, reason) = match (pause, schedule::due(&known.times, &known.subscription, at)) {
            (Some(pause), _) => (Some(pause), Reason::RetryAfter),
            (None, Due::Now) => return Ok(()),
            (None, Due::Later { .. }) if self.forced && known.times.gone.is_none() => return Ok(()),
            (None, Due::Later { at, reason }) => (at, reason),
        };
        Err(AskError::NotYet {
            url: without_credentials(url),
            source_id: known.id.clone(),
            until,
            reason,
            is_final: pause.is_some(),
        })
    }

    fn known_at(&self, url: &Url) -> Option<&Known> {
        self.known.iter().find(|known| known.is_at(url))
    }

    /// The source that is asked at `url`.
    pub(super) fn source_at(&self, url: &Url) -> Option<&SourceId> {
        self.known_at(url).map(|known| &known.id)
    }

    /// True where it asks also before a source is due.
    pub(super) fn is_forced(&self) -> bool {
        self.forced
    }

    /// The zone that times of day are of.
    pub(super) fn zone(&self) -> Tz {
        self.zone
    }
}

/// An answer that is a document.
fn of_use(response: Response) -> Result<Response, AskError> {
    if matches!(response.status, 200 | 203) {
        return Ok(response);
    }
    let hint = match response.status {
        401 | 403 => "; it wants to know who asks, or refuses programs",
        404 | 410 => "; see that the address is right",
        429 | 503 => "; try again later",
        _ => "",
    };
    Err(AskError::Status { url: without_credentials(&response.url), status: response.status, hint })
}

impl Known {
    fn is_at(&self, url: &Url) -> bool {
        // Servers change the scheme.
        let same = |known: &Url| address_key(known) == address_key(url);
        same(&self.subscription.url) || self.moved.as_ref().is_some_and(same)
    }
}

impl App {
    /// One that asks for strangers, and for the sources of the configuration when they are due or, `forced`, before.
    ///
    /// # Errors
    /// Where the state cannot be read, or TLS cannot be set up.
    pub async fn asker(self: &Arc<Self>, now: Now, forced: bool) -> Result<Asker, AppError> {
        let app = Some(Arc::clone(self));
        let mut asker =
            Asker { app, forced, zone: self.config.timezone, ..Asker::new(&self.config.net, now)? };
        let store = self.store(Mode::Read, now)?;
        let mut states = self.poll_states(&store).await?;
        let cast = self.known_cast(&store).await?;
        for planned in &cast.sources {
            let source = asked(planned);
            let Some(remote) = source.remote() else { continue };
            let subscription = remote.subscription().clone();
            let state = states.remove(planned.source.id());
            let state =
                state.and_then(|state| as_configured(state, &subscription, asker.zone)).unwrap_or_default();
            let moved = state.moved.map(|moved| moved.to);
            asker.known.push(Known {
                id: planned.source.id().clone(),
                subscription,
                moved,
                times: state.times,
            });
        }
        let mut holds = HashMap::new();
        for hold in store.holds().await? {
            holds.insert(hold.host.clone(), hold.until);
            asker.fetch.hold(hold);
        }
        asker.holds = Mutex::new(holds);
        Ok(asker)
    }
}

/// The clock of what is asked: the one that the run was told, so that pauses are kept by it.
impl Now {
    /// The time as it passes, where it is the clock's.
    pub(super) fn clock(&self) -> Clock {
        match self.time {
            crate::store::Time::Clock => Clock::running(),
            crate::store::Time::Asked => Clock::standing(self.at),
        }
    }
}
