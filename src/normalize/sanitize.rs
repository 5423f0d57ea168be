//! Sanitizing: HTML from anywhere in, HTML that is safe to publish out.
//!
//! What comes out is well nested, uses only the elements and attributes of `rules`, and all its URLs are absolute, unless nobody
//! knows what they are relative to. Cleaning it again changes nothing. Not done here: Markdown, template syntax, anything that is the author's to decide.
//!
//! Most bodies are plain and correct; `tidy` writes those in one pass. All others go through a real HTML parser
//! (`ammonia`), whose time grows with the square of the depth in the worst case: `guard` keeps such input from it.

mod class;
mod fallback;
mod guard;
mod prepare;
mod rules;
mod tidy;
mod url;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use ::url::Url;

use crate::model::parts::{Html, has_forbidden, is_forbidden};
use crate::text::html::tag_at;

/// How often a body is parsed again at the most until that changes nothing.
const ROUNDS: usize = 5;

/// A sanitizer, to be used again and again by one thread.
pub struct Sanitizer {
    rules: ammonia::Builder<'static>,
    /// What URLs are resolved against; the rules hold the other end.
    base: Arc<Mutex<Option<Url>>>,
    /// What the `rel` of links is set to.
    rel: Option<&'static str>,
}

impl Default for Sanitizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Sanitizer {
    /// Builds the rules, which takes longer than to clean a usual body. What comes out is to be published: whoever is behind a
    /// link learns nothing of the page that it stood on (`rel="noopener noreferrer"`).
    #[must_use]
    pub fn new() -> Self {
        Self::with_rel(Some(rules::LINK_REL))
    }

    /// A sanitizer for what is only looked at: it adds nothing to links.
    #[must_use]
    pub fn for_reading() -> Self {
        Self::with_rel(None)
    }

    fn with_rel(rel: Option<&'static str>) -> Self {
        let base = Arc::default();
        Self { rules: rules::builder(&base, rel), base, rel }
    }

    /// Cleans `html`. Its URLs are resolved against `base`, the entry's own page; those that are not http(s) then
    /// (in links also `mailto:`, `tel:` and the like) are dropped. Where no base is known, as of a feed in a file, a URL that is
    /// relative stays so; what is published has one.
    ///
    /// HTML that would take a parser too long becomes its text, in paragraphs. What shows nothing becomes nothing.
    pub fn clean<'b>(&mut self, html: &str, base: impl Into<Option<&'b Url>>) -> Html {
        let base = base.into();
        let html = without_forbidden(html);
        let clean = match tidy::tidy(&html, base, self.rel) {
            // It passes on what it is given, and no reference that stands for a forbidden character.
            Some(tidy) => Html::from_clean(tidy),
            None => Html::from_sanitized(self.parse_until_stable(&html, base)),
        };
        if shows_nothing(clean.as_str()) { Html::default() } else { clean }
    }

    /// Parses and writes `html` until that changes nothing: what was correct as a tree may nest differently when it is
    /// read again without the elements that were taken out.
    fn parse_until_stable(&self, html: &str, base: Option<&Url>) -> String {
        *self.base.lock().unwrap_or_else(PoisonError::into_inner) = base.cloned();
        let mut current = Cow::Borrowed(html);
        for _ in 0..ROUNDS {
            let Some(prepared) = prepare::rewrite(&current) else { break };
            // Often it was only a comment, a style sheet or a player that stood in the way.
            if let Some(tidy) = tidy::tidy(&prepared, base, self.rel) {
                return tidy;
            }
            let next = self.parse(&prepared);
            if next == current || tidy::tidy(&next, base, self.rel).is_some_and(|tidy| tidy == next) {
                return next;
            }
            current = Cow::Owned(next);
        }
        fallback::as_text(&current)
    }

    fn parse(&self, html: &str) -> String {
        let html = self.rules.clean(html).to_string();
        let html = without_forbidden(&html);
        keep_first_newlines(&html).into_owned()
    }
}

/// True for elements around nothing but white space, as a script or a form leaves behind: feeds must not have content that
/// is none. Looks no further than the first thing to see.
fn shows_nothing(html: &str) -> bool {
    const SEEN: [&str; 6] = ["img", "video", "audio", "picture", "hr", "source"];
    let mut rest = html.trim_start();
    while !rest.is_empty() {
        let skipped = match tag_at(rest) {
            Some(tag) if SEEN.iter().any(|name| tag.is(name)) => return false,
            Some(tag) => rest.get(tag.len..),
            None => rest.strip_prefix("&nbsp;"),
        };
        let Some(after) = skipped else { return false };
        rest = after.trim_start();
    }
    true
}

/// `html` without the characters that may not stand in a feed: taken out before parsing, so that they cannot hide tags.
fn without_forbidden(html: &str) -> Cow<'_, str> {
    if has_forbidden(html) || memchr::memchr(b'\r', html.as_bytes()).is_some() {
        let normal = html.replace("\r\n", "\n");
        return Cow::Owned(
            normal.chars().filter(|c| !is_forbidden(*c)).map(|c| if c == '\r' { '\n' } else { c }).collect(),
        );
    }
    Cow::Borrowed(html)
}

/// Doubles the newline at the beginning of `pre`: parsers drop the first one, and the serializer does not know
/// (HTML §13.1.2.5).
fn keep_first_newlines(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    for at in memchr::memmem::find_iter(html.as_bytes(), b"<pre") {
        let Some(end) =
            memchr::memchr(b'>', html.as_bytes().get(at..).unwrap_or_default()).map(|end| at + end + 1)
        else {
            break;
        };
        if html.as_bytes().get(end) == Some(&b'\n') {
            out.push_str(html.get(from..=end).unwrap_or_default());
            from = end;
        }
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
