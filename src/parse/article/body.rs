//! The body of an article: what it is written in, its headings, its excerpt, and its HTML.

use crate::model::draft::RawText;
use crate::model::parts::PlainText;

/// What a body is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// Markdown with HTML in it.
    Markdown,
    /// HTML.
    Html,
    /// Text in paragraphs.
    Text,
}

impl BodyKind {
    /// What a body in a file of this `extension` is written in.
    #[must_use]
    pub fn of(extension: &str, body: &str) -> Self {
        let html = body.trim_start().starts_with("<div");
        match extension {
            "html" | "htm" => Self::Html,
            "txt" if !html => Self::Text,
            _ if html => Self::Html,
            _ => Self::Markdown,
        }
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
    /// What was wrong: line in the body, from 1, and a sentence.
    pub defects: Vec<(u32, String)>,
}

/// The first heading of level 1, else the first of any level.
#[must_use]
pub fn first_heading(kind: BodyKind, body: &str) -> Option<Heading> {
    let _ = kind;
    let line = body.lines().find(|line| line.starts_with("# "))?;
    Some(Heading { text: RawText::markdown(line.trim_start_matches('#').trim()), is_h1: true })
}

/// The text before the first excerpt marker.
#[must_use]
pub fn split_excerpt(kind: BodyKind, body: &str) -> Option<&str> {
    let _ = kind;
    body.find("<!--more-->").or_else(|| body.find("<!-- more -->")).and_then(|at| body.get(..at))
}

/// Renders `body` as HTML.
#[must_use]
pub fn to_html(kind: BodyKind, body: &str, title: &PlainText) -> Rendered {
    let _ = title;
    let mut html = String::with_capacity(body.len() + body.len() / 4);
    match kind {
        BodyKind::Markdown => {
            pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(body));
        }
        BodyKind::Html => html.push_str(body),
        BodyKind::Text => html.push_str(&ammonia::clean_text(body)),
    }
    Rendered { html, defects: Vec::new() }
}
