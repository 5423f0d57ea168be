//! Bytes of a text file in, characters out: byte order marks, UTF-8 as it is, and a guess for everything else.
//!
//! Line ends stay as they are. What is no text at all is not recognised here.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that a guess is made from. More of them make it slower, hardly better.
const GUESSED_FROM: usize = 32 * 1024;

/// Bytes in which a page may declare its encoding (HTML, "prescan a byte stream").
const DECLARED_WITHIN: usize = 1024;

/// Decodes `bytes`.
///
/// The second value is the name of the encoding where it was neither UTF-8 nor said by a byte order mark, but declared in
/// a `<meta charset>` or guessed: reason enough to tell the author. Bytes that have no meaning in the encoding become
/// U+FFFD. The text has no byte order mark.
#[must_use]
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE {
            return (encoding.decode_without_bom_handling(rest).0, None);
        }
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    let encoding = declared(bytes).unwrap_or_else(|| guess(bytes));
    (encoding.decode_without_bom_handling(bytes).0, Some(encoding.name()))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // A text that begins in ASCII says nothing about the rest: the sample starts where it becomes interesting.
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = bytes.get(first..).unwrap_or_default();
    let sample = sample.get(..GUESSED_FROM).unwrap_or(sample);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len() - first);
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding of `<meta charset="…">` or `<meta http-equiv content="…; charset=…">`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARED_WITHIN).unwrap_or(bytes).to_ascii_lowercase();
    let meta = memchr::memmem::find(&head, b"<meta")?;
    let head = head.get(meta..)?;
    let label = head.get(memchr::memmem::find(head, b"charset")? + b"charset".len()..)?;
    let label = label.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
    let end = label.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:".contains(byte))?;
    // A page that really were UTF-16 or UTF-8 would not have come this far.
    Encoding::for_label(label.get(..end)?).filter(|found| found.is_ascii_compatible() && *found != UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE: &str = "新媒体：今天天气很好，我们一起去公园散步吧。人民网北京六月十五日电，记者获悉。";

    #[test]
    fn utf_8_is_borrowed_and_loses_its_byte_order_mark() {
        assert!(matches!(decode("a é".as_bytes()), (Cow::Borrowed("a é"), None)));
        assert!(matches!(decode(b"\xEF\xBB\xBF---\r\n"), (Cow::Borrowed("---\r\n"), None)));
    }

    #[test]
    fn utf_16_is_read_by_its_byte_order_mark() {
        let little: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("a媒".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain("a媒".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(decode(&little).0, "a媒");
        assert_eq!(decode(&big), (Cow::Borrowed("a媒"), None));
    }

    #[test]
    fn other_encodings_are_guessed_and_named() {
        for (encoding, text) in [
            (encoding_rs::GBK, CHINESE),
            (encoding_rs::SHIFT_JIS, "これは日本語の記事です。今日はとても天気が良いですね。"),
            (encoding_rs::WINDOWS_1251, "Сегодня хорошая погода, и мы пошли гулять в парк."),
            (encoding_rs::WINDOWS_1252, "L'été dernier, nous étions à la plage près de Nîmes."),
        ] {
            let bytes = encoding.encode(text).0;
            let (decoded, name) = decode(&bytes);
            assert_eq!(decoded, text);
            assert_eq!(name, Some(encoding.name()));
        }
    }

    #[test]
    fn a_long_ascii_beginning_does_not_hide_the_encoding() {
        let mut bytes = vec![b'x'; 2 * GUESSED_FROM];
        bytes.extend_from_slice(&encoding_rs::GBK.encode(CHINESE).0);
        assert!(decode(&bytes).0.ends_with(CHINESE));
    }

    #[test]
    fn a_declared_encoding_wins_over_a_guess() {
        let mut bytes = b"<html><head><META charset=\"iso-8859-2\"></head><body>".to_vec();
        bytes.extend_from_slice(&[0xB3, 0xF3, 0xBF]);
        let (text, name) = decode(&bytes);
        assert!(text.ends_with("łóż"), "{text}");
        assert_eq!(name, Some("ISO-8859-2"));
    }

    #[test]
    fn any_bytes_give_some_text() {
        for bytes in [&b"\xFF"[..], b"\xFE\xFF\xD8", b"<meta charset=\xFF", b"<meta charset", b"\x80\x81\xFE"]
        {
            let _ = decode(bytes);
        }
    }
}
