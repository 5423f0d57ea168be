//! What a file is that is no feed and no text. In: its bytes. Out: what it is and how to get at the feed, if that is known.

/// What files begin with, and what to say of them.
const BEGINNINGS: [(&[u8], &str); 12] = [
    (b"\x1f\x8b", "it is compressed with gzip; unpack it (`gzip -dc`), or fetch it with `curl --compressed`"),
    (
        b"\x28\xb5\x2f\xfd",
        "it is compressed with Zstandard; unpack it (`zstd -dc`), or fetch it with `curl --compressed`",
    ),
    (b"BZh", "it is compressed with bzip2; unpack it (`bzip2 -dc`)"),
    (b"\xfd7zXZ", "it is compressed with xz; unpack it (`xz -dc`)"),
    (b"PK\x03\x04", "it is a ZIP archive; unpack it (`unzip`), and give the feed that is in it"),
    (b"%PDF", "it is a PDF; give the address of the site's feed"),
    (b"\x89PNG", "it is a picture (PNG); give the address of the site's feed"),
    (b"\xff\xd8\xff", "it is a picture (JPEG); give the address of the site's feed"),
    (b"GIF8", "it is a picture (GIF); give the address of the site's feed"),
    (b"ID3", "it is a sound file (MP3); give the feed that names it"),
    (b"SQLite format 3", "it is a database (SQLite); give the feed that is made from it"),
    (b"\x7fELF", "it is a program; give a feed"),
];

/// Bytes of the beginning that are looked at.
const LOOKED_AT: usize = 512;

/// What it is. `None`: it may well be text.
pub(super) fn what(bytes: &[u8]) -> Option<&'static str> {
    let known = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning));
    if let Some((_, what)) = known {
        return Some(what);
    }
    let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    // Text in UTF-16 and UTF-32 has zeros, and a byte order mark or markup before them.
    let is_binary = memchr::memchr(0, head).is_some()
        && memchr::memchr(b'<', head).is_none()
        && !head.starts_with(b"\xff\xfe")
        && !head.starts_with(b"\xfe\xff");
    is_binary
        .then_some("it is no text; if the server compresses what it sends, fetch it with `curl --compressed`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_kinds_are_named_and_text_is_not() {
        for (bytes, word) in [
            (&b"\x1f\x8b\x08\x00"[..], Some("gzip")),
            (b"PK\x03\x04", Some("ZIP")),
            (b"%PDF-1.4", Some("PDF")),
            (b"\x01\x00\x02", Some("no text")),
            (b"plain", None),
            (b"<\x00r\x00", None),
            (b"", None),
        ] {
            assert_eq!(what(bytes).is_some(), word.is_some(), "{bytes:?}");
            assert!(word.is_none_or(|word| what(bytes).is_some_and(|what| what.contains(word))), "{bytes:?}");
        }
    }
}
