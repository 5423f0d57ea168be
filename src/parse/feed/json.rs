//! JSON Feed 1.0 and 1.1: the text of a document in, the feed and its entries out.
//!
//! One pass, item by item: what is unknown is offset without being kept. A value of another type than it should have is a defect,
//! and read as far as it makes sense. Text that is no JSON is [repaired](repair) and read again. Not done here: charsets, keys.

mod context;
mod extension;
mod item;
mod node;
mod repair;
mod walk;

use std::borrow::Cow;

use serde::de::Deserializer;
use url::Url;

use super::parts::{FeedParts, rank};
use super::{Cut, Format, ParseError};
use crate::model::draft::RawText;
use crate::model::syndicated::DraftLink;
use crate::parse::defect::Defects;
use context::{Context, Seen};
use item::offer;
use node::Node;

/// Items that are read: as many as entries of other formats.
const MAX_ITEMS: usize = super::MOST_ENTRIES;

/// Values that are kept of one item, or of one member of the feed.
const MAX_VALUES: usize = 10_000;

/// Reads a JSON Feed, which begins at `offset` of its document. `base` is what its relative URLs are resolved against.
///
/// # Errors
/// [`ParseError::NoFeed`] where the text is no JSON object, or one that has neither `items` nor the `version` of a JSON Feed.
pub(super) fn document(
    object: &str,
    offset: usize,
    base: Option<&Url>,
) -> Result<(FeedParts, Defects), ParseError> {
    if !object.starts_with('{') {
        let what = if object.starts_with('[') { "a JSON array" } else { "no JSON object" };
        return Err(ParseError::NoFeed {
            what: format!("it is {what}; a JSON Feed is an object with `items`"),
        });
    }
    if let Ok(found) = read(object, Context::new(object, base, vec![(0, offset)])) {
        return found.finish();
    }
    let repaired = repair::repair(object, offset);
    let mut context = Context::new(&repaired.text, base, repaired.places);
    context.defects = repaired.defects;
    match read(&repaired.text, context) {
        Ok(mut found) => {
            // An item that is not whole is left out.
            found.feed.cut = repaired.cut.then_some(Cut::Elsewhere);
            found.finish()
        }
        Err(error) => Err(ParseError::NoFeed { what: format!("it is JSON that cannot be read: {error}") }),
    }
}

fn read<'t>(text: &'t str, context: Context<'t>) -> Result<Reader<'t>, serde_json::Error> {
    let mut reader = Reader { context, ..Reader::default() };
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(walk::Root(&mut reader))?;
    json.end()?;
    Ok(reader)
}

/// A feed while it is read.
#[derive(Default)]
struct Reader<'t> {
    context: Context<'t>,
    feed: FeedParts,
    seen: Seen,
    /// True: it says that it is a JSON Feed.
    is_named: bool,
    /// True: it has `items`.
    has_items: bool,
    /// Items so far.
    items: usize,
    /// `author` of version 1.0, which `authors` replaces.
    author: Option<Node<'t>>,
}

/// The members of a feed that mean something here (JSON Feed 1.1, Top-level).
const MEMBERS: &[&str] = &[
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "description",
    "next_url",
    "icon",
    "favicon",
    "author",
    "authors",
    "language",
    "hubs",
    "expired",
    "items",
];

impl<'t> Reader<'t> {
    /// Takes over a member of the feed.
    fn member(&mut self, key: &str, node: Node<'t>) {
        let Self { context, feed, .. } = self;
        match key {
            "version" => {
                let version = context.text(key, node).unwrap_or_default();
                self.is_named = version.contains("jsonfeed.org");
                feed.format = format(&version);
            }
            "title" => offer(&mut feed.title, rank::OWN, context.text(key, node).map(RawText::plain)),
            "description" => {
                offer(&mut feed.subtitle, rank::OWN, context.text(key, node).map(RawText::plain));
            }
            "language" => offer(&mut feed.language, rank::OWN, context.text(key, node)),
            "icon" => feed.feed.image = context.url(key, node),
            "favicon" => feed.feed.icon = context.url(key, node),
            "home_page_url" => {
                if let Some(href) = context.url(key, node) {
                    feed.link.offer_last(rank::OWN, href.clone());
                    feed.feed.links.push(link("alternate", href));
                }
            }
            "feed_url" => {
                if let Some(href) = context.url(key, node) {
                    feed.feed.feed_url = Some(href.clone());
                    feed.feed.links.push(link("self", href));
                }
            }
            "next_url" => {
                // RFC 5005 §3 calls it `next`, too.
                feed.feed.links.extend(context.url(key, node).map(|href| link("next", href)));
            }
            "hubs" => {
                for hub in context.objects(key, node) {
                    let url = hub.into_iter().rfind(|(name, _)| name == "url");
                    let href = url.and_then(|(name, node)| context.url(&name, node));
                    feed.feed.links.extend(href.map(|href| link("hub", href)));
                }
            }
            "expired" => feed.feed.is_finished = matches!(node, Node::Bool(true)),
            "author" => self.author = Some(node),
            "authors" => {
                let authors = context.people(key, node);
                if !authors.is_empty() {
                    feed.authors.offer_last(rank::OWN, authors);
                }
            }
            _ => {}
        }
    }

    /// Takes over an item.
    fn item(&mut self, item: Node<'t>) {
        self.items += 1;
        if let Some(entry) = item::entry(item, &mut self.context) {
            self.feed.push(entry);
        }
    }

    /// Notes that `items` is of another kind.
    fn no_items(&mut self, kind: &str) {
        self.context.note(format!("`items` is {kind}, not an array"), "read as a feed without entries");
    }

    fn finish(mut self) -> Result<(FeedParts, Defects), ParseError> {
        if !self.is_named && !self.has_items {
            let what = "it is JSON without `items`; give the URL of an RSS, Atom or JSON feed".to_owned();
            return Err(ParseError::NoFeed { what });
        }
        if !self.feed.authors.is_some()
            && let Some(author) = self.author
        {
            let authors = self.context.people("author", author);
            if !authors.is_empty() {
                self.feed.authors.offer(rank::OWN, authors);
            }
        }
        if self.feed.format == Format::default() {
            self.feed.format = format("");
        }
        for (is_there, what, done) in [
            (self.seen.has(MEMBERS, "version"), "the feed has no `version`", "read by what it holds"),
            (self.has_items, "the feed has no `items`", "read as a feed without entries"),
        ] {
            if !is_there {
                self.context.note_at(self.context.beginning(), what, done);
            }
        }
        Ok((self.feed, self.context.defects))
    }
}

/// The format that `version` names: a URL, of which many write only the end.
fn format(version: &str) -> Format {
    Format(Cow::Borrowed(match version.trim_end_matches('/').rsplit('/').next().unwrap_or_default() {
        "1" | "1.0" => "json1.0",
        "1.1" => "json1.1",
        _ => "json",
    }))
}

/// A link of a relation.
fn link(rel: &str, href: String) -> DraftLink {
    DraftLink { rel: rel.to_owned(), href, ..DraftLink::default() }
}

#[cfg(test)]
mod tests;
