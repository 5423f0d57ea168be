//! Header fields: what a request carries, and what of an answer's is looked at.
//!
//! In: what is asked and what is known, or the fields of an answer. Out: fields to send, or a [`Head`]. Pure. What is not named here is not
//! sent: no `Referer`, no `Cookie`, no `Range`, nothing that forbids caches to answer.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AGE, CACHE_CONTROL, CONTENT_LOCATION, CONTENT_TYPE, DATE, ETAG, EXPIRES,
    HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
    USER_AGENT,
};
use url::Url;

use super::{FetchError, Head, Wanted};
use crate::model::net::Net;
use crate::model::poll::{FailureClass, Octets, RequestOptions, Validators};
use crate::text::address::without_credentials;

/// Fields of an answer at the most.
pub(super) const MOST_FIELDS: usize = 100;
/// Bytes of all of them, and of one.
pub(super) const MOST_BYTES: usize = 64 << 10;
const MOST_VALUE: usize = 16 << 10;
/// Bytes of a validator that is sent back.
const MOST_VALIDATOR: usize = 1024;

/// RFC 3229 §10.5.3, and the manipulation that feeds have: an answer may bring only the entries that are new.
const A_IM: HeaderName = HeaderName::from_static("a-im");
const IM: HeaderName = HeaderName::from_static("im");
const CF_MITIGATED: HeaderName = HeaderName::from_static("cf-mitigated");

/// Who asks: the program, where its operator is found, and for how many.
///
/// # Errors
/// Where that cannot be sent, in words.
pub(super) fn agent(net: &Net) -> Result<HeaderValue, String> {
    // Within a comment these would end it, or escape what follows (RFC 9110 §5.6.5).
    let quoted =
        |url: &Url| without_credentials(url).replace('(', "%28").replace(')', "%29").replace('\\', "%5C");
    let contact = net.contact.as_ref().map(|url| format!("+{}", quoted(url)));
    let readers = (net.subscribers > 1).then(|| format!("{} subscribers", net.subscribers));
    let more: Vec<String> = contact.into_iter().chain(readers).collect();
    let name = concat!("feedloom/", env!("CARGO_PKG_VERSION"));
    let agent = if more.is_empty() { name.to_owned() } else { format!("{name} ({})", more.join("; ")) };
    HeaderValue::from_str(&agent).map_err(|_| format!("`{agent}` cannot be sent as the name of who asks"))
}

/// What every request carries.
pub(super) fn plain(agent: &HeaderValue, wanted: Wanted) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(USER_AGENT, agent.clone());
    headers.insert(ACCEPT, HeaderValue::from_static(accept(wanted)));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br, zstd"));
    headers
}

/// Adds what is known of the document; `delta`: only what is new since then may come. True where anything is known.
pub(super) fn add_validators(headers: &mut HeaderMap, known: &Validators, delta: bool) -> bool {
    let value = |octets: &Option<Octets>| HeaderValue::from_bytes(octets.as_ref()?.as_bytes()).ok();
    let (etag, last_modified) = (value(&known.etag), value(&known.last_modified));
    let is_conditional = etag.is_some() || last_modified.is_some();
    if let Some(etag) = etag {
        headers.insert(IF_NONE_MATCH, etag);
        if delta {
            headers.insert(A_IM, HeaderValue::from_static("feed"));
        }
    }
    if let Some(last_modified) = last_modified {
        headers.insert(IF_MODIFIED_SINCE, last_modified);
    }
    is_conditional
}

/// Adds what the owner configured; it takes the place of what every request carries.
pub(super) fn add_configured(headers: &mut HeaderMap, options: &RequestOptions) -> Result<(), FetchError> {
    for (name, text) in &options.headers {
        let field = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(text).ok());
        let Some((field, mut value)) = field else {
            let message =
                format!("the header field `{name}` of its configuration cannot be sent; correct it");
            return Err(FetchError::new(FailureClass::Internal, message));
        };
        value.set_sensitive(true);
        headers.insert(field, value);
    }
    Ok(())
}

