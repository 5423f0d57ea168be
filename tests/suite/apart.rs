//! What is published is not read again, however the two folders are written.

use std::os::unix::fs::symlink;

use crate::harness::{CONFIG, Project};
use crate::site::{NOW, article, build, config};

fn project(config: &str) -> Project {
    Project::new().config(config)
}

/// Runs twice: were the first run's pages articles, the second would tell.
#[track_caller]
fn assert_apart(project: &Project, published: &str) {
    build(project).ok();
    let before = project.tree(published);
    assert!(before.iter().any(|(path, _)| path == "index.html"));
    build(project).ok().says("0 documents written");
    assert_eq!(project.tree(published), before);
    let listed = project.run(["list", "--entries", "--now", NOW]).ok().stdout();
    assert!(!listed.contains("index.html"), "{listed}");
}

#[test]
fn feeds_below_the_articles_are_not_read_whichever_way_their_folder_is_written() {
    for dir in ["articles/feeds", "./articles/feeds", "other/../articles/./feeds"] {
        let project = project(&config(&format!("[publish]\ndir = \"{dir}\"\n")))
            .article("a.md", &article("A", "2025-01-01", &["C"]))
            .file("other/x", "");
        assert_apart(&project, "articles/feeds");
    }
}

#[test]
fn feeds_below_the_articles_are_not_read_where_a_link_leads_to_one_of_the_folders() {
    for (path, dir) in [("link", "real/feeds"), ("real", "link/feeds"), ("link", "link/feeds")] {
        let text = config(&format!("[publish]\ndir = \"{dir}\"\n"))
            .replace("path = \"articles\"", &format!("path = \"{path}\""));
        let project = project(&text).file("real/a.md", article("A", "2025-01-01", &["C"]));
        symlink("real", project.root().join("link")).unwrap();
        assert_apart(&project, "real/feeds");
    }
}

#[test]
fn a_folder_that_is_published_to_is_no_source_whichever_way_it_is_written() {
    for dir in ["./articles", "link", "articles/../link", "articles/."] {
        let project = project(&config(&format!("[publish]\ndir = \"{dir}\"\n")))
            .article("a.md", &article("A", "2025-01-01", &[]));
        symlink("articles", project.root().join("link")).unwrap();
        build(&project).exits(2).says("`path` of source `notes` is the folder that feeds are published to");
        assert_eq!(project.tree("articles").len(), 1, "{dir}");
    }
}

#[test]
fn a_folder_that_is_not_there_yet_is_known_by_its_path() {
    let text = config("[publish]\ndir = \"./new/../articles\"\n");
    assert_ne!(text, CONFIG);
    build(&project(&text)).exits(2).says("is the folder that feeds are published to");
}
