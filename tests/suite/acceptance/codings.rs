//! Content codings are undone whatever they are called and however they are stacked, up to the limit; and what is not in its coding is
//! no document.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::{feed, ok};
use crate::origin::planet::FIRST;
use crate::origin::{Planet, Served, answer};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ::zstd::encode_all(bytes, 3).unwrap()
}

/// Brotli without compression (RFC 7932 §9.2): a window of 16 bits, meta-blocks that are stored, an empty last one.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut coded = Vec::new();
    let (mut held, mut bits) = (0u64, 0u32);
    let mut put = |coded: &mut Vec<u8>, value: u64, count: u32, aligned: bool| {
        held |= value << bits;
        bits += count;
        while bits >= 8 || (aligned && bits > 0) {
            coded.push(held.to_le_bytes()[0]);
            held >>= 8;
            bits = bits.saturating_sub(8);
        }
    };
    put(&mut coded, 0, 1, false);
    for part in bytes.chunks(1 << 16) {
        // Not the last; four nibbles of length; stored.
        put(&mut coded, 0, 1, false);
        put(&mut coded, 0, 2, false);
        put(&mut coded, part.len() as u64 - 1, 16, false);
        put(&mut coded, 1, 1, true);
        coded.extend(part);
    }
    put(&mut coded, 0b11, 2, true);
    coded
}

/// What is published where the feed comes in a coding.
fn published(coding: &str, body: &[u8]) -> (Vec<String>, String) {
    let (origin, served) = Served::feed(ok(&[("etag", "\"good\"")], [1]));
    let planet = Planet::new(&origin).net("max_decoded_bytes = \"1MiB\"");
    planet.at(FIRST).ok();
    served.is(answer("200 OK", &[("content-encoding", coding), ("etag", "\"new\"")], body));
    let said = planet.after("1h").stderr();
    let titles = planet.titles();
    origin.asked();
    planet.after("49h");
    let known = planet.asked_once().header("if-none-match").unwrap();
    assert_eq!(known == "\"new\"", titles.len() == 2, "{coding}: {known} with {titles:?}");
    (titles, said)
}

#[test]
fn codings_are_undone() {
    let body = feed([1, 2]);
    let two_members = [gzip(&body[..100]), gzip(&body[100..])].concat();
    let trailing = [gzip(&body), b"\0\0garbage".to_vec()].concat();
    for (coding, coded) in [
        ("gzip", gzip(&body)),
        ("GZIP", gzip(&body)),
        ("x-gzip", gzip(&body)),
        ("gzip", two_members),
        ("gzip", trailing),
        ("gzip", body.clone()),
        ("deflate", zlib(&body)),
        ("deflate", deflate(&body)),
        ("zstd", zstd(&body)),
        ("br", brotli(&body)),
        ("identity", body.clone()),
        ("gzip, br", brotli(&gzip(&body))),
        ("deflate, gzip", gzip(&zlib(&body))),
    ] {
        let (titles, said) = published(coding, &coded);
        assert_eq!(titles, ["Post 2", "Post 1"], "{coding}: {said}");
    }
}

#[test]
fn what_is_not_in_its_coding_is_no_document() {
    let body = feed([1, 2]);
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() * 2 / 3].to_vec();
    for (coding, coded) in [
        ("gzip", cut(gzip(&body))),
        ("deflate", cut(zlib(&body))),
        ("zstd", cut(zstd(&body))),
        ("br", cut(brotli(&body))),
        ("br", body.clone()),
        ("zstd", body.clone()),
        ("rot13", body.clone()),
        ("gzip, gzip, gzip", gzip(&gzip(&gzip(&body)))),
        ("gzip", [&gzip(&body)[..20], b"garbage"].concat()),
    ] {
        let (titles, said) = published(coding, &coded);
        assert_eq!(titles, ["Post 1"], "{coding}: {said}");
    }
}

#[test]
fn a_bomb_costs_no_more_than_the_limit() {
    let zeros = vec![b' '; 64 << 20];
    let small = gzip(&zeros);
    for (coding, coded) in [
        ("gzip", small.clone()),
        ("gzip, gzip", gzip(&small)),
        ("zstd", zstd(&zeros)),
        ("deflate", zlib(&zeros)),
        ("gzip, zstd", zstd(&small)),
        ("br", brotli(&zeros[..2 << 20])),
    ] {
        let started = std::time::Instant::now();
        let (titles, said) = published(coding, &coded);
        assert_eq!(titles, ["Post 1"], "{coding}: {said}");
        assert!(started.elapsed().as_secs() < 10);
    }
}
