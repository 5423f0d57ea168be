//! Writing down where feeds have moved: the configuration says it, and nothing else changes.

use crate::harness::Project;
use crate::origin::{Asked, Origin, Reply, Served, answer};
use crate::polling::rss;
use crate::remove::{planet, source};
use crate::site;

fn feed(numbers: &[u32]) -> Vec<u8> {
    answer("200 OK", &[("etag", "\"one\"")], rss(numbers).as_bytes())
}

fn to(location: &str) -> Vec<u8> {
    answer("301 Moved", &[("location", location)], b"")
}

fn ids(project: &Project) -> Vec<String> {
    site::atom(project, "feeds/atom.xml").into_iter().map(|entry| entry.id).collect()
}

/// A server that says `304` to whoever knows its documents.
fn origin(served: &Served) -> Origin {
    let script = served.script();
    Origin::new(move |asked: &Asked| -> Reply {
        match asked.header("if-none-match").as_deref() {
            Some("\"one\"") if asked.target == "/new.xml" => answer("304 Not Modified", &[], b"").into(),
            _ => script(asked),
        }
    })
}

#[test]
fn the_new_address_is_written_and_asked_as_if_nothing_had_happened() {
    let served = Served::default();
    let origin = origin(&served);
    served.put("/feed.xml", feed(&[1, 2]));
    let more = "   # since 2009\nevery = \"1h\"\n";
    let table = source("far", &origin.url("/feed.xml"), "").trim_end().to_owned() + more;
    let project = planet(&origin, &format!("# Far away.\n{table}"));
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    served.put("/feed.xml", to("/new.xml"));
    served.put("/new.xml", feed(&[1, 2, 3]));
    project.run(["build", "--now", "2026-07-01T11:00:00Z"]).ok();
    let (before, known) = (project.read("config.toml"), ids(&project));
    assert_eq!(known.len(), 3);
    project.run(["status"]).ok().prints("1 has moved: `feedloom move --all`");
    let line = |path: &str| format!("url = \"{}\"   # since 2009", origin.url(path));
    let dry = project.run(["move", "--all", "--dry-run"]).ok().says("nothing was written");
    dry.prints(&format!("- {}", line("/feed.xml"))).prints(&format!("+ {}", line("/new.xml")));
    assert_eq!(project.read("config.toml"), before);
    origin.asked();

    project.run(["move", "far"]).ok().says("1 address written");
    assert_eq!(project.read("config.toml"), before.replace("/feed.xml", "/new.xml"));
    let status = || {
        project.run(["status", "--json", "--now", "2026-07-01T11:10:00Z"]).ok().json()["sources"][0].clone()
    };
    let now = status();
    assert!(now["moved"].is_null());
    assert_eq!(now["last_success"].as_str(), Some("2026-07-01T11:00:00Z"));
    assert_eq!(now["next_poll"].as_str(), Some("2026-07-01T12:00:00Z"));
    project.run(["move", "--all"]).ok().says("nothing was written");
    project.run(["build", "--now", "2026-07-01T11:10:00Z"]).ok();
    assert_eq!((status(), origin.asked().len()), (now, 0), "it is not due");
    project.run(["build", "--now", "2026-07-01T12:00:00Z"]).ok();
    let asked = origin.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].target.as_str(), asked[0].is_conditional()), ("/new.xml", true));
    assert_eq!(ids(&project), known);
    project.run(["build", "--force", "--now", "2026-07-01T13:00:00Z"]).ok();
    assert_eq!((origin.targets(), ids(&project)), (vec!["/new.xml".to_owned()], known), "read anew, too");
}

#[test]
fn several_are_written_at_once_each_in_its_quotes() {
    let served = Served::default();
    let origin = Origin::new(served.script());
    let tables: Vec<String> = ["a", "b", "c"]
        .map(|id| {
            served.put(&format!("/{id}"), to(&format!("/{id}/new")));
            served.put(&format!("/{id}/new"), feed(&[1]));
            source(id, &origin.url(&format!("/{id}")), "")
        })
        .into();
    for id in ["a", "b", "c"] {
        served.put(&format!("/{id}"), feed(&[1]));
    }
    let text =
        tables.join("\n").replace(&format!("\"{}\"", origin.url("/b")), &format!("'{}'", origin.url("/b")));
    let project = planet(&origin, &text);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    for id in ["a", "b"] {
        served.put(&format!("/{id}"), to(&format!("/{id}/new")));
    }
    project.run(["build", "--now", "2026-07-01T11:00:00Z"]).ok();
    let before = project.read("config.toml");
    let done = project.run(["move", "--all", "--json"]).ok().json();
    assert_eq!(done["written"].as_array().map(Vec::len), Some(2));
    assert_eq!(done["written"][0]["to"].as_str(), Some(origin.url("/a/new").as_str()));
    let expected = before.replace("/a\"", "/a/new\"").replace("/b'", "/b/new'");
    assert_eq!(project.read("config.toml"), expected);
    project.run(["move", "c"]).exits(2).says("has not moved").says("/c");
}

