//! Dates as the formats write them. In: an instant. Out: its text in UTC, always with a year of four digits.

use chrono::{DateTime, Utc};

/// The last second of the year 9999, after which neither RFC 2822 nor RFC 3339 has a form.
const LAST_SECOND: i64 = 253_402_300_799;

/// The instant in whole seconds, within the years 1970 to 9999.
pub(super) fn clamp(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp().clamp(0, LAST_SECOND), 0).unwrap_or_default()
}

/// As RSS and OPML write it (RFC 822 with the four-digit year of RFC 2822 §3.3): `Tue, 15 Jun 2021 13:56:21 GMT`.
pub(super) fn rfc822(at: DateTime<Utc>) -> String {
    clamp(at).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// As Atom, JSON Feed and HTML write it (RFC 3339): `2021-06-15T13:56:21Z`.
pub(super) fn rfc3339(at: DateTime<Utc>) -> String {
    clamp(at).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a date of the test")
    }

    #[test]
    fn dates_are_written_to_the_second_in_both_forms() {
        for (input, rss, atom) in [
            ("2021-06-15T13:56:21Z", "Tue, 15 Jun 2021 13:56:21 GMT", "2021-06-15T13:56:21Z"),
            ("2021-06-15T23:30:00.999-05:00", "Wed, 16 Jun 2021 04:30:00 GMT", "2021-06-16T04:30:00Z"),
            ("2000-01-01T00:00:00Z", "Sat, 01 Jan 2000 00:00:00 GMT", "2000-01-01T00:00:00Z"),
        ] {
            assert_eq!((rfc822(at(input)).as_str(), rfc3339(at(input)).as_str()), (rss, atom), "{input}");
        }
    }

    #[test]
    fn years_that_the_formats_cannot_say_are_clamped() {
        assert_eq!(rfc822(DateTime::<Utc>::MAX_UTC), "Fri, 31 Dec 9999 23:59:59 GMT");
        assert_eq!(rfc3339(DateTime::<Utc>::MIN_UTC), "1970-01-01T00:00:00Z");
    }
}
