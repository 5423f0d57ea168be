//! What may stand in a body. One table for the parser and for [`tidy`](super::tidy), which must agree.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::url::{UrlKind, resolve, resolve_candidates};

/// How an element takes part in the rules of nesting (HTML §13.2.6.4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nesting {
    /// Closes an open `p`.
    Block,
    /// A heading: a block that closes an open heading.
    Heading,
    /// Text-level, reopened by the parser where blocks cut it.
    Formatting,
    /// Anything else with content.
    Inline,
    /// `li`, `dd`, `dt`, table parts, `rt` and `rp`: closed by their like.
    Part,
    /// No content.
    Void,
    /// No content, and closes an open `p`.
    VoidBlock,
}

/// Element, nesting, attributes beside [`GLOBAL_ATTRIBUTES`].
///
/// Some are of former times (HTML §16.2) and stand in many feeds: what they say of how text stands is harmless, browsers know
/// it, and nothing else says it where there are no styles.
pub(super) const ELEMENTS: [(&str, Nesting, &[&str]); 84] = {
    use Nesting::{Block, Formatting, Heading, Inline, Part, Void, VoidBlock};
    [
        ("a", Formatting, &["href"]),
        ("abbr", Inline, &[]),
        ("acronym", Inline, &[]),
        ("address", Block, &[]),
        ("article", Block, &[]),
        ("aside", Block, &[]),
        ("audio", Inline, &["src", "controls", "loop", "muted"]),
        ("b", Formatting, &[]),
        ("bdi", Inline, &[]),
        ("bdo", Inline, &[]),
        ("big", Formatting, &[]),
        ("blockquote", Block, &["cite"]),
        ("br", Void, &[]),
        ("caption", Part, &["align"]),
        ("center", Block, &[]),
        ("cite", Inline, &[]),
        ("code", Formatting, &[]),
        ("col", Part, &["span", "width"]),
        ("colgroup", Part, &["span", "width"]),
        ("data", Inline, &["value"]),
        ("dd", Part, &[]),
        ("del", Inline, &["cite", "datetime"]),
        ("details", Block, &["open"]),
        ("dfn", Inline, &[]),
        ("dir", Block, &[]),
        ("div", Block, &["align"]),
        ("dl", Block, &[]),
        ("dt", Part, &[]),
        ("em", Formatting, &[]),
        ("figcaption", Block, &[]),
        ("figure", Block, &[]),
        ("footer", Block, &[]),
        ("h1", Heading, &["align"]),
        ("h2", Heading, &["align"]),
        ("h3", Heading, &["align"]),
        ("h4", Heading, &["align"]),
        ("h5", Heading, &["align"]),
        ("h6", Heading, &["align"]),
        ("header", Block, &[]),
        ("hgroup", Block, &[]),
        ("hr", VoidBlock, &["align"]),
        ("i", Formatting, &[]),
        ("img", Void, &["src", "srcset", "sizes", "alt", "width", "height", "align"]),
        ("ins", Inline, &["cite", "datetime"]),
        ("kbd", Inline, &[]),
        ("li", Part, &["value"]),
        ("main", Block, &[]),
        ("mark", Inline, &[]),
        ("menu", Block, &[]),
        ("nav", Block, &[]),
        ("ol", Block, &["start", "type", "reversed"]),
        ("p", Block, &["align"]),
        ("picture", Inline, &[]),
        ("pre", Block, &[]),
        ("q", Inline, &["cite"]),
        ("rp", Part, &[]),
        ("rt", Part, &[]),
        ("ruby", Inline, &[]),
        ("s", Formatting, &[]),
        ("samp", Inline, &[]),
        ("section", Block, &[]),
        ("small", Formatting, &[]),
        ("source", Void, &["src", "srcset", "sizes", "type", "media", "width", "height"]),
        ("span", Inline, &[]),
        ("strike", Formatting, &[]),
        ("strong", Formatting, &[]),
        ("sub", Inline, &[]),
        ("summary", Block, &[]),
        ("sup", Inline, &[]),
        ("table", Block, &["align"]),
        ("tbody", Part, &["align", "valign"]),
        ("td", Part, &["colspan", "rowspan", "abbr", "align", "valign"]),
        ("tfoot", Part, &["align", "valign"]),
        ("th", Part, &["colspan", "rowspan", "abbr", "scope", "align", "valign"]),
        ("thead", Part, &["align", "valign"]),
        ("time", Inline, &["datetime"]),
        ("tr", Part, &["align", "valign"]),
        ("track", Void, &["src", "kind", "srclang", "label", "default"]),
        ("tt", Formatting, &[]),
        ("u", Formatting, &[]),
        ("ul", Block, &[]),
        ("var", Inline, &[]),
        ("video", Inline, &["src", "poster", "controls", "width", "height", "loop", "muted"]),
        ("wbr", Void, &[]),
    ]
};

