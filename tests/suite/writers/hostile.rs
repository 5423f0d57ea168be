//! Any text in gives a well-formed document out, with the text in it.

use feedloom::model::ids::EntryId;
use feedloom::model::parts::{Person, PlainText};
use feedloom::model::plan::ContentMode;
use proptest::prelude::*;

use super::views::{body, head, parse, path, rich_entry, shown, site, texts, write};

const NASTY: &[&str] = &[
    "]]>",
    "<![CDATA[",
    "a ]]]]>> b",
    "&",
    "&amp;",
    "&#x0;",
    "<script>alert(1)</script>",
    "</title></item></channel></rss>",
    "<!--",
    "-->",
    "<?xml?>",
    "\"'`",
    "emoji 👩‍👩‍👧‍👦 🫖",
    "\u{0}\u{1}\u{8}\u{B}\u{C}\u{1F}\u{7F}\u{85}\u{9F}\u{FFFE}\u{FFFF}",
    "line\nbreak\ttab\r\nand more",
    "\u{202E}turned\u{2066}around",
    "مرحبا بالعالم",
    "新媒体 › 趣头条",
    "{{ 7 * 7 }}{% raw %}",
    "\u{2028}\u{2029}",
    "\\u0000 \\\" \\",
];

/// Writes a feed in which `text` stands wherever a text can stand, and reads it back.
fn round(text: &str) {
    let plain = PlainText::new(text);
    let mut entry = rich_entry();
    entry.title = plain.clone();
    entry.summary = Some(plain.clone());
    entry.rights = Some(plain.clone());
    entry.tags = vec![plain.clone()];
    entry.categories = vec![path(&[text, text])];
    entry.authors = vec![Person { name: plain.clone(), email: Some(text.to_owned()), uri: None }];
    for file in &mut entry.enclosures {
        text.clone_into(&mut file.media_type);
    }
    entry.id = EntryId::new(format!("tag:example.org,2021:{text}"));
    let mut site = site();
    site.title = plain.clone();
    site.author = Some(Person { name: plain.clone(), email: Some(text.to_owned()), uri: None });
    site.rights = Some(plain.clone());
    let mut feed = head();
    feed.title = plain.clone();
    feed.description = plain.clone();
    feed.id = format!("tag:example.org,2000:{text}");
    feed.names = vec![plain.clone()];

    for mode in [ContentMode::Both, ContentMode::Summary, ContentMode::None] {
        let entries = [shown(entry.clone(), body(text, text), mode)];
        let rss = write("rss", &site, &feed, &entries);
        let atom = write("atom", &site, &feed, &entries);
        let page = write("html", &site, &feed, &entries);
        let json = write("json", &site, &feed, &entries);
        assert!(!parse(&rss).root_element().has_tag_name("html"));
        let item: serde_json::Value = serde_json::from_str(&json).expect("well-formed JSON");
        let item = &item["items"][0];
        for document in [&rss, &atom, &page, &json] {
            assert!(
                !document.chars().any(|c| c != '\n' && feedloom::model::parts::is_forbidden(c)),
                "{document:?}"
            );
        }
        if plain.is_empty() {
            continue;
        }
        assert_eq!(texts(&rss, "title")[1], plain.as_str());
        assert_eq!(texts(&atom, "atom:title")[1], plain.as_str());
        assert_eq!(item["title"], plain.as_str());
        assert_eq!(texts(&rss, "category")[0], format!("{plain}/{plain}"));
        assert_eq!(item["_feedloom"]["categories"][0]["path"][1], plain.as_str());
        assert_eq!(texts(&atom, "atom:name")[1], plain.as_str());
    }
}

#[test]
fn texts_that_look_like_markup_read_back_as_they_are() {
    for text in NASTY {
        round(text);
    }
    round(&NASTY.concat());
    round(&"字".repeat(300));
    round(&"a".repeat(300));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn any_text_gives_well_formed_documents(text in any::<String>()) {
        round(&text);
    }

    #[test]
    fn any_mixture_of_markup_gives_well_formed_documents(
        parts in proptest::collection::vec((proptest::sample::select(NASTY), "[ -~]{0,4}"), 0..6)
    ) {
        let text: String = parts.iter().flat_map(|(nasty, rest)| [*nasty, rest.as_str()]).collect();
        round(&text);
    }
}
