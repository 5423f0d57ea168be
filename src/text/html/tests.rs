//! What text is made of markup, case by case.

use proptest::prelude::*;

use super::*;

fn markdown(text: &str) -> String {
    to_plain(&RawText::markdown(text)).as_str().to_owned()
}

fn html(text: &str) -> String {
    to_plain(&RawText::html(text)).as_str().to_owned()
}

#[test]
fn html_gives_its_text_once() {
    for (text, expected) in [
        ("Q&amp;A", "Q&A"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&lt;b&gt;", "<b>"),
        ("AT&T", "AT&T"),
        ("a&b; &nosuch; &#0; &#xD800; &#x41;&#65;&#150;", "a&b; &nosuch; AA–"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("C++ & <T>: x", "C++ & <T>: x"),
        ("Vec<T> and Option<U>, a<b", "Vec<T> and Option<U>, a<b"),
        ("<B>loud</B>", "loud"),
        ("1 < 2 > 0 <3", "1 < 2 > 0 <3"),
        ("a<br>b<br/>c", "a b c"),
        ("<p>one</p><p>two</p>", "one two"),
        ("<b>bo</b>ld", "bold"),
        ("<a href=\"x>y\" title='<b>'>text</a>", "text"),
        ("a<!-- b -->c", "ac"),
        ("a<!-- b", "a<!-- b"),
        ("a<script>alert(1)</script>b<style>p { }</STYLE>c", "abc"),
        ("a<script>b", "ab"),
        ("<a href=\"x", "<a href=\"x"),
        ("tom&nbsp;&hellip; &quot;x&quot;", "tom … \"x\""),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn markdown_gives_its_text_and_leaves_names_and_sums_alone() {
    for (text, expected) in [
        ("`<i>` and `a * b`", "<i> and a * b"),
        ("`` a ` b ``", "a ` b"),
        ("a ` b", "a ` b"),
        ("**bold** and *em* and ***both***", "bold and em and both"),
        ("*a **b** c*", "a b c"),
        ("~~gone~~", "gone"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("2*3*4", "2*3*4"),
        ("C* and A*", "C* and A*"),
        ("snake_case __init__ _x_", "snake_case __init__ _x_"),
        ("*args and **kwargs", "*args and **kwargs"),
        ("这是**重点**内容", "这是重点内容"),
        ("[text](https://a.b/c_(d)) end", "text end"),
        ("[text](/x \"title\")", "text"),
        ("[a `]` b](x)", "a ] b"),
        ("[**bold**][ref]", "bold"),
        ("![alt](x.png)!", "alt!"),
        ("[WIP] title (x)", "[WIP] title (x)"),
        ("f[0](a b)", "f[0](a b)"),
        ("[[Note|shown]] and [[Note]]", "shown and Note"),
        ("\\*not\\* \\[x\\](y) C:\\new", "*not* [x](y) C:\\new"),
        ("\\`a` b", "`a` b"),
        ("<https://a.b/c>", "https://a.b/c"),
        ("<i>x</i> &amp; C++ & <T>: x", "x & C++ & <T>: x"),
        ("Using <template> and <slot>", "Using <template> and <slot>"),
        ("What is <html>? A <b>bold</b> <table>", "What is <html>? A bold <table>"),
        ("if (a<b && b>c)", "if (a<b && b>c)"),
        ("`<b>` and </b>", "<b> and </b>"),
        ("one<br>two <img src=\"x\">", "one two"),
        ("a * b [c", "a * b [c"),
        ("**a", "**a"),
    ] {
        assert_eq!(markdown(text), expected, "{text}");
    }
}

#[test]
fn plain_text_stays() {
    for text in ["<b>x</b> &amp; `y` *z*", "", "a  b"] {
        assert_eq!(to_plain(&RawText::plain(text)), PlainText::new(text));
    }
}

#[test]
fn an_excerpt_ends_behind_a_sentence_or_a_word() {
    for (html, max, expected) in [
        ("<p>Short.</p>", 20, "Short."),
        ("<p>One two.</p><p>Three four five.</p>", 20, "One two. Three four…"),
        ("<p>First sentence. Second one is longer.</p>", 22, "First sentence. …"),
        ("<p>abcdefghijklmnop</p>", 10, "abcdefghi…"),
        ("<p>a &amp; b &lt;c&gt;</p>", 20, "a & b <c>"),
        ("<pre>code</pre><p>Text</p>", 20, "Text"),
        ("<pre>code</pre>", 20, "code"),
        ("<figure><img src=\"x\"><figcaption>cap</figcaption></figure><p>Text</p>", 20, "Text"),
        ("<p>近日，记者从新闻发布会获悉，教育整顿转入环节以来。</p>", 15, "近日，记者从新闻发布会获悉…"),
        ("<p>近日记者。从新闻发布会获悉</p>", 8, "近日记者。 …"),
        (
            "<p>Contents:</p><ul>\n<li>(0:40) One</li>\n<li>(3:15) Two.</li>\n<li>Three</li>\n</ul>\n",
            60,
            "Contents: (0:40) One · (3:15) Two. Three",
        ),
        ("<h2>Intro</h2>\n<p>Text <em>goes</em> on</p>", 60, "Intro · Text goes on"),
        ("<h2>Why?</h2><p>So</p>", 60, "Why? So"),
        ("<ul><li>one<ul><li>two</li></ul></li><li></li></ul>", 60, "one · two"),
        ("<ul><li>one</li><li>two three</li></ul>", 8, "one…"),
        ("<dl><dt>a&lt;b</dt><dd>c</dd></dl>", 60, "a<b · c"),
        ("<p>Look at <img src=\"x\">.</p>", 60, "Look at."),
        ("<p>Look at <img src=\"x\"> it.</p>", 60, "Look at it."),
        ("", 10, ""),
        ("<p>abc</p>", 0, ""),
    ] {
        assert_eq!(excerpt(html, max).as_str(), expected, "{html}");
    }
}

#[test]
fn texts_of_nothing_but_beginnings_take_linear_time() {
    for unit in [
        "<", "&", "`", "`` ` ", "[", "[](", "*a ", "**a *", "<a ", "<a =\"", "<a ='\"", "<B>", "</B>",
        "<!--", "<script>", "![", "[[", "\\",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let _ = (html(&text), markdown(&text), excerpt(&text, 200));
    }
}

proptest! {
    #[test]
    fn any_text_gives_text_without_controls(text in "\\PC*|[<>&;a-z/!`*~\\[\\]()\\\\|# \"'=-]{0,60}", max in 0_usize..40) {
        for raw in [RawText::plain(&*text), RawText::html(&*text), RawText::markdown(&*text)] {
            let plain = to_plain(&raw);
            prop_assert!(!plain.as_str().chars().any(crate::model::parts::is_forbidden));
        }
        prop_assert!(excerpt(&text, max).as_str().chars().count() <= max);
    }

    #[test]
    fn text_that_was_escaped_comes_back(text in "[ -~]{0,40}") {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        prop_assert_eq!(to_plain(&RawText::html(escaped)), PlainText::new(&text));
    }
}
