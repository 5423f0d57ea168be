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
    project.run(["inspect", "empty"]).exits(1).says("empty: the document is empty; see that");
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
        .prints("the outline has no `text` (OPML 2.0, \"Outline")
        .prints("  = give the outline a `text=\"…\"`, which readers show\n");
    project.run(["inspect", "--json", "list.opml"]).exits(1).says("it is a list of feeds (OPML), not a feed");
}

#[test]
fn an_owner_reads_what_to_write_and_in_which_line() {
    let feed = FEED
        .replace("Notes</title>", "Notes & more</title>")
        .replace("Tue, 15 Jun 2021 13:56:21 GMT", "Tue, 15 Jun 2021 25:00:00 GMT");
    let run = Project::new().file("feed.xml", feed).run(["inspect", "feed.xml"]).ok();
    run.prints("What readers lose:\n- this is not well-formed XML (line 2)\n")
        .prints("- <pubDate> is not written as RFC 822 has dates (entry 1, line 4)\n")
        .prints("- entry 2 has no date (line 5)\n")
        .prints("  = write `&amp;` for each `&` that is text, in addresses too\n")
        .prints("  = there is no hour 25; write it as in `Tue, 15 Jun 2021 10:00:00 GMT`\n");
}

#[test]
fn what_other_readers_pass_over_is_said() {
    let feed = "<rss version='2.0'><channel>\n<item><title>The &lt;b&gt; element</title>\n<Link>http://localhost/1</Link>\n\
                <guid>1</guid>\n<pubDate>2021-01-02</pubDate>\n<description>FranÃ§ais</description></item>\n</channel></rss>";
    let run = Project::new().file("feed.xml", feed).run(["inspect", "feed.xml"]).ok();
    run.prints("- <Link> is not the name of an element (entry 1, line 3)")
        .prints("write <link>\n")
        .prints("- entry 1 has a title that holds HTML (line 2)")
        .prints("`http://localhost/1`")
        .prints("- <guid> is no address, and does not say so (entry 1, line 4)")
        .prints("- <pubDate> is not written as RFC 822 has dates (entry 1, line 5)")
        .prints("write `Sat, 02 Jan 2021 00:00:00 GMT`")
        .prints("- letters were read in a wrong encoding");
    let atom = "<feed><title>A</title><id>1</id><link>https://a.example/</link></feed>";
    let run = Project::new().file("feed.xml", atom).run(["inspect", "feed.xml"]).ok();
    run.prints("What readers lose:\n- the feed does not say that it is Atom\n")
        .prints("- <id> is no address (line 1)\n")
        .prints("- <link> has its address as text (line 1)\n")
        .prints("- the feed does not say when it last changed\n");
}

#[test]
fn no_line_is_wider_than_the_terminal_but_for_long_words() {
    let long = "word ".repeat(60);
    let feed = FEED.replace("新媒体", &long).replace("Two", &format!("{long} & {long}"));
    let run = Project::new().file("feed.xml", feed).run(["inspect", "-v", "feed.xml"]).ok();
    for line in run.stdout().lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_feed_without_fault_is_told_to_be_so() {
    let feed = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>A</title>\
                <link>https://a.example/</link><description>D</description><language>en</language>\
                <atom:link rel='self' href='https://a.example/feed'/><item><title>1</title><guid>https://a.example/1</guid>\
                <link>https://a.example/1</link><pubDate>Sat, 02 Jan 2021 00:00:00 GMT</pubDate>\
                <description>x</description></item></channel></rss>";
    let project = Project::new().file("a.xml", feed).file("b.xml", FEED);
    project.run(["inspect", "a.xml"]).ok().prints("\nNo defects, and readers lose nothing.\n");
    assert_eq!(project.run(["inspect", "-q", "a.xml"]).ok().stdout(), "");
    let run = project.run(["inspect", "-q", "a.xml", "b.xml"]).ok();
    assert!(run.stdout().starts_with("b.xml, what readers lose:\n"), "{}", run.stdout());
}

#[test]
fn several_files_have_a_report_each_and_one_that_fails_stops_none() {
    let project = Project::new().file("a.xml", FEED).file("b.gz", "\u{1f}x").file("c.xml", FEED);
    let run =
        project.run(["inspect", "a.xml", "none.xml", "c.xml"]).exits(1).says("none.xml: it cannot be read");
    assert!(run.stdout().contains("a.xml: RSS 2.0") && run.stdout().contains("\n\nc.xml: RSS 2.0"));
    let run = project.run(["inspect", "--json", "a.xml", "none.xml", "c.xml"]).exits(1);
    let lines: Vec<Value> = run.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() == 3 && lines[0]["title"] == "Notes" && lines[1]["error"].is_string());
    assert_eq!(project.run(["inspect", "--json", "none.xml"]).exits(1).stdout(), "");
}

#[test]
fn what_is_asked_for_wrongly_is_answered_with_what_to_write() {
    let project = Project::new().file("doc.pdf", "%PDF-1.7 <x>").file("feed.xml", FEED);
    project.run(["inspect", "doc.pdf"]).exits(1).says("doc.pdf: this is no feed: it is a PDF");
    project.run(["inspect", "feed.xml", "--base-url", "a.example"]).exits(2).says("begins with https://");
    let help = project.run(["inspect", "--help"]).ok();
    assert!(!help.stdout().contains("--set") && help.stdout().contains("Say only what is wrong"));
}

#[test]
fn a_blank_line_at_the_end_of_a_batch_asks_for_nothing() {
    let project = Project::new().file("0.xml", FEED);
    assert_eq!(batch(&project, "0.xml\n\n\n").len(), 1);
    assert_eq!(batch(&project, "\n0.xml\n").len(), 2);
}

#[test]
fn a_batch_waits_for_nothing_but_files() {
    let project = Project::new().file("feed.xml", FEED);
    let answers = batch(&project, ".\t\t\nfeed.xml\t\t\n");
    assert_eq!(answers[0]["error"], "it cannot be read: it is no regular file");
    assert_eq!(answers[1]["title"], "Notes");
}
