//! Adopted ids: what readers know an article by from a feed that was there before.
//!
//! In: a draft, and what `ids.tsv` says of its source. Out: its id, and its name in RSS where that is another. `pair` finds
//! which article an entry of the old feed is, `pattern` what its ids have in common, `table` reads and writes the file; all of
//! them compare pages as `page` says.

use std::borrow::Cow;

use url::Url;

use super::identify::absolute_uri;
use crate::model::adopted::{Adopted, KnownAs};
use crate::model::change::IdOrigin;
use crate::model::draft::Draft;
use crate::model::ids::EntryId;
use crate::model::policy::SourcePolicy;

pub mod merge;
pub mod page;
pub mod pair;
pub mod pattern;
pub mod table;

/// The id that readers of an earlier feed know the draft by, where that is a URI.
#[must_use]
pub fn id(draft: &Draft, link: Option<&Url>, adopted: &Adopted) -> Option<(EntryId, IdOrigin)> {
    let (known, origin) = known(draft, link, adopted)?;
    let id = uri(&known.id).or_else(|| uri(&known.guid))?;
    Some((EntryId::new(id), origin))
}

/// What readers of an earlier RSS feed know the draft by, where that is not its id.
#[must_use]
pub fn guid(draft: &Draft, link: Option<&Url>, id: &EntryId, policy: &SourcePolicy) -> Option<String> {
    if own_id(draft).is_some() {
        return None;
    }
    let (known, _) = known(draft, link, &policy.adopted)?;
    Some(known.guid.as_str()).filter(|guid| !guid.is_empty() && *guid != id.as_str()).map(str::to_owned)
}

/// The id that the draft names itself, which nothing overrules.
#[must_use]
pub fn own_id(draft: &Draft) -> Option<String> {
    draft.claimed_id.as_deref().and_then(absolute_uri)
}

/// What the draft is known as: by a row of its own, else by the pattern that ids of its time follow.
fn known<'a>(
    draft: &Draft,
    link: Option<&Url>,
    adopted: &'a Adopted,
) -> Option<(Cow<'a, KnownAs>, IdOrigin)> {
    // An entry of a feed has the id that its feed gives it.
    if adopted.is_empty() || draft.syndicated.is_some() {
        return None;
    }
    if let Some(known) = adopted.find(draft.key.as_str(), || link.map(page::key)) {
        return Some((Cow::Borrowed(known), IdOrigin::Claimed));
    }
    let patterns = adopted.patterns()?;
    let published = draft.published.filter(|at| *at <= patterns.until)?;
    let facts =
        pattern::Facts { link, published: published.with_timezone(&patterns.zone), named: &draft.facts };
    let fill = |template| pattern::fill(template, &facts).unwrap_or_default();
    let known = KnownAs { guid: fill(&patterns.guid), id: fill(&patterns.id) };
    (!known.is_empty()).then_some((Cow::Owned(known), IdOrigin::Patterned))
}

/// The URI that an earlier feed gave. One with characters beyond ASCII (an IRI, RFC 3987) stays as its readers know it.
#[must_use]
pub fn uri(text: &str) -> Option<String> {
    let uri = absolute_uri(text)?;
    let is_readable = |c: char| !(c.is_control() || c.is_whitespace() || "<>\"{}|\\^`".contains(c));
    let is_kept = text.contains(':') && text.chars().all(is_readable);
    Some(if is_kept { text.to_owned() } else { uri })
}
