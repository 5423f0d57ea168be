//! The grammar of dates. In: a short text. Out: what its clock and calendar show, and how far from UTC that is.
//!
//! A date is: perhaps a weekday (which is not believed, as it is so often wrong), a day in one of a few orders, perhaps
//! a time, perhaps a zone, and nothing else.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::clock::{Clock, Time, time};
use super::lexer::{Cursor, Part};
use super::names::{self, Manner};

/// Where the clock stands that a date was read from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Offset {
    /// The date does not say.
    Unknown,
    /// Seconds east of Greenwich.
    Seconds(i32),
    /// A zone by its name (`Europe/Berlin`).
    Zone(Tz),
}

/// What a date says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) local: NaiveDateTime,
    pub(super) offset: Offset,
}

/// Reads all of `text`.
pub(super) fn read(text: &str, manner: &Manner<'_>) -> Option<Said> {
    let mut at = Cursor::new(text);
    weekday(&mut at);
    if let Some(said) = asctime(at, manner) {
        return Some(said);
    }
    let day = day(&mut at)?;
    at.skip(&[' ', ',']);
    weekday(&mut at);
    // `T` of ISO 8601 §4.3.2, and the word of `July 7, 2023 at 3:04 PM`.
    at.word(|word| matches!(word, "T" | "t" | "at").then_some(()));
    at.skip(&[' ', ',']);
    let time = match time(&mut at) {
        Time::None => Clock::default(),
        Time::Read(clock) => clock,
        Time::Wrong => return None,
    };
    let offset = offset(&mut at, manner)?;
    comment(&mut at);
    at.at_end().then_some(())?;
    said(day, time, offset)
}

fn said(day: NaiveDate, clock: Clock, offset: Offset) -> Option<Said> {
    // A leap second is the last second of its minute: instants here have none.
    let second = clock.second.min(59);
    let local = if clock.hour == 24 {
        (clock.minute == 0 && clock.second == 0).then_some(())?;
        day.and_time(NaiveTime::MIN).checked_add_signed(Duration::days(1))?
    } else {
        day.and_hms_opt(clock.hour, clock.minute, second)?
    };
    (clock.second <= 60).then_some(Said { local, offset })
}

fn weekday(at: &mut Cursor<'_>) {
    let mut after = *at;
    if after.word(|word| names::is_weekday(word).then_some(())).is_some() {
        after.skip(&[' ', ',', '.']);
        *at = after;
    }
}

/// `Jul  7 14:00:00 2023`, and `Jul  7 14:00:00 UTC 2023` as `date` writes it.
fn asctime(mut at: Cursor<'_>, manner: &Manner<'_>) -> Option<Said> {
    let month = at.word(names::month)?;
    at.skip(&[' ']);
    let day = at.number(1..=2)?;
    at.sign(' ').then_some(())?;
    let Time::Read(clock) = time(&mut at) else { return None };
    at.skip(&[' ']);
    let offset = match at.word(|word| names::zone(word, manner)) {
        Some(seconds) => Offset::Seconds(seconds),
        None => Offset::Unknown,
    };
    at.skip(&[' ']);
    let year = at.number(4..=4)?;
    at.at_end().then_some(())?;
    said(calendar_day(year, month, day)?, clock, offset)
}

fn calendar_day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn day(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    match at.split()?.0 {
        Part::Word(_) => month_first(at),
        Part::Number(_, 4) => year_first(at),
        Part::Number(_, 8 | 14) => packed(at),
        Part::Number(_, 1 | 2) => day_first(at),
        _ => None,
    }
}

/// `2021-06-15`, `2021/6/15`, `2021.06.15`, `2021-Jun-15`, `2021年6月15日`.
fn year_first(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let year = at.number(4..=4)?;
    if at.prefix("年") {
        at.skip(&[' ']);
        let month = at.number(1..=2)?;
        at.prefix("月").then_some(())?;
        at.skip(&[' ']);
        let day = at.number(1..=2)?;
        (at.prefix("日") || at.prefix("号")).then_some(())?;
        return calendar_day(year, month, day);
    }
    let sign = at.one_of(&['-', '/', '.', ' '])?;
    let month = match at.word(names::month) {
        Some(month) => month,
        None if sign == ' ' => return None,
        None => at.number(1..=2)?,
    };
    at.sign(sign).then_some(())?;
    calendar_day(year, month, at.number(1..=2)?)
}

