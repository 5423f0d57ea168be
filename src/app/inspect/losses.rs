//! What readers lose of a feed that its owner could give them. In: a feed as it was parsed, and the time. Out: sentences, each
//! with what to do about it.
//!
//! Not here: what is against a rule of the format and was repaired (the defects), except where it costs a reader something.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use crate::model::draft::{Draft, DraftBody};
use crate::normalize::reading::{is_followed, is_relative};
use crate::parse::feed::Parsed;
use crate::text::html::to_plain;

mod markup;
mod words;

use words::Words;

/// Something that readers lose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// What is missing or wrong, such as `3 of 15 entries have no id`.
    pub what: String,
    /// What comes of it, and what to do, such as `nobody gets to the page; write a <link>`.
    pub advice: String,
    /// The entries that it is about, by their place in the document, from 1. Empty: the feed itself.
    pub entries: Vec<usize>,
}

/// How far a clock may be ahead of ours.
const AHEAD: Duration = Duration::hours(1);

/// What an entry lacks, in one word for a table.
#[must_use]
pub(super) fn lacks(draft: &Draft) -> Vec<&'static str> {
    let missing = [
        (has_no_id(draft), "id"),
        (draft.link.is_none(), "link"),
        (draft.title.is_none(), "title"),
        (draft.published.is_none() && draft.updated.is_none(), "date"),
        (is_bare(draft), "content"),
    ];
    missing.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| what).collect()
}

/// What readers lose of the feed and of its entries.
#[must_use]
pub(super) fn losses(parsed: &Parsed, now: DateTime<Utc>) -> Vec<Loss> {
    let words = Words::of(&parsed.format);
    let mut losses = of_feed(parsed, &words);
    losses.extend(of_entries(parsed, &words, now));
    losses.extend(same_ids(&parsed.entries, &words));
    losses.extend(markup::losses(&parsed.entries));
    losses
}

fn of_feed(parsed: &Parsed, words: &Words) -> Vec<Loss> {
    let feed = &parsed.feed;
    let titled = feed.title.as_ref().is_some_and(|title| !to_plain(title).is_empty());
    let checks = [
        (
            parsed.entries.is_empty(),
            "the feed has no entries",
            "nothing is shown until there are some".to_owned(),
        ),
        (
            !titled,
            "the feed has no title",
            format!("readers list it by its address; give it {}", words.feed_title),
        ),
        (
            feed.link.is_none(),
            "the feed does not name its site",
            format!("nobody comes from it to the pages; give it {}", words.site),
        ),
        (
            feed.feed_url.is_none() && words.needs_own_address,
            "the feed does not say where it is",
            format!("a copy that is passed on cannot be subscribed to; give it {}", words.own_address),
        ),
        (
            words.needs_id && feed.id.is_none(),
            "the feed has no id",
            "readers take it for another one after it moves; give it an <id> (RFC 4287 §4.2.6)".to_owned(),
        ),
        (
            words.needs_description && feed.subtitle.is_none(),
            "the feed has no description",
            "RSS 2.0 asks for one, and directories show it; give it a <description>".to_owned(),
        ),
        (
            feed.language.is_none(),
            "the feed does not say its language",
            format!("readers cannot hyphenate, translate or read aloud rightly; give it {}", words.language),
        ),
    ];
    checks
        .into_iter()
        .filter(|(is_lost, ..)| *is_lost)
        .map(|(_, what, advice)| Loss { what: what.to_owned(), advice, entries: Vec::new() })
        .collect()
}

/// What entries may lack: how to tell, what to say of one and of several, what to do.
type Check<'a> = (&'a dyn Fn(&Draft) -> bool, &'static str, &'static str, String);

