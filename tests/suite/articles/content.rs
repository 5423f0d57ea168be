//! What is read of the files, and what the options change about it.

use super::*;

#[test]
fn one_bad_file_stops_nobody_and_is_named_with_its_line() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("b.md", post("B"));
    folder.write("bad.md", "\n---\ntitle: RE: @x\ndate: Invalid Date\n---\n\ntext");
    let told = folder.pull();
    assert_eq!(told.items.len(), 3);
    assert_eq!(told.draft("bad.md").title.as_ref().map(|title| title.value.as_str()), Some("RE: @x"));
    let place = folder.path("bad.md").display().to_string();
    let defects = told.defects();
    assert!(defects[0].starts_with(&format!("{place}:3: the YAML is not valid")), "{defects:?}");
    assert!(defects[1].starts_with(&format!("{place}:4: `date` is no date")), "{defects:?}");
    assert!(defects[1].contains("first seen"), "{defects:?}");
    assert_eq!(defects.len(), 2);
}

#[test]
fn files_of_any_encoding_are_read() {
    let mut folder = Folder::new();
    let chinese =
        "---\ntitle: 今天的新闻和天气\ndate: 2020-01-02\n---\n\n今天天气很好，我们一起去公园散步吧。\n";
    folder.write("gbk.md", encoding_rs::GBK.encode(chinese).0);
    folder.write("bom.md", format!("\u{FEFF}{}", chinese.replace('\n', "\r\n")));
    let utf_16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(chinese.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    folder.write("utf16.md", utf_16);
    let told = folder.pull();
    for key in ["gbk.md", "bom.md", "utf16.md"] {
        assert_eq!(
            told.draft(key).title.as_ref().map(|title| title.value.as_str()),
            Some("今天的新闻和天气"),
            "{key}"
        );
        let (entry, at) = told.entry(key);
        let body = folder.source().body(&entry, at).unwrap();
        assert!(body.html.contains("公园散步"), "{key}: {}", body.html);
    }
    let place = folder.path("gbk.md").display().to_string();
    assert_eq!(told.defects(), [format!("{place}:2: the file is not UTF-8; it was read as GBK")]);
}

#[test]
fn a_body_is_what_was_pulled_or_has_changed() {
    let mut folder = Folder::new();
    folder
        .write("a/index.md", "---\ntitle: A\ndate: 2020-01-02\n---\n\n# A\n\nSome *text* with ![](x.png)\n");
    let told = folder.pull();
    let (entry, at) = told.entry("a/index.md");
    let body = folder.source().body(&entry, at).unwrap();
    assert!(body.html.contains("<em>text</em>"), "{}", body.html);
    assert!(!body.html.contains("title: A"), "{}", body.html);
    assert_eq!(body.base.as_str(), "https://site.example/a/");
    assert_eq!(told.draft("a/index.md").base.as_ref(), Some(&body.base));
    folder.write("a/index.md", post("Other"));
    assert!(matches!(folder.source().body(&entry, at), Err(BodyError::Changed { .. })));
    fs::remove_file(folder.path("a/index.md")).unwrap();
    let Err(error) = folder.source().body(&entry, at) else { panic!("it is still there") };
    assert!(error.to_string().contains("index.md"), "{error}");
}

#[test]
fn the_marked_beginning_is_the_summary_unless_the_author_wrote_one() {
    let mut folder = Folder::new();
    let body = "The *beginning*.\n\n<!-- more -->\n\nThe rest.\n";
    folder.write("a.md", format!("---\ntitle: A\n---\n\n{body}"));
    folder.write("b.md", format!("---\ntitle: B\nsummary: Own words\n---\n\n{body}"));
    let told = folder.pull();
    let summary = told.draft("a.md").summary.clone().unwrap();
    assert_eq!(feedloom::text::html::to_plain(&summary).as_str(), "The beginning.");
    assert_eq!(told.draft("b.md").summary.as_ref().map(|text| text.value.as_str()), Some("Own words"));
}

#[test]
fn options_that_make_no_sense_are_refused_with_a_remedy() {
    let folder = Folder::new().with("permalink", Setting::Text("/:yaer/:title/".to_owned()));
    let Err(error) = build(&folder.options) else { panic!("it was taken") };
    assert_eq!(error.key, "permalink");
    assert!(error.message.contains("`:yaer`") && error.message.contains("`:year`"), "{}", error.message);
    let folder = Folder::new().with("include", Setting::List(vec!["a{".to_owned()]));
    let Err(error) = build(&folder.options) else { panic!("it was taken") };
    assert_eq!(error.key, "include");
}

#[test]
fn the_recipe_knows_what_changes_an_entry_and_what_does_not() {
    let recipe = |folder: &Folder| folder.source().recipe();
    let plain = recipe(&Folder::new());
    assert_eq!(plain, recipe(&Folder::new()), "another folder is no other recipe");
    assert_eq!(plain, recipe(&Folder::new().with("future", Setting::Text("show".to_owned()))));
    for (key, value) in [
        ("hierarchy", Setting::Text("flat".to_owned())),
        ("permalink", Setting::Text("/:title/".to_owned())),
        ("exclude", Setting::List(vec!["x".to_owned()])),
        ("url", Setting::Url("https://else.example/".parse().unwrap())),
    ] {
        assert_ne!(plain, recipe(&Folder::new().with(key, value)), "{key}");
    }
}

#[test]
fn articles_can_live_below_another_address() {
    let url = Setting::Url("https://else.example/blog".parse().unwrap());
    let mut folder =
        Folder::new().with("url", url).with("permalink", Setting::Text("/:year/:title.html".to_owned()));
    folder.write("a.md", post("A"));
    let told = folder.pull();
    assert_eq!(told.draft("a.md").link.as_deref(), Some("https://else.example/blog/2020/a.html"));
}
