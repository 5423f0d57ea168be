//! What adopting found and did, for programs.

use serde_json::{Value, json};

use crate::app::Adoption;
use crate::cli::report::defect_to_json;

/// What was found and done, as one object.
pub(super) fn to_json(adoption: &Adoption, dry_run: bool) -> Value {
    let matched: serde_json::Map<String, Value> =
        adoption.matched.iter().map(|(how, number)| (how.name().to_owned(), json!(number))).collect();
    let pairs: Vec<Value> = adoption
        .pairs
        .iter()
        .map(|(id, file, how)| json!({ "id": id, "file": file, "by": how.name() }))
        .collect();
    let without_article: Vec<Value> = adoption
        .without_article
        .iter()
        .map(|(id, title, link)| json!({ "id": id, "title": title, "link": link }))
        .collect();
    let without_entry: Vec<Value> = adoption
        .without_entry
        .iter()
        .map(|article| {
            let nearest = article.nearest.as_ref();
            let nearest =
                nearest.map(|(title, link, why)| json!({ "title": title, "link": link, "why_not": why }));
            json!({ "file": article.place, "title": article.title, "nearest": nearest })
        })
        .collect();
    let patterns: Vec<Value> = adoption
        .patterns
        .iter()
        .map(|(source, pattern, reached)| json!({ "source": source.as_str(), "pattern": pattern, "articles": reached }))
        .collect();
    let other_pages: Vec<Value> = adoption
        .other_pages
        .iter()
        .map(|pages| {
            json!({
                "source": pages.source.as_str(),
                "moved": pages.moved,
                "compared": pages.compared,
                "old": pages.old,
                "new": pages.new,
                "permalink": pages.permalink,
            })
        })
        .collect();
    json!({
        "dry_run": dry_run,
        "feed": {
            "title": adoption.feed.title,
            "format": adoption.feed.format,
            "url": adoption.feed.url,
            "entries": adoption.feed.entries,
            "defects": adoption.feed.defects,
            "cut": adoption.feed.cut.map(|(line, _)| json!({ "line": line })),
        },
        "matched": matched,
        "pairs": pairs,
        "without_article": without_article,
        "without_entry": without_entry,
        "older_than_feed": adoption.beyond,
        "newer_than_feed": adoption.newer,
        "conflicts": adoption.conflicts,
        "patterns": patterns,
        "other_pages": other_pages,
        "seen_as_new": adoption.seen_as_new(),
        "ids": {
            "file": adoption.file.display().to_string(),
            "added": adoption.added,
            "changed": adoption.filled,
            "written": adoption.changed && !dry_run,
            "defects": adoption.defects.iter().map(defect_to_json).collect::<Vec<_>>(),
        },
        "failures": adoption.failures,
    })
}
