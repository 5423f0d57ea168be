//! From the root of a document to its feed and entries, wherever they stand: beside the channel (RSS 1.0), in it, or alone.

use super::ext::{self, Parent};
use super::parts::{FeedParts, rank};
use super::vocabulary::{Around, Unknown, is_own, url};
use super::{Cut, MOST_ENTRIES, channel, entry, format};
use crate::parse::defect::shown;
use crate::parse::xml::{Element, Ns, Xml};

/// An element that is looked into.
#[derive(Clone, Copy, Default)]
struct Open {
    element: Unknown,
    /// True: its children are fields of the feed. Of others only entries count, and feeds.
    is_feed: bool,
    /// Where it stands in an element of a feed that means nothing there, or is it: which of those that are open.
    outer: Option<usize>,
}

/// Looks into an element, too.
fn look_into(open: &mut Vec<Open>, element: &Element<'_>, is_feed: bool) {
    let around = open.last().copied().unwrap_or_default();
    let outer = if is_feed { None } else { around.outer.or(around.is_feed.then_some(open.len())) };
    open.push(Open { element: Unknown::new(element), is_feed, outer });
}

/// True where an element that was begun is a field, or an entry, of the feed around what it was found in, whose end tag is missing.
/// Then it is the next one to be read.
fn taken_back<'a>(xml: &mut Xml<'a>, open: &mut Vec<Open>, element: &Element<'a>) -> bool {
    let Some(outer) = open.last().and_then(|open| open.outer) else { return false };
    let Some(unknown) = open.get_mut(outer).map(|open| &mut open.element) else { return false };
    if !unknown.is_unclosed(xml, element) {
        return false;
    }
    xml.ends_before(unknown.depth, element.clone());
    open.truncate(outer);
    true
}

/// Reads a whole document, and gives the name of its first element. The feed's format stays empty where nothing in it is a feed
/// or an entry.
pub(super) fn read<'a>(xml: &mut Xml<'a>, feed: &mut FeedParts) -> Option<&'a str> {
    let (mut root, mut roots) = (None, 0_usize);
    let mut around = Around::default();
    let mut open = vec![Open::default()];
    while let Some(&Open { element: Unknown { depth, .. }, is_feed, .. }) = open.last() {
        let Some(mut element) = xml.child(depth) else {
            open.pop();
            continue;
        };
        if root.is_none() {
            know(xml, &mut element);
        }
        if taken_back(xml, &mut open, &element) {
            continue;
        }
        if depth == 0 {
            roots += 1;
            if roots == 2 {
                let what = || format!("`<{}>` begins where the document has ended", shown(element.tag));
                xml.defects.add_with(element.at, what, "XML 1.0 §2.1", "read as part of it");
            }
        }
        root.get_or_insert(element.tag);
        if (element.ns, element.name.as_str()) != (Ns::Rdf, "rdf") && !is_own(&element) {
            if is_feed && element.ns != Ns::Unknown {
                ext::read(xml, &element, &mut Parent::Feed(feed));
            } else {
                // A page or an envelope with a feed in it, or an extension that is not known.
                look_into(&mut open, &element, false);
            }
            continue;
        }
        let is_feed = match element.name.as_str() {
            "rss" | "rdf" | "feed" | "channel" => {
                format::see(xml, &element, feed);
                around.atom = feed.format.0.starts_with("atom");
                about(xml, &element, feed);
                true
            }
            "item" | "entry" => {
                format::see(xml, &element, feed);
                if feed.entries.len() == MOST_ENTRIES {
                    let what = format!("the document has more than {MOST_ENTRIES} entries");
                    xml.defects.add(element.at, what, "a bound of this reader", "the rest is left out");
                    feed.cut = Some(Cut::Elsewhere);
                    return root;
                }
                entry::read(xml, &element, feed.format.0.starts_with("atom"), feed);
                continue;
            }
            _ if is_feed && channel::field(xml, &element, &around, feed) => continue,
            _ => false,
        };
        look_into(&mut open, &element, is_feed);
    }
    root
}

/// Knows a root by its local name where its prefix is declared as nothing that is known, or not at all. What is no root may have such
/// a name in any vocabulary.
fn know<'a>(xml: &mut Xml<'a>, root: &mut Element<'a>) {
    if root.ns == Ns::Unknown && root.tag.contains(':') {
        match root.name.as_str() {
            "rss" => xml.take_for(root, Ns::Rss),
            "rdf" => xml.take_for(root, Ns::Rdf),
            "feed" => xml.take_for(root, Ns::Atom),
            _ => {}
        }
    }
}

/// What the element of a feed says in its attributes.
fn about<'a>(xml: &Xml<'a>, element: &Element<'a>, feed: &mut FeedParts) {
    if let Some(language) = xml.language().filter(|language| !language.trim().is_empty()) {
        feed.language.offer(rank::DERIVED, language.trim().to_owned());
    }
    if let Some(id) = element.attribute("rdf:about").and_then(|found| url(xml, &found)) {
        feed.feed.id.get_or_insert(id);
    }
}
