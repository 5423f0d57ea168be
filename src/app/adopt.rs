//! Adopting ids: reads the feed that a site has published so far, finds its entries among the articles, and writes down in
//! `ids.tsv` what its readers know them by. Nothing else is written, and the state is not asked.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::ids::{self, IdsFile};
use super::{App, AppError};
use crate::model::adopted::{KnownAs, Patterns};
use crate::model::change::{Defect, Found, Item, Known};
use crate::model::ids::{ItemKey, SourceId};
use crate::normalize::adopt::merge::Earlier;
use crate::normalize::adopt::pair::{How, Side, pair};
use crate::normalize::adopt::table::{self, Row};
use crate::normalize::adopt::{self, merge, page, pattern};
use crate::normalize::normalize;
use crate::pipeline::PlannedSource;
use crate::sources::PullContext;

mod old;
mod unmatched;

pub use old::OldFeed;
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
    /// Each pair: the id that readers know, the article's file, how it was found.
    pub pairs: Vec<(String, String, How)>,
    /// Entries that no article is: id, title, link.
    pub without_article: Vec<(String, String, String)>,
    /// Articles as young as the feed that none of its entries is.
    pub without_entry: Vec<Unmatched>,
    /// Ids that could not be taken over, each in a sentence that says why and what to do.
    pub conflicts: Vec<String>,
    /// Patterns that its ids follow: the source, the pattern, and how many articles without a row get ids by it.
    pub patterns: Vec<(SourceId, String, usize)>,
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
        self.without_entry.len() + self.conflicts.len()
    }
}

