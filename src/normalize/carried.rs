//! What an entry of a feed says that is carried on as it is: as found in, fit to be published out.
//!
//! Looks at the texts of the draft, too, so that nothing is said twice; has to come before its content is taken out.

use url::Url;

use super::{episode, identify, media, resolve};
use crate::model::draft::{Draft, DraftBody, DraftPerson, RawText};
use crate::model::parts::carried::{Carried, CarriedLink, CommentFeed, Point, Reply};
use crate::model::parts::episode::Episode;
use crate::model::parts::{Image, Person};
use crate::model::syndicated::{DraftLink, DraftReply, Syndicated};

/// Links of an entry at the most.
const MOST_LINKS: usize = 16;

/// Entries that one answers at the most.
const MOST_REPLIES: usize = 16;

/// Characters of a link's title at the most.
const LONGEST_TITLE: usize = 255;

/// What is carried on of an entry.
#[derive(Default)]
pub(super) struct Told {
    /// What it is as an episode.
    pub(super) episode: Option<Box<Episode>>,
    /// All else.
    pub(super) carried: Option<Box<Carried>>,
}

/// The texts that the entry has in any case.
#[derive(Clone, Copy, Default)]
pub(super) struct Texts<'d> {
    summary: Option<&'d RawText>,
    body: Option<&'d RawText>,
}

impl<'d> Texts<'d> {
    /// The texts of a draft.
    pub(super) fn of(draft: &'d Draft) -> Self {
        let body = match &draft.body {
            DraftBody::Inline(body) => Some(body),
            DraftBody::None | DraftBody::Deferred(_) => None,
        };
        Self { summary: draft.summary.as_ref(), body }
    }

    /// True for the text of the entry's summary.
    pub(super) fn is_summary(self, text: &str) -> bool {
        self.summary.is_some_and(|summary| summary.value.trim() == text.trim())
    }

    /// True for the text of the entry's content.
    pub(super) fn is_content(self, text: &str) -> bool {
        self.body.is_some_and(|body| body.value.trim() == text.trim())
    }
}

/// What is carried on of a draft that `image` stands for.
pub(super) fn of(draft: &Draft, image: Option<&Image>) -> Told {
    let Some(more) = draft.syndicated.as_deref() else { return Told::default() };
    let base = draft.base.as_ref();
    let told = Texts::of(draft);
    let carried = Carried {
        contributors: contributors(base, &more.contributors),
        links: links(base, draft, more),
        license: more.license.as_deref().and_then(|license| page(base, license)),
        comments: more.comments.as_deref().and_then(|comments| page(base, comments)),
        comment_feed: more.comment_feed.as_deref().and_then(|feed| comment_feed(base, feed, &more.links)),
        comment_count: more.comment_count.as_deref().and_then(|count| count.parse().ok()),
        in_reply_to: more
            .in_reply_to
            .iter()
            .filter_map(|found| reply(base, found))
            .take(MOST_REPLIES)
            .collect(),
        point: more.point.and_then(|point| Point::new(point.latitude, point.longitude)),
        media: media::media(base, more, image, told),
    };
    Told {
        episode: more.podcast.as_deref().and_then(|podcast| episode::episode(base, podcast, told)),
        carried: (carried != Carried::default()).then(|| Box::new(carried)),
    }
}

/// A web address. What is none is left out without a word: `inspect` tells of it.
pub(super) fn page(base: Option<&Url>, found: &str) -> Option<Url> {
    resolve::link(base, found, "address", &mut drop)
}

/// People without their mail addresses, which Atom and JSON Feed have no use for but to be harvested.
pub(super) fn contributors(base: Option<&Url>, found: &[DraftPerson]) -> Vec<Person> {
    let people = super::people(base, found.iter(), &mut drop);
    people.into_iter().map(|person| Person { email: None, ..person }).collect()
}

/// Where the entry was found, and what it is about beside the page that the entry has a place of its own for.
fn links(base: Option<&Url>, draft: &Draft, more: &Syndicated) -> Vec<CarriedLink> {
    let own = |link: &DraftLink| link.rel == "related" && draft.related.as_ref() == Some(&link.href);
    let carried =
        more.links.iter().filter(|link| matches!(link.rel.as_str(), "via" | "related") && !own(link));
    let links = carried.filter_map(|link| {
        Some(CarriedLink {
            rel: link.rel.clone(),
            url: page(base, &link.href)?,
            title: link.title.as_ref().and_then(|title| media::text(&RawText::plain(title), LONGEST_TITLE)),
        })
    });
    links.take(MOST_LINKS).collect()
}

