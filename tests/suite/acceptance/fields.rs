//! What is wrong in the header of an answer costs the field in which it is, and not the document; what says two things of its length is refused.

use super::{feed, ok, ok_octets};
use crate::origin::planet::FIRST;
use crate::origin::reply::chunk;
use crate::origin::{Planet, Served};

const TAG: &str = "if-none-match";

/// An answer with these lines in its header, and these bytes behind it.
fn with(lines: &[u8], body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 200 OK\r\n", lines, b"\r\n", body].concat()
}

/// The titles that an answer brings, and the tag that the next request sends.
fn brought(reply: Vec<u8>) -> (Vec<String>, Option<Vec<u8>>) {
    let (origin, _served) = Served::feed(reply);
    let planet = Planet::new(&origin);
    planet.at(FIRST);
    planet.asked();
    planet.after("1h");
    let tag = planet.asked().first().and_then(|asked| asked.octets(TAG)).map(<[u8]>::to_vec);
    (planet.titles(), tag)
}

#[test]
fn a_field_that_is_wrong_is_left_out_and_the_document_is_read() {
    let lines: [&[u8]; 9] = [
        b"X-A: a\x01b",
        b"X-A: a\x7fb",
        b"X-A : b",
        b"X-A: a;\r\n\tb",
        b"X(A): b",
        b"X-\xc3\xa9: b",
        b": b",
        b"no field at all",
        b"ETag: \"a\x1bb\"",
    ];
    for line in lines {
        let body = feed([1]);
        let length = format!("\r\nContent-Length: {}\r\n", body.len());
        let (titles, tag) = brought(with(&[line, length.as_bytes()].concat(), &body));
        assert_eq!((titles, tag), (vec!["Post 1".to_owned()], None), "{}", line.escape_ascii());
    }
}

#[test]
fn a_tag_that_is_folded_or_has_a_blank_before_its_colon_is_read_as_one_line() {
    for (name, value, sent) in [
        ("ETag", &b"\"a\r\n  b\""[..], &b"\"a b\""[..]),
        ("ETag", b"\r\n \"ab\"", b"\"ab\""),
        ("ETag ", b"\"ab\"", b"\"ab\""),
    ] {
        let (titles, tag) = brought(ok_octets(name, value, [1]));
        assert_eq!((titles.len(), tag.as_deref()), (1, Some(sent)), "{}", value.escape_ascii());
    }
}

#[test]
fn a_tag_with_a_nul_is_never_sent_back() {
    assert_eq!(brought(ok_octets("ETag", b"\"a\0b\"", [1])).1, None);
}

#[test]
fn how_long_a_body_is_has_one_answer_or_none() {
    let body = feed([1]);
    let (length, chunks) = (body.len(), [chunk(&body), chunk(b"")].concat());
    let lengths = |first: usize, second: usize| {
        with(format!("Content-Length: {first}\r\nContent-Length: {second}\r\n").as_bytes(), &body)
    };
    for (name, reply, count) in [
        ("two lengths", lengths(length, length - 10), 0),
        ("two lengths, the other way", lengths(length - 10, length), 0),
        ("a length with a sign", with(format!("Content-Length: +{length}\r\n").as_bytes(), &body), 0),
        ("one length twice", lengths(length, length), 1),
        ("chunks and a length", with(b"Content-Length: 7\r\nTransfer-Encoding: chunked\r\n", &chunks), 1),
        ("chunks, a blank", with(b"Transfer-Encoding : chunked\r\n", &chunks), 1),
        ("chunks, folded", with(b"Transfer-Encoding:\r\n chunked\r\nContent-Length: 7\r\n", &chunks), 1),
        ("a length, a blank", with(format!("Content-Length : {length}\r\n").as_bytes(), &body), 1),
    ] {
        assert_eq!(brought(reply).0.len(), count, "{name}");
    }
}

#[test]
fn a_field_without_a_value_says_nothing() {
    let (origin, served) = Served::feed(ok(&[("etag", ""), ("last-modified", "")], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    planet.asked();
    planet.after("1h").ok();
    assert!(!planet.asked_once().is_conditional());
    served.is(ok(&[("etag", "\"1\""), ("last-modified", "then")], [1, 2]));
    planet.after("1h").ok();
    served.is(crate::origin::answer("304 Not Modified", &[("etag", ""), ("last-modified", "")], b""));
    planet.after("1h").ok();
    planet.asked();
    planet.after("1h").ok();
    let asked = planet.asked_once();
    assert_eq!(asked.header(TAG).as_deref(), Some("\"1\""));
    assert_eq!(asked.header("if-modified-since").as_deref(), Some("then"));
}
