//! Lists of feeds: what is written reads back as it was.

use std::collections::BTreeSet;

use feedloom::model::outline::{Outline, Outlines};
use feedloom::parse::opml;
use feedloom::writers::opml::list;
use proptest::prelude::*;

/// Text as lists have it, and as nobody expects it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z ]{1,12}",
        "[&<>\"'=/新媒体é\u{1F600}\u{5D0}]{1,8}",
        Just("&amp; <b> ]]> &#65; \"'\n\tx".to_owned())
    ]
}

fn outline() -> impl Strategy<Value = Outline> {
    let leaf = (
        text(),
        proptest::option::of(text()),
        proptest::option::of("[a-z]{1,6}"),
        proptest::option::of("https?://[a-z]{1,8}\\.example/[a-z?&=%0-9]{0,12}"),
        proptest::option::of(text()),
        proptest::collection::btree_set("(x:)?[b-hj-su-w][a-zA-Z]{6,8}", 0..3),
    )
        .prop_map(|(text, title, kind, xml_url, description, names)| Outline {
            text,
            title,
            kind,
            html_url: xml_url.clone(),
            xml_url,
            description,
            others: names.into_iter().map(|name| (name, "a&b \"<".to_owned())).collect(),
            ..Outline::default()
        });
    leaf.prop_recursive(4, 40, 6, |inner| {
        (inner.clone(), proptest::collection::vec(inner, 0..6)).prop_map(|(mut folder, children)| {
            folder.children = children;
            folder
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_list_reads_back_as_it_was_written(outlines in proptest::collection::vec(outline(), 0..8), title in text()) {
        let mut list = Outlines {
            title: Some(title.trim().to_owned()).filter(|title| !title.is_empty()),
            namespaces: vec![("x".to_owned(), "https://a.example/ns?a=1&b=2".to_owned())],
            outlines,
            ..Outlines::default()
        };
        // `type="rss"` with `url` is what old lists write for an address; names that differ by case are one to a reader.
        tidy(&mut list.outlines);
        let written = list::write(&list);
        roxmltree::Document::parse(std::str::from_utf8(&written).unwrap()).unwrap();
        let read = opml::parse(&written).unwrap();
        prop_assert_eq!(read.list, list);
        prop_assert!(read.defects.is_empty(), "{:?}", read.defects);
    }

    #[test]
    fn any_bytes_are_a_list_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = opml::parse(&bytes);
    }
}

fn tidy(outlines: &mut [Outline]) {
    for outline in outlines {
        let mut seen = BTreeSet::new();
        outline.others.retain(|(name, _)| seen.insert(name.to_ascii_lowercase()));
        tidy(&mut outline.children);
    }
}
