//! The client: one request after the other, along the redirections.
//!
//! In: a request and a turn. Out: the answer of the last server, or why there is none. What may be asked is decided by `guard` and `resolve`,
//! where a redirection leads by `hops`, what a body may cost by `body`; here they are put in order.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, LOCATION};
use tokio::time::Instant;
use url::Url;

use super::body::{self, Body};
use super::connections::{Connections, Manner, proxy_of};
use super::hops::{Chain, bare, is_redirection};
use super::resolve::{Names, Trust};
use super::room::Rooms;
use super::trouble::Way;
use super::turns::Turns;
use super::{Fetch, FetchError, Pace, Request, Response, Turn, guard, headers, reused, trouble};
use crate::clock::Clock;
use crate::model::BoxFuture;
use crate::model::net::Net;
use crate::model::poll::{FailureClass, Hold};
use crate::text::address::without_credentials;

/// Where the process has too many files open, it is tried again so many times, after such a pause.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);

/// A host that has said nothing for so long does not keep others waiting.
const SILENCE: Duration = Duration::from_secs(2);

/// Asks over the network.
pub struct Client {
    net: Arc<Net>,
    names: Arc<Names>,
    connections: Connections,
    turns: Turns,
    rooms: Rooms,
    clock: Clock,
    agent: HeaderValue,
}

/// An answer whose body has not been read.
struct Answer {
    response: reqwest::Response,
    sent: Instant,
    was_conditional: bool,
}

impl Client {
    /// Makes a client with the owner's settings.
    ///
    /// # Errors
    /// Where TLS cannot be set up, or the owner's certificates cannot be read, in words.
    pub fn new(net: Arc<Net>, clock: Clock) -> Result<Self, String> {
        let names = Arc::new(Names::new(net.limits.connect));
        Ok(Self {
            connections: Connections::new(Arc::clone(&net), Arc::clone(&names))?,
            turns: Turns::new(Arc::clone(&net), clock.clone()),
            rooms: Rooms::new(&net),
            agent: headers::agent(&net)?,
            net,
            names,
            clock,
        })
    }

    /// Waits for a turn to ask for `url`, where it may be asked for at all.
    async fn admit(&self, url: &Url) -> Result<Turn, FetchError> {
        guard::check(url, &self.net)?;
        let addresses = self.names.addresses(url, self.trust(url)).await?;
        self.turns.turn(url, &addresses).await
    }

    fn trust(&self, url: &Url) -> Trust {
        if self.net.allows(url) { Trust::Allowed } else { Trust::Public }
    }

    async fn follow(&self, mut turn: Turn, request: Request) -> Result<Response, FetchError> {
        let mut chain = Chain::new(&request, self.net.limits.redirects);
        let mut url = chain.home().clone();
        loop {
            let answer =
                self.ask(&mut turn, &url, &request, &chain).await.map_err(|error| chain.failed(error))?;
            let status = answer.response.status().as_u16();
            if !is_redirection(status) {
                let last = self.finish(answer, &url).await.map_err(|error| chain.failed(error))?;
                let hops = chain.into_hops();
                // Whoever asked knows the address as it was given.
                let url = if hops.is_empty() { request.url } else { url };
                return Ok(Response { url, hops, ..last });
            }
            let location = answer.response.headers().get(LOCATION).map(HeaderValue::as_bytes);
            let pauses = headers::pauses(answer.response.headers());
            url = chain.follow(status, &url, location, pauses)?;
            // The next request may be to the same host, which has room for one alone.
            drop((answer, turn));
            turn = self.admit(&url).await.map_err(|error| chain.failed(error))?;
        }
    }

    /// Sends one request and waits for the header of its answer.
    async fn ask(
        &self,
        turn: &mut Turn,
        url: &Url,
        request: &Request,
        chain: &Chain,
    ) -> Result<Answer, FetchError> {
        let (fields, was_conditional) = self.fields(url, request, chain)?;
        let manner = Manner {
            trust: self.trust(url),
            http1_only: request.options.http1_only,
            // Another host's certificate is none of the owner's business.
            tls_insecure: request.options.tls_insecure && chain.is_at_home(url),
        };
        let (mut tries, mut is_second) = (0, false);
        loop {
            self.turns.refuse_held(turn.host())?;
            let client = if is_second {
                self.connections.fresh(manner)
            } else {
                self.connections.client(manner, turn.host())
            };
            let client = client.map_err(internal)?;
            let mut asked = reqwest::Request::new(Method::GET, url.clone());
            *asked.headers_mut() = fields.clone();
            let mut sent = Instant::now();
            let limit = self.net.limits.first_byte.min(self.net.limits.total);
            let mut execution = std::pin::pin!(client.execute(asked));
            let mut answer = tokio::time::timeout(SILENCE.min(limit), &mut execution).await;
            if answer.is_err() && SILENCE < limit {
                turn.steps_aside();
                answer = tokio::time::timeout_at(sent + limit, execution).await;
            }
            turn.was_used();
            match answer {
                Ok(Ok(response)) => {
                    let came = Instant::now();
                    turn.comes_back().await?;
                    // That it waits for a place is not the server's doing.
                    sent += came.elapsed();
                    turn.host().answered.over(&response);
                    if let Some(address) = response.remote_addr() {
                        turn.went_to(address.ip());
                    }
                    return sound(Answer { response, sent, was_conditional }, url);
                }
                Ok(Err(error)) if trouble::is_for_want_of_files(&error) && tries < TRIES => {
                    tries += 1;
                    self.connections.renew();
                    tokio::time::sleep(PAUSE).await;
                }
                // A connection that had been kept was closed while the request was on its way (RFC 9112 §9.3.1).
                Ok(Err(error)) if !is_second && reused::was_closed(&error, &turn.host().answered) => {
                    is_second = true;
                    turn.again().await;
                }
                Ok(Err(error)) => return Err(trouble::of_request(&error, url, &self.way(url, manner))),
                Err(_) => {
                    let shown = without_credentials(url);
                    let message = format!("{shown} did not answer within {} seconds", limit.as_secs());
                    return Err(FetchError::new(FailureClass::Timeout, message));
                }
            }
        }
    }

