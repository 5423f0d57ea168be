//! A source of articles that looks, whenever it reads all of them, for rows of `ids.tsv` that none of them has.
//!
//! In: a source, its rows, and what is wrong with the file. Out: the same source; its pulls tell those defects as the source's own, so
//! that the store remembers which of them were told. Another text of the file has every article read anew, and so looked at.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::mpsc;
use url::Url;

use super::Row;
use crate::model::BoxFuture;
use crate::model::change::{Defect, Found, Item, Pulled};
use crate::model::draft::BodyAt;
use crate::model::entry::Entry;
use crate::model::ids::{ContentHash, ItemKey, SourceId};
use crate::normalize::adopt::page;
use crate::sources::{BodyError, PullContext, RawBody, Remote, Source, SourceError};

/// Chunks that wait to be passed on.
const WAITING: usize = 2;

/// A source, and what the file says of it.
pub(super) struct Watched {
    /// The source.
    pub(super) inner: Arc<dyn Source>,
    /// The file, as a person would name it.
    pub(super) place: String,
    /// Its rows of articles of this source, each with its line.
    pub(super) rows: Vec<(u32, Row)>,
    /// What is wrong with it, as far as this source is to tell it.
    pub(super) defects: Vec<Defect>,
}

impl Source for Watched {
    fn id(&self) -> &SourceId {
        self.inner.id()
    }

    fn kind(&self) -> &'static str {
        self.inner.kind()
    }

    /// What is wrong with the file is told when articles are read anew.
    fn recipe(&self) -> ContentHash {
        let inner = self.inner.recipe();
        if self.defects.is_empty() {
            return inner;
        }
        let told = self.defects.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        ContentHash::of(&[&inner.0[..], told.as_bytes()].concat())
    }

    fn pull(&self, cx: PullContext) -> BoxFuture<'_, Result<Pulled, SourceError>> {
        // What is not reported is as it was, and so are the rows of that.
        if !cx.reread && (cx.recall.is_some() || !cx.known.items().is_empty()) {
            return self.inner.pull(cx);
        }
        Box::pin(async move {
            let mut search = Search::new(&self.rows);
            let (out, mut chunks) = mpsc::channel::<Vec<Item>>(WAITING);
            let PullContext { known, recall, reread, wall, out: onward } = cx;
            let watch = async {
                while let Some(items) = chunks.recv().await {
                    for item in &items {
                        search.see(item);
                    }
                    if onward.send(items).await.is_err() {
                        // Closing the channel stops the pull.
                        return;
                    }
                }
            };
            let cx = PullContext { known, recall, reread, wall, out };
            let (pulled, ()) = tokio::join!(self.inner.pull(cx), watch);
            let mut pulled = pulled?;
            let mut defects = pulled.defects.take().unwrap_or_default();
            defects.extend(self.defects.iter().cloned());
            defects.extend(search.unseen().map(|(line, row)| self.stray(line, row)));
            pulled.defects = Some(defects);
            Ok(pulled)
        })
    }

    fn body(&self, entry: &Entry, at: BodyAt) -> Result<RawBody, BodyError> {
        self.inner.body(entry, at)
    }

    fn place(&self, key: &ItemKey) -> String {
        self.inner.place(key)
    }

    fn is_in_folders(&self) -> bool {
        self.inner.is_in_folders()
    }

    /// The rows are of articles.
    fn remote(&self) -> Option<&dyn Remote> {
        self.inner.remote()
    }
}

impl Watched {
    fn stray(&self, at: u32, row: &Row) -> Defect {
        let what = match (row.path.as_str(), row.link.as_str()) {
            (path, "") => format!("no article has the path `{path}`"),
            ("", link) => format!("no article has the link `{link}`"),
            (path, link) => format!("no article has the path `{path}` or the link `{link}`"),
        };
        let message = format!("{what}; correct the row, or remove it where the article is gone for good");
        Defect { place: self.place.clone(), line: at, column: 0, message }
    }
}

/// The rows of which no article was seen yet.
struct Search<'a> {
    rows: &'a [(u32, Row)],
    by_path: HashMap<&'a str, usize>,
    by_page: HashMap<String, usize>,
    seen: HashSet<usize>,
}

impl<'a> Search<'a> {
    fn new(rows: &'a [(u32, Row)]) -> Self {
        let rows_of = || rows.iter().map(|(_, row)| row).enumerate();
        let by_path = rows_of().filter(|(_, row)| !row.path.is_empty());
        let by_page = rows_of().filter_map(|(at, row)| Some((page::key(&Url::parse(&row.link).ok()?), at)));
        Self {
            rows,
            by_path: by_path.map(|(at, row)| (row.path.as_str(), at)).collect(),
            by_page: by_page.collect(),
            seen: HashSet::new(),
        }
    }

    fn see(&mut self, item: &Item) {
        if let Some(at) = self.by_path.get(item.key.as_str()) {
            self.seen.insert(*at);
            return;
        }
        if self.by_page.is_empty() {
            return;
        }
        let Found::Draft(draft) = &item.found else { return };
        let link = draft.link.as_deref().and_then(|link| Url::parse(link).ok());
        if let Some(at) = link.and_then(|link| self.by_page.get(&page::key(&link))) {
            self.seen.insert(*at);
        }
    }

    fn unseen(&self) -> impl Iterator<Item = (u32, &'a Row)> {
        let unseen = self.rows.iter().enumerate().filter(|(at, _)| !self.seen.contains(at));
        unseen.map(|(_, (line, row))| (*line, row))
    }
}
