//! What is left of hostile, broken and ordinary content, case by case.

mod agreement;

use super::*;

const BASE: &str = "https://example.org/blog/post/";

fn base() -> Url {
    Url::parse(BASE).unwrap()
}

fn clean(html: &str) -> String {
    Sanitizer::new().clean(html, &base()).as_str().to_owned()
}

fn table(rows: &[(&str, &str)]) {
    for (html, expected) in rows {
        assert_eq!(clean(html), *expected, "{html}");
    }
}

#[test]
fn the_elements_are_ordered_for_searching() {
    assert!(rules::ELEMENTS.is_sorted_by(|a, b| a.0 < b.0));
}

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
        (
            "<a href=\"tel:+49\" target=\"_blank\" rel=\"x\">a</a>",
            "<a href=\"tel:+49\" rel=\"noopener noreferrer\">a</a>",
        ),
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
fn players_become_links() {
    table(&[
        (
            "<iframe src=\"https://www.example.com/embed/x?a=1&amp;b=2\" width=\"1\"></iframe>",
            "<p><a href=\"https://www.example.com/embed/x?a=1&amp;b=2\" rel=\"noopener noreferrer\">\
             https://www.example.com/embed/x?a=1&amp;b=2</a></p>",
        ),
        (
            "<p><IFRAME src='//v.example/x' title='The \"talk\"'>old <b>browsers</b></IFRAME></p>",
            "<p><a href=\"https://v.example/x\" rel=\"noopener noreferrer\">The \"talk\"</a></p>",
        ),
        (
            "<iframe src=//v.example/?a=1&region=2 />a",
            "<p><a href=\"https://v.example/?a=1&amp;region=2\" rel=\"noopener noreferrer\">//v.example/?a=1&amp;region=2</a></p>a",
        ),
        ("a<iframe src=\"https://ads.example/\">b<script>x</script></iframe>c", "abc"),
        ("a<iframe src=\"//ads.example\"/>b", "ab"),
        ("<iframe srcdoc=\"<script>x</script>\"></iframe>a", "a"),
        ("<iframe src=\"javascript:x\"></iframe>a", "a"),
    ]);
}

