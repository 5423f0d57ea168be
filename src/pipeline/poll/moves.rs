//! Whether a feed has moved: the redirections of an answer and what is known of the feed in, where it is asked from now on out. Pure.
//!
//! A server that says 301 or 308 says that everybody should come to the other address from now on (RFC 9110 §15.4.2), and so does a
//! portal of a hotel. So a feed has to be at the end of the chain, and it has to be this one: that shows by what it says of itself, or
//! by its entries. Where there is nothing to compare, the server has to say it for two days.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::fetch::Hop;
use crate::model::net::Net;
use crate::model::poll::{FeedFacts, Moved, PollState, Sighting};

// With evidence, the usual case, the first look is the last. Without it the old address is asked three times in all. The second look is
// the next poll, since most servers that do not mean it, portals above all, have stopped saying it by then; between that and the third
// one the feed is asked where the server said that it is, as a cache would do (RFC 9110 §15.4.2), so that no entry is late. Where that
// goes wrong, the old address is asked again.

/// Looks that a move needs without evidence.
const LOOKS: u32 = 3;

/// Between the first and the last of them at the least.
const SPAN: TimeDelta = TimeDelta::hours(48);

/// Addresses of earlier moves that are remembered.
const MOST_REMEMBERED: usize = 20;

/// What shows that a document at another address is of the same feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// It is the document that is known.
    Document,
    /// It has the same Atom `id`.
    Id,
    /// It is of the same page for people.
    Site,
    /// It has entries that are known.
    Entries,
}

impl Evidence {
    fn words(self) -> &'static str {
        match self {
            Self::Document => "the document there is the one that is known",
            Self::Id => "the feed there has the same id",
            Self::Site => "the feed there is of the same site",
            Self::Entries => "the feed there has entries that are known",
        }
    }
}

/// What shows that a document is of the feed of which `before` is known. `has_known`: it has an entry that is known.
pub(super) fn evidence(before: &FeedFacts, now: &FeedFacts, has_known: bool) -> Option<Evidence> {
    let is_same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => bare(one) == bare(other),
        _ => false,
    };
    if before.id.is_some() && before.id == now.id {
        Some(Evidence::Id)
    } else if is_same(&before.site, &now.site) {
        Some(Evidence::Site)
    } else {
        has_known.then_some(Evidence::Entries)
    }
}

/// An address of a site without what changes when it moves to TLS.
fn bare(address: &str) -> &str {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.unwrap_or(address).trim_end_matches('/')
}

/// Where a chain of redirections leads for good: to the end of the 301 and 308 at its beginning. It is never followed for good out of
/// TLS, nor from a host of everybody's to one that only the owner of this configuration let in.
pub(super) fn target(asked: &Url, hops: &[Hop], net: &Net) -> Option<Url> {
    let is_for_good = |hop: &&Hop| {
        let leaves_tls = hop.from.scheme() == "https" && hop.to.scheme() != "https";
        let goes_inside = net.allows(&hop.to) && !net.allows(&hop.from);
        let has_credentials = !hop.to.username().is_empty() || hop.to.password().is_some();
        matches!(hop.status, 301 | 308) && !leaves_tls && !goes_inside && !has_credentials
    };
    let mut to = hops.iter().take_while(is_for_good).last()?.to.clone();
    to.set_fragment(None);
    (to != *asked).then_some(to)
}

/// Where a feed is asked while its move has been seen, and is not believed yet; `None`: where it always is.
pub(super) fn ahead(state: &PollState, now: DateTime<Utc>) -> Option<&Url> {
    let sighting = state.sighting.as_ref()?;
    let is_between_looks = sighting.times + 1 >= LOOKS && now - sighting.first < SPAN;
    is_between_looks.then_some(&sighting.to)
}

/// Takes note of where an answer with a feed at its end leads for good. True where the feed has moved by that.
pub(super) fn look(
    state: &mut PollState,
    configured: &Url,
    target: Option<Url>,
    evidence: Option<Evidence>,
    now: DateTime<Utc>,
) -> bool {
    // What the owner took back is not stored again.
    let Some(to) = target.filter(|to| !state.refused.contains(to)) else {
        state.sighting = None;
        return false;
    };
    let words = match &mut state.sighting {
        // What has come since it was first seen came from there, and shows nothing.
        Some(sighting) if sighting.to == to => {
            sighting.times = sighting.times.saturating_add(1);
            let is_enough = sighting.times >= LOOKS && now - sighting.first >= SPAN;
            is_enough.then_some("its server has said so for two days")
        }
        _ => {
            state.sighting = Some(Sighting { to: to.clone(), first: now, times: 1 });
            evidence.map(Evidence::words)
        }
    };
    let Some(words) = words else { return false };
    state.sighting = None;
    let before = state.moved.take();
    if to == *configured {
        return true;
    }
    let mut by_way_of = Vec::new();
    if let Some(before) = before {
        by_way_of = before.by_way_of;
        by_way_of.retain(|way| *way != to && *way != before.to);
        by_way_of.push(before.to);
        let too_many = by_way_of.len().saturating_sub(MOST_REMEMBERED);
        by_way_of.drain(..too_many);
    }
    state.moved = Some(Moved { to, at: now, by_way_of, evidence: words.to_owned(), onto: None });
    true
}

#[cfg(test)]
mod tests;
