//! One value of one key: from TOML, or from the text of a variable or a flag, to a [`Setting`].
//!
//! A fault says what is wrong in words that go on after the key's name ("`limit` *must be …*"), where in the value, and what
//! would be right. Nothing is read from anywhere; tables with keys of their own are `read`'s.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::str::FromStr;

use chrono_tz::{TZ_VARIANTS, Tz};
use toml::Spanned;
use toml::de::{DeArray, DeInteger, DeTable, DeValue};

use super::url::url;
use super::wording::{describe, example, other_type, quotes, type_of};
use crate::model::options::{Kind, Setting};
use crate::model::parts::Language;
use crate::text::nearest::nearest;
use crate::text::units;

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// In words that go on after the key's name.
    pub what: String,
    /// What to do about it. May be empty.
    pub remedy: String,
}

/// What is wrong with a part of a value.
#[derive(Debug)]
pub(super) struct Fault {
    /// The part.
    pub(super) span: Range<usize>,
    /// What is wrong with it.
    pub(super) wrong: Wrong,
}

/// What a value may be measured against beside its kind.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    /// The folder that relative paths start from.
    pub(super) base: &'a Path,
    /// Names of writers.
    pub(super) formats: &'a [&'static str],
}

pub(super) fn wrong(what: impl Into<String>, remedy: impl Into<String>) -> Wrong {
    Wrong { what: what.into(), remedy: remedy.into() }
}

/// Reads a TOML value.
pub(super) fn read(
    kind: Kind,
    value: &Spanned<DeValue<'_>>,
    cx: Surroundings<'_>,
) -> Result<Setting, Vec<Fault>> {
    let here = |wrong: Wrong| vec![Fault { span: value.span(), wrong }];
    match (kind, value.get_ref()) {
        (Kind::Flag, DeValue::Boolean(flag)) => Ok(Setting::Flag(*flag)),
        (Kind::Count { min, max }, DeValue::Integer(number)) => {
            count(whole(number), min, max).map(Setting::Number).map_err(here)
        }
        (Kind::Size { min, max }, DeValue::Integer(number)) => {
            size(whole(number), min, max).map(Setting::Number).map_err(here)
        }
        (_, DeValue::String(text)) if is_text(kind) => from_text(kind, text, cx).map_err(here),
        (Kind::TextList | Kind::Command, DeValue::Array(items)) => {
            let list = texts(items, "a string")?;
            match kind {
                Kind::Command if list.first().is_none_or(String::is_empty) => {
                    Err(here(wrong("names no program", "write it as a list: [\"program\", \"argument\"]")))
                }
                _ => Ok(Setting::List(list)),
            }
        }
        (Kind::Choices(choices), DeValue::Array(items)) => chosen(items, choices),
        (Kind::Formats, DeValue::Array(items)) => chosen(items, cx.formats),
        (Kind::CategoryPaths, DeValue::Array(items)) => category_paths(items),
        (Kind::Patterns, DeValue::String(text)) => Ok(Setting::List(vec![text.to_string()])),
        (Kind::Patterns, DeValue::Array(items)) if items.is_empty() => Err(here(wrong(
            "names no expression, so that it would say nothing",
            "name one, or leave the key out",
        ))),
        (Kind::Patterns, DeValue::Array(items)) => texts(items, "a string").map(Setting::List),
        (Kind::TextMap, DeValue::Table(table)) => text_map(table),
        (_, found) => Err(here(other_type(kind, found))),
    }
}

/// Reads the text of a variable or a flag. Lists and tables are TOML there, too.
pub(super) fn from_override(kind: Kind, text: &str, cx: Surroundings<'_>) -> Result<Setting, Wrong> {
    match kind {
        _ if is_text(kind) => from_text(kind, text, cx),
        Kind::Flag => match text.trim() {
            "true" => Ok(Setting::Flag(true)),
            "false" => Ok(Setting::Flag(false)),
            _ => Err(wrong("must be true or false", "")),
        },
        Kind::Count { min, max } => count(text.trim().parse().ok(), min, max).map(Setting::Number),
        _ => match DeValue::parse(text) {
            Ok(value) => read(kind, &value, cx).map_err(|faults| {
                faults.into_iter().next().map_or_else(|| wrong("is wrong", ""), |fault| fault.wrong)
            }),
            Err(error) => Err(wrong(
                format!("is not {}: {}", describe(kind), error.message()),
                format!("write it as in the file: {}", example(kind)),
            )),
        },
    }
}

