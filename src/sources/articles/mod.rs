//! The articles source: a folder of Markdown, HTML and text files.
//!
//! In: a folder. Out: a draft, or the reason why there is none, for every file in it. `walk` finds the files (not in folders that are `apart`)
//! and `walked` keeps them, `pull` compares them with what is known where their folder does not look as it did, `moves` finds those that
//! were only renamed, `item` reads those that differ, `open` opens nothing but regular files below the folder. What the files' contents
//! mean is the business of [`parse::article`](crate::parse::article).

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use chrono_tz::Tz;
use url::Url;

use super::{
    Adapter, BodyError, BoxFuture, BuildError, PullContext, RawBody, Source, SourceError, Surroundings,
    on_a_thread,
};
use crate::model::change::Pulled;
use crate::model::draft::BodyAt;
use crate::model::entry::Entry;
use crate::model::ids::{ContentHash, ItemKey, SourceId};
use crate::model::options::{Key, Kind, Options, Setting};
use crate::parse::article::dialect::{Dialect, NEUTRAL};
use crate::parse::article::meta::{self, Hierarchy, Pattern, Rules};
use crate::text::charset;

mod apart;
mod filter;
mod item;
mod moves;
mod open;
mod pull;
mod walk;
mod walked;

use filter::Filter;
use open::{Refusal, Root};

/// Raised whenever the same file gives another draft than before.
const VERSION: u32 = 2;

/// Keys that do not change what is read of a file.
const BESIDE: &[&str] = &["path", "future", "language"];

/// The adapter.
pub const ADAPTER: Adapter = Adapter {
    name: "articles",
    about: "a folder of article files: Markdown, HTML or text with front matter in YAML, TOML or JSON",
    keys: &[KEYS],
    build,
};

const KEYS: &[Key] = &[
    Key { name: "path", kind: Kind::Path, required: true, default: "", about: "The folder." },
    Key {
        name: "include",
        kind: Kind::TextList,
        required: false,
        default: "",
        about: "Patterns of files to read, below the folder; all others are left out. Without `/` a pattern matches a name \
                at any depth.",
    },
    Key {
        name: "exclude",
        kind: Kind::TextList,
        required: false,
        default: "",
        about: "Patterns of files to leave out, like `include`.",
    },
    Key {
        name: "hierarchy",
        kind: Kind::Choice(&["path", "flat"]),
        required: false,
        default: "\"path\"",
        about: "What a list of categories means: one path, outermost level first, or categories beside each other.",
    },
    Key {
        name: "permalink",
        kind: Kind::Text,
        required: false,
        default: "\"/:path/\"",
        about: "Where the page of an article is that does not say so itself, below `url`, such as `/:year/:month/:title/`. \
                Placeholders: :year :month :i_month :day :i_day :hour :minute :second :title :slug :filename :name :path \
                :folder :category :categories :id.",
    },
    Key {
        name: "url",
        kind: Kind::Url,
        required: false,
        default: "",
        about: "What the articles' addresses are below. Default: the site's `url`.",
    },
    Key {
        name: "future",
        kind: Kind::Choice(&["hold", "show"]),
        required: false,
        default: "\"hold\"",
        about: "What happens to an article that is dated in the future: it is held until it is due, or shown.",
    },
    Key {
        name: "language",
        kind: Kind::Language,
        required: false,
        default: "",
        about: "The language of articles that name none. Default: the site's.",
    },
];

fn build(id: &SourceId, options: &Options, site: &Surroundings) -> Result<Arc<dyn Source>, BuildError> {
    let fail = |key, message: String| BuildError { key, message };
    let path = options.path("path").ok_or_else(|| fail("path", "the folder is missing".to_owned()))?;
    let pattern = Pattern::of_many(options.text("permalink").unwrap_or("/:path/"))
        .map_err(|error| fail("permalink", error.to_string()))?;
    let mut base = options.url("url").unwrap_or(&site.site_url).clone();
    if !base.path().ends_with('/') {
        let path = format!("{}/", base.path());
        base.set_path(&path);
    }
    let settings = Settings {
        id: id.clone(),
        path: path.clone(),
        apart: site.apart.clone(),
        filter: Filter::new(options.list("include"), options.list("exclude"))?,
        hierarchy: if options.text("hierarchy") == Some("flat") { Hierarchy::Flat } else { Hierarchy::Path },
        pattern,
        base,
        zone: site.timezone,
        dialect: &NEUTRAL,
        recipe: recipe(options, site),
    };
    Ok(Arc::new(Articles { settings: Arc::new(settings) }))
}

