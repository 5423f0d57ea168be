//! Feeds of every version, read whole.

mod fields;
mod hostile;
mod texts;
mod unclosed;

use super::{Cut, Hints, Parsed, parse};
use crate::model::draft::{DraftBody, RawText};

fn read(feed: &str) -> Parsed {
    parse(feed.as_bytes(), &Hints::default()).unwrap()
}

fn value(text: Option<&RawText>) -> &str {
    text.map_or("", |text| text.value.as_str())
}

fn titles(parsed: &Parsed) -> Vec<&str> {
    parsed.entries.iter().map(|entry| value(entry.title.as_ref())).collect()
}

fn body(parsed: &Parsed) -> &str {
    match &parsed.entries[0].body {
        DraftBody::Inline(text) => &text.value,
        _ => "",
    }
}

#[test]
fn formats_are_told_by_version_namespace_and_document_type() {
    for (feed, format) in [
        ("<rss version='2.0'><channel/></rss>", "rss2.0"),
        ("<rss version='2.0.1'><channel/></rss>", "rss2.0"),
        ("<rss><channel/></rss>", "rss"),
        ("<rss version='0.92'/>", "rss0.92"),
        ("<rss version='0.91'/>", "rss0.91u"),
        (
            "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' \
             'http://my.netscape.com/publish/formats/rss-0.91.dtd'><rss version='0.91'/>",
            "rss0.91n",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
             xmlns='http://my.netscape.com/rdf/simple/0.9/'/>",
            "rss0.90",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'/>",
            "rss1.0",
        ),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom1.0"),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "atom1.0"),
        ("<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", "atom0.3"),
        ("<feed version='0.3' xmlns='urn:drafts'/>", "atom0.3"),
        ("<feed/>", "atom"),
        ("<x:feed/>", "atom"),
        ("<x:rss version='2.0' xmlns:x='http://x.example/'/>", "rss2.0"),
        ("<rdf:RDF xmlns:rdf='http://x.example/' xmlns='http://purl.org/rss/1.0/'/>", "rss1.0"),
        ("<channel/>", "rss"),
    ] {
        assert_eq!(read(feed).format.0, format, "{feed}");
    }
}

#[test]
fn entries_are_found_wherever_they_stand() {
    for feed in [
        "<rss><channel><item><title>a</title></item><item><title>b</title></item></channel></rss>",
        "<x:rss><x:channel><x:item><x:title>a</x:title></x:item><item><title>b</title></item></x:channel></x:rss>",
        "<a:feed xmlns:a='http://x.example/'><a:entry><a:title>a</a:title></a:entry><entry><title>b</title></entry></a:feed>",
        "<rss><channel></channel><item><title>a</title></item><item><title>b</title></item></rss>",
        "<rss><item><title>a</title></item><channel><item><title>b</title></item></channel></rss>",
        "<channel><items><item><title>a</title></item><item><title>b</title></item></items></channel>",
        "<wrapper><feed><entry><title>a</title></entry></feed><entry><title>b</title></entry></wrapper>",
        "<RSS><Channel><ITEM><Title>a</Title></ITEM><Item><TITLE>b</TITLE></Item></Channel></RSS>",
        "<rss><channel><item><title>a</title><item><title>b</title></item></channel></rss>",
        "<rss><channel><link href='x'><item><title>a<item><title>b</title></item></channel></rss>",
        "<rss><channel><pubDate>2024<enclosure/><item><title>a</title></item><item><title>b</title></item></channel></rss>",
        "<rss><channel><description>d<link>x</link><item><title>a</title></item><item><title>b</title></item></channel></rss>",
    ] {
        assert_eq!(titles(&read(feed)), ["a", "b"], "{feed}");
    }
}

#[test]
fn a_field_whose_end_is_missing_ends_where_the_next_begins() {
    let parsed = read(
        "<rss version='2.0'><channel><title>T<link>http://a.example/</link><image><title>I</title><url>i.png</url>\
         </image><item><title>one<link>http://a.example/1<guid isPermaLink='false'>1<pubDate>2024-01-02</pubDate>\
         </item></channel></rss>",
    );
    assert_eq!(value(parsed.feed.title.as_ref()), "T");
    assert_eq!(parsed.feed.link.as_deref(), Some("http://a.example/"));
    assert_eq!(parsed.feed.image.as_deref(), Some("i.png"));
    let entry = &parsed.entries[0];
    assert_eq!(value(entry.title.as_ref()), "one");
    assert_eq!(entry.link.as_deref(), Some("http://a.example/1"));
    assert_eq!(entry.key.as_str(), "1");
    assert!(entry.published.is_some());
    assert_eq!(parsed.defects.len(), 4, "{:?}", parsed.defects);
}

