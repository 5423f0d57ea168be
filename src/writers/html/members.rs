//! Those whose entries the site publishes, at the foot of its page: name, feed, newest entry, and how they are.

use serde::Serialize;

use super::Moment;
use super::words::Words;
use crate::model::feed::{FeedView, Member, MemberState};
use crate::text::date;
use crate::writers::safe;

/// One of them, in the template's words.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    name: &'a str,
    feed: Option<String>,
    site: Option<String>,
    face: Option<String>,
    newest: Option<Moment>,
    /// Nothing where all is well.
    state: Option<&'static str>,
}

/// All of them, in the order of the configuration.
pub(super) fn rows<'a>(view: &FeedView<'a>, words: &'static Words) -> Vec<Row<'a>> {
    let moment =
        |at| Moment { machine: date::rfc3339(at), day: words.day(date::clamp(at), view.site.timezone) };
    let row = |member: &'a Member| {
        let address = |url: &Option<url::Url>| url.as_ref().map(|url| safe::url(url).into_owned());
        Row {
            name: member.name.as_str(),
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
