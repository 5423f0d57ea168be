//! What a foreign feed may cost: what it says of itself in, so much of it as may stand in each of its entries out, and so many of their
//! categories as may become feeds of the site.
//!
//! A feed says a thing once and has ten thousand entries, each of which carries it along. Nothing is cut that means something else
//! when it is cut: addresses and ids that are too long are left out. Not done here: what an entry says itself (`normalize`).

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::model::draft::{Draft, DraftPerson, RawText};
use crate::model::feed::NameKey;
use crate::model::parts::PlainText;
use crate::model::syndicated::{DraftCategory, DraftFeed};
use crate::text::{html, slug};

/// Bytes of a name or notice at the most.
const LONGEST_TEXT: usize = 1024;

/// Bytes of an address or id at the most.
const LONGEST_URL: usize = 2048;

/// Bytes of a language at the most.
const LONGEST_LANGUAGE: usize = 64;

/// Categories of the feed itself, and people who contribute to it, at the most.
const MOST_OF_ITS_OWN: usize = 16;

/// Bytes of a category of the feed itself at the most, and of its parts.
const LONGEST_CATEGORY: usize = 256;

/// People of a feed at the most.
const MOST_PEOPLE: usize = 32;

/// Bytes that all people of a feed have together at the most.
const MOST_OF_PEOPLE: usize = 8192;

/// Categories of a feed's entries at the most: each is a feed of the site, with documents of its own.
const MOST_CATEGORIES: usize = 200;

/// Bounds what a feed says for its entries. Gives back what was done about what is too much, each in a sentence.
pub(super) fn shared(feed: &mut DraftFeed) -> Vec<String> {
    let mut told = Vec::new();
    for (what, text) in [
        ("title", &mut feed.title),
        ("notice of rights", &mut feed.rights),
        ("description", &mut feed.subtitle),
    ] {
        if let Some(long) = text.take_if(|text| text.value.len() > LONGEST_TEXT) {
            let plain = html::to_plain(&long);
            if plain.as_str().len() > LONGEST_TEXT {
                told.push(format!(
                    "the feed's {what} is longer than {LONGEST_TEXT} bytes; the rest is cut off"
                ));
            }
            *text = Some(RawText::plain(shortened(plain.as_str())));
        }
    }
    for (what, text) in [("id", &mut feed.id), ("address", &mut feed.feed_url), ("page", &mut feed.link)] {
        if text.take_if(|text| text.len() > LONGEST_URL).is_some() {
            told.push(format!("the feed's {what} is longer than {LONGEST_URL} bytes; it is left out"));
        }
    }
    // Nobody misses them.
    for address in [&mut feed.image, &mut feed.icon, &mut feed.license] {
        address.take_if(|address| address.len() > LONGEST_URL);
    }
    feed.categories.retain(is_short);
    feed.categories.truncate(MOST_OF_ITS_OWN);
    feed.contributors.truncate(MOST_OF_ITS_OWN);
    people(&mut feed.contributors);
    // What is longer is no tag, though it may have the form of one (RFC 5646 §4.4).
    feed.language.take_if(|language| language.len() > LONGEST_LANGUAGE);
    told.extend(people(&mut feed.authors));
    told
}

/// True for a category of which no part is so long that it is none.
fn is_short(category: &DraftCategory) -> bool {
    let parts = [Some(&category.term), category.scheme.as_ref(), category.label.as_ref()];
    parts.into_iter().flatten().all(|part| part.len() <= LONGEST_CATEGORY)
}

/// Keeps the first people of a feed.
fn people(people: &mut Vec<DraftPerson>) -> Option<String> {
    let there_are = people.len();
    people.truncate(MOST_PEOPLE);
    let mut room = MOST_OF_PEOPLE;
    let mut fits = |person: &mut DraftPerson| {
        if person.name.len() > LONGEST_TEXT {
            person.name = shortened(&person.name);
        }
        person.email.take_if(|email| email.len() > LONGEST_TEXT);
        person.uri.take_if(|uri| uri.len() > LONGEST_URL);
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let taken = person.name.len() + length(&person.email) + length(&person.uri);
        room.checked_sub(taken).map(|left| room = left).is_some()
    };
    let kept = people.iter_mut().map_while(|person| fits(person).then_some(())).count();
    people.truncate(kept);
    (kept < there_are).then(|| format!("the feed has {there_are} authors; the first {kept} count"))
}

/// The beginning of a text, as much of it as may stand in every entry.
fn shortened(text: &str) -> String {
    let end = text.floor_char_boundary(LONGEST_TEXT);
    let sign_of_more = if end < text.len() { "…" } else { "" };
    format!("{}{sign_of_more}", text.get(..end).unwrap_or_default())
}

