//! By what a server tells versions of a document apart: what it said in, what is sent with the next request out. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::fetch::{Head, Response};
use crate::model::poll::{Octets, PollState, Validators};

/// Answers in a row with another `ETag` and the same document after which that is told.
pub(super) const VOLATILE: u32 = 5;

/// Takes the validators of a document that is known now. Those of an older one go, also where this one has none (RFC 9111 §4.3.3).
pub(super) fn take(state: &mut PollState, response: &Response) {
    let Head { etag, last_modified, .. } = &response.head;
    let has_one = etag.is_some() || last_modified.is_some();
    state.validators = has_one.then(|| Validators {
        url: response.url.clone(),
        etag: etag.clone(),
        last_modified: last_modified.clone(),
    });
}

/// Counts whether a document that is the same comes with another `ETag`, as a 200 or as a 304. True where that has to be told now.
pub(super) fn is_volatile(state: &mut PollState, response: &Response) -> bool {
    let before = state.validators.as_ref().and_then(|validators| validators.etag.as_ref());
    match (before, &response.head.etag) {
        (Some(before), Some(now)) if opaque(before) != opaque(now) => {
            state.volatile = state.volatile.saturating_add(1);
            state.volatile == VOLATILE
        }
        // What there was to compare with was dropped for what a 304 said.
        (None, Some(_)) => false,
        _ => {
            state.volatile = 0;
            false
        }
    }
}

/// Brings the validators of a document that is still the one that is known up to date (RFC 9111 §4.3.4).
///
/// A 304 with a strong `ETag` that is another one speaks of another document than ours. That is asked for anew then, once a day at the
/// most: some servers say so with every 304. True where it has to be told now that the `ETag` says nothing.
pub(super) fn keep(state: &mut PollState, response: &Response, now: DateTime<Utc>) -> bool {
    let is_told = is_volatile(state, response);
    bring_up_to_date(state, response, now);
    is_told
}

fn bring_up_to_date(state: &mut PollState, response: &Response, now: DateTime<Utc>) {
    let Some(validators) = &mut state.validators else { return };
    if let Some(newer) = &response.head.last_modified {
        validators.last_modified = Some(newer.clone());
    }
    let (Some(ours), Some(theirs)) = (&validators.etag, &response.head.etag) else { return };
    if opaque(ours) == opaque(theirs) {
        return;
    }
    if is_weak(theirs) {
        validators.etag = Some(theirs.clone());
    } else if state.refetched.is_none_or(|last| now - last >= TimeDelta::days(1)) {
        state.refetched = Some(now);
        state.validators = None;
    }
}

fn is_weak(etag: &Octets) -> bool {
    etag.as_bytes().starts_with(b"W/")
}

/// What weak comparison compares (RFC 9110 §8.8.3.2).
fn opaque(etag: &Octets) -> &[u8] {
    let bytes = etag.as_bytes();
    bytes.strip_prefix(b"W/").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::poll::fixture::response;

    fn state(etag: &str) -> PollState {
        let url = response(200).url;
        let etag = (!etag.is_empty()).then(|| Octets::new(etag.as_bytes()));
        let validators = Validators { url, etag, last_modified: Some(Octets::new(*b"then")) };
        PollState { validators: Some(validators), ..PollState::default() }
    }

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000 + hours * 3600, 0).unwrap()
    }

    fn etag(state: &PollState) -> Option<String> {
        let etag = state.validators.as_ref()?.etag.as_ref()?;
        Some(String::from_utf8_lossy(etag.as_bytes()).into_owned())
    }

    #[test]
    fn a_304_keeps_replaces_or_drops_what_is_known_by_its_own_etag() {
        for (ours, theirs, after) in [
            ("\"a\"", "", Some("\"a\"")),
            ("\"a\"", "\"a\"", Some("\"a\"")),
            ("\"a\"", "W/\"a\"", Some("\"a\"")),
            ("W/\"a\"", "\"a\"", Some("W/\"a\"")),
            ("\"a\"", "W/\"b\"", Some("W/\"b\"")),
            ("\"a\"", "\"b\"", None),
            ("", "\"b\"", None),
        ] {
            let mut state = state(ours);
            let mut answer = response(304);
            answer.head.etag = (!theirs.is_empty()).then(|| Octets::new(theirs.as_bytes()));
            keep(&mut state, &answer, at(0));
            assert_eq!(etag(&state).as_deref(), after, "{ours} and then {theirs}");
            assert_eq!(state.validators.is_none(), !ours.is_empty() && after.is_none(), "{ours} {theirs}");
        }
    }

    #[test]
    fn a_304_with_another_strong_etag_drops_validators_once_a_day() {
        let mut answer = response(304);
        answer.head.etag = Some(Octets::new(*b"\"b\""));
        let mut known = state("\"a\"");
        for (hour, is_dropped) in [(0, true), (1, false), (23, false), (24, true)] {
            known.validators = state("\"a\"").validators;
            keep(&mut known, &answer, at(hour));
            assert_eq!(known.validators.is_none(), is_dropped, "after {hour} hours");
        }
    }

    #[test]
    fn a_304_brings_a_newer_date_and_a_200_replaces_both() {
        let mut state = state("\"a\"");
        let mut answer = response(304);
        answer.head.last_modified = Some(Octets::new(*b"now"));
        keep(&mut state, &answer, at(0));
        let validators = state.validators.clone().unwrap();
        assert_eq!(validators.last_modified, Some(Octets::new(*b"now")));
        take(&mut state, &answer);
        assert_eq!(etag(&state), None, "it had none");
        answer.head.last_modified = None;
        take(&mut state, &answer);
        assert_eq!(state.validators, None);
    }

    #[test]
    fn an_etag_that_changes_with_every_answer_is_told_once() {
        let mut state = state("\"0\"");
        let mut told = Vec::new();
        for n in 1..=9 {
            let mut answer = response(200);
            answer.head.etag = Some(Octets::new(format!("\"{n}\"").into_bytes()));
            if is_volatile(&mut state, &answer) {
                told.push(n);
            }
            take(&mut state, &answer);
        }
        assert_eq!(told, [5]);
        keep(&mut state, &response(304), at(0));
        assert_eq!(state.volatile, 0);
    }

    #[test]
    fn an_etag_that_changes_with_every_304_is_told_once_though_the_document_is_fetched_in_between() {
        for prefix in ["W/", ""] {
            let mut state = state("\"0\"");
            let mut told = Vec::new();
            for n in 1..=9 {
                let mut answer = response(304);
                answer.head.etag = Some(Octets::new(format!("{prefix}\"{n}\"").into_bytes()));
                if state.validators.is_none() {
                    answer.status = 200;
                    assert!(!is_volatile(&mut state, &answer));
                    take(&mut state, &answer);
                } else if keep(&mut state, &answer, at(n)) {
                    told.push((n, state.volatile));
                }
            }
            // The strong one had the document fetched after the first.
            assert_eq!(told, [(if prefix.is_empty() { 6 } else { 5 }, 5)]);
        }
    }

    #[test]
    fn an_etag_that_is_weak_at_times_is_the_same() {
        let mut state = state("\"a\"");
        for n in 0..9 {
            let mut answer = response(200);
            answer.head.etag = Some(Octets::new(if n % 2 == 0 { &b"W/\"a\""[..] } else { b"\"a\"" }));
            assert!(!is_volatile(&mut state, &answer));
            take(&mut state, &answer);
        }
        assert_eq!(state.volatile, 0);
    }
}
