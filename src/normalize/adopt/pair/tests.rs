//! Pairs: entries and articles as rows of a table, and how each pair is found.

use super::*;

/// A side of an id, a link, a title and a date; each may be empty.
fn side((id, link, title, date): (&str, &str, &str, &str)) -> Side {
    Side {
        ids: Some(id.to_owned()).filter(|id| !id.is_empty()).into_iter().collect(),
        link: Url::parse(link).ok(),
        title: title.to_owned(),
        published: DateTime::parse_from_rfc3339(date).ok().map(|at| at.to_utc()),
    }
}

type Row<'a> = (&'a str, &'a str, &'a str, &'a str);

fn paired(entries: &[Row<'_>], articles: &[Row<'_>]) -> Vec<Pair> {
    let sides = |rows: &[Row<'_>]| rows.iter().copied().map(side).collect::<Vec<_>>();
    pair(&sides(entries), &sides(articles), Tz::Asia__Shanghai)
}

#[test]
fn each_way_finds_its_pair() {
    for (entry, article, how) in [
        (("urn:x:1", "", "", ""), ("urn:x:1", "", "", ""), How::Id),
        (("1", "http://www.a.example/x.html", "A", ""), ("", "https://a.example/x/", "B", ""), How::Link),
        (
            ("https://a.example/x", "https://count.example/1", "", ""),
            ("", "https://a.example/x/", "", ""),
            How::Link,
        ),
        (("1", "https://a.example/my-tea/", "A", ""), ("", "https://a.example/My-Tea/", "B", ""), How::Link),
        (("1", "http://old.example/x", "A", ""), ("", "https://a.example/x/", "B", ""), How::Path),
        (
            ("1", "http://old.example/1", "“Tea” — hot", "2020-01-01T16:00:00Z"),
            ("", "https://a.example/x/", "\"Tea\" - hot", "2020-01-02T00:00:00Z"),
            How::TitleAndDay,
        ),
        (("1", "", "Tea", "2020-01-01T00:00:00Z"), ("", "", "TEA!", "2021-01-02T00:00:00Z"), How::Title),
        (("1", "", "Tea", "2020-01-01T07:08:09Z"), ("", "", "Coffee", "2020-01-01T07:08:09Z"), How::Instant),
    ] {
        assert_eq!(paired(&[entry], &[article]), [(0, 0, how)], "{entry:?}");
    }
}

#[test]
fn what_could_be_two_is_none() {
    let none: [Pair; 0] = [];
    let tea = ("", "", "Tea", "2021-01-02T00:00:00Z");
    assert_eq!(paired(&[("1", "", "Tea", "2020-01-01T00:00:00Z")], &[tea, tea]), none, "two of one title");
    let page = ("", "https://a.example/x", "", "");
    assert_eq!(paired(&[("1", "https://a.example/x", "", "")], &[page, page]), none, "two of one page");
    assert_eq!(
        paired(&[("1", "", "", "2020-01-01T16:00:00Z")], &[("", "", "", "2020-01-01T16:00:00Z")]),
        none,
        "a day alone (midnight in Shanghai)"
    );
    assert_eq!(paired(&[("1", "", "", "")], &[("", "", "", "")]), none, "nothing in common");
}

#[test]
fn the_days_of_a_series_are_not_taken_for_each_other() {
    let links = |day: u32| format!("2020-01-{day:02}T06:00:00Z");
    let days: Vec<String> = (1..=9).map(links).collect();
    let all: Vec<Row<'_>> = days.iter().map(|day| ("", "", "Links", day.as_str())).collect();
    let found = paired(&all[3..7], &all);
    assert_eq!(found, [3, 4, 5, 6].map(|day| (day - 3, day, How::TitleAndDay)));
    // Two of one title and one day are not told apart.
    assert_eq!(paired(&all[3..4], &[all[3], all[3]]), []);
    // The article of the last day is gone: it is nobody else's.
    assert_eq!(paired(&all[3..4], &all[6..]), []);
}
