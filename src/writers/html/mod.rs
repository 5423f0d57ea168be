//! A page for people, for each feed. In: a feed. Out: the bytes of an HTML document without scripts that needs no other file.
//!
//! Leads from feed to feed by relative links, so that it works from a disk and under any prefix; what machines look for
//! (autodiscovery, the canonical address) is absolute.

use minijinja::value::Value;
use serde::Serialize;

use crate::model::feed::{Address, FeedKind, FeedLink, FeedView};
use crate::model::parts::{Language, PlainText};
use crate::text::date;

use super::{Fragments, WriteError, safe};

mod entry;
mod members;
mod relative;
mod template;
mod words;

const FORMAT: &str = "html";

/// What a page offers to subscribe to, by the writers' names, with what people call it.
const FEEDS: [(&str, &str); 3] = [("rss", "RSS"), ("atom", "Atom"), ("json", "JSON Feed")];

/// Our own stylesheet.
const STYLE: &str = include_str!("style.css");

/// Bytes that a page takes beside its entries and members, as most do.
const ROOM: usize = 16 << 10;

/// The values of the page's template.
#[derive(Serialize)]
struct Page<'a> {
    language: Option<&'a str>,
    direction: &'static str,
    /// True: a policy forbids all that a page of ours has no use for. An owner's own HTML may have other needs.
    locked: bool,
    /// True: all that it shows is of others, whose own pages are the ones for search engines to find.
    others: bool,
    title: &'a str,
    name: &'a str,
    description: &'a str,
    canonical: String,
    feeds: Vec<FeedDocument>,
    style: Value,
    header: Option<Value>,
    footer: Option<Value>,
    site: Step<'a>,
    trail: Vec<Step<'a>>,
    below: Vec<Below<'a>>,
    entries: Option<Value>,
    members: Value,
    updated: Moment,
    words: &'static words::Words,
}

/// A document to subscribe to.
#[derive(Serialize)]
struct FeedDocument {
    label: &'static str,
    media_type: &'static str,
    url: String,
    href: String,
}

/// A link of the way up.
#[derive(Serialize)]
struct Step<'a> {
    name: &'a str,
    href: String,
}

/// The feeds one level down of one kind.
#[derive(Serialize)]
struct Below<'a> {
    label: &'static str,
    children: Vec<Child<'a>>,
}

/// A feed one level down.
#[derive(Serialize)]
struct Child<'a> {
    name: &'a str,
    href: String,
    entries: u64,
}

/// An instant, for machines and for people.
#[derive(Serialize)]
struct Moment {
    machine: String,
    day: String,
}

/// Writes the page of one feed.
///
/// # Errors
/// When a template does not render.
pub fn write(view: &FeedView<'_>, fragments: &dyn Fragments) -> Result<Vec<u8>, WriteError> {
    let mut entries = String::new();
    for (at, shown) in view.entries.iter().enumerate() {
        let fragment = fragments.fragment(FORMAT, at, &mut || entry::write(shown, view.site))?;
        if at > 0 {
            entries.push('\n');
        }
        entries.push_str(&String::from_utf8_lossy(&fragment.bytes));
    }
    // A page of megabytes is not to grow by copying it.
    let room = entries.len() + ROOM + members::size(view);
    let page = page(view, (!entries.is_empty()).then(|| Value::from_safe_string(entries)));
    let mut out = Vec::with_capacity(room);
    template::render_to(&mut out, template::PAGE, &page)?;
    if !out.ends_with(b"\n") {
        out.push(b'\n');
    }
    Ok(out)
}

