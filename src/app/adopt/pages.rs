//! Whether articles are where readers find them: the pages of entries against those of their articles.
//!
//! In: pairs of entries and articles. Out: by source, how many pages are elsewhere, an example, and the pattern that says where.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::permalink::{self, Example};
use super::{App, Article};
use crate::model::ids::SourceId;
use crate::normalize::adopt::page;
use crate::normalize::adopt::pair::{Pair, Side};

/// Pages of a source that are not where its entries say.
#[derive(Clone, Debug)]
pub struct OtherPages {
    /// The source.
    pub source: SourceId,
    /// Entries whose page is not that of their article.
    pub moved: usize,
    /// Entries that were compared.
    pub compared: usize,
    /// The page of one of them.
    pub old: String,
    /// The page of its article.
    pub new: String,
    /// The `permalink` by which nearly all articles have the pages of their entries.
    pub permalink: Option<String>,
}

/// The page of an entry, and its article.
type Compared<'a> = (&'a Url, &'a Article);

impl App {
    /// Compares the pages of pairs. A source whose pages are where they were is not in it.
    pub(super) fn other_pages(
        &self,
        entries: &[Side],
        articles: &[Article],
        pairs: &[Pair],
    ) -> Vec<OtherPages> {
        let mut by_source: BTreeMap<&SourceId, Vec<Compared<'_>>> = BTreeMap::new();
        for (entry, article, _) in pairs {
            let (Some(entry), Some(article)) = (entries.get(*entry), articles.get(*article)) else {
                continue;
            };
            if let Some(page) = entry.link.as_ref().filter(|page| page.has_host() && counts(entry, article)) {
                by_source.entry(&article.source).or_default().push((page, article));
            }
        }
        by_source.into_iter().filter_map(|(source, compared)| self.of_source(source, &compared)).collect()
    }

    fn of_source(&self, source: &SourceId, compared: &[Compared<'_>]) -> Option<OtherPages> {
        let differing = || compared.iter().filter(|(old, article)| !is_same(old, article, spelled));
        let moved = || compared.iter().filter(|(old, article)| !is_same(old, article, page_of));
        let (old, article) = moved().next().or_else(|| differing().next())?;
        let permalink = self.permalink(source, compared);
        let hosts = |(old, article): &Compared<'_>| host(old) == article.side.link.as_ref().and_then(host);
        // Another spelling of a page may well lead to it, and a page on another host is its server's business.
        if permalink.is_none() && !moved().any(hosts) {
            return None;
        }
        let moved = if moved().next().is_some() { moved().count() } else { differing().count() };
        Some(OtherPages {
            source: source.clone(),
            moved,
            compared: compared.len(),
            old: old.to_string(),
            new: article.side.link.as_ref().map(Url::to_string).unwrap_or_default(),
            permalink,
        })
    }

    /// The pattern of the pages that entries have, where more of them follow it than the one that is set.
    fn permalink(&self, source: &SourceId, compared: &[Compared<'_>]) -> Option<String> {
        let options = &self.config.sources.iter().find(|known| known.id == *source)?.options;
        let root = options.url("url").unwrap_or(&self.config.site.url).path();
        let root = format!("/{}", root.trim_matches('/'));
        let examples: Vec<Example<'_>> = compared
            .iter()
            .filter_map(|(old, article)| {
                let path = decoded(old.path());
                let below = path.strip_prefix(root.as_str())?;
                let path = if root.len() > 1 { below.strip_prefix('/')? } else { below }.to_owned();
                let published = article.side.published.map(|at| at.with_timezone(&self.config.timezone));
                let link = article.side.link.as_ref().map(|link| decoded(page::path(link)));
                let last = link.and_then(|link| Some(link.rsplit('/').next()?.to_owned()));
                Some(Example {
                    path,
                    file: article.key.as_str(),
                    last,
                    published,
                    categories: &article.categories,
                })
            })
            .collect();
        let (pattern, fitting) = permalink::of(&examples)?;
        let now = compared.iter().filter(|(old, article)| is_same(old, article, spelled)).count();
        (fitting > now && fitting * 10 >= compared.len() * 9).then_some(pattern)
    }
}

/// False for an entry that leads to a counter of clicks, and has its article's page as its id.
fn counts(entry: &Side, article: &Article) -> bool {
    let Some(link) = article.side.link.as_ref() else { return false };
    let key = page::key(link).to_lowercase();
    let id = Url::parse(entry.name()).ok().filter(Url::has_host);
    entry.link.as_ref().is_some_and(|page| page::key(page).to_lowercase() == key)
        || id.is_none_or(|id| page::key(&id).to_lowercase() != key)
}

fn is_same(old: &Url, article: &Article, part: fn(&Url) -> String) -> bool {
    article.side.link.as_ref().is_some_and(|new| part(old) == part(new))
}

/// What makes a page on whatever host.
fn page_of(link: &Url) -> String {
    page::key_on_host(link).to_lowercase()
}

/// The path and what else makes the page, letter by letter.
fn spelled(link: &Url) -> String {
    let query = page::key_on_host(link);
    format!("{}?{}", decoded(link.path()), query.split_once('?').map_or("", |(_, query)| query))
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().nfc().collect()
}

fn host(link: &Url) -> Option<&str> {
    link.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host))
}
