//! Feeds that servers have: what they are asked, and what is published of what they answer.

mod identity;

use crate::harness::Project;
use crate::origin::{Origin, answer};

mod carried;
mod hosts;
mod kept;
mod members;
mod moves;
mod runs;
mod series;
mod upgraded;
mod validators;

/// A project with one source at an origin, `[net]` included.
pub(crate) fn project(origin: &Origin) -> Project {
    Project::new().config(&format!(
        "[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"\n\n[net]\nallow = [\"{}\"]\n\n[[source]]\nid = \"far\"\n\
         type = \"feed\"\nurl = \"{}\"\n",
        origin.authority(),
        origin.url("/feed.xml")
    ))
}

/// An RSS feed with an entry for each number.
pub(crate) fn rss(numbers: &[u32]) -> String {
    let items: Vec<String> = numbers
        .iter()
        .map(|n| {
            format!(
                "<item><title>Post {n}</title><link>https://far.example/{n}</link><guid>https://far.example/{n}</guid>\
                 <pubDate>Mon, 0{} Jun 2026 10:00:00 GMT</pubDate><description>Text {n}</description></item>",
                n % 9 + 1
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Far</title><link>https://far.example/</link>\
         <description>d</description>{}</channel></rss>",
        items.concat()
    )
}

#[test]
fn a_feed_is_fetched_once_and_then_asked_with_what_its_server_said() {
    let origin = Origin::new(|asked| match asked.header("if-none-match") {
        Some(tag) if tag == "\"one\"" => answer("304 Not Modified", &[], b""),
        _ => answer("200 OK", &[("etag", "\"one\"")], rss(&[1, 2]).as_bytes()),
    });
    let project = project(&origin);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    assert!(project.read("feeds/rss.xml").contains("Post 2"));
    let asked = origin.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].method.as_str(), asked[0].target.as_str()), ("GET", "/feed.xml"));
    assert_eq!(asked[0].header("if-none-match"), None);

    project.run(["build", "--now", "2026-07-01T10:30:00Z"]).ok();
    assert!(origin.asked().is_empty(), "it is not due");

    let before = project.tree("feeds");
    project.run(["build", "--now", "2026-07-01T11:00:00Z"]).ok();
    let asked = origin.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].header("if-none-match").as_deref(), Some("\"one\""));
    assert_eq!(project.tree("feeds"), before);
}
