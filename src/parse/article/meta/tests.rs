//! Metadata to drafts, as tables: what is written, and what it means.

use super::super::dialect::NEUTRAL;
use super::*;
use crate::text::date::rfc3339;

mod held;
mod told;

/// Reads a file and gives its draft, or the reason why there is none.
fn read_as(
    path: &str,
    text: &str,
    hierarchy: Hierarchy,
    pattern: &str,
) -> (Result<Draft, HeldReason>, Vec<(u32, String)>) {
    let pattern = Pattern::parse(pattern).unwrap();
    let site = Url::parse("https://site.example/blog/").unwrap();
    let rules =
        Rules { dialect: &NEUTRAL, hierarchy, pattern: &pattern, zone: Tz::Asia__Shanghai, site: &site };
    let article = read(&File { path, text, hash: ContentHash::of(b"x") }, &rules);
    (article.found.map(|draft| *draft), article.defects)
}

fn found(path: &str, text: &str) -> Result<Draft, HeldReason> {
    read_as(path, text, Hierarchy::Path, "/:path/").0
}

/// The draft of a post with these lines of YAML.
#[track_caller]
fn post(yaml: &str) -> Draft {
    found("a/post.md", &format!("---\n{yaml}\n---\nbody\n")).unwrap()
}

fn defects(yaml: &str) -> Vec<(u32, String)> {
    read_as("a/2020-01-02-post.md", &format!("---\n{yaml}\n---\nbody\n"), Hierarchy::Path, "/:path/").1
}

#[test]
fn the_reference_shape_gives_every_field() {
    let text = "\n---\ntitle: '城市公园 今日开放'\ncategories: \n - 媒体\n - 晚报\n - 本地\nheadimg: 'https://img.example/1?random=7'\n\
                author: 晚报\ncomments: false\ndate: Tue, 15 Jun 2021 13:56:21 GMT\nthumbnail: 'https://img.example/1?random=7'\n\
                ---\n\n<div>   \n<p>正文</p>  \n</div>\n";
    let draft = found("晚报/城市公园.md", text).unwrap();
    assert_eq!(draft.title, Some(RawText::markdown("城市公园 今日开放")));
    assert_eq!(draft.categories, [["媒体", "晚报", "本地"]]);
    assert_eq!(draft.published.map(rfc3339).as_deref(), Some("2021-06-15T13:56:21Z"));
    assert_eq!(draft.authors[0].name, "晚报");
    assert_eq!(draft.image.as_deref(), Some("https://img.example/1?random=7"));
    let link = "https://site.example/blog/%E6%99%9A%E6%8A%A5/%E5%9F%8E%E5%B8%82%E5%85%AC%E5%9B%AD/";
    assert_eq!(draft.link.as_deref(), Some(link));
    assert_eq!(draft.base.as_ref().map(Url::as_str), Some(link));
    let start = text.find("\n<div>").unwrap();
    assert_eq!(draft.body, DraftBody::Deferred(BodyAt { hash: ContentHash::of(b"x"), start, line: 14 }));
    assert!(draft.enclosures.is_empty() && draft.tags.is_empty() && draft.claimed_id.is_none());
}

#[test]
fn a_title_comes_from_the_metadata_or_a_heading_or_the_name() {
    for (path, text, title) in [
        ("a.md", "---\ntitle: 1.10\n---\n# H", Some("1.10")),
        ("a.md", "---\ntitle: [Draft] Text\n---\n", Some("[Draft] Text")),
        ("a.md", "---\ntitle: [Materialization API]\n---\nx", Some("[Materialization API]")),
        ("a.md", "---\ntitle: ''\n---\n\n# From *here*\n", Some("From *here*")),
        ("a.md", "---\ntitle: <br>\n---\nx", Some("a")),
        ("a.md", "## Second\n\n# First\n", Some("First")),
        ("2019-05-30-my-day.md", "text", Some("my day")),
        ("a.md", "two lines of text\nabove a rule\n---\n", Some("a")),
        ("2019-05-30.md", "a note", None),
        ("folder/index.md", "x", Some("folder")),
    ] {
        let value = found(path, text).unwrap().title.map(|title| title.value);
        assert_eq!(value.as_deref(), title, "{path} {text}");
    }
    assert_eq!(found("a.html", "---\ntitle: a *b*\n---\n<p>x").unwrap().title, Some(RawText::html("a *b*")));
}

