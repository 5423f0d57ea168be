//! The reference of all keys, as Markdown: the part of `docs/configuration.md` that is generated.
//!
//! In: the tables of keys. Out: a table for each table of the file.

use std::fmt::Write as _;

use super::keys::TOP;
use super::{AdapterKeys, Documents, Tables};
use crate::model::feed::FeedKind;
use crate::model::options::{Key, Kind};

/// The reference, without the prose around it.
#[must_use]
pub fn markdown(tables: &Tables) -> String {
    let mut out = String::new();
    section(&mut out, "At the top of the file", "", TOP);
    for key in TOP {
        top(&mut out, key, tables);
    }
    out
}

fn top(out: &mut String, key: &Key, tables: &Tables) {
    match key.kind {
        Kind::Table(keys) => inner(out, key.name, key.about, keys),
        Kind::Tables(keys) => section(out, &format!("`[[{}]]`", key.name), key.about, keys),
        Kind::Sources(keys) => {
            section(out, &format!("`[[{}]]`", key.name), key.about, keys);
            for (at, adapter) in tables.adapters.iter().enumerate() {
                adapter_section(out, adapter, tables.adapters.get(..at).unwrap_or_default());
            }
        }
        Kind::Overrides(keys) => {
            section(out, &format!("`[[{}]]`", key.name), key.about, keys);
            let shared: Vec<&Key> = tables.shared.iter().copied().flatten().collect();
            let _ = writeln!(out, "\nAnd, as in `[[source]]`: {}.", names(&shared));
        }
        Kind::TextMap => heading(out, &format!("`[{}]`", key.name), key.about),
        Kind::DocumentPaths => document_paths(out, key, tables),
        _ => {}
    }
}

/// The keys of an adapter. Those that an earlier one has, too, are described there.
fn adapter_section(out: &mut String, adapter: &AdapterKeys, earlier: &[AdapterKeys]) {
    let title = |name: &str| format!("`type = \"{name}\"`");
    heading(out, &title(adapter.name), adapter.about);
    let names_of = |table: &'static [Key]| table.iter().map(|key| key.name);
    let is_of = |other: &AdapterKeys, table: &&'static [Key]| {
        other.keys.iter().any(|known| names_of(known).eq(names_of(table)))
    };
    let own = adapter.keys.iter().filter(|table| !earlier.iter().any(|other| is_of(other, table)));
    let own: Vec<&Key> = own.copied().flatten().collect();
    rows(out, &own);
    for key in &own {
        if let Kind::Table(keys) = key.kind {
            let _ = writeln!(out, "\n`{}` has:", key.name);
            rows(out, &keys.iter().collect::<Vec<_>>());
        }
    }
    for other in earlier {
        let shared = other.keys.iter().filter(|table| is_of(adapter, table));
        let shared: Vec<&Key> = shared.copied().flatten().collect();
        if !shared.is_empty() {
            let _ = writeln!(out, "\nAnd, as with {}: {}.", title(other.name), names(&shared));
        }
    }
}

fn names(keys: &[&Key]) -> String {
    keys.iter().map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ")
}

/// A table and the tables in it.
fn inner(out: &mut String, name: &str, about: &str, keys: &'static [Key]) {
    section(out, &format!("`[{name}]`"), about, keys);
    for key in keys {
        if let Kind::Table(keys) = key.kind {
            inner(out, &format!("{name}.{}", key.name), key.about, keys);
        }
    }
}

fn heading(out: &mut String, title: &str, about: &str) {
    let gap = if out.is_empty() { "" } else { "\n" };
    let _ = writeln!(out, "{gap}### {title}");
    if !about.is_empty() {
        let _ = writeln!(out, "\n{about}");
    }
}

fn section(out: &mut String, title: &str, about: &str, keys: &'static [Key]) {
    heading(out, title, about);
    // At the top, tables have sections of their own.
    let has_section = |key: &&Key| {
        matches!(
            key.kind,
            Kind::Table(_)
                | Kind::Tables(_)
                | Kind::Sources(_)
                | Kind::Overrides(_)
                | Kind::TextMap
                | Kind::DocumentPaths
        )
    };
    let keys: Vec<&Key> = keys.iter().filter(|key| !has_section(key)).collect();
    rows(out, &keys);
}

fn rows(out: &mut String, keys: &[&Key]) {
    if keys.is_empty() {
        return;
    }
    out.push_str("\n| Key | Value | Default | |\n|---|---|---|---|\n");
    for key in keys {
        let default = match (key.required, key.default) {
            (true, _) => "**required**".to_owned(),
            (false, "") => String::new(),
            (false, default) => format!("`{}`", cell(default)),
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {default} | {} |",
            key.name,
            cell(&value(key.kind)),
            cell(key.about)
        );
    }
}

/// Text that does not end a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn value(kind: Kind) -> String {
    let words =
        |words: &[&str]| words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Secret => "text, never shown".to_owned(),
        Kind::Patterns => "[regular expression](#planets), or a list of them".to_owned(),
        Kind::Headers => "table from names of header fields to texts, never shown".to_owned(),
        Kind::Table(keys) => {
            let names: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
            format!("table of {}", names.join(", "))
        }
        Kind::Path => "path".to_owned(),
        Kind::Url => "URL".to_owned(),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Count { min, max } => format!("whole number, {min} to {max}"),
        Kind::Duration { .. } => "span of time: `\"90s\"`, `\"15m\"`, `\"1h30m\"`, `\"2d\"`".to_owned(),
        Kind::Size { .. } => "size: `\"512KiB\"`, `\"2MiB\"`, or bytes".to_owned(),
        Kind::Choice(choices) => words(choices),
        Kind::Choices(choices) => format!("list of {}", words(choices)),
        Kind::Formats => "list of [formats](#formats)".to_owned(),
        Kind::TextList => "list of strings".to_owned(),
        Kind::Command => "list: a program and its arguments".to_owned(),
        Kind::TimeZone => "time zone: `\"Europe/Berlin\"`".to_owned(),
        Kind::Language => "language tag: `\"en\"`, `\"zh-CN\"`".to_owned(),
        Kind::CategoryPaths => "list of categories".to_owned(),
        Kind::TextMap | Kind::DocumentPaths => "table".to_owned(),
        Kind::Tables(_) | Kind::Sources(_) | Kind::Overrides(_) => "list of tables".to_owned(),
    }
}

fn document_paths(out: &mut String, key: &Key, tables: &Tables) {
    heading(out, &format!("`[{}]`", key.name), key.about);
    out.push_str("\n| Key | Usual path |\n|---|---|\n");
    for kind in FeedKind::ALL {
        for writer in tables.writers.iter().filter(|writer| writer.documents == Documents::OfFeeds) {
            let folder = match kind {
                FeedKind::Home => String::new(),
                kind => format!("{}/{{slug}}/", kind.folder()),
            };
            let _ = writeln!(out, "| `{}.{}` | `{folder}{}` |", kind.name(), writer.name, writer.file_name);
        }
    }
    for writer in tables.writers.iter().filter(|writer| writer.documents == Documents::OfSite) {
        let _ = writeln!(out, "| `{}` | `{}` |", writer.name, writer.file_name);
    }
    heading(out, "Formats", "");
    out.push_str("\n| Name | |\n|---|---|\n");
    for writer in &tables.writers {
        let _ = writeln!(out, "| `{}` | {} |", writer.name, cell(writer.about));
    }
}
