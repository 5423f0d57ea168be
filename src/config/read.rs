//! What was typed, read against the tables of keys.
//!
//! In: the file's text, overrides, key tables. Out: [`Typed`] values with their origins, and every problem of form: syntax,
//! unknown keys, wrong types, values out of range, keys that are missing. What the values mean together is `check`'s.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::overrides::{Overrides, collect};
use super::problem::{Place, Problem};
use super::typed::{Origin, Typed};
use super::value::{self, Surroundings, Wrong};
use super::wording::{example, other_type};
use super::{Input, foreign, keys, syntax};
use crate::model::options::{Key, Kind, Options, Setting};
use crate::text::nearest::nearest;

/// A key and its value as they stand in the file.
pub(super) type Found<'t, 'i> = (&'t Spanned<DeString<'i>>, &'t Spanned<DeValue<'i>>);

/// Where a table stands, for what is missing in it.
struct Around<'a> {
    /// Where it begins.
    header: &'a Place,
    /// Keys that were probably meant by a misspelt one: they are not missing as well.
    meant: Vec<&'static str>,
}

/// Reads what was typed.
///
/// # Errors
/// The problems of a text that is not TOML, or not a configuration of feedloom at all. Other problems come beside the values.
pub(super) fn read(input: &Input<'_>) -> Result<(Typed, Vec<Problem>), Vec<Problem>> {
    let (document, errors) = DeTable::parse_recoverable(input.text);
    if !errors.is_empty() {
        return Err(syntax::problems(input.text, &errors));
    }
    if let Some(problem) = foreign::recognise(document.get_ref()) {
        return Err(vec![problem]);
    }
    let (overrides, problems) = collect(input.environment, input.flags, input.tables);
    let base = input.file.parent().unwrap_or(Path::new(""));
    let formats: Vec<&'static str> = input.tables.writers.iter().map(|writer| writer.name).collect();
    let mut reader = Reader {
        input,
        cx: Surroundings { base, formats: &formats },
        overrides,
        by: None,
        problems,
        origins: BTreeMap::new(),
        headers: BTreeMap::new(),
    };
    let options = reader.table(&[keys::TOP], "", Some(document.get_ref()), &Place::File);
    let Reader { problems, origins, headers, .. } = reader;
    Ok((Typed { text: input.text.into(), options, origins, headers }, problems))
}

/// Walks the tables.
pub(super) struct Reader<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) cx: Surroundings<'a>,
    pub(super) overrides: Overrides,
    /// The variable or flag whose text is being read, where it is not the file's.
    pub(super) by: Option<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) origins: BTreeMap<String, Origin>,
    pub(super) headers: BTreeMap<String, Range<usize>>,
}

