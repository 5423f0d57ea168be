//! Why a date is none, and how to write it. In: a date as it stands in a feed. Out: a sentence for the feed's owner.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;

use crate::text::date;

/// How a format writes dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `Sat, 10 Jan 2026 10:00:00 GMT` (RFC 822 §5 with years of four digits, as RSS has it).
    Rfc822,
    /// `2026-01-10T10:00:00Z` (RFC 3339 §5.6).
    Rfc3339,
}

/// The date of an example where that of the feed says nothing.
const EXAMPLE: (i32, u32, u32) = (2026, 1, 10);
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Form {
    /// The form that a rule asks for. `None`: it is not about dates.
    pub(super) fn of_rule(rule: &str) -> Option<Self> {
        match rule {
            "RSS 2.0, pubDate; RFC 822 §5" | "RFC 822 §5" => Some(Self::Rfc822),
            "RFC 4287 §3.3; RFC 3339 §5.6" | "Dublin Core, W3CDTF" | "JSON Feed 1.1; RFC 3339 §5.6" => {
                Some(Self::Rfc3339)
            }
            _ => None,
        }
    }

    /// The name of the form.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rfc822 => "RFC 822",
            Self::Rfc3339 => "RFC 3339",
        }
    }

    /// An instant in this form.
    pub(super) fn write(self, at: DateTime<Utc>) -> String {
        match self {
            Self::Rfc822 => at.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            Self::Rfc3339 => at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }

    /// True for a date that is written in this form.
    pub(super) fn is_of(self, text: &str) -> bool {
        match self {
            Self::Rfc822 => DateTime::parse_from_rfc2822(text).is_ok(),
            Self::Rfc3339 => text.contains(['T', 't']) && DateTime::parse_from_rfc3339(text).is_ok(),
        }
    }
}

/// What to do about the date that stands first in `` ` ` `` in a message.
pub(super) fn remedy(message: &str, form: Form) -> String {
    rewrite(message.split('`').nth(1).unwrap_or_default(), form)
}

/// What to do about a date that is read all the same, but is not written in its form. `None`: it is, or cannot be read.
pub(super) fn better(text: &str, form: Form) -> Option<String> {
    if form.is_of(text) {
        return None;
    }
    let read = date::parse_with(text, &date::Reading::default())?;
    let said = Found::in_text(text);
    Some(match (date::parse(text, Tz::UTC), said.other_weekday()) {
        (Some(at), Some(wrong)) => format!("{wrong}; write `{}`", form.write(at)),
        (Some(at), None) => format!("many readers cannot read `{text}`; write `{}`", form.write(at)),
        (None, _) if said.is_wrong() => rewrite(text, form),
        (None, _) => format!("many readers cannot read `{text}`; write `{}`", form.write(read)),
    })
}

/// What is wrong with a date, and how it is written.
fn rewrite(text: &str, form: Form) -> String {
    let found = Found::in_text(text);
    let day = found.day().or_else(|| NaiveDate::from_ymd_opt(EXAMPLE.0, EXAMPLE.1, EXAMPLE.2));
    let time = found.time().or_else(|| NaiveTime::from_hms_opt(10, 0, 0)).unwrap_or_default();
    let example = form.write(day.unwrap_or_default().and_time(time).and_utc());
    format!("{}; write it as in `{example}`", found.wrong())
}

/// The parts of a date, as far as they can be told apart.
#[derive(Debug, Default)]
struct Found<'a> {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    weekday: Option<Weekday>,
    /// Hour, minute, second.
    clock: Vec<u32>,
    /// Day and month, in an order that nobody knows.
    unclear: Option<(u32, u32)>,
    /// A word that may have been meant as a month.
    word: Option<&'a str>,
}

impl<'a> Found<'a> {
    fn in_text(text: &'a str) -> Self {
        let mut found = Self::default();
        let joined = |c: char| c.is_whitespace() || matches!(c, ',' | 'T' | 'Z');
        // A `T` parts date and time only between digits.
        let is_iso = text.bytes().next().is_some_and(|first| first.is_ascii_digit()) && text.contains('-');
        for word in text.split(|c: char| if is_iso { joined(c) } else { c.is_whitespace() || c == ',' }) {
            found.word(word);
        }
        found
    }

