//! What an entry says of its media: as found in, fit to be carried on out.
//!
//! Objects without an address of the web are left out, and so is what is not in the form that Media RSS gives it. Their number and the
//! length of what is said of them are bounded: all of it stands in every document that shows the entry.

use url::Url;

use super::carried::Texts;
use super::resolve;
use crate::model::draft::RawText;
use crate::model::parts::media::{Credit, Media, MediaAbout, MediaObject, Rating, Thumbnail};
use crate::model::parts::{Image, Language, PlainText};
use crate::model::syndicated::{DraftMedia, DraftMediaAbout, DraftThumbnail, Syndicated};
use crate::text::html::to_plain;
use crate::text::units;

/// Objects of an entry at the most, and pictures.
const MOST: usize = 32;

/// Credits, and ratings, of an object at the most.
const MOST_LABELS: usize = 16;

/// Characters of a title or name at the most.
const LONGEST_NAME: usize = 255;

/// Characters of a description at the most.
const LONGEST_TEXT: usize = 4000;

/// The media; `None` where there is nothing to say but that there is `image`. `told`: what the entry itself says.
pub(super) fn media(
    base: Option<&Url>,
    found: &Syndicated,
    image: Option<&Image>,
    told: Texts<'_>,
) -> Option<Box<Media>> {
    if found.media.is_empty() && found.thumbnails.is_empty() && found.about_media.is_none() {
        return None;
    }
    let thumbnails: Vec<_> =
        found.thumbnails.iter().filter_map(|picture| thumbnail(base, picture)).take(MOST).collect();
    let is_image_alone = matches!(
        thumbnails.as_slice(),
        [Thumbnail { url, width: None, height: None }] if image.is_some_and(|image| image.url == *url)
    );
    let media = Media {
        about: found.about_media.as_deref().map(|said| about(said, told)).unwrap_or_default(),
        thumbnails: if is_image_alone { Vec::new() } else { thumbnails },
        objects: found.media.iter().filter_map(|media| object(base, media, told)).take(MOST).collect(),
    };
    (media != Media::default()).then(|| Box::new(media))
}

fn thumbnail(base: Option<&Url>, found: &DraftThumbnail) -> Option<Thumbnail> {
    Some(Thumbnail {
        url: resolve::link(base, &found.url, "picture", &mut drop)?,
        width: number(found.width.as_deref()),
        height: number(found.height.as_deref()),
    })
}

fn object(base: Option<&Url>, found: &DraftMedia, told: Texts<'_>) -> Option<MediaObject> {
    let medium = found.medium.as_deref().map(str::to_ascii_lowercase);
    let medium = medium.map(|medium| ("medium".to_owned(), medium));
    let facts = medium.into_iter().chain(found.facts.iter().cloned()).filter_map(fact);
    let media_type = found.media_type.as_deref().map(str::trim);
    Some(MediaObject {
        url: resolve::link(base, found.url.as_deref()?, "media object", &mut drop)?,
        media_type: media_type.filter(|said| resolve::is_media_type(said)).map(str::to_ascii_lowercase),
        length: found.length.as_deref().and_then(|length| length.parse().ok()).filter(|length| *length > 0),
        duration: found.duration.as_deref().and_then(units::playing_time),
        width: number(found.width.as_deref()),
        height: number(found.height.as_deref()),
        facts: facts.collect(),
        group: found.group,
        about: about(&found.about, told),
    })
}

/// An attribute in the form that Media RSS 1.5.1 gives it (`media:content`); `None` where it has another.
fn fact((name, value): (String, String)) -> Option<(String, PlainText)> {
    let is_number = || value.parse::<f64>().is_ok_and(|number| number.is_finite() && number > 0.0);
    let fits = match name.as_str() {
        "medium" => matches!(value.as_str(), "image" | "audio" | "video" | "document" | "executable"),
        "isDefault" => matches!(value.as_str(), "true" | "false"),
        "expression" => matches!(value.as_str(), "sample" | "full" | "nonstop"),
        "lang" => Language::parse(&value).is_some(),
        _ => value.len() <= 16 && is_number(),
    };
    fits.then(|| (name, PlainText::new(&value)))
}

fn about(found: &DraftMediaAbout, told: Texts<'_>) -> MediaAbout {
    let credits = found.credits.iter().filter_map(|credit| {
        let role = credit.role.as_deref().map(|role| within(&PlainText::new(role), LONGEST_NAME));
        Some(Credit {
            name: named(&credit.name)?,
            role: role
                .filter(|role| !role.is_empty())
                .map(|role| PlainText::new(&role.as_str().to_lowercase())),
            scheme: scheme(credit.scheme.as_deref()),
        })
    });
    let ratings = found.ratings.iter().filter_map(|rating| {
        Some(Rating { value: named(&rating.value)?, scheme: scheme(rating.scheme.as_deref()) })
    });
    MediaAbout {
        title: found.title.as_ref().and_then(|title| text(title, LONGEST_NAME)),
        description: found
            .description
            .as_ref()
            .filter(|said| !told.is_summary(&said.value) && !told.is_content(&said.value))
            .and_then(|description| text(description, LONGEST_TEXT)),
        credits: credits.take(MOST_LABELS).collect(),
        ratings: ratings.take(MOST_LABELS).collect(),
    }
}