#[test]
fn what_is_no_text_goes_with_what_is_in_it() {
    table(&[
        ("<style>p { color: red }</style>a", "a"),
        ("<script>if (a < b) { x() }</script>a<SCRIPT src=x></SCRIPT>b", "ab"),
        ("a<!-- b <b> -->c<!-->d<!--->e<!DOCTYPE html>f<?php x ?>g</>h", "acdefgh"),
        ("a<!-- b >c<script>x</script>", "ac"),
        ("a<!-- b", "a"),
        ("<![CDATA[<script>x</script>a]]>", "&lt;![CDATA[a]]&gt;"),
        ("<noscript><img src=x></noscript>a", "a"),
        ("<svg><style><a id=\"</style><img src=x onerror=y>\"></svg>a", "a"),
        ("<template>x</template><title>x</title><textarea>x</textarea><select><option>x</select>a", "a"),
        ("<form action=x><p>text</p><button>x</button><input value=x></form>", "<p>text</p>"),
        ("<object data=x><embed src=x>a</object>", "a"),
        ("<p style=\"x\" class=\"x\" id=\"x\" onclick=\"x\" title=\"t\">a</p>", "<p title=\"t\">a</p>"),
        ("a\u{0}b\u{1}c\u{85}d", "abcd"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("<base href=\"https://evil.example/\"><meta http-equiv=refresh content=0><link rel=x href=y>a", "a"),
    ]);
}

#[test]
fn what_was_cut_or_nested_wrongly_nests() {
    table(&[
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b><i>c</i>"),
        ("<p>x<button><p>a</p></button></p>", "<p>x</p>"),
        (
            "<a href=/x>a<a href=/y>b",
            "<a href=\"https://example.org/x\" rel=\"noopener noreferrer\">a</a><a href=\"https://example.org/y\" rel=\"noopener noreferrer\">b</a>",
        ),
        ("<table><tr><td>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<pre>\n\n\nfoo</pre>", "<pre>\n\n\nfoo</pre>"),
        ("<pre>\nfoo</pre>", "<pre>foo</pre>"),
        ("a < b && c > d &copy=1 &nosuch;", "a &lt; b &amp;&amp; c &gt; d ©=1 &amp;nosuch;"),
        ("&#123;&#125;&nbsp;&hellip;", "{}&nbsp;…"),
        ("<p>a<a href=\"x", "<p>a&lt;a href=\"x</p>"),
    ]);
}

fn numbered(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().concat()
}

#[test]
fn attacks_on_the_parser_become_text_and_are_done_at_once() {
    let depth = [
        "<div>",
        "<ul><li>",
        "<b>",
        "<span>",
        "<div><span></div>x",
        "<div><table></div></table>",
        "<span><div></span></div>",
        "<div><!-- </div> -->",
        "<div><script></div></script>",
        "<table><caption><div></tr>",
        "<table><td>",
        "<template><div><td>",
        "<svg><desc><div></svg></desc></div>",
        "<button><p>",
        "<a><table><td>",
        "<font color=1><p>",
        "<p><b><i>",
        "<dl><dd><div>",
        "<li><ul></li>",
        "<object><div></object>",
        "<form><div></form>",
        "<x-y>",
        "<h1><h2>",
        "<select><div></select>",
        "<ruby><rt>",
        "<details><summary>",
        "<marquee><b></marquee>",
        "<nobr><div>",
    ];
    let width = [
        "<br>",
        "<p>",
        "</p>",
        "<p>x</p>",
        "</x>",
        "<",
        "</",
        "<!",
        "<!--",
        "<a ",
        "<a a='",
        "&amp;",
        "&",
        "<table>x<br>",
        "<img src=x>",
        "<b></b>",
        "<i><p></i>",
        "<a><b><p></a></b>",
        "x<!---->",
        "<td>",
        "<table></table>",
        "<li>",
        "<pre>\n",
    ];
    for unit in depth.iter().chain(&width) {
        let html = unit.repeat(150_000 / unit.len());
        let cleaned = clean(&html);
        assert_eq!(clean(&cleaned), cleaned, "{unit}");
    }
    let attributes = numbered(60_000, |at| format!(" a{at}"));
    assert_eq!(clean(&format!("<form{attributes}>x")), "<p>x</p>");
    assert_eq!(clean(&format!("<B{attributes}>x")), "<b>x</b>");
    let formatting = numbered(200, |at| format!("<font a={at}>"));
    assert_eq!(clean(&format!("<p>{formatting}{}", "</p><p>x".repeat(5_000))).get(..4), Some("<p>x"));
    let misplaced = format!("<table>{}", "<br>x".repeat(40_000));
    assert!(clean(&misplaced).starts_with("<p>x"));
}

#[test]
fn sloppy_but_harmless_pages_are_parsed() {
    for unit in [
        "<p>x",
        "<ul><li>x<li>y</ul>",
        "<table><tr><td>x<td><b>y</table>",
        "<dl><dt>x<dd>y</dl>",
        "<a name=x>y",
        "<h2>x</h3>",
        "<div><span>x</div>",
        "<p><span>x",
        "<div><p>x</div>",
        "<li><div>x</li>",
        "<form><div>x</div></form>",
        "<center>x</center>",
    ] {
        let html = unit.repeat(1_000);
        assert!(prepare::rewrite(&html).is_some(), "{unit}");
    }
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

#[test]
fn what_shows_nothing_is_no_content() {
    for html in [
        "<script>x</script>\n",
        " <div>\n<p> </p></div>",
        "<form><input></form>",
        "<p>&nbsp;</p>\n",
        "<svg><circle/></svg>",
    ] {
        assert_eq!(clean(html), "", "{html}");
    }
    for html in ["<p>a</p>", "<div><img src=\"https://a.example/x.png\"></div>", "<hr>", "<p></p> a"] {
        assert_ne!(clean(html), "", "{html}");
    }
}
