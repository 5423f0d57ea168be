//! The pattern that addresses follow.
//!
//! In: addresses, and the articles that are there. Out: a value for `permalink` that gives most articles their addresses.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::{DateTime, Datelike};
use chrono_tz::Tz;
use percent_encoding::percent_decode_str;

use crate::parse::article::meta::{Facts, Name, Pattern};

/// Addresses that patterns are made of: the others follow one of theirs, or none.
const EXAMPLES: usize = 20;

/// An address, and the article that is there.
pub(super) struct Example<'a> {
    /// The path below the source's address, decoded.
    pub(super) path: String,
    /// The article's file below the source's folder.
    pub(super) file: &'a str,
    /// The last part of the path of its page as it is now: its slug, where it has one.
    pub(super) last: Option<String>,
    /// When it was published, in the site's zone.
    pub(super) published: Option<DateTime<Tz>>,
    /// Its categories.
    pub(super) categories: &'a [Vec<String>],
}

impl Example<'_> {
    fn slug(&self) -> Option<&str> {
        let name = Name::of(self.file);
        self.last.as_deref().filter(|last| !last.is_empty() && *last != name.stem && *last != name.undated())
    }

    fn follows(&self, pattern: &Pattern) -> bool {
        let facts = Facts {
            name: Name::of(self.file),
            slug: self.slug(),
            published: self.published,
            categories: self.categories,
            id: None,
        };
        let path = pattern.fill(&facts);
        path.is_some_and(|path| {
            *percent_decode_str(&path).decode_utf8_lossy() == *self.path.trim_start_matches('/')
        })
    }
}

/// The pattern that most of the addresses follow, and how many do; of several the one with the least that stands for itself.
pub(super) fn of(examples: &[Example<'_>]) -> Option<(String, usize)> {
    let patterns: BTreeSet<String> = examples.iter().take(EXAMPLES).flat_map(candidates).collect();
    let rated = patterns.into_iter().filter_map(|text| {
        let pattern = Pattern::of_many(&text).ok()?;
        let following = examples.iter().filter(|example| example.follows(&pattern)).count();
        Some((following, Reverse(literals(&text)), text))
    });
    let (following, _, text) = rated.max()?;
    (following > 0).then_some((text, following))
}

/// Bytes of a pattern that are no placeholders.
fn literals(pattern: &str) -> usize {
    let name = |c: char| c.is_ascii_alphabetic() || c == '_';
    let mut pieces = pattern.split(':');
    let first = pieces.next().map_or(0, str::len);
    first + pieces.map(|piece| piece.trim_start_matches(name).len()).sum::<usize>()
}

/// Patterns that the address could be made by: with the name of the article, what comes before it, and what after it.
fn candidates(example: &Example<'_>) -> Vec<String> {
    let name = Name::of(example.file);
    let path = format!("/{}", example.path.trim_start_matches('/'));
    let mut names = vec![(example.slug().unwrap_or_default(), ":title"), (name.undated(), ":title")];
    if name.stem != name.undated() {
        names.push((name.stem, ":filename"));
    }
    let mut found = Vec::new();
    for (text, title) in names {
        let Some((before, after)) = around(&path, text) else { continue };
        // What follows a placeholder must not be taken for a part of its name.
        if path.contains(':') || after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            continue;
        }
        let before = dated(before, example.published);
        for (folder, placeholder) in folders(example, &name) {
            if let Some((outer, inner)) = before.split_once(&format!("/{folder}/")) {
                found.push(format!("{outer}/{placeholder}/{inner}{title}{after}"));
            }
        }
        found.push(format!("{before}{title}{after}"));
    }
    found
}

/// What an article's folders and categories are called in a path, with their placeholders.
fn folders(example: &Example<'_>, name: &Name<'_>) -> Vec<(String, &'static str)> {
    let categories = example.categories.first().map(Vec::as_slice).unwrap_or_default();
    let mut folders = vec![(name.folder.to_owned(), ":folder"), (categories.join("/"), ":categories")];
    folders.extend(categories.first().filter(|_| categories.len() > 1).map(|one| (one.clone(), ":category")));
    folders.retain(|(folder, _)| !folder.is_empty());
    folders
}

