//! What a server says beside a feed, and what a poll would make of it. In: an address. Out: its bytes, the answer in words, when it would be asked
//! again and why.
//!
//! Asking for a source is a poll of it, and what that made of the answer is shown. For all else a poll's own parts decide, as if the feed were
//! a source that nothing is known of.

use chrono::{DateTime, Utc};
use url::Url;

use super::super::ask::{AskError, Asker, Polled, Taken, lasting};
use super::super::imagine;
use crate::fetch::{Head, Response, Wanted, freshness, retry_after};
use crate::model::change::Known;
use crate::model::poll::{Failure, FailureClass, Octets, PollState, Reason};
use crate::pipeline::poll::Asked;
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
    /// What is known of the feed, where it is a source.
    pub known: Option<Remembered>,
}

/// What is known of a source from its last document.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    /// Its title.
    pub title: String,
    /// Its page for people.
    pub site: Option<String>,
    /// When its newest entry was published.
    pub newest: Option<DateTime<Utc>>,
    /// Entries that are kept of it.
    pub entries: u64,
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

/// What a poll would decide, or has decided.
#[derive(Clone, Debug, Default)]
pub struct Foreseen {
    /// What it would do, or did, in words.
    pub what: String,
    /// Where the feed would be asked from then on, if that is elsewhere.
    pub moved: Option<String>,
    /// When it would be asked again; `None`: never.
    pub next: Option<DateTime<Utc>>,
    /// Why then.
    pub reason: Reason,
}

impl Asker {
    /// Asks for a feed once, and says what a poll would make of the answer, or made of it where the feed is a source. An answer of any
    /// status is one.
    ///
    /// # Errors
    /// [`AskError`] where there is none.
    pub async fn look(&self, url: &Url) -> Result<Fetched, AskError> {
        if let Some(Taken { response, polled }) = self.poll(url, self.is_forced()).await? {
            let mut fetched = fetched(response, had(&polled));
            let Polled { row, state } = polled;
            let notes = &mut fetched.http.notes;
            let more = row.notes.into_iter().filter(|note| !notes.iter().any(|known| note.ends_with(known)));
            let more: Vec<String> = more.chain(row.moved).collect();
            notes.extend(more);
            fetched.known = Some(Remembered {
                title: state.feed.title,
                site: state.feed.site,
                newest: state.feed.newest,
                entries: row.entries,
            });
            return Ok(fetched);
        }
        let response = self.get(url, Wanted::Feed).await?;
        let foreseen = self.foresee(url, &response);
        Ok(fetched(response, foreseen))
    }

    fn foresee(&self, asked: &Url, response: &Response) -> Foreseen {
        let Some(source) = imagine::source(asked) else { return Foreseen::default() };
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
                    let dates =
                        arrived.items.iter().filter_map(|item| Some(item.date()?.timestamp())).collect();
                    learn(&mut state, arrived);
                    (what, Outcome::Success { fresh: freshness::remaining(response), new, dates }, true)
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

/// An answer, with what a poll makes of it.
fn fetched(response: Response, poll: Foreseen) -> Fetched {
    let text = without_credentials;
    let http = HttpSide {
        status: response.status,
        url: text(&response.url),
        hops: response.hops.iter().map(|hop| (hop.status, text(&hop.from), text(&hop.to))).collect(),
        head: response.head.clone(),
        bytes: (response.wire_bytes, response.body.len() as u64),
        fresh: freshness::remaining(&response),
        notes: response.notes.clone(),
        poll,
    };
    let Response { body, head, url, .. } = response;
    Fetched {
        bytes: body,
        content_type: head.content_type,
        base: head.content_location.unwrap_or(url),
        http,
        known: None,
    }
}

/// What a poll has decided.
fn had(polled: &Polled) -> Foreseen {
    let Polled { row, state } = polled;
    let what = match (&row.asked, &row.failure) {
        (Some(Asked::Read), _) => {
            let entries = if row.new == 1 { "entry" } else { "entries" };
            format!(
                "this was one, and took {} new {entries}; `feedloom build` publishes what is new",
                row.new
            )
        }
        (Some(Asked::Unchanged | Asked::NotModified), _) => {
            "this was one: nothing has changed since the last".to_owned()
        }
        (Some(Asked::Gone), _) => "this was one, and took the feed for gone".to_owned(),
        (_, Some(failure)) => format!("this was one, and failed: {failure}"),
        _ => "this was one".to_owned(),
    };
    Foreseen {
        what,
        moved: state.sighting.as_ref().map(|sighting| without_credentials(&sighting.to)),
        next: state.times.next(),
        reason: state.times.reason,
    }
}

/// What the document says of when to ask again counts, too.
fn learn(state: &mut PollState, arrived: Arrived) {
    state.hints = arrived.hints;
    state.feed = arrived.feed;
}

fn failed(failure: Failure, response: &Response) -> Outcome {
    let said = response.head.retry_after.iter().map(String::as_str);
    Outcome::Failed { failure, retry_after: retry_after::latest(said, response.received) }
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
            ("Retry-After", Some(head.retry_after.join(", ")).filter(|said| !said.is_empty())),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
