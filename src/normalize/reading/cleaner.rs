//! What cleaning needs from one field to the next: a sanitizer, and what relative addresses are resolved against.

use url::Url;

use super::address;
use crate::model::draft::RawText;
use crate::model::parts::Html;
use crate::normalize::sanitize::Sanitizer;
use crate::text::html::tag_at;

/// What sanitizing adds to every link, for the page that shows it. What is read is shown as the feed says it.
const OUR_REL: &str = " rel=\"noopener noreferrer\"";

/// Cleans feeds, one after the other.
#[derive(Default)]
pub struct Cleaner {
    sanitizer: Sanitizer,
    /// The base of the fields that are being cleaned, where one is known.
    base: Option<Url>,
}

impl Cleaner {
    pub(super) fn set_base(&mut self, base: Option<&Url>) {
        self.base = base.cloned();
    }

    /// Sanitized HTML, its links as the feed has them.
    pub(super) fn html(&mut self, text: &RawText) -> Html {
        let base = text.base.as_deref().or(self.base.as_ref());
        let clean = self.sanitizer.clean(&text.value, base);
        if memchr::memmem::find(clean.as_str().as_bytes(), OUR_REL.as_bytes()).is_none() {
            return clean;
        }
        Html::from_sanitized(without_our_rel(clean.as_str()))
    }

    /// Resolves an address; false where it is to be dropped.
    pub(super) fn address(&self, found: &mut String) -> bool {
        match address::clean(found, self.base.as_ref()) {
            Some(clean) => {
                *found = clean;
                true
            }
            None => false,
        }
    }

    /// As [`address`](Self::address).
    pub(super) fn optional_address(&self, found: &mut Option<String>) {
        *found = found.take().and_then(|address| address::clean(&address, self.base.as_ref()));
    }
}

/// Takes [`OUR_REL`] out of the tags of sanitized HTML, in which no value of an attribute holds a quote.
fn without_our_rel(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, tag)) =
        memchr::memmem::find(rest.as_bytes(), b"<a ").and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(text);
        let (tag, after) = tag.split_at_checked(tag_at(tag).map_or(3, |tag| tag.len)).unwrap_or((tag, ""));
        out.push_str(&tag.replace(OUR_REL, ""));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_shown_as_the_feed_has_them() {
        let html = "<p>say rel=\"noopener noreferrer\" <a href=\"https://a.example/?x>y\" rel=\"noopener noreferrer\">é</a></p>";
        assert_eq!(
            without_our_rel(html),
            "<p>say rel=\"noopener noreferrer\" <a href=\"https://a.example/?x>y\">é</a></p>"
        );
        assert_eq!(without_our_rel("<a "), "<a ");
    }
}
