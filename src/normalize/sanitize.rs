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

use crate::model::parts::{Html, has_forbidden, is_forbidden, is_turning};
use crate::text::html::tag_at;
use rules::Purpose;

/// How often a body is parsed again at the most until that changes nothing.
const ROUNDS: usize = 5;

/// Bytes that may come out of so many. Each relative URL becomes as long as the address of its page, and one letter was enough to write
/// it: content of nothing else would take hundreds of times the room of its feed.
fn most_of(bytes: usize) -> usize {
    bytes.saturating_mul(10).saturating_add(16 * 1024)
}

/// A sanitizer, to be used again and again by one thread.
pub struct Sanitizer {
    rules: ammonia::Builder<'static>,
    /// What URLs are resolved against; the rules hold the other end.
    base: Arc<Mutex<Option<Url>>>,
    purpose: Purpose,
}

impl Default for Sanitizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Sanitizer {
    /// Builds the rules, which takes longer than to clean a usual body. What comes out is to be published: whoever is behind a
    /// link learns nothing of the page that it stood on (`rel="noopener noreferrer"`), and a link is one to a page or to a letter
    /// (`http`, `https`, `mailto`).
    #[must_use]
    pub fn new() -> Self {
        Self::with_purpose(Purpose::Publishing)
    }

    /// A sanitizer for what is only looked at: it adds nothing to links, which may also have a scheme that is not published, such as
    /// `tel` or `ftp`, but none that runs what it holds.
    #[must_use]
    pub fn for_reading() -> Self {
        Self::with_purpose(Purpose::Reading)
    }

    fn with_purpose(purpose: Purpose) -> Self {
        let base = Arc::default();
        Self { rules: rules::builder(&base, purpose), base, purpose }
    }

    /// Cleans `html`. Its URLs are resolved against `base`, the entry's own page; those that are not http(s) then
    /// (in links also `mailto:`) are dropped. Where no base is known, as of a feed in a file, a URL that is
    /// relative stays so; what is published has one.
    ///
    /// HTML that would take a parser too long, or too much room with all its URLs whole, becomes its text, in paragraphs. What shows nothing becomes nothing.
    pub fn clean<'b>(&mut self, html: &str, base: impl Into<Option<&'b Url>>) -> Html {
        let base = base.into();
        let html = without_forbidden(html);
        let clean = match tidy::tidy(&html, base, self.purpose) {
            // It passes on what it is given, and no reference that stands for a forbidden character.
            Some(tidy) => Html::from_clean(tidy),
            None => Html::from_sanitized(self.parse_until_stable(&html, base)),
        };
        if shows_nothing(clean.as_str()) { Html::default() } else { clean }
    }

    /// Cleans what others wrote. As [`clean`](Self::clean) does; and of no link it is said that the site stands behind it (`nofollow`).
    pub fn clean_of_others<'b>(&mut self, html: &str, base: impl Into<Option<&'b Url>>) -> Html {
        let before = self.purpose;
        self.turn_to(Purpose::Carrying);
        let clean = self.clean(html, base);
        self.turn_to(before);
        clean
    }

    /// Cleans for another purpose from now on, of those that take the same schemes.
    fn turn_to(&mut self, purpose: Purpose) {
        self.purpose = purpose;
        self.rules.link_rel(purpose.link_rel());
    }

    /// Parses and writes `html` until that changes nothing: what was correct as a tree may nest differently when it is
    /// read again without the elements that were taken out.
    fn parse_until_stable(&self, html: &str, base: Option<&Url>) -> String {
        *self.base.lock().unwrap_or_else(PoisonError::into_inner) = base.cloned();
        let mut current = Cow::Borrowed(html);
        for _ in 0..ROUNDS {
            let Some(prepared) = prepare::rewrite(&current) else { break };
            // Often it was only a comment, a style sheet or a player that stood in the way.
            if let Some(tidy) = tidy::tidy(&prepared, base, self.purpose) {
                return tidy;
            }
            let next = self.parse(&prepared);
            if next.len() > most_of(html.len()) {
                break;
            }
            if next == current || tidy::tidy(&next, base, self.purpose).is_some_and(|tidy| tidy == next) {
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
///
/// Those that turn the direction of text go, too: of one that is not ended again the rest of the page would be turned, past the
/// end of the content (Unicode UAX #9 §2). `dir` and `bdo` say the same, and end with their element.
fn without_forbidden(html: &str) -> Cow<'_, str> {
    if has_forbidden(html) || has_turning(html) || memchr::memchr(b'\r', html.as_bytes()).is_some() {
        let normal = html.replace("\r\n", "\n");
        let kept = normal.chars().filter(|c| !is_left_out(*c));
        return Cow::Owned(kept.map(|c| if c == '\r' { '\n' } else { c }).collect());
    }
    Cow::Borrowed(html)
}

/// True for characters that stand in no content.
fn is_left_out(c: char) -> bool {
    is_forbidden(c) || is_turning(c)
}

/// True for text with a character that turns its direction: in UTF-8 `E2 80 AA` to `AE` and `E2 81 A6` to `A9`.
fn has_turning(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xE2, bytes)
        .any(|at| matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xAA..=0xAE] | [0x81, 0xA6..=0xA9])))
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
