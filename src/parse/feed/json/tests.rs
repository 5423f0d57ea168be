//! JSON Feeds, whole, odd and broken: the text of one and what is read of it.

use std::fmt::Write as _;

use chrono::DateTime;
use proptest::prelude::*;
use url::Url;

use super::document;
use crate::model::draft::{Draft, DraftBody, Markup};
use crate::model::syndicated::DraftFeed;
use crate::parse::feed::{Format, ParseError};

/// What was read: format, feed, entries, and the defects, each as `line:column what`.
struct Read {
    format: Format,
    feed: DraftFeed,
    entries: Vec<Draft>,
    defects: Vec<String>,
}

fn read(text: &str) -> Read {
    let base = Url::parse("https://a.example/feed.json").unwrap();
    let object = text.trim_start_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace());
    let (parts, defects) = document(object, text.len() - object.len(), Some(&base)).unwrap();
    let (format, feed, entries) = parts.finish();
    let defects = defects.located(text).0;
    let defects = defects.iter().map(|defect| format!("{}:{} {}", defect.line, defect.column, defect.what));
    Read { format, feed, entries, defects: defects.collect() }
}

/// The one entry of a feed whose one item holds `members`, and the defects.
fn item(members: &str) -> (Draft, Vec<String>) {
    let mut read =
        read(&format!(r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{{{members}}}]}}"#));
    (read.entries.remove(0), read.defects)
}

fn ids(entries: &[Draft]) -> Vec<&str> {
    entries.iter().map(|entry| entry.claimed_id.as_deref().unwrap_or_default()).collect()
}

#[test]
fn a_feed_is_read_whole() {
    let read = read(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "A <b>", "home_page_url": "/", "feed_url": "feed.json",
        "description": "d", "next_url": "?page=2", "icon": "i.png", "favicon": "f.ico", "language": "de",
        "expired": true, "authors": [{"name": "N", "url": "mailto:n@a.example", "avatar": "n.png"}], "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "_extension": {"items": [1, {"id": 2}]}, "items": []}"#,
    );
    assert_eq!(read.format, Format("json1.1".into()));
    let feed = read.feed;
    let title = feed.title.unwrap();
    assert_eq!((title.markup, title.value.as_str()), (Markup::Plain, "A <b>"));
    assert_eq!(feed.link.as_deref(), Some("https://a.example/"));
    assert_eq!(feed.feed_url.as_deref(), Some("https://a.example/feed.json"));
    assert_eq!(feed.image.as_deref(), Some("https://a.example/i.png"));
    assert_eq!(feed.icon.as_deref(), Some("https://a.example/f.ico"));
    assert_eq!(feed.language.as_deref(), Some("de"));
    assert_eq!((feed.authors[0].name.as_str(), feed.authors[0].email.as_deref()), ("N", Some("n@a.example")));
    assert_eq!(feed.authors[0].avatar.as_deref(), Some("https://a.example/n.png"));
    assert!(feed.is_finished);
    let links: Vec<_> = feed.links.iter().map(|link| (link.rel.as_str(), link.href.as_str())).collect();
    assert_eq!(
        links,
        [
            ("alternate", "https://a.example/"),
            ("self", "https://a.example/feed.json"),
            ("next", "https://a.example/feed.json?page=2"),
            ("hub", "https://hub.example/"),
        ]
    );
    assert_eq!(read.defects, [""; 0]);
}

