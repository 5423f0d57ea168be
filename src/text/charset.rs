//! Bytes of a text file in, characters out: byte order marks, UTF-8 as it is, and a guess for everything else.
//!
//! Line ends stay as they are, but for carriage returns that stand alone: they become line feeds. What is no text at all is
//! told by [`is_binary`].

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE};

pub mod feed;
mod label;

/// Bytes that a guess is made from. More of them make it slower, hardly better.
const GUESSED_FROM: usize = 32 * 1024;

/// Bytes in which a page may declare its encoding (HTML, "prescan a byte stream").
const DECLARED_WITHIN: usize = 1024;

/// The letters of Ukrainian and Belarusian that KOI8-U has and KOI8-R has not; for the rest they are the same.
const OF_KOI8_U: [u8; 10] = [0xA4, 0xA6, 0xA7, 0xAD, 0xAE, 0xB4, 0xB6, 0xB7, 0xBD, 0xBE];

/// What there is to tell the author about the encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Neither UTF-8 nor said by a byte order mark: declared in a `<meta charset>`, or guessed.
    Guessed(&'static str),
    /// UTF-8, with bytes in it that are none; the first of them is on this line, from 1.
    Damaged(u32),
}

/// Decodes `bytes`.
///
/// Bytes that have no meaning in the encoding become U+FFFD. The text has no byte order mark.
#[must_use]
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Doubt>) {
    let (text, doubt) = characters(bytes);
    (line_feeds(text), doubt)
}

fn characters(bytes: &[u8]) -> (Cow<'_, str>, Option<Doubt>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        if encoding == UTF_16LE || encoding == UTF_16BE {
            return (encoding.decode_without_bom_handling(rest).0, None);
        }
    }
    let marked = bytes.strip_prefix(b"\xEF\xBB\xBF");
    let rest = marked.unwrap_or(bytes);
    match simdutf8::compat::from_utf8(rest) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) if marked.is_some() || is_damaged_utf_8(rest) => {
            let before = rest.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + memchr::memchr_iter(b'\n', before).count();
            let text = UTF_8.decode_without_bom_handling(rest).0;
            (text, Some(Doubt::Damaged(u32::try_from(line).unwrap_or(u32::MAX))))
        }
        Err(_) => {
            let encoding = declared(bytes).unwrap_or_else(|| guess(bytes));
            (encoding.decode_without_bom_handling(bytes).0, Some(Doubt::Guessed(encoding.name())))
        }
    }
}

/// True for UTF-8 of which a few bytes are wrong, as where a program cut a text between the bytes of a character. In other
/// encodings only few characters happen to look like one of UTF-8.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right >= wrong.saturating_mul(4)
}

/// Carriage returns without line feed, the line ends of old systems, would make one line of a file.
fn line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if memchr::memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n')) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(if c == '\r' && chars.peek() != Some(&'\n') { '\n' } else { c });
    }
    Cow::Owned(out)
}

/// True for what is no text in any encoding that is read: of its beginning, more than every sixteenth byte is a control
/// character. A few of them do not make a text unreadable.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 8 * 1024;
    let utf_32 = bytes.starts_with(&[0xFF, 0xFE, 0, 0]);
    if !utf_32 && (bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])) {
        return false;
    }
    let beginning = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let is_control = |b: u8| (b < 0x20) || (b == 0x7F);
    // Tab, line feed, form feed, carriage return and escape stand in texts. They are told apart only where it matters.
    let is_odd = |b: u8| is_control(b) && !matches!(b, 0x09 | 0x0A | 0x0C | 0x0D | 0x1B);
    let allowed = beginning.len() / 16;
    count(beginning, is_control) > allowed && count(beginning, is_odd) > allowed
}

/// How many of `bytes` are `wanted`. Counts chunk by chunk in bytes, which lets the compiler look at many of them at once.
fn count(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    let in_chunk =
        |chunk: &[u8]| usize::from(chunk.iter().fold(0_u8, |count, b| count + u8::from(wanted(*b))));
    bytes.chunks(128).map(in_chunk).sum()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // A text that begins in ASCII says nothing about the rest: the sample starts where it becomes interesting.
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = bytes.get(first..).unwrap_or_default();
    let sample = sample.get(..GUESSED_FROM).unwrap_or(sample);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len() - first);
    match detector.guess(None, Utf8Detection::Deny) {
        guessed if guessed == KOI8_U && !bytes.iter().any(|byte| OF_KOI8_U.contains(byte)) => KOI8_R,
        guessed => guessed,
    }
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
            let (decoded, doubt) = decode(&bytes);
            assert_eq!(decoded, text);
            assert_eq!(doubt, Some(Doubt::Guessed(encoding.name())));
        }
    }

    #[test]
    fn a_cut_character_does_not_make_another_encoding_of_utf_8() {
        let mut bytes = format!("one\n{CHINESE}").into_bytes();
        bytes.truncate(bytes.len() - 1);
        let (text, doubt) = decode(&bytes);
        assert_eq!(text, format!("one\n{}\u{FFFD}", CHINESE.trim_end_matches('。')));
        assert_eq!(doubt, Some(Doubt::Damaged(2)));
        assert_eq!(decode(b"\xEF\xBB\xBFa\xFF").1, Some(Doubt::Damaged(1)), "the mark says UTF-8");
    }

    #[test]
    fn a_carriage_return_that_stands_alone_ends_a_line() {
        for (bytes, text) in
            [("a\rb\r", "a\nb\n"), ("a\r\nb\r\n", "a\r\nb\r\n"), ("a\r\r\nb", "a\n\r\nb"), ("a\nb", "a\nb")]
        {
            assert_eq!(decode(bytes.as_bytes()).0, text, "{bytes:?}");
        }
        assert!(matches!(decode(b"a\r\n").0, Cow::Borrowed(_)));
    }

    #[test]
    fn a_few_control_characters_do_not_make_a_text_binary() {
        assert!(!is_binary(b"text with one \0 in it"));
        assert!(!is_binary(b"\xFF\xFEa\0"), "UTF-16");
        assert!(is_binary(b"\xFF\xFE\0\0a\0\0\0"), "UTF-32");
        assert!(is_binary(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"));
        assert!(is_binary(&[0; 100]));
        assert!(!is_binary(b""));
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
        let (text, doubt) = decode(&bytes);
        assert!(text.ends_with("łóż"), "{text}");
        assert_eq!(doubt, Some(Doubt::Guessed("ISO-8859-2")));
    }

    #[test]
    fn koi8_is_ukrainian_only_with_letters_of_ukrainian() {
        let russian =
            "Сегодня хорошая погода, и мы идём гулять в парк. Новости дня от наших корреспондентов.";
        let ukrainian =
            "Сьогодні гарна погода, і ми йдемо гуляти в парк. Її новини від наших кореспондентів.";
        for (encoding, text) in [(KOI8_R, russian), (KOI8_U, ukrainian)] {
            let (bytes, _, _) = encoding.encode(text);
            let (decoded, doubt) = decode(&bytes);
            assert_eq!((&*decoded, doubt), (text, Some(Doubt::Guessed(encoding.name()))));
        }
    }

    #[test]
    fn any_bytes_give_some_text() {
        for bytes in [&b"\xFF"[..], b"\xFE\xFF\xD8", b"<meta charset=\xFF", b"<meta charset", b"\x80\x81\xFE"]
        {
            let _ = decode(bytes);
        }
    }
}
