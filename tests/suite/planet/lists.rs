//! Lists of feeds: their members are asked, come and go with the list, and stay while it cannot be had.

use std::sync::{Arc, Mutex};

use super::{build, config, feed, item};
use crate::harness::Project;
use crate::origin::{Origin, answer};

/// A server with a list at `/list.opml`, whose feeds are at `/a`, `/b` and so on.
fn origin() -> (Origin, Arc<Mutex<Vec<u8>>>) {
    let list = Arc::new(Mutex::new(Vec::new()));
    let served = Arc::clone(&list);
    let origin = Origin::new(move |asked| {
        let tag = asked.header("if-none-match");
        if asked.target == "/list.opml" {
            let list = served.lock().unwrap().clone();
            let own = format!("\"{}\"", list.len());
            return if tag.as_ref() == Some(&own) {
                answer("304 Not Modified", &[("etag", &own)], b"")
            } else {
                answer("200 OK", &[("etag", &own)], &list)
            };
        }
        if tag.is_some() {
            return answer("304 Not Modified", &[], b"");
        }
        let name = asked.target.trim_start_matches('/').to_uppercase();
        let body = feed(&format!("Feed {name}"), &[item(1, &format!("Post of {name}"), "")]);
        answer(
            "200 OK",
            &[("etag", "\"x\"")],
            body.replace("far.example", &format!("{name}.example")).as_bytes(),
        )
    });
    (origin, list)
}

/// A list in which each feed is in a folder of its own: path and name.
fn opml(origin: &Origin, feeds: &[(&str, &str)]) -> String {
    let outlines: Vec<String> = feeds
        .iter()
        .map(|(path, name)| {
            format!("<outline text=\"Folder {name}\"><outline type=\"rss\" text=\"{name}\" xmlUrl=\"{}\"/></outline>", origin.url(path))
        })
        .collect();
    format!("<opml version=\"2.0\"><head><title>L</title></head><body>{}</body></opml>", outlines.concat())
}

fn remote(origin: &Origin, more: &str) -> String {
    format!("[[source]]\nid = \"planet\"\ntype = \"opml\"\nurl = \"{}\"\n{more}\n", origin.url("/list.opml"))
}

fn targets(origin: &Origin) -> Vec<String> {
    let mut targets: Vec<String> = origin.asked().into_iter().map(|asked| asked.target).collect();
    targets.sort();
    targets
}

#[test]
fn a_list_is_asked_like_a_feed_and_its_members_come_and_go() {
    let (origin, list) = origin();
    let serve = |feeds: &[(&str, &str)]| *list.lock().unwrap() = opml(&origin, feeds).into_bytes();
    serve(&[("/a", "Ada"), ("/b", "Bob")]);
    let project = Project::new().config(&config(&origin, "by = [\"source\"]", &remote(&origin, "")));
    build(&project, "2026-07-01T10:00:00Z").ok();
    assert_eq!(targets(&origin), ["/a", "/b", "/list.opml"]);
    let home = project.read("feeds/atom.xml");
    assert!(home.contains("Post of A") && home.contains("<title>Ada</title>"), "{home}");
    let names = |project: &Project| -> Vec<String> {
        let files = project.tree("feeds/source").into_iter().filter(|(path, _)| path.ends_with("rss.xml"));
        files.map(|(path, _)| path).collect()
    };
    assert_eq!(names(&project).len(), 2);

    build(&project, "2026-07-01T10:20:00Z").ok();
    assert!(origin.asked().is_empty(), "nothing is due");

    serve(&[("/c", "Cleo"), ("/a", "Ada")]);
    build(&project, "2026-07-01T11:00:00Z").ok();
    assert_eq!(targets(&origin), ["/a", "/c", "/list.opml"]);
    assert!(project.read("feeds/rss.xml").contains("Post of C"));

    build(&project, "2026-07-01T12:00:00Z").ok();
    let asked = origin.asked();
    let conditional = |path: &str| {
        asked.iter().filter(|asked| asked.target == path).all(|asked| asked.header("if-none-match").is_some())
    };
    assert!(conditional("/list.opml") && conditional("/a") && conditional("/c"));
}

