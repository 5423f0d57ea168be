//! What cleaning needs from one field to the next: a sanitizer, and what relative addresses are resolved against.

use url::Url;

use super::address;
use crate::model::draft::RawText;
use crate::model::parts::Html;
use crate::normalize::sanitize::Sanitizer;
use crate::text::html::with_text_escaped;

/// Cleans feeds, one after the other.
pub struct Cleaner {
    sanitizer: Sanitizer,
    /// The base of the fields that are being cleaned, where one is known.
    base: Option<Url>,
}

impl Default for Cleaner {
    fn default() -> Self {
        Self::new()
    }
}

impl Cleaner {
    /// A cleaner, to be used again and again by one thread.
    #[must_use]
    pub fn new() -> Self {
        Self { sanitizer: Sanitizer::for_reading(), base: None }
    }

    pub(super) fn set_base(&mut self, base: Option<&Url>) {
        self.base = base.cloned();
    }

    /// Sanitized HTML.
    pub(super) fn html(&mut self, text: &RawText) -> Html {
        self.sanitizer.clean(&text.value, text.base.as_deref().or(self.base.as_ref()))
    }

    /// Sanitized HTML of what may be text: what its plain text shows as it stands, as `<T>`, stands in the HTML, too.
    pub(super) fn html_of_text(&mut self, text: &RawText) -> Html {
        let html = with_text_escaped(&text.value);
        self.sanitizer.clean(&html, text.base.as_deref().or(self.base.as_ref()))
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
