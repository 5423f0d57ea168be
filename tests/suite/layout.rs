//! Where documents go and which feeds there are, as the configuration says; what a change of it rewrites and removes.

use crate::harness::{CONFIG, Project};
use crate::site::{
    article, assert_whole, build, build_with, config, differing, listing, marks, paths, site, titles,
};

fn project(more: &str) -> Project {
    let project = site();
    project.write("config.toml", config(more));
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech", "Linux"]));
    project.write("articles/b.md", article("Beta", "2021-01-02", &["新媒体"]));
    project.write(
        "articles/c.md",
        "---\ntitle: Gamma\ndate: 2021-01-03\ntags: [one, Two]\nauthor: Ann Lee\nlang: de\n---\n\nText.\n",
    );
    project
}

/// The kinds and paths of the feeds that are published.
fn feeds(project: &Project) -> Vec<String> {
    let listing = listing(project);
    let feeds = listing["feeds"].as_array().unwrap().iter();
    feeds.map(|feed| format!("{} {}", feed["kind"].as_str().unwrap(), feed["path"])).collect()
}

/// The self link of an XML document.
fn own(project: &Project, path: &str) -> String {
    let text = project.read(path);
    let document = roxmltree::Document::parse(&text).unwrap();
    let mut links = document
        .descendants()
        .filter(|node| node.tag_name().name() == "link" && node.attribute("rel") == Some("self"));
    links.next().and_then(|link| link.attribute("href")).unwrap().to_owned()
}

#[test]
fn paths_put_documents_where_their_readers_look_for_them() {
    let moved = "[paths]\nhome.rss = \"index.xml\"\ncategory.rss = \"categories/{slug}/index.xml\"\nopml = \"lists/all.opml\"\n";
    let project = project(moved);
    build(&project).ok();
    assert_whole(&project, "feeds");
    assert_eq!(own(&project, "feeds/index.xml"), "https://notes.example/feeds/index.xml");
    assert_eq!(
        own(&project, "feeds/categories/tech/linux/index.xml"),
        "https://notes.example/feeds/categories/tech/linux/index.xml"
    );
    assert!(
        project
            .read("feeds/lists/all.opml")
            .contains("https://notes.example/feeds/categories/tech/linux/index.xml")
    );
    assert!(!project.has("feeds/rss.xml") && !project.has("feeds/feeds.opml"));
    assert!(project.has("feeds/category/tech/linux/atom.xml"), "other formats stay where they are");
    // Taken back: the old ones are written, the moved ones go, and all that leads to them is written anew.
    project.write("config.toml", CONFIG);
    build(&project).ok();
    assert!(
        !project.has("feeds/index.xml") && !project.has("feeds/categories") && !project.has("feeds/lists")
    );
    let fresh = self::project("");
    build(&fresh).ok();
    assert!(project.tree("feeds") == fresh.tree("feeds"));
}

#[test]
fn slugs_of_the_owners_choice_stand_in_paths_and_urls() {
    let slugs = "[slugs]\n\"新媒体\" = \"new-media\"\n\"linux\" = \"penguins\"\n";
    let project = project(slugs);
    build(&project).ok();
    assert_eq!(
        own(&project, "feeds/category/new-media/rss.xml"),
        "https://notes.example/feeds/category/new-media/rss.xml"
    );
    assert!(project.has("feeds/category/tech/penguins/index.html"));
    assert!(project.read("feeds/category/new-media/rss.xml").contains("<title>新媒体 · Notes</title>"));
    assert!(!project.has("feeds/category/新媒体"));
    let id = |path: &str| {
        roxmltree::Document::parse(&project.read(path))
            .map(|document| crate::site::child(document.root_element(), "id"))
            .unwrap()
    };
    let before = id("feeds/category/new-media/atom.xml");
    project.write("config.toml", CONFIG);
    build(&project).ok();
    assert_eq!(id("feeds/category/新媒体/atom.xml"), before, "the feed is the same, wherever it is");
    assert!(!project.has("feeds/category/new-media") && !project.has("feeds/category/tech/penguins"));
}

