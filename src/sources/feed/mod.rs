//! The feed source: the entries of somebody else's feed, published beside the site's own.
//!
//! In: a feed file. Out: a draft, content included, for each of its entries. A feed is a window on the newest of them: what has left it
//! stays, unless the document says that it is complete (RFC 5005 §2).
//! `file` reads it where it changed, `document` makes drafts of it, within the bounds of `bounds`, `items` compares them with what is
//! known, and `matching` finds those that are known under another name. What its bytes mean is the business of
//! [`parse::feed`](crate::parse::feed).

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::{
    Adapter, BodyError, BoxFuture, BuildError, PullContext, RawBody, Remote, Source, SourceError,
    Surroundings, on_a_thread,
};
use crate::model::change::Pulled;
use crate::model::draft::BodyAt;
use crate::model::entry::Entry;
use crate::model::ids::{ContentHash, ItemKey, SourceId};
use crate::model::options::{Key, Kind, Options};
use crate::model::poll::{RequestOptions, Schedule, Subscription};
use crate::text;

mod bounds;
mod defects;
mod document;
mod file;
mod items;
mod matching;
mod remote;

/// Raised whenever the same bytes give other drafts than before, be it here or in [`parse::feed`](crate::parse::feed).
const VERSION: u32 = 3;

/// The adapter.
pub const ADAPTER: Adapter = Adapter {
    name: "feed",
    about: "a feed file of somebody else: RSS, Atom or JSON Feed, of every version",
    keys: KEYS,
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
        name: "every",
        kind: Kind::Duration { min: 5 * 60, max: 30 * 24 * 60 * 60 },
        required: false,
        default: "\"1h\"",
        about: "How often the server is asked, at the most. Servers can ask for longer pauses, and get them.",
    },
    Key {
        name: "first",
        kind: Kind::Count { min: 1, max: 10_000 },
        required: false,
        default: "100",
        about: "How many entries are taken of the first document that is fetched, the newest. Older ones are no news.",
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
        name: "dates",
        kind: Kind::Choice(&["clamp", "hold", "trust"]),
        required: false,
        default: "\"clamp\"",
        about: "What happens to an entry that is dated in the future: it is shown and dated at the instant at which it was first \
                seen, held until it is due, or shown as it is.",
    },
    Key {
        name: "identity",
        kind: Kind::Choice(&["evidence", "guid"]),
        required: false,
        default: "\"evidence\"",
        about: "What makes an entry the same as one that is known: its id, link, title, text and date, so that a feed that gives \
                its entries new ids or moves elsewhere publishes none of them twice, and a post that several feeds carry is shown \
                once; or its id alone.",
    },
    Key {
        name: "language",
        kind: Kind::Language,
        required: false,
        default: "",
        about: "The language of entries where neither they nor the feed name one. Default: the site's.",
    },
];

fn build(id: &SourceId, options: &Options, site: &Surroundings) -> Result<Arc<dyn Source>, BuildError> {
    let wrong = |key, message: &str| BuildError { key, message: message.to_owned() };
    let (at, place) = match (options.path("path"), options.url("url")) {
        (Some(path), None) => (At::File(path.clone()), path.display().to_string()),
        (None, Some(url)) => (At::Server, text::address::without_credentials(url)),
        (None, None) => return Err(wrong("type", "`url` or `path` is missing: say where the feed is")),
        (Some(_), Some(_)) => return Err(wrong("path", "there is a `url`, too; a feed is in one place")),
    };
    let base = options.url("base").cloned();
    let chosen = site.categories_chosen;
    let identity = if options.text("identity") == Some("guid") { Identity::Guid } else { Identity::Evidence };
    let recipe =
        ContentHash::of(format!("{VERSION} {base:?} {} {chosen} {identity:?}", site.site_url).as_bytes());
    let site = site.site_url.clone();
    let settings = Arc::new(Settings { id: id.clone(), place, base, site, chosen, identity, recipe });
    let origin = match at {
        At::File(path) => Origin::File(path),
        At::Server => {
            let subscription = subscription(options).ok_or_else(|| wrong("url", "is missing"))?;
            Origin::Server(Box::new(remote::Polled { settings: Arc::clone(&settings), subscription }))
        }
    };
    Ok(Arc::new(Feed { settings, origin }))
}

/// Which of the two a source names.
enum At {
    File(PathBuf),
    Server,
}

fn subscription(options: &Options) -> Option<Subscription> {
    let count = |key: &str| options.number(key).and_then(|number| usize::try_from(number).ok());
    Some(Subscription {
        url: options.url("url")?.clone(),
        schedule: Schedule::Every(Duration::from_secs(options.number("every")?)),
        options: RequestOptions::default(),
        first: count("first")?,
        most_new: 1000,
    })
}

/// What makes an entry the same as one that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Identity {
    /// Its id alone.
    Guid,
    /// Its id, or what else it has in common with it.
    Evidence,
}

/// What the owner said about the feed.
#[derive(Debug)]
struct Settings {
    id: SourceId,
    /// Its file or address, as a person would name it.
    place: String,
    /// Where the feed is served, where that was said.
    base: Option<Url>,
    /// What relative addresses are resolved against where nobody says anything else.
    site: Url,
    /// True: only categories that the owner named have feeds, or none has.
    chosen: bool,
    /// What makes an entry the same as one that is known.
    identity: Identity,
    recipe: ContentHash,
}

impl Settings {
    fn place(&self) -> String {
        self.place.clone()
    }
}

/// A feed.
struct Feed {
    settings: Arc<Settings>,
    origin: Origin,
}

/// Where it comes from.
enum Origin {
    /// A file.
    File(PathBuf),
    /// A server.
    Server(Box<remote::Polled>),
}

impl Source for Feed {
    fn id(&self) -> &SourceId {
        &self.settings.id
    }

    fn kind(&self) -> &'static str {
        ADAPTER.name
    }

    fn recipe(&self) -> ContentHash {
        self.settings.recipe
    }

    fn pull(&self, cx: PullContext) -> BoxFuture<'_, Result<Pulled, SourceError>> {
        let settings = Arc::clone(&self.settings);
        let Origin::File(path) = &self.origin else {
            // Nothing is known of it before a server was asked.
            return Box::pin(async { Ok(Pulled::default()) });
        };
        let path = path.clone();
        Box::pin(on_a_thread(move || file::pull(&settings, &path, &cx)))
    }

    /// Never asked for: every draft brings its content along.
    fn body(&self, _entry: &Entry, _at: BodyAt) -> Result<RawBody, BodyError> {
        Err(BodyError::Changed { place: self.settings.place() })
    }

    fn place(&self, key: &ItemKey) -> String {
        format!("{} ({key})", self.settings.place())
    }

    fn remote(&self) -> Option<&dyn Remote> {
        match &self.origin {
            Origin::File(_) => None,
            Origin::Server(polled) => Some(polled.as_ref()),
        }
    }
}
