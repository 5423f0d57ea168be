//! Adopting feeds that are broken, of another site, or somewhere else.

use super::{Old, adopt, atom_feed, ids, rss_feed};
use crate::harness::Project;
use crate::site::{article, atom, build, config, site};

const TEA: Old<'_> = Old {
    id: "http://old.example/?p=1",
    link: "https://notes.example/tea/",
    title: "Tea",
    date: "2020-01-02T00:00:00Z",
};

const COFFEE: Old<'_> = Old {
    id: "http://old.example/?p=2",
    link: "https://notes.example/coffee/",
    title: "Coffee",
    date: "2020-01-03T00:00:00Z",
};

fn cups() -> Project {
    let project = site();
    project.write("articles/tea.md", article("Tea", "2020-01-02", &[]));
    project.write("articles/coffee.md", article("Coffee", "2020-01-03", &[]));
    project
}

/// The feed up to and with the last `end`.
fn cut(feed: &str, end: &str) -> String {
    feed[..feed.rfind(end).unwrap() + end.len()].to_owned()
}

#[test]
fn an_entry_that_is_cut_off_gets_no_id_and_the_rest_of_the_feed_does() {
    let whole = rss_feed(&[TEA, COFFEE]);
    for end in ["http://old.example/?p", "</pubDate>", "</link>", "</guid>"] {
        let project = cups();
        let run = adopt(&project, &cut(&whole, end), &[]).ok();
        let run = run
            .says("warning: old.xml:3: the feed ends here, inside of an entry, which is left out")
            .says("fetch it again")
            .says("Notes: 1 entry (rss2.0)");
        assert!(!run.stderr().contains("will see"), "{}", run.stderr());
        let rows = project.read("ids.tsv");
        assert!(rows.contains("tea.md\thttp://old.example/?p=1\t"), "{rows}");
        assert!(!rows.contains("coffee.md"), "{end}: {rows}");
    }
}

#[test]
fn a_feed_that_is_cut_off_between_entries_is_told_of_and_one_without_a_whole_entry_is_refused() {
    let project = cups();
    let whole = rss_feed(&[TEA, COFFEE]);
    adopt(&project, &cut(&whole, "</item>"), &["--quiet"])
        .ok()
        .says("warning: old.xml:3: the feed ends here, before its end, and entries may be missing");
    let project = cups();
    adopt(&project, &cut(&rss_feed(&[TEA]), "<guid"), &[])
        .exits(1)
        .says("the feed ends in line 2, before its first entry does: fetch it again");
    assert!(!project.has("ids.tsv"));
}

#[test]
fn defects_of_the_feed_are_counted_and_whoever_names_them_is_named() {
    let project = cups();
    let odd = rss_feed(&[TEA]).replace("<title>Tea", "<title>&nonsense;Tea");
    adopt(&project, &odd, &[]).ok().says("old.xml has 1 defect; `feedloom inspect old.xml` names them");
    let run = adopt(&project, &rss_feed(&[TEA]), &[]).ok();
    assert!(!run.stderr().contains("defect"), "{}", run.stderr());
}

#[test]
fn a_feed_of_another_site_is_asked_about_and_promises_nothing() {
    let project = cups();
    let other =
        [Old { id: "urn:x:1", link: "https://other.example/x", title: "X", date: "2001-01-01T01:01:01Z" }];
    let run = adopt(&project, &rss_feed(&other), &[]).ok();
    adopt(&project, &rss_feed(&other), &["--quiet"]).ok().says("is it the right feed?");
    let said = run.says("its entry is no article of yours: is it the right feed?").stderr();
    assert!(!said.contains("Next:") && !said.contains("Readers"), "{said}");
}

#[test]
fn what_is_left_to_do_is_not_said_again() {
    let project = cups();
    adopt(&project, &rss_feed(&[TEA]), &[]).ok().says("Next: look through ids.tsv");
    let run = adopt(&project, &rss_feed(&[TEA]), &[]).ok().says("ids.tsv says all of this already");
    assert!(!run.stderr().contains("Next:"), "{}", run.stderr());
}

#[test]
fn an_address_outside_of_the_feeds_is_kept_by_the_lines_that_are_named() {
    let project = cups();
    let old = rss_feed(&[TEA]).replace("/feeds/index.xml", "/index.xml");
    let lines = "[publish]\nurl = \"https://notes.example/\"";
    let alias = "[[alias]]\nfrom = \"index.xml\"\nto = \"rss.xml\"";
    adopt(&project, &old, &[])
        .ok()
        .says("redirect https://notes.example/index.xml to https://notes.example/feeds/rss.xml; or publish it there:")
        .says(lines)
        .says(alias);
    // What it says is what works.
    let written = config(lines) + "\n" + alias + "\n";
    project.write("config.toml", written);
    build(&project).ok();
    assert_eq!(project.read("feeds/index.xml"), project.read("feeds/rss.xml"));
    adopt(&project, &old.replace("index.xml", "rss.xml"), &[]).ok().says("rss.xml stays where it is");
}

#[test]
fn relative_links_start_from_where_the_feed_says_that_it_is() {
    let project = cups();
    let old = atom_feed(&[Old { id: "urn:x:tea", link: "tea/", title: "", date: "2001-01-01T00:00:00Z" }]);
    let old = old.replace("<entry>", "<link rel=\"self\" href=\"https://notes.example/atom.xml\"/><entry>");
    adopt(&project, &old, &[]).ok().says("1 found by link");
    build(&project).ok();
    assert_eq!(ids(atom(&project, "feeds/atom.xml"))["Tea"], "urn:x:tea");
}
