//! The words of dates: months, weekdays, zones. In: a word in any case. Out: what it means.

/// Month names; the first three letters decide, but only these words count.
const MONTHS: [(&str, u32); 13] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("sept", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Zones by name, in minutes east of Greenwich: those of RFC 822 §5.1, and the ones that programs write beside them.
/// `CST`, `IST` and `BST` mean several things; RFC 822 settles the first, the others are read as feeds use them.
const ZONES: [(&str, i32); 35] = [
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("Z", 0),
    ("EST", -5 * 60),
    ("EDT", -4 * 60),
    ("CST", -6 * 60),
    ("CDT", -5 * 60),
    ("MST", -7 * 60),
    ("MDT", -6 * 60),
    ("PST", -8 * 60),
    ("PDT", -7 * 60),
    ("AKST", -9 * 60),
    ("AKDT", -8 * 60),
    ("HST", -10 * 60),
    ("AST", -4 * 60),
    ("ADT", -3 * 60),
    ("NST", -(3 * 60 + 30)),
    ("NDT", -(2 * 60 + 30)),
    ("BRT", -3 * 60),
    ("BST", 60),
    ("WEST", 60),
    ("CET", 60),
    ("CEST", 2 * 60),
    ("EET", 2 * 60),
    ("EEST", 3 * 60),
    ("MSK", 3 * 60),
    ("IST", 5 * 60 + 30),
    ("HKT", 8 * 60),
    ("AWST", 8 * 60),
    ("JST", 9 * 60),
    ("KST", 9 * 60),
    ("AEST", 10 * 60),
    ("AEDT", 11 * 60),
];

/// The month of a word: an English name, or its first three letters.
pub(super) fn month(word: &str) -> Option<u32> {
    MONTHS.iter().find(|(name, _)| is_name_or_short(word, name)).map(|(_, month)| *month)
}

/// True for the name of a weekday: English, in full or shortened (`Thur`), Chinese or Japanese.
pub(super) fn is_weekday(word: &str) -> bool {
    let short = word.len() >= 3 && WEEKDAYS.iter().any(|name| starts_without_case(name, word));
    short || is_cjk_weekday(word)
}

fn is_cjk_weekday(word: &str) -> bool {
    let day = ["星期", "礼拜", "周", "週"].iter().find_map(|start| word.strip_prefix(start));
    match day {
        Some(day) => matches!(day, "一" | "二" | "三" | "四" | "五" | "六" | "日" | "天"),
        None => {
            word.strip_suffix("曜日").or(word.strip_suffix("曜")).is_some_and(|day| day.chars().count() == 1)
        }
    }
}

/// Seconds east of Greenwich of a zone's name. The single letters of RFC 822 count as UTC: that RFC had their signs
/// wrong, so nobody can tell what a writer meant (RFC 2822 §4.3).
pub(super) fn zone(word: &str) -> Option<i32> {
    if let [letter] = word.as_bytes() {
        return letter.is_ascii_alphabetic().then_some(0);
    }
    ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, minutes)| minutes * 60)
}

fn is_name_or_short(word: &str, name: &str) -> bool {
    (word.len() == 3 || word.len() == name.len()) && starts_without_case(name, word)
}

fn starts_without_case(name: &str, word: &str) -> bool {
    name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}
