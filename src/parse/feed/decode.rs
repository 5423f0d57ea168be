//! The bytes of a document to its characters, with what was wrong with them and with what HTTP said as defects.

use crate::parse::defect::{Defects, shown};
use crate::text::charset::feed::{CharsetFrom, Decoded, Doubt, decode};

/// Decodes a document whose `Content-Type` is `content_type`.
pub(in crate::parse) fn document<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    defects: &mut Defects,
) -> Decoded<'a> {
    let content_type = content_type.map(str::trim).filter(|content_type| !content_type.is_empty());
    if let Some(content_type) = content_type
        && !is_of_feeds(content_type)
    {
        let what = || format!("the Content-Type `{}` is of no feed", shown(content_type));
        defects.add_with(0, what, "RFC 7303 §3", "read as what the document is");
    }
    let decoded = decode(bytes, content_type.and_then(charset));
    for doubt in &decoded.doubts {
        tell(doubt, decoded.charset, defects);
    }
    decoded
}

fn tell(doubt: &Doubt, charset: &'static str, defects: &mut Defects) {
    let giver = |from: &CharsetFrom| match from {
        CharsetFrom::Http => "the Content-Type",
        _ => "the XML declaration",
    };
    match doubt {
        Doubt::Unknown(label, from) => {
            let what = format!("{} names the encoding `{}`, which is unknown", giver(from), shown(label));
            defects.add(0, what, "XML 1.0 §4.3.3", "read as the bytes themselves say");
        }
        Doubt::Lie(label, from) => {
            let what = format!("{} says `{}`, and the bytes are {charset}", giver(from), shown(label));
            defects.add(0, what, "XML 1.0 §4.3.3", "read as what the bytes are");
        }
        Doubt::Unnamed => {
            let what =
                format!("nothing names the encoding, and the bytes are not UTF-8 but {charset}, it seems");
            defects.add(0, what, "XML 1.0 §4.3.3", "read as that");
        }
        Doubt::Damaged(offset) => {
            let what = format!("bytes that mean nothing in {charset}");
            defects.add(*offset, what, "XML 1.0 §4.3.3", "read as U+FFFD");
        }
    }
}

/// True for the media types of XML (RFC 7303 §3, §4.2), and of JSON.
fn is_of_feeds(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some((_, subtype)) = media_type.split_once('/') else { return false };
    let xml =
        matches!(subtype, "xml" | "xml-dtd" | "xml-external-parsed-entity") || subtype.ends_with("+xml");
    xml || subtype == "json" || subtype.ends_with("+json")
}

/// The `charset` of a `Content-Type` (RFC 9110 §8.3.2), with the quotes and the blanks that people write around it.
fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_of_a_content_type_is_read_as_people_write_it() {
        for (content_type, expected) in [
            ("text/xml; charset=utf-8", Some("utf-8")),
            ("text/xml;Charset = \"us-ascii\"", Some("us-ascii")),
            ("application/rss+xml;charset= 'koi8-r' ; q=1", Some("koi8-r")),
            ("text/xml; charset:utf-8", None),
            ("text/xml; charset=", None),
            ("charset=utf-8", None),
        ] {
            assert_eq!(charset(content_type), expected, "{content_type}");
        }
    }

    #[test]
    fn a_content_type_that_is_of_no_feed_is_a_defect() {
        for (content_type, wrong) in [
            ("text/xml", false),
            ("Application/RSS+XML; charset=utf-8", false),
            ("application/xml-dtd", false),
            ("application/feed+json", false),
            ("text/plain", true),
            ("text/html; charset=utf-8", true),
            ("nonsense", true),
            ("", false),
        ] {
            let mut defects = Defects::default();
            document(b"<rss/>", Some(content_type), &mut defects);
            assert_eq!(!defects.is_empty(), wrong, "{content_type}");
        }
    }
}
