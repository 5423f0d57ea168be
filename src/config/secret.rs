//! Texts that are kept elsewhere: `{ env = "NAME" }` and `{ file = "path" }`.

use std::ops::Range;

use toml::de::DeTable;

use super::read::Reader;
use super::typed::Origin;
use crate::model::options::{Key, Setting};

/// Bytes of a file that holds a text, at the most.
const LIMIT: u64 = 64 * 1024;

impl Reader<'_> {
    /// Reads `{ env = "NAME" }` and `{ file = "path" }`.
    pub(super) fn secret(
        &mut self,
        key: &'static Key,
        path: &str,
        span: Range<usize>,
        reference: &DeTable<'_>,
    ) -> Option<Setting> {
        let mut entries =
            reference.iter().map(|(name, value)| (name.get_ref().as_ref(), value.get_ref().as_str()));
        let (Some((from, Some(name))), None) = (entries.next(), entries.next()) else {
            let message = format!("`{}` is a table with other keys than `env` or `file`", key.name);
            self.problem(
                self.place(span),
                message,
                "write a string, { env = \"NAME\" } or { file = \"path\" }",
            );
            return None;
        };
        let text = match from {
            "env" => self.variable(name).ok_or_else(|| {
                (format!("the variable `{name}` is not set"), "set it, or write the text here")
            }),
            "file" => self
                .input
                .files
                .text(&self.cx.base.join(name), LIMIT)
                .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
                .map_err(|error| {
                    let file = self.cx.base.join(name);
                    (
                        format!("{} cannot be read: {error}", file.display()),
                        "relative paths start from this file's folder",
                    )
                }),
            other => Err((
                format!("`{other}` is no place to read from"),
                "write { env = \"NAME\" } or { file = \"path\" }",
            )),
        };
        match text {
            Ok(text) => {
                let origin = Origin::Secret {
                    place: self.place(span.clone()),
                    from: from.to_owned(),
                    name: name.to_owned(),
                };
                self.origins.insert(path.to_owned(), origin);
                self.filled(key, Setting::Text(text), self.place(span))
            }
            Err((message, remedy)) => {
                self.problem(self.place(span), format!("`{}`: {message}", key.name), remedy);
                None
            }
        }
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.input.environment.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone())
    }
}
