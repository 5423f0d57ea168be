//! What RSS and Atom have no elements for, in vocabularies that both borrow. In: an entry. Out: elements, and which vocabularies they
//! are of; each writer makes what its crate wants of them.
//!
//! Not done here: escaping, and what one of the formats has words of its own for.

use std::borrow::Cow;

use crate::model::entry::Entry;
use crate::model::parts::PlainText;

mod carried;
mod episode;
mod media;

/// A vocabulary that documents declare where they use it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Vocabulary {
    /// The usual prefix, which some readers match literally.
    pub(super) prefix: &'static str,
    /// Its name.
    pub(super) uri: &'static str,
    /// Its bit in [`Fragment::namespaces`](super::Fragment::namespaces).
    pub(super) bit: u16,
}

/// Media RSS.
const MEDIA: Vocabulary = Vocabulary { prefix: "media", uri: "http://search.yahoo.com/mrss/", bit: 1 };
/// What Apple's directory reads.
const ITUNES: Vocabulary =
    Vocabulary { prefix: "itunes", uri: "http://www.itunes.com/dtds/podcast-1.0.dtd", bit: 2 };
/// What podcast players read.
const PODCAST: Vocabulary =
    Vocabulary { prefix: "podcast", uri: "https://podcastindex.org/namespace/1.0", bit: 4 };

/// Places (OGC `GeoRSS` 1.0, simple encoding).
const GEORSS: Vocabulary = Vocabulary { prefix: "georss", uri: "http://www.georss.org/georss", bit: 8 };
/// What is answered, and by how many (RFC 4685).
const THREAD: Vocabulary =
    Vocabulary { prefix: "thr", uri: "http://purl.org/syndication/thread/1.0", bit: 16 };
/// How many comments there are, in RSS.
const SLASH: Vocabulary =
    Vocabulary { prefix: "slash", uri: "http://purl.org/rss/1.0/modules/slash/", bit: 32 };
/// Where the feed of comments is, in RSS.
const COMMENT_API: Vocabulary =
    Vocabulary { prefix: "wfw", uri: "http://wellformedweb.org/CommentAPI/", bit: 64 };
/// Licences in RSS, not only those of Creative Commons.
const LICENSE: Vocabulary = Vocabulary {
    prefix: "creativeCommons",
    uri: "http://backend.userland.com/creativeCommonsRssModule",
    bit: 128,
};

/// All of them.
const VOCABULARIES: [&Vocabulary; 8] =
    [&MEDIA, &ITUNES, &PODCAST, &GEORSS, &THREAD, &SLASH, &COMMENT_API, &LICENSE];

/// The format that borrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Borrower {
    /// RSS 2.0: an item has one enclosure, one page of comments and no other links.
    Rss,
    /// Atom 1.0, which has links for most of it.
    Atom,
}

/// An element of a vocabulary.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element<'e> {
    /// Its name without the prefix.
    pub(super) name: &'e str,
    /// Its attributes, each name once.
    pub(super) attributes: Vec<(&'e str, Cow<'e, str>)>,
    /// Its text.
    pub(super) text: Cow<'e, str>,
    /// The elements in it, of the same vocabulary.
    pub(super) inside: Vec<Element<'e>>,
}

impl<'e> Element<'e> {
    /// An element without anything in it.
    fn named(name: &'e str) -> Self {
        Self { name, ..Self::default() }
    }

    /// The element with this text.
    fn text(mut self, text: impl Into<Cow<'e, str>>) -> Self {
        self.text = text.into();
        self
    }

    /// The element with this attribute.
    fn with(mut self, name: &'e str, value: impl Into<Cow<'e, str>>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// The element with this attribute, where there is a value.
    fn maybe(self, name: &'e str, value: Option<impl Into<Cow<'e, str>>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

/// The elements of an entry, by vocabulary, without what the format has words of its own for.
pub(super) fn of(entry: &Entry, borrower: Borrower) -> Vec<(&'static Vocabulary, Vec<Element<'_>>)> {
    let (episode, summary) = (entry.episode.as_deref(), entry.summary.as_ref());
    let mut all = vec![
        (&MEDIA, media::media(entry, borrower)),
        (&ITUNES, episode.map(|episode| episode::itunes(episode, summary)).unwrap_or_default()),
        (&PODCAST, episode.map(|episode| episode::podcast(&episode.tags)).unwrap_or_default()),
    ];
    if let Some(carried) = entry.carried.as_deref() {
        all.extend(carried::elements(carried, borrower));
    }
    all.retain(|(_, elements)| !elements.is_empty());
    all
}

/// The declarations of the vocabularies in `used`: prefix and name.
pub(super) fn declarations(used: u16) -> impl Iterator<Item = (String, String)> {
    let of_used = VOCABULARIES.iter().filter(move |vocabulary| used & vocabulary.bit != 0);
    of_used.map(|vocabulary| (vocabulary.prefix.to_owned(), vocabulary.uri.to_owned()))
}

/// The text, where there is any.
fn filled(text: Option<&PlainText>) -> Option<&str> {
    text.map(PlainText::as_str).filter(|text| !text.is_empty())
}
