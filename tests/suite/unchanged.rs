//! Same input, same bytes: a run over unchanged articles touches nothing, wherever and whenever it happens.

use std::fs;
use std::time::{Duration, SystemTime};

use crate::harness::Project;
use crate::site::{
    article, assert_whole, build, build_at, build_with, differing, marks, remove, site, state,
};

/// Articles with categories below and beside each other, some without, and files that are none.
fn articles() -> Vec<(&'static str, String)> {
    vec![
        ("a.md", article("Alpha", "2021-06-15 13:56:21", &["新媒体", "趣头条", "分类"])),
        ("b/b.markdown", article("Beta", "2021-06-15 13:56:21", &["Tech", "Linux"])),
        ("b/c.html", "<h1>Gamma</h1><p>No metadata at all &amp; a [bracket].</p>".to_owned()),
        ("2020-02-29-leap.md", "Only a body.".to_owned()),
        ("d.txt", article("Delta", "Tue, 15 Jun 2021 13:56:21 GMT", &["新媒体", "趣头条", "分类"])),
        ("e.md", article("Epsilon ß", "2019-01-01", &["tech"])),
        ("ﬁ\u{301}.md", article("Zeta", "2019-01-01", &["C#/.NET & \"friends\""])),
        ("draft.md", "---\ntitle: No\ndraft: true\n---\n\nText".to_owned()),
        (
            "broken.md",
            "---\ntitle: \"unclosed\ndate: 2018-01-01\ncategories: [x\n---\n\nStill here".to_owned(),
        ),
        ("picture.png", "not a picture".to_owned()),
    ]
}

fn filled<'a>(articles: impl IntoIterator<Item = &'a (&'static str, String)>) -> Project {
    let project = site();
    for (path, text) in articles {
        project.write(&format!("articles/{path}"), text);
    }
    project
}

#[test]
fn a_second_build_touches_no_document() {
    let project = filled(&articles());
    build(&project).ok();
    assert_whole(&project, "feeds");
    let before = marks(&project, "feeds");
    assert!(before.len() > 20);
    let again = build_with(&project, &["--json"]).ok().json();
    assert_eq!(again["documents"]["written"], 0);
    assert_eq!(again["composed"], 0);
    assert_eq!(again["documents"]["unchanged"], before.len());
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    // A later run is no other run.
    build_at(&project, "2031-01-01", &[]).ok();
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
}

#[test]
fn a_build_without_a_change_changes_nothing_in_the_state() {
    let project = filled(&articles());
    build(&project).ok();
    // The first one that finds all as it was notes what the folders look like.
    build(&project).ok();
    let dump = || {
        let state = state(&project);
        ["items", "entries", "feeds", "members", "documents", "sources", "meta"].map(|table| {
            let mut statement = state.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                (0..columns)
                    .map(|at| Ok(format!("{:?}", row.get_ref(at)?)))
                    .collect::<rusqlite::Result<Vec<_>>>()
            });
            rows.unwrap().map(Result::unwrap).collect::<Vec<_>>()
        })
    };
    let before = dump();
    build(&project).ok();
    assert_eq!(before, dump());
}

#[test]
fn touched_files_and_a_fresh_checkout_write_nothing() {
    let project = filled(&articles());
    build(&project).ok();
    let before = marks(&project, "feeds");
    for (path, text) in articles() {
        let path = project.root().join("articles").join(path);
        let file = fs::File::options().append(true).open(&path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), text.len() as u64);
    }
    build(&project).ok();
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
    remove(&project, "articles");
    for (path, text) in articles().iter().rev() {
        project.write(&format!("articles/{path}"), text);
    }
    build(&project).ok();
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
}

#[test]
fn a_rendering_that_is_forced_gives_the_same_bytes() {
    let project = filled(&articles());
    build(&project).ok();
    let before = marks(&project, "feeds");
    let forced = build_with(&project, &["--force", "--json"]).ok().json();
    assert!(forced["composed"].as_u64().unwrap() > 5);
    assert_eq!(forced["documents"]["written"], 0);
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
}

#[test]
fn zone_locale_order_and_machine_give_the_same_bytes() {
    let reference = filled(&articles());
    build(&reference).ok();
    let expected = reference.tree("feeds");
    let all = articles();
    for (zone, locale) in
        [("Pacific/Apia", "tr_TR.UTF-8"), ("America/St_Johns", "C"), ("Asia/Kathmandu", "zh_CN.GB18030")]
    {
        let project = filled(all.iter().rev()).env("TZ", zone).env("LC_ALL", locale).env("LANG", locale);
        build(&project).ok();
        assert!(project.tree("feeds") == expected, "{zone} {locale}");
    }
    // From another folder, too.
    let project = filled(&all).from("elsewhere");
    project.run(["build", "--config", "../config.toml", "--now", crate::site::NOW]).ok();
    assert!(project.tree("feeds") == expected);
}

#[test]
fn a_machine_that_lost_its_state_writes_the_same_bytes() {
    let project = filled(&articles());
    build(&project).ok();
    let before = marks(&project, "feeds");
    remove(&project, ".feedloom");
    build(&project).ok();
    assert_eq!(
        differing(&before, &marks(&project, "feeds")),
        [""; 0],
        "the same bytes are taken as they are"
    );
    remove(&project, ".feedloom");
    let documents = project.tree("feeds");
    remove(&project, "feeds");
    build(&project).ok();
    assert!(project.tree("feeds") == documents);
}

#[test]
fn articles_that_come_one_by_one_give_what_they_give_at_once() {
    let at_once = filled(&articles());
    build(&at_once).ok();
    let project = site();
    for (path, text) in articles() {
        project.write(&format!("articles/{path}"), text);
        build(&project).ok();
        assert_whole(&project, "feeds");
    }
    let (one_by_one, at_once) = (project.tree("feeds"), at_once.tree("feeds"));
    for (one, other) in one_by_one.iter().zip(&at_once) {
        assert_eq!(one.0, other.0);
        assert!(one.1 == other.1, "{}", one.0);
    }
    assert_eq!(one_by_one.len(), at_once.len());
}
