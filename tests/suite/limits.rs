//! Large and hostile articles: documents stay bounded and whole, and nothing of a body reaches them that must not.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use crate::harness::Project;
use crate::site::{
    Shown, article, assert_whole, atom, build, build_with, config, json, listing, many, paths, rss, site,
    titles,
};

#[test]
fn a_body_of_five_megabytes_is_shown_by_its_summary() {
    let project = many(2, "Tech");
    let body = "A sentence of many, and another one.\n\n".repeat(5 * 1024 * 1024 / 38);
    project.write("articles/huge.md", article("Huge", "2022-01-01", &["Tech"]) + &body);
    build(&project).ok().says("note: the feed").says("max_bytes");
    assert_whole(&project, "feeds");
    assert_eq!(titles(&project, "feeds/atom.xml")[0], "Huge");
    for path in paths(&project, "feeds") {
        assert!(project.read(&format!("feeds/{path}")).len() <= 512 * 1024, "{path}");
    }
    assert!(project.read("feeds/atom.xml").contains("A sentence of many"));
    build(&project).ok().says("0 documents written");
}

#[test]
fn a_feed_that_would_be_too_large_leaves_out_its_oldest_entries() {
    let project = many(20, "Tech");
    for n in 0..20 {
        let path = format!("articles/{n:04}.md");
        project.write(&path, project.read(&path) + &"Words and more words. ".repeat(500));
    }
    build_with(&project, &["--set", "publish.max_bytes=64KiB"]).ok().says("oldest entries").says("max_bytes");
    let shown = titles(&project, "feeds/atom.xml");
    assert!(!shown.is_empty() && shown.len() < 20);
    assert_eq!(shown[0], "Number 19");
    for path in paths(&project, "feeds") {
        assert!(project.read(&format!("feeds/{path}")).len() <= 64 * 1024, "{path}");
    }
}

#[test]
fn a_file_that_is_beyond_all_measure_is_held_and_named() {
    let project = many(1, "Tech");
    let file = std::fs::File::create(project.root().join("articles/film.md")).unwrap();
    // Takes no room, and would take all memory.
    file.set_len(1 << 40).unwrap();
    build(&project).ok().says("too-large");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Number 0"]);
    project.run(["list", "--entries"]).ok().prints("too-large");
}

/// Articles that attack what comes after them: parsers, browsers, terminals, templates.
fn hostile() -> Project {
    let project = site();
    let bodies = [
        "<script>alert(1)</script><p onclick=\"x()\">Click</p><a href=\"javascript:x()\">a</a>",
        "]]> <![CDATA[ ]]]]><![CDATA[> &amp;amp; &nbsp; &bogus; <!-- -- > --> <!DOCTYPE x [<!ENTITY a \"b\">]>",
        "<div><p><b><i>unclosed <table><tr><td>cell <p>more",
        "\u{0}\u{1}\u{b}\u{1f}\u{7f}\u{85}\u{fffe}\u{ffff}\u{202e}text\u{1b}[31m",
        "{{ site.secret }} {% raw %} ${x} <%= y %>",
        "<svg><style>@import url(x)</style></svg><iframe src=\"https://video.example/1\"></iframe><object data=x></object>",
        "<img src=\"//cdn.example/a.png\" srcset=\"b.png 1x, c.png 2x\"><a href=\"../up?x=1&y=2#z\">up</a>",
        "<![if IE]><p>old</p><![endif]><?php echo 1; ?>",
    ];
    for (n, body) in bodies.iter().enumerate() {
        let titles = [
            "<b>Bold</b> & \"quoted\"",
            "]]>\u{202e}",
            "a < b > c",
            "\u{1b}[31mred\u{0}",
            "   ",
            "{{ title }}x",
            "&lt;p&gt;",
            "𝕏 مرحبا",
        ];
        project.write(
            &format!("articles/{n}.md"),
            article(titles[n], &format!("2021-01-0{}", 1 + n), &["A & B", "<i>"]) + body,
        );
        project.write(
            &format!("articles/{n}.html"),
            article(titles[n], &format!("2021-02-0{}", 1 + n), &["]]>"]) + body,
        );
        project.write(
            &format!("articles/{n}.txt"),
            article(titles[n], &format!("2021-03-0{}", 1 + n), &["\"'"]) + body,
        );
    }
    project
}