#[test]
fn a_guid_is_the_link_unless_it_says_otherwise_or_there_is_one() {
    for (item, link, is_own) in [
        ("<guid>http://a.example/1</guid>", Some("http://a.example/1"), false),
        ("<guid isPermaLink='false'>http://a.example/1</guid>", None, false),
        ("<guid>http://a.example/1</guid><link>http://a.example/2</link>", Some("http://a.example/2"), true),
        ("<link/><guid isPermaLink='TRUE'>http://a.example/1</guid>", Some("http://a.example/1"), false),
    ] {
        let parsed = read(&format!("<rss><channel><item>{item}</item></channel></rss>"));
        let entry = &parsed.entries[0];
        assert_eq!(entry.link.as_deref(), link, "{item}");
        assert_eq!(entry.syndicated.as_ref().unwrap().link_is_own, is_own, "{item}");
    }
}

#[test]
fn descriptions_are_summaries_only_where_there_is_a_content() {
    for (item, summary, content) in [
        ("<description>d</description>", "", "d"),
        ("<description>d</description><content:encoded>c</content:encoded>", "d", "c"),
        ("<content:encoded>c</content:encoded><description>d</description>", "d", "c"),
        ("<summary>s</summary><description>d</description>", "s", "d"),
        ("<summary>s</summary>", "s", ""),
        (
            "<description>d</description><body xmlns='http://www.w3.org/1999/xhtml'><p>c</p></body>",
            "d",
            "<p>c</p>",
        ),
    ] {
        let parsed = read(&format!("<rss><channel><item>{item}</item></channel></rss>"));
        assert_eq!((value(parsed.entries[0].summary.as_ref()), body(&parsed)), (summary, content), "{item}");
    }
}

#[test]
fn an_entry_that_stands_twice_counts_once_and_a_copied_id_twice() {
    let mut parsed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'>\
         <entry><id>urn:a</id><title>a</title><updated>2024-01-01T00:00:00Z</updated></entry>\
         <entry><id>urn:b</id><title>b</title><link href='/b'/></entry>\
         <entry><id>urn:a</id><title>A</title><updated>2024-01-02T00:00:00Z</updated></entry>\
         <entry><id>urn:b</id><title>c</title><link href='/c'/></entry></feed>",
    );
    assert_eq!(titles(&parsed), ["a", "b", "A", "c"]);
    parsed.keep_newest();
    assert_eq!(titles(&parsed), ["b", "A", "c"]);
    assert_eq!(parsed.entries[1].key.as_str(), "urn:a");
    let keys: std::collections::BTreeSet<&str> =
        parsed.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
    assert_eq!(parsed.defects.len(), 2, "{:?}", parsed.defects);
}

fn keys(items: &str) -> Vec<String> {
    let parsed = read(&format!("<rss><channel>{items}</channel></rss>"));
    parsed.entries.iter().map(|entry| entry.key.to_string()).collect()
}

#[test]
fn a_key_stays_when_its_id_is_copied() {
    let first = "<item><guid>urn:a</guid><link>https://a.example/1</link><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item>";
    let copy = "<item><guid>urn:a</guid><link>https://a.example/2</link><pubDate>Tue, 02 Jan 2024 00:00:00 GMT</pubDate></item>";
    assert_eq!(keys(first), ["urn:a"]);
    let (both, turned) = (keys(&format!("{copy}{first}")), keys(&format!("{first}{copy}")));
    assert_eq!(both[1], "urn:a");
    assert!(both[0].starts_with("urn:a#"), "{both:?}");
    assert_eq!(turned, [both[1].as_str(), both[0].as_str()]);
}

#[test]
fn a_link_of_several_entries_without_ids_is_the_id_of_none() {
    let news = |title: &str, text: &str| {
        format!(
            "<item><title>{title}</title><link>https://a.example/news</link><description>{text}</description></item>"
        )
    };
    let (one, two, untitled) = (news("One", "1"), news("Two", "2"), news("", "3"));
    let found = keys(&format!("{one}{two}{untitled}"));
    for key in &found {
        assert!(key.starts_with("https://a.example/news#"), "{found:?}");
    }
    assert_eq!(found.iter().collect::<std::collections::BTreeSet<_>>().len(), 3, "{found:?}");
    // Whichever others stand beside it, and whatever becomes of its text.
    assert_eq!(keys(&format!("{untitled}{}", news("Two", "2, edited"))), [&*found[2], &*found[1]]);
    assert_eq!(keys(&one), ["https://a.example/news"]);
    assert_eq!(keys(&format!("{one}{one}")), ["https://a.example/news"; 2]);
    let named = "<item><title>Named</title><guid>urn:a</guid><link>https://a.example/news</link></item>";
    assert_eq!(keys(&format!("{one}{named}")), ["https://a.example/news", "urn:a"]);
}

