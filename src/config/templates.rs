//! `[paths]`, as it is typed: which documents it names, and the text for each. Whether those are paths is `documents`' to say.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::Documents;
use super::read::{Found, Reader};
use super::typed::Origin;
use super::wording::{other_type, type_of};
use crate::model::feed::FeedKind;
use crate::model::options::Kind;
use crate::text::nearest::nearest;

impl Reader<'_> {
    /// Reads the table, and what overrides set of it.
    pub(super) fn document_paths(
        &mut self,
        path: &str,
        found: Option<Found<'_, '_>>,
    ) -> BTreeMap<String, String> {
        let mut map = BTreeMap::new();
        if let Some((_, value)) = found {
            match value.get_ref() {
                DeValue::Table(table) => {
                    self.headers.insert(path.to_owned(), value.span());
                    self.kinds(path, table, &mut map);
                }
                other => self.wrong(self.place(value.span()), path, other_type(Kind::DocumentPaths, other)),
            }
        }
        let below = format!("{path}.");
        for (name, text) in &self.overrides {
            if let Some(document) = name.strip_prefix(&below) {
                map.insert(document.to_owned(), text.text.clone());
                self.origins.insert(name.clone(), Origin::Override(text.by.clone()));
            }
        }
        map
    }

    /// Reads `[paths]`: formats of the site, and kinds of feeds with formats below.
    fn kinds(&mut self, path: &str, table: &DeTable<'_>, map: &mut BTreeMap<String, String>) {
        let of_site = self.formats(Documents::OfSite);
        let of_feeds = self.formats(Documents::OfFeeds);
        let kinds = FeedKind::ALL.iter().map(|kind| kind.name());
        let all: Vec<&'static str> = kinds.clone().chain(of_site.iter().copied()).collect();
        for (typed, value) in table {
            let name = typed.get_ref().as_ref();
            match value.get_ref() {
                DeValue::Table(inner) if kinds.clone().any(|kind| kind == name) => {
                    for (format, value) in inner {
                        if of_feeds.contains(&format.get_ref().as_ref()) {
                            self.template(path, &format!("{name}.{}", format.get_ref()), value, map);
                        } else {
                            self.unknown_name(format, &format!("[{path}] for a {name} feed"), &of_feeds);
                        }
                    }
                }
                other if kinds.clone().any(|kind| kind == name) => {
                    let message = format!("`{name}` in [{path}] is {}; it needs a format", type_of(other));
                    self.problem(self.place(typed.span()), message, format!("write {name}.atom = \"…\""));
                }
                _ if of_site.contains(&name) => self.template(path, name, value, map),
                _ => self.unknown_name(typed, &format!("[{path}]"), &all),
            }
        }
    }

    fn template(
        &mut self,
        path: &str,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        map: &mut BTreeMap<String, String>,
    ) {
        match value.get_ref() {
            DeValue::String(text) => {
                map.insert(name.to_owned(), text.to_string());
                self.origins.insert(format!("{path}.{name}"), self.origin(value.span()));
            }
            other => self.wrong(self.place(value.span()), name, other_type(Kind::Text, other)),
        }
    }

    fn formats(&self, documents: Documents) -> Vec<&'static str> {
        self.input
            .tables
            .writers
            .iter()
            .filter(|writer| writer.documents == documents)
            .map(|writer| writer.name)
            .collect()
    }

    fn unknown_name(&mut self, typed: &Spanned<DeString<'_>>, place: &str, names: &[&'static str]) {
        let remedy = match nearest(typed.get_ref(), names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("there is: {}", names.join(", ")),
        };
        self.problem(
            self.place(typed.span()),
            format!("unknown key `{}` in {place}", typed.get_ref()),
            remedy,
        );
    }
}
