//! What identifies an entry in its feed, and entries that stand twice in one document.
//!
//! The key is the id, else the link, else a digest of what changes least. Two entries of one id are one, of which the newer
//! counts (RFC 4287 §4.1.1), whatever was edited. Two of one id that lead to different pages are two all the same: programs and
//! people copy ids from one entry to the next. The oldest has the id for its key, those of the others get a digest of their links.
//!
//! A link to which several entries without ids lead, a page of news, is none: they are told apart by their titles.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::model::change::Known;
use crate::model::draft::{Draft, DraftBody, RawText};
use crate::model::ids::{ContentHash, ItemKey};
use crate::parse::defect::Defects;

/// Bytes of the longest id that is a key as it is.
const LONGEST: usize = 512;

/// Letters of a digest.
const DIGEST: usize = 32;

/// Known keys that begin like one that are looked at.
const MOST_BESIDE: usize = 1000;

/// Gives each of `entries` its key, the same one to those that are the same entry. `places` are their offsets.
pub(super) fn settle(entries: &mut [Draft], places: &[usize], defects: &mut Defects) {
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    let shared = shared_links(entries, |at, link| {
        let what = format!("several entries without an id lead to `{}`", shown(link));
        defects.add(place(at), what, "RSS 2.0, guid", "told apart by their titles");
    });
    let names: Vec<(String, ContentHash)> =
        entries.iter().map(|entry| (name(entry, &shared), looks(entry))).collect();
    let mut known: HashSet<&(String, ContentHash)> = HashSet::with_capacity(names.len());
    // Of those of one name the oldest has it alone, so that it keeps its key when a copy comes.
    let mut owners: HashMap<&str, (Option<DateTime<Utc>>, &ContentHash)> =
        HashMap::with_capacity(names.len());
    for ((at, own), entry) in names.iter().enumerate().zip(&*entries) {
        if !known.insert(own) {
            let what = format!("the entry {} is there again", called(entry));
            defects.add(place(at), what, "RFC 4287 §4.1.1", "the newer one counts");
        }
        let this = (entry.published.or(entry.updated), &own.1);
        match owners.entry(&own.0) {
            Entry::Vacant(vacant) => {
                vacant.insert(this);
            }
            Entry::Occupied(owner) if owner.get().1 == this.1 => {}
            Entry::Occupied(mut owner) => {
                let (what, done) = several(entry);
                defects.add(place(at), what, "RFC 4287 §4.2.6; RSS 2.0, guid", done);
                if this < *owner.get() {
                    owner.insert(this);
                }
            }
        }
    }
    for (entry, own) in entries.iter_mut().zip(&names) {
        let is_owner = owners.get(own.0.as_str()).is_none_or(|(_, looks)| **looks == own.1);
        entry.key = if is_owner { ItemKey::new(own.0.clone()) } else { parted(&own.0, own.1) };
    }
}

/// The key of one of several entries that have a name in common.
fn parted(name: &str, by: ContentHash) -> ItemKey {
    ItemKey::new(format!("{name}#{by}"))
}

/// Gives an entry that has its link for its key the key that it has beside others that lead there, where one that is known has such a
/// one: a document may hold the last of them alone.
pub fn part_from_known(entry: &mut Draft, known: &Known) {
    if id(entry).is_some() || link(entry).is_none() {
        return;
    }
    let prefix = format!("{}#", entry.key);
    let is_digest = |rest: &str| rest.len() == DIGEST && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut beside = known.from(&prefix).map_while(|key| key.strip_prefix(&prefix)).take(MOST_BESIDE);
    if beside.any(is_digest) {
        entry.key = parted(entry.key.as_str(), of_title(entry));
    }
}

/// Links of several entries that have no ids and other titles: they are ids of none. Each is told once.
fn shared_links<'a>(entries: &'a [Draft], mut tell: impl FnMut(usize, &str)) -> HashSet<String> {
    let mut first: HashMap<&'a str, ContentHash> = HashMap::new();
    let mut shared = HashSet::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| id(entry).is_none()) {
        let Some(link) = link(entry) else { continue };
        match first.entry(link) {
            Entry::Vacant(vacant) => drop(vacant.insert(of_title(entry))),
            Entry::Occupied(first) if *first.get() == of_title(entry) => {}
            Entry::Occupied(_) if shared.contains(link) => {}
            Entry::Occupied(_) => {
                tell(at, link);
                shared.insert(link.to_owned());
            }
        }
    }
    shared
}

/// How a message calls an entry.
fn called(entry: &Draft) -> String {
    match (id(entry), link(entry)) {
        (Some(id), _) => format!("`{}`", shown(id)),
        (None, Some(link)) => format!("that leads to `{}`", shown(link)),
        (None, None) => format!("`{}`, which has neither id nor link,", shown(value(entry.title.as_ref()))),
    }
}

