//! Taking over a list of feeds. In: an OPML document. Out: the sources that it would be, and what is left out and why. Nothing is asked.
//!
//! How much it is is looked at first; everything takes a time that grows with the list and no faster.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use url::Url;

use super::add::host;
use super::{App, AppError, Now, inspect};
use crate::config::append::{Ids, NewSource, NewValue};
use crate::model::net::address_key;
use crate::model::outline::{MOST_CATEGORIES, Outline, Outlines, Subscription};
use crate::parse::opml;
use crate::store::sqlite::Mode;
use crate::text::address::without_feed_scheme;

pub(super) mod attributes;
mod follow;

use attributes::{Dropped, ID, NAME, in_a_line};

/// Feeds of a list, and of one host, that are taken over without asking whether that is meant.
const MOST_FEEDS: usize = 10_000;
const MOST_OF_A_HOST: usize = 200;

/// Attributes that are named for what is not kept.
const NAMED: usize = 10;

/// What a list would be.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The title of the list.
    pub title: Option<String>,
    /// Its feeds that can be sources.
    pub feeds: usize,
    /// The sources, in its order; none where there are doubts.
    pub sources: Vec<NewSource>,
    /// Feeds that are left out: the address as the list has it, and why, in words.
    pub left_out: Vec<(String, String)>,
    /// Defects of the document.
    pub defects: usize,
    /// Why this may not be meant, each in a sentence.
    pub doubts: Vec<String>,
    /// What of it is not kept, each in a sentence.
    pub notes: Vec<String>,
}

/// A feed of a list that can be a source.
struct Candidate<'a> {
    url: Url,
    feed: Subscription<'a>,
}

impl App {
    /// Reads a list. Where it has more feeds than are usual and that is not `meant`, it says so and makes no source of them.
    ///
    /// # Errors
    /// [`AppError::Add`] where it is none, or has no feed; and where the state cannot be read.
    pub async fn import(&self, bytes: &[u8], meant: bool, now: Now) -> Result<Import, AppError> {
        let read = opml::parse(bytes).map_err(|error| AppError::Add(error.to_string()))?;
        let subscriptions = read.list.subscriptions();
        if subscriptions.is_empty() {
            let why = if read.list.inclusions().is_empty() {
                "no outline has an `xmlUrl`"
            } else {
                "it only includes other lists; import those"
            };
            return Err(AppError::Add(format!("the list has no feed: {why}")));
        }
        let number = subscriptions.len();
        let mut import = Import {
            title: read.list.title.clone(),
            defects: read.defects.len() + read.more_defects,
            ..Import::default()
        };
        let seen = self.seen(now).await?;
        let candidates = self.sift(subscriptions, seen, &mut import);
        let why = "it is another list, which this one includes; import it, too";
        let inclusions = read.list.inclusions().into_iter();
        import.left_out.extend(inclusions.map(|list| (list.to_owned(), why.to_owned())));
        import.doubts = doubts(&candidates);
        if read.is_cut() {
            import.doubts.insert(
                0,
                format!("the list ends in the middle, without `</opml>`: what was read of it has {number} feeds; get it again"),
            );
        }
        import.feeds = candidates.len();
        if import.doubts.is_empty() || meant {
            self.take_over(candidates, &read.list, &mut import);
        }
        Ok(import)
    }

    /// The feeds that there are, by what is one feed: sources, and those that followed lists name.
    async fn seen(&self, now: Now) -> Result<HashMap<String, Seen>, AppError> {
        let mut named = self.named(&self.store(Mode::Read, now)?).await?;
        // A list on the disk that no run has read yet is followed all the same.
        named.extend(self.named_by_files());
        let cast = self.cast(&named)?;
        let remotes =
            cast.sources.iter().filter_map(|planned| Some((planned.source.id(), planned.source.remote()?)));
        let seen = remotes.map(|(id, remote)| {
            let what = match cast.lists.get(id) {
                Some(list) => format!("the list `{list}`, which is followed, has it"),
                None => format!("it is the source `{id}` already"),
            };
            (address_key(&remote.subscription().url), Seen::Before(what))
        });
        Ok(seen.collect())
    }

    /// The feeds that can be sources, each once, in their order; what cannot is said.
    fn sift<'a>(
        &self,
        subscriptions: Vec<Subscription<'a>>,
        mut seen: HashMap<String, Seen>,
        import: &mut Import,
    ) -> Vec<Candidate<'a>> {
        let mut candidates: Vec<Candidate<'a>> = Vec::new();
        for feed in subscriptions {
            let address = feed.url;
            match self.candidate(feed, &mut seen, candidates.len()) {
                Ok(Sifted::New(candidate)) => candidates.push(candidate),
                Ok(Sifted::Again(at, more)) => {
                    if let Some(known) = candidates.get_mut(at) {
                        add(&mut known.feed.categories, more);
                    }
                    let why = "the list has it before, too; its categories are taken over".to_owned();
                    import.left_out.push((address.to_owned(), why));
                }
                Err(why) => import.left_out.push((address.to_owned(), why)),
            }
        }
        candidates
    }

    fn candidate<'a>(
        &self,
        mut feed: Subscription<'a>,
        seen: &mut HashMap<String, Seen>,
        at: usize,
    ) -> Result<Sifted<'a>, String> {
        if let Some(kind) = feed.outline.kind.as_deref().filter(|_| feed.outline.is_scraped()) {
            return Err(format!(
                "it is no feed but a page of which a reader made one by rules of its own (`{kind}`)"
            ));
        }
        let url = self.address(feed.url)?;
        feed.categories = categories(&feed);
        match seen.entry(address_key(&url)) {
            Entry::Occupied(known) => match known.get() {
                Seen::Before(what) => Err(what.clone()),
                Seen::Here(at) => Ok(Sifted::Again(*at, feed.categories)),
            },
            Entry::Vacant(free) => {
                free.insert(Seen::Here(at));
                Ok(Sifted::New(Candidate { url, feed }))
            }
        }
    }

    /// Makes the sources, and says what of the list is not kept.
    fn take_over(&self, candidates: Vec<Candidate<'_>>, list: &Outlines, import: &mut Import) {
        let mut ids = Ids::new(self.config.sources.iter().map(|source| source.id.as_str()));
        let mut dropped = Dropped::new();
        for Candidate { url, feed } in candidates {
            import.sources.push(source(&url, feed, list, &mut ids, &mut dropped));
        }
        import.notes.extend(losses(list, &dropped));
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
    /// Outside of the list: where, in words.
    Before(String),
    /// In the list: which of its feeds that can be sources.
    Here(usize),
}

