//! Entries to items: those that differ from what is known, in chunks, and the keys of those that are gone.
//!
//! A feed is a window on the newest entries, so one that is no longer in it has not gone, unless the document is complete.

use std::collections::HashSet;

use crate::model::change::{Found, Item, Pulled};
use crate::model::draft::Draft;
use crate::model::ids::{ContentHash, Fingerprint};
use crate::sources::{PullContext, SourceError};

/// Items in a chunk at the most. They bring their contents along.
const CHUNK: usize = 64;

/// Tells of entries of a document that looks like `stamp` from outside. Each carries that beside its own digest, so that the next pull
/// can tell by them that the document is the same. Where the entries are all that the feed has (`is_all`), others are gone.
pub(super) fn send(
    entries: Vec<Draft>,
    is_all: bool,
    stamp: Fingerprint,
    cx: &PullContext,
) -> Result<Pulled, SourceError> {
    let mut pulled = Pulled { seen: u64::try_from(entries.len()).unwrap_or(u64::MAX), ..Pulled::default() };
    let present: HashSet<_> = entries.iter().map(|draft| draft.key.clone()).collect();
    let mut chunk = Vec::new();
    for draft in entries {
        let fingerprint = Fingerprint { hash: ContentHash::of_value(&draft), ..stamp };
        let known = cx.known.get(draft.key.as_str()).filter(|_| !cx.reread).map(|known| known.fingerprint);
        if known == Some(fingerprint) {
            continue;
        }
        if known.is_some_and(|known| known.hash == fingerprint.hash) {
            pulled.touched.push((draft.key, fingerprint));
            continue;
        }
        let key = draft.key.clone();
        let found = Found::Draft(Box::new(draft));
        chunk.push(Item { key, fingerprint, renamed_from: None, found, defects: Vec::new() });
        if chunk.len() == CHUNK {
            cx.out.blocking_send(std::mem::take(&mut chunk)).map_err(|_| SourceError::Stopped)?;
        }
    }
    if !chunk.is_empty() {
        cx.out.blocking_send(chunk).map_err(|_| SourceError::Stopped)?;
    }
    let absent = cx.known.items().iter().filter(|item| !present.contains(&item.key));
    if is_all {
        pulled.gone = absent.map(|item| item.key.clone()).collect();
    } else {
        // A time that was not believed when the entry was last seen would have the file read for ever.
        let undated = absent.filter(|item| item.fingerprint.modified == 0 && stamp.modified != 0);
        pulled.touched.extend(
            undated.map(|item| (item.key.clone(), Fingerprint { hash: item.fingerprint.hash, ..stamp })),
        );
    }
    Ok(pulled)
}
