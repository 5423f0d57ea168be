//! The dates of an entry: bounded, in order, and when it may be seen.

use chrono::{DateTime, Datelike, Utc};

use crate::model::change::Dated;
use crate::model::draft::Draft;
use crate::model::policy::{Future, SourcePolicy};
use crate::text::date::YEARS;

/// The dates of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// When it was published; the epoch where it is undated.
    pub published: DateTime<Utc>,
    /// When it last changed; not before `published`.
    pub updated: DateTime<Utc>,
    /// Not shown before.
    pub visible_from: Option<DateTime<Utc>>,
    /// Not shown after.
    pub visible_until: Option<DateTime<Utc>>,
    /// What `published` is worth.
    pub dated: Dated,
}

/// Settles the dates of a draft. A date outside the [years](YEARS) that feeds can carry counts as none; and so does one before 1970 of
/// an entry of others: there it is the zero of some clock (31 Dec 1969, 1 Jan 1900), while an author of articles means it.
pub fn settle(draft: &Draft, policy: &SourcePolicy, report: &mut dyn FnMut(String)) -> Dates {
    let first = if draft.syndicated.is_some() { 1970 } else { *YEARS.start() };
    let mut bounded = |date: Option<DateTime<Utc>>, what: &str| {
        let date = date?;
        let is_bounded = (first..=*YEARS.end()).contains(&date.year());
        if !is_bounded {
            report(format!("its {what} lies in the year {}; it is left out", date.year()));
        }
        is_bounded.then_some(date)
    };
    let trusted = |date: Option<DateTime<Utc>>, is_ignored: bool| date.filter(|_| !is_ignored);
    let published = bounded(trusted(draft.published, policy.ignored.published), "date");
    let updated = bounded(trusted(draft.updated, policy.ignored.updated), "date of change");
    let expires = bounded(draft.expires, "date of expiry");
    // An Atom entry need not say when it was published (RFC 4287 §4.2.9): its first version that was seen is the nearest to that.
    let is_first = published.is_none() && draft.syndicated.is_some() && updated.is_some();
    let published = if is_first { updated } else { published };
    let shown = published.unwrap_or(DateTime::UNIX_EPOCH);
    Dates {
        published: shown,
        updated: updated.unwrap_or(shown).max(shown),
        visible_from: published.filter(|_| policy.future == Future::Hold),
        visible_until: expires,
        dated: match published {
            None => Dated::Unsaid,
            Some(_) if is_first || policy.future == Future::Clamp => Dated::Bounded,
            Some(_) => Dated::Said,
        },
    }
}