#[test]
fn a_date_comes_from_the_first_source_that_has_one() {
    for (path, yaml, date) in [
        ("2001-02-03-a.md", "date: 2020-01-02 03:04:05", Some("2020-01-01T19:04:05Z")),
        ("2001-02-03-a.md", "pubDate: 2020-01-02T00:00:00Z", Some("2020-01-02T00:00:00Z")),
        // A post that is scheduled is published then, however it is dated.
        (
            "a.md",
            "date: 2020-01-02T00:00:00Z\npublishDate: 2031-01-01T00:00:00Z",
            Some("2031-01-01T00:00:00Z"),
        ),
        ("a.md", "date: 2020-01-02T00:00:00Z\npublished: 2021-01-01T00:00:00Z", Some("2021-01-01T00:00:00Z")),
        (
            "a.md",
            "date: 2020-01-02T00:00:00Z\npublishDate: 2019-01-01T00:00:00Z",
            Some("2020-01-02T00:00:00Z"),
        ),
        (
            "a.md",
            "date: 2020-01-02T00:00:00Z\npublishDate: soon\ncreated: 2031-01-01",
            Some("2020-01-02T00:00:00Z"),
        ),
        ("a.md", "published: 2020-01-02T00:00:00Z", Some("2020-01-02T00:00:00Z")),
        ("a.md", "date: 1969-07-20T20:17:00Z", Some("1969-07-20T20:17:00Z")),
        ("2001-02-03-a.md", "published: true\ncreated: yes", Some("2001-02-02T16:00:00Z")),
        ("2001-02-03-a.md", "date: Invalid Date", Some("2001-02-02T16:00:00Z")),
        ("2001-02-03-a.md", "date: tbd\ndate created: 2020-01-02T00:00:00Z", Some("2020-01-02T00:00:00Z")),
        ("x/2001/02/03/a.md", "a: b", Some("2001-02-02T16:00:00Z")),
        ("a.md", "path: 2014/12/12/x", Some("2014-12-11T16:00:00Z")),
        ("a.md", "permalink: https://site.example/2014/12/12/x", Some("2014-12-11T16:00:00Z")),
        ("a.md", "slug: 2014-12-12-x", Some("2014-12-11T16:00:00Z")),
        ("a.md", "updated: 2015-01-01T00:00:00Z", Some("2015-01-01T00:00:00Z")),
        ("a.md", "last_update: {date: 2015-01-01T00:00:00Z, author: x}", Some("2015-01-01T00:00:00Z")),
        ("a.md", "a: b", None),
    ] {
        let published = found(path, &format!("---\n{yaml}\n---\nbody")).unwrap().published.map(rfc3339);
        assert_eq!(published.as_deref(), date, "{path} {yaml}");
    }
    let draft =
        post("date: 2020-01-02\nLast-Modified: 2021-01-02T00:00:00Z\nexpirydate: 2030-01-02T00:00:00Z");
    assert_eq!(draft.updated.map(rfc3339).as_deref(), Some("2021-01-02T00:00:00Z"));
    assert_eq!(draft.expires.map(rfc3339).as_deref(), Some("2030-01-02T00:00:00Z"));
    let draft = found(
        "a.md",
        "+++\ntitle = \"x\"\ndate = 2020-01-02\n[extra]\nupdated = 2021-01-02T00:00:00Z\n+++\nx",
    )
    .unwrap();
    assert_eq!(draft.updated.map(rfc3339).as_deref(), Some("2021-01-02T00:00:00Z"));
}

