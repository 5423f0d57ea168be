//! Canonical links: an address in, what is the same for all spellings of it out, so that two links to one page can be known as such.
//!
//! Not an address to ask for: nothing of a feed is published in this form. No network: what a page says of itself is not known here.

use std::borrow::Cow;

use url::Url;

/// Parameters that say how somebody came to a page, not which page it is. In small letters.
const TRACKERS: &[&str] = &[
    "_hsenc",
    "_hsmi",
    "_openstat",
    "cmpid",
    "dclid",
    "epik",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "feature",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "hsctatracking",
    "icid",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "s_cid",
    "s_kwcid",
    "spm",
    "srsltid",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "wt_mc",
    "xtor",
    "yclid",
    "ysclid",
];

/// Beginnings of names of such parameters.
const FAMILIES: &[&str] = &["utm_", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "at_", "trk_", "ga_"];

/// A link in its canonical form, in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical<'a> {
    /// The host, and its port where that is unusual.
    pub host: Cow<'a, str>,
    /// Path and query; empty for the front page.
    pub path: String,
}

/// The canonical form of a link to a page: no scheme, no `www.`, no usual port, no fragment, no parameters of trackers, the others in
/// order of their names, no slash at the end. `None` for what is no web address.
///
/// A fragment that begins with `!` is part of the name of the page: it was for years the address of pages that a script makes.
#[must_use]
pub fn link(url: &Url) -> Option<Canonical<'_>> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let name = url.host_str()?.trim_end_matches('.');
    let name = name.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(name);
    let host = match url.port() {
        // The usual port of the other scheme: what stands behind http on 443 is what stands there.
        None | Some(80 | 443) => Cow::Borrowed(name),
        Some(port) => Cow::Owned(format!("{name}:{port}")),
    };
    let path = url.path().trim_end_matches('/');
    let path = ["/index.html", "/index.htm", "/index.php"]
        .iter()
        .find_map(|index| path.strip_suffix(index))
        .unwrap_or(path);
    let mut canonical = path.to_owned();
    if let Some(query) = url.query() {
        add_query(&mut canonical, query);
    }
    if let Some(fragment) = url.fragment().filter(|fragment| fragment.starts_with('!')) {
        canonical.push('#');
        canonical.push_str(fragment);
    }
    Some(Canonical { host, path: canonical })
}

/// Adds what is left of a query without trackers.
fn add_query(canonical: &mut String, query: &str) {
    let mut kept: Vec<&str> =
        query.split('&').filter(|parameter| !parameter.is_empty() && !is_tracker(parameter)).collect();
    // Stable, so that several values of one name stay in their order.
    kept.sort_by_key(|parameter| parameter.split('=').next().unwrap_or_default());
    for (at, parameter) in kept.into_iter().enumerate() {
        canonical.push(if at == 0 { '?' } else { '&' });
        canonical.push_str(parameter);
    }
}

fn is_tracker(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    // `source=rss` and its kin are what feeds add to their own links.
    let says_feed = matches!(name.as_str(), "source" | "ref" | "from" | "via" | "campaign" | "cid")
        && parameter.split_once('=').is_some_and(|(_, value)| {
            matches!(value.to_ascii_lowercase().as_str(), "rss" | "feed" | "atom" | "feedburner" | "rssfeed")
        });
    says_feed
        || TRACKERS.binary_search(&name.as_str()).is_ok()
        || FAMILIES.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Option<String> {
        let url = Url::parse(text).unwrap();
        link(&url).map(|link| format!("{}{}", link.host, link.path))
    }

    #[test]
    fn spellings_of_one_page_are_one() {
        for (text, expected) in [
            ("http://a.example/post", "a.example/post"),
            ("https://www.a.example/post/", "a.example/post"),
            ("https://A.example.:443/post#comments", "a.example/post"),
            ("http://a.example:443/post", "a.example/post"),
            ("https://a.example:8443/post", "a.example:8443/post"),
            ("https://a.example/post?utm_source=rss&utm_medium=feed", "a.example/post"),
            ("https://a.example/post?UTM_Source=rss&fbclid=1&gclid=2&mc_cid=3&mc_eid=4", "a.example/post"),
            ("https://a.example/?p=12&utm_campaign=Feed%3A+a", "a.example?p=12"),
            ("https://a.example/post?source=rss", "a.example/post"),
            ("https://a.example/post?source=interview", "a.example/post?source=interview"),
            ("https://a.example/post?b=2&a=1&&", "a.example/post?a=1&b=2"),
            ("https://a.example/post?a=2&a=1", "a.example/post?a=2&a=1"),
            ("https://a.example/post/index.html", "a.example/post"),
            ("https://a.example/#!/post/1", "a.example#!/post/1"),
            ("https://me:secret@a.example/post", "a.example/post"),
            ("https://a.example/", "a.example"),
            ("https://a.example/?utm_source=rss", "a.example"),
            ("https://www.example/post", "www.example/post"),
            ("https://xn--bcher-kva.example/b", "xn--bcher-kva.example/b"),
            ("https://bücher.example/b", "xn--bcher-kva.example/b"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn pages_that_differ_stay_apart() {
        for (one, other) in [
            ("https://a.example/?p=1", "https://a.example/?p=2"),
            ("https://a.example/Post", "https://a.example/post"),
            ("https://a.example/post", "https://blog.a.example/post"),
            ("https://a.example/post?id=1", "https://a.example/post"),
            ("https://a.example:8080/post", "https://a.example/post"),
        ] {
            assert_ne!(canonical(one), canonical(other));
        }
        assert_eq!(canonical("mailto:a@a.example"), None);
    }

    #[test]
    fn the_table_of_trackers_can_be_searched() {
        assert!(TRACKERS.is_sorted());
    }
}
