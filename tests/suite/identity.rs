//! Ids are for ever: whatever happens to an article and its site, readers see no old entry as new.

use crate::harness::Project;
use crate::site::{article, atom, build, build_with, config, json, only_id, remove, rename, rss, site};

const MINTED: &str = "tag:notes.example,2021-06-15:notes/a.md";

fn one() -> Project {
    let project = site();
    project.write("articles/a.md", article("Alpha", "2021-06-15 13:56:21", &["Tech", "Linux"]));
    build(&project).ok();
    assert_eq!(only_id(&project), MINTED);
    project
}

#[test]
fn an_article_keeps_its_id_through_all_that_its_author_does_to_it() {
    type Change = fn(&Project);
    let changes: [(&str, Change); 9] = [
        ("renamed", |project| rename(project, "articles/a.md", "articles/z.md")),
        ("moved into a folder of another date", |project| {
            rename(project, "articles/a.md", "articles/2019/05/a.md");
        }),
        ("edited", |project| project.write("articles/a.md", project.read("articles/a.md") + "More.\n")),
        ("retitled", |project| {
            project.write("articles/a.md", article("Beta", "2021-06-15 13:56:21", &["Tech", "Linux"]));
        }),
        ("redated", |project| {
            project.write("articles/a.md", article("Alpha", "2020-01-01", &["Tech", "Linux"]));
        }),
        ("recategorized", |project| {
            project.write("articles/a.md", article("Alpha", "2021-06-15 13:56:21", &["Food"]));
        }),
        ("held back for a while", |project| {
            let text = project.read("articles/a.md");
            project.write("articles/a.md", text.replace("---\ntitle", "---\ndraft: true\ntitle"));
            build(project).ok();
            assert!(atom(project, "feeds/atom.xml").is_empty());
            project.write("articles/a.md", text);
        }),
        ("hidden for a while", |project| {
            project.run(["hide", MINTED]).ok();
            project.run(["hide", "--undo", MINTED]).ok();
        }),
        ("given a permalink", |project| {
            let text = project.read("articles/a.md");
            project.write("articles/a.md", text.replace("---\ntitle", "---\npermalink: /elsewhere/\ntitle"));
        }),
    ];
    for (how, change) in changes {
        let project = one();
        change(&project);
        build(&project).ok();
        assert_eq!(only_id(&project), MINTED, "{how}");
    }
}

#[test]
fn a_site_that_moves_keeps_the_ids_of_its_articles_and_feeds() {
    let project = one();
    let id = |project: &Project| {
        let text = project.read("feeds/category/tech/atom.xml");
        roxmltree::Document::parse(&text)
            .map(|document| crate::site::child(document.root_element(), "id"))
            .unwrap()
    };
    let feed = id(&project);
    build_with(&project, &["--set", "site.url=https://elsewhere.example/blog/"]).ok();
    assert_eq!(only_id(&project), MINTED);
    assert_eq!(id(&project), feed);
    assert!(project.read("feeds/rss.xml").contains("https://elsewhere.example/blog/"));
    assert!(!project.read("feeds/rss.xml").contains("https://notes.example"));
}

#[test]
fn an_edit_and_a_rename_at_once_is_another_article() {
    let project = one();
    rename(&project, "articles/a.md", "articles/z.md");
    project.write("articles/z.md", article("Beta", "2021-06-15 13:56:21", &["Tech"]));
    build(&project).ok();
    assert_eq!(only_id(&project), "tag:notes.example,2021-06-15:notes/z.md");
}

#[test]
fn a_copy_is_another_article_and_the_first_keeps_its_id() {
    let project = one();
    project.write("articles/0.md", project.read("articles/a.md"));
    build(&project).ok();
    let ids: Vec<_> = atom(&project, "feeds/atom.xml").into_iter().map(|entry| entry.id).collect();
    assert_eq!(ids, ["tag:notes.example,2021-06-15:notes/0.md", MINTED]);
    remove(&project, "articles/a.md");
    build(&project).ok();
    assert_eq!(only_id(&project), "tag:notes.example,2021-06-15:notes/0.md");
}