/// Pixels.
fn number(said: Option<&str>) -> Option<u32> {
    said?.parse().ok().filter(|number| *number > 0)
}

/// The vocabulary of a role or rating: an absolute URI.
fn scheme(said: Option<&str>) -> Option<String> {
    super::identify::absolute_uri(said.filter(|said| said.len() <= LONGEST_NAME)?)
}

fn named(name: &str) -> Option<PlainText> {
    Some(within(&PlainText::new(name), LONGEST_NAME)).filter(|name| !name.is_empty())
}

/// A text of so many characters at the most; `None` where nothing is to be read.
pub(super) fn text(found: &RawText, most: usize) -> Option<PlainText> {
    Some(within(&to_plain(found), most)).filter(|text| !text.is_empty())
}

/// The beginning of a text that is longer than so many characters, with the sign that there is more.
fn within(text: &PlainText, most: usize) -> PlainText {
    let all = text.as_str();
    let mut ends = all.char_indices().map(|(at, _)| at).skip(most.saturating_sub(1));
    match (ends.next(), ends.next()) {
        (Some(end), Some(_)) => PlainText::new(&format!("{}…", all.get(..end).unwrap_or_default())),
        _ => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::draft::Draft;
    use crate::model::syndicated::{DraftCredit, DraftRating};

    fn film() -> DraftMedia {
        DraftMedia {
            url: Some("/film.mp4".to_owned()),
            media_type: Some("Video/MP4".to_owned()),
            medium: Some("Video".to_owned()),
            length: Some("12".to_owned()),
            duration: Some("1:00".to_owned()),
            width: Some("640".to_owned()),
            height: Some("-1".to_owned()),
            facts: [("bitrate", "128.5"), ("lang", "no tag"), ("channels", "NaN"), ("isDefault", "true")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            group: Some(0),
            about: DraftMediaAbout {
                title: Some(RawText::html("A &amp; <b>B</b>")),
                description: Some(RawText::plain(" told ")),
                credits: vec![DraftCredit {
                    name: "Ada".to_owned(),
                    role: Some("Author".to_owned()),
                    scheme: Some("none".to_owned()),
                }],
                ratings: vec![DraftRating { value: " ".to_owned(), scheme: None }],
            },
        }
    }

    #[test]
    fn an_object_keeps_what_has_the_form_that_it_should_have() {
        let base = Url::parse("https://a.example/feed").unwrap();
        let lost = DraftMedia { url: Some("javascript:x".to_owned()), ..DraftMedia::default() };
        let found = Syndicated { media: vec![film(), lost, DraftMedia::default()], ..Syndicated::default() };
        let draft = Draft { summary: Some(RawText::plain("told")), ..Draft::default() };
        let media = media(Some(&base), &found, None, Texts::of(&draft)).unwrap();
        let [object] = media.objects.as_slice() else { panic!("{:?}", media.objects) };
        assert_eq!(object.url.as_str(), "https://a.example/film.mp4");
        assert_eq!(object.media_type.as_deref(), Some("video/mp4"));
        assert_eq!((object.length, object.duration), (Some(12), Some(60)));
        assert_eq!((object.width, object.height), (Some(640), None));
        let facts: Vec<_> =
            object.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(facts, [("medium", "video"), ("bitrate", "128.5"), ("isDefault", "true")]);
        assert_eq!(object.about.title.as_ref().map(PlainText::as_str), Some("A & B"));
        assert_eq!(object.about.description, None);
        let [credit] = object.about.credits.as_slice() else { panic!("{:?}", object.about) };
        assert_eq!((credit.role.as_ref().map(PlainText::as_str), &credit.scheme), (Some("author"), &None));
        assert!(object.about.ratings.is_empty());
    }

    #[test]
    fn a_picture_that_stands_for_the_entry_is_not_told_twice() {
        let picture = |url: &str, width: Option<&str>| DraftThumbnail {
            url: url.to_owned(),
            width: width.map(str::to_owned),
            height: None,
        };
        let image = Image { url: Url::parse("https://a.example/a.png").unwrap() };
        let kept = |thumbnails: Vec<DraftThumbnail>| {
            let found = Syndicated { thumbnails, ..Syndicated::default() };
            media(None, &found, Some(&image), Texts::default()).map_or(0, |media| media.thumbnails.len())
        };
        let (a, b) = ("https://a.example/a.png", "https://a.example/b.png");
        assert_eq!(kept(vec![picture(a, None)]), 0);
        assert_eq!(kept(vec![picture(a, Some("75"))]), 1);
        assert_eq!(kept(vec![picture(b, None)]), 1);
        assert_eq!(kept(vec![picture(a, None), picture(b, None)]), 2);
        assert_eq!(kept(vec![picture(b, None); 100]), MOST);
    }

    #[test]
    fn a_text_that_is_too_long_ends_with_the_sign_that_there_is_more() {
        for (length, most, expected) in [(3, 3, "ééé"), (4, 3, "éé…"), (0, 3, "")] {
            let shown = within(&PlainText::new(&"é".repeat(length)), most);
            assert_eq!(shown.as_str(), expected);
        }
    }
}
