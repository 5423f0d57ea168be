//! One item of a JSON Feed (JSON Feed 1.1, Items).

use super::context::{Context, Seen};
use super::node::{Members, Node};
use super::{extension, link};
use crate::model::draft::{DraftEnclosure, RawText};
use crate::model::syndicated::{DraftCategory, DraftLink};
use crate::parse::feed::parts::{EntryParts, Ranked, rank};

/// The members of an item that mean something here.
pub(super) const MEMBERS: &[&str] = &[
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "banner_image",
    "date_published",
    "date_modified",
    "author",
    "authors",
    "tags",
    "language",
    "attachments",
    "_feedloom",
];

/// The entry that an item is; `None`, with a defect, where it is no object.
pub(super) fn entry<'t>(item: Node<'t>, context: &mut Context<'t>) -> Option<EntryParts> {
    let Node::Object(members) = item else {
        context.note(format!("in `items` is {}, not an object", item.kind()), "left out");
        return None;
    };
    if let Some((key, _)) = members.first() {
        context.stand_at(key);
        context.stand_at_opening();
    }
    let mut entry = EntryParts { at: context.place(), ..EntryParts::default() };
    entry.draft.base = context.base().cloned();
    let (mut seen, mut author, mut banner) = (Seen::default(), None, None);
    for (key, node) in members {
        context.stand_at(&key);
        if !seen.is_new(MEMBERS, &key) {
            context.doubled(&key);
        }
        context.stand_at_value(&key);
        match &*key {
            "author" => author = Some(node),
            "banner_image" => banner = context.url(&key, node),
            _ => member(&mut entry, &key, node, context),
        }
    }
    if let Some(author) = author.filter(|_| !entry.authors.is_some()) {
        authors(&mut entry, "author", author, context);
    }
    entry.draft.image = entry.draft.image.take().or(banner);
    settle_link(&mut entry);
    if !seen.has(MEMBERS, "id") {
        context.note_at(entry.at, "the item has no `id`", "it is known by its other members");
    }
    Some(entry)
}

/// Takes over a member.
fn member<'t>(entry: &mut EntryParts, key: &str, node: Node<'t>, context: &mut Context<'t>) {
    match key {
        // JSON Feed 1.1: what is no string has to be made one.
        "id" => offer(&mut entry.id, rank::OWN, context.text(key, node)),
        "url" => {
            if let Some(href) = context.url(key, node) {
                entry.link.offer_last(rank::OWN, href.clone());
                entry.more.link_is_own = true;
                entry.more.links.push(link("alternate", href));
            }
        }
        "external_url" => {
            if let Some(href) = context.url(key, node) {
                entry.more.links.push(link("related", href.clone()));
                entry.draft.related = Some(href);
            }
        }
        "title" => offer(&mut entry.title, rank::OWN, context.text(key, node).map(RawText::plain)),
        "summary" => offer(&mut entry.summary, rank::OWN, context.text(key, node).map(RawText::plain)),
        "content_html" => offer(&mut entry.content, rank::OWN, context.text(key, node).map(RawText::html)),
        // Where both are there, the text says in other words what the HTML says.
        "content_text" => {
            offer(&mut entry.content, rank::LESSER, context.text(key, node).map(RawText::plain));
        }
        "image" => entry.draft.image = context.url(key, node),
        "date_published" => offer(&mut entry.published, rank::OWN, context.date(key, node)),
        "date_modified" => offer(&mut entry.updated, rank::OWN, context.date(key, node)),
        "authors" => authors(entry, key, node, context),
        "language" => entry.draft.language = context.text(key, node),
        "tags" => {
            let tags = context.texts(key, node).into_iter();
            let categories = tags.map(|term| DraftCategory { term, ..DraftCategory::default() });
            entry.more.categories = categories.collect();
        }
        "attachments" => {
            for attachment in context.objects(key, node) {
                attach(entry, attachment, context);
            }
        }
        "_feedloom" => extension::read(entry, node, context),
        _ => {}
    }
}

/// Offers a value; of a member that stands there twice, the last one.
pub(super) fn offer<T>(place: &mut Ranked<T>, rank: u8, value: Option<T>) {
    if let Some(value) = value {
        place.offer_last(rank, value);
    }
}

fn authors<'t>(entry: &mut EntryParts, key: &str, node: Node<'t>, context: &mut Context<'t>) {
    let authors = context.people(key, node);
    if !authors.is_empty() {
        entry.authors.offer_last(rank::OWN, authors);
    }
}

/// An item without `url` is a link post whose page is elsewhere, or its id is its page.
fn settle_link(entry: &mut EntryParts) {
    if let Some(related) = &entry.draft.related {
        entry.link.offer(rank::LESSER, related.clone());
        entry.more.link_is_own = true;
    }
    let id = entry.id.held().map(|(_, id)| id.clone());
    if let Some(id) = id.filter(|id| id.starts_with("https://") || id.starts_with("http://")) {
        entry.link.offer(rank::DERIVED, id);
    }
}

/// Takes over an attachment (JSON Feed 1.1, Attachments).
fn attach<'t>(entry: &mut EntryParts, members: Members<'t>, context: &mut Context<'t>) {
    let mut file = DraftEnclosure::default();
    let mut title = None;
    let mut beginning = context.place();
    if let Some((key, _)) = members.first() {
        context.stand_at(key);
        context.stand_at_opening();
        beginning = context.place();
    }
    for (key, node) in members {
        context.stand_at_value(&key);
        match &*key {
            "url" => file.url = context.url(&key, node).unwrap_or_default(),
            "mime_type" => file.media_type = context.text(&key, node),
            "title" => title = context.text(&key, node),
            "size_in_bytes" => file.length = context.number(&key, &node),
            "duration_in_seconds" => file.duration = context.number(&key, &node),
            _ => {}
        }
    }
    if file.url.is_empty() {
        context.note_at(beginning, "an attachment has no `url`", "left out");
        return;
    }
    entry.more.links.push(DraftLink {
        media_type: file.media_type.clone(),
        title,
        length: file.length.map(|length| length.to_string()),
        ..link("enclosure", file.url.clone())
    });
    entry.draft.enclosures.push(file);
}
