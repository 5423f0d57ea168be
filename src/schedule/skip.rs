//! Hours and days in which a feed is not to be asked (RSS 2.0 `skipHours`, `skipDays`): an instant in, the end of the skipped run out.

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Timelike, Utc};

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

fn is_skipped(skips: u32, at: DateTime<Utc>) -> bool {
    skips & (1 << at.hour() | 1 << (24 + at.weekday().num_days_from_monday())) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

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
