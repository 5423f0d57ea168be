//! What no URI may have as it is. In: text that is meant as one. Out: the same with those characters encoded.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with each byte percent-encoded that RFC 3986 does not allow where it stands: controls, blanks, signs that are neither reserved
/// nor unreserved and what is not ASCII (§2), a `%` without two digits (§2.1), brackets that are not around an address of a host (§3.2.2),
/// and a `#` behind the first (§3.5). A URI stays as it is.
#[must_use]
pub fn spelled(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let host = host_of(text);
    let (mut out, mut copied, mut in_fragment) = (String::new(), 0, false);
    for (at, &byte) in bytes.iter().enumerate() {
        let is_allowed = match byte {
            b'%' => bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)),
            b'[' | b']' => host.contains(&at),
            b'#' => !std::mem::replace(&mut in_fragment, true),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        // What is no ASCII is copied and encoded byte by byte, so that the text is cut between characters only.
        if !is_allowed {
            out.push_str(text.get(copied..at).unwrap_or_default());
            let _ = write!(out, "%{byte:02X}");
            copied = at + 1;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where the authority is (RFC 3986 §3.2).
fn host_of(text: &str) -> std::ops::Range<usize> {
    let Some((scheme, rest)) = text.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '?', '#']))
    else {
        return 0..0;
    };
    let start = scheme.len() + 3;
    start..start + rest.find(['/', '?', '#']).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_uri_may_have_is_encoded() {
        for (text, expected) in [
            ("https://a.example/?p=1&q=(a;b)#c", "https://a.example/?p=1&q=(a;b)#c"),
            ("https://a.example/?a[]=1|b&c=^`{}", "https://a.example/?a%5B%5D=1%7Cb&c=%5E%60%7B%7D"),
            ("https://a.example/%zz%2F%", "https://a.example/%25zz%2F%25"),
            ("https://a.example/#a#b", "https://a.example/#a%23b"),
            ("http://[::1]:80/[x]", "http://[::1]:80/%5Bx%5D"),
            ("tag:a.example,2020:x[1]", "tag:a.example,2020:x%5B1%5D"),
            ("x:/ü a\"", "x:/%C3%BC%20a%22"),
            ("", ""),
        ] {
            let found = spelled(text);
            assert_eq!(found, expected, "{text}");
            assert_eq!(spelled(&found), expected, "{text}");
        }
    }
}
