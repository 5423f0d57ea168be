//! Reading feeds: the bytes of a document, and what HTTP said of them, in; a feed, its entries and what was wrong out.
//!
//! RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed, well-formed or not. Pure: the same bytes give the same drafts. Not done here:
//! cleaning of HTML, plain text of titles, published ids (`normalize` does that).

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use super::defect::{Defect, Defects};
use super::xml::{Element, Ns, Xml};
use crate::model::draft::Draft;
use crate::model::syndicated::DraftFeed;

pub mod ext;
mod json;
mod parts;
mod rss;

use parts::FeedParts;

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

/// How the encoding of a document was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CharsetFrom {
    /// A byte order mark.
    Mark,
    /// The `charset` of `Content-Type`.
    Http,
    /// The XML declaration.
    Declaration,
    /// The bytes are UTF-8, whatever else was said.
    #[default]
    Bytes,
    /// A guess.
    Guess,
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
    /// Its entries, in document order, each id once. Their keys are what identifies them in the feed.
    pub entries: Vec<Draft>,
    /// What was wrong.
    pub defects: Vec<Defect>,
    /// How many more things were wrong than are listed.
    pub more_defects: usize,
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
    let text = String::from_utf8_lossy(bytes);
    if text.trim_start().starts_with('{') {
        let (feed, defects) = json::document(&text, hints.base)?;
        return Ok(finish(feed, defects, &text));
    }
    let mut xml = Xml::new(&text, hints.base.cloned().map(Arc::new));
    let mut feed = FeedParts::default();
    while let Some(element) = xml.child(0) {
        document(&mut xml, &element, &mut feed);
    }
    let defects = std::mem::take(&mut xml.defects);
    Ok(finish(feed, defects, &text))
}

/// Reads a root element.
fn document<'a>(xml: &mut Xml<'a>, root: &Element<'a>, feed: &mut FeedParts) {
    if let (Ns::Rss, "rss" | "rdf") = (root.ns, root.name.as_str()) {
        rss::document(xml, root, feed);
    }
}

fn finish(feed: FeedParts, defects: Defects, text: &str) -> Parsed {
    let (defects, more_defects) = defects.located(text);
    let (format, feed, entries) = feed.finish();
    Parsed { format, charset: "UTF-8", feed, entries, defects, more_defects, ..Parsed::default() }
}
