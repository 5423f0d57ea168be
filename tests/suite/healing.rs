//! The publishing folder as others leave it: what was lost or altered is healed, what is not ours is left alone.

use std::fs;
use std::os::unix::fs::symlink;

use crate::harness::{CONFIG, Project};
use crate::site::{
    article, assert_whole, build, build_with, config, differing, marks, remove, rename, site, state,
};

fn project() -> Project {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-01-01", &["Tech", "Linux"]));
    project.write("articles/b.md", article("Beta", "2021-01-02", &["Food"]));
    project
}

fn built() -> (Project, Vec<(String, Vec<u8>)>) {
    let project = project();
    build(&project).ok();
    let documents = project.tree("feeds");
    (project, documents)
}

#[test]
fn what_is_lost_or_altered_is_written_again_and_nothing_else() {
    type Damage = fn(&Project);
    let damages: [(&str, &str, Damage); 8] = [
        ("removed", "category/food/rss.xml", |project| remove(project, "feeds/category/food/rss.xml")),
        ("altered", "category/food/rss.xml", |project| {
            project.write("feeds/category/food/rss.xml", "<rss/>");
        }),
        ("truncated", "feed.json", |project| project.write("feeds/feed.json", "")),
        ("of the same size", "atom.xml", |project| {
            let text = project.read("feeds/atom.xml");
            project.write("feeds/atom.xml", text.replace("Alpha", "Gamma"));
        }),
        ("opml altered", "feeds.opml", |project| project.write("feeds/feeds.opml", "x")),
        ("a link", "index.html", |project| {
            project.write("target", "precious");
            remove(project, "feeds/index.html");
            symlink(project.root().join("target"), project.root().join("feeds/index.html")).unwrap();
        }),
        ("a dangling link", "rss.xml", |project| {
            remove(project, "feeds/rss.xml");
            symlink("/nowhere/at/all", project.root().join("feeds/rss.xml")).unwrap();
        }),
        ("folder removed", "category/tech", |project| remove(project, "feeds/category/tech")),
    ];
    for (how, path, damage) in damages {
        let (project, documents) = built();
        let before = marks(&project, "feeds");
        damage(&project);
        build(&project).ok();
        assert!(project.tree("feeds") == documents, "{how}");
        let rewritten = differing(&before, &marks(&project, "feeds"));
        assert!(
            !rewritten.is_empty() && rewritten.iter().all(|differing| differing.starts_with(path)),
            "{how}: {rewritten:?}"
        );
        if project.has("target") {
            assert_eq!(project.read("target"), "precious");
        }
        build(&project).ok().says("0 documents written");
    }
}

#[test]
fn a_folder_that_is_half_deleted_is_whole_again() {
    let (project, documents) = built();
    for (path, _) in documents.iter().step_by(2) {
        remove(&project, &format!("feeds/{path}"));
    }
    build(&project).ok();
    assert!(project.tree("feeds") == documents);
    remove(&project, "feeds");
    build(&project).ok();
    assert!(project.tree("feeds") == documents);
}

#[test]
fn a_folder_in_the_place_of_a_document_is_left_alone_and_named() {
    let (project, documents) = built();
    remove(&project, "feeds/rss.xml");
    project.write("feeds/rss.xml/precious", "mine");
    project.write("articles/c.md", article("Gamma", "2021-01-03", &["Food"]));
    for _ in 0..2 {
        build(&project).exits(1).says("rss.xml");
        assert_eq!(project.read("feeds/rss.xml/precious"), "mine");
        assert!(project.read("feeds/category/food/rss.xml").contains("Gamma"), "all others are published");
        assert!(project.read("feeds/atom.xml").contains("Gamma"), "also of the same feed");
        assert!(!project.has("feeds/.feedloom-stage"));
    }
    rename(&project, "feeds/rss.xml", "elsewhere");
    remove(&project, "articles/c.md");
    build(&project).ok();
    assert!(project.tree("feeds") == documents);
}

