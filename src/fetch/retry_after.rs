//! `Retry-After` (RFC 9110 §10.2.3). In: its value, and when the answer came. Out: the instant before which nothing is asked. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::http_date;

/// Nobody is left alone for longer than this, in seconds: seven days. Who means more says so with a 410.
pub const MOST: i64 = 7 * 24 * 60 * 60;

/// Reads the value: whole seconds above zero, or a date. `None` where it is neither. A date in the past is `received`: the server wants
/// no pause. More than [`MOST`] is that; [`note`] has words for it.
#[must_use]
pub fn parse(value: &str, received: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let seconds = asked(value, received)?.clamp(0, MOST);
    received.checked_add_signed(TimeDelta::seconds(seconds))
}

/// The latest instant that any of these values names: who says two things means at least one of them, and nobody minds who comes later.
pub fn latest<'a>(
    values: impl IntoIterator<Item = &'a str>,
    received: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    values.into_iter().filter_map(|value| parse(value, received)).max()
}

/// What to tell the owner of the value, in a sentence: that it asks for more than is given.
#[must_use]
pub fn note(value: &str, received: DateTime<Utc>) -> Option<String> {
    let is_more = asked(value, received)? > MOST;
    is_more.then(|| {
        format!(
            "its server asks to be left alone for longer than seven days (`Retry-After: {}`); it is asked again after \
             seven days",
            value.trim().escape_debug()
        )
    })
}

/// The pause in seconds.
fn asked(value: &str, received: DateTime<Utc>) -> Option<i64> {
    let value = value.trim();
    if value.starts_with(|c: char| c.is_ascii_digit()) && !value.contains(' ') {
        return seconds(value);
    }
    if let Some(date) = http_date::parse(value, received) {
        return Some((date - received).num_seconds());
    }
    // Several fields, joined: the longest pause is meant in any case.
    value.split(',').filter_map(|one| seconds(one.trim())).max()
}

/// Whole seconds above zero. One of more digits than a number has is the greatest.
fn seconds(text: &str) -> Option<i64> {
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| text.parse().unwrap_or(i64::MAX)).filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_of_all_forms_are_read_and_nothing_else() {
        let received = DateTime::from_timestamp(784_111_777, 0).unwrap();
        for (value, seconds) in [
            ("120", Some(120)),
            (" 1 ", Some(1)),
            ("Sun, 06 Nov 1994 08:51:37 GMT", Some(120)),
            ("Sunday, 06-Nov-94 08:51:37 GMT", Some(120)),
            ("Sun Nov  6 08:51:37 1994", Some(120)),
            ("06 Nov 1994 08:51:37 GMT", Some(120)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("604800", Some(MOST)),
            ("604801", Some(MOST)),
            ("99999999999999999999999", Some(MOST)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(MOST)),
            ("120, 60", Some(120)),
            ("60, 120", Some(120)),
            ("0", None),
            ("0, 0", None),
            ("-1", None),
            ("+5", None),
            ("1.5", None),
            ("1e3", None),
            ("120s", None),
            ("soon", None),
            ("", None),
        ] {
            let read = parse(value, received).map(|until| (until - received).num_seconds());
            assert_eq!(read, seconds, "{value:?}");
        }
    }

    #[test]
    fn of_several_fields_the_latest_that_can_be_read_counts() {
        let received = DateTime::from_timestamp(784_111_777, 0).unwrap();
        for (values, seconds) in [
            (&["60", "120"][..], Some(120)),
            (&["120", "60"], Some(120)),
            (&["60", "Sun, 06 Nov 1994 08:51:37 GMT"], Some(120)),
            (&["soon", "60", "-1"], Some(60)),
            (&["soon", "0"], None),
            (&[], None),
        ] {
            let until = latest(values.iter().copied(), received);
            assert_eq!(until.map(|until| (until - received).num_seconds()), seconds, "{values:?}");
        }
    }

    #[test]
    fn a_pause_that_is_cut_short_is_said() {
        let received = DateTime::from_timestamp(784_111_777, 0).unwrap();
        assert_eq!(note("604800", received), None);
        assert_eq!(note("soon", received), None);
        assert!(note("604801", received).unwrap().contains("`Retry-After: 604801`"));
        assert!(note("Fri, 31 Dec 9999 23:59:59 GMT", received).is_some());
    }
}
