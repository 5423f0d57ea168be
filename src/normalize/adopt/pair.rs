//! Which article an entry of an old feed is.
//!
//! In: the entries of the feed, and the articles that there are. Out: pairs, each with how it was found. An entry has one article
//! at the most, and an article one entry; where two could be meant, none is. Linear in their number.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::hash::Hash;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::page;

#[cfg(test)]
mod tests;

/// The most that a date may differ where two programs took it for one of different zones: 12 hours west to 14 hours east.
const ZONES: TimeDelta = TimeDelta::hours(26);

/// An entry of the old feed, or an article.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// What readers know it by: the entry's id; what the article names itself and what is known of it already.
    pub ids: Vec<String>,
    /// Its page.
    pub link: Option<Url>,
    /// Its title as text.
    pub title: String,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
}

impl Side {
    /// The first of its ids: what readers know an entry by.
    #[must_use]
    pub fn name(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }
}

/// How a pair was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// The article has the id already.
    Id,
    /// One page.
    Link,
    /// One path on two hosts.
    Path,
    /// One title, and one day.
    TitleAndDay,
    /// One title that nothing else has.
    Title,
    /// One second that nothing else has.
    Instant,
    /// The id that the pattern of the others gives.
    Pattern,
}

impl How {
    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Link => "link",
            Self::Path => "path",
            Self::TitleAndDay => "title-and-day",
            Self::Title => "title",
            Self::Instant => "date",
            Self::Pattern => "pattern",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Id => "by an id that was known",
            Self::Link => "by link",
            Self::Path => "by the path of the link, on another host",
            Self::TitleAndDay => "by title and day",
            Self::Title => "by title alone",
            Self::Instant => "by date and time alone",
            Self::Pattern => "by the pattern that the ids of the others follow",
        }
    }
}

/// A pair: the entry, the article, how it was found.
pub type Pair = (usize, usize, How);

/// Finds the pairs, by entry. `zone` is the site's.
#[must_use]
pub fn pair(entries: &[Side], articles: &[Side], zone: Tz) -> Vec<Pair> {
    let mut pairing = Pairing {
        entries,
        articles,
        titles: [entries, articles].map(|sides| sides.iter().map(|side| folded(&side.title)).collect()),
        taken: [vec![false; entries.len()], vec![false; articles.len()]],
        pairs: Vec::new(),
    };
    pairing.by_id();
    pairing.unique(How::Link, |side, _| side.link.as_ref().map(page::key));
    pairing.unique(How::Link, |side, is_entry| {
        // A feed that counts its clicks leads elsewhere, and has the page as its id.
        let id = is_entry.then(|| side.ids.first().and_then(|id| Url::parse(id).ok())).flatten();
        id.or_else(|| side.link.clone()).filter(Url::has_host).as_ref().map(page::key)
    });
    // Some programs write the addresses of all pages in small letters.
    pairing.unique(How::Link, |side, _| side.link.as_ref().map(|link| page::key(link).to_lowercase()));
    pairing
        .unique(How::Path, |side, _| side.link.as_ref().map(page::key_on_host).filter(|key| !key.is_empty()));
    pairing.by_title(zone);
    pairing.unique(How::Instant, |side, _| {
        // Midnight is a day, not a time.
        let is_time = |at: &DateTime<Utc>| {
            at.time() != chrono::NaiveTime::MIN && at.with_timezone(&zone).time() != chrono::NaiveTime::MIN
        };
        side.published.filter(is_time)
    });
    pairing.pairs.sort_unstable();
    pairing.pairs
}

/// A title as titles are compared: letters and digits alone.
#[must_use]
pub fn folded(title: &str) -> String {
    title.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

struct Pairing<'a> {
    entries: &'a [Side],
    articles: &'a [Side],
    titles: [Vec<String>; 2],
    taken: [Vec<bool>; 2],
    pairs: Vec<Pair>,
}

/// What has a key: one, or several, of which none is meant.
#[derive(Clone, Copy, PartialEq)]
enum Sole {
    One(usize),
    Many,
}

fn sole<K: Hash + Eq>(keys: impl Iterator<Item = (usize, K)>) -> HashMap<K, Sole> {
    let mut found = HashMap::new();
    for (at, key) in keys {
        match found.entry(key) {
            Slot::Vacant(slot) => {
                slot.insert(Sole::One(at));
            }
            Slot::Occupied(mut slot) => {
                slot.insert(Sole::Many);
            }
        }
    }
    found
}

