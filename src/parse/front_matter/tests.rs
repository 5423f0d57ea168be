//! Front matter in every shape that was met, as tables.

use super::*;

/// A value as one line: lists in brackets, maps in braces.
fn spelled(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::List(items) => format!("[{}]", items.iter().map(spelled).collect::<Vec<_>>().join("|")),
        Value::Map(members) => {
            let members: Vec<_> =
                members.iter().map(|(key, value)| format!("{key}={}", spelled(value))).collect();
            format!("{{{}}}", members.join("|"))
        }
    }
}

fn fields(found: &FrontMatter) -> Vec<String> {
    found
        .meta
        .fields()
        .iter()
        .map(|field| format!("{}:{}={}", field.line, field.key, spelled(&field.value)))
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str], body: &str, body_line: u32) -> FrontMatter {
    let found = read(text);
    assert_eq!(fields(&found), expected, "{text}");
    assert_eq!(text.get(found.body..), Some(body), "{text}");
    assert_eq!(found.body_line, body_line, "{text}");
    found
}

#[test]
fn a_block_is_found_however_it_is_fenced() {
    for (text, expected, body, line) in [
        ("---\ntitle: a\n---\nbody", &["2:title=a"][..], "body", 4),
        ("\n---\ntitle: a\n---\n\nbody", &["3:title=a"], "\nbody", 5),
        ("\u{FEFF}---  \r\ntitle: a\r\n---\t\r\nbody\r\n", &["2:title=a"], "body\r\n", 4),
        ("  ---\n  title: a\n  ---\nbody", &["2:title=a"], "body", 4),
        ("---\ntitle: a\n------\nbody\n---\n", &["2:title=a"], "body\n---\n", 4),
        ("---\ntitle: a\n...\nbody", &["2:title=a"], "body", 4),
        ("---\ntitle: a\n---", &["2:title=a"], "", 4),
        ("---\n---\nbody", &[], "body", 3),
        ("---\n\n# only a comment\n---\nbody", &[], "body", 5),
        ("---\ntitle: a\n\ndate: b\n---\nbody", &["2:title=a", "4:date=b"], "body", 6),
        ("+++\ntitle = \"a\"\n+++\nbody", &["2:title=a"], "body", 4),
        ("\n+++\n\ntitle = \"a\"\n+++ \nbody", &["4:title=a"], "body", 6),
        ("---toml\ntitle = \"a\"\n---\nbody", &["2:title=a"], "body", 4),
        ("--- json\n{\"title\": \"a\",\n \"n\": 2}\n---\nbody", &["2:title=a", "3:n=2"], "body", 5),
        ("---yaml\ntitle: a\n---\nbody", &["2:title=a"], "body", 4),
        (
            "{\n \"title\": \"a\",\n \"tags\": [\"b\", null]\n}\n\nbody",
            &["2:title=a", "3:tags=[b]"],
            "\nbody",
            5,
        ),
    ] {
        let found = check(text, expected, body, line);
        assert_eq!(found.defects, [], "{text}");
    }
}

#[test]
fn what_is_no_front_matter_is_body() {
    for text in [
        "",
        "Just text",
        "---\nOnly a rule above\n\n---\nand one below",
        "---\ntitle: never closed\n",
        "-----\ntitle: x\n-----\nan over-lined heading",
        "---\nUnreleased\n---\n",
        "{% raw %}\ntitle: a\n{% endraw %}",
        "{\"title\": \"a\"} and text after it",
        "{\"title\": ",
        "+++\nno key\n+++\n",
        "---ruby\ntitle: x\n---\n",
    ] {
        check(text, &[], text, 1);
    }
}

#[test]
fn front_matter_that_never_closes_is_told_where_it_looks_like_some() {
    for (text, line, fence) in [
        ("---\ntitle: never closed\n", 1, "`---`"),
        ("\n\n---\ntitle: a\n\ntext\n", 3, "`---`"),
        ("+++\ntitle = \"a\"\ntext\n", 1, "`+++`"),
    ] {
        let found = read(text);
        assert!(found.meta.is_empty() && !found.beside.is_empty(), "{text}");
        let [(at, message)] = &found.defects[..] else { panic!("{:?}", found.defects) };
        assert_eq!(*at, line);
        assert!(message.contains("never closed") && message.contains(fence), "{message}");
    }
    for text in [
        "---\nA rule above: it was never front matter\n",
        "---\n\n# Heading\n\na: b\n",
        "+++\n1 + 1 + 1\n",
        "---",
    ] {
        assert_eq!(read(text), FrontMatter { body_line: 1, ..FrontMatter::default() }, "{text}");
    }
}