fn accept(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Feed | Wanted::Guess => {
            "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, \
             text/xml;q=0.8, */*;q=0.1"
        }
        Wanted::FeedOrPage => {
            "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, */*;q=0.1"
        }
        Wanted::Outline => "text/x-opml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1",
    }
}

/// Says what is too large about the header of an answer, in words.
pub(super) fn excess(headers: &HeaderMap) -> Option<String> {
    if headers.len() > MOST_FIELDS {
        return Some(format!("{} fields, of {MOST_FIELDS} at the most", headers.len()));
    }
    let mut bytes = 0;
    for (name, value) in headers {
        if value.len() > MOST_VALUE {
            return Some(format!("{} bytes in `{name}`, of {MOST_VALUE} at the most", value.len()));
        }
        bytes += name.as_str().len() + value.len() + 4;
    }
    (bytes > MOST_BYTES).then(|| format!("{bytes} bytes, of {MOST_BYTES} at the most"))
}

/// What of a header is looked at. `url` is where it was answered.
pub(super) fn head(headers: &HeaderMap, url: &Url) -> Head {
    Head {
        etag: validator(headers, &ETAG),
        last_modified: validator(headers, &LAST_MODIFIED),
        cache_control: joined(headers, &CACHE_CONTROL),
        expires: first(headers, &EXPIRES),
        date: first(headers, &DATE),
        age: first(headers, &AGE),
        retry_after: pauses(headers),
        content_type: first(headers, &CONTENT_TYPE),
        content_location: first(headers, &CONTENT_LOCATION).and_then(|at| url.join(&at).ok()),
        instance_manipulation: joined(headers, &IM),
        is_challenge: headers
            .get(&CF_MITIGATED)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"challenge")),
    }
}

/// Each field that says when to ask again: a server that says two things means at least one of them.
pub(super) fn pauses(headers: &HeaderMap) -> Vec<String> {
    headers.get_all(&RETRY_AFTER).iter().map(text).collect()
}

/// The first field of a name that has one value.
fn first(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(text)
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

/// All fields of a name, as one list (RFC 9110 §5.3).
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let mut joined = text(values.next()?);
    for value in values {
        joined.push_str(", ");
        joined.push_str(&text(value));
    }
    Some(joined)
}