#[test]
fn an_item_is_read_whole() {
    let (entry, defects) = item(
        r#""id": "1", "url": "/1", "external_url": "https://b.example/", "title": "T", "content_text": "text",
        "content_html": "<p>html</p>", "summary": "S", "banner_image": "b.png", "date_published": "2020-01-02T03:04:05+01:00",
        "date_modified": "2020-01-03T00:00:00Z", "authors": [{"name": "A"}], "author": {"name": "Old"},
        "tags": ["x", "y"], "language": "fr", "attachments": [{"url": "e.mp3", "mime_type": "audio/mpeg",
        "size_in_bytes": 12, "duration_in_seconds": 61.5, "title": "E"}]"#,
    );
    assert_eq!(defects, [""; 0]);
    assert_eq!(entry.claimed_id.as_deref(), Some("1"));
    assert_eq!(entry.link.as_deref(), Some("https://a.example/1"));
    assert_eq!(entry.related.as_deref(), Some("https://b.example/"));
    assert!(
        matches!(&entry.body, DraftBody::Inline(text) if text.markup == Markup::Html && text.value == "<p>html</p>")
    );
    assert_eq!(entry.image.as_deref(), Some("https://a.example/b.png"));
    let published = DateTime::parse_from_rfc3339("2020-01-02T02:04:05Z").unwrap().to_utc();
    assert_eq!(entry.published, Some(published));
    assert_eq!(entry.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(), ["A"]);
    assert_eq!(entry.language.as_deref(), Some("fr"));
    let file = &entry.enclosures[0];
    assert_eq!(
        (file.url.as_str(), file.length, file.duration),
        ("https://a.example/e.mp3", Some(12), Some(61))
    );
    let more = entry.syndicated.unwrap();
    assert_eq!(more.categories.iter().map(|category| category.term.as_str()).collect::<Vec<_>>(), ["x", "y"]);
    assert!(more.link_is_own);
    let rels: Vec<&str> = more.links.iter().map(|link| link.rel.as_str()).collect();
    assert_eq!(rels, ["alternate", "related", "enclosure"]);
}

