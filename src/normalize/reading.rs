//! A feed as a reader shows it: what `parse` found in, the same with its texts, addresses, people and languages cleaned out.
//!
//! Titles become plain text, with the HTML beside where there was markup; content is sanitized; addresses are resolved where
//! something is known to resolve them against, and dropped where following them could run something. Dates, ids and order stay
//! as found: what is shown is what the feed says. Not done here: ids and dates fit for publishing (`normalize` does that).

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::draft::{Draft, DraftBody, DraftPerson, Markup, RawText};
use crate::model::parts::{Html, Language, PlainText, is_forbidden, is_turning};
use crate::model::syndicated::{DraftFeed, DraftLink, Podcast, PodcastTag, Syndicated};
use crate::normalize::episode::is_address;
use crate::text::html::to_plain;

mod address;
mod cleaner;

pub use address::{is_followed, is_relative};
pub use cleaner::Cleaner;

/// A title, summary or notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What a person reads of it, on one line.
    pub plain: PlainText,
    /// Its sanitized HTML, where it holds any markup.
    pub html: Option<Html>,
}

/// The content of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// It has none.
    #[default]
    None,
    /// Text with its line ends, free of what may not stand in a feed.
    Text(String),
    /// Sanitized HTML.
    Html(Html),
}

/// An entry, cleaned.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The draft with its addresses, people and language cleaned. Its texts and its body were taken out.
    pub draft: Draft,
    /// Its title.
    pub title: Option<Text>,
    /// Its summary.
    pub summary: Option<Text>,
    /// Its content.
    pub content: Content,
    /// Its licence or copyright notice.
    pub rights: Option<Text>,
    /// The title of the feed that it was first in.
    pub origin_title: Option<Text>,
}

/// A feed without its entries, cleaned.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// The draft with its addresses, people and language cleaned. Its texts were taken out.
    pub draft: DraftFeed,
    /// Its title.
    pub title: Option<Text>,
    /// Its subtitle or description.
    pub subtitle: Option<Text>,
    /// Its copyright notice.
    pub rights: Option<Text>,
}

impl Cleaner {
    /// Cleans a feed.
    pub fn feed(&mut self, mut draft: DraftFeed) -> Feed {
        for address in
            [&mut draft.link, &mut draft.feed_url, &mut draft.image, &mut draft.icon, &mut draft.license]
        {
            self.optional_address(address);
        }
        self.links(&mut draft.links);
        self.people(&mut draft.authors);
        self.people(&mut draft.contributors);
        if let Some(generator) = &mut draft.generator {
            self.optional_address(&mut generator.url);
        }
        if let Some(podcast) = &mut draft.podcast {
            self.podcast(podcast);
        }
        draft.language = draft.language.as_deref().and_then(language);
        Feed {
            title: draft.title.take().map(|text| self.text(&text)),
            subtitle: draft.subtitle.take().map(|text| self.text(&text)),
            rights: draft.rights.take().map(|text| self.text(&text)),
            draft,
        }
    }

    /// Cleans an entry.
    pub fn entry(&mut self, mut draft: Draft) -> Entry {
        self.set_base(draft.base.as_ref());
        for address in [&mut draft.link, &mut draft.related, &mut draft.image] {
            self.optional_address(address);
        }
        draft.enclosures.retain_mut(|file| self.address(&mut file.url));
        self.people(&mut draft.authors);
        draft.language = draft.language.as_deref().and_then(language);
        let mut more = draft.syndicated.take();
        let origin_title = more.as_deref_mut().and_then(|more| self.syndicated(more));
        draft.syndicated = more;
        let entry = Entry {
            title: draft.title.take().map(|text| self.text(&text)),
            summary: draft.summary.take().map(|text| self.text(&text)),
            content: match std::mem::take(&mut draft.body) {
                DraftBody::Inline(text) => self.content(text),
                DraftBody::None | DraftBody::Deferred(_) => Content::None,
            },
            rights: draft.rights.take().map(|text| self.text(&text)),
            origin_title,
            draft,
        };
        self.set_base(None);
        entry
    }

    fn syndicated(&mut self, more: &mut Syndicated) -> Option<Text> {
        self.links(&mut more.links);
        self.people(&mut more.contributors);
        for address in [&mut more.comments, &mut more.comment_feed, &mut more.license] {
            self.optional_address(address);
        }
        more.thumbnails.retain_mut(|picture| self.address(&mut picture.url));
        more.media.iter_mut().for_each(|media| self.optional_address(&mut media.url));
        for reply in &mut more.in_reply_to {
            self.optional_address(&mut reply.href);
            self.optional_address(&mut reply.source);
        }
        if let Some(podcast) = &mut more.podcast {
            self.podcast(podcast);
        }
        let origin = Arc::make_mut(more.origin.as_mut()?);
        self.optional_address(&mut origin.url);
        for address in [&mut origin.feed_url, &mut origin.image, &mut origin.icon, &mut origin.license] {
            self.optional_address(address);
        }
        self.people(&mut origin.authors);
        self.people(&mut origin.contributors);
        origin.title.take().map(|text| self.text(&text))
    }

