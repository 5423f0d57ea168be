//! Which addresses lead to one page.
//!
//! In: an address. Out: a key that is the same for addresses that differ in what does not matter: scheme, `www.`, `/` and
//! `index.html` at the end, `.html`, the spelling of percent-encoding, parameters that only count visitors.

use std::fmt::Write as _;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use url::Url;

/// Parameters by which a page learns where its visitors come from.
const TRACKING: &[&str] =
    &["fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "ref", "source"];

/// Names of the file that stands for its folder.
const INDEX: &[&str] = &["index.html", "index.htm", "index.php", "default.aspx"];

/// The key of a page: its host and its path, and the rest where it matters.
#[must_use]
pub fn key(link: &Url) -> String {
    let host = link.host_str().unwrap_or_default();
    let mut key = host.strip_prefix("www.").unwrap_or(host).to_owned();
    if let Some(port) = link.port() {
        let _ = write!(key, ":{port}");
    }
    key.push_str(&key_on_host(link));
    key
}

/// The key of a page on whatever host.
#[must_use]
pub fn key_on_host(link: &Url) -> String {
    let mut key = String::new();
    for part in path(link).split('/').filter(|part| !part.is_empty()) {
        key.push('/');
        key.extend(percent_decode_str(part).decode_utf8_lossy().nfc());
    }
    let mut joint = '?';
    for (name, value) in link.query_pairs().filter(|(name, _)| !is_tracking(name)) {
        key.push(joint);
        key.push_str(&name);
        key.push('=');
        key.push_str(&value);
        joint = '&';
    }
    // Several entries may be on one page; that a reader came from a feed is no place on it.
    if let Some(fragment) = link.fragment().filter(|text| !text.is_empty() && !text.starts_with("utm_")) {
        key.push('#');
        key.push_str(fragment);
    }
    key
}

/// The path of a page as its address has it, without `/` at its ends, `index.html` and `.html`.
#[must_use]
pub fn path(link: &Url) -> &str {
    let path = link.path().trim_matches('/');
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    if INDEX.contains(&file) {
        return folder.trim_end_matches('/');
    }
    path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path)
}

fn is_tracking(name: &str) -> bool {
    name.starts_with("utm_") || TRACKING.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn addresses_of_one_page_have_one_key() {
        for other in [
            "http://a.example/2020/caf%c3%a9/",
            "https://www.a.example/2020/caf%C3%A9",
            "https://A.example/2020/café/index.html",
            "https://a.example/2020/cafe\u{301}.html",
            "https://a.example//2020/caf%C3%A9/?utm_source=rss&utm_medium=feed",
            "https://a.example:443/2020/café/#utm_source=rss",
        ] {
            assert_eq!(key(&url(other)), "a.example/2020/café", "{other}");
        }
    }

    #[test]
    fn what_tells_pages_apart_stays() {
        for (link, expected) in [
            ("https://a.example/?p=7", "a.example?p=7"),
            ("https://a.example/?ref=x&p=7", "a.example?p=7"),
            ("https://a.example/links#one", "a.example/links#one"),
            ("https://a.example:8080/x", "a.example:8080/x"),
            ("https://a.example/x.php", "a.example/x.php"),
            ("https://a.example/", "a.example"),
        ] {
            assert_eq!(key(&url(link)), expected);
        }
    }

    #[test]
    fn the_path_of_a_page_is_as_its_address_spells_it() {
        for (link, expected) in [
            ("https://a.example/2020/caf%c3%a9.html", "2020/caf%c3%a9"),
            ("https://a.example/x/index.html", "x"),
            ("https://a.example/index.html", ""),
            ("https://a.example/x/", "x"),
        ] {
            assert_eq!(path(&url(link)), expected);
        }
    }
}
