//! The keys of feeds that servers have: what is refused with its place, what is sent along, and what is never shown.

use super::{build, config, feed, item};
use crate::harness::{Project, repository};
use crate::origin::{Origin, answer};

const NOON: &str = "2026-07-01T12:00:00Z";

fn origin() -> Origin {
    let body = feed("Far", &[item(1, "One", "")]);
    Origin::new(move |_| answer("200 OK", &[], body.as_bytes()))
}

#[test]
fn what_makes_no_sense_is_refused_where_it_stands() {
    let head =
        "[site]\ntitle = \"P\"\nurl = \"https://p.example/\"\n\n[[source]]\nid = \"far\"\ntype = \"feed\"\n";
    for (lines, place, told) in [
        ("url = \"ftp://a.example/\"", "8:7", "must be an http or https URL"),
        ("url = \"https://\"", "8:7", "is not a URL"),
        ("url = \"https://a.example/\"\nevery = \"1m\"", "9:9", "must be a span of time from 5m"),
        (
            "url = \"https://a.example/\"\nevery = \"1h\"\nadaptive = true",
            "10:12",
            "keep one of `every`, `cron`, `adaptive`",
        ),
        (
            "url = \"https://a.example/\"\nheaders = { Host = \"b.example\" }",
            "9:13",
            "sets `Host`, which feedloom sets itself",
        ),
        (
            "url = \"https://a.example/\"\nheaders = { \"X Y\" = \"z\" }",
            "9:13",
            "which is no name of a header field",
        ),
        (
            "url = \"https://a.example/\"\nheaders = { X = \"a\\r\\nEvil: 1\" }",
            "9:17",
            "a line end or another control character",
        ),
        (
            "url = \"https://a.example/\"\nheaders = { X-a = \"1\", x-A = \"2\" }",
            "9:24",
            "names `x-A` twice, once in other letters",
        ),
        ("url = \"https://a.example/\"\npassword = \"x\"", "9:12", "goes with a `user`"),
        (
            "url = \"https://a.example/\"\nonly = { title = \"(\" }",
            "9:18",
            "`(` is no regular expression: unclosed group",
        ),
        (
            "url = \"https://a.example/\"\nexcept = { content = [\"a\", \"(?:x{1000}){1000}\"] }",
            "9:22",
            "too large a regular expression",
        ),
        (
            "url = \"https://a.example/\"\nonly = { title = [] }",
            "9:18",
            "names no expression, so that it would say nothing",
        ),
        ("url = \"https://a.example/\"\nignore = [\"dates\"]", "9:11", "did you mean \"date\"?"),
        ("url = \"https://a.example/\"\nretention = { entrys = 5 }", "9:15", "did you mean `entries`?"),
        ("url = \"https://a.example/\"\ncron = \"0 0 30 2 *\"", "9:8", "`cron` of source `far`"),
        ("path = \"a.xml\"\nevery = \"1h\"", "9:9", "says how a server is asked, and this is a file"),
        (
            "url = \"https://a.example/\"\n[net]\ncontact = \"https://me:secret@p.example/\"",
            "10:11",
            "`contact` holds a user name or a password",
        ),
        ("url = \"https://a.example/\"\n[net]\nallow = [\"*\"]", "10:9", "there is no sign for all hosts"),
    ] {
        let project = Project::new().config(&format!("{head}{lines}\n"));
        let said = project.run(["check"]).exits(2).stderr();
        assert!(
            said.starts_with(&format!("error: config.toml:{place}: "))
                || said.contains(&format!("config.toml:{place}: ")),
            "{lines}: {said}"
        );
        assert!(said.contains(told), "{lines}: {said}");
    }
}

