//! The feed that is adopted: what it is, and its entries as they are compared with articles.

use url::Url;

use crate::model::draft::Draft;
use crate::normalize::adopt::pair::Side;
use crate::parse::feed::{Cut, Hints, ParseError, parse};
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
    /// How much was wrong with its document.
    pub defects: usize,
    /// Where its document ends too early: the line, from 1, and where that is. An entry that is not whole is none of `entries`.
    pub cut: Option<(usize, Cut)>,
}

impl OldFeed {
    /// Reads a feed; relative links in it start from where it says that it is, as those of a feed source do, else from the site.
    pub(super) fn read(bytes: &[u8], hints: &Hints<'_>, site: &Url) -> Result<(Self, Vec<Side>), ParseError> {
        let mut parsed = parse(bytes, hints)?;
        // Its id may be what is missing, and then another field would be taken for it.
        if parsed.cut == Some(Cut::InEntry) {
            parsed.entries.pop();
        }
        let base = parsed.feed.address();
        let base = base.as_ref().or(hints.base).unwrap_or(site);
        let entries: Vec<Side> = parsed.entries.iter().filter_map(|draft| side(draft, base)).collect();
        let title = parsed.feed.title.as_ref().map(html::to_plain).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', bytes.trim_ascii_end()).count() + 1;
        let feed = Self {
            title: title.as_str().to_owned(),
            format: parsed.format.0.into_owned(),
            entries: entries.len(),
            url: parsed.feed.feed_url,
            defects: parsed.defects.len() + parsed.more_defects,
            cut: parsed.cut.map(|cut| (line, cut)),
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
fn side(draft: &Draft, base: &Url) -> Option<Side> {
    let base = draft.base.as_ref().unwrap_or(base);
    let absolute = |link: &str| base.join(link).ok();
    let link = draft.link.as_deref();
    // A feed whose clicks are counted says apart where its entries are.
    let links = draft.syndicated.iter().flat_map(|more| &more.links);
    let canonical = links.filter(|link| link.rel == "canonical").map(|link| link.href.as_str()).next();
    let by_link = || {
        let link = link?;
        // What is absolute is known as it is written.
        Some(if Url::parse(link).is_ok() { link.to_owned() } else { absolute(link)?.into() })
    };
    let id = draft.claimed_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
    let id = id.map(str::to_owned).or_else(by_link)?;
    let title = draft.title.as_ref().map(html::to_plain).unwrap_or_default();
    Some(Side {
        ids: vec![id],
        link: canonical.or(link).and_then(absolute),
        title: title.as_str().to_owned(),
        published: draft.published.or(draft.updated),
    })
}
