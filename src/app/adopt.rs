//! Adopting ids: reads the feed that a site has published so far, finds its entries among the articles, and writes down in
//! `ids.tsv` what its readers know them by. Nothing else is written, and the state is not asked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use url::Url;

use super::ids::{self, IdsFile};
use super::{App, AppError};
use crate::model::adopted::KnownAs;
use crate::model::change::Defect;
use crate::model::ids::SourceId;
use crate::normalize::adopt::merge::{self, Earlier};
use crate::normalize::adopt::pair::{How, Side, pair};
use crate::normalize::adopt::table::{self, Row};
use crate::normalize::adopt::{self, page};

mod article;
mod old;
mod reach;
mod unmatched;

use article::Article;
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
        let refuse = |message: String| AppError::OldFeed { feed: feed.to_owned(), message };
        let bytes = read(feed).map_err(|error| refuse(format!("it cannot be read: {error}")))?;
        let read = OldFeed::read(&bytes, &self.config.site.url);
        let (old, entries) = read.map_err(|error| refuse(error.to_string()))?;
        if entries.is_empty() {
            return Err(refuse(
                "the feed has no entry that its readers could know; adopt it while it has".to_owned(),
            ));
        }
        let mut adoption = Adoption { feed: old, file: self.ids.path.clone(), ..Adoption::default() };
        adoption.defects.clone_from(&self.ids.defects);
        let articles = self.articles(&mut adoption.failures).await?;
        let (found, earlier) = self.find(&entries, &articles, &mut adoption);
        let rows = self.ids.rows.iter().map(|(_, row)| row.clone()).collect();
        let merged = merge::merge(rows, found, &earlier);
        adoption.conflicts.extend(merged.conflicts);
        (adoption.added, adoption.filled) = (merged.added, merged.filled);
        self.look_beyond(&merged.rows, &articles, &entries, &mut adoption);
        self.write(&merged.rows, dry_run, &mut adoption)?;
        Ok(adoption)
    }

    /// Finds the entries among the articles: rows for the file, and which paths articles had in it.
    fn find(&self, entries: &[Side], articles: &[Article], adoption: &mut Adoption) -> (Vec<Row>, Earlier) {
        let sides: Vec<Side> = articles.iter().map(|article| self.side(article)).collect();
        let pairs = pair(entries, &sides, self.config.timezone);
        let is_rss = adoption.feed.is_rss();
        let paths = Paths::of(&self.ids);
        let (mut rows, mut earlier) = (Vec::new(), Earlier::new());
        let mut of_source: BTreeMap<&SourceId, Vec<(&str, &Article)>> = BTreeMap::new();
        for (entry, article, how) in &pairs {
            let (Some(entry), Some(article)) = (entries.get(*entry), articles.get(*article)) else {
                continue;
            };
            let Some(id) = entry.ids.first() else { continue };
            *adoption.matched.entry(*how).or_default() += 1;
            adoption.pairs.push((id.clone(), article.place.clone(), *how));
            match hindrance(article, id, is_rss) {
                Some(conflict) => adoption.conflicts.extend(conflict),
                None => {
                    of_source.entry(&article.source).or_default().push((id, article));
                    earlier.extend(paths.earlier(article));
                    rows.push(article.row(known_as(is_rss, id)));
                }
            }
        }
        rows.extend(self.patterns(&of_source, entries, is_rss));
        adoption.without_article = unmatched::entries(entries, &pairs);
        (adoption.without_entry, adoption.newer) =
            unmatched::articles(entries, articles, &pairs, self.config.timezone);
        (rows, earlier)
    }

    /// The article with all ids that it is known by.
    fn side(&self, article: &Article) -> Side {
        let mut side = article.side.clone();
        let page = || article.side.link.as_ref().map(page::key);
        let known = self.adopted(&article.source).and_then(|known| known.find(article.key.as_str(), page));
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

/// Why an article gets no row for the id; the inner is `None` where it needs none.
#[expect(clippy::option_option, reason = "whether there is a row, and whether there is something to tell")]
fn hindrance(article: &Article, id: &str, is_rss: bool) -> Option<Option<String>> {
    let place = &article.place;
    match &article.own {
        Some(own) if own == id => return Some(None),
        Some(own) => {
            return Some(Some(format!(
                "{place}: it names the id `{own}` itself, which stays, and readers know it as `{id}`; let its front matter say that"
            )));
        }
        None => {}
    }
    (!is_rss && adopt::uri(id).is_none()).then(|| {
        Some(format!(
            "{place}: readers know it as `{id}`, which is no URI and can be no id of an Atom or a JSON feed"
        ))
    })
}

/// The paths in the file of ids: all, and those of pages.
struct Paths<'a> {
    all: HashSet<(&'a SourceId, &'a str)>,
    of_page: HashMap<(&'a SourceId, String), &'a str>,
}

impl<'a> Paths<'a> {
    fn of(ids: &'a IdsFile) -> Self {
        let rows = || ids.rows.iter().map(|(_, row)| row).filter(|row| !row.is_pattern());
        let page =
            |row: &'a Row| Some(((&row.source, page::key(&Url::parse(&row.link).ok()?)), row.path.as_str()));
        Self {
            all: rows().map(|row| (&row.source, row.path.as_str())).collect(),
            of_page: rows().filter_map(page).collect(),
        }
    }

    /// The path in the row of an article that was renamed since: no row has its path, and one has its page.
    fn earlier(&self, article: &Article) -> Option<((SourceId, String), String)> {
        let (source, path) = (&article.source, article.key.as_str());
        if self.all.contains(&(source, path)) {
            return None;
        }
        let page = page::key(article.side.link.as_ref()?);
        let earlier = self.of_page.get(&(source, page))?;
        Some(((source.clone(), path.to_owned()), (*earlier).to_owned()))
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

/// What readers of that kind of feed know.
fn known_as(is_rss: bool, name: &str) -> KnownAs {
    let (name, none) = (name.to_owned(), String::new());
    if is_rss { KnownAs { guid: name, id: none } } else { KnownAs { guid: none, id: name } }
}
