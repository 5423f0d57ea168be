//! A site from outside: articles in, the documents that a reader would fetch.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

use crate::harness::{CONFIG, Project, Run};

/// The instant of the runs that need no other.
pub(crate) const NOW: &str = "2026-01-01T00:00:00Z";

/// A project with the smallest configuration and no article.
pub(crate) fn site() -> Project {
    let project = Project::new().config(CONFIG);
    fs::create_dir_all(project.root().join("articles")).unwrap();
    project
}

/// The smallest configuration with more before its source.
pub(crate) fn config(more: &str) -> String {
    CONFIG.replace("\n[[source]]", &format!("\n{more}\n[[source]]"))
}

/// An article in Markdown. Its categories are one path.
pub(crate) fn article(title: &str, date: &str, categories: &[&str]) -> String {
    let quoted: Vec<String> = categories.iter().map(|name| serde_json::to_string(name).unwrap()).collect();
    format!(
        "---\ntitle: {}\ndate: {date}\ncategories: [{}]\n---\n\nThis is *{title}*.\n",
        serde_json::to_string(title).unwrap(),
        quoted.join(", ")
    )
}

/// `number` articles of one day each, all in one category.
pub(crate) fn many(number: u32, category: &str) -> Project {
    let project = site();
    for n in 0..number {
        let date = format!("2021-{:02}-{:02}", 1 + n / 28 % 12, 1 + n % 28);
        project.write(&format!("articles/{n:04}.md"), article(&format!("Number {n}"), &date, &[category]));
    }
    project
}

/// `feedloom build` at [`NOW`].
pub(crate) fn build(project: &Project) -> Run {
    build_with(project, &[])
}

/// `feedloom build` at [`NOW`] with arguments.
pub(crate) fn build_with(project: &Project, arguments: &[&str]) -> Run {
    build_at(project, NOW, arguments)
}

/// `feedloom build` at an instant.
pub(crate) fn build_at(project: &Project, now: &str, arguments: &[&str]) -> Run {
    project.run(["build", "--now", now].iter().chain(arguments))
}

/// What does not change where a file is left alone: inode, time of modification and time of change, by path.
pub(crate) fn marks(project: &Project, folder: &str) -> BTreeMap<String, (u64, i64, i64)> {
    let root = project.root().join(folder);
    let mark = |path: &str| {
        let found = fs::symlink_metadata(root.join(path)).unwrap();
        (found.ino(), found.mtime() * 1_000_000_000 + found.mtime_nsec(), found.ctime_nsec())
    };
    paths(project, folder).into_iter().map(|path| (path.clone(), mark(&path))).collect()
}

/// The paths of all files below a folder.
pub(crate) fn paths(project: &Project, folder: &str) -> Vec<String> {
    project.tree(folder).into_iter().map(|(path, _)| path).collect()
}

/// Paths whose mark differs, or is on one side only.
pub(crate) fn differing<M: PartialEq>(
    before: &BTreeMap<String, M>,
    after: &BTreeMap<String, M>,
) -> Vec<String> {
    let all: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    all.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// Removes a file or folder of the project.
pub(crate) fn remove(project: &Project, path: &str) {
    let path = project.root().join(path);
    match path.is_dir() && !path.is_symlink() {
        true => fs::remove_dir_all(path).unwrap(),
        false => fs::remove_file(path).unwrap(),
    }
}

/// Renames a file or folder of the project.
pub(crate) fn rename(project: &Project, from: &str, to: &str) {
    let to = project.root().join(to);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(project.root().join(from), to).unwrap();
}

/// Every XML document below a folder of the project passes a strict parser, and every JSON document too.
#[track_caller]
pub(crate) fn assert_whole(project: &Project, folder: &str) {
    for (path, bytes) in project.tree(folder) {
        let text = String::from_utf8(bytes).unwrap();
        if path.ends_with(".xml") || path.ends_with(".opml") {
            let parsed = roxmltree::Document::parse(&text);
            assert!(parsed.is_ok(), "{path}: {:?}", parsed.err());
        } else if path.ends_with(".json") {
            let parsed: Result<serde_json::Value, _> = serde_json::from_str(&text);
            assert!(parsed.is_ok(), "{path}: {:?}", parsed.err());
        } else if path.ends_with(".html") {
            assert!(text.trim_end().ends_with("</html>"), "{path} has no end");
        }
    }
}

/// An entry as a document has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Seconds since 1970.
    pub(crate) published: i64,
    /// Seconds since 1970; as `published` in RSS, which has no such date.
    pub(crate) updated: i64,
}

