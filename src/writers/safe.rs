//! The gate that every string passes which no type of the model vouches for.
//!
//! In: URLs, ids, media types, mail addresses. Out: text that may stand in any of the formats. [`PlainText`] and
//! [`Html`](crate::model::parts::Html) promise the same by themselves. Escaping is not done here: that is each format's own.

use std::borrow::Cow;
use std::fmt::Write as _;

use url::{Position, Url};

use crate::model::parts::{Person, PlainText, is_forbidden};

/// What a file is said to be where nobody said it in a form that can be published.
const UNKNOWN_MEDIA_TYPE: &str = "application/octet-stream";

/// A string of any origin without the characters that XML or a validator refuses, and without white space around it.
pub(super) fn text(raw: &str) -> Cow<'_, str> {
    let raw = raw.trim();
    if raw.chars().any(is_forbidden) {
        return Cow::Owned(raw.chars().filter(|c| !is_forbidden(*c)).collect());
    }
    Cow::Borrowed(raw)
}

/// An absolute URL in the characters of RFC 3986. A browser's URL keeps `|`, `[` or a lone `%` as they are; feed validators
/// and strict readers refuse them, so they are percent-encoded here, which leads to the same place.
pub(super) fn url(url: &Url) -> Cow<'_, str> {
    let all = url.as_str();
    let rest = &url[Position::BeforePath..];
    if is_strict(rest.as_bytes()) {
        return Cow::Borrowed(all);
    }
    let mut out = String::with_capacity(all.len() + 16);
    // Only a host may have brackets (an IPv6 address).
    out.push_str(&url[..Position::BeforePath]);
    let mut in_fragment = false;
    for (at, byte) in rest.bytes().enumerate() {
        let kept = match byte {
            b'%' => is_escape(rest.as_bytes(), at),
            b'#' => !std::mem::replace(&mut in_fragment, true),
            other => is_uri_byte(other),
        };
        if kept {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Cow::Owned(out)
}

/// True where nothing has to be encoded.
fn is_strict(rest: &[u8]) -> bool {
    let mut fragments = 0;
    for (at, &byte) in rest.iter().enumerate() {
        match byte {
            b'%' if !is_escape(rest, at) => return false,
            b'%' => {}
            b'#' => fragments += 1,
            other if !is_uri_byte(other) => return false,
            _ => {}
        }
    }
    fragments <= 1
}

/// True where two hexadecimal digits follow the `%` at `at`.
fn is_escape(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// The unreserved and reserved characters of RFC 3986 §2.2 and §2.3, without `#`, `[` and `]`.
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte)
}

/// The `type/subtype` of a media type (RFC 6838 §4.2), lower case, without parameters; a general one for what is none.
pub(super) fn media_type(raw: &str) -> Cow<'_, str> {
    let essence = raw.split(';').next().unwrap_or_default().trim();
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    match essence.split_once('/') {
        Some((kind, name)) if is_name(kind) && is_name(name) => {
            if essence.bytes().any(|b| b.is_ascii_uppercase()) {
                Cow::Owned(essence.to_ascii_lowercase())
            } else {
                Cow::Borrowed(essence)
            }
        }
        _ => Cow::Borrowed(UNKNOWN_MEDIA_TYPE),
    }
}

/// The mail address of a person, where it has the form of one that RSS may carry; else `None`.
pub(super) fn mail(person: &Person) -> Option<&str> {
    let mail = person.email.as_deref()?.trim();
    let (local, domain) = mail.split_once('@')?;
    let is_local = |b: u8| b.is_ascii_alphanumeric() || b"_-+.'".contains(&b);
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let valid = !local.is_empty()
        && local.bytes().all(is_local)
        && domain.contains('.')
        && domain.split('.').all(is_label);
    valid.then_some(mail)
}

/// A person as RSS `author` and `managingEditor` want one: `mail@host (Name)`. `None` without a name or a mail address.
pub(super) fn mailbox(person: &Person) -> Option<String> {
    let mail = mail(person)?;
    (!person.name.is_empty()).then(|| format!("{mail} ({})", person.name))
}

/// A name that is never empty: `name`, else the host of `site`, else all of it.
pub(super) fn title<'a>(name: &'a PlainText, site: &'a Url) -> &'a str {
    if name.is_empty() { site.host_str().unwrap_or(site.as_str()) } else { name.as_str() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_come_out_in_the_characters_of_rfc_3986() {
        for (input, output) in [
            ("https://example.org/it's?b=c&d=e#f", "https://example.org/it's?b=c&d=e#f"),
            ("https://example.org/a|b[1]^?x={y}", "https://example.org/a%7Cb%5B1%5D%5E?x=%7By%7D"),
            ("https://example.org/100%", "https://example.org/100%25"),
            ("https://example.org/%e4%bd", "https://example.org/%e4%bd"),
            ("https://example.org/#a#b", "https://example.org/#a%23b"),
            ("https://[2001:db8::1]:8080/[x]", "https://[2001:db8::1]:8080/%5Bx%5D"),
            ("https://例え.jp/日本", "https://xn--r8jz45g.jp/%E6%97%A5%E6%9C%AC"),
        ] {
            let parsed = Url::parse(input).expect("a URL of the test");
            assert_eq!(url(&parsed), output, "{input}");
        }
    }

    #[test]
    fn media_types_are_cut_to_their_essence_or_replaced() {
        for (input, output) in [
            ("audio/mpeg", "audio/mpeg"),
            ("Audio/MPEG; codecs=\"x\"", "audio/mpeg"),
            ("image/svg+xml", "image/svg+xml"),
            ("", UNKNOWN_MEDIA_TYPE),
            ("mp3", UNKNOWN_MEDIA_TYPE),
            ("a/b\"<c>", UNKNOWN_MEDIA_TYPE),
            ("audio/\u{0}mpeg", UNKNOWN_MEDIA_TYPE),
            ("../etc", UNKNOWN_MEDIA_TYPE),
        ] {
            assert_eq!(media_type(input), output, "{input:?}");
        }
    }

    #[test]
    fn only_what_has_the_form_of_a_mail_address_is_one() {
        for (mail, shown) in [
            ("ann.o'hara+x@mail.example.org", true),
            ("ann@localhost", false),
            ("ann", false),
            ("ann@example..org", false),
            ("ann@exa mple.org", false),
            ("<ann@example.org>", false),
            ("ann@example.org\n", true),
            ("ann@example.org)(", false),
        ] {
            let person = Person { name: "Ann".into(), email: Some(mail.to_owned()), uri: None };
            let expected = shown.then(|| format!("{} (Ann)", mail.trim()));
            assert_eq!(mailbox(&person), expected, "{mail:?}");
        }
        assert_eq!(mailbox(&Person { email: Some("a@b.org".to_owned()), ..Person::default() }), None);
    }

    #[test]
    fn ids_lose_what_xml_cannot_hold_and_nothing_else() {
        assert_eq!(text("tag:a\u{0}\u{FFFE},2000:b|c\u{9F} "), "tag:a,2000:b|c");
    }
}
