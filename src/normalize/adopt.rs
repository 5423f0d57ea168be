//! Adopted ids: what readers know an article by from a feed that was there before.
//!
//! In: a draft, and what `ids.tsv` says of its source. Out: its id, and its name in RSS where that is another. `pair` finds
//! which article an entry of the old feed is, `pattern` what its ids have in common, `table` reads and writes the file; all of
//! them compare pages as `page` says.

use std::borrow::Cow;

use url::Url;

use super::identify::absolute_uri;
use crate::model::adopted::{Adopted, KnownAs, Patterns};
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
    let Known { known_as, by_pattern } = known(draft, link, adopted)?;
    let id = uri(&known_as.id).map(|id| (id, by_pattern.id));
    let (id, is_patterned) = id.or_else(|| Some((uri(&known_as.guid)?, by_pattern.guid)))?;
    Some((EntryId::new(id), if is_patterned { IdOrigin::Patterned } else { IdOrigin::Claimed }))
}

/// What readers of an earlier RSS feed know the draft by, where that is not its id.
#[must_use]
pub fn guid(draft: &Draft, link: Option<&Url>, id: &EntryId, policy: &SourcePolicy) -> Option<String> {
    if policy.adopted.is_empty() || own_id(draft).is_some() {
        return None;
    }
    let guid = known(draft, link, &policy.adopted)?.known_as.into_owned().guid;
    (!guid.is_empty() && guid != id.as_str()).then_some(guid)
}

/// The id that the draft names itself, which nothing overrules.
#[must_use]
pub fn own_id(draft: &Draft) -> Option<String> {
    draft.claimed_id.as_deref().and_then(absolute_uri)
}

/// What a draft is known as.
struct Known<'a> {
    known_as: Cow<'a, KnownAs>,
    by_pattern: ByPattern,
}

/// Which names a pattern gave.
#[derive(Default)]
struct ByPattern {
    guid: bool,
    id: bool,
}

/// What the draft is known as: by a row of its own, and where that is silent by the pattern that names of its time follow.
fn known<'a>(draft: &Draft, link: Option<&Url>, adopted: &'a Adopted) -> Option<Known<'a>> {
    // An entry of a feed has the id that its feed gives it.
    if adopted.is_empty() || draft.syndicated.is_some() {
        return None;
    }
    let row = adopted.find(draft.key.as_str(), link, page::key);
    let Some(patterns) = patterns_of(draft, adopted) else {
        return Some(Known { known_as: Cow::Borrowed(row?), by_pattern: ByPattern::default() });
    };
    let published = draft.published?.with_timezone(&patterns.zone);
    let facts = pattern::Facts { link, published, named: &draft.facts };
    let mut known_as = row.cloned().unwrap_or_default();
    let fill = |name: &mut String, template| {
        let filled = name.is_empty().then(|| pattern::fill(template, &facts)).flatten();
        filled.map(|filled| *name = filled).is_some()
    };
    let by_pattern = ByPattern {
        guid: fill(&mut known_as.guid, &patterns.guid),
        id: fill(&mut known_as.id, &patterns.id),
    };
    (!known_as.is_empty()).then_some(Known { known_as: Cow::Owned(known_as), by_pattern })
}

/// The patterns, where they hold for a draft of its date.
fn patterns_of<'a>(draft: &Draft, adopted: &'a Adopted) -> Option<&'a Patterns> {
    adopted.patterns().filter(|patterns| draft.published.is_some_and(|at| at <= patterns.until))
}

/// The URI that an earlier feed gave. One with characters beyond ASCII (an IRI, RFC 3987) stays as its readers know it.
#[must_use]
pub fn uri(text: &str) -> Option<String> {
    let uri = absolute_uri(text)?;
    let is_readable = |c: char| !(c.is_control() || c.is_whitespace() || "<>\"{}|\\^`".contains(c));
    let is_kept = text.contains(':') && text.chars().all(is_readable);
    Some(if is_kept { text.to_owned() } else { uri })
}
