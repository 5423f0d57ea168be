//! Writers: a feed in, documents out.
//!
//! Each is one row of [`WRITERS`]. A writer is a pure function: the same view gives the same bytes, nothing is read from a
//! disk, a clock or the environment.

use std::sync::Arc;

use crate::model::feed::{FeedView, SiteView};
use crate::model::ids::EntryId;
use crate::model::parts::Html;

pub mod atom;
pub mod html;
pub mod json;
pub mod opml;
pub mod rss;

mod extension;
mod safe;
mod shown;
mod xml;

/// What one call of a writer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One feed: its documents are named after the feed.
    Feed,
    /// The whole site: one document.
    Site,
}

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The library that serializes the format refused.
    #[error("the {format} document could not be serialized: {reason}")]
    Serialize {
        /// The writer's name.
        format: &'static str,
        /// What the library said.
        reason: String,
    },
}

/// A part of a document that does not depend on the feed that it stands in: one entry, serialized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    /// The serialized entry.
    pub bytes: Vec<u8>,
    /// The namespaces that it uses, as a set of the writer's own bits.
    pub namespaces: u16,
}

/// Keeps fragments, so that an entry that stands in many feeds is serialized once.
pub trait Fragments {
    /// The fragment of `format` for the entry at `index` of the view, made by `make` where it is not kept.
    ///
    /// # Errors
    /// What `make` returned.
    fn fragment(
        &self,
        format: &'static str,
        index: usize,
        make: &mut dyn FnMut() -> Result<Fragment, WriteError>,
    ) -> Result<Arc<Fragment>, WriteError>;
}

/// Keeps nothing: every fragment is made anew.
pub struct NoFragments;

impl Fragments for NoFragments {
    fn fragment(
        &self,
        _format: &'static str,
        _index: usize,
        make: &mut dyn FnMut() -> Result<Fragment, WriteError>,
    ) -> Result<Arc<Fragment>, WriteError> {
        make().map(Arc::new)
    }
}

/// Writes the document of one feed.
pub type WriteFeed = fn(&FeedView<'_>, &dyn Fragments) -> Result<Vec<u8>, WriteError>;

/// Writes the document of the site.
pub type WriteSite = fn(&SiteView<'_>) -> Result<Vec<u8>, WriteError>;

/// Reads the content of the entry with this id back from a document that the writer wrote, and nobody changed since.
/// `None` where the document does not have it.
pub type ReadContent = fn(&[u8], &EntryId) -> Option<Html>;

/// How a writer is called.
#[derive(Clone, Copy)]
pub enum Write {
    /// Once for each feed.
    Feed(WriteFeed),
    /// Once for the site.
    Site(WriteSite),
}

/// A row of [`WRITERS`].
pub struct Writer {
    /// Its name in `publish.formats`, `[paths]` and `feedloom list`.
    pub name: &'static str,
    /// What a server should say that its documents are.
    pub media_type: &'static str,
    /// Its documents' file name, where `[paths]` says nothing else.
    pub file_name: &'static str,
    /// One line for the documentation.
    pub about: &'static str,
    /// Its function.
    pub write: Write,
    /// Reads the content of an entry back from a document of this writer; `None` where its documents cannot be read back.
    pub content: Option<ReadContent>,
    /// True: there is a document only where entries of others are published.
    pub of_members: bool,
    /// True: its documents list the feeds below, which makes them long however few entries they show.
    pub lists_feeds: bool,
}

impl Writer {
    /// What one call is about.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.write {
            Write::Feed(_) => Scope::Feed,
            Write::Site(_) => Scope::Site,
        }
    }
}

/// Raised whenever the bytes that any writer gives for the same view change, so that a new release rewrites what it must.
pub const WRITERS_VERSION: u32 = 5;

/// Every writer there is.
pub const WRITERS: &[Writer] = &[
    Writer {
        name: "rss",
        media_type: "application/rss+xml; charset=utf-8",
        file_name: "rss.xml",
        about: "RSS 2.0",
        write: Write::Feed(rss::write),
        content: Some(rss::content),
        of_members: false,
        lists_feeds: false,
    },
    Writer {
        name: "atom",
        media_type: "application/atom+xml; charset=utf-8",
        file_name: "atom.xml",
        about: "Atom 1.0 (RFC 4287)",
        write: Write::Feed(atom::write),
        content: Some(atom::content),
        of_members: false,
        lists_feeds: false,
    },
    Writer {
        name: "json",
        media_type: "application/feed+json",
        file_name: "feed.json",
        about: "JSON Feed 1.1",
        write: Write::Feed(json::write),
        content: Some(json::content),
        of_members: false,
        lists_feeds: false,
    },
    Writer {
        name: "html",
        media_type: "text/html; charset=utf-8",
        file_name: "index.html",
        about: "a page for people",
        write: Write::Feed(html::write),
        content: None,
        of_members: false,
        lists_feeds: true,
    },
    Writer {
        name: "opml",
        media_type: "text/x-opml; charset=utf-8",
        file_name: "feeds.opml",
        about: "a list of all feeds (OPML 2.0)",
        write: Write::Site(opml::write),
        content: None,
        of_members: false,
        lists_feeds: true,
    },
    Writer {
        name: "sources",
        media_type: "text/x-opml; charset=utf-8",
        file_name: "sources.opml",
        about: "a list of the feeds of others that entries come from (OPML 2.0)",
        write: Write::Site(opml::write_sources),
        content: None,
        of_members: true,
        lists_feeds: true,
    },
];

/// The writer of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Writer> {
    WRITERS.iter().find(|writer| writer.name == name)
}
