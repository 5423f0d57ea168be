//! What an entry says as an episode of a podcast: as found in, fit to be published out.
//!
//! Elements of the podcast namespace are carried on as they are, those that an item may have: what they say is data for the programs that
//! play it. Their names are known ones, their addresses web addresses, their number is bounded.

use url::Url;

use super::carried::Texts;
use super::{media, resolve};
use crate::model::draft::RawText;
use crate::model::parts::PlainText;
use crate::model::parts::episode::{Episode, EpisodeTag};
use crate::model::syndicated::{Podcast, PodcastTag};
use crate::text::units;

/// Elements that an item may have, in the spelling of the namespace's document, and those in them.
const TAGS: &[(&str, &[&str])] = &[
    ("alternateEnclosure", &["source", "integrity"]),
    ("chapters", &[]),
    ("chat", &[]),
    ("contentLink", &[]),
    ("episode", &[]),
    ("funding", &[]),
    ("image", &[]),
    ("images", &[]),
    ("license", &[]),
    ("location", &[]),
    ("person", &[]),
    ("season", &[]),
    ("socialInteract", &[]),
    ("soundbite", &[]),
    ("transcript", &[]),
    ("txt", &[]),
    ("value", &["valueRecipient", "valueTimeSplit"]),
];

/// Attributes that are addresses, in lower case.
const ADDRESSES: &[&str] = &["url", "href", "img", "feedurl", "uri"];

