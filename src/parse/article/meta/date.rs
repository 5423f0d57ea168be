//! When an article was published, changed, and expires.

use chrono::{DateTime, Utc};

use super::name::Name;
use super::{Rules, shape, truth};
use crate::parse::front_matter::{Field, Meta, Value, shown};
use crate::text::date;

/// The dates of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    pub(super) published: Option<DateTime<Utc>>,
    pub(super) updated: Option<DateTime<Utc>>,
    pub(super) expires: Option<DateTime<Utc>>,
}

/// Reads the dates. That of publication comes from the metadata (the later one of the day that it is dated and the day that it is
/// scheduled for), else the file's name, else a folder, else a date in the
/// address, and only then from that of the last change. Never from the file system: a checkout sets new times.
pub(super) fn dates(
    meta: &Meta,
    name: &Name<'_>,
    rules: &Rules<'_>,
    defects: &mut Vec<(u32, String)>,
) -> Dates {
    let dialect = rules.dialect;
    let mut unread = Vec::new();
    let stated = from_keys(meta, dialect.published, rules, &mut unread);
    let stated = match stated {
        Some(_) => stated.max(scheduled(meta, rules, &mut unread)),
        None => None,
    };
    let updated = from_keys(meta, dialect.updated, rules, &mut unread);
    let published = stated
        .or_else(|| from_path(name.path, rules))
        .or_else(|| {
            let address = meta.all(dialect.address).chain(meta.all(dialect.slug));
            address
                .filter_map(|field| field.value.text())
                .find_map(|text| from_path(without_host(text), rules))
        })
        .or(updated);
    // A map or a list without a date in it.
    let keys = dialect.published.iter().chain(dialect.updated).chain(dialect.expires);
    let misshapen = keys.filter_map(|key| meta.get(key)).filter(|field| text(field).is_none());
    let misshapen: Vec<_> =
        misshapen.filter_map(|field| shape::misshapen(field, "the date as 2026-04-03")).collect();
    if published.is_none() && unread.is_empty() && misshapen.is_empty() {
        let message = "no date was found; the time at which the article was first seen stands in for it";
        let line = meta.fields().first().map_or(1, |field| field.line);
        defects.push((line, message.to_owned()));
    }
    defects.extend(misshapen);
    for (at, field) in unread.iter().enumerate() {
        let alone = published.is_none() && at == 0;
        let instead = if alone {
            "the time at which the article was first seen stands in for it; write the date as 2026-04-03"
        } else {
            "the next source of a date is used"
        };
        defects.push(no_date(field, instead));
    }
    unread.clear();
    let expires = from_keys(meta, dialect.expires, rules, &mut unread);
    defects.extend(
        unread
            .iter()
            .map(|field| no_date(field, "the article does not expire; write the date as 2026-04-03")),
    );
    Dates { published, updated, expires }
}

fn no_date(field: &Field, instead: &str) -> (u32, String) {
    let written = shown(text(field).unwrap_or_default());
    let message = format!("`{}` is no date of the years 1900 to 9999 (\"{written}\"); {instead}", field.key);
    (field.line, message)
}

/// The first of `keys` that holds a date. Those before it that hold none are `unread`.
fn from_keys<'a>(
    meta: &'a Meta,
    keys: &'a [&str],
    rules: &Rules<'_>,
    unread: &mut Vec<&'a Field>,
) -> Option<DateTime<Utc>> {
    for field in meta.all(keys) {
        let Some(text) = text(field) else { continue };
        // `published: true` is a state.
        if truth(text).is_some() {
            continue;
        }
        if let Some(date) = date::parse(text, rules.zone) {
            return Some(date);
        }
        unread.push(field);
    }
    None
}

/// When the article goes out, where it says so beside the day that it is dated. What is there instead is `unread`, unless it was
/// looked at before.
fn scheduled<'a>(meta: &'a Meta, rules: &Rules<'a>, unread: &mut Vec<&'a Field>) -> Option<DateTime<Utc>> {
    let mut none = Vec::new();
    let date = from_keys(meta, rules.dialect.scheduled, rules, &mut none);
    // `published: maybe` was told of as a state.
    let is_state = |field: &Field| rules.dialect.switches.iter().any(|(key, ..)| *key == field.folded());
    none.retain(|field| !is_state(field) && !unread.iter().any(|known| std::ptr::eq(*known, *field)));
    unread.append(&mut none);
    date
}

/// The text of a date: a value of its own, the first of a list, or `date` in a map (`last_update: {date: …}`).
pub(super) fn text(field: &Field) -> Option<&str> {
    match &field.value {
        Value::Text(text) => Some(text.trim()),
        Value::List(items) => items.first()?.text(),
        map @ Value::Map(_) => map.member(&["date"])?.text(),
    }
}

/// Midnight of the date in a path, in the site's zone.
fn from_path(path: &str, rules: &Rules<'_>) -> Option<DateTime<Utc>> {
    let day = date::find_in_path(path)?;
    date::parse(&day.format("%Y-%m-%d").to_string(), rules.zone)
}

fn without_host(address: &str) -> &str {
    match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => address,
    }
}
