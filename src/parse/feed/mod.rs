//! Reading feeds: the bytes of a document, and what HTTP said of them, in; a feed, its entries and what was wrong out.
//!
//! RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed, well-formed or not. Pure: the same bytes give the same drafts. Not done here:
//! cleaning of HTML, plain text of titles, published ids (`normalize` does that).

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use super::defect::{Defect, Defects};
use super::xml::{Xml, legible};
use crate::model::draft::Draft;
use crate::model::syndicated::DraftFeed;
pub use crate::text::charset::feed::CharsetFrom;
use crate::text::charset::feed::Decoded;

mod base64;
mod bounds;
mod categories;
mod channel;
mod dates;
pub(super) mod decode;
mod document;
mod entry;
pub mod ext;
mod format;
mod json;
mod keys;
mod links;
mod parts;
mod people;
mod reencoded;
mod sniff;
mod source;
mod text;
mod vocabulary;

pub use keys::part_from_known;
use parts::FeedParts;
use sniff::Syntax;

/// Entries that are read of one document. Those of more are mostly whole archives, the newest first.
pub const MOST_ENTRIES: usize = 10_000;

/// What is known of a document beside its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The value of the `Content-Type` header (RFC 9110 §8.3).
    pub content_type: Option<&'a str>,
    /// Where it is, `Content-Location` included: what its relative URLs are resolved against (RFC 3986 §5.1).
    pub base: Option<&'a Url>,
}

/// The format of a feed, as its own document says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Format(pub Cow<'static, str>);

/// Where a document that ends too early was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// In its last entry, which is there as far as it goes: what follows, its id perhaps, is missing.
    InEntry,
    /// Elsewhere, or after as many entries as are read. Those are whole; more may have followed.
    Elsewhere,
}

/// A feed that was read.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// `rss2.0`, `atom1.0`, `json1.1` …: the family and the version; the family alone where no version is said.
    pub format: Format,
    /// The name of its encoding (WHATWG Encoding §4.2), such as `UTF-8`.
    pub charset: &'static str,
    /// How that was found.
    pub charset_from: CharsetFrom,
    /// The feed.
    pub feed: DraftFeed,
    /// Its entries, in document order. Their keys are what identifies them in the feed; an entry that stands in the document
    /// several times is there several times, with one key ([`keep_newest`](Self::keep_newest)).
    pub entries: Vec<Draft>,
    /// Where the document was cut off: a download that broke, a file that is still being written.
    pub cut: Option<Cut>,
    /// Bytes of the decoded text before each of the entries, as the document has them.
    pub places: Vec<usize>,
    /// What was wrong.
    pub defects: Vec<Defect>,
    /// How many more things were wrong than are listed.
    pub more_defects: usize,
}

impl Parsed {
    /// Leaves of the entries that stand several times in the document the newest each, so that no key is there twice.
    pub fn keep_newest(&mut self) {
        keys::keep_newest(&mut self.entries);
    }
}

/// Why a document is no feed that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// Nothing in it.
    #[error("the document is empty")]
    Empty,
    /// Something else.
    #[error("this is no feed: {what}")]
    NoFeed {
        /// What it looks like, and what to do.
        what: String,
    },
}

/// Reads a feed.
///
/// # Errors
/// [`ParseError`] where the document holds nothing that is known as a feed. A feed without entries is none.
pub fn parse(bytes: &[u8], hints: &Hints<'_>) -> Result<Parsed, ParseError> {
    sniff::refuse_binary(bytes)?;
    let mut defects = Defects::default();
    let Decoded { text, charset, from, .. } = decode::document(bytes, hints.content_type, &mut defects);
    match sniff::syntax(&text)? {
        Syntax::Json(at) => {
            let (before, object) = text.split_at_checked(at).unwrap_or(("", &text));
            if !before.trim_matches(sniff::is_blank).is_empty() {
                defects.add(0, "something stands before the document", "RFC 8259 §2", "left out");
            }
            let (feed, more) = json::document(object, at, hints.base)?;
            defects.append(more);
            Ok(finish(feed, defects, &text, (charset, from)))
        }
        Syntax::Xml => {
            let text = legible(text, &mut defects);
            let feed = xml(&text, hints, &mut defects)?;
            Ok(finish(feed, defects, &text, (charset, from)))
        }
    }
}

/// The text of a document as [`parse`] reads it: what the offsets of its defects count in.
#[must_use]
pub fn text(bytes: &[u8], hints: &Hints<'_>) -> String {
    let mut defects = Defects::default();
    let Decoded { text, .. } = decode::document(bytes, hints.content_type, &mut defects);
    match sniff::syntax(&text) {
        Ok(Syntax::Json(_)) => text.into_owned(),
        _ => legible(text, &mut defects).into_owned(),
    }
}

/// Reads all that is a feed in a document of XML.
fn xml(text: &str, hints: &Hints<'_>, defects: &mut Defects) -> Result<FeedParts, ParseError> {
    let mut xml = Xml::new(text, hints.base.cloned().map(Arc::new));
    xml.defects = std::mem::take(defects);
    let mut feed = FeedParts::default();
    let root = document::read(&mut xml, &mut feed);
    bounds::of_feed(&mut xml, &mut feed);
    if xml.is_cut() {
        feed.cut.get_or_insert(Cut::Elsewhere);
    }
    *defects = std::mem::take(&mut xml.defects);
    if feed.format.0.is_empty() { Err(sniff::refusal(root)) } else { Ok(feed) }
}

fn finish(
    mut feed: FeedParts,
    mut defects: Defects,
    text: &str,
    encoding: (&'static str, CharsetFrom),
) -> Parsed {
    keys::settle(&mut feed.entries, &feed.places, &mut defects);
    let (defects, more_defects) = defects.located(text);
    let cut = feed.cut;
    let places = std::mem::take(&mut feed.places);
    let (format, feed, entries) = feed.finish();
    let (charset, charset_from) = encoding;
    Parsed { format, charset, charset_from, feed, entries, cut, places, defects, more_defects }
}

#[cfg(test)]
mod tests;