/// What stands before and after the last place where `part` is as a whole.
fn around<'p>(path: &'p str, part: &str) -> Option<(&'p str, &'p str)> {
    if part.is_empty() {
        return None;
    }
    let (before, after) = path.rsplit_once(part)?;
    let is_whole = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
    is_whole.then_some((before, after))
}

/// The text with placeholders in place of the date, where it stands in one of the forms that addresses have.
fn dated(text: &str, published: Option<DateTime<Tz>>) -> String {
    let Some(at) = published else { return text.to_owned() };
    let (year, month, day) = (at.year(), at.month(), at.day());
    let forms = [
        (format!("{year:04}/{month:02}/{day:02}"), ":year/:month/:day"),
        (format!("{year:04}/{month}/{day}"), ":year/:i_month/:i_day"),
        (format!("{year:04}-{month:02}-{day:02}"), ":year-:month-:day"),
        (format!("{year:04}/{month:02}"), ":year/:month"),
        (format!("{year:04}/{month}"), ":year/:i_month"),
        (format!("{year:04}"), ":year"),
    ];
    for (form, placeholders) in forms {
        if let Some((before, after)) = around(text, &form) {
            return format!("{before}{placeholders}{after}");
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    /// The pattern of addresses, each with its file, the day of March 2024 on which it was published, and a category.
    fn found(articles: &[(&str, &str, u32, &str)]) -> Option<String> {
        let categories: Vec<Vec<Vec<String>>> =
            articles.iter().map(|(.., category)| vec![vec![(*category).to_owned()]]).collect();
        let examples: Vec<Example<'_>> = articles
            .iter()
            .zip(&categories)
            .map(|((path, file, day, _), categories)| Example {
                path: (*path).to_owned(),
                file,
                last: None,
                published: Tz::Europe__Berlin.with_ymd_and_hms(2024, 3, *day, 0, 30, 0).single(),
                categories,
            })
            .collect();
        let (pattern, following) = of(&examples)?;
        (following == articles.len()).then_some(pattern)
    }

    #[test]
    fn addresses_of_other_programs_are_understood() {
        type Make = fn(&str, u32) -> (String, String);
        let cases: [(Make, &str); 9] = [
            (
                |t, d| (format!("2024/03/{d:02}/{t}.html"), format!("2024-03-{d:02}-{t}.md")),
                "/:year/:month/:day/:title.html",
            ),
            (|t, d| (format!("2024/3/{d}/{t}"), format!("{t}.md")), "/:year/:i_month/:i_day/:title"),
            (|t, _| (format!("blog/2024/03/{t}/"), format!("{t}/index.md")), "/blog/:year/:month/:title/"),
            (|t, _| (format!("posts/{t}/"), format!("{t}.md")), "/posts/:title/"),
            (|t, _| (format!("posts/{t}/"), format!("posts/{t}.md")), "/:folder/:title/"),
            (|t, _| (format!("sky/2024/{t}.html"), format!("{t}.md")), "/:categories/:year/:title.html"),
            (
                |t, d| (format!("2024-03-{d:02}-{t}.html"), format!("2024-03-{d:02}-{t}.md")),
                "/:filename.html",
            ),
            (|t, d| (format!("2024-03-{d:02}-{t}"), format!("{t}.md")), "/:year-:month-:day-:title"),
            (|t, _| (format!("é/{t}"), format!("{t}.md")), "/é/:title"),
        ];
        for (make, expected) in cases {
            let made: Vec<_> = [("one", 1), ("two", 12), ("three", 30)].map(|(t, d)| (make(t, d), d)).into();
            let articles: Vec<_> =
                made.iter().map(|((path, file), day)| (path.as_str(), file.as_str(), *day, "sky")).collect();
            assert_eq!(found(&articles).as_deref(), Some(expected));
        }
    }

    #[test]
    fn addresses_without_a_rule_have_no_pattern() {
        assert_eq!(found(&[("7", "a.md", 1, "x"), ("8", "b.md", 2, "x")]), None);
        assert_eq!(found(&[("x/a", "a.md", 1, "x"), ("y/b", "b.md", 2, "z")]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn what_would_be_no_pattern_is_none() {
        assert_eq!(found(&[("a:b/one", "one.md", 1, "x")]), None);
        assert_eq!(found(&[("{x}/one", "one.md", 1, "x")]), None);
        assert_eq!(found(&[("onetwo", "one.md", 1, "x")]), None);
    }
}
