//! Asking a server once, because somebody wants to see what it answers now. In: an address. Out: the answer.
//!
//! Nothing is remembered of it. What a server asked for holds all the same: a feed that is a source is not asked before its time unless that is said
//! to be meant, and against `Retry-After` never.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use super::lists::asked;
use super::status::as_configured;
use super::{App, AppError, Now};
use crate::clock::Clock;
use crate::fetch::client::Client;
use crate::fetch::{Fetch, FetchError, Hop, Request, Response, Wanted};
use crate::model::ids::SourceId;
use crate::model::net::Net;
use crate::model::poll::{PollTimes, Reason, RequestOptions, Subscription};
use crate::schedule::{self, Due};
use crate::sources::Source;
use crate::store::Store as _;
use crate::store::sqlite::Mode;
use crate::text::address::without_credentials;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// It is a source, and not due.
    #[error(
        "{url} is the source `{source_id}`, and {}: {}\n  = {}",
        .until.map_or_else(|| "it is asked no more".to_owned(), |until| format!("what is known of it holds until {until}")),
        .reason.words(),
        if *.is_final { "its server asked for that; wait" } else { "`--force` asks all the same; `feedloom status` says what is known" }
    )]
    NotYet {
        /// The address.
        url: String,
        /// The source.
        source_id: SourceId,
        /// Before when it is not asked.
        until: Option<DateTime<Utc>>,
        /// Why.
        reason: Reason,
        /// True: it is not asked whoever wants it to be.
        is_final: bool,
    },
    /// There was none, or none that may be looked at.
    #[error("{0}")]
    Fetch(FetchError),
    /// The server answered with a status that brings nothing.
    #[error("{url}: its server answered with status {status}{}", .hint)]
    Status {
        /// The address that answered.
        url: String,
        /// The status.
        status: u16,
        /// What to do, where that is known.
        hint: &'static str,
    },
    /// The client could not be made.
    #[error("{0}")]
    Client(String),
}

/// Whoever asks.
pub struct Asker {
    fetch: Arc<dyn Fetch>,
    known: Vec<Known>,
    at: DateTime<Utc>,
    zone: Tz,
    forced: bool,
}

/// A source that servers are asked for.
struct Known {
    source: Arc<dyn Source>,
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
        Ok(Self { fetch: Arc::new(client), known: Vec::new(), at: now.at, zone: Tz::UTC, forced: false })
    }

    /// Asks, with the credentials of a source where it is one's address.
    pub(super) async fn get(&self, url: &Url, wanted: Wanted) -> Result<Response, AskError> {
        let options = self.permit(url)?;
        let turn = self.fetch.turn(url).await.map_err(AskError::Fetch)?;
        let request = Request { url: url.clone(), wanted, validators: None, delta: false, options };
        self.fetch.get(turn, request).await.map_err(AskError::Fetch)
    }

    /// As [`get`](Self::get), where only a document is of use.
    pub(super) async fn document(&self, url: &Url, wanted: Wanted) -> Result<Response, AskError> {
        let response = self.get(url, wanted).await?;
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

    /// A list of feeds.
    ///
    /// # Errors
    /// [`AskError`] where the address brings no document.
    pub async fn list(&self, url: &Url) -> Result<Vec<u8>, AskError> {
        Ok(self.document(url, Wanted::Outline).await?.body)
    }

    /// What a request to `url` carries, where it may be sent.
    fn permit(&self, url: &Url) -> Result<RequestOptions, AskError> {
        let Some(known) = self.known.iter().find(|known| known.is_at(url)) else {
            return Ok(RequestOptions::default());
        };
        let Due::Later { at, reason } = schedule::due(&known.times, &known.subscription, self.at) else {
            return Ok(known.subscription.options.clone());
        };
        let pause = known.times.retry_after.filter(|until| self.at < *until);
        if self.forced && pause.is_none() {
            return Ok(known.subscription.options.clone());
        }
        Err(AskError::NotYet {
            url: without_credentials(url),
            source_id: known.source.id().clone(),
            until: pause.or(at),
            reason: if pause.is_some() { Reason::RetryAfter } else { reason },
            is_final: pause.is_some(),
        })
    }

    /// The source that is asked at `url`.
    pub(super) fn source_at(&self, url: &Url) -> Option<&SourceId> {
        self.known.iter().find(|known| known.is_at(url)).map(|known| known.source.id())
    }

    /// The same, itself.
    pub(super) fn source(&self, url: &Url) -> Option<Arc<dyn Source>> {
        self.known.iter().find(|known| known.is_at(url)).map(|known| Arc::clone(&known.source))
    }

    /// The zone that times of day are of.
    pub(super) fn zone(&self) -> Tz {
        self.zone
    }
}

impl Known {
    fn is_at(&self, url: &Url) -> bool {
        let same = |known: &Url| key(known) == key(url);
        same(&self.subscription.url) || self.moved.as_ref().is_some_and(same)
    }
}

/// What tells two addresses apart, whatever else they differ in: not the scheme, which servers change, and not what no server is told.
fn key(url: &Url) -> (Option<&str>, Option<u16>, &str, Option<&str>) {
    (url.host_str(), url.port(), url.path(), url.query())
}

