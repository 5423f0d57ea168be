//! How a server is asked: what was read for the keys of [`POLLED`] in, what a request carries and when it is sent
//! out, or which of the keys make no sense together.
//!
//! Not done here: whether a line of cron is one (`schedule`), what a header field may be (`config`).

use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;

use super::BuildError;
use super::keys::POLLED;
use crate::model::options::Options;
use crate::model::poll::{RequestOptions, Schedule, Subscription};

/// How often a feed is asked where nobody says anything.
const EVERY: Duration = Duration::from_hours(1);
/// The pauses of an adaptive feed.
const LEAST: Duration = Duration::from_mins(15);
const MOST: Duration = Duration::from_hours(24);
/// Entries of the first document.
const FIRST: usize = 100;
/// New entries of a later one.
const MOST_NEW: usize = 1000;

/// How feeds are asked, wherever they are: what the members of a list have in common.
#[derive(Clone, Debug)]
pub struct Manner {
    schedule: Schedule,
    options: RequestOptions,
    first: usize,
    most_new: usize,
    /// What makes an entry of it the same as one that is known.
    pub(super) identity: Identity,
}

/// What makes an entry the same as one that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// Its id alone.
    Guid,
    /// Its id, or what else it has in common with it.
    Evidence,
}

impl Identity {
    /// What was read for the key.
    pub(super) fn read(options: &Options) -> Self {
        if options.text("identity") == Some("guid") { Self::Guid } else { Self::Evidence }
    }
}

fn wrong(key: &'static str, message: impl Into<String>) -> BuildError {
    BuildError { key, message: message.into() }
}

impl Manner {
    /// What was read for the keys.
    ///
    /// # Errors
    /// Where they make no sense together.
    pub fn read(options: &Options) -> Result<Self, BuildError> {
        let count = |key: &str, usual: usize| {
            options.number(key).and_then(|number| usize::try_from(number).ok()).unwrap_or(usual)
        };
        Ok(Self {
            schedule: schedule(options)?,
            options: RequestOptions {
                headers: headers(options)?,
                http1_only: options.flag("http1_only"),
                tls_insecure: options.flag("tls_insecure"),
            },
            first: count("first", FIRST),
            most_new: count("most_new", MOST_NEW),
            identity: Identity::read(options),
        })
    }

    /// The subscription to the feed at `url`. A name and a password in it are sent as they are meant, and stand in no address.
    ///
    /// # Errors
    /// Where the address says who asks, and a key does, too.
    pub fn subscribe(&self, url: &Url) -> Result<Subscription, BuildError> {
        let mut options = self.options.clone();
        let mut url = url.clone();
        url.set_fragment(None);
        if !url.username().is_empty() || url.password().is_some() {
            if is_named(&options, "authorization") {
                return Err(wrong("url", "says who asks, and so does another key; say it once"));
            }
            let decoded = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
            let (user, password) = (decoded(url.username()), decoded(url.password().unwrap_or_default()));
            options.headers.push(("Authorization".to_owned(), basic(&user, &password)));
            // An address without a host has no credentials.
            let _ = url.set_username("");
            let _ = url.set_password(None);
        }
        let Self { schedule, first, most_new, .. } = self;
        Ok(Subscription { url, schedule: schedule.clone(), options, first: *first, most_new: *most_new })
    }
}

/// Refuses keys that say how a server is asked where none is.
pub(super) fn refuse(options: &Options) -> Result<(), BuildError> {
    match POLLED.iter().find(|key| options.get(key.name).is_some()) {
        Some(key) => Err(wrong(key.name, "says how a server is asked, and this is a file; leave it out")),
        None => Ok(()),
    }
}

fn schedule(options: &Options) -> Result<Schedule, BuildError> {
    let every = options.number("every").map(Duration::from_secs);
    let bound = |key: &str| options.number(key).map(Duration::from_secs);
    let is_adaptive = options.flag("adaptive");
    let cron = options.text("cron");
    if cron.is_some() && (every.is_some() || is_adaptive) || every.is_some() && is_adaptive {
        let key = if is_adaptive { "adaptive" } else { "cron" };
        return Err(wrong(
            key,
            "says when the server is asked, and so does another key; keep one of `every`, `cron`, `adaptive`",
        ));
    }
    if let Some(key) = ["least", "most"].into_iter().find(|key| !is_adaptive && options.get(key).is_some()) {
        return Err(wrong(key, "is a bound of `adaptive = true`, which is not there"));
    }
    let (least, most) = (bound("least").unwrap_or(LEAST), bound("most"));
    if most.is_some_and(|most| most < least) {
        return Err(wrong("most", "is shorter than `least`"));
    }
    Ok(match cron {
        Some(line) => Schedule::Cron(line.to_owned()),
        None if is_adaptive => Schedule::Adaptive { least, most: most.unwrap_or(MOST).max(least) },
        None => Schedule::Every(every.unwrap_or(EVERY)),
    })
}

