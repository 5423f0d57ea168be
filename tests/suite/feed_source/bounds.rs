//! What a feed of others may cost and claim: what it says once and its entries repeat, the feeds that its categories become, ids.

use std::fs;
use std::ops::Range;

use super::{CONFIG, LONG_AGO, build, entries, item, planet, put, rss};
use crate::harness::Project;

fn many(range: Range<usize>, one: impl Fn(usize) -> String) -> String {
    range.map(one).collect::<Vec<_>>().concat()
}

#[test]
fn what_a_feed_says_of_itself_is_bounded_before_all_its_entries_say_it() {
    let long = "x".repeat(50_000);
    let authors = many(0..500, |n| format!("<dc:creator>Author {n}</dc:creator>"));
    let head = format!(
        "<title>{long}</title><link>https://n.example/{long}</link><copyright>{long}</copyright>{authors}\
         <atom:link rel=\"self\" href=\"https://n.example/{long}\"/>"
    );
    let items = many(1..51, |n| item(n, ""));
    let project = planet(&format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\
         {head}{items}</channel></rss>"
    ));
    let mut run = build(&project);
    for told in [
        "the feed's title is longer than 1024 bytes; the rest is cut off",
        "the feed's notice of rights is longer",
        "the feed's page is longer than 2048 bytes; it is left out",
        "the feed has 100 authors; the first 32 count",
    ] {
        run = run.says(told);
    }
    let document = project.read("feeds/feed.json");
    assert!(document.len() < 50 * 10_000, "{} bytes", document.len());
    assert_eq!(entries(&project)[0]["authors"].as_array().unwrap().len(), 32);
}

#[test]
fn a_feed_brings_so_many_categories_and_no_more_unless_the_owner_names_them() {
    let items = many(1..51, |n| {
        let own = many(0..10, |m| format!("<category>own {n} {m}</category>"));
        item(n, &format!("<category>All</category>{own}"))
    });
    let project = planet(&rss(&items));
    build(&project).says("the entries name 501 categories; the 200 that most of them name count");
    let folders = |project: &Project| fs::read_dir(project.root().join("feeds/category")).unwrap().count();
    assert!(folders(&project) <= 202, "{}", folders(&project));
    assert!(project.read("feeds/category/all/rss.xml").contains("Entry 50"));
    let project = Project::new().config(&format!("{CONFIG}\n[categories]\nonly = [\"Own 50 9\"]\n"));
    put(&project, &rss(&items), LONG_AGO);
    let run = build(&project);
    assert!(!run.stderr().contains("categories; the 200"), "{}", run.stderr());
    assert!(project.read("feeds/category/own-50-9/rss.xml").contains("Entry 50"));
}

#[test]
fn an_entry_of_others_never_takes_the_id_of_an_article() {
    let own = "tag:planet.example,2021-03-01:notes/a.md";
    let claims = |id: &str| {
        format!(
            "<item><title>Mine now</title><link>https://n.example/1</link><guid isPermaLink=\"false\">{id}</guid>\
             <pubDate>Mon, 06 Sep 2021 00:00:00 +0000</pubDate></item>"
        )
    };
    for (id, front_matter, told) in [
        (own, "", "is one of the source `notes` of this site"),
        // Nothing in this one says whose it is, but the article names it.
        ("urn:x-planet:a", "id: urn:x-planet:a\n", "neighbour"),
    ] {
        let config = format!("{CONFIG}\n[[source]]\nid = \"notes\"\ntype = \"articles\"\npath = \"notes\"\n");
        let project = Project::new().config(&config);
        put(&project, &rss(&claims(id)), LONG_AGO);
        // The first time there is no article yet.
        project.write("notes/b.md", "---\ntitle: Another\ndate: 2021-03-02\n---\n\nText.\n");
        build(&project);
        project
            .write("notes/a.md", format!("---\ntitle: Ours\ndate: 2021-03-01\n{front_matter}---\n\nText.\n"));
        for anew in [false, true] {
            if anew {
                fs::remove_dir_all(project.root().join("feeds")).unwrap();
                fs::remove_dir_all(project.root().join(".feedloom")).unwrap();
            }
            let run = build(&project);
            let with_id = |title: &str| {
                let all = entries(&project);
                all.iter().find(|entry| entry["title"] == title).unwrap()["id"].as_str().unwrap().to_owned()
            };
            assert_eq!(with_id("Ours"), id);
            assert!(
                with_id("Mine now").starts_with("tag:planet.example,2000-01-01:neighbour/"),
                "{}",
                with_id("Mine now")
            );
            if anew {
                run.says(told);
            }
        }
    }
}
