//! Every key that a configuration may have, but for the ones that adapters bring.
//!
//! Nothing but data: reading, messages, the JSON Schema, the reference and `feedloom config` come from these tables. A key is
//! added here, given its meaning in `check`, and needs nothing more.

use crate::model::options::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: &'static str, about: &'static str) -> Key {
    Key { name, kind, required: false, default, about }
}

const fn required(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { name, kind, required: true, default: "", about }
}

/// The kinds of feeds that `publish.by` may name: all but the home feed, which there always is.
pub(super) const BY: &[&str] = &["category", "tag", "source", "author", "language"];

/// The top of the file.
pub(super) const TOP: &[Key] = &[
    key(
        "state",
        Kind::Path,
        "\".feedloom/state.sqlite\"",
        "The database that remembers ids, first-seen dates and what was published. Keep it between runs; do not publish it.",
    ),
    key(
        "adopted",
        Kind::Path,
        "\"ids.tsv\"",
        "The ids that readers know from the feeds that were here before: a file that `feedloom adopt` writes, to be kept beside the \
         articles. Where it is not named and not there, there are none.",
    ),
    required("site", Kind::Table(SITE), "The site that the feeds belong to."),
    key("publish", Kind::Table(PUBLISH), "", "What is published, and where."),
    key("categories", Kind::Table(CATEGORIES), "", "Which categories get feeds of their own."),
    key(
        "slugs",
        Kind::TextMap,
        "",
        "Path segments of your choice: from the name of a category, tag or author to the segment that stands for it in paths \
         and URLs.",
    ),
    key("html", Kind::Table(HTML), "", "How the pages for people look."),
    key(
        "paths",
        Kind::DocumentPaths,
        "",
        "Where documents go, below `publish.dir`, where that is not the usual place. `{slug}` stands for the segments of the \
         feed's path, joined by `/`.",
    ),
    key(
        "alias",
        Kind::Tables(ALIAS),
        "",
        "The same bytes under another path, for readers that subscribed there long ago.",
    ),
    key("net", Kind::Table(NET), "", "How feedloom behaves towards servers."),
    key("host", Kind::Tables(HOST), "", "What is special about single hosts."),
    key(
        "source",
        Kind::Sources(SOURCE),
        "",
        "Where entries come from. Where two sources have the same entry, the one that stands first in the file wins.",
    ),
    key(
        "override",
        Kind::Overrides(OVERRIDE),
        "",
        "What is special about single feeds of a list (`type = \"opml\"`). Where several fit, the last counts.",
    ),
];

const SITE: &[Key] = &[
    required("title", Kind::Text, "The name of the site, and the title of its home feed."),
    required(
        "url",
        Kind::Url,
        "Where the articles live. Relative links are resolved against it and its host stands in ids: do not change it lightly.",
    ),
    key("description", Kind::Text, "", "What the site is about, in a sentence."),
    key("language", Kind::Language, "", "The language of the site, such as `\"en\"` or `\"zh-CN\"`."),
    key(
        "timezone",
        Kind::TimeZone,
        "\"UTC\"",
        "The zone in which dates without one are read, by its IANA name. The zone of the machine never counts.",
    ),
    key(
        "author",
        Kind::Table(AUTHOR),
        "",
        "Who is behind the site. Named by feeds whose entries name nobody.",
    ),
    key(
        "ids",
        Kind::Choice(&["tag", "permalink"]),
        "\"tag\"",
        "What the id of an article is made of that brings none itself: a `tag:` URI that outlives moves and renames, or its link, \
         for sites whose old feeds used links as ids.",
    ),
    key("rights", Kind::Text, "", "A copyright notice for the feeds."),
];

const AUTHOR: &[Key] = &[
    required("name", Kind::Text, "The name to show."),
    key(
        "email",
        Kind::Text,
        "",
        "A mail address. RSS publishes it, since its `author` is one by definition; other formats do not.",
    ),
    key("url", Kind::Url, "", "A home page."),
];

