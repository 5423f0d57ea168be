//! What a server says beside a feed, and what a poll would make of it. In: an address. Out: its bytes, the answer in words, when it would be asked
//! again and why.
//!
//! A poll's own parts decide, as if the feed were a source that nothing is known of; nothing is remembered.

use chrono::{DateTime, Utc};
use url::Url;

use super::super::ask::{AskError, Asker, lasting};
use super::super::imagine;
use crate::fetch::{Head, Response, Wanted, freshness, retry_after};
use crate::model::change::Known;
use crate::model::poll::{Failure, FailureClass, Octets, PollState, Reason};
use crate::schedule::{self, Outcome};
use crate::sources::{Arrived, FetchedDocument};
use crate::text::address::without_credentials;

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The document; empty where there is none.
    pub bytes: Vec<u8>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// What its relative addresses are resolved against.
    pub base: Url,
    /// All else.
    pub http: HttpSide,
}

/// The answer, but for its document.
#[derive(Clone, Debug, Default)]
pub struct HttpSide {
    /// Its status.
    pub status: u16,
    /// Where it was answered, without credentials.
    pub url: String,
    /// The redirections that led there: status, from where, to where.
    pub hops: Vec<(u16, String, String)>,
    /// Its header.
    pub head: Head,
    /// Bytes of the body over the wire, and with its codings undone.
    pub bytes: (u64, u64),
    /// Seconds for which it is fresh.
    pub fresh: u64,
    /// What was wrong with the answer and coped with.
    pub notes: Vec<String>,
    /// What a poll would make of it.
    pub poll: Foreseen,
}

/// What a poll would decide.
#[derive(Clone, Debug, Default)]
pub struct Foreseen {
    /// What it would do, in words.
    pub what: String,
    /// Where the feed would be asked from then on, if that is elsewhere.
    pub moved: Option<String>,
    /// When it would be asked again; `None`: never.
    pub next: Option<DateTime<Utc>>,
    /// Why then.
    pub reason: Reason,
}

impl Asker {
    /// Asks for a feed once, and says what a poll would make of the answer. An answer of any status is one.
    ///
    /// # Errors
    /// [`AskError`] where there is none.
    pub async fn look(&self, url: &Url) -> Result<Fetched, AskError> {
        let response = self.get(url, Wanted::Feed).await?;
        let text = without_credentials;
        let http = HttpSide {
            status: response.status,
            url: text(&response.url),
            hops: response.hops.iter().map(|hop| (hop.status, text(&hop.from), text(&hop.to))).collect(),
            head: response.head.clone(),
            bytes: (response.wire_bytes, response.body.len() as u64),
            fresh: freshness::remaining(&response),
            notes: response.notes.clone(),
            poll: self.foresee(url, &response),
        };
        let Response { body, head, url, .. } = response;
        Ok(Fetched {
            bytes: body,
            content_type: head.content_type,
            base: head.content_location.unwrap_or(url),
            http,
        })
    }

    fn foresee(&self, asked: &Url, response: &Response) -> Foreseen {
        let Some(source) = self.source(asked).or_else(|| imagine::source(asked)) else {
            return Foreseen::default();
        };
        let Some(remote) = source.remote() else { return Foreseen::default() };
        let content_type = response.head.content_type.as_deref();
        let base = response.head.content_location.as_ref().unwrap_or(&response.url);
        let read = || {
            remote.read(FetchedDocument { bytes: &response.body, content_type, url: base }, &Known::default())
        };
        let mut state = PollState::default();
        let (what, outcome, is_feed) = match response.status {
            200 | 203 => match read() {
                Ok(arrived) => {
                    let new = arrived.items.len() as u64;
                    let entries = if new == 1 { "entry" } else { "entries" };
                    let what = format!("it would take {new} {entries}");
                    learn(&mut state, arrived);
                    (what, Outcome::Success { fresh: freshness::remaining(response), new }, true)
                }
                Err(failure) => {
                    (format!("it would fail: {}", failure.message), failed(failure, response), false)
                }
            },
            410 => ("it would take the feed for gone".to_owned(), Outcome::Gone, false),
            status => {
                let message = format!("its server answered with status {status}");
                let what = format!("it would fail: {message}");
                (what, failed(Failure { class: FailureClass::Status(status), message }, response), false)
            }
        };
        state.times.asked = Some(response.received);
        schedule::settle(&mut state, remote.subscription(), &outcome, response.received, self.zone());
        let lasting = lasting(asked, &response.hops);
        let has_moved = is_feed && lasting.as_str() != asked.as_str();
        Foreseen {
            what,
            moved: has_moved.then(|| without_credentials(&lasting)),
            next: state.times.next(),
            reason: state.times.reason,
        }
    }
}

/// What the document says of when to ask again counts, too.
fn learn(state: &mut PollState, arrived: Arrived) {
    state.hints = arrived.hints;
    state.feed = arrived.feed;
}

fn failed(failure: Failure, response: &Response) -> Outcome {
    let pause = response.head.retry_after.as_deref();
    Outcome::Failed {
        failure,
        retry_after: pause.and_then(|value| retry_after::parse(value, response.received)),
    }
}

impl HttpSide {
    /// The fields of the header that say something of the feed, by their names.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let head = &self.head;
        let octets = |value: &Option<Octets>| {
            value.as_ref().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let fields = [
            ("Content-Type", head.content_type.clone()),
            ("Content-Location", head.content_location.as_ref().map(without_credentials)),
            ("ETag", octets(&head.etag)),
            ("Last-Modified", octets(&head.last_modified)),
            ("Cache-Control", head.cache_control.clone()),
            ("Expires", head.expires.clone()),
            ("Date", head.date.clone()),
            ("Age", head.age.clone()),
            ("Retry-After", head.retry_after.clone()),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