/// Attributes that every element may have.
pub(super) const GLOBAL_ATTRIBUTES: [&str; 3] = ["title", "lang", "dir"];

/// What cleaned HTML is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It stands in documents that strangers open, in readers that do as links say.
    Publishing,
    /// The same, and others wrote it.
    Carrying,
    /// One person looks at a feed as it is.
    Reading,
}

impl Purpose {
    /// What every link gets.
    pub(super) fn link_rel(self) -> Option<&'static str> {
        match self {
            Self::Publishing => Some("noopener noreferrer"),
            // Nobody vouches for where others lead.
            Self::Carrying => Some("noopener noreferrer nofollow"),
            Self::Reading => None,
        }
    }

    /// Schemes of links beside http(s). Whoever only looks sees also those that open a program which was chosen for them, and
    /// which asks, and costs nothing (as a call would); what is published starts nothing but a letter.
    pub(super) fn link_schemes(self) -> &'static [&'static str] {
        match self {
            Self::Publishing | Self::Carrying => &["mailto"],
            Self::Reading => &[
                "bitcoin", "ftp", "gemini", "geo", "gopher", "irc", "ircs", "magnet", "mailto", "news",
                "webcal", "xmpp",
            ],
        }
    }
}

/// Elements that go with all that is in them before anything is parsed: what they hold is no text for a reader, and
/// much of it is read by rules of its own.
pub(super) const REMOVED_BEFORE_PARSING: [&str; 14] = [
    "script", "style", "noscript", "template", "title", "textarea", "svg", "math", "iframe", "xmp",
    "noembed", "noframes", "select", "frameset",
];

/// Elements that go with all that is in them, should one of them reach the rules.
const REMOVED_WITH_CONTENT: [&str; 19] = [
    "script",
    "style",
    "noscript",
    "template",
    "title",
    "textarea",
    "svg",
    "math",
    "iframe",
    "xmp",
    "plaintext",
    "noembed",
    "noframes",
    "frameset",
    "select",
    "button",
    "datalist",
    "canvas",
    "map",
];

/// What kind of URL an attribute holds; `None`: it holds something else.
pub(super) fn url_kind(element: &str, attribute: &str) -> Option<UrlKind> {
    match attribute {
        "href" => Some(if element == "a" { UrlKind::Link } else { UrlKind::Resource }),
        "src" | "poster" => Some(UrlKind::Resource),
        "cite" => Some(UrlKind::Page),
        "srcset" => Some(UrlKind::Candidates),
        _ => None,
    }
}

/// The value of an attribute as it is shown; `None`: it goes.
pub(super) fn shown_url(kind: UrlKind, value: &str, base: Option<&Url>, purpose: Purpose) -> Option<String> {
    match kind {
        UrlKind::Candidates => resolve_candidates(value, base),
        _ => resolve(kind, value, base, purpose.link_schemes()),
    }
}

/// The parser's rules. URLs are resolved against what stands in `base` at the time.
pub(super) fn builder(base: &Arc<Mutex<Option<Url>>>, purpose: Purpose) -> Builder<'static> {
    let base = Arc::clone(base);
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().map(|(name, ..)| *name).collect())
        .tag_attributes(
            ELEMENTS
                .iter()
                .filter(|(.., attributes)| !attributes.is_empty())
                .map(|(name, _, attributes)| (*name, attributes.iter().copied().collect::<HashSet<_>>()))
                .collect::<HashMap<_, _>>(),
        )
        .generic_attributes(GLOBAL_ATTRIBUTES.into_iter().collect())
        .clean_content_tags(REMOVED_WITH_CONTENT.into_iter().collect())
        .url_schemes(["http", "https"].iter().chain(purpose.link_schemes()).copied().collect())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(purpose.link_rel())
        .set_tag_attribute_value("audio", "controls", "")
        .set_tag_attribute_value("video", "controls", "")
        .attribute_filter(move |element, attribute, value| {
            let Some(kind) = url_kind(element, attribute) else { return Some(value.into()) };
            let base = base.lock().unwrap_or_else(PoisonError::into_inner);
            shown_url(kind, value, base.as_ref(), purpose).map(Into::into)
        });
    builder
}
