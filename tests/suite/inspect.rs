//! `feedloom inspect`: what it says of feeds to people and to programs, and how it ends.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::Project;

/// A feed with a title that is not closed rightly, an entry without id, and a frame.
const FEED: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Notes</title>\n\
                    <link>https://notes.example/</link>\n\
                    <item><title>新媒体</title><guid>urn:x:1</guid><link>https://notes.example/1</link>\
                    <pubDate>Tue, 15 Jun 2021 13:56:21 GMT</pubDate>\
                    <description>&lt;iframe src=\"/p\">&lt;/iframe>&lt;p>One&lt;/p></description></item>\n\
                    <item><title>Two</title></b></item>\n</channel></rss>\n";

/// The lines of a batch.
fn batch(project: &Project, lines: &str) -> Vec<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_feedloom"))
        .args(["inspect", "--json", "--batch"])
        .current_dir(project.root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_feed_is_shown_with_its_entries_losses_and_defects() {
    let project = Project::new().file("feed.xml", FEED);
    let run = project.run(["inspect", "feed.xml"]).ok();
    let run = run
        .prints("feed.xml: RSS 2.0, UTF-8")
        .prints("1  2021-06-15  新媒体")
        .prints("2  -           Two     id, link, date, content")
        .prints("- entry 2 has no id (line 5)\n  = ")
        .prints("- entry 1 holds <iframe> (line 4)\n  = readers take it out");
    assert!(run.stdout().contains("feed.xml:5:25: ") && run.stderr().is_empty(), "{}", run.stdout());
    let out = run.stdout();
    let (_, shown) = out.split_once(" 5 | ").unwrap();
    let mut lines = shown.lines();
    let (line, caret) = (lines.next().unwrap(), lines.next().unwrap());
    let at = caret.find('^').unwrap() - "   | ".len();
    assert_eq!(line.get(at..at + 4), Some("</b>"), "{shown}");
}

#[test]
fn what_is_dated_in_the_future_depends_on_the_time_that_is_named() {
    let project = Project::new().file("feed.xml", FEED);
    project.run(["inspect", "feed.xml", "--now", "2021-01-01"]).ok().prints("entry 1 is dated in the future");
    let run = project.run(["inspect", "feed.xml", "--now", "2022-01-01"]).ok();
    assert!(!run.stdout().contains("future"));
}

#[test]
fn the_document_is_a_json_feed_with_clean_content() {
    let project = Project::new().file("feed.xml", FEED);
    let document = project.run(["inspect", "--json", "feed.xml"]).ok().json();
    assert_eq!(document["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(document["_feedloom"]["format"], "rss2.0");
    assert_eq!(document["_feedloom"]["warnings"][0]["line"], 5);
    let first = &document["items"][0];
    assert_eq!(first["id"], "urn:x:1");
    let content = first["content_html"].as_str().unwrap();
    assert!(content.ends_with("<p>One</p>") && !content.contains("iframe"), "{content}");
    assert_eq!(first["date_published"], "2021-06-15T13:56:21Z");
}

#[test]
fn what_is_no_feed_ends_with_1_and_wrong_usage_with_2() {
    let project =
        Project::new().file("page.html", "<!DOCTYPE html><html><body>x</body></html>").file("empty", "");
    project.run(["inspect", "page.html"]).exits(1).says("page.html: this is no feed");
    project.run(["inspect", "empty"]).exits(1).says("empty: the document is empty");
    project.run(["inspect", "--json", "none.xml"]).exits(1).says("none.xml: it cannot be read");
    project.run(["inspect"]).exits(2).says("Usage");
    project.run(["inspect", "feed.xml", "--batch"]).exits(2).says("cannot be used with");
    project.run(["inspect", "feed.xml", "--base-url", "x"]).exits(2).says("--base-url");
}

#[test]
fn a_batch_answers_line_by_line_in_order_whatever_a_document_is() {
    let mut project = Project::new();
    let mut lines = String::new();
    for n in 0..100 {
        let name = format!("{n}.xml");
        project = project.file(&name, FEED.replace("Notes", &format!("Feed {n}")));
        lines.extend([name.as_str(), "\ttext/xml\thttps://notes.example/feed/\nnone\t\t\n"]);
    }
    let answers = batch(&project, &lines);
    assert_eq!(answers.len(), 200);
    for (n, pair) in answers.chunks(2).enumerate() {
        assert_eq!(pair[0]["title"], format!("Feed {n}"));
        assert!(pair[1]["error"].as_str().unwrap().starts_with("it cannot be read"));
    }
    assert!(batch(&project, "0.xml\t\tx\n")[0]["error"].as_str().unwrap().contains("no absolute URL"));
}

#[test]
fn what_a_terminal_would_obey_is_written_out() {
    let feed = FEED.replace("Two", "T\u{202e}wo\u{9b}31m");
    let run = Project::new().file("feed.xml", feed).run(["inspect", "feed.xml"]).ok();
    assert!(
        !run.stdout().chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'),
        "{}",
        run.stdout()
    );
}

#[test]
fn of_a_list_of_feeds_its_feeds_are_shown() {
    let project = Project::new().file(
        "list.opml",
        "<opml version='1.1'><head><title>Mine</title></head><body><outline text='Tech'>\
         <outline text='A' type='rss' xmlUrl='https://a.example/feed'/><outline xmlUrl='https://b.example/'/></outline></body></opml>",
    );
    let run = project.run(["inspect", "list.opml"]).ok();
    run.prints("list.opml: a list of feeds (OPML), 2 feeds")
        .prints("https://a.example/feed")
        .prints("list.opml:1:")
        .prints("the outline has no `text` (OPML 2.0, \"Outline elements\"); its title or address is shown");
    project.run(["inspect", "--json", "list.opml"]).exits(1).says("it is a list of feeds (OPML), not a feed");
}