fn of_entries(parsed: &Parsed, words: &Words, now: DateTime<Utc>) -> Vec<Loss> {
    let is_future = |draft: &Draft| {
        draft.published.or(draft.updated).is_some_and(|at| at.signed_duration_since(now) > AHEAD)
    };
    let checks: [Check<'_>; 10] = [
        (
            &has_no_id,
            "has no id",
            "have no id",
            format!(
                "readers know an entry without one by its link, and show it anew when that changes; write {}",
                words.id
            ),
        ),
        (
            &|draft| draft.link.is_none(),
            "has no link",
            "have no link",
            format!("nobody gets to the page; write {}", words.link),
        ),
        (
            &has_odd_link,
            "has a link that leads to no page",
            "have links that lead to no page",
            "readers do not follow it; link to a page".to_owned(),
        ),
        (
            &is_relative_without_base,
            "has addresses that are relative to nothing",
            "have addresses that are relative to nothing",
            format!("links and pictures lead nowhere; write them whole, with https://, or {}", words.base),
        ),
        (
            &|draft| draft.title.is_none(),
            "has no title",
            "have no title",
            format!("lists show how the text begins instead; write {}, unless it is a note", words.title),
        ),
        (
            &is_escaped_twice,
            "has a title that is escaped twice",
            "have titles that are escaped twice",
            "readers show `&amp;` and the like; escape once".to_owned(),
        ),
        (
            &|draft| draft.published.is_none() && draft.updated.is_none(),
            "has no date that can be read",
            "have no date that can be read",
            format!("readers sort such an entry by when they first saw it; write {}", words.date),
        ),
        (
            &is_future,
            "is dated in the future",
            "are dated in the future",
            "readers hide such an entry until then, or keep it on top; check the time zone".to_owned(),
        ),
        (
            &is_bare,
            "has neither content nor summary",
            "have neither content nor summary",
            format!("readers show a title and nothing else; write {}", words.content),
        ),
        (
            &is_vague_enclosure,
            "has an enclosure without length or type",
            "have enclosures without length or type",
            format!("podcast players may refuse such a file; say both, with {}", words.enclosure),
        ),
    ];
    checks
        .into_iter()
        .filter_map(|(is_lost, one, many, advice)| {
            let entries = numbers(&parsed.entries, is_lost);
            let what = about(&entries, parsed.entries.len(), one, many)?;
            Some(Loss { what, advice, entries })
        })
        .collect()
}

/// The places of the entries for which `is_so`, from 1.
fn numbers(entries: &[Draft], is_so: impl Fn(&Draft) -> bool) -> Vec<usize> {
    entries.iter().enumerate().filter(|(_, draft)| is_so(draft)).map(|(at, _)| at + 1).collect()
}

/// A sentence about these of so many entries.
fn about(entries: &[usize], of: usize, one: &str, many: &str) -> Option<String> {
    Some(match entries {
        [] => return None,
        [only] => format!("entry {only} {one}"),
        all if all.len() == of => format!("all {of} entries {many}"),
        some => format!("{} of {of} entries {many}", some.len()),
    })
}

fn same_ids(entries: &[Draft], words: &Words) -> Option<Loss> {
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, draft) in entries.iter().enumerate() {
        if let Some(id) = draft.claimed_id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
            holders.entry(id).or_default().push(at + 1);
        }
    }
    let mut shared: Vec<usize> =
        holders.into_values().filter(|entries| entries.len() > 1).flatten().collect();
    shared.sort_unstable();
    let what = about(&shared, entries.len(), "", "share an id with another")?;
    let advice =
        format!("readers show one of them and drop the others; write {} of its own for each", words.id);
    Some(Loss { what, advice, entries: shared })
}

fn has_no_id(draft: &Draft) -> bool {
    draft.claimed_id.as_deref().is_none_or(|id| id.trim().is_empty())
}

/// True for `javascript:` and the like.
fn has_odd_link(draft: &Draft) -> bool {
    draft.link.as_deref().is_some_and(|link| !link.trim().is_empty() && !is_followed(link))
}

fn is_bare(draft: &Draft) -> bool {
    draft.summary.is_none() && matches!(draft.body, DraftBody::None)
}

fn is_vague_enclosure(draft: &Draft) -> bool {
    draft.enclosures.iter().any(|file| file.length.is_none() || file.media_type.is_none())
}

/// True where an address is left relative because nothing says what it is relative to.
fn is_relative_without_base(draft: &Draft) -> bool {
    let mut addresses =
        draft.link.iter().chain(&draft.image).chain(draft.enclosures.iter().map(|file| &file.url));
    draft.base.is_none() && (addresses.any(|address| is_relative(address)) || markup::is_relative(draft))
}

/// True for a title of which a reader would see the markup.
fn is_escaped_twice(draft: &Draft) -> bool {
    let Some(title) = &draft.title else { return false };
    let shown = to_plain(title);
    ["&amp;", "&lt;", "&quot;", "&nbsp;", "&#"].iter().any(|seen| shown.as_str().contains(seen))
}
