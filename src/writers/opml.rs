//! OPML 2.0: the list of all feeds, for a reader to import at once. In: the site and its feeds. Out: the bytes of one document,
//! in which outlines nest as categories do.

use std::collections::{HashMap, HashSet};

use crate::model::feed::{Address, FeedKey, SiteFeed, SiteView};
use crate::text::date;

use super::{WriteError, safe, xml};

/// Which document an outline leads to: what `type="rss"` says, else the next best.
const PREFERENCE: [&str; 3] = ["rss", "atom", "json"];

/// How deep outlines nest at the most; feeds further down stand beside each other. XML parsers give up at 256 levels.
const MAX_DEPTH: usize = 64;

/// Writes the list.
///
/// # Errors
/// None; the signature is that of every writer.
pub fn write(view: &SiteView<'_>) -> Result<Vec<u8>, WriteError> {
    let mut out = String::with_capacity(512 + view.feeds.len() * 256);
    let title = safe::title(&view.site.title, &view.site.url);
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n<head>\n");
    element(&mut out, "title", title);
    element(&mut out, "dateModified", &date::rfc2822(view.updated));
    if let Some(author) = view.site.author.as_ref().filter(|author| !author.name.is_empty()) {
        element(&mut out, "ownerName", author.name.as_str());
    }
    out.push_str("</head>\n<body>\n");
    outlines(&mut out, view.feeds);
    out.push_str("</body>\n</opml>\n");
    Ok(out.into_bytes())
}

/// Appends an element of the head.
fn element(out: &mut String, name: &str, text: &str) {
    out.extend(["<", name, ">", &xml::escaped(text), "</", name, ">\n"]);
}

/// A step of the walk over the tree. Kept on a stack of our own: how deep categories nest is up to their authors.
enum Step {
    Enter(usize),
    Leave,
}

/// Appends the outlines of all feeds.
fn outlines(out: &mut String, feeds: &[SiteFeed]) {
    let (roots, children) = tree(feeds);
    let mut seen = HashSet::new();
    let mut steps: Vec<Step> = roots.into_iter().rev().map(Step::Enter).collect();
    while let Some(step) = steps.pop() {
        let at = match step {
            Step::Enter(at) => at,
            Step::Leave => {
                out.push_str("</outline>\n");
                continue;
            }
        };
        let (Some(feed), Some(below)) = (feeds.get(at), children.get(at)) else { continue };
        let is_leaf = below.is_empty();
        outline(out, feed, &mut seen, is_leaf);
        if !is_leaf {
            steps.push(Step::Leave);
            steps.extend(below.iter().rev().copied().map(Step::Enter));
        }
    }
}

/// The feeds that stand at the top, and for each feed those that stand below it, by index and in the given order. A feed
/// stands below its nearest ancestor that is published; what is below the home feed stands beside it.
fn tree(feeds: &[SiteFeed]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let by_key: HashMap<&FeedKey, usize> =
        feeds.iter().enumerate().map(|(at, feed)| (&feed.key, at)).collect();
    let mut roots = Vec::new();
    let mut children = vec![Vec::new(); feeds.len()];
    for (at, feed) in feeds.iter().enumerate() {
        let path = &feed.key.path;
        let depth = path.len().saturating_sub(1).min(MAX_DEPTH - 1);
        let mut ancestor = FeedKey { kind: feed.key.kind, path: path.iter().take(depth).cloned().collect() };
        let parent = loop {
            if ancestor.path.is_empty() {
                break None;
            }
            if let Some(parent) = by_key.get(&ancestor) {
                break Some(*parent);
            }
            ancestor.path.pop();
        };
        match parent.and_then(|parent| children.get_mut(parent)) {
            Some(siblings) => siblings.push(at),
            None => roots.push(at),
        }
    }
    (roots, children)
}

/// Appends one outline: its start tag, or all of it where nothing is below.
fn outline<'a>(out: &mut String, feed: &'a SiteFeed, seen: &mut HashSet<&'a str>, is_leaf: bool) {
    let link = &feed.link;
    let address = |format: &str| link.addresses.iter().find(|address| address.format == format);
    let text = if link.title.is_empty() { &link.name } else { &link.title };
    out.push_str("<outline");
    attribute(out, "text", text.as_str());
    attribute(out, "title", text.as_str());
    // A reader that meets an address twice would subscribe to it twice.
    let document = PREFERENCE.iter().find_map(|format| address(format));
    match document.filter(|document| seen.insert(document.url.as_str())) {
        Some(Address { url, .. }) => {
            attribute(out, "type", "rss");
            attribute(out, "xmlUrl", &safe::url(url));
            if let Some(page) = address("html") {
                attribute(out, "htmlUrl", &safe::url(&page.url));
            }
        }
        None => {
            if let Some(page) = address("html") {
                attribute(out, "type", "link");
                attribute(out, "url", &safe::url(&page.url));
            }
        }
    }
    out.push_str(if is_leaf { "/>\n" } else { ">\n" });
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.extend([" ", name, "=\"", &xml::escaped(value), "\""]);
}
