//! What bodies are rendered as, case by case.

use super::*;

fn render(kind: BodyKind, body: &str) -> String {
    to_html(kind, body, &PlainText::new("The title")).html
}

fn table(kind: BodyKind, rows: &[(&str, &str)]) {
    for (body, expected) in rows {
        assert_eq!(render(kind, body).trim_end(), *expected, "{body}");
    }
}

#[test]
fn the_kind_of_a_body_is_what_it_holds() {
    use BodyKind::{Html, Markdown, Text};
    for (extension, body, expected) in [
        ("md", "# Text", Markdown),
        (".MD", "", Markdown),
        ("html", "text", Html),
        ("txt", "text", Text),
        ("txt", "<p>text</p>", Html),
        ("md", "\n<div>   \n<p>a</p>\n\n     <p>b</p>\n</div>\n            ", Html),
        ("md", "<div>\n\n        text\n        <p>b</p></div>", Html),
        ("md", "<style>\np { }\n\na { }</style>\n<p>x</p>", Html),
        ("md", "<p>one</p>\n\n<p>two</p>\n", Html),
        ("md", "<img src=x>\n\nText", Markdown),
        ("md", "<div align=center><img src=x></div>\n\nText goes on", Markdown),
        ("md", "<div align=center>\n\n# Title\n\n</div>", Markdown),
        ("md", "<details>\n<summary>x</summary>\n\n- item\n\n</details>", Markdown),
        ("md", "<p>one\n\n- two</p>", Html),
        ("md", "<https://example.org> is a link", Markdown),
        ("md", "<!-- more -->\n\ntext", Markdown),
    ] {
        assert_eq!(BodyKind::of(extension, body), expected, "{extension} {body}");
    }
}

#[test]
fn the_first_heading_is_of_level_1_if_there_is_one() {
    let heading = |kind, body| first_heading(kind, body).map(|found| (found.text.value, found.is_h1));
    for (body, expected) in [
        ("text\n\n# One #\n", Some(("One", true))),
        ("## Two\n\n# One {#id}\n", Some(("One", true))),
        ("## Two\n\ntext", Some(("Two", false))),
        ("```\n# code\n```\n\n    # code\n\nOne\ntwo\n===\n", Some(("One\ntwo", true))),
        ("~~~~\n~~~\n# code\n~~~~\n", None),
        ("Under\n---\n", Some(("Under", false))),
        ("- item\n---\n", None),
        ("text\n\n---\n\nmore", None),
        ("#hash\n\n#\n\n# C# #\n", Some(("C#", true))),
        ("<h1 align=\"center\">One <b>x</b></h1>\n", Some(("One <b>x</b>", true))),
        ("", None),
    ] {
        let expected = expected.map(|(text, h1): (&str, bool)| (text.to_owned(), h1));
        assert_eq!(heading(BodyKind::Markdown, body), expected, "{body}");
    }
    assert_eq!(heading(BodyKind::Html, "<h2>a</h2><H1> b </H1>"), Some(("b".to_owned(), true)));
    assert_eq!(heading(BodyKind::Html, "<h1></h1><h2 class=x>a"), None);
    assert_eq!(heading(BodyKind::Text, "# a"), None);
}

#[test]
fn an_excerpt_ends_at_the_first_marker_outside_of_code() {
    for (body, expected) in [
        ("a <!--more--> b", Some("a ")),
        ("a\n<!--  MORE  -->\nb<!-- more -->", Some("a\n")),
        ("a {/* truncate */} b", Some("a ")),
        ("a <!-- truncate --> b", Some("a ")),
        ("a <!-- TEASER_END --> b", Some("a ")),
        ("`<!-- more -->` a <!-- more --> b", Some("`<!-- more -->` a ")),
        ("```\n<!-- more -->\n```\n", None),
        ("a <!-- more to come --> b", None),
        ("a < b { c", None),
        ("a\n\n.. TEASER_END\r\n\nb <!-- more -->", Some("a\n\n")),
        ("a <!-- more --> b\n\n.. TEASER_END\n", Some("a ")),
        ("```\n.. TEASER_END\n```\na <!-- more --> b", Some("```\n.. TEASER_END\n```\na ")),
        ("see .. TEASER_END", None),
    ] {
        assert_eq!(split_excerpt(BodyKind::Markdown, body), expected, "{body}");
    }
    assert_eq!(split_excerpt(BodyKind::Text, "a\n\n .. TEASER_END\nb <!-- more -->"), Some("a\n\n"));
    assert_eq!(split_excerpt(BodyKind::Text, "a <!-- more --> b"), None);
    assert_eq!(
        split_excerpt(BodyKind::Html, "<pre><!-- more --></pre>a<!-- more -->"),
        Some("<pre><!-- more --></pre>a")
    );
}