#[test]
fn an_alias_has_the_same_bytes_and_the_canonical_self_link() {
    let alias = "[[alias]]\nfrom = \"feed.xml\"\nto = \"atom.xml\"\n[[alias]]\nfrom = \"old/tech/rss\"\nto = \"category/tech/rss.xml\"\n[[alias]]\nfrom = \"blogroll.opml\"\nto = \"feeds.opml\"\n";
    let project = project(alias);
    build(&project).ok();
    assert_eq!(project.read("feeds/feed.xml"), project.read("feeds/atom.xml"));
    assert_eq!(own(&project, "feeds/feed.xml"), "https://notes.example/feeds/atom.xml");
    assert_eq!(project.read("feeds/old/tech/rss"), project.read("feeds/category/tech/rss.xml"));
    assert_eq!(project.read("feeds/blogroll.opml"), project.read("feeds/feeds.opml"));
    project.write("articles/a.md", article("Alpha 2", "2021-01-01", &["Tech", "Linux"]));
    build(&project).ok();
    assert!(project.read("feeds/feed.xml").contains("Alpha 2"));
    build(&project).ok().says("0 documents written");
    crate::site::remove(&project, "feeds/feed.xml");
    build(&project).ok();
    assert_eq!(project.read("feeds/feed.xml"), project.read("feeds/atom.xml"));
    project.write("config.toml", CONFIG);
    build(&project).ok();
    assert!(
        !project.has("feeds/feed.xml") && !project.has("feeds/old") && !project.has("feeds/blogroll.opml")
    );
}

#[test]
fn an_alias_that_leads_nowhere_is_named() {
    let project = project("[[alias]]\nfrom = \"feed.xml\"\nto = \"category/gone/rss.xml\"\n");
    for _ in 0..2 {
        build(&project).exits(1).says("feed.xml").says("category/gone/rss.xml");
    }
    assert!(project.has("feeds/rss.xml"), "all others are published");
}

#[test]
fn two_documents_on_one_path_are_an_error_that_names_both() {
    let project = project("[slugs]\n\"linux\" = \"same\"\n\"bsd\" = \"same\"\n");
    project.write("articles/d.md", article("Delta", "2021-01-04", &["Tech", "BSD"]));
    let mut said = Vec::new();
    for _ in 0..3 {
        let run = build(&project).exits(1).says("category/tech/same/rss.xml").says("[slugs]");
        build(&project).exits(1).says("category/tech/same/rss.xml");
        said.push(
            run.stderr()
                .lines()
                .filter(|line| line.starts_with("error"))
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        );
        assert_eq!(
            titles(&project, "feeds/category/tech/same/atom.xml").len(),
            1,
            "one of them is there, whole"
        );
        crate::site::remove(&project, ".feedloom");
        crate::site::remove(&project, "feeds");
    }
    assert!(said[0] == said[1] && said[1] == said[2], "{said:?}");
    let told = said[0].join("\n").to_lowercase();
    assert!(told.contains("linux") && told.contains("bsd"), "{told}");
    project.run(["check"]).exits(1).says("category/tech/same/rss.xml");
}

#[test]
fn there_are_feeds_by_all_that_entries_have() {
    let by = "[publish]\nby = [\"category\", \"tag\", \"source\", \"author\", \"language\"]\n";
    let project = project(by);
    build(&project).ok();
    assert_whole(&project, "feeds");
    assert_eq!(
        feeds(&project),
        [
            "home []",
            "category [\"Tech\"]",
            "category [\"Tech\",\"Linux\"]",
            "category [\"新媒体\"]",
            "tag [\"one\"]",
            "tag [\"Two\"]",
            "source [\"notes\"]",
            "author [\"Ann Lee\"]",
            "language [\"de\"]"
        ]
    );
    assert_eq!(titles(&project, "feeds/tag/two/atom.xml"), ["Gamma"]);
    assert_eq!(titles(&project, "feeds/source/notes/atom.xml").len(), 3);
    assert_eq!(titles(&project, "feeds/author/ann-lee/atom.xml"), ["Gamma"]);
    assert_eq!(titles(&project, "feeds/lang/de/atom.xml"), ["Gamma"]);
    project.write("config.toml", config("[publish]\nby = []\n"));
    build(&project).exits(1).says("--allow-removals");
    build_with(&project, &["--allow-removals"]).ok();
    assert_eq!(paths(&project, "feeds"), ["atom.xml", "feed.json", "feeds.opml", "index.html", "rss.xml"]);
    assert_eq!(feeds(&project), ["home []"]);
    build(&project).ok().says("0 documents written");
}

