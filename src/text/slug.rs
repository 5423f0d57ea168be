//! Names of categories: when two are one, and what a name is called in a path.
//!
//! In: a name as an author spelled it. Out: its key (equal for spellings of one category) and its path segment (a pure
//! function of the key, safe on every file system, different for different keys).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::feed::NameKey;

/// Bytes of a segment at the most.
const MAX_BYTES: usize = 80;

/// Bytes of the clean part of a segment that carries a digest.
const MAX_CLEAN_BYTES: usize = MAX_BYTES - 9;

/// The key of a name: in NFC and lower case, with every run of blanks, `-` and `_` as one `-`, and none at either end.
/// Two names with one key are one category.
///
/// A name of nothing but blanks has an empty key: it names nothing.
#[must_use]
pub fn key(name: &str) -> NameKey {
    let mut key = String::with_capacity(name.len());
    let mut gap = false;
    let is_gap = |c: char| c.is_whitespace() || c == '-' || c == '_';
    let mut push = |c: char| {
        if is_gap(c) {
            gap = true;
            return;
        }
        if gap && !key.is_empty() {
            key.push('-');
        }
        gap = false;
        key.push(c);
    };
    if name.is_ascii() {
        name.chars().map(|c| c.to_ascii_lowercase()).for_each(&mut push);
    } else if name.chars().all(is_composed) {
        name.chars().flat_map(char::to_lowercase).for_each(&mut push);
    } else {
        // Lower case can leave the normal form (U+0130), hence the second pass.
        name.nfc().flat_map(char::to_lowercase).nfc().for_each(&mut push);
    }
    if key.is_empty() && !name.trim().is_empty() {
        // A name of dashes only is still a name.
        key.push('-');
    }
    NameKey(key)
}

/// True for letters of which it is certain that they and their small letters are in NFC, whatever stands beside them: Latin,
/// kana, Han and Hangul. Not U+0130, whose small letter is two characters.
fn is_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{12F}' | '\u{131}'..='\u{2FF}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// The path segment of a key: the key itself where it has only letters of any script, digits and `-`, is at most 80 bytes
/// and not reserved; else its clean characters, a `-`, and eight hexadecimal digits of the key's BLAKE3 digest.
///
/// A letter whose case folding is not itself (`ß` folds to `ss`) is not clean: a file system that folds case would take the
/// two for one.
#[must_use]
pub fn segment(key: &NameKey) -> String {
    let key = key.0.as_str();
    if key.len() <= MAX_BYTES
        && key.chars().all(is_clean)
        && key.chars().any(char::is_alphanumeric)
        && !is_reserved(key)
    {
        return key.to_owned();
    }
    let mut clean = String::with_capacity(MAX_CLEAN_BYTES);
    for c in key.chars().filter(|c| is_clean(*c)) {
        if clean.len() + c.len_utf8() > MAX_CLEAN_BYTES {
            break;
        }
        if !(c == '-' && (clean.is_empty() || clean.ends_with('-'))) {
            clean.push(c);
        }
    }
    let clean = clean.trim_end_matches('-').trim_start_matches(is_combining_mark);
    let digest = blake3::hash(key.as_bytes()).to_hex();
    let digest = &digest.as_str()[..8];
    if clean.is_empty() { digest.to_owned() } else { format!("{clean}-{digest}") }
}

/// True for characters that stand in a segment as they are.
fn is_clean(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    }
    (c.is_alphanumeric() || is_combining_mark(c)) && folds_to_itself(c)
}

/// True where upper-casing and lower-casing `c` gives it back, which fails for all characters that case folding changes.
fn folds_to_itself(c: char) -> bool {
    c.to_uppercase().flat_map(char::to_lowercase).eq([c])
}

/// True for names that some system keeps for itself.
fn is_reserved(key: &str) -> bool {
    let device = |name: &str| {
        matches!(name, "con" | "prn" | "aux" | "nul" | "conin" | "conout" | "clock" | "desktop" | "thumbs")
    };
    let numbered = |prefix: &str| {
        key.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    device(key) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (a, b) in [
            ("Rust", "rust"),
            ("New Media", "new_media"),
            ("New  Media ", "new-media"),
            ("Cafe\u{301}", "CAFÉ"),
            ("a - b", "A_B"),
            ("\u{212A}", "k"),
        ] {
            assert_eq!(key(a), key(b), "{a:?} and {b:?}");
        }
    }

    #[test]
    fn composed_letters_stay_as_they_are_in_normal_form() {
        for c in ('\0'..=char::MAX).filter(|c| is_composed(*c)) {
            // Certain for each character alone is certain for any text of them.
            assert_eq!(is_nfc_quick([c].into_iter()), IsNormalized::Yes, "{c:?}");
            assert_eq!(is_nfc_quick(c.to_lowercase()), IsNormalized::Yes, "{c:?}");
        }
    }

    #[test]
    fn other_names_have_other_segments() {
        let names = [
            "C",
            "C#",
            "C++",
            "c.",
            "straße",
            "strasse",
            "İ",
            "i",
            "ı",
            "ſ",
            "s",
            "ς",
            "σ",
            "ﬁ",
            "fi",
            "a/b",
            "ab",
            "a\\b",
            ".",
            "..",
            "...",
            "🎉",
            "🎈",
            "con",
            "index",
            "rss.xml",
            "%2e",
            "e\u{323}\u{301}",
            "新媒体",
            "新 媒体",
            "-",
            "#",
            "?",
            "&",
        ];
        for (i, a) in names.iter().enumerate() {
            for b in &names[i + 1..] {
                let (a_key, b_key) = (key(a), key(b));
                if a_key != b_key {
                    assert_ne!(segment(&a_key), segment(&b_key), "{a:?} and {b:?}");
                }
            }
        }
    }

    #[test]
    fn a_clean_name_is_its_own_segment() {
        for (name, expected) in [
            ("Rust", "rust"),
            ("新媒体", "新媒体"),
            ("New Media", "new-media"),
            ("Ελλάδα", "ελλάδα"),
            ("हिन्दी", "हिन्दी"),
            ("2024", "2024"),
        ] {
            assert_eq!(segment(&key(name)), expected);
        }
    }

    #[test]
    fn an_unclean_name_carries_a_digest() {
        let segment = segment(&key("C#/.NET & \"friends\""));
        let (clean, digest) = segment.rsplit_once('-').unwrap();
        assert_eq!(clean, "cnet-friends");
        assert!(digest.len() == 8 && digest.bytes().all(|b| b.is_ascii_hexdigit()));
    }

    #[test]
    fn every_segment_is_safe_on_every_file_system() {
        let long = "漢".repeat(300);
        for name in [
            "../../etc/passwd",
            "..",
            ".",
            "a\0b",
            "CON",
            "nul",
            "COM1",
            "a:b",
            "x.",
            "x ",
            "\n",
            "%2e%2e%2f",
            "🎉",
            &long,
            "\u{202e}abc",
        ] {
            let segment = segment(&key(name));
            assert!(!segment.is_empty() && segment.len() <= MAX_BYTES, "{name:?} gives {segment:?}");
            assert!(
                segment.chars().all(|c| c == '-' || c.is_alphanumeric() || is_combining_mark(c)),
                "{name:?} gives {segment:?}"
            );
            assert!(!is_reserved(&segment), "{name:?} gives {segment:?}");
        }
    }
}