#[test]
fn markdown_is_rendered_with_the_extensions_of_articles() {
    table(
        BodyKind::Markdown,
        &[
            ("# The *title*\n\ntext", "<p>text</p>"),
            ("a\n\n.. TEASER_END\n\nb\n", "<p>a</p>\n<p>b</p>"),
            ("    .. TEASER_END\n", "<pre><code>.. TEASER_END\n</code></pre>"),
            ("a .. TEASER_END", "<p>a .. TEASER_END</p>"),
            ("# Another\n\n# The title", "<h1>Another</h1>\n<h1>The title</h1>"),
            ("a <b>b</b>\n\n<div>c</div>", "<p>a <b>b</b></p>\n<div>c</div>"),
            ("~~a~~ \"b\" -- c", "<p><del>a</del> \"b\" -- c</p>"),
            ("- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>"),
            ("## a {#b}", "<h2 id=\"b\">a</h2>"),
            (
                "see https://a.b/c_d_e, or [x](https://a.b)",
                "<p>see <a href=\"https://a.b/c_d_e\">https://a.b/c_d_e</a>, or <a href=\"https://a.b\">x</a></p>",
            ),
            (
                "`https://a.b` <https://a.b/>",
                "<p><code>https://a.b</code> <a href=\"https://a.b/\">https://a.b/</a></p>",
            ),
            ("$a_b$ and $$c*d*$$ for $5 and $6", "<p>$a_b$ and $$c*d*$$ for $5 and $6</p>"),
            ("a[^n]\n\n[^n]: note", "<p>a<sup>1</sup></p>\n<div><sup>1</sup>\n<p>note</p>\n</div>"),
            ("<a href=\"x\">https://a.b</a>", "<p><a href=\"x\">https://a.b</a></p>"),
            ("a<!-- c -->b", "<p>ab</p>"),
            ("&#123;a&#125; `&#123;`", "<p>{a} <code>&amp;#123;</code></p>"),
            ("[x]() ![y]()", "<p>x y</p>"),
            (
                "| a |\n|---|\n| b |",
                "<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b</td></tr>\n</tbody></table>",
            ),
        ],
    );
}

#[test]
fn template_syntax_does_not_leak_outside_of_code() {
    table(
        BodyKind::Markdown,
        &[
            ("a {{ x }} b", "<p>a  b</p>"),
            ("a {{ x }}.\n- {{ x }}: b", "<p>a.</p>\n<ul>\n<li>: b</li>\n</ul>"),
            ("{% if x %}\na\n{% else %}\nb\n{% endif %}", "<p>a\nb</p>"),
            ("`{{ x }}`", "<p><code>{{ x }}</code></p>"),
            ("```\n{% x %}\n```", "<pre><code>{% x %}\n</code></pre>"),
            ("<pre>{{ x }}</pre>", "<pre>{{ x }}</pre>"),
            ("<code>{{ x }}</code>", "<p><code>{{ x }}</code></p>"),
            ("{% raw %}{{ x }}{% endraw %} {{ y }}", "<p>{{ x }}</p>"),
            ("{% comment %}a{% endcomment %}b", "<p>b</p>"),
            (
                "{% highlight rust linenos %}\nlet a = `{{b}}`;\n{% endhighlight %}\nc",
                "<pre><code class=\"language-rust\">let a = `{{b}}`;\n</code></pre>\n<p>c</p>",
            ),
            (
                "{% codeblock t lang:js %}\n```\n{% endcodeblock %}",
                "<pre><code class=\"language-js\">```\n</code></pre>",
            ),
            ("{% unknown %}", ""),
            (
                "![x]({{ site.baseurl }}/a.png) ![]({{ '/b.png' | relative_url }})",
                "<p><img src=\"/a.png\" alt=\"x\" /> <img src=\"/b.png\" alt=\"\" /></p>",
            ),
            ("[x]({% post_url 2020-01-01-y %})", "<p>x</p>"),
            ("{{< figure src=\"a.png\" alt=\"b\" >}}", "<img src=\"a.png\" alt=\"b\">"),
            ("{% asset_img a.png 10 20 \"b c\" %}", "<img src=\"a.png\" alt=\"b c\">"),
            (
                "{{< youtube id=\"a-b_c\" >}}",
                "<p><a href=\"https://www.youtube.com/watch?v=a-b_c\">https://www.youtube.com/watch?v=a-b_c</a></p>",
            ),
            ("{{% note %}}\na\n{{% /note %}}", "<p>a</p>"),
            (
                "{{< highlight go >}}\nx := 1\n{{< /highlight >}}",
                "<pre><code class=\"language-go\">x := 1\n</code></pre>",
            ),
            ("a {# b #} c {/* d */} e", "<p>a  c  e</p>"),
            ("* TOC\n{:toc}\n\na\n{: .b }", "<p>a</p>"),
            ("{a} { b } {{ c and x_{{i}}$ {:ok, 1}", "<p>{a} { b } {{ c and x_{{i}}$ {:ok, 1}</p>"),
        ],
    );
}

