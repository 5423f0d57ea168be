//! Files that nobody would write on purpose: each one ends as one entry or one named reason, and the documents stay whole.

use crate::harness::Project;
use crate::site::{article, assert_whole, atom, build, config, json, rss, site};

/// The lines of `list --entries --json`.
fn listed(project: &Project) -> Vec<serde_json::Value> {
    let run = project.run(["list", "--entries", "--json"]).ok();
    run.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A hostile body for every way in which one can be.
fn bodies() -> Vec<(&'static str, String)> {
    vec![
        ("deep elements", "<div>".repeat(5000) + "x"),
        ("deep quotes", ">".repeat(3000) + " x"),
        ("deep emphasis", "*a ".repeat(5000)),
        ("wide table", "|a|b|\n|-|-|\n".to_owned() + &"|x|y|\n".repeat(2000)),
        ("rows that never end", "<table>".to_owned() + &"<tr><td>x".repeat(3000)),
        ("plaintext", "<p>a<plaintext>rest <b>of</b> it".to_owned()),
        ("open comment", "before <!-- never closed <b>y</b>\n\nmore".to_owned()),
        ("end of CDATA", "text ]]> more <![CDATA[ x ]]> y".to_owned()),
        ("controls", "a\u{1}b\u{85}c\u{FFFE}d\u{7F}e &#1; &#x0; &#xD800; f".to_owned()),
        ("open script", "x<script>alert(1)".to_owned()),
        ("only a script", "<script>alert(1)</script>".to_owned()),
        ("open braces", "{{".repeat(20_000)),
        ("open brackets", "[".repeat(20_000)),
        ("open links", "![".repeat(20_000)),
        ("ampersands", "&".repeat(20_000)),
        ("one line", "x".repeat(200_000)),
        ("attributes", format!("<a {}>x</a>", "b=1 ".repeat(5000))),
        ("right to left", "<p dir=\"rtl\">שלום \u{202E}x</p>".to_owned()),
        ("nothing", String::new()),
    ]
}

#[test]
fn hostile_bodies_leave_every_document_whole() {
    let project = site().config(&config("[publish]\nlimit = 200\nmax_bytes = 5000000\n"));
    let kinds = ["md", "html", "txt"];
    for (name, body) in bodies() {
        for kind in kinds {
            let text = article(name, "2020-01-02", &[]).replace(&format!("This is *{name}*.\n"), &body);
            project.write(&format!("articles/{name}.{kind}"), text);
        }
    }
    build(&project).ok();
    assert_whole(&project, "feeds");
    let entries = atom(&project, "feeds/atom.xml");
    assert_eq!(entries.len(), bodies().len() * kinds.len());
    assert_eq!(rss(&project, "feeds/rss.xml").len(), entries.len());
    assert_eq!(json(&project, "feeds/feed.json").len(), entries.len());
    for (path, bytes) in project.tree("feeds") {
        let text = String::from_utf8(bytes).unwrap();
        let forbidden = |c: &char| c.is_control() && !matches!(c, '\n' | '\t' | '\r') || *c == '\u{FFFD}';
        assert_eq!(text.chars().find(forbidden), None, "{path}");
    }
}

#[test]
fn content_that_shows_nothing_is_left_out_of_every_format() {
    let project = site().article("a.md", "---\ntitle: Quiet\ndate: 2020-01-02\n---\n\n<script>x</script>\n");
    build(&project).ok();
    assert!(!project.read("feeds/rss.xml").contains("content:encoded>"));
    assert!(!project.read("feeds/atom.xml").contains("<content"));
    let document: serde_json::Value = serde_json::from_str(&project.read("feeds/feed.json")).unwrap();
    assert_eq!(document["items"][0]["content_html"], serde_json::Value::Null);
}

/// What a file is to end as: the title of its entry, or the reason why it is held back.
type End = Result<String, &'static str>;

/// Hostile files, and how they end.
fn files() -> Vec<(&'static str, Vec<u8>, End)> {
    let entry = |path, bytes: &[u8], title: &str| (path, bytes.to_vec(), Ok(title.to_owned()));
    let held = |path, bytes: &[u8], reason| (path, bytes.to_vec(), Err(reason));
    let chinese = "这是一篇文章，内容应当被正确地读取出来。".repeat(20);
    let cut = format!("---\ntitle: 标题\ndate: 2020-01-02\n---\n\n{chinese}").into_bytes();
    let utf_16: Vec<u8> = "---\ntitle: Wide\n---\nx".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let keys = (0..10_000).map(|n| format!("key{n}: value\n")).collect::<Vec<_>>().concat();
    let bomb = ('b'..='m')
        .zip('a'..)
        .map(|(name, before)| format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(",")))
        .collect::<Vec<_>>()
        .concat();
    let long = "长".repeat(300);
    vec![
        entry("cut.md", &cut[..cut.len() - 1], "标题"),
        entry("returns.md", b"---\rtitle: Old Mac\rdate: 2020-01-02\r---\r\rBody\r", "Old Mac"),
        entry("western.md", b"---\ntitle: Caf\xE9 na\xEFve\n---\nGr\xFC\xDFe", "Café naïve"),
        entry("marked.md", &[b"\xFF\xFE".as_slice(), &utf_16].concat(), "Wide"),
        entry("nul.md", b"---\ntitle: One NUL\n---\n\nsome text with a \0 in it\n", "One NUL"),
        entry("keys.md", format!("---\ntitle: Keys\n{keys}---\nx").as_bytes(), "Keys"),
        entry("bomb.md", format!("---\ntitle: Bomb\na: &a [x,x]\n{bomb}tags: *m\n---\nx").as_bytes(), "Bomb"),
        entry("deep.md", format!("---\ntitle: Deep\nx: {}\n---\nx", "[".repeat(9000)).as_bytes(), "Deep"),
        entry("half.md", br#"{"title": "Half \ud83d"}"#, "Half"),
        entry("open.md", b"---\ntitle: Never closed\n\nx", "open"),
        entry("title.md", b"---\ntitle: \"a &amp; b ]]> <i>c</i>\"\n---\nx", "a & b ]]> c"),
        entry("long.md", format!("---\ntitle: {long}\n---\nx").as_bytes(), &long),
        held("picture.md", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0", "binary"),
        held("unmarked.md", &utf_16, "binary"),
        held("empty.md", b"", "empty"),
        held("huge.md", &vec![b'x'; 8 * 1024 * 1024 + 1], "too-large"),
    ]
}

#[test]
fn every_file_ends_as_one_entry_or_one_named_reason() {
    let project = site();
    for (path, bytes, _) in files() {
        project.write(&format!("articles/{path}"), bytes);
    }
    build(&project).ok().says("cut.md:6: bytes that are no UTF-8 are left out");
    assert_whole(&project, "feeds");
    let listed = listed(&project);
    assert_eq!(listed.len(), files().len());
    for (path, _, end) in files() {
        let line = listed.iter().find(|line| line["file"].as_str().unwrap().ends_with(path)).unwrap();
        assert_eq!(line["title"].as_str(), end.as_deref().ok(), "{line}");
        assert_eq!(line["held"].as_str(), end.err(), "{line}");
    }
}

#[test]
fn an_article_that_is_too_long_for_a_feed_does_not_push_the_others_out() {
    let project = site().config(&config("[publish]\nmax_bytes = \"64KiB\"\n\n[html]\ncontent = \"full\"\n"));
    for n in 1..=5 {
        project.write(
            &format!("articles/{n}.md"),
            article(&format!("Short {n}"), &format!("2020-01-0{n}"), &[]),
        );
    }
    let long = article("Long", "2020-02-01", &[]) + &"word ".repeat(40_000);
    project.write("articles/long.md", long);
    build(&project).ok().says("shows 1 of its entries by their summary");
    for path in ["feeds/rss.xml", "feeds/index.html"] {
        let text = project.read(path);
        assert!(text.len() < 64 * 1024, "{path} has {} bytes", text.len());
        assert!((1..=5).all(|n| text.contains(&format!("Short {n}"))), "{path}");
        assert!(text.contains("Long"), "{path}");
    }
}

#[test]
fn an_id_that_no_reader_takes_for_one_is_replaced() {
    for id in ["urn:uuid:17", "tag:posts", "javascript:alert(1)"] {
        let project =
            site().article("a.md", &format!("---\ntitle: A\ndate: 2020-01-02\nguid: '{id}'\n---\nx"));
        build(&project).ok().says("is not an absolute URI");
        assert_eq!(crate::site::only_id(&project), "tag:notes.example,2020-01-02:notes/a.md");
    }
}
