//! The feeds that a page names. In: the beginning of a page, and where it is. Out: its title, and its feeds in order.
//!
//! Reads `<link rel="alternate">` wherever it stands, in the head or, against the rules, in the body. No tree, no script; nothing is loaded.

use std::borrow::Cow;

use memchr::memchr;
use memchr::memmem;
use url::Url;

use crate::model::draft::{Markup, RawText};
use crate::text::html::{self, Scan, Tag, TagKind};

/// Feeds of a page at the most.
pub const MOST_FEEDS: usize = 20;

/// Media types that feeds are announced with.
const TYPES: &[&str] = &[
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "application/rdf+xml",
    "application/xml",
    "application/x-rss+xml",
    "application/x.atom+xml",
    "application/x-atom+xml",
    "text/rss+xml",
    "text/rss",
    "text/atom+xml",
    "text/xml",
];

/// Elements whose content is text, whatever it looks like (HTML §13.1.2).
const TEXTS: &[&str] = &["script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "template"];

/// What a page says of feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its title, plain.
    pub title: String,
    /// Its feeds, each address once, in the order of the page.
    pub feeds: Vec<NamedFeed>,
}

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFeed {
    /// Where it is.
    pub url: Url,
    /// The media type that the page says, in lower case; empty where it says none.
    pub media_type: String,
    /// What the page calls it, plain; may be empty.
    pub title: String,
}

/// Reads a page that is at `at`.
#[must_use]
pub fn read(page: &str, at: &Url) -> Page {
    let mut found = Found::default();
    let mut scan = Scan::default();
    let mut place = 0;
    while let Some(rest) = page.get(place..) {
        let Some(next) = memchr(b'<', rest.as_bytes()) else { break };
        place += next;
        place += found.markup(page.get(place..).unwrap_or_default(), &mut scan);
    }
    found.resolved(at)
}

/// What was found, addresses as written.
#[derive(Default)]
struct Found<'a> {
    title: Option<String>,
    base: Option<Cow<'a, str>>,
    links: Vec<(Cow<'a, str>, String, String)>,
}

impl<'a> Found<'a> {
    /// Looks at what begins with `<`; gives back how long it is.
    fn markup(&mut self, text: &'a str, scan: &mut Scan) -> usize {
        if text.starts_with("<!--") {
            return scan.search(|| memmem::find(text.as_bytes(), b"-->")).map_or(4, |end| end + 3);
        }
        let Some(tag) = scan.tag(text).filter(|tag| tag.kind == TagKind::Open) else { return 1 };
        if tag.is("link") {
            self.link(&tag);
        } else if tag.is("base") && self.base.is_none() {
            // HTML §4.2.3: the first that has an address counts.
            self.base = tag.attribute("href").map(decoded);
        } else if tag.is("title") && self.title.is_none() {
            let end = scan.search(|| html::skip_element(text, &tag)).unwrap_or(tag.len);
            let inside = text.get(tag.len..end).unwrap_or_default();
            let inside = inside.rfind("</").and_then(|close| inside.get(..close)).unwrap_or(inside);
            self.title = Some(plain(inside));
            return end.max(tag.len);
        } else if TEXTS.iter().any(|name| tag.is(name)) {
            return scan.search(|| html::skip_element(text, &tag)).unwrap_or(tag.len);
        }
        tag.len
    }

    fn link(&mut self, tag: &Tag<'a>) {
        let (Some(rel), Some(href)) = (tag.attribute("rel"), tag.attribute("href")) else { return };
        let rel = decoded(rel);
        let has = |token: &str| rel.split_ascii_whitespace().any(|found| found.eq_ignore_ascii_case(token));
        let media_type = decoded(tag.attribute("type").unwrap_or_default());
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_typed = has("alternate") && !has("stylesheet") && TYPES.contains(&media_type.as_str());
        // What once was `rel="feed"` of a draft of HTML needs no type.
        if !(is_typed || has("feed")) {
            return;
        }
        let href = decoded(href);
        // The interface of WordPress, which is announced like a feed.
        let is_interface = media_type == "application/json" && href.contains("/wp-json/");
        if !is_interface && self.links.len() < MOST_FEEDS * 4 {
            let title = tag.attribute("title").map(plain).unwrap_or_default();
            self.links.push((href, media_type, title));
        }
    }

