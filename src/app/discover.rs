//! From an address to feeds. In: the address of a page or of a feed. Out: the feeds that the page names, or such as are usually there.
//!
//! One request for the address; where the page names no feed, one for what the site allows, and one for each usual place.

use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use super::ask::{AskError, Asker, lasting};
use crate::fetch::{Response, Wanted};
use crate::parse::discover::{self, NamedFeed, Page};
use crate::parse::feed::{Hints, Parsed, parse};
use crate::parse::{opml, robots};
use crate::text::address::without_credentials;
use crate::text::charset;
use crate::text::html::to_plain;

/// Bytes of a page that are looked at.
const LOOKED_AT: usize = 1 << 20;

/// Where feeds usually are.
const USUAL: &[&str] = &["/feed", "/rss.xml", "/atom.xml", "/feed.json", "/index.xml"];

/// The name by which `robots.txt` knows us.
const AGENT: &str = "feedloom";

/// Entries that a summary names.
const NEWEST: usize = 3;

/// What was found at an address.
#[derive(Clone, Debug, Default)]
pub struct Discovered {
    /// Where it was found, without credentials: the end of the redirections.
    pub url: String,
    /// The title of the page; empty where it has none, or is a feed.
    pub title: String,
    /// The feeds.
    pub feeds: Vec<FoundFeed>,
    /// What else there is to say, each in a sentence.
    pub notes: Vec<String>,
}

/// A feed that was found.
#[derive(Clone, Debug)]
pub struct FoundFeed {
    /// Where it is.
    pub url: Url,
    /// Its media type, as whoever named it says.
    pub media_type: String,
    /// Its title, as whoever named it says.
    pub title: String,
    /// How it was found.
    pub how: How,
    /// What is in it, where it was asked for.
    pub summary: Option<Summary>,
}

/// How a feed was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The address is its own.
    Itself,
    /// The page names it.
    Named,
    /// It is where feeds usually are.
    Guessed,
}

impl How {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Itself => "itself",
            Self::Named => "named",
            Self::Guessed => "guessed",
        }
    }
}

/// What is in a feed, in short.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Its title.
    pub title: String,
    /// Its format, such as `rss2.0`.
    pub format: String,
    /// Its page for people.
    pub site: Option<String>,
    /// Entries of the document.
    pub entries: usize,
    /// Its newest entries: when, and the title.
    pub newest: Vec<(Option<DateTime<Utc>>, String)>,
    /// The usual time between two entries, where there are enough with dates.
    pub rhythm: Option<Duration>,
}

impl Asker {
    /// Finds feeds.
    ///
    /// # Errors
    /// [`AskError`] where the address brings no document.
    pub async fn discover(&self, url: &Url) -> Result<Discovered, AskError> {
        let response = self.document(url, Wanted::FeedOrPage).await?;
        let mut found = Discovered { url: without_credentials(&response.url), ..Discovered::default() };
        if let Some(feed) = feed(url, &response, How::Itself) {
            found.feeds.push(feed);
            return Ok(found);
        }
        if let Ok(list) = opml::parse(&response.body) {
            let number = list.list.subscriptions().len();
            let feeds = if number == 1 { "feed" } else { "feeds" };
            found
                .notes
                .push(format!("it is a list of {number} {feeds} (OPML); `feedloom import` takes it over"));
            return Ok(found);
        }
        let Page { title, feeds } = page(&response);
        found.title = title;
        found.feeds = feeds.into_iter().map(FoundFeed::named).collect();
        if found.feeds.is_empty() {
            self.guess(&response.url, &mut found).await;
        }
        Ok(found)
    }

    /// Looks where feeds usually are, as far as the site allows.
    async fn guess(&self, page: &Url, found: &mut Discovered) {
        let Some(robots) = self.robots(page).await else {
            found.notes.push(
                "the page names no feed, and its robots.txt could not be had: nothing was tried".to_owned(),
            );
            return;
        };
        let mut forbidden = Vec::new();
        for path in USUAL {
            if !robots::allows(&robots, AGENT, path) {
                forbidden.push(*path);
                continue;
            }
            let Ok(url) = page.join(path) else { continue };
            let Ok(response) = self.get(&url, Wanted::Guess).await else { continue };
            if matches!(response.status, 200 | 203)
                && let Some(feed) = feed(&url, &response, How::Guessed)
            {
                found.feeds.push(feed);
                break;
            }
        }
        if !forbidden.is_empty() {
            found
                .notes
                .push(format!("its robots.txt keeps programs from {}: not tried", forbidden.join(", ")));
        }
    }

