//! How much of one kind an entry or feed may hold. In: what was read of it, with one more than may be where there are more. Out: so much as
//! may be, and a defect for each kind of which something was left out.
//!
//! Not done here: how many entries a document has, and how long what it says is.

use super::parts::{EntryParts, FeedParts, Ranked};
use crate::model::draft::DraftPerson;
use crate::parse::xml::Xml;

/// Categories that are looked through for one that is there twice. No entry has so many.
pub(super) const MOST_CATEGORIES: usize = 1_000;

/// Authors that are looked through for one that is there twice.
pub(super) const MOST_AUTHORS: usize = 100;

/// Media objects of an entry that are looked at as enclosures.
pub(super) const MOST_FILES: usize = 100;

/// Media objects, and thumbnails, of an entry.
pub(super) const MOST_OBJECTS: usize = 500;

/// Credits, and ratings, of a media object.
pub(super) const MOST_CREDITS: usize = 100;

/// Elements of the podcast namespace of one feed or entry.
pub(super) const MOST_TAGS: usize = 500;

/// True where there is room in a list for one more, or for the one that tells that there are more than `most`.
pub(super) fn has_room<T>(list: &[T], most: usize) -> bool {
    list.len() <= most
}

/// Bounds an entry that begins at `at`.
pub(super) fn of_entry(xml: &mut Xml<'_>, at: usize, entry: &mut EntryParts) {
    cut(xml, at, &mut entry.more.categories, MOST_CATEGORIES, "categories");
    cut_people(xml, at, &mut entry.authors);
    cut(xml, at, &mut entry.more.contributors, MOST_AUTHORS, "contributors");
    cut(xml, at, entry.aside.files(), MOST_FILES, "media files");
    cut(xml, at, &mut entry.more.media, MOST_OBJECTS, "media objects");
    cut(xml, at, &mut entry.more.thumbnails, MOST_OBJECTS, "thumbnails");
    if let Some(podcast) = &mut entry.more.podcast {
        cut(xml, at, &mut podcast.tags, MOST_TAGS, "elements of a podcast");
    }
}

/// Bounds a feed, apart from its entries.
pub(super) fn of_feed(xml: &mut Xml<'_>, feed: &mut FeedParts) {
    cut(xml, 0, &mut feed.feed.categories, MOST_CATEGORIES, "categories of the feed");
    cut_people(xml, 0, &mut feed.authors);
    cut(xml, 0, &mut feed.feed.contributors, MOST_AUTHORS, "contributors");
    if let Some(podcast) = &mut feed.feed.podcast {
        cut(xml, 0, &mut podcast.tags, MOST_TAGS, "elements of a podcast");
    }
}

fn cut_people(xml: &mut Xml<'_>, at: usize, people: &mut Ranked<Vec<DraftPerson>>) {
    if let Some((_, people)) = people.held() {
        cut(xml, at, people, MOST_AUTHORS, "authors");
    }
}

fn cut<T>(xml: &mut Xml<'_>, at: usize, list: &mut Vec<T>, most: usize, what: &str) {
    if list.len() > most {
        list.truncate(most);
        let what = || format!("there are more than {most} {what}");
        xml.defects.add_with(at, what, "a bound of this reader", "the rest is left out");
    }
}