#[test]
fn a_date_that_is_none_is_told_with_its_line_and_text() {
    let told = defects("title: x\ndate: Invalid Date\nupdated: 2017-02-29");
    assert_eq!(
        told,
        [
            (3, "`date` is no date of the years 1900 to 9999 (\"Invalid Date\"); the next source of a date is used".to_owned()),
            (4, "`updated` is no date of the years 1900 to 9999 (\"2017-02-29\"); the next source of a date is used".to_owned()),
        ]
    );
    for (yaml, expected) in [
        ("date: 03.04.2026", &["3: \"03.04.2026\"); the time at which the article was first seen"][..]),
        ("updated: 03/04/2026", &["3: \"03/04/2026\"); the time at which the article was first seen"]),
        ("date: x\nupdated: z", &["3: \"x\"); the time at which", "4: \"z\"); the next source"]),
        ("date: x\nupdated: 2020-01-02", &["3: \"x\"); the next source"]),
        ("date: 2020-01-02\nexpires: x", &["4: \"x\"); the article does not expire"]),
        ("a: b", &["2: no date was found"]),
    ] {
        let told =
            read_as("a.md", &format!("---\ntitle: x\n{yaml}\n---\nbody"), Hierarchy::Path, "/:path/").1;
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for ((line, message), expected) in told.iter().zip(expected) {
            let message = format!("{line}: {}", message.split_once('(').map_or(&**message, |(_, rest)| rest));
            assert!(message.starts_with(expected), "{message}");
        }
    }
}

#[test]
fn categories_are_paths_or_stand_beside_each_other() {
    let paths = |yaml: &str, hierarchy| {
        let text = format!("---\n{yaml}\n---\nbody");
        let draft = read_as("a.md", &text, hierarchy, "/:path/").0.unwrap();
        draft.categories.iter().map(|path| path.join(">")).collect::<Vec<_>>().join(" ")
    };
    for (yaml, path, flat) in [
        ("categories: [A, B, C]", "A>B>C", "A B C"),
        ("categories: [[A, B], [A, C], [D]]", "A>B A>C D", "A>B A>C D"),
        ("categories: [[A, B], D]", "A>B D", "A>B D"),
        ("categories: jekyll-update", "jekyll-update", "jekyll-update"),
        ("category: X\ncategories: Y", "Y X", "Y X"),
        ("categories:", "", ""),
        ("categories: [A, null, '', A, 'B ']", "A>B", "A B"),
        ("categories:\n  - {label: A, slug: a}\n  - {name: B}", "A>B", "A B"),
        ("taxonomies:\n  categories: [A]\n  tags: [t]", "A", "A"),
    ] {
        assert_eq!(paths(yaml, Hierarchy::Path), path, "{yaml}");
        assert_eq!(paths(yaml, Hierarchy::Flat), flat, "{yaml}");
    }
}

#[test]
fn tags_are_split_at_commas_only_where_they_are_one_text() {
    for (yaml, tags) in [
        ("tags: python, GitHub ,devel", &["python", "GitHub", "devel"][..]),
        ("tags: security", &["security"]),
        ("tags: two words", &["two words"]),
        ("tags:\n - 'C#, OOP'\n - 47\n - 010\n -\n - yes\n - yes", &["C#, OOP", "47", "010", "yes"]),
        ("tags: []", &[]),
        ("tags:\n  - label: A\n    permalink: /a", &["A"]),
        ("taxonomies:\n  tags: [x, y]", &["x", "y"]),
    ] {
        assert_eq!(post(yaml).tags, tags, "{yaml}");
    }
}

