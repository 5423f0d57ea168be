//! Text constructs: what `type` and `mode` make of a text, in Atom and in RSS.

use super::read;
use crate::model::draft::{DraftBody, Markup, RawText};

/// The title of the only entry of a feed in which `inner` is its only child.
fn title(feed: &str, inner: &str) -> RawText {
    let parsed = read(&feed.replace("INNER", inner));
    parsed.entries.into_iter().find_map(|entry| entry.title).unwrap_or_default()
}

const ATOM: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><entry>INNER</entry></feed>";
const DRAFT: &str = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>INNER</entry></feed>";
const RSS: &str = "<rss version='2.0'><channel><item>INNER</item></channel></rss>";

#[test]
fn types_and_modes_say_what_is_markup() {
    for (feed, inner, markup, value) in [
        (ATOM, "<title>a &amp;lt; &lt;b&gt;</title>", Markup::Plain, "a &lt; <b>"),
        (ATOM, "<title type='text'>a &lt;b&gt;</title>", Markup::Plain, "a <b>"),
        (ATOM, "<title type='TEXT/Plain; charset=x'>a &lt;b&gt;</title>", Markup::Plain, "a <b>"),
        (ATOM, "<title type='html'>a &lt;b>c&lt;/b> &amp;amp;</title>", Markup::Html, "a <b>c</b> &amp;"),
        (ATOM, "<title type='html'><![CDATA[<i>a</i>]]></title>", Markup::Html, "<i>a</i>"),
        (ATOM, "<title type='invented'>a &lt;b></title>", Markup::Plain, "a <b>"),
        (
            ATOM,
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>c</b> &amp;</div></title>",
            Markup::Html,
            "a <b>c</b> &amp;",
        ),
        (
            ATOM,
            "<title type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:i>a</x:i></x:div></title>",
            Markup::Html,
            "<i>a</i>",
        ),
        (
            ATOM,
            "<title type='xhtml'><div>a</div><div>b</div></title>",
            Markup::Html,
            "<div>a</div><div>b</div>",
        ),
        (ATOM, "<title type='xhtml'>a &lt; b</title>", Markup::Plain, "a < b"),
        (ATOM, "<title type='xhtml'><![CDATA[<i>a</i>]]></title>", Markup::Html, "<i>a</i>"),
        (ATOM, "<title type='html'><div>a &lt;b>c&lt;/b></div></title>", Markup::Html, "a <b>c</b>"),
        (ATOM, "<title>a <b>c</b></title>", Markup::Html, "a <b>c</b>"),
        (DRAFT, "<title mode='escaped' type='text/html'>&lt;i>a&lt;/i></title>", Markup::Html, "<i>a</i>"),
        (DRAFT, "<title mode='base64' type='text/html'>PGk+YTwvaT4=</title>", Markup::Html, "<i>a</i>"),
        (DRAFT, "<title mode='base64' type='text/plain'>PGk+YTwvaT4=</title>", Markup::Plain, "<i>a</i>"),
        (DRAFT, "<title mode='base64' type='text/html'>no base64!</title>", Markup::Plain, "no base64!"),
        (
            DRAFT,
            "<title mode='escaped' type='application/xhtml+xml'>&lt;i>a&lt;/i></title>",
            Markup::Html,
            "<i>a</i>",
        ),
        (RSS, "<title>a &amp;lt; &lt;b&gt;</title>", Markup::Html, "a &lt; <b>"),
        (RSS, "<title>AT&amp;T</title>", Markup::Plain, "AT&T"),
        (RSS, "<title>  a\n </title>", Markup::Plain, "a"),
        (RSS, "<title></title>", Markup::Plain, ""),
    ] {
        let found = title(feed, inner);
        assert_eq!((found.markup, found.value.as_str()), (markup, value), "{inner}");
    }
}

#[test]
fn a_content_may_be_of_any_type() {
    for (inner, content) in [
        ("<content type='image/png'>iVBORw0KGgo=</content>", None),
        ("<content type='application/octet-stream'>PGk+YTwvaT4=</content>", Some("<i>a</i>")),
        ("<content type='application/xml'><a><entry/></a></content>", Some("<a><entry></entry></a>")),
        ("<content src='http://a.example/1'/>", None),
    ] {
        let parsed = read(&ATOM.replace("INNER", inner));
        assert_eq!(parsed.entries.len(), 1, "{inner}");
        let found = match &parsed.entries[0].body {
            DraftBody::Inline(text) => Some(text.value.as_str()),
            _ => None,
        };
        assert_eq!(found, content, "{inner}");
    }
}

