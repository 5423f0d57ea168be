//! Names to addresses, each of which is looked at before it is dialled.
//!
//! In: URLs. Out: addresses that may be asked. The client dials what was found here and looks nothing up by itself, so that a name that
//! says one thing to whoever checks and another to whoever dials gains nothing.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::time::Instant;
use url::{Host, Url};

use super::{FetchError, guard};
use crate::model::poll::FailureClass;
use crate::text::address::without_credentials;

/// For how long an answer holds: long enough that what was found for a request is what its connection dials.
const HOLDS: Duration = Duration::from_mins(1);
/// Addresses of a name that are dialled at the most, of each family.
const MOST_ADDRESSES: usize = 8;
/// Names that are remembered at the most.
const MOST_NAMES: usize = 4096;

/// Names and what they lead to.
pub(super) struct Names {
    limit: Duration,
    known: Mutex<HashMap<(String, Trust), Known>>,
}

/// Whether the owner named the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Trust {
    /// It may be on a public address only.
    Public,
    /// The owner allowed it, wherever it is.
    Allowed,
}

struct Known {
    addresses: Arc<[IpAddr]>,
    until: Instant,
}

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAddress {
    #[error("{0}")]
    Unknown(#[from] io::Error),
    #[error("no answer within {} seconds", .0.as_secs())]
    Late(Duration),
    #[error("{1}, {0}")]
    Blocked(IpAddr, &'static str),
}

impl Names {
    /// Names that have to be found within a time.
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, known: Mutex::default() }
    }

    /// The addresses that are dialled for `url`, which has passed [`guard::check`]: one at the least.
    pub(super) async fn addresses(&self, url: &Url, trust: Trust) -> Result<Arc<[IpAddr]>, FetchError> {
        let name = match url.host() {
            Some(Host::Ipv4(address)) => return Ok([address.into()].into()),
            Some(Host::Ipv6(address)) => return Ok([address.into()].into()),
            Some(Host::Domain(name)) => name,
            None => "",
        };
        let found = self.find(name, trust).await.and_then(|addresses| {
            let is_somewhere = !addresses.is_empty();
            is_somewhere.then_some(addresses).ok_or_else(|| io::Error::other("it has no address").into())
        });
        found.map_err(|problem| Self::failed(url, &problem))
    }

    async fn find(&self, name: &str, trust: Trust) -> Result<Arc<[IpAddr]>, NoAddress> {
        let key = (name.to_owned(), trust);
        let now = Instant::now();
        if let Some(known) = self.known().get(&key).filter(|known| now < known.until) {
            return Ok(Arc::clone(&known.addresses));
        }
        let found = tokio::time::timeout(self.limit, tokio::net::lookup_host((name, 0)))
            .await
            .map_err(|_| NoAddress::Late(self.limit))??;
        let addresses: Arc<[IpAddr]> = admitted(found.map(|address| address.ip()), trust)?.into();
        let mut known = self.known();
        if known.len() >= MOST_NAMES {
            known.clear();
        }
        known.insert(key, Known { addresses: Arc::clone(&addresses), until: now + HOLDS });
        Ok(addresses)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<(String, Trust), Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(url: &Url, problem: &NoAddress) -> FetchError {
        match problem {
            NoAddress::Blocked(address, kind) => guard::blocked(url, Some(*address), kind),
            NoAddress::Unknown(_) | NoAddress::Late(_) => {
                let message = format!(
                    "the host of {} was not found: {problem}; check the address, and the connection to the net",
                    without_credentials(url)
                );
                FetchError::new(FailureClass::Dns, message)
            }
        }
    }
}

/// Those addresses that may be dialled.
fn admitted(found: impl Iterator<Item = IpAddr>, trust: Trust) -> Result<Vec<IpAddr>, NoAddress> {
    let mut refused = None;
    let mut admitted: Vec<IpAddr> = Vec::new();
    for address in found {
        let alike = admitted.iter().filter(|known| known.is_ipv4() == address.is_ipv4());
        if alike.count() >= MOST_ADDRESSES {
            continue;
        }
        match guard::kind(address).filter(|_| trust == Trust::Public) {
            Some(kind) => refused = refused.or(Some((address, kind))),
            None => admitted.push(address),
        }
    }
    match refused {
        Some((address, kind)) if admitted.is_empty() => Err(NoAddress::Blocked(address, kind)),
        _ => Ok(admitted),
    }
}

/// Gives a client the addresses that it dials.
pub(super) struct Dialled {
    pub(super) names: Arc<Names>,
    pub(super) trust: Trust,
    /// Hosts of proxies, which the owner named.
    pub(super) proxies: Arc<[String]>,
}

impl Resolve for Dialled {
    fn resolve(&self, name: Name) -> Resolving {
        let names = Arc::clone(&self.names);
        let is_proxy = self.proxies.iter().any(|proxy| proxy == name.as_str());
        let trust = if is_proxy { Trust::Allowed } else { self.trust };
        Box::pin(async move {
            let addresses = names.find(name.as_str(), trust).await?;
            let dialled: Vec<SocketAddr> = addresses.iter().map(|address| (*address, 0).into()).collect();
            Ok(Box::new(dialled.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(addresses: &[&str], trust: Trust) -> Result<Vec<String>, String> {
        let addresses = addresses.iter().map(|text| text.parse().unwrap());
        let admitted = admitted(addresses, trust).map_err(|problem| problem.to_string())?;
        Ok(admitted.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn of_the_addresses_of_a_name_only_public_ones_are_dialled() {
        assert_eq!(admit(&["8.8.8.8", "10.0.0.1", "::1"], Trust::Public), Ok(vec!["8.8.8.8".to_owned()]));
        assert_eq!(admit(&["10.0.0.1", "::1"], Trust::Public), Err("a private address, 10.0.0.1".to_owned()));
        assert_eq!(admit(&["10.0.0.1"], Trust::Allowed), Ok(vec!["10.0.0.1".to_owned()]));
        assert_eq!(admit(&[], Trust::Public), Ok(Vec::new()));
        let many = (0..20).map(|n| format!("8.8.8.{n}")).chain((0..20).map(|n| format!("2600::{n}")));
        let many: Vec<String> = many.collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(admit(&many, Trust::Public).map(|few| few.len()), Ok(16));
    }

    #[tokio::test]
    async fn a_name_is_looked_up_once_and_the_trust_is_not_carried_over() {
        let names = Names::new(Duration::from_secs(10));
        let url = Url::parse("http://localhost/").unwrap();
        assert!(names.addresses(&url, Trust::Allowed).await.unwrap()[0].is_loopback());
        assert_eq!(names.known().len(), 1);
        let error = names.addresses(&url, Trust::Public).await.unwrap_err();
        assert_eq!(error.class, FailureClass::BlockedAddress);
        let resolver = |trust, proxies: &[String]| Dialled {
            names: Arc::new(Names::new(Duration::from_secs(10))),
            trust,
            proxies: proxies.into(),
        };
        let localhost = || "localhost".parse::<Name>().unwrap();
        assert!(resolver(Trust::Public, &[]).resolve(localhost()).await.is_err());
        assert!(resolver(Trust::Public, &["localhost".to_owned()]).resolve(localhost()).await.is_ok());
    }
}
