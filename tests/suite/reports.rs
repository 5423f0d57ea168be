//! What a run tells and how it ends: quiet runs, rehearsals, reports for machines, the program that runs afterwards.

use feedloom::store::sqlite::Lock;

use crate::harness::Project;
use crate::site::{
    article, build, build_with, config, differing, many, marks, paths, remove, rename, site, state_path,
    titles,
};

fn tree(project: &Project) -> Vec<(String, Vec<u8>)> {
    project.tree("")
}

#[test]
fn a_quiet_run_says_nothing_as_long_as_nothing_is_new() {
    let project = many(3, "Tech");
    let quiet = |expected: i32| build_with(&project, &["-q"]).exits(expected).stderr();
    assert_eq!(quiet(0), "");
    assert_eq!(quiet(0), "");
    project.write("articles/x.md", "---\ntitle: X\ndate: yesterday-ish\n---\n\nText\n");
    let said = quiet(0);
    assert!(said.contains("warning: articles/x.md:3:"), "{said}");
    assert_eq!(quiet(0), "", "a defect is told once");
    project.write("articles/x.md", "---\ntitle: X\ndate: yesterday-ish\n---\n\nOther text\n");
    assert_eq!(quiet(0), "", "also where the file changed otherwise");
    rename(&project, "articles", "elsewhere");
    let said = quiet(0);
    assert!(said.contains("source notes failed"), "{said}");
    assert_eq!(quiet(0), "");
    rename(&project, "elsewhere", "articles");
    assert_eq!(quiet(0), "source notes: works again\n");
    assert_eq!(quiet(0), "");
    project.write("articles/0000.md", article("Changed", "2021-01-01", &["Tech"]));
    assert_eq!(quiet(0), "", "what is published is no news");
}

#[test]
fn defects_are_told_by_file_and_line_however_the_threads_finish() {
    let project = site();
    let padding = |n: usize| "Words. ".repeat(if n.is_multiple_of(3) { 9_000 } else { 1 });
    for n in 0..600 {
        let front = format!("title: X\nlang: \"?{n}\"\ndate: yesterday-ish {n}");
        project.write(&format!("articles/{n:03}.md"), format!("---\n{front}\n---\n\n{}\n", padding(n)));
    }
    let run = build_with(&project, &["--json"]).ok().json();
    let defects = run["sources"][0]["defects"].as_array().unwrap();
    let told: Vec<(String, u64)> = defects
        .iter()
        .map(|defect| (defect["file"].as_str().unwrap().to_owned(), defect["line"].as_u64().unwrap_or(0)))
        .collect();
    assert!(told.len() >= 600 && told.is_sorted(), "{told:?}");
}

#[test]
fn a_rehearsal_leaves_no_trace_and_says_what_would_be_done() {
    let project = many(3, "Tech");
    let before = tree(&project);
    build_with(&project, &["--dry-run"]).ok().says("would be written").says("3 new");
    assert!(tree(&project) == before, "no state, no lock, no documents");
    build(&project).ok();
    project.write("articles/0000.md", article("Changed", "2021-01-01", &["Food"]));
    remove(&project, "articles/0001.md");
    remove(&project, "feeds/rss.xml");
    let (before, marked) = (tree(&project), marks(&project, "feeds"));
    for _ in 0..2 {
        let run = build_with(&project, &["--dry-run", "--json"]).ok().json();
        assert_eq!(run["dry_run"], true);
        assert_eq!(run["sources"][0]["changed"], 1);
        assert_eq!(run["removed"], 1);
        assert_eq!(run["documents"]["written"], 13, "three feeds and the list");
        assert_eq!(differing(&marked, &marks(&project, "feeds")), [""; 0]);
        assert!(tree(&project) == before);
    }
    build_with(&project, &["--dry-run", "--set", "publish.formats=[\"rss\"]"]).ok().says("would be removed");
    assert!(tree(&project) == before);
}

#[test]
fn check_and_list_write_nothing() {
    let project = many(3, "Tech");
    project.write("articles/x.md", "---\ntitle: X\ndate: yesterday-ish\n---\n\nText\n");
    let before = tree(&project);
    project.run(["check"]).ok().says("articles/x.md:3").says("nothing was written");
    project.run(["list"]).ok();
    project.run(["list", "--entries"]).ok();
    assert!(tree(&project) == before);
    build(&project).ok();
    let before = tree(&project);
    project.run(["check", "--json"]).ok();
    project.run(["list", "--json"]).ok();
    project.run(["list", "--entries", "--json"]).ok();
    project.run(["prune", "--dry-run"]).ok();
    assert!(tree(&project) == before);
}

