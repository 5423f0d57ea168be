//! `list` and `hide`: the machine's map of what there is, and taking an entry out for good.

use std::collections::BTreeSet;

use crate::site::{
    NOW, article, build, config, differing, listing, many, marks, paths, remove, rename, site, titles,
};

#[test]
fn the_map_names_sources_and_feeds_with_their_files_and_urls() {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech", "C#/.NET"]));
    build(&project).ok();
    let listing = listing(&project);
    let source = &listing["sources"][0];
    assert_eq!(
        (&source["id"], &source["type"], &source["entries"]),
        (&"notes".into(), &"articles".into(), &1.into())
    );
    let feeds = listing["feeds"].as_array().unwrap();
    assert_eq!(feeds.len(), 3);
    assert_eq!(feeds[0]["kind"], "home");
    assert_eq!(feeds[0]["path"], serde_json::json!([]));
    assert_eq!(feeds[0]["title"], "Notes");
    let feed = &feeds[2];
    assert_eq!(feed["kind"], "category");
    assert_eq!(feed["path"], serde_json::json!(["Tech", "C#/.NET"]));
    assert_eq!(feed["title"], "Tech › C#/.NET · Notes");
    assert_eq!(feed["entries"], 1);
    for (format, file) in
        [("rss", "rss.xml"), ("atom", "atom.xml"), ("json", "feed.json"), ("html", "index.html")]
    {
        let listed = feed["files"][format].as_str().unwrap();
        assert!(listed.starts_with("feeds/category/tech/cnet-") && listed.ends_with(file), "{listed}");
        let url = feed["urls"][format].as_str().unwrap();
        assert!(url.starts_with("https://notes.example/feeds/category/tech/cnet-"), "{url}");
    }
    let listed: BTreeSet<String> = feeds
        .iter()
        .flat_map(|feed| feed["files"].as_object().unwrap().values())
        .map(|file| file.as_str().unwrap().to_owned())
        .chain(["feeds/feeds.opml".to_owned()])
        .collect();
    assert_eq!(listed, paths(&project, "feeds").into_iter().map(|path| format!("feeds/{path}")).collect());
}

#[test]
fn files_are_named_from_where_one_stands() {
    let project = many(1, "Tech").from("elsewhere");
    project.run(["build", "--config", "../config.toml", "--now", NOW]).ok();
    let listing = project.run(["list", "--json", "--config", "../config.toml"]).ok().json();
    let file = listing["feeds"][0]["files"]["rss"].as_str().unwrap();
    assert!(project.root().join("elsewhere").join(file).exists(), "{file}");
}

#[test]
fn every_file_of_the_folder_is_one_line_with_its_reason() {
    let project = site();
    for (path, text) in [
        ("a.md", article("Alpha", "2021-01-01", &[])),
        ("deep/er/b.html", article("Beta", "2021-01-02", &[])),
        ("draft.md", "---\ntitle: D\ndraft: true\n---\nText".to_owned()),
        ("later.md", article("Later", "2030-01-01", &[])),
        ("secret.md", "---\ntitle: S\npassword: x\n---\nText".to_owned()),
        ("picture.png", "x".to_owned()),
        ("empty.md", String::new()),
        ("line\nbreak.md", article("Odd \u{7} name", "2021-01-03", &[])),
        ("hidden.md", article("Hidden", "2021-01-04", &[])),
        ("out/x.md", article("Out", "2021-01-05", &[])),
        (".git/config", String::new()),
    ] {
        project.write(&format!("articles/{path}"), text);
    }
    project.write("config.toml", config("") + "exclude = [\"out\"]\n");
    std::os::unix::fs::symlink("a.md", project.root().join("articles/link.md")).unwrap();
    build(&project).ok();
    project.run(["hide", "--now", NOW, "tag:notes.example,2021-01-04:notes/hidden.md"]).ok();
    let text = project.run(["list", "--entries", "--json", "--now", NOW]).ok().stdout();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut found: Vec<String> = lines
        .iter()
        .map(|line| format!("{} {}", line["file"].as_str().unwrap().escape_debug(), line["held"]))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "articles/.git \"folder-left-out\"",
            "articles/a.md null",
            "articles/deep/er/b.html null",
            "articles/draft.md \"draft\"",
            "articles/empty.md \"empty\"",
            "articles/hidden.md \"hidden\"",
            "articles/later.md \"future\"",
            "articles/line\\nbreak.md null",
            "articles/link.md \"symbolic-link\"",
            "articles/out/x.md \"excluded\"",
            "articles/picture.png \"not-an-article\"",
            "articles/secret.md \"password\"",
        ]
    );
    let alpha = lines.iter().find(|line| line["title"] == "Alpha").unwrap();
    let keys: BTreeSet<&str> = alpha.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["id", "url", "source", "file", "title", "published", "held"]));
    assert_eq!(alpha["id"], "tag:notes.example,2021-01-01:notes/a.md");
    assert_eq!(alpha["published"], "2021-01-01T00:00:00Z");
    // One line each for people, too, whatever files are called.
    let told = project.run(["list", "--entries", "--now", NOW]).ok().stdout();
    assert_eq!(told.lines().count(), lines.len());
    assert!(!told.contains('\u{7}'));
    let told_of = |file: &str| told.lines().find(|line| line.contains(file)).unwrap().trim_end();
    assert!(told_of("articles/a.md").ends_with("  articles/a.md  Alpha  https://notes.example/a/"), "{told}");
    assert!(told_of("articles/draft.md").ends_with("articles/draft.md"), "{told}");
}