#[test]
fn a_list_that_cannot_be_had_keeps_its_members() {
    let (origin, list) = origin();
    let whole = opml(&origin, &[("/a", "Ada"), ("/b", "Bob")]);
    list.lock().unwrap().extend(whole.bytes());
    let project = Project::new().config(&config(&origin, "", &remote(&origin, "")));
    build(&project, "2026-07-01T10:00:00Z").ok();
    origin.asked();
    let before = project.tree("feeds");
    for (day, broken) in [
        "",
        "<html><body>down for maintenance</body></html>",
        "<opml version=\"2.0\"><body></body></opml>",
        whole.get(..whole.len() / 2).unwrap(),
    ]
    .iter()
    .enumerate()
    {
        *list.lock().unwrap() = broken.as_bytes().to_vec();
        build(&project, &format!("2026-07-0{}T10:00:00Z", day + 2)).ok();
        assert_eq!(targets(&origin), ["/a", "/b", "/list.opml"], "{broken}");
        assert_eq!(project.tree("feeds"), before, "{broken}");
    }
}

#[test]
fn a_list_that_is_a_file_is_read_at_every_run() {
    let (origin, _) = origin();
    let source = "[[source]]\nid = \"planet\"\ntype = \"opml\"\npath = \"planet.opml\"\noutline_categories = true\n\
                  categories = [\"Planet\"]\n";
    let project = Project::new()
        .config(&config(&origin, "", source))
        .file("planet.opml", opml(&origin, &[("/a", "Ada")]));
    build(&project, "2026-07-01T10:00:00Z").ok();
    assert!(project.has("feeds/category/folder-ada/rss.xml") && project.has("feeds/category/planet/rss.xml"));
    project.write("planet.opml", opml(&origin, &[("/a", "Ada"), ("/b", "Bob")]));
    build(&project, "2026-07-01T10:01:00Z").ok();
    assert_eq!(targets(&origin), ["/a", "/b"]);
    assert!(project.has("feeds/category/folder-bob/rss.xml"));

    std::fs::remove_file(project.root().join("planet.opml")).unwrap();
    let before = project.tree("feeds");
    let said = build(&project, "2026-07-01T11:02:00Z").ok().stderr();
    assert!(said.contains("planet.opml") && said.contains("is not there"), "{said}");
    assert_eq!(targets(&origin), ["/a", "/b"]);
    assert_eq!(project.tree("feeds"), before);
    assert!(
        !project.run(["build", "-q", "--now", "2026-07-01T11:03:00Z"]).ok().stderr().contains("planet.opml")
    );
}

#[test]
fn an_override_is_for_one_member_or_for_all_below_an_address() {
    let (origin, _) = origin();
    let overrides = format!(
        "[[override]]\nmatch = \"{}\"\nname = \"Countess\"\nevery = \"1d\"\n\n[[override]]\nmatch = \"{}*\"\ncategories = [\"B\"]\n\n\
         [[override]]\nmatch = \"https://nobody.example/\"\nname = \"x\"\n",
        origin.url("/a"),
        origin.url("/b")
    );
    let source =
        "[[source]]\nid = \"planet\"\ntype = \"opml\"\npath = \"planet.opml\"\ncron = \"0 * * * *\"\n\n"
            .to_owned();
    let project = Project::new()
        .config(&config(&origin, "", &(source + &overrides)))
        .file("planet.opml", opml(&origin, &[("/a", "Ada"), ("/b", "Bob")]));
    let said = project.run(["check"]).ok().stderr();
    assert!(said.contains("match = \"https://nobody.example/\" fits no feed of any list"), "{said}");
    assert_eq!(said.matches("fits no feed").count(), 1, "{said}");
    assert!(origin.asked().is_empty());
    build(&project, "2026-07-01T10:00:00Z").ok();
    let home = project.read("feeds/atom.xml");
    assert!(home.contains("<title>Countess</title>") && !home.contains("<title>Ada</title>"), "{home}");
    assert!(project.has("feeds/category/b/rss.xml"));
    origin.asked();
    build(&project, "2026-07-01T12:00:00Z").ok();
    assert_eq!(targets(&origin), ["/b"]);

    project.write(
        "config.toml",
        project.read("config.toml").replace("every = \"1d\"", "only = { title = \"(\" }"),
    );
    let said = project.run(["check"]).exits(2).stderr();
    assert!(said.contains("`(` is no regular expression") && said.contains("only = { title"), "{said}");
}

#[test]
fn a_source_can_be_named_by_its_list_and_a_feed_is_asked_once() {
    let (origin, list) = origin();
    list.lock().unwrap().extend(opml(&origin, &[("/a", "Ada"), ("/b", "Bob"), ("/b", "Again")]).bytes());
    let own = format!("\n[[source]]\nid = \"own\"\ntype = \"feed\"\nurl = \"{}\"\n", origin.url("/b"));
    let project = Project::new().config(&config(&origin, "", &(remote(&origin, "max_per_host = 1") + &own)));
    project.run(["build", "--now", "2026-07-01T10:00:00Z", "--source", "planet"]).ok();
    assert_eq!(targets(&origin), ["/a", "/list.opml"]);
    project.run(["build", "--now", "2026-07-01T10:00:00Z", "--source", "own"]).ok();
    assert_eq!(targets(&origin), ["/b"]);
    project.run(["build", "--source", "nobody"]).exits(2);
}

