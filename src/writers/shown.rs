//! What a feed shows of an entry, the same in every format: what stands in for a missing title or summary, and which parts of
//! the content the feed's mode lets through.

use std::borrow::Cow;

use crate::model::entry::{Entry, Origin};
use crate::model::feed::{Shown, Site};
use crate::model::parts::{Html, Language, PlainText};
use crate::model::plan::ContentMode;

use super::safe;

/// Characters of a title that is made from the beginning of a text.
const HEADLINE_CHARS: usize = 80;

/// The parts of an entry's content that a feed shows.
pub(super) struct Parts<'a> {
    /// The whole content. Never empty.
    pub(super) html: Option<&'a Html>,
    /// The summary beside it: the author's own, or any where the mode asks for both.
    pub(super) summary: Option<&'a str>,
    /// What a format shows that wants some text in any case. Never empty.
    pub(super) stand_in: Cow<'a, str>,
}

impl<'a> Parts<'a> {
    /// What `mode` lets through of `shown`.
    pub(super) fn of(shown: &'a Shown, mode: ContentMode) -> Self {
        let html = Some(&shown.body.html).filter(|html| !html.is_empty());
        let own = own_summary(&shown.entry);
        let any = own.or(Some(shown.body.excerpt.as_str())).filter(|text| !text.is_empty());
        match mode {
            ContentMode::Full => Self { html, summary: own, stand_in: lead(shown) },
            ContentMode::Both => Self { html, summary: any, stand_in: lead(shown) },
            ContentMode::Summary => Self { html: None, summary: any, stand_in: lead(shown) },
            ContentMode::None => Self { html: None, summary: None, stand_in: headline(shown) },
        }
    }
}

/// The summary that the author wrote.
fn own_summary(entry: &Entry) -> Option<&str> {
    entry.summary.as_ref().map(PlainText::as_str).filter(|summary| !summary.is_empty())
}

/// The entry in a few words: its summary, else the beginning of its content, else its title. Never empty.
fn lead(shown: &Shown) -> Cow<'_, str> {
    let entry = &shown.entry;
    [own_summary(entry).unwrap_or_default(), shown.body.excerpt.as_str(), entry.title.as_str()]
        .into_iter()
        .find(|text| !text.is_empty())
        .map_or_else(|| address(entry), Cow::Borrowed)
}

/// A title that is never empty, for the formats that demand one (RFC 4287 §4.2.14): for a note its beginning.
pub(super) fn headline(shown: &Shown) -> Cow<'_, str> {
    if !shown.entry.title.is_empty() {
        return Cow::Borrowed(shown.entry.title.as_str());
    }
    match lead(shown) {
        Cow::Borrowed(text) => beginning(text),
        Cow::Owned(text) => Cow::Owned(beginning(&text).into_owned()),
    }
}

/// Where the entry is, for one that has nothing else to show.
fn address(entry: &Entry) -> Cow<'_, str> {
    match &entry.link {
        Some(link) => safe::url(link),
        None => safe::text(entry.id.as_str()),
    }
}

/// The beginning of `text`, cut at a word where there is one.
fn beginning(text: &str) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(HEADLINE_CHARS) else { return Cow::Borrowed(text) };
    let head = &text[..end];
    // A word that takes up half the title is no word; Chinese has no spaces at all.
    let at_word = head.rfind(' ').filter(|at| at * 2 > end).unwrap_or(end);
    let cut = head[..at_word].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'));
    Cow::Owned(format!("{cut}…"))
}

/// The entry's language, where it is not the site's and so has to be said.
pub(super) fn foreign_language<'a>(entry: &'a Entry, site: &Site) -> Option<&'a Language> {
    entry.language.as_ref().filter(|language| site.language.as_ref() != Some(*language))
}

/// The categories as paths: of each the names joined by `/`, the same joined for people, and its levels. No empty ones.
pub(super) fn category_paths(entry: &Entry) -> impl Iterator<Item = CategoryNames<'_>> {
    entry
        .categories
        .iter()
        .map(|path| path.0.iter().map(PlainText::as_str).filter(|name| !name.is_empty()).collect())
        .filter(|levels: &Vec<&str>| !levels.is_empty())
        .map(|levels| CategoryNames { term: levels.join("/"), label: levels.join(" › "), levels })
}

/// One category in the spellings that the formats want.
pub(super) struct CategoryNames<'a> {
    /// `a/b`.
    pub(super) term: String,
    /// `a › b`.
    pub(super) label: String,
    /// `a`, `b`.
    pub(super) levels: Vec<&'a str>,
}

/// The tags, without empty ones.
pub(super) fn tags(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.tags.iter().map(PlainText::as_str).filter(|tag| !tag.is_empty())
}

/// The name of the feed that an entry is from: its title, else its host. Empty where there is neither.
pub(super) fn origin_name(origin: &Origin) -> &str {
    let host = || [&origin.site, &origin.feed].into_iter().flatten().find_map(|url| url.host_str());
    Some(origin.title.as_str()).filter(|title| !title.is_empty()).or_else(host).unwrap_or_default()
}

/// What names a category's or a tag's vocabulary: RSS `domain`, Atom `scheme`.
pub(super) fn scheme(site: &Site, folder: &str) -> String {
    format!("{}{folder}/", safe::url(&site.feeds_url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_cut_at_a_word() {
        let words = "word ".repeat(40);
        let cut = beginning(&words);
        assert!(cut.ends_with("word…") && cut.chars().count() <= HEADLINE_CHARS + 1, "{cut}");
        assert_eq!(beginning("short"), "short");
        assert_eq!(beginning(&"字".repeat(81)), format!("{}…", "字".repeat(80)));
        assert_eq!(beginning(&format!("a {}", "b".repeat(200))), format!("a {}…", "b".repeat(78)));
    }
}
