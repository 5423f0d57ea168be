//! The client: one request after the other, along the redirections.

use std::sync::Arc;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AGE, CACHE_CONTROL, CONTENT_LOCATION, CONTENT_TYPE, DATE, ETAG, EXPIRES,
    HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
    RETRY_AFTER, USER_AGENT,
};
use tokio::time::Instant;
use url::Url;

use super::turns::Turns;
use super::{Fetch, FetchError, Head, Hop, Pace, Request, Response, Turn, Wanted};
use crate::clock::Clock;
use crate::model::BoxFuture;
use crate::model::net::Net;
use crate::model::poll::{FailureClass, Hold, Octets};

/// Asks over the network.
pub struct Client {
    http: reqwest::Client,
    net: Arc<Net>,
    turns: Turns,
    clock: Clock,
    agent: HeaderValue,
}

impl Client {
    /// Makes a client with the owner's settings.
    ///
    /// # Errors
    /// Where TLS cannot be set up, in words.
    pub fn new(net: Arc<Net>, clock: Clock) -> Result<Self, String> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .tls_certs_only(
                webpki_root_certs::TLS_SERVER_ROOT_CERTS
                    .iter()
                    .filter_map(|der| reqwest::Certificate::from_der(der).ok()),
            )
            .connect_timeout(net.limits.connect);
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = http.build().map_err(|error| format!("the HTTP client could not be made: {error}"))?;
        let agent = HeaderValue::from_str(&user_agent(&net)).map_err(|error| error.to_string())?;
        let turns = Turns::new(Arc::clone(&net), clock.clone());
        Ok(Self { http, net, turns, clock, agent })
    }

    async fn chain(&self, turn: Turn, request: Request) -> Result<Response, FetchError> {
        let mut turn = turn;
        let mut hops = Vec::new();
        let mut url = request.url.clone();
        loop {
            let _held = turn;
            let response = self.ask(&url, &request).await?;
            let Some(to) =
                response.0.get(LOCATION).filter(|_| matches!(response.1, 301 | 302 | 303 | 307 | 308))
            else {
                let (_, status, was_conditional, sent, mut rest) = response;
                let head = head(rest.headers());
                let delay = sent.elapsed().as_secs();
                let mut body = Vec::new();
                if matches!(status, 200 | 226) {
                    while let Some(chunk) = rest.chunk().await.map_err(|error| failed(&error))? {
                        body.extend_from_slice(&chunk);
                        if body.len() as u64 > self.net.limits.decoded_bytes {
                            return Err(FetchError::new(FailureClass::TooLarge, "the document is too large"));
                        }
                    }
                }
                let wire_bytes = body.len() as u64;
                return Ok(Response {
                    status,
                    url,
                    hops,
                    head,
                    was_conditional,
                    body,
                    wire_bytes,
                    delay,
                    received: self.clock.now(),
                    notes: Vec::new(),
                });
            };
            let to = to.to_str().ok().and_then(|to| url.join(to).ok());
            let to =
                to.ok_or_else(|| FetchError::new(FailureClass::BadRedirect, format!("{url} leads nowhere")))?;
            if request.wanted == Wanted::Guess && to.host() != url.host() {
                let message = format!("{url} leads to another host, which a guess does not follow");
                return Err(FetchError::new(FailureClass::BadRedirect, message));
            }
            hops.push(Hop { status: response.1, from: url, to: to.clone() });
            if hops.len() > self.net.limits.redirects {
                return Err(FetchError::new(
                    FailureClass::TooManyRedirects,
                    "there are too many redirections",
                ));
            }
            drop(_held);
            turn = self.turns.turn(&to).await?;
            url = to;
        }
    }

    async fn ask(
        &self,
        url: &Url,
        request: &Request,
    ) -> Result<(HeaderMap, u16, bool, Instant, reqwest::Response), FetchError> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, self.agent.clone());
        headers.insert(ACCEPT, HeaderValue::from_static(accept(request.wanted)));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let mut was_conditional = false;
        if let Some(validators) = request.validators.as_ref().filter(|validators| validators.url == *url) {
            for (name, value) in
                [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)]
            {
                if let Some(value) =
                    value.as_ref().and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok())
                {
                    headers.insert(name, value);
                    was_conditional = true;
                }
            }
        }
        let sent = Instant::now();
        let response =
            self.http.get(url.clone()).headers(headers).send().await.map_err(|error| failed(&error))?;
        Ok((response.headers().clone(), response.status().as_u16(), was_conditional, sent, response))
    }
}

fn accept(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Feed | Wanted::Guess => {
            "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
        }
        Wanted::FeedOrPage => {
            "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, */*;q=0.1"
        }
        Wanted::Outline => "text/x-opml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1",
    }
}

fn user_agent(net: &Net) -> String {
    let contact = net.contact.as_ref().map(|url| format!("+{url}"));
    let readers = (net.subscribers > 1).then(|| format!("{} subscribers", net.subscribers));
    let more: Vec<String> = contact.into_iter().chain(readers).collect();
    let version = env!("CARGO_PKG_VERSION");
    if more.is_empty() {
        format!("feedloom/{version}")
    } else {
        format!("feedloom/{version} ({})", more.join("; "))
    }
}

fn failed(error: &reqwest::Error) -> FetchError {
    let class = if error.is_timeout() {
        FailureClass::Timeout
    } else if error.is_connect() {
        FailureClass::Connect
    } else {
        FailureClass::Protocol
    };
    FetchError::new(class, error.to_string())
}

fn head(headers: &HeaderMap) -> Head {
    let text = |name: HeaderName| {
        let all: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        (!all.is_empty()).then(|| all.join(", "))
    };
    let octets = |name: HeaderName| headers.get(name).map(|value| Octets::new(value.as_bytes()));
    let _ = CONTENT_LOCATION;
    Head {
        etag: octets(ETAG),
        last_modified: octets(LAST_MODIFIED),
        cache_control: text(CACHE_CONTROL),
        expires: text(EXPIRES),
        date: text(DATE),
        age: text(AGE),
        retry_after: text(RETRY_AFTER),
        content_type: text(CONTENT_TYPE),
        ..Head::default()
    }
}

impl Fetch for Client {
    fn pace(&self, url: &Url) -> Pace {
        self.turns.pace(url)
    }

    fn turn<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Result<Turn, FetchError>> {
        Box::pin(self.turns.turn(url))
    }

    fn get(&self, turn: Turn, request: Request) -> BoxFuture<'_, Result<Response, FetchError>> {
        Box::pin(self.chain(turn, request))
    }

    fn hold(&self, hold: Hold) {
        self.turns.hold(hold);
    }
}