#[test]
fn documents_of_hostile_articles_are_whole_and_agree() {
    let project = hostile();
    build_with(&project, &["--set", "publish.limit=100"]).ok();
    assert_whole(&project, "feeds");
    for feed in listing(&project)["feeds"].as_array().unwrap() {
        let file = |format: &str| feed["files"][format].as_str().unwrap();
        let of_atom = atom(&project, file("atom"));
        // An entry without a title has none in RSS and JSON Feed, which allow that; Atom demands one.
        let bare = |entries: Vec<Shown>| -> Vec<Shown> {
            entries
                .into_iter()
                .map(|entry| Shown {
                    title: entry.title.replace("This is * *", "").split('.').next().unwrap().to_owned(),
                    ..entry
                })
                .collect()
        };
        assert!(of_atom.iter().all(|entry| !entry.title.trim().is_empty()));
        assert!(
            of_atom.iter().all(|entry| !entry.title.contains('\u{202e}')),
            "no title turns its surroundings"
        );
        assert_eq!(bare(of_atom.clone()), bare(json(&project, file("json"))), "{feed}");
        assert_eq!(bare(of_atom.clone()), bare(rss(&project, file("rss"))), "{feed}");
        assert_eq!(feed["entries"], of_atom.len());
        assert!(
            of_atom.is_sorted_by(|a, b| (b.published, &a.id) <= (a.published, &b.id)),
            "newest first, then by id"
        );
    }
}

/// The HTML that a reader of a document shows.
fn bodies(path: &str, text: &str) -> Vec<String> {
    match Path::new(path).extension().and_then(OsStr::to_str) {
        Some("xml") => {
            let document = roxmltree::Document::parse(text).unwrap();
            document.descendants().filter_map(|node| node.text().map(str::to_owned)).collect()
        }
        Some("json") => {
            let document: serde_json::Value = serde_json::from_str(text).unwrap();
            let items = document["items"].as_array().unwrap().iter();
            items.map(|item| item["content_html"].as_str().unwrap_or_default().to_owned()).collect()
        }
        _ => vec![text.to_owned()],
    }
}

#[test]
fn nothing_that_runs_or_hides_is_in_a_document() {
    let project = hostile();
    build_with(&project, &["--set", "publish.limit=100", "--set", "html.content=full"]).ok();
    for (path, bytes) in project.tree("feeds") {
        let text = String::from_utf8(bytes).unwrap();
        let forbidden = |c: char| {
            (c < ' ' && !"\t\n\r".contains(c))
                || ('\u{7f}'..='\u{9f}').contains(&c)
                || "\u{fffe}\u{ffff}".contains(c)
        };
        assert!(!text.contains(forbidden), "{path} has {:?}", text.chars().find(|c| forbidden(*c)));
        for body in bodies(&path, &text) {
            let body = body.to_lowercase();
            for bad in ["<script", "<iframe", "<object", "<?php"] {
                assert!(!body.contains(bad), "{path} has {bad}");
            }
            for bad in ["onclick=", "javascript:", "=\"//cdn"] {
                // What stands in a text file is shown as it is.
                let in_a_tag = |at: usize| {
                    body[..at].rfind(['<', '>']).is_some_and(|before| body[before..].starts_with('<'))
                };
                assert!(!body.match_indices(bad).any(|(at, _)| in_a_tag(at)), "{path} has {bad}");
            }
        }
    }
}

#[test]
fn relative_links_of_bodies_lead_where_they_did_in_every_feed() {
    let project = site();
    project.write(
        "articles/2021/deep/a.md",
        article("A", "2021-01-01", &["Tech", "Linux"])
            + "[up](../up) ![p](pic.png) [top](/top) [id](#here)\n",
    );
    build(&project).ok();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for path in ["feeds/atom.xml", "feeds/category/tech/linux/rss.xml", "feeds/category/tech/feed.json"] {
        let text = project.read(path);
        for url in [
            "https://notes.example/2021/deep/up",
            "https://notes.example/2021/deep/a/pic.png",
            "https://notes.example/top",
            "https://notes.example/2021/deep/a/#here",
        ] {
            *found.entry(url).or_default() += usize::from(text.contains(url));
        }
    }
    assert!(found.values().all(|count| *count == 3), "{found:?}");
}

