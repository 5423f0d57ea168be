//! What the owner says of the entries of a source, put over what they say themselves: an entry as it is stored in, as it is shown out,
//! or that it is not shown.
//!
//! Nothing of it is stored with an entry, so that a change of the configuration takes effect without asking any server again.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use url::Url;

use super::rules::Filter;
use crate::model::entry::{CategoryPath, Entry};
use crate::model::feed::NameKey;
use crate::model::ids::{ContentHash, SourceId};
use crate::model::parts::carried::Carried;
use crate::model::parts::{Language, Person, PlainText};
use crate::text::slug;

/// Categories of one entry at the most, beside those that the owner gives it.
const MOST_CATEGORIES: usize = 64;

/// What is the same for many sources: all members of a list.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// Categories that its entries get.
    pub categories: Vec<Vec<String>>,
    /// From names of categories to what they are called instead; an empty one takes them away.
    pub map: Vec<(String, String)>,
    /// True: its entries have the owner's categories alone.
    pub replace: bool,
    /// Which entries are shown.
    pub filter: Arc<Filter>,
    /// What its entries say that is not shown.
    pub ignored: Ignored,
}

/// What an entry says that is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the configuration")]
pub struct Ignored {
    /// Who wrote it: its feed did.
    pub author: bool,
    /// Its categories, but for those that the owner gives it.
    pub categories: bool,
    /// Its language.
    pub language: bool,
    /// Its summary.
    pub summary: bool,
    /// Its picture.
    pub image: bool,
    /// Its files.
    pub enclosures: bool,
    /// Its notice of rights.
    pub rights: bool,
    /// When it was last changed, but for what was seen to change.
    pub updated: bool,
}

/// A [`Style`] as it is looked at for every entry.
#[derive(Debug)]
pub struct Worn {
    style: Style,
    own: Vec<CategoryPath>,
    map: HashMap<NameKey, PlainText>,
    is_plain: bool,
}

impl Default for Worn {
    fn default() -> Self {
        Style::default().into()
    }
}

impl From<Style> for Worn {
    fn from(style: Style) -> Self {
        let map = style.map.iter().map(|(from, to)| (slug::key(from), PlainText::new(to))).collect();
        let is_plain = style.categories.is_empty()
            && style.map.is_empty()
            && !style.replace
            && style.filter.is_empty()
            && style.ignored == Ignored::default();
        Self { own: paths(&style.categories), map, is_plain, style }
    }
}

/// What the owner says of one source.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// What it is called.
    pub name: Option<PlainText>,
    /// A picture that stands for it. The members of a list share it.
    pub face: Option<Arc<Url>>,
    /// Categories that its entries get beside those of the style.
    pub categories: Vec<Vec<String>>,
    /// What it has in common with others.
    pub style: Arc<Worn>,
}

/// What the owner says of all sources of which there is something to say.
#[derive(Clone, Debug)]
pub struct Overlays {
    by_source: Arc<HashMap<SourceId, Arc<Overlay>>>,
    membership: ContentHash,
    rendering: ContentHash,
}

impl Default for Overlays {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Overlays {
    /// Takes over what is said, in the order of the sources.
    #[must_use]
    pub fn new(said: &[(SourceId, Arc<Overlay>)]) -> Self {
        let said = || said.iter().filter(|(_, overlay)| !overlay.is_empty());
        let (mut membership, mut rendering) = (String::new(), String::new());
        let mut styles: HashMap<*const Worn, usize> = HashMap::new();
        for (source, overlay) in said() {
            // A `String` takes all that is written to it.
            let _ = writeln!(rendering, "{source} {:?} {:?}", overlay.name, overlay.face);
        }
        // A list that names its feeds in another order puts no entry elsewhere.
        let joins = |overlay: &Overlay| !(overlay.style.is_plain && overlay.categories.is_empty());
        let mut sorted: Vec<_> = said().filter(|(_, overlay)| joins(overlay)).collect();
        sorted.sort_by_key(|(source, _)| source);
        for (source, overlay) in sorted {
            let next = styles.len();
            let style = *styles.entry(Arc::as_ptr(&overlay.style)).or_insert_with(|| {
                let _ = writeln!(membership, "{next} {:?}", overlay.style.style);
                next
            });
            let _ = writeln!(membership, "{source} {style} {:?}", overlay.categories);
        }
        Self {
            by_source: Arc::new(said().cloned().collect()),
            membership: ContentHash::of(membership.as_bytes()),
            rendering: ContentHash::of(format!("{membership}{rendering}").as_bytes()),
        }
    }

    /// A digest that differs where it decides otherwise which feeds an entry is in.
    #[must_use]
    pub fn membership(&self) -> ContentHash {
        self.membership
    }

    /// A digest that differs where anything is shown otherwise.
    #[must_use]
    pub fn rendering(&self) -> ContentHash {
        self.rendering
    }

    /// What is said of the source that an entry is from.
    #[must_use]
    pub fn of(&self, source: &SourceId) -> Option<&Overlay> {
        self.by_source.get(source).map(AsRef::as_ref)
    }

    /// The entry as it is shown.
    #[must_use]
    pub fn dressed(&self, entry: Arc<Entry>) -> Arc<Entry> {
        match self.of(&entry.source) {
            Some(overlay) => overlay.dressed(entry),
            None => entry,
        }
    }
}

impl Overlay {
    fn is_empty(&self) -> bool {
        self.name.is_none() && self.face.is_none() && self.categories.is_empty() && self.style.is_plain
    }

