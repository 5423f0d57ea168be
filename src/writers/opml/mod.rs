//! OPML 2.0: the list of all feeds, for a reader to import at once. In: the site and its feeds. Out: the bytes of one document,
//! in which outlines nest as categories do.

use std::collections::{HashMap, HashSet};

use crate::model::feed::{Address, FeedKey, Member, SiteFeed, SiteView};
use crate::model::outline::{Outline, Outlines};

use super::{WriteError, safe};

pub mod list;

/// Which document an outline leads to: what `type="rss"` says, else the next best.
const PREFERENCE: [&str; 3] = ["rss", "atom", "json"];

/// How deep outlines nest at the most; feeds further down stand beside each other. XML parsers give up at 256 levels.
const MAX_DEPTH: usize = 64;

/// Writes the list.
///
/// # Errors
/// None; the signature is that of every writer.
pub fn write(view: &SiteView<'_>) -> Result<Vec<u8>, WriteError> {
    let list = Outlines {
        title: Some(safe::title(&view.site.title, &view.site.url).to_owned()),
        modified: Some(view.updated),
        owner_name: view
            .site
            .author
            .as_ref()
            .map(|author| author.name.to_string())
            .filter(|name| !name.is_empty()),
        outlines: outlines(view.feeds),
        ..Outlines::default()
    };
    Ok(list::write(&list))
}

/// Writes the list of the feeds of others that the site publishes entries of, in the order of the configuration. It says nothing of
/// how they are: who imports it finds out.
///
/// # Errors
/// None; the signature is that of every writer.
pub fn write_sources(view: &SiteView<'_>) -> Result<Vec<u8>, WriteError> {
    let address = |url: &Option<url::Url>| url.as_ref().map(|url| safe::url(url).into_owned());
    let outline = |member: &Member| Outline {
        text: member.name.to_string(),
        title: Some(member.name.to_string()),
        kind: Some("rss".to_owned()),
        xml_url: address(&member.feed),
        html_url: address(&member.site),
        language: member.language.clone(),
        version: member.version.clone(),
        ..Outline::default()
    };
    let list = Outlines {
        title: Some(safe::title(&view.site.title, &view.site.url).to_owned()),
        // As it is, it is of when what it is made of last changed.
        created: Some(view.updated),
        modified: Some(view.updated),
        outlines: view.members.iter().filter(|member| member.feed.is_some()).map(outline).collect(),
        ..Outlines::default()
    };
    Ok(list::write(&list))
}

/// The outlines of all feeds.
fn outlines(feeds: &[SiteFeed]) -> Vec<Outline> {
    let (roots, children) = tree(feeds);
    let mut seen = HashSet::new();
    let mut made: Vec<Outline> = feeds.iter().map(|feed| outline(feed, &mut seen)).collect();
    // Parents stand before their children: from the end, each is complete when it is handed to its parent.
    for (at, below) in children.iter().enumerate().rev() {
        let inner = take(&mut made, below);
        if let Some(outline) = made.get_mut(at) {
            outline.children = inner;
        }
    }
    take(&mut made, &roots)
}

/// Takes the outlines at `places` out of their list.
fn take(made: &mut [Outline], places: &[usize]) -> Vec<Outline> {
    places.iter().map(|at| made.get_mut(*at).map(std::mem::take).unwrap_or_default()).collect()
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

/// One outline, without those below it.
fn outline<'a>(feed: &'a SiteFeed, seen: &mut HashSet<&'a str>) -> Outline {
    let link = &feed.link;
    let address = |format: &str| link.addresses.iter().find(|address| address.format == format);
    let text = if link.title.is_empty() { &link.name } else { &link.title };
    let mut outline = Outline { text: text.to_string(), title: Some(text.to_string()), ..Outline::default() };
    let page = address("html").map(|page| safe::url(&page.url).into_owned());
    // A reader that meets an address twice would subscribe to it twice.
    let document = PREFERENCE.iter().find_map(|format| address(format));
    match (document.filter(|document| seen.insert(document.url.as_str())), page) {
        (Some(Address { url, .. }), page) => {
            outline.kind = Some("rss".to_owned());
            outline.xml_url = Some(safe::url(url).into_owned());
            outline.html_url = page;
        }
        (None, Some(page)) => {
            outline.kind = Some("link".to_owned());
            outline.others.push(("url".to_owned(), page));
        }
        (None, None) => {}
    }
    outline
}
