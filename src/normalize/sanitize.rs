//! Sanitizing: HTML from anywhere in, HTML that is safe to publish out.

use url::Url;

use crate::model::parts::Html;

/// A sanitizer, to be used again and again by one thread.
pub struct Sanitizer {
    builder: ammonia::Builder<'static>,
}

impl Default for Sanitizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Sanitizer {
    /// Builds the rules once.
    #[must_use]
    pub fn new() -> Self {
        Self { builder: ammonia::Builder::default() }
    }

    /// Cleans `html`; its URLs are resolved against `base`.
    pub fn clean(&mut self, html: &str, base: &Url) -> Html {
        self.builder.url_relative(ammonia::UrlRelative::RewriteWithBase(base.clone()));
        Html::from_sanitized(self.builder.clean(html).to_string())
    }
}
