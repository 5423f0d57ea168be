//! How feedloom behaves towards servers: what the owner set, and what holds where nothing was set.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

mod groups;

pub use groups::hold_key;

/// The host of `url`, or nothing where it has none. The dot that ends a name as zone files write it (RFC 1034 §3.1) is left out: with it or
/// without it is the same host.
#[must_use]
pub fn host_of(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.strip_suffix('.').unwrap_or(host)
}

/// A host, perhaps with a port: `rss-bridge.lan`, `127.0.0.1:8080`, `[::1]:8080`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostName {
    /// The host as URLs spell it: lower case, Punycode, IPv6 in brackets. Without a dot at its end.
    pub host: String,
    /// The port; `None`: any.
    pub port: Option<u16>,
}

impl HostName {
    /// Reads a host as URLs have it, with or without a port.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let has_no_more = !text.contains(['/', '?', '#', '@', '\\']) && !text.trim().is_empty();
        let url = has_no_more.then(|| Url::parse(&format!("http://{text}/")).ok())??;
        // The parser leaves out the port that is usual for the scheme.
        let usual = text.strip_suffix(":80").is_some_and(|host| !host.ends_with(':'));
        url.host_str()?;
        Some(Self { host: host_of(&url).to_owned(), port: url.port().or(usual.then_some(80)) })
    }

    /// True where `url` is on this host, and on this port where one is named.
    #[must_use]
    pub fn covers(&self, url: &Url) -> bool {
        host_of(url) == self.host && self.port.is_none_or(|port| url.port_or_known_default() == Some(port))
    }
}

/// How far a `Retry-After` reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryScope {
    /// All feeds of the host wait.
    Host,
    /// The feed waits.
    Url,
}

/// What is special about one host. `[[host]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPolicy {
    /// Which host.
    pub name: HostName,
    /// Requests at one time at the most. Where it is set, the limit for one address does not count.
    pub max_concurrent: Option<usize>,
    /// Between the starts of two requests at the least.
    pub min_interval: Option<Duration>,
    /// How far a `Retry-After` reaches.
    pub retry_after: Option<RetryScope>,
}

/// What a request may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body as it comes over the wire.
    pub wire_bytes: u64,
    /// Bytes of a body when its content codings are undone.
    pub decoded_bytes: u64,
    /// For a connection, TLS included.
    pub connect: Duration,
    /// From the request to the header of the answer.
    pub first_byte: Duration,
    /// Between two pieces of the body.
    pub idle: Duration,
    /// For one request and its answer.
    pub total: Duration,
    /// Redirections that are followed.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wire_bytes: 16 << 20,
            decoded_bytes: 16 << 20,
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(20),
            idle: Duration::from_secs(10),
            total: Duration::from_mins(1),
            redirects: 5,
        }
    }
}

/// `[net]` and `[[host]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Net {
    /// Where an operator of a server finds out who asks. In the `User-Agent`.
    pub contact: Option<Url>,
    /// How many people read what is fetched; one is not said.
    pub subscribers: u64,
    /// Hosts that are asked though their addresses are private or their ports unusual.
    pub allow: Vec<HostName>,
    /// Requests at one time at the most, over all hosts.
    pub concurrency: usize,
    /// Bytes of bodies that are held at one time at the most, over all requests.
    pub in_flight_bytes: u64,
    /// Requests to one host at one time at the most.
    pub host_concurrency: usize,
    /// Requests to one IP address at one time at the most.
    pub address_concurrency: usize,
    /// Between the starts of two requests to a host at the least.
    pub host_interval: Duration,
    /// What a request may cost.
    pub limits: Limits,
    /// Through which all requests go.
    pub proxy: Option<Url>,
    /// True: the proxies that the environment names are used.
    pub use_env_proxy: bool,
    /// Certificates of authorities that are believed beside the usual ones, as a PEM file.
    pub ca_file: Option<PathBuf>,
    /// What is special about single hosts.
    pub hosts: Vec<HostPolicy>,
}

impl Default for Net {
    fn default() -> Self {
        Self {
            contact: None,
            subscribers: 1,
            allow: Vec::new(),
            concurrency: 64,
            in_flight_bytes: 128 << 20,
            host_concurrency: 1,
            address_concurrency: 4,
            host_interval: Duration::from_secs(1),
            limits: Limits::default(),
            proxy: None,
            use_env_proxy: false,
            ca_file: None,
            hosts: Vec::new(),
        }
    }
}

impl Net {
    /// True where the owner named the host of `url` in `allow`.
    #[must_use]
    pub fn allows(&self, url: &Url) -> bool {
        self.allow.iter().any(|name| name.covers(url))
    }

    /// What is special about the host of `url`: the longest name that covers it.
    #[must_use]
    pub fn host(&self, url: &Url) -> Option<&HostPolicy> {
        let covering = self.hosts.iter().filter(|host| host.name.covers(url));
        covering.max_by_key(|host| (host.name.host.len(), host.name.port.is_some()))
    }

    /// How far a `Retry-After` of the server at `url` reaches. A host that the owner let in is mostly a bridge: one of its routes that
    /// fails says nothing about the others.
    #[must_use]
    pub fn retry_scope(&self, url: &Url) -> RetryScope {
        let usual = if self.allows(url) { RetryScope::Url } else { RetryScope::Host };
        self.host(url).and_then(|host| host.retry_after).unwrap_or(usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_as_urls_name_it() {
        for (text, host, port) in [
            ("rss-bridge.LAN", "rss-bridge.lan", None),
            ("rss-bridge.lan.", "rss-bridge.lan", None),
            ("127.0.0.1:8080", "127.0.0.1", Some(8080)),
            ("example.org:80", "example.org", Some(80)),
            ("[::1]:81", "[::1]", Some(81)),
            ("[::1]", "[::1]", None),
            ("bücher.example", "xn--bcher-kva.example", None),
        ] {
            assert_eq!(HostName::parse(text), Some(HostName { host: host.to_owned(), port }), "{text}");
        }
        for wrong in ["", "http://a.example", "a.example/feed", "me@a.example", "a b"] {
            assert_eq!(HostName::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_longest_name_of_a_host_wins() {
        let named = |name: &str, max: usize| HostPolicy {
            name: HostName::parse(name).unwrap(),
            max_concurrent: Some(max),
            min_interval: None,
            retry_after: None,
        };
        let net = Net { hosts: vec![named("a.example", 2), named("a.example:81", 3)], ..Net::default() };
        let max = |url: &str| net.host(&Url::parse(url).unwrap()).and_then(|host| host.max_concurrent);
        assert_eq!(max("http://a.example/"), Some(2));
        assert_eq!(max("http://a.example:81/"), Some(3));
        assert_eq!(max("http://a.example.:81/"), Some(3));
        assert_eq!(max("http://b.example/"), None);
    }
}
