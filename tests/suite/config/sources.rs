//! Sources, and where documents go. Each mistake with all that is said about it.

use super::problems;

#[test]
fn two_sources_cannot_have_one_id() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[[source]]
id = "notes"
type = "articles"
path = "a"

[[source]]
id = "Notes"
type = "articles"
path = "b"
"#
        ),
        r#"config.toml:11:6: two sources have the id `Notes`
 11 | id = "Notes"
    |      ^^^^^^^
    = ids of sources must differ, and not in case alone"#
    );
}

#[test]
fn an_id_of_a_source_is_a_simple_name() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[[source]]
id = "my notes"
type = "articles"
path = "a"
"#
        ),
        r#"config.toml:6:6: `id` cannot be `my notes`
 6 | id = "my notes"
   |      ^^^^^^^^^^
   = write at most 64 letters, digits, `-`, `_` and `.`, beginning with a letter or a digit"#
    );
}

#[test]
fn an_unknown_type_is_named_with_the_nearest() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[[source]]
id = "notes"
type = "article"
path = "a"
"#
        ),
        r#"config.toml:7:8: unknown type of source: `article`
 7 | type = "article"
   |        ^^^^^^^^^
   = did you mean "articles"?"#
    );
}

#[test]
fn a_key_that_the_adapter_does_not_have_is_named_with_the_nearest() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[[source]]
id = "notes"
type = "articles"
path = "a"
hierachy = "flat"
"#
        ),
        r#"config.toml:9:1: unknown key `hierachy` in [[source]]
 9 | hierachy = "flat"
   | ^^^^^^^^
   = did you mean `hierarchy`?"#
    );
}

#[test]
fn a_missing_key_of_an_adapter_is_missed_at_the_source() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[[source]]
id = "notes"
type = "articles"
"#
        ),
        r#"config.toml:5:1: `path` is missing
 5 | [[source]]
   | ^^^^^^^^^^
   = add path = "…""#
    );
}

#[test]
fn feeds_cannot_be_published_into_the_folder_of_the_articles() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[publish]
dir = "articles"

[[source]]
id = "notes"
type = "articles"
path = "articles"
"#
        ),
        r#"config.toml:11:8: `path` of source `notes` is the folder that feeds are published to
 11 | path = "articles"
    |        ^^^^^^^^^^
    = give `publish.dir` another folder"#
    );
}

#[test]
fn a_path_of_a_document_stays_below_the_folder() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[paths]
home.rss = "/srv/rss.xml"
home.atom = "../atom.xml"
home.json = "a\\b.json"
opml = "feeds/"
"#
        ),
        r#"config.toml:6:12: `home.rss` is an absolute path
 6 | home.rss = "/srv/rss.xml"
   |            ^^^^^^^^^^^^^^
   = write a path below `publish.dir`, such as "blog/atom.xml"
config.toml:7:13: `home.atom` holds `..`, which may lead out of the folder
 7 | home.atom = "../atom.xml"
   |             ^^^^^^^^^^^^^
   = write a path below `publish.dir`, such as "blog/atom.xml"
config.toml:8:13: `home.json` holds a backslash
 8 | home.json = "a\\b.json"
   |             ^^^^^^^^^^^
   = put `/` between folders, on every system
config.toml:9:8: `opml` has an empty part, or ends with `/`
 9 | opml = "feeds/"
   |        ^^^^^^^^
   = write a path below `publish.dir`, such as "blog/atom.xml""#
    );
}

#[test]
fn a_template_has_its_placeholder_and_no_other() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[paths]
home.rss = "{slug}.xml"
category.rss = "rss.xml"
category.atom = "{name}/atom.xml"
"#
        ),
        r#"config.toml:6:12: `home.rss` has {slug}, but there is only one such document
 6 | home.rss = "{slug}.xml"
   |            ^^^^^^^^^^^^
   = leave {slug} out
config.toml:7:16: `category.rss` lacks {slug}: all feeds of that kind would go to one path
 7 | category.rss = "rss.xml"
   |                ^^^^^^^^^
   = such as "tags/{slug}/feed.xml"
