//! Addresses that a reader may follow. In: one as found, and what it is resolved against, where that is known. Out: the
//! address, absolute where it could be made so; nothing where following it could run something.

use url::{ParseError, Url};

/// Schemes that run what they hold instead of leading somewhere.
const ACTIVE: [&str; 4] = ["javascript", "vbscript", "data", "livescript"];

/// Cleans an address. Absolute ones stay as they are written; a relative one stays where there is no base.
pub(super) fn clean(found: &str, base: Option<&Url>) -> Option<String> {
    let found = found.trim();
    if found.is_empty() {
        return None;
    }
    // The URL parser takes out what browsers take out (`java\nscript:`), so it decides what the scheme is.
    match (Url::parse(found), base) {
        (Ok(url), _) => (!ACTIVE.contains(&url.scheme())).then(|| found.to_owned()),
        (Err(ParseError::RelativeUrlWithoutBase), Some(base)) => {
            Some(base.join(found).map_or_else(|_| found.to_owned(), String::from))
        }
        (Err(_), _) => (!seems_active(found)).then(|| found.to_owned()),
    }
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

/// True for what no URL parser takes, and begins with an active scheme all the same.
fn seems_active(found: &str) -> bool {
    let scheme = found.split(':').next().unwrap_or_default();
    let scheme: String = scheme.chars().filter(char::is_ascii_alphanumeric).collect();
    found.contains(':') && ACTIVE.iter().any(|active| scheme.eq_ignore_ascii_case(active))
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
            ("", None, None),
        ] {
            assert_eq!(clean(found, Some(&base)).as_deref(), with_base, "{found:?}");
            assert_eq!(clean(found, None).as_deref(), without, "{found:?}");
        }
    }
}
