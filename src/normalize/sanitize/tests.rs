//! What is left of hostile, broken and ordinary content, case by case.

mod agreement;
mod urls;

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
fn no_reference_brings_a_forbidden_character_back() {
    for number in (0..0xA0_u32).chain(0xFFF0..=0xFFFF) {
        for reference in [format!("&#{number};"), format!("&#x{number:x};"), format!("&#{number}")] {
            let clean = clean(&format!(
                "<p title=\"{reference}\">{reference}<a href=\"/x{reference}\">a</a>\
                 <iframe src=\"https://v.example/{reference}\" title=\"{reference}\"></iframe></p>"
            ));
            assert!(!has_forbidden(&clean), "{reference} gives {clean:?}");
        }
    }
}

#[test]
fn nothing_in_content_turns_the_text_around_it() {
    for c in ('\u{2000}'..='\u{2070}').filter(|c| !c.is_whitespace()) {
        let kept = if is_turning(c) { String::new() } else { c.to_string() };
        for html in [
            format!("<p title=\"a{c}b\">a{c}b</p>"),
            format!("<p title=\"a&#{0};b\">a&#{0};b</p>", u32::from(c)),
            format!("<form><p title=\"a{c}b\">a&#x{:x};b</p></form>", u32::from(c)),
        ] {
            assert_eq!(clean(&html), format!("<p title=\"a{kept}b\">a{kept}b</p>"), "{html}");
        }
        assert_eq!(has_turning(&format!("é{c}")), is_turning(c), "{c:?}");
    }
}

#[test]
fn the_elements_are_ordered_for_searching() {
    assert!(rules::ELEMENTS.is_sorted_by(|a, b| a.0 < b.0));
}

#[test]
fn what_old_pages_say_of_how_text_stands_is_kept() {
    table(&[
        ("<p align=\"center\" style=\"x\">a</p>", "<p align=\"center\">a</p>"),
        (
            "<table align=left><tr valign=top><td align=right bgcolor=red>a</table>",
            "<table align=\"left\"><tbody><tr valign=\"top\"><td align=\"right\">a</td></tr></tbody></table>",
        ),
        ("<menu><li>a</menu><dir><li>b</dir>", "<menu><li>a</li></menu><dir><li>b</li></dir>"),
        ("<font face=x>a</font><blink>b</blink>", "ab"),
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
        "<table><tr><td><font>",
        "<x-y><p>",
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
        "<iframe src=/x>",
        "<iframe src=/x></iframe>",
        "<!-- >",
        "<table><tr><td>x",
        "<svg></svg>",
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
