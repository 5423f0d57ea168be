//! What a server says beside a feed, for people and for machines. In: the answer. Out: lines; JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::super::layout::{columns, wrap};
use crate::app::inspect::{HttpSide, Remembered};
use crate::text::date::rfc3339;
use crate::text::printable::printable;
use crate::text::units::show_duration;

/// The answer, in lines.
pub(super) fn report(http: &HttpSide) -> String {
    let columns = columns();
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut row = |what: &str, value: String| rows.push((what.to_owned(), value));
    for (status, from, to) in &http.hops {
        row("redirected", format!("{status} {from} to {to}"));
    }
    let (wire, decoded) = http.bytes;
    let codings = if wire == decoded { String::new() } else { format!(" ({wire} over the wire)") };
    row("status", format!("{}, {decoded} bytes{codings}", http.status));
    for (name, value) in http.fields() {
        row(name, value);
    }
    let fresh = if http.fresh == 0 {
        "at once stale".to_owned()
    } else {
        format!("fresh for {}", show_duration(http.fresh))
    };
    row("freshness", fresh);
    row("a poll", http.poll.what.clone());
    if let Some(to) = &http.poll.moved {
        row("", format!("once it has seen that this is the same feed, it would ask {to} in future"));
    }
    let next = http
        .poll
        .next
        .map_or_else(|| "never".to_owned(), |next| next.format("%Y-%m-%d %H:%M UTC").to_string());
    row("asked again", format!("{next}: {}", http.poll.reason.words()));
    for note in &http.notes {
        row("note", note.clone());
    }
    let mut out = format!("{}, over HTTP:\n", printable(&http.url));
    for (what, value) in rows {
        wrap(&mut out, &format!(" {what:16} {}", printable(&value)), 18, columns);
    }
    let _ = writeln!(out);
    out
}

/// What is known of a feed that has not changed, in lines.
pub(super) fn known(known: &Remembered) -> String {
    let mut out = String::from("It has not changed since it was last read:\n");
    let newest =
        known.newest.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string());
    for (what, value) in [
        ("title", known.title.clone()),
        ("site", known.site.clone().unwrap_or_else(|| "-".to_owned())),
        ("newest", newest),
        ("entries", known.entries.to_string()),
    ] {
        let _ = writeln!(out, " {what:16} {}", printable(&value));
    }
    out
}

/// The same, for machines.
pub(super) fn known_to_json(known: &Remembered) -> String {
    let newest = known.newest.map(rfc3339);
    json!({ "unchanged": true, "title": known.title, "site": known.site, "newest": newest, "entries": known.entries }).to_string()
}

/// The answer, for machines.
pub(super) fn to_json(http: &HttpSide) -> Value {
    let fields: Map<String, Value> =
        http.fields().into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value.into())).collect();
    let hops: Vec<Value> = http
        .hops
        .iter()
        .map(|(status, from, to)| json!({ "status": status, "from": from, "to": to }))
        .collect();
    json!({
        "status": http.status,
        "url": http.url,
        "redirects": hops,
        "headers": fields,
        "wire_bytes": http.bytes.0,
        "bytes": http.bytes.1,
        "fresh_seconds": http.fresh,
        "notes": http.notes,
        "poll": {
            "what": http.poll.what,
            "moved": http.poll.moved,
            "next": http.poll.next.map(rfc3339),
            "reason": http.poll.reason,
            "words": http.poll.reason.words(),
        },
    })
}