/// Files that are moved at once, each to its new name, and a text that is new in one of them.
type Shuffle = (&'static str, &'static [(u8, u8)], Option<u8>);

const SHUFFLES: [Shuffle; 8] = [
    ("two swap", &[(2, 3), (3, 2)], None),
    ("two swap, and a third comes", &[(1, 4), (4, 1)], Some(7)),
    ("three in a ring", &[(1, 2), (2, 3), (3, 1)], None),
    ("two rings", &[(1, 2), (2, 1), (3, 4), (4, 5), (5, 3)], None),
    ("one is put first", &[(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)], Some(1)),
    ("one is put between", &[(3, 4), (4, 5), (5, 6)], Some(3)),
    ("one is put in the place of another", &[(3, 9)], Some(3)),
    ("a ring and a row", &[(1, 2), (2, 1), (3, 4), (4, 5), (5, 6)], Some(3)),
];

/// The ids of entries, by their titles.
fn ids_by_title(project: &Project) -> std::collections::BTreeMap<String, String> {
    atom(project, "feeds/atom.xml").into_iter().map(|entry| (entry.title, entry.id)).collect()
}

fn shuffle(project: &Project, moves: &[(u8, u8)]) {
    for (from, _) in moves {
        rename(project, &format!("articles/{from}.md"), &format!("aside-{from}"));
    }
    for (from, to) in moves {
        rename(project, &format!("aside-{from}"), &format!("articles/{to}.md"));
    }
}

#[test]
fn articles_that_take_the_names_of_each_other_keep_their_ids() {
    for is_draft in [false, true] {
        for (what, moves, new) in SHUFFLES {
            let project = site();
            for n in 1..=5 {
                let text = article(&format!("N {n}"), "2021-06-15", &["Tech"]);
                let draft = if is_draft && n == 2 { "draft: true\ntitle" } else { "title" };
                project.write(&format!("articles/{n}.md"), text.replacen("title", draft, 1));
            }
            build(&project).ok();
            let before = ids_by_title(&project);
            shuffle(&project, moves);
            if let Some(new) = new {
                project.write(&format!("articles/{new}.md"), article("New", "2021-06-16", &["Tech"]));
            }
            build(&project).ok();
            let mut after = ids_by_title(&project);
            assert_eq!(after.remove("New").is_some(), new.is_some(), "{what}");
            assert_eq!(after, before, "{what}");
            let shown = project.tree("feeds");
            build(&project).ok();
            build_with(&project, &["--force"]).ok();
            assert_eq!(project.tree("feeds"), shown, "{what}");
        }
    }
}

#[test]
fn an_article_that_is_gone_takes_its_id_with_it_where_others_close_the_gap() {
    for (what, moves) in
        [("the next", &[(4, 3), (5, 4)][..]), ("the last", &[(5, 3)]), ("the first", &[(1, 3)])]
    {
        let project = site();
        for n in 1..=5 {
            project.write(&format!("articles/{n}.md"), article(&format!("N {n}"), "2021-06-15", &["Tech"]));
        }
        build(&project).ok();
        let mut before = ids_by_title(&project);
        before.remove("N 3");
        remove(&project, "articles/3.md");
        shuffle(&project, moves);
        build(&project).ok();
        assert_eq!(ids_by_title(&project), before, "{what}");
        build_with(&project, &["--force"]).ok();
        assert_eq!(ids_by_title(&project), before, "{what}");
    }
}

#[test]
fn of_articles_that_are_the_same_nobody_says_which_was_moved() {
    let project = site();
    for n in 1..=3 {
        project.write(&format!("articles/{n}.md"), article("Same", "2021-06-15", &["Tech"]));
    }
    build(&project).ok();
    let ids = |project: &Project| -> Vec<String> {
        atom(project, "feeds/atom.xml").into_iter().map(|entry| entry.id).collect()
    };
    let before = ids(&project);
    shuffle(&project, &[(1, 2), (2, 3), (3, 1)]);
    build(&project).ok();
    assert_eq!(ids(&project), before);
}

