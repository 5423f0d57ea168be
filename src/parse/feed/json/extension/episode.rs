//! An item as an episode of a podcast, as `_feedloom.episode` has it.

use super::media::pairs;
use super::{members, number};
use crate::model::syndicated::{Podcast, PodcastTag};
use crate::parse::feed::json::context::Context;
use crate::parse::feed::json::node::{Members, Node};
use crate::parse::feed::parts::EntryParts;

/// Takes over the episode.
pub(super) fn read<'t>(entry: &mut EntryParts, node: Node<'t>, context: &mut Context<'t>) {
    let mut podcast = Podcast::default();
    for (key, node) in members(node) {
        match &*key {
            "subtitle" => podcast.subtitle = context.text(&key, node).map(|text| escaped(&text)),
            "summary" => podcast.summary = context.text(&key, node).map(|text| escaped(&text)),
            // The item says it itself, which stands before this.
            "is_summarized" => {
                podcast.summary = entry.summary.held().map(|(_, summary)| summary.value.clone());
            }
            "block" => podcast.block = node == Node::Bool(true),
            "explicit" => podcast.explicit = if let Node::Bool(said) = node { Some(said) } else { None },
            "duration" => podcast.duration = number(node),
            "image" => podcast.image = context.url(&key, node),
            "tags" => {
                let tags = context.objects(&key, node).into_iter();
                podcast.tags = tags.map(|members| tag(members, context)).collect();
            }
            _ => podcast.facts.extend(fact(&key, node, context)),
        }
    }
    entry.more.podcast = Some(Box::new(podcast));
}

/// What the iTunes namespace has an element for, by the name of that.
fn fact<'t>(key: &str, node: Node<'t>, context: &mut Context<'t>) -> Option<(String, String)> {
    let (name, value) = match key {
        "title" => ("title", escaped(&context.text(key, node)?)),
        "season" => ("season", number(node)?),
        "number" => ("episode", number(node)?),
        "order" => ("order", number(node)?),
        "kind" => ("episodeType", context.text(key, node)?),
        "is_captioned" if node == Node::Bool(true) => ("isClosedCaptioned", "yes".to_owned()),
        _ => return None,
    };
    Some((name.to_owned(), value))
}

/// Text as the HTML that is made of what the elements of iTunes hold.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// An element of the podcast namespace and those in it, of one level.
fn tag<'t>(members: Members<'t>, context: &mut Context<'t>) -> PodcastTag {
    let mut found = PodcastTag::default();
    let mut parts = Vec::new();
    for (key, node) in members {
        if &*key == "parts" {
            parts = context.objects(&key, node);
        } else {
            part(&mut found, &key, node, context);
        }
    }
    found.parts = parts.into_iter().map(|members| flat(members, context)).collect();
    found
}

fn flat<'t>(members: Members<'t>, context: &mut Context<'t>) -> PodcastTag {
    let mut found = PodcastTag::default();
    for (key, node) in members {
        part(&mut found, &key, node, context);
    }
    found
}

/// Takes over a member that is no list of elements.
fn part<'t>(found: &mut PodcastTag, key: &str, node: Node<'t>, context: &mut Context<'t>) {
    match key {
        "name" => found.name = context.text(key, node).unwrap_or_default(),
        "attributes" => found.attributes = pairs(node, context),
        "text" => found.text = context.text(key, node).unwrap_or_default(),
        _ => {}
    }
}
