//! What the store in a file does beyond the contract: rehearsals, locks, damage.

use feedloom::store::sqlite::{Lock, Mode};

use super::{Fixture, begin, day, entry, finish, item, merge, shown};

#[test]
fn a_rehearsal_leaves_no_trace() {
    let fixture = Fixture::new();
    let rehearse = || {
        let store = fixture.try_open(Mode::Rehearse).unwrap();
        begin(&store, day(10));
        merge(&store, vec![item(entry("a", day(1), &["x"]))]);
        finish(&store, &[]);
        assert_eq!(shown(&store, "home", 5), ["a"]);
    };
    rehearse();
    assert!(!fixture.path().exists());
    drop(fixture.run(day(10)));
    rehearse();
    assert!(shown(&fixture.run(day(10)), "home", 5).is_empty());
}

#[test]
fn a_rehearsal_and_a_run_at_the_same_time_do_not_see_each_other() {
    let fixture = Fixture::new();
    drop(fixture.run(day(10)));
    let rehearsal = fixture.try_open(Mode::Rehearse).unwrap();
    begin(&rehearsal, day(10));
    merge(&rehearsal, vec![item(entry("a", day(1), &["x"]))]);
    let run = fixture.run(day(10));
    merge(&run, vec![item(entry("b", day(1), &["x"]))]);
    for (store, name) in [(&rehearsal, "a"), (&run, "b")] {
        finish(store, &[]);
        assert_eq!(shown(store, "home", 5), [name]);
    }
    drop((run, rehearsal));
    assert_eq!(shown(&fixture.run(day(10)), "home", 5), ["b"]);
}

#[test]
fn a_second_run_is_told_who_holds_the_state() {
    let fixture = Fixture::new();
    let held = Lock::take(&fixture.path()).unwrap();
    let error = Lock::take(&fixture.path()).unwrap_err().to_string();
    assert!(error.contains(&format!("process {}", std::process::id())), "{error}");
    drop(held);
    Lock::take(&fixture.path()).unwrap();
}

#[test]
fn a_damaged_state_is_named_kept_and_never_made_anew() {
    let fixture = Fixture::new();
    drop(fixture.run(day(10)));
    for damage in [
        &b""[..],
        b"this is no database, and it is long enough to be taken for one that is damaged",
        &[0_u8; 4096],
    ] {
        std::fs::File::create(fixture.path())
            .and_then(|mut file| std::io::Write::write_all(&mut file, damage))
            .unwrap();
        for _ in 0..2 {
            let error = fixture.try_open(Mode::Commit).err().expect("it is refused").to_string();
            assert!(error.contains("state.sqlite"), "{error}");
            let mut kept = Vec::new();
            std::fs::File::open(fixture.path())
                .and_then(|mut file| std::io::Read::read_to_end(&mut file, &mut kept))
                .unwrap();
            assert_eq!(kept, damage, "the file is as it was");
        }
    }
}

#[test]
fn the_database_of_another_program_or_of_a_later_version_is_refused() {
    let fixture = Fixture::new();
    let database = rusqlite::Connection::open(fixture.path()).unwrap();
    database.execute_batch("CREATE TABLE theirs (x)").unwrap();
    let error = fixture.try_open(Mode::Commit).err().expect("it is refused").to_string();
    assert!(error.contains("another program"), "{error}");
    database.execute_batch("DROP TABLE theirs").unwrap();
    drop(database);
    drop(fixture.run(day(10)));
    rusqlite::Connection::open(fixture.path()).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = fixture.try_open(Mode::Commit).err().expect("it is refused").to_string();
    assert!(error.contains("later version"), "{error}");
}
