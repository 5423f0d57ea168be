//! What a document is, and what to say of one that is no feed.

use super::ParseError;
use crate::parse::defect::shown;

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// JSON: an object or a list, and how many bytes stand before it.
    Json(usize),
    /// XML, however broken.
    Xml,
}

/// Names of elements that a feed begins with, and of the declaration before them.
const ROOTS: &[&str] = &["?xml", "rss", "feed", "rdf", "channel"];

/// The syntax of a document. Programs that make feeds print messages before them: `[24-Nov-2026 10:00:00 UTC] PHP Warning: …`
/// before XML, `<b>Notice</b>: …`, `)]}',`, `callback(` or a comment before JSON.
///
/// # Errors
/// [`ParseError::Empty`] where there is nothing but blanks; [`ParseError::NoFeed`] where there is no markup.
pub(super) fn syntax(text: &str) -> Result<Syntax, ParseError> {
    let beginning = text.trim_start_matches(is_blank);
    let before = text.len() - beginning.len();
    let is_json = beginning.starts_with(['{', '[']);
    if beginning.is_empty() {
        Err(ParseError::Empty)
    } else if is_json && is_followed_by_a_feed(beginning) {
        Ok(Syntax::Xml)
    } else if let Some(at) = object_at_the_end(beginning) {
        Ok(Syntax::Json(before + at))
    } else if is_json {
        Ok(Syntax::Json(before))
    } else if memchr::memchr(b'<', beginning.as_bytes()).is_some() {
        Ok(Syntax::Xml)
    } else {
        let is_scalar = serde_json::from_str::<serde::de::IgnoredAny>(beginning).is_ok();
        let what = if is_scalar {
            "it is JSON without an object; a JSON Feed is an object with `items`"
        } else {
            "it is text without markup; the URL of a feed leads to RSS, Atom or JSON Feed"
        };
        Err(ParseError::NoFeed { what: what.to_owned() })
    }
}

/// True for what may stand before a document and means nothing.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\0' || c == '\u{FEFF}'
}

/// True where the object or list that `text` begins with is a message, and a feed of XML follows. A `<` of JSON stands in a string, and
/// no string goes on in the next line.
fn is_followed_by_a_feed(text: &str) -> bool {
    if text.starts_with('{') && text.trim_end().ends_with('}') {
        return false;
    }
    let bytes = text.as_bytes();
    let (mut at, mut in_string) = (0, false);
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'"', b'\n', b'<', rest)) {
        at += found;
        match bytes.get(at) {
            Some(b'<') if !in_string && is_root(text.get(at + 1..).unwrap_or_default(), ROOTS) => {
                return true;
            }
            Some(b'"') => in_string = !in_string || is_escaped(bytes, at),
            Some(b'\n') => in_string = false,
            _ => {}
        }
        at += 1;
    }
    false
}

/// True where an odd number of backslashes stands before `at`.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Where the object begins that ends the text, but for what closes a call. `None` where a feed of XML or a page begins before it.
fn object_at_the_end(text: &str) -> Option<usize> {
    let end = text.trim_end_matches(|c: char| is_blank(c) || matches!(c, ')' | ';'));
    let is_object = |at: &usize| {
        let inside = text.get(at + 1..).unwrap_or_default().trim_ascii_start();
        inside.starts_with(['"', '\''])
    };
    let at = end.ends_with('}').then(|| memchr::memchr_iter(b'{', end.as_bytes()).find(is_object))??;
    let before = text.get(..at).unwrap_or_default();
    let is_xml = |open: usize| {
        let tag = before.get(open + 1..).unwrap_or_default();
        is_root(tag, ROOTS) || is_root(tag, &["html", "!doctype"])
    };
    let is_in_xml = memchr::memchr_iter(b'<', before.as_bytes()).any(is_xml);
    (!is_in_xml).then_some(at)
}

/// True where a tag, of which the `<` is left out, has one of these names, with a prefix or without.
fn is_root(tag: &str, names: &[&str]) -> bool {
    /// Bytes of a name that are looked at.
    const LONGEST: usize = 64;
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<');
    let length = tag.bytes().take(LONGEST).take_while(|byte| !is_end(byte)).count();
    let name = tag.get(..length).unwrap_or_default();
    let local = name.split_once(':').map_or(name, |(_, local)| local);
    names.iter().any(|known| known.eq_ignore_ascii_case(local))
}

