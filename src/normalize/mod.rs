//! Normalizing: a draft in, an entry out.
//!
//! The steps, in order: [`resolve`] makes every URL absolute and `http(s)`; [`date`] bounds and orders the dates;
//! [`categorize`] folds category paths and tags; [`identify`] settles the id; `origin` says which feed an entry is from, and
//! `own` leaves out what is from one of ours; `carried` takes up what is only carried on, with `media` and `episode`. Titles
//! and summaries become plain text once, here. Content that came along is cleaned here, too (`content`); content that its source
//! keeps stays where it is: [`sanitize`] cleans it when a feed shows it.
//!
//! Pure functions: no disk, no network, no clock.

use std::sync::Arc;

use url::Url;

use crate::model::change::{Defect, Found, HeldReason, Incoming, Item, Normalized};
use crate::model::draft::{Draft, DraftBody, DraftEnclosure, DraftPerson, RawText};
use crate::model::entry::{Content, Entry, Origin};
use crate::model::evidence::Evidence;
use crate::model::ids::{ContentHash, EntryId};
use crate::model::parts::{Enclosure, Image, Language, Person, PlainText};
use crate::model::policy::{Fits, SourcePolicy};
use crate::text;

pub mod adopt;
mod carried;
pub mod categorize;
mod content;
pub mod date;
mod episode;
pub mod identify;
mod media;
mod origin;
mod own;
pub mod reading;
pub mod resolve;
pub mod sanitize;

use carried::Told;
use date::Dates;
use origin::Origins;
use sanitize::Sanitizer;

/// Raised whenever the same draft gives another entry, so that a new release reads everything anew.
pub const VERSION: u32 = 4;

/// Bytes of a name, and of a title and a notice of rights of a feed's entry, at the most.
const LONGEST_TEXT: usize = 1024;

/// Files of an entry at the most: each stands in every document that shows it.
const MOST_FILES: usize = 64;

/// Authors of an entry at the most.
const MOST_PEOPLE: usize = 32;

/// Normalizes one item. `place` says how a person names it, where there is a defect to tell.
#[must_use]
pub fn normalize(
    item: Item,
    policy: &SourcePolicy,
    sanitizer: &mut Sanitizer,
    place: &dyn Fn() -> String,
) -> Normalized {
    Normalizer::new(policy, sanitizer).normalize(item, place)
}

/// Normalizes the items of one source. What they have in common is made once.
pub struct Normalizer<'a> {
    policy: &'a SourcePolicy,
    sanitizer: &'a mut Sanitizer,
    origins: Origins,
}

impl<'a> Normalizer<'a> {
    /// A normalizer for the items of the source that has this policy.
    pub fn new(policy: &'a SourcePolicy, sanitizer: &'a mut Sanitizer) -> Self {
        Self { policy, sanitizer, origins: Origins::default() }
    }

    /// Normalizes one item. `place` says how a person names it, where there is a defect to tell.
    #[must_use]
    pub fn normalize(&mut self, item: Item, place: &dyn Fn() -> String) -> Normalized {
        let Item { key, fingerprint, renamed_from, likeness, mut evidence, found, mut defects } = item;
        let outcome = match found {
            Found::Held(reason) => Err(reason),
            Found::Draft(draft) => {
                let mut report =
                    |message: String| defects.push(Defect { place: place(), line: 0, column: 0, message });
                self.incoming(*draft, &mut report).map(Box::new)
            }
        };
        if let (None, Ok(incoming)) = (&evidence, &outcome) {
            evidence = evidence_of(&incoming.entry);
        }
        Normalized { key, fingerprint, renamed_from, likeness, evidence, outcome, defects }
    }

    fn incoming(&mut self, mut draft: Draft, report: &mut dyn FnMut(String)) -> Result<Incoming, HeldReason> {
        let policy = self.policy;
        let link =
            draft.link.as_deref().and_then(|link| resolve::link(draft.base.as_ref(), link, "link", report));
        let from = self.origins.of(&draft, policy);
        if from.is_ours || own::has_our_id(&draft, link.as_ref(), policy) {
            return Err(HeldReason::Own);
        }
        let image = image(&draft, report);
        let Told { episode, carried } = carried::of(&draft, image.as_ref());
        let html = content::take(&mut draft, link.as_ref(), self.sanitizer, report);
        let content = match draft.body {
            DraftBody::Deferred(at) => Content::Deferred(at),
            _ if html.is_empty() => Content::None,
            _ => Content::Stored(ContentHash::of(html.as_str().as_bytes())),
        };
        let dates = date::settle(&draft, policy, report);
        let (id, id_origin) = identify::identify(&draft, link.as_ref(), policy, report);
        let guid = adopt::guid(&draft, link.as_ref(), &id, policy);
        let mut entry = entry(draft, link, from.origin, dates, policy, report);
        entry.image = image;
        entry.episode = episode;
        entry.carried = carried;
        entry.id = id;
        entry.guid = guid;
        // It was needed for the content, which is clean now.
        entry.base.take_if(|_| !matches!(content, Content::Deferred(_)));
        entry.content = content;
        if let Some(rules) = &policy.contents {
            let text = Some(&html).filter(|html| !html.is_empty()).map(|html| RawText::html(html.as_str()));
            let text = text.as_ref().map(text::html::to_plain).or_else(|| entry.summary.clone());
            entry.fits = rules.fits(text.unwrap_or_default().as_str());
        }
        let content = Some(html).filter(|html| !html.is_empty());
        Ok(Incoming { entry, id_origin, dated: dates.dated, content })
    }
}

