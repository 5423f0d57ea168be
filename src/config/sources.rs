//! Lists of tables: `[[alias]]`, and `[[source]]`, whose keys depend on the adapter that its `type` names.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::overrides::Override;
use super::problem::Place;
use super::read::{Found, Reader};
use super::wording::type_of;
use crate::model::options::{Key, Kind, Options, Setting};
use crate::text::nearest::nearest;

impl Reader<'_> {
    /// Reads a list of tables, from an override or the file.
    pub(super) fn list(
        &mut self,
        key: &'static Key,
        path: &str,
        found: Option<Found<'_, '_>>,
    ) -> Option<Setting> {
        if let Some(Override { by, text }) = self.overrides.get(path).cloned() {
            let setting = match DeValue::parse(&text) {
                Ok(value) => {
                    self.by = Some(by);
                    self.tables(key, path, &value)
                }
                Err(error) => {
                    let message = format!("`{path}` is not a list of tables: {}", error.message());
                    self.problem(Place::Override(by), message, "write it as TOML: [{ … }, { … }]");
                    None
                }
            };
            self.by = None;
            return setting;
        }
        let (_, value) = found?;
        self.tables(key, path, value)
    }

    fn tables(&mut self, key: &'static Key, path: &str, value: &Spanned<DeValue<'_>>) -> Option<Setting> {
        let wrong = |reader: &mut Self, span, found: &DeValue<'_>| {
            let message = format!("`{path}` must be a list of tables; this is {}", type_of(found));
            let place = reader.place(span);
            reader.problem(place, message, format!("write [[{path}]], with two brackets on each side"));
        };
        let DeValue::Array(items) = value.get_ref() else {
            wrong(self, value.span(), value.get_ref());
            return None;
        };
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            let DeValue::Table(table) = item.get_ref() else {
                wrong(self, item.span(), item.get_ref());
                continue;
            };
            let name = format!("{path}.{}", list.len());
            if self.by.is_none() {
                self.headers.insert(name.clone(), item.span());
            }
            let header = self.place(item.span());
            list.push(match key.kind {
                Kind::Sources(keys) => self.source(keys, &name, table, &header),
                Kind::Tables(keys) => self.table(&[keys], &name, Some(table), &header),
                Kind::Overrides(keys) => {
                    let keys = [&[keys], self.input.tables.shared].concat();
                    let read = self.table(&keys, &name, Some(table), &header);
                    typed(&read, table)
                }
                _ => Options::default(),
            });
        }
        Some(Setting::Tables(list))
    }

    /// Reads a source with the keys of its adapter. Where that is unknown, only the keys that every source has are looked at.
    fn source(&mut self, keys: &'static [Key], name: &str, table: &DeTable<'_>, header: &Place) -> Options {
        let typed =
            table.get("type").and_then(|kind| kind.get_ref().as_str().map(|text| (text, kind.span())));
        let adapters = &self.input.tables.adapters;
        if let Some(adapter) =
            typed.as_ref().and_then(|(text, _)| adapters.iter().find(|row| row.name == *text))
        {
            return self.table(&[&[keys], adapter.keys].concat(), name, Some(table), header);
        }
        let names: Vec<&'static str> = adapters.iter().map(|row| row.name).collect();
        if let Some((text, span)) = typed {
            let remedy = match meant(text, &names).or_else(|| nearest(text, names.iter().copied())) {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => format!("it can be: {}", names.join(", ")),
            };
            let place = self.place(span);
            self.problem(place, format!("unknown type of source: `{text}`"), remedy);
        }
        let mut common = DeTable::new();
        for (key, value) in table {
            if keys.iter().any(|known| known.name == key.get_ref().as_ref()) {
                common.insert(key.clone(), value.clone());
            }
        }
        let before = self.problems.len();
        let options = self.table(&[keys], name, Some(&common), header);
        for problem in self.problems.iter_mut().skip(before) {
            if problem.message == "`type` is missing" {
                let typed: Vec<String> = names.iter().map(|name| format!("type = \"{name}\"")).collect();
                problem.remedy = format!("add {}", typed.join(" or "));
            }
        }
        options
    }
}

/// The values whose keys were typed, without the defaults of the others.
fn typed(read: &Options, table: &DeTable<'_>) -> Options {
    let mut typed = Options::default();
    for (key, setting) in read.iter().filter(|(key, _)| table.contains_key(*key)) {
        typed.set(key, setting.clone());
    }
    typed
}

/// Words that are typed for a type of source: what a feed or a folder holds.
const MEANT: &[(&str, &[&str])] = &[
    ("feed", &["rss", "atom", "rdf", "json", "jsonfeed", "xml", "url", "web"]),
    ("opml", &["list", "planet", "blogroll", "outline", "subscriptions", "reading-list", "readinglist"]),
    (
        "articles",
        &["posts", "blog", "files", "folder", "dir", "markdown", "md", "html", "hugo", "jekyll", "hexo"],
    ),
];

fn meant(typed: &str, names: &[&'static str]) -> Option<&'static str> {
    let typed = typed.to_ascii_lowercase();
    let (meant, _) = MEANT.iter().find(|(_, words)| words.contains(&typed.as_str()))?;
    names.iter().find(|name| *name == meant).copied()
}
