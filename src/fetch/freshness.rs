//! How long an answer stays fresh (RFC 9111 §4.2). In: its header, and when it came. Out: seconds. Pure.
//!
//! As a private cache counts: `s-maxage` is for others. Nothing is guessed from `Last-Modified` (§4.2.2): where nothing is said, our own
//! interval holds.

use chrono::{DateTime, Utc};

use super::{Head, Response, http_date};

/// Seconds for which the answer is fresh from when it came; 0 where it is stale at once, or nothing is said.
#[must_use]
pub fn remaining(response: &Response) -> u64 {
    let lifetime = lifetime(&response.head, response.received);
    // Most answers say nothing, and then nothing has to be worked out.
    if lifetime == 0 { 0 } else { lifetime.saturating_sub(age(response)) }
}

/// Seconds for which the answer is fresh from when it was made (RFC 9111 §4.2.1).
#[must_use]
pub fn lifetime(head: &Head, received: DateTime<Utc>) -> u64 {
    match head.cache_control.as_deref().map(said) {
        Some(Said::Lifetime(seconds)) => seconds,
        Some(Said::Nothing) | None => {
            head.expires.as_deref().map_or(0, |expires| until(expires, head, received))
        }
    }
}

/// True where the header says anything of how long the answer is fresh.
#[must_use]
pub fn is_said(head: &Head) -> bool {
    head.expires.is_some() || matches!(head.cache_control.as_deref().map(said), Some(Said::Lifetime(_)))
}

/// The lifetime that `Cache-Control` says, in seconds; it counts from whenever the answer is confirmed.
#[must_use]
pub fn max_age(head: &Head) -> Option<u64> {
    match head.cache_control.as_deref().map(said) {
        Some(Said::Lifetime(seconds)) => Some(seconds),
        _ => None,
    }
}

/// Seconds since the answer was made, when it came (RFC 9111 §4.2.3).
#[must_use]
pub fn age(response: &Response) -> u64 {
    let received = response.received;
    let made = response.head.date.as_deref().and_then(|date| http_date::parse(date, received));
    let apparent = made.map_or(0, |made| u64::try_from((received - made).num_seconds()).unwrap_or(0));
    let said = response.head.age.as_deref().and_then(first_number).unwrap_or(0);
    apparent.max(said.saturating_add(response.delay))
}

/// `Expires` less `Date`. One that is no date, such as `0` or `-1`, means that the answer is stale (RFC 9111 §5.3).
fn until(expires: &str, head: &Head, received: DateTime<Utc>) -> u64 {
    let Some(expires) = http_date::parse(expires, received) else { return 0 };
    let made = head.date.as_deref().and_then(|date| http_date::parse(date, received)).unwrap_or(received);
    u64::try_from((expires - made).num_seconds()).unwrap_or(0)
}

/// What `Cache-Control` says of freshness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// It is fresh for so many seconds, whatever `Expires` says.
    Lifetime(u64),
    /// Nothing: `Expires` counts.
    Nothing,
}

/// Reads `Cache-Control`, all fields joined.
fn said(value: &str) -> Said {
    let mut said = Said::Nothing;
    let directives = Directives { rest: value };
    for directive in directives {
        let (name, argument) = directive.split_once('=').unwrap_or((directive, ""));
        let (name, argument) = (name.trim_end(), argument.trim());
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        // With an argument `no-cache` is about some fields of the header alone (RFC 9111 §5.2.2.4).
        if is("no-store") || is("no-cache") && argument.is_empty() {
            return Said::Lifetime(0);
        }
        if is("max-age") && said == Said::Nothing {
            said = seconds(argument).map_or(Said::Nothing, Said::Lifetime);
        }
    }
    said
}

/// `delta-seconds` (RFC 9111 §1.2.2), quoted or not. A negative number is none and means the same as zero; one of more digits than
/// a number has is the greatest.
fn seconds(argument: &str) -> Option<u64> {
    let argument = argument.trim_matches('"').trim();
    let digits = argument.strip_prefix('-').unwrap_or(argument);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(if argument.starts_with('-') { 0 } else { digits.parse().unwrap_or(u64::MAX) })
}

/// The first of a list of numbers (RFC 9111 §5.1).
fn first_number(value: &str) -> Option<u64> {
    let first = value.split(',').next()?.trim();
    let is_whole = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| first.parse().unwrap_or(u64::MAX))
}

