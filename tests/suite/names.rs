//! Category names of any kind: distinct, stable, safe paths below the publishing folder, and links that lead to them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use url::Url;

use crate::harness::Project;
use crate::site::{article, assert_whole, build, differing, listing, marks, paths, remove, site, titles};

fn hostile() -> Vec<String> {
    let names = [
        "C#/.NET & \"friends\"",
        "../../etc",
        "..",
        ".",
        "...",
        "a/../../b",
        "..\\..\\x",
        "/absolute",
        "C:\\x",
        "%2e%2e%2f",
        "%2e",
        "NUL",
        "CON",
        "con.txt",
        "COM1",
        "aux",
        "nul.xml",
        "trailing.",
        "a:b",
        "a|b",
        "a?b",
        "a#b",
        "a&b",
        "a%b",
        "a*b",
        "a<b>c",
        "😀",
        "👨\u{200d}👩\u{200d}👧",
        "rss.xml",
        "index.html",
        "feed.json",
        "atom.xml",
        "category",
        ".feedloom-stage",
        ".git",
        ".htaccess",
        "robots.txt",
        ".well-known",
        "مرحبا بالعالم",
        "שלום",
        "新媒体",
        "Ünïcödé",
        "ß",
        "ss",
        "İ",
        "i",
        "C",
        "C++",
        "C#",
        "-",
        "'",
        "\u{202e}gpj",
        "{slug}",
        "{category}",
        "]]>",
        "<script>alert(1)</script>",
        "a;rm -rf",
        "$HOME",
        "`id`",
        "~",
        "=",
        "😀😀",
        "ﬁ",
        "fi",
    ];
    let long = [
        "x".repeat(300),
        format!("{}y", "x".repeat(300)),
        "新".repeat(300),
        "é".repeat(5000),
        "word ".repeat(60),
    ];
    names.into_iter().map(str::to_owned).chain(long).collect()
}

fn hostile_site(names: &[String]) -> Project {
    let project = site();
    for (n, name) in names.iter().enumerate() {
        // One level, so that a `/` stays in the name.
        project.write(&format!("articles/{n:03}.md"), article(&format!("Number {n}"), "2021-01-01", &[name]));
    }
    project
}

/// The folders of the category feeds, by what the feed's entries are called.
fn folders(project: &Project) -> BTreeMap<String, String> {
    let folder = |path: &str| path.strip_suffix("/atom.xml").map(str::to_owned);
    let feeds = paths(project, "feeds/category").iter().filter_map(|path| folder(path)).collect::<Vec<_>>();
    feeds
        .into_iter()
        .map(|folder| (titles(project, &format!("feeds/category/{folder}/atom.xml")).join(","), folder))
        .collect()
}

