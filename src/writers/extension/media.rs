//! The pictures and files of an entry in the words of Media RSS.

use std::borrow::Cow;

use url::Url;

use crate::model::entry::Entry;
use crate::model::parts::Enclosure;
use crate::model::parts::media::{Media, MediaAbout, MediaObject, Thumbnail};
use crate::writers::safe;

use super::{Borrower, Element, filled};

/// Files that RSS has an element for: an item has one `enclosure` at the most (RSS Profile).
const ENCLOSURES: usize = 1;

/// The entry's picture, its media, and its files but for those that the format has words of its own for.
pub(super) fn media(entry: &Entry, borrower: Borrower) -> Vec<Element<'_>> {
    let enclosures = match borrower {
        Borrower::Rss => ENCLOSURES,
        Borrower::Atom => usize::MAX,
    };
    let media = entry.carried.as_deref().and_then(|carried| carried.media.as_deref());
    let (thumbnails, objects) =
        media.map_or((&[][..], &[][..]), |media| (media.thumbnails.as_slice(), media.objects.as_slice()));
    let image = entry.image.as_ref().map(|image| &image.url);
    let image = image.filter(|image| thumbnails.iter().all(|picture| picture.url != **image));
    let mut elements: Vec<Element<'_>> = image.into_iter().map(picture).collect();
    elements.extend(thumbnails.iter().map(thumbnail));
    let further = entry.enclosures.iter().skip(enclosures);
    elements.extend(further.filter(|file| objects.iter().all(|object| object.url != file.url)).map(file));
    if let Some(media) = media {
        grouped(media, &mut elements);
        elements.extend(about(&media.about));
    }
    elements
}

fn picture(url: &Url) -> Element<'_> {
    Element::named("thumbnail").with("url", safe::url(url))
}

fn thumbnail(found: &Thumbnail) -> Element<'_> {
    picture(&found.url).maybe("width", number(found.width)).maybe("height", number(found.height))
}

/// A file of which nothing else is known.
fn file(file: &Enclosure) -> Element<'_> {
    Element::named("content")
        .with("url", safe::url(&file.url))
        .with("type", safe::media_type(&file.media_type))
        .maybe("fileSize", number(file.length.filter(|length| *length > 0)))
        .maybe("duration", number(file.duration))
}

/// Adds the objects, those of one group in it.
fn grouped<'e>(media: &'e Media, elements: &mut Vec<Element<'e>>) {
    let mut open = None;
    for found in &media.objects {
        let element = object(found);
        match elements.last_mut() {
            Some(group) if found.group.is_some() && open == found.group => group.inside.push(element),
            _ if found.group.is_some() => {
                elements.push(Element { inside: vec![element], ..Element::named("group") });
            }
            _ => elements.push(element),
        }
        open = found.group;
    }
}

fn object(found: &MediaObject) -> Element<'_> {
    let element = Element::named("content")
        .with("url", safe::url(&found.url))
        .maybe("type", found.media_type.as_deref().map(safe::media_type))
        .maybe("fileSize", number(found.length))
        .maybe("duration", number(found.duration))
        .maybe("width", number(found.width))
        .maybe("height", number(found.height));
    let facts = found.facts.iter();
    let element = facts.fold(element, |element, (name, value)| element.with(name, value.as_str()));
    Element { inside: about(&found.about), ..element }
}

fn about(said: &MediaAbout) -> Vec<Element<'_>> {
    // Many write HTML here and do not say so: it is said that this is none.
    let text = |name, text| filled(text).map(|text| Element::named(name).with("type", "plain").text(text));
    let texts = [text("title", said.title.as_ref()), text("description", said.description.as_ref())];
    let credits = said.credits.iter().map(|credit| {
        Element::named("credit")
            .maybe("role", filled(credit.role.as_ref()))
            .maybe("scheme", credit.scheme.as_deref().map(safe::text))
            .text(credit.name.as_str())
    });
    let ratings = said.ratings.iter().map(|rating| {
        let scheme = rating.scheme.as_deref().map(safe::text);
        Element::named("rating").maybe("scheme", scheme).text(rating.value.as_str())
    });
    texts.into_iter().flatten().chain(credits).chain(ratings).collect()
}

fn number<'e, N: ToString>(number: Option<N>) -> Option<Cow<'e, str>> {
    number.map(|number| Cow::Owned(number.to_string()))
}
