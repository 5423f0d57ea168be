//! One entry. In: an entry as it was read. Out: its JSON object.

use std::collections::HashMap;

use super::{authors, categories, date, html, itunes, links, people, person, plain, tags};
use crate::app::inspect::json::{Json, Object, list};
use crate::model::draft::{Draft, RawText};
use crate::model::syndicated::{
    DraftCredit, DraftMedia, DraftMediaAbout, DraftOrigin, DraftRating, DraftReply, DraftThumbnail, Podcast,
    PodcastTag, Syndicated,
};
use crate::normalize::reading::{Content, Entry};
use crate::text::html::to_plain;

/// The object of an entry.
pub(super) fn item(entry: &Entry) -> Object<'_> {
    let Entry { draft, title, summary, content, .. } = entry;
    let (content_html, content_text) = match content {
        Content::None => (None, None),
        Content::Html(html) => (Some(html.as_str()), None),
        Content::Text(text) => (None, Some(text.as_str())),
    };
    let object = Object::default()
        .with("id", id(draft))
        .with("url", draft.link.as_ref())
        .with("external_url", draft.related.as_ref())
        .with("title", plain(title.as_ref()))
        .with("content_html", content_html);
    // JSON Feed 1.1, Items: one of both has to be there.
    let object = match (content_html.unwrap_or_default(), content_text) {
        ("", text) => object.always("content_text", text.unwrap_or_default()),
        (_, text) => object.with("content_text", text),
    };
    object
        .with("summary", plain(summary.as_ref()))
        .with("image", draft.image.as_ref())
        .with("date_published", draft.published.map(date))
        .with("date_modified", draft.updated.map(date))
        .with("authors", authors(&draft.authors))
        .with("tags", list(tags(draft), |tag| tag))
        .with("language", draft.language.as_ref())
        .with("attachments", attachments(draft))
        .with("_feedloom", extension(entry))
}

/// What identifies the entry: its id as found, else its link, else what reading made up.
fn id(draft: &Draft) -> &str {
    let claimed = draft.claimed_id.as_deref().filter(|id| !id.is_empty());
    claimed.or(draft.link.as_deref()).unwrap_or_else(|| draft.key.as_str())
}

/// The files of an entry. Their titles stand with its links.
fn attachments(draft: &Draft) -> Json<'_> {
    let links = draft.syndicated.iter().flat_map(|more| &more.links).filter(|link| link.rel == "enclosure");
    let titles: HashMap<&str, &String> =
        links.filter_map(|link| Some((link.href.as_str(), link.title.as_ref()?))).collect();
    list(&draft.enclosures, |file| {
        Object::default()
            .with("url", &file.url)
            .with("mime_type", file.media_type.as_ref())
            .with("title", titles.get(file.url.as_str()).copied())
            .with("size_in_bytes", file.length)
            .with("duration_in_seconds", file.duration)
    })
}

/// What JSON Feed cannot say of an entry.
fn extension(entry: &Entry) -> Object<'_> {
    let Entry { draft, title, summary, rights, .. } = entry;
    let object = Object::default()
        .with("title_html", html(title.as_ref()))
        .with("summary_html", html(summary.as_ref()))
        .with("rights", plain(rights.as_ref()))
        .with("rights_html", html(rights.as_ref()))
        .with("expires", draft.expires.map(date))
        .with("authors", everybody(draft));
    match draft.syndicated.as_deref() {
        Some(more) => syndicated(object, more, entry),
        None => object,
    }
}

/// The authors, and an empty one for each element that names nobody.
fn everybody(draft: &Draft) -> Json<'_> {
    let nameless = draft.syndicated.as_deref().map_or(0, |more| more.nameless_authors);
    let named = draft.authors.iter().map(person);
    list(named.chain((0..nameless).map(|_| Object::default())), |person| person)
}

