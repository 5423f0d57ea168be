//! An entry as an episode of a podcast: what the iTunes and podcast namespaces say of it.

use std::borrow::Cow;

use crate::model::parts::PlainText;
use crate::model::parts::episode::{Episode, EpisodeTag};
use crate::writers::safe;

use super::{Element, filled};

/// What Apple's directory reads. Its words are spelled as Apple has them. `summary`: the entry's own.
pub(super) fn itunes<'e>(episode: &'e Episode, summary: Option<&'e PlainText>) -> Vec<Element<'e>> {
    let summary = episode.summary.as_ref().or(summary.filter(|_| episode.is_summarized));
    let number = |number: Option<u32>| number.map(|number| Cow::Owned(number.to_string()));
    let yes = |said: bool| said.then_some(Cow::Borrowed("Yes"));
    let texts = [
        ("title", filled(episode.title.as_ref()).map(Cow::Borrowed)),
        ("subtitle", filled(episode.subtitle.as_ref()).map(Cow::Borrowed)),
        ("summary", filled(summary).map(Cow::Borrowed)),
        ("explicit", episode.explicit.map(|said| Cow::Borrowed(if said { "true" } else { "false" }))),
        ("duration", episode.duration.map(|seconds| Cow::Owned(seconds.to_string()))),
        ("season", number(episode.season)),
        ("episode", number(episode.number)),
        ("episodeType", filled(episode.kind.as_ref()).map(Cow::Borrowed)),
        ("order", number(episode.order)),
        ("isClosedCaptioned", yes(episode.is_captioned)),
        ("block", yes(episode.block)),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some(Element::named(name).text(text?)));
    let image = episode.image.as_ref().map(|image| Element::named("image").with("href", safe::url(image)));
    texts.chain(image).collect()
}

/// What podcast players read.
pub(super) fn podcast(tags: &[EpisodeTag]) -> Vec<Element<'_>> {
    tags.iter()
        .map(|tag| Element { inside: tag.parts.iter().map(element).collect(), ..element(tag) })
        .collect()
}

/// An element without those in it, of which there is one level.
fn element(tag: &EpisodeTag) -> Element<'_> {
    let attributes =
        tag.attributes.iter().map(|(name, value)| (name.as_str(), Cow::Borrowed(value.as_str())));
    Element {
        attributes: attributes.collect(),
        text: Cow::Borrowed(tag.text.as_str()),
        ..Element::named(&tag.name)
    }
}
