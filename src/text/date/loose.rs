//! The grammar of dates in feeds, for what the strict one refuses. In: a short text. Out: what its clock and calendar show.
//!
//! Looks for a day at the beginning, behind words that are no month (weekdays in any language), then for a time and a zone.
//! What follows is passed over. Days and hours that run over the end are counted on, as programs do that add without carrying.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::clock::{Half, Time, half_of_day, time};
use super::lexer::{Cursor, Part};
use super::names::{self, Manner};
use super::reader::{Offset, Said, hours_and_minutes, year_of_words};
use super::translate::translate;

/// Words before a day at the most.
const MAX_WORDS: usize = 5;

/// Signs that may stand between the parts of a date.
const BETWEEN: [char; 9] = [' ', ',', '.', '|', '@', '•', '·', '–', '—'];

/// Reads the date at the beginning of `text`.
pub(super) fn read(text: &str, manner: &Manner<'_>) -> Option<Said> {
    let translated = translate(text);
    let mut at = Cursor::new(translated.text.trim());
    if let Some(local) = seconds_since_1970(at) {
        return Some(Said { local, offset: Offset::Seconds(0) });
    }
    let alone = shortened(at);
    let found = alone.map(|day| Said { local: day.into(), offset: Offset::Unknown }).or_else(|| {
        at.skip(&BETWEEN);
        for _ in 0..=MAX_WORDS {
            if let Some(said) = from_here(at, manner) {
                return Some(said);
            }
            at.word(|_| Some(()))?;
            at.skip(&[' ', ',', '.', '-', '(', ')', ':']);
        }
        None
    })?;
    let offset = match found.offset {
        Offset::Unknown if translated.is_korean => Offset::Zone(Tz::Asia__Seoul),
        known => known,
    };
    Some(Said { offset, ..found })
}

/// Unix time: ten digits of seconds or thirteen of milliseconds, of the years 2001 to 2286.
fn seconds_since_1970(at: Cursor<'_>) -> Option<NaiveDateTime> {
    let (Part::Number(value, digits), after) = at.split()? else { return None };
    let seconds = match digits {
        10 => value,
        13 => value / 1000,
        _ => return None,
    };
    let whole = after.at_end() && seconds >= 1_000_000_000;
    let instant = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
    whole.then(|| instant.naive_utc())
}

/// A date that is shortened, with nothing behind it: `2003`, `2003-12`, `-03-12`, `-03`, `031231`, `03335`, `December 2003`
/// (ISO 8601:1988 §5.2).
fn shortened(mut at: Cursor<'_>) -> Option<NaiveDate> {
    let day = if at.sign('-') {
        if let Some(number) = at.number(4..=4) {
            day_of(year_of_two(number / 100), number % 100, 1)
        } else {
            let year = year_of_two(at.number(2..=2)?);
            at.sign('-');
            day_of(year, at.number(2..=2).unwrap_or(1), 1)
        }
    } else {
        match at.split()?.0 {
            Part::Number(_, 4) => {
                let year = at.number(4..=4)?;
                at.prefix("年");
                at.one_of(&['-', '/', '.']);
                let month = at.number(2..=2).or_else(|| at.number(1..=1)).unwrap_or(1);
                at.prefix("月");
                day_of(year, month, 1)
            }
            Part::Number(_, 5) => {
                let number = at.number(5..=5)?;
                ordinal(year_of_two(number / 1000), number % 1000)
            }
            Part::Number(_, 6) => {
                let number = at.number(6..=6)?;
                day_of(year_of_two(number / 10_000), number / 100 % 100, number % 100)
            }
            Part::Word(_) => {
                let month = at.word(names::month)?;
                at.skip(&[' ', '.', ',', '-', '/']);
                day_of(at.number(4..=4)?, month, 1)
            }
            _ => None,
        }
    };
    at.at_end().then_some(day).flatten()
}

fn from_here(mut at: Cursor<'_>, manner: &Manner<'_>) -> Option<Said> {
    if let Some(said) = month_day_time_year(at, manner) {
        return Some(said);
    }
    let day = day(&mut at)?;
    let seconds = time_behind(&mut at).unwrap_or_default();
    let offset = offset(&mut at, manner);
    Some(Said { local: on(day, seconds)?, offset })
}

fn on(day: NaiveDate, seconds: u32) -> Option<NaiveDateTime> {
    NaiveDateTime::from(day).checked_add_signed(Duration::seconds(i64::from(seconds)))
}

/// `Jul 7 14:00:00 2023`, `Jul 7 14:00:00 +0200 2023`.
fn month_day_time_year(mut at: Cursor<'_>, manner: &Manner<'_>) -> Option<Said> {
    let month = at.word(names::month)?;
    at.skip(&[' ', '.']);
    let day = at.number(1..=2)?;
    let seconds = time_behind(&mut at)?;
    let offset = offset(&mut at, manner);
    at.skip(&BETWEEN);
    Some(Said { local: on(day_of(at.number(4..=4)?, month, day)?, seconds)?, offset })
}

