//! The characters of a feed. In: its bytes, and the label that HTTP gave. Out: text, the encoding, how that was found, and what
//! was wrong with what was said of it.
//!
//! A byte order mark counts most, then HTTP, then the XML declaration (RFC 7303 §3, XML 1.0 §F.2), then a guess; but where the
//! bytes are UTF-8 beyond ASCII they are UTF-8, whatever a label says: no text of another encoding looks like that by chance.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::label::by_label;
use super::{guess, is_damaged_utf_8};

/// Bytes in which a document may declare its encoding.
const DECLARED_WITHIN: usize = 1024;

/// How the encoding of a document was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CharsetFrom {
    /// A byte order mark.
    Mark,
    /// The `charset` of `Content-Type`.
    Http,
    /// The XML declaration.
    Declaration,
    /// The bytes are UTF-8, whatever else was said.
    #[default]
    Bytes,
    /// A guess.
    Guess,
}

/// What was wrong with the encoding of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A label that names no encoding, and who gave it.
    Unknown(String, CharsetFrom),
    /// A label that names another encoding than the bytes have, and who gave it.
    Lie(String, CharsetFrom),
    /// Nobody named an encoding, and the bytes are not UTF-8.
    Unnamed,
    /// Bytes that mean nothing in the encoding became U+FFFD; so many bytes of the text are before the first.
    Damaged(usize),
}

/// A decoded document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// Its characters, without a byte order mark.
    pub text: Cow<'a, str>,
    /// The name of its encoding (WHATWG Encoding §4.2), or `UTF-32LE`, `UTF-32BE`.
    pub charset: &'static str,
    /// How that was found.
    pub from: CharsetFrom,
    /// What was wrong.
    pub doubts: Vec<Doubt>,
}

/// An encoding with 16 or 32 bits a unit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wide {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

/// Decodes a feed. `http` is the `charset` of its `Content-Type`.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], http: Option<&str>) -> Decoded<'a> {
    if let Some((wide, mark)) = wide_mark(bytes) {
        return wide_text(wide, bytes.get(mark..).unwrap_or_default(), CharsetFrom::Mark);
    }
    if let Some(wide) = wide_by_pattern(bytes) {
        return wide_text(wide, bytes, CharsetFrom::Bytes);
    }
    let marked = bytes.strip_prefix(b"\xEF\xBB\xBF");
    let bytes = marked.unwrap_or(bytes);
    let mut doubts = Vec::new();
    let declared = declaration(bytes);
    let labels = [(http, CharsetFrom::Http), (declared, CharsetFrom::Declaration)];
    let named = labels.into_iter().find_map(|(label, from)| {
        let label = label.map(str::trim).filter(|label| !label.is_empty())?;
        let Some(encoding) = by_label(label) else {
            doubts.push(Doubt::Unknown(label.to_owned(), from));
            return None;
        };
        // Servers that know nothing of a document say `us-ascii`. What is none shows that they do not.
        if from == CharsetFrom::Http && is_ascii_label(label) && declared.is_some() && !bytes.is_ascii() {
            doubts.push(Doubt::Lie(label.to_owned(), from));
            return None;
        }
        Some((encoding, label, from))
    });
    let valid = simdutf8::compat::from_utf8(bytes);
    let (encoding, from) = match (marked, &valid, named) {
        (Some(_), ..) => (UTF_8, CharsetFrom::Mark),
        (None, Ok(text), Some((encoding, label, from))) => {
            if encoding == UTF_8
                || (encoding.is_ascii_compatible() || is_stateful(encoding)) && text.is_ascii()
            {
                (encoding, from)
            } else {
                doubts.push(Doubt::Lie(label.to_owned(), from));
                (UTF_8, CharsetFrom::Bytes)
            }
        }
        (None, Ok(_), None) => (UTF_8, CharsetFrom::Bytes),
        (None, Err(_), Some((encoding, _, from))) if encoding != UTF_8 && encoding.is_ascii_compatible() => {
            (encoding, from)
        }
        (None, Err(_), named) => {
            let guessed = if is_damaged_utf_8(bytes) { UTF_8 } else { guess(bytes) };
            match named {
                Some((encoding, _, from)) if encoding == guessed => (encoding, from),
                Some((_, label, from)) => {
                    doubts.push(Doubt::Lie(label.to_owned(), from));
                    (guessed, CharsetFrom::Guess)
                }
                // Damaged UTF-8 needs no name: that bytes are damaged is told where they are.
                None if guessed == UTF_8 => (guessed, CharsetFrom::Bytes),
                None => {
                    doubts.push(Doubt::Unnamed);
                    (guessed, CharsetFrom::Guess)
                }
            }
        }
    };
    let text = match valid {
        Ok(text) if !is_stateful(encoding) => Cow::Borrowed(text),
        _ => narrow_text(encoding, bytes, &mut doubts),
    };
    Decoded { text, charset: encoding.name(), from, doubts }
}

