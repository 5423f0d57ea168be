//! A feed that a server has: what it answered, and what is known, in; what is new out. No network: `fetch` asked.

use super::document::{self, Document};
use super::{Settings, defects, items};
use crate::model::change::{Defect, Found, HeldReason, Item, Known};
use crate::model::ids::Fingerprint;
use crate::model::parts::Language;
use crate::model::poll::{DocumentHints, Failure, FailureClass, FeedFacts, Subscription};
use crate::model::syndicated::DraftFeed;
use crate::parse::feed::ParseError;
use crate::sources::{Arrived, FetchedDocument, Remote};
use crate::text;

/// What is asked, and how it is read.
pub(super) struct Polled {
    pub(super) settings: Settings,
    pub(super) subscription: Subscription,
}

impl Remote for Polled {
    fn subscription(&self) -> &Subscription {
        &self.subscription
    }

    fn read(&self, document: FetchedDocument<'_>, known: &Known) -> Result<Arrived, Failure> {
        let settings = &self.settings;
        let read = document::read(settings, document.bytes, document.content_type, Some(document.url));
        let Document { entries, is_all, is_cut, mut defects, feed, format } =
            read.map_err(|error| refused(&error))?;
        if entries.is_empty() && !known.items().is_empty() {
            if is_all {
                let message = "it has no entry any more, though it had some, and says that it is complete";
                return Err(Failure { class: FailureClass::Empty, message: message.to_owned() });
            }
            defects.push(defects::empty(&settings.place()));
        }
        let newest = entries.iter().filter_map(|draft| draft.published.or(draft.updated)).max();
        let before =
            |key: &_| known.get(crate::model::ids::ItemKey::as_str(key)).map(|known| known.fingerprint);
        let (mut items, mut pulled) =
            items::compare(entries, is_all, settings.reading.identity, Fingerprint::default(), known, before);
        let odd = items::oddities(&items, pulled.seen, known);
        defects.extend(odd.into_iter().map(|message| Defect {
            place: settings.place(),
            line: 0,
            column: 0,
            message,
        }));
        let most =
            if known.items().is_empty() { self.subscription.first } else { self.subscription.most_new };
        hold_back(&mut items, known, most);
        pulled.defects = Some(defects);
        Ok(Arrived {
            items,
            pulled,
            feed: FeedFacts { newest, version: version(&format), ..facts(&feed) },
            hints: DocumentHints::of(&feed),
            is_cut,
        })
    }
}

/// Leaves the newest `most` of the entries that are not known, and holds the others back: they are no news.
fn hold_back(items: &mut [Item], known: &Known, most: usize) {
    let date = |item: &Item| match &item.found {
        Found::Draft(draft) => draft.published.or(draft.updated),
        Found::Held(_) => None,
    };
    let mut new: Vec<usize> = (0..items.len())
        .filter(|at| {
            items
                .get(*at)
                .is_some_and(|item| item.renamed_from.is_none() && known.get(item.key.as_str()).is_none())
        })
        .collect();
    // Feeds have the newest first, which decides where no date does.
    new.sort_by_key(|at| std::cmp::Reverse(items.get(*at).and_then(date)));
    for at in new.into_iter().skip(most) {
        if let Some(item) = items.get_mut(at) {
            item.found = Found::Held(HeldReason::Backlog);
        }
    }
}

fn facts(feed: &DraftFeed) -> FeedFacts {
    FeedFacts {
        id: feed.id.clone(),
        title: feed
            .title
            .as_ref()
            .map(|title| text::html::to_plain(title).as_str().to_owned())
            .unwrap_or_default(),
        site: feed.link.clone(),
        language: feed.language.clone().filter(|tag| Language::parse(tag).is_some()),
        ..FeedFacts::default()
    }
}

/// The format as outlines name it (OPML 2.0, "Subscription lists").
fn version(format: &str) -> Option<String> {
    let name = match format {
        _ if format.starts_with("rss1") || format.starts_with("rss0.90") => "RSS1",
        _ if format.starts_with("rss") => "RSS",
        _ if format.starts_with("atom") => "Atom",
        _ if format.starts_with("json") => "JSON",
        _ => return None,
    };
    Some(name.to_owned())
}

fn refused(error: &ParseError) -> Failure {
    match error {
        ParseError::NoFeed { what } => {
            Failure { class: FailureClass::NoFeed, message: format!("what it answered is no feed: {what}") }
        }
        other => Failure {
            class: FailureClass::NoFeed,
            message: format!("what it answered holds no feed: {other}"),
        },
    }
}
