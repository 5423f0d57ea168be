//! Values spelled out in bytes: a value in, a digest of all that it holds out.
//!
//! Equal values are spelled alike, and others otherwise, on every machine and by every compiler: what a value shows for debugging, or
//! gives a hasher of the standard library, may change with either, and digests are kept in stores. Not a form to be read back.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::draft::{BodyAt, Draft, DraftBody, DraftEnclosure, DraftPerson, Markup, RawText};
use super::ids::{ContentHash, ItemKey};
use super::syndicated::{
    DraftCategory, DraftCredit, DraftLink, DraftMedia, DraftMediaAbout, DraftOrigin, DraftRating, DraftReply,
    DraftThumbnail, Podcast, PodcastTag, Point, Syndicated,
};

/// Bytes of a text from which on its digest stands for it: what is spelled stays small.
const LONG: usize = 128;

/// Bytes that a usual entry is spelled in.
const USUAL: usize = 1024;

/// A value that can be spelled.
pub trait Spelled {
    /// Adds its spelling to `out`.
    fn spell(&self, out: &mut Vec<u8>);
}

/// Digests a value.
#[must_use]
pub fn digest(value: &impl Spelled) -> ContentHash {
    let mut spelling = Vec::with_capacity(USUAL);
    value.spell(&mut spelling);
    ContentHash::of(&spelling)
}

/// Spells structs field by field, in the order of this list. It names all of their fields, or does not compile.
macro_rules! field_by_field {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl Spelled for $name {
            fn spell(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.spell(out);)*
            }
        }
    )*};
}

field_by_field! {
    Draft {
        key, claimed_id, title, link, base, related, published, updated, expires, authors, categories, tags, language, summary, image,
        enclosures, rights, body, facts, syndicated
    }
    RawText { markup, value, base }
    DraftPerson { name, email, uri, avatar }
    DraftEnclosure { url, length, media_type, duration }
    BodyAt { hash, start, line }
    Syndicated {
        links, link_is_own, nameless_authors, contributors, categories, comments, comment_feed, comment_count, origin, thumbnails,
        media, about_media, point, in_reply_to, podcast, license, created, is_version
    }
    DraftLink { rel, href, media_type, hreflang, title, length }
    DraftCategory { term, scheme, label }
    DraftOrigin {
        title, url, feed_url, id, subtitle, rights, image, icon, license, categories, authors, contributors, is_second_hand
    }
    DraftReply { reference, href, media_type, source }
    DraftMedia { url, media_type, medium, length, duration, width, height, facts, group, about }
    DraftMediaAbout { title, description, credits, ratings }
    DraftCredit { name, role, scheme }
    DraftRating { value, scheme }
    DraftThumbnail { url, width, height }
    Point { latitude, longitude }
    Podcast { explicit, block, duration, subtitle, summary, image, owner, facts, tags }
    PodcastTag { name, attributes, text, parts }
}

impl Spelled for DraftBody {
    fn spell(&self, out: &mut Vec<u8>) {
        match self {
            Self::None => out.push(0),
            Self::Deferred(at) => {
                out.push(1);
                at.spell(out);
            }
            Self::Inline(text) => {
                out.push(2);
                text.spell(out);
            }
        }
    }
}

impl Spelled for Markup {
    fn spell(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::Plain => 0,
            Self::Html => 1,
            Self::Markdown => 2,
        });
    }
}

impl Spelled for str {
    fn spell(&self, out: &mut Vec<u8>) {
        self.len().spell(out);
        if self.len() < LONG {
            out.extend_from_slice(self.as_bytes());
        } else {
            ContentHash::of(self.as_bytes()).spell(out);
        }
    }
}

impl Spelled for String {
    fn spell(&self, out: &mut Vec<u8>) {
        self.as_str().spell(out);
    }
}

impl Spelled for ItemKey {
    fn spell(&self, out: &mut Vec<u8>) {
        self.as_str().spell(out);
    }
}

