//! The articles that there are, as far as adopting needs them.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{App, AppError};
use crate::model::adopted::KnownAs;
use crate::model::change::{Found, Item, Known};
use crate::model::ids::{ItemKey, SourceId};
use crate::normalize::adopt::pair::Side;
use crate::normalize::adopt::table::{self, Row};
use crate::normalize::sanitize::Sanitizer;
use crate::normalize::{adopt, normalize};
use crate::pipeline::PlannedSource;
use crate::sources::{PullContext, articles};

/// An article.
pub(super) struct Article {
    /// Its source.
    pub(super) source: SourceId,
    /// What the source calls it.
    pub(super) key: ItemKey,
    /// How a person would name it.
    pub(super) place: String,
    /// What is compared with entries.
    pub(super) side: Side,
    /// The id that it names itself.
    pub(super) own: Option<String>,
    /// What other programs know it by: keys and values.
    pub(super) named: Vec<(String, String)>,
    /// The categories that it names itself.
    pub(super) categories: Vec<Vec<String>>,
}

impl App {
    /// Every article that may be in a feed, whatever is known of it. Sources that fail are named in `failures`.
    pub(super) async fn articles(&self, failures: &mut Vec<String>) -> Result<Vec<Article>, AppError> {
        let mut found = Vec::new();
        // An entry of a feed has the id that its feed gives it.
        let of_articles =
            self.sources.iter().filter(|planned| planned.source.kind() == articles::ADAPTER.name);
        for planned in of_articles {
            let (out, mut chunks) = mpsc::channel::<Vec<Item>>(4);
            let known = Arc::new(Known::default());
            let context =
                PullContext { known, recall: None, reread: true, wall: crate::clock::file_time(), out };
            let gather = async {
                let mut sanitizer = Sanitizer::new();
                while let Some(items) = chunks.recv().await {
                    let articles = items.into_iter();
                    found.extend(articles.filter_map(|item| Article::of(item, planned, &mut sanitizer)));
                }
            };
            let (pulled, ()) = tokio::join!(planned.source.pull(context), gather);
            if let Err(error) = pulled {
                failures.push(format!("source {}: {error}", planned.source.id()));
            }
        }
        // Files are read by several threads, which finish in any order.
        found.sort_by(|a: &Article, b: &Article| (&a.source, &a.key).cmp(&(&b.source, &b.key)));
        Ok(found)
    }
}

impl Article {
    /// What adopting needs of an item; `None` for what is no article that could be in a feed.
    fn of(item: Item, planned: &PlannedSource, sanitizer: &mut Sanitizer) -> Option<Self> {
        let Found::Draft(draft) = &item.found else { return None };
        if draft.syndicated.is_some() {
            return None;
        }
        let own = adopt::own_id(draft);
        let (named, is_dated) = (draft.facts.clone(), draft.published.is_some());
        let categories = draft.categories.clone();
        let place = planned.source.place(&item.key);
        let entry = normalize(item, &planned.policy(), sanitizer, &String::new).outcome.ok()?.entry;
        let side = Side {
            ids: own.clone().into_iter().collect(),
            link: entry.link,
            title: entry.title.as_str().to_owned(),
            published: is_dated.then_some(entry.published),
        };
        Some(Self { source: entry.source, key: entry.key, place, side, own, named, categories })
    }

    /// Its row.
    pub(super) fn row(&self, known_as: KnownAs) -> Row {
        let Side { link, title, published, .. } = &self.side;
        Row {
            source: self.source.clone(),
            path: self.key.as_str().to_owned(),
            known_as,
            date: published.map(table::instant).unwrap_or_default(),
            link: link.as_ref().map(ToString::to_string).unwrap_or_default(),
            title: title.clone(),
        }
    }
}
