//! `publish.after`: the program that runs when documents changed.

use crate::harness::{CONFIG, Project};

/// A project whose `after` is `program` with `arguments`.
fn project(after: &str) -> Project {
    let config = CONFIG.replace("\n[[source]]", &format!("\n[publish]\nafter = {after}\n\n[[source]]"));
    Project::new().config(&config).article("a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nText")
}

#[test]
fn it_runs_in_the_folder_of_the_configuration_wherever_feedloom_is_run_from() {
    let project = project(r#"["cp", "-R", "feeds", "served"]"#).from("elsewhere");
    project.run(["build", "-v", "--config", "../config.toml"]).ok().says("ran `cp` (publish.after)");
    assert_eq!(project.tree("served"), project.tree("feeds"));
    assert!(project.has("served/atom.xml"));
}

#[test]
fn it_is_told_the_publishing_folder() {
    let project = project(r#"["sh", "-c", "cp $FEEDLOOM_DIR/atom.xml told.xml"]"#).from("elsewhere");
    project.run(["build", "--config", "../config.toml"]).ok();
    assert_eq!(project.read("told.xml"), project.read("feeds/atom.xml"));
}

#[test]
fn it_runs_only_when_a_document_changed() {
    let project = project(r#"["mkdir", "once"]"#);
    project.run(["build"]).ok();
    assert!(project.has("once"));
    // Run again, it would fail.
    project.run(["build"]).ok();
    project.write("articles/b.md", "---\ntitle: B\ndate: 2026-01-02\n---\nText");
    project.run(["build"]).exits(1).says("publish.after");
}

#[test]
fn it_runs_again_after_it_failed_though_nothing_changed_since() {
    let project = project(r#"["mkdir", "made/below"]"#);
    project.run(["build"]).exits(1).says("it runs again at the next build");
    assert!(project.has("feeds/atom.xml"), "what was published stays");
    project.write("made/x", "");
    project.run(["build"]).ok();
    assert!(project.has("made/below"));
}

#[test]
fn a_rehearsal_does_not_run_it() {
    let project = project(r#"["mkdir", "made"]"#);
    project.run(["build", "--dry-run"]).ok();
    assert!(!project.has("made"));
}