#[test]
fn a_link_comes_from_the_metadata_or_the_pattern() {
    for (yaml, link) in [
        ("permalink: /x/y.html", Some("https://site.example/blog/x/y.html")),
        ("permalink: x y/中", Some("https://site.example/blog/x%20y/%E4%B8%AD")),
        ("url: https://old.example/p?id=1", Some("https://old.example/p?id=1")),
        ("canonical_url: https://else.example/p\npermalink: /x", Some("https://else.example/p")),
        ("path: 2014/12/12/x", Some("https://site.example/blog/2014/12/12/x")),
        ("permalink: /:year/:title.html\ndate: 2020-01-02", Some("https://site.example/blog/2020/post.html")),
        ("permalink: /:collection/:path.html", Some("https://site.example/blog/a/post/")),
        ("permalink: '{{ page.fileSlug }}/'", Some("https://site.example/blog/a/post/")),
        ("permalink: pretty", Some("https://site.example/blog/a/post/")),
        ("permalink: 2689943165", Some("https://site.example/blog/2689943165")),
        ("permalink: javascript:alert(1)", Some("https://site.example/blog/a/post/")),
        ("permalink: //evil.example/x", Some("https://site.example/blog/a/post/")),
        ("permalink: ../../../x", Some("https://site.example/x")),
        ("permalink: false", None),
        ("slug: other", Some("https://site.example/blog/a/other/")),
        ("slug: /top/other", Some("https://site.example/blog/top/other")),
    ] {
        assert_eq!(post(yaml).link.as_deref(), link, "{yaml}");
    }
    assert_eq!(
        post("permalink: false").base.as_ref().map(Url::as_str),
        Some("https://site.example/blog/a/post/")
    );
    let dated = read_as(
        "post.md",
        "---\ndate: 2020-01-01 23:30:00 +0000\n---\nx",
        Hierarchy::Path,
        "/:year/:month/:day/:title/",
    );
    assert_eq!(dated.0.unwrap().link.as_deref(), Some("https://site.example/blog/2020/01/02/post/"));
    let undated = read_as("a/post.md", "x", Hierarchy::Path, "/:year/:title/");
    assert_eq!(undated.0.unwrap().link.as_deref(), Some("https://site.example/blog/a/post/"));
}

#[test]
fn a_link_post_keeps_its_own_link() {
    for key in ["link", "external_url", "redirect_to", "source"] {
        let draft = post(&format!("{key}: https://other.example/x"));
        assert_eq!(draft.related.as_deref(), Some("https://other.example/x"), "{key}");
        assert_eq!(draft.link.as_deref(), Some("https://site.example/blog/a/post/"), "{key}");
    }
    assert_eq!(post("source: a newspaper").related, None);
}

#[test]
fn an_id_is_taken_as_written_and_a_uri_wins() {
    for (yaml, id) in [
        ("guid: http://old.example/?p=1", Some("http://old.example/?p=1")),
        ("id: 823\nuuid: 0b7d5f0e-9a6d-4b5f-8c1e-2f7d3c4b5a69", Some("0b7d5f0e-9a6d-4b5f-8c1e-2f7d3c4b5a69")),
        ("id: 823", Some("823")),
        ("a: b", None),
    ] {
        assert_eq!(post(yaml).claimed_id.as_deref(), id, "{yaml}");
    }
}

#[test]
fn authors_are_read_from_texts_lists_and_maps() {
    let names = |yaml: &str| {
        let person = |p: &crate::model::draft::DraftPerson| {
            format!("{}|{}|{}", p.name, p.email.as_deref().unwrap_or("-"), p.uri.as_deref().unwrap_or("-"))
        };
        post(yaml).authors.iter().map(person).collect::<Vec<_>>().join(" ")
    };
    for (yaml, expected) in [
        ("author: A B, Director", "A B, Director|-|-"),
        ("author: { name: A: B }", "A: B|-|-"),
        ("by:\n  - A\n  - B\n  - A", "A|-|- B|-|-"),
        (
            "author: {name: A, link: 'https://a.example/', email: a@a.example}",
            "A|a@a.example|https://a.example/",
        ),
        (
            "authors:\n  - display_name: A\n    uri: ''\n  - url: https://b.example/x",
            "A|-|- b.example|-|https://b.example/x",
        ),
        ("author: A\nauthorLink: https://a.example/", "A|-|https://a.example/"),
        ("author:\n  name: null", ""),
        ("author:", ""),
        ("author: {name: A, email: nonsense, url: javascript:x}", "A|-|-"),
    ] {
        assert_eq!(names(yaml), expected, "{yaml}");
    }
}

