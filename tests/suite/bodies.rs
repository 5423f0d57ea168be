//! Bodies on their whole way: as they stand in files, rendered and sanitized.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use chrono_tz::Tz;
use feedloom::model::draft::RawText;
use feedloom::model::parts::{PlainText, is_forbidden};
use feedloom::normalize::sanitize::Sanitizer;
use feedloom::parse::article::body::{BodyKind, to_html};
use feedloom::text::{date, html};
use proptest::prelude::*;
use url::Url;

const KINDS: [BodyKind; 3] = [BodyKind::Markdown, BodyKind::Html, BodyKind::Text];

fn base() -> Url {
    Url::parse("https://example.org/blog/post/").unwrap()
}

/// Renders and cleans `body`, and checks what every result must be.
fn publish(kind: BodyKind, body: &str) -> String {
    let rendered = to_html(kind, body, &PlainText::new("Title"));
    let mut sanitizer = Sanitizer::new();
    let once = sanitizer.clean(&rendered.html, &base());
    assert_eq!(sanitizer.clean(once.as_str(), &base()), once, "cleaning twice: {body}");
    check(once.as_str());
    once.as_str().to_owned()
}

/// Reads `html` with a strict scanner of its own: only known elements, closed in order, only absolute URLs.
fn check(html: &str) {
    const VOIDS: [&str; 7] = ["br", "hr", "img", "wbr", "source", "track", "col"];
    const FORBIDDEN: [&str; 14] = [
        "script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "base", "meta",
        "link", "noscript", "template",
    ];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{name} in {html}");
        assert!(!FORBIDDEN.contains(&name), "{name} in {html}");
        while let Some((attribute, value)) = attributes.split_once("=\"") {
            let (value, after) = value.split_once('"').expect("a value ends");
            assert!(
                !attribute.starts_with("on") && !matches!(attribute, "style" | "class" | "id"),
                "{attribute} in {html}"
            );
            if matches!(attribute, "href" | "src" | "poster" | "cite") {
                let schemes = ["https://", "http://", "mailto:"];
                assert!(schemes.iter().any(|scheme| value.starts_with(scheme)), "{value} in {html}");
            }
            attributes = after.trim_start();
        }
        if !VOIDS.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} in {html}");
    assert!(!html.chars().any(is_forbidden));
}

fn publish_markdown(body: &str) -> String {
    publish(BodyKind::Markdown, body)
}

#[test]
fn a_scraped_body_in_a_div_is_html_with_its_images_and_without_its_style() {
    let body = "\n<div>   \n<style>\n#c &#123; color: red &#125;\n\n</style>\n<p><strong>News</strong> of &#123;today&#125;.</p>\n\
                \n        <img data-original=\"https://img.example.com/a.jpg\" class=\"lazy\">\n            <p>More</p>\n\
                <br><a href=\"https://www.example.com/a\" target=\"_blank\">Original</a>\n</div>\n            ";
    assert_eq!(BodyKind::of("md", body), BodyKind::Html);
    let html = publish(BodyKind::Html, body);
    assert!(html.contains("<strong>News</strong> of {today}."), "{html}");
    assert!(html.contains("<img src=\"https://img.example.com/a.jpg\">"), "{html}");
    assert!(!html.contains("color") && !html.contains("<pre") && !html.contains("&amp;#123;"), "{html}");
}

