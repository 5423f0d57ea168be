//! Why a feed could not be had, as a word for programs and a sentence for people.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A poll that failed. What was published before stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure it is.
    pub class: FailureClass,
    /// What happened, and what to do about it where that is known, in words.
    pub message: String,
}

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Kinds of failures. Written as words, such as `blocked-address` or `status-503`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FailureClass {
            $($(#[$doc])* $name,)*
            /// The server answered with a status that brings no feed.
            Status(u16),
        }

        impl FailureClass {
            const WORDS: &[(Self, &str)] = &[$((Self::$name, $word),)*];
        }
    };
}

classes! {
    /// The address is private, or of another kind that is never asked.
    BlockedAddress = "blocked-address",
    /// The port is one that no feed is served on.
    BlockedPort = "blocked-port",
    /// The scheme is neither `http` nor `https`.
    Scheme = "scheme",
    /// The name of the host could not be resolved.
    Dns = "dns",
    /// No connection came about.
    Connect = "connect",
    /// The certificate has expired, or is not valid yet.
    TlsExpired = "tls-expired",
    /// The certificate is for another host.
    TlsWrongHost = "tls-wrong-host",
    /// Nobody that is known vouches for the certificate.
    TlsUntrusted = "tls-untrusted",
    /// The two sides found no version or cipher in common, or the handshake failed otherwise.
    TlsHandshake = "tls-handshake",
    /// Nothing came for too long.
    Timeout = "timeout",
    /// What came came too slowly.
    TooSlow = "too-slow",
    /// The document is larger than is read.
    TooLarge = "too-large",
    /// The document ended before its end.
    Truncated = "truncated",
    /// The content coding is unknown, or what came is not in it.
    Encoding = "encoding",
    /// The header is larger than is read.
    Headers = "headers",
    /// The server closed the connection without an answer.
    Closed = "closed",
    /// What came is not HTTP, or not as it has to be.
    Protocol = "protocol",
    /// An address leads to itself.
    RedirectLoop = "redirect-loop",
    /// There are more redirections than are followed.
    TooManyRedirects = "too-many-redirects",
    /// A redirection leads nowhere, or to where it must not.
    BadRedirect = "bad-redirect",
    /// The server has seen too many requests (429), of whomever.
    RateLimited = "rate-limited",
    /// The server wants to know whether a person asks.
    Challenge = "challenge",
    /// The answer has no content.
    Empty = "empty",
    /// The document is a web page.
    Page = "page",
    /// The document is no feed.
    NoFeed = "no-feed",
    /// The file could not be read.
    Unreadable = "unreadable",
    /// Something of ours went wrong.
    Internal = "internal",
}

impl fmt::Display for FailureClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Status(status) = self {
            return write!(f, "status-{status}");
        }
        let word = Self::WORDS.iter().find(|(class, _)| class == self).map_or("", |(_, word)| word);
        f.write_str(word)
    }
}

impl Serialize for FailureClass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FailureClass {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let status = word.strip_prefix("status-").and_then(|status| status.parse().ok()).map(Self::Status);
        let known = || Self::WORDS.iter().find(|(_, known)| *known == word).map(|(class, _)| *class);
        // A later version may know more.
        Ok(status.or_else(known).unwrap_or(Self::Internal))
    }
}

impl FailureClass {
    /// In a few words, as they stand after a number of feeds: "25 not found".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::BlockedAddress => "at an address that is never asked",
            Self::BlockedPort => "at a port that is never asked",
            Self::Scheme => "neither http nor https",
            Self::Dns => "no such host",
            Self::Connect => "no connection",
            Self::TlsExpired => "certificate expired",
            Self::TlsWrongHost => "certificate of another host",
            Self::TlsUntrusted => "certificate not trusted",
            Self::TlsHandshake => "no encrypted connection",
            Self::Timeout => "no answer in time",
            Self::TooSlow => "too slow",
            Self::TooLarge => "too large",
            Self::Truncated => "broken off",
            Self::Encoding => "damaged or unknown compression",
            Self::Headers => "header too large",
            Self::Closed => "connection closed without an answer",
            Self::Protocol => "no proper HTTP",
            Self::RedirectLoop => "redirected in a circle",
            Self::TooManyRedirects => "redirected too often",
            Self::BadRedirect => "redirected to nowhere",
            Self::RateLimited => "too many requests",
            Self::Challenge => "only for browsers",
            Self::Empty => "empty answer",
            Self::Page => "web page in place of a feed",
            Self::NoFeed => "no feed",
            Self::Unreadable => "not readable",
            Self::Internal => "fault of ours",
            Self::Status(401) => "password needed",
            Self::Status(403) => "refused",
            Self::Status(404) => "not found",
            Self::Status(410) => "gone for now",
            Self::Status(503) => "server busy",
            Self::Status(500..=599) => "server at fault",
            Self::Status(_) => "answer without a feed",
        }
    }

    /// True where the failure can be that of our own connection to the net.
    #[must_use]
    pub fn may_be_ours(self) -> bool {
        matches!(self, Self::Dns | Self::Connect)
    }
}