#[test]
fn thousands_of_entries_are_listed_page_by_page() {
    let project = site();
    for n in 0..2100 {
        project.write(&format!("articles/{n}.md"), "---\ndraft: true\n---\n\nText");
    }
    build(&project).ok();
    let text = project.run(["list", "--entries", "--json"]).ok().stdout();
    assert_eq!(text.lines().collect::<BTreeSet<_>>().len(), 2100);
}

#[test]
fn nothing_is_listed_before_the_first_build() {
    let project = many(1, "Tech");
    let listing = project.run(["list", "--json"]).ok().json();
    assert_eq!(listing["feeds"], serde_json::json!([]));
    assert_eq!(listing["sources"][0]["entries"], 0);
}

#[test]
fn an_entry_is_hidden_by_its_id_or_its_url_until_that_is_undone() {
    for what in ["tag:notes.example,2021-01-01:notes/0000.md", "https://notes.example/0000/"] {
        let project = many(2, "Tech");
        build(&project).ok();
        let before = project.tree("feeds");
        project.run(["hide", what, "--now", NOW]).ok().says("hidden: 1 entry");
        assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 1"], "{what}");
        assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Number 1"]);
        assert_eq!(listing(&project)["sources"][0]["held"]["hidden"], 1);
        // It stays hidden through an edit, a rename and a rendering anew.
        project.write("articles/0000.md", project.read("articles/0000.md") + "More.\n");
        build(&project).ok();
        crate::site::build_with(&project, &["--force"]).ok();
        assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 1"], "{what}");
        project.write("articles/0000.md", project.read("articles/0000.md").replace("More.\n", ""));
        build(&project).ok();
        project.run(["hide", what, "--now", NOW]).ok().says("hidden already");
        project.run(["hide", "--undo", what, "--now", NOW]).ok().says("shown again: 1 entry");
        assert!(project.tree("feeds") == before, "{what}");
        project.run(["hide", "--undo", what, "--now", NOW]).ok().says("is not hidden");
    }
}

#[test]
fn what_is_hidden_by_its_id_stays_hidden_under_another_name() {
    let project = many(2, "Tech");
    build(&project).ok();
    project.run(["hide", "tag:notes.example,2021-01-01:notes/0000.md", "--now", NOW]).ok();
    rename(&project, "articles/0000.md", "articles/z.md");
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 1"]);
}

#[test]
fn an_entry_is_hidden_by_its_file_as_it_is_listed() {
    let project = many(2, "Tech");
    build(&project).ok();
    project.run(["hide", "./articles/0000.md", "--now", NOW]).ok().says("hidden: 1 entry");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 1"]);
    project.run(["hide", "--undo", "articles/0000.md", "--now", NOW]).ok().says("shown again: 1 entry");
}

#[test]
fn what_can_be_no_entry_is_not_hidden() {
    let project = many(1, "Tech");
    build(&project).ok();
    project.run(["hide", "articles/000.md", "--now", NOW]).exits(2).says("list --entries");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 0"]);
}

#[test]
fn an_entry_can_be_hidden_before_it_comes() {
    let project = many(1, "Tech");
    project.run(["hide", "https://notes.example/new/", "--now", NOW]).ok().says("it is remembered");
    project.write("articles/new.md", article("New", "2021-05-05", &["Tech"]));
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 0"]);
}

#[test]
fn hiding_touches_the_feeds_of_the_entry_alone() {
    let project = many(2, "Tech");
    project.write("articles/f.md", article("Soup", "2021-05-05", &["Food"]));
    build(&project).ok();
    let before = marks(&project, "feeds");
    project.run(["hide", "https://notes.example/f/", "--now", NOW]).ok();
    let differing = differing(&before, &marks(&project, "feeds"));
    assert!(differing.iter().all(|path| !path.starts_with("category/tech")), "{differing:?}");
    assert!(project.has("feeds/category/food/rss.xml"));
    remove(&project, "articles/f.md");
    build(&project).ok();
}
