//! Nothing disappears by accident: folders that are gone, entries that go together, sources that fail.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::harness::Project;
use crate::site::{article, build, build_with, config, differing, many, marks, remove, rename, site, titles};

/// A project whose articles become unavailable.
type Loss = fn(&Project);

const LOSSES: [(&str, Loss); 3] = [
    ("missing", |project| rename(project, "articles", "elsewhere")),
    ("emptied", |project| {
        rename(project, "articles", "elsewhere");
        fs::create_dir(project.root().join("articles")).unwrap();
    }),
    ("a file", |project| {
        rename(project, "articles", "elsewhere");
        project.write("articles", "");
    }),
];

fn restore(project: &Project) {
    remove(project, "articles");
    rename(project, "elsewhere", "articles");
}

#[test]
fn a_folder_that_is_gone_is_a_failed_source_and_keeps_everything() {
    for (how, lose) in LOSSES {
        let project = many(3, "Tech");
        build(&project).ok();
        let before = marks(&project, "feeds");
        lose(&project);
        build(&project).ok().says("source notes failed, and keeps what it had").says("articles");
        assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0], "{how}");
        let listing = crate::site::listing(&project);
        assert_eq!(listing["sources"][0]["entries"], 3, "{how}");
        assert_eq!(listing["sources"][0]["failing_since"], crate::site::NOW, "{how}");
        if project.has("articles") {
            restore(&project);
        } else {
            rename(&project, "elsewhere", "articles");
        }
        build(&project).ok().says("works again").says("0 documents written");
        assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0], "{how}");
    }
}

#[test]
fn the_exit_code_says_so_where_it_is_asked_to() {
    let project = many(3, "Tech");
    build(&project).ok();
    rename(&project, "articles", "elsewhere");
    build_with(&project, &["--fail-on", "any", "--dry-run"]).exits(3);
    build_with(&project, &["--fail-on", "new"]).exits(3);
    build_with(&project, &["--fail-on", "new"]).ok();
    build_with(&project, &["--fail-on", "any"]).exits(3);
    build_with(&project, &[]).ok();
    rename(&project, "elsewhere", "articles");
    build_with(&project, &["--fail-on", "any"]).ok();
    rename(&project, "articles", "elsewhere");
    build_with(&project, &["--fail-on", "new"]).exits(3);
}

#[test]
fn a_folder_that_is_missing_from_the_first_run_on_is_named_and_publishes_nothing_wrong() {
    let project = site();
    remove(&project, "articles");
    build_with(&project, &["--fail-on", "any"]).exits(3).says("articles");
    assert!(titles(&project, "feeds/atom.xml").is_empty());
}

#[test]
fn a_folder_that_cannot_be_read_keeps_what_was_in_it() {
    let project = site();
    project.write("articles/top.md", article("Top", "2021-01-01", &[]));
    project.write("articles/closed/in.md", article("In", "2021-01-02", &[]));
    build(&project).ok();
    let before = marks(&project, "feeds");
    let closed = project.root().join("articles/closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&closed).is_ok() {
        // Who may read everything cannot be kept out by a mode.
        return;
    }
    build(&project).ok();
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn feeds_that_are_due_while_the_articles_are_gone_are_written_from_what_is_published() {
    let project = many(8, "Tech");
    build(&project).ok();
    rename(&project, "articles", "elsewhere");
    let limit = ["--set", "publish.limit=2"];
    build_with(&project, &limit).ok().says("failed, and keeps what it had").says("shown as published before");
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Number 7", "Number 6"]);
    assert_eq!(titles(&project, "feeds/atom.xml").len(), 2);
    let before = project.tree("feeds");
    rename(&project, "elsewhere", "articles");
    build_with(&project, &limit).ok().says("works again").says("0 documents written");
    assert_eq!(project.tree("feeds"), before, "what was read back is what the articles say");
}

#[test]
fn feeds_that_cannot_be_written_from_what_is_published_stay_as_they_are() {
    let project = many(8, "Tech");
    build_with(&project, &["--set", "publish.content=summary"]).ok();
    let before = marks(&project, "feeds");
    rename(&project, "articles", "elsewhere");
    for _ in 0..2 {
        build(&project).exits(1).says("was not written");
        assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    }
    rename(&project, "elsewhere", "articles");
    build(&project).ok();
    assert!(project.read("feeds/atom.xml").contains("<content"));
}

#[test]
fn an_article_whose_content_cannot_be_had_does_not_hold_up_the_others() {
    let project = many(3, "Tech");
    let touch = || {
        let file = std::fs::File::options().write(true).open(project.root().join("articles/0001.md"));
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000);
        file.and_then(|file| file.set_modified(long_ago)).unwrap();
    };
    touch();
    build(&project).ok();
    let before = project.read("feeds/rss.xml");
    // Its time and size say that it is as it was, and its content is not: the pull passes it by, and the content is refused.
    project.write("articles/0001.md", project.read("articles/0001.md").replace("This", "That"));
    touch();
    project.write("articles/new.md", article("New", "2022-01-01", &["Tech"]));
    build(&project).ok().says("1 entry is shown as published before").says("0001.md");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["New", "Number 2", "Number 1", "Number 0"]);
    let after = project.read("feeds/rss.xml");
    let item = |document: &str| {
        let from = document.find("<item><title>Number 1<").unwrap();
        document[from..].split("</item>").next().unwrap().to_owned()
    };
    assert_eq!(item(&after), item(&before));
    // It stays due until its content is had again.
    build_with(&project, &["--force"]).ok();
    assert_ne!(item(&project.read("feeds/rss.xml")), item(&before));
}