/// True for labels of ASCII, which the WHATWG reads as Windows-1252.
fn is_ascii_label(label: &str) -> bool {
    ["us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us"].iter().any(|ascii| label.eq_ignore_ascii_case(ascii))
}

/// True for encodings in which ASCII bytes may mean other characters.
fn is_stateful(encoding: &'static Encoding) -> bool {
    encoding == encoding_rs::ISO_2022_JP
}

fn narrow_text<'a>(encoding: &'static Encoding, bytes: &'a [u8], doubts: &mut Vec<Doubt>) -> Cow<'a, str> {
    // Of GBK the superset is read: all who say the one may mean the other.
    let decoder = if encoding == GBK { GB18030 } else { encoding };
    let (text, damaged) = decoder.decode_without_bom_handling(bytes);
    if damaged {
        doubts.push(Doubt::Damaged(text.find('\u{FFFD}').unwrap_or_default()));
    }
    text
}

/// The encoding of a byte order mark that is not that of UTF-8, and the bytes of the mark.
fn wide_mark(bytes: &[u8]) -> Option<(Wide, usize)> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] => Some((Wide::Utf32Le, 4)),
        [0, 0, 0xFE, 0xFF, ..] => Some((Wide::Utf32Be, 4)),
        [0xFF, 0xFE, ..] => Some((Wide::Utf16Le, 2)),
        [0xFE, 0xFF, ..] => Some((Wide::Utf16Be, 2)),
        _ => None,
    }
}

/// The encoding that the zeros around the first character tell, which is a `<`, a `{` or a blank (XML 1.0 §F.1).
fn wide_by_pattern(bytes: &[u8]) -> Option<Wide> {
    let begins = |b: u8| matches!(b, b'<' | b'{' | b' ' | b'\n' | b'\r' | b'\t');
    match *bytes.get(..4)? {
        [first, 0, 0, 0] if begins(first) => Some(Wide::Utf32Le),
        [0, 0, 0, first] if begins(first) => Some(Wide::Utf32Be),
        [first, 0, second, 0] if begins(first) && second != 0 => Some(Wide::Utf16Le),
        [0, first, 0, second] if begins(first) && second != 0 => Some(Wide::Utf16Be),
        _ => None,
    }
}

fn wide_text(wide: Wide, bytes: &[u8], from: CharsetFrom) -> Decoded<'_> {
    let (text, charset) = match wide {
        Wide::Utf16Le => (UTF_16LE.decode_without_bom_handling(bytes).0, UTF_16LE.name()),
        Wide::Utf16Be => (UTF_16BE.decode_without_bom_handling(bytes).0, UTF_16BE.name()),
        Wide::Utf32Le => (utf_32(bytes, u32::from_le_bytes), "UTF-32LE"),
        Wide::Utf32Be => (utf_32(bytes, u32::from_be_bytes), "UTF-32BE"),
    };
    let damaged = text.find('\u{FFFD}').map(Doubt::Damaged);
    Decoded { text, charset, from, doubts: damaged.into_iter().collect() }
}

/// UTF-32, which the WHATWG does not know any more. What is no character, and what is left over at the end, is U+FFFD.
fn utf_32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Cow<'static, str> {
    let (units, rest) = bytes.as_chunks::<4>();
    let mut text = String::with_capacity(units.len());
    text.extend(
        units.iter().map(|bytes| char::from_u32(unit(*bytes)).unwrap_or(char::REPLACEMENT_CHARACTER)),
    );
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Cow::Owned(text)
}

