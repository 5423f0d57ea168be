//! Patterns: ids of other programs, and what they have in common with their articles.

use chrono::TimeZone as _;

use super::*;

/// What the ids of four articles have in common: each an id, a link, a day of January 2020 and a number.
fn of(pairs: &[(&str, &str, u32, &str)]) -> Option<String> {
    let owned: Vec<_> = pairs
        .iter()
        .map(|(_, link, day, number)| {
            let date = Tz::Europe__Berlin.with_ymd_and_hms(2020, 1, *day, 0, 30, 0).unwrap();
            let named = vec![("wordpress_id".to_owned(), (*number).to_owned())];
            (Url::parse(link).unwrap(), date, named)
        })
        .collect();
    let pairs = pairs.iter().zip(&owned).map(|((id, ..), (link, published, named))| {
        (*id, Facts { link: Some(link), published: *published, named })
    });
    common(pairs).map(|template| text(&template))
}

#[test]
fn ids_of_other_programs_are_understood() {
    type Make = fn(u32) -> String;
    let cases: [(Make, &str); 8] = [
        (|n| format!("http://old.example/?p={}", 100 + n), "http://old.example/?p={wordpress_id}"),
        (|n| format!("{} at http://old.example", 100 + n), "{wordpress_id} at http://old.example"),
        (|n| format!("{}", 100 + n), "{wordpress_id}"),
        (|n| format!("https://a.example/2020/01/{n:02}/p{n}/"), "https://a.example/{page}/"),
        (|n| format!("http://old.example/2020/01/{n:02}/p{n}"), "http://old.example/{page}"),
        (
            |n| format!("tag:old.example,2020-01-{n:02}:/2020/01/{n:02}/p{n}.html"),
            "tag:old.example,{year}-{month}-{day}:/{page}.html",
        ),
        (
            |n| format!("https://old.example/blog/2020/01/p{n}"),
            "https://old.example/blog/{year}/{month}/{slug}",
        ),
        (|n| format!("tag:old.example,2020:p{n}"), "tag:old.example,2020:{slug}"),
    ];
    for (make, expected) in cases {
        let rows: Vec<(String, String, u32, String)> = (1..=4)
            .map(|n| (make(n), format!("https://a.example/2020/01/{n:02}/p{n}/"), n, (100 + n).to_string()))
            .collect();
        let rows: Vec<_> = rows.iter().map(|(i, l, d, n)| (i.as_str(), l.as_str(), *d, n.as_str())).collect();
        assert_eq!(of(&rows).as_deref(), Some(expected));
    }
}

#[test]
fn two_ids_or_ids_without_a_rule_are_no_pattern() {
    let two = [
        ("http://a.example/a", "https://a.example/a/", 1, "1"),
        ("http://a.example/b", "https://a.example/b/", 2, "2"),
    ];
    assert_eq!(of(&two), None);
    let mixed = [
        ("http://a.example/a", "https://a.example/a/", 1, "1"),
        ("http://a.example/b", "https://a.example/b/", 2, "2"),
        ("http://a.example/c", "https://a.example/c/", 3, "3"),
        ("urn:x:17", "https://a.example/d/", 4, "4"),
    ];
    assert_eq!(of(&mixed), None);
}

#[test]
fn the_text_of_a_pattern_is_read_back() {
    for pattern in [
        "https://a.example/?p={wordpress_id}",
        "tag:a,{year}-{month}-{day}:/{page}",
        "{link}",
        "",
        "{Post-ID}",
    ] {
        assert_eq!(text(&parse(pattern).unwrap()), pattern);
    }
    assert!(is_same_key("Wordpress_ID", "wordpressId") && !is_same_key("wordpress_id", "id"));
    for (wrong, error) in [
        ("https://a.example/{page", PatternError::Unpaired),
        ("https://a.example/page}", PatternError::Unpaired),
        ("https://a.example/{year}", PatternError::Constant),
        ("https://a.example/", PatternError::Constant),
        (
            "https://a.example/{slgu}",
            PatternError::Unknown { name: "slgu".to_owned(), nearest: Some("slug") },
        ),
        ("urn:x:{year}:{title}", PatternError::Unknown { name: "title".to_owned(), nearest: None }),
    ] {
        assert_eq!(parse(wrong), Err(error), "{wrong}");
    }
}

#[test]
fn a_name_that_stands_for_nothing_is_told_with_the_one_that_was_meant() {
    for (wrong, told) in [
        ("{slgu}", "there is no `{slgu}`; did you mean `{slug}`?"),
        (
            "{title}",
            "there is no `{title}`; there are {link}, {page}, {slug}, {year}, {month}, {day}, and keys",
        ),
    ] {
        let error = parse(wrong).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
}
