//! The rules of the house: who may import whom, which crate has which home, how long a file may be.
//!
//! `docs/architecture.md` says why. Each rule is a table here; a new module or crate gets its row with the change that brings it.
#![expect(clippy::expect_used, reason = "a test stops where the project's own files cannot be read")]

use std::collections::{BTreeMap, BTreeSet};

mod documents;
mod files;
mod paths;

use files::{Source, is_a, read, sources};

/// What a module of `src/` may import beside itself. A row names only rows above it, so that there is no cycle.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("clock", &[]),
    ("text", &["model"]),
    ("parse", &["model", "text"]),
    ("normalize", &["model", "text"]),
    ("compose", &["model", "text"]),
    ("writers", &["model", "text"]),
    ("config", &["model", "text"]),
    ("sources", &["model", "text", "parse"]),
    ("fetch", &["model", "clock", "text"]),
    ("schedule", &["model"]),
    ("store", &["model"]),
    ("publish", &["model"]),
    (
        "pipeline",
        &[
            "model",
            "clock",
            "text",
            "normalize",
            "compose",
            "writers",
            "sources",
            "fetch",
            "schedule",
            "store",
            "publish",
        ],
    ),
    (
        "app",
        &[
            "model",
            "clock",
            "text",
            "parse",
            "normalize",
            "compose",
            "writers",
            "config",
            "sources",
            "fetch",
            "schedule",
            "store",
            "publish",
            "pipeline",
        ],
    ),
    ("cli", &["model", "clock", "text", "config", "store", "pipeline", "app"]),
];

/// What implements a seam. Only `app` and the module itself name it.
const BEHIND_A_SEAM: &[&str] = &[
    "sources::articles",
    "sources::feed",
    "sources::opml",
    "store::sqlite",
    "publish::directory",
    "fetch::client",
];

/// Crates that one part of the project alone knows.
const HOMES: &[(&str, &[&str])] = &[
    ("quick_xml", &["src/parse/xml/", "src/writers/"]),
    ("rss", &["src/writers/"]),
    ("atom_syndication", &["src/writers/"]),
    ("minijinja", &["src/writers/html/"]),
    ("serde_yaml", &["src/parse/front_matter"]),
    ("toml", &["src/config/", "src/cli/init/", "src/parse/front_matter"]),
    ("pulldown_cmark", &["src/parse/article/", "src/text/html"]),
    ("ammonia", &["src/normalize/sanitize"]),
    ("encoding_rs", &["src/text/charset"]),
    ("chardetng", &["src/text/charset"]),
    ("rusqlite", &["src/store/sqlite/"]),
    ("globset", &["src/sources/"]),
    ("clap", &["src/cli/"]),
    ("comfy_table", &["src/cli/"]),
    ("reqwest", &["src/fetch/"]),
    ("http", &["src/fetch/"]),
    ("hyper", &["src/fetch/"]),
    ("hyper_util", &["src/fetch/"]),
    ("rustls", &["src/fetch/"]),
    ("flate2", &["src/fetch/decode"]),
    ("brotli_decompressor", &["src/fetch/decode"]),
    ("zstd", &["src/fetch/decode"]),
    ("croner", &["src/schedule/"]),
    ("regex", &["src/compose/"]),
    ("indicatif", &["src/cli/"]),
];

/// Modules that work on values alone: what they need to know is given to them.
const PURE: &[&str] = &["model", "text", "parse", "normalize", "compose", "schedule", "writers"];

/// What reaches out of the process.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time::Instant",
    "std::time::SystemTime",
    "tokio",
    "rustix",
];

/// Lines of a file at the most.
const MOST_LINES: usize = 500;

/// Names that say nothing of what is in a file.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc", "shared", "types"];

/// What is not left in a file. Spelled in two halves, because this file is looked at too.
const LEFTOVERS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
    concat!("#[ig", "nore"),
    concat!("#[al", "low("),
    concat!("#![al", "low("),
];

fn is_below(path: &str, home: &str) -> bool {
    path.strip_prefix(home).is_some_and(|rest| home.ends_with('/') || rest.starts_with(['.', '/', '_']))
}

/// Fails with all that is wrong, one a line.
fn demand_none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n{}", wrong.join("\n"));
}

#[test]
fn the_import_rules_have_no_cycle_and_name_every_module() {
    let mut above = BTreeSet::new();
    for (module, allowed) in MAY_IMPORT {
        for other in *allowed {
            assert!(above.contains(other), "`{module}` may import `{other}`, which is not a row above it");
        }
        assert!(above.insert(*module), "`{module}` has two rows");
    }
    let found: BTreeSet<String> =
        sources("src").iter().filter_map(|source| source.module.first().cloned()).collect();
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, above, "the modules of src/, and the rows of MAY_IMPORT");
}

