//! Times of day: a line of cron and a zone in, the next of its times out.
//!
//! Five fields, as cron has them, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. Where clocks are set forward, what would fall
//! into the gap is at its end; where they are set back, a time of day comes once, and what comes every hour comes every hour.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

/// Lines of more bytes than this are none.
const MOST_BYTES: usize = 200;

/// The fields of a line, and what they hold.
const FIELDS: [(&str, &str); 5] = [
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day of the month", "1 to 31"),
    ("month", "1 to 12, or JAN to DEC"),
    ("day of the week", "0 to 7, or SUN to SAT"),
];

const SHORT: &[&str] = &["@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@annually"];

/// Checks a line of the configuration.
///
/// # Errors
/// What is wrong with it, in a clause: a field is not understood, or the line has no time at all, as the 30th of February.
pub fn check(line: &str) -> Result<(), String> {
    let line = line.trim();
    if line.len() > MOST_BYTES {
        return Err(format!("the line is longer than {MOST_BYTES} bytes"));
    }
    if line.starts_with('@') && !SHORT.iter().any(|short| short.eq_ignore_ascii_case(line)) {
        return Err(format!("`{line}` is none of {}", SHORT.join(", ")));
    }
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    if !line.starts_with('@') && fields.len() != FIELDS.len() {
        let names = FIELDS.map(|(name, _)| name).join(", ");
        return Err(format!("it has {} fields, and five are meant: {names}", fields.len()));
    }
    let cron = parse(line).map_err(|error| in_field(&fields, &error))?;
    // A leap year begins here, so that the 29th of February is a day.
    let start = DateTime::from_timestamp(946_684_800, 0).unwrap_or_default();
    cron.find_next_occurrence(&start, true)
        .map(|_| ())
        .map_err(|_| "there is no such day, so that it would never be asked".to_owned())
}

/// The first time of the line after an instant. `None` where there is none, or the line is none.
pub(super) fn next(line: &str, after: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let next = parse(line.trim()).ok()?.find_next_occurrence(&after.with_timezone(&zone), false).ok()?;
    Some(next.with_timezone(&Utc))
}

fn parse(line: &str) -> Result<Cron, String> {
    CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build()
        .parse(line)
        .map_err(|error| error.to_string())
}

/// Finds the field that is not understood: the one that is not, with nothing said in the others.
fn in_field(fields: &[&str], error: &str) -> String {
    for (at, (field, (name, holds))) in fields.iter().zip(FIELDS).enumerate() {
        let alone: Vec<&str> =
            (0..FIELDS.len()).map(|other| if other == at { *field } else { "*" }).collect();
        if parse(&alone.join(" ")).is_ok() {
            continue;
        }
        return match field.split_once('/') {
            Some((start, step)) if start.bytes().all(|byte| byte.is_ascii_digit()) => {
                let last = holds.split([' ', ',']).nth(2).unwrap_or_default();
                let start = if start.is_empty() { "0" } else { start };
                format!("`{field}` is not understood as {name}; write `{start}-{last}/{step}`")
            }
            _ => format!("`{field}` is not understood as {name}: {holds}"),
        };
    }
    error.to_owned()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::{Asia::Tokyo, Europe::Berlin, UTC};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn the_next_time_is_that_of_the_zone_and_after_the_instant() {
        for (line, zone, after, expected) in [
            ("0 * * * *", UTC, "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z"),
            ("0 * * * *", UTC, "2026-07-01T10:59:59Z", "2026-07-01T11:00:00Z"),
            ("@hourly", UTC, "2026-07-01T10:00:03Z", "2026-07-01T11:00:00Z"),
            ("*/30 * * * *", UTC, "2026-07-01T10:00:00Z", "2026-07-01T10:30:00Z"),
            ("0 9 * * MON-FRI", Berlin, "2026-07-03T10:00:00Z", "2026-07-06T07:00:00Z"),
            ("0 9 * * 7", Tokyo, "2026-07-01T00:00:00Z", "2026-07-05T00:00:00Z"),
            ("0 0 L * *", UTC, "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z"),
            ("0 0 29 2 *", UTC, "2026-07-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ] {
            assert_eq!(next(line, at(after), zone), Some(at(expected)), "{line} after {after}");
        }
    }

    #[test]
    fn clocks_that_are_set_forward_or_back_neither_lose_nor_double_a_time_of_day() {
        let berlin = |day: u32, month: u32, hour: u32| {
            Berlin.with_ymd_and_hms(2026, month, day, hour, 0, 0).earliest().unwrap().with_timezone(&Utc)
        };
        // 02:30 is not there on 29 March: 03:00 is what comes next.
        assert_eq!(next("30 2 * * *", berlin(29, 3, 0), Berlin), Some(at("2026-03-29T01:00:00Z")));
        // 02:30 is there twice on 25 October: the first counts, and then the next day's.
        let first = next("30 2 * * *", berlin(25, 10, 0), Berlin).unwrap();
        assert_eq!(first, at("2026-10-25T00:30:00Z"));
        assert_eq!(next("30 2 * * *", first, Berlin), Some(at("2026-10-26T01:30:00Z")));
        // Hours go on.
        let mut hour = at("2026-10-24T23:00:00Z");
        for _ in 0..4 {
            let following = next("@hourly", hour, Berlin).unwrap();
            assert_eq!((following - hour).num_minutes(), 60);
            hour = following;
        }
    }

    #[test]
    fn a_line_that_is_wrong_is_refused_with_what_is_wrong() {
        for (line, part) in [
            ("", "it has 0 fields"),
            ("0 * * *", "it has 4 fields, and five are meant: minute, hour"),
            ("0 0 * * * *", "it has 6 fields"),
            ("@reboot", "`@reboot` is none of @hourly"),
            ("60 * * * *", "`60` is not understood as minute: 0 to 59"),
            ("0 25 * * *", "`25` is not understood as hour"),
            ("0 0 * * MOO", "`MOO` is not understood as day of the week"),
            ("5/10 * * * *", "write `5-59/10`"),
            ("0 /2 * * *", "write `0-23/2`"),
            ("0 0 30 2 *", "there is no such day"),
            ("0 0 ü * *", "`ü` is not understood as day of the month"),
        ] {
            let message = check(line).expect_err(line);
            assert!(message.contains(part), "{line}: {message}");
        }
        assert!(check(&"*".repeat(1000)).unwrap_err().contains("longer"));
    }

    #[test]
    fn lines_that_people_write_are_taken() {
        let lines = [
            "0 * * * *",
            " */15 * * * * ",
            "@Daily",
            "0 6,18 * * 1-5",
            "0 0 29 2 *",
            "0 9 * * MON#1",
            "5-59/10 * * * *",
        ];
        for line in lines {
            assert_eq!(check(line), Ok(()), "{line}");
        }
    }
}
