//! Feed files of others: read, published beside the site's own articles, changed, broken and gone.

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use crate::harness::{Project, Run};
use crate::site::{NOW, titles};

mod bounds;
mod carried;
mod podcast;
mod told;
mod window;

const CONFIG: &str = "[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"\n\n[publish]\nby = [\"category\"]\n\n\
                      [[source]]\nid = \"neighbour\"\ntype = \"feed\"\npath = \"in/neighbour.xml\"\ncategories = [\"Blogs\"]\n";

/// The instant before which the entries of these tests were written.
const LONG_AGO: u64 = 1_500_000_000;

fn item(n: usize, more: &str) -> String {
    format!(
        "<item><title>Entry {n}</title><link>https://n.example/{n}</link><guid>https://n.example/?p={n}</guid>\
         <pubDate>Mon, 06 Sep 2021 00:00:{n:02} +0000</pubDate>{more}</item>"
    )
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\
         <title>Neighbour</title><link>https://n.example/</link><description>Next door</description>\
         <copyright>© N</copyright>\n<atom:link rel=\"self\" href=\"https://n.example/feed.xml\"/>{items}</channel></rss>\n"
    )
}

fn planet(feed: &str) -> Project {
    let project = Project::new().config(CONFIG);
    put(&project, feed, LONG_AGO);
    project
}

/// A feed that says that it holds all its entries.
fn complete(items: &str) -> String {
    rss(&format!("<fh:complete xmlns:fh=\"http://purl.org/syndication/history/1.0\"/>{items}"))
}

/// Writes the feed as if it had been modified then.
fn put(project: &Project, feed: &str, modified: u64) {
    project.write("in/neighbour.xml", feed);
    let file = fs::File::options().write(true).open(project.root().join("in/neighbour.xml")).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(modified)).unwrap();
}

#[track_caller]
fn build(project: &Project) -> Run {
    project.run(["build", "--now", NOW]).ok()
}

fn entries(project: &Project) -> Vec<serde_json::Value> {
    let feed: serde_json::Value = serde_json::from_str(&project.read("feeds/feed.json")).unwrap();
    feed["items"].as_array().unwrap().clone()
}

#[test]
fn entries_keep_their_ids_and_say_whose_they_are() {
    let project = planet(&rss(&item(1, "<description>&lt;p&gt;Hello&lt;/p&gt;</description>")));
    build(&project).says("1 entry, 1 new");
    let atom = project.read("feeds/atom.xml");
    for part in [
        "<id>https://n.example/?p=1</id>",
        "<source><title>Neighbour</title><id>https://n.example/feed.xml</id><updated>2021-09-06T00:00:01Z</updated>",
        "<link href=\"https://n.example/feed.xml\" rel=\"self\"/>",
        "<name>Neighbour</name><uri>https://n.example/</uri>",
        "<rights>© N</rights>",
        "term=\"Blogs\"",
        "<![CDATA[<p>Hello</p>]]>",
    ] {
        assert!(atom.contains(part), "{part}\n{atom}");
    }
    let rss = project.read("feeds/rss.xml");
    assert!(rss.contains("<source url=\"https://n.example/feed.xml\">Neighbour</source>"), "{rss}");
    assert!(
        rss.contains("<dc:creator>Neighbour</dc:creator>") && rss.contains("https://n.example/?p=1"),
        "{rss}"
    );
    let origin = &entries(&project)[0]["_feedloom"]["origin"];
    assert_eq!(origin["feed_url"], "https://n.example/feed.xml");
    let page = project.read("feeds/index.html");
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");
}

#[test]
fn a_page_with_articles_of_the_site_may_be_found() {
    let project = planet(&rss(&item(1, "")))
        .config(&format!("{CONFIG}\n[[source]]\nid = \"own\"\ntype = \"articles\"\npath = \"articles\"\n"))
        .article("a.md", "---\ntitle: Own\ndate: 2020-01-01\n---\n\nText.\n");
    build(&project);
    assert!(!project.read("feeds/index.html").contains("noindex"));
    assert!(project.read("feeds/category/blogs/index.html").contains("noindex"));
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Entry 1", "Own"]);
}