    /// The categories that the owner gives its entries.
    #[must_use]
    pub fn given(&self) -> Vec<Vec<String>> {
        [&self.style.style.categories[..], &self.categories].concat()
    }

    /// True where the owner gives its entries categories.
    #[must_use]
    pub fn gives_categories(&self) -> bool {
        !self.categories.is_empty() || !self.style.own.is_empty()
    }

    /// True where the owner wants the entry to be shown.
    #[must_use]
    pub fn admits(&self, entry: &Entry) -> bool {
        self.style.style.filter.admits(entry)
    }

    /// The categories that the entry is shown with: those of the owner first.
    #[must_use]
    pub fn categories<'a>(&'a self, entry: &'a Entry) -> Cow<'a, [CategoryPath]> {
        let style = &self.style;
        let is_alone = style.style.replace || style.style.ignored.categories;
        if !is_alone && style.own.is_empty() && self.categories.is_empty() && style.map.is_empty() {
            return Cow::Borrowed(&entry.categories);
        }
        let mut seen = HashSet::new();
        let mut out = Vec::new();
        let mut add = |path: Cow<'_, CategoryPath>| {
            let keys: Vec<NameKey> = path.0.iter().map(|level| slug::key(level.as_str())).collect();
            if seen.insert(keys) {
                out.push(path.into_owned());
            }
        };
        for path in &style.own {
            add(Cow::Borrowed(path));
        }
        for path in paths(&self.categories) {
            add(Cow::Owned(path));
        }
        let theirs = entry.categories.iter().filter(|_| !is_alone).take(MOST_CATEGORIES);
        for path in theirs.filter_map(|path| style.mapped(path)) {
            add(path);
        }
        Cow::Owned(out)
    }

    /// Who is shown as having written the entry.
    #[must_use]
    pub fn authors<'a>(&self, entry: &'a Entry) -> Cow<'a, [Person]> {
        let Some(origin) = entry.origin.as_deref() else { return Cow::Borrowed(&entry.authors) };
        let name = self.name.as_ref().filter(|_| !origin.is_second_hand);
        let title = name.unwrap_or(&origin.title);
        // An entry that names nobody has its feed as author.
        let is_stand_in = matches!(entry.authors.as_slice(), [author] if author.name == origin.title);
        if (self.style.style.ignored.author || is_stand_in && name.is_some()) && !title.is_empty() {
            return Cow::Owned(vec![Person { name: title.clone(), email: None, uri: origin.site.clone() }]);
        }
        Cow::Borrowed(&entry.authors)
    }

    /// The language that the entry is shown with.
    #[must_use]
    pub fn language<'a>(&self, entry: &'a Entry) -> Option<&'a Language> {
        entry.language.as_ref().filter(|_| !self.style.style.ignored.language)
    }

    fn dressed(&self, mut entry: Arc<Entry>) -> Arc<Entry> {
        let categories = self.categories(&entry).into_owned();
        let authors = self.authors(&entry).into_owned();
        let ignored = self.style.style.ignored;
        let shown = Arc::make_mut(&mut entry);
        shown.categories = categories;
        shown.authors = authors;
        if let Some(origin) = shown.origin.as_mut().filter(|origin| !origin.is_second_hand) {
            let origin = Arc::make_mut(origin);
            if let Some(name) = &self.name {
                origin.title.clone_from(name);
            }
            origin.face = self.face.as_deref().cloned();
            if let Some(about) = origin.about.as_mut().filter(|_| ignored.rights) {
                (about.rights, about.license) = (None, None);
            }
        }
        shown.language.take_if(|_| ignored.language);
        shown.summary.take_if(|_| ignored.summary);
        shown.image.take_if(|_| ignored.image);
        shown.rights.take_if(|_| ignored.rights);
        if ignored.enclosures {
            shown.enclosures.clear();
        }
        if let Some(carried) = &mut shown.carried {
            leave_out(carried, ignored);
        }
        if ignored.updated {
            shown.updated = shown.revised.unwrap_or_default().max(shown.published);
        }
        entry
    }
}

/// Takes from what is carried on what is of the same kind as what is not shown.
fn leave_out(carried: &mut Carried, ignored: Ignored) {
    carried.license.take_if(|_| ignored.rights);
    if ignored.author {
        carried.contributors.clear();
    }
    if let Some(media) = &mut carried.media {
        if ignored.image {
            media.thumbnails.clear();
        }
        if ignored.enclosures {
            media.objects.clear();
        }
    }
}

impl Worn {
    /// What one of an entry's own categories is called; `None`: it is taken away.
    fn mapped<'a>(&'a self, path: &'a CategoryPath) -> Option<Cow<'a, CategoryPath>> {
        if let [name] = path.0.as_slice()
            && let Some(to) = self.map.get(&slug::key(name.as_str()))
        {
            return (!to.is_empty()).then(|| Cow::Owned(CategoryPath(vec![to.clone()])));
        }
        Some(Cow::Borrowed(path))
    }
}

/// Paths as they were typed: levels that name nothing are dropped.
fn paths(typed: &[Vec<String>]) -> Vec<CategoryPath> {
    let levels = |path: &Vec<String>| -> Vec<PlainText> {
        path.iter().map(|level| PlainText::new(level)).filter(|level| !level.is_empty()).collect()
    };
    typed.iter().map(levels).filter(|path| !path.is_empty()).map(CategoryPath).collect()
}

#[cfg(test)]
mod tests;