#[test]
fn relative_urls_in_markdown_are_resolved_against_the_article() {
    let html = publish_markdown(
        "![a](img/a.png) [b](../other/) [c](#c) [d](/d) <img src=\"e.png\" srcset=\"f.png 2x\">",
    );
    for expected in [
        "src=\"https://example.org/blog/post/img/a.png\"",
        "href=\"https://example.org/blog/other/\"",
        "href=\"https://example.org/blog/post/#c\"",
        "href=\"https://example.org/d\"",
        "srcset=\"https://example.org/blog/post/f.png 2x\"",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
}

#[test]
fn no_syntax_of_a_generator_leaks_outside_of_code() {
    let bodies = [
        "{% include a.html %}\n# {{ page.title }}\n\n{% if a %}x{% endif %} [[Note]] ![[x.png]]\n\n:::tip Hey\ny\n:::\n",
        "<div>\n\n{{< ref \"x\" >}}\n\n</div>\n\n> [!WARNING]\n> [[A|b]]\n\n- {% raw %}x{% endraw %}\n  {{ y }}\n",
        "Title\n=====\n\n[[toc]]\n\n::: details\n```js\nlet a = 1\n```\n:::\n\n| a | b |\n|---|---|\n| {{ c }} | [[d\\|e]] |\n",
        "1. a\n\n   {% highlight js %}\n   let a = 1\n   {% endhighlight %}\n\n2. b {# c #}\n",
    ];
    for body in bodies {
        let html = publish_markdown(body);
        for leak in ["{{", "{%", "{#", "[[", ":::", "[!", "%}", "}}"] {
            assert!(!html.contains(leak), "{leak} of {body} in {html}");
        }
    }
}

#[test]
fn code_is_published_as_it_was_written() {
    let code = "{{ a }} {% b %} [[c]] ::: d &#123; <!-- more -->";
    let fenced = publish_markdown(&format!("```\n{code}\n```\n\n    {code}\n\n`{code}`\n"));
    assert_eq!(
        fenced.matches("{{ a }} {% b %} [[c]] ::: d &amp;#123; &lt;!-- more --&gt;").count(),
        3,
        "{fenced}"
    );
    let html = publish(BodyKind::Html, "<pre>{{ a }} {% b %} [[c]]</pre><p><code>{{ d }}</code></p>");
    assert_eq!(html, "<pre>{{ a }} {% b %} [[c]]</pre><p><code>{{ d }}</code></p>");
}

#[test]
fn hostile_markdown_is_rendered_in_time_and_safely() {
    for unit in [
        "[",
        "![",
        "[[",
        "*a ",
        "**a *",
        "_a ",
        "`",
        "> ",
        "- ",
        "1. ",
        "    ",
        "<",
        "<a ",
        "<div>",
        "{{",
        "{%",
        "{% raw %}",
        "{#",
        ":::a\n",
        "> [!a]\n",
        "[a](",
        "[a]: b\n",
        "[^a]",
        "[^a]: b\n",
        "|a",
        "$",
        "$$",
        "~~",
        "<!--",
        "&#x",
        "http://",
        "\\",
        "{% highlight %}",
        "{{< highlight >}}",
        "[[a",
        "{:",
        "<pre>",
        "<code>",
        "# a\n",
        "a\n=\n",
        "- [ ] ",
        "***",
        "![[",
        "%%",
        "a%% ",
        "a%%b%%",
        "%% a\n\n",
        " ==a",
        "==a==",
        " ^abc",
        "x{{a}}",
        "](",
        "https://a.b/(",
    ] {
        let body = unit.repeat(20_000 / unit.len());
        for kind in KINDS {
            publish(kind, &body);
        }
    }
}

#[test]
fn script_in_any_dress_is_gone() {
    for body in [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)>",
        "[x](data:text/html;base64,AAAA) [x](vbscript:x) [x](JaVaScRiPt:x)",
        "<img src=x onerror=alert(1)> <svg onload=alert(1)> <a href=' &#x6a;avascript:x'>x</a>",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)></style></table></math>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe><object data=x></object><embed src=x>",
        "<form action=javascript:x><input type=submit formaction=javascript:x><isindex></form>",
        "<a href=\"java\nscript:x\" xlink:href=\"javascript:x\" ping=\"https://a.b\">x</a>",
        "<p title=\"\"><script>alert(1)</script>\">x</p> [a](<https://a.b/\"onmouseover=x>)",
        "<b id=title name=cookie style=\"position:fixed\" class=x>x</b>",
    ] {
        for kind in KINDS {
            let html = publish(kind, body);
            if kind != BodyKind::Text {
                assert!(!html.contains("javascript:") || !html.contains("=\"javascript:"), "{html}");
            }
        }
    }
}

fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{{ a }}",
        "{% b %}",
        "{% raw %}",
        "{% endraw %}",
        "[[c]]",
        "![[d]]",
        "\n:::tip e\n",
        "\n:::\n",
        "> [!NOTE]\n",
        "# f\n",
        "Title\n===\n",
        "```\n",
        "`",
        "    ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<b>",
        "</b>",
        "<table>",
        "<td>",
        "</table>",
        "<a href=\"x\">",
        "</a>",
        "<img src='y' data-src=z>",
        "<!-- more -->",
        "https://a.b/c",
        "*",
        "**",
        "_",
        "$",
        "|",
        "|---|",
        "é",
        "中文。",
        "&amp;",
        "&#123;",
        "&",
        "<",
        ">",
        "\u{0}",
        "\u{7f}",
        "\r\n",
        "<iframe src=/v></iframe>",
        "<script>",
        "</script>",
        "[g](h)",
        "[^1]",
        "[^1]: i\n",
        "~~",
        "text ",
        "\\",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_markup_is_published_safely(body in soup()) {
        for kind in KINDS {
            publish(kind, &body);
        }
    }

    #[test]
    fn any_text_is_published_safely(body in "\\PC{0,200}") {
        for kind in KINDS {
            publish(kind, &body);
        }
        let _ = BodyKind::of("md", &body);
    }

    #[test]
    fn a_summary_is_never_longer_than_asked_for(body in soup(), max in 0_usize..200) {
        let html = publish(BodyKind::Markdown, &body);
        let text = html::excerpt(&html, max);
        prop_assert!(text.as_str().chars().count() <= max);
    }

    #[test]
    fn any_title_becomes_one_line_of_text(title in "(?s).{0,80}") {
        for raw in [RawText::plain(&*title), RawText::html(&*title), RawText::markdown(&*title)] {
            let text = html::to_plain(&raw);
            prop_assert!(!text.as_str().chars().any(|c| is_forbidden(c) || c == '\n'));
        }
        prop_assert_eq!(html::to_plain(&RawText::plain(&*title)), PlainText::new(&title));
    }

    #[test]
    fn any_text_is_a_date_or_none(text in "[0-9A-Za-z:+/ .,年月日时分-]{0,40}|(?s).{0,40}") {
        if let Some(date) = date::parse(&text, Tz::Asia__Shanghai) {
            prop_assert_eq!(date::parse(&date::rfc3339(date), Tz::UTC), Some(date));
            prop_assert_eq!(date::parse(&date::rfc2822(date), Tz::UTC), Some(date));
        }
        let _ = date::find_in_path(&text);
        prop_assert!(text.ends_with(date::strip_from_name(&text)));
    }
}