#[test]
fn the_page_heads_feeds_by_what_they_gather_and_leads_from_members_to_their_own() {
    let (origin, list) = origin();
    list.lock().unwrap().extend(opml(&origin, &[("/a", "Feed 10"), ("/b", "Feed 9")]).bytes());
    let by = "by = [\"source\", \"category\"]";
    let project =
        Project::new().config(&config(&origin, by, &remote(&origin, "outline_categories = true\n")));
    build(&project, "2026-07-01T10:00:00Z").ok();
    let page = project.read("feeds/index.html");
    let boxes: Vec<&str> = page.split("<nav class=\"below\"").skip(1).collect();
    assert_eq!(boxes.len(), 2, "{page}");
    assert!(boxes[0].contains("Categories") && boxes[0].contains("Folder Feed 9"), "{page}");
    let sources = boxes[1].split("</nav>").next().unwrap();
    assert!(sources.contains("Sources") && sources.find("Feed 9") < sources.find("Feed 10"), "{sources}");
    let members = page.split("class=\"members\"").nth(1).unwrap();
    assert_eq!(members.matches("<a class=\"count\" href=\"source/planet-127-0-0-1-").count(), 2, "{members}");

    let file = project.read("config.toml").replace(by, "by = [\"category\"]");
    project.write("config.toml", file);
    build(&project, "2026-07-01T10:01:00Z").ok();
    let page = project.read("feeds/index.html");
    assert!(page.contains("class=\"members\"") && !page.contains("class=\"count\" href"), "{page}");
}

#[test]
fn a_feed_that_is_named_more_than_once_has_the_categories_of_all_who_name_it() {
    let (origin, _) = origin();
    let list = |path: &str| {
        let feed = origin.url(path);
        format!(
            "<opml version='2.0'><body><outline text='F'><outline text='a' xmlUrl='{feed}'/></outline></body></opml>"
        )
    };
    let source =
        |id: &str, more: &str| format!("[[source]]\nid = \"{id}\"\n{more}\ncategories = [\"{id}\"]\n\n");
    let own = source("own", &format!("type = \"feed\"\nurl = \"{}\"", origin.url("/a")));
    let x = source("x", "type = \"opml\"\npath = \"x.opml\"\noutline_categories = true");
    let y = source("y", "type = \"opml\"\npath = \"y.opml\"");
    for (sources, expected) in [
        (format!("{own}{x}{y}"), &["f", "own", "x", "y"][..]),
        (format!("{x}{own}"), &["f", "own", "x"]),
        (format!("{x}{y}"), &["f", "x", "y"]),
    ] {
        let project = Project::new()
            .config(&config(&origin, "", &sources))
            .file("x.opml", list("/a"))
            .file("y.opml", list("/a"));
        build(&project, "2026-07-01T10:00:00Z").ok();
        assert_eq!(targets(&origin), ["/a"], "it is asked once");
        for category in ["f", "own", "x", "y"] {
            let has = project.has(&format!("feeds/category/{category}/rss.xml"));
            assert_eq!(has, expected.contains(&category), "{category}: {sources}");
        }
    }
}

#[test]
fn headers_that_change_for_a_list_of_many_have_a_part_of_it_asked_anew_in_each_run() {
    let (origin, list) = origin();
    let paths: Vec<String> = (0..30).map(|n| format!("/x{n}")).collect();
    let feeds: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), path.as_str())).collect();
    *list.lock().unwrap() = opml(&origin, &feeds).into_bytes();
    let project = Project::new().config(&config(&origin, "", &remote(&origin, "")));
    build(&project, "2026-07-01T10:00:00Z").ok();
    origin.asked();
    project.write("config.toml", config(&origin, "", &remote(&origin, "headers = { X-Key = \"b\" }")));
    let whole = |now: &str| {
        build(&project, now).ok();
        let asked = origin.asked();
        assert!(asked.iter().all(|asked| asked.header("x-key").as_deref() == Some("b")), "{now}");
        asked.iter().filter(|asked| asked.target.starts_with("/x") && !asked.is_conditional()).count()
    };
    let each: Vec<usize> =
        (1..6).map(|hour| whole(&format!("2026-07-01T{}:00:00Z", 10 + hour * 2))).collect();
    assert_eq!(each, [8, 8, 8, 6, 0]);
}
