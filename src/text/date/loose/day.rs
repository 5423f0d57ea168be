//! The days of feeds. In: the beginning of a date, its words translated. Out: a day of the calendar.

use chrono::{Duration, NaiveDate};

use crate::text::date::lexer::{Cursor, Part};
use crate::text::date::names::{self, Manner};
use crate::text::date::reader::{year_of_two, year_of_words};

/// A date that is shortened, with nothing behind it: `2003`, `2003-12`, `-03-12`, `-03`, `031231`, `03335`, `December 2003`
/// (ISO 8601:1988 §5.2).
pub(super) fn shortened(mut at: Cursor<'_>) -> Option<NaiveDate> {
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

/// Which of two numbers is the month, where both could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Nobody knows.
    Unknown,
    /// The first, as Americans write.
    MonthFirst,
}

impl Order {
    /// The order that a date shows to be in. `AM` and `PM` behind numbers and slashes are those of programs that write as
    /// Americans do, unless the feed is in another language, or in the English of a country that writes the day first.
    pub(super) fn of(text: &str, manner: &Manner<'_>) -> Self {
        let is_half = |word: &str| {
            let half = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
            matches!(half, "AM" | "PM" | "am" | "pm")
        };
        let is_american = match manner.language {
            Some(language) => ["en", "en-us", "en_us"].iter().any(|own| language.eq_ignore_ascii_case(own)),
            None => true,
        };
        let has_half = || text.split_ascii_whitespace().any(is_half);
        if is_american && has_half() { Self::MonthFirst } else { Self::Unknown }
    }
}

/// Takes the day at the beginning, in any of its orders.
pub(super) fn day(at: &mut Cursor<'_>, order: Order) -> Option<NaiveDate> {
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
            numbered_month_first(at).or_else(|| day_first(at, order)).or_else(|| short_year(at))
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
/// `24/05/2015`, where only one order gives a day; `6/3/2003 9:39:21 PM`, whose clock says which.
fn day_first(at: &mut Cursor<'_>, order: Order) -> Option<NaiveDate> {
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
        _ if sign == '/' && order == Order::MonthFirst => day_of(year, first, second),
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

/// The day, counted on where the month is shorter.
pub(super) fn day_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, 1)?;
    let later = Duration::days(i64::from(day.checked_sub(1).filter(|later| *later < 31)?));
    first.checked_add_signed(later)
}

fn ordinal(year: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_yo_opt(i32::try_from(year).ok()?, day)
}
