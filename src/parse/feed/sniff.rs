//! What a document is, and what to say of one that is no feed.

use super::ParseError;
use crate::parse::defect::shown;

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// JSON: an object or a list.
    Json,
    /// XML, however broken.
    Xml,
}

/// The syntax of a document.
///
/// # Errors
/// [`ParseError::Empty`] where there is nothing but blanks; [`ParseError::NoFeed`] where there is no markup.
pub(super) fn syntax(text: &str) -> Result<Syntax, ParseError> {
    let beginning = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{FEFF}');
    match beginning.as_bytes().first() {
        None => Err(ParseError::Empty),
        Some(b'{' | b'[') => Ok(Syntax::Json),
        Some(_) if memchr::memchr(b'<', beginning.as_bytes()).is_some() => Ok(Syntax::Xml),
        Some(_) => {
            let what =
                "it is text without markup; the URL of a feed leads to RSS, Atom or JSON Feed".to_owned();
            Err(ParseError::NoFeed { what })
        }
    }
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
    fn files_that_are_no_text_are_refused_with_what_they_are() {
        assert!(
            refuse_binary(b"\x1F\x8B\x08\x00<rss>").is_err_and(|error| error.to_string().contains("gzip"))
        );
        for text in [b"<rss/>".as_slice(), b"{}", b"\xEF\xBB\xBF<rss/>", b"\xFF\xFE<\0", b"BZ <rss/>", b""] {
            assert_eq!(refuse_binary(text), Ok(()), "{text:?}");
        }
    }
}