#[test]
fn articles_that_take_the_names_of_others_in_a_row_keep_their_ids() {
    let project = site();
    let ids = |project: &Project| -> std::collections::BTreeMap<String, String> {
        atom(project, "feeds/atom.xml").into_iter().map(|entry| (entry.title, entry.id)).collect()
    };
    for (n, title) in ["Alpha", "Beta", "Gamma", "Delta"].into_iter().enumerate() {
        project.write(&format!("articles/{n}.md"), article(title, "2021-06-15", &["Tech"]));
    }
    build(&project).ok();
    let before = ids(&project);
    for n in (0..4).rev() {
        rename(&project, &format!("articles/{n}.md"), &format!("articles/{}.md", n + 1));
    }
    build(&project).ok();
    assert_eq!(ids(&project), before);
    // The next takes the name of the first and is edited at once, so that only its path is known.
    rename(&project, "articles/2.md", "articles/1.md");
    project.write("articles/1.md", project.read("articles/1.md") + "More.\n");
    build(&project).ok();
    let after = ids(&project);
    assert_eq!(after["Beta"], before["Alpha"]);
    assert_eq!([&after["Gamma"], &after["Delta"]], [&before["Gamma"], &before["Delta"]]);
}

#[test]
fn an_id_that_an_article_names_is_its_id() {
    for (line, expected) in [
        ("guid: https://old.example/?p=17", "https://old.example/?p=17"),
        ("id: urn:x-old:17", "urn:x-old:17"),
        ("uuid: 123E4567-E89B-12D3-A456-426614174000", "urn:uuid:123e4567-e89b-12d3-a456-426614174000"),
        ("guid: tag:old.example,2009:17", "tag:old.example,2009:17"),
        ("id: 17", MINTED),
        ("guid: \"\"", MINTED),
        ("guid: javascript:alert(1)", MINTED),
    ] {
        let project = site();
        let text =
            article("Alpha", "2021-06-15 13:56:21", &[]).replacen("---\n", &format!("---\n{line}\n"), 1);
        project.write("articles/a.md", text);
        build(&project).ok();
        assert_eq!(only_id(&project), expected, "{line}");
        rename(&project, "articles/a.md", "articles/b.md");
        build(&project).ok();
        assert_eq!(only_id(&project), expected, "{line}, renamed");
    }
}

#[test]
fn of_two_articles_that_name_one_id_one_has_it_and_the_other_stays_apart() {
    let claim = |title: &str, date: &str| {
        article(title, date, &["Tech"]).replacen("---\n", "---\nguid: urn:x:1\n", 1)
    };
    let project = site();
    project.write("articles/b.md", claim("Older", "2021-01-01"));
    project.write("articles/a.md", claim("Newer", "2021-01-02"));
    build(&project).ok();
    let entries = atom(&project, "feeds/atom.xml");
    assert_eq!(entries[1].id, "urn:x:1", "the older has it");
    assert!(entries[0].id.starts_with("tag:notes.example,"), "{}", entries[0].id);
    assert_eq!(rss(&project, "feeds/category/tech/rss.xml")[0].id, entries[0].id);
    assert_eq!(json(&project, "feeds/feed.json")[0].id, entries[0].id);
    // Whoever has it keeps it, also against an older one that comes later.
    project.write("articles/c.md", claim("Oldest", "2020-01-01"));
    build(&project).ok();
    let again = atom(&project, "feeds/atom.xml");
    assert_eq!(again[0].id, entries[0].id);
    assert_eq!(again[1].id, "urn:x:1");
    let all: std::collections::BTreeSet<_> = again.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(all.len(), 3);
    // An edit of the one without does not give it the id of the other.
    project.write("articles/a.md", claim("Newer 2", "2021-01-02"));
    build(&project).ok();
    assert_eq!(atom(&project, "feeds/atom.xml")[0].id, entries[0].id);
}