/// An article, as far as adopting needs it.
pub(super) struct Article {
    pub(super) source: SourceId,
    pub(super) key: ItemKey,
    pub(super) place: String,
    pub(super) side: Side,
    /// The id that it names itself.
    own: Option<String>,
    named: Vec<(String, String)>,
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
        let (old, entries) = OldFeed::read(&bytes, &self.config.site.url)
            .map_err(|error| AppError::OldFeed { feed: feed.to_owned(), message: error.to_string() })?;
        if entries.is_empty() {
            let message =
                "the feed has no entry that its readers could know; adopt it while it has".to_owned();
            return Err(AppError::OldFeed { feed: feed.to_owned(), message });
        }
        let mut adoption = Adoption { feed: old, file: self.ids.path.clone(), ..Adoption::default() };
        adoption.defects.clone_from(&self.ids.defects);
        let articles = self.articles(&mut adoption).await?;
        let (found, earlier) = self.find(&entries, &articles, &mut adoption);
        let rows = self.ids.rows.iter().map(|(_, row)| row.clone()).collect();
        let merged = merge::merge(rows, found, &earlier);
        adoption.conflicts.extend(merged.conflicts);
        (adoption.added, adoption.filled) = (merged.added, merged.filled);
        self.count_reached(&merged.rows, &articles, &mut adoption);
        self.write(&merged.rows, dry_run, &mut adoption)?;
        Ok(adoption)
    }

    /// Every article that may be in a feed, whatever is known of it.
    async fn articles(&self, adoption: &mut Adoption) -> Result<Vec<Article>, AppError> {
        let mut articles = Vec::new();
        for planned in &self.sources {
            let (out, mut found) = mpsc::channel::<Vec<Item>>(4);
            let known = Arc::new(Known::default());
            let context = PullContext { known, reread: true, wall: crate::clock::file_time(), out };
            let gather = async {
                while let Some(items) = found.recv().await {
                    articles.extend(items.into_iter().filter_map(|item| article(item, planned)));
                }
            };
            let (pulled, ()) = tokio::join!(planned.source.pull(context), gather);
            if let Err(error) = pulled {
                adoption.failures.push(format!("source {}: {error}", planned.source.id()));
            }
        }
        // Files are read by several threads, which finish in any order.
        articles.sort_by(|a, b| (&a.source, &a.key).cmp(&(&b.source, &b.key)));
        Ok(articles)
    }

    /// Finds the entries among the articles: rows for the file, and which path an article's row has now.
    fn find(&self, entries: &[Side], articles: &[Article], adoption: &mut Adoption) -> (Vec<Row>, Earlier) {
        let sides: Vec<Side> = articles.iter().map(|article| self.side(article)).collect();
        let pairs = pair(entries, &sides, self.config.timezone);
        let is_rss = adoption.feed.is_rss();
        let (mut rows, mut earlier) = (Vec::new(), Earlier::new());
        let mut of_source: BTreeMap<&SourceId, Vec<(&str, &Article)>> = BTreeMap::new();
        for (entry, article, how) in &pairs {
            let (Some(entry), Some(article)) = (entries.get(*entry), articles.get(*article)) else {
                continue;
            };
            let Some(id) = entry.ids.first() else { continue };
            *adoption.matched.entry(*how).or_default() += 1;
            adoption.pairs.push((id.clone(), article.place.clone(), *how));
            match &article.own {
                Some(own) if own == id => continue,
                Some(own) => {
                    adoption.conflicts.push(format!(
                        "{}: it names the id `{own}` itself, which stays, and readers know it as `{id}`; let its front matter say that",
                        article.place
                    ));
                    continue;
                }
                None => {}
            }
            if !is_rss && adopt::uri(id).is_none() {
                adoption.conflicts.push(format!(
                    "{}: readers know it as `{id}`, which is no URI and can be no id of an Atom or a JSON feed",
                    article.place
                ));
                continue;
            }
            of_source.entry(&article.source).or_default().push((id, article));
            if let Some(path) = self.path_of_row(article) {
                earlier.insert((article.source.clone(), article.key.as_str().to_owned()), path);
            }
            rows.push(row(article, known_as(is_rss, id)));
        }
        rows.extend(self.patterns(&of_source, entries, is_rss));
        adoption.without_article = unmatched::entries(entries, &pairs);
        adoption.without_entry = unmatched::articles(entries, articles, &pairs, self.config.timezone);
        (rows, earlier)
    }

    /// The article with all ids that it is known by.
    fn side(&self, article: &Article) -> Side {
        let mut side = article.side.clone();
        let page = || article.side.link.as_ref().map(page::key);
        if let Some(known) =
            self.adopted(&article.source).and_then(|known| known.find(article.key.as_str(), page))
        {
            side.ids.extend([&known.guid, &known.id].into_iter().filter(|id| !id.is_empty()).cloned());
            side.ids.dedup();
        }
        side
    }

    /// The path in the row of an article that was renamed since: none has its own path, and one has its page.
    fn path_of_row(&self, article: &Article) -> Option<String> {
        let mine =
            || self.ids.rows.iter().filter(|(_, row)| row.source == article.source && !row.is_pattern());
        if mine().any(|(_, row)| row.path == article.key.as_str()) {
            return None;
        }
        let page = page::key(article.side.link.as_ref()?);
        let has_page = |row: &Row| url::Url::parse(&row.link).is_ok_and(|link| page::key(&link) == page);
        mine().find(|(_, row)| has_page(row)).map(|(_, row)| row.path.clone())
    }

    /// The rows of the patterns that the ids of each source follow.
    fn patterns(
        &self,
        of_source: &BTreeMap<&SourceId, Vec<(&str, &Article)>>,
        entries: &[Side],
        is_rss: bool,
    ) -> Vec<Row> {
        let Some(until) = entries.iter().filter_map(|entry| entry.published).max() else { return Vec::new() };
        let found = of_source.iter().filter_map(|(source, pairs)| {
            let dated = pairs.iter().filter_map(|(id, article)| Some((*id, self.facts(article)?)));
            let template = pattern::common(dated)?;
            Some(Row::pattern((*source).clone(), known_as(is_rss, &pattern::text(&template)), until))
        });
        found.collect()
    }

    fn facts<'a>(&self, article: &'a Article) -> Option<pattern::Facts<'a>> {
        let published = article.side.published?.with_timezone(&self.config.timezone);
        Some(pattern::Facts { link: article.side.link.as_ref(), published, named: &article.named })
    }

    /// Counts the articles that get their ids by a pattern.
    fn count_reached(&self, rows: &[Row], articles: &[Article], adoption: &mut Adoption) {
        let rows: Vec<(u32, Row)> = rows.iter().map(|row| (0, row.clone())).collect();
        for planned in &self.sources {
            let source = planned.source.id();
            let (adopted, _) = table::adopted(&rows, source, self.config.timezone);
            let Some(patterns) = adopted.patterns() else { continue };
            let mine = articles.iter().filter(|article| article.source == *source);
            let reached = mine.filter(|article| self.is_reached(article, patterns, &adopted)).count();
            for template in [&patterns.guid, &patterns.id].into_iter().filter(|template| !template.is_empty())
            {
                adoption.patterns.push((source.clone(), pattern::text(template), reached));
            }
        }
    }

    fn is_reached(
        &self,
        article: &Article,
        patterns: &Patterns,
        adopted: &crate::model::adopted::Adopted,
    ) -> bool {
        let page = || article.side.link.as_ref().map(page::key);
        let facts = self.facts(article);
        article.own.is_none()
            && article.side.published.is_some_and(|at| at <= patterns.until)
            && adopted.find(article.key.as_str(), page).is_none()
            && facts.is_some_and(|facts| {
                [&patterns.guid, &patterns.id]
                    .into_iter()
                    .any(|template| pattern::fill(template, &facts).is_some())
            })
    }

    /// Writes the file, where it is not as it should be.
    fn write(&self, rows: &[Row], dry_run: bool, adoption: &mut Adoption) -> Result<(), AppError> {
        let IdsFile { path, text, rows: before, .. } = &self.ids;
        let is_same = before.len() == rows.len() && before.iter().zip(rows).all(|((_, old), new)| old == new);
        adoption.changed = !is_same || (text.is_none() && !rows.is_empty());
        if !adoption.changed || dry_run {
            return Ok(());
        }
        let fail = |message: String| AppError::Ids { file: path.clone(), message };
        // A row that is not understood would be lost.
        if let Some(defect) = self.ids.unread.first() {
            return Err(fail(format!("{defect}\n  = put it right before more is written into the file")));
        }
        ids::replace(path, &table::write(rows))
            .map_err(|error| fail(format!("it cannot be written: {error}")))
    }
}