/// A digest of the options that change what is read, the zone, the site, and the version of this code.
fn recipe(options: &Options, site: &Surroundings) -> ContentHash {
    let options: Vec<(&str, &Setting)> = options.iter().filter(|(key, _)| !BESIDE.contains(key)).collect();
    ContentHash::of(format!("{VERSION} {} {} {options:?}", site.timezone, site.site_url).as_bytes())
}

/// What the owner said about the folder.
#[derive(Debug)]
struct Settings {
    id: SourceId,
    path: PathBuf,
    /// Folders that are not entered.
    apart: Vec<PathBuf>,
    filter: Filter,
    hierarchy: Hierarchy,
    pattern: Pattern,
    base: Url,
    zone: Tz,
    dialect: &'static Dialect,
    recipe: ContentHash,
}

impl Settings {
    fn rules(&self) -> Rules<'_> {
        let Self { hierarchy, zone, dialect, .. } = *self;
        Rules { dialect, hierarchy, pattern: &self.pattern, zone, site: &self.base }
    }

    /// True for a file that is read, by its path.
    fn takes(&self, key: &str) -> bool {
        self.filter.takes(key) && self.dialect.held(key).is_none()
    }

    fn place(&self, key: &str) -> String {
        self.path.join(key).display().to_string()
    }

    fn unavailable(&self, error: &io::Error) -> SourceError {
        let place = self.path.display();
        let message = match error.kind() {
            io::ErrorKind::NotFound => {
                format!("the folder {place} is not there; create or mount it, or correct `path`")
            }
            io::ErrorKind::NotADirectory => {
                format!(
                    "{place} is no folder; `path` must name the folder of the articles; a feed of somebody is a source of \
                     `type = \"feed\"`"
                )
            }
            io::ErrorKind::PermissionDenied => {
                format!(
                    "the folder {place} cannot be read ({error}); give the user that runs this the right to read it"
                )
            }
            _ => format!("the folder {place} cannot be read: {error}"),
        };
        SourceError::Unavailable { message }
    }

    fn suddenly_empty(&self) -> SourceError {
        let place = self.path.display();
        let message = format!(
            "the folder {place} has no article any more, though it had some; mount it or put them back, or, if it is meant to \
             be empty, remove the source from the configuration",
        );
        SourceError::Unavailable { message }
    }
}

/// A folder of articles.
struct Articles {
    settings: Arc<Settings>,
}

impl Source for Articles {
    fn id(&self) -> &SourceId {
        &self.settings.id
    }

    fn kind(&self) -> &'static str {
        ADAPTER.name
    }

    fn recipe(&self) -> ContentHash {
        self.settings.recipe
    }

    fn is_in_folders(&self) -> bool {
        true
    }

    fn pull(&self, cx: PullContext) -> BoxFuture<'_, Result<Pulled, SourceError>> {
        let settings = Arc::clone(&self.settings);
        Box::pin(on_a_thread(move || pull::pull(&settings, &cx)))
    }

    fn body(&self, entry: &Entry, at: BodyAt) -> Result<RawBody, BodyError> {
        let settings = &self.settings;
        let key = entry.key.as_str();
        let place = || settings.place(key);
        let failed = |source| BodyError::Io { place: place(), source };
        let mut buffer = Vec::new();
        let root = Root::open(&settings.path).map_err(failed)?;
        match root.read(key, &mut buffer) {
            Ok(_) if ContentHash::of(&buffer) == at.hash => {}
            Ok(_) | Err(Refusal::Gone | Refusal::Held(_)) => {
                return Err(BodyError::Changed { place: place() });
            }
            Err(Refusal::Failed(error)) => return Err(failed(error)),
        }
        let (text, _) = charset::decode(&buffer);
        let body = text.get(at.start..).unwrap_or_default();
        let rendered = meta::html(key, body, at.line, &entry.title);
        let base = entry.base.as_ref().or(entry.link.as_ref()).unwrap_or(&settings.base).clone();
        Ok(RawBody { html: rendered.html, base, defects: rendered.defects })
    }

    fn place(&self, key: &ItemKey) -> String {
        self.settings.place(key.as_str())
    }
}