#[test]
fn a_text_has_a_base_where_it_is_another_than_its_entrys() {
    let parsed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.example/'><entry xml:base='b/'>\
         <title type='html'>t</title><summary type='html' xml:base='c/'>s</summary>\
         <content type='xhtml'><div xml:base='d/'>c</div></content></entry></feed>",
    );
    let entry = &parsed.entries[0];
    let base = |text: &RawText| text.base.as_ref().map(ToString::to_string);
    assert_eq!(entry.base.as_ref().map(ToString::to_string).as_deref(), Some("http://a.example/b/"));
    assert_eq!(base(entry.title.as_ref().unwrap()), None);
    assert_eq!(base(entry.summary.as_ref().unwrap()).as_deref(), Some("http://a.example/b/c/"));
    match &entry.body {
        DraftBody::Inline(text) => assert_eq!(base(text).as_deref(), Some("http://a.example/b/d/")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_of_rss_is_html_where_something_in_it_means_something_only_there() {
    for (inner, markup) in [
        ("<title>The &lt;canvas> element</title>", Markup::Plain),
        ("<title><![CDATA[<link> and <base>, what for?]]></title>", Markup::Plain),
        ("<title>3 &lt; 5 &amp; 7 > 2 &amp;unknown;</title>", Markup::Plain),
        ("<title>Plain</title>", Markup::Plain),
        ("<title>a &lt;b>c&lt;/b></title>", Markup::Html),
        ("<title>a&lt;BR/>b</title>", Markup::Html),
        ("<title>caf&amp;eacute;</title>", Markup::Html),
        ("<title>a&lt;!-- b --></title>", Markup::Html),
    ] {
        assert_eq!(title(RSS, inner).markup, markup, "{inner}");
    }
}

#[test]
fn elements_of_others_are_html_in_documents_of_atom_too() {
    for (inner, expected) in [
        (
            "<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>&lt;p>a&lt;/p></c:encoded>",
            Markup::Html,
        ),
        ("<description>&lt;p>a&lt;/p></description>", Markup::Html),
        ("<content>&lt;p>a&lt;/p></content>", Markup::Plain),
    ] {
        for feed in [ATOM, DRAFT] {
            let parsed = read(&feed.replace("INNER", inner));
            let Some(DraftBody::Inline(body)) = parsed.entries.first().map(|entry| entry.body.clone()) else {
                panic!("no content: {inner}");
            };
            assert_eq!(body.markup, expected, "{inner}");
        }
    }
}

#[test]
fn what_stands_in_a_document_of_atom_against_its_rules_is_told() {
    let feed = |inside: &str| format!("<feed xmlns='http://www.w3.org/2005/Atom'>{inside}</feed>");
    for (document, rules) in [
        (feed("<author><name>A</name></author>"), &[][..]),
        (feed("<author>Bob</author>"), &["RFC 4287 §3.2"]),
        (feed("<entry><content type='image/png'>iVBO</content></entry>"), &[]),
        (feed("<entry><content type='image/png'>!!!</content></entry>"), &["RFC 4287 §4.1.3.3"]),
        (feed("<entry><content type='base64'>!!!</content></entry>"), &["RFC 4287 §4.1.3.3"]),
        (feed("<entry><content mode='base64'>!!!</content></entry>"), &["RFC 4287 §4.1.3.3"]),
        (feed("") + &feed("<entry/>") + "<a/>", &["XML 1.0 §2.1"]),
        (feed("") + "<!-- generated -->", &[]),
    ] {
        let told: Vec<&str> = read(&document).defects.iter().map(|defect| defect.rule).collect();
        assert_eq!(told, rules, "{document}");
    }
    let base64 = read(&feed("<entry><content type='base64'>PGk+YTwvaT4=</content></entry>"));
    assert!(matches!(&base64.entries[0].body, DraftBody::Inline(text) if text.value == "<i>a</i>"));
}
