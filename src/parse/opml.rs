//! Reading OPML: the characters of a list of feeds in, its outlines and what was wrong with it out.
//!
//! OPML 1.0, 1.1 and 2.0, with attributes in any case. Whatever a list says is kept as data: nothing that it names is fetched,
//! an `include` neither, and no attribute configures anything.

use chrono::{DateTime, Utc};
use url::Url;

use super::defect::{Defect, Defects, shown as shown_of};
use super::feed::decode;
use super::xml::{Element, Xml, legible};
use crate::model::outline::{Outline, Outlines};
use crate::text::date::{self, Reading};

/// Outlines that are read of one document.
const MOST_OUTLINES: usize = 50_000;

/// A list that was read.
#[derive(Clone, Debug, Default)]
pub struct ParsedOutlines {
    /// The list.
    pub list: Outlines,
    /// What was wrong.
    pub defects: Vec<Defect>,
    /// How many more things were wrong than are listed.
    pub more_defects: usize,
    /// The document, decoded: what the offsets of defects count in.
    pub text: String,
}

/// Why a document is no list of feeds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no OPML: {found}")]
pub struct NoOutlines {
    /// What was found instead.
    pub found: String,
}

impl ParsedOutlines {
    /// True for a list that begins as one and does not end.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        let holds = |needle: &str| {
            let bytes = self.text.as_bytes();
            memchr::memchr_iter(b'<', bytes).any(|at| {
                bytes
                    .get(at + 1..at + 1 + needle.len())
                    .is_some_and(|tag| tag.eq_ignore_ascii_case(needle.as_bytes()))
            })
        };
        holds("opml") && !holds("/opml")
    }
}

/// Reads a list of feeds.
///
/// An outline without `text` shows its `title` or its address. What is marked as a comment is left out with all below it.
///
/// # Errors
/// [`NoOutlines`] where there is no `<opml>` and no outline.
pub fn parse(bytes: &[u8]) -> Result<ParsedOutlines, NoOutlines> {
    let mut defects = Defects::default();
    let text = legible(decode::document(bytes, None, &mut defects).text, &mut defects);
    let mut xml = Xml::new(&text, None);
    xml.defects = defects;
    let mut list = Outlines::default();
    let mut first = None;
    let (mut is_opml, mut has_body) = (false, false);
    while let Some(root) = xml.child(0) {
        first = first.or(Some(root.tag));
        match root.name.as_str() {
            "opml" => {
                is_opml = true;
                let declared =
                    root.attributes().filter_map(|(name, uri)| Some((name.strip_prefix("xmlns:")?, uri)));
                list.namespaces.extend(declared.map(|(prefix, uri)| (prefix.to_owned(), uri.into_owned())));
            }
            // Exports that were cut by hand.
            "head" | "body" | "outline" => {}
            _ => continue,
        }
        has_body |= tree(&mut xml, &root, &mut list);
    }
    if !is_opml && list.outlines.is_empty() {
        let found =
            first.map_or_else(|| "it holds no element".to_owned(), |tag| format!("it begins with `<{tag}>`"));
        return Err(NoOutlines { found });
    }
    if is_opml && !has_body {
        xml.defects.add(text.len(), "the list has no `<body>`", "OPML 2.0", "read as far as it goes");
    }
    let defects: Defects = std::mem::take(&mut xml.defects);
    let (defects, more_defects) = defects.located(&text);
    Ok(ParsedOutlines { list, defects, more_defects, text: text.into_owned() })
}

/// What an element that is open is.
enum Level {
    /// `<opml>`, `<body>`, or an unknown one: what stands in it counts.
    Transparent,
    /// `<head>`.
    Head,
    /// `<outline>`; `None`: a comment.
    Outline(Option<Box<Outline>>),
}

