//! What was read of a feed as one JSON document: JSON Feed 1.1, and in `_feedloom` what that has no member for.
//!
//! Members without a value are left out. What of it means what is in `docs/reading-feeds.md`.

use chrono::{DateTime, Utc};

use super::Inspected;
use super::json::{Json, Object, list};
use crate::model::draft::{Draft, DraftPerson};
use crate::model::syndicated::{
    Cloud, DraftCategory, DraftFeed, DraftLink, Extent, Generator, Podcast, Rhythm,
};
use crate::normalize::reading::{Feed, Text};
use crate::parse::defect::Defect;
use crate::text::date::rfc3339_as_read;

mod item;

/// The version that the document says it is of.
const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// The document, on one line, without a line end.
pub(super) fn write(inspected: &Inspected) -> Result<String, serde_json::Error> {
    let Feed { draft, title, subtitle, .. } = &inspected.feed;
    let object = Object::default()
        .with("version", VERSION)
        .always("title", plain(title.as_ref()).unwrap_or_default())
        .with("home_page_url", draft.link.as_ref())
        .with("feed_url", draft.feed_url.as_ref())
        .with("description", plain(subtitle.as_ref()))
        .with("next_url", draft.links.iter().find(|link| link.rel == "next").map(|link| &link.href))
        .with("icon", draft.image.as_ref())
        .with("favicon", draft.icon.as_ref())
        .with("language", draft.language.as_ref())
        .with("authors", authors(&draft.authors))
        .with("expired", draft.is_finished.then_some(true))
        .with("hubs", hubs(&draft.links))
        .with("_feedloom", extension(inspected))
        .always("items", list(&inspected.entries, item::item));
    serde_json::to_string(&object)
}

/// What JSON Feed cannot say of a feed.
fn extension(inspected: &Inspected) -> Object<'_> {
    let Feed { draft, title, subtitle, rights } = &inspected.feed;
    Object::default()
        .with("format", &*inspected.format.0)
        .with("charset", inspected.charset)
        .with("id", draft.id.as_ref())
        .with("title_html", html(title.as_ref()))
        .with("subtitle", plain(subtitle.as_ref()))
        .with("subtitle_html", html(subtitle.as_ref()))
        .with("rights", plain(rights.as_ref()))
        .with("rights_html", html(rights.as_ref()))
        .with("generator", draft.generator.as_ref().map(generator))
        .with("updated", draft.updated.map(date))
        .with("published", draft.published.map(date))
        .with("ttl", draft.ttl.as_ref())
        .with("skipHours", list(&draft.skip_hours, |hour| hour))
        .with("skipDays", list(&draft.skip_days, |day| day))
        .with("cloud", draft.cloud.as_ref().map(cloud))
        .with("rhythm", draft.rhythm.as_ref().map(rhythm))
        .with("extent", extent(draft))
        .with("links", links(&draft.links))
        .with("authors", people(&draft.authors))
        .with("contributors", people(&draft.contributors))
        .with("categories", categories(&draft.categories))
        .with("license", draft.license.as_ref())
        .with("itunes", draft.podcast.as_deref().map(itunes))
        .with("podcast", draft.podcast.as_deref().map(item::podcast_tags))
        .with("warnings", list(&inspected.defects, warning))
        .with("more_warnings", (inspected.more_defects > 0).then_some(inspected.more_defects as u64))
}

fn plain(text: Option<&Text>) -> Option<&str> {
    text.map(|text| text.plain.as_str())
}

fn html(text: Option<&Text>) -> Option<&str> {
    text.and_then(|text| text.html.as_ref()).map(crate::model::parts::Html::as_str)
}

/// A date of any year that the form has room for (RFC 3339 §5.6), not only of those that may be published.
fn date(at: DateTime<Utc>) -> String {
    rfc3339_as_read(at)
}

/// People as JSON Feed has them: a name, a page and a picture.
fn authors(people: &[DraftPerson]) -> Json<'_> {
    let named = people
        .iter()
        .filter(|person| !person.name.is_empty() || person.uri.is_some() || person.avatar.is_some());
    list(named, |person| {
        let named = Object::default().with("name", &person.name).with("url", person.uri.as_ref());
        named.with("avatar", person.avatar.as_ref())
    })
}

fn people(people: &[DraftPerson]) -> Json<'_> {
    list(people, person)
}

fn person(person: &DraftPerson) -> Object<'_> {
    Object::default()
        .with("name", &person.name)
        .with("email", person.email.as_ref())
        .with("url", person.uri.as_ref())
}

fn hubs(links: &[DraftLink]) -> Json<'_> {
    list(links.iter().filter(|link| link.rel == "hub"), |link| {
        Object::default().with("type", "WebSub").with("url", &link.href)
    })
}

fn links(links: &[DraftLink]) -> Json<'_> {
    list(links, |link| {
        Object::default()
            .with("rel", &link.rel)
            .with("href", &link.href)
            .with("type", link.media_type.as_ref())
            .with("hreflang", link.hreflang.as_ref())
            .with("title", link.title.as_ref())
            .with("length", link.length.as_ref())
    })
}

fn categories(categories: &[DraftCategory]) -> Json<'_> {
    list(categories, |category| {
        Object::default()
            .with("term", &category.term)
            .with("scheme", category.scheme.as_ref())
            .with("label", category.label.as_ref())
    })
}

fn generator(generator: &Generator) -> Object<'_> {
    Object::default()
        .with("name", generator.name.as_ref())
        .with("url", generator.url.as_ref())
        .with("version", generator.version.as_ref())
}

fn cloud(cloud: &Cloud) -> Object<'_> {
    Object::default()
        .with("domain", &cloud.domain)
        .with("port", &cloud.port)
        .with("path", &cloud.path)
        .with("registerProcedure", &cloud.register_procedure)
        .with("protocol", &cloud.protocol)
}

fn rhythm(rhythm: &Rhythm) -> Object<'_> {
    Object::default()
        .with("period", rhythm.period.as_ref())
        .with("frequency", rhythm.frequency.as_ref())
        .with("base", rhythm.base.as_ref())
}

fn extent(feed: &DraftFeed) -> Option<&'static str> {
    match feed.extent {
        Extent::Window => None,
        Extent::Complete => Some("complete"),
        Extent::Archive => Some("archive"),
    }
}

/// What the iTunes namespace says. `explicit` is null where it says nothing that is understood.
fn itunes(podcast: &Podcast) -> Object<'_> {
    let facts = Object::default()
        .always("explicit", podcast.explicit)
        .always("block", podcast.block)
        .with("duration", podcast.duration.as_ref())
        .with("subtitle", podcast.subtitle.as_ref())
        .with("summary", podcast.summary.as_ref())
        .with("image", podcast.image.as_ref())
        .with("owner", podcast.owner.as_ref().map(person));
    podcast.facts.iter().fold(facts, |facts, (name, text)| facts.with(name, text))
}

fn warning(defect: &Defect) -> Object<'_> {
    Object::default()
        .with("line", u64::from(defect.line))
        .with("column", u64::from(defect.column))
        .with("what", &*defect.what)
        .with("rule", defect.rule)
        .with("done", defect.done)
}

/// The names of an entry's tags, each once.
fn tags(draft: &Draft) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    let of_categories = draft.syndicated.iter().flat_map(|more| &more.categories);
    let names = of_categories.map(|category| category.label.as_ref().unwrap_or(&category.term));
    let levels = draft.categories.iter().flatten();
    draft
        .tags
        .iter()
        .chain(names)
        .chain(levels)
        .map(String::as_str)
        .filter(|name| !name.is_empty() && seen.insert(*name))
        .collect()
}
