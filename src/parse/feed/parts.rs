//! A feed and its entries while they are read: what several elements may say is kept by rank until all have spoken.

use chrono::{DateTime, Utc};

use super::ext::Aside;
use super::{Cut, Format, people};
use crate::model::draft::{Draft, DraftBody, DraftPerson, RawText};
use crate::model::syndicated::{DraftFeed, Podcast, Syndicated};

/// How much what an element says counts, against what others say of the same thing.
pub(crate) mod rank {
    /// Made from what means something else: a link from an id, a language from `xml:lang`.
    pub(crate) const DERIVED: u8 = 1;
    /// Said by an extension, where the format has an element of its own for it: `media:title`.
    pub(crate) const FALLBACK: u8 = 2;
    /// Said by an extension that is meant for it: `dc:title`, `itunes:author`.
    pub(crate) const EXTENSION: u8 = 3;
    /// Said by the format's own element, in a form that is less than it should be: a link to what is no page.
    pub(crate) const LESSER: u8 = 4;
    /// Said by the format's own element.
    pub(crate) const OWN: u8 = 5;
}

/// A value that several elements may give: the one of the highest rank counts, of several of one rank the first.
#[derive(Clone, Debug)]
pub struct Ranked<T>(Option<(u8, T)>);

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Ranked<T> {
    /// Offers a value.
    pub fn offer(&mut self, rank: u8, value: T) {
        if self.0.as_ref().is_none_or(|(held, _)| *held < rank) {
            self.0 = Some((rank, value));
        }
    }

    /// Offers what an element of the format itself says, if it says something.
    pub fn offer_own(&mut self, value: Option<T>) {
        if let Some(value) = value {
            self.offer(rank::OWN, value);
        }
    }

    /// The value that counts.
    pub fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }

    /// Offers a value that counts before an earlier one of the same rank.
    pub fn offer_last(&mut self, rank: u8, value: T) {
        if self.0.as_ref().is_none_or(|(held, _)| *held <= rank) {
            self.0 = Some((rank, value));
        }
    }

    /// The rank of what was offered, and the value, to add to it.
    pub fn held(&mut self) -> Option<(u8, &mut T)> {
        self.0.as_mut().map(|(rank, value)| (*rank, value))
    }

    /// True where something was offered.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

/// An entry while it is read.
#[derive(Clone, Debug, Default)]
pub struct EntryParts {
    /// What is not ranked.
    pub draft: Draft,
    /// What only feeds say.
    pub more: Syndicated,
    /// Title.
    pub title: Ranked<RawText>,
    /// Id.
    pub id: Ranked<String>,
    /// Link.
    pub link: Ranked<String>,
    /// Date of publication.
    pub published: Ranked<DateTime<Utc>>,
    /// Date of the last change.
    pub updated: Ranked<DateTime<Utc>>,
    /// Summary.
    pub summary: Ranked<RawText>,
    /// Content.
    pub content: Ranked<RawText>,
    /// Authors: those of the highest rank that any element gave.
    pub authors: Ranked<Vec<DraftPerson>>,
    /// Rights.
    pub rights: Ranked<RawText>,
    /// Bytes of the decoded text before it.
    pub at: usize,
    /// True: its summary is the only text that its format has for entries, and thus its content where nothing else is
    /// (RSS `description`).
    pub summary_is_content: bool,
    /// What extensions say that counts where nothing else says it.
    pub aside: Aside,
}

impl<T> Ranked<Vec<T>> {
    /// Adds one to the list of this rank, where none of a higher rank was begun.
    pub fn add(&mut self, rank: u8, value: T) {
        match self.held() {
            Some((held, list)) if held == rank => list.push(value),
            _ => self.offer(rank, vec![value]),
        }
    }
}

impl EntryParts {
    /// What it says as an episode.
    pub fn podcast(&mut self) -> &mut Podcast {
        self.more.podcast.get_or_insert_default()
    }

    /// The entry.
    pub fn finish(self) -> Draft {
        let Self { mut draft, mut more, aside, .. } = self;
        draft.title = self.title.take();
        draft.claimed_id = self.id.take();
        draft.link = self.link.take();
        draft.published = self.published.take();
        draft.updated = self.updated.take();
        let (summary, content) = (self.summary.take(), self.content.take());
        let (summary, content) = match (summary, content) {
            (Some(only), None) if self.summary_is_content => (None, Some(only)),
            both => both,
        };
        draft.summary = summary;
        draft.body = content.map_or(DraftBody::None, DraftBody::Inline);
        draft.authors = self.authors.take().unwrap_or_default();
        draft.rights = self.rights.take();
        aside.complete(&mut draft, &mut more);
        people::part_names(&mut draft.authors);
        people::part_names(&mut more.contributors);
        draft.syndicated = Some(Box::new(more));
        draft
    }
}

/// A feed while it is read.
#[derive(Clone, Debug, Default)]
pub struct FeedParts {
    /// Its format.
    pub format: Format,
    /// What is not ranked.
    pub feed: DraftFeed,
    /// Title.
    pub title: Ranked<RawText>,
    /// Subtitle.
    pub subtitle: Ranked<RawText>,
    /// Link.
    pub link: Ranked<String>,
    /// Date of the last change.
    pub updated: Ranked<DateTime<Utc>>,
    /// Date of publication.
    pub published: Ranked<DateTime<Utc>>,
    /// Authors.
    pub authors: Ranked<Vec<DraftPerson>>,
    /// Rights.
    pub rights: Ranked<RawText>,
    /// Language.
    pub language: Ranked<String>,
    /// What extensions say that counts where nothing else says it.
    pub aside: Aside,
    /// Its entries.
    pub entries: Vec<Draft>,
    /// Bytes of the decoded text before each of its entries.
    pub places: Vec<usize>,
    /// Where its document ends before its time.
    pub cut: Option<Cut>,
}

impl FeedParts {
    /// What it says as a podcast.
    pub fn podcast(&mut self) -> &mut Podcast {
        self.feed.podcast.get_or_insert_default()
    }

    /// Adds an entry.
    pub fn push(&mut self, entry: EntryParts) {
        if self.entries.is_empty() {
            // Most feeds have no more, and an entry is large to be moved about.
            self.entries.reserve(32);
        }
        self.places.push(entry.at);
        self.entries.push(entry.finish());
    }

    /// Format, feed, entries.
    pub fn finish(self) -> (Format, DraftFeed, Vec<Draft>) {
        let Self { format, mut feed, entries, aside, .. } = self;
        feed.title = self.title.take();
        feed.subtitle = self.subtitle.take();
        feed.link = self.link.take();
        feed.updated = self.updated.take();
        feed.published = self.published.take();
        feed.authors = self.authors.take().unwrap_or_default();
        feed.rights = self.rights.take();
        feed.language = self.language.take();
        aside.complete_feed(&mut feed);
        people::part_names(&mut feed.authors);
        people::part_names(&mut feed.contributors);
        (format, feed, entries)
    }
}