    fn resolved(self, at: &Url) -> Page {
        let base = self.base.and_then(|base| at.join(base.trim()).ok()).filter(is_web);
        let base = base.as_ref().unwrap_or(at);
        let mut feeds: Vec<NamedFeed> = Vec::new();
        for (href, media_type, title) in self.links {
            let url = base.join(href.trim()).ok().filter(is_web).map(|mut url| {
                url.set_fragment(None);
                url
            });
            let Some(url) = url.filter(|url| feeds.iter().all(|feed| feed.url != *url)) else { continue };
            if feeds.len() < MOST_FEEDS {
                feeds.push(NamedFeed { url, media_type, title });
            }
        }
        Page { title: self.title.unwrap_or_default(), feeds }
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn plain(html: &str) -> String {
    let text = RawText { markup: Markup::Html, value: html.to_owned(), base: None };
    html::to_plain(&text).as_str().to_owned()
}

/// The value of an attribute, its references as characters.
fn decoded(value: &str) -> Cow<'_, str> {
    if memchr(b'&', value.as_bytes()).is_none() {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(next) = memchr(b'&', rest.as_bytes()) {
        let (before, special) = rest.split_at(next);
        out.push_str(before);
        let len = if let Some(found) = html::reference(special) {
            out.extend([found.character, found.second].into_iter().flatten());
            found.len
        } else {
            out.push('&');
            1
        };
        rest = special.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feeds(page: &str) -> Vec<String> {
        let at = Url::parse("https://a.example/blog/post.html").unwrap();
        read(page, &at).feeds.iter().map(|feed| feed.url.as_str().to_owned()).collect()
    }

    #[test]
    fn links_to_feeds_are_found_as_people_write_them() {
        for (page, expected) in [
            (r#"<link rel="alternate" type="application/rss+xml" href="/feed">"#, "https://a.example/feed"),
            (
                "<LINK REL=Alternate TYPE=Application/Atom+XML HREF=atom.xml>",
                "https://a.example/blog/atom.xml",
            ),
            (
                "<link href='f.json' type='application/feed+json' rel='me alternate'/>",
                "https://a.example/blog/f.json",
            ),
            (
                "<link rel=alternate type='application/json' href=//b.example/f.json>",
                "https://b.example/f.json",
            ),
            (
                "<link rel=alternate type='text/xml; charset=utf-8' href='?a=1&amp;b=2'>",
                "https://a.example/blog/post.html?a=1&b=2",
            ),
            (
                "<body><p>x<link rel=alternate type=application/rss+xml href=/in-body></p>",
                "https://a.example/in-body",
            ),
            ("<link rel=feed href=/typeless>", "https://a.example/typeless"),
            ("<link rel=alternate type=application/rss+xml href='\n /feed#top '>", "https://a.example/feed"),
        ] {
            assert_eq!(feeds(page), [expected], "{page}");
        }
    }

    #[test]
    fn other_links_are_none() {
        for page in [
            "<link rel=stylesheet type=text/css href=a.css>",
            "<link rel='alternate stylesheet' type=text/xml href=a.css>",
            "<link rel=alternate hreflang=de href=/de>",
            "<link rel=alternate type=text/html href=/m>",
            "<link rel=alternate type=application/json+oembed href=/oembed>",
            "<link rel=alternate type=application/json href=https://a.example/wp-json/wp/v2/posts/1>",
            "<link rel=alternate type=application/rss+xml href=file:///etc/passwd>",
            "<link rel=alternate type=application/rss+xml href='javascript:alert(1)'>",
            "<link rel=alternate type=application/rss+xml href=feed://a.example/>",
            "<link rel=alternate type=application/rss+xml>",
            "<!-- <link rel=alternate type=application/rss+xml href=/feed> -->",
            "<script>'<link rel=alternate type=application/rss+xml href=/feed>'</script>",
            "<link rel=alternate type=application/rss+xml href='/feed",
        ] {
            assert!(feeds(page).is_empty(), "{page}");
        }
    }

    #[test]
    fn the_first_base_counts_for_all_links_and_only_once() {
        let link = "<link rel=alternate type=application/rss+xml href=feed>";
        let base = "<base target=_top><base href=/x/><base href=/y/>";
        assert_eq!(feeds(&format!("{link}{base}")), ["https://a.example/x/feed"]);
        assert_eq!(feeds(&format!("<base href='ftp://b.example/'>{link}")), ["https://a.example/blog/feed"]);
    }

    #[test]
    fn a_page_has_a_title_and_no_more_than_twenty_feeds_each_once() {
        let at = Url::parse("https://a.example/").unwrap();
        let link = |n: usize| format!("<link rel=alternate type=text/xml title='N&deg; {n}' href=/{n}>");
        let many: String = (0..50).map(|n| link(n / 2)).collect();
        let page = read(&format!("<title>A &amp; <b>B</title>{many}"), &at);
        assert_eq!(page.title, "A & B");
        assert_eq!(page.feeds.len(), MOST_FEEDS);
        assert_eq!((page.feeds[3].url.path(), page.feeds[3].title.as_str()), ("/3", "N° 3"));
    }

    #[test]
    fn hostile_pages_take_linear_time() {
        for piece in
            ["<!--", "<title>", "<link rel='", "<script>", "<base href=\"", "<", "&", "<link rel=alternate "]
        {
            let page = piece.repeat((1 << 20) / piece.len());
            assert!(feeds(&page).is_empty(), "{piece}");
        }
    }
}
