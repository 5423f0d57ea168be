//! The body of an article: what it is written in, its first heading, its excerpt, and its HTML.
//!
//! In: the text behind the front matter. Out: HTML as its author meant it, with what a site generator would have filled
//! in taken out. Not done here: anything about safety or addresses; the sanitizer comes afterwards.

mod code;
mod kind;
mod leftovers;
mod links;
mod markdown;
mod markers;
mod outline;
mod page;
mod plain;

pub use markers::split_excerpt;
pub use outline::first_heading;

use std::borrow::Cow;

use crate::model::draft::RawText;
use crate::model::parts::PlainText;

/// What a body is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// Markdown with HTML in it.
    Markdown,
    /// HTML, a whole page or a part of one.
    Html,
    /// Text in paragraphs.
    Text,
}

impl BodyKind {
    /// What the `body` of a file of this `extension` (`md`) is written in.
    ///
    /// What the name says is not always so: a `.md` whose body is HTML from its first to its last block would become
    /// code where it is indented, and a `.txt` that begins with a tag is HTML.
    #[must_use]
    pub fn of(extension: &str, body: &str) -> Self {
        kind::of(extension, body)
    }
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its text, as marked up in the body.
    pub text: RawText,
    /// True for a heading of level 1.
    pub is_h1: bool,
}

/// A body as HTML, not yet sanitized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// What was wrong: the line in the body, from 1, and a sentence without a full stop.
    pub defects: Vec<(u32, String)>,
}

/// Renders `body` as HTML.
///
/// Excerpt markers and what only the site's generator understands go, outside of code; each kind of the latter that
/// takes text with it is reported once. The first heading of level 1 is left out where it repeats `title`.
#[must_use]
pub fn to_html(kind: BodyKind, body: &str, title: &PlainText) -> Rendered {
    let body = &*markers::without_teaser_ends(kind, body);
    let (body, defects) = match kind {
        BodyKind::Text => (Cow::Borrowed(body), Vec::new()),
        BodyKind::Html => leftovers::remove(kind, page::content(body)),
        BodyKind::Markdown => leftovers::remove(kind, body),
    };
    let html = match kind {
        BodyKind::Text => plain::to_html(&body),
        BodyKind::Html => page::without_title(&body, title),
        BodyKind::Markdown => markdown::to_html(&body, title),
    };
    Rendered { html, defects }
}

#[cfg(test)]
mod tests;
