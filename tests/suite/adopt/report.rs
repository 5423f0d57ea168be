//! What adopting says: what matched, what did not and why, what is left to do.

use super::{Old, adopt, atom_feed, rss_feed};
use crate::harness::Project;
use crate::site::{article, site};

const TEA: Old<'_> = Old {
    id: "http://old.example/?p=1",
    link: "https://notes.example/tea/",
    title: "Tea",
    date: "2020-01-02T00:00:00Z",
};

fn cups() -> Project {
    let project = site();
    project.write("articles/tea.md", article("Tea", "2020-01-02", &[]));
    project.write("articles/coffee.md", article("Coffee, at last", "2020-01-03", &[]));
    project.write("articles/ancient.md", article("Ancient", "2010-01-03", &[]));
    project
}

#[test]
fn what_has_no_counterpart_is_named_with_what_comes_nearest() {
    let project = cups();
    let gone =
        Old { id: "9", link: "https://notes.example/gone/", title: "Gone", date: "2020-01-03T10:00:00Z" };
    let run = adopt(&project, &rss_feed(&[TEA, gone]), &["--set", "publish.limit=2"]).ok();
    let run = run
        .says("Entries of the feed without an article (held back, elsewhere, or no longer there): 1\n")
        .says("\"Gone\" https://notes.example/gone/")
        .says("articles/coffee.md \"Coffee, at last\"; the nearest entry is \"Gone\"")
        .says("it is of the same day, but has another title and another link")
        .says("Readers of that feed will see 1 entry as new");
    assert!(!run.stderr().contains("ancient"), "what is older than the feed is nobody's news");
}

#[test]
fn programs_get_it_as_json() {
    let project = cups();
    let found = adopt(&project, &rss_feed(&[TEA]), &["--json"]).ok().json();
    assert_eq!(found["feed"]["entries"], 1);
    assert_eq!(found["matched"]["link"], 1);
    assert_eq!(found["pairs"][0]["file"], "articles/tea.md");
    assert_eq!(found["pairs"][0]["id"], TEA.id);
    assert_eq!(found["without_entry"], serde_json::json!([]));
    assert_eq!(found["newer_than_feed"], 1);
    assert_eq!(found["older_than_feed"], serde_json::json!(["articles/ancient.md"]));
    assert_eq!(found["seen_as_new"], 1);
    assert_eq!(found["ids"]["added"], 1);
    assert_eq!(found["ids"]["written"], true);
}

#[test]
fn the_address_of_the_old_feed_is_kept_by_an_alias() {
    let project = cups();
    adopt(&project, &rss_feed(&[TEA]), &[])
        .ok()
        .says("to keep https://notes.example/feeds/index.xml alive, add")
        .says("[[alias]]\nfrom = \"index.xml\"\nto = \"rss.xml\"");
    let elsewhere =
        rss_feed(&[TEA]).replace("https://notes.example/feeds/index.xml", "https://other.example/feed");
    adopt(&project, &elsewhere, &[])
        .ok()
        .says("redirect https://other.example/feed to https://notes.example/feeds/rss.xml");
    let same = rss_feed(&[TEA]).replace("feeds/index.xml", "feeds/rss.xml");
    adopt(&project, &same, &[]).ok().says("https://notes.example/feeds/rss.xml stays where it is");
}

#[test]
fn what_is_no_feed_is_refused() {
    let project = cups();
    adopt(&project, "Hello, this is no feed", &[]).exits(1).says("old.xml: ");
    project.run(["adopt", "nowhere.xml"]).exits(1).says("nowhere.xml: it cannot be read");
    project.run(["adopt", "ftp://notes.example/feed/"]).exits(1).says("it cannot be read");
    assert!(!project.has("ids.tsv"));
}

#[test]
fn an_id_in_atom_that_is_no_uri_is_told() {
    let project = cups();
    let coffee = Old {
        id: "4711",
        link: "https://notes.example/coffee/",
        title: "Coffee, at last",
        date: "2020-01-03T00:00:00Z",
    };
    adopt(&project, &atom_feed(&[TEA, coffee]), &[])
        .ok()
        .says("articles/coffee.md: readers know it as `4711`, which is no URI")
        .says("1 row new");
}