const PUBLISH: &[Key] = &[
    key(
        "dir",
        Kind::Path,
        "\"feeds\"",
        "The folder to publish into. Only files that feedloom wrote there are ever changed or removed.",
    ),
    key(
        "url",
        Kind::Url,
        "",
        "Where that folder is served. Without it: `site.url` and the last component of `publish.dir`.",
    ),
    key("formats", Kind::Formats, "", "The formats of documents. Without it: all."),
    key(
        "by",
        Kind::Choices(BY),
        "[\"category\"]",
        "What there are feeds for, beside the home feed. `[]`: the home feed alone.",
    ),
    key(
        "limit",
        Kind::Count { min: 1, max: 10_000 },
        "20",
        "How many entries a feed shows, the newest first.",
    ),
    key(
        "max_per_source",
        Kind::Count { min: 1, max: 10_000 },
        "",
        "How many entries of one source a feed shows that has entries of several. Without it: any number.",
    ),
    key(
        "max_bytes",
        // Above, validators stop reading, and some parsers refuse the text of a single element.
        Kind::Size { min: 1024, max: 5_000_000 },
        "\"512KiB\"",
        "How large a document may get, at the most 5000000 bytes; a feed that would be larger shows fewer entries.",
    ),
    key(
        "content",
        Kind::Choice(&["full", "summary", "both", "none"]),
        "\"full\"",
        "How much of each entry a feed carries.",
    ),
    key(
        "after",
        Kind::Command,
        "",
        "A program to run after a build that changed something, such as `[\"rsync\", \"-a\", \"feeds/\", \"web:/srv/feeds/\"]`. No \
         shell is involved.",
    ),
    key(
        "take_over",
        Kind::Flag,
        "false",
        "Whether files in `publish.dir` that feedloom did not write may be overwritten. For moving in over another generator's feeds.",
    ),
];

const CATEGORIES: &[Key] = &[
    key(
        "only",
        Kind::CategoryPaths,
        "",
        "Only these categories, and what is below them, get feeds. Without it: all.",
    ),
    key("except", Kind::CategoryPaths, "", "These categories, and what is below them, get none."),
    key(
        "min_entries",
        Kind::Count { min: 1, max: 1_000_000 },
        "1",
        "A feed with fewer entries is not published, of a category or of any other kind but the home feed. One that \
         is published stays when it loses entries.",
    ),
    key(
        "from",
        Kind::Choices(&["categories", "tags"]),
        "[\"categories\"]",
        "Which fields of an entry are its categories. A tag counts as a category of one level.",
    ),
    key(
        "title",
        Kind::Text,
        "\"{category} · {site}\"",
        "The title of a category's feed, with `{category}` for its name and `{site}` for the site's.",
    ),
];

const HTML: &[Key] = &[
    key(
        "content",
        Kind::Choice(&["full", "summary", "both", "none"]),
        "\"summary\"",
        "How much of each entry a page shows.",
    ),
    key("stylesheet", Kind::Path, "", "A file with CSS that is added after feedloom's own."),
    key("header", Kind::Path, "", "A file with HTML for the top of each page. It is used as it is."),
    key("footer", Kind::Path, "", "A file with HTML for the bottom of each page. It is used as it is."),
];

const NET: &[Key] = &[
    key(
        "contact",
        Kind::Url,
        "",
        "Where an operator of a server finds out who asks: it stands in the `User-Agent`. Default: `site.url`.",
    ),
    key(
        "subscribers",
        Kind::Count { min: 1, max: 1_000_000_000 },
        "1",
        "How many people read what is fetched. More than one is said in the `User-Agent`.",
    ),
    key(
        "allow",
        Kind::TextList,
        "",
        "Hosts that are asked though their addresses are private or their ports unusual, such as `[\"127.0.0.1:8080\", \
         \"rss-bridge.lan\"]`. Without it nobody can lead feedloom into your own network.",
    ),
    key(
        "concurrency",
        Kind::Count { min: 1, max: 256 },
        "64",
        "How many requests there are at one time at the most, over all hosts. One whose host has said nothing for two seconds does not count, so \
         that silent hosts keep nobody waiting; of those there are ten times as many at the most, and never more than 640.",
    ),
    key(
        "min_interval",
        Kind::Duration { min: 1, max: 3600 },
        "\"1s\"",
        "How much time is between the starts of two requests to a host at the least. A host has one request at a time.",
    ),
    key(
        "in_flight_bytes",
        Kind::Size { min: 16 << 20, max: 4 << 30 },
        "\"128MiB\"",
        "How many bytes of documents are held in memory at one time at the most, with what connections hold and what reading takes. Where it is \
         short, large documents wait for each other.",
    ),
    key(
        "max_wire_bytes",
        Kind::Size { min: 1024, max: 64 << 20 },
        "\"16MiB\"",
        "How large a document may be as it comes over the wire.",
    ),
    key(
        "max_decoded_bytes",
        Kind::Size { min: 1024, max: 64 << 20 },
        "\"16MiB\"",
        "How large a document may be when it is decompressed.",
    ),
    key(
        "connect_timeout",
        Kind::Duration { min: 1, max: 60 },
        "\"10s\"",
        "How long a connection may take, TLS included.",
    ),
    key(
        "first_byte_timeout",
        Kind::Duration { min: 1, max: 120 },
        "\"20s\"",
        "How long a server may think before it answers.",
    ),
    key(
        "idle_timeout",
        Kind::Duration { min: 1, max: 60 },
        "\"10s\"",
        "How long nothing may come in the middle of an answer.",
    ),
    key(
        "total_timeout",
        Kind::Duration { min: 1, max: 600 },
        "\"60s\"",
        "How long one request may take in all.",
    ),
    key("redirects", Kind::Count { min: 0, max: 10 }, "5", "How many redirections are followed."),
    key("proxy", Kind::Url, "", "A proxy that all requests go through."),
    key(
        "use_env_proxy",
        Kind::Flag,
        "false",
        "Whether the proxies that the environment names are used (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`).",
    ),
    key(
        "ca_file",
        Kind::Path,
        "",
        "A PEM file with certificates of authorities that are believed beside the usual ones.",
    ),
];