#[test]
fn modules_import_only_what_they_may() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let Some(module) = source.module.first() else { continue };
        let allowed =
            MAY_IMPORT.iter().find(|(name, _)| name == module).map_or(&[][..], |(_, allowed)| allowed);
        for path in source.own_paths() {
            let Some(other) = path.first().filter(|other| *other != module) else { continue };
            let path = path.join("::");
            let is_behind =
                BEHIND_A_SEAM.iter().any(|seam| path == *seam || path.starts_with(&format!("{seam}::")));
            if !allowed.contains(&other.as_str()) {
                wrong.push(format!("{}: `{module}` may not import `{other}` (crate::{path})", source.path));
            } else if is_behind && module != "app" {
                wrong.push(format!(
                    "{}: `{module}` may only know the seam in front of crate::{path}",
                    source.path
                ));
            }
        }
    }
    demand_none(&wrong, "imports that the rules do not allow");
}

#[test]
fn crates_with_a_home_are_named_nowhere_else() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        for (name, homes) in HOMES {
            let is_home = homes.iter().any(|home| is_below(&source.path, home));
            if !is_home
                && source.foreign_paths().iter().any(|path| path.first().is_some_and(|first| first == name))
            {
                wrong.push(format!("{}: `{name}` belongs in {homes:?}", source.path));
            }
        }
    }
    demand_none(&wrong, "crates outside their home");
}

#[test]
fn pure_modules_do_not_reach_out() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let is_pure = source.module.first().is_some_and(|module| PURE.contains(&module.as_str()));
        if !is_pure || source.path.ends_with("/tests.rs") {
            continue;
        }
        for path in source.foreign_paths() {
            let path = path.join("::");
            if OUTSIDE.iter().any(|outside| path == *outside || path.starts_with(&format!("{outside}::"))) {
                wrong.push(format!("{}: {path}", source.path));
            }
        }
    }
    demand_none(&wrong, "disk, clock, environment or network in a pure module");
}

#[test]
fn every_dependency_is_used() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let used = |folders: &[&str]| -> BTreeSet<String> {
        let files = folders.iter().flat_map(|folder| sources(folder));
        files.flat_map(|source| source.words().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let named = |table: Option<&toml::Value>| -> Vec<String> {
        table.and_then(toml::Value::as_table).map_or_else(Vec::new, |table| table.keys().cloned().collect())
    };
    let mut dependencies = named(manifest.get("dependencies"));
    for target in
        manifest.get("target").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values)
    {
        dependencies.extend(named(target.get("dependencies")));
    }
    let mut wrong = Vec::new();
    for (names, folders) in [
        (dependencies, &["src"][..]),
        (named(manifest.get("dev-dependencies")), &["src", "tests", "benches"][..]),
    ] {
        let used = used(folders);
        wrong.extend(names.into_iter().filter(|name| !used.contains(&name.replace('-', "_"))));
    }
    demand_none(&wrong, "dependencies that no file names");
}

#[test]
fn files_are_short_and_begin_with_what_they_are() {
    let mut wrong = Vec::new();
    for Source { path, text, .. } in sources("src").iter().chain(&sources("tests")).chain(&sources("benches"))
    {
        let lines = text.lines().count();
        if lines > MOST_LINES {
            wrong.push(format!("{path}: {lines} lines, of {MOST_LINES} at the most"));
        }
        if !text.starts_with("//! ") {
            wrong.push(format!(
                "{path}: does not begin with `//!` and what goes in, what comes out, what it does not do"
            ));
        }
    }
    demand_none(&wrong, "files that are not as they should be");
}

#[test]
fn names_of_files_say_what_is_in_them() {
    let named: Vec<String> = files::all("src")
        .into_iter()
        .chain(files::all("tests"))
        .filter(|path| {
            path.split('/').any(|part| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or_default()))
        })
        .collect();
    demand_none(&named, "names that say nothing");
}

#[test]
fn nothing_is_left_for_later() {
    let mut wrong = Vec::new();
    for Source { path, text, .. } in sources("src").iter().chain(&sources("tests")).chain(&sources("benches"))
    {
        for (number, line) in text.lines().enumerate() {
            wrong.extend(
                LEFTOVERS
                    .iter()
                    .filter(|word| line.contains(**word))
                    .map(|word| format!("{path}:{}: {word}", number + 1)),
            );
        }
    }
    demand_none(&wrong, "leftovers");
}

#[test]
fn the_map_in_the_documentation_has_the_same_rules() {
    let documented: BTreeMap<String, BTreeSet<String>> =
        documents::import_rules(&read("docs/architecture.md"));
    let rules: BTreeMap<String, BTreeSet<String>> = MAY_IMPORT
        .iter()
        .map(|(module, allowed)| {
            ((*module).to_owned(), allowed.iter().map(|name| (*name).to_owned()).collect())
        })
        .collect();
    assert_eq!(documented, rules, "the table of modules in docs/architecture.md, and MAY_IMPORT");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    for path in ["README.md", "CHANGELOG.md"].into_iter().map(str::to_owned).chain(files::all("docs")) {
        if is_a(&path, "md") {
            wrong.extend(documents::broken_links(&path));
        }
    }
    demand_none(&wrong, "links that lead nowhere");
}
