//! Language tags. In: a tag as people and programs write it. Out: a well-formed one, in its usual case.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language tag of RFC 5646, well-formed and in its usual case (`zh-CN`, `sr-Latn-RS`).
/// RSS `language`; Atom `xml:lang`; JSON Feed `language`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Language(String);

/// The languages of two letters, those of former times included (ISO 639-1, IANA Language Subtag Registry), in order.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
                           de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz \
                           ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la \
                           lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj \
                           om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv \
                           sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Tags from before RFC 4646 that do not have the form of today's and are valid all the same (RFC 5646 §2.1, `irregular`).
const IRREGULAR: [&str; 14] = [
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "en-GB-oed",
];

/// True for two letters that stand for a language.
fn is_language(letters: &[u8]) -> bool {
    // Each has its two letters and the blank behind them.
    let (known, _) = TWO_LETTERS.as_bytes().as_chunks::<3>();
    let last = TWO_LETTERS.as_bytes().last_chunk::<2>();
    known.binary_search_by(|[first, second, _]| [*first, *second].as_slice().cmp(letters)).is_ok()
        || last.is_some_and(|last| last == letters)
}

impl Language {
    /// Reads a tag as people and programs write it (`zh_cn`, `EN-us`, `en_US.UTF-8`).
    ///
    /// Returns `None` for what has not the form of a tag (RFC 5646 §2.1): a language of two or three letters, then
    /// sub-tags of one to eight letters and digits; or `x` and sub-tags, for private use; or one of the irregular tags of
    /// former times. Of two letters only those are a language that stand for one: many write the country instead
    /// (`cn`, `jp`), and then no reader knows what to do with it.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        // The names of locales go on with a charset and a variant: `de_DE.UTF-8`, `de_DE@euro`.
        let tag = tag.split(['.', '@']).next()?.trim().trim_end_matches(['-', '_']).replace('_', "-");
        // All of them have several parts, which most tags have not.
        if tag.contains('-')
            && let Some(known) = IRREGULAR.iter().find(|known| known.eq_ignore_ascii_case(&tag))
        {
            return Some(Self((*known).to_owned()));
        }
        let mut out = String::with_capacity(tag.len());
        // Behind a singleton is an extension, which is written in small letters (RFC 5646 §2.1.1).
        let mut is_extension = false;
        for (at, part) in tag.split('-').enumerate() {
            let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
            let is_private = part.eq_ignore_ascii_case("x") && tag.len() > 2;
            if at == 0 && !is_private {
                if !(letters && (2..=3).contains(&part.len())) {
                    return None;
                }
                let language = part.to_ascii_lowercase();
                if language.len() == 2 && !is_language(language.as_bytes()) {
                    return None;
                }
                out.push_str(&language);
                continue;
            }
            if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return None;
            }
            if at > 0 {
                out.push('-');
            }
            match part.split_at_checked(1) {
                _ if is_extension => out.push_str(&part.to_ascii_lowercase()),
                Some((_, rest)) if letters && rest.len() == 1 => out.push_str(&part.to_ascii_uppercase()),
                Some((first, rest)) if letters && rest.len() == 3 => {
                    out.push_str(&first.to_ascii_uppercase());
                    out.push_str(&rest.to_ascii_lowercase());
                }
                _ => out.push_str(&part.to_ascii_lowercase()),
            }
            is_extension |= part.len() == 1;
        }
        Some(Self(out))
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for languages that are written from right to left.
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        let mut parts = self.0.split('-');
        let language = parts.next().unwrap_or_default();
        if self.0.split('-').any(|p| p == "Latn") {
            return false;
        }
        matches!(
            language,
            "ar" | "arc" | "ckb" | "dv" | "fa" | "ha" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi"
        )
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_two_letters_is_found_and_nothing_else() {
        let known: Vec<&str> = TWO_LETTERS.split(' ').collect();
        for [first, second] in
            (b'a'..=b'z').flat_map(|first| (b'a'..=b'z').map(move |second| [first, second]))
        {
            let tag: String = [first, second].map(char::from).into_iter().collect();
            assert_eq!(is_language(&[first, second]), known.contains(&tag.as_str()), "{tag}");
        }
    }

    #[test]
    fn tags_are_read_leniently_and_a_country_is_no_language() {
        for (written, tag) in [
            ("zh_cn", Some("zh-CN")),
            ("EN", Some("en")),
            ("sr-latn-rs", Some("sr-Latn-RS")),
            ("gsw", Some("gsw")),
            ("en-US.UTF-8", Some("en-US")),
            ("de_DE@euro", Some("de-DE")),
            ("en-us-", Some("en-US")),
            ("zh-hans-cn", Some("zh-Hans-CN")),
            ("zh-min-nan", Some("zh-min-nan")),
            ("I-Klingon", Some("i-klingon")),
            ("en-gb-oed", Some("en-GB-oed")),
            ("X-Private", Some("x-private")),
            ("de-x-ABCD", Some("de-x-abcd")),
            ("i-other", None),
            ("x", None),
            ("x-", None),
            ("en us", None),
            (".UTF-8", None),
            ("cn", None),
            ("jp-JP", None),
            ("english", None),
            ("e", None),
            ("", None),
        ] {
            assert_eq!(Language::parse(written).as_ref().map(Language::as_str), tag, "{written}");
        }
    }
}