/// A validator as it came, byte for byte, where it can be sent back. A field without a value says nothing; `""` is an `ETag` (RFC 9110
/// §8.8.3).
fn validator(headers: &HeaderMap, name: &HeaderName) -> Option<Octets> {
    let bytes = headers.get(name)?.as_bytes();
    let is_sound = (1..=MOST_VALIDATOR).contains(&bytes.len())
        && !bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0));
    is_sound.then(|| Octets::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(list: &[(&'static str, &[u8])]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap()))
            .collect()
    }

    #[test]
    fn a_request_carries_these_fields_and_no_others() {
        let net = Net { contact: Url::parse("https://planet.example/").ok(), ..Net::default() };
        let mut headers = plain(&agent(&net).unwrap(), Wanted::Feed);
        assert_eq!(headers.len(), 3);
        let known = Validators {
            url: Url::parse("https://a.example/").unwrap(),
            etag: Some(Octets::new(&b"W/\"\xe9\""[..])),
            last_modified: Some(Octets::new(&b"garbage"[..])),
        };
        assert!(add_validators(&mut headers, &known, true));
        let mut names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            ["a-im", "accept", "accept-encoding", "if-modified-since", "if-none-match", "user-agent"]
        );
        assert_eq!(headers[IF_NONE_MATCH].as_bytes(), b"W/\"\xe9\"");
        assert_eq!(headers[IF_MODIFIED_SINCE].as_bytes(), b"garbage");
    }

    #[test]
    fn only_validators_that_are_known_are_sent() {
        let mut headers = HeaderMap::new();
        let mut known =
            Validators { url: Url::parse("https://a.example/").unwrap(), etag: None, last_modified: None };
        assert!(!add_validators(&mut headers, &known, true));
        known.last_modified = Some(Octets::new(&b"Mon"[..]));
        assert!(add_validators(&mut headers, &known, true));
        assert_eq!(headers.len(), 1);
    }

    #[test]
    fn who_asks_says_where_to_complain_and_for_how_many() {
        let version = env!("CARGO_PKG_VERSION");
        let of = |contact: Option<&str>, subscribers| {
            let contact = contact.and_then(|url| Url::parse(url).ok());
            agent(&Net { contact, subscribers, ..Net::default() }).unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(of(None, 1), format!("feedloom/{version}"));
        assert_eq!(of(Some("https://p.example/"), 1), format!("feedloom/{version} (+https://p.example/)"));
        assert_eq!(
            of(Some("https://p.example/"), 7),
            format!("feedloom/{version} (+https://p.example/; 7 subscribers)")
        );
        assert_eq!(
            of(Some("https://me:secret@p.example/a_(b)?c\\"), 1),
            format!("feedloom/{version} (+https://p.example/a_%28b%29?c%5C)")
        );
    }

    #[test]
    fn what_the_owner_configured_goes_first() {
        let mut headers = plain(&HeaderValue::from_static("a"), Wanted::Feed);
        let options = |name: &str, value: &str| RequestOptions {
            headers: vec![(name.to_owned(), value.to_owned())],
            ..RequestOptions::default()
        };
        add_configured(&mut headers, &options("User-Agent", "b")).unwrap();
        assert_eq!(headers[USER_AGENT], "b");
        assert!(headers[USER_AGENT].is_sensitive());
        assert!(add_configured(&mut headers, &options("X", "a\r\nb: c")).is_err());
        assert!(add_configured(&mut headers, &options("a b", "c")).is_err());
    }

    #[test]
    fn validators_are_taken_as_they_are_or_not_at_all() {
        let url = Url::parse("https://a.example/dir/feed").unwrap();
        for value in [&b"\"a\\b\""[..], b"W/\"x\"", b"\"\xe9\"", b"unquoted", b"\"\""] {
            assert_eq!(head(&fields(&[("etag", value)]), &url).etag, Some(Octets::new(value)));
        }
        assert_eq!(head(&fields(&[("etag", &[b'a'; 1025])]), &url).etag, None);
        let empty = head(&fields(&[("etag", b""), ("last-modified", b"")]), &url);
        assert_eq!((empty.etag, empty.last_modified), (None, None));
    }

    #[test]
    fn lists_are_joined_and_of_single_values_the_first_counts_but_each_pause() {
        let url = Url::parse("https://a.example/dir/feed").unwrap();
        let head = head(
            &fields(&[
                ("cache-control", b"public"),
                ("cache-control", b"max-age=3"),
                ("retry-after", b"1"),
                ("retry-after", b"2"),
                ("content-location", b"other"),
                ("cf-mitigated", b"challenge"),
            ]),
            &url,
        );
        assert_eq!(head.cache_control.as_deref(), Some("public, max-age=3"));
        assert_eq!(head.retry_after, ["1", "2"]);
        assert_eq!(head.content_location.unwrap().as_str(), "https://a.example/dir/other");
        assert!(head.is_challenge);
    }

    #[test]
    fn a_header_that_is_too_large_is_told() {
        assert_eq!(excess(&fields(&[("a", b"b")])), None);
        assert!(excess(&fields(&vec![("a", &b"b"[..]); 101])).is_some());
        assert!(excess(&fields(&[("a", &vec![b'b'; 16 * 1024 + 1])])).is_some());
        assert!(excess(&fields(&vec![("a", &[b'b'; 10_000][..]); 7])).is_some());
    }
}
