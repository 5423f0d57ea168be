//! Addresses that lead nobody anywhere: relative to nothing, to a private network, to no page. In: a feed as it was read. Out: losses.

use std::net::IpAddr;

use url::{Host, Url};

use super::{Look, Loss, markup};
use crate::model::draft::Draft;
use crate::normalize::reading::{is_followed, is_relative};

/// What is lost by addresses.
pub(super) fn losses(look: &Look<'_>) -> Vec<Loss> {
    let words = &look.words;
    let entries = &look.parsed.entries;
    // A feed that says where it is says what its addresses are relative to. Of its site many readers do not think.
    let is_placed = look.parsed.feed.feed_url.as_deref().is_some_and(|url| !is_relative(url));
    let relative = entries.iter().find_map(|draft| relative_to_nothing(draft, is_placed));
    let such = relative.map_or_else(String::new, |address| format!(", such as `{address}`"));
    let mut losses = vec![
        look.entries(
            has_odd_link,
            "has a link that leads to no page",
            "have links that lead to no page",
            "readers do not follow it; link to a page".to_owned(),
        ),
        look.entries(
            |draft| relative_to_nothing(draft, is_placed).is_some(),
            &format!("has an address that is relative to nothing{such}"),
            &format!("have addresses that are relative to nothing{such}"),
            format!("links and pictures lead nowhere; write them whole, with https://, or {}", words.base),
        ),
    ];
    let private = entries.iter().find_map(private_address);
    let such = private.map_or_else(String::new, |address| format!(", such as `{address}`"));
    losses.push(look.entries(
        |draft| private_address(draft).is_some(),
        &format!("has an address that only your own network knows{such}"),
        &format!("have addresses that only your own network knows{such}"),
        "it leads nowhere for readers; give the program that writes the feed the address of the public site".to_owned(),
    ));
    let feed = &look.parsed.feed;
    for (name, address) in [("its site", &feed.link), ("itself", &feed.feed_url)] {
        losses.extend(address.as_ref().filter(|address| is_private(address)).map(|address| {
            let what = format!("the feed names {name} by `{address}`, which only your own network knows");
            let advice = "it leads nowhere for readers; write the public address".to_owned();
            Some(Loss { what, advice, places: Vec::new() })
        }));
    }
    losses.into_iter().flatten().collect()
}

/// True for `javascript:` and the like.
fn has_odd_link(draft: &Draft) -> bool {
    draft.link.as_deref().is_some_and(|link| !link.trim().is_empty() && !is_followed(link))
}

/// The addresses in the fields of an entry.
fn addresses(draft: &Draft) -> impl Iterator<Item = &str> {
    let files = draft.enclosures.iter().map(|file| file.url.as_str());
    draft.link.as_deref().into_iter().chain(draft.image.as_deref()).chain(files)
}

/// The first address that is left relative because nothing says what it is relative to. `is_placed`: the feed says where it is.
fn relative_to_nothing(draft: &Draft, is_placed: bool) -> Option<&str> {
    if is_placed || draft.base.is_some() {
        return None;
    }
    addresses(draft).find(|address| is_relative(address)).or_else(|| markup::relative(draft))
}

fn private_address(draft: &Draft) -> Option<&str> {
    addresses(draft).find(|address| is_private(address))
}

/// True for an address on this computer or in a network at home (RFC 1918 §3, RFC 6761 §6.3, RFC 6762 §3).
fn is_private(address: &str) -> bool {
    let Ok(url) = Url::parse(address.trim()) else { return false };
    let host = match url.host() {
        Some(Host::Domain(name)) => match name.parse::<IpAddr>() {
            Ok(ip) => ip,
            Err(_) => return is_local_name(name),
        },
        Some(Host::Ipv4(ip)) => ip.into(),
        Some(Host::Ipv6(ip)) => ip.into(),
        None => return url.scheme() == "file",
    };
    match host {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    name == last || matches!(last, "localhost" | "local" | "internal" | "lan")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_relative_to_nothing_where_neither_it_nor_its_feed_says_where_it_is() {
        let page = Some(Url::parse("https://a.example/feed").unwrap());
        for (link, base, is_placed, expected) in [
            ("/p", None, false, Some("/p")),
            ("/p", None, true, None),
            ("/p", page, false, None),
            ("https://a.example/p", None, false, None),
        ] {
            let draft = Draft { link: Some(link.to_owned()), base, ..Draft::default() };
            assert_eq!(relative_to_nothing(&draft, is_placed), expected, "{link} {is_placed}");
        }
    }

    #[test]
    fn addresses_that_only_a_network_at_home_knows_are_told_from_public_ones() {
        for (address, private) in [
            ("http://localhost:4000/1", true),
            ("http://127.0.0.1/", true),
            ("https://192.168.1.20/feed", true),
            ("http://[::1]/", true),
            ("http://nas.local/x", true),
            ("http://intranet/x", true),
            ("file:///home/me/site/index.html", true),
            ("https://a.example/", false),
            ("https://8.8.8.8/", false),
            ("mailto:me@a.example", false),
            ("urn:x:y", false),
            ("/relative", false),
        ] {
            assert_eq!(is_private(address), private, "{address}");
        }
    }
}
