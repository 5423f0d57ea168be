//! Taking over a list of feeds. In: an OPML document. Out: the sources that it would be, and what is left out and why. Nothing is asked.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use url::Url;

use super::add::host;
use super::export::{ID, NAME};
use super::{App, AppError, inspect};
use crate::config::append::{Ids, NewSource, NewValue};
use crate::model::outline::Subscription;
use crate::parse::opml;
use crate::text::address::{without_credentials, without_feed_scheme};

/// Feeds of a list, and of one host, that are taken over without asking whether that is meant.
const MOST_FEEDS: usize = 10_000;
const MOST_OF_A_HOST: usize = 200;

/// What a list would be.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The title of the list.
    pub title: Option<String>,
    /// The sources, in its order.
    pub sources: Vec<NewSource>,
    /// Feeds that are left out: the address as the list has it, and why, in words.
    pub left_out: Vec<(String, String)>,
    /// Defects of the document.
    pub defects: usize,
    /// Why this may not be meant, each in a sentence.
    pub doubts: Vec<String>,
}

impl App {
    /// Reads a list.
    ///
    /// # Errors
    /// [`AppError::Add`] where it is none, or has no feed.
    pub fn import(&self, bytes: &[u8]) -> Result<Import, AppError> {
        let read = opml::parse(bytes).map_err(|error| AppError::Add(error.to_string()))?;
        let subscriptions = read.list.subscriptions();
        if subscriptions.is_empty() {
            return Err(AppError::Add("the list has no feed: no outline has an `xmlUrl`".to_owned()));
        }
        let mut import = Import {
            title: read.list.title.clone(),
            defects: read.defects.len() + read.more_defects,
            ..Import::default()
        };
        let mut ids = Ids::new(self.config.sources.iter().map(|source| source.id.as_str()));
        let mut seen: HashMap<String, Seen> = HashMap::new();
        for planned in &self.sources {
            if let Some(remote) = planned.source.remote() {
                seen.insert(key(&remote.subscription().url), Seen::Before(planned.source.id().to_string()));
            }
        }
        for feed in &subscriptions {
            if let Err(why) = self.take(feed, &mut ids, &mut seen, &mut import) {
                import.left_out.push((feed.url.to_owned(), why));
            }
        }
        import.doubts = doubts(&import.sources);
        if read.is_cut() {
            let feeds = subscriptions.len();
            import.doubts.insert(
                0,
                format!("the list ends in the middle, without `</opml>`: what was read of it has {feeds} feeds; get it again"),
            );
        }
        Ok(import)
    }

    /// Takes one feed over.
    fn take(
        &self,
        feed: &Subscription<'_>,
        ids: &mut Ids,
        seen: &mut HashMap<String, Seen>,
        import: &mut Import,
    ) -> Result<(), String> {
        if let Some(kind) = feed.outline.kind.as_deref().filter(|_| feed.outline.is_scraped()) {
            return Err(format!(
                "it is no feed but a page of which a reader made one by rules of its own (`{kind}`)"
            ));
        }
        let url = self.address(feed.url)?;
        match seen.get(&key(&url)) {
            Some(Seen::Before(id)) => return Err(format!("it is the source `{id}` already")),
            Some(Seen::Here(at)) => {
                if let Some(known) = import.sources.get_mut(*at) {
                    add_categories(known, categories(feed));
                }
                return Err("the list has it before, too; its categories are taken over".to_owned());
            }
            None => {}
        }
        let own = feed.outline.other(ID).filter(|id| ids.take(id)).map(str::to_owned);
        let is_title = |title: &&str| !title.trim().is_empty() && *title != feed.url;
        let title = [Some(feed.outline.text.as_str()), feed.outline.title.as_deref()];
        let title = title.into_iter().flatten().find(is_title).map(str::trim);
        let is_ours = feed.outline.other(ID).is_some();
        let id = own.unwrap_or_else(|| ids.give(title.into_iter().chain([host(&url)])));
        let mut source = NewSource { id, kind: "feed", keys: vec![("url", NewValue::Text(url.to_string()))] };
        // A feed that never answers has a name, too. A list of ours says which names the owner gave.
        if let Some(name) = feed.outline.other(NAME).or(title.filter(|_| !is_ours)) {
            source.keys.push(("name", NewValue::Text(name.to_owned())));
        }
        add_categories(&mut source, categories(feed));
        seen.insert(key(&url), Seen::Here(import.sources.len()));
        import.sources.push(source);
        Ok(())
    }

