//! A list of feeds as an outline (OPML 2.0): folders in folders, and the feeds in them.

use chrono::{DateTime, Utc};

/// Levels of folders that count. No reader shows more, and a hostile list would make millions of names of them.
const MOST_LEVELS: usize = 32;

/// Categories of one feed at the most.
pub const MOST_CATEGORIES: usize = 100;

/// A list of feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlines {
    /// `title` of the head.
    pub title: Option<String>,
    /// `dateCreated`.
    pub created: Option<DateTime<Utc>>,
    /// `dateModified`.
    pub modified: Option<DateTime<Utc>>,
    /// `ownerName`.
    pub owner_name: Option<String>,
    /// `ownerEmail`.
    pub owner_email: Option<String>,
    /// Namespaces that attributes of outlines are from: prefix and URI.
    pub namespaces: Vec<(String, String)>,
    /// The outlines at the top, in order.
    pub outlines: Vec<Outline>,
}

/// A feed, a folder, or both. Every field but `text` may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// `text`: what to show.
    pub text: String,
    /// `title`: the feed's own title.
    pub title: Option<String>,
    /// `type`: `rss` for a feed of any format, `link`, `include`.
    pub kind: Option<String>,
    /// `xmlUrl`: the feed's address.
    pub xml_url: Option<String>,
    /// `htmlUrl`: the site.
    pub html_url: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `language`.
    pub language: Option<String>,
    /// `version`: of the feed's format, such as `RSS2`.
    pub version: Option<String>,
    /// All other attributes, by name as written, in order.
    pub others: Vec<(String, String)>,
    /// What is below it, in order.
    pub children: Vec<Outline>,
}

impl Outline {
    /// True where its address is a page that a reader makes a feed of by rules of its own: `FreshRSS` writes `HTML+XPath`,
    /// `JSON+DotNotation` and the like as its `type`.
    #[must_use]
    pub fn is_scraped(&self) -> bool {
        self.kind.as_deref().is_some_and(|kind| kind.contains('+') && !kind.contains('/'))
    }

    /// True where it stands for another list (OPML 2.0, "Inclusion").
    #[must_use]
    pub fn is_inclusion(&self) -> bool {
        self.kind.as_deref().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("include"))
    }

    /// The value of one of the other attributes, by its name in any case.
    #[must_use]
    pub fn other(&self, name: &str) -> Option<&str> {
        self.others
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// A feed of a list, wherever it stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription<'a> {
    /// The feed's address, as the list has it.
    pub url: &'a str,
    /// The outline that names it first.
    pub outline: &'a Outline,
    /// The folders that it is in and the categories that it is given: paths, outermost level first, each once.
    pub categories: Vec<Vec<String>>,
}

impl Outlines {
    /// The feeds of the list, each address once, in the order in which they are first named.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<Subscription<'_>> {
        let mut found: Vec<Subscription<'_>> = Vec::new();
        let mut by_url = std::collections::HashMap::new();
        // Depth first, on a stack of our own: how many folders are still to be left before the outline, and the outline.
        let mut ahead: Vec<(usize, &Outline)> =
            self.outlines.iter().rev().map(|outline| (0, outline)).collect();
        let mut folders: Vec<String> = Vec::new();
        while let Some((depth, outline)) = ahead.pop() {
            folders.truncate(depth);
            if let Some(url) = outline.xml_url.as_deref().filter(|_| !outline.is_inclusion()) {
                let at = *by_url.entry(url).or_insert_with(|| {
                    found.push(Subscription { url, outline, categories: Vec::new() });
                    found.len() - 1
                });
                if let Some(known) = found.get_mut(at) {
                    let named = outline.other("category").into_iter().flat_map(paths);
                    let levels = folders.get(..MOST_LEVELS).unwrap_or(&folders).to_vec();
                    for path in std::iter::once(levels).chain(named) {
                        let has_room = known.categories.len() < MOST_CATEGORIES;
                        if has_room && !path.is_empty() && !known.categories.contains(&path) {
                            known.categories.push(path);
                        }
                    }
                }
            }
            if !outline.children.is_empty() {
                folders.push(outline.text.clone());
                ahead.extend(outline.children.iter().rev().map(|child| (depth + 1, child)));
            }
        }
        found
    }
}

impl Outlines {
    /// The addresses of the lists that this one includes, in order. Programs write them as `url`, and as `xmlUrl`.
    #[must_use]
    pub fn inclusions(&self) -> Vec<&str> {
        let mut ahead: Vec<&Outline> = self.outlines.iter().rev().collect();
        let mut found = Vec::new();
        while let Some(outline) = ahead.pop() {
            if outline.is_inclusion() {
                found.extend(outline.other("url").or(outline.xml_url.as_deref()));
            }
            ahead.extend(outline.children.iter().rev());
        }
        found
    }
}

/// The paths of a `category` attribute: `/Boston/Weather,/Harvard` (OPML 2.0, "What is a category").
fn paths(category: &str) -> impl Iterator<Item = Vec<String>> {
    category.split(',').map(|path| {
        path.split('/').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(url: &str) -> Outline {
        Outline { text: url.to_owned(), xml_url: Some(url.to_owned()), ..Outline::default() }
    }

    fn folder(text: &str, children: Vec<Outline>) -> Outline {
        Outline { text: text.to_owned(), children, ..Outline::default() }
    }

    #[test]
    fn another_list_that_is_included_is_no_feed() {
        let other = |url: &str| Outline { kind: Some("Include".to_owned()), ..feed(url) };
        let mut by_url = Outline { kind: Some("include".to_owned()), ..Outline::default() };
        by_url.others.push(("URL".to_owned(), "c".to_owned()));
        let list = Outlines {
            outlines: vec![other("a"), folder("F", vec![other("b"), by_url, feed("d")])],
            ..Outlines::default()
        };
        assert_eq!(list.subscriptions().iter().map(|feed| feed.url).collect::<Vec<_>>(), ["d"]);
        assert_eq!(list.inclusions(), ["a", "b", "c"]);
    }

    #[test]
    fn a_feed_that_stands_in_two_folders_is_one_subscription_in_both() {
        let mut named = feed("b");
        named.others.push(("category".to_owned(), "/Tech/Linux, News".to_owned()));
        let list = Outlines {
            outlines: vec![
                folder("Tech", vec![folder("Linux", vec![feed("a"), named]), feed("c")]),
                folder("Empty", Vec::new()),
                folder("News", vec![feed("a")]),
                feed("d"),
            ],
            ..Outlines::default()
        };
        let found: Vec<(&str, Vec<String>)> = list
            .subscriptions()
            .iter()
            .map(|feed| (feed.url, feed.categories.iter().map(|path| path.join("/")).collect()))
            .collect();
        let expected = [
            ("a", vec!["Tech/Linux", "News"]),
            ("b", vec!["Tech/Linux", "News"]),
            ("c", vec!["Tech"]),
            ("d", vec![]),
        ];
        let expected: Vec<(&str, Vec<String>)> = expected
            .into_iter()
            .map(|(url, paths)| (url, paths.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(found, expected);
    }
}
