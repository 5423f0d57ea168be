//! `_feedloom`: what feedloom says of an item that JSON Feed has no words for, read back where one planet follows another.
//!
//! Nothing is demanded of it. Members that are not named here say what the item says itself, or are for people.

mod episode;
mod media;

use std::sync::Arc;

use super::context::Context;
use super::item::offer;
use super::link;
use super::node::{Members, Node};
use crate::model::draft::RawText;
use crate::model::syndicated::{DraftCategory, DraftLink, DraftOrigin, DraftReply, Point};
use crate::parse::feed::parts::{EntryParts, rank};

/// Takes over what is said of an item.
pub(super) fn read<'t>(entry: &mut EntryParts, node: Node<'t>, context: &mut Context<'t>) {
    for (key, node) in members(node) {
        member(entry, &key, node, context);
    }
}

fn member<'t>(entry: &mut EntryParts, key: &str, node: Node<'t>, context: &mut Context<'t>) {
    match key {
        "rights" => offer(&mut entry.rights, rank::OWN, context.text(key, node).map(RawText::plain)),
        "origin" => entry.more.origin = origin(node, context).map(Arc::new),
        "contributors" => entry.more.contributors = context.people(key, node),
        "links" => {
            let links = context.objects(key, node).into_iter();
            entry.more.links.extend(links.filter_map(|members| further_link(members, context)));
        }
        "license" => entry.more.license = context.url(key, node),
        "comments" => entry.more.comments = context.url(key, node),
        "comment_feed" => comment_feed(entry, node, context),
        "comment_count" => {
            entry.more.comment_count = context.number(key, &node).map(|count| count.to_string());
        }
        "in_reply_to" => {
            let replies = context.objects(key, node).into_iter();
            entry.more.in_reply_to = replies.map(|members| reply(members, context)).collect();
        }
        "point" => entry.more.point = point(node),
        "media" => media::read(&mut entry.more, node, context),
        "episode" => episode::read(entry, node, context),
        _ => {}
    }
}

/// The members of an object; none of anything else.
fn members(node: Node<'_>) -> Members<'_> {
    match node {
        Node::Object(members) => members,
        _ => Vec::new(),
    }
}

/// A number as it is written.
fn number(node: Node<'_>) -> Option<String> {
    match node {
        Node::Number(number) => Some(number),
        _ => None,
    }
}

fn further_link<'t>(members: Members<'t>, context: &mut Context<'t>) -> Option<DraftLink> {
    let mut found = DraftLink::default();
    for (key, node) in members {
        match &*key {
            "rel" => found.rel = context.text(&key, node).unwrap_or_default(),
            "url" => found.href = context.url(&key, node).unwrap_or_default(),
            "title" => found.title = context.text(&key, node),
            _ => {}
        }
    }
    (!found.href.is_empty()).then_some(found)
}

fn comment_feed<'t>(entry: &mut EntryParts, node: Node<'t>, context: &mut Context<'t>) {
    let mut found = link("replies", String::new());
    for (key, node) in members(node) {
        match &*key {
            "url" => found.href = context.url(&key, node).unwrap_or_default(),
            "media_type" => found.media_type = context.text(&key, node),
            _ => {}
        }
    }
    if !found.href.is_empty() {
        entry.more.comment_feed = Some(found.href.clone());
        entry.more.links.push(found);
    }
}

fn reply<'t>(members: Members<'t>, context: &mut Context<'t>) -> DraftReply {
    let mut reply = DraftReply::default();
    for (key, node) in members {
        match &*key {
            "ref" => reply.reference = context.text(&key, node),
            "href" => reply.href = context.url(&key, node),
            "type" => reply.media_type = context.text(&key, node),
            "source" => reply.source = context.url(&key, node),
            _ => {}
        }
    }
    reply
}

fn point(node: Node<'_>) -> Option<Point> {
    let (mut latitude, mut longitude) = (None, None);
    for (key, node) in members(node) {
        let degrees = || number(node).and_then(|number| number.parse().ok());
        match &*key {
            "latitude" => latitude = degrees(),
            "longitude" => longitude = degrees(),
            _ => {}
        }
    }
    Some(Point { latitude: latitude?, longitude: longitude? })
}

/// The feed that the item is from.
fn origin<'t>(node: Node<'t>, context: &mut Context<'t>) -> Option<DraftOrigin> {
    let mut origin = DraftOrigin::default();
    for (key, node) in members(node) {
        match &*key {
            "title" => origin.title = context.text(&key, node).map(RawText::plain),
            "home_page_url" => origin.url = context.url(&key, node),
            "feed_url" => origin.feed_url = context.url(&key, node),
            "id" => origin.id = context.text(&key, node),
            "description" => origin.subtitle = context.text(&key, node).map(RawText::plain),
            "icon" => origin.image = context.url(&key, node),
            "favicon" => origin.icon = context.url(&key, node),
            "rights" => origin.rights = context.text(&key, node).map(RawText::plain),
            "license" => origin.license = context.url(&key, node),
            "authors" => origin.authors = context.people(&key, node),
            "tags" => {
                let terms = context.texts(&key, node).into_iter();
                origin.categories =
                    terms.map(|term| DraftCategory { term, ..DraftCategory::default() }).collect();
            }
            _ => {}
        }
    }
    (origin != DraftOrigin::default()).then_some(origin)
}