    /// The address of a feed, where it may be asked.
    fn address(&self, text: &str) -> Result<Url, String> {
        let text = without_feed_scheme(text);
        let mut url = Url::parse(&text).map_err(|error| format!("it is no address ({error})"))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(format!("`{}:` is not asked, only http and https are", url.scheme()));
        }
        url.set_fragment(None);
        crate::fetch::may_ask(&url, &self.config.net).map_err(|error| error.message)?;
        Ok(url)
    }
}

/// The bytes of a list in a file; `-` is standard input.
///
/// # Errors
/// [`AppError::Add`] where it cannot be read, or is larger than lists are.
pub fn read_list(file: &str) -> Result<Vec<u8>, AppError> {
    let read = if file == "-" {
        inspect::bounded(std::io::stdin().lock())
    } else {
        inspect::read_file(Path::new(file))
    };
    read.map_err(|error| AppError::Add(format!("{file}: {error}")))
}

/// Where an address was seen before.
enum Seen {
    /// It is a source, of that id.
    Before(String),
    /// It is in the list, as that source.
    Here(usize),
}

/// What is one feed: its address, whatever its scheme.
fn key(url: &Url) -> String {
    let shown = without_credentials(url);
    shown.split_once("://").map_or(shown.clone(), |(_, rest)| rest.to_owned())
}

/// The categories of a feed: levels without a name are none.
fn categories(feed: &Subscription<'_>) -> Vec<Vec<String>> {
    let named = |path: &Vec<String>| -> Vec<String> {
        path.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
    };
    feed.categories.iter().map(named).filter(|path| !path.is_empty()).collect()
}

fn add_categories(source: &mut NewSource, more: Vec<Vec<String>>) {
    if more.is_empty() {
        return;
    }
    let known = source.keys.iter_mut().find_map(|(_, value)| match value {
        NewValue::Categories(paths) => Some(paths),
        NewValue::Text(_) | NewValue::Flag(_) => None,
    });
    match known {
        Some(known) => more.into_iter().for_each(|path| {
            if !known.contains(&path) {
                known.push(path);
            }
        }),
        None => source.keys.push(("categories", NewValue::Categories(more))),
    }
}

/// Why so many feeds may not be meant.
fn doubts(sources: &[NewSource]) -> Vec<String> {
    let mut doubts = Vec::new();
    if sources.len() > MOST_FEEDS {
        doubts.push(format!("the list has {} feeds, which is more than {MOST_FEEDS}", sources.len()));
    }
    let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
    let urls = sources.iter().flat_map(|source| &source.keys).filter_map(|(key, value)| match value {
        NewValue::Text(text) if *key == "url" => Url::parse(text).ok(),
        _ => None,
    });
    for url in urls {
        *hosts.entry(url.host_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    let many = hosts.iter().filter(|(_, number)| **number > MOST_OF_A_HOST);
    doubts.extend(many.map(|(host, number)| {
        format!("{number} feeds are of {host}, which would be asked for all of them; more than {MOST_OF_A_HOST} are seldom meant")
    }));
    doubts
}

impl App {
    /// A list as one source, which follows it: a file or an address. `title`: what the list calls itself.
    #[must_use]
    pub fn live(&self, file: &str, url: Option<&Url>, title: Option<&str>) -> NewSource {
        let mut ids = Ids::new(self.config.sources.iter().map(|source| source.id.as_str()));
        let stem =
            Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let name = url.map_or(stem.as_str(), host);
        let place = match url {
            Some(url) => ("url", NewValue::Text(url.to_string())),
            None => ("path", NewValue::Text(self.as_configured(Path::new(file)))),
        };
        let keys = vec![place, ("outline_categories", NewValue::Flag(true))];
        NewSource { id: ids.give(title.into_iter().chain([name])), kind: "opml", keys }
    }

    /// A path of the current folder as the configuration has to name it, which starts from its own.
    fn as_configured(&self, path: &Path) -> String {
        let folder = self.config.file.parent().filter(|folder| *folder != Path::new(""));
        let shown = |path: &Path| path.to_string_lossy().into_owned();
        match (std::path::absolute(path), std::path::absolute(folder.unwrap_or(Path::new(".")))) {
            (Ok(path), Ok(folder)) => shown(path.strip_prefix(&folder).unwrap_or(&path)),
            _ => shown(path),
        }
    }
}