#[test]
fn a_file_of_somebody_else_is_left_alone_and_named() {
    let project = project();
    project.write("feeds/category/food/rss.xml", "<rss>of another program</rss>");
    for _ in 0..2 {
        let run =
            build(&project).exits(1).says("feeds/category/food/rss.xml is there already").says("take_over");
        assert_eq!(run.stderr().matches("is there already").count(), 1);
        assert_eq!(project.read("feeds/category/food/rss.xml"), "<rss>of another program</rss>");
        assert!(project.has("feeds/category/food/atom.xml") && project.has("feeds/rss.xml"));
    }
    // A run in between that changes the feed does not make it ours.
    project.write("articles/c.md", article("Gamma", "2021-01-03", &["Food"]));
    build(&project).exits(1);
    assert_eq!(project.read("feeds/category/food/rss.xml"), "<rss>of another program</rss>");
    project.write("config.toml", config("[publish]\ntake_over = true\n"));
    build(&project).ok();
    assert!(project.read("feeds/category/food/rss.xml").contains("Gamma"));
    assert_whole(&project, "feeds");
    project.write("config.toml", CONFIG);
    build(&project).ok().says("0 documents written");
}

#[test]
fn a_list_of_somebody_else_is_named_as_long_as_it_is_in_the_way() {
    let project = project();
    project.write("feeds/feeds.opml", "<opml/>");
    for _ in 0..3 {
        build(&project).exits(1).says("feeds/feeds.opml is there already");
        assert_eq!(project.read("feeds/feeds.opml"), "<opml/>");
    }
    remove(&project, "feeds/feeds.opml");
    build(&project).ok();
    assert!(project.read("feeds/feeds.opml").contains("xmlUrl"));
    build(&project).ok().says("0 documents written");
}

#[test]
fn a_link_of_somebody_else_is_not_followed() {
    let project = project();
    project.write("target", "precious");
    fs::create_dir_all(project.root().join("feeds")).unwrap();
    symlink(project.root().join("target"), project.root().join("feeds/rss.xml")).unwrap();
    build(&project).exits(1).says("rss.xml");
    assert_eq!(project.read("target"), "precious");
    build_with(&project, &["--set", "publish.take_over=true"]).ok();
    assert_eq!(project.read("target"), "precious");
    assert!(!project.root().join("feeds/rss.xml").is_symlink());
}

#[test]
fn files_of_others_beside_ours_stay_whatever_happens() {
    let (project, _) = built();
    project.write("feeds/robots.txt", "User-agent: *");
    project.write("feeds/category/food/photo.jpg", "a photo");
    remove(&project, "articles/b.md");
    build(&project).ok();
    project.run(["prune"]).ok();
    assert_eq!(project.read("feeds/robots.txt"), "User-agent: *");
    assert_eq!(crate::site::paths(&project, "feeds/category/food"), ["photo.jpg"]);
}

#[test]
fn an_altered_document_of_a_feed_that_goes_is_not_removed() {
    let (project, _) = built();
    remove(&project, "articles/b.md");
    build(&project).ok();
    project.write("feeds/category/food/rss.xml", "edited by hand");
    project.run(["prune"]);
    assert_eq!(project.read("feeds/category/food/rss.xml"), "edited by hand");
    assert!(!project.has("feeds/category/food/atom.xml"));
}

#[test]
fn a_publishing_folder_that_is_a_link_is_its_owners_wish() {
    let project = project();
    fs::create_dir_all(project.root().join("www/htdocs")).unwrap();
    symlink("www/htdocs", project.root().join("feeds")).unwrap();
    build(&project).ok();
    assert!(project.has("www/htdocs/category/food/rss.xml"));
    build(&project).ok().says("0 documents written");
    assert!(project.root().join("feeds").is_symlink());
}

#[test]
fn a_folder_below_that_is_a_link_is_refused() {
    let project = project();
    fs::create_dir_all(project.root().join("outside")).unwrap();
    fs::create_dir_all(project.root().join("feeds/category")).unwrap();
    symlink("../../outside", project.root().join("feeds/category/food")).unwrap();
    let run = build(&project).exits(1).says("feeds/category/food is not a folder");
    assert_eq!(run.stderr().matches("is not a folder").count(), 1, "once, and not for each document");
    assert!(crate::site::paths(&project, "outside").is_empty());
    assert!(project.has("feeds/category/tech/linux/rss.xml") && project.has("feeds/rss.xml"));
}

