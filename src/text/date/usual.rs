//! The two forms that most dates of feeds have. In: a text. Out: what it says, as the grammar of [`reader`](super::reader) would read it;
//! nothing for any other form.

use std::ops::Range;

use chrono::NaiveDate;

use super::names;
use super::reader::{Offset, Said};

/// Reads `2021-06-15T13:56:21Z` (RFC 3339 §5.6) and `Tue, 15 Jun 2021 13:56:21 +0200` (RFC 822 §5, RFC 2822 §3.3), where each part has as
/// many characters as the rule says.
pub(super) fn read(text: &str) -> Option<Said> {
    let bytes = text.as_bytes();
    if bytes.len() == 20 && bytes.ends_with(b"Z") {
        let day = day(number(bytes, 0..4)?, number(bytes, 5..7)?, number(bytes, 8..10)?)?;
        return has(bytes, &[(4, b'-'), (7, b'-'), (10, b'T')]).then(|| said(day, bytes.get(11..19)?, 0))?;
    }
    let bytes = without_weekday(text).as_bytes();
    let day = day(number(bytes, 7..11)?, month(bytes.get(3..6)?)?, number(bytes, 0..2)?)?;
    let east = seconds_east(bytes.get(20..)?)?;
    has(bytes, &[(2, b' '), (6, b' '), (11, b' ')]).then(|| said(day, bytes.get(12..20)?, east))?
}

fn without_weekday(text: &str) -> &str {
    let named = text.split_at_checked(3).filter(|(name, _)| names::is_weekday(name));
    named.and_then(|(_, rest)| rest.strip_prefix(", ")).unwrap_or(text)
}

/// What `hh:mm:ss` of a day says.
fn said(day: NaiveDate, clock: &[u8], east: i32) -> Option<Said> {
    let local = day.and_hms_opt(number(clock, 0..2)?, number(clock, 3..5)?, number(clock, 6..8)?)?;
    has(clock, &[(2, b':'), (5, b':')]).then_some(Said { local, offset: Offset::Seconds(east) })
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn month(name: &[u8]) -> Option<u32> {
    const NAMES: [&[u8; 3]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    (1..).zip(NAMES).find_map(|(number, known)| (known == name).then_some(number))
}

/// ` GMT` or ` +0200`.
fn seconds_east(zone: &[u8]) -> Option<i32> {
    let sign = match zone {
        b" GMT" => return Some(0),
        [b' ', b'+', _, _, _, _] => 1,
        [b' ', b'-', _, _, _, _] => -1,
        _ => return None,
    };
    let (hours, minutes) = (number(zone, 2..4)?, number(zone, 4..6)?);
    let east = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (hours < 24 && minutes < 60).then_some(sign * east)
}

/// True where these bytes stand in these places.
fn has(text: &[u8], signs: &[(usize, u8)]) -> bool {
    signs.iter().all(|(at, sign)| text.get(*at) == Some(sign))
}

/// The number that the few digits in these places are.
fn number(text: &[u8], places: Range<usize>) -> Option<u32> {
    text.get(places)?
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::super::names::Manner;
    use super::super::reader;
    use super::*;

    #[test]
    fn the_usual_forms_are_read_as_the_grammar_reads_them() {
        let manner = Manner { has_letters: true, language: None };
        let mut read_here = 0;
        for day in [
            "2021-06-15T",
            "0000-02-29T",
            "2021-02-29T",
            "15 Jun 2021 ",
            "Tue, 05 Dec 1969 ",
            "Xyz, 05 May 9999 ",
        ] {
            for time in ["13:56:21", "00:00:00", "24:00:00", "23:59:60", "23:60:00", "1:02:03", "13:56:21.5"]
            {
                for zone in ["Z", " GMT", " +0200", " -2359", " +2400", " +0060", " EST", " +02:00", ""] {
                    let text = format!("{day}{time}{zone}");
                    let Some(said) = read(&text) else { continue };
                    let by_grammar = reader::read(&text, &manner).map(|said| (said.local, said.offset));
                    assert_eq!(Some((said.local, said.offset)), by_grammar, "{text}");
                    read_here += 1;
                }
            }
        }
        assert_eq!(read_here, 16);
    }

    #[test]
    fn every_month_and_weekday_is_known() {
        for month in 1..=12 {
            for day in 1..=7 {
                let date = NaiveDate::from_ymd_opt(2021, month, day).unwrap().and_hms_opt(1, 2, 3).unwrap();
                for form in ["%a, %d %b %Y %H:%M:%S GMT", "%d %b %Y %H:%M:%S +0000", "%Y-%m-%dT%H:%M:%SZ"] {
                    let text = date.format(form).to_string();
                    assert_eq!(read(&text).map(|said| said.local), Some(date), "{text}");
                }
            }
        }
    }

    #[test]
    fn other_forms_are_left_to_the_grammar() {
        for text in [
            "",
            "15 Jun 2021",
            "15 June 2021 13:56:21 GMT",
            "2021-06-15 13:56:21",
            "Tue 15 Jun 2021 13:56:21 GMT",
            "分",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
