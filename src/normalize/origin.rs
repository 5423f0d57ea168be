//! Where an entry of a feed was first published: as found in, absolute and plain out.

use std::sync::Arc;

use url::Url;

use super::{carried, identify, own, resolve};
use crate::model::draft::{Draft, DraftPerson, RawText};
use crate::model::entry::{Origin, OriginAbout, OriginCategory};
use crate::model::ids::SourceId;
use crate::model::parts::{Image, PlainText};
use crate::model::policy::SourcePolicy;
use crate::model::syndicated::{DraftCategory, DraftOrigin, Syndicated};
use crate::text;

/// Where entries are from, made once for those that share it: most that a document brings are from its own feed.
#[derive(Default)]
pub(super) struct Origins {
    last: Option<(Arc<DraftOrigin>, Option<Url>, Made)>,
}

/// What is made of where an entry is from.
#[derive(Clone, Default)]
pub(super) struct Made {
    /// `None`: it is the site's own.
    pub(super) origin: Option<Arc<Origin>>,
    /// True: that is a feed of ours, from which it comes back.
    pub(super) is_ours: bool,
}

impl Origins {
    /// Where the entry is from. The policy is the same for all entries.
    pub(super) fn of(&mut self, draft: &Draft, policy: &SourcePolicy) -> Made {
        let Some(more) = draft.syndicated.as_deref() else { return Made::default() };
        let base = draft.base.as_ref();
        if let (Some((found, from, made)), Some(origin)) = (&self.last, &more.origin)
            && Arc::ptr_eq(found, origin)
            && from.as_ref() == base
        {
            return made.clone();
        }
        let made = Made {
            origin: Some(Arc::new(origin(base, more.origin.as_deref(), &policy.source))),
            is_ours: more.origin.as_deref().is_some_and(|origin| own::is_our_feed(origin, policy)),
        };
        self.last = more.origin.clone().map(|origin| (origin, draft.base.clone(), made.clone()));
        made
    }
}

/// The origin. What is no web address is left out without a word: it was told of the feed. A feed that says nothing of itself is called
/// what the owner calls its source, so that no entry of others passes for one of the site's own.
fn origin(base: Option<&Url>, found: Option<&DraftOrigin>, source: &SourceId) -> Origin {
    let page = |url: &Option<String>| resolve::link(base, url.as_deref()?, "origin", &mut drop);
    let title = |found: &DraftOrigin| Some(super::shortened(text::html::to_plain(found.title.as_ref()?)));
    let id = |found: &DraftOrigin| {
        found.id.as_deref().filter(|id| id.len() <= identify::LONGEST).and_then(identify::absolute_uri)
    };
    let origin = Origin {
        title: found.and_then(title).unwrap_or_default(),
        id: found.and_then(id),
        feed: found.and_then(|found| page(&found.feed_url)),
        site: found.and_then(|found| page(&found.url)),
        face: None,
        about: found.and_then(|found| about(base, found)).map(Box::new),
        is_second_hand: found.is_some_and(|found| found.is_second_hand),
    };
    let says_nothing = origin.title.is_empty() && origin.id.is_none() && origin.feed.is_none();
    if says_nothing && origin.site.is_none() {
        return Origin { title: PlainText::new(source.as_str()), ..Origin::default() };
    }
    origin
}

/// Categories of a feed at the most.
const MOST_CATEGORIES: usize = 16;

/// What the feed says of itself beside what names it; `None` where it says nothing.
fn about(base: Option<&Url>, found: &DraftOrigin) -> Option<OriginAbout> {
    let text = |text: Option<&RawText>| Some(super::shortened(text::html::to_plain(text?)));
    let text = |found| text(found).filter(|text| !text.is_empty());
    let page = |found: &Option<String>| carried::page(base, found.as_deref()?);
    let about = OriginAbout {
        subtitle: text(found.subtitle.as_ref()),
        rights: text(found.rights.as_ref()),
        logo: page(&found.image),
        icon: page(&found.icon),
        license: page(&found.license),
        categories: found.categories.iter().filter_map(category).take(MOST_CATEGORIES).collect(),
        authors: carried::contributors(base, &found.authors),
        contributors: carried::contributors(base, &found.contributors),
    };
    (about != OriginAbout::default()).then_some(about)
}

fn category(found: &DraftCategory) -> Option<OriginCategory> {
    let name = |found: &str| Some(super::shortened(PlainText::new(found))).filter(|name| !name.is_empty());
    let scheme = found.scheme.as_deref().filter(|scheme| scheme.len() <= identify::LONGEST);
    Some(OriginCategory {
        term: name(&found.term)?,
        scheme: scheme.and_then(identify::absolute_uri),
        label: found.label.as_deref().and_then(name),
    })
}

