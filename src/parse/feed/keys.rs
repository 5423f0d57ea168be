//! What identifies an entry in its feed, and entries that stand twice in one document.
//!
//! The key is the id, else the link, else a digest of what changes least. Two entries of one id are one, of which the newer
//! counts (RFC 4287 §4.1.1), whatever was edited. Two of one id that lead to different pages are two all the same: programs and
//! people copy ids from one entry to the next. Their keys get a digest of their links.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::model::draft::{Draft, DraftBody, RawText};
use crate::model::ids::{ContentHash, ItemKey};
use crate::parse::defect::Defects;

/// Bytes of the longest id that is a key as it is.
const LONGEST: usize = 512;

/// Gives each of `entries` its key, the same one to those that are the same entry. `places` are their offsets.
pub(super) fn settle(entries: &mut [Draft], places: &[usize], defects: &mut Defects) {
    let names: Vec<(String, ContentHash)> = entries.iter().map(|entry| (name(entry), looks(entry))).collect();
    let mut known: HashSet<&(String, ContentHash)> = HashSet::with_capacity(names.len());
    let mut of_one_name: HashMap<&str, usize> = HashMap::with_capacity(names.len());
    for (at, own) in names.iter().enumerate() {
        let place = places.get(at).copied().unwrap_or_default();
        if !known.insert(own) {
            let what = format!("the entry `{}` is there again", shown(&own.0));
            defects.add(place, what, "RFC 4287 §4.1.1", "the newer one counts");
            continue;
        }
        let count = of_one_name.entry(&own.0).or_default();
        *count += 1;
        if *count > 1 {
            let what = format!("`{}` is the id of several entries", shown(&own.0));
            defects.add(place, what, "RFC 4287 §4.2.6; RSS 2.0, guid", "told apart by their links");
        }
    }
    for (entry, own) in entries.iter_mut().zip(&names) {
        let is_alone = of_one_name.get(own.0.as_str()).is_none_or(|count| *count < 2);
        entry.key = ItemKey::new(if is_alone { own.0.clone() } else { format!("{}#{}", own.0, own.1) });
    }
}

/// Leaves of several entries of one key the newest: the last changed, of several of those the first.
pub(super) fn keep_newest(entries: &mut Vec<Draft>) {
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
    let said =
        entry.claimed_id.as_deref().or(entry.link.as_deref()).map(str::trim).filter(|said| !said.is_empty());
    match said {
        Some(said) if said.len() <= LONGEST => said.to_owned(),
        Some(said) => format!("digest:{}", ContentHash::of(said.as_bytes())),
        None => format!("digest:{}", of_nameless(entry)),
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
    let content = match &entry.body {
        DraftBody::Inline(text) => Some(text),
        DraftBody::None | DraftBody::Deferred(_) => None,
    };
    let file = entry.enclosures.first().map(|file| file.url.as_str()).unwrap_or_default();
    digest([value(content.or(entry.summary.as_ref())), file])
}

/// A digest of what parts entries whose ids are the same.
fn looks(entry: &Draft) -> ContentHash {
    ContentHash::of(entry.link.as_deref().unwrap_or_default().as_bytes())
}

fn digest(parts: [&str; 2]) -> ContentHash {
    ContentHash::of(parts.join("\0").as_bytes())
}

fn value(text: Option<&RawText>) -> &str {
    text.map(|text| text.value.trim()).unwrap_or_default()
}

fn newest(entry: Option<&Draft>) -> Option<chrono::DateTime<chrono::Utc>> {
    entry.and_then(|entry| entry.updated.or(entry.published))
}

/// So much of an id as a message shows.
fn shown(id: &str) -> String {
    id.chars().take(100).collect()
}