#[test]
fn names_in_two_normal_forms_are_two_files_and_two_ids() {
    let project = site();
    project.write("articles/caf\u{e9}.md", article("Composed", "2021-06-15", &[]));
    project.write("articles/cafe\u{301}.md", article("Decomposed", "2021-06-15", &[]));
    if crate::site::paths(&project, "articles").len() < 2 {
        // A file system that takes the two for one.
        return;
    }
    build(&project).ok();
    let ids: std::collections::BTreeSet<_> =
        atom(&project, "feeds/atom.xml").into_iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(ids.iter().all(|id| id.is_ascii()), "{ids:?}");
    let documents = project.tree("feeds");
    remove(&project, ".feedloom");
    build(&project).ok();
    assert!(project.tree("feeds") == documents, "also without the state");
}

#[test]
fn a_name_that_a_checkout_spells_in_the_other_normal_form_gives_the_same_id() {
    let ids = ["caf\u{e9}.md", "cafe\u{301}.md"].map(|name| {
        let project = site();
        project.write(&format!("articles/{name}"), article("Coffee", "2021-06-15", &[]));
        build(&project).ok();
        only_id(&project)
    });
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn links_are_the_ids_where_the_owner_wants_that() {
    let project = site();
    project.write(
        "config.toml",
        config("").replace(
            "url = \"https://notes.example/\"\n",
            "url = \"https://notes.example/\"\nids = \"permalink\"\n",
        ),
    );
    project.write("articles/a.md", article("Alpha", "2021-06-15", &[]));
    build(&project).ok();
    assert_eq!(only_id(&project), "https://notes.example/a/");
    rename(&project, "articles/a.md", "articles/z.md");
    build(&project).ok();
    assert_eq!(only_id(&project), "https://notes.example/a/", "once given, it stays");
    build_with(&project, &["--set", "site.url=https://elsewhere.example/"]).ok();
    assert_eq!(only_id(&project), "https://notes.example/a/", "also where the site moves");
    build_with(&project, &["--set", "site.ids=tag"]).ok();
    assert_eq!(only_id(&project), "https://notes.example/a/", "also where the owner changes his mind");
}

#[test]
fn an_undated_article_keeps_its_id_when_it_is_dated() {
    let project = site();
    project.write("articles/a.md", "Only text");
    build(&project).ok();
    assert_eq!(only_id(&project), "tag:notes.example,2000-01-01:notes/a.md");
    project.write("articles/a.md", article("Alpha", "2021-06-15", &[]));
    build(&project).ok();
    assert_eq!(only_id(&project), "tag:notes.example,2000-01-01:notes/a.md");
}

#[test]
fn sources_that_change_places_keep_the_ids_of_their_entries() {
    let sources = |first: &str, second: &str| {
        let source =
            |id: &str| format!("\n[[source]]\nid = \"{id}\"\ntype = \"articles\"\npath = \"{id}\"\n");
        config("").split("\n[[source]]").next().unwrap().to_owned() + &source(first) + &source(second)
    };
    let claim =
        |title: &str| article(title, "2021-01-01", &["Tech"]).replacen("---\n", "---\nguid: urn:x:1\n", 1);
    let project = site();
    project.write("config.toml", sources("articles", "more"));
    project.write("articles/a.md", claim("First"));
    project.write("more/a.md", claim("Second"));
    build(&project).ok();
    let before = project.tree("feeds");
    let first = atom(&project, "feeds/atom.xml").into_iter().find(|entry| entry.title == "First").unwrap();
    assert_eq!(first.id, "urn:x:1", "the source of higher priority has it");
    project.write("config.toml", sources("more", "articles"));
    build_with(&project, &["--force"]).ok();
    assert!(project.tree("feeds") == before);
}
