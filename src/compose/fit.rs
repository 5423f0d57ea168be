//! How much of a feed fits: documents stay below a number of bytes that readers and validators take.

use crate::model::entry::Body;
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

/// How much of an entry is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes {
    /// In feeds.
    pub content: ContentMode,
    /// On pages.
    pub page: ContentMode,
    /// True: less than the owner wants.
    pub shortened: bool,
}

/// How much of an entry is shown, in feeds and on their pages: content that alone would fill half of a document gives way to
/// its summary in both.
#[must_use]
pub fn modes(body: &Body, plan: &Plan, page: ContentMode) -> Modes {
    let fits = body.html.as_str().len() <= plan.max_bytes / 2;
    let fitting = |mode| match mode {
        ContentMode::Full | ContentMode::Both if !fits => ContentMode::Summary,
        mode => mode,
    };
    let modes = Modes { content: fitting(plan.content), page: fitting(page), shortened: false };
    Modes { shortened: modes.content != plan.content || modes.page != page, ..modes }
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