#[test]
fn a_report_for_machines_is_one_value_on_standard_output() {
    let project = many(2, "Tech");
    project.write("articles/d.md", "---\ntitle: D\ndraft: true\n---\n\nText\n");
    let run = build_with(&project, &["--json"]).ok();
    assert_eq!(run.stderr(), "");
    let report = run.json();
    assert_eq!(report["sources"][0]["id"], "notes");
    assert_eq!(report["sources"][0]["entries"], 2);
    assert_eq!(report["sources"][0]["new"], 2);
    assert_eq!(report["sources"][0]["held"]["draft"], 1);
    assert_eq!(report["documents"]["written"], 9);
    assert_eq!(report["failures"], serde_json::json!([]));
    project.write("feeds/category/food/rss.xml", "foreign");
    project.write("articles/f.md", article("Soup", "2021-01-01", &["Food"]));
    let report = build_with(&project, &["--json"]).exits(1).json();
    assert!(report["failures"][0].as_str().unwrap().contains("feeds/category/food/rss.xml"));
}

#[test]
fn only_the_sources_that_are_named_are_read() {
    let project = many(2, "Tech");
    let second = "\n[[source]]\nid = \"more\"\ntype = \"articles\"\npath = \"more\"\n";
    project.write("config.toml", config("") + second);
    project.write("more/m.md", article("More", "2022-01-01", &["Tech"]));
    build(&project).ok();
    project.write("more/m.md", article("More 2", "2022-01-01", &["Tech"]));
    project.write("articles/less.md", article("Less", "2021-01-03", &["Tech"]));
    build_with(&project, &["--source", "more"]).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["More 2", "Number 1", "Number 0"]);
    build_with(&project, &["--source", "more", "--source", "notes"]).ok();
    assert_eq!(titles(&project, "feeds/atom.xml"), ["More 2", "Less", "Number 1", "Number 0"]);
    build_with(&project, &["--source", "moer"]).exits(2).says("`moer`").says("`more`");
}

/// A configuration whose program notes that it ran, and fails as long as there is a file `fail`.
fn noting() -> Project {
    let project = many(2, "Tech");
    let script = "echo ran >> log; test ! -e fail || { echo no route to host >&2; exit 7; }";
    project.write("config.toml", config(&format!("[publish]\nafter = [\"sh\", \"-c\", '{script}']\n")));
    project
}

#[test]
fn the_program_afterwards_runs_when_documents_changed_and_again_after_a_failure() {
    let project = noting();
    let runs = || if project.has("log") { project.read("log").lines().count() } else { 0 };
    build_with(&project, &["--dry-run"]).ok();
    assert_eq!(runs(), 0);
    build(&project).ok();
    assert_eq!(runs(), 1);
    build(&project).ok();
    assert_eq!(runs(), 1, "nothing changed");
    project.write("fail", "");
    project.write("articles/0000.md", article("Changed", "2021-01-01", &["Tech"]));
    for n in 2..4 {
        build_with(&project, &["-q"]).exits(1).says("publish.after").says("no route to host");
        assert_eq!(runs(), n);
    }
    assert_eq!(titles(&project, "feeds/atom.xml")[1], "Changed", "what is published stays so");
    remove(&project, "fail");
    build(&project).ok();
    assert_eq!(runs(), 4, "it was still to be done");
    build(&project).ok();
    assert_eq!(runs(), 4);
    project.run(["hide", "tag:notes.example,2021-01-01:notes/0000.md"]).ok();
    assert_eq!(runs(), 5);
    remove(&project, "articles/0001.md");
    build(&project).ok();
    project.run(["prune"]).ok();
    assert_eq!(runs(), 7);
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let project = many(1, "Tech");
    project.write("config.toml", config("[publish]\nafter = [\"./deploy\", \"now\"]\n"));
    build(&project).exits(1).says("`./deploy` (publish.after) could not be started");
    assert!(project.has("feeds/rss.xml"));
}

#[test]
fn a_publication_with_a_failure_is_still_announced() {
    let project = noting();
    project.write("feeds/category/tech/rss.xml", "foreign");
    build(&project).exits(1);
    assert!(project.has("feeds/rss.xml"));
    assert!(project.has("log"), "what was published has to be deployed, whatever else failed");
}

#[test]
fn the_numbers_of_a_report_are_those_of_the_files() {
    let project = many(2, "Tech");
    let report = build_with(&project, &["--json"]).ok().json();
    assert_eq!(report["documents"]["written"], paths(&project, "feeds").len());
    assert_eq!(report["feeds"], 2);
    remove(&project, "feeds/rss.xml");
    let report = build_with(&project, &["--json"]).ok().json();
    assert_eq!(report["documents"]["written"], 1);
    assert_eq!(report["documents"]["unchanged"], paths(&project, "feeds").len() - 1);
}