    /// What a request goes by that may be at fault.
    fn way(&self, url: &Url, manner: Manner) -> Way {
        Way { proxy: proxy_of(url, &self.net), http1_only: manner.http1_only }
    }

    /// The fields of one request, and whether it says what is known.
    fn fields(&self, url: &Url, request: &Request, chain: &Chain) -> Result<(HeaderMap, bool), FetchError> {
        let mut fields = headers::plain(&self.agent, request.wanted);
        let known = request.validators.as_ref().filter(|known| bare(&known.url) == *url);
        let was_conditional =
            known.is_some_and(|known| headers::add_validators(&mut fields, known, request.delta));
        if chain.is_at_home(url) {
            if let Some(credentials) = credentials(&request.url) {
                fields.insert(AUTHORIZATION, credentials);
            }
            headers::add_configured(&mut fields, &request.options)?;
        }
        Ok((fields, was_conditional))
    }

    /// Reads the body of the last answer of a chain.
    async fn finish(&self, answer: Answer, url: &Url) -> Result<Response, FetchError> {
        let Answer { response, sent, was_conditional } = answer;
        let status = response.status().as_u16();
        let head = headers::head(response.headers(), url);
        let (received, delay) = (self.clock.now(), sent.elapsed().as_secs());
        let body = match status {
            200 | 203 | 226 => body::read(response, url, sent, &self.net.limits, &self.rooms).await?,
            _ => Body::default(),
        };
        Ok(Response {
            status,
            url: url.clone(),
            hops: Vec::new(),
            head,
            was_conditional,
            body: body.bytes,
            wire_bytes: body.wire_bytes,
            delay,
            received,
            notes: body.notes,
            room: body.room.map(Arc::new),
        })
    }
}

/// Looks at the size of a header.
fn sound(answer: Answer, url: &Url) -> Result<Answer, FetchError> {
    let Some(excess) = headers::excess(answer.response.headers()) else { return Ok(answer) };
    let message = format!("the header of the answer of {} is too large: {excess}", without_credentials(url));
    Err(FetchError::new(FailureClass::Headers, message))
}

/// User name and password of an address, as the field that says them (RFC 7617 §2).
fn credentials(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let mut pair = decoded(url.username());
    pair.push(b':');
    pair.extend(decoded(url.password().unwrap_or_default()));
    let mut value = HeaderValue::from_str(&format!("Basic {}", base64(&pair))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |place: usize| u32::from(group.get(place).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place) & 63) as usize;
            text.push(if place > group.len() {
                '='
            } else {
                ALPHABET.get(index).map_or('=', |c| char::from(*c))
            });
        }
    }
    text
}

fn internal(problem: String) -> FetchError {
    FetchError::new(FailureClass::Internal, problem)
}

impl Fetch for Client {
    fn pace(&self, url: &Url) -> Pace {
        self.turns.pace(url)
    }

    fn turn<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Result<Turn, FetchError>> {
        Box::pin(self.admit(url))
    }

    fn get(&self, turn: Turn, request: Request) -> BoxFuture<'_, Result<Response, FetchError>> {
        Box::pin(self.follow(turn, request))
    }

    fn hold(&self, hold: Hold) {
        self.turns.hold(hold);
    }

    fn aside(&self) -> usize {
        self.turns.aside()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_of_an_address_are_sent_as_rfc_7617_has_it() {
        let of = |text: &str| {
            credentials(&Url::parse(text).unwrap()).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(of("http://a.example/"), None);
        assert_eq!(
            of("http://Aladdin:open%20sesame@a.example/").as_deref(),
            Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
        assert_eq!(of("http://a:b@a.example/").as_deref(), Some("Basic YTpi"));
        assert_eq!(of("http://ab@a.example/").as_deref(), Some("Basic YWI6"));
        assert_eq!(of("http://abc:%C3%BC@a.example/").as_deref(), Some("Basic YWJjOsO8"));
    }
}