/// True for kinds whose value is a string in TOML.
fn is_text(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Text
            | Kind::Secret
            | Kind::Path
            | Kind::Url
            | Kind::Choice(_)
            | Kind::Duration { .. }
            | Kind::Size { .. }
            | Kind::TimeZone
            | Kind::Language
    )
}

/// Reads a string for a kind whose value is one.
pub(super) fn from_text(kind: Kind, text: &str, cx: Surroundings<'_>) -> Result<Setting, Wrong> {
    match kind {
        Kind::Path => path(text).map(|path| Setting::Path(cx.base.join(path))),
        Kind::Url => url(text).map(Setting::Url),
        Kind::Choice(choices) => choice(text, choices).map(|()| Setting::Text(text.to_owned())),
        Kind::Duration { min, max } => match units::duration(text) {
            None => Err(wrong("is not a span of time", "write it as \"90s\", \"15m\", \"1h30m\" or \"2d\"")),
            Some(seconds) if (min..=max).contains(&seconds) => Ok(Setting::Number(seconds)),
            Some(_) => {
                let (min, max) = (units::show_duration(min), units::show_duration(max));
                Err(wrong(format!("must be a span of time from {min} to {max}"), ""))
            }
        },
        Kind::Size { min, max } => match units::size(text).or_else(|| text.trim().parse().ok()) {
            None => Err(wrong("is not a size", "write it as \"512KiB\", \"2MiB\" or a number of bytes")),
            bytes => size(bytes, min, max).map(Setting::Number),
        },
        Kind::TimeZone => time_zone(text).map(Setting::TimeZone),
        Kind::Language => language(text).map(|tag| Setting::Text(tag.as_str().to_owned())),
        _ => Ok(Setting::Text(text.to_owned())),
    }
}

fn whole(number: &DeInteger<'_>) -> Option<u64> {
    u64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn count(number: Option<u64>, min: u64, max: u64) -> Result<u64, Wrong> {
    number
        .filter(|number| (min..=max).contains(number))
        .ok_or_else(|| wrong(format!("must be a whole number from {min} to {max}"), ""))
}

fn size(bytes: Option<u64>, min: u64, max: u64) -> Result<u64, Wrong> {
    bytes.filter(|bytes| (min..=max).contains(bytes)).ok_or_else(|| {
        let (min, max) = (units::show_size(min), units::show_size(max));
        wrong(format!("must be a size from {min} to {max}"), "")
    })
}

fn path(text: &str) -> Result<&str, Wrong> {
    if text.is_empty() {
        return Err(wrong("is empty", "write a path; `.` is the folder of this file"));
    }
    if text.contains('\0') {
        return Err(wrong("holds a NUL, which no path can", ""));
    }
    if url(text).is_ok() {
        return Err(wrong(
            "is a URL, and must be a path on this machine",
            format!("where it is a feed that a server has, write `url = \"{text}\"` instead"),
        ));
    }
    if text == "~" || text.starts_with("~/") {
        return Err(wrong("begins with `~`, which only a shell expands", "write the whole path"));
    }
    Ok(text)
}

/// Reads a language tag.
///
/// # Errors
/// When it has not the form of one (RFC 5646 §2.1).
pub fn language(text: &str) -> Result<Language, Wrong> {
    Language::parse(text).ok_or_else(|| {
        wrong("is not a language tag", "write it as \"en\", \"pt-BR\" or \"zh-CN\" (RFC 5646)")
    })
}

/// Reads the name of a time zone.
///
/// # Errors
/// When the IANA database has no such zone.
pub fn time_zone(text: &str) -> Result<Tz, Wrong> {
    if let Ok(zone) = Tz::from_str(text) {
        return Ok(zone);
    }
    let typed = text.trim().replace(' ', "_");
    let city = |name: &&str| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&typed));
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    // An abbreviation such as PST is near to others that are hours away: no guess there.
    let guess = names().find(city).or_else(|| if typed.len() > 4 { nearest(&typed, names()) } else { None });
    let remedy = match guess {
        Some(name) => format!("did you mean \"{name}\"?"),
        None => "write its IANA name, such as \"Europe/Berlin\" or \"UTC\"".to_owned(),
    };
    Err(wrong(format!("names no time zone: `{text}`"), remedy))
}

