//! Kinds of values in words: what was expected, what was found, how it is typed.

use toml::de::DeValue;

use super::value::{Wrong, wrong};
use crate::model::options::Kind;

/// The fault of a value whose type is not the kind's.
pub(super) fn other_type(kind: Kind, found: &DeValue<'_>) -> Wrong {
    let remedy = match (kind, found) {
        (Kind::Text | Kind::Secret | Kind::Language | Kind::TimeZone, found) if !quotes(found).is_empty() => {
            quotes(found)
        }
        (Kind::Formats | Kind::Choices(_) | Kind::TextList | Kind::CategoryPaths, DeValue::String(text)) => {
            format!("write it as a list: [{}]", toml::Value::from(text.as_ref()))
        }
        (Kind::Flag | Kind::Count { .. }, DeValue::String(text))
            if text.parse::<bool>().is_ok() || text.parse::<u64>().is_ok() =>
        {
            "leave the quotes out".to_owned()
        }
        (Kind::Flag, DeValue::String(_)) => "write true or false, without quotes".to_owned(),
        _ => match example(kind) {
            "" => String::new(),
            example => format!("such as {example}"),
        },
    };
    wrong(format!("must be {}; this is {}", describe(kind), type_of(found)), remedy)
}

/// How a value that is not a string would be one. Empty where it could not.
pub(super) fn quotes(found: &DeValue<'_>) -> String {
    match found {
        DeValue::Integer(number) => format!("put it in quotes: \"{number}\""),
        DeValue::Float(number) => format!("put it in quotes: \"{}\"", number.as_str()),
        DeValue::Boolean(flag) => format!("put it in quotes: \"{flag}\""),
        DeValue::Datetime(time) => format!("put it in quotes: \"{time}\""),
        _ => String::new(),
    }
}

/// The type of a value, in words.
pub(super) fn type_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A kind, in words that go on after "must be".
pub(super) fn describe(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Secret => "a string",
        Kind::Path => "a path, as a string",
        Kind::Url => "a URL, as a string",
        Kind::Flag => "true or false",
        Kind::Count { .. } => "a whole number",
        Kind::Duration { .. } => "a span of time, as a string",
        Kind::Size { .. } => "a size, as a string or a number of bytes",
        Kind::Choice(_) => "one word, as a string",
        Kind::Choices(_) | Kind::Formats => "a list of words",
        Kind::TextList => "a list of strings",
        Kind::Patterns => "a regular expression, as a string, or a list of them",
        Kind::Command => "a program and its arguments, as a list of strings",
        Kind::TimeZone => "the name of a time zone, as a string",
        Kind::Language => "a language tag, as a string",
        Kind::CategoryPaths => "a list of categories",
        Kind::TextMap | Kind::Headers | Kind::DocumentPaths | Kind::Table(_) => "a table",
        Kind::Tables(_) | Kind::Sources(_) | Kind::Overrides(_) => "a list of tables",
    }
}

/// A value of the kind, as it is typed.
pub(super) fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Url => "\"https://example.org/\"",
        Kind::Duration { .. } => "\"15m\"",
        Kind::Size { .. } => "\"512KiB\"",
        Kind::Formats => "[\"rss\", \"atom\"]",
        Kind::Choices(_) | Kind::TextList => "[\"…\", \"…\"]",
        Kind::Command => "[\"rsync\", \"-a\", \"feeds/\", \"web:/srv/feeds/\"]",
        Kind::TimeZone => "\"Europe/Berlin\"",
        Kind::Language => "\"en\"",
        Kind::CategoryPaths => "[[\"Tech\", \"Linux\"], \"Rust\"]",
        Kind::TextMap => "{ \"新媒体\" = \"new-media\" }",
        Kind::Headers => "{ Authorization = { env = \"TOKEN\" } }",
        Kind::Patterns => "[\"rust\", \"^Release \"]",
        _ => "",
    }
}
