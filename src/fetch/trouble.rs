//! What went wrong on the way to an answer: errors of the client in, a kind of failure and a sentence out.

use std::error::Error;
use std::io;

use rustls::CertificateError;
use url::Url;

use super::FetchError;
use super::resolve::NoAddress;
use crate::model::poll::FailureClass;
use crate::text::address::without_credentials;

/// `EMFILE` and `ENFILE`: the process, or the machine, has as many files open as it may.
const TOO_MANY_FILES: [i32; 2] = [24, 23];

/// The causes of an error, outermost first, also those that `io::Error` keeps to itself.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(within) => Some(within),
            None => error.source(),
        }
    })
}

pub(super) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// True where no connection came about because there are too many already.
pub(super) fn is_for_want_of_files(error: &reqwest::Error) -> bool {
    let mut codes = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()?.raw_os_error());
    codes.any(|code| TOO_MANY_FILES.contains(&code))
}

/// What a request goes by that the owner chose, and that may be at fault.
pub(super) struct Way {
    /// The proxy.
    pub(super) proxy: Option<Through>,
    /// True: HTTP/2 is forbidden.
    pub(super) http1_only: bool,
}

/// A proxy.
pub(super) struct Through {
    /// Its address, without credentials.
    pub(super) address: String,
    /// The key by which it is used.
    pub(super) key: &'static str,
}

/// Why a request got no answer.
pub(super) fn of_request(error: &reqwest::Error, url: &Url, way: &Way) -> FetchError {
    // What is wrong about a certificate is the origin's: the proxy hands it on.
    let is_before = error.is_connect() && find::<rustls::Error>(error).is_none();
    if let Some(proxy) = way.proxy.as_ref().filter(|_| is_before) {
        return of_proxy(error, proxy, url);
    }
    let failed = of_connection(error, url);
    let may_want_http2 = matches!(failed.class, FailureClass::Protocol | FailureClass::TlsHandshake);
    if !(way.http1_only && may_want_http2) {
        return failed;
    }
    let message = format!(
        "{}; its server may speak HTTP/2 alone, which `http1_only` of the source forbids: take that out of the configuration",
        failed.message
    );
    FetchError { message, ..failed }
}

/// Why no connection came about through the proxy of the owner. What is wrong with the origin, if anything, is not known then.
fn of_proxy(error: &reqwest::Error, proxy: &Through, url: &Url) -> FetchError {
    let Through { address, key } = proxy;
    let what = if error.is_timeout() { "it did not answer in time".to_owned() } else { innermost(error) };
    let message = format!(
        "the proxy {address} (`{key}`) gave no connection to {}: {what}; see that it runs, and that it is named with the user name and \
         password that it may want",
        without_credentials(url)
    );
    FetchError::new(FailureClass::Connect, message)
}

fn of_connection(error: &reqwest::Error, url: &Url) -> FetchError {
    let shown = without_credentials(url);
    if let Some(problem) = find::<NoAddress>(error) {
        let class = match problem {
            NoAddress::Blocked(..) => FailureClass::BlockedAddress,
            NoAddress::Unknown(_) | NoAddress::Late(_) => FailureClass::Dns,
        };
        return FetchError::new(class, format!("the host of {shown} is not asked: {problem}"));
    }
    if let Some(error) = find::<rustls::Error>(error) {
        return of_tls(error, &shown);
    }
    let (class, message) = match (find::<hyper::Error>(error), find::<io::Error>(error)) {
        _ if error.is_timeout() && error.is_connect() => {
            (FailureClass::Connect, format!("{shown} could not be connected to in time"))
        }
        _ if error.is_timeout() => (FailureClass::Timeout, format!("{shown} did not answer in time")),
        (Some(error), _) if is_for_its_size(error) => {
            (FailureClass::Headers, format!("the header of the answer of {shown} is larger than is read"))
        }
        (Some(error), _) if error.is_parse() => {
            (FailureClass::Protocol, format!("what {shown} answered is not HTTP ({error})"))
        }
        (_, Some(io)) if error.is_connect() && io.kind() == io::ErrorKind::UnexpectedEof => (
            FailureClass::TlsHandshake,
            format!("{shown} broke off while the connection was being encrypted"),
        ),
        (_, Some(io)) if error.is_connect() => {
            (FailureClass::Connect, format!("{shown} could not be connected to: {io}"))
        }
        (Some(error), _) if error.is_incomplete_message() => {
            (FailureClass::Protocol, format!("{shown} broke the connection off without an answer"))
        }
        _ if error.is_connect() => {
            (FailureClass::Connect, format!("{shown} could not be connected to: {}", innermost(error)))
        }
        _ => (FailureClass::Protocol, format!("{shown} gave no answer: {}", innermost(error))),
    };
    FetchError::new(class, message)
}

/// True where a header was larger than is read. Clients are told that in words alone.
fn is_for_its_size(error: &hyper::Error) -> bool {
    error.is_parse() && error.to_string().contains("too large")
}

/// Why the body of an answer came to no end.
pub(super) fn of_body(error: &reqwest::Error, url: &Url) -> FetchError {
    let message = format!(
        "the document of {} ended before its end ({}); it is asked for again next time",
        without_credentials(url),
        innermost(error)
    );
    FetchError::new(FailureClass::Truncated, message)
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map_or_else(String::new, ToString::to_string)
}

fn of_tls(error: &rustls::Error, shown: &str) -> FetchError {
    let rustls::Error::InvalidCertificate(certificate) = error else {
        let message = format!(
            "no encrypted connection to {shown} came about ({error}); its server may be too old for TLS 1.2"
        );
        return FetchError::new(FailureClass::TlsHandshake, message);
    };
    let (class, what) = match certificate {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            (FailureClass::TlsExpired, "has expired")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            (FailureClass::TlsExpired, "is not valid yet")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            (FailureClass::TlsWrongHost, "is for another host")
        }
        _ => (FailureClass::TlsUntrusted, "has nobody who is known and vouches for it"),
    };
    let remedy = match class {
        FailureClass::TlsUntrusted => "; name the authority that issued it in `net.ca_file`, if you know it",
        _ => "; its operator has to renew it",
    };
    FetchError::new(class, format!("the certificate of {shown} {what}{remedy}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_wrong_in_different_ways() {
        let class = |error| of_tls(&rustls::Error::InvalidCertificate(error), "https://a.example/").class;
        assert_eq!(class(CertificateError::Expired), FailureClass::TlsExpired);
        assert_eq!(class(CertificateError::NotValidYet), FailureClass::TlsExpired);
        assert_eq!(class(CertificateError::NotValidForName), FailureClass::TlsWrongHost);
        assert_eq!(class(CertificateError::UnknownIssuer), FailureClass::TlsUntrusted);
        let other = of_tls(&rustls::Error::HandshakeNotComplete, "https://a.example/");
        assert_eq!(other.class, FailureClass::TlsHandshake);
    }

    #[test]
    fn a_cause_within_a_cause_is_found() {
        let inner = io::Error::new(io::ErrorKind::InvalidData, rustls::Error::HandshakeNotComplete);
        let outer = io::Error::other(inner);
        assert!(find::<rustls::Error>(&outer).is_some());
        assert!(find::<NoAddress>(&outer).is_none());
    }
}
