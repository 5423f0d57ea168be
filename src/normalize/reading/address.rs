//! Addresses that a reader may follow. In: one as found, and what it is resolved against, where that is known. Out: the
//! address, absolute where it could be made so; nothing where following it could run something, or open what is on the computer.

use std::borrow::Cow;

use url::{ParseError, Url};

use super::shown;

/// Schemes that lead to a page, a file, a letter or a conversation, or only name something (RFC 8141, RFC 4151). All others belong to
/// programs (`intent:`, `ms-msdt:`), to what is on the computer (`file:`, `jar:`), or run what they hold (`javascript:`, `data:`).
const FOLLOWED: [&str; 16] = [
    "http", "https", "ftp", "mailto", "magnet", "urn", "tag", "gemini", "gopher", "news", "nntp", "irc",
    "ircs", "xmpp", "bitcoin", "geo",
];

/// Cleans an address. Absolute ones stay as they are written, but for control characters; a relative one stays where there is no base.
pub(super) fn clean(found: &str, base: Option<&Url>) -> Option<String> {
    let found = shown(Cow::Borrowed(found.trim()));
    if found.is_empty() {
        return None;
    }
    // The URL parser takes out what browsers take out (`java\nscript:`), so it decides what the scheme is.
    match (Url::parse(&found), base) {
        (Ok(url), _) => is_led(&url).then(|| found.into_owned()),
        (Err(ParseError::RelativeUrlWithoutBase), Some(base)) => match base.join(&found) {
            Ok(url) => is_led(&url).then(|| url.into()),
            Err(_) => Some(found.into_owned()),
        },
        (Err(ParseError::RelativeUrlWithoutBase), None) => Some(found.into_owned()),
        (Err(_), _) => is_web(&found).then(|| found.into_owned()),
    }
}

/// True for an address of a scheme that leads somewhere. `feed:` stands before that of a feed, or for its `http:`.
fn is_led(url: &Url) -> bool {
    match url.scheme() {
        "feed" => url.path().starts_with("//") || url.has_host() || is_web(url.path()),
        scheme => FOLLOWED.contains(&scheme),
    }
}

/// True for what begins as an address of the web, whatever follows.
fn is_web(found: &str) -> bool {
    let scheme = found.split_once(':').map_or("", |(scheme, _)| scheme);
    ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
}

/// True for an address that a reader may follow.
#[must_use]
pub fn is_followed(found: &str) -> bool {
    clean(found, None).is_some()
}

/// True for an address that means something only where it is known what it is relative to.
#[must_use]
pub fn is_relative(found: &str) -> bool {
    let found = found.trim();
    !found.is_empty() && Url::parse(found) == Err(ParseError::RelativeUrlWithoutBase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_resolved_where_it_can_be_and_dropped_where_it_runs_something() {
        let base = Url::parse("http://a.example/b/c").unwrap();
        for (found, with_base, without) in [
            ("http://b.example", Some("http://b.example"), Some("http://b.example")),
            (" d?e ", Some("http://a.example/b/d?e"), Some("d?e")),
            ("//b.example/x", Some("http://b.example/x"), Some("//b.example/x")),
            ("urn:x:y", Some("urn:x:y"), Some("urn:x:y")),
            ("mailto:a@b.example", Some("mailto:a@b.example"), Some("mailto:a@b.example")),
            ("JavaScript:alert(1)", None, None),
            ("java\nscript:alert(1)", None, None),
            ("\u{1}javascript:alert(1)", None, None),
            ("data:text/html,x", None, None),
            ("feed:javascript:alert(1)", None, None),
            ("feed://a.example/f", Some("feed://a.example/f"), Some("feed://a.example/f")),
            ("feed:https://a.example/f", Some("feed:https://a.example/f"), Some("feed:https://a.example/f")),
            ("file:///etc/passwd", None, None),
            ("view-source:http://a.example/", None, None),
            ("ms-msdt:/id x", None, None),
            ("intent:#Intent;end", None, None),
            ("javascript://[x", None, None),
            ("http://[x", Some("http://[x"), Some("http://[x")),
            ("http://b.example/\0x\u{202E}", Some("http://b.example/x"), Some("http://b.example/x")),
            ("", None, None),
        ] {
            assert_eq!(clean(found, Some(&base)).as_deref(), with_base, "{found:?}");
            assert_eq!(clean(found, None).as_deref(), without, "{found:?}");
        }
    }
}