fn choice(text: &str, choices: &[&'static str]) -> Result<(), Wrong> {
    if choices.contains(&text) {
        return Ok(());
    }
    let list = choices.join(", ");
    let remedy = match nearest(text, choices.iter().copied()) {
        Some(name) => format!("did you mean \"{name}\"? It can be: {list}"),
        None => format!("it can be: {list}"),
    };
    Err(wrong(format!("cannot be `{text}`"), remedy))
}

fn texts(items: &DeArray<'_>, expected: &str) -> Result<Vec<String>, Vec<Fault>> {
    let mut list = Vec::with_capacity(items.len());
    let mut faults = Vec::new();
    for item in items {
        match item.get_ref() {
            DeValue::String(text) => list.push(text.to_string()),
            found => {
                let wrong =
                    wrong(format!("holds {}; each item must be {expected}", type_of(found)), quotes(found));
                faults.push(Fault { span: item.span(), wrong });
            }
        }
    }
    if faults.is_empty() { Ok(list) } else { Err(faults) }
}

fn chosen(items: &DeArray<'_>, choices: &[&'static str]) -> Result<Setting, Vec<Fault>> {
    let list = texts(items, "a string")?;
    let mut faults = Vec::new();
    for (at, (text, item)) in list.iter().zip(items.iter()).enumerate() {
        let result = if list.iter().take(at).any(|earlier| earlier == text) {
            Err(wrong(format!("names `{text}` twice"), ""))
        } else {
            choice(text, choices)
        };
        faults.extend(result.err().map(|wrong| Fault { span: item.span(), wrong }));
    }
    if faults.is_empty() { Ok(Setting::List(list)) } else { Err(faults) }
}

fn category_paths(items: &DeArray<'_>) -> Result<Setting, Vec<Fault>> {
    let mut paths = Vec::with_capacity(items.len());
    let mut faults = Vec::new();
    for item in items {
        let path = match item.get_ref() {
            DeValue::String(name) => Ok(vec![name.to_string()]),
            DeValue::Array(levels) => texts(levels, "a string: the name of one level"),
            found => {
                let what = format!("holds {}; each item must be a name or a list of names", type_of(found));
                Err(vec![Fault {
                    span: item.span(),
                    wrong: wrong(what, format!("such as {}", example(Kind::CategoryPaths))),
                }])
            }
        };
        match path {
            Ok(path) if path.is_empty() || path.iter().any(|name| name.trim().is_empty()) => {
                let wrong = wrong("holds a category without a name", "");
                faults.push(Fault { span: item.span(), wrong });
            }
            Ok(path) => paths.push(path),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(Setting::Paths(paths)) } else { Err(faults) }
}

fn text_map(table: &DeTable<'_>) -> Result<Setting, Vec<Fault>> {
    let mut map = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, value) in table {
        match value.get_ref() {
            DeValue::String(text) => {
                map.insert(name.get_ref().to_string(), text.to_string());
            }
            found => {
                let what = format!("gives `{}` {}; it must be a string", name.get_ref(), type_of(found));
                faults.push(Fault { span: value.span(), wrong: wrong(what, quotes(found)) });
            }
        }
    }
    if faults.is_empty() { Ok(Setting::Map(map)) } else { Err(faults) }
}
