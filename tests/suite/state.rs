//! The state file in the hands of others: held by another run, damaged, foreign, of another version.

use std::fs;

use feedloom::store::sqlite::Lock;

use crate::harness::Project;
use crate::site::{article, build, build_with, differing, many, marks, remove, state, state_path, titles};

fn built() -> Project {
    let project = many(3, "Tech");
    build(&project).ok();
    project
}

#[test]
fn a_second_run_ends_with_75_and_a_message_and_reading_goes_on() {
    let project = built();
    let before = marks(&project, "feeds");
    project.write("articles/0000.md", article("Changed", "2021-01-01", &["Tech"]));
    let lock = Lock::take(&state_path(&project)).unwrap();
    for verb in [vec!["build"], vec!["prune"], vec!["hide", "urn:x"]] {
        let run = project
            .run(&verb)
            .exits(75)
            .says("another run holds")
            .says(&format!("(process {})", std::process::id()));
        assert_eq!(run.stdout(), "");
    }
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    project.run(["list", "--json"]).ok();
    project.run(["list", "--entries"]).ok();
    project.run(["check"]).ok();
    build_with(&project, &["--dry-run"]).ok();
    drop(lock);
    build(&project).ok();
    assert_eq!(titles(&project, "feeds/atom.xml")[2], "Changed");
}

#[test]
fn runs_at_the_same_time_are_one_after_the_other_or_none() {
    let project = many(60, "Tech");
    let codes = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| build(&project).code())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 75))), "{codes:?}");
    crate::site::assert_whole(&project, "feeds");
    build(&project).ok().says("0 documents written");
}

#[test]
fn a_lock_that_a_killed_run_left_holds_nobody() {
    let project = built();
    project.write(".feedloom/state.sqlite.lock", "999999");
    build(&project).ok();
}

#[test]
fn listing_goes_on_while_a_run_writes() {
    let project = built();
    let writer = state(&project);
    writer.execute_batch("BEGIN IMMEDIATE; UPDATE feeds SET dirty = 1;").unwrap();
    let listing = project.run(["list", "--json"]).ok().json();
    assert_eq!(listing["sources"][0]["entries"], 3);
    assert_eq!(project.run(["list", "--entries"]).ok().stdout().lines().count(), 3);
}

#[test]
fn a_damaged_state_is_kept_and_named_with_the_way_out() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 5] = [
        ("garbage", |bytes| *bytes = b"this is no database at all, sorry".repeat(100)),
        ("header", |bytes| bytes[..16].fill(b'x')),
        ("empty", Vec::clear),
        ("truncated", |bytes| bytes.truncate(6000)),
        ("pages overwritten", |bytes| {
            let from = 4096.min(bytes.len());
            bytes[from..].fill(0xA5);
        }),
    ];
    for (how, damage) in damages {
        let project = built();
        let documents = project.tree("feeds");
        let path = ".feedloom/state.sqlite";
        let mut bytes = project
            .tree(path.rsplit_once('/').unwrap().0)
            .into_iter()
            .find(|(name, _)| name == "state.sqlite")
            .unwrap()
            .1;
        damage(&mut bytes);
        project.write(path, &bytes);
        project.write("articles/0000.md", article("Changed", "2021-01-01", &["Tech"]));
        for _ in 0..2 {
            build(&project).exits(1).says("state.sqlite").says("remove").says("state.sqlite.corrupt");
            assert!(project.tree("feeds") == documents, "{how}");
        }
        project.run(["list"]).exits(1).says("state.sqlite");
        let kept = project.tree(".feedloom").into_iter().find(|(name, _)| name == "state.sqlite.corrupt");
        assert!(kept.is_some_and(|(_, kept)| kept == bytes), "{how}: a copy is kept");
        // The way out works.
        remove(&project, path);
        for rest in ["-wal", "-shm"] {
            let _ = fs::remove_file(project.root().join(format!("{path}{rest}")));
        }
        project.write("articles/0000.md", article("Number 0", "2021-01-01", &["Tech"]));
        build(&project).ok();
        assert!(project.tree("feeds") == documents, "{how}");
    }
}

#[test]
fn a_database_of_another_program_or_of_a_later_version_is_left_alone() {
    let project = many(1, "Tech");
    fs::create_dir_all(project.root().join(".feedloom")).unwrap();
    state(&project).execute_batch("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);").unwrap();
    let before = project.tree(".feedloom");
    build(&project).exits(1).says("is a database of another program");
    let theirs = project.tree(".feedloom").into_iter().find(|(name, _)| name == "state.sqlite");
    assert_eq!(theirs.as_ref(), before.iter().find(|(name, _)| name == "state.sqlite"));
    assert!(!project.has("feeds"));

    let project = built();
    let before = marks(&project, "feeds");
    state(&project).pragma_update(None, "user_version", 99).unwrap();
    for arguments in [vec!["build"], vec!["list"], vec!["build", "--dry-run"]] {
        project.run(arguments).exits(1).says("later version of feedloom");
    }
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
}

#[test]
fn a_state_that_is_a_folder_or_cannot_be_made_is_named() {
    let project = many(1, "Tech");
    project.write(".feedloom/state.sqlite/x", "");
    build(&project).exits(1).says("state.sqlite");
    let project = many(1, "Tech");
    project.write(".feedloom", "a file");
    build(&project).exits(1).says(".feedloom");
    assert!(!project.has("feeds"));
}

#[test]
fn the_state_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = built();
    let mode = fs::metadata(state_path(&project)).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn whatever_part_of_the_state_is_damaged_the_message_says_whether_documents_changed() {
    const PAGE: usize = 16384;
    let project = many(30, "Tech");
    for n in 0..30 {
        let name = format!("articles/{n:04}.md");
        project.write(
            &name,
            article(&format!("P{n}"), "2021-01-01", &[&format!("C{}", n % 5), &format!("S{}", n % 3)]),
        );
    }
    build(&project).ok();
    let mut files = project.tree(".feedloom").into_iter();
    let (_, sound) = files.find(|(name, _)| name == "state.sqlite").unwrap();
    let published = project.tree("feeds");
    let mut refused = 0;
    for page in 0..sound.len() / PAGE {
        // The first page begins with what says that it is a database.
        let start = if page == 0 { 100 } else { page * PAGE };
        let mut damaged = sound.clone();
        for (at, byte) in damaged[start..(page + 1) * PAGE].iter_mut().enumerate() {
            *byte = (at * 7919 + page * 31 + 13).to_le_bytes()[0] ^ (at >> 3).to_le_bytes()[0];
        }
        crate::site::remove(&project, ".feedloom");
        crate::site::remove(&project, "feeds");
        project.write(".feedloom/state.sqlite", damaged);
        for (path, bytes) in &published {
            project.write(&format!("feeds/{path}"), bytes);
        }
        project.write("articles/0000.md", article("Changed", "2021-01-01", &["Tech"]));
        let run = build_with(&project, &["--set", "publish.take_over=true"]);
        if run.code() == Some(0) {
            continue;
        }
        refused += 1;
        let is_changed = project.tree("feeds") != published;
        let said = run.stderr();
        assert_eq!(said.contains("the new documents are in place"), is_changed, "page {page}: {said}");
        assert!(!said.contains("othing was changed"), "page {page}: {said}");
    }
    assert!(refused > 0);
}
