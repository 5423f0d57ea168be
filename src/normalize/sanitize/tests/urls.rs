//! What becomes of the URLs in a body: made absolute, kept, moved to where a reader finds them, or dropped.

use super::*;

#[test]
fn urls_become_absolute_and_bad_ones_go() {
    table(&[
        (
            "<a href=\"x\">a</a>",
            "<a href=\"https://example.org/blog/post/x\" rel=\"noopener noreferrer\">a</a>",
        ),
        (
            "<a href='/x?a=1&amp;b=2&c=3'>a</a>",
            "<a href=\"https://example.org/x?a=1&amp;b=2&amp;c=3\" rel=\"noopener noreferrer\">a</a>",
        ),
        (
            "<a href=\"#x\">a</a>",
            "<a href=\"https://example.org/blog/post/#x\" rel=\"noopener noreferrer\">a</a>",
        ),
        (
            "<a href=\"//cdn.example/x\">a</a>",
            "<a href=\"https://cdn.example/x\" rel=\"noopener noreferrer\">a</a>",
        ),
        ("<a href=\"mailto:a@b.c\">a</a>", "<a href=\"mailto:a@b.c\" rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"tel:+49\" target=\"_blank\" rel=\"x\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"javascript:alert(1)\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\" jAvAsCrIpT:alert(1)\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"java&#10;script:alert(1)\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"data:text/html,x\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"http://[bad\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<img src=\"../i.png\" alt=\"a\">", "<img src=\"https://example.org/blog/i.png\" alt=\"a\">"),
        // A picture without an address is none.
        ("<img src=\"mailto:a@b.c\" alt=\"a\">", ""),
        ("<img src=\"\" alt=\"a\">", ""),
        ("<p>x<img alt=\"a\">y</p>", "<p>xy</p>"),
        ("<P>x<img alt=' src=\"b\"'>y<img data-src=\"javascript:x\">", "<p>xy</p>"),
        (
            "<blockquote cite=\"/q\">a</blockquote>",
            "<blockquote cite=\"https://example.org/q\">a</blockquote>",
        ),
        (
            "<img srcset=\"a.png 1x, /b,c.png 2x, javascript:x 3x,d.png\">",
            "<img srcset=\"https://example.org/blog/post/a.png 1x, https://example.org/b,c.png 2x, \
             https://example.org/blog/post/d.png\">",
        ),
        (
            "<video poster=\"p.png\" autoplay><source src=\"v.mp4\"></video>",
            "<video poster=\"https://example.org/blog/post/p.png\" controls=\"\"><source \
             src=\"https://example.org/blog/post/v.mp4\"></video>",
        ),
    ]);
}

#[test]
fn a_published_link_opens_a_page_or_a_letter_and_one_that_is_looked_at_also_a_program_that_asks() {
    let (mut published, mut read) = (Sanitizer::new(), Sanitizer::for_reading());
    for (scheme, is_published, is_read) in [
        ("https://a.example/", true, true),
        ("http://a.example/", true, true),
        ("mailto:a@b.example", true, true),
        ("ftp://a.example/x", false, true),
        ("irc://a.example/x", false, true),
        ("tel:+49", false, false),
        ("sms:+49", false, false),
        ("magnet:?xt=urn:btih:1", false, true),
        ("feed:https://a.example/", false, false),
        ("data:text/html,x", false, false),
        ("javascript:alert(1)", false, false),
    ] {
        // By the short way, and through the parser.
        for html in [format!("<a href=\"{scheme}\">a</a>"), format!("<form><a href='{scheme}'>a</a></form>")]
        {
            let has = |sanitizer: &mut Sanitizer| sanitizer.clean(&html, &base()).as_str().contains(scheme);
            assert_eq!((has(&mut published), has(&mut read)), (is_published, is_read), "{html}");
        }
        let image = format!("<img src=\"{scheme}\">");
        assert_eq!(read.clean(&image, &base()).is_empty(), !scheme.starts_with("http"), "{image}");
    }
}

#[test]
fn relative_urls_stay_where_nobody_knows_their_base() {
    for (html, expected) in [
        ("<img src=\"../i.png\">", "<img src=\"../i.png\">"),
        (
            "<img src=\" /i.png \" srcset=\"a.png 1x, /b.png 2x\">",
            "<img src=\"/i.png\" srcset=\"a.png 1x, /b.png 2x\">",
        ),
        ("<q cite=\"//a.example/x\">a</q>", "<q cite=\"//a.example/x\">a</q>"),
        ("<a href=\"#x\">a</a>", "<a href=\"#x\" rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"java&#9;script:x\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"&#1;javascript:x\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"/a&#10;b\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<a href=\"data:text/html,x\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
        ("<form><a href=\"y/z?a=b:c\">a</a>", "<a href=\"y/z?a=b:c\" rel=\"noopener noreferrer\">a</a>"),
        ("<form><img src=\"vbscript:x\">a", "a"),
    ] {
        let mut sanitizer = Sanitizer::new();
        let cleaned = sanitizer.clean(html, None);
        assert_eq!(cleaned.as_str(), expected, "{html}");
        assert_eq!(sanitizer.clean(cleaned.as_str(), None), cleaned, "{html}");
    }
}

#[test]
fn many_addresses_do_not_fill_the_disk() {
    let page = Url::parse(&format!("https://example.org/{}/", "x".repeat(1000))).unwrap();
    let mut sanitizer = Sanitizer::new();
    for link in ["<a href=\"x\">a</a> ", "<a href=x>a</a><form> ", "<img src=x alt=a> a "] {
        for times in [10, 10_000, 100_000] {
            let html = link.repeat(times);
            let clean = sanitizer.clean(&html, &page);
            assert!(clean.as_str().len() <= most_of(html.len()), "{times} times {link}");
            assert_eq!(clean.as_str().contains(page.as_str()), times == 10, "{times} times {link}");
            assert!(clean.as_str().starts_with('<') && clean.as_str().contains('a'));
        }
    }
}

#[test]
fn images_that_a_script_would_load_name_their_file() {
    table(&[
        ("<img data-src=\"a.png\">", "<img src=\"https://example.org/blog/post/a.png\">"),
        (
            "<img src=\"data:image/gif;base64,R0\" data-original=\"https://a.b/c.png?x=1&amp;y=2\">",
            "<img src=\"https://a.b/c.png?x=1&amp;y=2\">",
        ),
        (
            "<img src='/loading.gif' data-lazy-src='b.png'>",
            "<img src=\"https://example.org/blog/post/b.png\">",
        ),
        ("<img src=\"https://a.b/small.png\" data-src=\"big.png\">", "<img src=\"https://a.b/small.png\">"),
        (
            "<img data-srcset=\"a.png 2x\" src=\"b.png\">",
            "<img srcset=\"https://example.org/blog/post/a.png 2x\" src=\"https://example.org/blog/post/b.png\">",
        ),
    ]);
}

#[test]
fn urls_that_are_normal_are_what_the_parser_of_urls_would_write() {
    for (text, expected) in [
        ("https://a.b/", true),
        ("https://a.b/c?d=e#f", true),
        ("https://a.b", false),
        ("https://a.b/../c", false),
        ("https://a.b/%2e%2e/c", false),
        ("https://1.2/", false),
        ("https://A.b/", false),
        ("https://a.b/c d", false),
        ("https://a.b/ü", false),
        ("https://xn--a.b/", false),
        ("https://localhost/", false),
        ("ftp://a.b/", false),
    ] {
        assert_eq!(url::is_normal(text), expected, "{text}");
    }
}
