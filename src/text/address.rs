//! Addresses as they may be shown: an address in, its text without what is secret out.

use std::borrow::Cow;

use url::Url;

/// The address without user name and password.
#[must_use]
pub fn without_credentials(url: &Url) -> String {
    if url.username().is_empty() && url.password().is_none() {
        return url.as_str().to_owned();
    }
    let mut shown = url.clone();
    // An address without a host has no credentials.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.into()
}

/// An address as some programs hand it on, without the `feed:` that it begins with: `feed://a.example/x`, `feed:https://a.example/x`.
#[must_use]
pub fn without_feed_scheme(text: &str) -> Cow<'_, str> {
    match text.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("feed") => match rest.strip_prefix("//") {
            Some(_) => Cow::Owned(format!("http:{rest}")),
            None => Cow::Borrowed(rest),
        },
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_passwords_are_not_shown() {
        let shown = |text: &str| without_credentials(&Url::parse(text).unwrap());
        assert_eq!(shown("https://me:secret@a.example/f?x=1"), "https://a.example/f?x=1");
        assert_eq!(shown("https://a.example/f"), "https://a.example/f");
    }

    #[test]
    fn a_scheme_for_feeds_is_that_of_the_web() {
        for (text, expected) in [
            ("feed://a.example/x", "http://a.example/x"),
            ("FEED:https://a.example/x", "https://a.example/x"),
            ("https://a.example/feed:x", "https://a.example/feed:x"),
        ] {
            assert_eq!(without_feed_scheme(text), expected);
        }
    }
}