const HOST: &[Key] = &[
    required("name", Kind::Text, "The host, or host and port. The longest name that fits counts."),
    key(
        "max_concurrent",
        Kind::Count { min: 1, max: 64 },
        "",
        "How many requests there are to it at one time at the most. Where it is said, the limit of 4 for one IP address does not \
         count.",
    ),
    key(
        "min_interval",
        Kind::Duration { min: 0, max: 24 * 60 * 60 },
        "",
        "How much time is between the starts of two requests to it at the least.",
    ),
    key(
        "retry_after",
        Kind::Choice(&["host", "url"]),
        "",
        "How far it reaches when it asks for a pause: to all its feeds, or to the one that was asked. Default: `\"host\"`, for private \
         hosts and those in `net.allow` `\"url\"`.",
    ),
];

const ALIAS: &[Key] = &[
    required("from", Kind::Text, "The old path, below `publish.dir`."),
    required("to", Kind::Text, "The document whose bytes it has, below `publish.dir`."),
];

const OVERRIDE: &[Key] = &[
    required(
        "match",
        Kind::Text,
        "The address of the feed as the list has it, or, with `*` at its end, how the addresses begin that are meant.",
    ),
    key(
        "categories",
        Kind::CategoryPaths,
        "",
        "Categories that its entries get instead of those of the list.",
    ),
];

/// The keys that each source has; its adapter adds its own.
const SOURCE: &[Key] = &[
    required(
        "id",
        Kind::Text,
        "Its name, for ever: ids of entries are made with it. Letters, digits, `-`, `_` and `.`.",
    ),
    required("type", Kind::Text, "Which kind of source it is."),
    key(
        "categories",
        Kind::CategoryPaths,
        "",
        "Categories that its entries get beside their own. A string is one name, an inner list one path: \
         `[[\"Tech\", \"Linux\"], \"Rust\"]`.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use toml::de::DeValue;

    use super::*;
    use crate::config::value::{Surroundings, read};
    use crate::model::feed::FeedKind;

    #[test]
    fn there_are_feeds_for_every_kind_but_home() {
        let names: Vec<&str> = FeedKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names[1..], *BY);
    }

    #[test]
    fn every_key_is_unique_explained_and_has_a_default_that_it_would_take() {
        check(TOP);
    }

    fn check(keys: &[Key]) {
        let names: BTreeSet<&str> = keys.iter().map(|key| key.name).collect();
        assert_eq!(names.len(), keys.len());
        for key in keys {
            assert!(key.about.ends_with('.') || key.about.ends_with('`'), "{}", key.name);
            assert!(!key.required || key.default.is_empty(), "{}", key.name);
            if !key.default.is_empty() {
                let value = DeValue::parse(key.default).unwrap();
                assert!(
                    read(key.kind, &value, Surroundings { base: Path::new(""), formats: &[] }).is_ok(),
                    "{}",
                    key.name
                );
            }
            if let Kind::Table(keys) | Kind::Tables(keys) | Kind::Sources(keys) | Kind::Overrides(keys) =
                key.kind
            {
                check(keys);
            }
        }
    }
}