    /// What the site lets programs ask for. `None`: that could not be learned, and so nothing (RFC 9309 §2.3.1.4).
    async fn robots(&self, page: &Url) -> Option<String> {
        let response = self.get(&page.join("/robots.txt").ok()?, Wanted::FeedOrPage).await.ok()?;
        match response.status {
            200 | 203 => {
                let bytes = response.body.get(..robots::LIMIT).unwrap_or(&response.body);
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
            // RFC 9309 §2.3.1.3: where there is none, all is allowed.
            400..=499 => Some(String::new()),
            _ => None,
        }
    }

    /// Asks for a feed that was found, and says what is in it; `None`: it is none.
    ///
    /// # Errors
    /// As [`discover`](Self::discover).
    pub async fn summarize(&self, found: &FoundFeed) -> Result<Option<FoundFeed>, AskError> {
        if found.summary.is_some() {
            return Ok(Some(found.clone()));
        }
        let response = self.document(&found.url, Wanted::Feed).await?;
        Ok(feed(&found.url, &response, found.how))
    }
}

impl FoundFeed {
    fn named(named: NamedFeed) -> Self {
        let NamedFeed { url, media_type, title } = named;
        Self { url, media_type, title, how: How::Named, summary: None }
    }
}

/// The feed that an answer is.
fn feed(asked: &Url, response: &Response, how: How) -> Option<FoundFeed> {
    let content_type = response.head.content_type.as_deref();
    let parsed = parse(&response.body, &Hints { content_type, base: Some(&response.url) }).ok()?;
    let summary = Summary::of(&parsed);
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    Some(FoundFeed {
        url: lasting(asked, &response.hops),
        media_type: media_type.trim().to_ascii_lowercase(),
        title: summary.title.clone(),
        how,
        summary: Some(summary),
    })
}

fn page(response: &Response) -> Page {
    let bytes = response.body.get(..LOOKED_AT).unwrap_or(&response.body);
    let (text, _) = charset::decode(bytes);
    discover::read(&text, &response.url)
}

impl Summary {
    fn of(parsed: &Parsed) -> Self {
        let plain =
            |title: Option<&_>| title.map(|title| to_plain(title).as_str().to_owned()).unwrap_or_default();
        let mut entries: Vec<(Option<DateTime<Utc>>, String)> = parsed
            .entries
            .iter()
            .map(|draft| (draft.published.or(draft.updated), plain(draft.title.as_ref())))
            .collect();
        // Those without a date stay where they are in the document, which has the newest first, behind the others.
        entries.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        let dates: Vec<DateTime<Utc>> = entries.iter().filter_map(|(date, _)| *date).collect();
        let number = entries.len();
        entries.truncate(NEWEST);
        Self {
            title: plain(parsed.feed.title.as_ref()),
            format: parsed.format.0.clone().into_owned(),
            site: parsed.feed.link.clone(),
            entries: number,
            newest: entries,
            rhythm: rhythm(&dates),
        }
    }
}

/// The time between two entries that half of all are closer together than; `dates` are in descending order.
fn rhythm(dates: &[DateTime<Utc>]) -> Option<Duration> {
    let mut gaps: Vec<Duration> =
        dates.windows(2).filter_map(|pair| (*pair.first()? - *pair.last()?).to_std().ok()).collect();
    if gaps.len() < 2 {
        return None;
    }
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rhythm_is_that_of_the_middle() {
        let dates = |hours: &[i64]| -> Vec<DateTime<Utc>> {
            hours.iter().filter_map(|hour| DateTime::from_timestamp(1_700_000_000 + hour * 3600, 0)).collect()
        };
        assert_eq!(rhythm(&dates(&[100, 50, 49, 48, 47])), Some(Duration::from_hours(1)));
        assert_eq!(rhythm(&dates(&[100, 50])), None);
        assert_eq!(rhythm(&[]), None);
    }
}