/// A stand-in for the author of an entry that names none: the feed that it is from. Without it, a reader would take the entry for
/// one of the feed's that it is shown in (RFC 4287 §4.2.1).
pub(super) fn as_author(origin: &Origin) -> Option<DraftPerson> {
    let uri = origin.site.as_ref().map(|site| site.as_str().to_owned());
    (!origin.title.is_empty()).then(|| DraftPerson {
        name: origin.title.to_string(),
        email: None,
        uri,
        avatar: None,
    })
}

/// The picture of an entry that has none of its own among what feeds add to it: `media:thumbnail`, else a `media:content` that is
/// an image, else the cover of the episode.
pub(super) fn picture(base: Option<&Url>, found: &Syndicated) -> Option<Image> {
    let is_image =
        |kind: Option<&str>| kind.is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("image"));
    let media = found
        .media
        .iter()
        .filter(|media| is_image(media.medium.as_deref()) || is_image(media.media_type.as_deref()))
        .filter_map(|media| media.url.as_deref());
    let cover = found.podcast.as_ref().and_then(|podcast| podcast.image.as_deref());
    let mut candidates =
        found.thumbnails.iter().map(|picture| picture.url.as_str()).chain(media).chain(cover);
    candidates.find_map(|url| resolve::image(base, url, &mut drop))
}

/// What a feed says of an entry's rights, where the entry itself says nothing: the address of a licence.
pub(super) fn licence(found: &Syndicated) -> Option<PlainText> {
    found.license.as_deref().map(PlainText::new).map(super::shortened).filter(|licence| !licence.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::syndicated::{DraftMedia, DraftThumbnail};

    #[test]
    fn what_is_no_address_or_no_id_is_left_out() {
        let base = Url::parse("https://a.example/feed.xml").unwrap();
        let found = DraftOrigin {
            title: Some(RawText::html("A &amp; B")),
            url: Some("/".to_owned()),
            feed_url: Some("mailto:x@a.example".to_owned()),
            id: Some("17".to_owned()),
            subtitle: Some(RawText::html(" <br> ")),
            image: Some("logo.png".to_owned()),
            icon: Some("data:image/png,x".to_owned()),
            categories: vec![DraftCategory { term: " ".to_owned(), ..DraftCategory::default() }],
            ..DraftOrigin::default()
        };
        let source = SourceId::new("neighbour");
        let origin = origin(Some(&base), Some(&found), &source);
        assert_eq!((origin.title.as_str(), origin.id.as_ref(), origin.feed.as_ref()), ("A & B", None, None));
        assert_eq!(origin.site.as_ref().map(Url::as_str), Some("https://a.example/"));
        let about = origin.about.as_deref().unwrap();
        let logo = Url::parse("https://a.example/logo.png").ok();
        assert_eq!(*about, OriginAbout { logo, ..OriginAbout::default() });
        assert_eq!(as_author(&origin).unwrap().uri.as_deref(), Some("https://a.example/"));
        for nothing in [None, Some(&DraftOrigin::default())] {
            assert_eq!(super::origin(None, nothing, &source).title.as_str(), "neighbour");
        }
    }

    #[test]
    fn a_thumbnail_comes_before_an_image_and_that_before_a_cover() {
        let media = |url: &str, medium: Option<&str>, media_type: Option<&str>| DraftMedia {
            url: Some(url.to_owned()),
            medium: medium.map(str::to_owned),
            media_type: media_type.map(str::to_owned),
            ..DraftMedia::default()
        };
        let mut found = Syndicated::default();
        assert!(picture(None, &found).is_none());
        found.podcast.get_or_insert_default().image = Some("https://a.example/cover.png".to_owned());
        let shown = |found: &Syndicated| picture(None, found).unwrap().url.path().to_owned();
        assert_eq!(shown(&found), "/cover.png");
        found.media = vec![
            media("https://a.example/film.mp4", Some("video"), None),
            media("https://a.example/one.png", None, Some("image/png")),
        ];
        assert_eq!(shown(&found), "/one.png");
        found.thumbnails = ["relative.png", "https://a.example/small.png"]
            .map(|url| DraftThumbnail { url: url.to_owned(), ..DraftThumbnail::default() })
            .to_vec();
        assert_eq!(shown(&found), "/small.png");
    }
}