fn day(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    match at.split()?.0 {
        Part::Word(_) => month_first(at),
        Part::Number(_, 4) => year_first(at),
        Part::Number(_, 7) => {
            let number = at.number(7..=7)?;
            ordinal(number / 1000, number % 1000)
        }
        Part::Number(_, 8 | 12 | 14) => {
            let (day, after) = at.rest().split_at_checked(8)?;
            let number = day.parse::<u32>().ok()?;
            *at = Cursor::new(after);
            day_of(number / 10_000, number / 100 % 100, number % 100)
        }
        Part::Number(_, 1 | 2) => {
            numbered_month_first(at).or_else(|| day_first(at)).or_else(|| short_year(at))
        }
        _ => None,
    }
}

/// `July 7, 2023`, `Jul. 7th '23`.
fn month_first(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let month = at.word(names::month)?;
    at.skip(&[' ', '.', '-', ',', '/']);
    let day = at.number(1..=2)?;
    at.word(|word| (word.chars().count() <= 3).then_some(()));
    year_behind(at).and_then(|year| day_of(year, month, day))
}

/// `7月 7, 2023`.
fn numbered_month_first(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let mut ahead = *at;
    let month = ahead.number(1..=2)?;
    ahead.prefix("月").then_some(())?;
    ahead.skip(&[' ', ',']);
    let day = ahead.number(1..=2)?;
    ahead.prefix("日");
    let day = year_behind(&mut ahead).and_then(|year| day_of(year, month, day))?;
    *at = ahead;
    Some(day)
}

/// `2003-12-31` with days that there are not, `2003-335`, `2003-W05-3`, `2021年 7月 15日`, `2004-július-13`, `2023. Jul 7.`
fn year_first(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let year = at.number(4..=4)?;
    at.prefix("年");
    at.skip(&[' ', '-', '/', '.']);
    if let Some(ordinal_day) = at.number(3..=3) {
        return ordinal(year, ordinal_day);
    }
    if at.prefix("W") || at.prefix("w") {
        return week_day(year, at);
    }
    let month = at.word(names::month).or_else(|| at.number(1..=2))?;
    at.prefix("月");
    at.skip(&[' ', '-', '/', '.']);
    let day = day_of(year, month, at.number(1..=2)?);
    at.prefix("日");
    day
}

/// The day of `05-3` or `053` of a week date (ISO 8601:2004 §4.1.4): the third of the fifth week. `05` is its first.
fn week_day(year: u32, at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let (week, weekday) = match at.number(3..=3) {
        Some(number) => (number / 10, number % 10),
        None => (at.number(2..=2)?, if at.sign('-') { at.number(1..=1)? } else { 1 }),
    };
    let weekday = chrono::Weekday::try_from(u8::try_from(weekday.checked_sub(1)?).ok()?).ok()?;
    NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, weekday)
}

/// `7 July 2023`, `7. Juli 2023`, `1er août 2023`, `15 7月 2021`; `7.4.2015`, whose order nobody writes the other way; and
/// `24/05/2015`, where only one order gives a day.
fn day_first(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    const SIGNS: [char; 5] = [' ', '-', '.', ',', '/'];
    let mut ahead = *at;
    let first = ahead.number(1..=2)?;
    let mut named = ahead;
    named.skip(&SIGNS);
    if named.word(|word| names::month(word).is_none().then_some(())).is_some() {
        named.skip(&SIGNS);
    }
    let month = named.word(names::month).or_else(|| {
        let number = named.number(1..=2)?;
        named.prefix("月").then_some(number)
    });
    if let Some(month) = month {
        let day = year_behind(&mut named).and_then(|year| day_of(year, month, first))?;
        *at = named;
        return Some(day);
    }
    let sign = ahead.one_of(&['-', '/', '.'])?;
    ahead.skip(&[' ']);
    let second = ahead.number(1..=2)?;
    ahead.sign(sign).then_some(())?;
    ahead.skip(&[' ']);
    let year = if sign == '.' { year_of_words(&mut ahead)? } else { ahead.number(4..=4)? };
    let day = match (first, second) {
        _ if sign == '.' || first == second || (first > 12 && second <= 12) => day_of(year, second, first),
        (..=12, 13..) => day_of(year, first, second),
        _ => None,
    }?;
    *at = ahead;
    Some(day)
}

/// `03-12-31`, `03-335`.
fn short_year(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let year = year_of_two(at.number(2..=2)?);
    at.sign('-').then_some(())?;
    if let Some(ordinal_day) = at.number(3..=3) {
        return ordinal(year, ordinal_day);
    }
    let month = at.number(2..=2)?;
    at.sign('-').then_some(())?;
    day_of(year, month, at.number(2..=2)?)
}

