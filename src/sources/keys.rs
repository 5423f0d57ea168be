//! The keys of sources that are asked of servers: how they are asked, and what the owner says of the entries that they bring.
//!
//! Nothing but data, shared by every adapter that asks, and by `[[override]]`. What the first table means is in `subscription`.

use crate::model::options::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: &'static str, about: &'static str) -> Key {
    Key { name, kind, required: false, default, about }
}

const MONTH: u64 = 30 * 24 * 60 * 60;

/// How a server is asked.
pub const POLLED: &[Key] = &[
    key(
        "every",
        Kind::Duration { min: 5 * 60, max: MONTH },
        "",
        "How often the server is asked, at the most. Servers can ask for longer pauses, and get them. Default: `\"1h\"`.",
    ),
    key(
        "cron",
        Kind::Text,
        "",
        "When it is asked instead, as a line of cron in the zone of the site, such as `\"*/30 * * * *\"`.",
    ),
    key(
        "adaptive",
        Kind::Flag,
        "",
        "Whether it is asked as often as it has something new instead, between `least` and `most`.",
    ),
    key(
        "least",
        Kind::Duration { min: 5 * 60, max: MONTH },
        "",
        "The shortest pause of an adaptive feed. Default: `\"15m\"`.",
    ),
    key(
        "most",
        Kind::Duration { min: 5 * 60, max: MONTH },
        "",
        "The longest pause of an adaptive feed. Default: `\"1d\"`.",
    ),
    key(
        "headers",
        Kind::Headers,
        "",
        "Header fields that are sent along, to this server alone: `{ Authorization = { env = \"TOKEN\" } }`.",
    ),
    key("user", Kind::Text, "", "The name to log in with (HTTP Basic)."),
    key(
        "password",
        Kind::Secret,
        "",
        "The password that goes with `user`: `{ env = \"NAME\" }` keeps it out of this file.",
    ),
    key("http1_only", Kind::Flag, "", "Whether HTTP/2 is not to be used, for servers that get it wrong."),
    key(
        "tls_insecure",
        Kind::Flag,
        "",
        "Whether any certificate is believed. Whoever is on the way to the server can then read and change everything.",
    ),
    key(
        "first",
        Kind::Count { min: 1, max: 10_000 },
        "",
        "How many entries are taken of the first document that is fetched, the newest. Older ones are no news. Default: 100.",
    ),
    key(
        "most_new",
        Kind::Count { min: 1, max: 10_000 },
        "",
        "How many new entries are taken of any later document at the most, the newest. Default: 1000.",
    ),
];

/// What the owner says of the entries of a feed of somebody else.
pub const ENTRIES: &[Key] = &[
    key(
        "name",
        Kind::Text,
        "",
        "What the feed is called: as the origin of its entries, and as a feed of its own. Default: what it calls itself.",
    ),
    key("face", Kind::Url, "", "A picture that stands for whoever writes it."),
    key(
        "map_categories",
        Kind::TextMap,
        "",
        "Names of categories that its entries have, and what they are called instead; `\"\"` takes one away: `{ \"Opensource\" = \
         \"Open Source\", \"Uncategorized\" = \"\" }`.",
    ),
    key(
        "replace_categories",
        Kind::Flag,
        "",
        "Whether its entries get the `categories` of the source alone, instead of beside their own.",
    ),
    key("only", Kind::Table(RULES), "", "Only entries that one of these fits are shown."),
    key("except", Kind::Table(RULES), "", "Entries that one of these fits are not shown."),
    key(
        "ignore",
        Kind::Choices(IGNORABLE),
        "",
        "What its entries say that cannot be trusted. Without `\"date\"`, they are dated at the instant at which they were first seen.",
    ),
    key(
        "dates",
        Kind::Choice(&["clamp", "hold", "trust"]),
        "",
        "What happens to an entry that is dated in the future: it is shown and dated at the instant at which it was first seen \
         (`\"clamp\"`, the default), held until it is due, or shown as it is.",
    ),
    key(
        "language",
        Kind::Language,
        "",
        "The language of entries where neither they nor the feed name one. Default: the site's.",
    ),
    key(
        "identity",
        Kind::Choice(&["evidence", "guid"]),
        "",
        "What makes an entry the same as one that is known: its id, link, title, text and date (`\"evidence\"`, the default), so that a \
         feed that gives its entries new ids or moves elsewhere publishes none of them twice, and a post that several feeds carry is \
         shown once; or its id alone.",
    ),
    key(
        "priority",
        Kind::Count { min: 0, max: 1000 },
        "",
        "Of two sources that have the same post the one with the higher number gives the entry. Default: 0.",
    ),
    key(
        "retention",
        Kind::Table(RETENTION),
        "",
        "How much is kept of what it has brought. What a published feed shows is kept in any case.",
    ),
];

/// What `ignore` may name.
const IGNORABLE: &[&str] =
    &["date", "updated", "author", "categories", "language", "summary", "image", "enclosures", "rights"];

const RULES: &[Key] = &[
    key(
        "category",
        Kind::Patterns,
        "",
        "Fits one of its categories; of a nested one, its names joined by `/`.",
    ),
    key("title", Kind::Patterns, "", "Fits its title."),
    key("author", Kind::Patterns, "", "Fits the name of one of its authors."),
    key(
        "content",
        Kind::Patterns,
        "",
        "Fits the text of its content, or of its summary where it has none. A change of this rule counts for what is fetched from \
         then on.",
    ),
];

const RETENTION: &[Key] = &[
    key(
        "entries",
        Kind::Count { min: 1, max: 1_000_000 },
        "",
        "How many entries are kept, the newest. Default: 1000.",
    ),
    key(
        "age",
        Kind::Duration { min: 24 * 60 * 60, max: 100 * 365 * 24 * 60 * 60 },
        "",
        "How old they may get. Default: any age.",
    ),
];