config.toml:8:17: `category.atom` has a placeholder that nobody fills: `{name}`
 8 | category.atom = "{name}/atom.xml"
   |                 ^^^^^^^^^^^^^^^^^
   = the one placeholder there is, is {slug}, once"#
    );
}

#[test]
fn a_name_in_paths_is_a_kind_or_a_format() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[paths]
home.rrs = "rss.xml"
categry.rss = "{slug}.xml"
tag = "x.xml"
sitemap = "x.xml"
"#
        ),
        r#"config.toml:6:6: unknown key `rrs` in [paths] for a home feed
 6 | home.rrs = "rss.xml"
   |      ^^^
   = did you mean `rss`?
config.toml:7:1: unknown key `categry` in [paths]
 7 | categry.rss = "{slug}.xml"
   | ^^^^^^^
   = did you mean `category`?
config.toml:8:1: `tag` in [paths] is a string; it needs a format
 8 | tag = "x.xml"
   | ^^^
   = write tag.atom = "…"
config.toml:9:1: unknown key `sitemap` in [paths]
 9 | sitemap = "x.xml"
   | ^^^^^^^
   = there is: home, category, tag, source, author, language, opml"#
    );
}

#[test]
fn two_documents_on_one_path_are_an_error() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[publish]
by = ["category", "tag"]

[paths]
home.rss = "Feed.json"
category.rss = "c/{slug}/feed.xml"
category.atom = "c/{slug}/feed.xml"
opml = "tag"
"#
        ),
        r#"config.toml:9:12: `home.rss` and `home.json` get in each other's way: Feed.json and feed.json
 9 | home.rss = "Feed.json"
   |            ^^^^^^^^^^^
   = give one of them another path
config.toml:11:17: `category.rss` and `category.atom` get in each other's way: c/{slug}/feed.xml and c/{slug}/feed.xml
 11 | category.atom = "c/{slug}/feed.xml"
    |                 ^^^^^^^^^^^^^^^^^^^
    = give one of them another path
config.toml:12:8: `tag.rss` and `opml` get in each other's way: tag/{slug}/rss.xml and tag
 12 | opml = "tag"
    |        ^^^^^
    = give one of them another path"#
    );
}

#[test]
fn an_alias_leads_from_a_free_path_to_a_document() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[[alias]]
from = "rss.xml"
to = "atmo.xml"

[[alias]]
from = "../old.xml"
to = "atom.xml"

[[alias]]
from = "old.xml"
to = "category/a/atom.xml"

[[alias]]
from = "old.xml"
to = "atom.xml"
"#
        ),
        r#"config.toml:6:8: `from` is where `home.rss` goes: rss.xml
 6 | from = "rss.xml"
   |        ^^^^^^^^^
   = an alias needs a path that no document has
config.toml:7:6: `to` names no document: atmo.xml
 7 | to = "atmo.xml"
   |      ^^^^^^^^^^
   = did you mean "atom.xml"?
config.toml:10:8: `from` holds `..`, which may lead out of the folder
 10 | from = "../old.xml"
    |        ^^^^^^^^^^^^
    = write a path below `publish.dir`, such as "blog/atom.xml"
config.toml:18:8: `from` gets in the way of another alias: old.xml
 18 | from = "old.xml"
    |        ^^^^^^^^^
    = keep one of them"#
    );
}

#[test]
fn a_slug_is_one_level() {
    assert_eq!(
        problems(
            r#"[site]
title = "Notes"
url = "https://notes.example/"

[slugs]
"新媒体" = "new/media"
"Tech" = ".."
"C" = ""
"#
        ),
        r#"config.toml:6:9: the segment for `新媒体` holds a `/`, but is one level: `new/media`
 6 | "新媒体" = "new/media"
   |            ^^^^^^^^^^^
   = write one plain name, such as "dotnet"; each level has its own
config.toml:7:10: the segment for `Tech` cannot be `..`
 7 | "Tech" = ".."
   |          ^^^^
   = write one plain name, such as "dotnet"; each level has its own
config.toml:8:7: the segment for `C` is empty
 8 | "C" = ""
   |       ^^
   = write one plain name, such as "dotnet"; each level has its own"#
    );
}