/// Leaves entries the categories that most of them name, of equal ones those that come first. Gives back what was done, where there are
/// more.
pub(super) fn categories(entries: &mut [Draft]) -> Option<String> {
    let of_all = || entries.iter().filter_map(|entry| entry.syndicated.as_deref());
    let as_written: HashSet<&str> = of_all().flat_map(|more| &more.categories).map(written).collect();
    if as_written.len() <= MOST_CATEGORIES {
        return None;
    }
    let mut named: HashMap<NameKey, (usize, usize)> = HashMap::new();
    for category in of_all().flat_map(|more| &more.categories) {
        let next = named.len();
        named.entry(key(category)).or_insert((0, next)).0 += 1;
    }
    let more = named.len().checked_sub(MOST_CATEGORIES).filter(|more| *more > 0)?;
    let mut by_rank: Vec<_> = named.into_iter().collect();
    by_rank.sort_unstable_by_key(|(_, (times, first))| (Reverse(*times), *first));
    by_rank.truncate(MOST_CATEGORIES);
    let kept: HashSet<NameKey> = by_rank.into_iter().map(|(key, _)| key).collect();
    for entry in entries.iter_mut().filter_map(|entry| entry.syndicated.as_deref_mut()) {
        entry.categories.retain(|category| kept.contains(&key(category)));
    }
    Some(format!(
        "the entries name {} categories; the {MOST_CATEGORIES} that most of them name count, the others are left out: \
         say in `only` of `[categories]` which are to have feeds",
        MOST_CATEGORIES + more
    ))
}

/// The name of a category for people, as it is written.
fn written(category: &DraftCategory) -> &str {
    category.label.as_deref().filter(|label| !label.trim().is_empty()).unwrap_or(&category.term)
}

/// What tells categories apart when they have become feeds.
fn key(category: &DraftCategory) -> NameKey {
    let name: PlainText = html::to_plain(&RawText::html(written(category)));
    slug::key(name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::syndicated::Syndicated;

    fn draft(categories: &[String]) -> Draft {
        let categories =
            categories.iter().map(|term| DraftCategory { term: term.clone(), ..DraftCategory::default() });
        let more = Syndicated { categories: categories.collect(), ..Syndicated::default() };
        Draft { syndicated: Some(Box::new(more)), ..Draft::default() }
    }

    fn terms(draft: &Draft) -> Vec<&str> {
        draft.syndicated.as_ref().unwrap().categories.iter().map(|category| category.term.as_str()).collect()
    }

    #[test]
    fn what_a_feed_says_of_itself_is_cut_where_it_may_be_and_left_out_where_not() {
        let long = |start: &str| Some(format!("{start}{}", "x".repeat(3000)));
        let mut feed = DraftFeed {
            title: long("<b>").map(RawText::html),
            rights: Some(RawText::plain("© A")),
            id: long("tag:a.example,2020:"),
            feed_url: long("https://a.example/"),
            link: Some("https://a.example/".to_owned()),
            ..DraftFeed::default()
        };
        let told = shared(&mut feed);
        assert_eq!(told.len(), 3, "{told:?}");
        let title = feed.title.unwrap().value;
        assert!(title.starts_with("xxx") && title.ends_with("x…") && title.len() < 1030, "{title}");
        assert_eq!((feed.id, feed.feed_url, feed.link.as_deref()), (None, None, Some("https://a.example/")));
        assert_eq!(feed.rights, Some(RawText::plain("© A")));
    }

    #[test]
    fn a_feed_has_as_many_people_as_may_stand_in_each_of_its_entries() {
        for (there_are, bytes, kept) in
            [(32, 3, 32), (33, 3, 32), (50_000, 3, 32), (32, 1000, 8), (1, 100_000, 1)]
        {
            let person = DraftPerson { name: "n".repeat(bytes), ..DraftPerson::default() };
            let mut feed = DraftFeed { authors: vec![person; there_are], ..DraftFeed::default() };
            let told = shared(&mut feed);
            assert_eq!(feed.authors.len(), kept, "{there_are} of {bytes}");
            assert_eq!(told.len(), usize::from(kept < there_are), "{told:?}");
            assert!(feed.authors.iter().all(|person| person.name.len() < 1100));
        }
    }

    #[test]
    fn of_too_many_categories_those_count_that_most_entries_name_and_then_the_first() {
        let own = |n: usize| (0..3).map(|m| format!("{n}-{m}")).collect::<Vec<_>>();
        let mut entries: Vec<Draft> = (0..100).map(|n| draft(&own(n))).collect();
        entries.push(draft(&["98-1".to_owned(), " 99_2 ".to_owned()]));
        let told = categories(&mut entries).unwrap();
        assert!(told.contains("name 300 categories") && told.contains("`only`"), "{told}");
        assert_eq!(terms(&entries[0]), ["0-0", "0-1", "0-2"]);
        assert_eq!(terms(&entries[66]), Vec::<&str>::new());
        assert_eq!((terms(&entries[98]), terms(&entries[99])), (vec!["98-1"], vec!["99-2"]));
        assert_eq!(terms(&entries[100]), ["98-1", " 99_2 "]);
        let all: HashSet<NameKey> = entries
            .iter()
            .flat_map(|entry| &entry.syndicated.as_ref().unwrap().categories)
            .map(key)
            .collect();
        assert_eq!(all.len(), 200);
    }

    #[test]
    fn spellings_of_one_category_count_once() {
        let mut entries: Vec<Draft> = (0..200)
            .map(|n| draft(&[format!("name {n}"), format!("Name_{n}"), format!(" NAME {n}")]))
            .collect();
        assert_eq!(categories(&mut entries), None);
        assert!(entries.iter().all(|entry| terms(entry).len() == 3));
    }
}
