//! What a feed is called and how it hangs together with others.

use std::collections::HashMap;

use chrono::DateTime;

use super::layout::Layout;
use crate::model::feed::{Address, FeedHead, FeedKey, FeedKind, FeedLink, Site};
use crate::model::ids::mint_feed;
use crate::model::parts::PlainText;
use crate::text::slug;

/// What is known of a feed before its entries are.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Which feed.
    pub key: FeedKey,
    /// The names of its path's levels.
    pub names: Vec<PlainText>,
    /// Entries in it.
    pub entries: u64,
}

/// Makes the heads of feeds.
pub struct Heads<'a> {
    site: &'a Site,
    layout: &'a Layout,
    /// The title of a feed that is not the home feed, with `{category}` and `{site}`.
    title: &'a str,
    /// The host that stands in the feeds' ids.
    host: &'a str,
    children: HashMap<FeedKey, Vec<usize>>,
    by_key: HashMap<&'a FeedKey, usize>,
    outlines: &'a [Outline],
}

/// Joins the levels of a category for people.
const JOINT: &str = " › ";

impl<'a> Heads<'a> {
    /// Takes the feeds that are published, parents before children.
    ///
    /// Only pages for people lead from feed to feed: where there are none, a head has neither ancestors nor children.
    #[must_use]
    pub fn new(
        site: &'a Site,
        layout: &'a Layout,
        title: &'a str,
        host: &'a str,
        outlines: &'a [Outline],
    ) -> Self {
        let mut children: HashMap<FeedKey, Vec<usize>> = HashMap::new();
        let pages = layout.has_pages();
        for (at, outline) in outlines.iter().enumerate().filter(|_| pages) {
            if let Some(parent) = outline.key.parent() {
                children.entry(parent).or_default().push(at);
            }
        }
        let by_key = outlines.iter().enumerate().map(|(at, outline)| (&outline.key, at)).collect();
        Self { site, layout, title, host, children, by_key, outlines }
    }

    /// The head of one of the feeds, which says nothing yet of when it changed.
    #[must_use]
    pub fn head(&self, key: &FeedKey) -> Option<FeedHead> {
        let outline = self.by_key.get(key).and_then(|at| self.outlines.get(*at))?;
        let addresses = self.layout.addresses(&outline.key);
        let title = title(self.site, self.title, &outline.names);
        let description = if outline.names.is_empty() {
            self.site.description.clone().unwrap_or_else(|| title.clone())
        } else {
            title.clone()
        };
        Some(FeedHead {
            id: self.id(&outline.key),
            description,
            alternate: self.alternate(&outline.key, &addresses),
            title,
            updated: DateTime::UNIX_EPOCH,
            addresses,
            entries: outline.entries,
            ancestors: self.ancestors(outline),
            children: self.children(&outline.key),
            key: outline.key.clone(),
            names: outline.names.clone(),
        })
    }

    /// A feed as others lead to it.
    #[must_use]
    pub fn link(&self, outline: &Outline) -> FeedLink {
        FeedLink {
            key: outline.key.clone(),
            name: outline.names.last().cloned().unwrap_or_else(|| self.site.title.clone()),
            title: title(self.site, self.title, &outline.names),
            entries: outline.entries,
            addresses: self.layout.addresses(&outline.key),
        }
    }

    fn id(&self, key: &FeedKey) -> String {
        let segments: Vec<String> = key.path.iter().map(slug::segment).collect();
        mint_feed(self.host, key.kind.name(), &segments)
    }

    fn alternate(&self, key: &FeedKey, addresses: &[Address]) -> url::Url {
        let page =
            addresses.iter().find(|address| address.format == "html").map(|address| address.url.clone());
        match key.kind {
            FeedKind::Home => self.site.url.clone(),
            _ => page.unwrap_or_else(|| self.site.url.clone()),
        }
    }

    fn ancestors(&self, outline: &Outline) -> Vec<FeedLink> {
        let mut ancestors = Vec::new();
        let mut key = outline.key.parent().filter(|_| self.layout.has_pages());
        while let Some(parent) = key {
            // The rules can leave out a feed and keep those below it.
            if let Some(known) = self.by_key.get(&parent).and_then(|at| self.outlines.get(*at)) {
                let names = outline.names.get(..parent.path.len()).unwrap_or_default().to_vec();
                ancestors.push(self.link(&Outline { key: parent.clone(), names, entries: known.entries }));
            }
            key = parent.parent();
        }
        ancestors.reverse();
        ancestors
    }

    fn children(&self, key: &FeedKey) -> Vec<FeedLink> {
        let children = self.children.get(key).map_or(&[][..], Vec::as_slice);
        let mut children: Vec<FeedLink> = children
            .iter()
            .filter_map(|at| self.outlines.get(*at))
            // A site has too many tags for a list of them on every page.
            .filter(|child| child.key.kind != FeedKind::Tag)
            .map(|child| self.link(child))
            .collect();
        children.sort_by_cached_key(|child| by_number(&child.name.as_str().to_lowercase()));
        children
    }
}

/// What a name is sorted by, so that its numbers count by their value: `Part 2` stands before `Part 10`. Of equal ones the name decides.
fn by_number(name: &str) -> (String, String) {
    let mut key = String::with_capacity(name.len() + 8);
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (run, after) = rest.split_at(if digits > 0 { digits } else { c.len_utf8() });
        rest = after;
        if digits == 0 {
            key.push_str(run);
            continue;
        }
        let value = run.trim_start_matches('0');
        // Whatever number it is, it stands where numbers do; the longer one is the greater one.
        key.push('0');
        key.extend(u32::try_from(value.len()).ok().and_then(char::from_u32));
        key.push_str(value);
    }
    (key, name.to_owned())
}

/// The title of a feed from its template, in which `{category}` stands for the names of its path and `{site}` for the site.
#[must_use]
pub fn title(site: &Site, template: &str, names: &[PlainText]) -> PlainText {
    if names.is_empty() {
        return site.title.clone();
    }
    let category = names.iter().map(PlainText::as_str).collect::<Vec<_>>().join(JOINT);
    // One pass, so that a category that is called `{site}` stays what it is.
    let mut title = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        title.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("{category}") {
            title.push_str(&category);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("{site}") {
            title.push_str(site.title.as_str());
            rest = after;
        } else {
            title.push('{');
            rest = &rest[1..];
        }
    }
    title.push_str(rest);
    PlainText::new(&title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_by_their_value() {
        let mut names = ["part 10", "n 0", "100", "part 2", "1", "part 2b", "0", "10", "art", "02", "2"];
        names.sort_by_cached_key(|name| by_number(name));
        assert_eq!(names, ["0", "1", "02", "2", "10", "100", "art", "n 0", "part 2", "part 2b", "part 10"]);
    }
}
