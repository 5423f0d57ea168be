//! Recovery: where the content of an entry cannot be loaded, it is read back from what is published.
//!
//! A file that cannot be read, or a folder that is not mounted, must not hold up the other entries of the feeds that it is in.
//! What was published of it is still there, in our own documents, and is known to be ours byte for byte.

use super::bodies::whole;
use super::render::Shared;
use crate::model::entry::{Body, Entry};
use crate::model::ids::EntryId;
use crate::model::plan::ContentMode;

impl Shared {
    /// The content of an entry as some document has it.
    pub(super) fn published_body(&self, entry: &Entry) -> Option<Body> {
        let settings = &self.settings;
        let shows_content = matches!(settings.plan.content, ContentMode::Full | ContentMode::Both);
        if !shows_content && entry.summary.is_some() {
            // The author's summary, which is known, is all that is shown.
            return Some(Body::default());
        }
        settings.rules.of(entry).iter().find_map(|membership| {
            let addresses = settings.layout.addresses(&membership.feed);
            addresses.iter().find_map(|address| {
                let writer = settings.writers.iter().find(|writer| writer.name == address.format)?;
                let content = writer.content?;
                let document = self.placer.published(&address.path)?;
                // RSS may name it by what its readers know it by.
                let known_as = entry.guid.as_deref().map(EntryId::new);
                std::iter::once(&entry.id).chain(&known_as).find_map(|id| content(&document, id)).map(whole)
            })
        })
    }
}
