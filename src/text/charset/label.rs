//! Labels of encodings. In: what a feed or a server calls its encoding. Out: the encoding, where anybody can tell which is meant.

use encoding_rs::{Encoding, REPLACEMENT};

/// The encoding of a label, also of one that is spelled in a way of its own: `UTF_8`, `utf 8`, `latin-1`, `win-1251`, `cp-1252`.
pub(super) fn by_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | ',' | ';'));
    let found = Encoding::for_label(label.as_bytes()).or_else(|| {
        let bare: String =
            label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let spelled = match bare.as_str() {
            "unicode" | "utf" | "u8" | "xutf8" | "utf8n" | "utf8bom" | "utf8mb4" | "unicode11utf8" => {
                "utf-8".to_owned()
            }
            "utf16" | "u16" | "ucs2" => "utf-16".to_owned(),
            "ansi" | "latin" | "western" => "windows-1252".to_owned(),
            // Windows has numbers for the encodings of East Asia, too.
            "shiftjis" | "xsjis" | "cp932" | "windows932" => "shift_jis".to_owned(),
            "cp936" | "windows936" | "euccn" => "gbk".to_owned(),
            "cp950" | "windows950" | "big5hkscs" | "big5tw" => "big5".to_owned(),
            "cp949" | "ksc5601" | "ksx1001" => "euc-kr".to_owned(),
            "macroman" => "macintosh".to_owned(),
            "maccyrillic" => "x-mac-cyrillic".to_owned(),
            "xeucjp" => "euc-jp".to_owned(),
            bare => match bare.strip_prefix("win").or_else(|| bare.strip_prefix("cp")) {
                Some(page) if page.starts_with(|c: char| c.is_ascii_digit()) => format!("windows-{page}"),
                _ => bare.to_owned(),
            },
        };
        Encoding::for_label(spelled.as_bytes()).or_else(|| {
            // `big5` is, `iso88591` is; `euckr` and `gb-2312` are known by other spellings.
            let (name, page) =
                spelled.split_at(spelled.find(|c: char| c.is_ascii_digit()).unwrap_or(spelled.len()));
            let dashed = match name {
                "euc" | "koi" | "tis" | "windows" => format!("{name}-{page}"),
                _ if name.len() > 3 && name.starts_with("euc") => format!("euc-{}", name.get(3..)?),
                _ => return None,
            };
            Encoding::for_label(dashed.as_bytes())
        })
    });
    found.filter(|encoding| *encoding != REPLACEMENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_understood_as_people_spell_them() {
        for (label, name) in [
            ("UTF_8", "UTF-8"),
            ("utf 8", "UTF-8"),
            ("Latin-1", "windows-1252"),
            ("ISO_8859_2", "ISO-8859-2"),
            ("win-1251", "windows-1251"),
            ("CP-1252", "windows-1252"),
            ("windows1250", "windows-1250"),
            ("EUC_KR", "EUC-KR"),
            ("shift-jis", "Shift_JIS"),
            ("Big-5", "Big5"),
            ("\"gb2312\"", "GBK"),
            ("U8", "UTF-8"),
            ("cp932", "Shift_JIS"),
            ("Windows-936", "GBK"),
            ("Big5_HKSCS", "Big5"),
            ("KS_C_5601", "EUC-KR"),
            ("mac_roman", "macintosh"),
        ] {
            assert_eq!(by_label(label).map(Encoding::name), Some(name), "{label}");
        }
        for label in ["bogus", "", "hz-gb-2312", "é", "8"] {
            assert_eq!(by_label(label), None, "{label}");
        }
    }
}
