//! What has no counterpart: entries of the old feed without an article, and articles that its readers will see as new ones.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::Article;
use crate::normalize::adopt::pair::{Pair, Side, folded};
use crate::text::nearest::nearest;

/// Articles for which an entry of a similar title is looked for: all with all would be too much.
const COMPARED: usize = 100;

/// An article of the old feed's time that is none of its entries.
#[derive(Clone, Debug)]
pub struct Unmatched {
    /// Its file.
    pub place: String,
    /// Its title.
    pub title: String,
    /// The title and the link of the entry that comes nearest, and why it is not the article.
    pub nearest: Option<(String, String, &'static str)>,
}

/// Entries without an article: id, title, link.
pub(super) fn entries(entries: &[Side], pairs: &[Pair]) -> Vec<(String, String, String)> {
    let paired: HashSet<usize> = pairs.iter().map(|(entry, ..)| *entry).collect();
    let left = entries.iter().enumerate().filter(|(at, _)| !paired.contains(at));
    left.map(|(_, entry)| (entry.ids.first().cloned().unwrap_or_default(), entry.title.clone(), link(entry)))
        .collect()
}

fn link(entry: &Side) -> String {
    entry.link.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// Articles without an entry that were published while the feed's entries were, and how many were published later.
pub(super) fn articles(
    entries: &[Side],
    articles: &[Article],
    pairs: &[Pair],
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    zone: Tz,
) -> (Vec<Unmatched>, usize) {
    let Some((oldest, newest)) = span else { return (Vec::new(), 0) };
    let found: HashSet<usize> = pairs.iter().map(|(entry, ..)| *entry).collect();
    let left = entries.iter().enumerate().filter(|(at, _)| !found.contains(at));
    let left: Vec<&Side> = left.map(|(_, entry)| entry).collect();
    let candidates = Candidates::new(&left, entries, zone);
    let paired: HashSet<usize> = pairs.iter().map(|(_, article, _)| *article).collect();
    let (mut unmatched, mut newer) = (Vec::new(), 0);
    for (at, article) in articles.iter().enumerate() {
        let Some(published) = article.side.published.filter(|published| *published >= oldest) else {
            continue;
        };
        if paired.contains(&at) {
            continue;
        }
        if published > newest {
            newer += 1;
            continue;
        }
        let nearest = candidates.nearest(&article.side, unmatched.len() < COMPARED);
        unmatched.push(Unmatched {
            place: article.place.clone(),
            title: article.side.title.clone(),
            nearest: nearest.map(|(entry, why)| (entry.title.clone(), link(entry), why)),
        });
    }
    (unmatched, newer)
}

/// The entries that an article could have been.
struct Candidates<'a> {
    left: &'a [&'a Side],
    titles_left: HashMap<String, &'a Side>,
    titles: HashMap<String, &'a Side>,
    days: HashMap<NaiveDate, &'a Side>,
    zone: Tz,
}

impl<'a> Candidates<'a> {
    fn new(left: &'a [&'a Side], all: &'a [Side], zone: Tz) -> Self {
        let day = |entry: &Side| Some(entry.published?.with_timezone(&zone).date_naive());
        Self {
            left,
            titles_left: by_title(left.iter().copied()),
            titles: by_title(all),
            days: left.iter().filter_map(|entry| Some((day(entry)?, *entry))).collect(),
            zone,
        }
    }

    fn nearest(&self, article: &Side, compare: bool) -> Option<(&'a Side, &'static str)> {
        let title = folded(&article.title);
        if let Some(entry) = self.titles_left.get(&title) {
            return Some((*entry, "it has the same title, but title and day do not tell it from others"));
        }
        if let Some(entry) = self.titles.get(&title) {
            return Some((*entry, "it has the same title, but is another article"));
        }
        let day = article.published?.with_timezone(&self.zone).date_naive();
        if let Some(entry) = self.days.get(&day) {
            return Some((*entry, "it is of the same day, but has another title and another link"));
        }
        let titles = || self.left.iter().map(|entry| entry.title.as_str());
        let title = compare.then(|| nearest(&article.title, titles())).flatten()?;
        let entry = self.left.iter().find(|entry| entry.title == title)?;
        Some((*entry, "it has a similar title, but another day and another link"))
    }
}

fn by_title<'a>(entries: impl IntoIterator<Item = &'a Side>) -> HashMap<String, &'a Side> {
    let titled = entries.into_iter().map(|entry| (folded(&entry.title), entry));
    titled.filter(|(title, _)| !title.is_empty()).collect()
}