#[test]
fn wiki_links_containers_and_callouts_become_text() {
    table(
        BodyKind::Markdown,
        &[
            ("[[Note]] [[Note|a *b*]] [[N#h]] [[#h]]", "<p>Note a <em>b</em> N › h h</p>"),
            (
                "| a |\n|---|\n| [[b\\|c]] |",
                "<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>c</td></tr>\n</tbody></table>",
            ),
            ("a ![[x.png]] ![[x.png|100]] ![[x.png|y]] ![[Note]] b", "<p>a   y Note b</p>"),
            (
                "[[1]](https://a.b) [[2]] `[[x]]` [[ -f x ]] [[1,2],[3]]",
                "<p><a href=\"https://a.b\">[1]</a> [2] <code>[[x]]</code> [[ -f x ]] [[1,2],[3]]</p>",
            ),
            ("[[toc]]\n\n[TOC]\n\na", "<p>a</p>"),
            ("::: tip A *b*\nc\n:::\nd", "<p><strong>A <em>b</em></strong></p>\n<p>c</p>\n<p>d</p>"),
            (":::note[A]\nb\n:::", "<p><strong>A</strong></p>\n<p>b</p>"),
            ("::: {.warning}\nb\n:::", "<p>b</p>"),
            (":::\na ::: b", "<p>:::\na ::: b</p>"),
            ("> [!NOTE]\n> a", "<blockquote>\n<p><strong>Note</strong></p>\n<p>a</p>\n</blockquote>"),
            (
                "> [!tip]- The *b*\n> a",
                "<blockquote>\n<p><strong>The <em>b</em></strong></p>\n<p>a</p>\n</blockquote>",
            ),
            ("```\n::: tip\n[[x]]\n> [!NOTE]\n```", "<pre><code>::: tip\n[[x]]\n&gt; [!NOTE]\n</code></pre>"),
        ],
    );
}