impl Spelled for Url {
    fn spell(&self, out: &mut Vec<u8>) {
        self.as_str().spell(out);
    }
}

impl Spelled for ContentHash {
    fn spell(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
}

impl Spelled for DateTime<Utc> {
    fn spell(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.timestamp().to_le_bytes());
        self.timestamp_subsec_nanos().spell(out);
    }
}

impl Spelled for bool {
    fn spell(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
}

impl Spelled for u32 {
    fn spell(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
}

impl Spelled for u64 {
    fn spell(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
}

impl Spelled for usize {
    fn spell(&self, out: &mut Vec<u8>) {
        u64::try_from(*self).unwrap_or(u64::MAX).spell(out);
    }
}

impl Spelled for f64 {
    fn spell(&self, out: &mut Vec<u8>) {
        self.to_bits().spell(out);
    }
}

impl<T: Spelled> Spelled for Option<T> {
    fn spell(&self, out: &mut Vec<u8>) {
        self.is_some().spell(out);
        if let Some(value) = self {
            value.spell(out);
        }
    }
}

impl<T: Spelled> Spelled for Vec<T> {
    fn spell(&self, out: &mut Vec<u8>) {
        self.len().spell(out);
        for value in self {
            value.spell(out);
        }
    }
}

impl<A: Spelled, B: Spelled> Spelled for (A, B) {
    fn spell(&self, out: &mut Vec<u8>) {
        self.0.spell(out);
        self.1.spell(out);
    }
}

impl<T: Spelled> Spelled for Box<T> {
    fn spell(&self, out: &mut Vec<u8>) {
        self.as_ref().spell(out);
    }
}

impl<T: Spelled> Spelled for Arc<T> {
    fn spell(&self, out: &mut Vec<u8>) {
        self.as_ref().spell(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A draft with something in it at all depths.
    fn draft() -> Draft {
        let more = Syndicated {
            origin: Some(Arc::new(DraftOrigin { id: Some("urn:x:1".to_owned()), ..DraftOrigin::default() })),
            point: Some(Point { latitude: 1.5, longitude: -0.25 }),
            ..Syndicated::default()
        };
        Draft {
            key: ItemKey::new("1"),
            title: Some(RawText::plain("One")),
            published: DateTime::from_timestamp(1_780_000_000, 0),
            tags: vec!["a".to_owned(), "bc".to_owned()],
            body: DraftBody::Inline(RawText::html("x".repeat(LONG))),
            syndicated: Some(Box::new(more)),
            ..Draft::default()
        }
    }

    #[test]
    fn a_digest_stays_what_it_is_in_stores() {
        assert_eq!(digest(&draft()).to_string(), "436b164b89383a6c53561f7d53b6b59b");
    }

    #[test]
    fn whatever_is_changed_changes_the_digest() {
        type Change = fn(&mut Draft);
        let changes: [(&str, Change); 8] = [
            ("where two texts are cut", |draft| draft.tags = vec!["ab".to_owned(), "c".to_owned()]),
            ("that there is a text", |draft| draft.language = Some(String::new())),
            ("which of two has a text", |draft| draft.claimed_id = draft.link.replace("One".to_owned())),
            ("how a text is marked up", |draft| draft.title = Some(RawText::html("One"))),
            ("the end of a long text", |draft| {
                draft.body = DraftBody::Inline(RawText::html(format!("{}y", "x".repeat(LONG - 1))));
            }),
            ("a fraction of a second", |draft| {
                draft.published = DateTime::from_timestamp(1_780_000_000, 1);
            }),
            ("what an extension says", |draft| {
                draft.syndicated.get_or_insert_default().point.get_or_insert_default().longitude = 0.25;
            }),
            ("what the feed is", |draft| draft.syndicated.get_or_insert_default().origin = None),
        ];
        for (what, change) in changes {
            let mut other = draft();
            change(&mut other);
            assert_ne!(digest(&other), digest(&draft()), "{what}");
        }
    }
}
