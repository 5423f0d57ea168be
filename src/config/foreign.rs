//! Configurations of other programs that are called `config.toml`, too.

use toml::de::{DeTable, DeValue};

use super::problem::{Place, Problem};

/// A program, and what its configuration has at the top. One of `sure` or two of `likely` make it out.
struct Program {
    name: &'static str,
    sure: &'static [&'static str],
    likely: &'static [&'static str],
}

const PROGRAMS: [Program; 2] = [
    Program {
        name: "Hugo",
        sure: &["baseurl", "languagecode", "defaultcontentlanguage"],
        likely: &[
            "theme",
            "params",
            "menu",
            "menus",
            "markup",
            "outputs",
            "outputformats",
            "permalinks",
            "module",
            "languages",
            "paginate",
            "pagination",
            "taxonomies",
            "title",
            "enablerobotstxt",
            "buildfuture",
            "builddrafts",
            "copyright",
        ],
    },
    Program {
        name: "Zola",
        sure: &[
            "base_url",
            "compile_sass",
            "build_search_index",
            "generate_feeds",
            "generate_feed",
            "feed_filenames",
        ],
        likely: &[
            "markdown",
            "extra",
            "taxonomies",
            "default_language",
            "languages",
            "search",
            "title",
            "description",
            "theme",
        ],
    },
];

/// The problem of a file that belongs to another program; `None` for one that may be ours.
pub(super) fn recognise(table: &DeTable<'_>) -> Option<Problem> {
    let name = program(table)?;
    Some(Problem {
        place: Place::File,
        message: format!("this is the configuration of {name}, not of feedloom; it was left as it is"),
        remedy: "put feedloom's beside it: `feedloom init --config feedloom.toml`, then `feedloom build --config feedloom.toml`"
            .to_owned(),
    })
}

/// The program whose configuration this is.
fn program(table: &DeTable<'_>) -> Option<&'static str> {
    // Both have a `title` and may have a `[site]`-like table of parameters, but neither has our sources.
    let is_table =
        |name: &str| matches!(table.get(name).map(toml::Spanned::get_ref), Some(DeValue::Table(_)));
    if is_table("site") || is_table("publish") || table.contains_key("source") {
        return None;
    }
    let keys: Vec<String> = table.keys().map(|key| key.get_ref().to_lowercase()).collect();
    let count = |names: &[&str]| keys.iter().filter(|key| names.contains(&key.as_str())).count();
    let best = PROGRAMS
        .iter()
        .map(|program| (count(program.sure) * 2 + count(program.likely), program))
        .filter(|(weight, _)| *weight >= 2)
        .max_by_key(|(weight, _)| *weight);
    best.map(|(_, program)| program.name)
}

/// The other program whose configuration this text is; `None` where it may be feedloom's, or nobody's.
#[must_use]
pub fn program_of(text: &str) -> Option<&'static str> {
    program(DeTable::parse_recoverable(text).0.get_ref())
}
