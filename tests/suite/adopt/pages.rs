//! Whether the articles are where the readers of the old feed find them.

use super::{Old, adopt, rss_feed};
use crate::harness::{CONFIG, Project};
use crate::site::{article, site};

const TITLES: [&str; 4] = ["hello-world", "tea", "coffee", "milk"];

/// A blog whose files have dates in their names, and its feed; `link` makes links of a title and a day.
fn blog(link: impl Fn(&str, usize) -> String) -> (Project, String) {
    let project = site();
    let links: Vec<String> = TITLES.iter().enumerate().map(|(n, title)| link(title, n + 1)).collect();
    let mut old = Vec::new();
    let dates: Vec<String> = (1..=4).map(|n| format!("2025-01-0{n}T00:00:00Z")).collect();
    for (n, title) in TITLES.iter().enumerate() {
        let date = &dates[n][..10];
        project.write(&format!("articles/{date}-{title}.md"), article(title, date, &[]));
        old.push(Old { id: &links[n], link: &links[n], title, date: &dates[n] });
    }
    (project, rss_feed(&old))
}

#[test]
fn links_that_all_lead_elsewhere_are_told_with_the_pattern_that_is_missing() {
    let (project, feed) = blog(|title, day| format!("https://notes.example/2025/01/0{day}/{title}.html"));
    adopt(&project, &feed, &["--dry-run"])
        .ok()
        .says("none of 4 entries of source notes leads where its article does")
        .says("old https://notes.example/2025/01/01/hello-world.html, new https://notes.example/2025-01-01-hello-world/")
        .says("`permalink = \"/:year/:month/:day/:title.html\"` in that [[source]]");
    let found = adopt(&project, &feed, &["--dry-run", "--json"]).ok().json();
    assert_eq!(found["other_pages"][0]["permalink"], "/:year/:month/:day/:title.html");
    // What it says is what works.
    project.write("config.toml", format!("{CONFIG}permalink = \"/:year/:month/:day/:title.html\"\n"));
    let run = adopt(&project, &feed, &[]).ok().says("4 found by link");
    assert!(!run.stderr().contains("permalink"), "{}", run.stderr());
}

#[test]
fn links_without_a_rule_are_told_and_those_of_another_host_are_not() {
    let (project, feed) = blog(|_, day| format!("https://notes.example/{day}"));
    adopt(&project, &feed, &["--dry-run"])
        .ok()
        .says("none of 4 entries of source notes leads where its article does")
        .says("set `permalink` of that [[source]], or let your web server redirect the old ones");
    let (project, feed) = blog(|_, day| format!("https://count.example/{day}"));
    let run = adopt(&project, &feed, &["--dry-run"]).ok();
    assert!(!run.stderr().contains("permalink"), "{}", run.stderr());
}

#[test]
fn an_article_that_moved_alone_is_told_as_the_exception_that_it_is() {
    let (project, feed) = blog(|title, day| match day {
        1 => "https://notes.example/first".to_owned(),
        day => format!("https://notes.example/2025-01-0{day}-{title}/"),
    });
    adopt(&project, &feed, &["--dry-run"])
        .ok()
        .says("1 of 4 entries of source notes does not lead where its article does: old https://notes.example/first,");
}

#[test]
fn pages_that_are_spelled_otherwise_are_told_where_a_pattern_spells_them() {
    let (project, feed) = blog(|title, day| format!("https://notes.example/2025-01-0{day}-{title}.html"));
    adopt(&project, &feed, &["--dry-run"])
        .ok()
        .says("4 found by link")
        .says("`permalink = \"/:filename.html\"`");
}
