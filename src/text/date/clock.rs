//! The times of day. In: the text behind a day. Out: what the clock showed.

use super::lexer::{Cursor, Part};

/// What a clock shows; `hour` may be 24 at the end of a day.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
}

/// What stands where a time may stand.
pub(super) enum Time {
    /// There is none here.
    None,
    /// There is one, and it was read.
    Read(Clock),
    /// There is something like one.
    Wrong,
}

/// Takes a time.
pub(super) fn time(at: &mut Cursor<'_>) -> Time {
    let early_half = half_of_day(at);
    match at.split() {
        Some((Part::Number(..), _)) => {}
        _ => return if early_half.is_none() { Time::None } else { Time::Wrong },
    }
    let Some(mut clock) = packed_clock(at).or_else(|| clock(at)) else { return Time::Wrong };
    let mut after = *at;
    after.skip(&[' ']);
    let half = early_half.or_else(|| {
        let half = half_of_day(&mut after);
        if half.is_some() {
            *at = after;
        }
        half
    });
    match (half, clock.hour) {
        (Some(Half::Morning), 12) => clock.hour = 0,
        (Some(Half::Afternoon), 1..=11) => clock.hour += 12,
        // `下午15:00` and `15:00 PM` are written too, and clear.
        (None, _) | (Some(Half::Morning), 0..=11) | (Some(Half::Afternoon), 12..=23) => {}
        _ => return Time::Wrong,
    }
    Time::Read(clock)
}

#[derive(Clone, Copy)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

pub(super) fn half_of_day(at: &mut Cursor<'_>) -> Option<Half> {
    let half = at.word(|word| match word {
        "上午" | "凌晨" | "早上" | "午前" => Some(Half::Morning),
        "下午" | "晚上" | "午後" | "午后" => Some(Half::Afternoon),
        _ if word.eq_ignore_ascii_case("am") => Some(Half::Morning),
        _ if word.eq_ignore_ascii_case("pm") => Some(Half::Afternoon),
        _ => None,
    });
    let half = half.or_else(|| {
        let (morning, afternoon) =
            (at.prefix("a.m.") || at.prefix("A.M."), at.prefix("p.m.") || at.prefix("P.M."));
        if morning { Some(Half::Morning) } else { afternoon.then_some(Half::Afternoon) }
    });
    if half.is_some() {
        at.skip(&[' ']);
    }
    half
}

/// `135621` and `1356` after a date without signs or a `T` (ISO 8601 basic format).
fn packed_clock(at: &mut Cursor<'_>) -> Option<Clock> {
    let mut after = *at;
    let clock = match at.split()?.0 {
        Part::Number(value, 6) => {
            let value = u32::try_from(value).ok()?;
            Clock { hour: value / 10_000, minute: value / 100 % 100, second: value % 100 }
        }
        Part::Number(value, 4) => {
            let value = u32::try_from(value).ok()?;
            Clock { hour: value / 100, minute: value % 100, second: 0 }
        }
        _ => return None,
    };
    after.number(4..=6)?;
    fraction(&mut after);
    *at = after;
    Some(clock)
}

/// `13:56`, `13:56:21`, `13:56:21.5`, `21点39分`, `15時44分07秒`, `3 PM` (whose half of the day follows).
fn clock(at: &mut Cursor<'_>) -> Option<Clock> {
    let hour = at.number(1..=2)?;
    if ["时", "時", "点", "點"].iter().any(|unit| at.prefix(unit)) {
        let mut clock = Clock { hour, ..Clock::default() };
        if let Some(minute) = at.number(1..=2) {
            clock.minute = minute;
            if at.prefix("分")
                && let Some(second) = at.number(1..=2)
            {
                clock.second = second;
                at.prefix("秒");
            }
        }
        return Some(clock);
    }
    if !at.sign(':') {
        // Only a half of the day makes a time of a lone number.
        let mut after = *at;
        after.skip(&[' ']);
        return half_of_day(&mut after).map(|_| Clock { hour, ..Clock::default() });
    }
    let minute = at.number(1..=2)?;
    let mut second = 0;
    if at.sign(':') {
        second = at.number(1..=2)?;
        fraction(at);
    }
    (!at.rest().starts_with(':')).then_some(Clock { hour, minute, second })
}

fn fraction(at: &mut Cursor<'_>) {
    let mut after = *at;
    if after.one_of(&['.', ',']).is_some() {
        let digits = after.rest().bytes().take_while(u8::is_ascii_digit).count();
        if let Some(rest) = after.rest().get(digits..).filter(|_| digits > 0) {
            *at = Cursor::new(rest);
        }
    }
}
