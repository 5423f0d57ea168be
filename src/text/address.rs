//! Addresses as they may be shown: an address in, its text without what is secret out.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_passwords_are_not_shown() {
        let shown = |text: &str| without_credentials(&Url::parse(text).unwrap());
        assert_eq!(shown("https://me:secret@a.example/f?x=1"), "https://a.example/f?x=1");
        assert_eq!(shown("https://a.example/f"), "https://a.example/f");
    }
}