/// The feed of comments. A link without a type leads to a feed in Atom (RFC 4685 §4), `wfw:commentRss` to one in RSS.
fn comment_feed(base: Option<&Url>, found: &str, links: &[DraftLink]) -> Option<CommentFeed> {
    let link = links.iter().find(|link| link.rel == "replies" && link.href == found);
    let said = link.map(|link| link.media_type.as_deref().unwrap_or("application/atom+xml"));
    let said = said.map(str::trim).filter(|said| resolve::is_media_type(said));
    let media_type = said.unwrap_or("application/rss+xml").to_ascii_lowercase();
    Some(CommentFeed { url: page(base, found)?, media_type })
}

/// What is answered. It has to be named by its id (RFC 4685 §3).
fn reply(base: Option<&Url>, found: &DraftReply) -> Option<Reply> {
    let reference = found.reference.as_deref().filter(|id| id.len() <= identify::LONGEST)?;
    let media_type = found.media_type.as_deref().map(str::trim);
    Some(Reply {
        reference: identify::absolute_uri(reference)?,
        href: found.href.as_deref().and_then(|href| page(base, href)),
        media_type: media_type.filter(|said| resolve::is_media_type(said)).map(str::to_ascii_lowercase),
        source: found.source.as_deref().and_then(|source| page(base, source)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::syndicated::Point as DraftPoint;

    fn link(rel: &str, href: &str, media_type: Option<&str>) -> DraftLink {
        let media_type = media_type.map(str::to_owned);
        DraftLink { rel: rel.to_owned(), href: href.to_owned(), media_type, ..DraftLink::default() }
    }

    fn carried(more: Syndicated) -> Option<Box<Carried>> {
        let base = Url::parse("https://a.example/feed").ok();
        of(&Draft { base, syndicated: Some(Box::new(more)), ..Draft::default() }, None).carried
    }

    #[test]
    fn an_entry_that_says_nothing_more_has_nothing_of_it() {
        assert_eq!(carried(Syndicated::default()), None);
        let useless = Syndicated {
            comments: Some("javascript:x".to_owned()),
            comment_count: Some("many".to_owned()),
            in_reply_to: vec![DraftReply { reference: Some("7".to_owned()), ..DraftReply::default() }],
            point: Some(DraftPoint { latitude: 100.0, longitude: 0.0 }),
            links: vec![link("alternate", "/1", None), link("enclosure", "/1.mp3", None)],
            ..Syndicated::default()
        };
        assert_eq!(carried(useless), None);
    }

    #[test]
    fn addresses_are_whole_and_people_have_no_mail() {
        let contributor = DraftPerson {
            name: "Ada".to_owned(),
            email: Some("a@a.example".to_owned()),
            uri: None,
            avatar: None,
        };
        let found = Syndicated {
            contributors: vec![contributor],
            license: Some("/by".to_owned()),
            comments: Some("/1#comments".to_owned()),
            comment_count: Some("7".to_owned()),
            links: vec![link("via", "/v", None), link("related", "/r", None)],
            ..Syndicated::default()
        };
        let carried = carried(found).unwrap();
        assert_eq!((carried.contributors.len(), &carried.contributors[0].email), (1, &None));
        assert_eq!(carried.license.as_ref().map(Url::as_str), Some("https://a.example/by"));
        assert_eq!(carried.comments.as_ref().map(Url::as_str), Some("https://a.example/1#comments"));
        assert_eq!(carried.comment_count, Some(7));
        let links: Vec<_> = carried.links.iter().map(|link| (link.rel.as_str(), link.url.path())).collect();
        assert_eq!(links, [("via", "/v"), ("related", "/r")]);
    }

    #[test]
    fn the_feed_of_comments_is_of_the_type_that_is_said_or_that_its_element_is_for() {
        let feed = "https://a.example/c";
        for (links, expected) in [
            (vec![], "application/rss+xml"),
            (vec![link("replies", feed, None)], "application/atom+xml"),
            (vec![link("replies", feed, Some("Application/RSS+XML"))], "application/rss+xml"),
            (vec![link("replies", feed, Some("none"))], "application/rss+xml"),
        ] {
            assert_eq!(comment_feed(None, feed, &links).unwrap().media_type, expected, "{links:?}");
        }
    }
}
