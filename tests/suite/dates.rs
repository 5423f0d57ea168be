//! Dates from the article to the documents: exact, never invented, and reached when they are due.

use crate::harness::Project;
use crate::site::{
    Shown, article, atom, build, build_at, build_with, config, differing, json, marks, remove, rfc3339, rss,
    site, titles,
};

/// What every format says of the only entry. RSS knows no date of change.
#[track_caller]
fn only(project: &Project) -> Shown {
    let of_atom = atom(project, "feeds/atom.xml");
    assert_eq!(of_atom, json(project, "feeds/feed.json"));
    let of_rss = rss(project, "feeds/rss.xml");
    assert_eq!(of_rss[0].published, of_atom[0].published);
    of_atom.into_iter().next().unwrap()
}

fn dated(lines: &str) -> String {
    format!("---\ntitle: Alpha\n{lines}\n---\n\nText.\n")
}

#[test]
fn a_date_is_the_same_to_the_second_in_every_format() {
    for (lines, expected) in [
        ("date: Tue, 15 Jun 2021 13:56:21 GMT", "2021-06-15T13:56:21Z"),
        ("date: 2021-06-15T13:56:21+08:00", "2021-06-15T05:56:21Z"),
        ("date: 2021-06-15 13:56:21", "2021-06-15T11:56:21Z"),
        ("date: 2021-06-15", "2021-06-14T22:00:00Z"),
        ("date: 2021-01-15", "2021-01-14T23:00:00Z"),
        ("date: 2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59Z"),
    ] {
        let project = site();
        project.write(
            "config.toml",
            config("").replace(
                "url = \"https://notes.example/\"\n",
                "url = \"https://notes.example/\"\ntimezone = \"Europe/Berlin\"\n",
            ),
        );
        project.write("articles/a.md", dated(lines));
        build(&project).ok();
        let shown = only(&project);
        assert_eq!(shown.published, rfc3339(expected), "{lines}");
        assert_eq!(shown.updated, rfc3339(expected), "{lines}");
    }
}

#[test]
fn the_reference_shape_is_read_whole() {
    let project = site();
    project.write(
        "articles/a.txt",
        "\n---\ntitle: '一个标题 & \"引号\"'\ncategories: \n - 新媒体\n - 趣头条\n - 分类\nheadimg: 'https://img.example/1?random=1'\nauthor: 趣头条\n\
         comments: false\ndate: Tue, 15 Jun 2021 13:56:21 GMT\nthumbnail: 'https://img.example/1?random=1'\n---\n\n<div>\n<p>正文<br></p>\n</div>\n",
    );
    build(&project).ok();
    let shown = only(&project);
    assert_eq!(
        (shown.title.as_str(), shown.published),
        ("一个标题 & \"引号\"", rfc3339("2021-06-15T13:56:21Z"))
    );
    for folder in ["新媒体", "新媒体/趣头条", "新媒体/趣头条/分类"] {
        for file in ["atom.xml", "rss.xml"] {
            let text = project.read(&format!("feeds/category/{folder}/{file}"));
            assert!(text.contains("正文") && text.contains("趣头条"), "{folder}/{file}");
            assert_eq!(text.matches("img.example").count(), 1, "{folder}/{file}: the image once");
        }
    }
}

#[test]
fn a_future_article_appears_by_itself_when_it_is_due() {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech"]));
    project.write("articles/b.md", article("Later", "2026-03-01T12:00:00Z", &["Tech", "Linux"]));
    build_at(&project, "2026-03-01T11:59:59Z", &[]).ok().says("1 future");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Alpha"]);
    assert!(!project.has("feeds/category/tech/linux"), "nor does its category");
    let before = marks(&project, "feeds");
    build_at(&project, "2026-03-01T11:59:59Z", &[]).ok();
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    build_at(&project, "2026-03-01T12:00:00Z", &[]).ok().says("due by now");
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Later", "Alpha"]);
    assert_eq!(titles(&project, "feeds/category/tech/linux/atom.xml"), ["Later"]);
    // A clock that is set back hides it again, and nothing breaks.
    build_at(&project, "2026-03-01T11:00:00Z", &[]).ok();
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Alpha"]);
    crate::site::assert_whole(&project, "feeds");
    build_at(&project, "2026-03-02", &[]).ok();
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Later", "Alpha"]);
}

#[test]
fn a_run_at_an_earlier_time_counts_only_what_looks_different_then() {
    let project = site();
    for (name, date) in [("a", "2025-01-01"), ("b", "2025-02-01"), ("c", "2025-12-15")] {
        project.write(&format!("articles/{name}.md"), article(name, date, &["Tech"]));
    }
    build(&project).ok();
    build_at(&project, "2025-12-01T00:00:00Z", &[]).ok().says("due by now, or no longer: 1 entry");
    assert_eq!(crate::site::titles(&project, "feeds/atom.xml"), ["b", "a"]);
}