/// The bytes of a feed.
fn read(feed: &Path) -> io::Result<Vec<u8>> {
    if feed != Path::new("-") {
        return ids::bytes(File::open(feed)?, LIMIT);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other(format!("it is larger than {LIMIT} bytes")));
    }
    Ok(bytes)
}

/// What adopting needs of an item; `None` for what is no article that could be in a feed.
fn article(item: Item, planned: &PlannedSource) -> Option<Article> {
    let Found::Draft(draft) = &item.found else { return None };
    if draft.syndicated.is_some() {
        return None;
    }
    let own = adopt::own_id(draft);
    let (named, published) = (draft.facts.clone(), draft.published);
    let place = planned.source.place(&item.key);
    let entry = normalize(item, &planned.policy, &String::new).outcome.ok()?.entry;
    let side = Side {
        ids: own.clone().into_iter().collect(),
        link: entry.link,
        title: entry.title.as_str().to_owned(),
        published: published.map(|_| entry.published),
    };
    Some(Article { source: entry.source, key: entry.key, place, side, own, named })
}

fn known_as(is_rss: bool, id: &str) -> KnownAs {
    let (known, none) = (id.to_owned(), String::new());
    if is_rss { KnownAs { guid: known, id: none } } else { KnownAs { guid: none, id: known } }
}

fn row(article: &Article, known_as: KnownAs) -> Row {
    let date = |at: DateTime<Utc>| table::instant(at);
    Row {
        source: article.source.clone(),
        path: article.key.as_str().to_owned(),
        known_as,
        date: article.side.published.map(date).unwrap_or_default(),
        link: article.side.link.as_ref().map(ToString::to_string).unwrap_or_default(),
        title: article.side.title.clone(),
    }
}