#[test]
fn a_folder_that_is_replaced_by_a_link_later_is_not_followed_either() {
    let (project, _) = built();
    rename(&project, "feeds/category/food", "outside");
    symlink("../../outside", project.root().join("feeds/category/food")).unwrap();
    let before = marks(&project, "outside");
    project.write("articles/b.md", article("Beta 2", "2021-01-02", &["Food"]));
    build(&project).exits(1).says("feeds/category/food is not a folder");
    assert_eq!(differing(&before, &marks(&project, "outside")), [""; 0]);
    remove(&project, "articles/b.md");
    build(&project);
    for _ in 0..2 {
        project.run(["prune"]).exits(1).says("feeds/category/food is not a folder");
        assert_eq!(
            differing(&before, &marks(&project, "outside")),
            [""; 0],
            "nor is anything removed through it"
        );
    }
    remove(&project, "feeds/category/food");
    build(&project).ok();
}

#[test]
fn the_stage_of_a_killed_run_is_cleared_and_nothing_through_a_link() {
    let (project, documents) = built();
    project.write("feeds/.feedloom-stage/7", "half a docum");
    // What was to be written then is still marked as such, though it turns out as it was.
    state(&project).execute("UPDATE feeds SET dirty = 1", []).unwrap();
    build(&project).ok();
    assert!(project.tree("feeds") == documents);
    project.write("outside/precious", "mine");
    symlink(project.root().join("outside"), project.root().join("feeds/.feedloom-stage")).unwrap();
    project.write("articles/b.md", article("Beta 2", "2021-01-02", &["Food"]));
    build(&project).ok();
    assert_eq!(project.read("outside/precious"), "mine");
    assert!(!project.has("feeds/.feedloom-stage"));
}

#[test]
fn documents_that_the_state_forgot_are_adopted_where_the_bytes_are_the_same() {
    let (project, documents) = built();
    let before = marks(&project, "feeds");
    state(&project).execute("DELETE FROM documents", []).unwrap();
    state(&project).execute("UPDATE feeds SET dirty = 1", []).unwrap();
    build(&project).ok();
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    // They are ours now: an edit replaces them.
    project.write("articles/b.md", article("Beta 2", "2021-01-02", &["Food"]));
    build(&project).ok();
    assert!(project.read("feeds/category/food/rss.xml").contains("Beta 2"));
    assert_eq!(project.tree("feeds").len(), documents.len());
}

#[test]
fn an_older_state_beside_newer_documents_heals() {
    let (project, _) = built();
    let saved = project.root().join("saved.sqlite");
    fs::copy(crate::site::state_path(&project), &saved).unwrap();
    project.write("articles/b.md", article("Beta 2", "2021-01-02", &["Food", "New"]));
    build(&project).ok();
    let documents = project.tree("feeds");
    let restore = || {
        remove(&project, ".feedloom");
        fs::create_dir(project.root().join(".feedloom")).unwrap();
        fs::copy(&saved, crate::site::state_path(&project)).unwrap();
    };
    restore();
    build(&project).ok();
    assert!(project.tree("feeds") == documents);
    restore();
    project.write("articles/a.md", article("Alpha 2", "2021-01-01", &["Tech", "Linux"]));
    build(&project).ok();
    assert!(project.read("feeds/rss.xml").contains("Alpha 2"));
    assert_whole(&project, "feeds");
}

#[test]
fn documents_with_other_times_and_the_same_bytes_are_left_alone() {
    let (project, documents) = built();
    for (path, _) in &documents {
        let file = fs::File::options().append(true).open(project.root().join("feeds").join(path)).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000)).unwrap();
    }
    let before = marks(&project, "feeds");
    build(&project).ok().says("0 documents written");
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    let again = build_with(&project, &["--json"]).ok().json();
    assert_eq!(again["composed"], 0, "their new times are known now");
}

#[test]
fn a_file_in_the_place_of_the_publishing_folder_is_left_alone_and_named() {
    let project = project();
    project.write("feeds", "a file");
    build(&project).exits(1).says("feeds");
    assert_eq!(project.read("feeds"), "a file");
    remove(&project, "feeds");
    build(&project).ok();
    assert!(project.has("feeds/rss.xml"));
}