#[test]
fn scalars_are_what_was_written() {
    for (written, expected) in [
        ("1.10", "1.10"),
        ("1917", "1917"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("1560942895181", "1560942895181"),
        ("123456789012345678901234567890123456789012", "123456789012345678901234567890123456789012"),
        ("True", "True"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2022-01-01", "2022-01-01"),
        ("2017-02-29", "2017-02-29"),
        ("1.10 # a comment", "1.10"),
        ("!!str 010", "010"),
        ("'it''s'", "it's"),
        ("\"\\U0001F389 \\\"x\\\"\"", "🎉 \"x\""),
        ("\"0:28:06\" #length", "0:28:06"),
        ("“curly” — 标题：副题", "“curly” — 标题：副题"),
        ("a\n  b\n  c", "a b c"),
        ("'a\nb'", "a b"),
        ("\n  folded\n  text", "folded text"),
        ("|\n  a\n  b", "a\nb\n"),
        (">\n  a\n  b\n", "a b\n"),
    ] {
        let text = format!("---\ntitle: {written}\nlast: x\n---\n");
        let found = read(&text);
        assert_eq!(
            found.meta.get("title").map(|field| &field.value),
            Some(&Value::Text(expected.to_owned())),
            "{written}"
        );
        assert!(found.meta.get("last").is_some(), "{written}");
        assert_eq!(found.defects, [], "{written}");
    }
}

#[test]
fn lists_and_maps_keep_order_and_text() {
    for (written, expected) in [
        ("[a, b]", "[a|b]"),
        ("[术,命令行,工具]", "[术|命令行|工具]"),
        ("[yes, no, 010, 12:30, ~, null, 2021-01-01]", "[yes|no|010|12:30|2021-01-01]"),
        ("\n- a\n- b", "[a|b]"),
        (" \n - 'C#, OOP'\n - 47\n -\n - 1.0", "[C#, OOP|47|1.0]"),
        ("\n  - [A, B]\n  - [A, C]\n  - D", "[[A|B]|[A|C]|D]"),
        ("\n  - - A\n    - 1.0\n  - - C", "[[A|1.0]|[C]]"),
        ("\n  name: x\n  size: 010", "{name=x|size=010}"),
        ("{name: x, size: 1.0}", "{name=x|size=1.0}"),
        ("\n  - name: a\n    id: 1.0\n  - name: b", "[{name=a|id=1.0}|{name=b}]"),
        ("[\n  a,\n  b\n]", "[a|b]"),
    ] {
        let found = read(&format!("---\nx: {written}\n---\n"));
        assert_eq!(
            found.meta.get("x").map(|field| spelled(&field.value)).as_deref(),
            Some(expected),
            "{written}"
        );
        assert_eq!(found.defects, [], "{written}");
    }
}

#[test]
fn broken_yaml_is_read_line_by_line_and_told() {
    for (block, expected, line) in [
        (
            "title: RE: Switching to x\ndate: 2008-04-18",
            &["2:title=RE: Switching to x", "3:date=2008-04-18"][..],
            2,
        ),
        ("title: @name and #tag: x\nb: c", &["2:title=@name and #tag: x", "3:b=c"], 2),
        ("title: *Arr Script\nb: c", &["2:title=*Arr Script", "3:b=c"], 2),
        ("title: **bold**\nb: c", &["2:title=**bold**", "3:b=c"], 2),
        ("title: [a]Service\nb: c", &["2:title=[a]Service", "3:b=c"], 2),
        ("title: 100%\nx: %d\nb: c", &["2:title=100%", "3:x=%d", "4:b=c"], 3),
        ("title: \"\"\"\"\"\"\"'A 'b' c'\"\"\"\"\"\"\"\nb: c", &["2:title=A 'b' c", "3:b=c"], 2),
        ("title: 'It's here'\nb:\n - c", &["2:title=It's here", "3:b=[c]"], 2),
        ("title: 'tis the season\nb: it's c", &["2:title='tis the season", "3:b=it's c"], 3),
        ("title: \"a \\q b\"\nb: c", &["2:title=a \\q b", "3:b=c"], 2),
        ("title:Hello\ndate:2020-01-01\nb: c", &["2:title=Hello", "3:date=2020-01-01", "4:b=c"], 4),
        ("tags:\n\t- a\n\t- b\nb: c", &["2:tags=[a|b]", "5:b=c"], 3),
        ("a: b\n  c: d\ntags:\n - x\n- y\ne: f", &["2:a=b c: d", "4:tags=[x|y]", "7:e=f"], 3),
        ("author: {name: x\nb: c", &["2:author={name=x}", "3:b=c"], 3),
        ("categories: [a, b\nb: c", &["2:categories=[a|b]", "3:b=c"], 3),
        ("tags: [\n  a,\n  b\nb: c", &["2:tags=[a|b]", "5:b=c"], 5),
        ("title: tabs\n\tdate: 2026-01-03\nb: c", &["2:title=tabs", "3:date=2026-01-03", "4:b=c"], 3),
        ("title: 'x'\n  tags:\n- a\n- b\nb: c", &["2:title=x", "3:tags=[a|b]", "6:b=c"], 3),
        ("about: a\n  b: c\nb: c", &["2:about=a b: c", "4:b=c"], 3),
    ] {
        let text = format!("---\n{block}\n---\nbody");
        let found = read(&text);
        assert_eq!(fields(&found), expected, "{block}\n{:?}", found.defects);
        assert_eq!(&text[found.body..], "body");
        let (at, message) = &found.defects[0];
        assert!(message.contains("read line by line"), "{message}");
        assert_eq!(*at, line, "{block}: {message}");
    }
}

#[test]
fn duplicate_keys_need_no_second_reading() {
    let found = check("---\ntitle: a\nx: &y 1\ntitle: b\n---\n", &["3:x=1", "4:title=b"], "", 6);
    assert_eq!(found.defects, [(2, "the key `title` is there again on line 4, which wins".to_owned())]);
}

#[test]
fn merge_keys_are_left_out_and_told() {
    let found = check("---\nbase: &b {k: v}\n<<: *b\ntitle: a\n---\n", &["2:base={k=v}", "4:title=a"], "", 6);
    assert_eq!(found.defects.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3]);
}

#[test]
fn keys_that_are_lists_or_maps_are_left_out() {
    let found = check("---\ntitle: a\n? [a, b]\n: c\n? {x: y}\n: z\n---\n", &["2:title=a"], "", 8);
    assert_eq!(found.defects, []);
}

#[test]
fn a_map_in_braces_is_a_block() {
    for (block, expected, line) in [
        (
            "{title: Flow, date: 2024-01-02, v: 1.10}",
            &["2:title=Flow", "2:date=2024-01-02", "2:v=1.10"][..],
            4,
        ),
        ("\n{\r\n  title: 'a, b',\r\n  draft: true,\r\n}", &["3:title=a, b", "3:draft=true"], 8),
    ] {
        check(&format!("---\n{block}\n---\nbody"), expected, "body", line);
    }
    for text in ["---\n{% if x %}\n---\n", "---\n{a, b}\n---\n", "---\n{{ x: y }}\n---\n"] {
        check(text, &[], text, 1);
    }
}

#[test]
fn a_template_is_read_without_a_fuss() {
    let found = read("---\ntitle: {{ title }}\ndate: {{ date }}\ntags:\n---\n");
    assert_eq!(found.defects, []);
}

#[test]
fn too_much_front_matter_is_cut_and_told() {
    let text = format!("---\ntitle: a\n{}---\nbody", "some key: some value\n".repeat(10_000));
    let found = read(&text);
    assert_eq!(found.meta.get("title").and_then(|field| field.value.text()), Some("a"));
    assert!(found.defects[0].1.contains("longer than 64 KiB"), "{:?}", found.defects);
    assert!(found.defects.len() <= TOLD);
    assert_eq!(&text[found.body..], "body");
}

#[test]
fn hostile_blocks_do_no_harm() {
    let nested: String = (0..300).flat_map(|level| [" ".repeat(level), "a:\n".to_owned()]).collect();
    let spread: String = "- [\n".repeat(15_000);
    for block in [
        "[".repeat(65_000),
        format!("a: {}", "{".repeat(65_000)),
        format!("a: {}", "\"'".repeat(30_000)),
        format!("a:\n{spread}"),
        "a: '\n".repeat(12_000),
        "a: [\n ".repeat(10_000),
        "? ".repeat(30_000),
        "'".repeat(65_000),
        "\\".repeat(65_000),
        "a: &a\n".repeat(10_000),
        format!("{{{}", "\"\\".repeat(200_000)),
        format!("{{{}", "\"a\":b ".repeat(100_000)),
        format!("{{{}", "'\"".repeat(200_000)),
        "another key: '\n".repeat(20_000),
        nested,
    ] {
        for (open, close) in [("---\n", "\n---\n"), ("+++\n", "\n+++\n"), ("---json\n", "\n---\n"), ("", "")]
        {
            let text = format!("{open}{block}{close}");
            let found = read(&text);
            assert!(text.is_char_boundary(found.body) && found.defects.len() <= TOLD);
        }
    }
}

#[test]
fn half_a_surrogate_pair_does_not_spoil_json() {
    for (text, title) in [
        (r#"{"title": "a \ud83d b"}"#, "a \u{FFFD} b"),
        (r#"{"title": "a \ude00\ud83d\ude00"}"#, "a \u{FFFD}😀"),
        (r#"{"title": "\\ud83d \ud83d"}"#, "\\ud83d \u{FFFD}"),
    ] {
        let found = read(text);
        assert_eq!(found.meta.get("title").and_then(|field| field.value.text()), Some(title), "{text}");
        assert_eq!(found.defects, [], "{text}");
    }
}

#[test]
fn json_that_is_none_is_text_and_is_told_of() {
    let found = read("\n{\n  \"title\": \"a\",\n  \"date\" \"b\"\n}\n\ntext");
    assert_eq!((found.body, found.body_line), (0, 1));
    assert_eq!(
        found.defects,
        [(4, "the JSON is not valid (expected `:`); it was taken for text".to_owned())]
    );
    for text in ["{% raw %}", "{{ \"x\" }}", "{ a brace", "{"] {
        assert_eq!(read(text).defects, [], "{text}");
    }
}
