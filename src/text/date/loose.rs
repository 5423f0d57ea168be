//! The grammar of dates in feeds, for what the strict one refuses. In: a short text. Out: what its clock and calendar show.
//!
//! Looks for a day at the beginning, behind words that are no month (weekdays in any language), then for a time and a zone.
//! What follows is passed over. Days and hours that run over the end are counted on, as programs do that add without carrying.

mod day;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::clock::{Half, Time, half_of_day, time};
use super::lexer::{Cursor, Part};
use super::names::{self, Manner};
use super::reader::{Offset, Said, hours_and_minutes};
use super::translate::translate;
use day::{Order, day, day_of, shortened};

/// Words before a day at the most.
const MAX_WORDS: usize = 5;

/// Signs that may stand between the parts of a date.
const BETWEEN: [char; 9] = [' ', ',', '.', '|', '@', '•', '·', '–', '—'];

/// Reads the date at the beginning of `text`.
pub(super) fn read(text: &str, manner: &Manner<'_>) -> Option<Said> {
    let translated = translate(text, manner);
    let order = Order::of(text, manner);
    let mut at = Cursor::new(translated.text.trim());
    if let Some(local) = seconds_since_1970(at) {
        return Some(Said { local, offset: Offset::Seconds(0) });
    }
    let alone = shortened(at);
    let found = alone.map(|day| Said { local: day.into(), offset: Offset::Unknown }).or_else(|| {
        at.skip(&BETWEEN);
        for _ in 0..=MAX_WORDS {
            if let Some(said) = from_here(at, order, manner) {
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

fn from_here(mut at: Cursor<'_>, order: Order, manner: &Manner<'_>) -> Option<Said> {
    if let Some(said) = month_day_time_year(at, manner) {
        return Some(said);
    }
    if let Some(said) = time_first(at, order, manner) {
        return Some(said);
    }
    let day = day(&mut at, order)?;
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

/// `21:39, 13 June 2003 (UTC)`, as Wikipedia signs; `00:00 UTC on Friday, 13 Jun 2003`.
fn time_first(mut at: Cursor<'_>, order: Order, manner: &Manner<'_>) -> Option<Said> {
    let mut ahead = at;
    ahead.number(1..=2).filter(|_| ahead.sign(':'))?;
    let Time::Read(clock) = time(&mut at) else { return None };
    let early = offset(&mut at, manner);
    at.skip(&BETWEEN);
    for _ in 0..=MAX_WORDS {
        let mut ahead = at;
        if let Some(day) = day(&mut ahead, order) {
            let offset = if early == Offset::Unknown { offset(&mut ahead, manner) } else { early };
            return Some(Said {
                local: on(day, clock.hour * 3600 + clock.minute * 60 + clock.second)?,
                offset,
            });
        }
        at.word(|_| Some(()))?;
        at.skip(&BETWEEN);
    }
    None
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
