//! The feed source: the entries of somebody else's feed, published beside the site's own.
//!
//! In: a feed file. Out: a draft, content included, for each of its entries. A feed is a window on the newest of them: what has left it
//! stays, unless the document says that it is complete (RFC 5005 §2).
//! `file` reads it where it changed, `document` makes drafts of it, within the bounds of `bounds`, `items` compares them with what is
//! known, and `matching` finds those that are known under another name. What its bytes mean is the business of
//! [`parse::feed`](crate::parse::feed).

use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use super::subscription::{Identity, Manner};
use super::{
    Adapter, BodyError, BoxFuture, BuildError, PullContext, RawBody, Remote, Source, SourceError,
    Surroundings, keys, on_a_thread, subscription,
};
use crate::model::change::Pulled;
use crate::model::draft::BodyAt;
use crate::model::entry::Entry;
use crate::model::ids::{ContentHash, ItemKey, SourceId};
use crate::model::options::{Key, Kind, Options};
use crate::model::poll::Subscription;

mod bounds;
mod defects;
mod document;
mod file;
mod items;
mod matching;
mod remote;

/// Raised whenever the same bytes give other drafts than before, be it here or in [`parse::feed`](crate::parse::feed), or the same draft
/// another digest ([`model::spelled`](crate::model::spelled)).
const VERSION: u32 = 6;

/// The adapter.
pub const ADAPTER: Adapter = Adapter {
    name: "feed",
    about: "a feed of somebody else, on this disk or on a server: RSS, Atom or JSON Feed, of every version",
    keys: &[KEYS, keys::POLLED, keys::ENTRIES],
    build,
};

const KEYS: &[Key] = &[
    Key {
        name: "url",
        kind: Kind::Url,
        required: false,
        default: "",
        about: "Where the feed is served. It, or `path`.",
    },
    Key {
        name: "path",
        kind: Kind::Path,
        required: false,
        default: "",
        about: "The file. An entry that it no longer holds stays, unless it says that it is complete (`fh:complete`).",
    },
    Key {
        name: "base",
        kind: Kind::Url,
        required: false,
        default: "",
        about: "Where the feed is served: what its relative addresses are resolved against. Default: what it says itself, else \
                the site's `url`.",
    },
    Key {
        name: "outline",
        kind: Kind::TextMap,
        required: false,
        default: "",
        about: "What a list says of the feed beside its address, name and categories: `feedloom import` writes down here what it finds, \
                `feedloom export` gives it back. Nothing else looks at it.",
    },
];

fn build(id: &SourceId, options: &Options, site: &Surroundings) -> Result<Arc<dyn Source>, BuildError> {
    let wrong = |key, message: &str| BuildError { key, message: message.to_owned() };
    let base = options.url("base").cloned();
    let reading = Arc::new(Reading::new(base, Identity::read(options), site));
    match (options.path("path"), options.url("url")) {
        (Some(path), None) => {
            subscription::refuse(options)?;
            let settings = Settings { id: id.clone(), place: path.display().to_string().into(), reading };
            Ok(Arc::new(Feed::File(Arc::new(settings), path.clone())))
        }
        (None, Some(url)) => {
            let subscription = Manner::read(options)?.subscribe(url)?;
            Ok(Arc::new(polled(id.clone(), reading, subscription)))
        }
        (None, None) => Err(wrong("type", "`url` or `path` is missing: say where the feed is")),
        (Some(_), Some(_)) => Err(wrong("path", "there is a `url`, too; a feed is in one place")),
    }
}

/// Feeds that a list names, and that are asked and read alike.
#[derive(Debug)]
pub(super) struct MemberKind {
    manner: Manner,
    reading: Arc<Reading>,
}

impl MemberKind {
    pub(super) fn new(manner: Manner, site: &Surroundings) -> Self {
        let reading = Arc::new(Reading::new(None, manner.identity, site));
        Self { manner, reading }
    }

    /// One of them.
    pub(super) fn member(&self, id: SourceId, url: &Url) -> Result<Arc<dyn Source>, BuildError> {
        let subscription = self.manner.subscribe(url)?;
        Ok(Arc::new(polled(id, Arc::clone(&self.reading), subscription)))
    }
}

fn polled(id: SourceId, reading: Arc<Reading>, subscription: Subscription) -> Feed {
    let settings = Settings { id, place: subscription.url.as_str().into(), reading };
    Feed::Server(remote::Polled { settings, subscription })
}

/// What the owner said about the feed. There are thousands: what many have in common they share.
#[derive(Debug)]
struct Settings {
    id: SourceId,
    /// Its file or address, as a person would name it.
    place: Box<str>,
    reading: Arc<Reading>,
}

/// How its document is read.
#[derive(Debug)]
struct Reading {
    /// Where the feed is served, where that was said.
    base: Option<Url>,
    /// What relative addresses are resolved against where nobody says anything else.
    site: Arc<Url>,
    /// True: only categories that the owner named have feeds, or none has.
    chosen: bool,
    /// What makes an entry the same as one that is known.
    identity: Identity,
    recipe: ContentHash,
}

impl Reading {
    fn new(base: Option<Url>, identity: Identity, site: &Surroundings) -> Self {
        let chosen = site.categories_chosen;
        let recipe =
            ContentHash::of(format!("{VERSION} {base:?} {} {chosen} {identity:?}", site.site_url).as_bytes());
        Self { base, site: Arc::clone(&site.site_url), chosen, identity, recipe }
    }
}

impl Settings {
    fn place(&self) -> String {
        self.place.to_string()
    }
}

/// A feed, and where it comes from.
enum Feed {
    /// A file.
    File(Arc<Settings>, PathBuf),
    /// A server.
    Server(remote::Polled),
}

impl Feed {
    fn settings(&self) -> &Settings {
        match self {
            Self::File(settings, _) => settings,
            Self::Server(polled) => &polled.settings,
        }
    }
}

impl Source for Feed {
    fn id(&self) -> &SourceId {
        &self.settings().id
    }

    fn kind(&self) -> &'static str {
        ADAPTER.name
    }

    fn recipe(&self) -> ContentHash {
        self.settings().reading.recipe
    }

    fn pull(&self, cx: PullContext) -> BoxFuture<'_, Result<Pulled, SourceError>> {
        let Self::File(settings, path) = self else {
            // Nothing is known of it before a server was asked.
            return Box::pin(async { Ok(Pulled::default()) });
        };
        let (settings, path) = (Arc::clone(settings), path.clone());
        Box::pin(on_a_thread(move || file::pull(&settings, &path, &cx)))
    }

    /// Never asked for: every draft brings its content along.
    fn body(&self, _entry: &Entry, _at: BodyAt) -> Result<RawBody, BodyError> {
        Err(BodyError::Changed { place: self.settings().place() })
    }

    fn place(&self, key: &ItemKey) -> String {
        format!("{} ({key})", self.settings().place())
    }

    fn remote(&self) -> Option<&dyn Remote> {
        match self {
            Self::File(..) => None,
            Self::Server(polled) => Some(polled),
        }
    }
}