/// True for the name of an attribute that is an address.
pub(super) fn is_address(name: &str) -> bool {
    ADDRESSES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Elements of an episode at the most, and of one element.
const MOST: usize = 64;

/// Bytes of a text at the most.
const LONGEST: usize = 1024;

/// Characters of a title or subtitle at the most (Apple, "Podcast RSS feed requirements").
const LONGEST_LINE: usize = 255;

/// Characters of a summary at the most (Apple, as above).
const LONGEST_SUMMARY: usize = 4000;

/// The episode; `None` where nothing is said of it. `told`: what the entry itself says.
pub(super) fn episode(base: Option<&Url>, found: &Podcast, told: Texts<'_>) -> Option<Box<Episode>> {
    let fact = |name: &str| {
        let said = found.facts.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        said.map(|(_, value)| value.trim())
    };
    let number = |name: &str| fact(name).and_then(|text| text.parse().ok()).filter(|number| *number > 0);
    let kind = fact("episodeType").map(str::to_ascii_lowercase);
    let line = |said: Option<&str>| media::text(&RawText::html(said?), LONGEST_LINE);
    let summary = found.summary.as_deref().filter(|said| !told.is_content(said));
    let (summary, is_summarized) = match summary {
        Some(said) if told.is_summary(said) => (None, true),
        said => (said.map(RawText::html), false),
    };
    let episode = Episode {
        title: line(fact("title")),
        subtitle: line(found.subtitle.as_deref()),
        summary: summary.and_then(|summary| media::text(&summary, LONGEST_SUMMARY)),
        is_summarized,
        block: found.block,
        explicit: found.explicit,
        duration: found.duration.as_deref().and_then(units::playing_time),
        image: found.image.as_deref().and_then(|image| address(base, image)),
        season: number("season"),
        number: number("episode"),
        order: number("order"),
        is_captioned: fact("isClosedCaptioned").is_some_and(|said| said.eq_ignore_ascii_case("yes")),
        kind: kind
            .filter(|kind| matches!(kind.as_str(), "full" | "trailer" | "bonus"))
            .map(|kind| PlainText::new(&kind)),
        tags: tags(base, &found.tags, &TAGS.iter().map(|(name, _)| *name)),
    };
    (episode != Episode::default()).then(|| Box::new(episode))
}

/// The known ones among elements.
fn tags<'a>(
    base: Option<&Url>,
    found: &[PodcastTag],
    known: &(impl Iterator<Item = &'a str> + Clone),
) -> Vec<EpisodeTag> {
    let fit = |tag: &PodcastTag| {
        let name = known.clone().find(|name| name.eq_ignore_ascii_case(&tag.name))?;
        let inner = TAGS.iter().find(|(outer, _)| *outer == name).map_or(&[][..], |(_, inner)| inner);
        let attributes = tag.attributes.iter().take(MOST).map(|(name, value)| attribute(base, name, value));
        Some(EpisodeTag {
            name: name.to_owned(),
            // An element that leads nowhere is none.
            attributes: attributes.collect::<Result<Vec<_>, _>>().ok()?.into_iter().flatten().collect(),
            text: PlainText::new(&tag.text),
            parts: tags(base, &tag.parts, &inner.iter().copied()),
        })
    };
    found.iter().filter(|tag| tag.text.len() <= LONGEST).filter_map(fit).take(MOST).collect()
}

/// An address that is not of the web.
struct LeadsNowhere;

/// An attribute that may be published; `None` where it is left out.
fn attribute(
    base: Option<&Url>,
    name: &str,
    value: &str,
) -> Result<Option<(String, PlainText)>, LeadsNowhere> {
    if is_address(name) {
        let address = address(base, value).ok_or(LeadsNowhere)?;
        return Ok(Some((name.to_owned(), PlainText::new(address.as_str()))));
    }
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = is_name && value.len() <= LONGEST;
    Ok(fits.then(|| (name.to_owned(), PlainText::new(value))))
}

fn address(base: Option<&Url>, found: &str) -> Option<Url> {
    resolve::link(base, found, "address", &mut drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::draft::{Draft, DraftBody};

    fn tag(name: &str, attributes: &[(&str, &str)]) -> PodcastTag {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        PodcastTag { name: name.to_owned(), attributes: attributes.collect(), ..PodcastTag::default() }
    }

    #[test]
    fn an_episode_keeps_what_can_be_published() {
        let found = Podcast {
            explicit: Some(false),
            block: true,
            duration: Some("1:02:03".to_owned()),
            subtitle: Some("a".repeat(300)),
            summary: Some("A &lt; B".to_owned()),
            facts: vec![
                ("title".to_owned(), "One".to_owned()),
                ("episodeType".to_owned(), "Bonus".to_owned()),
                ("season".to_owned(), "x".to_owned()),
            ],
            tags: vec![
                tag("Transcript", &[("url", "/t.vtt"), ("type", "text/vtt"), ("on:click", "x")]),
                tag("chapters", &[("url", "javascript:alert(1)")]),
                tag("script", &[]),
            ],
            ..Podcast::default()
        };
        let base = Url::parse("https://a.example/feed").unwrap();
        let episode = episode(Some(&base), &found, Texts::default()).unwrap();
        assert_eq!((episode.duration, episode.season, episode.block), (Some(3723), None, true));
        let length = episode.subtitle.as_ref().map(|subtitle| subtitle.as_str().chars().count());
        assert_eq!((length, episode.title.as_ref().map(PlainText::as_str)), (Some(255), Some("One")));
        assert_eq!(episode.summary.as_ref().map(PlainText::as_str), Some("A < B"));
        let text = || RawText::html(" A &lt; B ");
        let summarized = Draft { summary: Some(text()), ..Draft::default() };
        let told = Draft { body: DraftBody::Inline(text()), ..Draft::default() };
        for (draft, expected) in [(summarized, true), (told, false)] {
            let episode = super::episode(None, &found, Texts::of(&draft)).unwrap();
            assert_eq!((episode.summary, episode.is_summarized), (None, expected));
        }
        assert_eq!(episode.kind.as_ref().map(PlainText::as_str), Some("bonus"));
        let [transcript] = episode.tags.as_slice() else { panic!("{:?}", episode.tags) };
        assert_eq!(transcript.name, "transcript");
        let attributes: Vec<_> =
            transcript.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(attributes, [("url", "https://a.example/t.vtt"), ("type", "text/vtt")]);
    }

    #[test]
    fn what_says_nothing_of_an_episode_is_none() {
        assert_eq!(episode(None, &Podcast::default(), Texts::default()), None);
    }
}
