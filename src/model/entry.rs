//! A normalized entry: what every writer can rely on.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::draft::BodyAt;
use super::ids::{ContentHash, EntryId, ItemKey, SourceId};
use super::parts::carried::Carried;
use super::parts::episode::Episode;
use super::parts::{Enclosure, Html, Image, Language, Person, PlainText};
use super::policy::Fits;

/// A category as a path, outermost level first, as its author spelled it: `新媒体 › 趣头条 › 分类`. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CategoryPath(pub Vec<PlainText>);

/// An entry after normalization. The comments say what each field is called in Atom, RSS 2.0 and JSON Feed 1.1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `id`; `guid`; `id`. An absolute URI that never changes. A state has it beside the rest, since it can be settled later.
    #[serde(default, skip_serializing)]
    pub id: EntryId,
    /// `guid`, where readers of RSS know the entry by another name than its id: one that an earlier feed gave it, of any form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guid: Option<String>,
    /// The source that it came from.
    pub source: SourceId,
    /// What the source calls it.
    pub key: ItemKey,
    /// `title`; `title`; `title`. Empty for a note, for which the writers show the summary's beginning.
    pub title: PlainText,
    /// `link rel="alternate"`; `link`; `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Url>,
    /// `link rel="related"`; `atom:link`; `external_url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related: Option<Url>,
    /// `published`; `pubDate`; `date_published`. Whole seconds, years 1900 to 9999.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub published: DateTime<Utc>,
    /// `updated`; none; `date_modified`. Not before `published`.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub updated: DateTime<Utc>,
    /// When its text was last seen to differ from what it was, though it did not say so; `None`: never.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub revised: Option<DateTime<Utc>>,
    /// Not shown before this instant.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub visible_from: Option<DateTime<Utc>>,
    /// Not shown from this instant on.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "chrono::serde::ts_seconds_option")]
    pub visible_until: Option<DateTime<Utc>>,
    /// `author`; `dc:creator` (and `author`, with a mail address); `authors`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    /// `category`; `category`; `tags` and `_feedloom.categories`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<CategoryPath>,
    /// `category`; `category`; `tags`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<PlainText>,
    /// `xml:lang`; `dc:language`; `language`. The site's language where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// `summary`; `description`; `summary`. What the author wrote as one; `None` otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<PlainText>,
    /// `media:thumbnail`; `media:thumbnail`; `image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// `link rel="enclosure"`; `enclosure`; `attachments`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<Enclosure>,
    /// `rights`; `dc:rights`; none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<PlainText>,
    /// `content`; `content:encoded`; `content_html`.
    pub content: Content,
    /// Which of the owner's rules for contents it fits.
    #[serde(default, skip_serializing_if = "Fits::is_none")]
    pub fits: Fits,
    /// `source`; `source`; `_feedloom.origin`. The feed that it was first published in; `None`: it is the site's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Arc<Origin>>,
    /// None; none; `_feedloom.also`. Other feeds that carry the same post.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Origin>,
    /// What it is as an episode of a podcast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub episode: Option<Box<Episode>>,
    /// What else it says, for the programs that read its feeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Box<Carried>>,
    /// What relative URLs in the content are resolved against, where that is not `link`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Url>,
}

impl Entry {
    /// True where feeds may show the entry at `now`.
    #[must_use]
    pub fn is_visible(&self, now: DateTime<Utc>) -> bool {
        self.visible_from.is_none_or(|from| from <= now) && self.visible_until.is_none_or(|until| now < until)
    }

    /// The next instant after `now` at which the entry looks different without having changed: it becomes due, a date of
    /// change that lies in the future is reached, or it expires.
    #[must_use]
    pub fn wakes(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        [self.visible_from, self.visible_until, Some(self.updated)]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .min()
    }

    /// The date of its last change as feeds may say it at `now`: never in the future for an entry of the past.
    #[must_use]
    pub fn updated_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        if self.updated > now { self.published } else { self.updated }
    }
}

/// The feed that an entry of others was first published in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its title.
    #[serde(default, skip_serializing_if = "PlainText::is_empty")]
    pub title: PlainText,
    /// Its id, an absolute URI. Atom only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<Url>,
    /// Its page for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Url>,
    /// A picture that the owner of the site chose for it. Atom `icon`; none; `icon`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face: Option<Url>,
    /// What else it says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Box<OriginAbout>>,
    /// True: it is another feed than the one that the entry was read in, which had it from there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_second_hand: bool,
}

/// What the feed that an entry is from says of itself (RFC 4287 §4.2.11), beside what names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OriginAbout {
    /// `subtitle`; none; `description`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<PlainText>,
    /// `rights`; none; `rights`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<PlainText>,
    /// The large picture. `logo`; none; `icon`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Url>,
    /// The small picture. `icon`; none; `favicon`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<Url>,
    /// `link rel="license"`; none; `license`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<Url>,
    /// `category`; none; `tags`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<OriginCategory>,
    /// `author`; none; `authors`. Only where the entry is by others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    /// `contributor`; none; none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Person>,
}

/// A category of a feed of others, in its own words (RFC 4287 §4.2.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OriginCategory {
    /// Its name for programs. Never empty.
    pub term: PlainText,
    /// The vocabulary that it is from: an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<PlainText>,
}

/// Where an entry's content is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// It has none.
    #[default]
    None,
    /// The source loads it by the entry's key when a feed shows it; the value is the digest of the file that it is in.
    Deferred(BodyAt),
    /// It came with the entry, and the store has it, clean; the value is its digest, by which a change of it is one of the entry.
    Stored(ContentHash),
}

/// An entry's content as feeds show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The whole content. Empty where there is none.
    pub html: Html,
    /// Its beginning as text, for the places that want a summary where the author wrote none.
    pub excerpt: PlainText,
}