impl Reader<'_> {
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        self.by.as_ref().map_or_else(|| span.into(), |by| Place::Override(by.clone()))
    }

    pub(super) fn origin(&self, span: Range<usize>) -> Origin {
        self.by.as_ref().map_or(Origin::File(span), |by| Origin::Override(by.clone()))
    }

    pub(super) fn problem(&mut self, place: Place, message: String, remedy: impl Into<String>) {
        self.problems.push(Problem { place, message, remedy: remedy.into() });
    }

    pub(super) fn wrong(&mut self, place: Place, key: &str, wrong: Wrong) {
        self.problem(place, format!("`{key}` {}", wrong.what), wrong.remedy);
    }

    /// Reads one table. `name` is its dotted name, empty for the file; `header` is where a key that is missing is missed.
    pub(super) fn table(
        &mut self,
        keys: &[&'static [Key]],
        name: &str,
        found: Option<&DeTable<'_>>,
        header: &Place,
    ) -> Options {
        let mut options = Options::default();
        let names = || keys.iter().copied().flatten().map(|key| key.name);
        let typed = || found.into_iter().flatten().map(|(typed, _)| typed.get_ref().as_ref());
        let meant = typed()
            .filter(|typed| !names().any(|name| name == *typed))
            .filter_map(|typed| nearest(typed, names()));
        let around = Around { header, meant: meant.collect() };
        for key in keys.iter().copied().flatten() {
            let path = if name.is_empty() { key.name.to_owned() } else { format!("{name}.{}", key.name) };
            let entry = found.and_then(|table| table.get_key_value(key.name));
            if let Some(setting) = self.setting(key, &path, entry, &around) {
                options.set(key.name, setting);
            }
        }
        for entry in found.into_iter().flatten() {
            if !names().any(|name| name == entry.0.get_ref().as_ref()) {
                self.unknown(entry, name, keys);
            }
        }
        options
    }

    fn setting(
        &mut self,
        key: &'static Key,
        path: &str,
        found: Option<Found<'_, '_>>,
        around: &Around<'_>,
    ) -> Option<Setting> {
        match key.kind {
            Kind::Table(keys) => self.inner(key, keys, path, found, around).map(Setting::Table),
            Kind::Tables(_) | Kind::Sources(_) | Kind::Overrides(_) => self.list(key, path, found),
            Kind::Headers => self.headers(key, path, found),
            Kind::DocumentPaths => Some(Setting::Map(self.document_paths(path, found))),
            _ => self.leaf(key, path, found, around),
        }
    }

    /// Reads a table in a table. One that is absent is read like an empty one, unless that would only miss keys.
    fn inner(
        &mut self,
        key: &'static Key,
        keys: &'static [Key],
        path: &str,
        found: Option<Found<'_, '_>>,
        around: &Around<'_>,
    ) -> Option<Options> {
        let (table, header) = match found {
            Some((typed, value)) => match value.get_ref() {
                DeValue::Table(table) => {
                    let span = if value.span().is_empty() { typed.span() } else { value.span() };
                    self.headers.insert(path.to_owned(), span.clone());
                    (Some(table), self.place(span))
                }
                DeValue::Array(_) => {
                    let remedy = format!("write it once, as [{path}]");
                    self.problem(
                        typed.span().into(),
                        format!("[{path}] is one table, not a list of tables"),
                        remedy,
                    );
                    return None;
                }
                other => {
                    let wrong = other_type(key.kind, other);
                    let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
                    let remedy = format!("write [{path}], and its keys below: {}", names.join(", "));
                    self.wrong(self.place(value.span()), key.name, Wrong { remedy, ..wrong });
                    return None;
                }
            },
            None => (None, around.header.clone()),
        };
        let below = format!("{path}.");
        let touched = table.is_some() || self.overrides.keys().any(|name| name.starts_with(&below));
        let needs = keys.iter().any(|key| key.required);
        if !touched && needs {
            if key.required && !around.meant.contains(&key.name) {
                let needed: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
                let remedy = format!("add [{path}] with {}", needed.join(" and "));
                self.problem(around.header.clone(), format!("[{path}] is missing"), remedy);
            }
            return None;
        }
        Some(self.table(&[keys], path, table, &header))
    }

    /// Reads a value without keys of its own: from an override, the file, or the default.
    fn leaf(
        &mut self,
        key: &'static Key,
        path: &str,
        found: Option<Found<'_, '_>>,
        around: &Around<'_>,
    ) -> Option<Setting> {
        if let Some(text) = self.overrides.get(path).cloned() {
            self.origins.insert(path.to_owned(), Origin::Override(text.by.clone()));
            return match value::from_override(key.kind, &text.text, self.cx) {
                Ok(setting) => self.filled(key, setting, Place::Override(text.by)),
                Err(wrong) => {
                    self.wrong(Place::Override(text.by), key.name, wrong);
                    None
                }
            };
        }
        if let Some((_, value)) = found {
            self.origins.insert(path.to_owned(), self.origin(value.span()));
            if let (Kind::Text | Kind::Secret, DeValue::Table(reference)) = (key.kind, value.get_ref()) {
                return self.secret(key, path, value.span(), reference);
            }
            if let DeValue::Table(entries) = value.get_ref() {
                for (name, value) in entries {
                    self.origins.insert(format!("{path}.{}", name.get_ref()), self.origin(value.span()));
                }
            }
            return match value::read(key.kind, value, self.cx) {
                Ok(setting) => self.filled(key, setting, self.place(value.span())),
                Err(faults) => {
                    for fault in faults {
                        self.wrong(self.place(fault.span), key.name, fault.wrong);
                    }
                    None
                }
            };
        }
        if key.required && around.meant.contains(&key.name) {
            return None;
        }
        if key.required {
            let example = match example(key.kind) {
                "" => "\"…\"",
                example => example,
            };
            self.problem(
                around.header.clone(),
                format!("`{}` is missing", key.name),
                format!("add {} = {example}", key.name),
            );
            return None;
        }
        let default = DeValue::parse(key.default).ok()?;
        if !is_in_list(path) {
            self.origins.insert(path.to_owned(), Origin::Default);
        }
        value::read(key.kind, &default, self.cx).ok()
    }

    /// A text that must be there must also say something.
    pub(super) fn filled(&mut self, key: &'static Key, setting: Setting, place: Place) -> Option<Setting> {
        match &setting {
            Setting::Text(text) if key.required && text.trim().is_empty() => {
                self.problem(place, format!("`{}` is empty", key.name), "");
                None
            }
            _ => Some(setting),
        }
    }
}

/// True for the name of a value in a list of tables. There may be ten thousand, so that only what was typed there is noted.
fn is_in_list(path: &str) -> bool {
    path.split('.').nth(1).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}
