//! An entry as an episode of a podcast: what the iTunes and podcast namespaces say of it.

use std::collections::BTreeMap;

use ::rss::extension::itunes::ITunesItemExtension;
use ::rss::extension::{Extension, ExtensionMap};

use crate::model::entry::Entry;
use crate::model::parts::PlainText;
use crate::model::parts::episode::EpisodeTag;
use crate::writers::safe;

/// What Apple's directory reads.
pub(super) fn itunes(entry: &Entry) -> Option<ITunesItemExtension> {
    let episode = entry.episode.as_deref()?;
    let extension = ITunesItemExtension {
        explicit: episode.explicit.map(|explicit| explicit.to_string()),
        duration: episode.duration.map(|seconds| seconds.to_string()),
        image: episode.image.as_ref().map(|image| safe::url(image).into_owned()),
        season: episode.season.map(|season| season.to_string()),
        episode: episode.number.map(|number| number.to_string()),
        episode_type: episode.kind.as_ref().map(PlainText::to_string),
        ..ITunesItemExtension::default()
    };
    (extension != ITunesItemExtension::default()).then_some(extension)
}

/// What podcast players read.
pub(super) fn podcast(entry: &Entry) -> ExtensionMap {
    let tags = entry.episode.as_deref().map(|episode| episode.tags.as_slice()).unwrap_or_default();
    let elements = elements(tags);
    if elements.is_empty() { ExtensionMap::new() } else { BTreeMap::from([("podcast".to_owned(), elements)]) }
}

fn elements(tags: &[EpisodeTag]) -> BTreeMap<String, Vec<Extension>> {
    let mut by_name: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for tag in tags {
        by_name.entry(tag.name.clone()).or_default().push(Extension {
            name: format!("podcast:{}", tag.name),
            value: Some(tag.text.to_string()).filter(|text| !text.is_empty()),
            attrs: tag.attributes.iter().map(|(name, value)| (name.clone(), value.to_string())).collect(),
            // Elements that were taken up have one level in them at the most.
            children: elements(&tag.parts),
        });
    }
    by_name
}
