//! What an entry says of its place, its licence, its comments and what it answers.

use std::borrow::Cow;

use crate::model::parts::carried::{Carried, Reply};
use crate::writers::safe;

use super::{Borrower, COMMENT_API, Element, GEORSS, LICENSE, SLASH, THREAD, Vocabulary};

/// The elements, by vocabulary. Where there are none, the vocabulary has none.
pub(super) fn elements(
    carried: &Carried,
    borrower: Borrower,
) -> Vec<(&'static Vocabulary, Vec<Element<'_>>)> {
    let count = || carried.comment_count.map(|count| Cow::Owned(count.to_string()));
    let mut thread: Vec<Element<'_>> = carried.in_reply_to.iter().map(reply).collect();
    let mut all = vec![(&GEORSS, point(carried).into_iter().collect())];
    match borrower {
        // Atom has links for the rest.
        Borrower::Atom => thread.extend(text("total", count())),
        Borrower::Rss => {
            let feed = carried.comment_feed.as_ref().map(|feed| safe::url(&feed.url));
            all.push((&SLASH, text("comments", count())));
            all.push((&COMMENT_API, text("commentRss", feed)));
            all.push((&LICENSE, text("license", carried.license.as_ref().map(safe::url))));
        }
    }
    all.push((&THREAD, thread));
    all
}

/// An element with this text, where there is any.
fn text<'e>(name: &'static str, text: Option<Cow<'e, str>>) -> Vec<Element<'e>> {
    text.map(|text| Element::named(name).text(text)).into_iter().collect()
}

/// Latitude and longitude with a blank between them.
fn point(carried: &Carried) -> Option<Element<'_>> {
    let (latitude, longitude) = carried.point?.degrees();
    Some(Element::named("point").text(format!("{latitude} {longitude}")))
}

fn reply(reply: &Reply) -> Element<'_> {
    Element::named("in-reply-to")
        .with("ref", safe::text(&reply.reference))
        .maybe("href", reply.href.as_ref().map(safe::url))
        .maybe("type", reply.media_type.as_deref().map(safe::media_type))
        .maybe("source", reply.source.as_ref().map(safe::url))
}
