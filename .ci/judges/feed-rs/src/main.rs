//! Reads documents with feed-rs: paths on standard input, for each a line of JSON on standard output, with what a reader sees.

use std::io::{self, BufRead as _, Write as _};

use feed_rs::model::{Entry, Text};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for path in io::stdin().lock().lines() {
        let path = path?;
        let line = match feed_rs::parser::parse(io::BufReader::new(std::fs::File::open(&path)?)) {
            Ok(feed) => json!({
                "path": path,
                "title": text(feed.title.as_ref()),
                "entries": feed.entries.iter().map(entry).collect::<Vec<_>>(),
            }),
            Err(error) => json!({ "path": path, "error": error.to_string() }),
        };
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn entry(entry: &Entry) -> Value {
    json!([entry.id, text(entry.title.as_ref()), entry.published.map(|at| at.timestamp())])
}

fn text(text: Option<&Text>) -> &str {
    text.map_or("", |text| &text.content)
}
