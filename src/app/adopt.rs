//! Adopting ids: reads the feed that a site has published so far, finds its entries among the articles, and writes down in
//! `ids.tsv` what its readers know them by. Nothing else is written, and the state is not asked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use url::Url;

use super::ask::Asker;
use super::ids::{self, IdsFile};
use super::{App, AppError};
use crate::config::file::bounded;
use crate::fetch::Wanted;
use crate::model::adopted::{KnownAs, Template};
use crate::model::change::Defect;
use crate::model::ids::SourceId;
use crate::normalize::adopt::merge::{self, Earlier};
use crate::normalize::adopt::pair::{How, Pair, Side, pair};
use crate::normalize::adopt::table::{self, Row};
use crate::normalize::adopt::{self, page, pattern};
use crate::parse::feed::Hints;
use crate::text::address::without_credentials;

mod article;
mod old;
mod pages;
mod permalink;
mod reach;
mod unmatched;

use article::Article;
pub use old::OldFeed;
pub use pages::OtherPages;
pub use unmatched::Unmatched;

/// Bytes of a feed at the most.
const LIMIT: u64 = 64 * 1024 * 1024;

/// What adopting a feed found and did.
#[derive(Clone, Debug, Default)]
pub struct Adoption {
    /// The feed.
    pub feed: OldFeed,
    /// How many of its entries were found among the articles, by how.
    pub matched: BTreeMap<How, usize>,
    /// The dates of its oldest and of its newest entry, where it has dates or its entries have articles.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Each pair: the id that readers know, the article's file, how it was found.
    pub pairs: Vec<(String, String, How)>,
    /// Entries that no article is: id, title, link.
    pub without_article: Vec<(String, String, String)>,
    /// Articles of the feed's time that none of its entries is.
    pub without_entry: Vec<Unmatched>,
    /// Articles that are older than the feed, have no id that its readers know, and would be in ours: their files.
    pub beyond: Vec<String>,
    /// Articles that are newer than the feed, and so new to everybody.
    pub newer: usize,
    /// Ids that could not be taken over, each in a sentence that says why and what to do.
    pub conflicts: Vec<String>,
    /// Patterns that its ids follow: the source, the pattern, and how many articles without a row get ids by it.
    pub patterns: Vec<(SourceId, String, usize)>,
    /// Where the pages of entries are not where their articles' are, by source.
    pub other_pages: Vec<OtherPages>,
    /// What is wrong with the file as it was.
    pub defects: Vec<Defect>,
    /// Articles that had no row before.
    pub added: usize,
    /// Rows that say more than before.
    pub filled: usize,
    /// The file.
    pub file: PathBuf,
    /// True where it is not as it was.
    pub changed: bool,
    /// Sources that could not be read, each with why.
    pub failures: Vec<String>,
}

impl Adoption {
    /// Articles that readers of the old feed will see as new ones.
    #[must_use]
    pub fn seen_as_new(&self) -> usize {
        self.without_entry.len() + self.beyond.len() + self.conflicts.len()
    }
}

impl App {
    /// Takes over the ids of a feed; `feed` names its file, `-` standard input.
    ///
    /// # Errors
    /// [`AppError::OldFeed`] where it cannot be read, [`AppError::Ids`] where the file of the ids cannot be read or written.
    pub async fn adopt(&self, feed: &Path, dry_run: bool) -> Result<Adoption, AppError> {
        let bytes = read(feed).map_err(|error| AppError::OldFeed {
            feed: feed.to_owned(),
            message: format!("it cannot be read: {error}"),
        })?;
        self.adopt_document(feed, &bytes, &Hints::default(), dry_run).await
    }

    /// As [`adopt`](Self::adopt), with a feed that its server has.
    ///
    /// # Errors
    /// As there; and [`AppError::Ask`] where there is no answer.
    pub async fn adopt_url(&self, asker: &Asker, url: &Url, dry_run: bool) -> Result<Adoption, AppError> {
        let response = asker.whole(url, Wanted::Feed).await?;
        let hints = Hints { content_type: response.head.content_type.as_deref(), base: Some(&response.url) };
        let name = without_credentials(url);
        self.adopt_document(Path::new(&name), &response.body, &hints, dry_run).await
    }

