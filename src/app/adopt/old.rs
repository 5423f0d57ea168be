//! The feed that is adopted: what it is, and its entries as they are compared with articles.

use url::Url;

use crate::model::draft::Draft;
use crate::normalize::adopt::pair::Side;
use crate::parse::feed::{Hints, ParseError, parse};
use crate::text::html;

/// A feed that a site has published so far.
#[derive(Clone, Debug, Default)]
pub struct OldFeed {
    /// Its title.
    pub title: String,
    /// Its format, such as `rss2.0`.
    pub format: String,
    /// Its entries.
    pub entries: usize,
    /// Where it is, if it says so.
    pub url: Option<String>,
}

impl OldFeed {
    /// Reads a feed; relative links in it start from the site.
    pub(super) fn read(bytes: &[u8], site: &Url) -> Result<(Self, Vec<Side>), ParseError> {
        let parsed = parse(bytes, &Hints { base: Some(site), ..Hints::default() })?;
        let entries: Vec<Side> = parsed.entries.iter().filter_map(|draft| side(draft, site)).collect();
        let title = parsed.feed.title.as_ref().map(html::to_plain).unwrap_or_default();
        let feed = Self {
            title: title.as_str().to_owned(),
            format: parsed.format.0.into_owned(),
            entries: entries.len(),
            url: parsed.feed.feed_url,
        };
        Ok((feed, entries))
    }

    /// True for RSS of whatever version: the name that its readers know an entry by need be no URI.
    #[must_use]
    pub fn is_rss(&self) -> bool {
        self.format.starts_with("rss") || self.format.starts_with("rdf")
    }
}

/// An entry; `None` for one that its readers know by nothing. Where there is no id it is the link that readers go by.
fn side(draft: &Draft, site: &Url) -> Option<Side> {
    let link = draft.link.as_deref();
    // A feed whose clicks are counted says apart where its entries are.
    let links = draft.syndicated.iter().flat_map(|more| &more.links);
    let canonical = links.filter(|link| link.rel == "canonical").map(|link| link.href.as_str()).next();
    let id = draft.claimed_id.as_deref().map(str::trim).filter(|id| !id.is_empty()).or(link)?;
    let title = draft.title.as_ref().map(html::to_plain).unwrap_or_default();
    Some(Side {
        ids: vec![id.to_owned()],
        link: canonical.or(link).and_then(|link| site.join(link).ok()),
        title: title.as_str().to_owned(),
        published: draft.published.or(draft.updated),
    })
}
