//! What was wrong with a feed, for its owner: the defects of its document in, lines that say where and what was done out.

use crate::model::change::Defect;
use crate::model::ids::ItemKey;

/// The document has no entries, and had some.
pub(super) fn empty(place: &str) -> Defect {
    let message = "the feed has no entry now; those that it had stay".to_owned();
    Defect { place: place.to_owned(), line: 0, column: 0, message }
}

/// Entries of the document say nothing at all.
pub(super) fn hollow(place: &str, entries: usize) -> Defect {
    let message = match entries {
        1 => "an entry has no title, text, link or id; it is left out".to_owned(),
        _ => format!("{entries} entries have no title, text, link or id; they are left out"),
    };
    Defect { place: place.to_owned(), line: 0, column: 0, message }
}

/// Nobody says where the document is served.
pub(super) fn homeless(place: &str) -> Defect {
    let message = "the feed does not say where it is served: its relative addresses are resolved against its home page, and RSS \
                   names no <source>; say it with `base` in [[source]]"
        .to_owned();
    Defect { place: place.to_owned(), line: 0, column: 0, message }
}

/// The document ends inside of the entry `key`.
pub(super) fn cut_off(place: &str, key: &ItemKey) -> Defect {
    let message = format!(
        "the file is cut off inside of its last entry, `{key}`, which is left out until there is all of it; one that was known \
         stays as it was"
    );
    Defect { place: place.to_owned(), line: 0, column: 0, message }
}
