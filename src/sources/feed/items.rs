//! Entries to items: those that differ from what is known, in chunks, and the keys of those that are gone.

use std::collections::HashSet;

use crate::model::change::{Found, Item, Pulled};
use crate::model::draft::Draft;
use crate::model::ids::{ContentHash, Fingerprint};
use crate::sources::{PullContext, SourceError};

/// Items in a chunk at the most. They bring their contents along.
const CHUNK: usize = 64;

/// Tells of entries of a document that looks like `stamp` from outside. Each carries that beside its own digest, so that the next pull
/// can tell by any of them that the document is the same.
pub(super) fn send(entries: Vec<Draft>, stamp: Fingerprint, cx: &PullContext) -> Result<Pulled, SourceError> {
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
    let gone = cx.known.items().iter().map(|item| &item.key).filter(|key| !present.contains(*key));
    pulled.gone = gone.cloned().collect();
    Ok(pulled)
}
