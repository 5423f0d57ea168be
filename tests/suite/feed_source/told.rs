//! What the owner of a source of others' entries is told: by the configuration, by `check` and by `build`.

use super::{CONFIG, LONG_AGO, build, entries, item, planet, put, rss};
use crate::harness::Project;

#[test]
fn a_feed_without_its_address_is_told_of_once_and_base_gives_it() {
    let feed = rss(&item(1, "")).replace("<atom:link rel=\"self\" href=\"https://n.example/feed.xml\"/>", "");
    let project = planet(&feed);
    build(&project).says("say it with `base` in [[source]]");
    assert!(!project.read("feeds/rss.xml").contains("<source"));
    let atom = project.read("feeds/atom.xml");
    assert!(atom.contains("<source><title>Neighbour</title>"), "{atom}");
    let said = build(&project).says("1 defect, as before (`feedloom check` names them)").stderr();
    assert!(!said.contains("`base`"), "{said}");
    let based = Project::new().config(&format!("{CONFIG}base = \"https://n.example/rss\"\n"));
    put(&based, &feed, LONG_AGO);
    assert!(!build(&based).stderr().contains("`base`"));
    let rss = based.read("feeds/rss.xml");
    assert!(rss.contains("<source url=\"https://n.example/rss\">Neighbour</source>"), "{rss}");
}

#[test]
fn check_names_every_defect_and_build_the_first_ones() {
    let odd: Vec<String> = (0..20).map(|n| format!("&odd{n};")).collect();
    let project = planet(&rss(&item(1, &format!("<description>{}</description>", odd.concat()))));
    let said = project.run(["check"]).ok().says("1 entry, 20 defects").stderr();
    assert_eq!(said.matches("warning: in/neighbour.xml:").count(), 20, "{said}");
    let said = build(&project).stderr();
    assert_eq!(said.matches("warning: in/neighbour.xml:3:").count(), 10, "{said}");
    let (_, last) = said.rsplit_once("warning: ").unwrap();
    assert!(last.starts_with("in/neighbour.xml: and 10 more (`feedloom check` names them)\n"), "{said}");
    build(&project).says("20 defects, as before");
}

#[test]
fn a_file_that_is_not_there_yet_is_brought_by_curl() {
    let project = Project::new().config(CONFIG);
    build(&project).says("is not there; put the feed there, such as with `curl -sfL -o neighbour.xml URL`");
}

#[test]
fn one_feed_as_two_sources_is_shown_once_and_other_posts_with_its_ids_are_told() {
    let second = |path| format!("\n[[source]]\nid = \"again\"\ntype = \"feed\"\npath = \"{path}\"\n");
    let items = item(1, "") + &item(2, "");
    let project = planet(&rss(&items)).config(&format!("{CONFIG}{}", second("in/neighbour.xml")));
    assert!(!build(&project).stderr().contains("note:"));
    assert_eq!(entries(&project).len(), 2);

    let others =
        items.replace("Entry", "Another").replace("<link>https://n.example/", "<link>https://b.example/");
    let project = planet(&rss(&items)).config(&format!("{CONFIG}{}", second("in/other.xml")));
    project.write("in/other.xml", rss(&others));
    build(&project).says("note: 2 of the entries of source again have ids that other entries have, too");
    assert!(!build(&project).stderr().contains("note:"));
}

#[test]
fn what_is_typed_elsewhere_for_a_key_or_a_type_of_source_is_understood() {
    for (lines, message, remedy) in [
        ("type = \"rss\"\npath = \"a\"", "unknown type of source: `rss`", "did you mean \"feed\"?"),
        ("type = \"Atom\"\npath = \"a\"", "unknown type of source: `Atom`", "did you mean \"feed\"?"),
        ("type = \"posts\"\npath = \"a\"", "unknown type of source: `posts`", "did you mean \"articles\"?"),
        ("path = \"a\"", "`type` is missing", "add type = \"articles\" or type = \"feed\""),
        (
            "type = \"feed\"\npath = \"a\"\ncategory = \"B\"",
            "unknown key `category`",
            "did you mean `categories`?",
        ),
        (
            "type = \"feed\"\nxmlUrl = \"https://a.example/feed\"",
            "unknown key `xmlUrl` in [[source]]",
            "did you mean `url`?",
        ),
        (
            "type = \"feed\"\npath = \"a\"\nurl = \"https://a.example/feed\"",
            "`path` of source `notes`: there is a `url`, too",
            "a feed is in one place",
        ),
        (
            "type = \"feed\"\npath = \"https://a.example/feed\"",
            "`path` is a URL, and must be a path on this machine",
            "write `url = \"https://a.example/feed\"` instead",
        ),
        (
            "type = \"articles\"\npath = \"a\"\npermalink = \"https://a.example/:title/\"",
            "the pattern begins with `/`",
            "what stands before that is the key `url`",
        ),
        (
            "type = \"articles\"\npath = \"a\"\npermalink = \"/blog/\"",
            "`permalink` of source `notes`: all articles would have one address",
            "such as `:title`",
        ),
    ] {
        let head =
            "[site]\ntitle = \"Notes\"\nurl = \"https://notes.example/\"\n\n[[source]]\nid = \"notes\"\n";
        let project = Project::new().config(&format!("{head}{lines}\n"));
        project.run(["check"]).exits(2).says(message).says(remedy);
    }
}
