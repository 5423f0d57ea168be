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

/// Shows entries whose content alone would fill half of the document by their summary, in feeds and on their page.
pub fn shorten(shown: &mut [Shown], plan: &Plan, cut: &mut Cut) {
    for entry in shown.iter_mut() {
        if entry.body.html.as_str().len() <= plan.max_bytes / 2 {
            continue;
        }
        let mut is_shortened = false;
        for mode in [&mut entry.content, &mut entry.page] {
            if matches!(mode, ContentMode::Full | ContentMode::Both) {
                *mode = ContentMode::Summary;
                is_shortened = true;
            }
        }
        cut.shortened += usize::from(is_shortened);
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