#[test]
fn what_a_vault_of_notes_understands_does_not_leak() {
    table(
        BodyKind::Markdown,
        &[
            ("a %%secret%% b", "<p>a  b</p>"),
            ("a\n\n%%\nsecret\n\n# too\n%%\n\nb", "<p>a</p>\n<p>b</p>"),
            ("> %%secret\n> more%%\n\nb", "<blockquote>\n</blockquote>\n<p>b</p>"),
            ("a\n\n%% secret\nmore\n\nb", "<p>a</p>\n<p>b</p>"),
            ("a\n\n%%\nsecret\n\nmore", "<p>a</p>"),
            ("`%%a%%` and 100%% of 50%% x", "<p><code>%%a%%</code> and 100%% of 50%% x</p>"),
            ("```\n%% a %%\n```", "<pre><code>%% a %%\n</code></pre>"),
            ("a ==b *c* [[d]]== e", "<p>a <mark>b <em>c</em> d</mark> e</p>"),
            ("文字==重点==文字", "<p>文字<mark>重点</mark>文字</p>"),
            ("a == b, c==d, e==f and `==g==`", "<p>a == b, c==d, e==f and <code>==g==</code></p>"),
            ("A\n==\n\nb ==c", "<h1>A</h1>\n<p>b ==c</p>"),
            ("text ^a1b2c3\nx ^2\n\n- a\n\n^my-list", "<p>text\nx ^2</p>\n<ul>\n<li>a</li>\n</ul>"),
        ],
    );
    assert_eq!(render(BodyKind::Html, "<p>%%a%% ==b==</p>"), "<p>%%a%% ==b==</p>");
    let heading = first_heading(BodyKind::Markdown, "%%\n# Secret\n%%\n\n# Open %%not this%%\n");
    assert_eq!(heading.map(|found| found.text.value).as_deref(), Some("Open"));
}

#[test]
fn a_tag_that_links_keeps_its_text() {
    table(
        BodyKind::Markdown,
        &[
            ("see {% post_link my-slug 'The label' %}.", "<p>see The label.</p>"),
            ("see {% post_link my-slug The label true %}.", "<p>see The label.</p>"),
            ("see {% post_link my-slug %}.", "<p>see.</p>"),
            ("{% link My site https://a.b true %}", "<p><a href=\"https://a.b\">My site</a></p>"),
            ("[x]({% link _posts/2016-07-26-x.md %})", "<p>x</p>"),
            ("[x]({% post_link slug 'Label' %})", "<p>x</p>"),
        ],
    );
}

#[test]
fn html_is_kept_without_leftovers_title_and_the_page_around_it() {
    table(
        BodyKind::Html,
        &[
            ("<p>a {{ b }}</p><pre>{{ c }}</pre>", "<p>a </p><pre>{{ c }}</pre>"),
            ("<h1>The <i>title</i></h1><p>a</p>", "<p>a</p>"),
            ("<h1>Other</h1>", "<h1>Other</h1>"),
            (
                "<!DOCTYPE html><html><head><title>x</title></head><body><nav>n</nav><main><article>a<article>b</article></article></main></body></html>",
                "a<article>b</article>",
            ),
            ("<html><body class=x><p>a</p></body></html>", "<p>a</p>"),
            ("<p>&#123;</p>", "<p>&#123;</p>"),
            ("{% highlight c %}\na < b\n{% endhighlight %}", "<pre><code>a &lt; b</code></pre>"),
        ],
    );
}

#[test]
fn text_becomes_paragraphs() {
    table(
        BodyKind::Text,
        &[
            (
                "a\nb\n\n\nc <d> & https://e.f.",
                "<p>a<br>\nb</p>\n<p>c &lt;d&gt; &amp; <a href=\"https://e.f\">https://e.f</a>.</p>",
            ),
            ("{{ x }}", "<p>{{ x }}</p>"),
            ("", ""),
        ],
    );
}

#[test]
fn what_is_lost_is_reported_once_with_its_line() {
    let body = "a\n{% include x %}\n{{ b }}\n{% include y %}\n{{< tweet 1 >}} {{ c }}\n[[d]] {{ site.url }}\n![[e.png]] ![[f.png]]";
    let defects = to_html(BodyKind::Markdown, body, &PlainText::default()).defects;
    let lines: Vec<_> =
        defects.iter().map(|(line, message)| (*line, message.split(" is left").next().unwrap())).collect();
    assert_eq!(
        lines,
        [
            (2, "the template tag {% include %}"),
            (3, "a template expression {{ … }}"),
            (5, "the shortcode tweet"),
            (7, "an embedded file ![[…]]"),
        ]
    );
}

#[test]
fn a_heading_that_repeats_the_title_goes_with_the_tags_in_it() {
    for (heading, title) in [("What is <html>?", "What is <html>?"), ("a <i>b</i>", "a b")] {
        let html = to_html(BodyKind::Markdown, &format!("# {heading}\n\ntext"), &PlainText::new(title)).html;
        assert_eq!(html, "<p>text</p>\n", "{heading}");
    }
}
