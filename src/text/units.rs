//! Spans of time and amounts of data, as people write them.
//!
//! In: `"1h30m"`, `"512KiB"`. Out: seconds, bytes; and back. No dates: those are in `text::date`.

use std::fmt::Write as _;

/// The units of [`duration`], largest first, and their seconds.
const TIME: [(&str, u64); 5] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// The units of [`size`] and their bytes. Powers of 1024 come first: [`show_size`] uses only those.
const DATA: [(&str, u64); 7] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("B", 1),
];

/// Seconds of a span such as `"90s"`, `"15m"`, `"1h30m"`, `"2d"`. Each unit once, the larger before the smaller.
#[must_use]
pub fn duration(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut units = TIME.iter();
    let mut seconds = 0_u64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = leading_number(rest)?;
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        let (_, factor) = units.find(|(name, _)| *name == unit)?;
        seconds = seconds.checked_add(number.checked_mul(*factor)?)?;
        rest = next.trim_start();
    }
    Some(seconds)
}

/// Bytes of an amount such as `"512KiB"` (1024), `"2MB"` (1000), `"100B"`. Case does not matter.
#[must_use]
pub fn size(text: &str) -> Option<u64> {
    let (number, unit) = leading_number(text.trim())?;
    let unit = unit.trim_start();
    let (_, factor) = DATA.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    number.checked_mul(*factor)
}

fn leading_number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

/// Seconds of `seconds`, `m:ss` or `h:mm:ss`; fractions are dropped.
#[must_use]
pub fn playing_time(text: &str) -> Option<u64> {
    let mut seconds = 0_u64;
    let text = text.trim();
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    for (at, part) in whole.split(':').enumerate() {
        let part: u64 = part.trim().parse().ok()?;
        if at > 2 {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(part)?;
    }
    Some(seconds)
}

/// Seconds in the form that [`duration`] reads.
#[must_use]
pub fn show_duration(seconds: u64) -> String {
    let mut out = String::new();
    let mut rest = seconds;
    for (unit, factor) in TIME {
        if rest >= factor {
            let _ = write!(out, "{}{unit}", rest / factor);
            rest %= factor;
        }
    }
    if out.is_empty() { "0s".to_owned() } else { out }
}

/// Bytes in the form that [`size`] reads, in the largest power of 1024 that divides them.
#[must_use]
pub fn show_size(bytes: u64) -> String {
    let fits = |factor: u64| bytes >= factor && bytes.is_multiple_of(factor);
    match DATA.iter().take(3).find(|(_, factor)| fits(*factor)) {
        Some((unit, factor)) => format!("{}{unit}", bytes / factor),
        None => format!("{bytes}B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_durations() {
        for (text, expected) in [
            ("90s", Some(90)),
            ("15m", Some(900)),
            ("1h30m", Some(5_400)),
            ("1h 30m", Some(5_400)),
            ("2d", Some(172_800)),
            ("1w", Some(604_800)),
            ("0s", Some(0)),
            ("15", None),
            ("m", None),
            ("", None),
            ("-1h", None),
            ("30m1h", None),
            ("1h1h", None),
            ("15 min", None),
            ("99999999999999999999d", None),
            ("9999999999999999999d", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
    }

    #[test]
    fn reads_sizes() {
        for (text, expected) in [
            ("512KiB", Some(524_288)),
            ("2 MiB", Some(2_097_152)),
            ("2mb", Some(2_000_000)),
            ("1GiB", Some(1_073_741_824)),
            ("100B", Some(100)),
            ("100", None),
            ("2M", None),
            ("1.5MiB", None),
            ("99999999999999999999B", None),
            ("9999999999999999GiB", None),
        ] {
            assert_eq!(size(text), expected, "{text}");
        }
    }

    #[test]
    fn shows_what_it_reads() {
        for seconds in [0, 1, 59, 60, 5_400, 86_399, 604_800, 700_000] {
            assert_eq!(duration(&show_duration(seconds)), Some(seconds));
        }
        for bytes in [0, 1, 1_000, 1_024, 524_288, 524_289, 1 << 30] {
            assert_eq!(size(&show_size(bytes)), Some(bytes));
        }
        assert_eq!(show_size(524_288), "512KiB");
        assert_eq!(show_duration(5_400), "1h30m");
    }

    #[test]
    fn a_playing_time_is_seconds_or_a_clock() {
        for (text, expected) in [
            ("3:00", Some(180)),
            ("01:02:03", Some(3_723)),
            (" 174.42 ", Some(174)),
            ("600", Some(600)),
            ("90:00", Some(5_400)),
            ("1:2:3:4", None),
            ("", None),
            ("10 min", None),
            ("-5", None),
            ("99999999999999999999", None),
            ("9999999999999999999:0", None),
        ] {
            assert_eq!(playing_time(text), expected, "{text}");
        }
    }
}
