//! What a source reports, what became of it, and what went wrong on the way.

use std::collections::HashSet;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::entry::Entry;
use super::evidence::{Evidence, Likeness};
use super::ids::{Fingerprint, ItemKey};
use super::looks::Looks;
use super::parts::Html;

/// Wrong input that was coped with: where, what, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Defect {
    /// The file or URL, as a person would type it.
    pub place: String,
    /// Line, from 1; 0 where no line can be named.
    pub line: u32,
    /// Column in characters, from 1; 0 where only the line is known.
    #[serde(default, skip_serializing_if = "is_unknown")]
    pub column: u32,
    /// What was wrong and what was done about it, in one sentence without a full stop.
    pub message: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_unknown(column: &u32) -> bool {
    *column == 0
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => write!(f, "{}: {}", self.place, self.message),
            (line, 0) => write!(f, "{}:{line}: {}", self.place, self.message),
            (line, column) => write!(f, "{}:{line}:{column}: {}", self.place, self.message),
        }
    }
}

/// Why an item is in no feed. The names are what `feedloom list --entries --json` shows as `held`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HeldReason {
    /// `draft: true`, a status of draft, or a drafts folder.
    Draft,
    /// `published: false` and its kin.
    Unpublished,
    /// Hidden, unlisted or private by its own metadata.
    Private,
    /// Protected by a password.
    Password,
    /// Dated in the future; appears by itself when due.
    Future,
    /// Past its expiry date.
    Expired,
    /// Taken out by `feedloom hide`.
    Hidden,
    /// Older than what is taken of a feed that is new, or brings very much at one time.
    Backlog,
    /// Not wanted by the rules for its source (`only`, `except`).
    Filtered,
    /// Ours: it comes back from a feed that shows what we publish.
    Own,
    /// More was kept of its feed, or for longer, than `retention` says.
    Retired,
    /// A section or list page (`_index.md`).
    ListPage,
    /// A page that is not a post (`layout: page`, `article: false`, README).
    NotAPost,
    /// Only a redirect to somewhere else.
    Redirect,
    /// A template, scaffold or archetype.
    Template,
    /// A file that is not an article by its ending.
    NotAnArticle,
    /// Left out by `include` or `exclude`.
    Excluded,
    /// A folder that is never entered (`.git`, `node_modules`).
    FolderLeftOut,
    /// A symbolic link, which could lead anywhere.
    SymbolicLink,
    /// A pipe, socket or device.
    NotAFile,
    /// Larger than the limit.
    TooLarge,
    /// Could not be read.
    Unreadable,
    /// Its name is not UTF-8.
    NameNotUtf8,
    /// Holds nothing.
    Empty,
    /// Looks like a binary file.
    Binary,
}

impl HeldReason {
    /// The name, as in `list --json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Unpublished => "unpublished",
            Self::Private => "private",
            Self::Password => "password",
            Self::Future => "future",
            Self::Expired => "expired",
            Self::Hidden => "hidden",
            Self::Backlog => "backlog",
            Self::Filtered => "filtered",
            Self::Own => "own",
            Self::Retired => "retired",
            Self::ListPage => "list-page",
            Self::NotAPost => "not-a-post",
            Self::Redirect => "redirect",
            Self::Template => "template",
            Self::NotAnArticle => "not-an-article",
            Self::Excluded => "excluded",
            Self::FolderLeftOut => "folder-left-out",
            Self::SymbolicLink => "symbolic-link",
            Self::NotAFile => "not-a-file",
            Self::TooLarge => "too-large",
            Self::Unreadable => "unreadable",
            Self::NameNotUtf8 => "name-not-utf8",
            Self::Empty => "empty",
            Self::Binary => "binary",
        }
    }

    /// All reasons, for reading their names back.
    pub const ALL: &'static [Self] = &[
        Self::Draft,
        Self::Unpublished,
        Self::Private,
        Self::Password,
        Self::Future,
        Self::Expired,
        Self::Hidden,
        Self::Backlog,
        Self::Filtered,
        Self::Own,
        Self::Retired,
        Self::ListPage,
        Self::NotAPost,
        Self::Redirect,
        Self::Template,
        Self::NotAnArticle,
        Self::Excluded,
        Self::FolderLeftOut,
        Self::SymbolicLink,
        Self::NotAFile,
        Self::TooLarge,
        Self::Unreadable,
        Self::NameNotUtf8,
        Self::Empty,
        Self::Binary,
    ];

    /// Reads a [`name`](Self::name) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.name() == name)
    }

    /// True where the item could not be read, as against its author not wanting it shown. What an earlier run knew of
    /// such an item stays published.
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Unreadable)
    }

    /// True where the item is past: it is no news any more, and stays out also when it is edited.
    #[must_use]
    pub fn is_past(self) -> bool {
        matches!(self, Self::Backlog | Self::Retired)
    }
}

/// What became of one item of a source.
#[derive(Clone, Debug)]
pub enum Found {
    /// An entry, not yet normalized.
    Draft(Box<Draft>),
    /// Not an entry, for this reason.
    Held(HeldReason),
}

