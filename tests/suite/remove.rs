//! Taking sources out of the configuration: what goes, what stays, and what is refused.

use crate::harness::Project;
use crate::origin::{Origin, Served, answer};
use crate::polling::rss;
use crate::site;

/// A project that may ask an origin, with these tables of sources.
pub(crate) fn planet(origin: &Origin, sources: &str) -> Project {
    let host = origin.authority();
    Project::new().config(&format!(
        "# Our planet.\n\n[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"\n\n[net]\nallow = [\"{host}\"]\n\n\
         [[host]]\nname = \"{host}\"\nmin_interval = \"0s\"\n\n{sources}"
    ))
}

/// A table of a source.
pub(crate) fn source(id: &str, url: &str, more: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\ntype = \"feed\"\nurl = \"{url}\"\n{more}")
}

/// A feed whose only post has this number, as of a site of its own.
fn feed(number: u32) -> Vec<u8> {
    let body = rss(&[number]).replace("far.example", &format!("far{number}.example"));
    answer("200 OK", &[("etag", "\"one\"")], body.as_bytes())
}

/// A server of three feeds, and a project that has them, with comments around.
fn three() -> (Origin, Served, Project) {
    let (origin, served) = Served::feed(feed(1));
    served.put("/b.xml", feed(2));
    served.put("/c.xml", feed(3));
    let tables = [
        format!(
            "# Ada, who weaves.\n{}categories = [\n  \"People\", # all\n]\n",
            source("a", &origin.url("/feed.xml"), "")
        ),
        format!("# Those that follow are new.\n\n{}", source("b", &origin.url("/b.xml"), "")),
        format!("{}\n[source.except]\ntitle = \"^[[source]]$\"\n", source("c", &origin.url("/c.xml"), "")),
    ];
    let project = planet(&origin, &tables.join("\n"));
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    (origin, served, project)
}

fn titles(project: &Project) -> Vec<String> {
    site::atom(project, "feeds/atom.xml").into_iter().map(|entry| entry.title).collect()
}

#[test]
fn sources_go_with_their_comments_and_every_other_byte_stays() {
    let (origin, _served, project) = three();
    let before = project.read("config.toml");
    let (head, rest) = before.split_once("# Ada").unwrap();
    let (_, tail) = rest.split_once("# Those").unwrap();
    let (b, c) = tail.split_once("\n[[source]]\nid = \"c\"").unwrap();
    let shown = project.run(["remove", "a", "c", "--dry-run"]).ok().says("nothing was written");
    assert_eq!(project.read("config.toml"), before);
    let shown = shown.prints("# Ada, who weaves.").prints("title = \"^[[source]]$\"").stdout();
    assert!(!shown.contains("id = \"b\"") && !shown.contains("# Those"), "{shown}");

    let run =
        project.run(["remove", "a", "c"]).ok().says(&origin.url("/feed.xml")).says("2 sources taken out");
    let run = run.says("2 entries go out of the feeds").says("30 days");
    assert_eq!(run.stdout(), shown);
    assert_eq!(project.read("config.toml"), format!("{head}# Those{b}"));
    assert!(c.contains("[source.except]"));
    origin.asked();
    project.run(["build", "--now", "2026-07-01T10:10:00Z"]).ok();
    assert_eq!(titles(&project), ["Post 2"]);

    project.write("config.toml", format!("{}\n{shown}", project.read("config.toml")));
    project.run(["build", "--now", "2026-07-01T10:20:00Z"]).ok();
    assert_eq!(titles(&project).len(), 3, "what was taken out can be put back");
    assert!(origin.asked().is_empty());
}

#[test]
fn what_is_gone_or_fails_for_long_is_found_by_itself() {
    let (_origin, served, project) = three();
    served.is(answer("410 Gone", &[], b""));
    served.put("/b.xml", answer("404 Not Found", &[], b""));
    project.run(["build", "--now", "2026-07-02T10:00:00Z"]);
    project.run(["remove", "--failing", "90d", "--now", "2026-10-01T10:00:00Z"]).ok().says("no source of");
    project.run(["build", "--now", "2026-10-01T10:00:00Z"]);
    let run = |arguments: &[&str]| {
        project.run(["remove", "--now", "2026-10-01T10:01:00Z"].iter().chain(arguments)).ok()
    };
    run(&["--failing", "92d", "--dry-run"]).says("nothing was written").prints("");
    let found = run(&["--failing", "90d", "--gone", "--dry-run", "--json"]).json();
    let ids: Vec<_> =
        found["removed"].as_array().unwrap().iter().map(|row| (&row["id"], &row["state"])).collect();
    assert_eq!(ids, [(&"a".into(), &"gone".into()), (&"b".into(), &"failing".into())]);
    assert!(found["text"].as_str().unwrap().contains("# Ada"));
    run(&["--gone"]).says("gone since 2026-07-02").prints("id = \"a\"");
    run(&["--failing", "90d"]).says("fails since 2026-07-02").says("404").prints("id = \"b\"");
    let left = project.read("config.toml");
    assert!(!left.contains("id = \"a\"") && !left.contains("id = \"b\"") && left.contains("id = \"c\""));
    run(&["c"]).says("no source is left");
    project.run(["build"]).exits(2).says("there is no [[source]]");
}