#[test]
fn content_is_sanitized_and_its_addresses_are_whole() {
    let html = "&lt;p onclick=\"x()\"&gt;A &lt;a href=\"/b\"&gt;b&lt;/a&gt;&lt;img src=\"c.png\"&gt;&lt;script&gt;alert(1)&lt;/script&gt;\
                &lt;a href=\"javascript:x()\"&gt;d&lt;/a&gt;&lt;/p&gt;";
    let project = planet(&rss(&item(1, &format!("<description>{html}</description>"))));
    build(&project);
    let entry = &entries(&project)[0];
    let content = entry["content_html"].as_str().unwrap();
    assert!(
        content.contains("https://n.example/b") && content.contains("https://n.example/c.png"),
        "{content}"
    );
    assert!(!content.contains("script") && !content.contains("onclick"), "{content}");
    let summary = project.run(["build", "--now", NOW, "--set", "publish.content=summary"]);
    summary.ok();
    let entry = &entries(&project)[0];
    assert_eq!((entry["content_html"].as_str(), entry["summary"].as_str()), (None, Some("A bd")));
}

#[test]
fn an_unchanged_file_is_not_read_and_a_touched_one_changes_nothing() {
    let feed = rss(&(item(1, "") + &item(2, "")));
    let project = planet(&feed);
    build(&project);
    let before = project.tree("feeds");
    // Of one size and time: what is in it is not looked at.
    put(&project, &feed.replace("Entry 1", "Entri 1"), LONG_AGO);
    let report = project.run(["build", "--now", NOW, "--json"]).ok().json();
    assert_eq!((&report["sources"][0]["changed"], &report["documents"]["written"]), (&0.into(), &0.into()));
    put(&project, &feed, LONG_AGO + 9);
    let report = project.run(["build", "--now", NOW, "--json"]).ok().json();
    assert_eq!(report["documents"]["written"], 0);
    assert_eq!(project.tree("feeds"), before);
}

#[test]
fn a_file_that_cannot_be_used_is_a_failed_source_that_keeps_its_entries() {
    let project = planet(&rss(&item(1, "")));
    build(&project);
    let before = project.tree("feeds");
    let fails = |what: &str| {
        build(&project).says("source neighbour failed, and keeps what it had").says(what);
        assert_eq!(project.tree("feeds"), before, "{what}");
    };
    put(&project, &rss(""), LONG_AGO + 1);
    build(&project)
        .says("1 entry")
        .says("in/neighbour.xml: the feed has no entry now; those that it had stay");
    assert_eq!(project.tree("feeds"), before);
    put(&project, "<!doctype html><html><body><p>Not found</p></body></html>", LONG_AGO + 2);
    fails("in/neighbour.xml is no feed: it is an HTML page");
    put(&project, "", LONG_AGO + 3);
    fails("in/neighbour.xml holds no feed");
    fs::remove_file(project.root().join("in/neighbour.xml")).unwrap();
    fails("in/neighbour.xml is not there");
    fs::create_dir(project.root().join("in/neighbour.xml")).unwrap();
    fails("in/neighbour.xml is no file");
    fs::remove_dir(project.root().join("in/neighbour.xml")).unwrap();
    let large = fs::File::create(project.root().join("in/neighbour.xml")).unwrap();
    large.set_len(16 * 1024 * 1024 + 1).unwrap();
    fails("in/neighbour.xml is larger than 16 MiB");
    put(&project, &rss(&item(1, "")), LONG_AGO + 5);
    build(&project).says("source neighbour: works again");
    assert_eq!(project.tree("feeds"), before);
}

#[test]
fn defects_are_told_by_line_and_column_once() {
    let project =
        planet(&rss(&item(1, "<description>a &nbsp; b</description>\n<comments>&oops; &oops;</comments>")));
    let run = build(&project);
    assert!(run.stderr().contains("warning: in/neighbour.xml:3:"), "{}", run.stderr());
    put(&project, &project.read("in/neighbour.xml").replace("Entry 1", "Entry One"), LONG_AGO + 1);
    let quiet = project.run(["build", "--now", NOW, "-q"]).ok();
    assert_eq!(quiet.stderr(), "");
    project.run(["check"]).ok().says("in/neighbour.xml:3:");
}

#[test]
fn a_date_in_the_future_is_what_the_owner_says() {
    let future = item(1, "").replace("2021", "2099");
    for (dates, published) in [("clamp", Some(NOW)), ("hold", None), ("trust", Some("2099-09-06T00:00:01Z"))]
    {
        let project = planet(&rss(&future)).config(&format!("{CONFIG}dates = \"{dates}\"\n"));
        let said = build(&project).stderr();
        assert_eq!(said.contains("; 1 dated in the future, shown as of now"), dates == "clamp", "{said}");
        assert!(!build(&project).stderr().contains("shown as of now"));
        let found = entries(&project);
        assert_eq!(found.first().and_then(|entry| entry["date_published"].as_str()), published, "{dates}");
    }
}

