//! `HTTP-date` (RFC 9110 §5.6.7), in all three forms that a recipient must read. In: the value of a field. Out: an instant. Pure.
//!
//! Read with a little more patience than the grammar has: words in whatever case, one digit where two are meant, a weekday that is wrong
//! or missing, `UTC` and numeric zones instead of `GMT`. That is what scripts write that make the date themselves.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A value that is longer (in bytes) is no date.
const MOST_BYTES: usize = 64;

/// Reads a date. `received` is when it came: it says which century a year of two digits is of. `None` where it is no date.
#[must_use]
pub fn parse(text: &str, received: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if text.len() > MOST_BYTES || !text.is_ascii() {
        return None;
    }
    let text = text.trim();
    // The weekday says nothing that the date does not; most forms have a comma after it.
    let rest = match text.split_once(',') {
        Some((weekday, rest)) if is_word(weekday.trim()) => rest,
        Some(_) => return None,
        None => text,
    };
    let mut words = rest.split_ascii_whitespace();
    let first = words.next()?;
    if first.contains('-') {
        return rfc_850(first, words, received);
    }
    if first.bytes().all(|byte| byte.is_ascii_digit()) {
        let (month, year, clock) = (words.next()?, words.next()?, words.next()?);
        return instant(date(first, month, year, received)?, clock, words);
    }
    asctime(first, words, received)
}

/// `06-Nov-94 08:49:37 GMT`
fn rfc_850<'a>(
    date_word: &str,
    mut words: impl Iterator<Item = &'a str>,
    received: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mut parts = date_word.splitn(3, '-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    instant(date(day, month, year, received)?, words.next()?, words)
}

/// `Sun Nov  6 08:49:37 1994`, the weekday being `first`.
fn asctime<'a>(
    first: &str,
    mut words: impl Iterator<Item = &'a str>,
    received: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if !is_word(first) {
        return None;
    }
    let (month, day, clock, year) = (words.next()?, words.next()?, words.next()?, words.next()?);
    instant(date(day, month, year, received)?, clock, words)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn date(day: &str, month: &str, year: &str, received: DateTime<Utc>) -> Option<NaiveDate> {
    let short = month.get(..3).filter(|_| is_word(month))?;
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(short))?;
    let day = digits(day, 2)?;
    let year_digits = year.len();
    let year = i32::try_from(digits(year, 4)?).ok()?;
    let year = match year_digits {
        2 => in_century(year, received),
        4 => year,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()? + 1, day)
}

/// A year of two digits is the latest with these digits that is not more than 50 years ahead (RFC 9110 §5.6.7).
fn in_century(year: i32, received: DateTime<Utc>) -> i32 {
    let this = received.year();
    let year = this - this.rem_euclid(100) + year;
    if year > this + 50 {
        year - 100
    } else if year <= this - 50 {
        year + 100
    } else {
        year
    }
}

fn instant<'a>(
    date: NaiveDate,
    clock: &str,
    mut words: impl Iterator<Item = &'a str>,
) -> Option<DateTime<Utc>> {
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    let (hour, minute, second) = (digits(hour, 2)?, digits(minute, 2)?, digits(second, 2)?);
    if parts.next().is_some() || second > 60 {
        return None;
    }
    let offset = words.next().map_or(Some(0), zone)?;
    if words.next().is_some() {
        return None;
    }
    // The leap second is the one after it: there are no others in the count of seconds.
    let at = date.and_hms_opt(hour, minute, 0)?.and_utc();
    at.checked_add_signed(TimeDelta::seconds(i64::from(second) - offset))
}

/// Seconds east of Greenwich.
fn zone(text: &str) -> Option<i64> {
    if ["GMT", "UTC", "UT", "Z"].iter().any(|name| name.eq_ignore_ascii_case(text)) {
        return Some(0);
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?),
        b'-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = (rest.get(..2)?, rest.get(2..)?.trim_start_matches(':'));
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

fn digits(text: &str, most: usize) -> Option<u32> {
    let is_number = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(year: i32) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(year, 7, 1).unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc()
    }

    #[test]
    fn the_three_forms_are_one_instant() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "sun, 06 nov 1994 08:49:37 gmt",
            "Sun, 6 Nov 1994 8:49:37 GMT",
            "Mon, 06 Nov 1994 08:49:37 UTC",
            "06 Nov 1994 08:49:37 GMT",
            "Sun, 06 November 1994 08:49:37 +0000",
            "Sun, 06 Nov 1994 09:49:37 +0100",
            "Sun, 06 Nov 1994 04:19:37 -04:30",
            "Sun, 06-Nov-1994 08:49:37 GMT",
            "Sun Nov 6 08:49:37 1994 GMT",
            "  Sun, 06 Nov 1994 08:49:37  ",
        ] {
            assert_eq!(parse(text, received(2026)).map(|at| at.timestamp()), Some(784_111_777), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_gives_none() {
        for text in [
            "",
            "0",
            "-1",
            "soon",
            "120",
            ",",
            "Sun, 06 Nov 1994",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 08:49:37 EST",
            "Sun, 06 Nov 1994 08:49:37 +99",
            "Sun, 06 Nov 19945 08:49:37 GMT",
            "Sun, 06 Brumaire 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT GMT",
            "1994-11-06T08:49:37Z",
            "Sün, 06 Nov 1994 08:49:37 GMT",
            "--",
            "Sunday, -- 08:49:37 GMT",
        ] {
            assert_eq!(parse(text, received(2026)), None, "{text}");
        }
        assert_eq!(parse(&"9".repeat(10_000), received(2026)), None);
    }

    #[test]
    fn a_year_of_two_digits_is_never_more_than_fifty_years_ahead() {
        for (now, text, year) in [
            (2026, "30", 2030),
            (2026, "76", 2076),
            (2026, "77", 1977),
            (2026, "94", 1994),
            (2026, "00", 2000),
            (1999, "01", 2001),
            (2099, "05", 2105),
        ] {
            let text = format!("Tuesday, 01-Jan-{text} 00:00:00 GMT");
            assert_eq!(parse(&text, received(now)).map(|at| at.year()), Some(year), "{text} in {now}");
        }
    }

    #[test]
    fn a_leap_second_is_the_one_after_it() {
        let text = |second| format!("Sat, 31 Dec 2016 23:59:{second} GMT");
        let of = |second| parse(&text(second), received(2026)).map(|at| at.timestamp());
        assert_eq!(of("60"), of("59").map(|at| at + 1));
    }

    #[test]
    fn the_last_and_the_first_year_are_read_and_do_not_overflow() {
        assert!(parse("Fri, 31 Dec 9999 23:59:60 GMT", received(2026)).is_some());
        assert!(parse("Sat, 01 Jan 0000 00:00:00 GMT", received(2026)).is_some());
    }
}
