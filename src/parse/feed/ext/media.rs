//! Media RSS: media objects, alone or as a group of versions of one; their pictures, titles and categories.
//!
//! Players, prices, statistics and rights of countries are passed over.

use super::address;
use super::aside::bytes;
use super::{Parent, attribute, inside, markup, text, url_attribute};
use crate::model::draft::{DraftEnclosure, Markup, RawText};
use crate::model::syndicated::{DraftCredit, DraftMedia, DraftMediaAbout, DraftRating, DraftThumbnail};
use crate::parse::feed::bounds::{MOST_CREDITS, MOST_OBJECTS, has_room};
use crate::parse::feed::parts::rank;
use crate::parse::xml::{Element, Ns, Xml};
use crate::text::media_type;
use crate::text::units;

/// The scheme of categories that name none (Media RSS 1.5.1, `media:category`).
const SCHEME: &str = "http://search.yahoo.com/mrss/category_schema";

/// Attributes of an object that are kept as they are (Media RSS 1.5.1, `media:content`).
const FACTS: [&str; 7] =
    ["isDefault", "expression", "bitrate", "framerate", "samplingrate", "channels", "lang"];

/// Reads `media:*`.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    match element.name.as_str() {
        "content" => {
            if let Some(file) = object(xml, element, parent, None).0 {
                parent.aside().file(file);
            }
        }
        "group" => group(xml, element, parent),
        _ => about(xml, element, parent, None),
    }
}

/// Reads `media:group`: its objects are versions of one, so that one of them is its file.
fn group<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    let mut chosen: Option<(DraftEnclosure, bool)> = None;
    let number = next_group(parent);
    while let Some(inner) = inside(xml, element) {
        if inner.ns != Ns::Media {
            continue;
        }
        if inner.name.as_str() != "content" {
            about(xml, &inner, parent, None);
            continue;
        }
        if let (Some(file), is_default) = object(xml, &inner, parent, Some(number))
            && chosen.as_ref().is_none_or(|(_, chosen)| is_default && !chosen)
        {
            chosen = Some((file, is_default));
        }
    }
    if let Some((file, _)) = chosen {
        parent.aside().file(file);
    }
}

/// The number of the group that begins.
fn next_group(parent: &Parent<'_>) -> u32 {
    let Parent::Entry(entry) = parent else { return 0 };
    entry.more.media.iter().rev().find_map(|media| media.group).map_or(0, |last| last.saturating_add(1))
}

/// Reads `media:content`. Returns it as a file to download, if it is one, and whether it is the default of its group.
fn object<'a>(
    xml: &mut Xml<'a>,
    element: &Element<'a>,
    parent: &mut Parent<'_>,
    group: Option<u32>,
) -> (Option<DraftEnclosure>, bool) {
    let mut media = DraftMedia {
        url: url_attribute(xml, element, "url"),
        media_type: attribute(element, "type"),
        medium: attribute(element, "medium"),
        length: attribute(element, "fileSize"),
        duration: attribute(element, "duration"),
        width: attribute(element, "width"),
        height: attribute(element, "height"),
        facts: FACTS
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), attribute(element, name)?)))
            .collect(),
        group,
        about: DraftMediaAbout::default(),
    };
    let length = bytes(element, "fileSize");
    let is_default = element.attribute("isDefault").is_some_and(|said| said.trim() == "true");
    while let Some(inner) = inside(xml, element) {
        if inner.ns == Ns::Media {
            about(xml, &inner, parent, Some(&mut media.about));
        }
    }
    if let (Kind::Picture, Some(url)) = (kind(&media), &media.url) {
        let width = media.width.as_deref().and_then(|width| width.parse().ok());
        parent.aside().sized_picture(url.clone(), width);
    }
    let file = file(&media, length);
    if let Parent::Entry(entry) = parent
        && has_room(&entry.more.media, MOST_OBJECTS)
    {
        entry.more.media.push(media);
    }
    (file, is_default)
}

