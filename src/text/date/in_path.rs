//! Dates in the names of files and folders. In: a path with `/`. Out: the day that it names, or a name without it.

use chrono::NaiveDate;

/// The day that a path names: in the file's name, else in the name of the innermost folder that has one, else in
/// folders for year, month and day (`2019/05/30/x.md`, `2019/05/30-x.md`).
///
/// At the beginning of a name `2019-05-30`, `2019-5-3`, `2019_05_30`, `2019.05.30` and `20190530` count; further inside
/// it only the first, third and fourth form. Digits beside it make it something else.
#[must_use]
pub fn find_in_path(path: &str) -> Option<NaiveDate> {
    path.rsplit('/')
        .find_map(|name| leading(name).map(|(day, _)| day).or_else(|| inside(name)))
        .or_else(|| folders(path))
}

/// `stem` without a date at its beginning and what separates it from the rest: `2019-05-30-hello` becomes `hello`.
/// A name that is nothing but a date stays.
#[must_use]
pub fn strip_from_name(stem: &str) -> &str {
    let Some((_, rest)) = leading(stem) else { return stem };
    let name = rest.trim_start_matches(['-', '_', '.', ' ']);
    if name.is_empty() || name.len() == rest.len() { stem } else { name }
}

/// A date at the beginning of `name`, and what follows it.
fn leading(name: &str) -> Option<(NaiveDate, &str)> {
    let (year, rest) = digits(name, 4..=8)?;
    if year.len() == 8 {
        let number = year.parse::<u32>().ok()?;
        // Eight digits are a number of something else more often than a date.
        (19_900_101..=21_001_231).contains(&number).then_some(())?;
        return Some((day(number / 10_000, number / 100 % 100, number % 100)?, rest));
    }
    let (year, rest) = (year.len() == 4).then_some((year, rest))?;
    let sign = rest.chars().next().filter(|c| matches!(c, '-' | '_' | '.'))?;
    let (month, rest) = digits(rest.strip_prefix(sign)?, 1..=2)?;
    let (date, rest) = digits(rest.strip_prefix(sign)?, 1..=2)?;
    Some((day(year.parse().ok()?, month.parse().ok()?, date.parse().ok()?)?, rest))
}

/// A date further inside `name`: `release-2019-05-30`.
fn inside(name: &str) -> Option<NaiveDate> {
    let bytes = name.as_bytes();
    (1..bytes.len().checked_sub(9)?).find_map(|at| {
        let start_of_digits = bytes.get(at)?.is_ascii_digit() && !bytes.get(at - 1)?.is_ascii_digit();
        let two_digits =
            matches!((bytes.get(at + 4)?, bytes.get(at + 7)?), (b'-' | b'_' | b'.', b'-' | b'_' | b'.'));
        (start_of_digits && two_digits).then(|| leading(name.get(at..)?).map(|(day, _)| day)).flatten()
    })
}

/// `2019/05/30/x`, `2019/5/30-x`, `2014/12/12/1.0-Timeline`.
fn folders(path: &str) -> Option<NaiveDate> {
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        let mut ahead = names.clone();
        let year = digits(name, 4..=4).filter(|(_, rest)| rest.is_empty());
        let Some((year, _)) = year else { continue };
        let month = ahead.next().and_then(|name| digits(name, 1..=2)).filter(|(_, rest)| rest.is_empty());
        let date = ahead.next().and_then(|name| digits(name, 1..=2));
        if let (Some((month, _)), Some((date, _))) = (month, date) {
            let found = day(year.parse().ok()?, month.parse().ok()?, date.parse().ok()?);
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

/// A run of digits at the beginning, of a length in `count`, and what follows it.
fn digits(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<(&str, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    count.contains(&end).then(|| text.split_at(end))
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (1970..=9999).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}