#[test]
fn a_feed_of_a_list_is_left_to_the_list_which_can_go_as_a_whole() {
    let (origin, served) = Served::feed(answer("410 Gone", &[], b""));
    served.put("/b.xml", feed(2));
    let outlines =
        ["/feed.xml", "/b.xml"].map(|path| format!("<outline type='rss' xmlUrl='{}'/>", origin.url(path)));
    let list = format!("<opml version='2.0'><head/><body>{}</body></opml>", outlines.concat());
    let table = "[[source]]\nid = \"blogs\"\ntype = \"opml\"\npath = \"list.opml\"\n";
    let project = planet(&origin, table).file("list.opml", list);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]);
    let before = project.read("config.toml");
    let status = project.run(["status", "--json", "--state", "gone"]).ok().json();
    let id = status["sources"][0]["id"].as_str().unwrap();
    let refused = project.run(["remove", id]).exits(2).says("is no [[source]]").says("list.opml");
    refused.says(&format!("take {} out of", origin.url("/feed.xml")));
    project.run(["remove", "--gone"]).ok().says(&format!("left: {id} is a feed of the list `blogs`"));
    assert_eq!(project.read("config.toml"), before);
    project.run(["status"]).ok().prints("1 of the list `blogs` is gone: take it out of the list");
    project.run(["remove", "blogs"]).ok().says("1 entry goes out of the feeds");
    assert_eq!(project.read("config.toml"), before.replace(&format!("\n{table}"), ""));
}

#[test]
fn what_is_not_there_or_not_a_table_is_refused_and_nothing_is_written() {
    let (_origin, _served, project) = three();
    let before = project.read("config.toml");
    project.run(["remove", "a", "ab"]).exits(2).says("there is no source `ab`").says("`b`");
    project.run(["remove"]).exits(2);
    project.run(["remove", "--failing", "soon"]).exits(2).says("90d");
    assert_eq!(project.read("config.toml"), before);
    let inline = "source = [{ id = \"a\", type = \"articles\", path = \"articles\" }]\n[site]\ntitle = \"P\"\nurl = \"https://p.example/\"\n";
    project.write("config.toml", inline);
    project.run(["remove", "a"]).exits(2).says("not all [[source]] tables").says("by hand");
    assert_eq!(project.read("config.toml"), inline);
}

#[test]
fn what_lets_in_is_not_shown() {
    let secrets = "user = \"weaver\"\npassword = \"hush\"\nheaders = { X-Key = \"quiet\", X-Other = { env = \"E\" } }\n";
    let origin = Origin::new(|_| feed(1));
    let tables = [
        source("a", "https://a.example/", secrets),
        source("b", "https://me:whisper@b.example/", "# by mail\n"),
    ];
    let project = planet(&origin, &tables.join("\n")).env("E", "still");
    let shown = project
        .run(["remove", "a", "b", "--dry-run"])
        .ok()
        .prints("password = \"…\"")
        .prints("https://b.example/");
    let shown = shown.prints("user = \"weaver\"").prints("{ env = \"E\" }").prints("# by mail").stdout();
    for secret in ["hush", "quiet", "whisper", "still"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_file_with_a_byte_order_mark_and_line_ends_of_windows_keeps_both() {
    let origin = Origin::new(|_| feed(1));
    let tables = [source("a", "https://a.example/", ""), source("b", "https://b.example/", "")];
    let project = planet(&origin, &tables.join("\n"));
    let text = format!("\u{FEFF}{}", project.read("config.toml").replace('\n', "\r\n"));
    project.write("config.toml", &text);
    project.run(["remove", "b"]).ok().prints("id = \"b\"\r\n");
    let (left, _) = text.split_once("\r\n[[source]]\r\nid = \"b\"").unwrap();
    assert_eq!(project.read("config.toml"), left);
}