/// What is said of an entry whose name others have, and of how they are told apart.
fn several(entry: &Draft) -> (String, &'static str) {
    match (id(entry), link(entry)) {
        (Some(id), _) => {
            (format!("`{}` is the id of several entries", shown(id)), "told apart by their links")
        }
        (None, Some(link)) => (
            format!("`{}`, where the entry leads, is the id of another", shown(link)),
            "told apart by their links",
        ),
        (None, None) => (
            format!("several entries `{}` have neither id nor link", shown(value(entry.title.as_ref()))),
            "told apart by their texts",
        ),
    }
}

/// Leaves of several entries of one key the newest: the last changed, of several of those the first. Versions
/// that are in conflict with an entry go, too.
pub(super) fn keep_newest(entries: &mut Vec<Draft>) {
    entries.retain(|entry| entry.syndicated.as_deref().is_none_or(|more| !more.is_version));
    let mut kept: HashMap<&ItemKey, usize> = HashMap::with_capacity(entries.len());
    let mut keep = vec![true; entries.len()];
    for (at, entry) in entries.iter().enumerate() {
        let older = match kept.entry(&entry.key) {
            Entry::Vacant(vacant) => {
                vacant.insert(at);
                continue;
            }
            Entry::Occupied(mut other) if newest(Some(entry)) > newest(entries.get(*other.get())) => {
                other.insert(at)
            }
            Entry::Occupied(_) => at,
        };
        if let Some(keep) = keep.get_mut(older) {
            *keep = false;
        }
    }
    let mut keep = keep.into_iter();
    entries.retain(|_| keep.next().unwrap_or(true));
}

/// What the entry is called: its id, its link where that is its own, or a digest.
fn name(entry: &Draft, shared: &HashSet<String>) -> String {
    let short = |said: &str| match said {
        said if said.len() <= LONGEST => said.to_owned(),
        said => format!("digest:{}", ContentHash::of(said.as_bytes())),
    };
    match (id(entry), link(entry)) {
        (Some(id), _) => short(id),
        (None, Some(link)) if shared.contains(link) => {
            parted(&short(link), of_title(entry)).as_str().to_owned()
        }
        (None, Some(link)) => short(link),
        (None, None) => format!("digest:{}", of_nameless(entry)),
    }
}

/// The id that an entry names.
fn id(entry: &Draft) -> Option<&str> {
    entry.claimed_id.as_deref().map(str::trim).filter(|id| !id.is_empty())
}

fn link(entry: &Draft) -> Option<&str> {
    entry.link.as_deref().map(str::trim).filter(|link| !link.is_empty())
}

/// A digest of its title, else of its text.
fn of_title(entry: &Draft) -> ContentHash {
    match value(entry.title.as_ref()) {
        "" => of_content(entry),
        title => ContentHash::of(title.as_bytes()),
    }
}

/// A digest of an entry that has neither id nor link: title and date, which are corrected less often than the text. The
/// text is the last that an entry without a title has.
fn of_nameless(entry: &Draft) -> ContentHash {
    let title = value(entry.title.as_ref());
    let published = entry.published.map(|date| date.timestamp().to_string()).unwrap_or_default();
    if !title.is_empty() {
        return digest([title, &published]);
    }
    of_content(entry)
}

/// A digest of its text and its first file.
fn of_content(entry: &Draft) -> ContentHash {
    let content = match &entry.body {
        DraftBody::Inline(text) => Some(text),
        DraftBody::None | DraftBody::Deferred(_) => None,
    };
    let file = entry.enclosures.first().map(|file| file.url.as_str()).unwrap_or_default();
    digest([value(content.or(entry.summary.as_ref())), file])
}

/// A digest of what parts entries whose names are the same: where they lead, and what is in them where nothing names them.
fn looks(entry: &Draft) -> ContentHash {
    if id(entry).is_some() || link(entry).is_some() {
        return ContentHash::of(entry.link.as_deref().unwrap_or_default().as_bytes());
    }
    of_content(entry)
}

fn digest(parts: [&str; 2]) -> ContentHash {
    ContentHash::of(parts.join("\0").as_bytes())
}

fn value(text: Option<&RawText>) -> &str {
    text.map(|text| text.value.trim()).unwrap_or_default()
}

fn newest(entry: Option<&Draft>) -> Option<DateTime<Utc>> {
    entry.and_then(|entry| entry.updated.or(entry.published))
}

/// So much of an id as a message shows.
fn shown(id: &str) -> String {
    id.chars().take(100).collect()
}
