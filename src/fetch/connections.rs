//! The connections: one HTTP client for each manner of asking, and no more of them open than this process may have.
//!
//! In: the settings, and the host that is to be asked. Out: a client. A client keeps the connections that it has opened for the next request
//! to the same host. Where that would become too many, all of them are let go of and a new *generation* begins: a run over
//! thousands of hosts asks most of them once.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::redirect::Policy;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::headers::{MOST_BYTES, MOST_FIELDS};
use super::resolve::{Dialled, Names, Trust};
use super::trouble::Through;
use super::turns::Host;
use crate::model::net::Net;
use crate::text::address::without_credentials;

/// Connections that are kept, where the system does not say how many files may be open.
const USUAL_KEPT: usize = 512;

/// How long a connection is kept for a next request. Servers close idle ones after five seconds and more: whoever asks at that very
/// moment gets no answer.
const IDLE: Duration = Duration::from_secs(4);

/// What is special about the connections of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    pub(super) trust: Trust,
    pub(super) http1_only: bool,
    pub(super) tls_insecure: bool,
}

/// All connections.
pub(super) struct Connections {
    net: Arc<Net>,
    names: Arc<Names>,
    tls: ClientConfig,
    proxies: Arc<[String]>,
    most: usize,
    generation: Mutex<Generation>,
}

struct Generation {
    number: u64,
    clients: Vec<(Manner, reqwest::Client)>,
    /// Connections that may be open, by what their hosts allow.
    open: usize,
}

impl Connections {
    /// # Errors
    /// TLS cannot be set up, or the certificates of the owner cannot be read: in words.
    pub(super) fn new(net: Arc<Net>, names: Arc<Names>) -> Result<Self, String> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("TLS could not be set up: {error}"))?
            .with_root_certificates(roots(net.ca_file.as_deref())?)
            .with_no_client_auth();
        let proxies = proxies(&net);
        let generation = Mutex::new(Generation { number: 1, clients: Vec::new(), open: 0 });
        Ok(Self { net, names, tls, proxies, most: most_open(), generation })
    }

    /// A client that asks in this manner, for one request to the host.
    pub(super) fn client(&self, manner: Manner, host: &Host) -> Result<reqwest::Client, String> {
        let mut generation = self.generation();
        if host.counted.load(Ordering::Relaxed) != generation.number {
            let more = host.pace.concurrency.min(self.net.concurrency);
            if generation.open > 0 && generation.open + more > self.most {
                generation.renew();
            }
            generation.open += more;
            host.counted.store(generation.number, Ordering::Relaxed);
        }
        if let Some((_, client)) = generation.clients.iter().find(|(known, _)| *known == manner) {
            return Ok(client.clone());
        }
        let client = self.make(manner)?;
        generation.clients.push((manner, client.clone()));
        Ok(client)
    }

    /// A client that asks in this manner, and has no connection yet.
    pub(super) fn fresh(&self, manner: Manner) -> Result<reqwest::Client, String> {
        self.make(manner)
    }

    /// Lets go of all connections that are not in use.
    pub(super) fn renew(&self) {
        self.generation().renew();
    }

    fn generation(&self) -> MutexGuard<'_, Generation> {
        self.generation.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make(&self, manner: Manner) -> Result<reqwest::Client, String> {
        let dialled = Dialled {
            names: Arc::clone(&self.names),
            trust: manner.trust,
            proxies: Arc::clone(&self.proxies),
        };
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.net.limits.connect)
            .pool_idle_timeout(IDLE)
            .http1_max_headers(MOST_FIELDS)
            // One bad field does not spoil an answer: it is left out where it holds a control character (RFC 9110 §5.5), and
            // read where it is folded (RFC 9112 §5.2) or has a blank before its colon, as proxies do (RFC 9112 §5.1).
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http2_max_header_list_size(u32::try_from(MOST_BYTES).unwrap_or(u32::MAX))
            .dns_resolver(dialled);
        if let Some(proxy) = &self.net.proxy {
            let proxy =
                reqwest::Proxy::all(proxy.clone()).map_err(|error| format!("`net.proxy`: {error}"))?;
            builder = builder.no_proxy().proxy(proxy);
        } else if !self.net.use_env_proxy {
            builder = builder.no_proxy();
        }
        if manner.http1_only {
            builder = builder.http1_only();
        }
        builder = if manner.tls_insecure {
            builder.tls_danger_accept_invalid_certs(true)
        } else {
            let mut tls = self.tls.clone();
            let protocols: &[&[u8]] = if manner.http1_only { &[b"http/1.1"] } else { &[b"h2", b"http/1.1"] };
            tls.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
            builder.tls_backend_preconfigured(tls)
        };
        builder.build().map_err(|error| format!("the HTTP client could not be made: {error}"))
    }
}

