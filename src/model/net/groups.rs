//! Hosts that count requests together: an address in, the name that its holds go by out. Pure.

use std::borrow::Cow;

use url::Url;

use super::host_of;

/// Domains whose subdomains are one service with one limit: what one of them refuses, the others will refuse, too.
const GROUPS: &[&str] = &[
    "tumblr.com",
    "blogspot.com",
    "reddit.com",
    "substack.com",
    "youtube.com",
    "wordpress.com",
    "livejournal.com",
    "dreamwidth.org",
    "typepad.com",
    "medium.com",
    "github.com",
    "gitlab.com",
    "feedburner.com",
    "bsky.app",
    "bandcamp.com",
    "libsyn.com",
];

/// The group that the host of `url` is in; `None`: it stands for itself.
#[must_use]
fn group(url: &Url) -> Option<&'static str> {
    let host = url.port().is_none().then(|| host_of(url))?;
    GROUPS.iter().copied().find(|group| {
        host.strip_suffix(group).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// The name by which the host of `url` is held: its group, else the host, with the port where that is not the usual one.
#[must_use]
pub fn hold_key(url: &Url) -> Cow<'_, str> {
    match (group(url), url.port()) {
        (Some(group), _) => Cow::Borrowed(group),
        (None, None) => Cow::Borrowed(host_of(url)),
        (None, Some(port)) => Cow::Owned(format!("{}:{port}", host_of(url))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_of_a_service_are_held_together_and_others_alone() {
        for (url, key) in [
            ("https://user-b.tumblr.com/rss", "tumblr.com"),
            ("https://tumblr.com/rss", "tumblr.com"),
            ("https://nottumblr.com/rss", "nottumblr.com"),
            ("https://user-b.tumblr.com./rss", "tumblr.com"),
            ("https://a.example/feed", "a.example"),
            ("https://a.example./feed", "a.example"),
            ("https://a.example.:8080/feed", "a.example:8080"),
            ("https://a.example:443/feed", "a.example"),
            ("http://127.0.0.1:8080/feed", "127.0.0.1:8080"),
            ("http://user.tumblr.com:8080/feed", "user.tumblr.com:8080"),
            ("https://www.youtube.com/feeds/videos.xml?channel_id=1", "youtube.com"),
        ] {
            assert_eq!(hold_key(&Url::parse(url).unwrap()), key, "{url}");
        }
    }
}
