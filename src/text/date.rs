//! Dates: what people write, read into instants; and the two forms that feeds use, written.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// Reads a date as people and programs write it. A date without zone is read in `zone`.
#[must_use]
pub fn parse(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.with_timezone(&Utc));
    }
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return Some(date.with_timezone(&Utc));
    }
    if let Ok(date) = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S") {
        return zone.from_local_datetime(&date).earliest().map(|d| d.with_timezone(&Utc));
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?;
    zone.from_local_datetime(&date).earliest().map(|d| d.with_timezone(&Utc))
}

/// The first date in the file name, else in a folder of the path.
#[must_use]
pub fn find_in_path(path: &str) -> Option<NaiveDate> {
    path.rsplit('/').find_map(|part| NaiveDate::parse_from_str(part.get(..10)?, "%Y-%m-%d").ok())
}

/// The name without a leading date and its separator.
#[must_use]
pub fn strip_from_name(stem: &str) -> &str {
    if find_in_path(stem).is_some() && stem.len() > 11 { stem.get(11..).unwrap_or(stem) } else { stem }
}

/// Writes a date for RSS: `Tue, 15 Jun 2021 13:56:21 GMT`.
#[must_use]
pub fn rfc2822(date: DateTime<Utc>) -> String {
    date.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Writes a date for Atom and JSON Feed: `2021-06-15T13:56:21Z`.
#[must_use]
pub fn rfc3339(date: DateTime<Utc>) -> String {
    date.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