#[test]
fn rules_say_which_categories_have_feeds() {
    for (rules, expected) in [
        ("only = [\"Tech\"]", vec!["[\"Tech\"]", "[\"Tech\",\"Linux\"]"]),
        ("only = [[\"Tech\", \"Linux\"]]", vec!["[\"Tech\",\"Linux\"]"]),
        ("except = [[\"tech\", \"LINUX\"]]", vec!["[\"Tech\"]", "[\"新媒体\"]"]),
        ("except = [\"Tech\"]", vec!["[\"新媒体\"]"]),
        ("min_entries = 2", vec![]),
        ("from = [\"tags\"]", vec!["[\"one\"]", "[\"Two\"]"]),
        (
            "from = [\"categories\", \"tags\"]",
            vec!["[\"one\"]", "[\"Tech\"]", "[\"Tech\",\"Linux\"]", "[\"Two\"]", "[\"新媒体\"]"],
        ),
    ] {
        let expected: Vec<String> = ["home []".to_owned()]
            .into_iter()
            .chain(expected.iter().map(|path| format!("category {path}")))
            .collect();
        let ruled = project(&format!("[categories]\n{rules}\n"));
        build(&ruled).ok();
        assert_whole(&ruled, "feeds");
        assert_eq!(feeds(&ruled), expected, "{rules}");
        // The same where the rule comes later, and the same documents.
        let later = project("");
        build(&later).ok();
        later.write("config.toml", config(&format!("[categories]\n{rules}\n")));
        build_with(&later, &["--allow-removals"]).ok();
        if rules == "min_entries = 2" || rules == "from = [\"tags\"]" {
            // A feed that readers have keeps its place, also when nothing is left for it.
            assert!(feeds(&later).len() > feeds(&ruled).len(), "{rules}");
            continue;
        }
        assert_eq!(feeds(&later), expected, "{rules}, later");
        assert_eq!(paths(&later, "feeds"), paths(&ruled, "feeds"), "{rules}, later");
        assert!(later.tree("feeds") == ruled.tree("feeds"), "{rules}, later");
        later.write("config.toml", CONFIG);
        build_with(&later, &["--allow-removals"]).ok();
        let never = project("");
        build(&never).ok();
        if !rules.starts_with("from") {
            assert!(later.tree("feeds") == never.tree("feeds"), "{rules}, taken back");
        }
    }
}

#[test]
fn a_source_gives_its_entries_categories_and_may_be_flat() {
    let project = project("");
    project.write(
        "config.toml",
        config("") + "categories = [[\"News\", \"Local\"], \"All\"]\nhierarchy = \"flat\"\n",
    );
    build(&project).ok();
    assert_eq!(
        feeds(&project),
        [
            "home []",
            "category [\"All\"]",
            "category [\"Linux\"]",
            "category [\"News\"]",
            "category [\"News\",\"Local\"]",
            "category [\"Tech\"]",
            "category [\"新媒体\"]"
        ]
    );
    assert_eq!(titles(&project, "feeds/category/news/local/atom.xml").len(), 3);
    project.write("config.toml", CONFIG);
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/category/tech/linux/atom.xml"), ["Alpha"]);
    assert!(
        titles(&project, "feeds/category/all/atom.xml").is_empty(),
        "emptied, and kept until it is pruned"
    );
}

