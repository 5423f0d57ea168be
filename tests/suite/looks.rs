//! Folders that look as they did are not compared file by file, and nobody can tell.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::harness::Project;
use crate::site::{article, build, build_with, remove, rename, site, state};

/// Has all files be as old as that, in seconds since 1970, that are not old yet: what was written just now is looked at once more.
fn age(folder: &Path, seconds: u64) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            age(&entry.path(), seconds);
            continue;
        }
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_100_000_001);
        if entry.metadata().unwrap().modified().unwrap() > long_ago {
            let file = fs::File::options().append(true).open(entry.path()).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        }
    }
}

fn write(project: &Project, path: &str, title: &str) {
    project.write(&format!("articles/{path}"), article(title, "2021-03-04", &["News"]));
}

/// A site with articles in five folders, built until nothing is left to be noted.
fn noted() -> Project {
    let project = site();
    for path in ["1.md", "2.md", "a/1.md", "a/2.md", "a/b/1.md", "a/b/2.md", "c/1.md", "d/e/1.md"] {
        write(&project, path, path);
    }
    project.write("articles/a/picture.png", "none");
    age(&project.root().join("articles"), 1_000_000_000);
    build(&project).ok();
    build(&project).ok();
    project
}

/// The folders that have items, and of which of them it is known what they look like.
fn looks(project: &Project) -> Vec<(String, bool)> {
    let state = state(project);
    let mut statement = state.prepare("SELECT folder, look IS NOT NULL FROM looks ORDER BY folder").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn unknown(project: &Project) -> Vec<String> {
    looks(project).into_iter().filter(|(_, is_known)| !is_known).map(|(folder, _)| folder).collect()
}

/// What the state says of every file, a line each.
fn entries(project: &Project) -> String {
    project.run(["list", "--entries", "--json"]).ok().stdout()
}

#[test]
fn files_of_folders_that_look_as_they_did_are_not_compared() {
    let project = noted();
    let folders: Vec<String> = looks(&project).into_iter().map(|(folder, _)| folder).collect();
    assert_eq!(folders, ["", "a/", "a/b/", "c/", "d/e/"]);
    assert_eq!(unknown(&project), [""; 0]);
    // If they were, each would differ.
    state(&project).execute("UPDATE items SET size = size + 1, hash = zeroblob(16)", []).unwrap();
    let report = build_with(&project, &["--json"]).ok().json();
    assert_eq!((&report["sources"][0]["changed"], &report["sources"][0]["new"]), (&0.into(), &0.into()));
    assert_eq!(report["sources"][0]["read"], 9);
    // Where one differs, the others of its folder are.
    write(&project, "a/b/1.md", "Other");
    build(&project).ok();
    let sizes = "SELECT count(*) FROM items WHERE hash = zeroblob(16)";
    let left: i64 = state(&project).query_row(sizes, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 7);
    assert_eq!(unknown(&project), ["a/b/"]);
}

#[test]
fn whatever_changes_a_run_comes_to_the_same_as_one_that_knows_no_looks() {
    type Change = fn(&Project);
    let changes: [(&str, Change); 13] = [
        ("an edit", |site| write(site, "a/1.md", "Edited")),
        ("an edit to the same size", |site| write(site, "a/b/1.md", "x/b/1.md")),
        ("a new file", |site| write(site, "c/9.md", "Nine")),
        ("a new folder", |site| write(site, "n/m/1.md", "New")),
        ("a file that goes", |site| remove(site, "articles/2.md")),
        ("a folder that goes", |site| remove(site, "articles/d")),
        ("a file that moves", |site| rename(site, "articles/a/2.md", "articles/c/2.md")),
        ("a folder that moves", |site| rename(site, "articles/a/b", "articles/moved")),
        ("a chain of moves", |site| {
            rename(site, "articles/1.md", "articles/3.md");
            rename(site, "articles/c/1.md", "articles/1.md");
        }),
        ("a file that becomes a folder", |site| {
            remove(site, "articles/3.md");
            write(site, "3.md/1.md", "In");
        }),
        ("a draft", |site| {
            site.write("articles/a/1.md", "---\ntitle: No\ndate: 2021-03-04\ndraft: true\n---\n\nText");
        }),
        ("a file that is none of ours", |site| site.write("articles/moved/x.png", "none")),
        ("nothing", |_| ()),
    ];
    let project = noted();
    let other = noted();
    for (at, (what, change)) in changes.into_iter().enumerate() {
        for site in [&project, &other] {
            change(site);
            age(&site.root().join("articles"), 1_000_000_100 + at as u64);
        }
        // As it is with a state that an earlier version wrote.
        state(&other).execute_batch("DELETE FROM looks; UPDATE sources SET in_folders = 0").unwrap();
        let reports = [&project, &other].map(|site| build_with(site, &["--json"]).ok().json());
        let [report, expected] = &reports;
        assert_eq!(report["sources"], expected["sources"], "{what}");
        assert_eq!(entries(&project), entries(&other), "{what}");
        assert_eq!(project.tree("feeds"), other.tree("feeds"), "{what}");
    }
    build(&project).ok();
    assert_eq!(unknown(&project), [""; 0]);
}

#[test]
fn what_a_run_refused_to_remove_the_next_one_finds_again() {
    let project = site();
    for n in 0..30 {
        write(&project, &format!("{}/{n}.md", n % 2), &format!("Number {n}"));
    }
    age(&project.root().join("articles"), 1_000_000_000);
    build(&project).ok();
    build(&project).ok();
    remove(&project, "articles/1");
    for _ in 0..2 {
        build(&project).exits(1);
    }
    build_with(&project, &["--allow-removals"]).ok();
    assert_eq!(entries(&project).lines().count(), 15);
    build(&project).ok();
    assert_eq!(looks(&project), [("0/".to_owned(), true)]);
}

#[test]
fn a_folder_that_is_not_mounted_is_no_folder_without_articles() {
    let project = noted();
    remove(&project, "articles");
    fs::create_dir(project.root().join("articles")).unwrap();
    build(&project).says("no article any more");
    assert_eq!(unknown(&project), [""; 0], "what is known stays so");
}