    async fn adopt_document(
        &self,
        feed: &Path,
        bytes: &[u8],
        hints: &Hints<'_>,
        dry_run: bool,
    ) -> Result<Adoption, AppError> {
        let refuse = |message: String| AppError::OldFeed { feed: feed.to_owned(), message };
        let read = OldFeed::read(bytes, hints, &self.config.site.url);
        let (old, entries) = read.map_err(|error| refuse(error.to_string()))?;
        if entries.is_empty() {
            return Err(refuse(match old.cut {
                Some((line, _)) => {
                    format!("the feed ends in line {line}, before its first entry does: fetch it again")
                }
                None => "the feed has no entry that its readers could know; adopt it while it has".to_owned(),
            }));
        }
        let mut adoption = Adoption { feed: old, file: self.ids.path.clone(), ..Adoption::default() };
        adoption.defects.clone_from(&self.ids.defects);
        let articles = self.articles(&mut adoption.failures).await?;
        let (found, earlier) = self.find(&entries, &articles, &mut adoption);
        let rows = self.ids.rows.iter().map(|(_, row)| row.clone()).collect();
        let merged = merge::merge(rows, found, &earlier);
        adoption.conflicts.extend(merged.conflicts);
        (adoption.added, adoption.filled) = (merged.added, merged.filled);
        self.look_beyond(&merged.rows, &articles, &mut adoption);
        self.write(&merged.rows, dry_run, &mut adoption)?;
        Ok(adoption)
    }

    /// Finds the entries among the articles: rows for the file, and which paths articles had in it.
    fn find(&self, entries: &[Side], articles: &[Article], adoption: &mut Adoption) -> (Vec<Row>, Earlier) {
        let sides: Vec<Side> = articles.iter().map(|article| self.side(article)).collect();
        let is_rss = adoption.feed.is_rss();
        let mut pairs = pair(entries, &sides, self.config.timezone);
        let templates = self.templates(entries, articles, &pairs, is_rss);
        let more = self.by_pattern(&templates, entries, articles, &pairs);
        pairs.extend(more);
        pairs.sort_unstable();
        adoption.span = span(entries, articles, &pairs);
        let orphans = Orphans::of(&self.ids, articles);
        let (mut rows, mut earlier) = (Vec::new(), Earlier::new());
        for (entry, article, how) in &pairs {
            let (Some(entry), Some(article)) = (entries.get(*entry), articles.get(*article)) else {
                continue;
            };
            *adoption.matched.entry(*how).or_default() += 1;
            adoption.pairs.push((entry.name().to_owned(), article.place.clone(), *how));
            match Verdict::of(article, entry.name(), is_rss) {
                Verdict::Row => {
                    earlier.extend(orphans.earlier(article, entry.name()));
                    rows.push(article.row(known_as(is_rss, entry.name())));
                }
                Verdict::NamesIt => {}
                Verdict::Conflict(conflict) => adoption.conflicts.push(conflict),
            }
        }
        if let Some((_, newest)) = adoption.span {
            let pattern = |(source, template): (&SourceId, Template)| {
                Row::pattern(source.clone(), known_as(is_rss, &pattern::text(&template)), newest)
            };
            rows.extend(templates.into_iter().map(pattern));
        }
        adoption.other_pages = self.other_pages(entries, articles, &pairs);
        adoption.without_article = unmatched::entries(entries, &pairs);
        (adoption.without_entry, adoption.newer) =
            unmatched::articles(entries, articles, &pairs, adoption.span, self.config.timezone);
        (rows, earlier)
    }

    /// The article with all ids that it is known by.
    fn side(&self, article: &Article) -> Side {
        let mut side = article.side.clone();
        let adopted = self.adopted(&article.source);
        let known =
            adopted.and_then(|adopted| adopted.find(article.key.as_str(), side.link.as_ref(), page::key));
        if let Some(KnownAs { guid, id }) = known {
            side.ids.extend([guid, id].into_iter().filter(|id| !id.is_empty()).cloned());
            side.ids.dedup();
        }
        side
    }

    /// Writes the file, where it is not as it should be.
    fn write(&self, rows: &[Row], dry_run: bool, adoption: &mut Adoption) -> Result<(), AppError> {
        let IdsFile { path, text, rows: before, unread, .. } = &self.ids;
        adoption.changed =
            before.len() != rows.len() || before.iter().zip(rows).any(|((_, old), new)| old != new);
        if !adoption.changed || dry_run {
            return Ok(());
        }
        let fail = |message: String| AppError::Ids { file: path.clone(), message };
        // A row that is not understood would be lost.
        if let Some(defect) = unread.first() {
            return Err(fail(format!("{defect}\n  = put it right before more is written into the file")));
        }
        let comments = text.as_deref().map(table::comments).unwrap_or_default();
        ids::replace(path, &table::write(rows, &comments))
            .map_err(|error| fail(format!("it cannot be written: {error}")))
    }
}