/// Reads all below `root`, on a stack of our own. True where it is a `<body>` or holds one.
fn tree<'a>(xml: &mut Xml<'a>, root: &Element<'a>, list: &mut Outlines) -> bool {
    let mut has_body = root.name.as_str() == "body";
    let mut count = 0;
    let mut open: Vec<(usize, Level)> = vec![enter(xml, root, &mut count)];
    while let Some((depth, level)) = open.last() {
        let in_comment = matches!(level, Level::Outline(None));
        match xml.child(*depth) {
            Some(element) if matches!(level, Level::Head) => head(xml, &element, list),
            Some(_) if in_comment => {}
            Some(element) => {
                has_body |= element.name.as_str() == "body";
                open.push(enter(xml, &element, &mut count));
            }
            None => {
                let Some((_, Level::Outline(Some(done)))) = open.pop() else { continue };
                let parent = open.iter_mut().rev().find_map(|(_, level)| match level {
                    Level::Outline(Some(parent)) => Some(&mut parent.children),
                    _ => None,
                });
                parent.unwrap_or(&mut list.outlines).push(*done);
            }
        }
    }
    has_body
}

fn enter(xml: &mut Xml<'_>, element: &Element<'_>, count: &mut usize) -> (usize, Level) {
    let level = match element.name.as_str() {
        "head" => Level::Head,
        "outline" => {
            *count += 1;
            if *count == MOST_OUTLINES + 1 {
                let what = format!("there are more than {MOST_OUTLINES} outlines");
                xml.defects.add(element.at, what, "a bound of this reader", "the rest is left out");
            }
            Level::Outline((*count <= MOST_OUTLINES).then(|| outline(xml, element)).flatten())
        }
        _ => Level::Transparent,
    };
    (element.depth, level)
}

/// Reads an outline's attributes. `None`: it is a comment.
fn outline(xml: &mut Xml<'_>, element: &Element<'_>) -> Option<Box<Outline>> {
    let mut found = Outline::default();
    let mut text = None;
    for (name, value) in element.attributes() {
        let value = value.into_owned();
        let field = match name.to_ascii_lowercase().as_str() {
            "text" => &mut text,
            "title" => &mut found.title,
            "type" => &mut found.kind,
            "xmlurl" => &mut found.xml_url,
            "htmlurl" => &mut found.html_url,
            "description" => &mut found.description,
            "language" => &mut found.language,
            "version" => &mut found.version,
            "iscomment" if value.eq_ignore_ascii_case("true") => return None,
            _ => {
                // XML 1.0 §3.1 [WFC: Unique Att Spec]: the first counts, as with the named ones.
                if found.other(name).is_none() {
                    found.others.push((name.to_owned(), value));
                }
                continue;
            }
        };
        field.get_or_insert(value);
    }
    // Lists of the first years: `type="rss"` with `url`.
    let is_feed = found
        .kind
        .as_deref()
        .is_some_and(|kind| ["rss", "atom"].iter().any(|feed| kind.eq_ignore_ascii_case(feed)));
    if is_feed
        && found.xml_url.is_none()
        && let Some(at) = found.others.iter().position(|(name, _)| name.eq_ignore_ascii_case("url"))
    {
        found.xml_url = Some(found.others.remove(at).1);
    }
    for url in [&mut found.xml_url, &mut found.html_url] {
        *url = url.take().map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    }
    if let Some(url) = found.xml_url.as_deref().filter(|url| leads_to_no_feed(url)) {
        let what = || format!("no feed can be at `{}`", shown_of(url));
        xml.defects.add_with(
            element.at,
            what,
            "OPML 2.0, \"Subscription lists\"",
            "kept as it is, and never asked",
        );
    }
    let shown = || found.title.clone().or_else(|| found.xml_url.clone()).or_else(|| found.html_url.clone());
    found.text = text.filter(|text| !text.is_empty()).unwrap_or_else(|| {
        let rule = "OPML 2.0, \"Outline elements\"";
        xml.defects.add(element.at, "the outline has no `text`", rule, "its title or address is shown");
        shown().unwrap_or_default()
    });
    Some(Box::new(found))
}

/// True for an address of a scheme that no feed has: `javascript:`, `mailto:`.
fn leads_to_no_feed(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| !matches!(url.scheme(), "http" | "https" | "feed" | "file"))
}

