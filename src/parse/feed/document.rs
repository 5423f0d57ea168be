//! From the root of a document to its feed and entries, wherever they stand: beside the channel (RSS 1.0), in it, or alone.

use super::ext::{self, Parent};
use super::parts::{FeedParts, rank};
use super::vocabulary::{Around, is_own, url};
use super::{Cut, MOST_ENTRIES, channel, entry, format};
use crate::parse::defect::shown;
use crate::parse::xml::{Element, Ns, Xml};

/// An element that is looked into.
struct Open {
    depth: usize,
    /// True: its children are fields of the feed. Of others only entries count, and feeds.
    is_feed: bool,
}

/// Reads a whole document, and gives the name of its first element. The feed's format stays empty where nothing in it is a feed
/// or an entry.
pub(super) fn read<'a>(xml: &mut Xml<'a>, feed: &mut FeedParts) -> Option<&'a str> {
    let (mut root, mut roots) = (None, 0_usize);
    let mut around = Around::default();
    let mut open = vec![Open { depth: 0, is_feed: false }];
    while let Some(&Open { depth, is_feed }) = open.last() {
        let Some(element) = xml.child(depth) else {
            open.pop();
            continue;
        };
        if depth == 0 {
            roots += 1;
            if roots == 2 {
                let what = || format!("`<{}>` begins where the document has ended", shown(element.tag));
                xml.defects.add_with(element.at, what, "XML 1.0 §2.1", "read as part of it");
            }
        }
        root.get_or_insert(element.tag);
        if (element.ns, element.name.as_str()) != (Ns::Rdf, "rdf") && !is_own(&element) {
            if is_feed {
                ext::read(xml, &element, &mut Parent::Feed(feed));
            } else {
                // A page or an envelope with a feed in it.
                open.push(Open { depth: element.depth, is_feed: false });
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
        open.push(Open { depth: element.depth, is_feed });
    }
    root
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
