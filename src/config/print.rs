//! What is in force, as a configuration that could be read again, and where each value comes from.
//!
//! In: a [`Config`]. Out: TOML with comments, or JSON. Values that were read from the environment or a file because the
//! configuration says so (`{ env = "…" }`) are not shown: the reference is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;
use toml::Value;

use super::keys::TOP;
use super::typed::Origin;
use super::{Config, Place, Tables};
use crate::model::options::{Key, Kind, Options, Setting};
use crate::text::address;
use crate::text::printable::printable;
use crate::text::units;

/// `config` as TOML, with a comment on where each value comes from.
#[must_use]
pub fn toml(config: &Config, tables: &Tables) -> String {
    let printer = Printer::new(config, tables);
    let mut out = String::new();
    printer.table(&mut out, &[TOP], "", &config.typed.options);
    out
}

/// `config` as JSON: `file`, `values`, and by dotted name `origins`.
#[must_use]
pub fn json(config: &Config, tables: &Tables) -> serde_json::Value {
    let printer = Printer::new(config, tables);
    let origins: serde_json::Map<String, serde_json::Value> =
        config.typed.origins.keys().map(|name| (name.clone(), printer.origin(name).into())).collect();
    json!({
        "file": config.file.display().to_string(),
        "values": plain(&Value::Table(printer.values(&[TOP], "", &config.typed.options))),
        "origins": origins,
    })
}

fn plain(value: &Value) -> serde_json::Value {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Datetime(time) => time.to_string().into(),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Table(table) => serde_json::Value::Object(
            table.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        ),
    }
}

struct Printer<'a> {
    config: &'a Config,
    tables: &'a Tables,
    base: &'a Path,
    file: String,
}

impl<'a> Printer<'a> {
    fn new(config: &'a Config, tables: &'a Tables) -> Self {
        let base = config.file.parent().unwrap_or(Path::new(""));
        let file =
            config.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Self { config, tables, base, file }
    }

    /// Where the value of that dotted name comes from, in words.
    fn origin(&self, name: &str) -> String {
        let line = |start: usize| {
            let before = self.config.typed.text.get(..start).unwrap_or_default();
            format!("{}:{}", self.file, before.matches('\n').count() + 1)
        };
        let typed =
            |by: &str| if by.starts_with("--") { by.to_owned() } else { format!("environment: {by}") };
        let origins = &self.config.typed.origins;
        let around = || name.split_once('.').and_then(|(table, _)| origins.get(table));
        let header = || self.config.typed.headers.get(name).map(|span| line(span.start));
        match origins.get(name).or_else(around) {
            None if in_list(name) => header().unwrap_or_else(|| "default".to_owned()),
            None | Some(Origin::Default) => "default".to_owned(),
            Some(Origin::File(span)) => line(span.start),
            Some(Origin::Secret { place, .. }) => {
                let place = match place {
                    Place::File => self.file.clone(),
                    Place::Span { start, .. } => line(*start),
                    Place::Override(by) => typed(by),
                };
                format!("{place}, not shown")
            }
            Some(Origin::Override(by)) => typed(by),
        }
    }