    fn word(&mut self, word: &'a str) {
        let numbers = |by: char| -> Vec<u32> {
            word.split(by).map_while(|part| part.get(..part.len().min(4))?.parse().ok()).collect()
        };
        if word.starts_with(['+', '-']) {
            // An offset.
        } else if word.contains(':') && self.clock.is_empty() {
            self.clock = word.split(':').map_while(leading).take(3).collect();
        } else if word.contains(['/', '.']) {
            let by = if word.contains('/') { '/' } else { '.' };
            if let [a, b, year] = *numbers(by) {
                (self.unclear, self.year) = (Some((a, b)), Some(year));
            }
        } else if word.contains('-') {
            match *numbers('-') {
                [year, month, day] if year > 31 => {
                    (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
                }
                [a, b, year] => (self.unclear, self.year) = (Some((a, b)), Some(year)),
                _ => {}
            }
        } else if let Ok(number) = word.parse::<u32>() {
            if word.len() >= 4 || self.day.is_some() { &mut self.year } else { &mut self.day }
                .get_or_insert(number);
        } else {
            self.name(word);
        }
    }

    fn name(&mut self, word: &'a str) {
        let short = word.get(..3).unwrap_or_default().to_ascii_lowercase();
        if let Some(at) = MONTHS.iter().position(|month| *month == short) {
            self.month = u32::try_from(at + 1).ok();
        } else if let Ok(weekday) = short.parse() {
            self.weekday = Some(weekday);
        } else if word.len() > 2 && self.day.is_some() && self.year.is_none() && self.month.is_none() {
            self.word = Some(word);
        }
    }

    fn day(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(i32::try_from(self.year?).ok()?, self.month?, self.day?)
    }

    fn time(&self) -> Option<NaiveTime> {
        let part = |at| self.clock.get(at).copied();
        NaiveTime::from_hms_opt(part(0)?, part(1)?, part(2).unwrap_or(0))
    }

    /// True where it names what there is not: an hour 25, a 31 February.
    fn is_wrong(&self) -> bool {
        let is_beyond = |at: usize, most: u32| self.clock.get(at).is_some_and(|found| *found > most);
        let is_whole = self.year.is_some() && self.month.is_some() && self.day.is_some();
        is_beyond(0, 23) || is_beyond(1, 59) || is_beyond(2, 60) || is_whole && self.day().is_none()
    }

    /// What is wrong, in words.
    fn wrong(&self) -> String {
        let clock = |at: usize, beyond: u32| self.clock.get(at).copied().filter(|found| *found > beyond);
        if let Some(hour) = clock(0, 23) {
            return format!("there is no hour {hour}");
        }
        if let Some(minute) = clock(1, 59) {
            return format!("there is no minute {minute}");
        }
        if let Some(second) = clock(2, 60) {
            return format!("there is no second {second}");
        }
        if let Some((a, b)) = self.unclear {
            return if a <= 12 && b <= 12 {
                format!("nobody knows which of {a} and {b} is the month")
            } else {
                "this is not how feeds write dates".to_owned()
            };
        }
        if let Some(month) = self.month.filter(|month| !(1..=12).contains(month)) {
            return format!("there is no month {month}");
        }
        if let Some(word) = self.word.filter(|_| self.month.is_none()) {
            return format!("`{word}` is no month; they are `Jan`, `Feb`, `Mar`, `Apr` and so on");
        }
        match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(day)) if self.day().is_none() => no_such_day(year, month, day),
            (Some(_), Some(_), Some(_)) => {
                self.other_weekday().unwrap_or_else(|| "its form is not known".to_owned())
            }
            (None, None, None) => "it holds no date".to_owned(),
            (None, ..) => "it has no year".to_owned(),
            (_, None, _) => "it has no month".to_owned(),
            _ => "it has no day".to_owned(),
        }
    }

    fn other_weekday(&self) -> Option<String> {
        let day = self.day()?;
        self.weekday.filter(|said| *said != day.weekday())?;
        Some(format!("{} is a {}", day.format("%-d %B %Y"), day.format("%A")))
    }
}

fn no_such_day(year: u32, month: u32, day: u32) -> String {
    let first = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, 1));
    first.map_or_else(
        || format!("there is no day {day}"),
        |first| format!("{} has {} days, and no day {day}", first.format("%B %Y"), first.num_days_in_month()),
    )
}

/// The number that a text begins with.
fn leading(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end.min(6))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_date_is_said_with_the_date_that_was_meant() {
        for (value, wrong, example) in [
            ("Mon, 10 Jan 2026 25:00:00 GMT", "there is no hour 25", "Sat, 10 Jan 2026 10:00:00 GMT"),
            ("31 Feb 2026", "February 2026 has 28 days, and no day 31", "Sat, 10 Jan 2026 10:00:00 GMT"),
            ("10/01/2026", "nobody knows which of 10 and 1 is the month", "Sat, 10 Jan 2026 10:00:00 GMT"),
            ("2026-13-01T10:00:00Z", "there is no month 13", "Sat, 10 Jan 2026 10:00:00 GMT"),
            ("2026-02-03T10:61:00Z", "there is no minute 61", "Tue, 03 Feb 2026 10:00:00 GMT"),
            ("Tue, 3 Fabr 2026 08:30:00 GMT", "`Fabr` is no month", "Sat, 10 Jan 2026 08:30:00 GMT"),
            ("yesterday", "it holds no date", "Sat, 10 Jan 2026 10:00:00 GMT"),
            ("", "it holds no date", "Sat, 10 Jan 2026 10:00:00 GMT"),
        ] {
            let told = remedy(&format!("`{value}` in `<pubDate>` is not a date"), Form::Rfc822);
            assert!(told.starts_with(wrong) && told.ends_with(&format!("`{example}`")), "{value}: {told}");
        }
    }

    #[test]
    fn a_date_in_the_form_of_another_format_is_written_in_its_own() {
        for (text, form, right) in [
            ("2099-01-01", Form::Rfc822, Some("`2099-01-01`; write `Thu, 01 Jan 2099 00:00:00 GMT`")),
            ("2026-01-01", Form::Rfc3339, Some("`2026-01-01`; write `2026-01-01T00:00:00Z`")),
            (
                "Mon, 10 Jan 2026 08:00:00 GMT",
                Form::Rfc822,
                Some("10 January 2026 is a Saturday; write `Sat, 10 Jan 2026 08:00:00 GMT`"),
            ),
            (
                "Sat, 10 Jan 2026 25:00:00 GMT",
                Form::Rfc822,
                Some("there is no hour 25; write it as in `Sat, 10 Jan 2026 10:00:00 GMT`"),
            ),
            ("2026-01-01T10:00:00+02:00", Form::Rfc3339, None),
            ("Thu, 01 Jan 2099 00:00:00 +0200", Form::Rfc822, None),
            ("not a date", Form::Rfc822, None),
        ] {
            let told = better(text, form);
            assert_eq!(told.is_some(), right.is_some(), "{text}: {told:?}");
            assert!(told.is_none_or(|told| right.is_some_and(|right| told.ends_with(right))), "{text}");
        }
    }
}