#[test]
fn what_is_said_of_entries_that_cannot_be_told_apart_names_what_they_have() {
    let said = |items: &str| -> Vec<String> {
        let parsed = read(&format!("<rss><channel>{items}</channel></rss>"));
        parsed.defects.iter().map(|defect| format!("{}; {}", defect.what, defect.done)).collect()
    };
    let news = |title: &str, more: &str| format!("<item><title>{title}</title>{more}</item>");
    let link = |n: u32| format!("<link>https://a.example/{n}</link>");
    let guid = |n: u32| format!("<guid isPermaLink='false'>urn:a</guid>{}", link(n));
    for (items, expected) in [
        (
            [news("One", &guid(1)), news("Two", &guid(2))],
            "`urn:a` is the id of several entries; told apart by their links",
        ),
        (
            [news("One", &guid(1)), news("Two", &guid(1))],
            "the entry `urn:a` is there again; the newer one counts",
        ),
        (
            [news("One", &link(1)), news("Two", &link(1))],
            "several entries without an id lead to `https://a.example/1`; told apart by their titles",
        ),
        (
            [news("One", &link(1)), news("One", &link(1))],
            "the entry that leads to `https://a.example/1` is there again; the newer one counts",
        ),
        (
            [news("One", "<description>1</description>"), news("One", "<description>2</description>")],
            "several entries `One` have neither id nor link; told apart by their texts",
        ),
        (
            [news("One", ""), news("One", "")],
            "the entry `One`, which has neither id nor link, is there again; the newer one counts",
        ),
    ] {
        assert_eq!(said(&items.concat()), [expected], "{items:?}");
    }
}

#[test]
fn entries_without_a_name_are_told_apart_by_what_is_in_them() {
    let photo = |file: &str| format!("<item><title>Photo</title><enclosure url='{file}'/></item>");
    let found = keys(&format!("{}{}{}", photo("a.jpg"), photo("b.jpg"), photo("a.jpg")));
    assert_ne!(found[0], found[1]);
    assert_eq!(found[0], found[2]);
}

#[test]
fn a_document_that_is_cut_off_says_where() {
    const RSS: &str = "<rss><channel><title>t</title><item><guid>urn:a</guid></item><item><link>http://a.example/b</link>\
                       <guid>urn:b</guid></item></channel></rss>";
    const JSON: &str =
        r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"urn:a"},{"id":"urn:b"}]}"#;
    for (text, end, cut, entries) in [
        (RSS, "</rss>", None, 2),
        (RSS, "</channel>", Some(Cut::Elsewhere), 2),
        (RSS, "urn:b</guid></item>", Some(Cut::Elsewhere), 2),
        (RSS, "urn:b</guid>", Some(Cut::InEntry), 2),
        (RSS, "urn:b", Some(Cut::InEntry), 2),
        (RSS, "urn:a</guid></item><ite", Some(Cut::Elsewhere), 1),
        (RSS, "urn:a</guid></item>", Some(Cut::Elsewhere), 1),
        (RSS, "<title>t", Some(Cut::Elsewhere), 0),
        (JSON, "}]}", None, 2),
        (JSON, r#""urn:b"}"#, Some(Cut::Elsewhere), 2),
        (JSON, r#""urn:b"#, Some(Cut::Elsewhere), 1),
    ] {
        let text = &text[..text.find(end).unwrap() + end.len()];
        let parsed = read(text);
        assert_eq!((parsed.cut, parsed.entries.len()), (cut, entries), "{text}");
    }
}

#[test]
fn a_missing_end_tag_is_no_cut() {
    let parsed = read("<rss><channel><item><guid>urn:a</guid><item><guid>urn:b</guid></channel></rss>");
    assert_eq!((parsed.cut, parsed.entries.len()), (None, 2));
}

#[test]
fn a_version_in_conflict_with_an_entry_is_shown_and_not_published() {
    let mut parsed = read(
        "<rss xmlns:sx='urn:sync'><channel><title>t</title><item><guid>urn:a</guid><sx:sync><sx:conflicts><item><title>old</title>\
         </item></sx:conflicts><sx:open></sx:sync><title>new</title></item><item><title>next</title></item></channel></rss>",
    );
    assert_eq!(titles(&parsed), ["new", "old", "next"]);
    assert_eq!(value(parsed.feed.title.as_ref()), "t");
    parsed.keep_newest();
    assert_eq!(titles(&parsed), ["new", "next"]);
}

#[test]
fn an_extension_without_an_end_takes_no_entry_along() {
    let mut parsed =
        read("<rss><channel><item><x:y><title>a</title><item><title>b</title></item></channel></rss>");
    parsed.keep_newest();
    assert!(titles(&parsed).contains(&"b"), "{:?}", titles(&parsed));
}
