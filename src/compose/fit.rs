//! How much of a feed fits: documents stay below a number of bytes that readers and validators take.

use crate::model::feed::Shown;
use crate::model::plan::{ContentMode, Plan};

/// What had to be left out of a feed to keep its documents small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Entries that are shown by their summary.
    pub shortened: usize,
    /// Entries that are not shown.
    pub dropped: usize,
}

/// Shows entries whose content alone would fill half of the document by their summary.
pub fn shorten(shown: &mut [Shown], plan: &Plan, cut: &mut Cut) {
    for entry in shown.iter_mut() {
        let is_content_shown = matches!(entry.content, ContentMode::Full | ContentMode::Both);
        if is_content_shown && entry.body.html.as_str().len() > plan.max_bytes / 2 {
            entry.content = ContentMode::Summary;
            cut.shortened += 1;
        }
    }
}

/// Drops the oldest entries of a feed whose largest document came out with `bytes`; false where nothing can be dropped.
pub fn drop_oldest(shown: &mut Vec<Shown>, plan: &Plan, bytes: usize, cut: &mut Cut) -> bool {
    if shown.len() <= 1 {
        return false;
    }
    let kept = (shown.len() * plan.max_bytes / bytes.max(1)).clamp(1, shown.len() - 1);
    cut.dropped += shown.len() - kept;
    shown.truncate(kept);
    true
}