    fn podcast(&mut self, podcast: &mut Podcast) {
        self.optional_address(&mut podcast.image);
        for text in [&mut podcast.subtitle, &mut podcast.summary] {
            *text = text.take().map(|text| to_plain(&RawText::html(text)).as_str().to_owned());
        }
        if let Some(owner) = &mut podcast.owner {
            self.people(std::slice::from_mut(owner));
        }
        self.tags(&mut podcast.tags);
    }

    /// Cleans the addresses of elements of the podcast namespace, and of those in them: one level, as they are read.
    fn tags(&mut self, tags: &mut [PodcastTag]) {
        for tag in tags {
            let parts = tag.parts.iter_mut().map(|part| &mut part.attributes);
            for attributes in std::iter::once(&mut tag.attributes).chain(parts) {
                attributes.retain_mut(|(name, value)| !is_address(name) || self.address(value));
            }
        }
    }

    fn links(&mut self, links: &mut Vec<DraftLink>) {
        links.retain_mut(|link| self.address(&mut link.href));
    }

    fn people(&mut self, people: &mut [DraftPerson]) {
        for person in people {
            let name = if person.name.contains("</a>") {
                // Names that lead to pages of their people, as those of arXiv do.
                to_plain(&RawText::html(std::mem::take(&mut person.name)))
            } else {
                PlainText::new(&person.name)
            };
            name.as_str().clone_into(&mut person.name);
            self.optional_address(&mut person.uri);
            self.optional_address(&mut person.avatar);
        }
    }

    /// A title, summary or notice.
    fn text(&mut self, text: &RawText) -> Text {
        let plain = to_plain(text);
        let has_markup =
            text.markup != Markup::Plain && memchr::memchr2(b'<', b'&', text.value.as_bytes()).is_some();
        let html = has_markup.then(|| self.html_of_text(text)).filter(|html| !html.is_empty());
        Text { plain, html }
    }

    fn content(&mut self, text: RawText) -> Content {
        match text.markup {
            Markup::Plain => Content::Text(shown(text.value.into()).into_owned()),
            Markup::Html | Markup::Markdown => Content::Html(self.html(&text)),
        }
    }
}

/// The text without the characters that may not stand in a feed.
fn shown(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_left_out = |c: char| is_forbidden(c) || is_turning(c);
    if text.chars().any(is_left_out) { text.chars().filter(|c| !is_left_out(*c)).collect() } else { text }
}

/// A language tag in its usual form (RFC 5646 §2.1.1), or as found where it has not the form of one.
fn language(found: &str) -> Option<String> {
    let found = found.trim();
    let usual = Language::parse(found).map(|tag| Cow::Owned(tag.as_str().to_owned()));
    Some(usual.unwrap_or(Cow::Borrowed(found)).into_owned()).filter(|tag| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_to_pages_are_names() {
        let named = |name: &str| DraftPerson { name: name.to_owned(), ..DraftPerson::default() };
        let mut people =
            [named("<a href=\"http://a.example/\">A &amp; B</a>,\n <a>C</a>"), named(" D <E> &amp; ")];
        Cleaner::new().people(&mut people);
        assert_eq!(people.map(|person| person.name), ["A & B, C", "D <E> &amp;"]);
    }

    #[test]
    fn elements_of_a_podcast_keep_no_address_that_runs_something() {
        let attributes = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
        };
        let found =
            attributes(&[("HREF", "javascript:x"), ("img", "http://a.example/i"), ("role", "data:x")]);
        let kept = attributes(&[("img", "http://a.example/i"), ("role", "data:x")]);
        let part = PodcastTag { attributes: found.clone(), ..PodcastTag::default() };
        let mut tags = [PodcastTag { attributes: found, parts: vec![part], ..PodcastTag::default() }];
        Cleaner::new().tags(&mut tags);
        assert_eq!(tags[0].attributes, kept);
        assert_eq!(tags[0].parts[0].attributes, kept);
    }

    #[test]
    fn what_is_text_of_a_title_is_text_of_its_html() {
        for (title, plain, html) in [
            ("I like <T> generics", "I like <T> generics", "I like &lt;T&gt; generics"),
            ("Vec<u8> is <b>fast</b>", "Vec<u8> is fast", "Vec&lt;u8&gt; is <b>fast</b>"),
            ("a < b &lt;i&gt; <br>c", "a < b <i> c", "a &lt; b &lt;i&gt; <br>c"),
            ("<script>x</script>a", "a", "a"),
        ] {
            let text = Cleaner::new().text(&RawText::html(title));
            assert_eq!((text.plain.as_str(), text.html.unwrap().as_str()), (plain, html), "{title}");
        }
    }
}