/// `20210615`, and the day of `20210615135621`, whose time is left in place.
fn packed(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let text = at.rest();
    let (day, after) = text.split_at_checked(8)?;
    let number = day.parse::<u32>().ok()?;
    *at = Cursor::new(after);
    calendar_day(number / 10_000, number / 100 % 100, number % 100)
}

/// `15 Jun 2021`, `15-Jun-21`, `7th July 2023`; and `24-05-2015`, where only one order of the numbers gives a day.
fn day_first(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let first = at.number(1..=2)?;
    let mut named = *at;
    named.word(|word| matches!(word, "st" | "nd" | "rd" | "th").then_some(()));
    named.skip(&[' ', '-', '.', '/']);
    if let Some(month) = named.word(names::month) {
        named.skip(&[' ', '-', '.', ',', '/']);
        let year = year_of_words(&mut named)?;
        *at = named;
        return calendar_day(year, month, first);
    }
    let sign = at.one_of(&['-', '/', '.'])?;
    let second = at.number(1..=2)?;
    at.sign(sign).then_some(())?;
    let year = at.number(4..=4)?;
    match (first > 12, second > 12) {
        (true, false) => calendar_day(year, second, first),
        (false, true) => calendar_day(year, first, second),
        _ if first == second => calendar_day(year, first, second),
        _ => None,
    }
}

/// `Jul 07 2023`, `July 7, 2023`, `July 7th, 2023`.
fn month_first(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let month = at.word(names::month)?;
    at.skip(&[' ', '.', '-']);
    let day = at.number(1..=2)?;
    at.word(|word| matches!(word, "st" | "nd" | "rd" | "th").then_some(()));
    at.skip(&[' ', ',', '-']);
    calendar_day(at.number(4..=4)?, month, day)
}

/// A year beside a month's name: two digits are of 1950 to 2049.
pub(super) fn year_of_words(at: &mut Cursor<'_>) -> Option<u32> {
    let mut two = *at;
    if let Some(short) = two.number(2..=2) {
        *at = two;
        return Some(year_of_two(short));
    }
    at.number(4..=4)
}

/// The year of two digits (RFC 2822 §4.3).
pub(super) fn year_of_two(short: u32) -> u32 {
    if short < 50 { 2000 + short } else { 1900 + short }
}

/// The zone, or [`Offset::Unknown`] at the end; `None` for what is no zone.
fn offset(at: &mut Cursor<'_>, manner: &Manner<'_>) -> Option<Offset> {
    at.skip(&[' ']);
    if at.at_end() {
        return Some(Offset::Unknown);
    }
    if let Some(inside) = at.rest().strip_prefix('(') {
        // `(EST)` is a comment that says what nothing else does.
        let named = inside.strip_suffix(')').filter(|name| name.len() > 2);
        let east = named.and_then(|name| names::zone(name, manner));
        return Some(east.map_or(Offset::Unknown, Offset::Seconds));
    }
    if at.rest().contains('/') {
        let zone = at.rest().parse::<Tz>().ok()?;
        *at = Cursor::new("");
        return Some(Offset::Zone(zone));
    }
    let named = at.word(|word| names::zone(word, manner));
    let mut after = *at;
    if named.is_some() {
        after.skip(&[' ']);
    }
    match after.one_of(&['+', '-']) {
        Some(sign) if named.is_none_or(|seconds| seconds == 0) => {
            let east = hours_and_minutes(&mut after)?;
            *at = after;
            Some(Offset::Seconds(if sign == '-' { -east } else { east }))
        }
        _ => named.map(Offset::Seconds),
    }
}

/// `0800`, `08:00`, `08`, `8`, `8:00`, `8:0`, in seconds.
pub(super) fn hours_and_minutes(at: &mut Cursor<'_>) -> Option<i32> {
    let (Part::Number(value, digits), after) = at.split()? else { return None };
    *at = after;
    let value = i32::try_from(value).ok()?;
    let (hours, minutes) = match digits {
        1 | 2 if at.sign(':') => (value, i32::try_from(at.number(1..=2)?).ok()?),
        1 | 2 => (value, 0),
        3 | 4 => (value / 100, value % 100),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)
}

/// `(Central European Time)` after the zone (RFC 2822 §3.3 allows comments).
fn comment(at: &mut Cursor<'_>) {
    at.skip(&[' ']);
    if at.rest().starts_with('(') && at.rest().ends_with(')') {
        *at = Cursor::new("");
    }
}
