//! Dates: what people and programs write, read into instants; and the two forms that feeds use, written.
//!
//! In: text, and the zone that a date without one is meant in. Out: instants in whole seconds, of the years 1970 to
//! 9999. Not done here: guessing. A date that could be two days, that does not exist or that is followed by something
//! else gives nothing, and the caller takes its next source.

mod clock;
mod in_path;
mod lexer;
mod names;
mod reader;

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

pub use in_path::{find_in_path, strip_from_name};

/// Texts longer than this (in bytes) are no dates.
const MAX_BYTES: usize = 100;

/// Reads a date: ISO 8601 and RFC 3339 in all their looser spellings, RFC 822, 2822 and 850, `asctime`, English month
/// names, slashes, and the Chinese and Japanese `2021年7月14日`.
///
/// A date without a time is midnight. What has no zone of its own is read in `zone`: a time that the clocks skip in
/// spring is the first instant after the gap, one that they show twice in autumn is the earlier. Fractions of a second
/// are dropped. `None`: not a date, not an unambiguous one, or not in the years 1970 to 9999.
#[must_use]
pub fn parse(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let read = reader::read(text)?;
    let instant = match read.offset {
        reader::Offset::Seconds(east) => {
            Utc.from_utc_datetime(&read.local.checked_sub_signed(Duration::seconds(i64::from(east)))?)
        }
        reader::Offset::Zone(own) => at_wall_clock(read.local, own)?,
        reader::Offset::Unknown => at_wall_clock(read.local, zone)?,
    };
    (1970..=9999).contains(&instant.year()).then_some(instant)
}

/// The instant at which the clocks of `zone` show `local`.
fn at_wall_clock(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    if zone == Tz::UTC {
        return Some(Utc.from_utc_datetime(&local));
    }
    if let Some(instant) = zone.from_local_datetime(&local).earliest() {
        return Some(instant.with_timezone(&Utc));
    }
    // A gap: the clocks jump over this time. The longest jump ever made left out one day (Samoa, 2011).
    let minute = local.with_second(0)?;
    (1..=26 * 60).find_map(|step| {
        let later = minute.checked_add_signed(Duration::minutes(step))?;
        zone.from_local_datetime(&later).earliest().map(|instant| instant.with_timezone(&Utc))
    })
}

/// The last second of the year 9999, after which neither RFC 2822 nor RFC 3339 has a form.
const LAST_SECOND: i64 = 253_402_300_799;

/// The instant in whole seconds, within the years 1970 to 9999, which are those that both forms can say.
#[must_use]
pub fn clamp(date: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(date.timestamp().clamp(0, LAST_SECOND), 0).unwrap_or_default()
}

/// Writes a date, [clamped](clamp), for RSS and OPML (RFC 822 with the four-digit year of RFC 2822 §3.3):
/// `Tue, 15 Jun 2021 13:56:21 GMT`.
#[must_use]
pub fn rfc2822(date: DateTime<Utc>) -> String {
    clamp(date).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Writes a date, [clamped](clamp), for Atom, JSON Feed and HTML (RFC 3339 §5.6): `2021-06-15T13:56:21Z`.
#[must_use]
pub fn rfc3339(date: DateTime<Utc>) -> String {
    clamp(date).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests;
