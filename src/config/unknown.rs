//! Keys that no table has: where they belong, or what was probably meant.

use toml::Spanned;
use toml::de::DeValue;

use super::keys;
use super::read::{Found, Reader};
use crate::model::options::{Key, Kind};
use crate::text::nearest::nearest;

/// Words that are typed for a key of ours where a table has it.
const MEANT: &[(&str, &str)] = &[
    ("category", "categories"),
    ("file", "path"),
    ("folder", "path"),
    ("dir", "path"),
    ("name", "id"),
    ("name", "title"),
];

impl Reader<'_> {
    /// Reports a key that the table does not have, and where it belongs or what was probably meant.
    pub(super) fn unknown(&mut self, (typed, value): Found<'_, '_>, table: &str, keys: &[&'static [Key]]) {
        let name = typed.get_ref().as_ref();
        let names: Vec<&'static str> = keys.iter().copied().flatten().map(|key| key.name).collect();
        let in_source = table.starts_with("source.");
        let place = match table {
            "" => "at the top of the file".to_owned(),
            _ if in_source => "in [[source]]".to_owned(),
            _ if table.starts_with("alias.") => "in [[alias]]".to_owned(),
            _ => format!("in [{table}]"),
        };
        let listed = || match table {
            "" => misplaced(name),
            _ => None,
        };
        let remedy = match (elsewhere(name, table), nearest(name, names.iter().copied())) {
            (Some(home), _) if !in_source => home,
            _ if is_address(name) && names.contains(&"url") => "did you mean `url`?".to_owned(),
            _ if let Some(name) = meant(name, &names) => format!("did you mean `{name}`?"),
            (_, Some(name)) => format!("did you mean `{name}`?"),
            _ => listed().unwrap_or_else(|| format!("there is: {}", names.join(", "))),
        };
        let message = match (table, value.get_ref()) {
            ("", DeValue::Table(_)) => format!("unknown table [{name}]"),
            ("", DeValue::Array(items))
                if matches!(items.first().map(Spanned::get_ref), Some(DeValue::Table(_))) =>
            {
                format!("unknown table [[{name}]]")
            }
            _ => format!("unknown key `{name}` {place}"),
        };
        self.problem(self.place(typed.span()), message, remedy);
    }
}

/// True for what says where a feed is to be loaded from, elsewhere.
fn is_address(name: &str) -> bool {
    ["uri", "feed", "feed_url", "link", "href", "xmlurl"].contains(&name.to_ascii_lowercase().as_str())
}

fn meant(name: &str, names: &[&'static str]) -> Option<&'static str> {
    let meant = |key: &&str| MEANT.iter().any(|(typed, ours)| (*typed, *ours) == (name, *key));
    names.iter().find(|key| meant(key)).copied()
}

/// Where a key belongs that stands in a wrong table.
fn elsewhere(name: &str, table: &str) -> Option<String> {
    if !table.is_empty() && keys::TOP.iter().any(|key| key.name == name) {
        return Some(format!("`{name}` belongs at the top of the file, before the first [table]"));
    }
    keys::TOP.iter().find_map(|top| match top.kind {
        Kind::Table(inner) if top.name != table && inner.iter().any(|key| key.name == name) => {
            Some(format!("`{name}` belongs in [{}]", top.name))
        }
        _ => None,
    })
}

/// What was probably meant by a word at the top that is near to the key of a table.
fn misplaced(name: &str) -> Option<String> {
    keys::TOP.iter().find_map(|top| match top.kind {
        Kind::Table(inner) => nearest(name, inner.iter().map(|key| key.name))
            .map(|key| format!("did you mean `{key}` in [{}]?", top.name)),
        _ => None,
    })
}
