//! Which feeds an entry is in.

use std::borrow::Cow;
use std::collections::HashSet;

use super::overlay::{Overlay, Overlays};
use crate::model::entry::Entry;
use crate::model::feed::{FeedKey, FeedKind, Membership, NameKey};
use crate::model::ids::ContentHash;
use crate::model::parts::{Language, PlainText};
use crate::model::policy::{CategoryFrom, CategoryRules};
use crate::text::slug;

/// The owner's rules for which feeds there are.
#[derive(Clone, Debug)]
pub struct Rules {
    by: Vec<FeedKind>,
    only: Vec<Vec<NameKey>>,
    except: Vec<Vec<NameKey>>,
    from: Vec<CategoryFrom>,
    language: Option<Language>,
    overlays: Overlays,
}

impl Rules {
    /// Takes over the rules of a configuration. `language` is that of entries that name none.
    #[must_use]
    pub fn new(by: &[FeedKind], categories: &CategoryRules, language: Option<&Language>) -> Self {
        let keys = |paths: &[Vec<String>]| {
            paths.iter().map(|path| path.iter().map(|level| slug::key(level)).collect()).collect()
        };
        let from =
            if categories.from.is_empty() { vec![CategoryFrom::Categories] } else { categories.from.clone() };
        Self {
            by: by.to_vec(),
            only: keys(&categories.only),
            except: keys(&categories.except),
            from,
            language: language.cloned(),
            overlays: Overlays::default(),
        }
    }

    /// The same rules, with what the owner says of the entries of single sources.
    #[must_use]
    pub fn with(self, overlays: Overlays) -> Self {
        Self { overlays, ..self }
    }

    /// What the owner says of the entries of single sources.
    #[must_use]
    pub fn overlays(&self) -> &Overlays {
        &self.overlays
    }

    /// A digest that differs where the rules do.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        let Self { by, only, except, from, language, overlays } = self;
        let overlays = overlays.membership();
        ContentHash::of(format!("2 {by:?} {only:?} {except:?} {from:?} {language:?} {overlays}").as_bytes())
    }

    /// True where the rules allow the feed to be.
    #[must_use]
    pub fn allow(&self, feed: &FeedKey) -> bool {
        match feed.kind {
            FeedKind::Home => true,
            FeedKind::Category => self.by.contains(&FeedKind::Category) && self.allow_category(&feed.path),
            kind => self.by.contains(&kind),
        }
    }

    fn allow_category(&self, path: &[NameKey]) -> bool {
        let below = |rule: &Vec<NameKey>| path.starts_with(rule);
        (self.only.is_empty() || self.only.iter().any(below)) && !self.except.iter().any(below)
    }

    /// The feeds that an entry is in: the home feed, every category that it names with all those above, and so on. None where the
    /// owner does not want it to be shown.
    #[must_use]
    pub fn of(&self, entry: &Entry) -> Vec<Membership> {
        let overlay = self.overlays.of(&entry.source);
        if overlay.is_some_and(|overlay| !overlay.admits(entry)) {
            return Vec::new();
        }
        let mut feeds = vec![Membership { feed: FeedKey::home(), names: Vec::new() }];
        for kind in &self.by {
            match kind {
                FeedKind::Home => {}
                FeedKind::Category => self.categories(entry, overlay, &mut feeds),
                FeedKind::Tag => entry.tags.iter().for_each(|tag| add(&mut feeds, FeedKind::Tag, tag)),
                FeedKind::Source => feeds.push(source(entry, overlay)),
                FeedKind::Author => {
                    let authors =
                        overlay.map_or(Cow::Borrowed(&entry.authors[..]), |overlay| overlay.authors(entry));
                    authors.iter().for_each(|author| add(&mut feeds, FeedKind::Author, &author.name));
                }
                FeedKind::Language => {
                    let own = overlay.map_or(entry.language.as_ref(), |overlay| overlay.language(entry));
                    if let Some(language) = own.or(self.language.as_ref()) {
                        add(&mut feeds, FeedKind::Language, &PlainText::new(language.as_str()));
                    }
                }
            }
        }
        once_each(feeds)
    }

    fn categories(&self, entry: &Entry, overlay: Option<&Overlay>, feeds: &mut Vec<Membership>) {
        let own = overlay.map_or(Cow::Borrowed(&entry.categories[..]), |overlay| overlay.categories(entry));
        for from in &self.from {
            match from {
                CategoryFrom::Categories => own.iter().for_each(|category| self.category(&category.0, feeds)),
                CategoryFrom::Tags => {
                    entry.tags.iter().for_each(|tag| self.category(std::slice::from_ref(tag), feeds));
                }
            }
        }
    }

    fn category(&self, names: &[PlainText], feeds: &mut Vec<Membership>) {
        let keys: Vec<NameKey> = names.iter().map(|name| slug::key(name.as_str())).collect();
        for depth in 1..=keys.len() {
            let path = &keys[..depth];
            if self.allow_category(path) {
                let feed = FeedKey { kind: FeedKind::Category, path: path.to_vec() };
                feeds.push(Membership { feed, names: names[..depth].to_vec() });
            }
        }
    }
}

/// The feed of an entry's source, by the name that the owner gave it, else the one that it gives itself.
fn source(entry: &Entry, overlay: Option<&Overlay>) -> Membership {
    let id = PlainText::new(entry.source.as_str());
    let feed = FeedKey { kind: FeedKind::Source, path: vec![slug::key(id.as_str())] };
    let named = overlay.and_then(|overlay| overlay.name.as_ref());
    let own = entry.origin.as_deref().filter(|origin| !origin.is_second_hand).map(|origin| &origin.title);
    let name = named.or(own).filter(|name| !name.is_empty()).cloned().unwrap_or(id);
    Membership { feed, names: vec![name] }
}

/// Adds a feed of one level.
fn add(feeds: &mut Vec<Membership>, kind: FeedKind, name: &PlainText) {
    let feed = FeedKey { kind, path: vec![slug::key(name.as_str())] };
    feeds.push(Membership { feed, names: vec![name.clone()] });
}

/// The first membership of each feed, in order. An entry may name a thousand feeds, so that they are not compared one by one.
fn once_each(feeds: Vec<Membership>) -> Vec<Membership> {
    let mut known = HashSet::with_capacity(feeds.len());
    let is_first: Vec<bool> = feeds.iter().map(|membership| known.insert(&membership.feed)).collect();
    feeds
        .into_iter()
        .zip(is_first)
        .filter(|(_, is_first)| *is_first)
        .map(|(membership, _)| membership)
        .collect()
}