fn lose_twelve(project: &Project) {
    for n in 0..12 {
        remove(project, &format!("articles/{n:04}.md"));
    }
}

#[test]
fn more_than_a_fifth_of_the_entries_goes_only_when_it_is_meant() {
    let project = many(40, "Tech");
    build(&project).ok();
    let before = marks(&project, "feeds");
    lose_twelve(&project);
    project.write("articles/new.md", article("New", "2022-01-01", &["Tech"]));
    for _ in 0..2 {
        build(&project).exits(1).says("12 of 41 entries would be removed").says("--allow-removals");
        assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    }
    build_with(&project, &["--allow-removals", "--dry-run"]).ok();
    build(&project).exits(1);
    build_with(&project, &["--allow-removals"]).ok().says("removed: 12 entries");
    assert_eq!(titles(&project, "feeds/atom.xml")[0], "New");
    build(&project).ok().says("0 documents written");
}

#[test]
fn articles_that_become_drafts_count_as_removed() {
    let project = many(40, "Tech");
    build(&project).ok();
    for n in 0..12 {
        let path = format!("articles/{n:04}.md");
        project.write(&path, project.read(&path).replace("---\ntitle", "---\ndraft: true\ntitle"));
    }
    for _ in 0..2 {
        build(&project).exits(1).says("12 of 40 entries").says("--allow-removals");
    }
    build_with(&project, &["--allow-removals"]).ok().says("12 draft");
}

#[test]
fn ten_removals_are_never_too_many_nor_is_a_fifth() {
    let project = many(11, "Tech");
    build(&project).ok();
    for n in 0..10 {
        remove(&project, &format!("articles/{n:04}.md"));
    }
    build(&project).ok().says("removed: 10 entries");
    let project = many(60, "Tech");
    build(&project).ok();
    lose_twelve(&project);
    build(&project).ok().says("removed: 12 entries");
}

#[test]
fn what_comes_back_after_a_refusal_was_never_lost() {
    let project = many(40, "Tech");
    build(&project).ok();
    let before = marks(&project, "feeds");
    rename(&project, "articles", "elsewhere");
    project.write("articles/0039.md", project.read("elsewhere/0039.md"));
    build(&project).exits(1).says("39 of 40 entries");
    restore(&project);
    build(&project).ok().says("0 documents written");
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
}

/// A site with a feed for each of seven categories.
fn seven() -> Project {
    let project = site();
    for n in 0..7 {
        project.write(
            &format!("articles/{n}.md"),
            article(&format!("N {n}"), "2021-01-01", &[&format!("C{n}")]),
        );
    }
    build(&project).ok();
    project
}

#[test]
fn more_than_a_fifth_of_the_documents_goes_only_when_it_is_meant() {
    let project = seven();
    let before = marks(&project, "feeds");
    let two = ["--set", "publish.formats=[\"rss\", \"opml\"]"];
    for _ in 0..2 {
        build_with(&project, &two).exits(1).says("documents would be removed").says("--allow-removals");
        assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    }
    // Taken back, the change was none.
    build(&project).ok();
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    build_with(&project, &[&two[..], &["--allow-removals"]].concat()).ok();
    assert!(project.has("feeds/category/c1/rss.xml") && !project.has("feeds/category/c1/atom.xml"));
    build_with(&project, &two).ok().says("0 documents written");
}