#[test]
fn a_json_feed_is_adopted_too_and_an_id_that_is_no_uri_is_told() {
    let project = cups();
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Notes","items":[
        {"id":"https://old.example/1","url":"https://notes.example/tea/","content_text":"x"},
        {"id":"4711","url":"https://notes.example/coffee/","content_text":"x"}]}"#;
    adopt(&project, feed, &[])
        .ok()
        .says("articles/coffee.md: readers know it as `4711`, which is no URI")
        .says("1 row new");
}

#[test]
fn the_title_decides_where_links_say_nothing() {
    let project = cups();
    let old = [
        Old { link: "https://old.example/1", ..TEA },
        Old {
            id: "2",
            link: "https://old.example/2",
            title: "Coffee - at last!",
            date: "2020-02-28T00:00:00Z",
        },
    ];
    adopt(&project, &rss_feed(&old), &[])
        .ok()
        .says("1 found by title and day")
        .says("1 found by title alone");
    // The other feed of the site, without links of its own.
    adopt(&project, &atom_feed(&old), &["--dry-run"]).ok().says("2 found by an id that was known");
}

#[test]
fn a_feed_that_shows_more_than_the_old_one_is_told_of_before_readers_are() {
    let project = cups();
    let run = adopt(&project, &rss_feed(&[TEA]), &["--dry-run"]).ok();
    run.says("older than the feed that would be new to its readers (a `publish.limit` of 1 leaves them out): 1\n  articles/ancient.md")
        .says("1 article is newer than the feed, and new to everybody")
        .says("Readers of that feed will see 1 entry as new");
    adopt(&project, &rss_feed(&[TEA]), &["--set", "publish.limit=2"]).ok().says("will see no entry as new");
}

#[test]
fn a_feed_without_dates_is_as_old_as_its_articles() {
    let project = site();
    for n in 1..=5 {
        project.write(
            &format!("articles/p{n}.md"),
            article(&format!("Number {n}"), &format!("2020-01-0{n}"), &[]),
        );
    }
    let links: Vec<String> = (3..=5).map(|n| format!("https://notes.example/p{n}/")).collect();
    let old: Vec<Old<'_>> =
        links.iter().map(|link| Old { id: link, link, title: "x", date: "2020-01-01T00:00:00Z" }).collect();
    let dateless = rss_feed(&old).replace("<pubDate>Wed, 1 Jan 2020 00:00:00 +0000</pubDate>", "");
    assert!(!dateless.contains("pubDate"));
    adopt(&project, &dateless, &[])
        .ok()
        .says("by which 2 articles more get one")
        .says("will see no entry as new");
    assert!(
        project.read("ids.tsv").contains("notes\t*\thttps://notes.example/{page}/\t\t2020-01-05T00:00:00Z\n")
    );
}

#[test]
fn a_feed_that_counts_its_clicks_is_found_by_the_links_that_it_says_apart() {
    let project = cups();
    let counted = Old { link: "https://count.example/1", title: "", ..TEA };
    let feed = rss_feed(&[counted]).replace(
        "<guid",
        "<feedburner:origLink xmlns:feedburner=\"http://rssnamespace.org/feedburner/ext/1.0\">https://notes.example/tea/\
         </feedburner:origLink><guid",
    );
    adopt(&project, &feed, &[]).ok().says("1 found by link");
}

#[test]
fn what_comes_nearest_is_told_with_the_reason_why_it_is_not_meant() {
    for (title, link, date, why) in [
        (
            "Coffee, at last",
            "https://old.example/1",
            "2020-01-03T09:00:00Z",
            "title and day do not tell it from others",
        ),
        ("Milk", "https://old.example/1", "2020-01-03T09:00:00Z", "of the same day, but has another title"),
        (
            "Coffee, at least",
            "https://old.example/1",
            "2020-01-04T09:00:00Z",
            "a similar title, but another day",
        ),
    ] {
        let project = cups();
        project.write("articles/again.md", article("Coffee, at last", "2020-01-03", &[]));
        adopt(&project, &rss_feed(&[TEA, Old { id: "9", link, title, date }]), &[]).ok().says(why);
    }
}
