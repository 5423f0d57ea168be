//! What there is: sources, published feeds and their documents, and every item. Reads the state, and asks nobody.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::{App, AppError, Now, said};
use crate::model::feed::{Address, FeedKey};
use crate::model::ids::{ItemKey, SourceId};
use crate::pipeline::PlannedSource;
use crate::store::sqlite::Mode;
use crate::store::{FeedRow, ItemRow, SourceRow, Store as _};

/// A feed with its documents, as `feedloom list` shows it.
#[derive(Clone, Debug)]
pub struct ListedFeed {
    /// The feed.
    pub row: FeedRow,
    /// Its title.
    pub title: String,
    /// By format: the file and the URL at which it is served.
    pub documents: BTreeMap<&'static str, (PathBuf, String)>,
}

/// What `feedloom list` shows.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The sources, each with its adapter's name.
    pub sources: Vec<(SourceRow, &'static str)>,
    /// The published feeds, parents before children.
    pub feeds: Vec<ListedFeed>,
}

impl App {
    /// The sources and feeds that there are.
    ///
    /// # Errors
    /// Where the state cannot be read.
    pub async fn list(&self, now: Now) -> Result<Listing, AppError> {
        let store = self.store(Mode::Read, now)?;
        let cast = self.known_cast(&store).await?;
        let mut rows: HashMap<SourceId, SourceRow> =
            store.sources().await?.into_iter().map(|row| (row.id.clone(), row)).collect();
        let row = |planned: &PlannedSource| {
            let id = planned.source.id();
            let row = rows.remove(id).unwrap_or_else(|| SourceRow { id: id.clone(), ..SourceRow::default() });
            (row, planned.source.kind())
        };
        let sources = cast.sources.iter().map(row).collect();
        let feeds = store
            .feeds()
            .await?
            .into_iter()
            .filter(|feed| feed.published)
            .map(|row| self.listed(row))
            .collect();
        Ok(Listing { sources, feeds })
    }

    /// Where the document of the home feed in a format is; `None` where that format is not published.
    #[must_use]
    pub fn home_document(&self, format: &str) -> Option<Address> {
        let addresses = self.settings.layout.addresses(&FeedKey::home());
        addresses.into_iter().find(|address| address.format == format)
    }

    fn listed(&self, row: FeedRow) -> ListedFeed {
        let documents = self
            .settings
            .layout
            .addresses(&row.key)
            .into_iter()
            .map(|address| {
                (address.format, (self.config.publish.dir.join(&address.path), address.url.to_string()))
            })
            .collect();
        let title =
            crate::compose::head::title(&self.settings.site, &self.settings.category_title, &row.names);
        ListedFeed { title: title.as_str().to_owned(), documents, row }
    }

    /// Hands every item to `show`, by source and key.
    ///
    /// # Errors
    /// Where the state cannot be read.
    pub async fn items(&self, now: Now, mut show: impl FnMut(&ItemRow, &str)) -> Result<(), AppError> {
        const PAGE: usize = 1000;
        let store = self.store(Mode::Read, now)?;
        let cast = self.known_cast(&store).await?;
        let sources: HashMap<&SourceId, &PlannedSource> =
            cast.sources.iter().map(|planned| (planned.source.id(), planned)).collect();
        let mut after: Option<(SourceId, ItemKey)> = None;
        loop {
            let mut items = store.items(after.take(), PAGE).await?;
            for item in &mut items {
                let place = sources.get(&item.source);
                let place = place
                    .map_or_else(|| item.key.as_str().to_owned(), |planned| planned.source.place(&item.key));
                said::dress(item, &cast.settings);
                show(item, &place);
            }
            match items.last() {
                Some(last) if items.len() == PAGE => after = Some((last.source.clone(), last.key.clone())),
                _ => return Ok(()),
            }
        }
    }
}
