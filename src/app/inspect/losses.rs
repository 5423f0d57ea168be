//! What readers lose of a feed that its owner could give them. In: a feed as it was parsed, its text, and the time. Out: sentences,
//! each with what to do about it and where.
//!
//! Not here: what is against a rule of the format and was repaired (the defects), except where it costs a reader something.

use chrono::{DateTime, Utc};

use crate::model::draft::{Draft, DraftBody};
use crate::parse::feed::Parsed;
use crate::text::html::to_plain;

mod addresses;
mod document;
mod elements;
mod entries;
mod lines;
mod markup;
mod titles;
mod words;

use lines::Lines;
use words::Words;

/// Something that readers lose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// What is missing or wrong, such as `3 of 15 entries have no id`.
    pub what: String,
    /// What comes of it, and what to do, such as `nobody gets to the page; write a <link>`.
    pub advice: String,
    /// Where. Empty: it is about the feed as a whole.
    pub places: Vec<Place>,
}

/// Where in the document something is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The entry, by its place in the document, from 1. `None`: the feed itself.
    pub entry: Option<usize>,
    /// The line, from 1. `None`: nobody knows.
    pub line: Option<u32>,
}

/// What is looked at.
#[derive(Clone, Copy)]
struct Look<'a> {
    parsed: &'a Parsed,
    text: &'a str,
    words: Words,
    lines: &'a Lines,
    /// True: the entries are known in the order in which they stand in the document.
    is_ordered: bool,
    now: DateTime<Utc>,
}

/// What an entry lacks, in one word for a table.
#[must_use]
pub(super) fn lacks(draft: &Draft) -> Vec<&'static str> {
    let missing = [
        (has_no_id(draft), "id"),
        (draft.link.is_none(), "link"),
        (draft.title.is_none(), "title"),
        (has_no_date(draft), "date"),
        (is_bare(draft), "content"),
    ];
    missing.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| what).collect()
}

/// What readers lose of the feed and of its entries. `text` is what the places of `parsed` count in.
#[must_use]
pub(super) fn losses(parsed: &Parsed, text: &str, now: DateTime<Utc>) -> Vec<Loss> {
    let lines = Lines::of(text);
    let look = Look {
        parsed,
        text,
        words: Words::of(&parsed.format),
        lines: &lines,
        is_ordered: parsed.places.is_sorted(),
        now,
    };
    let mut losses = document::losses(parsed);
    losses.extend(of_feed(parsed, &look.words));
    losses.extend(entries::losses(&look));
    losses.extend(titles::losses(&look));
    losses.extend(addresses::losses(&look));
    losses.extend(elements::losses(&look));
    losses.extend(markup::losses(&look));
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
            words.is_atom && feed.id.is_none(),
            "the feed has no id",
            "readers take it for another one after it moves; give it an <id> (RFC 4287 §4.2.6)".to_owned(),
        ),
        (
            words.is_atom && feed.updated.is_none(),
            "the feed does not say when it last changed",
            "Atom asks for it; give it an <updated> (RFC 4287 §4.1.1)".to_owned(),
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
        .map(|(_, what, advice)| Loss { what: what.to_owned(), advice, places: Vec::new() })
        .collect()
}

impl Look<'_> {
    /// A loss of the entries for which `is_so`. `None`: there is none.
    fn entries(&self, is_so: impl Fn(&Draft) -> bool, one: &str, many: &str, advice: String) -> Option<Loss> {
        let entries = self.parsed.entries.iter().enumerate();
        self.numbered(entries.filter(|(_, draft)| is_so(draft)).map(|(at, _)| at), one, many, advice)
    }

    /// A loss of these entries, by their indices. `None`: there is none.
    fn numbered(
        &self,
        indices: impl IntoIterator<Item = usize>,
        one: &str,
        many: &str,
        advice: String,
    ) -> Option<Loss> {
        let places: Vec<Place> = indices.into_iter().map(|at| self.place_of(at)).collect();
        let of = self.parsed.entries.len();
        let what = match *places {
            [] => return None,
            [Place { entry: Some(only), .. }] => format!("entry {only} {one}"),
            _ if places.len() == of => format!("all {of} entries {many}"),
            _ => format!("{} of {of} entries {many}", places.len()),
        };
        Some(Loss { what, advice, places })
    }

    fn place_of(&self, index: usize) -> Place {
        let line = self.parsed.places.get(index).map(|at| self.lines.at(*at));
        Place { entry: Some(index + 1), line }
    }

    /// The place of an offset in the text: which entry it is in, and its line.
    fn place(&self, offset: usize) -> Place {
        let places = &self.parsed.places;
        let entry = if self.is_ordered { places.partition_point(|at| *at <= offset) } else { 0 };
        Place { entry: Some(entry).filter(|entry| *entry > 0), line: Some(self.lines.at(offset)) }
    }
}

fn has_no_id(draft: &Draft) -> bool {
    draft.claimed_id.as_deref().is_none_or(|id| id.trim().is_empty())
}

fn has_no_date(draft: &Draft) -> bool {
    draft.published.is_none() && draft.updated.is_none()
}

fn is_bare(draft: &Draft) -> bool {
    draft.summary.is_none() && matches!(draft.body, DraftBody::None)
}