/// A year beside a month's name. Three digits are a year since 1900 (RFC 2822 §4.3).
fn year_behind(at: &mut Cursor<'_>) -> Option<u32> {
    at.skip(&[' ', '-', '.', ',', '/', '\'', '’']);
    at.number(3..=3).map(|year| year + 1900).or_else(|| year_of_words(at))
}

fn year_of_two(short: u32) -> u32 {
    if short < 50 { 2000 + short } else { 1900 + short }
}

/// The day, counted on where the month is shorter.
fn day_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, 1)?;
    let later = Duration::days(i64::from(day.checked_sub(1).filter(|later| *later < 31)?));
    first.checked_add_signed(later)
}

fn ordinal(year: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_yo_opt(i32::try_from(year).ok()?, day)
}

/// The time behind a day, in seconds since midnight; nothing is taken where there is none.
fn time_behind(at: &mut Cursor<'_>) -> Option<u32> {
    let mut ahead = *at;
    ahead.skip(&BETWEEN);
    if ahead.prefix("(") {
        let close = ahead.rest().find(')')?;
        ahead = Cursor::new(ahead.rest().get(close + 1..)?);
    }
    let mut is_announced = false;
    for _ in 0..=MAX_WORDS {
        // A sign before a zone stays where it is.
        while ahead.one_of(&BETWEEN).is_some() || ahead.prefix("- ") {}
        let mut strict = ahead;
        if let Time::Read(clock) = time(&mut strict)
            && !strict.rest().starts_with(':')
        {
            *at = strict;
            return Some(clock.hour * 3600 + clock.minute * 60 + clock.second);
        }
        if let Some(seconds) = clock(&mut ahead, is_announced) {
            *at = ahead;
            return Some(seconds);
        }
        is_announced = ahead.word(|word| Some(word.eq_ignore_ascii_case("T")))?;
    }
    None
}

/// `10.14`, `10h14`, `10:14:55:30`, `25:14`; and `10` behind a `T` or before a half of the day.
fn clock(at: &mut Cursor<'_>, is_announced: bool) -> Option<u32> {
    let early = half_of_day(at);
    let hour = at.number(1..=2)?;
    let mut parts = [hour, 0, 0];
    let mut count = 1;
    while let Some(part) = parts.get_mut(count) {
        let mut ahead = *at;
        let is_named =
            ahead.word(|word| matches!(word, "h" | "H" | "u" | "m" | "min").then_some(())).is_some();
        if !is_named && ahead.one_of(&[':', '.']).is_none() {
            break;
        }
        let Some(number) = ahead.number(1..=2) else {
            // `10h` is a time of its own.
            if is_named {
                *at = ahead;
                count += 1;
            }
            break;
        };
        *part = number;
        *at = ahead;
        count += 1;
    }
    // Hundredths behind another colon.
    while at.sign(':') && at.number(1..=9).is_some() {}
    let mut ahead = *at;
    ahead.skip(&[' ']);
    let late = early.or_else(|| half_of_day(&mut ahead).inspect(|_| *at = ahead));
    let [hour, minute, second] = parts;
    (count > 1 || is_announced || late.is_some()).then_some(())?;
    let hour = match (late, hour) {
        (Some(Half::Morning), 12) => 0,
        (Some(Half::Afternoon), 1..=11) => hour + 12,
        _ => hour,
    };
    Some(hour * 3600 + minute * 60 + second)
}

/// The zone, as far as it is one.
fn offset(at: &mut Cursor<'_>, manner: &Manner<'_>) -> Offset {
    let mut ahead = *at;
    ahead.skip(&[' ', ',', '.', '(']);
    if let Some(zone) = place(ahead.rest()) {
        *at = Cursor::new(ahead.rest().split_once(' ').map_or("", |(_, rest)| rest));
        return Offset::Zone(zone);
    }
    let named = ahead.word(|word| names::zone(word, manner));
    if named.is_some() {
        *at = ahead;
    }
    ahead.skip(&[' ']);
    let sign = ahead.one_of(&['+', '-']);
    match (sign, hours_and_minutes(&mut ahead)) {
        (Some(sign), Some(east)) if named.is_none_or(|seconds| seconds == 0) => {
            *at = ahead;
            Offset::Seconds(if sign == '-' { -east } else { east })
        }
        _ => named.map_or(Offset::Unknown, Offset::Seconds),
    }
}

/// `Europe/Berlin`, in any case.
fn place(text: &str) -> Option<Tz> {
    let name = text.split([' ', ')']).next().filter(|name| name.contains('/'))?;
    name.parse().ok().or_else(|| {
        chrono_tz::TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(name)).copied()
    })
}

#[cfg(test)]
mod tests;
