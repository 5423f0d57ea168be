//! The media of an item, as `_feedloom.media` has them.

use super::{members, number};
use crate::model::draft::RawText;
use crate::model::syndicated::{
    DraftCredit, DraftMedia, DraftMediaAbout, DraftRating, DraftThumbnail, Syndicated,
};
use crate::parse::feed::json::context::Context;
use crate::parse::feed::json::node::{Members, Node};

/// Takes over the media.
pub(super) fn read<'t>(more: &mut Syndicated, node: Node<'t>, context: &mut Context<'t>) {
    for (key, node) in members(node) {
        match &*key {
            "about" => more.about_media = Some(Box::new(about(node, context))),
            "thumbnails" => {
                let pictures = context.objects(&key, node).into_iter();
                more.thumbnails = pictures.map(|members| thumbnail(members, context)).collect();
            }
            "objects" => {
                let objects = context.objects(&key, node).into_iter();
                more.media = objects.map(|members| object(members, context)).collect();
            }
            _ => {}
        }
    }
}

fn thumbnail<'t>(members: Members<'t>, context: &mut Context<'t>) -> DraftThumbnail {
    let mut picture = DraftThumbnail::default();
    for (key, node) in members {
        match &*key {
            "url" => picture.url = context.url(&key, node).unwrap_or_default(),
            "width" => picture.width = number(node),
            "height" => picture.height = number(node),
            _ => {}
        }
    }
    picture
}

fn object<'t>(members: Members<'t>, context: &mut Context<'t>) -> DraftMedia {
    let mut media = DraftMedia::default();
    for (key, node) in members {
        match &*key {
            "url" => media.url = context.url(&key, node),
            "media_type" => media.media_type = context.text(&key, node),
            "length" => media.length = number(node),
            "duration" => media.duration = number(node),
            "width" => media.width = number(node),
            "height" => media.height = number(node),
            "facts" => media.facts = pairs(node, context),
            "group" => media.group = number(node).and_then(|number| number.parse().ok()),
            "about" => media.about = about(node, context),
            _ => {}
        }
    }
    let medium = media.facts.iter().position(|(name, _)| name == "medium");
    media.medium = medium.map(|at| media.facts.swap_remove(at).1);
    media
}

/// Names and values: a list of lists of two.
pub(super) fn pairs<'t>(node: Node<'t>, context: &mut Context<'t>) -> Vec<(String, String)> {
    let Node::List(list) = node else { return Vec::new() };
    let pair = |node| {
        let pair: Result<[String; 2], _> = context.texts("facts", node).try_into();
        pair.ok().map(Into::into)
    };
    list.into_iter().filter_map(pair).collect()
}

fn about<'t>(node: Node<'t>, context: &mut Context<'t>) -> DraftMediaAbout {
    let mut about = DraftMediaAbout::default();
    for (key, node) in members(node) {
        match &*key {
            "title" => about.title = context.text(&key, node).map(RawText::plain),
            "description" => about.description = context.text(&key, node).map(RawText::plain),
            "credits" => {
                let credits = context.objects(&key, node).into_iter();
                about.credits = credits.map(|members| credit(members, context)).collect();
            }
            "ratings" => {
                let ratings = context.objects(&key, node).into_iter();
                about.ratings = ratings.map(|members| rating(members, context)).collect();
            }
            _ => {}
        }
    }
    about
}

fn credit<'t>(members: Members<'t>, context: &mut Context<'t>) -> DraftCredit {
    let mut credit = DraftCredit::default();
    for (key, node) in members {
        match &*key {
            "name" => credit.name = context.text(&key, node).unwrap_or_default(),
            "role" => credit.role = context.text(&key, node),
            "scheme" => credit.scheme = context.text(&key, node),
            _ => {}
        }
    }
    credit
}

fn rating<'t>(members: Members<'t>, context: &mut Context<'t>) -> DraftRating {
    let mut rating = DraftRating::default();
    for (key, node) in members {
        match &*key {
            "value" => rating.value = context.text(&key, node).unwrap_or_default(),
            "scheme" => rating.scheme = context.text(&key, node),
            _ => {}
        }
    }
    rating
}
