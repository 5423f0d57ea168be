//! HTML as text: titles and summaries reduced to what a person reads, and the tokens that this takes.
//!
//! In: text that holds markup. Out: text without. Not done here: a tree, or anything that must be safe as HTML (that is
//! `normalize::sanitize`); what comes out is text and gets escaped again where it is written.

mod character;
mod entities;
mod excerpt;
mod inline;
mod paired;
mod plain;
mod scan;
mod tag;

pub use character::{Reference, reference, windows_1252};
pub use excerpt::excerpt;
pub use plain::with_text_escaped;
pub use scan::Scan;
pub use tag::{Attributes, Tag, TagKind, is_block, is_known, is_void, skip_element, tag_at};

use crate::model::draft::{Markup, RawText};
use crate::model::parts::PlainText;

/// Reduces a title or summary to text, once: what comes out is not looked at again.
///
/// *Plain* stays as it is. *HTML*: the tags of HTML go (block tags leave a space), comments, scripts and styles go with
/// what is in them, character references become characters; tags that HTML does not have (`<T>`) and lone `<` and `&`
/// are text. *Markdown*: the same, but tags that nothing pairs are text too (`What is <html>?`), and code spans give their text as it stands, links their text, `*emphasis*` its
/// text; underscores stay, as they are in names more often than around words.
#[must_use]
pub fn to_plain(text: &RawText) -> PlainText {
    match text.markup {
        Markup::Plain => PlainText::new(&text.value),
        Markup::Html if memchr::memchr2(b'<', b'&', text.value.as_bytes()).is_none() => {
            PlainText::new(&text.value)
        }
        Markup::Html => PlainText::new(&plain::of_html(&text.value)),
        Markup::Markdown if !text.value.bytes().any(inline::is_special) => PlainText::new(&text.value),
        Markup::Markdown => PlainText::new(&inline::of_markdown(&text.value)),
    }
}

#[cfg(test)]
mod tests;
