//! Dates of other languages in the words of the grammar. In: a date in any language. Out: the same with English month
//! names, `AM` and `PM`, the digits 0 to 9, and the units of Chinese dates; what else it says stays.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::months;
use super::names::Manner;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Words that say nothing beside a day, a month and a year: `7 de julio de 2023`, `7 июля 2023 г.`, `7. Juli, um 8:00 Uhr`.
const SILENT: [&str; 18] = [
    "de", "del", "di", "do", "of", "the", "den", "el", "le", "ngay", "nam", "г", "года", "року", "р", "um",
    "uhr", "klo",
];

/// Words of other languages with one meaning in a date: the units of Korean ones, and the halves of the day.
const WORDS: [(&str, &str); 14] = [
    ("년", "年"),
    ("월", "月"),
    ("일", "日"),
    ("시", "时"),
    ("분", "分"),
    ("초", "秒"),
    ("오전", " AM "),
    ("오후", " PM "),
    ("πμ", " AM "),
    ("μμ", " PM "),
    ("ص", " AM "),
    ("م", " PM "),
    ("vorm", " AM "),
    ("nachm", " PM "),
];

/// What was translated.
pub(super) struct Translated {
    pub(super) text: String,
    /// It was written in Korean units. Korea has one zone, and its programs leave it out.
    pub(super) is_korean: bool,
}

/// Translates a date of a feed that is read in this `manner`.
pub(super) fn translate(text: &str, manner: &Manner<'_>) -> Translated {
    let mut out = Translated { text: String::with_capacity(text.len()), is_korean: false };
    // `tháng` was read: the number of a month follows.
    let mut is_numbered = false;
    let mut is_thai = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (word, after) = rest.split_at(word_len(rest));
        rest = after;
        if digit(first).is_some() {
            let number: String = word.chars().filter_map(digit).collect();
            let month = if is_numbered { number.parse().ok().and_then(month_name) } else { None };
            let year = number.parse().ok().filter(|_| is_thai).and_then(of_the_common_era);
            out.text.push_str(month.or(year.as_deref()).unwrap_or(&number));
            is_numbered = false;
        } else if first.is_alphabetic() {
            let plain = folded(word);
            let of_words = if is_numbered { vietnamese(&plain, rest) } else { of_two_words(&plain, rest) };
            if let Some((month, after)) = of_words {
                out.text.push_str(month);
                rest = after;
                is_numbered = false;
                continue;
            }
            is_numbered = matches!(plain.as_str(), "thang" | "thg");
            out.is_korean |= matches!(word, "년" | "오전" | "오후");
            if !is_numbered {
                is_thai |= matches!(first, '\u{E00}'..='\u{E7F}');
                push_word(word, &plain, manner, &mut out.text);
            }
        } else {
            // Chinese and Japanese programs write the weekday in brackets of full width: `2003年6月3日（火） 9時39分`.
            out.text.push(match first {
                '（' => '(',
                '）' => ')',
                other => other,
            });
        }
    }
    out
}

/// A year of the Buddhist era, which Thailand counts by, in the usual one. Thai names stand with years of both.
fn of_the_common_era(year: u32) -> Option<String> {
    (2400..=9999).contains(&year).then(|| (year - 543).to_string())
}

fn month_name(month: u32) -> Option<&'static str> {
    MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?).copied()
}

/// The month that the number `word` names, which may take another word, and what follows.
fn vietnamese<'t>(word: &str, rest: &'t str) -> Option<(&'static str, &'t str)> {
    let next = rest.trim_start();
    let (second, after) = next.split_at(word_len(next));
    let (month, words) = months::vietnamese(word, &folded(second))?;
    Some((month_name(month)?, if words == 2 { after } else { rest }))
}

/// The month that `word` names together with the next one, and what follows.
fn of_two_words<'t>(word: &str, rest: &'t str) -> Option<(&'static str, &'t str)> {
    let next = rest.trim_start();
    let (second, after) = next.split_at(word_len(next));
    Some((month_name(months::of_two_words(word, &folded(second))?)?, after))
}

fn push_word(word: &str, plain: &str, manner: &Manner<'_>, out: &mut String) {
    if let Some(month) = months::month(plain, |language| manner.speaks(language)).and_then(month_name) {
        out.push_str(month);
    } else if let Some((_, meaning)) = WORDS.iter().find(|(name, _)| folded(name) == plain) {
        out.push_str(meaning);
    } else if !SILENT.contains(&plain) {
        out.push_str(word);
    }
}

/// Letters without accents and capitals, in one form whatever they were composed of.
pub(super) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    // Latin letters with a stroke are letters of their own in Unicode.
    let plain = |c: char| match c {
        'ł' => 'l',
        'ı' => 'i',
        'ø' => 'o',
        'đ' => 'd',
        other => other,
    };
    let without_accents = word.nfd().filter(|c| !is_accent(*c));
    without_accents.flat_map(char::to_lowercase).filter(|c| !is_accent(*c)).map(plain).nfc().collect()
}

/// True for marks that a word is understood without. Those of the scripts of India and of Thai are vowels; the dot below (U+093C) is not.
fn is_accent(c: char) -> bool {
    is_combining_mark(c) && !matches!(c, '\u{900}'..='\u{93B}' | '\u{93D}'..='\u{E7F}')
}

/// The length of what stands at the beginning of `text`: a number, a word of one script, or one character.
fn word_len(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    let belongs = |c: char| {
        if digit(first).is_some() {
            digit(c).is_some()
        } else {
            (c.is_alphabetic() && is_hangul(c) == is_hangul(first) && is_ideograph(c) == is_ideograph(first))
                || is_combining_mark(c)
        }
    };
    if digit(first).is_none() && !first.is_alphabetic() {
        return first.len_utf8();
    }
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

/// The digit 0 to 9 that a decimal digit is, in the scripts whose own digits stand in dates.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 6] = [0x30, 0x660, 0x6F0, 0x966, 0xE50, 0xFF10];
    let value = ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}
