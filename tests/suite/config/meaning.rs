//! What a configuration that is right means.

use std::path::Path;

use feedloom::model::feed::FeedKind;
use feedloom::model::ids::SourceId;
use feedloom::model::plan::ContentMode;
use feedloom::model::policy::{CategoryFrom, IdPolicy};

use super::{Reading, load};

const LEAST: &str = "[site]\ntitle = \"Notes\"\nurl = \"https://notes.example/blog\"\n";

#[test]
fn what_nobody_says_has_its_default() {
    let config = load(LEAST);
    assert_eq!(config.site.title.as_str(), "Notes");
    assert_eq!(config.site.url.as_str(), "https://notes.example/blog/");
    assert_eq!(config.site.feeds_url.as_str(), "https://notes.example/blog/feeds/");
    assert_eq!(config.state, Path::new(".feedloom/state.sqlite"));
    assert_eq!(config.timezone.name(), "UTC");
    assert_eq!(config.ids, IdPolicy::Tag);
    assert_eq!(config.publish.dir, Path::new("feeds"));
    assert_eq!(config.publish.formats, ["rss", "atom", "json", "html", "opml"]);
    assert_eq!(config.publish.by, [FeedKind::Category]);
    assert_eq!(config.publish.plan.limit, 20);
    assert_eq!(config.publish.plan.max_bytes, 512 * 1024);
    assert_eq!(config.publish.plan.content, ContentMode::Full);
    assert!(!config.publish.take_over && config.publish.after.is_empty());
    assert_eq!(config.categories.min_entries, 1);
    assert_eq!(config.categories.from, [CategoryFrom::Categories]);
    assert_eq!(config.category_title, "{category} · {site}");
    assert_eq!(config.site.page.content, ContentMode::Summary);
    assert!(config.sources.is_empty() && config.aliases.is_empty() && config.slugs.is_empty());
}

#[test]
fn everything_that_is_said_counts() {
    let text = r#"
        state = "/var/lib/notes.sqlite"
        [site]
        title = "Notes"
        url = "https://notes.example/"
        language = "zh_cn"
        timezone = "Asia/Shanghai"
        ids = "permalink"
        author = { name = "Ada", email = "ada@notes.example", url = "https://ada.example/" }
        [publish]
        dir = "public/feeds"
        url = "https://feeds.example"
        formats = ["atom"]
        by = []
        max_bytes = 100_000
        content = "both"
        after = ["true"]
        take_over = true
        [categories]
        only = ["Craft", ["Tech", "Linux"]]
        from = ["categories", "tags"]
        [slugs]
        "新媒体" = "new-media"
        [paths]
        home.atom = "index.xml"
        [[alias]]
        from = "feed.xml"
        to = "index.xml"
        [[source]]
        id = "notes"
        type = "articles"
        path = "../articles"
        categories = [["Tech", "Linux"], "Rust"]
        every = "1h30m"
    "#;
    let config = Reading::default().load("site/config.toml", text).unwrap();
    assert_eq!(config.state, Path::new("/var/lib/notes.sqlite"));
    assert_eq!(config.site.language.as_ref().unwrap().as_str(), "zh-CN");
    assert_eq!(config.timezone.name(), "Asia/Shanghai");
    assert_eq!(config.ids, IdPolicy::Permalink);
    assert_eq!(config.site.author.as_ref().unwrap().email.as_deref(), Some("ada@notes.example"));
    assert_eq!(config.publish.dir, Path::new("site/public/feeds"));
    assert_eq!(config.site.feeds_url.as_str(), "https://feeds.example/");
    assert_eq!(config.publish.formats, ["atom"]);
    assert!(config.publish.by.is_empty() && config.publish.take_over);
    assert_eq!(config.publish.plan.max_bytes, 100_000);
    assert_eq!(config.categories.only, [vec!["Craft"], vec!["Tech", "Linux"]]);
    assert_eq!(config.slugs["新媒体"], "new-media");
    assert_eq!(config.paths.feeds[&(FeedKind::Home, "atom".to_owned())], "index.xml");
    assert_eq!(config.aliases[0].from, "feed.xml");
    let source = &config.sources[0];
    assert_eq!((source.id.as_str(), source.kind.as_str()), ("notes", "articles"));
    assert_eq!(source.categories, [vec!["Tech", "Linux"], vec!["Rust"]]);
    assert_eq!(source.options.path("path").unwrap(), Path::new("site/../articles"));
    assert_eq!(source.options.number("every"), Some(5_400));
    assert_eq!(source.options.text("hierarchy"), Some("path"));
    assert!(text[source.offset..].starts_with("[[source]]"));
}

#[test]
fn the_folder_of_the_feeds_is_below_the_site_under_its_own_name() {
    for (dir, expected) in [
        ("feeds", "https://notes.example/blog/feeds/"),
        ("public/新 feeds", "https://notes.example/blog/%E6%96%B0%20feeds/"),
        ("../..", "https://notes.example/blog/"),
    ] {
        let config = load(&format!("{LEAST}[publish]\ndir = \"{dir}\"\n"));
        assert_eq!(config.site.feeds_url.as_str(), expected, "{dir}");
    }
}

#[test]
fn parts_of_pages_are_read_from_files_beside_the_configuration() {
    let text = format!("{LEAST}[html]\nheader = \"parts/header.html\"\nstylesheet = \"site.css\"\n");
    let reading = Reading::default().file("site/parts/header.html", "<b>Hi</b>").file("site/site.css", "b{}");
    let config = reading.load("site/config.toml", &text).unwrap();
    assert_eq!(config.site.page.header.as_deref(), Some("<b>Hi</b>"));
    assert_eq!(config.site.page.stylesheet.as_deref(), Some("b{}"));
    assert_eq!(config.site.page.footer, None);
}

#[test]
fn a_problem_that_an_adapter_finds_is_shown_where_the_value_stands() {
    let text =
        format!("{LEAST}\n[[source]]\nid = \"a\"\ntype = \"articles\"\npath = \"a\"\nexclude = [\"[\"]\n");
    let config = load(&text);
    let problem = |key| config.source_problem(&SourceId::new("a"), key, "does not do").to_string();
    assert_eq!(
        problem("exclude"),
        "config.toml:9:11: `exclude` of source `a`: does not do\n 9 | exclude = [\"[\"]\n   |           ^^^^^"
    );
    assert_eq!(
        problem("hierarchy"),
        "config.toml:5:1: `hierarchy` of source `a`: does not do\n 5 | [[source]]\n   | ^^^^^^^^^^"
    );
}
