//! Killed at any moment, by `kill -9`, a full disk or a lost write: no reader sees half a document, and the next run heals.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::harness::Project;
use crate::site::{NOW, article, assert_whole, build, differing, many, marks, site, state, titles};

fn start(project: &Project) -> Child {
    Command::new(env!("CARGO_BIN_EXE_feedloom"))
        .args(["build", "--now", NOW, "--allow-removals"])
        .current_dir(project.root())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a round of the killing does to the articles.
fn change(project: &Project, round: u64) {
    for n in 0..12 {
        let text = article(
            &format!("Round {round} number {n}"),
            &format!("2022-03-{:02}", 1 + n),
            &[&format!("C{}", (round + n) % 9), "Deep"],
        );
        project
            .write(&format!("articles/r{}-{n}.md", round % 7), text + &"Words and more words. ".repeat(200));
    }
    if round % 3 == 0 {
        let _ = fs::remove_file(project.root().join(format!("articles/{:04}.md", round)));
    }
}

#[test]
fn whenever_a_run_is_killed_every_document_is_whole_and_the_last_run_gives_the_bytes_of_a_clean_one() {
    let project = many(150, "Tech");
    // A fixed seed: each moment is one of a run's first sixty milliseconds, or none.
    let mut seed: u64 = 0x5EED;
    let mut killed = 0;
    for round in 0..40 {
        change(&project, round);
        let mut child = start(&project);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = Duration::from_micros((seed >> 33) % 400_000);
        let (done, ended) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let killer = child.id().to_string();
            scope.spawn(move || {
                // Ends early where the run does.
                if ended.recv_timeout(moment).is_err() {
                    let _ = Command::new("kill").args(["-9", &killer]).stderr(Stdio::null()).status();
                }
            });
            let status = child.wait().unwrap();
            let _ = done.send(());
            killed += usize::from(status.code().is_none());
        });
        assert_whole(&project, "feeds");
    }
    assert!(killed >= 5, "only {killed} runs were killed in the middle");
    project.run(["build", "--now", NOW, "--allow-removals"]).ok();
    let clean = site();
    for (path, bytes) in project.tree("articles") {
        clean.write(&format!("articles/{path}"), bytes);
    }
    build(&clean).ok();
    let (healed, expected) = (project.tree("feeds"), clean.tree("feeds"));
    for (healed, expected) in healed.iter().zip(&expected) {
        assert_eq!(healed.0, expected.0);
        assert!(healed.1 == expected.1, "{}", healed.0);
    }
    assert_eq!(healed.len(), expected.len());
    assert!(!project.has("feeds/.feedloom-stage"));
    let check: String = state(&project).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let before = marks(&project, "feeds");
    build(&project).ok().says("0 documents written");
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
}

#[test]
fn a_run_that_ended_between_the_documents_and_the_record_is_taken_up() {
    let project = many(5, "Tech");
    build(&project).ok();
    // What the state holds then: the intention, and feeds that are still marked.
    state(&project)
        .execute_batch("UPDATE documents SET modified = NULL; UPDATE feeds SET dirty = 1, published = 0;")
        .unwrap();
    let before = marks(&project, "feeds");
    build(&project).ok().says("0 documents written");
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    // The same where the articles changed before the next run.
    state(&project)
        .execute_batch("UPDATE documents SET modified = NULL; UPDATE feeds SET dirty = 1, published = 0;")
        .unwrap();
    project.write("articles/0004.md", article("Changed", "2021-01-05", &["Tech"]));
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/category/tech/atom.xml")[0], "Changed");
}

#[test]
fn a_run_that_ended_after_the_settings_changed_is_taken_up() {
    let project = many(3, "Tech");
    build(&project).ok();
    // The settings are noted and nothing is written: as a run leaves it that is killed while it renders.
    let other = ["--set", "paths.home.rss=index.xml"];
    let saved = project.tree("feeds");
    crate::site::build_with(&project, &other).ok();
    let state = state(&project);
    state
        .execute_batch(
            "INSERT OR REPLACE INTO meta (name, value) VALUES ('unsettled', 1); UPDATE feeds SET dirty = 1;",
        )
        .unwrap();
    state.execute("UPDATE documents SET path = 'rss.xml' WHERE path = 'index.xml'", []).unwrap();
    drop(state);
    crate::site::rename(&project, "feeds/index.xml", "feeds/rss.xml");
    crate::site::build_with(&project, &other).ok();
    assert!(project.has("feeds/index.xml") && !project.has("feeds/rss.xml"));
    build(&project).ok();
    assert!(project.tree("feeds") == saved);
}

/// Runs a build that may write no file larger than this many blocks of 512 bytes (POSIX `ulimit -f`).
fn confined(project: &Project, blocks: u32) -> (Option<i32>, String) {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" build --now {NOW}");
    let output = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_feedloom")])
        .current_dir(project.root())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_disk_that_is_full_keeps_the_old_documents_and_is_named() {
    let project = many(30, "Tech");
    build(&project).ok();
    let before = marks(&project, "feeds");
    for n in 0..30 {
        let path = format!("articles/{n:04}.md");
        project.write(&path, project.read(&path) + &"Words and more words. ".repeat(300));
    }
    for blocks in [0, 8, 64] {
        let (code, said) = confined(&project, blocks);
        assert_eq!(code, Some(1), "{blocks}: {said}");
        assert!(said.contains("error:"), "{blocks}: {said}");
        assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0], "{blocks}: {said}");
        assert!(!project.has("feeds/.feedloom-stage"), "{blocks}");
    }
    build(&project).ok();
    assert!(project.read("feeds/atom.xml").contains("more words"));
    let check: String = state(&project).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

fn closed(project: &Project, path: &str, mode: u32) -> bool {
    let path = project.root().join(path);
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    // Who may do everything is not kept out by a mode.
    let probe = path.join("probe");
    let is_closed = mode & 0o200 == 0 && fs::create_dir(&probe).is_err();
    let _ = fs::remove_dir(&probe);
    is_closed
}

#[test]
fn a_folder_that_may_not_be_written_keeps_the_others_going() {
    let project = many(3, "Tech");
    project.write("articles/food.md", article("Soup", "2021-05-01", &["Food"]));
    build(&project).ok();
    let before = marks(&project, "feeds/category/food");
    if !closed(&project, "feeds/category/food", 0o555) {
        return;
    }
    project.write("articles/food.md", article("Stew", "2021-05-01", &["Food"]));
    for _ in 0..2 {
        build(&project).exits(1).says("feeds/category/food/rss.xml could not be put in place");
        assert_eq!(titles(&project, "feeds/atom.xml")[0], "Stew");
        assert_eq!(differing(&before, &marks(&project, "feeds/category/food")), [""; 0]);
    }
    closed(&project, "feeds/category/food", 0o755);
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/category/food/atom.xml"), ["Stew"]);
}

#[test]
fn a_publishing_folder_that_may_not_be_written_keeps_what_is_in_it() {
    let project = many(3, "Tech");
    build(&project).ok();
    let before = marks(&project, "feeds");
    if !closed(&project, "feeds", 0o555) {
        return;
    }
    project.write("articles/0000.md", article("Changed", "2021-05-01", &["Tech"]));
    build(&project).exits(1).says("feeds");
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    closed(&project, "feeds", 0o755);
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/atom.xml")[0], "Changed");
}
