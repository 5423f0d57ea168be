//! URLs: absolute, and of a scheme that a reader may follow.

use std::borrow::Cow;

use url::Url;

use crate::model::draft::DraftEnclosure;
use crate::model::parts::{Enclosure, Image};
use crate::text::media_type::by_ending;

/// Resolves `found` against `base`. The scheme is looked at after the join, which drops blanks and control characters.
fn http(base: Option<&Url>, found: &str) -> Option<Url> {
    let found = found.trim();
    if found.is_empty() {
        return None;
    }
    let url = match base {
        Some(base) => base.join(found).ok()?,
        None => Url::parse(found).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// Bytes of an address at the most, as long as what browsers and servers of all kinds take. A cut one would lead elsewhere.
const LONGEST: usize = 2048;

/// Resolves a link; what is not `http` or `https` in the end, or longer than 2 KiB, is reported and dropped.
pub fn link(base: Option<&Url>, found: &str, what: &str, report: &mut dyn FnMut(String)) -> Option<Url> {
    match http(base, found) {
        Some(url) if url.as_str().len() <= LONGEST => return Some(url),
        Some(_) => report(format!(
            "the {what} `{}` is longer than {LONGEST} bytes; it is left out",
            beginning(found.trim())
        )),
        None if found.trim().is_empty() => {}
        None => report(format!("the {what} `{}` is not a web address; it is left out", beginning(found))),
    }
    None
}

/// As much of what was found as a message shows.
pub(super) fn beginning(found: &str) -> Cow<'_, str> {
    const SHOWN: usize = 200;
    match found.get(..found.floor_char_boundary(SHOWN)) {
        Some(start) if start.len() < found.len() => Cow::Owned(format!("{start}…")),
        _ => Cow::Borrowed(found),
    }
}

/// Resolves the picture of an entry.
pub fn image(base: Option<&Url>, found: &str, report: &mut dyn FnMut(String)) -> Option<Image> {
    link(base, found, "image", report).map(|url| Image { url })
}

/// Resolves an enclosure; its media type is guessed from its path where nobody said.
pub fn enclosure(
    base: Option<&Url>,
    found: &DraftEnclosure,
    report: &mut dyn FnMut(String),
) -> Option<Enclosure> {
    let url = link(base, &found.url, "enclosure", report)?;
    let media_type = match found.media_type.as_deref().map(str::trim) {
        Some(media_type) if is_media_type(media_type) => media_type.to_ascii_lowercase(),
        _ => by_ending(url.path()).unwrap_or("application/octet-stream").to_owned(),
    };
    Some(Enclosure { url, length: found.length, media_type, duration: found.duration })
}

/// True for `type/subtype` (RFC 6838 §4.2).
pub(super) fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    // RFC 6838 §4.2: 127 characters each.
    text.len() <= 255 && text.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        let base = Url::parse("https://a.example/posts/one/").unwrap();
        for (found, expected) in [
            ("pic.png", Some("https://a.example/posts/one/pic.png")),
            ("/pic.png", Some("https://a.example/pic.png")),
            ("//b.example/x y", Some("https://b.example/x%20y")),
            ("java\nscript:alert(1)", None),
            ("mailto:x@y.example", None),
            ("https://", None),
            ("  ", None),
            (&"x".repeat(2019), Some(&*format!("https://a.example/posts/one/{}", "x".repeat(2019)))),
            (&"x".repeat(2021), None),
        ] {
            let mut reports = 0;
            let url = link(Some(&base), found, "link", &mut |_| reports += 1);
            assert_eq!(url.as_ref().map(Url::as_str), expected, "{found}");
            assert_eq!(reports == 1, expected.is_none() && !found.trim().is_empty(), "{found}");
        }
    }
}
