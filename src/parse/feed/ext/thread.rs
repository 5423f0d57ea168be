//! Comments: Atom threading (RFC 4685), Slash, and the comment API of the well-formed web.

use super::address;
use super::{Parent, attribute, text, url_attribute};
use crate::model::syndicated::DraftReply;
use crate::parse::xml::{Element, Ns, Xml};

/// Reads `thr:in-reply-to`, `thr:total`, `slash:comments`, `wfw:commentRss` and its spellings.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    let Parent::Entry(entry) = parent else { return };
    match (element.ns, element.name.as_str()) {
        (Ns::Thr, "in-reply-to") => entry.more.in_reply_to.push(DraftReply {
            reference: attribute(element, "ref"),
            href: url_attribute(xml, element, "href"),
            media_type: attribute(element, "type"),
            source: url_attribute(xml, element, "source"),
        }),
        (Ns::Thr, "total") | (Ns::Slash, "comments") => {
            let count = &mut entry.more.comment_count;
            *count = count.take().or_else(|| text(xml, element));
        }
        (Ns::Wfw, "commentrss" | "commentsrss" | "commentfeed") => {
            let feed = &mut entry.more.comment_feed;
            *feed = feed.take().or_else(|| address(xml, element));
        }
        _ => {}
    }
}