#[test]
fn a_summary_is_the_authors_own() {
    for (yaml, summary) in [
        ("description: d\nexcerpt: e\nsummary: s", Some("s")),
        ("description: d\nexcerpt: e", Some("e")),
        ("desc: d\nsummary: ''", Some("d")),
        ("excerpt: true\ndescription: d", Some("d")),
        ("a: b", None),
    ] {
        assert_eq!(post(yaml).summary, summary.map(RawText::markdown), "{yaml}");
    }
}

#[test]
fn the_first_real_picture_stands_for_the_article() {
    for (yaml, image) in [
        ("headimg: ''\ncover: false\nthumbnail: https://i.example/undefined\nimg: /a.png", Some("/a.png")),
        ("images:\n  - ''\n  - b.png\n  - c.png", Some("b.png")),
        ("image:\n  path: /p.png\n  alt: x", Some("/p.png")),
        ("heroImage: ../../x.webp", Some("../../x.webp")),
        ("cover: false", None),
    ] {
        assert_eq!(post(yaml).image.as_deref(), image, "{yaml}");
    }
}

#[test]
fn enclosures_are_read_with_size_type_and_time() {
    let shape = |yaml: &str| {
        let one = |e: &crate::model::draft::DraftEnclosure| {
            format!("{} {:?} {:?} {:?}", e.url, e.length, e.media_type.as_deref().unwrap_or("-"), e.duration)
        };
        post(yaml).enclosures.iter().map(one).collect::<Vec<_>>().join(" & ")
    };
    for (yaml, expected) in [
        (
            "file: https://a.example/x.mp3?s=1\nlength: '123'\nduration: '1:03:29'",
            "https://a.example/x.mp3?s=1 Some(123) \"audio/mpeg\" Some(3809)",
        ),
        (
            "enclosure:\n  - |\n    http://a.example/v\n    5466685\n    video/x-ms-wmv\n",
            "http://a.example/v Some(5466685) \"video/x-ms-wmv\" None",
        ),
        ("enclosure: {url: /a.ogg, length: 7}", "/a.ogg Some(7) \"audio/ogg\" None"),
        ("enclosure: /a.bin", "/a.bin None \"-\" None"),
        ("enclosure:", ""),
        ("file: notes.docx", ""),
        ("audio: true", ""),
        ("audio: /media/my episode 1.mp3", "/media/my episode 1.mp3 None \"audio/mpeg\" None"),
        ("file: my episode.mp3", "my episode.mp3 None \"audio/mpeg\" None"),
        ("audio: https://a.example/stream?id=3", "https://a.example/stream?id=3 None \"audio/mpeg\" None"),
        (
            "enclosure:\n  http://a.example/v\n  5466685\n  audio/ogg",
            "http://a.example/v Some(5466685) \"audio/ogg\" None",
        ),
        ("enclosure: see the end of the text", ""),
        ("audio: on request", ""),
        ("audio: cover.jpg", ""),
        ("audio: /a.mp3\nmp3: /a.mp3", "/a.mp3 None \"audio/mpeg\" None"),
    ] {
        assert_eq!(shape(yaml), expected, "{yaml}");
    }
    for (yaml, expected) in [
        ("audio: /a.mp3", &["no `length`"][..]),
        ("audio: /a", &["`audio` has no ending that tells its type", "no `length`"]),
        ("audio: on request", &["`audio` names no file to attach (\"on request\")"]),
        ("enclosure: {length: 7}", &["`enclosure` names no file"]),
        ("audio: false\nfile: notes.docx", &[]),
    ] {
        let told = defects(&format!("title: x\n{yaml}"));
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for ((line, message), expected) in told.iter().zip(expected) {
            assert!(*line == 3 && message.contains(expected), "{told:?}");
        }
    }
}

