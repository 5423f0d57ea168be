//! Entries to items: those that differ from what is known, in chunks, and the keys of those that are gone.
//!
//! A feed is a window on the newest entries, so one that is no longer in it has not gone, unless the document is complete.

use std::collections::HashSet;

use super::matching::{Candidate, dates, evidence, known_again};
use crate::model::change::{Found, Item, Known, Pulled};
use crate::model::draft::Draft;
use crate::model::evidence::Evidence;
use crate::model::ids::{Fingerprint, ItemKey};
use crate::model::spelled::digest;
use crate::parse::feed::part_from_known;
use crate::sources::subscription::Identity;
use crate::sources::{PullContext, SourceError};

/// Items in a chunk at the most. They bring their contents along.
const CHUNK: usize = 64;

/// New entries beside known ones that are no wonder.
const MOST_NEW: usize = 100;

/// Changed titles that are no wonder, however few entries there are.
const FEWEST_CHANGED: usize = 5;

/// Sends what a document brings, in chunks.
pub(super) fn send(
    entries: Vec<Draft>,
    is_all: bool,
    identity: Identity,
    stamp: Fingerprint,
    cx: &PullContext,
) -> Result<Pulled, SourceError> {
    let known =
        |key: &ItemKey| cx.known.get(key.as_str()).filter(|_| !cx.reread).map(|known| known.fingerprint);
    let (mut items, pulled) = compare(entries, is_all, identity, stamp, &cx.known, known);
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
    mut entries: Vec<Draft>,
    is_all: bool,
    identity: Identity,
    stamp: Fingerprint,
    known: &Known,
    before: impl Fn(&ItemKey) -> Option<Fingerprint>,
) -> (Vec<Item>, Pulled) {
    let mut pulled = Pulled { seen: u64::try_from(entries.len()).unwrap_or(u64::MAX), ..Pulled::default() };
    for draft in &mut entries {
        part_from_known(draft, known);
    }
    let present: HashSet<_> = entries.iter().map(|draft| draft.key.clone()).collect();
    let mut items = Vec::new();
    for draft in entries {
        let fingerprint = Fingerprint { hash: digest(&draft), ..stamp };
        let before = before(&draft.key);
        if before == Some(fingerprint) {
            continue;
        }
        if before.is_some_and(|before| before.hash == fingerprint.hash) {
            pulled.touched.push((draft.key, fingerprint));
            continue;
        }
        let evidence = match identity {
            Identity::Evidence => evidence(&draft),
            Identity::Guid => dates(&draft),
        };
        items.push(Item {
            key: draft.key.clone(),
            fingerprint,
            renamed_from: None,
            likeness: None,
            evidence: Some(Box::new(evidence)),
            found: Found::Draft(Box::new(draft)),
            defects: Vec::new(),
        });
    }
    if identity == Identity::Evidence {
        rename(&mut items, known, &present);
    }
    let renamed: HashSet<&ItemKey> = items.iter().filter_map(|item| item.renamed_from.as_ref()).collect();
    let absent =
        known.items().iter().filter(|item| !present.contains(&item.key) && !renamed.contains(&item.key));
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

/// Says of each item that is not known which one it was that the document no longer holds.
fn rename(items: &mut [Item], known: &Known, present: &HashSet<ItemKey>) {
    let is_new = |item: &&mut Item| known.get(item.key.as_str()).is_none();
    let mut new: Vec<&mut Item> = items.iter_mut().filter(is_new).collect();
    if new.is_empty() || known.items().is_empty() {
        return;
    }
    let (keys, candidates): (Vec<&ItemKey>, Vec<Candidate<'_>>) = known
        .items()
        .iter()
        .filter_map(|item| {
            let evidence = item.evidence.as_deref()?;
            Some((&item.key, Candidate { evidence, is_absent: !present.contains(&item.key) }))
        })
        .unzip();
    let evidence: Vec<Evidence> =
        new.iter().map(|item| item.evidence.as_deref().copied().unwrap_or_default()).collect();
    for (item, found) in new.iter_mut().zip(known_again(&evidence, &candidates)) {
        if let Some((at, likeness)) = found {
            item.renamed_from = keys.get(at).map(|key| (*key).clone());
            item.likeness = Some(likeness);
        }
    }
}

/// What is odd about what a document brings beside what is known: entries that are all new again and again, titles that all change.
pub(super) fn oddities(items: &[Item], seen: u64, known: &Known) -> Vec<String> {
    let mut told = Vec::new();
    if known.items().is_empty() {
        return told;
    }
    let is_known = |item: &&Item| known.get(item.key.as_str()).is_some() || item.renamed_from.is_some();
    let new = items.iter().filter(|item| !is_known(item)).count();
    if new > MOST_NEW {
        told.push(format!(
            "{new} entries are new at once, and none of them is like one that is known; if they are old ones, the feed gives its \
             entries new ids and new links at every request: its server has to be told, or it is better not followed"
        ));
    }
    let changed = items.iter().filter(|item| has_other_title(item, known)).count();
    let before = usize::try_from(seen).unwrap_or(usize::MAX).saturating_sub(new);
    if changed >= FEWEST_CHANGED && changed * 5 > before * 4 {
        told.push(format!(
            "{changed} of {before} known entries have other titles than before; they are taken as edited, and if they are not, \
             something else is served at this address now"
        ));
    }
    told
}

fn has_other_title(item: &Item, known: &Known) -> bool {
    let before = known.get(item.key.as_str()).and_then(|known| known.evidence.as_deref());
    let title = |evidence: &Evidence| Some(evidence.title).filter(|title| *title != 0);
    let pair = before.and_then(title).zip(item.evidence.as_deref().and_then(title));
    pair.is_some_and(|(before, now)| before != now)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::mpsc;

    use super::*;
    use crate::model::change::KnownItem;
    use crate::model::ids::ContentHash;

    /// What a pull says of a document without entries, where those of `known` were there at these times.
    fn pulled(known: &[(&str, i64)], is_all: bool) -> Pulled {
        let item = |&(key, modified): &(&str, i64)| {
            let fingerprint = Fingerprint { size: 7, modified, hash: ContentHash::of(key.as_bytes()) };
            KnownItem { key: ItemKey::new(key), fingerprint, evidence: None }
        };
        let known = Arc::new(Known::new(known.iter().map(item).collect()));
        let cx = PullContext { known, recall: None, reread: false, wall: 0, out: mpsc::channel(1).0 };
        let stamp = Fingerprint { size: 9, modified: 30, ..Fingerprint::default() };
        send(Vec::new(), is_all, Identity::Evidence, stamp, &cx).unwrap()
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

    #[test]
    fn a_link_that_was_of_several_is_the_id_of_none_that_comes_alone() {
        const LINK: &str = "https://a.example/news";
        let named = |title: &str| {
            let link = Some(LINK.to_owned());
            let title = Some(crate::model::draft::RawText::plain(title));
            Draft { key: ItemKey::new(LINK), link, title, ..Draft::default() }
        };
        let found = |draft: Draft, known: &[String]| -> String {
            let item = |key: &String| KnownItem {
                key: ItemKey::new(key.as_str()),
                fingerprint: Fingerprint::default(),
                evidence: None,
            };
            let known = Known::new(known.iter().map(item).collect());
            let stamp = Fingerprint::default();
            let (items, _) = compare(vec![draft], false, Identity::Evidence, stamp, &known, |_| None);
            items[0].key.to_string()
        };
        let beside = |title: &str| format!("{LINK}#{}", ContentHash::of(title.as_bytes()));
        for (known, expected) in [
            (vec![], LINK.to_owned()),
            (vec![LINK.to_owned()], LINK.to_owned()),
            (vec![format!("{LINK}#top"), format!("{LINK}s"), LINK.to_owned()], LINK.to_owned()),
            (vec![beside("Two")], beside("One")),
            (vec![format!("{LINK}#!"), beside("One"), LINK.to_owned()], beside("One")),
        ] {
            assert_eq!(found(named("One"), &known), expected, "{known:?}");
        }
        let claimed = Draft { claimed_id: Some(LINK.to_owned()), ..named("One") };
        assert_eq!(found(claimed, &[beside("One")]), LINK);
    }
}
