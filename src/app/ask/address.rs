//! Addresses that people give. In: what they typed, or what a server said. Out: the address that is asked, and the one that lasts.

use url::Url;

use crate::fetch::Hop;

/// Where a feed is for good: what `asked` leads to by permanent redirections alone, and never from https to http.
pub(in crate::app) fn lasting(asked: &Url, hops: &[Hop]) -> Url {
    let last = hops.iter().take(steps(asked, hops)).next_back();
    let mut url = last.map_or(asked, |hop| &hop.to).clone();
    url.set_fragment(None);
    url
}

/// How many of these redirections lead there.
pub(super) fn steps(asked: &Url, hops: &[Hop]) -> usize {
    let before = std::iter::once(asked).chain(hops.iter().map(|hop| &hop.to));
    let is_lasting = |(hop, before): &(&Hop, &Url)| {
        matches!(hop.status, 301 | 308) && !(before.scheme() == "https" && hop.to.scheme() == "http")
    };
    hops.iter().zip(before).take_while(is_lasting).count()
}

/// Reads an address as people type it: without a scheme it is one of `https`.
///
/// # Errors
/// Where it is none, or one of another scheme: what it is, and what would be right.
pub fn typed(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let scheme = text.split_once(':');
    let is_host = |scheme: &str, rest: &str| {
        // `localhost:8080/feed` begins with no scheme.
        !rest.starts_with("//") && (scheme.contains('.') || rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let whole = match scheme {
        Some((scheme, rest)) if !is_host(scheme, rest) => text.to_owned(),
        _ => format!("https://{text}"),
    };
    let example = "write it as https://example.org/feed.xml";
    let mut url = Url::parse(&whole).map_err(|error| format!("it is no address ({error}); {example}"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(format!("`{}:` is not asked, only http and https are; {example}", url.scheme()));
    }
    url.set_fragment(None);
    Ok(url)
}

/// As [`typed`], and takes what links of pages say to programs that subscribe: `feed:https://…`, `feed://…`.
///
/// # Errors
/// As [`typed`].
pub fn typed_feed(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let is_feed = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("feed:"));
    match text.get(5..).filter(|_| is_feed) {
        Some(rest) if rest.starts_with("//") => typed(&format!("http:{rest}")),
        Some(rest) => typed(rest),
        None => typed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (text, expected) in [
            ("https://a.example/f#x", Some("https://a.example/f")),
            (" a.example ", Some("https://a.example/")),
            ("a.example:8080/feed", Some("https://a.example:8080/feed")),
            ("localhost:8080", Some("https://localhost:8080/")),
            ("HTTP://A.example", Some("http://a.example/")),
            ("file:///etc/passwd", None),
            ("ftp://a.example/", None),
            ("data:text/xml,<rss/>", None),
            ("feed:https://a.example/", None),
            ("unix:/run/x", None),
            ("", None),
            ("https://", None),
        ] {
            assert_eq!(typed(text).ok().as_ref().map(Url::as_str), expected, "{text}");
        }
        for (text, expected) in [
            ("feed:https://a.example/f", Some("https://a.example/f")),
            ("FEED://a.example/f", Some("http://a.example/f")),
            ("feed:file:///etc/passwd", None),
            ("feed:feed:https://a.example/f", None),
            ("https://a.example/f", Some("https://a.example/f")),
            ("新媒体", Some("https://xn--tqqy7y61i/")),
        ] {
            assert_eq!(typed_feed(text).ok().as_ref().map(Url::as_str), expected, "{text}");
        }
    }

    #[test]
    fn only_what_is_permanent_and_no_step_down_is_for_good() {
        let url = |text: &str| Url::parse(text).unwrap();
        let chain = |hops: &[(u16, &str)]| {
            let mut from = url("https://a.example/");
            let hops: Vec<Hop> = hops
                .iter()
                .map(|(status, to)| {
                    let hop =
                        Hop { status: *status, from: from.clone(), to: url(to), retry_after: Vec::new() };
                    from = hop.to.clone();
                    hop
                })
                .collect();
            lasting(&url("https://a.example/"), &hops).to_string()
        };
        assert_eq!(chain(&[]), "https://a.example/");
        assert_eq!(
            chain(&[(301, "https://b.example/"), (308, "https://c.example/#x"), (302, "https://d.example/")]),
            "https://c.example/"
        );
        assert_eq!(chain(&[(302, "https://b.example/"), (301, "https://c.example/")]), "https://a.example/");
        assert_eq!(chain(&[(301, "http://b.example/")]), "https://a.example/");
    }
}