impl Generation {
    fn renew(&mut self) {
        // Requests that are under way keep their client.
        self.clients.clear();
        self.number += 1;
        self.open = 0;
    }
}

/// Authorities that are believed: those that browsers believe, which a container without any of its own needs, and the owner's.
fn roots(ca_file: Option<&Path>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    ca_file.map_or(Ok(()), |path| add_authorities(&mut roots, path))?;
    Ok(roots)
}

/// Adds the authorities of the owner.
///
/// # Errors
/// The file cannot be read, or holds none: in words.
fn add_authorities(roots: &mut RootCertStore, path: &Path) -> Result<(), String> {
    let wrong = |what: String| format!("`net.ca_file`: {}: {what}", path.display());
    let mut count = 0;
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))? {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
        count += 1;
    }
    if count == 0 { Err(wrong("there is no certificate in it".to_owned())) } else { Ok(()) }
}

/// Looks whether the authorities of the owner can be read.
///
/// # Errors
/// As they cannot, in words that name the key and the file.
pub fn check_authorities(net: &Net) -> Result<(), String> {
    let mut roots = RootCertStore::empty();
    net.ca_file.as_deref().map_or(Ok(()), |path| add_authorities(&mut roots, path))
}

/// The hosts of the proxies that requests go through. They are the owner's, and may be anywhere.
fn proxies(net: &Net) -> Arc<[String]> {
    let host = |url: url::Url| url.host_str().map(str::to_owned);
    if let Some(proxy) = &net.proxy {
        return host(proxy.clone()).into_iter().collect();
    }
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let set = names.iter().filter(|_| net.use_env_proxy).filter_map(|name| std::env::var(name).ok());
    // `host:port` without a scheme is usual there.
    set.filter_map(|text| {
        let with_scheme = if text.contains("://") { text } else { format!("http://{text}") };
        host(url::Url::parse(&with_scheme).ok()?)
    })
    .collect()
}

/// The proxy that a request to `url` goes through.
pub(super) fn proxy_of(url: &Url, net: &Net) -> Option<Through> {
    if let Some(proxy) = &net.proxy {
        return Some(Through { address: without_credentials(proxy), key: "net.proxy" });
    }
    let target = url.as_str().parse().ok().filter(|_| net.use_env_proxy)?;
    let proxy = Matcher::from_env().intercept(&target)?;
    Some(Through { address: proxy.uri().to_string(), key: "net.use_env_proxy" })
}

/// Connections that are kept open: half of the files that this process may open.
#[cfg(unix)]
fn most_open() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    limit.and_then(|files| usize::try_from(files / 2).ok()).map_or(USUAL_KEPT, |half| half.min(4096))
}

#[cfg(not(unix))]
fn most_open() -> usize {
    USUAL_KEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(net: Net) -> Result<Connections, String> {
        Connections::new(Arc::new(net), Arc::new(Names::new(Duration::from_secs(1))))
    }

    #[test]
    fn a_file_of_certificates_that_has_none_is_told_with_its_name() {
        for path in ["Cargo.toml", "missing.pem"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            let net = Net { ca_file: Some(path.clone()), ..Net::default() };
            let error = check_authorities(&net).unwrap_err();
            assert_eq!(connections(net).err(), Some(error.clone()));
            assert!(error.contains("net.ca_file") && error.contains(&path.display().to_string()), "{error}");
        }
    }

    #[test]
    fn the_proxy_of_the_owner_may_be_anywhere() {
        let net = Net { proxy: url::Url::parse("http://proxy.lan:3128").ok(), ..Net::default() };
        assert_eq!(*proxies(&net), ["proxy.lan".to_owned()]);
        assert!(proxies(&Net::default()).is_empty());
    }
}