#[test]
fn an_entry_without_a_uri_for_an_id_gets_the_same_one_on_every_machine() {
    let odd = |id: &str| item(1, "").replace("<guid>https://n.example/?p=1</guid>", id);
    let mut ids = Vec::new();
    for id in ["<guid isPermaLink=\"false\">17</guid>", "<guid isPermaLink=\"false\">18</guid>"] {
        for title in ["Entry 1", "Another title"] {
            let project = planet(&rss(&odd(id).replace("Entry 1", title)));
            build(&project);
            ids.push(entries(&project)[0]["id"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!((&ids[0], &ids[2]), (&ids[1], &ids[3]));
    assert_ne!(ids[0], ids[2]);
    assert!(ids[0].starts_with("tag:planet.example,2000-01-01:neighbour/"), "{ids:?}");
}

#[test]
fn of_an_entry_that_stands_twice_the_newer_counts() {
    let older = "<atom:updated>2021-09-07T00:00:00Z</atom:updated><description>old</description>";
    let newer = "<atom:updated>2021-09-08T00:00:00Z</atom:updated><description>new</description>";
    for items in [item(1, older) + &item(1, newer), item(1, newer) + &item(1, older)] {
        let project = planet(&rss(&items));
        build(&project).says("1 entry, 1 new");
        assert_eq!(entries(&project)[0]["content_html"], "new");
    }
}

#[test]
fn entries_are_listed_with_their_file_and_hidden_by_their_id() {
    let project = planet(&rss(&(item(1, "") + &item(2, ""))));
    build(&project);
    project.run(["list", "--entries"]).ok().prints("in/neighbour.xml (https://n.example/?p=1)");
    project.run(["hide", "https://n.example/?p=1"]).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Entry 2"]);
    put(&project, &rss(&(item(1, "<description>x</description>") + &item(2, ""))), LONG_AGO + 1);
    build(&project);
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Entry 2"]);
}

#[test]
fn an_entry_that_is_too_much_for_every_document_is_cut() {
    let long = item(1, "").replace("Entry 1", &"word ".repeat(20_000));
    let files = "<enclosure url=\"https://n.example/a.mp3\" length=\"1\" type=\"audio/mpeg\"/>".repeat(5000);
    let text = format!("<description>{}</description>{files}", "Many words. ".repeat(20_000));
    let project = planet(&rss(&(long + &item(2, &text))));
    build(&project);
    let found = entries(&project);
    assert!(found.iter().all(|entry| entry["title"].as_str().unwrap().len() < 2000));
    assert!(found[0]["summary"].as_str().is_none_or(|summary| summary.len() < 2000), "{found:?}");
    assert!(found[0]["attachments"].as_array().unwrap().len() <= 64);
    assert!(project.read("feeds/rss.xml").len() < 512 * 1024);
}

#[test]
fn whenever_a_run_is_killed_the_next_one_makes_it_whole() {
    let feed = |round: usize| {
        let entry = |n: usize| {
            let text = format!("&lt;p&gt;Round {round} of {n}. {}&lt;/p&gt;", "Words. ".repeat(200));
            item(n, &format!("<description>{text}</description>"))
        };
        complete(&(round..round + 40).map(entry).collect::<String>())
    };
    let project = planet(&feed(0));
    let started = std::time::Instant::now();
    build(&project);
    let whole = started.elapsed();
    for round in 1..13 {
        put(&project, &feed(round), LONG_AGO + round as u64);
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_feedloom"))
            .args(["build", "--now", NOW, "--allow-removals"])
            .current_dir(project.root())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Another moment of its life each time.
        let moment = whole.mul_f64(f64::from(u32::try_from(round).unwrap()) / 13.0);
        let (_open, ended) = std::sync::mpsc::channel::<()>();
        let _ = ended.recv_timeout(moment);
        let _ = child.kill();
        child.wait().unwrap();
    }
    project.run(["build", "--now", NOW, "--allow-removals"]).ok();
    let clean = planet(&feed(12));
    build(&clean);
    assert_eq!(project.tree("feeds"), clean.tree("feeds"));
}

#[test]
fn a_rehearsal_writes_nothing() {
    let project = planet(&rss(&item(1, "")));
    project.run(["build", "--dry-run", "--now", NOW]).ok().says("1 new");
    assert!(!project.has("feeds/atom.xml") && !project.has(".feedloom/state.sqlite"));
}

#[test]
fn a_feed_of_thousands_comes_in_whole() {
    let many: String =
        (0..3000).map(|n| item(n, "<description>&lt;p&gt;x&lt;/p&gt;</description>")).collect();
    let project = planet(&rss(&many.replace("00:00:", "00:00:00 +0000 ")));
    build(&project).says("3000 entries, 3000 new");
}
