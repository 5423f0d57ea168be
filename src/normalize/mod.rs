//! Normalizing: a draft in, an entry out.
//!
//! The steps, in order: [`resolve`] makes every URL absolute and `http(s)`; [`date`] bounds and orders the dates;
//! [`categorize`] folds category paths and tags; [`identify`] settles the id. Titles and summaries become plain text once,
//! here. Content stays where it is: [`sanitize`] cleans it when a feed shows it.
//!
//! Pure functions: no disk, no network, no clock.

use crate::model::change::{Defect, Found, Incoming, Item, Normalized};
use crate::model::draft::{Draft, DraftBody};
use crate::model::entry::{Content, Entry};
use crate::model::parts::{Language, Person, PlainText};
use crate::model::policy::SourcePolicy;
use crate::text;

pub mod adopt;
pub mod categorize;
pub mod date;
pub mod identify;
pub mod reading;
pub mod resolve;
pub mod sanitize;

/// Raised whenever the same draft gives another entry, so that a new release reads everything anew.
pub const VERSION: u32 = 1;

/// Normalizes one item. `place` says how a person names it, where there is a defect to tell.
#[must_use]
pub fn normalize(item: Item, policy: &SourcePolicy, place: &dyn Fn() -> String) -> Normalized {
    let Item { key, fingerprint, renamed_from, found, mut defects } = item;
    let outcome = match found {
        Found::Held(reason) => Err(reason),
        Found::Draft(draft) => {
            let mut report = |message: String| defects.push(Defect { place: place(), line: 0, message });
            Ok(Box::new(entry(*draft, policy, &mut report)))
        }
    };
    Normalized { key, fingerprint, renamed_from, outcome, defects }
}

fn entry(draft: Draft, policy: &SourcePolicy, report: &mut dyn FnMut(String)) -> Incoming {
    let base = draft.base.as_ref();
    let link = draft.link.as_deref().and_then(|link| resolve::link(base, link, "link", report));
    let related = draft.related.as_deref().and_then(|link| resolve::link(base, link, "related link", report));
    let image = draft.image.as_deref().and_then(|image| resolve::image(base, image, report));
    let enclosures =
        draft.enclosures.iter().filter_map(|file| resolve::enclosure(base, file, report)).collect();
    let dates = date::settle(&draft, policy, report);
    let (id, id_origin) = identify::identify(&draft, link.as_ref(), policy, report);
    let title = draft.title.as_ref().map(text::html::to_plain).unwrap_or_default();
    let summary = draft.summary.as_ref().map(text::html::to_plain).filter(|text| !text.is_empty());
    let language = match draft.language.as_deref() {
        Some(tag) => Language::parse(tag).or_else(|| {
            report(format!(
                "`{tag}` is not a language tag (RFC 5646), such as `en` or `zh-CN`; it is left out"
            ));
            policy.language.clone()
        }),
        None => policy.language.clone(),
    };
    let authors = draft
        .authors
        .iter()
        .map(|person| Person {
            name: PlainText::new(&person.name),
            email: person.email.clone(),
            uri: person.uri.as_deref().and_then(|uri| resolve::link(base, uri, "author's page", report)),
        })
        .filter(|person| !person.name.is_empty())
        .collect();
    let guid = adopt::guid(&draft, link.as_ref(), &id, policy);
    let entry = Entry {
        id,
        guid,
        source: policy.source.clone(),
        key: draft.key,
        title,
        link: link.clone(),
        related,
        published: dates.published,
        updated: dates.updated,
        visible_from: dates.visible_from,
        visible_until: dates.visible_until,
        authors,
        categories: categorize::paths(policy.categories.iter().chain(&draft.categories), report),
        tags: categorize::tags(&draft.tags, report),
        language,
        summary,
        image,
        enclosures,
        rights: draft.rights.as_ref().map(text::html::to_plain).filter(|text| !text.is_empty()),
        content: match draft.body {
            DraftBody::None | DraftBody::Inline(_) => Content::None,
            DraftBody::Deferred(at) => Content::Deferred(at),
        },
        base: draft.base.filter(|base| link.as_ref() != Some(base)),
    };
    Incoming { entry, id_origin, undated: dates.undated }
}