impl App {
    /// One that asks for strangers, and for the sources of the configuration when they are due or, `forced`, before.
    ///
    /// # Errors
    /// Where the state cannot be read, or TLS cannot be set up.
    pub async fn asker(&self, now: Now, forced: bool) -> Result<Asker, AppError> {
        let mut asker = Asker { forced, zone: self.config.timezone, ..Asker::new(&self.config.net, now)? };
        let store = self.store(Mode::Read, now)?;
        let mut states = self.poll_states(&store).await?;
        let cast = self.known_cast(&store).await?;
        for planned in &cast.sources {
            let source = asked(planned);
            let Some(remote) = source.remote() else { continue };
            let subscription = remote.subscription().clone();
            let state = states.remove(planned.source.id());
            let state = state.and_then(|state| as_configured(state, &subscription.url)).unwrap_or_default();
            let moved = state.moved.map(|moved| moved.to);
            asker.known.push(Known {
                source: Arc::clone(&planned.source),
                subscription,
                moved,
                times: state.times,
            });
        }
        for hold in store.holds().await? {
            asker.fetch.hold(hold);
        }
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

/// Where a feed is for good: what `asked` leads to by permanent redirections alone, and never from https to http.
pub(super) fn lasting(asked: &Url, hops: &[Hop]) -> Url {
    let mut url = asked.clone();
    for hop in hops {
        let is_permanent = matches!(hop.status, 301 | 308);
        if !is_permanent || (url.scheme() == "https" && hop.to.scheme() == "http") {
            break;
        }
        url = hop.to.clone();
    }
    url.set_fragment(None);
    url
}

/// Reads an address as people type it: without a scheme it is one of `https`.
///
/// # Errors
/// Where it is none, or one of another scheme: what it is, and what would be right.
pub fn typed(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let scheme = text.split_once(':');
    let is_host = |scheme: &str, rest: &str| {
        // `localhost:8080/feed` begins with no scheme.
        !rest.starts_with("//") && (scheme.contains('.') || rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let whole = match scheme {
        Some((scheme, rest)) if !is_host(scheme, rest) => text.to_owned(),
        _ => format!("https://{text}"),
    };
    let example = "write it as https://example.org/feed.xml";
    let mut url = Url::parse(&whole).map_err(|error| format!("it is no address ({error}); {example}"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(format!("`{}:` is not asked, only http and https are; {example}", url.scheme()));
    }
    url.set_fragment(None);
    Ok(url)
}

/// As [`typed`], and takes what links of pages say to programs that subscribe: `feed:https://…`, `feed://…`.
///
/// # Errors
/// As [`typed`].
pub fn typed_feed(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let is_feed = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("feed:"));
    match text.get(5..).filter(|_| is_feed) {
        Some(rest) if rest.starts_with("//") => typed(&format!("http:{rest}")),
        Some(rest) => typed(rest),
        None => typed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (text, expected) in [
            ("https://a.example/f#x", Some("https://a.example/f")),
            (" a.example ", Some("https://a.example/")),
            ("a.example:8080/feed", Some("https://a.example:8080/feed")),
            ("localhost:8080", Some("https://localhost:8080/")),
            ("HTTP://A.example", Some("http://a.example/")),
            ("file:///etc/passwd", None),
            ("ftp://a.example/", None),
            ("data:text/xml,<rss/>", None),
            ("feed:https://a.example/", None),
            ("unix:/run/x", None),
            ("", None),
            ("https://", None),
        ] {
            assert_eq!(typed(text).ok().as_ref().map(Url::as_str), expected, "{text}");
        }
        for (text, expected) in [
            ("feed:https://a.example/f", Some("https://a.example/f")),
            ("FEED://a.example/f", Some("http://a.example/f")),
            ("feed:file:///etc/passwd", None),
            ("feed:feed:https://a.example/f", None),
            ("https://a.example/f", Some("https://a.example/f")),
            ("新媒体", Some("https://xn--tqqy7y61i/")),
        ] {
            assert_eq!(typed_feed(text).ok().as_ref().map(Url::as_str), expected, "{text}");
        }
    }

    #[test]
    fn only_what_is_permanent_and_no_step_down_is_for_good() {
        let url = |text: &str| Url::parse(text).unwrap();
        let chain = |hops: &[(u16, &str)]| {
            let mut from = url("https://a.example/");
            let hops: Vec<Hop> = hops
                .iter()
                .map(|(status, to)| {
                    let hop = Hop { status: *status, from: from.clone(), to: url(to), retry_after: None };
                    from = hop.to.clone();
                    hop
                })
                .collect();
            lasting(&url("https://a.example/"), &hops).to_string()
        };
        assert_eq!(chain(&[]), "https://a.example/");
        assert_eq!(
            chain(&[(301, "https://b.example/"), (308, "https://c.example/#x"), (302, "https://d.example/")]),
            "https://c.example/"
        );
        assert_eq!(chain(&[(302, "https://b.example/"), (301, "https://c.example/")]), "https://a.example/");
        assert_eq!(chain(&[(301, "http://b.example/")]), "https://a.example/");
    }
}
