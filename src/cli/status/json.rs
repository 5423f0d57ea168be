//! The health of sources for machines. In: what is known. Out: one JSON document, whose sources stand as in the configuration.

use serde_json::{Value, json};

use crate::app::{Health, PollStatus, SourceStatus};
use crate::model::ids::SourceId;
use crate::store::Decision;
use crate::text::date::rfc3339;

pub(super) fn to_json(sources: &[SourceStatus]) -> Value {
    json!({ "sources": sources.iter().map(source).collect::<Vec<_>>() })
}

fn source(source: &SourceStatus) -> Value {
    let poll = source.poll.as_ref();
    let state = poll.map(|poll| poll.state.as_ref());
    let gone = source.health == Health::Gone;
    let mut json = json!({
        "id": source.id.as_str(),
        "url": poll.map(|poll| poll.url.as_str()),
        "state": source.health.name(),
        "last_success": state.and_then(|state| state.last_success).map(rfc3339),
        "failing_since": source.failing_since.map(rfc3339),
        "reason": source.reason,
        "next_poll": poll.and_then(|poll| poll.next).filter(|_| !gone).map(rfc3339),
        "next_poll_reason": poll.map(|poll| poll.next_reason),
        "entries": source.entries,
        "type": source.kind,
        "held": source.held,
        "defects": source.defects,
        "class": source.class,
    });
    if !source.decisions.is_empty() {
        json["recognized"] = source.decisions.iter().map(decision).collect();
    }
    if !source.notes.is_empty() {
        json["notes"] = source.notes.clone().into();
    }
    if let (Some(fields), Some(poll)) = (json.as_object_mut(), poll) {
        fields.extend(polled(poll).as_object().cloned().unwrap_or_default());
    }
    json
}

/// An item that was taken for one that was known by another key.
fn decision(decision: &Decision) -> Value {
    json!({
        "at": rfc3339(decision.at),
        "key": decision.key.as_str(),
        "earlier": decision.earlier.as_str(),
        "by": decision.likeness.name(),
    })
}

/// What is known only of sources that servers are asked for.
fn polled(poll: &PollStatus) -> Value {
    let state = &poll.state;
    let moved = state
        .moved
        .as_ref()
        .map(|moved| json!({ "to": poll.asked_at, "at": rfc3339(moved.at), "evidence": moved.evidence, "with": moved.onto.as_ref().map(SourceId::as_str) }));
    json!({
        "title": state.feed.title,
        "site": state.feed.site,
        "last_poll": state.times.asked.map(rfc3339),
        "errors": state.errors,
        "next_poll_words": poll.next_reason.words(),
        "moved": moved,
        "volatile_etag": poll.is_volatile(),
        "tls_insecure": poll.is_insecure,
        "host_held_until": poll.hold.as_ref().map(|hold| rfc3339(hold.until)),
    })
}
