//! What the writers write reads back as it was, in every format that can say it.

use chrono::{DateTime, Utc};
use feedloom::model::draft::{Draft, DraftBody, RawText};
use feedloom::model::entry::Entry;
use feedloom::model::ids::EntryId;
use feedloom::model::parts::{Enclosure, Person, PlainText};
use feedloom::model::plan::ContentMode;
use feedloom::normalize::sanitize::Sanitizer;
use feedloom::parse::feed::{Hints, Parsed, parse as read};
use feedloom::text::html::to_plain;
use proptest::prelude::*;

use crate::differential::{facts_of_ours, facts_of_theirs};

use super::views::{body, entry, parse, path, shown, url, write_entries};

/// Text that a person may have written, and text that nobody should.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 ,.!?-]{1,30}",
        "\\PC{1,20}",
        "[&<>\"'\\]\\[;#=/ ]{1,16}",
        Just("R&D &amp; <b>x</b> ]]> &#65; AT&T 1 < 2 新媒体 \u{1F9F6}".to_owned()),
        any::<String>().prop_map(|text| text.chars().take(24).collect()),
    ]
    .prop_filter("encoded once", |text: &String| !looks_encoded_twice(text))
}

/// True for what a reader takes for text that was encoded twice, and reads as it was meant: `Â¡` is what `¡` looks like then.
fn looks_encoded_twice(text: &str) -> bool {
    let byte = |c: char| {
        u8::try_from(u32::from(c)).ok().or_else(|| {
            let text = c.to_string();
            let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(&text);
            bytes.first().copied().filter(|_| !is_lossy)
        })
    };
    let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
    !text.is_ascii() && bytes.is_some_and(|bytes| String::from_utf8(bytes).is_ok())
}

fn plain() -> impl Strategy<Value = PlainText> {
    text()
        .prop_map(|text| PlainText::new(&text))
        .prop_filter("something to show", |text| !text.is_empty() && !looks_encoded_twice(text.as_str()))
}

/// A name as people have them.
fn person() -> impl Strategy<Value = PlainText> {
    "[A-ZÉ李Д][a-zé&'雷а]{0,9}( [A-Z]\\.)?( [A-ZŁ][a-z-]{0,8}[a-z])?".prop_map(|name| PlainText::new(&name))
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0..4_000_000_000_i64).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap())
}

fn name() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,12}"
}

/// An entry and its content, as HTML that was not yet cleaned.
fn any_entry() -> impl Strategy<Value = (Entry, String)> {
    let html = prop_oneof![
        text().prop_map(|text| format!("<p>{}</p>", text.replace('&', "&amp;").replace('<', "&lt;"))),
        text().prop_map(|text| format!(
            "<p>a <a href=\"/b?c=1&amp;d=2\">{text}</a><br>]]></p><pre>\n e\n</pre>"
        )),
    ];
    (
        (name(), plain(), instant(), 0..90_000_000_i64),
        proptest::option::of(plain()),
        proptest::collection::vec((person(), proptest::option::of("[a-z]{1,6}@[a-z]{1,6}\\.example")), 0..3),
        proptest::collection::vec(proptest::collection::vec(plain(), 1..3), 0..3),
        proptest::collection::vec((name(), proptest::option::of(0..1u64 << 40)), 0..3),
        html,
    )
        .prop_map(|((id, title, published, later), summary, people, categories, files, html)| {
            let entry = Entry {
                id: EntryId::new(format!("tag:example.org,2020:{id}")),
                link: Some(url(&format!("https://example.org/{id}/?a=1&b=2"))),
                title,
                published,
                updated: published + chrono::Duration::seconds(later),
                summary,
                authors: people.into_iter().map(|(name, email)| Person { name, email, uri: None }).collect(),
                categories: categories
                    .iter()
                    .map(|levels| path(&levels.iter().map(PlainText::as_str).collect::<Vec<_>>()))
                    .collect(),
                enclosures: files
                    .into_iter()
                    .map(|(file, length)| Enclosure {
                        url: url(&format!("https://example.org/{file}.mp3?x=1&y=2")),
                        length,
                        media_type: "audio/mpeg".to_owned(),
                        duration: None,
                    })
                    .collect(),
                ..entry("x")
            };
            (entry, html)
        })
}

fn plain_of(text: Option<&RawText>) -> PlainText {
    text.map(to_plain).unwrap_or_default()
}

/// Reads a document, which must be without defect.
fn read_clean(format: &str, document: &str) -> Parsed {
    if format != "json" {
        parse(document);
    }
    let parsed = read(document.as_bytes(), &Hints::default()).unwrap();
    assert!(parsed.defects.is_empty(), "{:?} in {document}", parsed.defects);
    parsed
}

fn content(draft: &Draft) -> &str {
    match &draft.body {
        DraftBody::Inline(text) => &text.value,
        _ => "",
    }
}