fn headers(options: &Options) -> Result<Vec<(String, String)>, BuildError> {
    let mut headers: Vec<(String, String)> = options
        .map("headers")
        .into_iter()
        .flatten()
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect();
    match (options.text("user"), options.text("password")) {
        (None, None) => {}
        (None, Some(_)) => return Err(wrong("password", "goes with a `user`, which is missing")),
        (Some(_), _) if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")) => {
            return Err(wrong(
                "user",
                "says who asks, and so does `Authorization` in `headers`; say it once",
            ));
        }
        // RFC 7617 §2.
        (Some(user), _) if user.contains(':') => return Err(wrong("user", "holds a `:`, which no name can")),
        (Some(user), password) => {
            let value = basic(user.as_bytes(), password.unwrap_or_default().as_bytes());
            headers.push(("Authorization".to_owned(), value));
        }
    }
    Ok(headers)
}

fn is_named(options: &RequestOptions, name: &str) -> bool {
    options.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// The value of `Authorization` (RFC 7617 §2).
fn basic(user: &[u8], password: &[u8]) -> String {
    let mut value = "Basic ".to_owned();
    encode(&[user, b":", password].concat(), &mut value);
    value
}

/// Base64 (RFC 4648 §4).
fn encode(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * at) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::options::Setting;

    fn options(values: &[(&'static str, Setting)]) -> Options {
        let mut options = Options::default();
        for (key, value) in values {
            options.set(key, value.clone());
        }
        options
    }

    fn text(text: &str) -> Setting {
        Setting::Text(text.to_owned())
    }

    fn asked(values: &[(&'static str, Setting)], url: &str) -> Result<Subscription, &'static str> {
        let read = Manner::read(&options(values)).map_err(|error| error.key)?;
        read.subscribe(&Url::parse(url).unwrap()).map_err(|error| error.key)
    }

    #[test]
    fn one_key_says_when_a_server_is_asked() {
        let (every, flag, number) = (Setting::Number(7200), Setting::Flag(true), Setting::Number);
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        for (values, expected) in [
            (vec![], Ok(Schedule::Every(hours(1)))),
            (vec![("every", every.clone())], Ok(Schedule::Every(hours(2)))),
            (vec![("cron", text("0 * * * *"))], Ok(Schedule::Cron("0 * * * *".to_owned()))),
            (vec![("adaptive", flag.clone())], Ok(Schedule::Adaptive { least: LEAST, most: MOST })),
            (
                vec![("adaptive", flag.clone()), ("least", number(172_800))],
                Ok(Schedule::Adaptive { least: hours(48), most: hours(48) }),
            ),
            (vec![("adaptive", flag.clone()), ("least", number(7200)), ("most", number(3600))], Err("most")),
            (vec![("every", every.clone()), ("cron", text("0 * * * *"))], Err("cron")),
            (vec![("every", every), ("adaptive", flag.clone())], Err("adaptive")),
            (vec![("adaptive", flag), ("cron", text("0 * * * *"))], Err("adaptive")),
            (vec![("most", number(3600))], Err("most")),
        ] {
            let found = asked(&values, "https://a.example/feed").map(|subscription| subscription.schedule);
            assert_eq!(found, expected, "{values:?}");
        }
    }

    #[test]
    fn who_asks_is_said_once_and_never_in_an_address() {
        let header =
            |value: &str| Setting::Map(BTreeMap::from([("authorization".to_owned(), value.to_owned())]));
        let login = [("user", text("me")), ("password", text("secret"))];
        let bare = asked(&login, "https://a.example/feed#x").unwrap();
        assert_eq!(bare.url.as_str(), "https://a.example/feed");
        assert_eq!(bare.options.headers, [("Authorization".to_owned(), "Basic bWU6c2VjcmV0".to_owned())]);
        let inside = asked(&[], "https://me:secr%65t@a.example/feed").unwrap();
        assert_eq!((inside.url.clone(), inside.options), (bare.url, bare.options));
        for (values, url, key) in [
            (&login[..], "https://me@a.example/", "url"),
            (&[("headers", header("Bearer x"))], "https://me@a.example/", "url"),
            (&[("headers", header("Bearer x")), ("user", text("me"))], "https://a.example/", "user"),
            (&[("password", text("x"))], "https://a.example/", "password"),
            (&[("user", text("a:b"))], "https://a.example/", "user"),
        ] {
            assert_eq!(asked(values, url), Err(key), "{url}");
        }
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            let mut out = String::new();
            encode(plain.as_bytes(), &mut out);
            assert_eq!(out, coded);
        }
    }
}