/// One item that is new to the store, or has changed since.
#[derive(Clone, Debug)]
pub struct Item {
    /// What the source calls it.
    pub key: ItemKey,
    /// What it looks like now.
    pub fingerprint: Fingerprint,
    /// The key that the same content had before, where the item was only moved. An item under a key that was another's is told
    /// after that one; or, where both are there, the two change places, and what was under the key is under `renamed_from` then.
    pub renamed_from: Option<ItemKey>,
    /// What told so, where the content need not be the same.
    pub likeness: Option<Likeness>,
    /// By what it is known again under another key.
    pub evidence: Option<Box<Evidence>>,
    /// What it holds.
    pub found: Found,
    /// What was wrong with it.
    pub defects: Vec<Defect>,
}

impl Item {
    /// When it says that it was published, or else that it last changed.
    #[must_use]
    pub fn date(&self) -> Option<DateTime<Utc>> {
        match &self.found {
            Found::Draft(draft) => draft.published.or(draft.updated),
            Found::Held(_) => None,
        }
    }
}

/// A normalized item, on its way to the store.
#[derive(Clone, Debug)]
pub struct Normalized {
    /// What the source calls it.
    pub key: ItemKey,
    /// What it looks like now.
    pub fingerprint: Fingerprint,
    /// The key that the same content had before.
    pub renamed_from: Option<ItemKey>,
    /// What told so, where the content need not be the same.
    pub likeness: Option<Likeness>,
    /// By what it is known again, under another key and in another source.
    pub evidence: Option<Box<Evidence>>,
    /// The entry, or the reason why there is none.
    pub outcome: Result<Box<Incoming>, HeldReason>,
    /// What was wrong with it.
    pub defects: Vec<Defect>,
}

/// Where an entry's id comes from, which decides whether the store keeps an older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdOrigin {
    /// The item itself names it: it wins over what the store knows.
    Claimed,
    /// Made by a pattern that the ids of an earlier feed follow: it wins over an id that we made without knowing that feed, and
    /// over nothing else that the store knows.
    Patterned,
    /// Made by us: an id that the store knows for the item wins.
    Minted,
}

/// What the date of an entry is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dated {
    /// It holds.
    #[default]
    Said,
    /// There is none: it is the instant at which the item was first seen.
    Unsaid,
    /// It holds where the item was not seen before it; else the instant at which the item was first seen does.
    Bounded,
}

/// An entry that arrives at the store.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The entry. `published` is a stand-in where it is not [`Dated::Said`].
    pub entry: Entry,
    /// Where its id comes from.
    pub id_origin: IdOrigin,
    /// What its date is worth.
    pub dated: Dated,
    /// Its content, where that is [`Content::Stored`](super::entry::Content::Stored).
    pub content: Option<Html>,
}

/// What the store has of one item.
#[derive(Clone, Debug)]
pub struct KnownItem {
    /// What the source calls it.
    pub key: ItemKey,
    /// What it looked like when it was last read.
    pub fingerprint: Fingerprint,
    /// By what it is known again under another key.
    pub evidence: Option<Box<Evidence>>,
}

/// All that the store has of a source's items, ordered by key.
#[derive(Clone, Debug, Default)]
pub struct Known {
    items: Vec<KnownItem>,
}

impl Known {
    /// Takes over `items`, in any order.
    #[must_use]
    pub fn new(mut items: Vec<KnownItem>) -> Self {
        items.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Self { items }
    }

    /// The same items, as if none looked as it does now.
    #[must_use]
    pub fn looking_anew(mut self) -> Self {
        self.items.iter_mut().for_each(|item| item.fingerprint = Fingerprint::default());
        self
    }

    /// What is known of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&KnownItem> {
        let at = self.items.binary_search_by(|item| item.key.as_str().cmp(key)).ok()?;
        self.items.get(at)
    }

    /// The known keys from `key` on, in order.
    pub fn from(&self, key: &str) -> impl Iterator<Item = &str> {
        let at = self.items.partition_point(|item| item.key.as_str() < key);
        self.items.get(at..).unwrap_or_default().iter().map(|item| item.key.as_str())
    }

    /// All known items, by key.
    #[must_use]
    pub fn items(&self) -> &[KnownItem] {
        &self.items
    }
}

/// How a pull ended.
#[derive(Clone, Debug, Default)]
pub struct Pulled {
    /// Items that were looked at, changed or not.
    pub seen: u64,
    /// Items that are no longer there, by key. Not those that were told of under a new key (`renamed_from`).
    /// Empty unless the source was seen as a whole.
    pub gone: Vec<ItemKey>,
    /// The items that the document has, where it is a window on the newest only, so that what it does not have may still be there.
    pub present: Option<HashSet<ItemKey>>,
    /// Items whose content is as known, but whose fingerprint is not (a fresh checkout).
    pub touched: Vec<(ItemKey, Fingerprint)>,
    /// What the folders look like that were compared: all that have items, or those that did not look as they were known to. `None`: nothing is
    /// to be remembered of that.
    pub looks: Option<Looks>,
    /// What is wrong with the source as a whole, as against one of its items. `None`: it was not looked at, since it is as known.
    pub defects: Option<Vec<Defect>>,
}