    fn table(&self, out: &mut String, keys: &[&'static [Key]], name: &str, options: &Options) {
        let path =
            |key: &Key| if name.is_empty() { key.name.to_owned() } else { format!("{name}.{}", key.name) };
        let all = || keys.iter().copied().flatten();
        for key in all() {
            let shown = |setting| match in_list(name) {
                true => self.inline(key.kind, &path(key), setting),
                false => self.leaf(key.kind, &path(key), setting),
            };
            if let Some(value) = options.get(key.name).and_then(shown) {
                self.line(out, key.name, &value, &path(key));
            }
        }
        for key in all().filter(|_| !in_list(name)) {
            let path = path(key);
            match (key.kind, options.get(key.name)) {
                (Kind::Table(inner), Some(Setting::Table(table))) => {
                    let _ = writeln!(out, "\n[{path}]");
                    self.table(out, &[inner], &path, table);
                }
                (Kind::TextMap | Kind::DocumentPaths, Some(Setting::Map(map))) if !map.is_empty() => {
                    let _ = writeln!(out, "\n[{path}]");
                    for (name, text) in map {
                        let dotted = matches!(key.kind, Kind::DocumentPaths);
                        let shown =
                            if dotted { name.clone() } else { Value::from(name.as_str()).to_string() };
                        self.line(out, &shown, &Value::from(text.as_str()), &format!("{path}.{name}"));
                    }
                }
                (
                    kind @ (Kind::Tables(_) | Kind::Sources(_) | Kind::Overrides(_)),
                    Some(Setting::Tables(list)),
                ) => {
                    for (at, table) in list.iter().enumerate() {
                        let _ = writeln!(out, "\n[[{path}]]");
                        self.table(out, &self.keys(kind, table), &format!("{path}.{at}"), table);
                    }
                }
                _ => {}
            }
        }
    }

    fn line(&self, out: &mut String, key: &str, value: &Value, path: &str) {
        // A variable may have any name; a comment ends with its line.
        let origin = self.origin(path);
        let _ = writeln!(out, "{key} = {value}  # {}", printable(&origin));
    }

    /// The keys of a table in a list.
    fn keys(&self, kind: Kind, table: &Options) -> Vec<&'static [Key]> {
        match kind {
            Kind::Tables(keys) => vec![keys],
            Kind::Sources(keys) => {
                let adapter = self.tables.adapters.iter().find(|row| Some(row.name) == table.text("type"));
                std::iter::once(keys).chain(adapter.into_iter().flat_map(|row| row.keys).copied()).collect()
            }
            Kind::Overrides(keys) => {
                std::iter::once(keys).chain(self.tables.shared.iter().copied()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn values(&self, keys: &[&'static [Key]], name: &str, options: &Options) -> toml::Table {
        let mut out = toml::Table::new();
        for key in keys.iter().copied().flatten() {
            let path = if name.is_empty() { key.name.to_owned() } else { format!("{name}.{}", key.name) };
            let Some(setting) = options.get(key.name) else { continue };
            let value = match (key.kind, setting) {
                (Kind::Table(inner), Setting::Table(table)) => {
                    Value::Table(self.values(&[inner], &path, table))
                }
                (Kind::Headers, Setting::Map(map)) => Value::Table(self.fields(map, &path)),
                (kind, Setting::Tables(list)) => {
                    let show = |(at, table)| {
                        Value::Table(self.values(&self.keys(kind, table), &format!("{path}.{at}"), table))
                    };
                    Value::Array(list.iter().enumerate().map(show).collect())
                }
                (Kind::DocumentPaths, Setting::Map(map)) => Value::Table(nested(map)),
                (_, Setting::Map(map)) => Value::Table(
                    map.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect(),
                ),
                (kind, setting) => match self.leaf(kind, &path, setting) {
                    Some(value) => value,
                    None => continue,
                },
            };
            out.insert(key.name.to_owned(), value);
        }
        out
    }

    /// A value in a table of a list, with its keys where it has some, in one line.
    fn inline(&self, kind: Kind, path: &str, setting: &Setting) -> Option<Value> {
        match (kind, setting) {
            (Kind::Table(inner), Setting::Table(table)) => {
                let table = self.values(&[inner], path, table);
                (!table.is_empty()).then_some(Value::Table(table))
            }
            (Kind::Headers, Setting::Map(map)) => Some(Value::Table(self.fields(map, path))),
            (_, Setting::Map(map)) => Some(Value::Table(
                map.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect(),
            )),
            _ => self.leaf(kind, path, setting),
        }
    }

    /// Header fields, without what they say.
    fn fields(&self, map: &BTreeMap<String, String>, path: &str) -> toml::Table {
        let shown = |(name, text): (&String, &String)| {
            let text = self.leaf(Kind::Secret, &format!("{path}.{name}"), &Setting::Text(text.clone()));
            Some((name.clone(), text?))
        };
        map.iter().filter_map(shown).collect()
    }

    /// A value without keys of its own, as it could be typed. `None` for the others.
    fn leaf(&self, kind: Kind, path: &str, setting: &Setting) -> Option<Value> {
        if let Some(Origin::Secret { from, name, .. }) = self.config.typed.origins.get(path) {
            let reference = [(from.clone(), Value::from(name.as_str()))];
            return Some(Value::Table(reference.into_iter().collect()));
        }
        Some(match setting {
            Setting::Text(_) if matches!(kind, Kind::Secret) => NOT_SHOWN.into(),
            Setting::Text(text) => text.as_str().into(),
            Setting::Path(path) => {
                path.strip_prefix(self.base).unwrap_or(path).to_string_lossy().into_owned().into()
            }
            Setting::Url(url) => address::without_credentials(url).into(),
            Setting::Flag(flag) => (*flag).into(),
            Setting::Number(number) => match kind {
                Kind::Duration { .. } => units::show_duration(*number).into(),
                Kind::Size { .. } => units::show_size(*number).into(),
                _ => i64::try_from(*number).unwrap_or(i64::MAX).into(),
            },
            Setting::List(list) => texts(list),
            Setting::TimeZone(zone) => zone.name().into(),
            Setting::Paths(paths) => Value::Array(paths.iter().map(|path| category(path)).collect()),
            Setting::Map(_) | Setting::Table(_) | Setting::Tables(_) => return None,
        })
    }
}

/// What stands for a text that was typed and is a secret.
const NOT_SHOWN: &str = "(not shown)";

/// True for the name of a table in a list: those inside of it have no header of their own.
fn in_list(name: &str) -> bool {
    name.split('.').nth(1).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Dotted names (`home.atom`) as the tables that they are in TOML.
fn nested(map: &BTreeMap<String, String>) -> toml::Table {
    let mut out = toml::Table::new();
    for (name, text) in map {
        let text = Value::from(text.as_str());
        match name.split_once('.') {
            Some((kind, format)) => {
                let kind = out.entry(kind).or_insert_with(|| Value::Table(toml::Table::new()));
                if let Value::Table(kind) = kind {
                    kind.insert(format.to_owned(), text);
                }
            }
            None => {
                out.insert(name.clone(), text);
            }
        }
    }
    out
}

/// A category path as it is usually typed: one of one level without its list.
fn category(path: &[String]) -> Value {
    match path {
        [name] => name.as_str().into(),
        path => texts(path),
    }
}

fn texts(list: &[String]) -> Value {
    Value::Array(list.iter().map(|text| text.as_str().into()).collect())
}
