//! An entry as a source found it: everything optional, nothing resolved, nothing trusted.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::ids::{ContentHash, ItemKey};
use super::syndicated::Syndicated;

/// How a text is marked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// Characters as they are.
    #[default]
    Plain,
    /// HTML, or text that may hold some: known tags and entities count as markup, all else is text.
    Html,
    /// Markdown with HTML in it.
    Markdown,
}

/// A text and how it is marked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawText {
    /// How to read `value`.
    pub markup: Markup,
    /// The text as found.
    pub value: String,
    /// What relative URLs in it are resolved against, where that is not the draft's base (`xml:base`).
    pub base: Option<Arc<Url>>,
}

impl RawText {
    /// Text as it is.
    pub fn plain(value: impl Into<String>) -> Self {
        Self { markup: Markup::Plain, value: value.into(), base: None }
    }

    /// Text that may hold tags and entities.
    pub fn html(value: impl Into<String>) -> Self {
        Self { markup: Markup::Html, value: value.into(), base: None }
    }

    /// Markdown.
    pub fn markdown(value: impl Into<String>) -> Self {
        Self { markup: Markup::Markdown, value: value.into(), base: None }
    }
}

/// A person as found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftPerson {
    /// The text of the name, perhaps with a mail address or a link in it.
    pub name: String,
    /// A mail address that stood in a field of its own.
    pub email: Option<String>,
    /// A home page, absolute or relative to the site.
    pub uri: Option<String>,
    /// A picture, absolute or relative to the site. JSON Feed `avatar`.
    pub avatar: Option<String>,
}

/// An enclosure as found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftEnclosure {
    /// Where it is, absolute or relative to the draft's base.
    pub url: String,
    /// Bytes, where said.
    pub length: Option<u64>,
    /// Media type, where said.
    pub media_type: Option<String>,
    /// Seconds, where said.
    pub duration: Option<u64>,
}

/// Where in an item its content is, so that it is found again without reading what comes before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyAt {
    /// Digest of the whole item.
    pub hash: ContentHash,
    /// Bytes of the decoded text before the content.
    pub start: usize,
    /// The line that the content begins on, from 1.
    pub line: u32,
}

/// Where a draft's content is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DraftBody {
    /// The entry has no content.
    #[default]
    None,
    /// It stays where it is until a feed shows it: the source loads it again by the item's key.
    Deferred(BodyAt),
    /// It came with the draft.
    Inline(RawText),
}

/// An entry as found.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What the source calls the item; unique in the source.
    pub key: ItemKey,
    /// What the item says its id is. Only an absolute URI (or a UUID) counts; `normalize` decides.
    pub claimed_id: Option<String>,
    /// The title as found. `None`: the item has none (a note).
    pub title: Option<RawText>,
    /// The entry's page, absolute or relative to `base`.
    pub link: Option<String>,
    /// What relative URLs in the fields of this draft are resolved against.
    pub base: Option<Url>,
    /// The page that this entry is about (a link post). Atom `link rel="related"`; JSON Feed `external_url`.
    pub related: Option<String>,
    /// When it was published. `None`: nobody said; the store then keeps the date at which it was first seen.
    pub published: Option<DateTime<Utc>>,
    /// When it last changed in a way that its author wants known.
    pub updated: Option<DateTime<Utc>>,
    /// When it must no longer be shown.
    pub expires: Option<DateTime<Utc>>,
    /// Who wrote it, in order.
    pub authors: Vec<DraftPerson>,
    /// Category paths, outermost level first.
    pub categories: Vec<Vec<String>>,
    /// Tags, flat.
    pub tags: Vec<String>,
    /// A language tag as found.
    pub language: Option<String>,
    /// A summary that the author wrote.
    pub summary: Option<RawText>,
    /// The picture that stands for the entry, absolute or relative to `base`.
    pub image: Option<String>,
    /// Files that come with it.
    pub enclosures: Vec<DraftEnclosure>,
    /// A licence or copyright notice.
    pub rights: Option<RawText>,
    /// Its content.
    pub body: DraftBody,
    /// Names and numbers that another program knew it by (`wordpress_id`, `post_id`): key and value. They fill the
    /// patterns of adopted ids.
    pub facts: Vec<(String, String)>,
    /// What only an entry of a feed says. `None` for an article.
    pub syndicated: Option<Box<Syndicated>>,
}
