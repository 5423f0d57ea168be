//! The JSON Schema of a configuration, for editors that complete and check it.
//!
//! In: the tables of keys. Out: a schema of draft 7, the newest that editors of TOML read.

use serde_json::{Map, Value, json};

use super::keys::TOP;
use super::{Documents, Tables};
use crate::model::feed::FeedKind;
use crate::model::options::{Key, Kind};

/// The schema, with a line feed at its end.
#[must_use]
pub fn schema(tables: &Tables) -> String {
    let mut root = table(&[TOP], tables);
    let head = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The configuration of feedloom",
        "definitions": {
            "text": {
                "oneOf": [
                    { "type": "string" },
                    reference("env", "The variable of the environment that holds the text."),
                    reference("file", "The file that holds the text, relative to this file's folder."),
                ]
            },
            "categories": {
                "type": "array",
                "items": {
                    "oneOf": [
                        { "type": "string", "minLength": 1 },
                        { "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 },
                    ]
                }
            }
        }
    });
    if let Value::Object(head) = head {
        root.extend(head);
    }
    // The alternate form indents by two spaces. Serializing plain values into a string cannot fail.
    format!("{:#}\n", Value::Object(root))
}

fn reference(name: &str, about: &str) -> Value {
    json!({
        "type": "object",
        "properties": { name: { "type": "string", "description": about } },
        "required": [name],
        "additionalProperties": false
    })
}

fn table(keys: &[&'static [Key]], tables: &Tables) -> Map<String, Value> {
    let all = || keys.iter().copied().flatten();
    let properties: Map<String, Value> =
        all().map(|key| (key.name.to_owned(), Value::Object(property(key, tables)))).collect();
    let required: Vec<&str> = all().filter(|key| key.required).map(|key| key.name).collect();
    let mut out =
        object(json!({ "type": "object", "properties": properties, "additionalProperties": false }));
    if !required.is_empty() {
        out.insert("required".to_owned(), required.into());
    }
    out
}

fn property(key: &Key, tables: &Tables) -> Map<String, Value> {
    let mut out = shape(key.kind, tables);
    if let Some(Value::String(reference)) = out.remove("$ref") {
        // In draft 7 whatever stands beside a reference is ignored.
        out.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
    out.insert("description".to_owned(), key.about.into());
    if let Some(default) = default(key) {
        out.insert("default".to_owned(), default);
    }
    out
}

fn default(key: &Key) -> Option<Value> {
    let document: toml::Table = toml::from_str(&format!("default = {}", key.default)).ok()?;
    serde_json::to_value(document.get("default")?).ok()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn shape(kind: Kind, tables: &Tables) -> Map<String, Value> {
    let words =
        |words: Vec<&str>| json!({ "type": "array", "items": { "enum": words }, "uniqueItems": true });
    object(match kind {
        Kind::Text | Kind::Secret => json!({ "$ref": "#/definitions/text" }),
        Kind::Headers => {
            json!({ "type": "object", "additionalProperties": { "$ref": "#/definitions/text" } })
        }
        Kind::Patterns => json!({
            "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        }),
        Kind::Path => json!({ "type": "string", "minLength": 1 }),
        Kind::Url => json!({ "type": "string", "format": "uri", "pattern": "^https?://" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Count { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Duration { .. } => json!({
            "type": "string",
            "pattern": "^([0-9]+ *w)? *([0-9]+ *d)? *([0-9]+ *h)? *([0-9]+ *m)? *([0-9]+ *s)?$",
            "minLength": 2
        }),
        Kind::Size { min, max } => json!({
            "oneOf": [
                { "type": "integer", "minimum": min, "maximum": max },
                { "type": "string", "pattern": "^[0-9]+ *([KkMmGg][Ii]?)?[Bb]$" },
            ]
        }),
        Kind::Choice(choices) => json!({ "enum": choices }),
        Kind::Choices(choices) => words(choices.to_vec()),
        Kind::Formats => words(tables.writers.iter().map(|writer| writer.name).collect()),
        Kind::TextList => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Command => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
        Kind::TimeZone => json!({ "type": "string", "pattern": "^[A-Za-z0-9_+/-]+$" }),
        Kind::Language => json!({ "type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$" }),
        Kind::CategoryPaths => json!({ "$ref": "#/definitions/categories" }),
        Kind::TextMap => {
            json!({ "type": "object", "additionalProperties": { "type": "string", "minLength": 1 } })
        }
        Kind::DocumentPaths => document_paths(tables),
        Kind::Table(keys) => Value::Object(table(&[keys], tables)),
        Kind::Tables(keys) => json!({ "type": "array", "items": table(&[keys], tables) }),
        Kind::Sources(keys) => sources(keys, tables),
        Kind::Overrides(keys) => overrides(keys, tables),
    })
}

/// `[paths]`: for each kind of feed its formats, and the formats of the site.
fn document_paths(tables: &Tables) -> Value {
    let names = |documents: Documents| {
        tables.writers.iter().filter(move |writer| writer.documents == documents).map(|writer| writer.name)
    };
    let path = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    let mut properties = Map::new();
    for kind in FeedKind::ALL {
        let pattern = if *kind == FeedKind::Home { "^[^/{}][^{}]*$" } else { "^([^/].*)?\\{slug\\}" };
        let formats: Map<String, Value> =
            names(Documents::OfFeeds).map(|format| (format.to_owned(), path(pattern))).collect();
        let formats = json!({ "type": "object", "properties": formats, "additionalProperties": false });
        properties.insert(kind.name().to_owned(), formats);
    }
    for format in names(Documents::OfSite) {
        properties.insert(format.to_owned(), path("^[^/{}][^{}]*$"));
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// `[[source]]`: one alternative for each adapter, told apart by `type`.
fn sources(keys: &'static [Key], tables: &Tables) -> Value {
    let alternatives: Vec<Value> = tables
        .adapters
        .iter()
        .map(|adapter| {
            let mut out = table(&[&[keys], adapter.keys].concat(), tables);
            out.insert("title".to_owned(), format!("{}: {}", adapter.name, adapter.about).into());
            if let Some(Value::Object(properties)) = out.get_mut("properties")
                && let Some(Value::Object(kind)) = properties.get_mut("type")
            {
                kind.remove("allOf");
                kind.insert("const".to_owned(), adapter.name.into());
            }
            Value::Object(out)
        })
        .collect();
    json!({ "type": "array", "items": { "oneOf": alternatives } })
}

/// `[[override]]`: what is not said there is as the source has it, so that there are no defaults.
fn overrides(keys: &'static [Key], tables: &Tables) -> Value {
    let mut item = table(&[&[keys], tables.shared].concat(), tables);
    if let Some(Value::Object(properties)) = item.get_mut("properties") {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            property.remove("default");
        }
    }
    json!({ "type": "array", "items": item })
}