/// The members of a list, with commas in quotes left alone.
struct Directives<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Directives<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.rest.is_empty() {
            let (mut quoted, mut escaped) = (false, false);
            let end = self.rest.bytes().position(|byte| {
                if escaped {
                    escaped = false;
                } else if byte == b'"' {
                    quoted = !quoted;
                } else if quoted {
                    escaped = byte == b'\\';
                }
                byte == b',' && !quoted
            });
            let (one, rest) = match end {
                Some(end) => (self.rest.get(..end)?, self.rest.get(end + 1..)?),
                None => (self.rest, ""),
            };
            self.rest = rest;
            let one = one.trim();
            if !one.is_empty() {
                return Some(one);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const IN_TWO_HOURS: &str = "Sun, 06 Nov 1994 10:49:37 GMT";
    const TEN_MINUTES_AGO: &str = "Sun, 06 Nov 1994 08:39:37 GMT";

    fn response(fields: &[(&str, &str)], delay: u64) -> Response {
        let mut head = Head::default();
        for (name, value) in fields {
            let field = match *name {
                "cache-control" => &mut head.cache_control,
                "expires" => &mut head.expires,
                "date" => &mut head.date,
                "age" => &mut head.age,
                other => panic!("{other}"),
            };
            *field = Some((*value).to_owned());
        }
        Response {
            status: 200,
            url: url::Url::parse("https://a.example/").unwrap(),
            hops: Vec::new(),
            head,
            was_conditional: false,
            body: Vec::new(),
            wire_bytes: 0,
            delay,
            received: DateTime::from_timestamp(784_111_777, 0).unwrap(),
            notes: Vec::new(),
            room: None,
        }
    }

    #[test]
    fn cache_control_is_read_as_servers_write_it() {
        for (value, seconds) in [
            ("max-age=3600", 3600),
            ("MAX-AGE=3600", 3600),
            ("max-age=\"3600\"", 3600),
            ("max-age = 3600", 3600),
            ("public, max-age=3600, must-revalidate", 3600),
            ("private,max-age=60,max-age=3600", 60),
            ("max-age=soon, max-age=60", 60),
            ("max-age=60.5", 0),
            ("max-age=-1", 0),
            ("max-age=-1, max-age=60", 0),
            ("max-age=", 0),
            ("max-age", 0),
            ("max-age=99999999999999999999", u64::MAX),
            ("s-maxage=3600", 0),
            ("s-maxage=3600, max-age=60", 60),
            ("x-max-age=3600", 0),
            ("no-cache, max-age=3600", 0),
            ("max-age=3600, No-Store", 0),
            ("no-cache=\"set-cookie\", max-age=60", 60),
            ("ext=\"a, max-age=9\", max-age=60", 60),
            ("ext=\"a\\\", max-age=9\", max-age=60", 60),
            ("ext=\"never closed, max-age=60", 0),
            (", ,max-age=60,", 60),
            ("", 0),
        ] {
            assert_eq!(remaining(&response(&[("cache-control", value)], 0)), seconds, "{value}");
        }
    }

    #[test]
    fn expires_counts_from_date_and_only_where_max_age_is_silent() {
        for (fields, seconds) in [
            (&[("expires", IN_TWO_HOURS), ("date", NOW)][..], 7200),
            (&[("expires", IN_TWO_HOURS)], 7200),
            (&[("expires", IN_TWO_HOURS), ("date", "garbage")], 7200),
            (&[("expires", IN_TWO_HOURS), ("date", NOW), ("cache-control", "public")], 7200),
            (&[("expires", IN_TWO_HOURS), ("date", NOW), ("cache-control", "max-age=60")], 60),
            (&[("expires", IN_TWO_HOURS), ("date", NOW), ("cache-control", "max-age=0")], 0),
            (&[("expires", IN_TWO_HOURS), ("date", NOW), ("cache-control", "no-cache")], 0),
            // Its lifetime is two hours and ten minutes, of which ten minutes are over.
            (&[("expires", IN_TWO_HOURS), ("date", TEN_MINUTES_AGO)], 7200),
            (&[("expires", "0"), ("date", NOW)], 0),
            (&[("expires", "-1")], 0),
            (&[("expires", "garbage"), ("date", NOW)], 0),
            (&[("expires", TEN_MINUTES_AGO), ("date", NOW)], 0),
            (&[("expires", "Fri, 31 Dec 9999 23:59:59 GMT"), ("date", NOW)], 252_618_189_022),
            (&[("date", NOW)], 0),
        ] {
            assert_eq!(remaining(&response(fields, 0)), seconds, "{fields:?}");
        }
    }

    #[test]
    fn what_an_answer_has_aged_on_its_way_counts() {
        let hour = ("cache-control", "max-age=3600");
        for (fields, delay, seconds) in [
            (&[hour, ("age", "3000")][..], 0, 600),
            (&[hour, ("age", "3000")], 10, 590),
            (&[hour], 10, 3590),
            (&[hour, ("age", "3000, 5")], 0, 600),
            (&[hour, ("age", "-5")], 0, 3600),
            (&[hour, ("age", "4000")], 0, 0),
            (&[hour, ("age", "99999999999999999999")], 5, 0),
            (&[hour, ("date", TEN_MINUTES_AGO)], 0, 3000),
            (&[hour, ("date", TEN_MINUTES_AGO), ("age", "60")], 0, 3000),
            (&[hour, ("date", TEN_MINUTES_AGO), ("age", "1200")], 0, 2400),
            // A server whose clock is ahead has not answered from the future.
            (&[hour, ("date", IN_TWO_HOURS)], 0, 3600),
        ] {
            assert_eq!(remaining(&response(fields, delay)), seconds, "{fields:?} {delay}");
        }
    }
}
