//! Those whose entries the site publishes, at the foot of its page: name, feed, newest entry, and how they are.

use std::collections::HashMap;

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::Moment;
use super::words::Words;
use crate::model::feed::{FeedKey, FeedKind, FeedLink, FeedView, Member, MemberState};
use crate::text::{date, slug};
use crate::writers::safe;

/// One of them, in the template's words.
#[derive(Serialize)]
pub(super) struct Row {
    name: String,
    /// The page of its own feed here.
    own: Option<Own>,
    feed: Option<String>,
    site: Option<String>,
    face: Option<String>,
    newest: Option<Moment>,
    /// Nothing where all is well.
    state: Option<&'static str>,
}

/// Where its entries are here, and how many there are.
#[derive(Serialize)]
struct Own {
    href: String,
    entries: u64,
}

/// Bytes that a row takes in the page, about.
const USUAL: usize = 320;

/// Rows for the template, which makes its values of one at a time: there may be many thousands.
pub(super) fn value(rows: Vec<Row>) -> Value {
    Value::make_object_iterable(rows, |rows| Box::new(rows.iter().map(|row| Value::from(Serde(row)))))
}

/// Bytes that they take in the page, about.
pub(super) fn size(view: &FeedView<'_>) -> usize {
    view.members.len() * USUAL
}

/// All of them, in the order of the configuration.
pub(super) fn rows(view: &FeedView<'_>, words: &'static Words) -> Vec<Row> {
    let moment =
        |at| Moment { machine: date::rfc3339(at), day: words.day(date::clamp(at), view.site.timezone) };
    let here = view.feed.address(super::FORMAT);
    let of_sources = view.feed.children.iter().filter(|child| child.key.kind == FeedKind::Source);
    let own: HashMap<&FeedKey, &FeedLink> = of_sources.map(|child| (&child.key, child)).collect();
    let row = |member: &Member| {
        let address = |url: &Option<url::Url>| url.as_ref().map(|url| safe::url(url).into_owned());
        Row {
            name: member.name.as_str().to_owned(),
            own: own
                .get(&FeedKey { kind: FeedKind::Source, path: vec![slug::key(member.source.as_str())] })
                .and_then(|child| {
                    let (_, href) = super::step(here, child)?;
                    Some(Own { href, entries: child.entries })
                }),
            feed: address(&member.feed),
            site: address(&member.site),
            face: address(&member.face),
            newest: member.newest.map(moment),
            state: match member.state {
                MemberState::Well => None,
                MemberState::Failing => Some(words.failing),
                MemberState::Gone => Some(words.gone),
            },
        }
    };
    view.members.iter().map(row).collect()
}