/// What every format can say of an entry is as it was.
fn same(format: &str, entry: &Entry, html: &str, draft: &Draft) {
    let said = |what: &str| format!("{what} in {format}");
    assert_eq!(draft.claimed_id.as_deref(), Some(entry.id.as_str()), "{}", said("the id"));
    // RSS does not say whether its texts are HTML: what looks like it is read as it.
    let as_read = |text: &PlainText| {
        if format == "rss" { to_plain(&RawText::html(text.as_str())) } else { text.clone() }
    };
    assert_eq!(plain_of(draft.title.as_ref()), as_read(&entry.title), "{}", said("the title"));
    assert_eq!(draft.link.as_deref(), entry.link.as_ref().map(url::Url::as_str), "{}", said("the link"));
    assert_eq!(draft.published, Some(entry.published), "{}", said("the date"));
    // Of an entry with one text alone RSS and JSON Feed do not say which of the two it is.
    if !html.is_empty() {
        assert_eq!(content(draft), html, "{}", said("the content"));
    }
    if let Some(summary) = entry.summary.as_ref().filter(|_| !html.is_empty()) {
        assert_eq!(plain_of(draft.summary.as_ref()), *summary, "{}", said("the summary"));
    }
    if format != "rss" {
        assert_eq!(draft.updated.or(draft.published), Some(entry.updated), "{}", said("the date of change"));
    }
    let names: Vec<&str> = draft.authors.iter().map(|person| person.name.as_str()).collect();
    for person in &entry.authors {
        assert!(
            names.contains(&person.name.as_str()),
            "{}: {:?} of {names:?}",
            said("an author"),
            person.name
        );
    }
    let files: Vec<(&str, Option<u64>)> =
        draft.enclosures.iter().map(|file| (file.url.as_str(), file.length)).collect();
    let expected: Vec<(&str, Option<u64>)> =
        entry.enclosures.iter().map(|file| (file.url.as_str(), file.length)).collect();
    if format == "rss" {
        // RSS has room for one, and says 0 where nobody knows how long it is.
        for (url, length) in expected.iter().take(1) {
            assert!(
                files.iter().any(|(found, size)| found == url && size.unwrap_or(0) == length.unwrap_or(0)),
                "{}: {files:?}",
                said("the enclosure")
            );
        }
    } else {
        assert_eq!(files, expected, "{}", said("the enclosures"));
    }
    let categories: Vec<&str> = draft
        .syndicated
        .iter()
        .flat_map(|more| &more.categories)
        .map(|category| category.label.as_deref().unwrap_or(&category.term))
        .collect();
    for levels in &entry.categories {
        let last = levels.0.last().unwrap().as_str();
        assert!(
            categories.iter().any(|found| found.contains(last)),
            "{}: {last:?} of {categories:?}",
            said("a category")
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn entries_read_back_as_they_were_written((entry, html) in any_entry()) {
        let clean = Sanitizer::new().clean(&html, entry.link.as_ref());
        for format in ["rss", "atom", "json"] {
            let mode = if entry.summary.is_some() { ContentMode::Both } else { ContentMode::Full };
            let document = write_entries(format, &[shown(entry.clone(), body(clean.as_str(), "an excerpt"), mode)]);
            let parsed = read_clean(format, &document);
            prop_assert_eq!(parsed.entries.len(), 1);
            same(format, &entry, clean.as_str(), &parsed.entries[0]);
        }
    }

    #[test]
    fn another_reader_reads_the_same_of_what_is_written((entry, html) in any_entry()) {
        let clean = Sanitizer::new().clean(&html, entry.link.as_ref());
        for format in ["rss", "atom", "json"] {
            // What looks like HTML in a title is a matter of taste.
            if entry.title.as_str().contains(['<', '&']) {
                continue;
            }
            let document = write_entries(format, &[shown(entry.clone(), body(clean.as_str(), "x"), ContentMode::Full)]);
            let ours = read_clean(format, &document);
            let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
            let theirs = parser.parse(document.as_bytes()).unwrap();
            prop_assert_eq!(ours.entries.len(), theirs.entries.len());
            let (own, their) = (&ours.entries[0], &theirs.entries[0]);
            prop_assert_eq!(own.claimed_id.as_deref(), Some(their.id.as_str()));
            // Where it keeps people and files of which format is its own affair.
            let is_common = |what: &str| ["title", "link", "published", "content"].contains(&what);
            for ((what, own), (_, their)) in facts_of_ours(own).into_iter().zip(facts_of_theirs(their, own)) {
                prop_assert!(!is_common(what) || own == their, "{what} in {format}: {own:?}, {their:?}: {document}");
            }
        }
    }

    #[test]
    fn ids_do_not_depend_on_the_order_of_entries(count in 2..12_usize, turn in 1..11_usize) {
        let all: Vec<_> = (0..count)
            .map(|n| Entry { id: EntryId::new(format!("tag:example.org,2020:{n}")), ..entry(&format!("entry {n}")) })
            .map(|entry| shown(entry, body("", ""), ContentMode::Full))
            .collect();
        let mut turned = all.clone();
        turned.rotate_left(turn % count);
        let keys = |entries: &[_]| -> std::collections::BTreeSet<String> {
            let parsed = read_clean("atom", &write_entries("atom", entries));
            parsed.entries.iter().map(|entry| entry.key.to_string()).collect()
        };
        prop_assert_eq!(keys(&all), keys(&turned));
    }
}
