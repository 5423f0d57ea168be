//! JSON Feed 1.1.

use feedloom::model::plan::ContentMode;
use serde_json::{Value, json};

use super::views::{body, entry, full, head, person, rich_entry, shown, site, write, write_entries};

fn read(document: &str) -> Value {
    serde_json::from_str(document).unwrap_or_else(|error| panic!("{error} in {document}"))
}

#[test]
fn a_feed_starts_with_its_version_and_names_its_page_and_itself() {
    let document = write_entries("json", &[]);
    assert!(
        document.starts_with("{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":"),
        "{document}"
    );
    assert!(document.ends_with("]}\n") && document.lines().count() == 1, "{document}");
    let feed = read(&document);
    assert_eq!(feed["home_page_url"], "https://example.org/feeds/category/brewing/index.html");
    assert_eq!(feed["feed_url"], "https://example.org/feeds/category/brewing/feed.json");
    assert_eq!(feed["language"], "en");
    assert_eq!(feed["items"], json!([]));
    assert_eq!(feed["_feedloom"]["kind"], "category");
    assert_eq!(feed["_feedloom"]["path"], json!(["Brewing"]));
    assert_eq!(feed["_feedloom"]["updated"], "2021-06-16T08:00:00Z");
}

#[test]
fn the_sites_author_is_the_feeds() {
    let mut site = site();
    assert_eq!(read(&write("json", &site, &head(), &[])).get("authors"), None);
    site.author = Some(person("Ann"));
    assert_eq!(read(&write("json", &site, &head(), &[]))["authors"], json!([{"name": "Ann"}]));
}

#[test]
fn an_item_carries_all_that_the_format_has_words_for_and_the_rest_in_its_extension() {
    let feed = read(&write_entries("json", &[full(rich_entry())]));
    assert_eq!(
        feed["items"],
        json!([{
            "id": "tag:example.org,2021-06-15:notes/pot.md",
            "url": "https://example.org/pot/",
            "external_url": "https://elsewhere.example/article?id=1&x=2",
            "title": "Warm the pot & wait: <5 minutes>",
            "content_html": "<p>First, <b>water</b> &amp; leaves.</p>",
            "summary": "How to warm a pot: water < 100 °C",
            "image": "https://example.org/i/pot.jpg?w=1&h=2",
            "date_published": "2021-06-15T13:56:21Z",
            "date_modified": "2021-06-16T08:00:00Z",
            "authors": [{"name": "Ann Tea", "url": "https://example.org/ann?a=1&b=2"}, {"name": "李雷"}],
            "tags": ["tea", "Pots", "Brewing", "Clay & co", "C#/.NET & \"friends\""],
            "language": "de",
            "attachments": [
                {
                    "url": "https://example.org/a/pot.mp3",
                    "mime_type": "audio/mpeg",
                    "size_in_bytes": 5_300_000,
                    "duration_in_seconds": 1834,
                },
                {"url": "https://example.org/a/pot%20notes.pdf", "mime_type": "application/pdf"},
            ],
            "_feedloom": {
                "categories": [
                    {
                        "term": "Brewing/Pots/Clay & co",
                        "label": "Brewing › Pots › Clay & co",
                        "path": ["Brewing", "Pots", "Clay & co"],
                    },
                    {
                        "term": "C#/.NET & \"friends\"",
                        "label": "C#/.NET & \"friends\"",
                        "path": ["C#/.NET & \"friends\""],
                    },
                ],
                "updated": "2021-06-16T08:00:00Z",
                "rights": "CC BY 4.0",
                "authors": [{"name": "Ann Tea", "email": "ann@example.org"}],
            },
        }])
    );
}

/// Nulls and empty arrays and strings below `value`, by their place.
fn empties(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Null => found.push(place.to_owned()),
        Value::String(text) if text.is_empty() => found.push(place.to_owned()),
        Value::Array(values) if values.is_empty() => found.push(place.to_owned()),
        Value::Array(values) => values.iter().for_each(|value| empties(value, place, found)),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| empties(value, &format!("{place}/{name}"), found));
        }
        _ => {}
    }
}

#[test]
fn there_are_no_nulls_and_nothing_is_empty() {
    let mut feed = head();
    feed.names.clear();
    feed.description = "".into();
    let mut site = site();
    site.language = None;
    let document = write("json", &site, &feed, &[shown(entry(""), body("", ""), ContentMode::Full)]);
    let mut found = Vec::new();
    empties(&read(&document), "", &mut found);
    assert_eq!(found, Vec::<String>::new(), "{document}");
}

#[test]
fn an_item_has_html_or_text_in_every_mode() {
    for (mode, html, text, summary) in [
        (ContentMode::Full, json!("<p>x</p>"), Value::Null, Value::Null),
        (ContentMode::Both, json!("<p>x</p>"), Value::Null, json!("x")),
        (ContentMode::Summary, Value::Null, json!("x"), json!("x")),
        (ContentMode::None, Value::Null, json!("Pot"), Value::Null),
    ] {
        let feed = read(&write_entries("json", &[shown(entry("Pot"), body("<p>x</p>", "x"), mode)]));
        let item = &feed["items"][0];
        assert_eq!((&item["content_html"], &item["content_text"]), (&html, &text), "{mode:?}");
        assert_eq!(item["summary"], summary, "{mode:?}");
    }
}

#[test]
fn items_stand_one_to_a_line() {
    let document = write_entries("json", &[full(entry("a")), full(entry("b"))]);
    assert_eq!(document.lines().count(), 4, "{document}");
}
