//! What is generated from the tables of keys and committed: the JSON Schema and the reference.
//!
//! `UPDATE_DOCS=1 cargo test generated` writes both anew.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use feedloom::app::tables::tables;
use feedloom::config::{reference, schema};

use crate::harness::repository;

const BEGIN: &str = "<!-- reference: begin -->\n";
const END: &str = "<!-- reference: end -->\n";

/// Compares a committed file with what it should be, or writes it.
#[track_caller]
fn compare(path: &str, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let mut file = File::create(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        file.write_all(expected.as_bytes()).unwrap();
    }
    assert!(repository(path) == expected, "{path} is out of date: run `UPDATE_DOCS=1 cargo test generated`");
}

#[test]
fn the_committed_schema_is_the_one_of_the_tables() {
    compare("docs/config.schema.json", &schema::schema(&tables()));
}

#[test]
fn the_committed_reference_is_the_one_of_the_tables() {
    let document = repository("docs/configuration.md");
    let (before, rest) = document.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    compare(
        "docs/configuration.md",
        &format!("{before}{BEGIN}\n{}\n{END}{after}", reference::markdown(&tables())),
    );
}

#[test]
fn the_schema_describes_every_key_and_holds_every_reference() {
    let schema: serde_json::Value = serde_json::from_str(&schema::schema(&super::tables())).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"], serde_json::json!(["site"]));
    assert_eq!(schema["properties"]["publish"]["properties"]["limit"]["maximum"], 10_000);
    assert_eq!(schema["properties"]["publish"]["properties"]["limit"]["default"], 20);
    let source = &schema["properties"]["source"]["items"]["oneOf"][0];
    assert_eq!(source["properties"]["type"]["const"], "articles");
    assert_eq!(source["properties"]["hierarchy"]["enum"], serde_json::json!(["path", "flat"]));
    assert_eq!(source["required"], serde_json::json!(["id", "type", "path"]));
    check(&schema, &schema);
}

fn check(root: &serde_json::Value, value: &serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(|reference| reference.as_str()) {
                assert!(root.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
            }
            if let Some(properties) = map.get("properties").and_then(|properties| properties.as_object()) {
                assert_eq!(map["additionalProperties"], false, "{properties:?}");
            }
            map.values().for_each(|value| check(root, value));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|value| check(root, value)),
        _ => {}
    }
}
