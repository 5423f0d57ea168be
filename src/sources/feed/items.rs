//! Entries to items: those that differ from what is known, in chunks, and the keys of those that are gone.
//!
//! A feed is a window on the newest entries, so one that is no longer in it has not gone, unless the document is complete.

use std::collections::HashSet;

use crate::model::change::{Found, Item, Known, Pulled};
use crate::model::draft::Draft;
use crate::model::ids::{ContentHash, Fingerprint, ItemKey};
use crate::sources::{PullContext, SourceError};

/// Items in a chunk at the most. They bring their contents along.
const CHUNK: usize = 64;

/// Sends what a document brings, in chunks.
pub(super) fn send(
    entries: Vec<Draft>,
    is_all: bool,
    stamp: Fingerprint,
    cx: &PullContext,
) -> Result<Pulled, SourceError> {
    let known =
        |key: &ItemKey| cx.known.get(key.as_str()).filter(|_| !cx.reread).map(|known| known.fingerprint);
    let (mut items, pulled) = compare(entries, is_all, stamp, &cx.known, known);
    while !items.is_empty() {
        let rest = items.split_off(items.len().min(CHUNK));
        cx.out.blocking_send(items).map_err(|_| SourceError::Stopped)?;
        items = rest;
    }
    Ok(pulled)
}

/// Tells of entries of a document that looks like `stamp` from outside. Each carries that beside its own digest, so that the next pull
/// can tell by them that the document is the same. Where the entries are all that the feed has (`is_all`), others are gone. What looks
/// as `before` says is not told.
pub(super) fn compare(
    entries: Vec<Draft>,
    is_all: bool,
    stamp: Fingerprint,
    known: &Known,
    before: impl Fn(&ItemKey) -> Option<Fingerprint>,
) -> (Vec<Item>, Pulled) {
    let mut pulled = Pulled { seen: u64::try_from(entries.len()).unwrap_or(u64::MAX), ..Pulled::default() };
    let present: HashSet<_> = entries.iter().map(|draft| draft.key.clone()).collect();
    let mut items = Vec::new();
    for draft in entries {
        let fingerprint = Fingerprint { hash: ContentHash::of_value(&draft), ..stamp };
        let before = before(&draft.key);
        if before == Some(fingerprint) {
            continue;
        }
        if before.is_some_and(|before| before.hash == fingerprint.hash) {
            pulled.touched.push((draft.key, fingerprint));
            continue;
        }
        let key = draft.key.clone();
        let found = Found::Draft(Box::new(draft));
        items.push(Item { key, fingerprint, renamed_from: None, found, defects: Vec::new() });
    }
    let absent = known.items().iter().filter(|item| !present.contains(&item.key));
    if is_all {
        pulled.gone = absent.map(|item| item.key.clone()).collect();
    } else {
        // A time that was not believed when the entry was last seen would have the file read for ever.
        let undated = absent.filter(|item| item.fingerprint.modified == 0 && stamp.modified != 0);
        pulled.touched.extend(
            undated.map(|item| (item.key.clone(), Fingerprint { hash: item.fingerprint.hash, ..stamp })),
        );
    }
    pulled.present = Some(present);
    (items, pulled)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::mpsc;

    use super::*;
    use crate::model::change::KnownItem;

    /// What a pull says of a document without entries, where those of `known` were there at these times.
    fn pulled(known: &[(&str, i64)], is_all: bool) -> Pulled {
        let item = |&(key, modified): &(&str, i64)| {
            let fingerprint = Fingerprint { size: 7, modified, hash: ContentHash::of(key.as_bytes()) };
            KnownItem { key: ItemKey::new(key), fingerprint }
        };
        let known = Arc::new(Known::new(known.iter().map(item).collect()));
        let cx = PullContext { known, reread: false, wall: 0, out: mpsc::channel(1).0 };
        let stamp = Fingerprint { size: 9, modified: 30, ..Fingerprint::default() };
        send(Vec::new(), is_all, stamp, &cx).unwrap()
    }

    #[test]
    fn what_has_left_the_window_is_gone_only_where_the_document_is_complete() {
        assert_eq!(pulled(&[("a", 10), ("b", 20)], true).gone, [ItemKey::new("a"), ItemKey::new("b")]);
        let pulled = pulled(&[("a", 10), ("b", 20)], false);
        assert!(pulled.gone.is_empty() && pulled.touched.is_empty());
    }

    #[test]
    fn what_left_while_no_time_was_believed_gets_one_and_keeps_its_digest() {
        let pulled = pulled(&[("a", 10), ("b", 0)], false);
        let expected = Fingerprint { size: 9, modified: 30, hash: ContentHash::of(b"b") };
        assert_eq!(pulled.touched, [(ItemKey::new("b"), expected)]);
    }
}