#[test]
fn who_asks_is_sent_and_never_shown() {
    let origin = origin();
    let source = |more: &str, url: &str| {
        format!("[[source]]\nid = \"far\"\ntype = \"feed\"\nurl = \"{url}\"\n{more}\n")
    };
    let plain = origin.url("/feed.xml");
    let inside = plain.replace("http://", "http://weaver:secr%65t@");
    let login = "user = \"weaver\"\npassword = { env = \"LOOM\" }";
    let token = "headers = { Authorization = \"Bearer secret\", Cookie = \"a=secret\" }";
    for (source, authorization) in [
        (source(login, &plain), "Basic d2VhdmVyOnNlY3JldA=="),
        (source("", &inside), "Basic d2VhdmVyOnNlY3JldA=="),
        (source(token, &plain), "Bearer secret"),
    ] {
        let project = Project::new().config(&config(&origin, "", &source)).env("LOOM", "secret");
        let mut said = build(&project, NOON).ok().stderr();
        let asked = origin.asked();
        assert_eq!(asked[0].header("authorization").as_deref(), Some(authorization));
        assert_eq!(asked[0].target, "/feed.xml");
        for arguments in
            [&["config"][..], &["config", "--json"], &["list", "--entries", "--json"], &["check"]]
        {
            let run = project.run(arguments).ok();
            said += &run.stdout();
            said += &run.stderr();
        }
        for (path, bytes) in project.tree("feeds") {
            said += &path;
            said += &String::from_utf8_lossy(&bytes);
        }
        assert!(!said.contains("secr"), "{said}");
    }
}

#[test]
fn what_config_shows_can_be_typed_again() {
    let origin = origin();
    let source = format!(
        "[[source]]\nid = \"far\"\ntype = \"feed\"\nurl = \"{}\"\nretention = {{ entries = 5, age = \"30d\" }}\n\
         only = {{ title = \"a\" }}\nmap_categories = {{ \"A b\" = \"c\" }}\n\n[[override]]\nmatch = \"https://a.example/*\"\nevery = \"2h\"\n",
        origin.url("/feed.xml")
    );
    let project = Project::new().config(&config(&origin, "", &source));
    let shown = project.run(["config"]).ok().stdout();
    for line in [
        "retention = { age = \"4w2d\", entries = 5 }",
        "only = { title = [\"a\"] }",
        "map_categories = { \"A b\" = \"c\" }",
        "every = \"2h\"",
    ] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    project.write("config.toml", &shown);
    let values = |json: &str| -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(json).unwrap().get("values").cloned().unwrap()
    };
    let again = project.run(["config", "--json"]).ok().stdout();
    project.write("config.toml", config(&origin, "", &source));
    assert_eq!(values(&again), values(&project.run(["config", "--json"]).ok().stdout()));
}

#[test]
fn check_says_whom_servers_are_told_of() {
    let origin = origin();
    let source =
        format!("[[source]]\nid = \"far\"\ntype = \"feed\"\nurl = \"{}\"\n", origin.url("/feed.xml"));
    let config = config(&origin, "", &source);
    let project = Project::new().config(&config);
    assert!(!project.run(["check"]).ok().stderr().contains("`contact`"));
    project.write("config.toml", config.replace("contact = \"https://planet.example/about\"\n", ""));
    project.run(["check"]).ok().says("[net] has no `contact`");
    assert!(origin.asked().is_empty());
}

#[test]
fn the_examples_of_the_documentation_are_understood() {
    let page = repository("docs/configuration.md");
    let (_, page) = page.split_once("\n## Feeds of servers\n").unwrap();
    let (page, _) = page.split_once("\n## Which files are whose\n").unwrap();
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        let project = Project::new()
            .config(&format!("[site]\ntitle = \"P\"\nurl = \"https://p.example/\"\n\n{block}"))
            .file(
                "planet.opml",
                "<opml><body><outline xmlUrl=\"https://loom.example/feed.xml\" text=\"L\"/></body></opml>",
            )
            .file("secrets/loom-token", "x\n")
            .env("LOOM_PASSWORD", "x");
        project.run(["check"]).ok();
    }
}
