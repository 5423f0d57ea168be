//! What the owner says of the entries of a source: what was read for its keys in, an overlay and rules for contents out.

use std::sync::Arc;

use url::Url;

use crate::compose::overlay::{Ignored, Overlay, Style, Worn};
use crate::compose::rules::{ContentFilter, Filter, Patterns, Rule};
use crate::model::change::HeldReason;
use crate::model::options::Options;
use crate::model::parts::PlainText;
use crate::model::policy::ContentRules;
use crate::pipeline::Settings;
use crate::sources::BuildError;
use crate::store::ItemRow;

/// What is said, as far as it can be the same for many sources.
#[derive(Clone)]
pub(super) struct Said {
    pub(super) style: Arc<Worn>,
    pub(super) contents: Option<Arc<dyn ContentRules>>,
}

impl Said {
    /// What was read for the keys of [`ENTRIES`](crate::sources::keys::ENTRIES), and the `categories` of the source.
    pub(super) fn read(options: &Options, categories: &[Vec<String>]) -> Result<Self, BuildError> {
        let filter = Arc::new(Filter {
            only: rule(options.table("only"), &ONLY)?,
            except: rule(options.table("except"), &EXCEPT)?,
        });
        let contents = filter
            .reads_contents()
            .then(|| Arc::new(ContentFilter(Arc::clone(&filter))) as Arc<dyn ContentRules>);
        let ignored = |word: &str| options.list("ignore").iter().any(|known| known == word);
        let style = Style {
            categories: categories.to_vec(),
            map: options
                .map("map_categories")
                .into_iter()
                .flatten()
                .map(|(from, to)| (from.clone(), to.clone()))
                .collect(),
            replace: options.flag("replace_categories"),
            filter,
            ignored: Ignored {
                author: ignored("author"),
                categories: ignored("categories"),
                language: ignored("language"),
                summary: ignored("summary"),
                image: ignored("image"),
                enclosures: ignored("enclosures"),
                rights: ignored("rights"),
                updated: ignored("updated"),
            },
        };
        Ok(Self { style: Arc::new(style.into()), contents })
    }

    /// What is said of one source.
    pub(super) fn overlay(&self, name: Option<&str>, face: Option<&Arc<Url>>) -> Overlay {
        Overlay {
            name: name.map(PlainText::new).filter(|name| !name.is_empty()),
            face: face.map(Arc::clone),
            categories: Vec::new(),
            style: Arc::clone(&self.style),
        }
    }
}

/// An item as the owner wants its entry shown.
pub(super) fn dress(item: &mut ItemRow, settings: &Settings) {
    let overlays = settings.rules.overlays();
    let Some(entry) = item.entry.take() else { return };
    if item.held.is_none() && overlays.of(&entry.source).is_some_and(|overlay| !overlay.admits(&entry)) {
        item.held = Some(HeldReason::Filtered);
    }
    item.entry = Some(Arc::unwrap_or_clone(overlays.dressed(Arc::new(entry))));
}

/// The dotted names of a table of rules, in the order of [`Rule`]'s fields.
type Names = [(&'static str, &'static str); 4];
const ONLY: Names = [
    ("category", "only.category"),
    ("title", "only.title"),
    ("author", "only.author"),
    ("content", "only.content"),
];
const EXCEPT: Names = [
    ("category", "except.category"),
    ("title", "except.title"),
    ("author", "except.author"),
    ("content", "except.content"),
];

fn rule(options: Option<&Options>, names: &Names) -> Result<Rule, BuildError> {
    let Some(options) = options else { return Ok(Rule::default()) };
    let [category, title, author, content] = names;
    let patterns = |(key, dotted): &(&'static str, &'static str)| {
        Patterns::new(options.list(key)).map_err(|message| BuildError { key: dotted, message })
    };
    Ok(Rule {
        category: patterns(category)?,
        title: patterns(title)?,
        author: patterns(author)?,
        content: patterns(content)?,
    })
}
