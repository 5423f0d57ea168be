//! `Retry-After` (RFC 9110 §10.2.3). In: its value, and when the answer came. Out: the instant before which nothing is asked. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::http_date;

/// Reads the value: seconds, or a date. `None` where it is neither.
#[must_use]
pub fn parse(value: &str, received: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let value = value.trim();
    match value.parse::<u32>() {
        Ok(seconds) => received.checked_add_signed(TimeDelta::seconds(i64::from(seconds))),
        Err(_) => http_date::parse(value),
    }
}