#[test]
fn every_setting_that_documents_depend_on_rewrites_them() {
    for setting in [
        "site.title=Other",
        "site.description=Words",
        "site.language=zh-CN",
        "site.rights=All mine",
        "site.author.name=Ann",
        "site.url=https://other.example/",
        "publish.url=https://other.example/f/",
        "publish.limit=1",
        "publish.content=summary",
        "categories.title={site}: {category}",
        "html.content=full",
        "html.footer=footer.html",
        "html.stylesheet=style.css",
        "publish.max_bytes=5KiB",
    ] {
        let project = project("");
        let long = article("Long", "2021-01-03", &["Tech"]) + &"Words and more words. ".repeat(150);
        project.write("articles/long.md", &long);
        project.write("footer.html", "<p>The footer</p>");
        project.write("style.css", "body { color: teal }");
        build(&project).ok();
        let before = marks(&project, "feeds");
        build_with(&project, &["--set", setting]).ok();
        let after = marks(&project, "feeds");
        assert!(!differing(&before, &after).is_empty(), "{setting}");
        assert_whole(&project, "feeds");
        build_with(&project, &["--set", setting]).ok().says("0 documents written");
        let fresh = self::project("");
        fresh.write("articles/long.md", &long);
        fresh.write("footer.html", "<p>The footer</p>");
        fresh.write("style.css", "body { color: teal }");
        build_with(&fresh, &["--set", setting]).ok();
        if !setting.starts_with("site.url") {
            assert!(project.tree("feeds") == fresh.tree("feeds"), "{setting}");
        }
    }
}

#[test]
fn the_text_of_a_stylesheet_counts_and_not_its_name() {
    let project = project("[html]\nstylesheet = \"style.css\"\n");
    project.write("style.css", "body { color: teal }");
    build(&project).ok();
    project.write("style.css", "body { color: plum }");
    build(&project).ok();
    assert!(project.read("feeds/index.html").contains("plum"));
    build(&project).ok().says("0 documents written");
}

#[test]
fn what_is_published_below_the_articles_is_not_read_again() {
    for (dir, path) in
        [("articles/feeds", "articles"), ("feeds", "."), ("./a/../a/out", "./a"), ("a/out", "./a/")]
    {
        let project = site();
        let text = config(&format!("[publish]\ndir = \"{dir}\"\n"))
            .replace("path = \"articles\"", &format!("path = \"{path}\""));
        project.write("config.toml", text);
        project.write(&format!("{path}/one.md"), article("One", "2021-01-01", &["Tech"]));
        for _ in 0..3 {
            build(&project).ok();
        }
        let listing = project.run(["list", "--json"]).ok().json();
        assert_eq!(listing["sources"][0]["entries"], 1, "{dir} in {path}");
    }
}

#[test]
fn two_categories_that_swap_their_slugs_swap_their_documents() {
    let project = project("[slugs]\n\"tech\" = \"one\"\n\"新媒体\" = \"two\"\n");
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/category/two/atom.xml"), ["Beta"]);
    project.write("config.toml", config("[slugs]\n\"tech\" = \"two\"\n\"新媒体\" = \"one\"\n"));
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/category/two/atom.xml"), ["Alpha"]);
    assert_eq!(titles(&project, "feeds/category/one/atom.xml"), ["Beta"]);
    assert!(project.has("feeds/category/two/linux/rss.xml") && !project.has("feeds/category/one/linux"));
    build(&project).ok().says("0 documents written");
    project.write("articles/b.md", article("Beta 2", "2021-01-02", &["新媒体"]));
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/category/one/atom.xml"), ["Beta 2"]);
}

#[test]
fn a_document_where_another_needs_a_folder_is_refused_and_both_are_named() {
    let project = site();
    project.write("config.toml", config("[paths]\ncategory.rss = \"c/{slug}\"\n"));
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech"]));
    build(&project).ok();
    assert!(project.has("feeds/c/tech"));
    project.write("articles/b.md", article("Beta", "2021-01-02", &["Tech", "Linux"]));
    project.run(["check"]).exits(1).says("category/tech").says("c/tech cannot be a file and a folder");
    for _ in 0..2 {
        build(&project)
            .exits(1)
            .says("the feed category/tech would be at c/tech")
            .says("category/tech/linux");
        assert!(project.read("feeds/c/tech").contains("Beta"), "the one that was there stays");
    }
    assert_eq!(titles(&project, "feeds/category/tech/linux/atom.xml"), ["Beta"]);
}

