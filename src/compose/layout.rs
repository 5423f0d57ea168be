//! Where documents are: paths below the publishing folder, and the URLs at which they are served.

use std::collections::{BTreeMap, HashMap};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::model::feed::{Address, FeedKey, FeedKind, NameKey};
use crate::text::slug;

/// A writer as far as the layout needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// The file name of its documents.
    pub file_name: &'static str,
}

/// Where documents go.
#[derive(Clone, Debug)]
pub struct Layout {
    url: Url,
    formats: Vec<Format>,
    templates: BTreeMap<(FeedKind, String), String>,
    segments: HashMap<NameKey, String>,
    aliases: HashMap<String, Vec<String>>,
}

impl Layout {
    /// A layout below `url`, which ends with `/`. `templates` are by kind of feed and format, with `{slug}`; `slugs` gives
    /// names a segment of the owner's choice; `aliases` are pairs of an old path and the document whose bytes it has.
    #[must_use]
    pub fn new(
        url: Url,
        formats: Vec<Format>,
        templates: BTreeMap<(FeedKind, String), String>,
        slugs: &BTreeMap<String, String>,
        aliases: impl Iterator<Item = (String, String)>,
    ) -> Self {
        let segments = slugs.iter().map(|(name, segment)| (slug::key(name), segment.clone())).collect();
        let mut by_target: HashMap<String, Vec<String>> = HashMap::new();
        for (from, to) in aliases {
            by_target.entry(to).or_default().push(from);
        }
        Self { url, formats, templates, segments, aliases: by_target }
    }

    /// True where feeds have pages for people.
    #[must_use]
    pub fn has_pages(&self) -> bool {
        self.formats.iter().any(|format| format.name == "html")
    }

    /// The documents of a feed, one for each format.
    #[must_use]
    pub fn addresses(&self, feed: &FeedKey) -> Vec<Address> {
        let slug = feed.path.iter().map(|level| self.segment(level)).collect::<Vec<_>>().join("/");
        self.formats
            .iter()
            .map(|format| {
                let path = match self.templates.get(&(feed.kind, format.name.to_owned())) {
                    Some(template) => template.replace("{slug}", &slug),
                    None if feed.kind == FeedKind::Home => format.file_name.to_owned(),
                    None => format!("{}/{slug}/{}", feed.kind.folder(), format.file_name),
                };
                Address { format: format.name, url: self.url_of(&path), path }
            })
            .collect()
    }

    /// The paths of all documents that feeds can have, with `{slug}` for what tells feeds of one kind apart.
    #[must_use]
    pub fn patterns(&self) -> Vec<String> {
        let of_kind = |kind: &FeedKind| {
            let kind = *kind;
            self.formats.iter().map(move |format| self.pattern(kind, format))
        };
        let mut patterns: Vec<String> = FeedKind::ALL.iter().flat_map(of_kind).collect();
        patterns.extend(self.aliases.values().flatten().cloned());
        patterns
    }

    fn pattern(&self, kind: FeedKind, format: &Format) -> String {
        match self.templates.get(&(kind, format.name.to_owned())) {
            Some(template) => template.clone(),
            None if kind == FeedKind::Home => format.file_name.to_owned(),
            None => format!("{}/{{slug}}/{}", kind.folder(), format.file_name),
        }
    }

    /// The old paths that have the bytes of the document at `path`.
    #[must_use]
    pub fn aliases(&self, path: &str) -> &[String] {
        self.aliases.get(path).map_or(&[], Vec::as_slice)
    }

    /// All documents that some alias leads to.
    pub fn alias_targets(&self) -> impl Iterator<Item = &str> {
        self.aliases.keys().map(String::as_str)
    }

    /// The URL of a document. A page named `index.html` is served at its folder.
    #[must_use]
    pub fn url_of(&self, path: &str) -> Url {
        let folder = match path.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => path,
        };
        let mut url = self.url.clone();
        url.set_path(&format!("{}{}", url.path(), utf8_percent_encode(folder, PATH)));
        url
    }

    fn segment(&self, level: &NameKey) -> String {
        self.segments.get(level).cloned().unwrap_or_else(|| slug::segment(level))
    }
}

/// All but RFC 3986 §2.3 unreserved and the `/` between segments.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
