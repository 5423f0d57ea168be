//! What entries lack, or share where each should have its own. In: a feed as it was read. Out: losses.

use std::collections::HashMap;

use chrono::Duration;

use super::super::date_advice::Form;
use super::{Look, Loss, has_no_date, has_no_id, is_bare};
use crate::model::draft::{Draft, DraftPerson};

/// How far a clock may be ahead of ours.
const AHEAD: Duration = Duration::hours(1);

/// What the entries lose.
pub(super) fn losses(look: &Look<'_>) -> Vec<Loss> {
    let words = &look.words;
    let losses = [
        look.entries(
            has_no_id,
            "has no id",
            "have no id",
            format!(
                "readers know an entry without one by its link, and show it anew when that changes; write {}",
                words.id
            ),
        ),
        look.entries(
            |draft| draft.link.is_none(),
            "has no link",
            "have no link",
            format!("nobody gets to the page; write {}", words.link),
        ),
        look.entries(
            |draft| draft.title.is_none(),
            "has no title",
            "have no title",
            format!("lists show how the text begins instead; write {}, unless it is a note", words.title),
        ),
        look.entries(
            is_bare,
            "has neither content nor summary",
            "have neither content nor summary",
            format!("readers show a title and nothing else; write {}", words.content),
        ),
        look.entries(
            |draft| draft.enclosures.iter().any(|file| file.length.is_none()),
            "has an enclosure that does not say its length",
            "have enclosures that do not say their length",
            format!("podcast players may refuse such a file; say the bytes, with {}", words.enclosure_length),
        ),
        look.entries(
            |draft| draft.enclosures.iter().any(|file| file.media_type.is_none()),
            "has an enclosure that does not say its type",
            "have enclosures that do not say their type",
            format!("players do not know whether they can play it; say it, with {}", words.enclosure_type),
        ),
        nobody_wrote(look),
        same_ids(look),
    ];
    dates(look).into_iter().chain(losses).flatten().collect()
}

/// What is lost with dates: some entries have none, some one that cannot be read, which is told with the defects.
fn dates(look: &Look<'_>) -> [Option<Loss>; 3] {
    let parsed = look.parsed;
    let mut unreadable = vec![false; parsed.entries.len()];
    for defect in parsed.defects.iter().filter(|defect| Form::of_rule(defect.rule).is_some()) {
        let entry = look.place(defect.offset).entry.and_then(|entry| unreadable.get_mut(entry - 1));
        if let Some(entry) = entry {
            *entry = true;
        }
    }
    let of = |readable: bool| {
        let entries = parsed.entries.iter().zip(&unreadable).enumerate();
        let found = entries.filter(move |(_, (draft, odd))| has_no_date(draft) && **odd != readable);
        found.map(|(at, _)| at)
    };
    let is_future = |draft: &Draft| {
        draft.published.or(draft.updated).is_some_and(|at| at.signed_duration_since(look.now) > AHEAD)
    };
    [
        look.numbered(
            of(false),
            "has a date that cannot be read",
            "have dates that cannot be read",
            "readers sort such an entry by when they first saw it; see the defects below for why".to_owned(),
        ),
        look.numbered(
            of(true),
            "has no date",
            "have no date",
            format!("readers sort such an entry by when they first saw it; write {}", look.words.date),
        ),
        look.entries(
            is_future,
            "is dated in the future",
            "are dated in the future",
            "readers hide such an entry until then, or keep it on top; check the time zone".to_owned(),
        ),
    ]
}

/// Atom: an entry has an author, or its feed has (RFC 4287 §4.1.1).
fn nobody_wrote(look: &Look<'_>) -> Option<Loss> {
    let is_nobody = |people: &[DraftPerson]| people.iter().all(|person| person.name.trim().is_empty());
    if !look.words.is_atom || !is_nobody(&look.parsed.feed.authors) {
        return None;
    }
    let advice =
        "Atom asks for one; write <author><name>…</name></author>, once, in the feed (RFC 4287 §4.1.1)";
    look.entries(|draft| is_nobody(&draft.authors), "has no author", "have no author", advice.to_owned())
}

fn same_ids(look: &Look<'_>) -> Option<Loss> {
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, draft) in look.parsed.entries.iter().enumerate() {
        if let Some(id) = draft.claimed_id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
            holders.entry(id).or_default().push(at);
        }
    }
    let mut shared: Vec<usize> =
        holders.into_values().filter(|entries| entries.len() > 1).flatten().collect();
    shared.sort_unstable();
    let advice =
        format!("readers show one of them and drop the others; write {} of its own for each", look.words.id);
    look.numbered(shared, "", "share an id with another", advice)
}
