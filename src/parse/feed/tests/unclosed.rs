//! Elements without an end tag: what follows them is still read, and the message names them.

use super::{read, titles, value};
use crate::parse::feed::Parsed;

const ENTRIES: &str =
    "<item><title>a</title><link>/a</link></item><item><title>b</title><link>/b</link></item>";

fn links(parsed: &Parsed) -> Vec<&str> {
    parsed.entries.iter().filter_map(|entry| entry.link.as_deref()).collect()
}

#[test]
fn a_field_of_the_feed_without_an_end_takes_nothing_along() {
    for unclosed in [
        "<webMaster>a@b",
        "<webMaster>a@b</webMastr>",
        "<docs>http://d.example/",
        "<rating>x",
        "<cloud domain='d.example' port='80'>",
        "<skipHours><hour>1</hour>",
        "<skipDays>",
        "<br>",
        "<br><hr><img src='x'>",
        "<p>x",
        "<font color='red'>Error <b>x",
        "<meta charset='utf-8'>",
        "<x:foo>",
        "<spotify:limit recentCount='9'>",
        "<textInput>",
        "<image><url>/i</url>",
        "<atom:link hr<p>ef='x'/>",
        "<link hre<b/>f='x'/>",
    ] {
        let parsed = read(&format!(
            "<rss><channel>{unclosed}<title>t</title><link>http://h.example/</link>{ENTRIES}</channel></rss>"
        ));
        assert_eq!((titles(&parsed), links(&parsed)), (vec!["a", "b"], vec!["/a", "/b"]), "{unclosed}");
        let feed = &parsed.feed;
        let found = (value(feed.title.as_ref()), feed.link.as_deref());
        assert_eq!(found, ("t", Some("http://h.example/")), "{unclosed}");
    }
}

#[test]
fn a_field_of_an_entry_without_an_end_takes_nothing_along() {
    for unclosed in [
        "<webfeeds:cover image='u'>",
        "<y:videoId>x",
        "<foo>x",
        "<foo>x<y:bar>z",
        "<br>",
        "<p>",
        "<div><b>Error</b>",
        "<a href='x'>",
        "<script>",
        "<icon>x",
        "<categories><category>c</category>",
        "<source url='s'>x",
        "<description>D <b>x",
        "<description>D",
        "<pubDate>Mon, 01 Jan 2024 00:00:00 GMT<br></pubDate>",
        "<comments>/c<p></comments>",
        "<image><url>/i</url>",
        "<x:foo<",
    ] {
        let item = ENTRIES.replacen("<item>", &format!("<item>{unclosed}"), 1).replace("<<", "<");
        let parsed = read(&format!("<rss><channel><title>t</title>{item}</channel></rss>"));
        assert_eq!((titles(&parsed), links(&parsed)), (vec!["a", "b"], vec!["/a", "/b"]), "{unclosed}");
    }
}

#[test]
fn a_text_with_a_tag_in_it_ends_where_an_entry_begins() {
    for unclosed in ["<title>t<p>", "<title>t<b><i>", "<title>t</title><description>D <b>x<br>"] {
        let parsed = read(&format!("<rss><channel>{unclosed}{ENTRIES}</channel></rss>"));
        assert_eq!(titles(&parsed), ["a", "b"], "{unclosed}");
        assert!(value(parsed.feed.title.as_ref()).starts_with('t'), "{unclosed}");
    }
}

#[test]
fn what_has_its_end_keeps_what_is_in_it() {
    for closed in [
        "<app:collection href='c'><title>other</title><link>/other</link></app:collection>",
        "<foo><title>other</title><br><link>/other</link></foo>",
        "<textInput><title>other</title><name>q</name><link>/other</link></textInput>",
        "<x:a><x:a><title>other</title></x:a><link>/other</link></x:a>",
        "<foo><!-- </item> --><title>other</title><![CDATA[</item>]]><link>/other</link></foo>",
    ] {
        let around = |at: &str, document: String| document.replacen(at, &[at, closed].concat(), 1);
        let whole = format!("<rss><channel><title>t</title><link>/t</link>{ENTRIES}</channel></rss>");
        for document in [around("<item>", whole.clone()), around("<channel>", whole)] {
            let parsed = read(&document);
            assert_eq!((titles(&parsed), links(&parsed)), (vec!["a", "b"], vec!["/a", "/b"]), "{document}");
            assert_eq!(value(parsed.feed.title.as_ref()), "t", "{document}");
        }
    }
    let svg = "<svg><g><title>T</title></g></svg>";
    let parsed = read(&format!("<rss><item><title>a</title><description>x{svg}</description></item></rss>"));
    assert!(super::body(&parsed).contains("<title>T</title>"), "{}", super::body(&parsed));
}

#[test]
fn the_message_names_what_is_not_closed_where_it_begins() {
    for (inside, expected) in [
        ("<webMaster>x<item/>", (2, "`<webMaster>` is not closed before `<item>` begins")),
        ("<foo>x<p>", (2, "`<foo>` is not closed before `</channel>`")),
        ("<item>\n<foo>x</item>", (3, "`<foo>` is not closed before `</item>`")),
        ("<item>\n<title>x</item>", (3, "`<title>` is not closed before `</item>`")),
        ("<foo>x</Foo>", (2, "`</Foo>` closes `<foo>`")),
    ] {
        let parsed = read(&format!("<rss><channel>\n{inside}\n</channel></rss>"));
        let found: Vec<(u32, &str)> = parsed.defects.iter().map(|found| (found.line, &*found.what)).collect();
        assert_eq!(found.first(), Some(&expected), "{inside}: {found:?}");
    }
}

#[test]
fn looking_ahead_takes_linear_time() {
    let unclosed = |n: usize| format!("<x{n}><title>t");
    let numbered: String = (0..20_000).map(unclosed).collect();
    for (flood, end) in [
        ("<x><title>t</title>".repeat(20_000), "</item>"),
        (numbered, "</item>"),
        ("<x <title <".repeat(20_000), "</item>"),
        ("<x><![CDATA[<title>".repeat(20_000), "]]></item>"),
    ] {
        let parsed =
            read(&format!("<rss><channel><item>{flood}{end}<item><title>b</title></item></channel></rss>"));
        assert_eq!(titles(&parsed).last(), Some(&"b"));
    }
    // Too deep for anything but its end.
    let open = "<x><title>t</title>".repeat(20_000);
    assert!(!read(&format!("<rss><channel><item>{open}")).entries.is_empty());
}
