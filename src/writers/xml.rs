//! XML as bytes: what has to be mended in the documents that the crates write, and the little that is written by hand.
//!
//! Nothing here parses: each function leans on the fact that a serializer escapes `<` everywhere outside CDATA sections, so that
//! a tag found in the bytes is a tag.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr, memmem};

use super::{Fragment, WriteError};

const CDATA_START: &[u8] = b"<![CDATA[";
const CDATA_END: &[u8] = b"]]>";
const EMPTY_CDATA: &[u8] = b"<![CDATA[]]>";

/// The error for a document in which a crate did not write what this module relies on.
fn unexpected(format: &'static str, what: &[u8]) -> WriteError {
    WriteError::Serialize { format, reason: format!("there is no {}", String::from_utf8_lossy(what)) }
}

/// The element from the first `start` to the last `end`, both included.
pub(super) fn cut<'a>(
    format: &'static str,
    document: &'a [u8],
    start: &[u8],
    end: &[u8],
) -> Result<&'a [u8], WriteError> {
    let from = memmem::find(document, start).ok_or_else(|| unexpected(format, start))?;
    let to = memmem::rfind(document, end).ok_or_else(|| unexpected(format, end))? + end.len();
    document.get(from..to).filter(|cut| !cut.is_empty()).ok_or_else(|| unexpected(format, end))
}

/// Splits a document before its closing tags, so that elements can be put at its end.
fn open<'a>(format: &'static str, document: &'a [u8], closing: &[u8]) -> Result<&'a [u8], WriteError> {
    document.strip_suffix(closing).ok_or_else(|| unexpected(format, closing))
}

/// A document of `declaration`, `head` up to its closing tags, the fragments, each on a line of its own, and those tags.
pub(super) fn splice(
    format: &'static str,
    declaration: &[u8],
    head: &[u8],
    closing: &[u8],
    fragments: &[Arc<Fragment>],
) -> Result<Vec<u8>, WriteError> {
    let inside: usize = fragments.iter().map(|fragment| fragment.bytes.len() + 1).sum();
    let mut out = Vec::with_capacity(declaration.len() + head.len() + inside + 64);
    out.extend_from_slice(declaration);
    push_hexadecimal(&mut out, open(format, head, closing)?);
    out.push(b'\n');
    for fragment in fragments {
        out.extend_from_slice(&fragment.bytes);
        out.push(b'\n');
    }
    out.extend_from_slice(closing);
    out.push(b'\n');
    Ok(out)
}

/// Appends `xml` with its named references (`&amp;`) as hexadecimal ones (`&#x26;`), CDATA sections left as they are.
///
/// The two mean the same. The RSS profile and the W3C validator take the hexadecimal ones as a sign that a title with `<` in it
/// was escaped on purpose, once, and stay silent.
pub(super) fn push_hexadecimal(out: &mut Vec<u8>, xml: &[u8]) {
    let mut rest = xml;
    while let Some(at) = memmem::find(rest, CDATA_START) {
        let (before, section) = rest.split_at(at);
        push_references(out, before);
        let end = memmem::find(section, CDATA_END).map_or(section.len(), |end| end + CDATA_END.len());
        let (section, after) = section.split_at(end);
        out.extend_from_slice(section);
        rest = after;
    }
    push_references(out, rest);
}

/// Appends `xml`, in which there is no CDATA section, with hexadecimal references.
fn push_references(out: &mut Vec<u8>, xml: &[u8]) {
    const REFERENCES: [(&[u8], &[u8]); 5] = [
        (b"&amp;", b"&#x26;"),
        (b"&lt;", b"&#x3C;"),
        (b"&gt;", b"&#x3E;"),
        (b"&quot;", b"&#x22;"),
        (b"&apos;", b"&#x27;"),
    ];
    let mut rest = xml;
    while let Some(at) = memchr(b'&', rest) {
        let (before, found) = rest.split_at(at);
        out.extend_from_slice(before);
        let known = REFERENCES.iter().find(|(named, _)| found.starts_with(named));
        let (taken, written) = known.map_or((1, &found[..1]), |(named, written)| (named.len(), *written));
        out.extend_from_slice(written);
        rest = &found[taken..];
    }
    out.extend_from_slice(rest);
}

/// Appends `text` as CDATA sections: a `]]>` in it is split over two of them (XML 1.0 §2.7).
pub(super) fn push_cdata(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    out.extend_from_slice(CDATA_START);
    while let Some(at) = memmem::find(rest, CDATA_END) {
        let (before, after) = rest.split_at(at + 2);
        out.extend_from_slice(before);
        out.extend_from_slice(CDATA_END);
        out.extend_from_slice(CDATA_START);
        rest = after;
    }
    out.extend_from_slice(rest);
    out.extend_from_slice(CDATA_END);
}

/// Appends `xml` as [`push_hexadecimal`] does, with `content` as CDATA in the first element that closes with `end`.
///
/// A crate that is given a long content copies and searches it several times; so it is given none, and leaves the element empty.
pub(super) fn push_with_content(out: &mut Vec<u8>, xml: &[u8], end: &[u8], content: &str) {
    let Some(at) = memmem::find(xml, end).filter(|_| !content.is_empty()) else {
        return push_hexadecimal(out, xml);
    };
    let (before, after) = xml.split_at(at);
    push_hexadecimal(out, before.strip_suffix(EMPTY_CDATA).unwrap_or(before));
    push_cdata(out, content);
    push_hexadecimal(out, after);
}

