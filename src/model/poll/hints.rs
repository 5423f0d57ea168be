//! What a document says of when to ask again: its words in, seconds and bits out.
//!
//! RSS 2.0 `ttl`, `skipHours` and `skipDays`; the syndication module of RSS 1.0. What makes no sense is as if it were not there. How long
//! a hint holds a feed at the most is decided elsewhere.

use super::DocumentHints;
use crate::model::syndicated::{DraftFeed, Rhythm};

/// All hours of a day.
const EVERY_HOUR: u32 = (1 << 24) - 1;

/// All days of a week.
const EVERY_DAY: u8 = (1 << 7) - 1;

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

/// The words of `sy:updatePeriod`, with seconds. A month is one of thirty days.
const PERIODS: &[(&str, u64)] =
    &[("hourly", HOUR), ("daily", DAY), ("weekly", 7 * DAY), ("monthly", 30 * DAY), ("yearly", 365 * DAY)];

/// The words of `skipDays`, Monday first.
const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl DocumentHints {
    /// Reads the hints of a document.
    #[must_use]
    pub fn of(feed: &DraftFeed) -> Self {
        Self {
            ttl: feed.ttl.as_deref().and_then(ttl),
            period: feed.rhythm.as_ref().and_then(period),
            skip_hours: skip_hours(&feed.skip_hours),
            skip_days: skip_days(&feed.skip_days),
        }
    }

    /// The hours and days that are skipped, in one number: bits 0 to 23 for the hours, 24 to 30 for the days.
    #[must_use]
    pub fn skips(&self) -> u32 {
        (self.skip_hours & EVERY_HOUR) | (u32::from(self.skip_days & EVERY_DAY) << 24)
    }
}

/// Minutes, in seconds. Zero, as some generators write for "unknown", says nothing.
fn ttl(minutes: &str) -> Option<u64> {
    whole(minutes).map(|minutes| minutes.saturating_mul(60))
}

/// The period divided by how many times in it there is something new. Without a period it is a day, where the frequency is said: the
/// defaults of the module.
fn period(rhythm: &Rhythm) -> Option<u64> {
    let frequency = rhythm.frequency.as_deref().and_then(whole);
    let period = match rhythm.period.as_deref() {
        Some(word) => PERIODS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word.trim()))
            .map(|(_, seconds)| *seconds)?,
        None => frequency.map(|_| DAY)?,
    };
    Some((period / frequency.unwrap_or(1)).max(1))
}

/// A whole number above zero. One of more digits than a number has is the greatest.
fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| text.parse().unwrap_or(u64::MAX)).filter(|number| *number > 0)
}

/// Hours 0 to 23 of UTC. RSS 0.91 counts them from 1 to 24, and 24 is midnight. A feed that skips every hour would never be asked: it
/// cannot mean that.
fn skip_hours(words: &[String]) -> u32 {
    let hours = words
        .iter()
        .filter_map(|word| word.trim().parse::<u32>().ok())
        .filter(|hour| *hour <= 24)
        .fold(0, |hours, hour| hours | 1 << (hour % 24));
    if hours == EVERY_HOUR { 0 } else { hours }
}

/// English names of days. A feed that skips all of them cannot mean that.
fn skip_days(words: &[String]) -> u8 {
    let days = words
        .iter()
        .filter_map(|word| DAYS.iter().position(|day| day.eq_ignore_ascii_case(word.trim())))
        .fold(0, |days, day| days | 1 << day);
    if days == EVERY_DAY { 0 } else { days }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn ttl_is_whole_minutes_above_zero() {
        for (text, seconds) in [
            ("60", Some(3600)),
            (" 5\n", Some(300)),
            ("0", None),
            ("-5", None),
            ("1.5", None),
            ("an hour", None),
            ("", None),
            ("99999999999999999999999", Some(u64::MAX)),
        ] {
            assert_eq!(ttl(text), seconds, "{text:?}");
        }
    }

    #[test]
    fn a_rhythm_is_its_period_divided_by_its_frequency() {
        for (word, frequency, seconds) in [
            (Some("hourly"), Some("1"), Some(HOUR)),
            (Some(" Hourly "), Some("2"), Some(HOUR / 2)),
            (Some("daily"), None, Some(DAY)),
            (Some("weekly"), Some("0"), Some(7 * DAY)),
            (Some("monthly"), Some("-2"), Some(30 * DAY)),
            (Some("yearly"), Some("365"), Some(DAY)),
            (Some("hourly"), Some("99999999999999999999"), Some(1)),
            (Some("sometimes"), Some("2"), None),
            (None, Some("4"), Some(DAY / 4)),
            (None, Some("often"), None),
            (None, None, None),
        ] {
            let rhythm = Rhythm {
                period: word.map(str::to_owned),
                frequency: frequency.map(str::to_owned),
                base: None,
            };
            assert_eq!(period(&rhythm), seconds, "{word:?} {frequency:?}");
        }
    }

    #[test]
    fn hours_that_are_skipped_are_those_of_a_day_and_24_is_midnight() {
        assert_eq!(skip_hours(&words(&["0", " 1 ", "23"])), 1 | 1 << 1 | 1 << 23);
        assert_eq!(skip_hours(&words(&["24"])), 1);
        assert_eq!(skip_hours(&words(&["25", "-1", "noon", ""])), 0);
        let all: Vec<String> = (1..=24).map(|hour| hour.to_string()).collect();
        assert_eq!(skip_hours(&all), 0, "every hour");
        assert_eq!(skip_hours(&all[1..]).count_ones(), 23);
    }

    #[test]
    fn days_that_are_skipped_are_named_in_english_in_whatever_case() {
        assert_eq!(skip_days(&words(&["Saturday", "SUNDAY", " monday "])), 1 << 5 | 1 << 6 | 1);
        assert_eq!(skip_days(&words(&["Sonntag", "Sun"])), 0);
        assert_eq!(skip_days(&words(DAYS)), 0, "every day");
    }

    #[test]
    fn skips_are_one_number() {
        let hints = DocumentHints { skip_hours: 1 << 23, skip_days: 1, ..DocumentHints::default() };
        assert_eq!(hints.skips(), 1 << 23 | 1 << 24);
    }
}
