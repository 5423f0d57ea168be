//! The time that `--now` names.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// A point in time as it was typed: a date has none before the zone is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// An instant.
    Instant(DateTime<Utc>),
    /// The beginning of a day.
    Day(NaiveDate),
}

impl Moment {
    /// The instant. Where a zone skips midnight, the day begins after the gap.
    #[must_use]
    pub fn in_zone(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Instant(instant) => instant,
            Self::Day(day) => {
                let midnight = day.and_time(NaiveTime::MIN);
                (0..=24)
                    .find_map(|quarter| {
                        let time = midnight.checked_add_signed(chrono::Duration::minutes(15 * quarter))?;
                        zone.from_local_datetime(&time).earliest()
                    })
                    .map_or_else(|| midnight.and_utc(), |time| time.with_timezone(&Utc))
            }
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self::Instant(instant.with_timezone(&Utc)));
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self::Day)
            .map_err(|_| "write it as 2026-03-01 or 2026-03-01T12:00:00Z".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_begins_in_the_zone() {
        for (text, zone, expected) in [
            ("2026-03-01", Tz::UTC, "2026-03-01T00:00:00+00:00"),
            ("2026-03-01", Tz::Asia__Shanghai, "2026-02-28T16:00:00+00:00"),
            // Lebanon sets its clocks forward at midnight.
            ("2025-03-30", Tz::Asia__Beirut, "2025-03-29T22:00:00+00:00"),
            ("2026-03-01T12:00:00+02:00", Tz::Asia__Shanghai, "2026-03-01T10:00:00+00:00"),
        ] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!(moment.in_zone(zone).to_rfc3339(), expected, "{text} in {zone}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "tomorrow", "2026-02-30", "2026-03-01T12:00:00", "1"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
