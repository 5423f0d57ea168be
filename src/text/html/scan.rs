//! Searches in hostile text. In: searches that may run to the end of the text. Out: what they find, in linear time.

use super::tag::{Tag, tag_at};

/// Makes searches that run to the end of a text when they find nothing. After some of those it makes no more, so that a
/// text of nothing but beginnings takes linear time; what begins there then counts as text.
#[derive(Debug)]
pub struct Scan {
    vain_searches_left: u8,
}

impl Default for Scan {
    fn default() -> Self {
        Self { vain_searches_left: 32 }
    }
}

impl Scan {
    /// What `search` finds, unless too many found nothing.
    pub fn search<T>(&mut self, search: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.vain_searches_left == 0 {
            return None;
        }
        let found = search();
        self.vain_searches_left -= u8::from(found.is_none());
        found
    }

    /// The tag at the beginning of `text`.
    pub fn tag<'a>(&mut self, text: &'a str) -> Option<Tag<'a>> {
        let second = text.as_bytes().get(1)?;
        if second.is_ascii_alphabetic() || *second == b'/' { self.search(|| tag_at(text)) } else { None }
    }
}
