//! Where feeds are asked that have moved, and which of them are asked with another one, since that was there first.
//!
//! In: the sources, and what is remembered of moves. Out: addresses. Two sources that turn out to be one feed are polled once: the one
//! that has moved there waits for the other, as long as that is there.

use std::collections::{HashMap, HashSet};

use url::Url;

use crate::model::ids::SourceId;
use crate::model::poll::Moved;
use crate::pipeline::PlannedSource;
use crate::store::MovedFeed;

/// Where feeds are asked, as far as that is not where they are configured.
#[derive(Debug, Default)]
pub(super) struct Places {
    moved: HashMap<usize, Place>,
    followed: HashSet<usize>,
}

#[derive(Debug)]
struct Place {
    to: Url,
    onto: Option<usize>,
}

impl Places {
    pub(super) fn new(sources: &[PlannedSource], moves: Vec<MovedFeed>) -> Self {
        let mut places = Self::default();
        if moves.is_empty() {
            return places;
        }
        let mut of_source: HashMap<&SourceId, (usize, &Url)> = HashMap::new();
        let mut owners: HashMap<Url, usize> = HashMap::new();
        for (at, planned) in sources.iter().enumerate() {
            if let Some(remote) = planned.source.remote() {
                let url = &remote.subscription().url;
                of_source.insert(planned.source.id(), (at, url));
                owners.entry(url.clone()).or_insert(at);
            }
        }
        let mut held: Vec<(usize, Moved)> = Vec::new();
        for MovedFeed { source, configured, moved } in moves {
            match of_source.get(&source) {
                Some((at, url)) if **url == configured => held.push((*at, moved)),
                // The owner wrote the new address down.
                Some((at, url)) if **url == moved.to => {
                    places.followed.insert(*at);
                }
                _ => {}
            }
        }
        held.sort_by_key(|(at, moved)| (moved.at, *at));
        for (at, Moved { to, .. }) in held {
            let owner = owners.get(&to).copied();
            let onto = owner.filter(|owner| *owner != at && places.onto(*owner).is_none());
            if onto.is_none() {
                owners.insert(to.clone(), at);
            }
            places.moved.insert(at, Place { to, onto });
        }
        places
    }

    /// Where a feed is asked; `None`: where it is configured.
    pub(super) fn address(&self, at: usize) -> Option<&Url> {
        self.moved.get(&at).map(|place| &place.to)
    }

    /// The source that a feed is asked with; `None`: it is asked itself.
    pub(super) fn onto(&self, at: usize) -> Option<usize> {
        self.moved.get(&at)?.onto
    }

    /// True where the configuration has the address now that the feed has moved to.
    pub(super) fn is_followed(&self, at: usize) -> bool {
        self.followed.contains(&at)
    }

    /// A feed has moved. Gives the source that is asked there already.
    pub(super) fn settle(&mut self, sources: &[PlannedSource], at: usize, to: &Url) -> Option<usize> {
        let is_there = |other: usize, planned: &PlannedSource| {
            other != at
                && self.onto(other).is_none()
                && planned
                    .source
                    .remote()
                    .is_some_and(|remote| self.address(other).unwrap_or(&remote.subscription().url) == to)
        };
        let onto = sources
            .iter()
            .enumerate()
            .find(|(other, planned)| is_there(*other, planned))
            .map(|(other, _)| other);
        self.moved.insert(at, Place { to: to.clone(), onto });
        onto
    }

    /// A feed is back where it is configured.
    pub(super) fn forget(&mut self, at: usize) {
        self.moved.remove(&at);
    }
}
