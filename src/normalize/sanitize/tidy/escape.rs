//! Text and values as the serializer of HTML writes them. In: source with references. Out: the same characters, escaped; or
//! nothing where it is not certain what they are.

use crate::normalize::sanitize::is_left_out;
use crate::text::html::reference;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    Attribute,
}

/// Writes `source`, whose references are decoded and written as the serializer would. `None` where an `&` is neither a
/// reference that is surely read as one, nor surely text.
pub(super) fn escape(source: &str, place: Place, out: &mut String) -> Option<()> {
    let mut rest = source;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, special) = rest.split_at(at);
        escape_decoded(before, place, out);
        let (character, len) = ampersand(special, place)?;
        escape_decoded(character.encode_utf8(&mut [0; 4]), place, out);
        rest = special.get(len..)?;
    }
    escape_decoded(rest, place, out);
    Some(())
}

/// The same for a URL, which is decoded before it is resolved.
pub(super) fn decode(source: &str, out: &mut String) -> Option<()> {
    let mut rest = source;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        let (character, len) = ampersand(special, Place::Attribute)?;
        out.push(character);
        rest = special.get(len..)?;
    }
    out.push_str(rest);
    Some(())
}

/// What the `&` at the beginning of `text` stands for, and how many bytes that takes.
fn ampersand(text: &str, place: Place) -> Option<(char, usize)> {
    if let Some(found) = reference(text) {
        let character = found.character.filter(|c| !is_left_out(*c) && *c != '\r')?;
        return Some((character, found.len));
    }
    let name = text.get(1..)?;
    let end = name.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len());
    match (name.bytes().next(), name.as_bytes().get(end)) {
        (Some(b'#'), _) | (_, Some(b';')) => None,
        // `?a=1&copy=2`: in attributes that is no reference (HTML §13.2.5.73).
        (_, Some(b'=')) if place == Place::Attribute => Some(('&', 1)),
        _ if NAMES_WITHOUT_END.iter().any(|known| name.starts_with(known)) => None,
        _ => Some(('&', 1)),
    }
}

/// The names that are references without a `;`, too (HTML §13.5): what begins otherwise is text.
const NAMES_WITHOUT_END: [&str; 106] = [
    "AElig", "AMP", "Aacute", "Acirc", "Agrave", "Aring", "Atilde", "Auml", "COPY", "Ccedil", "ETH",
    "Eacute", "Ecirc", "Egrave", "Euml", "GT", "Iacute", "Icirc", "Igrave", "Iuml", "LT", "Ntilde", "Oacute",
    "Ocirc", "Ograve", "Oslash", "Otilde", "Ouml", "QUOT", "REG", "THORN", "Uacute", "Ucirc", "Ugrave",
    "Uuml", "Yacute", "aacute", "acirc", "acute", "aelig", "agrave", "amp", "aring", "atilde", "auml",
    "brvbar", "ccedil", "cedil", "cent", "copy", "curren", "deg", "divide", "eacute", "ecirc", "egrave",
    "eth", "euml", "frac12", "frac14", "frac34", "gt", "iacute", "icirc", "iexcl", "igrave", "iquest",
    "iuml", "laquo", "lt", "macr", "micro", "middot", "nbsp", "not", "ntilde", "oacute", "ocirc", "ograve",
    "ordf", "ordm", "oslash", "otilde", "ouml", "para", "plusmn", "pound", "quot", "raquo", "reg", "sect",
    "shy", "sup1", "sup2", "sup3", "szlig", "thorn", "times", "uacute", "ucirc", "ugrave", "uml", "uuml",
    "yacute", "yen", "yuml",
];

/// Writes characters as the serializer of HTML fragments does (HTML §13.3, and `<` and `>` in attributes too).
pub(super) fn escape_decoded(text: &str, place: Place, out: &mut String) {
    let mut rest = text;
    loop {
        let (before, found) = rest.split_at(sign(rest, place).unwrap_or(rest.len()));
        push_between_signs(before, out);
        out.push_str(match found.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(_) => "&quot;",
            None => return,
        });
        rest = found.get(1..).unwrap_or_default();
    }
}

/// Where the first sign is that needs escaping.
fn sign(text: &str, place: Place) -> Option<usize> {
    let bytes = text.as_bytes();
    match place {
        Place::Text => memchr::memchr3(b'&', b'<', b'>', bytes),
        Place::Attribute => bytes.iter().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"')),
    }
}

/// Writes text without such signs: its no-break spaces (U+00A0, in UTF-8 `C2 A0`) become references.
fn push_between_signs(text: &str, out: &mut String) {
    let mut from = 0;
    for at in memchr::memchr_iter(0xC2, text.as_bytes()) {
        if text.as_bytes().get(at + 1) == Some(&0xA0) {
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str("&nbsp;");
            from = at + 2;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_as_the_serializer_does() {
        for (text, in_text, in_attribute) in [
            ("a & b < c > d \" e", "a &amp; b &lt; c &gt; d \" e", "a &amp; b &lt; c &gt; d &quot; e"),
            (
                "\u{a0}\u{a9}\u{a0}\u{a0}&\u{a0}",
                "&nbsp;\u{a9}&nbsp;&nbsp;&amp;&nbsp;",
                "&nbsp;\u{a9}&nbsp;&nbsp;&amp;&nbsp;",
            ),
            ("à\u{b7}", "à\u{b7}", "à\u{b7}"),
            ("", "", ""),
        ] {
            for (place, expected) in [(Place::Text, in_text), (Place::Attribute, in_attribute)] {
                let mut out = String::new();
                escape_decoded(text, place, &mut out);
                assert_eq!(out, expected);
            }
        }
    }
}
