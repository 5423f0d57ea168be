//! The format of a feed: what its root, its namespaces and its document type say, the first that says something.

use super::Format;
use super::parts::FeedParts;
use crate::parse::xml::{Element, Xml};

/// The system and public identifiers of RSS 0.91's document type as Netscape wrote it.
const NETSCAPE: &str = "netscape.com/publish/formats/rss-0.91.dtd";

/// Takes the format from an element, where none is known yet that says a version.
pub(super) fn see(xml: &Xml<'_>, element: &Element<'_>, feed: &mut FeedParts) {
    let found = match element.name.as_str() {
        "rss" => of_rss(xml, element),
        "feed" | "entry" => of_atom(element),
        _ => of_namespace(element).unwrap_or("rss"),
    };
    if feed.format.0.is_empty() || (feed.format.0 == "rss" && found.starts_with("rss")) {
        feed.format = Format(found.into());
    }
}

/// The format of `<rss>` by its `version`: 2.0.1 and the like are 2.0 with other words.
fn of_rss(xml: &Xml<'_>, element: &Element<'_>) -> &'static str {
    let version = element.attribute("version").unwrap_or_default();
    match version.trim() {
        "0.90" => "rss0.90",
        "0.91" if is_netscape(xml) => "rss0.91n",
        "0.91" => "rss0.91u",
        "0.92" => "rss0.92",
        "0.93" => "rss0.93",
        "0.94" => "rss0.94",
        "1.0" => "rss1.0",
        two if two == "2" || two.starts_with("2.") => "rss2.0",
        _ => "rss",
    }
}

/// True where a document type stands before the root, and is Netscape's.
fn is_netscape(xml: &Xml<'_>) -> bool {
    xml.doctype().is_some_and(|doctype| doctype.contains(NETSCAPE))
}

/// The format of `<feed>`: its namespace, else its `version`, which only the drafts had.
fn of_atom(element: &Element<'_>) -> &'static str {
    if let Some(format) = of_namespace(element).filter(|format| format.starts_with("atom")) {
        return format;
    }
    match element.attribute("version").unwrap_or_default().trim() {
        "0.1" => "atom0.1",
        "0.2" => "atom0.2",
        "0.3" => "atom0.3",
        "1.0" => "atom1.0",
        _ => "atom",
    }
}

/// The format that a namespace is of.
fn of_namespace(element: &Element<'_>) -> Option<&'static str> {
    element.attributes().filter(|(name, _)| name.starts_with("xmlns")).find_map(|(name, uri)| {
        let uri = uri.trim().to_ascii_lowercase();
        if uri.contains("purl.org/rss/1.0") && !uri.contains("/modules/") {
            Some("rss1.0")
        } else if uri.contains("netscape.com/rdf/simple/0.9") {
            Some("rss0.90")
        } else if name != "xmlns" && !element.tag.contains(':') {
            None
        } else if uri.contains("w3.org/2005/atom") {
            Some("atom1.0")
        } else if uri.contains("purl.org/atom/ns") {
            Some("atom0.3")
        } else {
            None
        }
    })
}
