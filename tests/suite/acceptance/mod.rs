//! What servers may expect of feedloom, and what it may not lose, whatever they do: the built program is run against servers of the
//! tests, and nothing counts but the requests that they saw and the documents that are published.

mod addresses;
mod charsets;
mod codings;
mod connections;
mod crash;
mod documents;
mod downgrades;
mod failing;
mod fields;
mod freshness;
mod identity;
mod limits;
mod month;
mod moves;
mod not_modified;
mod redirects;
mod remedies;
mod requests;
mod retry_after;
mod rhythm;
mod silent;
mod together;
mod transport;
mod validators;
mod verbs;

use chrono::Duration;

use crate::origin::answer;
use crate::origin::planet::instant;

/// An RSS feed with an entry for each number, ten minutes apart.
pub(crate) fn feed(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    feed_with("", numbers)
}

/// As [`feed`], with more elements of its channel.
pub(crate) fn feed_with(more: &str, numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let items: String = numbers.into_iter().map(|number| item(number, "")).collect();
    channel(&format!("{more}{items}"))
}

/// A text for each value, one behind the other.
pub(crate) fn row<T>(of: impl IntoIterator<Item = T>, text: impl Fn(T) -> String) -> String {
    of.into_iter().map(text).collect::<Vec<_>>().concat()
}

/// An RSS feed of these elements.
pub(crate) fn channel(elements: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" \
         xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\
         <title>Far</title><link>https://far.example/</link><description>d</description>{elements}</channel></rss>"
    )
    .into_bytes()
}

/// One entry, with more elements.
pub(crate) fn item(number: u32, more: &str) -> String {
    let date = instant("2026-01-01T00:00:00Z") + Duration::minutes(10 * i64::from(number));
    format!(
        "<item><title>Post {number}</title><link>https://far.example/{number}</link>\
         <guid>https://far.example/{number}</guid><pubDate>{}</pubDate><description>Text {number}</description>{more}</item>",
        date.to_rfc2822()
    )
}

/// `200` with header fields and [`feed`].
pub(crate) fn ok(headers: &[(&str, &str)], numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    answer("200 OK", headers, &feed(numbers))
}

/// An answer whose only field has this value, byte for byte, with [`feed`].
pub(crate) fn ok_octets(name: &str, value: &[u8], numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let body = feed(numbers);
    let length = format!("\r\nContent-Length: {}\r\n\r\n", body.len());
    [b"HTTP/1.1 200 OK\r\n", name.as_bytes(), b": ", value, length.as_bytes(), &body].concat()
}
