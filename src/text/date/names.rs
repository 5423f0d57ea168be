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
const ZONES: [(&str, i32); 91] = [
    ("UT", 0),
    ("UTC", 0),
    ("UCT", 0),
    ("GMT", 0),
    ("WET", 0),
    ("Z", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MET", 60),
    ("MEZ", 60),
    ("WAT", 60),
    ("CEST", 2 * 60),
    ("MEST", 2 * 60),
    ("MESZ", 2 * 60),
    ("EET", 2 * 60),
    ("SAST", 2 * 60),
    ("CAT", 2 * 60),
    ("EEST", 3 * 60),
    ("IDT", 3 * 60),
    ("MSK", 3 * 60),
    ("TRT", 3 * 60),
    ("EAT", 3 * 60),
    ("IRST", 3 * 60 + 30),
    ("MSD", 4 * 60),
    ("SAMT", 4 * 60),
    ("GST", 4 * 60),
    ("IRDT", 4 * 60 + 30),
    ("PKT", 5 * 60),
    ("YEKT", 5 * 60),
    ("UZT", 5 * 60),
    ("IST", 5 * 60 + 30),
    ("NPT", 5 * 60 + 45),
    ("OMST", 6 * 60),
    ("KRAT", 7 * 60),
    ("NOVT", 7 * 60),
    ("ICT", 7 * 60),
    ("WIB", 7 * 60),
    ("IRKT", 8 * 60),
    ("HKT", 8 * 60),
    ("SGT", 8 * 60),
    ("MYT", 8 * 60),
    ("PHT", 8 * 60),
    ("WITA", 8 * 60),
    ("AWST", 8 * 60),
    ("JST", 9 * 60),
    ("KST", 9 * 60),
    ("WIT", 9 * 60),
    ("YAKT", 9 * 60),
    ("ACST", 9 * 60 + 30),
    ("AEST", 10 * 60),
    ("VLAT", 10 * 60),
    ("ACDT", 10 * 60 + 30),
    ("AEDT", 11 * 60),
    ("MAGT", 11 * 60),
    ("NZST", 12 * 60),
    ("PETT", 12 * 60),
    ("NZDT", 13 * 60),
    ("BRST", -2 * 60),
    ("NDT", -(2 * 60 + 30)),
    ("ADT", -3 * 60),
    ("ART", -3 * 60),
    ("BRT", -3 * 60),
    ("CLST", -3 * 60),
    ("UYT", -3 * 60),
    ("NST", -(3 * 60 + 30)),
    ("AST", -4 * 60),
    ("AT", -4 * 60),
    ("BOT", -4 * 60),
    ("CLT", -4 * 60),
    ("VET", -4 * 60),
    ("EDT", -4 * 60),
    ("EST", -5 * 60),
    ("ET", -5 * 60),
    ("COT", -5 * 60),
    ("PET", -5 * 60),
    ("ECT", -5 * 60),
    ("CDT", -5 * 60),
    ("CST", -6 * 60),
    ("CT", -6 * 60),
    ("MDT", -6 * 60),
    ("MST", -7 * 60),
    ("MT", -7 * 60),
    ("PDT", -7 * 60),
    ("PST", -8 * 60),
    ("PT", -8 * 60),
    ("AKDT", -8 * 60),
    ("AKST", -9 * 60),
    ("HADT", -9 * 60),
    ("HAST", -10 * 60),
    ("HST", -10 * 60),
];

/// What zones mean in the feeds of a language, where that is not what the table says.
const REGIONAL: [(&str, &str, i32); 5] = [
    ("CST", "zh", 8 * 60),
    ("IST", "he", 2 * 60),
    ("IST", "ga", 60),
    ("BST", "bn", 6 * 60),
    ("AST", "ar", 3 * 60),
];

/// How the names of zones are to be understood.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner<'a> {
    /// Single letters are the zones of RFC 822 §5.1, as readers of feeds take them. Otherwise they count as UTC: that RFC had
    /// their signs wrong, so nobody can tell what a writer meant (RFC 2822 §4.3).
    pub(super) has_letters: bool,
    /// The language of what the date stands in.
    pub(super) language: Option<&'a str>,
}

impl Manner<'_> {
    pub(super) fn speaks(&self, language: &str) -> bool {
        let own = self.language.unwrap_or_default();
        own.get(..2).is_some_and(|own| own.eq_ignore_ascii_case(language))
            && !own.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic)
    }
}

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

/// Seconds east of Greenwich of a zone's name.
pub(super) fn zone(word: &str, manner: &Manner<'_>) -> Option<i32> {
    if let [letter] = word.as_bytes() {
        let hours = if manner.has_letters { letter_zone(*letter)? } else { 0 };
        return letter.is_ascii_alphabetic().then_some(hours * 3600);
    }
    let regional = REGIONAL
        .iter()
        .find(|(name, language, _)| name.eq_ignore_ascii_case(word) && manner.speaks(language))
        .map(|(_, _, minutes)| *minutes);
    let known =
        || ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, minutes)| *minutes);
    regional.or_else(known).map(|minutes| minutes * 60)
}

/// Hours east of Greenwich (RFC 822 §5.1): A is -1, M -12, N 1, Y 12, Z none, and there is no J.
fn letter_zone(letter: u8) -> Option<i32> {
    Some(match letter.to_ascii_uppercase() {
        letter @ b'A'..=b'I' => -1 - i32::from(letter - b'A'),
        letter @ b'K'..=b'M' => -10 - i32::from(letter - b'K'),
        letter @ b'N'..=b'Y' => 1 + i32::from(letter - b'N'),
        b'Z' => 0,
        _ => return None,
    })
}

fn is_name_or_short(word: &str, name: &str) -> bool {
    (word.len() == 3 || word.len() == name.len()) && starts_without_case(name, word)
}

fn starts_without_case(name: &str, word: &str) -> bool {
    name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}
