//! Keys and tables that are misspelt, misplaced, missing or of another type. Each mistake with all that is said about it.

use super::problems;

#[test]
fn a_misspelt_key_is_named_with_the_nearest() {
    assert_eq!(
        problems(
            r#"[site]
tilte = "Notes"
url = "https://notes.example/"
"#
        ),
        r#"config.toml:2:1: unknown key `tilte` in [site]
 2 | tilte = "Notes"
   | ^^^^^
   = did you mean `title`?"#
    );
}

#[test]
fn a_misspelt_table_is_named_with_the_nearest() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[pubish]
limit = 5
"#
        ),
        r"config.toml:5:2: unknown table [pubish]
 5 | [pubish]
   |  ^^^^^^
   = did you mean `publish`?"
    );
}

#[test]
fn a_key_in_the_wrong_table_is_sent_home() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"
limit = 5
state = "x.sqlite"
"#
        ),
        r#"config.toml:4:1: unknown key `limit` in [site]
 4 | limit = 5
   | ^^^^^
   = `limit` belongs in [publish]
config.toml:5:1: unknown key `state` in [site]
 5 | state = "x.sqlite"
   | ^^^^^
   = `state` belongs at the top of the file, before the first [table]"#
    );
}

#[test]
fn a_key_of_a_table_at_the_top_is_sent_there() {
    assert_eq!(
        problems(
            r#"limit = 5
timezon = "UTC"

[site]
title = "Notes"
url = "https://notes.example/"
"#
        ),
        r#"config.toml:1:1: unknown key `limit` at the top of the file
 1 | limit = 5
   | ^^^^^
   = `limit` belongs in [publish]
config.toml:2:1: unknown key `timezon` at the top of the file
 2 | timezon = "UTC"
   | ^^^^^^^
   = did you mean `timezone` in [site]?"#
    );
}

#[test]
fn a_name_that_is_near_to_nothing_gets_the_list() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[html]
colour = "red"
"#
        ),
        r#"config.toml:6:1: unknown key `colour` in [html]
 6 | colour = "red"
   | ^^^^^^
   = there is: content, stylesheet, header, footer"#
    );
}

#[test]
fn a_missing_table_is_missed_once() {
    assert_eq!(
        problems(
            r#"state = "x.sqlite"
"#
        ),
        r"config.toml: [site] is missing
   = add [site] with title and url"
    );
}

#[test]
fn a_missing_key_is_missed_at_the_header() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"

[[alias]]
from = "feed.xml"
"#
        ),
        r#"config.toml:1:1: `url` is missing
 1 | [site]
   | ^^^^^^
   = add url = "https://example.org/"
config.toml:4:1: `to` is missing
 4 | [[alias]]
   | ^^^^^^^^^
   = add to = "…""#
    );
}

#[test]
fn an_empty_title_is_no_title() {
    assert_eq!(
        problems(
            r#"[site]
title = " "
url = "https://notes.example/"
"#
        ),
        r#"config.toml:2:9: `title` is empty
 2 | title = " "
   |         ^^^"#
    );
}

#[test]
fn a_value_of_another_type_is_named_with_what_was_expected() {
    assert_eq!(
        problems(
            r#"[site]
title = 2025
url = "https://notes.example/"

[publish]
limit = "20"
take_over = 1
formats = "rss"
by = [1]
after = "rsync -a"
"#
        ),
        r#"config.toml:2:9: `title` must be a string; this is a number
 2 | title = 2025
   |         ^^^^
   = put it in quotes: "2025"
config.toml:6:9: `limit` must be a whole number; this is a string
 6 | limit = "20"
   |         ^^^^
   = leave the quotes out
config.toml:7:13: `take_over` must be true or false; this is a number
 7 | take_over = 1
   |             ^
config.toml:8:11: `formats` must be a list of words; this is a string
 8 | formats = "rss"
   |           ^^^^^
   = write it as a list: ["rss"]
config.toml:9:7: `by` holds a number; each item must be a string
 9 | by = [1]
   |       ^
   = put it in quotes: "1"
config.toml:10:9: `after` must be a program and its arguments, as a list of strings; this is a string
 10 | after = "rsync -a"
    |         ^^^^^^^^^^
    = such as ["rsync", "-a", "feeds/", "web:/srv/feeds/"]"#
    );
}

#[test]
fn a_table_where_a_value_belongs_and_the_other_way_round() {
    assert_eq!(
        problems(
            r#"publish = 5

[site]
title = "Notes"
url = "https://notes.example/"
language = { code = "en" }
"#
        ),
        r#"config.toml:1:11: `publish` must be a table; this is a number
 1 | publish = 5
   |           ^
   = write [publish], and its keys below: dir, url, formats, by, limit, max_per_source, max_bytes, content, after, take_over
config.toml:6:12: `language` must be a language tag, as a string; this is a table
 6 | language = { code = "en" }
   |            ^^^^^^^^^^^^^^^
   = such as "en""#
    );
}

#[test]
fn a_list_of_tables_where_one_table_belongs_and_the_other_way_round() {
    assert_eq!(
        problems(
            r#"[[site]]
title = "Notes"

[source]
id = "notes"
"#
        ),
        r"config.toml:1:3: [site] is one table, not a list of tables
 1 | [[site]]
   |   ^^^^
   = write it once, as [site]
config.toml:4:1: `source` must be a list of tables; this is a table
 4 | [source]
   | ^^^^^^^^
   = write [[source]], with two brackets on each side"
    );
}