#[test]
fn a_broken_article_stops_nothing_and_is_named_with_its_line() {
    let project = many(1, "Tech");
    project.write(
        "articles/broken.md",
        "---\ntitle: \"unclosed\ndate: 2018-01-01\ntags: [x\n---\n\nStill here\n",
    );
    project.write("articles/binary.md", [0, 159, 146, 150, 0, 0, 255, 254].repeat(50));
    let run = build(&project).ok().says("warning: articles/broken.md:");
    assert!(!run.stderr().contains('\u{1b}') && !run.stderr().contains('\0'));
    assert_eq!(titles(&project, "feeds/atom.xml").len(), 2);
    let site = site();
    site.write("articles/\u{1b}[31mred.md", "---\ntitle: X\ndate: never\n---\n\nText");
    let said = build(&site).ok().stderr();
    assert!(!said.contains('\u{1b}'), "names of files reach the terminal without their escapes: {said:?}");
}

#[test]
fn files_in_the_way_are_named_a_few_times_and_the_remedy_once() {
    let project = many(2, "Tech");
    let documents = paths(&project, "feeds");
    assert!(documents.is_empty());
    for path in ["rss.xml", "atom.xml", "feed.json", "index.html", "feeds.opml"] {
        project.write(&format!("feeds/{path}"), "of another generator");
        project.write(&format!("feeds/category/tech/{path}"), "of another generator");
    }
    let said = build(&project).exits(1).stderr();
    assert_eq!(said.matches("is there already and was not written by feedloom").count(), 5, "{said}");
    assert!(said.contains("error: and 4 more like these"), "{said}");
    assert_eq!(said.matches("feedloom build --set publish.take_over=true").count(), 1, "{said}");
    let report = build_with(&project, &["--json"]).exits(1).json();
    assert_eq!(report["failures"].as_array().unwrap().len(), 9);
    build_with(&project, &["--set", "publish.take_over=true"]).ok().says("9 documents written");
}

#[test]
fn a_refused_run_does_not_speak_of_documents() {
    let project = many(60, "Tech");
    build(&project).ok();
    for number in 0..30 {
        remove(&project, &format!("articles/{number:04}.md"));
    }
    let said =
        build(&project).exits(1).says("nothing was published: all documents are as they were").stderr();
    assert!(!said.contains("0 feeds") && !said.contains("unchanged"), "{said}");
    assert_eq!(build_with(&project, &["--json"]).exits(1).json()["refused"], true);
}

#[test]
fn a_run_that_wrote_something_says_where_it_is_served() {
    let project = many(2, "Tech");
    let line = "published in feeds, to be served at https://notes.example/feeds/\n";
    assert!(!build_with(&project, &["--dry-run"]).ok().stderr().contains("published in"));
    build(&project).ok().says(line);
    assert!(!build(&project).ok().stderr().contains("published in"));
}

#[test]
fn a_talkative_run_names_what_it_wrote_and_what_it_held_back() {
    let project = many(2, "Tech");
    project.write("articles/d.md", "---\ntitle: D\ndraft: true\n---\n\nText\n");
    project.run(["check", "-v"]).ok().says("held back: articles/d.md (draft)");
    build_with(&project, &["-v", "--dry-run"]).ok().says("would write feeds/category/tech/rss.xml\n");
    let run = build_with(&project, &["-vv"])
        .ok()
        .says("held back: articles/d.md (draft)\n")
        .says("wrote feeds/category/tech/rss.xml\n");
    let written = run.stderr().lines().filter(|line| line.starts_with("wrote ")).count();
    assert_eq!(written, paths(&project, "feeds").len());
    let run = build_with(&project, &["-v"]).ok().says("held back: articles/d.md (draft)\n");
    assert!(!run.stderr().contains("wrote "));
    let run = build_with(&project, &["-v", "--set", "publish.formats=[\"rss\"]"]).ok();
    assert!(run.stderr().contains("removed feeds/category/tech/atom.xml\n"), "{}", run.stderr());
}

#[test]
fn a_quiet_build_that_another_run_keeps_waiting_says_nothing() {
    let project = many(1, "Tech");
    build(&project).ok();
    let lock = Lock::take(&state_path(&project)).unwrap();
    assert_eq!(build_with(&project, &["-q"]).exits(75).stderr(), "");
    build(&project).exits(75).says("another run holds");
    drop(lock);
}

#[test]
fn links_can_be_seen_before_anything_is_published_and_two_articles_at_one_are_told() {
    let project = many(2, "Tech");
    project.run(["check"]).ok().says("articles/0000.md is at https://notes.example/0000/ (`-v` shows all)");
    project.run(["check", "-v"]).ok().says("link: articles/0001.md is at https://notes.example/0001/\n");
    let same = config("").replace("path = \"articles\"", "path = \"articles\"\npermalink = \"/:day/\"");
    project.write("config.toml", same);
    let line = "articles/0000.md and articles/0001.md are both at https://notes.example/";
    project.write("articles/0001.md", project.read("articles/0000.md"));
    project.run(["check"]).ok().says(line);
    build(&project).ok().says(&format!("note: {line}"));
}