#[test]
fn every_name_has_a_folder_of_its_own_below_the_publishing_folder() {
    let names = hostile();
    let project = hostile_site(&names);
    build(&project).ok();
    assert_whole(&project, "feeds");
    let folders = folders(&project);
    for n in 0..names.len() {
        assert!(folders.contains_key(&format!("Number {n}")), "{:?} has no feed of its own", names[n]);
    }
    let folded: BTreeSet<String> = folders.values().map(|folder| folder.to_lowercase()).collect();
    assert_eq!(folded.len(), names.len(), "distinct also where case does not count");
    for folder in folders.values() {
        assert!(
            !folder.contains(['/', '\\', ':', '?', '*', '"', '<', '>', '|', '\0', '\n', '%', '#', '&', ' ']),
            "{folder:?}"
        );
        assert!(!folder.starts_with('.') && !folder.ends_with('.') && folder.len() <= 96, "{folder:?}");
    }
    let root = fs::canonicalize(project.root().join("feeds")).unwrap();
    for path in paths(&project, "feeds") {
        assert!(fs::canonicalize(root.join(&path)).unwrap().starts_with(&root), "{path}");
    }
    let beside: BTreeSet<_> =
        fs::read_dir(project.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let expected = [".feedloom", "articles", "config.toml", "feeds"].map(Into::into);
    assert_eq!(beside, BTreeSet::from(expected), "nothing was written beside");
}

#[test]
fn folders_do_not_hang_on_which_other_names_there_are() {
    let names = hostile();
    let project = hostile_site(&names);
    build(&project).ok();
    let all = folders(&project);
    for (n, name) in names.iter().enumerate().step_by(5) {
        let alone = site();
        alone.write("articles/0.md", article(&format!("Number {n}"), "2021-01-01", &[name]));
        build(&alone).ok();
        assert_eq!(folders(&alone).get(&format!("Number {n}")), all.get(&format!("Number {n}")), "{name}");
    }
    let before = marks(&project, "feeds");
    remove(&project, ".feedloom");
    build(&project).ok();
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
}

#[test]
fn spellings_of_one_name_are_one_category_as_its_newest_entry_spells_it() {
    let spellings = ["Web Dev", "web-dev", "WEB_DEV", "web  dev", " Web Dev ", "Web\u{a0}Dev"];
    let project = site();
    for (n, name) in spellings.iter().enumerate() {
        project.write(
            &format!("articles/{n}.md"),
            article(&format!("N {n}"), &format!("2021-01-0{}", 9 - n), &[name]),
        );
    }
    project.write("articles/a.md", article("Composed", "2020-01-01", &["Caf\u{e9}"]));
    project.write("articles/b.md", article("Decomposed", "2020-01-02", &["CAFE\u{301}"]));
    build(&project).ok();
    let feeds: Vec<_> = listing(&project)["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feed| (feed["path"].clone(), feed["entries"].clone()))
        .collect();
    assert_eq!(
        serde_json::json!(feeds),
        serde_json::json!([[[], 8], [["CAFE\u{301}"], 2], [["Web Dev"], 6]])
    );
    // Another newest entry, another spelling, the same folder.
    project.write("articles/z.md", article("Z", "2022-01-01", &["WEB DEV"]));
    build(&project).ok();
    assert!(project.read("feeds/category/web-dev/atom.xml").contains("<title>WEB DEV · Notes</title>"));
    assert!(project.read("feeds/feeds.opml").contains("WEB DEV"));
    assert!(project.read("feeds/index.html").contains("WEB DEV"));
}

#[test]
fn names_that_are_alike_and_not_the_same_stay_apart() {
    let project = site();
    for (n, name) in ["ß", "ss", "İ", "i", "C", "C#", "ﬁ", "fi", "²", "2"].iter().enumerate() {
        project.write(&format!("articles/{n}.md"), article(&format!("N {n}"), "2021-01-01", &[name]));
    }
    build(&project).ok();
    assert_eq!(folders(&project).len(), 10);
}

/// The URLs that a page or list leads to, resolved.
fn links(text: &str, attribute: &str, base: &Url) -> Vec<Url> {
    let before = format!(" {attribute}=\"");
    let texts =
        text.split(&before).skip(1).filter_map(|rest| rest.split_once('"').map(|(link, _)| link.to_owned()));
    texts.filter_map(|link| base.join(&link.replace("&amp;", "&")).ok()).collect()
}

/// The file that a URL below the publishing folder's is served from.
fn file(url: &Url) -> Option<String> {
    let path = url.as_str().strip_prefix("https://notes.example/feeds/")?.split('#').next()?;
    let path = percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned();
    Some(if path.is_empty() || path.ends_with('/') {
        format!("feeds/{path}index.html")
    } else {
        format!("feeds/{path}")
    })
}

#[test]
fn every_link_of_every_page_and_list_leads_to_a_file() {
    let names = hostile();
    let project = hostile_site(&names);
    project.write(
        "articles/deep.md",
        article("Deep", "2021-01-01", &["C#/.NET & \"friends\"", "../../etc", "新媒体", "rss.xml"]),
    );
    build(&project).ok();
    let mut followed = BTreeSet::new();
    for path in paths(&project, "feeds") {
        let page = path.strip_suffix("index.html").unwrap_or(&path);
        let encoded: Vec<String> = page
            .split('/')
            .map(|part| {
                percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC).to_string()
            })
            .collect();
        let base = Url::parse("https://notes.example/feeds/").unwrap().join(&encoded.join("/")).unwrap();
        let text = project.read(&format!("feeds/{path}"));
        let attribute = if path.ends_with(".opml") { "xmlUrl" } else { "href" };
        for url in links(&text, attribute, &base) {
            let Some(file) = file(&url) else { continue };
            assert!(project.has(&file), "{path} leads to {url}, and {file} is not there");
            followed.insert(file);
        }
    }
    let missed: Vec<_> = paths(&project, "feeds")
        .into_iter()
        .filter(|path| !followed.contains(&format!("feeds/{path}")))
        .filter(|path| !path.ends_with(".opml"))
        .collect();
    assert_eq!(missed, [""; 0], "documents that nothing leads to");
}

#[test]
fn documents_name_themselves_by_the_listed_urls() {
    let names = hostile();
    let project = hostile_site(&names);
    build(&project).ok();
    for feed in listing(&project)["feeds"].as_array().unwrap() {
        for format in ["rss", "atom"] {
            let text = project.read(feed["files"][format].as_str().unwrap());
            let document = roxmltree::Document::parse(&text).unwrap();
            let own = document
                .descendants()
                .find(|node| node.tag_name().name() == "link" && node.attribute("rel") == Some("self"));
            assert_eq!(own.and_then(|node| node.attribute("href")), feed["urls"][format].as_str());
        }
        let json: serde_json::Value =
            serde_json::from_str(&project.read(feed["files"]["json"].as_str().unwrap())).unwrap();
        assert_eq!(json["feed_url"], feed["urls"]["json"]);
        for (format, url) in feed["urls"].as_object().unwrap() {
            let url = url.as_str().unwrap();
            assert!(url.is_ascii(), "{url}");
            assert_eq!(file(&Url::parse(url).unwrap()).as_deref(), feed["files"][format].as_str());
        }
    }
}

#[test]
fn names_of_nothing_but_blanks_name_nothing() {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["  ", "\t"]));
    project.write("articles/b.md", article("Beta", "2021-01-02", &["Tech", " "]));
    project.write("articles/c.md", article("Gamma", "2021-01-03", &["\u{200b}"]));
    build(&project).ok();
    assert_whole(&project, "feeds");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Gamma", "Beta", "Alpha"]);
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Beta"]);
}