fn syndicated<'a>(object: Object<'a>, more: &'a Syndicated, entry: &'a Entry) -> Object<'a> {
    object
        .with("contributors", people(&more.contributors))
        .with("links", links(&more.links))
        .always("link_explicit", more.link_is_own)
        .with("categories", categories(&more.categories))
        .with("comments", more.comments.as_ref())
        .with("comment_feed", more.comment_feed.as_ref())
        .with("comment_count", more.comment_count.as_ref())
        .with("source", more.origin.as_ref().map(|origin| source(origin, entry)))
        .with("media", media(more))
        .with(
            "geo",
            more.point
                .map(|point| Object::default().always("lat", point.latitude).always("lon", point.longitude)),
        )
        .with("in_reply_to", list(&more.in_reply_to, reply))
        .with("itunes", more.podcast.as_deref().map(itunes))
        .with("podcast", more.podcast.as_deref().map(podcast_tags))
        .with("license", more.license.as_ref())
        .with("created", more.created.map(date))
}

fn source<'a>(origin: &'a DraftOrigin, entry: &'a Entry) -> Object<'a> {
    Object::default()
        .with("title", plain(entry.origin_title.as_ref()))
        .with("url", origin.url.as_ref())
        .with("feed_url", origin.feed_url.as_ref())
        .with("id", origin.id.as_ref())
        .with("subtitle", origin.subtitle.as_ref().map(text))
        .with("rights", origin.rights.as_ref().map(text))
        .with("logo", origin.image.as_ref())
        .with("icon", origin.icon.as_ref())
        .with("license", origin.license.as_ref())
        .with("categories", categories(&origin.categories))
        .with("authors", people(&origin.authors))
        .with("contributors", people(&origin.contributors))
}

/// What a person reads of a text.
fn text(text: &RawText) -> String {
    to_plain(text).as_str().to_owned()
}

fn reply(reply: &DraftReply) -> Object<'_> {
    Object::default()
        .with("ref", reply.reference.as_ref())
        .with("href", reply.href.as_ref())
        .with("type", reply.media_type.as_ref())
        .with("source", reply.source.as_ref())
}

fn media(more: &Syndicated) -> Object<'_> {
    let object = Object::default()
        .with("thumbnails", list(&more.thumbnails, thumbnail))
        .with("contents", list(&more.media, medium));
    match more.about_media.as_deref() {
        Some(said) => about(object, said),
        None => object,
    }
}

fn thumbnail(picture: &DraftThumbnail) -> Object<'_> {
    Object::default()
        .with("url", &picture.url)
        .with("width", picture.width.as_ref())
        .with("height", picture.height.as_ref())
}

fn medium(media: &DraftMedia) -> Object<'_> {
    let facts = media.facts.iter().fold(Object::default(), |object, (name, text)| object.with(name, text));
    let object = Object::default()
        .with("url", media.url.as_ref())
        .with("type", media.media_type.as_ref())
        .with("medium", media.medium.as_ref())
        .with("length", media.length.as_ref())
        .with("duration", media.duration.as_ref())
        .with("width", media.width.as_ref())
        .with("height", media.height.as_ref())
        .with("facts", facts)
        .with("group", media.group.map(u64::from));
    about(object, &media.about)
}

/// Adds what is said of a media object, or of all.
fn about<'a>(object: Object<'a>, said: &'a DraftMediaAbout) -> Object<'a> {
    object
        .with("title", said.title.as_ref().map(text))
        .with("description", said.description.as_ref().map(text))
        .with("credits", list(&said.credits, credit))
        .with("ratings", list(&said.ratings, rating))
}

fn credit(credit: &DraftCredit) -> Object<'_> {
    Object::default()
        .with("name", &credit.name)
        .with("role", credit.role.as_ref())
        .with("scheme", credit.scheme.as_ref())
}

fn rating(rating: &DraftRating) -> Object<'_> {
    Object::default().with("value", &rating.value).with("scheme", rating.scheme.as_ref())
}

/// The elements of the podcast namespace, as data.
pub(super) fn podcast_tags(podcast: &Podcast) -> Json<'_> {
    list(&podcast.tags, |tag| podcast_tag(tag).with("parts", list(&tag.parts, podcast_tag)))
}

fn podcast_tag(tag: &PodcastTag) -> Object<'_> {
    let attributes =
        tag.attributes.iter().fold(Object::default(), |object, (name, text)| object.with(name, text));
    Object::default().with("name", &tag.name).with("attributes", attributes).with("text", &tag.text)
}