/// The entries of an Atom document.
pub(crate) fn atom(project: &Project, path: &str) -> Vec<Shown> {
    let text = project.read(path);
    let document = roxmltree::Document::parse(&text).unwrap();
    let entries = document
        .root_element()
        .children()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "entry")));
    entries
        .map(|entry| Shown {
            id: child(entry, "id"),
            title: child(entry, "title"),
            published: rfc3339(&child(entry, "published")),
            updated: rfc3339(&child(entry, "updated")),
        })
        .collect()
}

/// The entries of an RSS document.
pub(crate) fn rss(project: &Project, path: &str) -> Vec<Shown> {
    let text = project.read(path);
    let document = roxmltree::Document::parse(&text).unwrap();
    let items = document.descendants().filter(|node| node.has_tag_name("item"));
    items
        .map(|item| {
            let published =
                chrono::DateTime::parse_from_rfc2822(&child(item, "pubDate")).unwrap().timestamp();
            Shown { id: child(item, "guid"), title: child(item, "title"), published, updated: published }
        })
        .collect()
}

/// The entries of a JSON document.
pub(crate) fn json(project: &Project, path: &str) -> Vec<Shown> {
    let document: serde_json::Value = serde_json::from_str(&project.read(path)).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = document["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| Shown {
            id: text(&item["id"]),
            title: text(&item["title"]),
            published: rfc3339(&text(&item["date_published"])),
            updated: rfc3339(&text(&item["_feedloom"]["updated"])),
        })
        .collect()
}

/// The titles of an Atom document's entries.
pub(crate) fn titles(project: &Project, path: &str) -> Vec<String> {
    atom(project, path).into_iter().map(|entry| entry.title).collect()
}

/// The id of the only entry of the home feed, which is the same in every format.
#[track_caller]
pub(crate) fn only_id(project: &Project) -> String {
    let entries = atom(project, "feeds/atom.xml");
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!(rss(project, "feeds/rss.xml")[0].id, entries[0].id);
    assert_eq!(json(project, "feeds/feed.json")[0].id, entries[0].id);
    entries[0].id.clone()
}

/// The text of an element's child.
pub(crate) fn child(node: roxmltree::Node<'_, '_>, name: &str) -> String {
    let child = node.children().find(|child| child.tag_name().name() == name);
    child.map_or_else(String::new, |child| {
        child.descendants().filter_map(|text| text.text().filter(|_| text.is_text())).collect()
    })
}

/// Seconds since 1970 of a time of RFC 3339.
#[track_caller]
pub(crate) fn rfc3339(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{text:?}: {error}")).timestamp()
}

/// What `feedloom list --json` says, and that every document that it names is there.
#[track_caller]
pub(crate) fn listing(project: &Project) -> serde_json::Value {
    let listing = project.run(["list", "--json", "--now", NOW]).ok().json();
    for feed in listing["feeds"].as_array().unwrap() {
        for file in feed["files"].as_object().unwrap().values() {
            assert!(project.has(file.as_str().unwrap()), "{file} is listed and is not there");
        }
    }
    listing
}

/// The state file, read by SQLite itself.
pub(crate) fn state(project: &Project) -> rusqlite::Connection {
    rusqlite::Connection::open(state_path(project)).unwrap()
}

/// Where the state is.
pub(crate) fn state_path(project: &Project) -> PathBuf {
    project.root().join(".feedloom/state.sqlite")
}