/// The element from `start` to `end` that holds `mark`, in a document of ours.
pub(super) fn around<'a>(document: &'a [u8], start: &[u8], mark: &[u8], end: &[u8]) -> Option<&'a [u8]> {
    let at = memmem::find(document, mark)?;
    let from = memmem::rfind(document.get(..at)?, start)?;
    let to = at + memmem::find(document.get(at..)?, end)?;
    document.get(from..to)
}

/// The text of the CDATA sections, and of nothing else, that stand before `end` behind the first tag that begins with `start`.
pub(super) fn read_cdata(element: &[u8], start: &[u8], end: &[u8]) -> Option<String> {
    let from = memmem::find(element, start)?;
    let inside = element.get(from + start.len()..)?;
    let inside = inside.get(memchr(b'>', inside)? + 1..)?;
    let inside = inside.get(..memmem::find(inside, end)?)?;
    let text = inside.strip_prefix(CDATA_START)?.strip_suffix(CDATA_END)?;
    Some(std::str::from_utf8(text).ok()?.replace("]]]]><![CDATA[>", "]]>"))
}

/// `text` as character data of a document of ours.
pub(super) fn hexadecimal(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 16);
    push_hexadecimal(&mut out, escaped(text).replace("&#39;", "&apos;").as_bytes());
    out
}

/// Replaces the first `from` by `to`; leaves a document without it as it is.
pub(super) fn replace_first(document: &mut Vec<u8>, from: &[u8], to: &[u8]) {
    if let Some(at) = memmem::find(document, from) {
        document.splice(at..at + from.len(), to.iter().copied());
    }
}

/// `text` for an attribute or for character data, of XML and of HTML alike. Line ends and tabs, which an attribute would turn
/// into spaces (XML 1.0 §3.3.3), are written as references.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let special = |b: u8| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'' | b'\n' | b'\r' | b'\t');
    // Without an early end inside of a chunk, which lets the compiler look at many bytes at once.
    let is_special = |chunk: &[u8]| chunk.iter().fold(false, |found, b| found | special(*b));
    if !text.as_bytes().chunks(256).any(is_special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 24);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(special) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match found.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            Some(b'\'') => "&#39;",
            Some(b'\n') => "&#10;",
            Some(b'\r') => "&#13;",
            _ => "&#9;",
        });
        rest = &found[1..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hexadecimal(xml: &str) -> String {
        let mut out = Vec::new();
        push_hexadecimal(&mut out, xml.as_bytes());
        String::from_utf8(out).expect("only ASCII is replaced")
    }

    #[test]
    fn named_references_become_hexadecimal_outside_cdata_alone() {
        for (input, output) in [
            ("<t>a &amp; b &lt;i&gt; &quot;&apos;</t>", "<t>a &#x26; b &#x3C;i&#x3E; &#x22;&#x27;</t>"),
            ("<t>&amp;amp;</t>", "<t>&#x26;amp;</t>"),
            ("<t>&#x26; &#9; & é</t>", "<t>&#x26; &#9; & é</t>"),
            ("<d><![CDATA[&amp;<b>]]></d>&amp;", "<d><![CDATA[&amp;<b>]]></d>&#x26;"),
            ("<![CDATA[a]]]]><![CDATA[>&lt;]]>&lt;", "<![CDATA[a]]]]><![CDATA[>&lt;]]>&#x3C;"),
            ("<![CDATA[never closed &amp;", "<![CDATA[never closed &amp;"),
        ] {
            assert_eq!(hexadecimal(input), output);
        }
    }

    #[test]
    fn cdata_sections_are_split_where_they_would_end_early() {
        for (input, output) in [
            ("a", "<![CDATA[a]]>"),
            ("a]]>b", "<![CDATA[a]]]]><![CDATA[>b]]>"),
            ("]]>]]>", "<![CDATA[]]]]><![CDATA[>]]]]><![CDATA[>]]>"),
            ("]]]>", "<![CDATA[]]]]]><![CDATA[>]]>"),
        ] {
            let mut out = Vec::new();
            push_cdata(&mut out, input);
            assert_eq!(String::from_utf8_lossy(&out), output);
        }
    }

    #[test]
    fn content_is_put_into_the_element_that_was_left_empty() {
        for (xml, content, output) in [
            ("<i>&amp;<c></c>&lt;</i>", "<p>", "<i>&#x26;<c><![CDATA[<p>]]></c>&#x3C;</i>"),
            ("<i><c><![CDATA[]]></c></i>", "<p>&amp;", "<i><c><![CDATA[<p>&amp;]]></c></i>"),
            ("<i><d><![CDATA[&amp;]]></d><c/></i>", "<p>", "<i><d><![CDATA[&amp;]]></d><c/></i>"),
            ("<i><c></c></i>", "", "<i><c></c></i>"),
        ] {
            let mut out = Vec::new();
            push_with_content(&mut out, xml.as_bytes(), b"</c>", content);
            assert_eq!(String::from_utf8_lossy(&out), output);
        }
    }

    #[test]
    fn escaped_text_reads_back_from_an_attribute() {
        let text = "a & b < c > d \" e ' f\n\t\r g";
        let document = format!("<a b=\"{}\"/>", escaped(text));
        let document = roxmltree::Document::parse(&document).expect("well-formed");
        assert_eq!(document.root_element().attribute("b"), Some(text));
    }

    #[test]
    fn a_document_without_the_expected_tags_is_an_error_and_no_panic() {
        assert!(cut("rss", b"</item><item>", b"<item>", b"</item>").is_err());
        assert!(open("atom", b"<feed/>", b"</feed>").is_err());
    }
}