#[test]
fn an_item_without_a_url_links_to_what_it_is_about_or_to_its_id() {
    for (members, link, is_own) in [
        (r#""id": "1", "external_url": "https://b.example/""#, Some("https://b.example/"), true),
        (r#""id": "https://a.example/1""#, Some("https://a.example/1"), false),
        (r#""id": "1""#, None, false),
    ] {
        let entry = item(members).0;
        assert_eq!(
            (entry.link.as_deref(), entry.syndicated.unwrap().link_is_own),
            (link, is_own),
            "{members}"
        );
    }
}

#[test]
fn a_value_of_another_type_is_a_defect_and_read_as_far_as_it_makes_sense() {
    for (members, defect) in [
        (r#""id": 7"#, "1:63 `id` is a number, not a string"),
        (r#""id": "7", "title": {}"#, "1:77 `title` is an object, not a string"),
        (r#""id": "7", "tags": "a, b""#, "1:76 `tags` is a string, not an array"),
        (r#""id": "7", "tags": 1"#, "1:76 `tags` is a number, not an array"),
        (r#""id": "7", "author": "Ann""#, "1:78 `author` is a string, not an object"),
        (r#""id": "7", "date_published": "soon""#, "1:87 `soon` in `date_published` is not a date"),
        (r#""id": "7", "attachments": {"url": "x"}"#, "1:83 `attachments` is an object, not an array"),
        (
            r#""id": "7", "attachments": [{"url": "x", "size_in_bytes": "9"}]"#,
            "1:114 `size_in_bytes` is a string, not a number",
        ),
        (r#""id": "7", "attachments": [{}, 1]"#, "1:83 in `attachments` is a number, not an object"),
        (r#""id": "6", "id": "7""#, "1:69 `id` stands twice in one object"),
    ] {
        let (entry, defects) = item(members);
        assert_eq!(entry.claimed_id.as_deref(), Some("7"), "{members}");
        assert_eq!(defects.first().map(String::as_str), Some(defect), "{members}");
    }
    let more = item(r#""id": "7", "tags": "a, b""#).0.syndicated.unwrap();
    assert_eq!(more.categories.len(), 2);
    assert_eq!(item(r#""id": "7", "author": "Ann""#).0.authors[0].name, "Ann");
    let file = item(r#""attachments": [{"url": "x", "size_in_bytes": " 9 "}]"#).0.enclosures.remove(0);
    assert_eq!(file.length, Some(9));
}

#[test]
fn what_is_null_is_not_there() {
    let (entry, defects) =
        item(r#""id": "1", "title": null, "tags": null, "authors": [null], "attachments": null"#);
    assert_eq!((entry.title, defects), (None, vec![]));
}

#[test]
fn a_version_may_be_missing_or_only_its_number() {
    for (version, format, defects) in [
        (r#""version": "https://jsonfeed.org/version/1","#, "json1.0", 0),
        (r#""version": "1.1","#, "json1.1", 0),
        (r#""version": 2,"#, "json", 1),
        ("", "json", 1),
    ] {
        let read = read(&format!(r#"{{{version} "items": [{{"id": "1"}}]}}"#));
        assert_eq!((read.format, read.defects.len()), (Format(format.into()), defects), "{version}");
        assert_eq!(ids(&read.entries), ["1"]);
    }
}

#[test]
fn other_json_is_no_feed() {
    for text in
        ["[]", "null", "7", "\"x\"", "{}", r#"{"version": "1.0"}"#, r#"{"name": "left-pad"}"#, "{", "", "{]"]
    {
        assert!(matches!(document(text, 0, None), Err(ParseError::NoFeed { .. })), "{text}");
    }
}

#[test]
fn json_that_is_broken_is_repaired() {
    for (items, what, found) in [
        (r#"{"id": "1"},]"#, "a comma that nothing follows", &["1"][..]),
        (r#"{"id": "1",}]"#, "a comma that nothing follows", &["1"]),
        (r#"{"id": "1"} {"id": "2"}]"#, "a comma is missing", &["1", "2"]),
        (r#"{"id": "1",, "url": "x"}]"#, "a comma too many", &["1"]),
        ("{\"id\": \"a\nb\"}]", "a control character in a string", &["a\nb"]),
        (r#"{"id": "a\ud800b"}]"#, "half of a character", &["a\u{FFFD}b"]),
        (r#"{"id": "a\ud83d\ude00b", }]"#, "a comma that nothing follows", &["a\u{1F600}b"]),
        (r#"{"id": "a\ub"}]"#, "`\\u` without four digits", &["a\\ub"]),
        (r#"{"id": "a\'b"}]"#, "a backslash before what needs none", &["a\\'b"]),
        ("{'id': 'a\"\\'b'}]", "a string in single quotation marks", &["a\"'b"]),
        (r#"{"id": "1", "image": NaN}]"#, "`NaN` is no value of JSON", &["1"]),
        (r#"{"id": "1", "image": 1e999}]"#, "`1e999` is no value of JSON", &["1"]),
        (r#"{id: "1"}]"#, "a name without quotation marks", &["1"]),
        (r#"{"id" "1"}]"#, "a colon is missing", &["1"]),
        (r#"{"id": "1", "title": }]"#, "", &["1"]),
        (r#"{"id": "1" /* one */}]"#, "a comment", &["1"]),
        (r#"{"id": "1"]"#, "`]` where something else is open", &["1"]),
    ] {
        let read = read(&format!("{{\"version\": \"1.1\", \"items\": [{items}}}"));
        assert_eq!(ids(&read.entries), found, "{items}");
        if !what.is_empty() {
            assert!(read.defects.iter().any(|defect| defect.ends_with(what)), "{items}: {:?}", read.defects);
        }
    }
}

#[test]
fn ids_that_are_long_numbers_are_those_that_are_written() {
    for (id, expected) in [
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("123456789012345678901234567891", "123456789012345678901234567891"),
        ("-99999999999999999999", "-99999999999999999999"),
        ("18446744073709551615", "18446744073709551615"),
        ("1.50", "1.5"),
        ("1e21", "1000000000000000000000"),
    ] {
        assert_eq!(item(&format!("\"id\": {id}")).0.claimed_id.as_deref(), Some(expected), "{id}");
    }
}

#[test]
fn control_characters_stand_in_no_value() {
    let (entry, _) = item(
        r#""id": "a\u0000b\u0008\n", "tags": ["\u001fx"], "attachments": [{"url": "e", "mime_type": "a\u0001/b"}]"#,
    );
    assert_eq!(entry.claimed_id.as_deref(), Some("ab\n"));
    assert_eq!(entry.syndicated.unwrap().categories[0].term, "x");
    assert_eq!(entry.enclosures[0].media_type.as_deref(), Some("a/b"));
}

#[test]
fn items_before_a_break_are_kept() {
    let whole = r#"{"version": "1.1", "title": "T", "items": [{"id": "1", "title": "one"}, {"id": "2", "tags": ["a", "b"]}]}"#;
    for end in 1..whole.len() {
        let text = &whole[..end];
        let Ok((parts, defects)) = document(text, 0, None) else { continue };
        let (_, _, entries) = parts.finish();
        let expected =
            [text.contains("one\"}"), text.contains("b\"]}")].iter().filter(|whole| **whole).count();
        assert_eq!(entries.len(), expected, "{text}");
        assert!(!defects.is_empty(), "{text}");
    }
}

#[test]
fn what_follows_the_document_is_left_out() {
    let read = read("\u{FEFF}\n{\"items\": [{\"id\": \"1\"}], \"version\": \"1.1\"}\n<!-- cached -->");
    assert_eq!(ids(&read.entries), ["1"]);
    assert_eq!(read.defects, ["3:1 something follows the document"]);
}

#[test]
fn places_are_those_of_the_document_after_a_repair_too() {
    let read = read(
        "\n {\"version\": \"1.1\",\n\"title\": \"a\tb\tc\",\n\"items\": [{\"id\": \"1\"},\n{\"id\": 2}]}",
    );
    assert_eq!(read.defects.last().map(String::as_str), Some("5:8 `id` is a number, not a string"));
}

#[test]
fn hostile_documents_cost_little() {
    let deep = "[".repeat(200_000);
    let read_deep = read(&format!(r#"{{"version": "1.1", "items": [{{"id": "1", "tags": {deep}"#));
    assert_eq!(read_deep.entries.len(), 0);
    let closed =
        format!(r#"{{"version": "1.1", "x": {deep}{}, "items": [{{"id": "1"}}]}}"#, "]".repeat(200_000));
    assert_eq!(ids(&read(&closed).entries), ["1"]);
    let mut many = r#"{"version": "1.1", "items": ["#.to_owned();
    for id in 0..10_002 {
        write!(many, r#"{{"id": "{id}"}},"#).unwrap();
    }
    many.pop();
    let read_many = read(&format!("{many}]}}"));
    assert_eq!(read_many.entries.len(), 10_000);
    assert!(
        read_many.defects[0].ends_with("the feed has 2 more than 10000 items"),
        "{:?}",
        read_many.defects
    );
}

proptest! {
    #[test]
    fn what_is_repaired_is_json(text in r#"(?s)([{}\[\],:"\\/ a1\-\n]|\\u|d8|true|"id"|\PC){0,40}"#) {
        let repaired = super::repair::repair(&format!("{{{text}"), 0).text;
        let read = serde_json::from_str::<serde_json::Value>(&repaired);
        prop_assert!(read.is_ok(), "{repaired:?} {read:?}");
    }
}

#[test]
fn what_feedloom_says_of_an_item_is_read_and_nothing_else_there_is_taken_for_it() {
    let read_item = |said: &str| {
        let text = format!(
            r#"{{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{{"id": "1", "summary": "S", "_feedloom": {said}}}]}}"#
        );
        read(&text).entries.remove(0)
    };
    let entry = read_item(
        r#"{"rights": "R", "origin": {"title": "O", "feed_url": "https://o.example/f", "tags": ["a"]}, "point": {"latitude": -1.5,
            "longitude": 2}, "comment_feed": {"url": "https://o.example/c", "media_type": "x/y"}, "comment_count": 3,
            "episode": {"is_summarized": true, "number": 4, "tags": [{"name": "value", "attributes": [["type", "a"]],
            "parts": [{"name": "valueRecipient", "attributes": [["split", "9"]]}]}]}}"#,
    );
    assert_eq!(entry.rights.unwrap().value, "R");
    let more = entry.syndicated.unwrap();
    assert_eq!(more.origin.as_ref().unwrap().feed_url.as_deref(), Some("https://o.example/f"));
    assert_eq!(more.point.map(|point| (point.latitude, point.longitude)), Some((-1.5, 2.0)));
    assert_eq!(more.comment_feed.as_deref(), Some("https://o.example/c"));
    let podcast = more.podcast.unwrap();
    assert_eq!((podcast.summary.as_deref(), &podcast.facts[0].1), (Some("S"), &"4".to_owned()));
    assert_eq!(podcast.tags[0].parts[0].attributes, [("split".to_owned(), "9".to_owned())]);
    for said in
        ["null", "7", "[]", r#"{"origin": [], "media": 7, "point": {"latitude": "x"}, "links": [{}]}"#]
    {
        let more = read_item(said).syndicated.unwrap();
        assert!(more.origin.is_none() && more.media.is_empty() && more.point.is_none(), "{said}");
        assert!(more.links.is_empty(), "{said}");
    }
}
