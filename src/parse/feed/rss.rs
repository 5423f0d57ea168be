//! RSS: channel and items.

use chrono_tz::Tz;

use super::Format;
use super::ext::{self, Parent};
use super::parts::{EntryParts, FeedParts};
use crate::model::draft::RawText;
use crate::parse::xml::{Element, Ns, Xml};
use crate::text::date;

/// Reads `<rss>`.
pub(super) fn document<'a>(xml: &mut Xml<'a>, root: &Element<'a>, feed: &mut FeedParts) {
    let version = root.attribute("version").unwrap_or_default();
    feed.format = Format(format!("rss{version}").into());
    while let Some(element) = xml.child(root.depth) {
        match (element.ns, element.name.as_str()) {
            (Ns::Rss, "channel") => channel(xml, &element, feed),
            (Ns::Rss, "item") => item(xml, &element, feed),
            _ => {}
        }
    }
}

fn channel<'a>(xml: &mut Xml<'a>, channel: &Element<'a>, feed: &mut FeedParts) {
    while let Some(element) = xml.child(channel.depth) {
        match (element.ns, element.name.as_str()) {
            (Ns::Rss, "item") => item(xml, &element, feed),
            (Ns::Rss, "title") => feed.title.offer(1, RawText::html(xml.content(&element).value)),
            (Ns::Rss, "link") => {
                let content = xml.content(&element);
                feed.link.offer(1, xml.resolve(&content.value));
            }
            _ => ext::read(xml, &element, &mut Parent::Feed(feed)),
        }
    }
}

fn item<'a>(xml: &mut Xml<'a>, item: &Element<'a>, feed: &mut FeedParts) {
    let mut entry = EntryParts::default();
    while let Some(element) = xml.child(item.depth) {
        match (element.ns, element.name.as_str()) {
            (Ns::Rss, "item") => {
                xml.ends_before(item.depth, element);
                break;
            }
            (Ns::Rss, "title") => entry.title.offer(1, RawText::html(xml.content(&element).value)),
            (Ns::Rss, "link") => {
                let content = xml.content(&element);
                entry.link.offer(1, xml.resolve(&content.value));
            }
            (Ns::Rss, "pubdate") => {
                if let Some(at) = date::parse(&xml.content(&element).value, Tz::UTC) {
                    entry.published.offer(1, at);
                }
            }
            (Ns::Rss, "description") => entry.summary.offer(1, RawText::html(xml.content(&element).value)),
            _ => ext::read(xml, &element, &mut Parent::Entry(&mut entry)),
        }
    }
    feed.entries.push(entry.finish());
}

#[cfg(test)]
mod tests {
    use crate::parse::feed::{Hints, parse};

    #[test]
    fn an_item_may_begin_where_the_last_one_is_not_closed() {
        let feed = "<rss version='2.0'><channel><title>T</title><item><title>a &amp; b</title><item><title>c</title></item>\
                    <link>http://a.example</link></channel></rss>";
        let parsed = parse(feed.as_bytes(), &Hints::default()).unwrap();
        let titles: Vec<String> =
            parsed.entries.iter().filter_map(|entry| entry.title.clone()).map(|title| title.value).collect();
        assert_eq!(titles, ["a & b", "c"]);
        assert_eq!(parsed.feed.link.as_deref(), Some("http://a.example"));
        assert_eq!(parsed.defects.len(), 1, "{:?}", parsed.defects);
    }
}
