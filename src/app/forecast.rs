//! What is going to be asked of servers. In: what the state remembers, and a span of time. Out: requests by host. Nothing is asked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::lists::asked;
use super::status::as_configured;
use super::{App, AppError, Now};
use crate::model::net::hold_key;
use crate::schedule;
use crate::store::Store as _;
use crate::store::sqlite::Mode;

/// What is going to be asked of one host, should each answer be like the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostForecast {
    /// The host, and the port where it is not the usual one; or the group of hosts that count as one.
    pub host: String,
    /// Feeds of it that are asked at least once.
    pub feeds: u64,
    /// Requests.
    pub requests: u64,
    /// When the first of them is.
    pub first: DateTime<Utc>,
}

impl App {
    /// What is going to be asked from now until before `until`, the host that is asked most first.
    ///
    /// # Errors
    /// Where the state cannot be read.
    pub async fn forecast(&self, now: Now, until: DateTime<Utc>) -> Result<Vec<HostForecast>, AppError> {
        let store = self.store(Mode::Read, now)?;
        let cast = self.known_cast(&store).await?;
        let mut states = self.poll_states(&store).await?;
        let holds: BTreeMap<String, DateTime<Utc>> =
            store.holds().await?.into_iter().map(|hold| (hold.host, hold.until)).collect();
        let mut hosts: BTreeMap<String, HostForecast> = BTreeMap::new();
        for planned in &cast.sources {
            let source = asked(planned);
            let Some(remote) = source.remote() else { continue };
            let subscription = remote.subscription();
            let zone = self.config.timezone;
            let state = states.remove(planned.source.id());
            let state = state.and_then(|state| as_configured(state, subscription, zone)).unwrap_or_default();
            let host = hold_key(state.address(subscription)).into_owned();
            let instants = schedule::forecast(&state.times, subscription, &state.hints, now.at, until, zone);
            let instants = not_before(instants, holds.get(&host).copied(), until);
            let Some(first) = instants.first().copied() else { continue };
            let entry = hosts.entry(host).or_insert_with_key(|host| HostForecast {
                host: host.clone(),
                feeds: 0,
                requests: 0,
                first,
            });
            entry.feeds += 1;
            entry.requests += instants.len() as u64;
            entry.first = entry.first.min(first);
        }
        let mut hosts: Vec<HostForecast> = hosts.into_values().collect();
        hosts.sort_by(|a, b| b.requests.cmp(&a.requests).then_with(|| a.host.cmp(&b.host)));
        Ok(hosts)
    }
}

/// What becomes of the instants where the host is left alone until one: those before are one then.
fn not_before(
    instants: Vec<DateTime<Utc>>,
    hold: Option<DateTime<Utc>>,
    until: DateTime<Utc>,
) -> Vec<DateTime<Utc>> {
    let Some(hold) = hold.filter(|hold| instants.first().is_some_and(|first| first < hold)) else {
        return instants;
    };
    let later = instants.into_iter().filter(|at| *at > hold);
    Some(hold).filter(|hold| *hold < until).into_iter().chain(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_host_is_spared_is_asked_once_afterwards() {
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap();
        let all = |seconds: &[i64]| seconds.iter().map(|seconds| at(*seconds)).collect::<Vec<_>>();
        assert_eq!(not_before(all(&[1, 2, 3, 9]), Some(at(5)), at(10)), all(&[5, 9]));
        assert_eq!(not_before(all(&[1, 2]), Some(at(20)), at(10)), all(&[]));
        assert_eq!(not_before(all(&[6]), Some(at(5)), at(10)), all(&[6]));
        assert_eq!(not_before(all(&[6]), None, at(10)), all(&[6]));
    }
}
