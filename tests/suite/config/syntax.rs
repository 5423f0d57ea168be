//! Texts that are not TOML, or somebody else's. Each mistake with all that is said about it.

use super::problems;

#[test]
fn what_is_not_toml_is_shown_in_the_same_form() {
    assert_eq!(
        problems(
            r#"[site]
title = Notes
url = "https://notes.example/

[publish
limit = 5
"#
        ),
        r#"config.toml:2:9: `Notes` is no value
 2 | title = Notes
   |         ^^^^^
   = text stands in quotes: "Notes"
config.toml:3:30: this is not TOML: invalid basic string, expected `"`
 3 | url = "https://notes.example/
   |                              ^
   = strings stand in quotes, lists in [ ], and each `key = value` on a line of its own
config.toml:5:9: this is not TOML: unclosed table, expected `]`
 5 | [publish
   |         ^
   = strings stand in quotes, lists in [ ], and each `key = value` on a line of its own"#
    );
}

#[test]
fn text_without_quotes_is_shown_with_them() {
    assert_eq!(
        problems(
            r#"[site]
title = My Notes  # mine
url = "https://notes.example/"

[publish]
take_over = yes
after = [rsync]
"#
        ),
        r#"config.toml:2:9: `My Notes` is no value
 2 | title = My Notes  # mine
   |         ^^^^^^^^
   = text stands in quotes: "My Notes"
config.toml:6:13: `yes` is no value
 6 | take_over = yes
   |             ^^^
   = write true; text stands in quotes
config.toml:7:10: this is not TOML: string values must be quoted, expected literal string
 7 | after = [rsync]
   |          ^^^^^
   = strings stand in quotes, lists in [ ], and each `key = value` on a line of its own"#
    );
}

#[test]
fn a_bracket_that_nobody_closes_is_one_problem() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[publish]
formats = ["rss", "atom"
limit = 5

[html]
content = "full"
"#
        ),
        r"config.toml:7:1: this is not TOML: missing comma between array elements, expected `,`
 7 | limit = 5
   | ^
   = close every bracket, and put commas between items"
    );
}

#[test]
fn a_key_that_is_given_twice_is_not_toml() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"
title = "Again"
"#
        ),
        r#"config.toml:4:1: this is not TOML: duplicate key
 4 | title = "Again"
   | ^^^^^
   = keep one of them"#
    );
}

#[test]
fn a_configuration_of_hugo_is_recognised() {
    assert_eq!(
        problems(
            r#"baseURL = "https://notes.example/"
title = "Notes"
theme = "ananke"

[params]
description = "x"
"#
        ),
        r"config.toml: this is the configuration of Hugo, not of feedloom; it was left as it is
   = put feedloom's beside it: `feedloom init --config feedloom.toml`, then `feedloom build --config feedloom.toml`"
    );
}

#[test]
fn a_configuration_of_zola_is_recognised() {
    assert_eq!(
        problems(
            r#"base_url = "https://notes.example"
title = "Notes"
taxonomies = [{ name = "tags" }]

[markdown]
highlight_code = true
"#
        ),
        r"config.toml: this is the configuration of Zola, not of feedloom; it was left as it is
   = put feedloom's beside it: `feedloom init --config feedloom.toml`, then `feedloom build --config feedloom.toml`"
    );
}

#[test]
fn control_characters_in_a_file_do_not_reach_the_terminal() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"
"\u001b[31m" = 1
"#
        ),
        r#"config.toml:4:1: unknown key `\u{1b}[31m` in [site]
 4 | "\u001b[31m" = 1
   | ^^^^^^^^^^^^
   = there is: title, url, description, language, timezone, author, ids, rights"#
    );
}