/// The dates of the oldest and the newest entry; what has no date has that of its article.
fn span(entries: &[Side], articles: &[Article], pairs: &[Pair]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let of_articles =
        pairs.iter().filter(|(entry, ..)| entries.get(*entry).is_some_and(|entry| entry.published.is_none()));
    let of_articles = of_articles.filter_map(|(_, article, _)| articles.get(*article)?.side.published);
    let dates = || entries.iter().filter_map(|entry| entry.published).chain(of_articles.clone());
    Some((dates().min()?, dates().max()?))
}

/// What becomes of an article and the name that readers know it by.
enum Verdict {
    /// It gets a row.
    Row,
    /// It needs none: it names that id itself.
    NamesIt,
    /// It cannot have that name: why, and what to do.
    Conflict(String),
}

impl Verdict {
    fn of(article: &Article, name: &str, is_rss: bool) -> Self {
        let place = &article.place;
        match &article.own {
            Some(own) if own == name => Self::NamesIt,
            Some(own) => Self::Conflict(format!(
                "{place}: it names the id `{own}` itself, which stays, and readers know it as `{name}`; let its front matter say that"
            )),
            None if is_rss || adopt::uri(name).is_some() => Self::Row,
            None => Self::Conflict(format!(
                "{place}: readers know it as `{name}`, which is no URI and can be no id of an Atom or a JSON feed"
            )),
        }
    }
}

/// The rows of the file of ids whose path no article has: those of articles that were renamed since, or are gone.
struct Orphans<'a> {
    by_page: HashMap<(&'a SourceId, String), &'a str>,
    by_name: HashMap<(&'a SourceId, &'a str), &'a str>,
    paths: HashSet<(&'a SourceId, &'a str)>,
}

impl<'a> Orphans<'a> {
    fn of(ids: &'a IdsFile, articles: &[Article]) -> Self {
        let taken: HashSet<_> =
            articles.iter().map(|article| (&article.source, article.key.as_str())).collect();
        let rows = || ids.rows.iter().map(|(_, row)| row).filter(|row| !row.is_pattern());
        let orphans = || rows().filter(|row| !taken.contains(&(&row.source, row.path.as_str())));
        let page =
            |row: &'a Row| Some(((&row.source, page::key(&Url::parse(&row.link).ok()?)), row.path.as_str()));
        let names = |row: &'a Row| {
            let names = [&row.known_as.guid, &row.known_as.id].into_iter().filter(|name| !name.is_empty());
            names.map(|name| ((&row.source, name.as_str()), row.path.as_str()))
        };
        Self {
            by_page: orphans().filter_map(page).collect(),
            by_name: orphans().flat_map(names).collect(),
            paths: rows().map(|row| (&row.source, row.path.as_str())).collect(),
        }
    }

    /// The path in the row of an article that was renamed since: none has its own, and one has the name that readers know it by,
    /// or its page.
    fn earlier(&self, article: &Article, name: &str) -> Option<((SourceId, String), String)> {
        let (source, path) = (&article.source, article.key.as_str());
        if self.paths.contains(&(source, path)) {
            return None;
        }
        let page = || article.side.link.as_ref().map(page::key);
        let earlier = self.by_name.get(&(source, name)).or_else(|| self.by_page.get(&(source, page()?)))?;
        Some(((source.clone(), path.to_owned()), (*earlier).to_owned()))
    }
}

/// The bytes of a feed.
fn read(feed: &Path) -> io::Result<Vec<u8>> {
    if feed != Path::new("-") {
        return bounded(File::open(feed)?, LIMIT);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other(format!("it is larger than {LIMIT} bytes")));
    }
    Ok(bytes)
}

/// What readers of that kind of feed know.
fn known_as(is_rss: bool, name: &str) -> KnownAs {
    let (name, none) = (name.to_owned(), String::new());
    if is_rss { KnownAs { guid: name, id: none } } else { KnownAs { guid: none, id: name } }
}
