//! Two items side by side: their evidence in, field by field, what speaks for their being one post and what against it, out. Pure.

use crate::model::evidence::Evidence;

/// Seconds of a day.
pub(super) const DAY: i64 = 24 * 60 * 60;

/// Seconds of a minute.
const MINUTE: i64 = 60;

/// How the dates of two items compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    /// They are one instant, but for seconds that one of them leaves out.
    Moment,
    /// They are one day, and one of them says no more.
    Day,
    /// They are two.
    Apart,
    /// Neither item has one.
    Unsaid,
    /// One has none, or one is that of publication and one that of a change.
    Unlike,
}

impl Dates {
    fn of(one: &Evidence, other: &Evidence) -> Self {
        let (a, b) = (one.date, other.date);
        let is_one_day = a.div_euclid(DAY) == b.div_euclid(DAY);
        let is_rounded = |by: i64| a % by == 0 || b % by == 0;
        match () {
            () if a == 0 && b == 0 => Self::Unsaid,
            () if a == 0 || b == 0 => Self::Unlike,
            () if is_one_day && is_rounded(DAY) => Self::Day,
            () if a == b => Self::Moment,
            () if a.div_euclid(MINUTE) == b.div_euclid(MINUTE) && is_rounded(MINUTE) => Self::Moment,
            () if one.is_change != other.is_change => Self::Unlike,
            () => Self::Apart,
        }
    }
}

/// Two items side by side. `None`: one of them does not say it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compared {
    pub(super) dates: Dates,
    pub(super) link: Option<bool>,
    pub(super) file: Option<bool>,
    pub(super) title: Option<bool>,
    pub(super) content: Option<bool>,
    /// True: they have a title that is not one of many.
    pub(super) is_titled: bool,
}

impl Compared {
    pub(super) fn of(one: &Evidence, other: &Evidence) -> Self {
        let both = |one: u64, other: u64| (one != 0 && other != 0).then_some(one == other);
        Self {
            dates: Dates::of(one, other),
            link: both(one.link, other.link),
            file: both(one.file, other.file),
            title: both(one.title, other.title),
            content: both(one.content, other.content),
            is_titled: one.title != 0 && !one.is_common_title,
        }
    }

    /// True where something speaks against their being one post. A text does not: posts are edited.
    pub(super) fn is_apart(self) -> bool {
        self.title == Some(false) || !self.parts_but_for_title()
    }

    /// True where nothing but, perhaps, their titles speaks against it.
    pub(super) fn parts_but_for_title(self) -> bool {
        self.link != Some(false) && self.file != Some(false) && self.dates != Dates::Apart
    }

    /// True where something beside the link says that they are one, or nothing else is known of them: some feeds give all their entries
    /// the same link, and link logs come back to a page.
    pub(super) fn agrees(self) -> bool {
        let dates = match self.dates {
            Dates::Moment | Dates::Day => Some(true),
            Dates::Apart => Some(false),
            Dates::Unsaid | Dates::Unlike => None,
        };
        let all = [self.title.map(|same| same && self.is_titled), self.content, dates];
        all.contains(&Some(true)) || !all.contains(&Some(false))
    }

    /// True where one instant says that they are one, though they are elsewhere: a post that got another address.
    pub(super) fn has_moved(self) -> bool {
        self.dates == Dates::Moment && self.title != Some(false) && self.file != Some(false)
    }

    /// True where the date says that two of one title are one.
    pub(super) fn is_of_its_date(self) -> bool {
        (self.is_dated() && !self.is_apart()) || self.has_moved()
    }

    /// True where their dates are one, as far as they are said.
    pub(super) fn is_dated(self) -> bool {
        matches!(self.dates, Dates::Moment | Dates::Day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_one_but_for_what_was_rounded() {
        let noon = 20_000 * DAY + 12 * 60 * MINUTE;
        let of = |date, is_change| Evidence { date, is_change, ..Evidence::default() };
        for (one, other, expected) in [
            (noon, noon, Dates::Moment),
            (noon, noon + 59, Dates::Moment),
            (noon + 1, noon + 2, Dates::Apart),
            (noon, noon + MINUTE, Dates::Apart),
            (20_000 * DAY, noon, Dates::Day),
            (20_000 * DAY, 20_000 * DAY, Dates::Day),
            (20_000 * DAY, 20_001 * DAY, Dates::Apart),
            (noon, 0, Dates::Unlike),
            (0, 0, Dates::Unsaid),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                assert_eq!(Dates::of(&of(one, false), &of(other, false)), expected, "{one} {other}");
            }
        }
        assert_eq!(Dates::of(&of(noon, false), &of(noon + 1000, true)), Dates::Unlike);
    }
}
