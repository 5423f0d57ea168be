//! The feed source: the entries of somebody else's feed, published beside the site's own.
//!
//! In: a feed file. Out: a draft, content included, for each of its entries. A feed is a window on the newest of them: what has left it
//! stays, unless the document says that it is complete (RFC 5005 §2).
//! `file` reads it where it changed, `document` makes drafts of it, within the bounds of `bounds`, `items` compares them with what is
//! known. What its bytes mean is the business of
//! [`parse::feed`](crate::parse::feed).

use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use super::{
    Adapter, BodyError, BoxFuture, BuildError, PullContext, RawBody, Source, SourceError, Surroundings,
    on_a_thread,
};
use crate::model::change::Pulled;
use crate::model::draft::BodyAt;
use crate::model::entry::Entry;
use crate::model::ids::{ContentHash, ItemKey, SourceId};
use crate::model::options::{Key, Kind, Options};

mod bounds;
mod defects;
mod document;
mod file;
mod items;

/// Raised whenever the same bytes give other drafts than before, be it here or in [`parse::feed`](crate::parse::feed).
const VERSION: u32 = 2;

/// The adapter.
pub const ADAPTER: Adapter = Adapter {
    name: "feed",
    about: "a feed file of somebody else: RSS, Atom or JSON Feed, of every version",
    keys: KEYS,
    build,
};

const KEYS: &[Key] = &[
    Key {
        name: "path",
        kind: Kind::Path,
        required: true,
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
        name: "language",
        kind: Kind::Language,
        required: false,
        default: "",
        about: "The language of entries where neither they nor the feed name one. Default: the site's.",
    },
];

fn build(id: &SourceId, options: &Options, site: &Surroundings) -> Result<Arc<dyn Source>, BuildError> {
    let path = options
        .path("path")
        .ok_or_else(|| BuildError { key: "path", message: "the file is missing".to_owned() })?;
    let base = options.url("base").cloned();
    let chosen = site.categories_chosen;
    let recipe = ContentHash::of(format!("{VERSION} {base:?} {} {chosen}", site.site_url).as_bytes());
    let settings =
        Settings { id: id.clone(), path: path.clone(), base, site: site.site_url.clone(), chosen, recipe };
    Ok(Arc::new(Feed { settings: Arc::new(settings) }))
}

/// What the owner said about the feed.
#[derive(Debug)]
struct Settings {
    id: SourceId,
    path: PathBuf,
    /// Where the feed is served, where that was said.
    base: Option<Url>,
    /// What relative addresses are resolved against where nobody says anything else.
    site: Url,
    /// True: only categories that the owner named have feeds, or none has.
    chosen: bool,
    recipe: ContentHash,
}

impl Settings {
    fn place(&self) -> String {
        self.path.display().to_string()
    }
}

/// A feed file.
struct Feed {
    settings: Arc<Settings>,
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
        Box::pin(on_a_thread(move || file::pull(&settings, &cx)))
    }

    /// Never asked for: every draft brings its content along.
    fn body(&self, _entry: &Entry, _at: BodyAt) -> Result<RawBody, BodyError> {
        Err(BodyError::Changed { place: self.settings.place() })
    }

    fn place(&self, key: &ItemKey) -> String {
        format!("{} ({key})", self.settings.place())
    }
}