/// By what an article is known again in a feed of others: its page.
fn evidence_of(entry: &Entry) -> Option<Box<Evidence>> {
    let mut evidence = Evidence::default();
    text::alike::link(entry.link.as_ref()?, &mut evidence);
    Some(Box::new(evidence))
}

/// The picture that stands for the entry.
fn image(draft: &Draft, report: &mut dyn FnMut(String)) -> Option<Image> {
    let base = draft.base.as_ref();
    let own = draft.image.as_deref().and_then(|image| resolve::image(base, image, report));
    own.or_else(|| origin::picture(base, draft.syndicated.as_deref()?))
}

/// The entry but for its id, its picture, its content and what is only carried on.
fn entry(
    draft: Draft,
    link: Option<Url>,
    origin: Option<Arc<Origin>>,
    dates: Dates,
    policy: &SourcePolicy,
    report: &mut dyn FnMut(String),
) -> Entry {
    let base = draft.base.as_ref();
    let more = draft.syndicated.as_deref();
    let plain = |text: &RawText| Some(text::html::to_plain(text)).filter(|text| !text.is_empty());
    let short = |text: &RawText| plain(text).map(|text| if more.is_some() { shortened(text) } else { text });
    let stand_in = origin.as_deref().filter(|_| draft.authors.is_empty()).and_then(origin::as_author);
    let labels = more.map(|more| categorize::syndicated(&more.categories)).unwrap_or_default();
    Entry {
        id: EntryId::default(),
        guid: None,
        source: policy.source.clone(),
        related: draft.related.as_deref().and_then(|page| resolve::link(base, page, "related link", report)),
        published: dates.published,
        updated: dates.updated,
        revised: None,
        visible_from: dates.visible_from,
        visible_until: dates.visible_until,
        title: draft.title.as_ref().and_then(short).unwrap_or_default(),
        authors: people(base, draft.authors.iter().chain(&stand_in), report),
        categories: categorize::paths(
            policy.categories.iter().chain(&draft.categories).chain(&labels),
            report,
        ),
        tags: categorize::tags(&draft.tags, report),
        language: language(draft.language.as_deref(), policy, report),
        summary: draft.summary.as_ref().and_then(plain),
        image: None,
        enclosures: files(base, &draft.enclosures, report),
        rights: draft.rights.as_ref().and_then(short).or_else(|| more.and_then(origin::licence)),
        content: Content::None,
        fits: Fits::default(),
        episode: None,
        carried: None,
        origin,
        also: Vec::new(),
        base: draft.base.filter(|base| link.as_ref() != Some(base)),
        key: draft.key,
        link,
    }
}

/// The beginning of a text that is too long for one that somebody reads as a whole.
fn shortened(text: PlainText) -> PlainText {
    if text.as_str().len() <= LONGEST_TEXT {
        return text;
    }
    let end = text.as_str().floor_char_boundary(LONGEST_TEXT);
    PlainText::new(&format!("{}…", text.as_str().get(..end).unwrap_or_default()))
}

/// The first files.
fn files(base: Option<&Url>, found: &[DraftEnclosure], report: &mut dyn FnMut(String)) -> Vec<Enclosure> {
    if found.len() > MOST_FILES {
        report(format!("there are more than {MOST_FILES} enclosures; the first {MOST_FILES} count"));
    }
    found.iter().take(MOST_FILES).filter_map(|file| resolve::enclosure(base, file, report)).collect()
}

/// The first of those who have a name.
fn people<'a>(
    base: Option<&Url>,
    found: impl Iterator<Item = &'a DraftPerson>,
    report: &mut dyn FnMut(String),
) -> Vec<Person> {
    let mut people = Vec::new();
    for person in found {
        let name = shortened(PlainText::new(&person.name));
        if name.is_empty() {
            continue;
        }
        if people.len() == MOST_PEOPLE {
            report(format!("there are more than {MOST_PEOPLE} authors; the first {MOST_PEOPLE} count"));
            break;
        }
        let email = person.email.clone().filter(|email| email.len() <= LONGEST_TEXT);
        let uri = person.uri.as_deref().and_then(|uri| resolve::link(base, uri, "author's page", report));
        people.push(Person { name, email, uri });
    }
    people
}

fn language(found: Option<&str>, policy: &SourcePolicy, report: &mut dyn FnMut(String)) -> Option<Language> {
    let parsed = found.and_then(Language::parse);
    if let (Some(tag), None) = (found, &parsed) {
        let tag = resolve::beginning(tag);
        report(format!("`{tag}` is not a language tag (RFC 5646), such as `en` or `zh-CN`; it is left out"));
    }
    parsed.or_else(|| policy.language.clone())
}
