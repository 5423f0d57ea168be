//! The file of ids: what is written is read back, and what is no row is told.

use super::*;

fn known(guid: &str, id: &str) -> KnownAs {
    KnownAs { guid: guid.to_owned(), id: id.to_owned() }
}

fn article(path: &str, guid: &str, id: &str) -> Row {
    Row { source: SourceId::new("notes"), path: path.to_owned(), known_as: known(guid, id), ..Row::default() }
}

#[test]
fn what_is_written_is_read_back() {
    let mut odd = article("b.md", "tab\tline\n\\x", "#1");
    odd.title = "C:\\temp #1".to_owned();
    let pattern = Row::pattern(
        SourceId::new("notes"),
        known("https://a.example/?p={wordpress_id}", ""),
        DateTime::default(),
    );
    let rows = [odd, article("a.md", "", "urn:x:1"), pattern];
    let text = write(&rows, &["# by hand"]);
    let (read, problems) = read(&text);
    assert_eq!(problems, []);
    let read: Vec<Row> = read.into_iter().map(|(_, row)| row).collect();
    let [odd, a, pattern] = rows;
    assert_eq!(read, [pattern, a, odd], "a pattern first, then by path\n{text}");
    assert_eq!(write(&read, &comments(&text)), text);
}

#[test]
fn a_line_that_is_no_row_is_told_and_the_others_count() {
    let text = "# comment\n\nnotes\ta.md\tguid-1\nnotes\tb.md\nnotes\tc.md\t\t\n\
                notes\t*\thttp://a.example/\t\t2020-01-01T00:00:00Z\nnotes\t*\thttp://a.example/{page}\t\tsoon\r\nnotes\td.md\t\tid-2\r\n";
    let (rows, problems) = read(text);
    let paths: Vec<_> =
        rows.iter().map(|(line, row)| (*line, row.path.as_str(), row.known_as.id.as_str())).collect();
    assert_eq!(paths, [(3, "a.md", ""), (8, "d.md", "id-2")]);
    let lines: Vec<u32> = problems.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 5, 6, 7], "{problems:?}");
}

#[test]
fn an_id_belongs_to_one_article_and_a_source_has_one_pattern() {
    let pattern = |until: &str| {
        let text = format!("notes\t*\t\t{{link}}\t{until}\n");
        read(&text).0.remove(0).1
    };
    let rows: Vec<(u32, Row)> = (1..)
        .zip([
            article("a.md", "1", ""),
            article("b.md", "1", ""),
            article("c.md", "", "1"),
            pattern("2020-01-01T00:00:00Z"),
            pattern("2021-01-01T00:00:00Z"),
        ])
        .collect();
    let (adopted, problems) = adopted(&rows, &SourceId::new("notes"), Tz::UTC);
    let lines: Vec<u32> = problems.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [5, 2], "{problems:?}");
    let guid = |path: &str| {
        adopted.find(path, None, |_| String::new()).map(|known| (known.guid.clone(), known.id.clone()))
    };
    assert_eq!(guid("a.md"), Some(("1".to_owned(), String::new())));
    assert_eq!(guid("b.md"), None);
    assert_eq!(guid("c.md"), Some((String::new(), "1".to_owned())));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_is_read_and_what_was_read_is_written_and_read_again(text in "([a-z*#\\\\]{0,3}[\t\n\r ]?|\\PC){0,60}") {
        let (rows, _) = read(&text);
        let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
        let (again, problems) = read(&write(&rows, &comments(&text)));
        proptest::prop_assert_eq!(problems, []);
        let mut again: Vec<Row> = again.into_iter().map(|(_, row)| row).collect();
        let order = |a: &Row, b: &Row| format!("{a:?}").cmp(&format!("{b:?}"));
        let mut rows = rows;
        rows.sort_by(order);
        again.sort_by(order);
        proptest::prop_assert_eq!(rows, again);
    }
}