/// What the first bytes of files say that are no text, with what such a file is.
const BINARY: [(&[u8], &str); 7] = [
    (b"\x1F\x8B", "it is compressed (gzip); decompress it first"),
    (b"\x28\xB5\x2F\xFD", "it is compressed (zstd); decompress it first"),
    (b"BZh", "it is compressed (bzip2); decompress it first"),
    (b"\xFD7zXZ", "it is compressed (xz); decompress it first"),
    (b"PK\x03\x04", "it is a ZIP archive; unpack it, and give the feed in it"),
    (b"%PDF-", "it is a PDF document; give the URL of an RSS, Atom or JSON feed"),
    (b"\x89PNG", "it is a picture; give the URL of an RSS, Atom or JSON feed"),
];

/// Refuses bytes that are of a known kind of file and no text.
///
/// # Errors
/// [`ParseError::NoFeed`], which says what the file is.
pub(super) fn refuse_binary(bytes: &[u8]) -> Result<(), ParseError> {
    match BINARY.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        Some((_, what)) => Err(ParseError::NoFeed { what: (*what).to_owned() }),
        None => Ok(()),
    }
}

/// True for the root of a page for people.
fn is_page(root: &str) -> bool {
    root.eq_ignore_ascii_case("html")
}

/// Why a document without a feed is refused. `root` is the name of its first element.
pub(super) fn refusal(root: Option<&str>) -> ParseError {
    let what = match root {
        Some(root) if is_page(root) => {
            "it is an HTML page; give the URL of the feed itself, which `feedloom discover` finds where the page names it"
                .to_owned()
        }
        Some(root) if root.eq_ignore_ascii_case("opml") => {
            "it is a list of feeds (OPML), not a feed; give one of the feeds that it names".to_owned()
        }
        Some("urlset" | "sitemapindex") => {
            "it is a sitemap, which lists pages; give the URL of the site's feed".to_owned()
        }
        Some(root) => {
            format!(
                "it is XML that begins with `<{}>`; give the URL of an RSS, Atom or JSON feed",
                shown(root)
            )
        }
        None => "no element begins in it; a feed begins with `<rss>`, `<feed>` or `<rdf:RDF>`".to_owned(),
    };
    ParseError::NoFeed { what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_before_a_document_do_not_decide_what_it_is() {
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "items": []}"#;
        let holding_xml = r#"{"version": 1, "items": [{"content_text": "\"<rss>"}]}"#;
        for (before, document, after, expected) in [
            ("[24-Nov-2026 10:00:00 UTC] PHP Warning: \"x in y\n", "<?xml version=\"1.0\"?><rss/>", "", None),
            ("[]", "<rss/>", "", None),
            ("{\"error\": \"a < b\"}", "<a:feed/>", "", None),
            ("{debug}\n", "<rdf:RDF>", "", None),
            ("{", "<RSS version='2.0'>", "", None),
            ("", json, "", Some(0)),
            (" \u{FEFF}", json, "", Some(4)),
            ("<br />\n<b>Notice</b>: x in y {z}\n", json, "", Some(33)),
            ("[24-Nov-2026] PHP Notice: x\n", json, "", Some(28)),
            (")]}',\n", json, "", Some(6)),
            ("callback(", json, ");\n", Some(9)),
            ("// x\n/* y */", json, "", Some(12)),
            ("", holding_xml, "", Some(0)),
            ("", holding_xml, "\n<!-- cached -->", Some(0)),
            ("", "{'version': 1}", "", Some(0)),
            ("", "[{\"x\": \"<rss>\"}]", "", Some(0)),
            ("<html><script>", json, "", None),
            ("<rss><!-- ", json, "", None),
        ] {
            let text = format!("{before}{document}{after}");
            let expected = expected.map_or(Syntax::Xml, Syntax::Json);
            assert_eq!(syntax(&text), Ok(expected), "{text:?}");
        }
        for (text, word) in [("null", "JSON without"), ("\"x\"", "JSON without"), ("x {y", "without markup")]
        {
            assert!(syntax(text).is_err_and(|error| error.to_string().contains(word)), "{text}");
        }
    }

    #[test]
    fn files_that_are_no_text_are_refused_with_what_they_are() {
        assert!(
            refuse_binary(b"\x1F\x8B\x08\x00<rss>").is_err_and(|error| error.to_string().contains("gzip"))
        );
        for text in [b"<rss/>".as_slice(), b"{}", b"\xEF\xBB\xBF<rss/>", b"\xFF\xFE<\0", b"BZ <rss/>", b""] {
            assert_eq!(refuse_binary(text), Ok(()), "{text:?}");
        }
    }
}
