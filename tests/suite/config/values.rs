//! Values that are none, and texts that are kept elsewhere. Each mistake with all that is said about it.

use super::problems;

#[test]
fn a_number_out_of_range_is_refused_with_the_range() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[publish]
limit = 0
max_bytes = "1KiB"

[categories]
min_entries = -1
"#
        ),
        r#"config.toml:6:9: `limit` must be a whole number from 1 to 10000
 6 | limit = 0
   |         ^
config.toml:7:13: `max_bytes` is too small for any feed
 7 | max_bytes = "1KiB"
   |             ^^^^^^
   = write at least "4KiB"; 512KiB is usual
config.toml:10:15: `min_entries` must be a whole number from 1 to 1000000
 10 | min_entries = -1
    |               ^^"#
    );
}

#[test]
fn a_size_and_a_word_that_are_none_are_refused() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[publish]
max_bytes = "2 megs"
content = "fully"
formats = ["rss", "atmo", "rss"]
"#
        ),
        r#"config.toml:6:13: `max_bytes` is not a size
 6 | max_bytes = "2 megs"
   |             ^^^^^^^^
   = write it as "512KiB", "2MiB" or a number of bytes
config.toml:7:11: `content` cannot be `fully`
 7 | content = "fully"
   |           ^^^^^^^
   = did you mean "full"? It can be: full, summary, both, none
config.toml:8:19: `formats` cannot be `atmo`
 8 | formats = ["rss", "atmo", "rss"]
   |                   ^^^^^^
   = did you mean "atom"? It can be: rss, atom, json, html, opml
config.toml:8:27: `formats` names `rss` twice
 8 | formats = ["rss", "atmo", "rss"]
   |                           ^^^^^"#
    );
}

#[test]
fn a_url_must_be_whole_and_public() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "notes.example/blog"

[publish]
url = "https://me:secret@notes.example/?feeds"
"#
        ),
        r#"config.toml:3:7: `url` is not a whole URL: it does not begin with `https://`
 3 | url = "notes.example/blog"
   |       ^^^^^^^^^^^^^^^^^^^^
   = did you mean "https://notes.example/blog"?
config.toml:6:7: `url` has a part after `?` or `#`
 6 | url = "https://me:secret@notes.example/?feeds"
   |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   = write the address of a folder, such as "https://example.org/blog/"
config.toml:6:7: `url` holds a user name or a password, which every reader would see
 6 | url = "https://me:secret@notes.example/?feeds"
   |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   = leave it out"#
    );
}

#[test]
fn another_scheme_and_a_backslash_are_no_address() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "file:///srv/notes"
author = { name = "A", url = "http://a.example\\@b.example/", email = "a at b" }
"#
        ),
        r#"config.toml:3:7: `url` must be an http or https URL, not `file:`
 3 | url = "file:///srv/notes"
   |       ^^^^^^^^^^^^^^^^^^^
   = write it whole, such as "https://example.org/blog/"
config.toml:4:30: `url` is not a URL: it holds a backslash or white space
 4 | author = { name = "A", url = "http://a.example\\@b.example/", email = "a at b" }
   |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   = write it whole, such as "https://example.org/blog/""#
    );
}

#[test]
fn a_time_zone_is_found_by_its_city() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"
timezone = "berlin"
"#
        ),
        r#"config.toml:4:12: `timezone` names no time zone: `berlin`
 4 | timezone = "berlin"
   |            ^^^^^^^^
   = did you mean "Europe/Berlin"?"#
    );
}

#[test]
fn a_misspelt_time_zone_is_guessed() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"
timezone = "Europe/Berln"
"#
        ),
        r#"config.toml:4:12: `timezone` names no time zone: `Europe/Berln`
 4 | timezone = "Europe/Berln"
   |            ^^^^^^^^^^^^^^
   = did you mean "Europe/Berlin"?"#
    );
}

#[test]
fn an_abbreviation_of_a_zone_is_not_guessed() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"
timezone = "PST"
"#
        ),
        r#"config.toml:4:12: `timezone` names no time zone: `PST`
 4 | timezone = "PST"
   |            ^^^^^
   = write its IANA name, such as "Europe/Berlin" or "UTC""#
    );
}

#[test]
fn a_language_is_a_tag() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"
language = "English (UK)"
"#
        ),
        r#"config.toml:4:12: `language` is not a language tag
 4 | language = "English (UK)"
   |            ^^^^^^^^^^^^^^
   = write it as "en", "pt-BR" or "zh-CN" (RFC 5646)"#
    );
}

#[test]
fn carets_stand_under_wide_characters() {
    assert_eq!(
        problems(
            r#"[site]
title = "新媒体"
url = "https://notes.example/"
author = { name = "趣头条", homepage = "x" }
"#
        ),
        r#"config.toml:4:26: unknown key `homepage` in [site.author]
 4 | author = { name = "趣头条", homepage = "x" }
   |                             ^^^^^^^^
   = there is: name, email, url"#
    );
}

#[test]
fn a_title_of_categories_has_its_placeholder() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[categories]
title = "{name} of {site}"
only = [[]]
except = [5]
"#
        ),
        r#"config.toml:6:9: `title` has a placeholder that nobody fills
 6 | title = "{name} of {site}"
   |         ^^^^^^^^^^^^^^^^^^
   = there is {category}, the name of the category, and {site}, the title of the site
config.toml:7:9: `only` holds a category without a name
 7 | only = [[]]
   |         ^^
config.toml:8:11: `except` holds a number; each item must be a name or a list of names
 8 | except = [5]
   |           ^
   = such as [["Tech", "Linux"], "Rust"]"#
    );
}

#[test]
fn a_secret_that_cannot_be_read_is_named() {
    assert_eq!(
        problems(
            r#"[site]
title = { env = "NO_SUCH" }
url = "https://notes.example/"
description = { file = "no/such" }
rights = { vault = "x" }

[html]
header = "header.html"
"#
        ),
        r#"config.toml:2:9: `title`: the variable `NO_SUCH` is not set
 2 | title = { env = "NO_SUCH" }
   |         ^^^^^^^^^^^^^^^^^^^
   = set it, or write the text here
config.toml:4:15: `description`: no/such cannot be read: No such file or directory (os error 2)
 4 | description = { file = "no/such" }
   |               ^^^^^^^^^^^^^^^^^^^^
   = relative paths start from this file's folder
config.toml:5:10: `rights`: `vault` is no place to read from
 5 | rights = { vault = "x" }
   |          ^^^^^^^^^^^^^^^
   = write { env = "NAME" } or { file = "path" }
config.toml:8:10: `header`: header.html cannot be read: No such file or directory (os error 2)
 8 | header = "header.html"
   |          ^^^^^^^^^^^^^
   = relative paths start from this file's folder"#
    );
}

#[test]
fn a_path_is_not_expanded() {
    assert_eq!(
        problems(
            r#"state = "~/feedloom.sqlite"

[site]
title = "Notes"
url = "https://notes.example/"

[publish]
dir = ""
"#
        ),
        r#"config.toml:1:9: `state` begins with `~`, which only a shell expands
 1 | state = "~/feedloom.sqlite"
   |         ^^^^^^^^^^^^^^^^^^^
   = write the whole path
config.toml:8:7: `dir` is empty
 8 | dir = ""
   |       ^^
   = write a path; `.` is the folder of this file"#
    );
}
