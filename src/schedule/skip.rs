//! Hours and days in which a feed is not to be asked (RSS 2.0 `skipHours`, `skipDays`): an instant in, the end of the skipped run out.

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Timelike, Utc};

/// Hours that are looked at: of every week, one that is not skipped comes by.
const LONGEST: usize = 26 * 7 * 24;

/// The first instant from `at` on that is not skipped, where `at` is. `skips` is what
/// [`DocumentHints::skips`](crate::model::poll::DocumentHints::skips) packs. `None` where `at` is not skipped, or everything is.
pub(super) fn until(skips: u32, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if !is_skipped(skips, at) {
        return None;
    }
    let mut hour = at.duration_trunc(TimeDelta::hours(1)).ok()?;
    // Within a week each hour of each day comes by.
    for _ in 0..=7 * 24 {
        hour = hour.checked_add_signed(TimeDelta::hours(1))?;
        if !is_skipped(skips, hour) {
            return Some(hour);
        }
    }
    None
}

/// For how many whole hours a feed could have been asked from `since` to `at`, as far as what is skipped goes; `most` where they are more.
pub(super) fn open_hours(skips: u32, since: DateTime<Utc>, at: DateTime<Utc>, most: usize) -> usize {
    let hours = std::iter::successors(Some(since), |hour| hour.checked_add_signed(TimeDelta::hours(1)));
    let whole = hours.take(LONGEST).take_while(|hour| at - *hour >= TimeDelta::hours(1));
    whole.filter(|hour| !is_skipped(skips, *hour)).take(most).count()
}

fn is_skipped(skips: u32, at: DateTime<Utc>) -> bool {
    skips & (1 << at.hour() | 1 << (24 + at.weekday().num_days_from_monday())) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_in_which_a_feed_could_have_been_asked_are_counted() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc);
        let weekend = 1 << (24 + 5) | 1 << (24 + 6);
        for (skips, from, to, hours) in [
            (0, "2026-07-03T10:30:00Z", "2026-07-03T13:29:59Z", 2),
            (0, "2026-07-03T10:30:00Z", "2026-07-03T10:00:00Z", 0),
            (1 << 11, "2026-07-03T10:30:00Z", "2026-07-03T13:30:00Z", 2),
            (weekend, "2026-07-03T22:00:00Z", "2026-07-05T12:00:00Z", 2),
            (weekend, "2026-07-03T22:00:00Z", "2026-07-06T03:00:00Z", 5),
            (0, "2026-07-03T22:00:00Z", "2026-08-06T03:00:00Z", 24),
            // One hour of the week is left.
            (0x00ff_fffe | 0x3f << 24, "2026-07-03T00:00:00Z", "2026-08-03T00:00:00Z", 5),
            (u32::MAX, "2026-07-03T00:00:00Z", "2096-08-03T00:00:00Z", 0),
        ] {
            assert_eq!(open_hours(skips, at(from), at(to), 24), hours, "{skips:b} {from} {to}");
        }
    }

    #[test]
    fn what_is_skipped_ends_with_its_hour_or_day() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc);
        let hours = |hours: &[u32]| hours.iter().fold(0, |bits, hour| bits | 1_u32 << hour);
        let weekend = 1 << (24 + 5) | 1 << (24 + 6);
        // 2026-07-03 is a Friday.
        for (skips, from, end) in [
            (0, "2026-07-03T10:20:30Z", None),
            (hours(&[9, 11]), "2026-07-03T10:20:30Z", None),
            (hours(&[10]), "2026-07-03T10:00:00Z", Some("2026-07-03T11:00:00Z")),
            (hours(&[10]), "2026-07-03T10:59:59Z", Some("2026-07-03T11:00:00Z")),
            (hours(&[22, 23, 0, 1]), "2026-07-03T22:20:30Z", Some("2026-07-04T02:00:00Z")),
            (weekend, "2026-07-03T23:59:59Z", None),
            (weekend, "2026-07-04T00:00:00Z", Some("2026-07-06T00:00:00Z")),
            (weekend | hours(&[0, 1]), "2026-07-04T12:00:00Z", Some("2026-07-06T02:00:00Z")),
            (u32::MAX, "2026-07-04T12:00:00Z", None),
        ] {
            assert_eq!(until(skips, at(from)), end.map(at), "{skips:b} at {from}");
        }
    }
}