#[test]
fn a_page_that_leads_to_hundreds_of_feeds_costs_no_feed_its_entries() {
    let project = site();
    for n in 0..400 {
        let name = format!("A category with a rather long name, number {n}");
        project.write(&format!("articles/{n}.md"), article(&format!("Number {n}"), "2021-01-01", &[&name]));
    }
    let run = build_with(&project, &["--set", "publish.max_bytes=64KiB"]).ok();
    assert!(!run.stderr().contains("max_bytes"), "{}", run.stderr());
    assert_eq!(titles(&project, "feeds/atom.xml").len(), 20);
    assert!(project.read("feeds/index.html").len() > 64 * 1024);
    assert!(project.read("feeds/atom.xml").len() <= 64 * 1024);
}

#[test]
fn a_page_alone_leaves_out_its_oldest_entries_too() {
    let project = many(20, "Tech");
    for n in 0..20 {
        let path = format!("articles/{n:04}.md");
        project.write(&path, project.read(&path) + &"Words and more words. ".repeat(500));
    }
    let page = ["publish.max_bytes=64KiB", "publish.formats=[\"html\"]", "html.content=full"];
    let page: Vec<&str> = page.iter().flat_map(|set| ["--set", set]).collect();
    build_with(&project, &page).ok().says("oldest entries");
    assert!(project.read("feeds/index.html").len() <= 96 * 1024);
}

#[test]
fn of_thousands_of_categories_and_tags_the_first_count_and_it_is_told() {
    let project = site();
    let list = (0..3000).map(|n| format!("[C{n}]")).collect::<Vec<_>>().join(", ");
    let tags = (0..3000).map(|n| format!("T{n}")).collect::<Vec<_>>().join(", ");
    let front = format!("title: A\ndate: 2021-01-01\ncategories: [{list}]\ntags: [{tags}]");
    project.write("articles/a.md", format!("---\n{front}\n---\n\nText\n"));
    let by = ["--set", "publish.by=[\"category\", \"tag\"]"];
    build_with(&project, &by).ok().says("more than 64 categories").says("more than 64 tags");
    assert!(project.has("feeds/category/c63/rss.xml") && !project.has("feeds/category/c64/rss.xml"));
    assert!(project.has("feeds/tag/t63/rss.xml") && !project.has("feeds/tag/t64/rss.xml"));
    assert_eq!(paths(&project, "feeds").len(), (1 + 64 + 64) * 4 + 1);
}

#[test]
fn a_category_of_a_hundred_levels_breaks_nothing() {
    let project = site();
    let levels: Vec<String> = (0..100).map(|n| format!("level-number-{n}")).collect();
    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
    project.write("articles/a.md", article("A", "2021-01-01", &levels));
    project.write("articles/b.md", article("B", "2021-01-02", &["Tech"]));
    build(&project).ok().says("more than 16 levels deep");
    assert_whole(&project, "feeds");
    assert_eq!(paths(&project, "feeds").len(), (1 + 16 + 1) * 4 + 1);
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["B"]);
    build(&project).ok().says("0 documents written");
}

#[test]
fn a_path_that_is_longer_than_the_system_takes_stops_only_its_own_feed() {
    let project = site();
    let levels: Vec<String> = (0..16).map(|n| format!("{}{n}", "x".repeat(70))).collect();
    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
    project.write("articles/a.md", article("A", "2021-01-01", &levels));
    project.write("articles/b.md", article("B", "2021-01-02", &["Tech"]));
    let folders = vec!["y".repeat(250); 12].join("/");
    let path = format!("[paths]\ncategory.atom = \"{folders}/{{slug}}/atom.xml\"\n");
    project.write("config.toml", config(&path));
    let tech = format!("feeds/{folders}/tech/atom.xml");
    for _ in 0..2 {
        build(&project).exits(1);
        assert_eq!(titles(&project, &tech), ["B"]);
        assert_eq!(titles(&project, "feeds/atom.xml"), ["B", "A"]);
    }
    crate::site::remove(&project, "articles/a.md");
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["B"]);
}