#[test]
fn a_source_that_is_taken_out_of_the_configuration_goes_only_when_it_is_meant() {
    let project = many(15, "Tech");
    build(&project).ok();
    let before = marks(&project, "feeds");
    let config = project.read("config.toml");
    project.write("config.toml", config.replace("id = \"notes\"", "id = \"other\""));
    build(&project).exits(1).says("15 of 30 entries");
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    project.write("config.toml", config);
    build_with(&project, &[]).says("entries");
}

#[test]
fn prune_needs_no_leave_however_much_it_removes() {
    let project = seven();
    for n in 0..6 {
        remove(&project, &format!("articles/{n}.md"));
    }
    build(&project).ok();
    project.run(["prune"]).ok().says("24 removed");
    assert!(!project.has("feeds/category/c0") && project.has("feeds/category/c6/rss.xml"));
}

#[test]
fn prune_is_no_way_around_the_refusal_of_a_build() {
    for (what, config) in [
        ("formats", config("[publish]\nformats = [\"rss\"]\n")),
        ("kinds of feeds", config("[publish]\nby = [\"tag\"]\n")),
        ("paths", config("[slugs]\nC1 = \"one\"\nC2 = \"two\"\nC3 = \"three\"\n")),
    ] {
        let project = seven();
        let before = marks(&project, "feeds");
        project.write("config.toml", config);
        build(&project).exits(1).says("more than a fifth: nothing was published");
        for _ in 0..2 {
            project.run(["prune"]).exits(1).says("more than a fifth: nothing was published");
            assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0], "{what}");
        }
        build_with(&project, &["--allow-removals"]).ok();
        project.run(["prune"]).ok();
    }
}

#[test]
fn prune_publishes_nothing_where_nothing_was_published() {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech"]));
    project.run(["prune"]).ok().says("nothing is published yet").says("feedloom build");
    assert!(!project.has("feeds"));
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Alpha"]);
}

#[test]
fn a_source_that_fails_does_not_stop_the_others() {
    let project = many(2, "Tech");
    let more = "\n[[source]]\nid = \"more\"\ntype = \"articles\"\npath = \"more\"\n";
    project.write("config.toml", project.read("config.toml") + more);
    project.write("more/a.md", article("More", "2022-01-01", &["Food"]));
    build(&project).ok();
    rename(&project, "articles", "elsewhere");
    project.write("more/b.md", article("And more", "2022-01-02", &["Food"]));
    build(&project).ok().says("source notes failed");
    assert_eq!(titles(&project, "feeds/category/food/atom.xml"), ["And more", "More"]);
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml"), ["Number 1", "Number 0"]);
    // The home feed is theirs together. It shows the new entry, and the others as they were.
    assert_eq!(titles(&project, "feeds/atom.xml")[0], "And more");
    let while_down = project.read("feeds/atom.xml");
    rename(&project, "elsewhere", "articles");
    build_with(&project, &["--force"]).ok().says("source notes: works again");
    assert_eq!(project.read("feeds/atom.xml"), while_down);
}

#[test]
fn a_refusal_names_the_sources_that_would_lose_entries_and_how_the_others_are_published() {
    let project = many(30, "Tech");
    let second = "\n[[source]]\nid = \"more\"\ntype = \"articles\"\npath = \"more\"\n";
    project.write("config.toml", crate::site::config("") + second);
    project.write("more/m.md", article("More", "2022-01-01", &["Tech"]));
    build(&project).ok();
    for number in 0..20 {
        remove(&project, &format!("articles/{number:04}.md"));
    }
    project.write("more/n.md", article("News", "2022-01-02", &["Tech"]));
    build(&project)
        .exits(1)
        .says("20 of 32 entries would be removed (20 of `notes`), more than a fifth")
        .says("`feedloom build --source more`");
    build_with(&project, &["--source", "more"]).ok();
    assert_eq!(titles(&project, "feeds/atom.xml")[0], "News");
    // A source that the configuration no longer has is not spared by reading another one.
    project.write("config.toml", crate::site::config("").replace("\"notes\"", "\"other\""));
    let said = build_with(&project, &["--source", "other"]).exits(1).stderr();
    assert!(said.contains("of `notes`") && !said.contains("--source"), "{said}");
}
