//! Categories and tags.

use super::{Hierarchy, Rules};
use crate::parse::front_matter::{Meta, Value};

/// The tags of an article: a text is split at commas, an item of a list is one tag as it is written.
pub(super) fn tags(meta: &Meta, rules: &Rules<'_>) -> Vec<String> {
    let mut tags = Vec::new();
    for value in values(meta, rules.dialect.tags, rules) {
        match value {
            Value::Text(text) => text.split(',').for_each(|tag| add(&mut tags, tag)),
            list => list.items().iter().filter_map(term).for_each(|tag| add(&mut tags, tag)),
        }
    }
    tags
}

/// The categories of an article as paths.
///
/// With [`Hierarchy::Path`] a list is one path, and a list with lists in it is several, each item one; with
/// [`Hierarchy::Flat`] each item is a category of its own. A text is one category, whatever is in it.
pub(super) fn categories(meta: &Meta, rules: &Rules<'_>) -> Vec<Vec<String>> {
    let mut paths: Vec<Vec<String>> = Vec::new();
    for value in values(meta, rules.dialect.categories, rules) {
        let items = value.items();
        let nested = items.iter().any(|item| matches!(item, Value::List(_)));
        let found: Vec<Vec<String>> = if rules.hierarchy == Hierarchy::Path && !nested {
            vec![path(items)]
        } else {
            items.iter().map(|item| path(item.items())).collect()
        };
        for path in found {
            if !path.is_empty() && !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    paths
}

/// The values of `keys`, at the top and in tables of terms.
fn values<'a>(
    meta: &'a Meta,
    keys: &'static [&'static str],
    rules: &Rules<'_>,
) -> impl Iterator<Item = &'a Value> {
    let tables = meta.all(rules.dialect.taxonomies).filter_map(|field| field.value.member(keys));
    let tables: Vec<&Value> = tables.collect();
    meta.all(keys).map(|field| &field.value).chain(tables)
}

fn path(items: &[Value]) -> Vec<String> {
    let mut levels = Vec::new();
    items.iter().filter_map(term).for_each(|level| add(&mut levels, level));
    levels
}

/// The word of a term: a text, or a map's `label` or `name`.
fn term(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        map @ Value::Map(_) => map.member(&["label", "name", "title", "slug"])?.text(),
        Value::List(_) => None,
    }
}

fn add(terms: &mut Vec<String>, term: &str) {
    let term = term.trim();
    if !term.is_empty() && !terms.iter().any(|known| known == term) {
        terms.push(term.to_owned());
    }
}