/// Reads an element of the head.
fn head<'a>(xml: &mut Xml<'a>, element: &Element<'a>, list: &mut Outlines) {
    let content = xml.content(element);
    let value = content.value.trim();
    if value.is_empty() {
        return;
    }
    match element.name.as_str() {
        "title" => list.title = Some(value.to_owned()),
        "ownername" => list.owner_name = Some(value.to_owned()),
        "owneremail" => list.owner_email = Some(value.to_owned()),
        "datecreated" => list.created = instant(xml, element, value),
        "datemodified" => list.modified = instant(xml, element, value),
        _ => {}
    }
}

fn instant(xml: &mut Xml<'_>, element: &Element<'_>, value: &str) -> Option<DateTime<Utc>> {
    let instant = date::parse_with(value, &Reading::default());
    if instant.is_none() {
        let what = format!("`{value}` is not a date");
        xml.defects.add(element.at, what, "RFC 822 §5", "left out");
    }
    instant
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ParsedOutlines {
        parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn old_and_careless_lists_are_read() {
        let read = read(
            "<opml version=1.0><head><title>Mine</title><dateCreated>Tue, 15 Jun 2021 13:56:21 GMT</dateCreated></head><body>\
             <outline TEXT='Tech &amp; more'><outline title='A' xmlurl=' http://a.example/?x=1&y=2 ' htmlURL='http://a.example/' x:tags='q'/>\
             <outline text='B' type='rss' url='http://b.example/feed'/></outline>\
             <outline text='not this' isComment='true'><outline text='nor this' xmlUrl='http://c.example/'/></outline>\
             <outline text='d' type='include' url='http://d.example/more.opml'/>\
             <outline text='Empty'></outline>",
        );
        let list = &read.list;
        assert_eq!(list.title.as_deref(), Some("Mine"));
        assert_eq!(list.created.map(date::rfc3339).as_deref(), Some("2021-06-15T13:56:21Z"));
        let texts: Vec<&str> = list.outlines.iter().map(|outline| outline.text.as_str()).collect();
        assert_eq!(texts, ["Tech & more", "d", "Empty"]);
        let subscriptions = list.subscriptions();
        let feeds: Vec<(&str, &str, &[Vec<String>])> = subscriptions
            .iter()
            .map(|feed| (feed.url, feed.outline.text.as_str(), feed.categories.as_slice()))
            .collect();
        let folder = [vec!["Tech & more".to_owned()]];
        assert_eq!(
            feeds,
            [("http://a.example/?x=1&y=2", "A", &folder[..]), ("http://b.example/feed", "B", &folder[..])]
        );
        assert_eq!(list.outlines[0].children[0].other("X:TAGS"), Some("q"));
    }

    #[test]
    fn what_is_no_list_is_told() {
        assert_eq!(parse(b"<rss><channel/></rss>").unwrap_err().found, "it begins with `<rss>`");
        assert_eq!(parse(b"").unwrap_err().found, "it holds no element");
        assert!(parse(b"<opml/>").is_ok());
    }

    #[test]
    fn what_no_reader_can_use_of_a_list_is_told() {
        for (text, told) in [
            ("<opml><body><outline text='a' xmlUrl='https://a.example/f'/></body></opml>", &[][..]),
            ("<opml><body><outline text='a' xmlUrl='javascript:x'/></body></opml>", &["no feed can be at"]),
            ("<opml><body><outline text='a' xmlUrl='/feed.xml'/></body></opml>", &[]),
            ("<opml><head><title>T</title></head></opml>", &["has no `<body>`"]),
        ] {
            let defects = read(text).defects;
            assert_eq!(defects.len(), told.len(), "{text}: {defects:?}");
            assert!(
                defects.iter().zip(told).all(|(defect, words)| defect.what.contains(words)),
                "{defects:?}"
            );
        }
    }

    #[test]
    fn endless_lists_are_cut() {
        let wide = format!("<opml><body>{}", "<outline text='a'/>".repeat(MOST_OUTLINES + 10));
        let list = read(&wide);
        assert_eq!(list.list.outlines.len(), MOST_OUTLINES);
        assert!(list.defects.iter().any(|defect| defect.what.contains("more than 50000")));
        let deep = read(&format!("<opml><body>{}", "<outline text='a'>".repeat(100_000)));
        assert_eq!(deep.list.outlines.len(), 1);
    }
}