#[test]
fn what_would_say_a_secret_elsewhere_or_is_one_with_another_is_left_and_said_so() {
    let (other, elsewhere) = Served::feed(feed(&[1, 2]));
    elsewhere.put("/key.xml", feed(&[1, 2]));
    let served = Served::default();
    let origin = Origin::new(served.script());
    for path in ["/key.xml", "/old.xml", "/one.xml"] {
        served.put(path, feed(&[1, 2]));
    }
    let tables = [
        source("key", &origin.url("/key.xml"), "headers = { X-Key = \"k\" }\n"),
        source("old", &origin.url("/old.xml"), ""),
        source("one", &origin.url("/one.xml"), ""),
    ];
    let project = planet(&origin, &tables.join("\n"));
    let config =
        project.read("config.toml").replace("allow = [", &format!("allow = [\"{}\", ", other.authority()));
    project.write("config.toml", config);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    served.put("/key.xml", to(&other.url("/key.xml")));
    served.put("/old.xml", to("/one.xml"));
    project.run(["build", "--now", "2026-07-01T11:00:00Z"]).ok();
    let before = project.read("config.toml");
    let run = project.run(["move", "--all"]).ok().says("nothing was written");
    run.says("left: key has moved to").says("`headers`").says("feedloom remove old");
    project.run(["move", "key"]).exits(2).says("by hand");
    project.run(["move", "old"]).exits(2).says("is one feed with it");
    assert_eq!(project.read("config.toml"), before);
    let shown = project.run(["status"]).ok().stdout();
    assert!(shown.contains("`feedloom remove old`"), "{shown}");
}

#[test]
fn a_feed_of_a_list_stays_what_it_is_and_one_on_a_disk_has_no_address() {
    let (origin, served) = Served::feed(feed(&[1, 2]));
    let list = format!(
        "<opml version='2.0'><head/><body><outline type='rss' xmlUrl='{}'/></body></opml>",
        origin.url("/feed.xml")
    );
    let tables = "[[source]]\nid = \"blogs\"\ntype = \"opml\"\npath = \"list.opml\"\n\n[[source]]\nid = \"notes\"\ntype = \"articles\"\npath = \"articles\"\n";
    let project =
        planet(&origin, tables).file("list.opml", list).article("a.md", "---\ndate: 2026-01-01\n---\nx");
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    served.is(to("/new.xml"));
    served.put("/new.xml", feed(&[1, 2]));
    project.run(["build", "--now", "2026-07-01T11:00:00Z"]).ok();
    let before = project.read("config.toml");
    project.run(["move", "--all"]).ok().says("is a feed of the list `blogs`").says("nothing was written");
    project.run(["move", "notes"]).exits(2).says("is on a disk");
    project.run(["move", "nots"]).exits(2).says("there is no source `nots`");
    project.run(["move"]).exits(2);
    assert_eq!(project.read("config.toml"), before);
}

#[test]
fn a_list_that_has_moved_is_written_like_a_feed() {
    let served = Served::default();
    let origin = Origin::new(served.script());
    let list = format!(
        "<opml version='2.0'><head/><body><outline type='rss' xmlUrl='{}'/></body></opml>",
        origin.url("/feed.xml")
    );
    let list = answer("200 OK", &[], list.as_bytes());
    served.put("/feed.xml", feed(&[1, 2]));
    served.put("/list.opml", list.clone());
    let table =
        format!("[[source]]\nid = \"blogs\"\ntype = \"opml\"\nurl = \"{}\"\n", origin.url("/list.opml"));
    let project = planet(&origin, &table);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    served.put("/list.opml", to("/new.opml"));
    served.put("/new.opml", list);
    for day in 2..6 {
        project.run(["build", "--now", &format!("2026-07-0{day}T10:00:00Z")]).ok();
    }
    let known = ids(&project);
    project.run(["move", "blogs"]).ok().prints("/new.opml");
    project.run(["status", "--now", "2026-07-05T10:01:00Z"]).ok().prints("2 sources: 2 ok");
    origin.asked();
    project.run(["build", "--now", "2026-07-06T10:00:00Z"]).ok();
    assert_eq!(
        (origin.targets(), ids(&project)),
        (vec!["/new.opml".to_owned(), "/feed.xml".to_owned()], known)
    );
}