#[test]
fn documents_of_the_site_and_old_paths_are_no_folders_of_feeds_either() {
    for (more, other) in [
        ("[paths]\nopml = \"category/tech\"\n", "the site's opml"),
        ("[[alias]]\nfrom = \"category/tech\"\nto = \"rss.xml\"\n", "the feed home"),
    ] {
        let project = site();
        project.write("config.toml", config(more));
        project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech"]));
        let checked = project.run(["check"]).exits(1).says(other).says("cannot be a file and a folder");
        assert!(checked.stderr().contains("the feed category/tech"), "{}", checked.stderr());
        build(&project).exits(1).says(other).says("cannot be a file and a folder");
        assert_eq!(titles(&project, "feeds/atom.xml"), ["Alpha"]);
    }
}

#[test]
fn a_feed_keeps_the_path_that_it_has_and_the_newcomer_is_refused() {
    for (more, categories, kept) in [
        ("[paths]\ncategory.rss = \"{slug}.xml\"\n", "[rss]", "rss.xml"),
        ("[slugs]\nZed = \"alpha\"\n", "[[alpha], [Zed]]", "category/alpha/rss.xml"),
        (
            "[[alias]]\nfrom = \"category/news/rss.xml\"\nto = \"rss.xml\"\n",
            "[News]",
            "category/news/rss.xml",
        ),
    ] {
        let project = site();
        project.write("config.toml", config(more));
        project.write("articles/a.md", article("First", "2021-01-01", &["Zed"]));
        build(&project).ok();
        for title in ["Second", "Third"] {
            let text =
                format!("---\ntitle: {title}\ndate: 2021-01-02\ncategories: {categories}\n---\n\nText.\n");
            project.write("articles/b.md", text);
            build(&project).exits(1).says(&format!("would both be at {kept}"));
            // Also where only the newcomer is left to be written.
            let told = build(&project).exits(1).says(&format!("would both be at {kept}")).stderr();
            let told = told.lines().find(|line| line.contains("both be at")).unwrap_or_default();
            let named: Vec<&str> =
                told.split("the feed ").skip(1).filter_map(|name| name.split(' ').next()).collect();
            assert!(named.len() == 2 && named[0] != named[1], "{told}");
            // The newcomer does not have the first; and the one that was there is written all the same.
            for path in ["rss.xml", kept] {
                let feed = project.read(&format!("feeds/{path}"));
                assert!(feed.contains("<title>First") && feed.contains(title), "{more} {path}: {feed}");
            }
        }
    }
}

#[test]
fn an_old_path_that_a_feed_has_is_refused_and_does_not_hold_up_the_document() {
    let project = project("");
    build(&project).ok();
    project.write("config.toml", config("[[alias]]\nfrom = \"category/tech/rss.xml\"\nto = \"rss.xml\"\n"));
    for (title, category) in [("Beta 2", "Tech"), ("Beta 3", "Food")] {
        project.write("articles/b.md", article(title, "2021-01-02", &[category]));
        let path = "category/tech/rss.xml";
        build(&project)
            .exits(1)
            .says(&format!("the feed category/tech and the feed home would both be at {path}"));
        assert!(project.read("feeds/rss.xml").contains(title));
        assert_eq!(own(&project, &format!("feeds/{path}")), format!("https://notes.example/feeds/{path}"));
    }
}

#[test]
fn no_document_lies_where_documents_wait_to_be_put_in_place() {
    for more in [
        "[[alias]]\nfrom = \".feedloom-stage/x\"\nto = \"rss.xml\"\n",
        "[[alias]]\nfrom = \".Feedloom-Stage\"\nto = \"rss.xml\"\n",
        "[paths]\ncategory.rss = \".feedloom-stage/{slug}.xml\"\n",
    ] {
        let project = project(more);
        build(&project).exits(2).says("is in `.feedloom-stage`, where documents wait").says("config.toml:");
        assert!(!project.has("feeds"));
    }
}
