//! What an answer means: a status, a header and what is known in, what to do with it out. Pure.
//!
//! Whatever is no document says nothing about entries: they stay, and so does what is known of the last document.

use crate::fetch::Response;
use crate::model::ids::ContentHash;
use crate::model::poll::{Failure, FailureClass, PollState};

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// What is known is what there is (304).
    NotModified,
    /// It is the document that is known already.
    Same,
    /// There is a document to be read, with this digest.
    Document(ContentHash),
    /// There is a document with what is new alone (226, RFC 3229 §10.4.1).
    Delta,
    /// It is something else that the request did not ask for: there has to be another one, for a whole document.
    NotAsked(Failure),
    /// There is none.
    Failed(Failure),
    /// There will never be one again (410).
    Gone,
}

/// Judges an answer. `was_delta`: the request asked for what is new alone, if that can be had.
pub(super) fn judge(response: &Response, state: &PollState, was_delta: bool) -> Judged {
    let status = response.status;
    match status {
        _ if response.head.is_challenge => Judged::Failed(failure(
            FailureClass::Challenge,
            format!(
                "its server wants to know whether a person asks ({status}); ask its owner to let feed readers in"
            ),
        )),
        304 if response.was_conditional => Judged::NotModified,
        304 => Judged::Failed(failure(
            FailureClass::Protocol,
            "its server says that nothing has changed (304), though it was not asked whether something has",
        )),
        // 203: somebody on the way changed it, and it is still the whole document (RFC 9110 §15.3.4).
        200 | 203 if response.body.is_empty() => Judged::Failed(empty(&status.to_string())),
        200 | 203 => {
            let hash = ContentHash::of(&response.body);
            if state.body == Some(hash) { Judged::Same } else { Judged::Document(hash) }
        }
        226 if is_feed_delta(response) && was_delta && response.was_conditional => {
            if response.body.is_empty() { Judged::Failed(empty("226")) } else { Judged::Delta }
        }
        226 => Judged::NotAsked(failure(
            FailureClass::Protocol,
            "its server answered with a part of the document that was not asked for (226)",
        )),
        204 | 205 => Judged::Failed(empty(&status.to_string())),
        410 if is_moved_for_good(response) => Judged::Gone,
        _ => Judged::Failed(refusal(status)),
    }
}

/// True where nothing on the way says that the chain is one for now only: what is at its end is the feed's own.
fn is_moved_for_good(response: &Response) -> bool {
    response.hops.iter().all(|hop| matches!(hop.status, 301 | 308))
}

/// True where the answer was made by leaving out entries that are known, and by nothing else (RFC 3229 §10.5.2).
fn is_feed_delta(response: &Response) -> bool {
    let manipulations = response.head.instance_manipulation.as_deref().unwrap_or_default();
    let mut names = manipulations.split(',').map(|name| name.split(';').next().unwrap_or_default().trim());
    names.next().is_some_and(|name| name.eq_ignore_ascii_case("feed")) && names.next().is_none()
}

/// True where what should be a feed is a page for people: an error that says 200, or where one has to log in.
pub(super) fn is_page(response: &Response) -> bool {
    let is_html = response.head.content_type.as_deref().is_some_and(|value| {
        let name = value.split(';').next().unwrap_or_default().trim();
        name.eq_ignore_ascii_case("text/html") || name.eq_ignore_ascii_case("application/xhtml+xml")
    });
    let start = response.body.iter().take(512).skip_while(|byte| byte.is_ascii_whitespace());
    let start: Vec<u8> = start.take(14).map(u8::to_ascii_lowercase).collect();
    is_html || start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

fn failure(class: FailureClass, message: impl Into<String>) -> Failure {
    Failure { class, message: message.into() }
}

fn empty(status: &str) -> Failure {
    failure(FailureClass::Empty, format!("its server answered with nothing ({status})"))
}

/// What a status that brings no feed means, and what to do about it.
pub(super) fn refusal(status: u16) -> Failure {
    if status == 429 {
        return failure(FailureClass::RateLimited, "its server has had too many requests (429)");
    }
    let what = match status {
        206 => "its server answered with a piece of the document that was not asked for",
        300..=399 => "its server points to another address in a way that is not followed",
        401 => "its server asks for a user name and a password, or refuses those that it was given",
        402 => "its server asks for money",
        403 => "its server refuses to answer",
        404 => "there is nothing at its address; look whether the feed has another one",
        407 => {
            "the proxy on the way wants another user name and password; correct `net.proxy`, or the proxy of the environment"
        }
        408 => "its server waited for the request in vain",
        410 => "what its address leads to for now is gone",
        413 => "its server finds the request too large",
        451 => "its server may not answer for legal reasons",
        503 => "its server is busy, or is being looked after",
        500..=599 => "its server has a fault of its own",
        _ => "its server answered with something that is no feed",
    };
    failure(FailureClass::Status(status), format!("{what} ({status})"))
}

/// True where `Retry-After` in an answer of this status says when to ask again (RFC 9110 §10.2.3, RFC 6585 §4).
pub(super) fn can_name_a_pause(status: u16) -> bool {
    matches!(status, 413 | 429 | 503) || (300..400).contains(&status)
}

#[cfg(test)]
mod tests;