#[test]
fn an_id_that_is_none_is_told_where_it_calls_itself_one() {
    for (yaml, line) in [
        ("title: x\nguid: my-own-guid", Some(3)),
        ("UUID: 123E4567-E89B-12D3-A456-42661417400Z", Some(2)),
        ("uuid: 123E4567-E89B-12D3-A456-426614174000", None),
        ("guid: https://a.example/?p=1", None),
        ("guid: 17", None),
        ("id: my-own", None),
    ] {
        let told = defects(yaml);
        assert_eq!(told.first().map(|(line, _)| *line), line, "{yaml}: {told:?}");
    }
    let both = post("guid: mine\nid: urn:x:1");
    assert_eq!(both.claimed_id.as_deref(), Some("urn:x:1"));
}

#[test]
fn language_and_rights_are_taken_from_their_keys() {
    assert_eq!(post("lang: no").language.as_deref(), Some("no"));
    assert_eq!(post("locale: zh_CN").language.as_deref(), Some("zh_CN"));
    assert_eq!(post("license: {name: CC BY 4.0, url: x}").rights, Some(RawText::plain("CC BY 4.0")));
    assert_eq!(post("copyright: true").rights, None);
}

#[test]
fn windows_line_ends_change_nothing() {
    let text = "---\ntitle: A\ndate: Invalid Date\ntags:\n- x\n- y\n---\n\nbody\n";
    let unix = read_as("a.md", text, Hierarchy::Path, "/:path/");
    let dos = read_as("a.md", &text.replace('\n', "\r\n"), Hierarchy::Path, "/:path/");
    let (unix_draft, dos_draft) = (unix.0.unwrap(), dos.0.unwrap());
    assert_eq!((unix_draft.title, unix_draft.tags), (dos_draft.title, dos_draft.tags));
    assert_eq!(unix.1, dos.1);
}

#[test]
fn the_lines_of_a_body_are_lines_of_the_file() {
    let pattern = Pattern::parse("/:path/").unwrap();
    let site = Url::parse("https://site.example/").unwrap();
    let rules = Rules {
        dialect: &NEUTRAL,
        hierarchy: Hierarchy::Path,
        pattern: &pattern,
        zone: Tz::UTC,
        site: &site,
    };
    let text = "---\ntitle: A\n---\n\nText\n\n{{ page.x }} end\n";
    let article = read(&File { path: "a.md", text, hash: ContentHash::default() }, &rules);
    assert_eq!(article.body_line, 4);
    let defects = html("a.md", article.body, article.body_line, &PlainText::default()).defects;
    assert!(!defects.is_empty() && defects.iter().all(|(line, _)| *line == 7), "{defects:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(1000))]

    #[test]
    fn any_file_gives_a_draft_or_a_reason(path in "([a-z0-9 _.:\\-/]|中){0,30}", text in "(---\n|title|date|: |\n|[a-z]|[\\[\\]{}'\"<>@&*#,|%]|\\PC){0,120}") {
        let (found, defects) = read_as(&path, &text, Hierarchy::Path, "/:year/:categories/:title/");
        if let Ok(draft) = found {
            proptest::prop_assert!(draft.base.is_some_and(|base| base.as_str().starts_with("http")));
            proptest::prop_assert!(draft.title.is_none_or(|title| !title.value.is_empty()));
        }
        let lines = text.lines().count();
        proptest::prop_assert!(defects.iter().all(|(line, _)| usize::try_from(*line).unwrap() <= lines));
    }
}
