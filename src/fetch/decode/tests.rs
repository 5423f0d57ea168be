//! What codings make of bodies, good and bad.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::*;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn bare(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    ::zstd::stream::encode_all(content, 1).unwrap()
}

/// `br` of a text, made without an encoder: meta-blocks that are not compressed (RFC 7932 §9.2).
fn brotli(content: &[u8]) -> Vec<u8> {
    // WBITS 16 is one 0 bit; then for each block: not last, four nibbles of length, not compressed.
    let mut made = Vec::new();
    for (at, block) in content.chunks(1 << 16).enumerate() {
        let length = u32::try_from(block.len() - 1).unwrap();
        // Without the window's bit in front, the header of a block is 20 bits, and padding to a byte.
        let (bits, width) =
            if at == 0 { (length << 4 | 1 << 20, 21_usize) } else { (length << 3 | 1 << 19, 20) };
        made.extend_from_slice(bits.to_le_bytes().get(..width.div_ceil(8)).unwrap());
        made.extend_from_slice(block);
    }
    // A last block that is empty.
    made.push(3);
    made
}

/// Undoes a body that comes in pieces of `size`.
fn undo(coding: &str, body: &[u8], size: usize) -> Result<(Vec<u8>, Vec<&'static str>), Wrong> {
    let mut decoding = Decoding::of([coding.as_bytes()].into_iter()).unwrap().unwrap();
    let mut content = Vec::new();
    for mut piece in body.chunks(size) {
        while let Some(made) = decoding.next(&mut piece)? {
            assert!(made.len() <= PIECE);
            content.extend_from_slice(made);
        }
        assert_eq!(piece.len(), 0);
    }
    decoding.finish()?;
    let notes = decoding.notes().collect();
    Ok((content, notes))
}

fn text() -> Vec<u8> {
    (0..4000_u32)
        .flat_map(|n| format!("<item>{}</item>\n", n.wrapping_mul(2_654_435_761)).into_bytes())
        .collect()
}

#[test]
fn every_coding_is_undone_however_its_bytes_come() {
    let text = text();
    let bodies = [
        ("gzip", gzip(&text)),
        ("X-GZip", gzip(&text)),
        ("deflate", zlib(&text)),
        ("deflate", bare(&text)),
        ("br", brotli(&text)),
        ("zstd", zstd(&text)),
        ("zstd", [zstd(&text[..1000]), zstd(&text[1000..])].concat()),
        ("gzip", [gzip(&text[..1000]), gzip(&text[1000..])].concat()),
        ("gzip, br", brotli(&gzip(&text))),
        ("identity, br ,gzip", gzip(&brotli(&text))),
    ];
    for (coding, body) in &bodies {
        for size in [1, 7, 1000, body.len()] {
            let (content, notes) =
                undo(coding, body, size).unwrap_or_else(|wrong| panic!("{coding} {size}: {wrong:?}"));
            assert!(content == text, "{coding} in pieces of {size}");
            assert_eq!(notes, Vec::<&str>::new(), "{coding}");
        }
    }
}

#[test]
fn a_body_that_ends_early_is_truncated_wherever_it_ends() {
    let text = &text()[..2000];
    for (coding, body) in [
        ("gzip", gzip(text)),
        ("deflate", zlib(text)),
        ("deflate", bare(text)),
        ("br", brotli(text)),
        ("zstd", zstd(text)),
        ("gzip, br", brotli(&gzip(text))),
    ] {
        for end in 1..body.len() {
            // One byte `1f` alone may still be plain.
            let undone = undo(coding, &body[..end], 1000);
            assert_eq!(undone, Err(Wrong::Truncated), "{coding} cut at {end} of {}", body.len());
        }
    }
}

#[test]
fn what_is_wrong_with_gzip_and_can_be_coped_with_is_noted() {
    for (body, content) in [
        (b"<rss/>".to_vec(), &b"<rss/>"[..]),
        (b"\x1f<rss/>".to_vec(), b"\x1f<rss/>"),
        ([gzip(b"<rss/>"), b"\0\0\0".to_vec()].concat(), b"<rss/>"),
        ([gzip(b"<rss/>"), b"\x1f\x00<!-- -->".to_vec()].concat(), b"<rss/>"),
    ] {
        for size in [1, 1000] {
            let (undone, notes) = undo("gzip", &body, size).unwrap();
            assert_eq!((undone.as_slice(), notes.len()), (content, 1), "{body:?}");
        }
    }
}

#[test]
fn a_header_of_gzip_may_have_every_part() {
    let plain = gzip(b"content");
    let mut full = vec![0x1f, 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3];
    full.extend(b"\x03\x00abcname\0comment\0\x12\x34");
    full.extend(&plain[10..]);
    assert_eq!(undo("gzip", &full, 1).unwrap().0, b"content");
    let endless = [&full[..10], &[2, 0, 1, 1], &vec![b'a'; 70_000]].concat();
    assert!(matches!(undo("gzip", &endless, 1000), Err(Wrong::Corrupt(_))));
}

#[test]
fn what_is_not_in_its_coding_is_corrupt() {
    let mut wrong_sum = gzip(b"content");
    let at = wrong_sum.len() - 6;
    wrong_sum[at] ^= 1;
    for (coding, body) in [
        ("gzip", wrong_sum.as_slice()),
        ("gzip", b"\x1f\x8b\x07aaaaaaaaaa"),
        ("deflate", b"<?xml version='1.0'?><rss/>"),
        ("br", b"<?xml version='1.0'?><rss/>"),
        ("zstd", b"<?xml version='1.0'?><rss/>"),
        // A window of 16 MiB.
        ("zstd", b"\x28\xb5\x2f\xfd\x00\x70\x00\x00\x00\x00\x00"),
    ] {
        assert!(matches!(undo(coding, body, 1000), Err(Wrong::Corrupt(_))), "{coding} {body:?}");
    }
}

#[test]
fn a_body_without_a_byte_is_empty_in_every_coding() {
    for coding in ["gzip", "deflate", "br", "zstd"] {
        assert_eq!(undo(coding, b"", 1000).unwrap().0, b"");
    }
}

#[test]
fn codings_that_nobody_knows_and_too_many_are_refused() {
    let of = |field: &str| Decoding::of([field.as_bytes()].into_iter()).map(|decoding| decoding.is_some());
    assert_eq!(of("identity"), Ok(false));
    assert_eq!(of(" , "), Ok(false));
    assert_eq!(of("gzip, identity"), Ok(true));
    assert!(of("gzip, gzip, gzip").is_err());
    assert!(of("compress\x1b[2J").unwrap_err().contains("`compress[2J`"));
}

#[test]
fn what_a_coding_within_a_coding_makes_on_the_way_is_counted() {
    let inner = gzip(&vec![0; 1 << 20]);
    let body = gzip(&inner);
    let mut decoding = Decoding::of([&b"gzip, gzip"[..]].into_iter()).unwrap().unwrap();
    let mut input = body.as_slice();
    let mut made = 0;
    while let Some(piece) = decoding.next(&mut input).unwrap() {
        made += piece.len();
    }
    assert_eq!((made, decoding.between()), (1 << 20, inner.len() as u64));
}
