//! `feedloom adopt`: sites of other programs move to feedloom, and no reader of theirs sees an entry twice.

mod file;
mod odd;
mod pages;
mod programs;
mod report;

use std::collections::BTreeMap;

use crate::harness::{Project, Run};
use crate::site::{NOW, atom, json, rss};

/// An entry of an old feed.
#[derive(Clone, Copy)]
pub(crate) struct Old<'a> {
    pub(crate) id: &'a str,
    pub(crate) link: &'a str,
    pub(crate) title: &'a str,
    /// As RFC 3339.
    pub(crate) date: &'a str,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// An RSS feed as most programs write it.
pub(crate) fn rss_feed(entries: &[Old<'_>]) -> String {
    let items: Vec<String> = entries
        .iter()
        .map(|entry| {
            let date = chrono::DateTime::parse_from_rfc3339(entry.date).unwrap().to_rfc2822();
            format!(
                "<item><title>{}</title><link>{}</link><pubDate>{date}</pubDate><guid isPermaLink=\"{}\">{}</guid></item>",
                escaped(entry.title),
                escaped(entry.link),
                entry.id == entry.link,
                escaped(entry.id)
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Notes</title>\
         <link>https://notes.example/</link><description/>\
         <atom:link rel=\"self\" href=\"https://notes.example/feeds/index.xml\"/>{}</channel></rss>\n",
        items.join("\n")
    )
}

/// An Atom feed as most programs write it.
pub(crate) fn atom_feed(entries: &[Old<'_>]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|entry| {
            format!(
                "<entry><title>{}</title><link href=\"{}\"/><id>{}</id><published>{date}</published><updated>{date}</updated></entry>",
                escaped(entry.title),
                escaped(entry.link),
                escaped(entry.id),
                date = entry.date
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Notes</title>\
         <id>https://notes.example/</id><updated>2020-01-01T00:00:00Z</updated>{}</feed>\n",
        entries.join("\n")
    )
}

/// `feedloom adopt` of that feed.
pub(crate) fn adopt(project: &Project, feed: &str, arguments: &[&str]) -> Run {
    project.write("old.xml", feed);
    project.run(["adopt", "old.xml"].iter().chain(arguments))
}

/// What entries are known as, by title.
pub(crate) fn ids(shown: Vec<crate::site::Shown>) -> BTreeMap<String, String> {
    let number = shown.len();
    let ids: BTreeMap<String, String> = shown.into_iter().map(|entry| (entry.title, entry.id)).collect();
    assert_eq!(ids.len(), number, "an entry is there twice");
    ids
}

/// The ids of the old feed, by title.
pub(crate) fn known(entries: &[Old<'_>]) -> BTreeMap<String, String> {
    entries.iter().map(|entry| (entry.title.to_owned(), entry.id.to_owned())).collect()
}

/// Asserts that all three feeds have each of the old ids for its title.
#[track_caller]
pub(crate) fn assert_known(project: &Project, entries: &[Old<'_>]) {
    for (format, found) in [
        ("rss", ids(rss(project, "feeds/rss.xml"))),
        ("atom", ids(atom(project, "feeds/atom.xml"))),
        ("json", ids(json(project, "feeds/feed.json"))),
    ] {
        for (title, id) in known(entries) {
            assert_eq!(found.get(&title), Some(&id), "{format}");
        }
    }
}

/// Builds in a copy that never had a state, and asserts that the documents are the same.
#[track_caller]
pub(crate) fn assert_same_on_a_fresh_clone(project: &Project) {
    let clone = Project::new();
    for (path, bytes) in project.tree("") {
        if !path.starts_with("feeds/") && !path.starts_with(".feedloom/") {
            clone.write(&path, bytes);
        }
    }
    clone.run(["build", "--now", NOW]).ok();
    let documents = project.tree("feeds");
    assert!(!documents.is_empty());
    assert!(clone.tree("feeds") == documents, "other documents on a fresh clone");
}
