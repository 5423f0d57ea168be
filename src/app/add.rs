//! A new source for an address. In: the address, and what the owner wants. Out: the feed that was found there, and the source that it would be.

use url::Url;

use super::ask::{AskError, Asker, Heard};
use super::discover::{Discovered, FoundFeed};
use super::{App, AppError};
use crate::config::append::{Ids, NewSource, NewValue, is_id};
use crate::text::address::without_credentials;

/// Feeds of a page that are tried until one is a feed.
const TRIED: usize = 5;

/// What the owner wants.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The source's id; `None`: one is made of the host.
    pub id: Option<String>,
    /// Categories that its entries get.
    pub categories: Vec<Vec<String>>,
}

/// What was found, and the source that it would be.
#[derive(Clone, Debug)]
pub struct Found {
    /// The feed, with its summary.
    pub feed: FoundFeed,
    /// Others of the page.
    pub others: Vec<FoundFeed>,
    /// The source.
    pub source: NewSource,
    /// What else there is to say.
    pub notes: Vec<String>,
    /// The answer that the feed came with.
    pub heard: Option<Heard>,
}

impl App {
    /// Finds the feed at an address.
    ///
    /// # Errors
    /// [`AppError::Add`] where there is none, or it is a source already; [`AppError::Ask`] where there is no answer.
    pub async fn find_source(&self, asker: &Asker, url: &Url, wish: &Wish) -> Result<Found, AppError> {
        let mut ids = Ids::new(self.config.sources.iter().map(|source| source.id.as_str()));
        if let Some(id) = &wish.id {
            if !is_id(id) {
                let remedy = "it has at most 64 letters, digits, `-`, `_` and `.`, and begins with a letter or a digit";
                return Err(AppError::Add(format!("a source cannot have the id `{id}`\n  = {remedy}")));
            }
            if !ids.take(id) {
                return Err(AppError::Add(format!("there is a source `{id}`\n  = choose another --id")));
            }
        }
        is_new(asker, url)?;
        let Discovered { url: page, feeds, mut notes, .. } = asker.discover(url).await?;
        let (feed, others) = choose(asker, feeds, &mut notes).await?.ok_or_else(|| {
            let mut lines = vec![format!("{page} is no feed, and no feed was found there")];
            lines.append(&mut notes);
            AppError::Add(lines.join("\n  = "))
        })?;
        is_new(asker, &feed.url)?;
        let heard = asker.last();
        let id = wish.id.clone().unwrap_or_else(|| ids.give([host(&feed.url)]));
        let mut keys = vec![("url", NewValue::Text(feed.url.to_string()))];
        if !wish.categories.is_empty() {
            keys.push(("categories", NewValue::Categories(wish.categories.clone())));
        }
        Ok(Found { feed, others, source: NewSource { id, kind: "feed", keys }, notes, heard })
    }
}

fn is_new(asker: &Asker, url: &Url) -> Result<(), AppError> {
    match asker.source_at(url) {
        Some(id) => Err(AppError::Add(format!("{} is the source `{id}` already", without_credentials(url)))),
        None => Ok(()),
    }
}

/// The first that is a feed, and the others.
async fn choose(
    asker: &Asker,
    feeds: Vec<FoundFeed>,
    notes: &mut Vec<String>,
) -> Result<Option<(FoundFeed, Vec<FoundFeed>)>, AppError> {
    let mut last = None;
    for (at, candidate) in feeds.iter().enumerate().take(TRIED) {
        is_new(asker, &candidate.url)?;
        match asker.summarize(candidate).await {
            Ok(Some(feed)) => {
                let others = feeds.iter().enumerate().filter(|(other, _)| *other != at);
                return Ok(Some((feed, others.map(|(_, feed)| feed.clone()).collect())));
            }
            Ok(None) => notes
                .push(format!("{} is no feed, though its page says so", without_credentials(&candidate.url))),
            Err(error) => {
                notes.push(error.to_string());
                last = Some(error);
            }
        }
    }
    last.map_or(Ok(None), |error: AskError| Err(error.into()))
}

/// The host as a name: without what all hosts of the web begin with.
pub(super) fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}
