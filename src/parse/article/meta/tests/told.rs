//! What is told of metadata that nothing is made of, as tables: what is written, and the lines and beginnings of the defects.

use super::*;

#[test]
fn a_language_that_is_none_is_told_with_its_line() {
    for (yaml, language, told) in [
        ("lang: zh_CN", Some("zh_CN"), 0),
        ("lang: no", Some("no"), 0),
        ("lang: [en, de]", Some("en"), 0),
        ("lang: English (mostly)", None, 1),
    ] {
        assert_eq!(post(&format!("date: 2020-01-02\n{yaml}")).language.as_deref(), language, "{yaml}");
        let lines: Vec<u32> =
            defects(&format!("title: x\n{yaml}")).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, vec![3; told], "{yaml}");
    }
}

#[test]
fn a_value_of_a_shape_that_nothing_is_read_of_is_told_with_its_key() {
    for (yaml, expected) in [
        (
            "categories: {a: b}",
            "`categories` is a map of which nothing can be read; write a text or a list of texts",
        ),
        ("tags: {a: b}", "`tags` is a map"),
        ("tags: [[a], [b]]", "`tags` is a list"),
        ("summary: [a, b]", "`summary` is a list"),
        ("author: {a: b}", "`author` is a map"),
        ("cover: {x: 1}", "`cover` is a map"),
        ("lang: {a: b}", "`lang` is a map"),
        ("license: {a: b}", "`license` is a map"),
        ("slug: [a]", "`slug` is a list"),
        ("permalink: {a: b}", "`permalink` is a map"),
        ("date: {a: b}", "`date` is a map of which nothing can be read; write the date as 2026-04-03"),
        ("updated: {a: 1}", "`updated` is a map"),
        ("expires: [[x]]", "`expires` is a list"),
    ] {
        let told = defects(&format!("title: x\n{yaml}"));
        assert!(matches!(&told[..], [(3, message)] if message.starts_with(expected)), "{yaml}: {told:?}");
    }
    for yaml in [
        "tags: [a, {label: b}]",
        "tags: []",
        "categories: [{name: a}]",
        "author: {name: A}",
        "summary: s\nexcerpt: [a]",
        "title: [Draft]",
        "cover: ''",
        "updated: {date: 2020-01-02}",
        "image: false",
    ] {
        assert_eq!(defects(yaml), [], "{yaml}");
    }
    assert!(
        matches!(&defects("title: {a: b}")[..], [(2, message)] if message.starts_with("`title` is a map"))
    );
}