/// Reads what says something about an object, a group or the entry itself. It is the entry's where it has no better one.
fn about<'a>(
    xml: &mut Xml<'a>,
    element: &Element<'a>,
    parent: &mut Parent<'_>,
    object: Option<&mut DraftMediaAbout>,
) {
    let rank = if object.is_some() { rank::DERIVED } else { rank::FALLBACK };
    match element.name.as_str() {
        "title" => {
            if let Some(title) = typed(xml, element) {
                if let Some(said) = said_of(object, parent) {
                    said.title.get_or_insert_with(|| title.clone());
                }
                parent.title(rank, title);
            }
        }
        "description" => {
            if let Some(description) = typed(xml, element) {
                if let Some(said) = said_of(object, parent) {
                    said.description.get_or_insert_with(|| description.clone());
                }
                parent.summary(rank, description);
            }
        }
        "thumbnail" => {
            let Some(found) = url_attribute(xml, element, "url").or_else(|| address(xml, element)) else {
                return;
            };
            parent.aside().picture.offer(rank::FALLBACK, found.clone());
            if let Parent::Entry(entry) = parent
                && has_room(&entry.more.thumbnails, MOST_OBJECTS)
            {
                let (width, height) = (attribute(element, "width"), attribute(element, "height"));
                entry.more.thumbnails.push(DraftThumbnail { url: found, width, height });
            }
        }
        "credit" | "rating" | "adult" => label(xml, element, said_of(object, parent)),
        "category" => {
            let (scheme, label) = (attribute(element, "scheme"), attribute(element, "label"));
            if let Some(term) = text(xml, element) {
                parent.category(&term, Some(scheme.as_deref().unwrap_or(SCHEME)), label.as_deref());
            }
        }
        "license" => {
            let found = url_attribute(xml, element, "href").or_else(|| address(xml, element));
            // Its text is mostly the name of the licence.
            if let Some(found) = found.filter(|found| found.contains("://")) {
                super::creative_commons::licensed(parent, found);
            }
        }
        "keywords" => {
            let words = text(xml, element).unwrap_or_default();
            for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                parent.category(word, None, None);
            }
        }
        _ => {}
    }
}

/// Where what is said of an object, else of all of an entry's, is kept. Nothing is kept of a feed's.
fn said_of<'p>(
    object: Option<&'p mut DraftMediaAbout>,
    parent: &'p mut Parent<'_>,
) -> Option<&'p mut DraftMediaAbout> {
    match (object, parent) {
        (Some(object), _) => Some(object),
        (None, Parent::Entry(entry)) => Some(entry.more.about_media.get_or_insert_default()),
        (None, Parent::Feed(_)) => None,
    }
}

/// Reads who made an object, or for whom it is. `media:adult` is the first form of a rating (Media RSS 1.5.1, `media:adult`).
fn label<'a>(xml: &mut Xml<'a>, element: &Element<'a>, said: Option<&mut DraftMediaAbout>) {
    let (role, scheme) = (attribute(element, "role"), attribute(element, "scheme"));
    let (Some(value), Some(said)) = (text(xml, element), said) else { return };
    match element.name.as_str() {
        "credit" if has_room(&said.credits, MOST_CREDITS) => {
            said.credits.push(DraftCredit { name: value, role, scheme });
        }
        "rating" if has_room(&said.ratings, MOST_CREDITS) => said.ratings.push(DraftRating { value, scheme }),
        "adult" if said.ratings.is_empty() => {
            let value = if value.eq_ignore_ascii_case("true") { "adult" } else { "nonadult" };
            said.ratings.push(DraftRating { value: value.to_owned(), scheme: None });
        }
        _ => {}
    }
}

/// A text that says by its `type` whether it is plain (the default) or HTML. Many write HTML and do not say it.
fn typed<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<RawText> {
    let is_plain = element.attribute("type").is_some_and(|said| said.trim().eq_ignore_ascii_case("plain"));
    let mut text = markup(xml, element)?;
    if is_plain {
        text.markup = Markup::Plain;
    }
    Some(text)
}

/// What a media object is to a reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Picture,
    /// Sound, moving pictures, a document.
    File,
    /// A page with a player, or nobody knows.
    Other,
}

/// What an object is: by its media type, else by the ending of its URL, else by its medium.
fn kind(media: &DraftMedia) -> Kind {
    let url = media.url.as_deref().unwrap_or_default();
    let known = media.media_type.as_deref().or_else(|| media_type::by_ending(url)).unwrap_or_default();
    let family = known.split('/').next().unwrap_or_default().to_ascii_lowercase();
    match (&*family, media.medium.as_deref()) {
        ("image", _) | ("", Some("image")) => Kind::Picture,
        ("audio" | "video", _) => Kind::File,
        // A Flash film is the player of a page.
        ("application", _) if !known.to_ascii_lowercase().ends_with("x-shockwave-flash") => Kind::File,
        _ => Kind::Other,
    }
}

/// The object as an enclosure, if it is a file.
fn file(media: &DraftMedia, length: Option<u64>) -> Option<DraftEnclosure> {
    if kind(media) != Kind::File {
        return None;
    }
    Some(DraftEnclosure {
        url: media.url.clone()?,
        length,
        media_type: media.media_type.clone(),
        duration: media.duration.as_deref().and_then(units::playing_time),
    })
}
