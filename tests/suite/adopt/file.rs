//! `ids.tsv`: what adopting makes of a file that is there, and what building makes of one that was edited.

use super::{Old, adopt, atom_feed, ids, rss_feed};
use crate::harness::Project;
use crate::site::{NOW, article, atom, build, config, json, marks, only_id, remove, rename, rss, site};

const TEA: Old<'_> = Old {
    id: "http://old.example/?p=1",
    link: "https://notes.example/tea/",
    title: "Tea",
    date: "2020-01-02T00:00:00Z",
};

fn tea() -> Project {
    let project = site();
    project.write("articles/tea.md", article("Tea", "2020-01-02", &[]));
    project
}

/// The rows of the file.
fn rows(project: &Project) -> Vec<String> {
    project.read("ids.tsv").lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn the_file_explains_itself_and_has_a_row_for_each_article() {
    let project = tea();
    adopt(&project, &rss_feed(&[TEA]), &[]).ok();
    assert!(project.read("ids.tsv").starts_with("# Ids that readers know"));
    assert_eq!(
        rows(&project),
        ["notes\ttea.md\thttp://old.example/?p=1\t\t2020-01-02T00:00:00Z\thttps://notes.example/tea/\tTea"]
    );
}

#[test]
fn adopting_the_same_feed_again_leaves_the_file_alone_as_it_was_edited() {
    let project = tea();
    adopt(&project, &rss_feed(&[TEA]), &[]).ok();
    project.write("ids.tsv", project.read("ids.tsv") + "# a word of my own\n");
    let before = marks(&project, "");
    adopt(&project, &rss_feed(&[TEA]), &[])
        .ok()
        .says("1 found by an id that was known")
        .says("was left as it is");
    let after = marks(&project, "");
    assert_eq!(before["ids.tsv"], after["ids.tsv"]);
}

#[test]
fn words_of_the_owner_stay_when_the_file_is_written_anew() {
    let project = tea();
    project.write("ids.tsv", "# a word of my own\n");
    adopt(&project, &rss_feed(&[TEA]), &[]).ok();
    let text = project.read("ids.tsv");
    assert!(text.contains("\ttitle\n# a word of my own\nnotes\ttea.md\t"), "{text}");
    project.write("articles/coffee.md", article("Coffee", "2020-01-03", &[]));
    let coffee =
        Old { id: "2", link: "https://notes.example/coffee/", title: "Coffee", date: "2020-01-03T00:00:00Z" };
    adopt(&project, &rss_feed(&[TEA, coffee]), &[]).ok().says("1 row new");
    assert_eq!(project.read("ids.tsv").matches("# a word of my own").count(), 1);
}

#[test]
fn two_feeds_of_one_site_say_what_the_readers_of_each_know() {
    let project = tea();
    adopt(&project, &rss_feed(&[TEA]), &[]).ok();
    let in_atom = Old { id: "tag:old.example,2020:tea", ..TEA };
    adopt(&project, &atom_feed(&[in_atom]), &[]).ok().says("0 rows new, 1 row changed");
    build(&project).ok();
    assert_eq!(ids(rss(&project, "feeds/rss.xml"))["Tea"], TEA.id);
    assert_eq!(ids(atom(&project, "feeds/atom.xml"))["Tea"], "tag:old.example,2020:tea");
    assert_eq!(ids(json(&project, "feeds/feed.json"))["Tea"], "tag:old.example,2020:tea");
}

#[test]
fn what_stands_in_the_file_stays_and_what_disagrees_is_told() {
    let project = tea();
    adopt(&project, &rss_feed(&[TEA]), &[]).ok();
    let before = project.read("ids.tsv");
    adopt(&project, &rss_feed(&[Old { id: "http://old.example/?p=2", ..TEA }]), &[])
        .ok()
        .says(
            "tea.md: its row has the guid `http://old.example/?p=1`, the feed says `http://old.example/?p=2`",
        )
        .says("Readers of that feed will see 1 entry as new");
    assert_eq!(project.read("ids.tsv"), before);
}

#[test]
fn an_article_that_names_an_id_itself_keeps_it_and_that_is_told() {
    let project = site();
    project.write(
        "articles/tea.md",
        article("Tea", "2020-01-02", &[]).replacen("---\n", "---\nguid: urn:x:mine\n", 1),
    );
    adopt(&project, &rss_feed(&[TEA]), &[]).ok().says("it names the id `urn:x:mine` itself, which stays");
    build(&project).ok();
    assert_eq!(only_id(&project), "urn:x:mine");
    let own = Old { id: "urn:x:mine", ..TEA };
    adopt(&project, &rss_feed(&[own]), &[]).ok().says("Readers of that feed will see no entry as new");
    adopt(&project, &rss_feed(&[own]), &[]).ok().says("no row is needed, and ids.tsv was not written");
    assert!(!project.has("ids.tsv"), "there is nothing to say");
}

#[test]
fn a_line_that_is_no_row_is_told_with_its_place_and_the_others_count() {
    let project = tea();
    project.write("ids.tsv", "# mine\nnotes\ttea.md\t\turn:x:1\nnonsense\nelsewhere\ta.md\turn:x:2\n");
    build(&project)
        .ok()
        .says("ids.tsv:3: a row has seven columns")
        .says("ids.tsv:4: there is no source `elsewhere`");
    assert_eq!(only_id(&project), "urn:x:1");
    project.run(["check"]).ok().says("ids.tsv:3: a row has seven columns");
    // It would be lost.
    adopt(&project, &rss_feed(&[TEA]), &[]).exits(1).says("ids.tsv:3: a row has seven columns");
}

#[test]
fn a_file_that_is_named_and_not_there_is_missed() {
    let project = tea();
    project.write("config.toml", format!("adopted = \"known.tsv\"\n{}", config("")));
    build(&project).exits(2).says("known.tsv: there is no such file, though `adopted` names it");
    assert!(!project.has("feeds"));
    adopt(&project, &rss_feed(&[TEA]), &[]).ok().says("wrote known.tsv");
    build(&project).ok();
    assert_eq!(only_id(&project), TEA.id);
}

#[test]
fn a_file_that_cannot_be_read_stops_everything_before_readers_get_other_ids() {
    let project = tea();
    project.write("ids.tsv", [b'n', 0xff]);
    build(&project).exits(2).says("ids.tsv").says("it is not UTF-8");
    assert!(!project.has("feeds"));
}

#[test]
fn an_id_stays_when_the_file_goes_as_long_as_the_state_is_kept() {
    let project = tea();
    adopt(&project, &rss_feed(&[TEA]), &[]).ok();
    build(&project).ok();
    remove(&project, "ids.tsv");
    build(&project).ok();
    assert_eq!(only_id(&project), TEA.id);
}

#[test]
fn the_row_of_an_article_that_was_renamed_and_moved_goes_with_it_when_its_feed_is_adopted_again() {
    let project = tea();
    adopt(&project, &rss_feed(&[TEA]), &[]).ok();
    rename(&project, "articles/tea.md", "articles/drinks/leaf.md");
    adopt(&project, &rss_feed(&[TEA]), &[])
        .ok()
        .says("1 found by title and day")
        .says("0 rows new, 1 row changed");
    assert_eq!(
        rows(&project),
        [
            "notes\tdrinks/leaf.md\thttp://old.example/?p=1\t\t2020-01-02T00:00:00Z\thttps://notes.example/drinks/leaf/\tTea"
        ]
    );
    build(&project).ok();
    assert_eq!(only_id(&project), TEA.id);
}

#[test]
fn a_rehearsal_writes_nothing() {
    let project = tea();
    adopt(&project, &rss_feed(&[TEA]), &["--dry-run"]).ok().says("would write ids.tsv: 1 row new");
    assert!(!project.has("ids.tsv") && !project.has(".feedloom"));
}

#[test]
fn a_row_that_no_article_has_is_told_once_and_by_check() {
    let project = tea();
    let rows = "notes\tteh.md\turn:x:1\nnotes\told.md\turn:x:2\t\t\thttps://notes.example/tea/\nnotes\t*\turn:x:{slug}\t\t2020-02-01T00:00:00Z\n";
    project.write("ids.tsv", rows);
    let told = "ids.tsv:1: no article has the path `teh.md`; correct the row";
    let quiet = |project: &Project| project.run(["build", "-q", "--now", NOW]).ok();
    let run = quiet(&project).says(told);
    assert!(!run.stderr().contains("ids.tsv:2") && !run.stderr().contains("ids.tsv:3"), "{}", run.stderr());
    assert_eq!(quiet(&project).stderr(), "");
    project.run(["check"]).ok().says(told);
    project.write("ids.tsv", rows.replace("teh.md", "coffee.md"));
    quiet(&project).says("ids.tsv:1: no article has the path `coffee.md`");
    // The article comes to be, and what is as it should be is not told.
    project.write("articles/coffee.md", article("Coffee", "2020-01-03", &[]));
    assert_eq!(quiet(&project).stderr(), "");
}

#[test]
fn a_new_defect_of_the_file_is_told_to_whoever_wants_to_know_little() {
    let project = tea();
    project.write("ids.tsv", "notes\ttea.md\turn:x:1\n");
    let quiet = |project: &Project| project.run(["build", "-q", "--now", NOW]).ok();
    assert_eq!(quiet(&project).stderr(), "");
    project.write("ids.tsv", "notes\ttea.md\turn:x:1\nnonsense\n");
    quiet(&project).says("ids.tsv:2: a row has seven columns");
    assert_eq!(quiet(&project).stderr(), "");
    assert_eq!(project.run(["check"]).ok().stderr().matches("ids.tsv:2: ").count(), 1);
}

#[test]
fn rows_of_a_source_of_feeds_are_no_articles() {
    let project = tea();
    project.write("other.xml", rss_feed(&[TEA]));
    let more = "[[source]]\nid = \"planet\"\ntype = \"feed\"\npath = \"other.xml\"\n";
    project.write("config.toml", config("") + more);
    project.write("ids.tsv", "planet\tx\turn:x:1\n");
    build(&project).ok().says("ids.tsv:1: the source `planet` has no articles");
}