/// The feed in the template's words.
fn page<'a>(view: &FeedView<'a>, entries: Option<Value>) -> Page<'a> {
    let FeedView { site, feed, .. } = view;
    let title = if feed.title.is_empty() { safe::title(&site.title, &site.url) } else { feed.title.as_str() };
    let words = words::of(site.language.as_ref());
    let here = feed.address(FORMAT);
    let options = &site.page;
    let owners = |html: &Option<String>| html.clone().map(Value::from_safe_string);
    Page {
        language: site.language.as_ref().map(Language::as_str),
        direction: direction(site.language.as_ref().is_some_and(Language::is_right_to_left)),
        others: !view.entries.is_empty() && view.entries.iter().all(|shown| shown.entry.origin.is_some()),
        locked: options.header.is_none() && options.footer.is_none(),
        title,
        // A category's title names the site as well, which stands right above.
        name: feed.names.last().filter(|name| !name.is_empty()).map_or(title, PlainText::as_str),
        description: feed.description.as_str(),
        canonical: safe::url(here.map_or(&feed.alternate, |here| &here.url)).into_owned(),
        feeds: FEEDS
            .iter()
            .filter_map(|(format, label)| {
                let address = feed.address(format)?;
                Some(FeedDocument {
                    label,
                    media_type: media_type(format),
                    url: safe::url(&address.url).into_owned(),
                    href: href(here, address),
                })
            })
            .collect(),
        style: Value::from_safe_string(style(options.stylesheet.as_deref())),
        header: owners(&options.header),
        footer: owners(&options.footer),
        site: Step {
            name: site.url.host_str().unwrap_or(site.url.as_str()),
            href: safe::url(&site.url).into_owned(),
        },
        trail: feed
            .ancestors
            .iter()
            .filter_map(|up| step(here, up))
            .map(|(name, href)| Step { name, href })
            .collect(),
        below: below(here, &feed.children, words),
        entries,
        members: members::value(members::rows(view, words)),
        updated: Moment {
            machine: date::rfc3339(feed.updated),
            day: words.day(date::clamp(feed.updated), site.timezone),
        },
        words,
    }
}

/// The feeds one level down, those of sources apart from all others.
fn below<'a>(
    here: Option<&Address>,
    children: &'a [FeedLink],
    words: &'static words::Words,
) -> Vec<Below<'a>> {
    let of = |sources: bool, label| {
        let some = children.iter().filter(move |down| (down.key.kind == FeedKind::Source) == sources);
        let child = |down: &'a FeedLink| {
            step(here, down).map(|(name, href)| Child { name, href, entries: down.entries })
        };
        Below { label, children: some.filter_map(child).collect() }
    };
    let boxes = [of(false, words.categories), of(true, words.members)];
    boxes.into_iter().filter(|below| !below.children.is_empty()).collect()
}

/// The name of another feed and the way to its page; `None` for one without documents.
fn step<'a>(here: Option<&Address>, link: &'a FeedLink) -> Option<(&'a str, String)> {
    let address =
        link.addresses.iter().find(|address| address.format == FORMAT).or(link.addresses.first())?;
    let name = if link.name.is_empty() { &link.title } else { &link.name };
    Some((name.as_str(), href(here, address)))
}

/// The way from this page to another of our documents.
fn href(here: Option<&Address>, to: &Address) -> String {
    match here {
        Some(here) => relative::reference(&here.path, &to.path),
        None => safe::url(&to.url).into_owned(),
    }
}

/// The media type of a writer's documents, without parameters.
fn media_type(format: &str) -> &'static str {
    super::find(format).and_then(|writer| writer.media_type.split(';').next()).unwrap_or_default()
}

/// Our stylesheet and the owner's after it. An end tag in a string or comment of it would end the element around it; the
/// backslash, which means nothing to CSS there, hides it from HTML.
fn style(owners: Option<&str>) -> String {
    let mut style = STYLE.trim_end().to_owned();
    let Some(mut rest) = owners else { return style };
    style.push('\n');
    while let Some(at) = rest.find("</") {
        let (before, end) = rest.split_at(at);
        style.push_str(before);
        style.push_str("<\\/");
        rest = &end[2..];
    }
    style.push_str(rest);
    style
}

/// The value of `dir`.
fn direction(right_to_left: bool) -> &'static str {
    if right_to_left { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owners_stylesheet_cannot_leave_its_element() {
        let style = style(Some("a::after { content: \"</STYLE><script>\" }"));
        assert!(style.ends_with("a::after { content: \"<\\/STYLE><script>\" }"), "{style}");
    }
}
