//! What the owner says of feeds of others, and lists of them: what is asked, and what is published.

use crate::harness::{Project, Run};
use crate::origin::Origin;

mod entries;
mod keys;
mod lists;
mod shrinking;

/// A post of a feed: its number, its title, and more elements.
fn item(number: u32, title: &str, more: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://far.example/{number}</link><guid>https://far.example/{number}</guid>\
         <pubDate>Mon, 0{} Jun 2026 10:00:00 GMT</pubDate>{more}</item>",
        number % 9 + 1
    )
}

/// A feed that calls itself so.
fn feed(title: &str, items: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{title}</title><link>https://far.example/</link>\
         <description>d</description>{}</channel></rss>",
        items.concat()
    )
}

/// A configuration that may ask `origin`, and more lines of it.
fn config(origin: &Origin, publish: &str, rest: &str) -> String {
    let authority = origin.authority();
    format!(
        "[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"\n\n[publish]\n{publish}\n\n[net]\ncontact = \"https://planet.example/about\"\n\
         allow = [\"{authority}\"]\n\n[[host]]\nname = \"{authority}\"\nmin_interval = \"0s\"\n\n{rest}"
    )
}

fn build(project: &Project, now: &str) -> Run {
    project.run(["build", "--now", now])
}
