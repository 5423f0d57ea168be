//! What is published of feeds that are no longer asked, and what is kept of those that are.

use std::fmt::Write as _;

use crate::harness::Project;
use crate::origin::{Asked, Origin, answer};

/// A feed of posts, one for each number, at the first element of the path that was asked for.
fn feed(asked: &Asked, numbers: std::ops::Range<u32>) -> String {
    let name = asked.target.split('/').nth(1).unwrap_or_default();
    let mut items = String::new();
    for n in numbers {
        let _ = write!(
            items,
            "<item><title>{name} {n}</title><link>https://{name}.example/{n}</link><guid>https://{name}.example/{n}</guid>\
             <pubDate>{:02} Jun 2026 10:00:00 GMT</pubDate><description>Text {n}</description></item>",
            n % 28 + 1
        );
    }
    format!(
        "<rss version=\"2.0\"><channel><title>{name}</title><link>https://{name}.example/</link><description>d</description>\
         {items}</channel></rss>"
    )
}

/// Writes a configuration with these sources.
fn configure(project: &Project, origin: &Origin, limit: u32, sources: &[&str]) {
    let authority = origin.authority();
    let mut config = format!(
        "[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"\n\n[publish]\nby = [\"source\"]\nlimit = {limit}\n\n\
         [net]\nallow = [\"{authority}\"]\n\n[[host]]\nname = \"{authority}\"\nmin_interval = \"0s\"\n"
    );
    for source in sources {
        let url = origin.url(&format!("/{source}/feed.xml"));
        let _ = write!(config, "\n[[source]]\nid = \"{source}\"\ntype = \"feed\"\nurl = \"{url}\"\n");
    }
    project.write("config.toml", config);
}

#[test]
fn sources_that_are_taken_out_take_their_feeds_along_and_come_back_with_all_that_they_had() {
    let origin = Origin::new(|asked| match asked.header("if-none-match") {
        Some(_) => answer("304 Not Modified", &[], b""),
        None => answer("200 OK", &[("etag", "\"one\"")], feed(asked, 0..3).as_bytes()),
    });
    let project = Project::new();
    let all = ["a", "b", "c", "d", "e", "f"];
    configure(&project, &origin, 100, &all);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    let before = project.tree("feeds");
    assert!(project.has("feeds/source/f/atom.xml"));

    configure(&project, &origin, 100, &["a"]);
    project.run(["build", "--now", "2026-07-01T10:01:00Z"]).ok();
    assert!(project.has("feeds/source/a/atom.xml"));
    for gone in &all[1..] {
        assert!(!project.has(&format!("feeds/source/{gone}/atom.xml")), "{gone}");
    }
    let home = project.read("feeds/atom.xml");
    assert!(home.contains(">a 1<") && !home.contains(">b 1<"), "{home}");

    configure(&project, &origin, 100, &all);
    project.run(["build", "--now", "2026-07-09T10:00:00Z"]).ok();
    assert_eq!(project.tree("feeds"), before);
    assert!(origin.asked().iter().skip(all.len()).all(|asked| asked.header("if-none-match").is_some()));
}

#[test]
fn a_post_that_is_no_longer_kept_does_not_come_back_while_its_feed_still_has_it() {
    let turn = std::sync::atomic::AtomicU32::new(0);
    let origin = Origin::new(move |asked| {
        let turn = turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        answer("200 OK", &[], feed(asked, 0..(100 + turn * 1000).min(1100 + turn)).as_bytes())
    });
    let project = Project::new();
    configure(&project, &origin, 2, &["a"]);
    for hour in 10..14 {
        project.run(["build", "--now", &format!("2026-07-01T{hour}:00:00Z")]).ok();
    }
    let listed = project.run(["list", "--entries", "--json", "--now", "2026-07-01T14:00:00Z"]).ok().stdout();
    let held = listed.lines().filter(|line| line.contains("\"retired\"")).count();
    assert_eq!((held, listed.lines().count()), (103, 1103));
}