impl Pairing<'_> {
    fn take(&mut self, entry: usize, article: usize, how: How) {
        let [entries, articles] = &mut self.taken;
        if let (Some(entry_taken @ false), Some(article_taken @ false)) =
            (entries.get_mut(entry), articles.get_mut(article))
        {
            (*entry_taken, *article_taken) = (true, true);
            self.pairs.push((entry, article, how));
        }
    }

    fn is_free(&self, side: usize, at: usize) -> bool {
        self.taken.get(side).and_then(|taken| taken.get(at)) == Some(&false)
    }

    fn by_id(&mut self) {
        let ids = |sides: &[Side]| -> HashMap<String, Sole> {
            sole(
                sides
                    .iter()
                    .enumerate()
                    .flat_map(|(at, side)| side.ids.iter().map(move |id| (at, id.clone()))),
            )
        };
        let (entries, articles) = (ids(self.entries), ids(self.articles));
        self.meet(&entries, &articles, How::Id);
    }

    /// Pairs what has a key that nothing else has, neither on its side nor on the other.
    fn unique<K: Hash + Eq>(&mut self, how: How, key: impl Fn(&Side, bool) -> Option<K>) {
        let keys = |side: usize, sides: &[Side]| -> HashMap<K, Sole> {
            let free = sides.iter().enumerate().filter(|(at, _)| self.is_free(side, *at));
            sole(free.filter_map(|(at, found)| Some((at, key(found, side == 0)?))))
        };
        let (entries, articles) = (keys(0, self.entries), keys(1, self.articles));
        self.meet(&entries, &articles, how);
    }

    fn meet<K: Hash + Eq>(&mut self, entries: &HashMap<K, Sole>, articles: &HashMap<K, Sole>, how: How) {
        let one = |(key, entry)| match (entry, articles.get(key)) {
            (&Sole::One(entry), Some(&Sole::One(article))) => Some((entry, article)),
            _ => None,
        };
        let mut found: Vec<(usize, usize)> = entries.iter().filter_map(one).collect();
        // An article with two ids may meet two entries.
        found.sort_unstable();
        for (entry, article) in found {
            self.take(entry, article, how);
        }
    }

    fn by_title(&mut self, zone: Tz) {
        let titles = std::mem::take(&mut self.titles);
        let sides = [self.entries, self.articles];
        // The second, then the day: of a series of one title each must not be taken for its neighbour.
        for of_day in [false, true] {
            let keys = |side: usize| {
                let free = (0..sides[side].len()).filter(|at| self.is_free(side, *at));
                sole(free.filter_map(|at| {
                    let (title, published) = (titles[side].get(at)?, sides[side].get(at)?.published?);
                    let when = if of_day {
                        i64::from(chrono::Datelike::num_days_from_ce(&published.with_timezone(&zone)))
                    } else {
                        published.timestamp()
                    };
                    (!title.is_empty()).then_some((at, (title.as_str(), when)))
                }))
            };
            let (entries, articles) = (keys(0), keys(1));
            self.meet(&entries, &articles, How::TitleAndDay);
        }
        self.by_title_within_zones(&titles);
        // Among all of them, not among those that are left: the last two of a series need not be one.
        let all = |side: usize| {
            sole(
                titles[side]
                    .iter()
                    .enumerate()
                    .filter(|(_, title)| !title.is_empty())
                    .map(|(at, title)| (at, title.as_str())),
            )
        };
        let (entries, articles) = (all(0), all(1));
        self.meet(&entries, &articles, How::Title);
    }

    /// Pairs neighbours in time that have one title, where neither has another such neighbour.
    fn by_title_within_zones(&mut self, titles: &[Vec<String>; 2]) {
        let [entries, articles] = [0, 1].map(|side| self.dated(side, titles));
        let mut found = Vec::new();
        for (title, published, entry) in &entries {
            let Some((_, at, article)) = sole_near(&articles, title, *published) else { continue };
            if sole_near(&entries, title, *at).is_some_and(|(.., other)| other == entry) {
                found.push((*entry, *article));
            }
        }
        for (entry, article) in found {
            self.take(entry, article, How::TitleAndDay);
        }
    }

    /// What has a title and a date and is not paired yet, by title and date.
    fn dated<'t>(&self, side: usize, titles: &'t [Vec<String>; 2]) -> Vec<Dated<'t>> {
        let (Some(sides), Some(titles)) =
            ([self.entries, self.articles].get(side).copied(), titles.get(side))
        else {
            return Vec::new();
        };
        let mut dated: Vec<Dated<'_>> = sides
            .iter()
            .zip(titles)
            .enumerate()
            .filter(|(at, (_, title))| !title.is_empty() && self.is_free(side, *at))
            .filter_map(|(at, (found, title))| Some((title.as_str(), found.published?, at)))
            .collect();
        dated.sort_unstable();
        dated
    }
}

/// A title, a date, and whose they are.
type Dated<'t> = (&'t str, DateTime<Utc>, usize);

/// The only one of that title near that instant, of a list by title and date.
fn sole_near<'d, 't>(list: &'d [Dated<'t>], title: &str, at: DateTime<Utc>) -> Option<&'d Dated<'t>> {
    let earliest = at.checked_sub_signed(ZONES).unwrap_or(at);
    let latest = at.checked_add_signed(ZONES).unwrap_or(at);
    let from = list.partition_point(|(other, date, _)| (*other, *date) < (title, earliest));
    let mut near = list.iter().skip(from).take_while(|(other, date, _)| *other == title && *date <= latest);
    let first = near.next()?;
    near.next().is_none().then_some(first)
}