#[test]
fn a_future_article_is_shown_where_the_owner_wants_that() {
    let project = site();
    project.write("articles/a.md", article("Later", "2027-03-01T12:00:00Z", &["Tech"]));
    build(&project).ok();
    assert!(titles(&project, "feeds/atom.xml").is_empty());
    let shown = config("") + "future = \"show\"\n";
    project.write("config.toml", &shown);
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Later"]);
    let text = project.read("feeds/atom.xml");
    let document = roxmltree::Document::parse(&text).unwrap();
    let updated = rfc3339(&crate::site::child(document.root_element(), "updated"));
    assert!(updated <= rfc3339(crate::site::NOW), "the feed itself does not claim the future");
    project.write("config.toml", config(""));
    build(&project).ok();
    assert!(titles(&project, "feeds/atom.xml").is_empty());
}

#[test]
fn a_date_of_change_counts_when_it_is_reached() {
    let project = site();
    project.write("articles/a.md", dated("date: 2021-01-01\nupdated: 2026-02-01T00:00:00Z"));
    build(&project).ok();
    assert_eq!(only(&project).updated, rfc3339("2021-01-01T00:00:00Z"));
    build_at(&project, "2026-02-01", &[]).ok();
    assert_eq!(only(&project).updated, rfc3339("2026-02-01T00:00:00Z"));
    // One before the date of publication is none.
    project.write("articles/a.md", dated("date: 2021-01-01\nupdated: 2019-01-01"));
    build_at(&project, "2026-02-01", &[]).ok();
    assert_eq!(only(&project).updated, rfc3339("2021-01-01T00:00:00Z"));
}

#[test]
fn an_article_that_expires_leaves_when_it_is_time() {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech"]));
    project.write(
        "articles/b.md",
        "---\ntitle: Offer\ndate: 2021-01-02\nexpiryDate: 2026-02-01T00:00:00Z\n---\n\nBuy.",
    );
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Offer", "Alpha"]);
    build_at(&project, "2026-01-31T23:59:59Z", &[]).ok().says("0 documents written");
    build_at(&project, "2026-02-01", &[]).ok().says("1 expired");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Alpha"]);
}

#[test]
fn an_undated_article_keeps_the_instant_at_which_it_was_first_seen() {
    let project = site();
    project.write("articles/a.md", "# Alpha\n\nText.");
    build_at(&project, "2025-05-05T05:05:05Z", &[]).ok();
    let first = rfc3339("2025-05-05T05:05:05Z");
    assert_eq!(only(&project).published, first);
    project.write("articles/a.md", "# Alpha\n\nOther text.");
    build_at(&project, "2025-06-06T06:06:06Z", &[]).ok();
    assert_eq!(only(&project).published, first, "edited");
    crate::site::rename(&project, "articles/a.md", "articles/z.md");
    build_at(&project, "2025-07-07T07:07:07Z", &[]).ok();
    assert_eq!(only(&project).published, first, "renamed");
    build_at(&project, "2025-08-08T08:08:08Z", &["--force"]).ok();
    assert_eq!(only(&project).published, first, "read anew");
    build_at(&project, "2025-01-01", &[]).ok();
    assert_eq!(only(&project).published, first, "with a clock that was set back");
    remove(&project, ".feedloom");
    build_at(&project, "2025-09-09T09:09:09Z", &["--set", "publish.take_over=true"]).ok();
    assert_eq!(only(&project).published, rfc3339("2025-09-09T09:09:09Z"), "only the state knew it");
}

#[test]
fn dates_of_files_never_reach_a_document() {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech"]));
    build(&project).ok();
    for (path, bytes) in project.tree("feeds") {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("2026"), "{path} says when it was written");
    }
}

#[test]
fn a_feed_says_the_newest_change_among_its_entries() {
    let project = site();
    project.write("articles/a.md", dated("date: 2021-01-01\nupdated: 2022-02-02T02:02:02Z"));
    project.write("articles/b.md", article("Beta", "2021-05-01", &["Tech"]));
    build(&project).ok();
    let text = project.read("feeds/atom.xml");
    let document = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(crate::site::child(document.root_element(), "updated"), "2022-02-02T02:02:02Z");
    assert!(
        project
            .read("feeds/rss.xml")
            .contains("<lastBuildDate>Wed, 02 Feb 2022 02:02:02 GMT</lastBuildDate>")
    );
    assert!(
        project
            .read("feeds/category/tech/rss.xml")
            .contains("<lastBuildDate>Sat, 01 May 2021 00:00:00 GMT</lastBuildDate>")
    );
}

#[test]
fn a_thousand_articles_of_one_second_are_ordered_by_their_ids() {
    let project = site();
    for n in 0..1000 {
        project.write(
            &format!("articles/{:03}.md", (n * 7919) % 1000),
            article("Same", "2021-06-15 13:56:21", &[]),
        );
    }
    build_with(&project, &["--set", "publish.limit=30"]).ok();
    let ids: Vec<String> = atom(&project, "feeds/atom.xml").into_iter().map(|entry| entry.id).collect();
    let expected: Vec<String> =
        (0..30).map(|n| format!("tag:notes.example,2021-06-15:notes/{n:03}.md")).collect();
    assert_eq!(ids, expected);
    assert_eq!(rss(&project, "feeds/rss.xml").into_iter().map(|entry| entry.id).collect::<Vec<_>>(), ids);
}
