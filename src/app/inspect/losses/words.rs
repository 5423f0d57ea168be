//! What each family of formats calls the parts of a feed, for advice to its owner. In: a format. Out: words.

use super::super::date_advice::Form;
use crate::parse::feed::Format;

/// The elements or members to write, each with its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) id: &'static str,
    pub(super) link: &'static str,
    pub(super) title: &'static str,
    pub(super) date: &'static str,
    pub(super) content: &'static str,
    pub(super) enclosure_length: &'static str,
    pub(super) enclosure_type: &'static str,
    pub(super) base: &'static str,
    pub(super) feed_title: &'static str,
    pub(super) site: &'static str,
    pub(super) own_address: &'static str,
    pub(super) language: &'static str,
    /// Whether a feed of this family can say where it is at all.
    pub(super) needs_own_address: bool,
    /// Whether it is Atom.
    pub(super) is_atom: bool,
    /// How its own dates are written.
    pub(super) dates: Form,
    pub(super) needs_description: bool,
}

const RSS: Words = Words {
    id: "a <guid>",
    link: "a <link>",
    title: "a <title>",
    date: "a <pubDate>",
    content: "a <description> or <content:encoded>",
    enclosure_length: "<enclosure length=\"…\">",
    enclosure_type: "<enclosure type=\"audio/mpeg\">",
    base: "say where the feed is, with <atom:link rel=\"self\">",
    feed_title: "a <title>",
    site: "a <link>",
    own_address: "an <atom:link rel=\"self\" href=\"…\">",
    language: "a <language>",
    needs_own_address: true,
    is_atom: false,
    dates: Form::Rfc822,
    needs_description: true,
};

const RDF: Words = Words {
    id: "an rdf:about",
    date: "a <dc:date>",
    language: "a <dc:language>",
    needs_own_address: false,
    ..RSS
};

const ATOM: Words = Words {
    id: "an <id>",
    link: "a <link href=\"…\">",
    title: "a <title>",
    date: "an <updated>",
    content: "a <content> or <summary>",
    enclosure_length: "<link rel=\"enclosure\" length=\"…\">",
    enclosure_type: "<link rel=\"enclosure\" type=\"audio/mpeg\">",
    base: "give the feed an xml:base",
    feed_title: "a <title>",
    site: "a <link rel=\"alternate\" href=\"…\">",
    own_address: "a <link rel=\"self\" href=\"…\">",
    language: "an xml:lang",
    needs_own_address: true,
    is_atom: true,
    dates: Form::Rfc3339,
    needs_description: false,
};

const JSON: Words = Words {
    id: "an \"id\"",
    link: "a \"url\"",
    title: "a \"title\"",
    date: "a \"date_published\"",
    content: "a \"content_html\" or \"content_text\"",
    enclosure_length: "\"size_in_bytes\"",
    enclosure_type: "\"mime_type\"",
    base: "say where the feed is, with \"feed_url\"",
    feed_title: "a \"title\"",
    site: "a \"home_page_url\"",
    own_address: "a \"feed_url\"",
    language: "a \"language\"",
    needs_own_address: true,
    is_atom: false,
    dates: Form::Rfc3339,
    needs_description: false,
};

impl Words {
    /// The words of a format.
    #[must_use]
    pub(super) fn of(format: &Format) -> Self {
        match &*format.0 {
            "rss1.0" | "rss1.1" | "rss0.90" => RDF,
            format if format.starts_with("atom") => ATOM,
            format if format.starts_with("json") => JSON,
            _ => RSS,
        }
    }
}