/// What a feed of a list is.
enum Sifted<'a> {
    /// One that there was not.
    New(Candidate<'a>),
    /// One that the list has before, and the categories that it is in here.
    Again(usize, Vec<Vec<String>>),
}

/// The source that a feed of a list would be.
fn source(
    url: &Url,
    feed: Subscription<'_>,
    list: &Outlines,
    ids: &mut Ids,
    dropped: &mut Dropped,
) -> NewSource {
    let outline = feed.outline;
    let is_ours = outline.other(ID).is_some();
    let own = outline.other(ID).filter(|id| ids.take(id)).map(str::to_owned);
    let is_title = |title: &&str| !title.trim().is_empty() && *title != feed.url;
    let title = [Some(outline.text.as_str()), outline.title.as_deref()];
    let title = title.into_iter().flatten().find(is_title).map(str::trim);
    let id = own.unwrap_or_else(|| ids.give(title.into_iter().chain([host(url)])));
    let mut keys = vec![("url", NewValue::Text(url.to_string()))];
    // A feed that never answers has a name, too. A list of ours says which names the owner gave.
    let name = outline.other(NAME).or(title.filter(|_| !is_ours));
    keys.extend(name.map(|name| ("name", NewValue::Text(in_a_line(name)))));
    if !feed.categories.is_empty() {
        keys.push(("categories", NewValue::Categories(feed.categories)));
    }
    let kept = attributes::kept(outline, list, name.filter(|_| !is_ours), dropped);
    if !kept.is_empty() {
        keys.push(("outline", NewValue::Table(kept)));
    }
    NewSource { id, kind: "feed", keys }
}

/// The categories of a feed: levels without a name are none.
fn categories(feed: &Subscription<'_>) -> Vec<Vec<String>> {
    let named = |path: &Vec<String>| -> Vec<String> {
        path.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
    };
    feed.categories.iter().map(named).filter(|path| !path.is_empty()).collect()
}

fn add(known: &mut Vec<Vec<String>>, more: Vec<Vec<String>>) {
    for path in more {
        if known.len() < MOST_CATEGORIES && !known.contains(&path) {
            known.push(path);
        }
    }
}

/// What of a list no configuration can hold, each in a sentence.
fn losses(list: &Outlines, dropped: &Dropped) -> Vec<String> {
    let mut losses = Vec::new();
    if !dropped.is_empty() {
        let named: Vec<String> =
            dropped.iter().take(NAMED).map(|(name, number)| format!("{name} ({number})")).collect();
        let more = if dropped.len() > NAMED { " and others" } else { "" };
        losses.push(format!(
            "attributes that would be settings, are too long or too many, or whose prefix is not declared are not kept: {}{more}",
            named.join(", ")
        ));
    }
    let (mut folders, mut others) = (0_usize, 0_usize);
    let mut ahead: Vec<&Outline> = list.outlines.iter().collect();
    while let Some(outline) = ahead.pop() {
        ahead.extend(&outline.children);
        match (&outline.xml_url, &outline.kind, outline.children.is_empty()) {
            (None, None, true) => folders += 1,
            (None, Some(_), true) if !outline.is_inclusion() => others += 1,
            _ => {}
        }
    }
    if folders > 0 {
        losses.push(format!("folders without a feed are not kept: {folders}"));
    }
    if others > 0 {
        losses.push(format!("links that it names are not kept: {others}"));
    }
    losses
}

/// Why so many feeds may not be meant.
fn doubts(candidates: &[Candidate<'_>]) -> Vec<String> {
    let mut doubts = Vec::new();
    if candidates.len() > MOST_FEEDS {
        doubts.push(format!("the list has {} feeds, which is more than {MOST_FEEDS}", candidates.len()));
    }
    let mut hosts: BTreeMap<&str, usize> = BTreeMap::new();
    for Candidate { url, .. } in candidates {
        *hosts.entry(url.host_str().unwrap_or_default()).or_default() += 1;
    }
    let many = hosts.iter().filter(|(_, number)| **number > MOST_OF_A_HOST);
    doubts.extend(many.map(|(host, number)| {
        format!("{number} feeds are of {host}, which would be asked for all of them; more than {MOST_OF_A_HOST} are seldom meant")
    }));
    doubts
}
