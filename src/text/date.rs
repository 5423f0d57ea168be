//! Dates: what people and programs write, read into instants; and the two forms that feeds use, written.
//!
//! In: text, and the zone that a date without one is meant in. Out: instants in whole seconds. There are two readers:
//!
//! - [`parse`] is for articles, whose author can be told. A date that does not exist or that is followed by something
//!   else gives nothing, and the caller takes its next source.
//! - [`parse_with`] is for feeds, whose author nobody can tell: it reads whatever a person would understand.
//!
//! Neither guesses: a date that could be two days gives nothing.

mod clock;
mod in_path;
mod lexer;
mod loose;
mod months;
mod names;
mod reader;
mod translate;
mod usual;

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

pub use in_path::{find_in_path, strip_from_name};
use names::Manner;
use reader::{Offset, Said};

/// The years that both forms of feeds can say: RFC 2822 §3.3 begins with 1900, RFC 3339 §5.6 has four digits.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;

/// Texts longer than this (in bytes) are no dates.
const MAX_BYTES: usize = 100;

/// Reads a date: ISO 8601 and RFC 3339 in all their looser spellings, RFC 822, 2822 and 850, `asctime`, English month
/// names, slashes, and the Chinese and Japanese `2021年7月14日`.
///
/// A date without a time is midnight. What has no zone of its own is read in `zone`: a time that the clocks skip in
/// spring is the first instant after the gap, one that they show twice in autumn is the earlier. Fractions of a second
/// are dropped. `None`: not a date, not an unambiguous one, or not in the years 1900 to 9999. The day before
/// 1970 is no date either: it is the zero of a clock, in some zone, which a program has written where it had no date.
#[must_use]
pub fn parse(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let said = usual::read(text).or_else(|| reader::read(text, &Manner::default()))?;
    let instant = instant(said, zone)?;
    let is_zero = (-86_400..0).contains(&instant.timestamp());
    (YEARS.contains(&instant.year()) && !is_zero).then_some(instant)
}

/// How the dates of a feed are to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The zone of a date that names none; that of feeds is UTC.
    pub zone: Tz,
    /// The language of the feed, where it says so. It settles what an abbreviation means that several regions use:
    /// `CST` in a Chinese feed is China's time.
    pub language: Option<&'a str>,
}

impl Default for Reading<'_> {
    fn default() -> Self {
        Self { zone: Tz::UTC, language: None }
    }
}

/// Reads a date of a feed: all that [`parse`] reads; the shortened forms of ISO 8601 (`2003`, `2003-12`, `2003-335`,
/// `2003-W05-3`, `03-12-31`), seconds since 1970, month names of some thirty languages behind weekdays of any, hours and days
/// that run over the end (`25:14`), and what has a date at its beginning and something else behind it.
///
/// A zone that is not known counts as none. `None`: not a date, not an unambiguous one, or not in the years 1 to 9999.
#[must_use]
pub fn parse_with(text: &str, reading: &Reading<'_>) -> Option<DateTime<Utc>> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let manner = Manner { has_letters: true, language: reading.language };
    let said =
        usual::read(text).or_else(|| reader::read(text, &manner)).or_else(|| loose::read(text, &manner))?;
    let instant = instant(said, reading.zone)?;
    (1..=9999).contains(&instant.year()).then_some(instant)
}

/// The instant of what a date says; `zone` is that of a date that names none.
fn instant(said: Said, zone: Tz) -> Option<DateTime<Utc>> {
    match said.offset {
        Offset::Seconds(east) => {
            Some(Utc.from_utc_datetime(&said.local.checked_sub_signed(Duration::seconds(i64::from(east)))?))
        }
        Offset::Zone(own) => at_wall_clock(said.local, own),
        Offset::Unknown => at_wall_clock(said.local, zone),
    }
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

/// The first second and the last one of [`YEARS`].
const FIRST_SECOND: i64 = -2_208_988_800;
const LAST_SECOND: i64 = 253_402_300_799;

/// The instant in whole seconds, within [`YEARS`].
#[must_use]
pub fn clamp(date: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(date.timestamp().clamp(FIRST_SECOND, LAST_SECOND), 0).unwrap_or_default()
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

/// Writes a date as [`rfc3339`] does, but as it is: of any of the years 0 to 9999, which are those of RFC 3339. For showing
/// what a feed says; what is published is bounded before.
#[must_use]
pub fn rfc3339_as_read(date: DateTime<Utc>) -> String {
    date.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests;
