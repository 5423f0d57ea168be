//! What identifies an entry in its feed, and entries that stand twice in one document.
//!
//! The key is the id, else the link, else a digest of what changes least. Two entries of one id are one, of which the newer
//! counts (RFC 4287 §4.1.1), whatever was edited. Two of one id that lead to different pages are two all the same: programs and
//! people copy ids from one entry to the next. The oldest has the id for its key, those of the others get a digest of their links.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::model::draft::{Draft, DraftBody, RawText};
use crate::model::ids::{ContentHash, ItemKey};
use crate::parse::defect::Defects;

/// Bytes of the longest id that is a key as it is.
const LONGEST: usize = 512;

/// Gives each of `entries` its key, the same one to those that are the same entry. `places` are their offsets.
pub(super) fn settle(entries: &mut [Draft], places: &[usize], defects: &mut Defects) {
    let names: Vec<(String, ContentHash)> = entries.iter().map(|entry| (name(entry), looks(entry))).collect();
    let mut known: HashSet<&(String, ContentHash)> = HashSet::with_capacity(names.len());
    // Of those of one name the oldest has it alone, so that it keeps its key when a copy comes.
    let mut owners: HashMap<&str, (Option<DateTime<Utc>>, &ContentHash)> =
        HashMap::with_capacity(names.len());
    for ((at, own), entry) in names.iter().enumerate().zip(&*entries) {
        let place = places.get(at).copied().unwrap_or_default();
        if !known.insert(own) {
            let what = format!("the entry `{}` is there again", shown(&own.0));
            defects.add(place, what, "RFC 4287 §4.1.1", "the newer one counts");
        }
        let this = (entry.published.or(entry.updated), &own.1);
        match owners.entry(&own.0) {
            Entry::Vacant(vacant) => {
                vacant.insert(this);
            }
            Entry::Occupied(owner) if owner.get().1 == this.1 => {}
            Entry::Occupied(mut owner) => {
                let what = format!("`{}` is the id of several entries", shown(&own.0));
                defects.add(place, what, "RFC 4287 §4.2.6; RSS 2.0, guid", "told apart by their links");
                if this < *owner.get() {
                    owner.insert(this);
                }
            }
        }
    }
    for (entry, own) in entries.iter_mut().zip(&names) {
        let is_owner = owners.get(own.0.as_str()).is_none_or(|(_, looks)| **looks == own.1);
        entry.key = ItemKey::new(if is_owner { own.0.clone() } else { format!("{}#{}", own.0, own.1) });
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

/// What the entry is called: its id, its link, or a digest.
fn name(entry: &Draft) -> String {
    match said(entry) {
        Some(said) if said.len() <= LONGEST => said.to_owned(),
        Some(said) => format!("digest:{}", ContentHash::of(said.as_bytes())),
        None => format!("digest:{}", of_nameless(entry)),
    }
}

/// What an entry is called by itself.
fn said(entry: &Draft) -> Option<&str> {
    entry.claimed_id.as_deref().or(entry.link.as_deref()).map(str::trim).filter(|said| !said.is_empty())
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
    if said(entry).is_some() {
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