/// The label in the XML declaration, which may stand behind blanks and comments that should not be there.
fn declaration(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..DECLARED_WITHIN).unwrap_or(bytes);
    let start = memchr::memmem::find(head, b"<?xml")?;
    let head = head.get(start..)?;
    let head = head.get(..memchr::memchr(b'>', head).unwrap_or(head.len()))?;
    let after = head.get(memchr::memmem::find(head, b"encoding")? + b"encoding".len()..)?;
    let value = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let label = match value.split_first() {
        Some((quote @ (b'"' | b'\''), value)) => value.split(|b| b == quote).next()?,
        _ => value.split(|b| b.is_ascii_whitespace() || *b == b'?').next()?,
    };
    std::str::from_utf8(label).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(label: &str, body: &[u8]) -> Vec<u8> {
        [format!("<?xml version=\"1.0\" encoding='{label}'?><a>").as_bytes(), body, b"</a>"].concat()
    }

    #[test]
    fn the_mark_wins_then_http_then_the_declaration() {
        let marked = [b"\xEF\xBB\xBF".as_slice(), &declared("iso-8859-1", "é".as_bytes())].concat();
        let cases: [(&[u8], Option<&str>, &str, CharsetFrom); 5] = [
            (&marked, Some("koi8-r"), "UTF-8", CharsetFrom::Mark),
            (&declared("koi8-r", b"\xE9"), Some("windows-1252"), "windows-1252", CharsetFrom::Http),
            (&declared("koi8-r", b"\xE9"), None, "KOI8-R", CharsetFrom::Declaration),
            (&declared("us-ascii", b"e"), None, "windows-1252", CharsetFrom::Declaration),
            (b"<a/>", None, "UTF-8", CharsetFrom::Bytes),
        ];
        for (bytes, http, charset, from) in cases {
            let decoded = decode(bytes, http);
            assert_eq!((decoded.charset, decoded.from), (charset, from), "{bytes:?}");
            assert_eq!(decoded.doubts, [], "{bytes:?}");
        }
    }

    #[test]
    fn bytes_that_are_utf_8_beyond_ascii_are_utf_8_whatever_was_said() {
        for (bytes, http) in [
            (declared("iso-8859-1", "né".as_bytes()), None),
            (declared("utf-8", "né".as_bytes()), Some("gb2312")),
            (declared("utf-16", "né".as_bytes()), None),
        ] {
            let decoded = decode(&bytes, http);
            assert_eq!((decoded.charset, decoded.from), ("UTF-8", CharsetFrom::Bytes));
            assert!(decoded.text.contains("né"));
            assert!(matches!(&decoded.doubts[..], [Doubt::Lie(..)]), "{:?}", decoded.doubts);
        }
    }

    #[test]
    fn ascii_that_http_says_and_the_bytes_are_not_gives_way_to_the_declaration() {
        let cyrillic = declared("koi8-r", b"\xC1");
        let decoded = decode(&cyrillic, Some("US-ASCII"));
        assert_eq!((decoded.charset, decoded.from), ("KOI8-R", CharsetFrom::Declaration));
        assert!(decoded.text.contains('а'));
        assert!(matches!(&decoded.doubts[..], [Doubt::Lie(..)]), "{:?}", decoded.doubts);
        assert_eq!(decode(&declared("koi8-r", b"a"), Some("us-ascii")).from, CharsetFrom::Http);
        assert_eq!(decode(b"<a>\xE9</a>", Some("us-ascii")).charset, "windows-1252");
    }

    #[test]
    fn wide_encodings_are_read_with_and_without_a_mark() {
        let text = "<?xml version='1.0'?><a>媒😀</a>";
        let units = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let scalars =
            |unit: fn(u32) -> [u8; 4]| text.chars().map(u32::from).flat_map(unit).collect::<Vec<u8>>();
        for (charset, bytes, mark) in [
            ("UTF-16LE", units(u16::to_le_bytes), &[0xFF, 0xFE][..]),
            ("UTF-16BE", units(u16::to_be_bytes), &[0xFE, 0xFF]),
            ("UTF-32LE", scalars(u32::to_le_bytes), &[0xFF, 0xFE, 0, 0]),
            ("UTF-32BE", scalars(u32::to_be_bytes), &[0, 0, 0xFE, 0xFF]),
        ] {
            let marked = [mark, &bytes].concat();
            for (bytes, from) in [(&bytes, CharsetFrom::Bytes), (&marked, CharsetFrom::Mark)] {
                let decoded = decode(bytes, Some("utf-8"));
                assert_eq!((&*decoded.text, decoded.charset, decoded.from), (text, charset, from));
            }
        }
    }

    #[test]
    fn what_is_wrong_with_an_encoding_is_told() {
        let unknown = decode(b"<?xml version='1.0' encoding=bogus?><a/>", None);
        assert_eq!(unknown.doubts, [Doubt::Unknown("bogus".to_owned(), CharsetFrom::Declaration)]);
        let overlong = decode(b"<a>\xC0\xBC n\xC3\xA9 n\xC3\xA9 n\xC3\xA9 n\xC3\xA9 n\xC3\xA9 n\xC3\xA9 n\xC3\xA9 n\xC3\xA9</a>", None);
        assert_eq!(overlong.charset, "UTF-8");
        assert!(overlong.text.starts_with("<a>\u{FFFD}\u{FFFD} né"), "{}", overlong.text);
        assert_eq!(overlong.doubts, [Doubt::Damaged(3)]);
        let half = decode(b"\xFF\xFE<\0\x00\xD8", None);
        assert_eq!((&*half.text, half.doubts), ("<\u{FFFD}", vec![Doubt::Damaged(1)]));
    }
}
